/** Stores of their own, and their index secrets, for tests. */
import { sql } from 'kysely'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SecretRing } from '../../access/secret-ring.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { IndexSecrets } from './index-secrets.ts'

export interface OpenedStore {
  readonly store: HubStore
  /** Closes it, and takes away what it left. */
  close(): Promise<void>
}

/** An embedded store. */
export async function embeddedStore(): Promise<OpenedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-registry-'))
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  const store = await openStore(url)
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
  const schema = `hub_registry_store_${process.pid}_${(schemas += 1)}`
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

/** The present secret first. */
export function secretsFor(store: HubStore, ...secrets: readonly Uint8Array[]): Promise<IndexSecrets> {
  return IndexSecrets.open(store, new SecretRing(secrets))
}

// Private:

let schemas = 0
