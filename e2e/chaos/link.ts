/**
 * kill -9 at random instants of loading, of the swap of a snapshot and of linking, while the departments' rows come, change and go. In the
 * end, after one turn that nobody disturbs, the store must say what a fresh one says that was never killed: the same records together,
 * the same golden values, the same parts in events, no record twice, none missing.
 */
import { fork } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { deployMigrations } from '../../prisma/migrate.ts'
import type { HubStore } from '../../prisma/store.ts'
import { generateEstate } from '../../samples/generate.ts'
import { openLoadingHub } from './open-loading-hub.ts'
import { randomFrom } from './random.ts'

export interface LinkChaosOptions {
  readonly rounds: number
  readonly seed: number
  /** Of a store that may be written, and of another one that is linked once. */
  readonly urls: readonly [killed: string, fresh: string]
  readonly folder: string
  readonly onRound?: (round: number, turns: number) => void
}

export interface LinkChaos {
  readonly rounds: number
  /** Turns that were through before the process was killed: the other kills fell into one. */
  readonly turns: number
  readonly records: number
  /** Entities, parts in events and records that only the store says that was never killed, or says more often. */
  readonly lost: number
  /** What only the killed one says, or says more often. */
  readonly doubled: number
}

export async function linkChaos({ rounds, seed, urls, folder, onRound }: LinkChaosOptions): Promise<LinkChaos> {
  const [killed, fresh] = urls
  const estate = join(folder, 'estate')
  await generateEstate({ persons: PERSONS, seed: 1, out: estate })
  const changes = new EstateChanges(estate)
  await deployMigrations(killed)
  const random = randomFrom(seed)
  let turns = 0
  for (let round = 1; round <= rounds; round += 1) {
    turns += await killOnce([killed, estate, join(folder, 'killed')], random() * LONGEST_MS)
    changes.make(round)
    onRound?.(round, turns)
  }
  const saidByKilled = await saidAfterOneTurn(killed, estate, join(folder, 'killed'))
  await deployMigrations(fresh)
  const saidByFresh = await saidAfterOneTurn(fresh, estate, join(folder, 'fresh'))
  return {
    rounds,
    turns,
    records: saidByFresh.records,
    ...differencesOf(saidByKilled.said, saidByFresh.said),
  }
}

// Private:

const PERSONS = 420
/** About what a turn from empty takes; later ones take less. */
const LONGEST_MS = 1_500

async function killOnce(args: readonly string[], afterMs: number): Promise<number> {
  const child = fork('scripts/run.mjs', ['e2e/chaos/loading-hub.ts', ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let turns = 0
  const dead = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      if (message === 'open') resolve()
      else turns += 1
    })
    child.once('exit', (code) => reject(new Error(`the hub ended with ${code} before it opened`)))
  })
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  child.kill('SIGKILL')
  const code = await dead
  if (code !== null) throw new Error(`the hub ended with ${code} before it was killed`)
  return turns
}

/** Of files every seventh row goes and comes back, others are written anew; the database is changed in place. */
class EstateChanges {
  private readonly estate: string
  private readonly files: readonly { readonly path: string; readonly lines: readonly string[] }[]

  constructor(estate: string) {
    this.estate = estate
    const folder = join(estate, 'human-resources')
    this.files = readdirSync(folder).map((name) => {
      const path = join(folder, name)
      return { path, lines: readFileSync(path, 'latin1').split(/(?<=\n)/) }
    })
  }

  make(round: number): void {
    for (const { path, lines } of this.files) {
      const kept = lines.filter((_, at) => at === 0 || (at + round) % 7 !== 0)
      // Another date in the stamp of the row: nothing that is linked by.
      const text = kept.map((line) => line.replace(/"20\d\d(-\d\d-\d\d-)/, `"20${20 + (round % 6)}$1`)).join('')
      writeFileSync(`${path}.new`, text, 'latin1')
      renameSync(`${path}.new`, path)
    }
    const db = new Database(join(this.estate, 'justice/justice.db'))
    db.exec('PRAGMA busy_timeout = 5000')
    db.prepare('UPDATE T_DSR SET LXDH = ? WHERE rowid % 5 = ?').run(`139000${String(10_000 + round)}`, round % 5)
    db.close()
  }
}

async function saidAfterOneTurn(url: string, estate: string, snapshots: string) {
  const hub = await openLoadingHub(url, estate, snapshots)
  try {
    await hub.turn()
    return await said(hub.store)
  } finally {
    await hub.close()
  }
}

/** One text for each entity that somebody speaks for, whatever its id; and one for each part in an event. */
async function said({ sql }: HubStore): Promise<{ readonly records: number; readonly said: readonly string[] }> {
  const links = await sql.selectFrom('Link').selectAll().where('live', '=', 1).execute()
  const entities = await sql.selectFrom('Entity').selectAll().where('mergedInto', 'is', null).execute()
  const parts = await sql.selectFrom('Participation').selectAll().execute()
  const records = new Map<string, string[]>()
  for (const { entityId, department, localKey } of links)
    records.set(entityId, [...(records.get(entityId) ?? []), `${department}:${localKey}`])
  const nameOf = (id: string) => (records.get(id) ?? []).sort().join(' ')
  const texts = entities
    .filter(({ id }) => records.has(id))
    .map(
      ({ id, kind, golden, gridCode, stale }) => `${kind} ${nameOf(id)} ${withoutDates(golden)} ${gridCode} ${stale}`,
    )
  const partTexts = parts.map(
    ({ eventId, personId, localKey }) => `${nameOf(eventId)} | ${nameOf(personId)} | ${localKey}`,
  )
  return { records: links.length, said: [...texts, ...partTexts] }
}

/** A row that did not change keeps the date of the load that brought it; a fresh store has read it in the last one. */
function withoutDates(golden: string): string {
  return JSON.stringify(JSON.parse(golden), (name, value: unknown) => (name === 'asOf' ? undefined : value))
}

/** Counts what stands in one list only, as often as it stands there more. */
function differencesOf(killed: readonly string[], fresh: readonly string[]): Pick<LinkChaos, 'lost' | 'doubled'> {
  const counts = new Map<string, number>()
  for (const text of killed) counts.set(text, (counts.get(text) ?? 0) + 1)
  for (const text of fresh) counts.set(text, (counts.get(text) ?? 0) - 1)
  const sum = (of: (count: number) => number) => [...counts.values()].reduce((all, count) => all + of(count), 0)
  return { lost: sum((count) => Math.max(0, -count)), doubled: sum((count) => Math.max(0, count)) }
}
