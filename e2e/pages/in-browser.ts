/** A hub and a browser for a story of the pages, opened before it and closed after it; each test must leave no fault behind. */
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import { startTestHub, type TestHub } from '../start-test-hub.ts'
import { openBrowser, type TestBrowser } from './browser.ts'

export interface Stage {
  readonly city: TestHub
  readonly browser: TestBrowser
}

/** Called once at the top of a test file; both are there as soon as the first test runs. */
export function inBrowser(): Stage {
  let city: TestHub | undefined
  let browser: TestBrowser | undefined
  beforeAll(async () => {
    city = await startTestHub()
    browser = await openBrowser(city.hub.address)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await city?.close()
  })
  afterEach(() => expect(browser?.faults).toEqual([]))
  return {
    get city() {
      return opened(city)
    },
    get browser() {
      return opened(browser)
    },
  }
}

// Private:

function opened<T>(one: T | undefined): T {
  if (!one) throw new Error('the stage is not open yet')
  return one
}
