/** The embedded store: migrations, both handles on one file, and what happens when another process holds the write lock. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { deployMigrations } from './migrate.ts'
import { retryBusy } from './sql.ts'
import { openStore, type HubStore } from './store.ts'
import { describeStore } from './store-suite.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-store-'))
const url = `file:${join(folder, 'deep/hub.db')}`
let store: HubStore

beforeAll(async () => {
  await deployMigrations(url)
  store = await openStore(url)
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

describeStore('SQLite', url, () => store)

test('a store that another version made is refused, and left as it is', async () => {
  const other = `file:${join(folder, 'other.db')}`
  const applied = await deployMigrations(other)
  const database = new Database(join(folder, 'other.db'))
  database.exec("update _prisma_migrations set migration_name = '20990101000000_later'")
  await expect(deployMigrations(other)).rejects.toThrow('another version')
  expect(database.prepare('select count(*) as n from _prisma_migrations').get()).toMatchObject({
    n: applied.length,
  })
  database.close()
})

describe('another process holds the write lock', () => {
  test('a write waits for it without blocking, and gets through', async () => {
    const other = new Database(join(folder, 'deep/hub.db'))
    other.exec('begin immediate')
    // The lock is given up by this process's own turns: a write that blocked them would wait in vain.
    let turns = 0
    const ticking = setInterval(() => {
      turns += 1
      if (turns === 5) other.exec('commit')
    }, 10)
    const state = { department: 'housing', identities: 1, linked: 1, unlinked: 0, conflicts: 0, linkedAt: 1 }
    await retryBusy(() => store.sql.insertInto('LinkState').values(state).execute())
    clearInterval(ticking)
    other.close()
    expect(turns).toBeGreaterThanOrEqual(5)
    expect(await store.sql.selectFrom('LinkState').selectAll().execute()).toEqual([state])
  })
})

test('a write that was given up while another process wrote keeps no later one from being committed', async () => {
  const other = new Database(join(folder, 'deep/hub.db'))
  const state = { identities: 1, linked: 1, unlinked: 0, conflicts: 0, linkedAt: 1 }
  const insert = (department: string) =>
    store.sql
      .insertInto('LinkState')
      .values({ department, ...state })
      .execute()
  other.exec('begin immediate')
  await expect(retryBusy(() => insert('given-up'), 10)).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
  other.exec('commit')
  await insert('later')
  const read = other.prepare("select department from LinkState where department in ('given-up', 'later')").raw()
  expect(read.all()).toEqual([['later']])
  other.close()
})

test('the SQL handle sees what others change, after a failure and a walk left in the middle too', async () => {
  const other = new Database(join(folder, 'deep/hub.db'))
  const state = { identities: 1, linked: 1, unlinked: 0, conflicts: 0, linkedAt: 1 }
  const insert = (department: string) =>
    store.sql
      .insertInto('LinkState')
      .values({ department, ...state })
      .execute()
  const departments = async () =>
    (await store.sql.selectFrom('LinkState').select('department').orderBy('department').execute()).map(
      (row) => row.department,
    )
  await insert('walk-1')
  await expect(insert('walk-1')).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
  await insert('walk-2')
  const walk = store.sql.selectFrom('LinkState').select('department').orderBy('department')
  for await (const row of walk.stream()) {
    expect(row.department).not.toBe('walk-3')
    break
  }
  other.exec(
    "ALTER TABLE LinkState ADD COLUMN extra TEXT; UPDATE LinkState SET department = 'walk-3' WHERE department = 'walk-2'",
  )
  expect(await departments()).toEqual(expect.arrayContaining(['walk-1', 'walk-3']))
  expect(await store.sql.selectFrom('LinkState').selectAll().where('department', '=', 'walk-3').execute()).toEqual([
    { department: 'walk-3', ...state, extra: null },
  ])
  other.exec('ALTER TABLE LinkState DROP COLUMN extra')
  other.close()
})
