/**
 * Lets the index by person (access/person-index.ts) follow the chain: many records at once, in the order of persons, so that a page of the
 * index is written once for all of them. It is no part of the chain: what is lost of it in a crash is made anew from the records.
 */
import { sql } from 'kysely'
import { parseAuditBody } from '../../access/audit-record.ts'
import { indexedTo } from '../../access/person-index.ts'
import { retryBusy } from '../../prisma/sql.ts'
import type { HubStore } from '../../prisma/store.ts'

export interface PersonIndexerOptions {
  readonly store: HubStore
  readonly everyMs?: number
  /** Told of what could not be written; it is tried again. */
  readonly onFault: (error: unknown) => void
}

/** Looks every two seconds whether records came, its own or those of another gateway on the store. */
export class PersonIndexer {
  private readonly options: PersonIndexerOptions
  private readonly looking: NodeJS.Timeout
  private running: Promise<void> | null = null
  private closed = false

  constructor(options: PersonIndexerOptions) {
    this.options = options
    this.looking = setInterval(() => void this.catchUp(), options.everyMs ?? EVERY_MS)
    this.looking.unref()
  }

  /** Until the index holds all that was written when this was called. Never rejects. */
  async catchUp(): Promise<void> {
    await this.running
    this.running ??= this.work().finally(() => (this.running = null))
    return this.running
  }

  async close(): Promise<void> {
    clearInterval(this.looking)
    await this.running
    await this.catchUp()
    this.closed = true
  }

  // Private:

  private async work(): Promise<void> {
    try {
      while (!this.closed && (await indexSome(this.options.store)))
        await new Promise((resolve) => setImmediate(resolve))
    } catch (error) {
      this.options.onFault(error)
    }
  }
}

// Private:

const EVERY_MS = 2_000
/** Records read, and persons written, in one transaction: SQLite holds the process while it writes. */
const RECORDS = 200
const PERSONS = 20_000

interface Look {
  readonly personId: string
  readonly seq: number
}

/** False when nothing was left to do. */
async function indexSome(store: HubStore): Promise<boolean> {
  const from = await indexedTo(store.sql)
  const records = await store.sql
    .selectFrom('AuditRecord')
    .select(['seq', 'body'])
    .where('seq', '>', from)
    .orderBy('seq')
    .limit(RECORDS)
    .execute()
  let to = from
  const looks: Look[] = []
  for (const { seq, body } of records) {
    // A record that is spoilt is for `audit:verify` to tell; it does not hold up the others.
    const persons = parseAuditBody(body)?.persons ?? []
    if (to > from && looks.length + persons.length > PERSONS) break
    for (const personId of persons) looks.push({ personId, seq })
    to = seq
  }
  if (to === from) return false
  looks.sort(byPerson)
  await retryBusy(() =>
    store.sql.transaction().execute(async (trx) => {
      if (looks.length > 0) await insertLooks(looks, store.provider).execute(trx)
      // Last, so that a gateway that appends waits for nothing but this row; and only forward, whoever else was here.
      await trx.updateTable('AuditHead').set({ indexed: to }).where('id', '=', 1).where('indexed', '<', to).execute()
    }),
  )
  return true
}

/** One statement for all: each run of a statement costs more than its row. */
function insertLooks(looks: readonly Look[], provider: HubStore['provider']) {
  const rows = JSON.stringify(looks.map(({ personId, seq }) => [personId, seq]))
  return provider === 'sqlite'
    ? sql`INSERT INTO "AuditPerson" ("personId", "seq")
          SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(${rows}) WHERE true
          ON CONFLICT DO NOTHING`
    : sql`INSERT INTO "AuditPerson" ("personId", "seq")
          SELECT value ->> 0, (value ->> 1)::bigint FROM jsonb_array_elements(${rows}::jsonb)
          ON CONFLICT DO NOTHING`
}

function byPerson(a: Look, b: Look): number {
  return a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : a.seq - b.seq
}
