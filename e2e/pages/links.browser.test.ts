/**
 * The clerk's queue (关联校核) worked in a real browser: the officer sees both sides beside each other, decides, takes records out, and takes a
 * decision back.
 */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { inBrowser } from './in-browser.ts'

const stage = inBrowser()

test('a candidate: refused without a reason, rejected with one, and taken back', async () => {
  const page = await links()
  const card = page.locator('.card').first()
  const [one = '', other = ''] = await card.locator('.side h3').allInnerTexts()
  expect(one).not.toBe(other)
  expect(await card.innerText()).toMatch(/关联依据[\s\S]*\d+%/)
  await card.getByRole('button', { name: '处置', exact: true }).click()
  await card.getByLabel('认定非同一', { exact: true }).check()
  const reason = card.getByLabel('处置理由')
  await card.getByRole('button', { name: '提交处置' }).click()
  expect(await reason.evaluate((field) => (field as HTMLTextAreaElement).validity.valueMissing)).toBe(true)
  await reason.fill('两处档案不是一处')
  await card.getByRole('button', { name: '提交处置' }).click()
  await page.locator('.card', { hasText: one }).filter({ hasText: other }).waitFor({ state: 'detached' })

  await page.getByLabel('处置记录', { exact: true }).check()
  const decided = page.locator('.card', { hasText: '两处档案不是一处' })
  await decided.getByRole('button', { name: '撤销处置' }).click()
  await decided.getByLabel('处置理由').fill('又找到一份材料')
  await decided.getByRole('button', { name: '撤销处置' }).click()
  await page.locator('.card', { hasText: '又找到一份材料' }).waitFor()
  await decided.getByText('已撤销', { exact: true }).waitFor()
})

test('a candidate accepted is one entity, and records are taken out of it again', async () => {
  const page = await links()
  const card = page.locator('.card').first()
  const sides = await card.locator('.side h3').allInnerTexts()
  await card.getByRole('button', { name: '处置', exact: true }).click()
  await card.getByLabel('说明（可不填）').fill('同一处')
  await card.getByRole('button', { name: '提交处置' }).click()
  await page
    .locator('.card', { hasText: sides[0] ?? '' })
    .filter({ hasText: sides[1] ?? '' })
    .waitFor({ state: 'detached' })
  const { sql } = stage.city.hub.store
  const merged = await sql
    .selectFrom('Entity')
    .select('mergedInto')
    .where('id', 'in', sides)
    .where('mergedInto', 'is not', null)
    .execute()
  expect(sides).toContain(merged[0]?.mergedInto)

  await page.getByLabel('关联冲突', { exact: true }).check()
  const open = page.getByRole('button', { name: '拆分', exact: true }).first()
  // The button goes once it is pressed: the entity is known by its id from then on.
  const id = await page.locator('.sides > div', { has: open }).first().locator('h3').innerText()
  const side = page.locator('.sides > div', { hasText: id }).first()
  await open.click()
  await side.getByRole('checkbox').first().check()
  await side.getByLabel('处置理由').fill('记录属于另一人')
  await side.getByRole('button', { name: '拆分所选记录' }).click()
  await side.getByRole('button', { name: '拆分所选记录' }).waitFor({ state: 'detached' })
  await page.getByLabel('处置记录', { exact: true }).check()
  const decided = page.locator('.card', { hasText: '记录属于另一人' })
  expect(await decided.innerText()).toContain('拆分')
  expect(await decided.innerText()).toContain(id)
})

test('a conflict is settled with its reason, and everything fits a narrow screen', async () => {
  const page = await links(390)
  await page.getByLabel('关联冲突', { exact: true }).check()
  const card = page.locator('.card', { hasText: '一号多人' }).first()
  await card.getByRole('button', { name: '处置', exact: true }).click()
  await card.getByLabel('认定非同一', { exact: true }).check()
  await card.getByLabel('处置理由').fill('号码录错一位')
  await card.getByRole('button', { name: '提交处置' }).click()
  await page.getByLabel('只看待办的').uncheck()
  await page.locator('.card', { hasText: '号码录错一位' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

// Private:

async function links(width = 1280): Promise<Page> {
  const page = await stage.browser.open('/workbench', width)
  await page.getByLabel('身份').selectOption('data-officer')
  await page.getByLabel('部门', { exact: true }).selectOption('公安局')
  await page.getByRole('heading', { name: '数据授权工作台' }).filter({ hasText: '公安局' }).waitFor()
  await page.getByRole('tab', { name: '关联校核', exact: true }).click()
  await page.locator('.card').first().waitFor()
  return page
}
