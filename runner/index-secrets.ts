/** The index secrets of a running hub: opened against the store, followed in their file, and how far an exchange came, in the log. */
import type { Log } from '../gateway/log.ts'
import type { HubStore } from '../prisma/store.ts'
import { IndexSecretRefused, IndexSecrets } from '../subgraphs/registry/index-secrets.ts'
import type { Reloader } from './reloader.ts'
import type { HubSecrets } from './secrets.ts'

/** Throws IndexSecretRefused when the store is keyed with a secret that the hub does not hold. */
export async function openIndexSecrets(
  store: HubStore,
  secrets: HubSecrets,
  reloader: Reloader,
  log: Log,
): Promise<IndexSecrets> {
  const index = await IndexSecrets.open(store, secrets.index)
  secrets.followIndex(reloader, async (given) => {
    await index.accept(given).catch((error: unknown) => {
      if (error instanceof IndexSecretRefused) log.error({ code: error.code, keys: error.keys }, error.message)
      throw error
    })
  })
  return index
}

/** Says how much is left under each former secret, and which may be taken away. */
export async function logFormerSecrets(index: IndexSecrets, log: Log): Promise<void> {
  for (const { number, state, left, held } of await index.state()) {
    if (state === 'LEAVING') log.info({ number, ...left }, 'keys are left under a former index secret')
    else if (state === 'SPENT' && held)
      log.info({ number }, 'nothing is left under a former index secret: take it away')
  }
}
