/**
 * kill -9 at random instants while an index secret is exchanged: the hub is killed, started again on the same store, and killed again, until
 * one comes to its end. Then nobody was met twice, nobody is somebody else, and nothing is left under the former secret.
 */
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { indexSecretStates } from '../../subgraphs/registry/index-secrets.ts'
import { randomFrom } from './random.ts'

export interface ExchangeChaos {
  readonly kills: number
  readonly persons: number
  /** Records that are another person's than before. */
  readonly moved: number
  readonly states: readonly string[]
}

/** `url`: of a store that may be written. */
export async function exchangeChaos(url: string, kills: number, seed: number): Promise<ExchangeChaos> {
  await deployMigrations(url)
  const [old, next] = [1, 2].map(() => randomBytes(32).toString('hex')) as [string, string]
  await hub([url, old], null)
  const store = await openStore(url)
  try {
    const before = await linksOf(store)
    const random = randomFrom(seed)
    let killed = 0
    for (let round = 0; round < kills; round += 1) killed += await hub([url, next, old], random() * LONGEST_MS)
    await hub([url, next, old], null)
    const after = await linksOf(store)
    return {
      kills: killed,
      persons: new Set(after.values()).size,
      moved: [...before].filter(([record, person]) => after.get(record) !== person).length,
      states: (await indexSecretStates(store)).map(({ state }) => state),
    }
  } finally {
    await store.close()
  }
}

// Private:

/** Within what a hub needs for the whole. */
const LONGEST_MS = 700

/** Runs a hub to its end, or kills it so many milliseconds after it began to link. Answers how often it was killed. */
function hub(args: readonly string[], killAfterMs: number | null): Promise<0 | 1> {
  return new Promise((resolve, reject) => {
    const child = fork('scripts/run.mjs', ['e2e/chaos/linking-hub.ts', ...args])
    child.once('message', () => {
      if (killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    })
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL' && killAfterMs !== null) resolve(1)
      else if (code === 0) resolve(0)
      else reject(new Error(`the hub ended with ${code ?? signal}`))
    })
  })
}

async function linksOf(store: HubStore): Promise<ReadonlyMap<string, string>> {
  const rows = await store.sql.selectFrom('Link').select(['department', 'localKey', 'entityId']).execute()
  return new Map(rows.map(({ department, localKey, entityId }) => [`${department} ${localKey}`, entityId]))
}
