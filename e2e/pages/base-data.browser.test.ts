/**
 * Base data entered once, in a real browser: a grid worker sees what is known of a house, enters what is new, and reads what became of it at each
 * department; the officers find the instruction and the dead letter in their queue, and end them.
 */
import { expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { lookAt } from '../look-at.ts'
import { inBrowser } from './in-browser.ts'

const stage = inBrowser()
const NEW_ADDRESS = '测试路9号'

test('a visit: what is known, what is new, and what became of it at each department', async () => {
  const house = await houseOfBoth()
  const page = await workbenchOf('grid-worker')
  await page.getByRole('tab', { name: '信息采集' }).click()
  await page.locator('.card', { hasText: house }).first().getByRole('button', { name: '采集' }).click()
  const residents = page.getByRole('group', { name: '居住人数' })
  expect(await residents.innerText()).toMatch(/政法委[\s\S]*\d+[\s\S]*截至 \d{4}-\d{2}-\d{2}/)
  expect(await page.getByRole('group', { name: '房屋地址' }).innerText()).toMatch(/住建局[\s\S]*由部门人工录入/)
  await page.getByLabel('居住人数 · 新情况').fill('很多')
  await page.getByRole('button', { name: '提交一次，送达各部门' }).click()
  await page.getByText('BAD_USER_INPUT').waitFor()
  await page.getByLabel('居住人数 · 新情况').fill('8')
  await page.getByLabel('房屋使用 · 新情况').selectOption('出租')
  await page.getByLabel('房屋地址 · 新情况').fill(NEW_ADDRESS)
  await page.getByRole('button', { name: '提交一次，送达各部门' }).click()
  const entry = page.locator('.card', { hasText: 'JC' })
  await entry.getByText('已写入').waitFor()
  expect(await entry.innerText()).toMatch(/住建局[\s\S]*投递中[\s\S]*由部门人工录入后回执[\s\S]*政法委[\s\S]*已写入/)
  await residents.getByText('8', { exact: false }).first().waitFor()
})

test('the officer enters by hand what the hub does not write, and gives the receipt', async () => {
  const page = await workbenchOf('data-officer', '住建局')
  await page.getByRole('tab', { name: '采集投递' }).click()
  const card = page.locator('.card', { hasText: NEW_ADDRESS })
  await card.getByText('待人工录入').first().waitFor()
  expect(await card.innerText()).toMatch(/FW\.FWZL[\s\S]*回执期限\s*\d{4}-\d{2}-\d{2}/)
  await card.getByRole('button', { name: '填写回执' }).click()
  await card.getByLabel('何人何时在业务系统中录入').fill('房产科当日已录入')
  await card.getByRole('button', { name: '提交' }).click()
  await page.getByText('没有死信，也没有待录入的信息。').waitFor()

  const own = await workbenchOf('grid-worker', null, 390)
  await own.getByRole('tab', { name: '信息采集' }).click()
  await own.getByText('房产科当日已录入').waitFor()
  expect(await own.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})

test('a dead letter is given up, with a reason only', async () => {
  const { sql } = stage.city.hub.store
  // As after the last attempt at a system that was away for days.
  const written = await sql
    .selectFrom('BaseDataDelivery')
    .select(['number', 'department'])
    .where('department', '=', 'political-legal')
    .executeTakeFirstOrThrow()
  await sql
    .updateTable('BaseDataDelivery')
    .set({ state: 'DEAD', fault: 'DEPARTMENT_UNAVAILABLE', tries: 11, closedAt: null })
    .where('number', '=', written.number)
    .execute()
  const page = await workbenchOf('data-officer', '政法委')
  await page.getByRole('tab', { name: '采集投递' }).click()
  const card = page.locator('.card', { hasText: written.number })
  await card.getByText('部门没有应答，稍后自动重试').waitFor()
  await card.getByRole('button', { name: '放弃' }).click()
  const reason = card.getByLabel('理由（采集人可见）')
  await card.getByRole('button', { name: '提交' }).click()
  expect(await reason.evaluate((field) => (field as HTMLTextAreaElement).validity.valueMissing)).toBe(true)
  await reason.fill('入户重新采集')
  await card.getByRole('button', { name: '提交' }).click()
  await page.getByText('没有死信，也没有待录入的信息。').waitFor()
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

/** The address of a house on the first page of the demo grid that both the grid's ledger and housing know. */
async function houseOfBoth(): Promise<string> {
  const query = '{ houses(first: 20) { nodes { address gridLedger { residentCount } dwelling { id } } } }'
  const { data } = await stage.city.ask('grid-worker', { purpose: 'GRID_EVENT' }, query)
  const nodes = lookAt(data, 'houses.nodes') as readonly {
    readonly address: string | null
    readonly gridLedger: { readonly residentCount: number | null } | null
    readonly dwelling: object | null
  }[]
  const found = nodes.find((one) => one.address && one.dwelling && typeof one.gridLedger?.residentCount === 'number')
  if (!found?.address) throw new Error('no house of the grid is known to both departments')
  return found.address
}
