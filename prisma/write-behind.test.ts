/** Rows that a thread of its own adds: all of a list or nothing, in the order in which lists were handed over. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { sql, type Kysely } from 'kysely'
import type { HubStore } from './store.ts'
import type { HubTables } from './tables.ts'
import { embeddedStore, type OpenedStore } from './test-store.ts'
import { NotOnlyAdding, WriteBehind } from './write-behind.ts'

let opened: OpenedStore
let behind: WriteBehind

beforeAll(async () => {
  opened = await embeddedStore()
})
afterAll(() => opened.close())
beforeEach(async () => {
  await opened.store.sql.deleteFrom('FirstLoad').execute()
  behind = await openBehind(opened.store)
})
afterEach(() => behind.close())

async function openBehind(store: HubStore): Promise<WriteBehind> {
  const made = await WriteBehind.open(store)
  if (!made) throw new Error('an embedded store has one')
  return made
}

const put =
  (kind: string, writes = 0) =>
  (db: Kysely<HubTables>) =>
    db.insertInto('FirstLoad').values({ kind, writes }).execute()
const kinds = async () =>
  (await opened.store.sql.selectFrom('FirstLoad').select('kind').orderBy('kind').execute()).map(({ kind }) => kind)

test('what was added is there when it has settled, and the next work reads it', async () => {
  await behind.add(put('A'))
  const read = await behind.add((db) => db.selectFrom('FirstLoad').select('kind').execute())
  expect(read.map(({ kind }) => kind)).toEqual(['A'])
  await behind.add(put('B'))
  await behind.settled()
  expect(await kinds()).toEqual(['A', 'B'])
})

test('lists that do not wait for each other are written in their order', async () => {
  const over = (writes: number) => (db: Kysely<HubTables>) =>
    db
      .insertInto('FirstLoad')
      .values({ kind: 'A', writes })
      .onConflict((on) => on.column('kind').doUpdateSet({ writes }))
      .execute()
  for (let at = 1; at <= 20; at += 1) await behind.add(over(at), true)
  await behind.settled()
  expect(await opened.store.sql.selectFrom('FirstLoad').selectAll().execute()).toEqual([{ kind: 'A', writes: 20 }])
})

test.each<[string, (db: Kysely<HubTables>) => Promise<unknown>]>([
  ['changes', (db) => db.updateTable('FirstLoad').set({ writes: 1 }).execute()],
  ['deletes', (db) => db.deleteFrom('FirstLoad').execute()],
  [
    'asks what an insert made',
    (db) =>
      put('C')(db).then(() => db.insertInto('FirstLoad').values({ kind: 'D', writes: 0 }).returning('kind').execute()),
  ],
  ['reads what it added', (db) => put('C')(db).then(() => db.selectFrom('FirstLoad').select('kind').execute())],
  ['does something else', (db) => sql`pragma user_version = 7`.execute(db)],
  [
    'reads as a stream',
    async (db) => {
      for await (const row of db.selectFrom('FirstLoad').selectAll().stream()) expect(row).toBeDefined()
    },
  ],
])('work that %s is refused, and nothing of it is written', async (_, work) => {
  await behind.add(put('A'))
  await expect(behind.add(work)).rejects.toBeInstanceOf(NotOnlyAdding)
  await behind.settled()
  expect(await kinds()).toEqual(['A'])
})

test('work that fails adds nothing', async () => {
  const failing = behind.add(async (db) => {
    await put('A')(db)
    throw new Error('the work failed')
  })
  await expect(failing).rejects.toThrow('the work failed')
  await behind.settled()
  expect(await kinds()).toEqual([])
})

test('of a list that cannot be written nothing is, nor of those behind it, and no value is told', async () => {
  await behind.add(put('A'))
  await behind.add(async (db) => {
    await put('B')(db)
    await put('测甲')(db)
    await put('测甲')(db)
  })
  const told = await behind
    .add(put('C'), true)
    .then(
      () => behind.settled(),
      (error: unknown) => Promise.reject(error as Error),
    )
    .catch((error: unknown) => error)
  expect(told).toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
  expect(String(told)).not.toContain('测甲')
  await expect(behind.add(put('D'))).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
  expect(await kinds()).toEqual(['A'])
})

test('an index is made behind what was handed over, and one that cannot be made stops what comes after', async () => {
  await behind.add(put('A'))
  await behind.add(put('B'))
  await behind.arrange(['create unique index "one" on "FirstLoad"("kind")', 'drop index "one"'])
  expect(await kinds()).toEqual(['A', 'B'])
  await expect(behind.arrange(['create unique index "one" on "FirstLoad"("writes")'])).rejects.toMatchObject({
    code: 'SQLITE_CONSTRAINT_UNIQUE',
  })
  await expect(behind.add(put('C'))).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' })
  expect(await kinds()).toEqual(['A', 'B'])
})

test('a thread that has stopped is told of, whenever that was', async () => {
  await behind.close()
  await expect(behind.add(put('A')).then(() => behind.settled())).rejects.toThrow('has stopped')
  expect(await kinds()).toEqual([])
})

test('a server writes in a process of its own: there is none', async () => {
  expect(await WriteBehind.open({ ...opened.store, provider: 'postgresql' })).toBeNull()
})
