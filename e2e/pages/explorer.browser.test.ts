/** The explorer in a real browser: a query is asked, and what the answer lacks is told below it. */
import { expect, test } from '@jest/globals'
import { inBrowser } from './in-browser.ts'

const stage = inBrowser()

test('a mediator asks about a party, and each gap has a row with its reason and what to apply for', async () => {
  const page = await stage.browser.open('/')
  await page.getByRole('button', { name: '一人一档(六部门)' }).click()
  await page.getByRole('button', { name: /Execute query/ }).click()
  const gaps = page.locator('.gaps tbody tr')
  const vehicles = gaps.filter({ hasText: 'person.vehicles' })
  await vehicles.waitFor()
  expect(await vehicles.innerText()).toContain('NO_GRANT')
  expect(await vehicles.getByRole('link').getAttribute('href')).toBe('/catalogue/public-security/Person/vehicles')
  const number = gaps.filter({ hasText: 'person.idNumber' })
  expect(await number.innerText()).toContain('脱敏')
})

test('the entry that a refusal points to says how to apply', async () => {
  const page = await stage.browser.open('/catalogue/public-security/Person/vehicles')
  await page.getByRole('heading', { name: 'Person.vehicles' }).waitFor()
  expect(await page.getByText('10 个工作日').count()).toBeGreaterThan(0)
})

test('on a phone the page stays within its width', async () => {
  const page = await stage.browser.open('/catalogue', 390)
  await page
    .getByRole('heading', { name: /共享目录/ })
    .first()
    .waitFor()
  await page.goto(new URL('/', stage.city.hub.address).href)
  await page.getByRole('button', { name: /Execute query/ }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('what leaves the hub is stopped by the content policy and seen by these tests', async () => {
  const page = await stage.browser.open('/status')
  await page.evaluate(() => fetch('https://elsewhere.example/').catch(() => null))
  expect(stage.browser.faults.some((fault) => /Content Security Policy/i.test(fault))).toBe(true)
  stage.browser.faults.length = 0
})
