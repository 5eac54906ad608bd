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
  await deployMigrations(other)
  const database = new Database(join(folder, 'other.db'))
  database.exec("update _prisma_migrations set migration_name = '20990101000000_later'")
  await expect(deployMigrations(other)).rejects.toThrow('another version')
  expect(database.prepare('select count(*) as n from _prisma_migrations').get()).toMatchObject({ n: 1 })
  database.close()
})

describe('another process holds the write lock', () => {
  test('a write waits for it without blocking, and gets through', async () => {
    const other = new Database(join(folder, 'deep/hub.db'))
    other.exec('begin immediate')
    let ticks = 0
    const ticking = setInterval(() => (ticks += 1), 10)
    setTimeout(() => other.exec('commit'), 300)
    const state = { department: 'housing', identities: 1, linked: 1, unlinked: 0, conflicts: 0, linkedAt: 1 }
    await retryBusy(() => store.sql.insertInto('LinkState').values(state).execute())
    clearInterval(ticking)
    other.close()
    expect(ticks).toBeGreaterThan(2)
    expect(await store.sql.selectFrom('LinkState').selectAll().execute()).toEqual([state])
  })
})
