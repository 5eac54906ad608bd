/**
 * What has lost its reason goes by itself. The terms are rows, so that a city sets its own; these are the first ones. Each batch is one
 * transaction: stopped anywhere, the next run goes on.
 */
import type { ExpressionBuilder } from 'kysely'
import { retryBusy } from '../../../prisma/sql.ts'
import { eraseDeleted } from '../../../prisma/erase.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { HubTables, LinkRow } from '../../../prisma/tables.ts'
import type { Db } from '../bulk.ts'
import { dropResidences } from '../residences.ts'
import { forgetIn, personalTables } from './forget.ts'

export type TermCode =
  'GONE_RECORD' | 'CLOSED_REQUEST' | 'CLOSED_CORRECTION' | 'CLOSED_ENTRY' | 'MERGE' | 'LINK_DECISION' | 'FORGOTTEN_ID'

/** First terms. `GONE_RECORD` leaves the time in which a record may come back from a broken delivery. */
export const firstTerms: readonly (HubTables['RetentionTerm'] & { readonly code: TermCode })[] = [
  { code: 'GONE_RECORD', days: 180, basis: '个人信息保护法第十九条、第四十七条' },
  { code: 'CLOSED_REQUEST', days: 1_095, basis: '个人信息保护法第五十五条、第五十六条' },
  { code: 'CLOSED_CORRECTION', days: 1_095, basis: '政务数据共享条例第二十六条' },
  // Who entered what where, without its values: as long as a correction of it may be asked about.
  { code: 'CLOSED_ENTRY', days: 1_095, basis: '政务数据共享条例第二十六条' },
  { code: 'MERGE', days: 1_095, basis: '个人信息保护法第四十六条' },
  { code: 'LINK_DECISION', days: 1_095, basis: '个人信息保护法第五十五条、第五十六条' },
  { code: 'FORGOTTEN_ID', days: 1_095, basis: '个人信息保护法第四十七条' },
]

/** Rows deleted by table. */
export type Expired = Readonly<Partial<Record<keyof HubTables, number>>>

const BATCH = 200
const DAY = 86_400_000

