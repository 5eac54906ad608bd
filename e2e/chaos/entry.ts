/**
 * kill -9 at each step of the outbox of base data: before, during and after the transaction that enters it, around the reading of the department,
 * before, during and after its write, before and after the mark. The hub is started again, is killed again, also while it makes up for the
 * time before; and the app asks again under its key as long as it has no answer. In the end every entry must stand at the department once.
 */
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Database from 'libsql'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore } from '../../prisma/store.ts'
import { SecretRing } from '../../access/secret-ring.ts'
import { generateEstate } from '../../samples/generate.ts'
import type { BaseDataKeeper } from '../../subgraphs/kit/base-data.ts'
import { DepartmentRuntime } from '../../subgraphs/kit/department-runtime.ts'
import { politicalLegal } from '../../subgraphs/political-legal/political-legal.ts'
import { TextSealer } from '../../subgraphs/registry/corrections/sealed-text.ts'
import { seenText } from '../../subgraphs/registry/entries/seen.ts'

export const killSteps = [
  'before the transaction',
  'during the transaction',
  'after the transaction',
  'before the department is read',
  'before the version is set down',
  'before the write',
  'during the write',
  'before the mark',
  'after the mark',
] as const
export type KillStep = (typeof killSteps)[number]

/** One entry of an app: a number of residents that no other entry has, of a row there is or of one that has to be opened. */
export interface Entered {
  readonly house: string
  /** Address code. */
  readonly key: string
  readonly row: string | null
  /** What the form said, the same however often the app asks. */
  readonly seen: string
  readonly residents: number
  readonly idempotencyKey: string
}

export interface EntryChaosOptions {
  readonly rounds: number
  /** Of a store that may be written. */
  readonly url: string
  readonly folder: string
  readonly onRound?: (round: number, waiting: number) => void
}

export interface EntryChaos {
  readonly rounds: number
  /** Kills by step. */
  readonly kills: Readonly<Record<string, number>>
  readonly entries: number
  /** Entries that stand at the department nowhere. */
  readonly lost: number
  /** Entries that were written there more than once. */
  readonly doubled: number
  /** Deliveries that are not written, or hold a value still. */
  readonly left: number
}

export async function entryChaos({ rounds, url, folder, onRound }: EntryChaosOptions): Promise<EntryChaos> {
  const estate = join(folder, 'estate')
  await generateEstate({ persons: PERSONS, seed: 1, out: estate })
  const database = new Database(join(estate, 'political-legal/political-legal.db'))
  const rows = watch(database)
  await deployMigrations(url)
  const secret = randomBytes(32)
  const args = [url, estate, secret.toString('hex')]
  const path = join(estate, 'political-legal/political-legal.db')
  const ring = new SecretRing([secret])
  const ledger = await DepartmentRuntime.open(politicalLegal, { connection: { path } }, ring, () => {})
  const texts = new TextSealer(ring)
  const all: Entered[] = []
  const unanswered = new Map<string, Entered>()
  const kills: Record<string, number> = {}
  for (let round = 1; round <= rounds; round += 1) {
    const step = killSteps[round % killSteps.length] ?? 'before the write'
    const entered = await entryOf(round, rows, ledger.baseData, texts)
    all.push(entered)
    unanswered.set(entered.idempotencyKey, entered)
    await hub([...args, step, JSON.stringify([...unanswered.values()])], (key) => unanswered.delete(key))
    kills[step] = (kills[step] ?? 0) + 1
    onRound?.(round, unanswered.size)
  }
  await hub([...args, 'none', JSON.stringify([...unanswered.values()])], (key) => unanswered.delete(key))
  const written = all.map(({ residents }) => timesWritten(database, residents))
  database.close()
  await ledger.close()
  return {
    rounds,
    kills,
    entries: all.length,
    lost: written.filter((times) => times === 0).length,
    doubled: written.filter((times) => times > 1).length,
    left: unanswered.size + (await leftIn(url)),
  }
}

// Private:

const PERSONS = 420

/** Every write to the ledger of houses is counted by the database itself. Answers with the keys of the rows. */
function watch(database: Database.Database): readonly string[] {
  database.exec('PRAGMA busy_timeout = 5000; CREATE TABLE CHAOS (TZBH TEXT, JZRS TEXT)')
  // The system itself dates every row that was changed: that is no write of anybody's.
  for (const event of ['INSERT', 'UPDATE OF JZRS'])
    database.exec(
      `CREATE TRIGGER CHAOS_${event.slice(0, 6)} AFTER ${event} ON T_FWTZ BEGIN INSERT INTO CHAOS VALUES (new.TZBH, new.JZRS); END`,
    )
  return (database.prepare('SELECT TZBH FROM T_FWTZ ORDER BY TZBH').all() as { TZBH: string }[]).map(({ TZBH }) => TZBH)
}

function timesWritten(database: Database.Database, residents: number): number {
  const found = database.prepare('SELECT count(*) AS n FROM CHAOS WHERE CAST(JZRS AS INTEGER) = ?').get(residents)
  return (found as { n: number }).n
}

/** Every other one is of a row there is, as long as there are rows that no entry was of. */
async function entryOf(
  round: number,
  rows: readonly string[],
  ledger: BaseDataKeeper,
  texts: TextSealer,
): Promise<Entered> {
  const key = round % 2 === 0 ? (rows[round / 2] ?? null) : null
  const number = String(round).padStart(8, '0')
  const house = `H-chaos-${number}`
  const row = key === null ? null : await ledger.row({ record: 'GridHouse', key }, AbortSignal.timeout(10_000))
  const shown = key === null || row === null ? [] : [{ record: 'GridHouse', key, version: row.seenAs }]
  return {
    house,
    key: `370283001001${number}`,
    row: key,
    seen: seenText(texts, house, FORM_AT, shown),
    residents: FIRST_COUNT + round,
    idempotencyKey: `chaos-entry-${number}`,
  }
}

const FORM_AT = Date.parse('2026-01-01T00:00:00+08:00')
/** More than live in any house of the estate. */
const FIRST_COUNT = 10_000

function hub(args: readonly string[], onEntered: (key: string) => void): Promise<void> {
  const killed = args[3] !== 'none'
  return new Promise((resolve, reject) => {
    const child = fork('scripts/run.mjs', ['e2e/chaos/entering-hub.ts', ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.on('message', (key) => {
      if (typeof key === 'string') onEntered(key)
    })
    child.once('exit', (code, signal) => {
      if (killed ? signal === 'SIGKILL' : code === 0) resolve()
      else reject(new Error(`the hub ended with ${code ?? signal}, to be killed ${args[3]}`))
    })
  })
}

async function leftIn(url: string): Promise<number> {
  const store = await openStore(url)
  try {
    const rows = await store.sql.selectFrom('BaseDataDelivery').select(['state', 'values']).execute()
    return rows.filter(({ state, values }) => state !== 'WRITTEN' || values !== null).length
  } finally {
    await store.close()
  }
}
