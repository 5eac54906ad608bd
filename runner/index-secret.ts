/**
 * `npm run --silent index:secret`: the secrets that the hub store was keyed with, a line of JSON each: number, state (PRESENT; LEAVING,
 * with what is left under it; SPENT, to be taken away), since when. Needs the store and no secret. Exit 0 told, 1 no store.
 */
import { openStore } from '../prisma/store.ts'
import { instantText } from '../schema/shanghai-time.ts'
import { indexSecretStates } from '../subgraphs/registry/index-secrets.ts'
import { hasStore } from './hub-store-there.ts'
import { readSettings } from './settings.ts'

process.exitCode = await tell()

async function tell(): Promise<number> {
  const { store: url } = readSettings(process.env)
  if (!hasStore(url)) {
    console.error('There is no hub store: run `npm start` once, or set PENTAGRAPH_STORE.')
    return 1
  }
  const store = await openStore(url)
  try {
    for (const { number, state, since, left } of await indexSecretStates(store))
      console.log(JSON.stringify({ number, state, since: instantText(since), ...left }))
    return 0
  } finally {
    await store.close()
  }
}