/** Puts in the terms that are missing; what a city changed is left as it is. */
export async function seedTerms(store: HubStore): Promise<void> {
  await store.sql
    .insertInto('RetentionTerm')
    .values([...firstTerms])
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Deletes all that is past its term at `now` (epoch ms), and erases it from the store's files. */
export async function expire(store: HubStore, now: number, signal: AbortSignal): Promise<Expired> {
  const terms = new Map(
    (await store.sql.selectFrom('RetentionTerm').selectAll().execute()).map((t) => [t.code, t.days]),
  )
  const before = (code: TermCode) => now - (terms.get(code) ?? Number.POSITIVE_INFINITY) * DAY
  const expired: Partial<Record<keyof HubTables, number>> = {}
  const add = (table: keyof HubTables, rows: number) => {
    if (rows > 0) expired[table] = (expired[table] ?? 0) + rows
  }
  // Records that were found gone before the hub wrote down when: their term begins now.
  await retryBusy(() =>
    store.sql.updateTable('Link').set({ goneAt: now }).where('live', '=', 0).where('goneAt', 'is', null).execute(),
  )
  for (let more = true; more && !signal.aborted;) {
    const gone = await retryBusy(() =>
      store.sql.transaction().execute((trx) => dropGoneRecords(trx, before('GONE_RECORD'), add)),
    )
    more = gone === BATCH
    // The embedded store works in this process: whatever else waits here gets its turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { sql } = store
  const rows = async (table: keyof HubTables, work: { executeTakeFirst(): Promise<{ numDeletedRows: bigint }> }) =>
    add(table, Number((await retryBusy(() => work.executeTakeFirst())).numDeletedRows))
  // A decision that stands is needed as long as its records are there; what was taken back is only told of.
  const taken = (eb: ExpressionBuilder<HubTables, 'LinkDecision'>) =>
    eb.or([eb('undoneBy', 'is not', null), eb('action', '=', 'UNDO')])
  await rows('LinkDecision', sql.deleteFrom('LinkDecision').where(taken).where('at', '<', before('LINK_DECISION')))
  await rows('ForgottenEntity', sql.deleteFrom('ForgottenEntity').where('forgottenAt', '<', before('FORGOTTEN_ID')))
  await rows('Merge', sql.deleteFrom('Merge').where('mergedAt', '<', before('MERGE')))
  await rows(
    'PersonalDataRequest',
    sql
      .deleteFrom('PersonalDataRequest')
      .where('state', 'in', ['DONE', 'REFUSED'])
      .where('decidedAt', '<', before('CLOSED_REQUEST')),
  )
  await rows('Correction', sql.deleteFrom('Correction').where('closedAt', '<', before('CLOSED_CORRECTION')))
  // Steps of corrections that are gone, with their term or with the person.
  const left = sql.selectFrom('Correction').select('number')
  await rows('CorrectionStep', sql.deleteFrom('CorrectionStep').where('number', 'not in', left))
  await rows('BaseDataDelivery', sql.deleteFrom('BaseDataDelivery').where('closedAt', '<', before('CLOSED_ENTRY')))
  // An entry goes with its last delivery, and each with its steps.
  const deliveries = sql.selectFrom('BaseDataDelivery').select('entry')
  const entered = sql.deleteFrom('BaseDataEntry').where('enteredAt', '<', before('CLOSED_ENTRY'))
  await rows('BaseDataEntry', entered.where('number', 'not in', deliveries))
  const entries = sql.selectFrom('BaseDataEntry').select('number')
  const delivered = sql.selectFrom('BaseDataDelivery').select('number')
  const steps = sql.deleteFrom('BaseDataStep').where('number', 'not in', entries)
  await rows('BaseDataStep', steps.where('number', 'not in', delivered))
  if (Object.keys(expired).length > 0) await eraseDeleted(store, personalTables)
  return expired
}

// Private:

/** One batch; answers how many records it took. A person of whom no record is left goes with the last one. */
async function dropGoneRecords(
  db: Db,
  before: number,
  add: (table: keyof HubTables, rows: number) => void,
): Promise<number> {
  const gone = await db
    .selectFrom('Link')
    .selectAll()
    .where('goneAt', '<', before)
    .where('live', '=', 0)
    .orderBy('goneAt')
    .limit(BATCH)
    .execute()
  for (const link of gone) {
    await db
      .deleteFrom('Link')
      .where('department', '=', link.department)
      .where('kind', '=', link.kind)
      .where('localKey', '=', link.localKey)
      .execute()
    await dropKey(db, link)
    if (link.kind === 'Person') add('Residence', await dropResidences(db, [link]))
    await db
      .deleteFrom('Conflict')
      .where('department', '=', link.department)
      .where('kind', '=', link.kind)
      .where('localKey', '=', link.localKey)
      .execute()
  }
  add('Link', gone.length)
  for (const id of new Set(gone.flatMap((link) => (link.kind === 'Person' ? [link.entityId] : [])))) {
    const left = await db.selectFrom('Link').select('localKey').where('entityId', '=', id).executeTakeFirst()
    if (left) continue
    const forgotten = await forgetIn(db, id)
    if (forgotten.outcome !== 'FORGOTTEN') continue
    for (const [table, rows] of Object.entries(forgotten.receipt.deleted)) add(table as keyof HubTables, rows)
  }
  return gone.length
}

/** The key by which the record was found goes with the last record that has it. */
async function dropKey(db: Db, link: LinkRow): Promise<void> {
  if (link.matchKey === null) return
  const other = await db
    .selectFrom('Link')
    .select('localKey')
    .where('entityId', '=', link.entityId)
    .where('matchKey', '=', link.matchKey)
    .executeTakeFirst()
  if (other) return
  await db
    .deleteFrom('NumberIndex')
    .where('kind', '=', link.kind)
    .where('key', '=', link.matchKey)
    .where('entityId', '=', link.entityId)
    .execute()
}
