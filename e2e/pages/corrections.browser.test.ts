/**
 * Corrections worked in a real browser: the officer of the department sees the value at the source beside what is proposed, accepts it or
 * refuses it with reasons, gives the receipt of a change by hand; the asker finds the answer unread.
 */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import type { PersonaName } from '../../access/demo-issuer.ts'
import { randomUUID } from 'node:crypto'
import { lookAt } from '../look-at.ts'
import { inBrowser } from './in-browser.ts'

const stage = inBrowser()

test('a value that the hub writes: accepted, and read by the asker', async () => {
  const [house] = await ledgers()
  await request({ field: 'GridHouse.residentCount', ...house, proposed: '9', evidence: '入户核实，住九人' })
  const page = await workbenchOf('data-officer', '政法委')
  await page.getByRole('tab', { name: '校核纠错', exact: true }).click()
  const card = page.locator('.card', { hasText: '入户核实，住九人' })
  await card.getByText('T_FWTZ.JZRS').waitFor()
  expect(await card.innerText()).toMatch(/更正为\s*9[\s\S]*源系统现值\s*\d+[\s\S]*答复期限\s*\d{4}-\d{2}-\d{2}/)
  await card.getByRole('button', { name: '答复', exact: true }).click()
  await card.getByRole('button', { name: '提交答复' }).click()
  await page.getByText('没有待办的校核纠错。').waitFor()

  const own = await workbenchOf('grid-worker')
  await own.getByRole('tab', { name: '我的校核' }).click()
  const answered = own.locator('.card', { hasText: '入户核实，住九人' })
  await answered.getByText('已更正').waitFor()
  await answered.getByText('未读').waitFor()
  await answered.getByRole('button', { name: '标为已读' }).click()
  await answered.getByText('未读').waitFor({ state: 'detached' })
})

test('a value whose source takes no writes: an instruction, then a receipt; another one is refused with reasons', async () => {
  const { ids } = stage.city
  await request({ field: 'Person.name', id: ids.person, proposed: '试更正', evidence: '身份证复印件' })
  await request({ field: 'Person.sex', id: ids.person, proposed: 'UNKNOWN', evidence: '本人自述' })
  const page = await workbenchOf('data-officer', '公安局')
  await page.getByRole('tab', { name: '校核纠错', exact: true }).click()
  const name = page.locator('.card', { hasText: '身份证复印件' })
  await name.getByRole('button', { name: '答复', exact: true }).click()
  await name.getByLabel('说明（可不填）').fill('已核对户籍档案')
  await name.getByRole('button', { name: '提交答复' }).click()
  await name.getByText('请在源系统中按上述位置更正，再填写回执。').waitFor()
  await name.getByRole('button', { name: '填写回执' }).click()
  await name.getByLabel('何人何时在源系统中改了什么').fill('户籍科当日已改')
  await name.getByRole('button', { name: '填写回执' }).click()
  await name.waitFor({ state: 'detached' })

  const sex = page.locator('.card', { hasText: '本人自述' })
  await sex.getByRole('button', { name: '答复', exact: true }).click()
  await sex.getByLabel('不予采纳', { exact: true }).check()
  const reasons = sex.getByLabel('不予采纳须书面说明理由')
  await sex.getByRole('button', { name: '提交答复' }).click()
  expect(await reasons.evaluate((field) => (field as HTMLTextAreaElement).validity.valueMissing)).toBe(true)
  await reasons.fill('与档案一致')
  await sex.getByRole('button', { name: '提交答复' }).click()
  await page.getByText('没有待办的校核纠错。').waitFor()

  const own = await workbenchOf('grid-worker', null, 390)
  await own.getByRole('tab', { name: '我的校核' }).click()
  await own.getByText('与档案一致').waitFor()
  await own.getByText('户籍科当日已改').waitFor()
  expect(await own.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('what is overdue the big-data centre sees, without what is said of the value', async () => {
  const [, house] = await ledgers()
  await request({ field: 'GridHouse.residentCount', ...house, proposed: '9', evidence: '邻居反映' })
  const { sql } = stage.city.hub.store
  await sql
    .updateTable('Correction')
    .set({ dueAt: Date.now() - 1 })
    .where('state', '=', 'OPEN')
    .execute()
  const page = await workbenchOf('data-officer')
  await page.getByRole('tab', { name: '校核纠错', exact: true }).click()
  const card = page.locator('.card.late')
  await card.getByText('已逾期').waitFor()
  expect(await card.innerText()).toMatch(/政法委[\s\S]*更正为\s*（不对您开放）/)
  expect(await card.innerText()).not.toContain('邻居反映')
  expect(await card.getByRole('button').count()).toBe(0)
})

test('a citizen sees at the own page how the own requests stand', async () => {
  const { data } = await stage.city.ask('citizen', { purpose: 'SELF_ACCESS' }, '{ me { id } }')
  const input = { field: 'Person.name', id: lookAt(data, 'me.id'), proposed: '试公民', evidence: '户口簿写错了' }
  await request(input, 'citizen', { purpose: 'SELF_ACCESS' })
  const page = await stage.browser.open('/me')
  const card = page.locator('.card', { hasText: '户口簿写错了' })
  await card.getByText('待答复').waitFor()
  await card.getByRole('button', { name: '撤回' }).click()
  await card.getByText('已撤回').first().waitFor()
})

// Private:

async function workbenchOf(persona: string, department: string | null = null, width = 1280): Promise<Page> {
  const page = await stage.browser.open('/workbench', width)
  await page.getByLabel('身份').selectOption(persona)
  if (department !== null) {
    await page.getByLabel('部门', { exact: true }).selectOption(department)
    await page.getByRole('heading', { name: '数据授权工作台' }).filter({ hasText: department }).waitFor()
  }
  await page.getByRole('tab').first().waitFor()
  return page
}

const GRID = { purpose: 'GRID_EVENT' }

/** Houses of the demo worker's grid, each with its ledger. */
async function ledgers(): Promise<{ readonly id: unknown; readonly at: unknown }[]> {
  const query = '{ houses(first: 20) { nodes { id gridLedger { id residentCount } } } }'
  const { data } = await stage.city.ask('grid-worker', GRID, query)
  const nodes = lookAt(data, 'houses.nodes') as readonly { readonly id: string; readonly gridLedger: object | null }[]
  return nodes.flatMap(({ id, gridLedger }) => (gridLedger ? [{ id: lookAt(gridLedger, 'id'), at: id }] : []))
}

async function request(input: object, who: PersonaName = 'grid-worker', asked = GRID): Promise<void> {
  const { code, gaps } = await stage.city.ask(
    who,
    asked,
    'mutation ($input: CorrectionInput!, $key: String!) { requestCorrection(input: $input, idempotencyKey: $key) { id } }',
    { input, key: randomUUID() },
  )
  expect([code, gaps]).toEqual([null, []])
}
