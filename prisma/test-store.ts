/** Stores of their own for tests. */
import { sql } from 'kysely'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from './migrate.ts'
import { openStore, type HubStore } from './store.ts'

export interface OpenedStore {
  readonly store: HubStore
  /** Closes it, and takes away what it left. */
  close(): Promise<void>
}

/** An embedded store. */
export async function embeddedStore(): Promise<OpenedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-store-'))
  const file = join(folder, 'hub.db')
  writeFileSync(file, await (empty ??= migratedFile()))
  const store = await openStore(`file:${file}`)
  return {
    store,
    async close() {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A store on a real PostgreSQL, each time in a schema of its own. */
export async function serverStore(): Promise<OpenedStore> {
  const schema = `hub_test_store_${process.pid}_${(schemas += 1)}`
  const server = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
  const url = `${server}?schema=${schema}`
  await deployMigrations(url)
  const store = await openStore(url)
  return {
    store,
    async close() {
      await sql`drop schema ${sql.id(schema)} cascade`.execute(store.sql)
      await store.close()
    },
  }
}

export async function withStore<T>(work: (store: HubStore) => Promise<T>): Promise<T> {
  const { store, close } = await embeddedStore()
  try {
    return await work(store)
  } finally {
    await close()
  }
}

// Private:

let schemas = 0
/** Migrations take longer than most tests: they run once for a file of tests. */
let empty: Promise<Buffer> | undefined

async function migratedFile(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-store-'))
  const url = `file:${join(folder, 'hub.db')}`
  try {
    await deployMigrations(url)
    const store = await openStore(url)
    // What was migrated lies in the log yet.
    const whole = join(folder, 'whole.db')
    await sql`vacuum into ${sql.lit(whole)}`.execute(store.sql)
    await store.close()
    return readFileSync(whole)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
