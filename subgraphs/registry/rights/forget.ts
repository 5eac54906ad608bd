/**
 * Deletes what the hub keeps of a person (PIPL art. 47): entity, names, golden values, links, index keys, parts in events, likenesses,
 * conflicts, merges. Possible only when no department keeps a record of the person any more: as long as one does, it does so by its own
 * duty, and the next linking would make the same entity again (docs/decisions). The audit stays for its own term: it holds ids and fields,
 * no values.
 */
import { retryBusy } from '../../../prisma/sql.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { HubTables } from '../../../prisma/tables.ts'
import { inSlices, insertRows, type Db } from '../bulk.ts'
import { tick } from '../changes.ts'

/** What was deleted, as counts: a receipt holds no value. */
export interface Receipt {
  readonly deleted: Readonly<Partial<Record<keyof HubTables, number>>>
  /** What stays, and for how long. */
  readonly stays: readonly string[]
}

export type Forgotten =
  | { readonly outcome: 'FORGOTTEN'; readonly receipt: Receipt }
  /** Departments that keep records of the person: they are to be asked. */
  | { readonly outcome: 'KEPT'; readonly departments: readonly string[] }
  | { readonly outcome: 'NOT_FOUND' }

/** The tables from which something is deleted: what must be erased afterwards. */
export const personalTables = [
  'Participation',
  'PlacedPoint',
  'Candidate',
  'Conflict',
  'NumberIndex',
  'Residence',
  'Link',
  'Merge',
  'Entity',
  'UsagePerson',
  'PersonalDataRequest',
  'Correction',
  'LinkDecision',
  'SplitRecord',
  'BaseDataDelivery',
] as const satisfies readonly (keyof HubTables)[]

/** Where a person's id stands. */
const columnsOfPerson = [
  ['Participation', ['personId']],
  ['PlacedPoint', ['entityId']],
  ['Candidate', ['first', 'second']],
  ['NumberIndex', ['entityId']],
  ['Residence', ['personId']],
  ['Link', ['entityId']],
  ['Merge', ['fromId', 'intoId']],
  ['Entity', ['id']],
  ['UsagePerson', ['personId']],
  ['Correction', ['entityId']],
  ['LinkDecision', ['first', 'second']],
] as const satisfies readonly (readonly [keyof HubTables, readonly string[]])[]

const stays = ['AUDIT_DISCLOSURES_3_YEARS', 'REQUEST_WITHOUT_ITS_TEXT'] as const

/** One transaction: all or nothing. Erase the store's files afterwards (prisma/erase.ts). */
export function forgetPerson(store: HubStore, personId: string): Promise<Forgotten> {
  return retryBusy(() => store.sql.transaction().execute((trx) => forgetIn(trx, personId)))
}

/** The same inside a transaction of the caller. */
export async function forgetIn(db: Db, personId: string, now = Date.now()): Promise<Forgotten> {
  const ids = await idsOf(db, personId)
  if (ids.length === 0) return { outcome: 'NOT_FOUND' }
  const departments = await keptBy(db, ids)
  if (departments.length > 0) return { outcome: 'KEPT', departments }
  const links = await db
    .selectFrom('Link')
    .select(['department', 'localKey'])
    .where('entityId', 'in', ids)
    .where('kind', '=', 'Person')
    .execute()
  const keys = links.map((link) => link.localKey)
  const deleted: Partial<Record<keyof HubTables, number>> = {}
  const count = (table: keyof HubTables, rows: bigint) => {
    if (rows > 0n) deleted[table] = (deleted[table] ?? 0) + Number(rows)
  }
  const conflicts = await inSlices(keys, (slice) =>
    db
      .selectFrom('Conflict')
      .select(['id', 'department', 'localKey'])
      .where('kind', '=', 'Person')
      .where('localKey', 'in', slice)
      .execute(),
  )
  const own = new Set(links.map((link) => `${link.department} ${link.localKey}`))
  const conflictIds = conflicts.flatMap((row) => (own.has(`${row.department} ${row.localKey}`) ? [row.id] : []))
  const { numDeletedRows: named } = await db
    .deleteFrom('Conflict')
    .where((eb) => eb.or([eb('otherId', 'in', ids), ...(conflictIds.length > 0 ? [eb('id', 'in', conflictIds)] : [])]))
    .executeTakeFirst()
  count('Conflict', named)
  await forgetSplits(db, links, count)
  for (const [table, columns] of columnsOfPerson)
    for (const column of columns) {
      const { numDeletedRows } = await db
        .deleteFrom(table)
        .where(db.dynamic.ref(column) as never, 'in', ids as never)
        .executeTakeFirst()
      count(table, numDeletedRows)
    }
  // Whoever follows changes has to delete it too.
  const seq = await tick(db)
  await insertRows(
    db,
    'ForgottenEntity',
    ids.map((entityId) => ({ entityId, kind: 'Person', seq, forgottenAt: now })),
  )
  await db.updateTable('PersonalDataRequest').set({ text: '' }).where('personId', 'in', ids).execute()
  return { outcome: 'FORGOTTEN', receipt: { deleted, stays } }
}

async function forgetSplits(
  db: Db,
  links: readonly { readonly department: string; readonly localKey: string }[],
  count: (table: 'SplitRecord', rows: bigint) => void,
): Promise<void> {
  for (const { department, localKey } of links) {
    const { numDeletedRows } = await db
      .deleteFrom('SplitRecord')
      .where('department', '=', department)
      .where('kind', '=', 'Person')
      .where('localKey', '=', localKey)
      .executeTakeFirst()
    count('SplitRecord', numDeletedRows)
  }
}

/** How many rows of each table concern the person: what a person may ask to know, without a value. */
export async function keptRows(db: Db, ids: readonly string[]): Promise<Partial<Record<keyof HubTables, number>>> {
  const rows: Partial<Record<keyof HubTables, number>> = {}
  for (const [table, columns] of [...columnsOfPerson, ['PersonalDataRequest', ['personId']] as const]) {
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where((eb) => eb.or(columns.map((column) => eb(db.dynamic.ref(column) as never, 'in', ids as never))))
      .executeTakeFirstOrThrow()
    rows[table] = count
  }
  return rows
}

/** Departments whose records speak for the person at present. */
export async function keptBy(db: Db, ids: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('Link')
    .select('department')
    .distinct()
    .where('entityId', 'in', ids)
    .where('live', '=', 1)
    .orderBy('department')
    .execute()
  return rows.map((row) => row.department)
}

/** The person's present id and every id that was merged into it; none when there is no such person. */
export async function idsOf(db: Db, personId: string): Promise<string[]> {
  const given = await db
    .selectFrom('Entity')
    .select(['id', 'mergedInto'])
    .where('id', '=', personId)
    .where('kind', '=', 'Person')
    .executeTakeFirst()
  if (!given) return []
  const present = given.mergedInto ?? given.id
  const merged = await db
    .selectFrom('Entity')
    .select('id')
    .where('kind', '=', 'Person')
    .where('mergedInto', '=', present)
    .execute()
  return [...new Set([present, given.id, ...merged.map((row) => row.id)])]
}
