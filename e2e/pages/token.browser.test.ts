/** Where no demo issuer is offered the pages ask for a token: it is taken from the field and kept nowhere. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { startTestHub, type TestHub } from '../start-test-hub.ts'
import { openBrowser, type TestBrowser } from './browser.ts'

let city: TestHub
let browser: TestBrowser

beforeAll(async () => {
  city = await startTestHub()
  browser = await openBrowser(city.hub.address)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await city?.close()
})
afterEach(() => expect(browser.faults).toEqual([]))

test('a pasted token signs in, and leaves no trace in field, address or store', async () => {
  const token = await city.hub.issuer.demo?.token('citizen')
  const page = await browser.open('/status')
  // As a city's hub answers, which has no personas to offer.
  await page.route('**/pages/config.json', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), personas: [] } })
  })
  await page.goto(new URL('/me', city.hub.address).href)
  const field = page.getByLabel('访问令牌')
  await field.fill('not a token')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText('这不是有效的令牌').waitFor()

  await page.getByLabel('这不是有效的令牌').fill(token ?? '')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText('还没有部门查看过您的信息。').or(page.locator('.card').first()).first().waitFor()
  expect(await field.inputValue()).toBe('')
  expect(page.url()).not.toContain('?')
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0)

  await page.reload()
  await page.getByText('请粘贴统一身份认证签发的令牌').waitFor()
})
