/** Indexes that are left out while a store is filled: they come back as the models say. */
import { expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { LateIndexes } from './late-indexes.ts'
import type { HubStore } from './store.ts'
import { withStore } from './test-store.ts'
import { WriteBehind } from './write-behind.ts'

const withThread = async (store: HubStore, work: (behind: WriteBehind) => Promise<void>) => {
  const behind = await WriteBehind.open(store)
  if (!behind) throw new Error('an embedded store has one')
  await work(behind).finally(() => behind.close())
}

const indexesOf = async (store: HubStore) =>
  (
    await sql<{ name: string; sql: string }>`
      select name, sql from sqlite_schema where type = 'index' and sql is not null order by name`.execute(store.sql)
  ).rows.map(({ name, sql: text }) => `${name} ${text.replace(/^CREATE INDEX "?\w+"? ON /i, '').toLowerCase()}`)

test('what was left out is made again, with the columns that the migrations give it', () =>
  withStore(async (store) => {
    const whole = await indexesOf(store)
    const indexes = new LateIndexes(store.provider)
    await withThread(store, async (behind) => {
      await indexes.leaveOut(behind, 'LINKS')
      const withoutLinks = await indexesOf(store)
      await indexes.leaveOut(behind, 'ENTITIES')
      const without = await indexesOf(store)
      const left = whole.filter((index) => !without.includes(index))
      expect([whole.length - withoutLinks.length, left.length]).toEqual([2, 8])

      await indexes.make(behind)
      expect((await indexesOf(store)).sort()).toEqual(whole.sort())
    })
  }))

test('one that another process left out is made; one made in a transaction that is taken back is made again', () =>
  withStore(async (store) => {
    const whole = await indexesOf(store)
    await withThread(store, (behind) => new LateIndexes(store.provider).leaveOut(behind, 'LINKS'))
    const indexes = new LateIndexes(store.provider)
    const failing = store.sql.transaction().execute(async (trx) => {
      await indexes.make(trx)
      throw new Error('taken back')
    })
    await expect(failing).rejects.toThrow('taken back')
    expect(await indexesOf(store)).not.toEqual(whole)

    await indexes.make(store.sql)
    expect((await indexesOf(store)).sort()).toEqual(whole.sort())
  }))
