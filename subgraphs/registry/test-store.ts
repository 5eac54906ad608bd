/** A store in a folder of its own, and its index secrets, for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SecretRing } from '../../access/secret-ring.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { IndexSecrets } from './index-secrets.ts'

export async function withStore<T>(work: (store: HubStore) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-registry-'))
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  const store = await openStore(url)
  try {
    return await work(store)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
}

/** The present secret first. */
export function secretsFor(store: HubStore, ...secrets: readonly Uint8Array[]): Promise<IndexSecrets> {
  return IndexSecrets.open(store, new SecretRing(secrets))
}
