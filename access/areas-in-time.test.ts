/** Whose grid was drawn anew: what somebody holds by the map of a day, and the map itself, kept under its version. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { HubStore } from '../prisma/store.ts'
import { embeddedStore } from '../prisma/test-store.ts'
import { heldGrids, readAreaMap, readMap } from './areas-in-time.ts'

const [FORMER, PRESENT, ENDED, UNLISTED] = ['801', '001', '802', '999'].map((at) => `370283001001${at}`) as [
  string,
  string,
  string,
  string,
]
const TODAY = '2026-11-25'
let store: HubStore
let close: () => Promise<void>

beforeAll(async () => {
  ;({ store, close } = await embeddedStore())
})
afterAll(() => close())
beforeEach(async () => {
  for (const table of ['Area', 'AreaSuccession', 'AreaVersion'] as const) await store.sql.deleteFrom(table).execute()
})

const grid = (code: string, validTo: string | null, validFrom: string | null = null) => ({
  code,
  level: 'GRID',
  name: null,
  validFrom,
  validTo,
  source: 'political-legal',
})
async function draw(version: number, ...areas: readonly ReturnType<typeof grid>[]): Promise<void> {
  await store.sql.deleteFrom('Area').execute()
  await store.sql
    .insertInto('Area')
    .values([...areas])
    .execute()
  await store.sql.deleteFrom('AreaVersion').execute()
  await store.sql.insertInto('AreaVersion').values({ id: 1, version }).execute()
}
const held = (grids: readonly string[], day = TODAY) => heldGrids(store.sql, grids, day)

test('a grid is held while it is one, with what went into it whole, each once', async () => {
  await draw(101, grid(FORMER, '2021-12-31'), grid(PRESENT, null, '2022-01-01'), grid(ENDED, '2020-06-30'))
  const merged = { code: FORMER, successor: PRESENT, since: '2022-01-01', change: 'MERGED', source: 'political-legal' }
  await store.sql.insertInto('AreaSuccession').values(merged).execute()
  expect(await held([PRESENT, PRESENT])).toEqual([PRESENT, FORMER])
  expect(await held([FORMER])).toEqual([])
  expect(await held([FORMER], '2021-12-31')).toEqual([FORMER])
  expect(await held([PRESENT], '2021-12-31')).toEqual([])
  expect(await held([ENDED, PRESENT])).toEqual([PRESENT, FORMER])
})

test('a grid that no department lists has no end', async () => {
  await draw(102, grid(ENDED, '2020-06-30'))
  expect(await held([UNLISTED])).toEqual([UNLISTED])
  expect(await held([])).toEqual([])
})

test('the map that is kept goes with its version, a transaction reads its own', async () => {
  await draw(103, grid(PRESENT, null))
  expect((await readAreaMap(store.sql)).area(PRESENT)?.validTo).toBeNull()
  await store.sql.updateTable('Area').set({ validTo: '2026-01-01' }).execute()
  expect((await readAreaMap(store.sql)).area(PRESENT)?.validTo).toBeNull()
  expect((await readMap(store.sql)).area(PRESENT)?.validTo).toBe('2026-01-01')
  await draw(104, grid(PRESENT, '2026-01-01'))
  expect(await held([PRESENT])).toEqual([])
})
