/** The index secrets of a store, for tests. */
import { SecretRing } from '../../access/secret-ring.ts'
import type { HubStore } from '../../prisma/store.ts'
import { IndexSecrets } from './index-secrets.ts'

/** The present secret first. */
export function secretsFor(store: HubStore, ...secrets: readonly Uint8Array[]): Promise<IndexSecrets> {
  return IndexSecrets.open(store, new SecretRing(secrets))
}
