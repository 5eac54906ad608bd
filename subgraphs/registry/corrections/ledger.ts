/**
 * How every change in the life of a correction is made: once, though it is asked twice, and in one transaction with its step of who did
 * what and when. The correction's own version stands in the condition of each update, so that of two who act at once one is told.
 */
import { canonicalJson } from '../../../access/canonical-json.ts'
import { changeNumber, type Trx } from '../../../access/grant-life/ledger.ts'
import type { Principal } from '../../../access/principal.ts'
import { retryBusy } from '../../../prisma/sql.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { HubTables } from '../../../prisma/tables.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import type { TextSealer } from './sealed-text.ts'
import type { CorrectionAction, CorrectionState } from './states.ts'

export type CorrectionRow = HubTables['Correction']
export type CorrectionStepRow = HubTables['CorrectionStep']

export interface CorrectionChange {
  readonly actor: Pick<Principal, 'subject' | 'department'>
  /** Epoch ms. */
  readonly at: number
  readonly idempotencyKey: string
  readonly action: CorrectionAction
  /** What was asked, for telling the same change from another one under the same key. */
  readonly content: unknown
}

export interface CorrectionEntry {
  readonly number: string
  readonly version: number
  readonly from: CorrectionState | null
  readonly to: CorrectionState
}

export interface LedgerDoors {
  readonly store: HubStore
  readonly texts: TextSealer
}

/** The number of the correction that this very change was made on before; null for a new one. Throws IDEMPOTENCY_KEY_REUSED. */
export async function madeBefore(
  { store, texts }: LedgerDoors,
  change: CorrectionChange,
  sql: Pick<Trx, 'selectFrom'> = store.sql,
): Promise<string | null> {
  const known = await sql
    .selectFrom('CorrectionStep')
    .select(['number', 'content'])
    .where('id', '=', stepId(change))
    .executeTakeFirst()
  if (!known) return null
  if (!texts.isDigestOf(known.content, contentOf(change))) throw pentagraphError('IDEMPOTENCY_KEY_REUSED')
  return known.number
}

/** The number of the correction that was changed, now or before. `work` is given the step's id. Throws what `work` throws. */
export async function changeOnce(
  doors: LedgerDoors,
  change: CorrectionChange,
  work: (trx: Trx, id: string) => Promise<CorrectionEntry>,
): Promise<string> {
  try {
    return await retryBusy(() => doors.store.sql.transaction().execute((trx) => changeIn(trx, doors, change, work)))
  } catch (error) {
    // The same change at once by another process: it has come first, so that this one finds the row changed.
    const known = await madeBefore(doors, change)
    if (known === null) throw error
    return known
  }
}

/** Changes the row as it was read, or throws VERSION_CONFLICT when somebody changed it since. */
export async function setRow(
  trx: Trx,
  row: Pick<CorrectionRow, 'number' | 'version'>,
  values: Partial<CorrectionRow>,
): Promise<number> {
  const version = row.version + 1
  const { numUpdatedRows } = await trx
    .updateTable('Correction')
    .set({ ...values, version })
    .where('number', '=', row.number)
    .where('version', '=', row.version)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw pentagraphError('VERSION_CONFLICT')
  return version
}

export function readCorrection(sql: Pick<HubStore['sql'], 'selectFrom'>, number: string) {
  return sql.selectFrom('Correction').selectAll().where('number', '=', number).executeTakeFirst()
}

// Private:

async function changeIn(
  trx: Trx,
  doors: LedgerDoors,
  change: CorrectionChange,
  work: (trx: Trx, id: string) => Promise<CorrectionEntry>,
): Promise<string> {
  const { actor, action, at } = change
  const id = stepId(change)
  const before = await madeBefore(doors, change, trx)
  if (before !== null) return before
  const { number, version, from, to } = await work(trx, id)
  const step = {
    id,
    number,
    version,
    at,
    actor: actor.subject,
    actorDepartment: actor.department,
    action,
    fromState: from,
    toState: to,
    content: doors.texts.digest(contentOf(change)),
  }
  await trx
    .insertInto('CorrectionStep')
    .values(step)
    .onConflict((on) => on.column('id').doNothing())
    .execute()
  return (await madeBefore(doors, change, trx)) ?? number
}

function stepId(change: CorrectionChange): string {
  return changeNumber(change)
}

function contentOf({ action, content }: CorrectionChange): string {
  return canonicalJson({ action, content: content ?? null })
}
