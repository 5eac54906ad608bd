/** Rows that replace others: of indexes only what differs is written. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { embeddedStore, type OpenedStore } from '../../prisma/test-store.ts'
import { replaceRows } from './bulk.ts'
import { emptyEntity } from './link-batch.ts'

const how = { key: ['id'], indexed: ['gridCode', 'code'] } as const
const before = { ...emptyEntity('H-1', 'House', 1), gridCode: '370283001001001', code: '1' }
let opened: OpenedStore

beforeAll(async () => {
  opened = await embeddedStore()
})
afterAll(() => opened.close())
beforeEach(async () => {
  await opened.store.sql.deleteFrom('Entity').execute()
})

const stored = () => opened.store.sql.selectFrom('Entity').selectAll().orderBy('id').execute()

test('rows that are not there are added, others replaced, whatever differs', async () => {
  const after = { ...before, code: '2', golden: '{"a":1}' }
  const other = emptyEntity('H-2', 'House', 1)
  await replaceRows(opened.store.sql, 'Entity', how, [[undefined, before]])
  await replaceRows(opened.store.sql, 'Entity', how, [
    [before, after],
    [undefined, other],
  ])
  expect(await stored()).toEqual([after, other])
})

test('columns of indexes that are as before are not written', async () => {
  const elsewhere = { ...before, gridCode: '370283001001009' }
  await replaceRows(opened.store.sql, 'Entity', how, [[undefined, elsewhere]])
  await replaceRows(opened.store.sql, 'Entity', how, [[before, { ...before, golden: '{"a":1}' }]])
  expect(await stored()).toEqual([{ ...elsewhere, golden: '{"a":1}' }])
})
