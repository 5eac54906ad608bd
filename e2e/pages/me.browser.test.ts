/** The citizen's page in a real browser: a look appears with what it was for, an objection goes to the auditor, and the answer comes back. */
import { expect, test } from '@jest/globals'
import { inBrowser } from './in-browser.ts'

const LOOK = `query Look($id: ID!) { person(id: $id) { name idNumber } }`

const stage = inBrowser()

test('a mediator’s look is there with department, purpose, notice and the names of the fields', async () => {
  const { ids } = stage.city
  await stage.city.ask('mediator', { purpose: 'MEDIATION', caseNumber: ids.caseNumber }, LOOK, { id: ids.person })
  const page = await stage.browser.open('/me')
  const look = page.locator('.card', { hasText: '司法局' }).first()
  await look.waitFor()
  const text = await look.innerText()
  expect(text).toContain('MEDIATION')
  expect(text).toContain('调解')
  expect(await look.getByRole('list').getByRole('listitem').count()).toBeGreaterThan(0)
})

test('an objection goes to the auditor, whose answer the citizen reads', async () => {
  const page = await stage.browser.open('/me')
  const look = page.locator('.card', { hasText: '司法局' }).first()
  await look.getByRole('button', { name: '提出异议' }).click()
  await look.getByLabel('异议理由').fill('我没有这起纠纷')
  await look.getByRole('button', { name: '提交异议' }).click()
  const mine = page.getByRole('region', { name: '我的异议' }).locator('.card', { hasText: '我没有这起纠纷' })
  await mine.getByText('待答复').waitFor()
  await look.getByText('已提出异议').waitFor()

  const office = await stage.browser.open('/workbench')
  await office.getByLabel('身份').selectOption('auditor')
  const objection = office.locator('.card', { hasText: '我没有这起纠纷' })
  await objection.getByRole('button', { name: '答复' }).click()
  await objection.getByLabel('异议不成立').check()
  await objection.getByLabel('答复内容（本人可见）').fill('该案登记有您为当事人')
  await objection.getByRole('button', { name: '提交答复' }).click()
  await office.getByText('没有异议。').waitFor()

  await page.reload()
  await mine.getByText('该案登记有您为当事人').waitFor()
})

test('the token is in no address and in no store of the browser', async () => {
  const page = await stage.browser.open('/me')
  await page.getByRole('heading', { name: '谁看过我的信息' }).waitFor()
  await page.locator('.card').first().waitFor()
  expect(new URL(page.url()).search).toBe('')
  const kept = await page.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    (await indexedDB.databases()).length,
    document.cookie,
  ])
  expect(kept).toEqual([0, 0, 0, ''])
})

test('on a phone nothing is cut off', async () => {
  const page = await stage.browser.open('/me', 390)
  await page.locator('.card').first().waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})
