/**
 * The dispatcher of the outbox. A delivery is judged against what the department says now: as the worker saw it, it is written once; said
 * already, it is done; something else since, it is refused, never written over. The version that the write names stands in the store before
 * anything is sent, and the delivery's number is the key that the department keeps, so that an attempt that broke off is made again as the
 * very same change. What fails is tried again after longer and longer waits; after the last one it is a dead letter for a person.
 */
import { GraphQLError } from 'graphql'
import { dueAt, readLimit } from '../../../access/grant-life/limits.ts'
import type { BaseDataKeeper, KeptRow } from '../../kit/base-data.ts'
import type { EntryDoors } from './doors.ts'
import { moveByHub, note, readDelivery, setDown, type DeliveryRow } from './ledger.ts'
import { grouped } from './lists.ts'
import { isAsSeen, NO_ROW } from './seen.ts'
import { isDeliveryFault, waitsMs, type DeliveryFault } from './states.ts'

/** Everything of the entry that is under way, once, all departments at a time. Never throws for a department. */
export async function deliverEntry(doors: EntryDoors, entry: string, now: number, signal: AbortSignal): Promise<void> {
  const rows = await doors.store.sql
    .selectFrom('BaseDataDelivery')
    .select('number')
    .where('entry', '=', entry)
    .where('state', '=', 'PENDING')
    .execute()
  await Promise.all(rows.map(({ number }) => deliver(doors, number, now, signal)))
}

/** All that is due, for the hub's regular turns and its start: departments side by side, one that does not answer is left for this turn. */
export async function deliverDue(doors: EntryDoors, now: number, signal: AbortSignal): Promise<void> {
  const due = await doors.store.sql
    .selectFrom('BaseDataDelivery')
    .select(['number', 'department'])
    .where('state', '=', 'PENDING')
    .where('nextTryAt', '<=', now)
    .orderBy('nextTryAt')
    .limit(BATCH)
    .execute()
  const byDepartment = grouped(due, ({ department }) => department)
  await Promise.all(
    [...byDepartment.values()].map(async (rows) => {
      for (const { number } of rows) {
        if (signal.aborted) return
        const fault = await deliver(doors, number, now, signal)
        if (fault === 'DEPARTMENT_UNAVAILABLE') return
      }
    }),
  )
}

/** One delivery, once. Answers with the fault of the attempt, null when there was none. Never throws for a department. */
export async function deliver(
  doors: EntryDoors,
  number: string,
  now: number,
  signal: AbortSignal,
): Promise<DeliveryFault | null> {
  const row = await readDelivery(doors.store.sql, number)
  if (row?.state !== 'PENDING' || row.values === null) return null
  const outcome = await attempt(doors, row, AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]))
  return settle(doors, outcome, now, signal)
}

// Private:

const BATCH = 200
/** Within the time that an operation of the graph has. */
const ATTEMPT_MS = 6_000
/** After these the same change will not be taken another time either: a person has to look. */
const forGood: ReadonlySet<DeliveryFault> = new Set(['WRITE_REFUSED', 'IDEMPOTENCY_KEY_REUSED', 'BAD_USER_INPUT'])

interface Outcome {
  readonly row: DeliveryRow
  readonly end: 'WRITTEN' | 'REFUSED' | 'BY_HAND' | 'FAILED' | 'OVERTAKEN'
  readonly fault: DeliveryFault | null
  readonly newerAsOf?: number | null
}

async function attempt(doors: EntryDoors, row: DeliveryRow, signal: AbortSignal): Promise<Outcome> {
  const keeper = doors.keepers.get(row.department)
  if (!keeper) return { row, end: 'FAILED', fault: 'DEPARTMENT_UNAVAILABLE' }
  try {
    const wanted = JSON.parse(doors.texts.open(row.number, 'values', row.values) ?? '{}') as Record<string, string>
    return row.writeVersion === null
      ? await first(doors, keeper, row, wanted, signal)
      : await send(keeper, row, wanted, row.writeVersion, signal)
  } catch (error) {
    return { row, end: 'FAILED', fault: codeOf(error) }
  }
}

/** Nothing was sent yet: what does the department say now? */
async function first(
  doors: EntryDoors,
  keeper: BaseDataKeeper,
  row: DeliveryRow,
  wanted: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Outcome> {
  const now = await keeper.row({ record: row.record, key: row.recordKey }, signal)
  if (now === null && row.seen !== NO_ROW) return { row, end: 'REFUSED', fault: 'ROW_GONE' }
  if (now !== null && says(now, row, wanted)) return { row, end: 'WRITTEN', fault: null }
  if (!isAsSeen(doors.texts, row.seen, now)) return changedSince(row, now)
  if (row.way === 'INSTRUCTION') return { row, end: 'BY_HAND', fault: 'BY_HAND' }
  const writeVersion = now?.version ?? NO_ROW
  if (!(await setDown(doors, row, writeVersion))) return { row, end: 'OVERTAKEN', fault: null }
  return send(keeper, { ...row, writeVersion }, wanted, writeVersion, signal)
}

async function send(
  keeper: BaseDataKeeper,
  row: DeliveryRow,
  wanted: Readonly<Record<string, string>>,
  writeVersion: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const { record, recordKey: key, enteredAt: at, number: idempotencyKey } = row
  const expectedVersion = writeVersion === NO_ROW ? null : writeVersion
  try {
    await keeper.write({ record, key, values: wanted, at, idempotencyKey, expectedVersion }, signal)
    return { row, end: 'WRITTEN', fault: null }
  } catch (error) {
    const fault = codeOf(error)
    // A new row that somebody else has opened meanwhile is refused in as many ways as there are systems.
    if (fault !== 'VERSION_CONFLICT' && expectedVersion !== null) return { row, end: 'FAILED', fault }
    const now = await keeper.row({ record, key }, signal)
    if (now !== null && says(now, row, wanted)) return { row, end: 'WRITTEN', fault: null }
    if (fault === 'VERSION_CONFLICT' || now !== null) return changedSince(row, now)
    return { row, end: 'FAILED', fault }
  }
}

function changedSince(row: DeliveryRow, now: KeptRow | null): Outcome {
  if (now === null) return { row, end: 'REFUSED', fault: 'ROW_GONE' }
  const newerAsOf = now.asOf === null ? null : Date.parse(now.asOf)
  return { row, end: 'REFUSED', fault: 'CHANGED_SINCE', newerAsOf }
}

/** Whether the department says all of it already. */
function says(now: KeptRow, { fields }: DeliveryRow, wanted: Readonly<Record<string, string>>): boolean {
  return (JSON.parse(fields) as string[]).every((field) => now.values[field] === wanted[field])
}

async function settle(
  doors: EntryDoors,
  { row, end, fault, newerAsOf = null }: Outcome,
  now: number,
  signal: AbortSignal,
): Promise<DeliveryFault | null> {
  // What is at its end holds no value any more.
  const closed = { values: null, nextTryAt: null, closedAt: now, fault, newerAsOf }
  switch (end) {
    case 'WRITTEN':
      await moveByHub(doors, row, 'WRITE', closed, now)
      // The write has succeeded: a link that fails now is made at the next linking.
      await doors.linkRecord(row.department, { record: row.record, key: row.recordKey }, signal).catch(() => {})
      return null
    case 'REFUSED':
      await moveByHub(doors, row, 'REFUSE', closed, now)
      return null
    case 'BY_HAND': {
      const receiptDueAt = dueAt(now, await readLimit(doors.store.sql, 'BASE_DATA_RECEIPT'))
      await moveByHub(doors, row, 'INSTRUCT', { nextTryAt: null, fault, dueAt: receiptDueAt }, now)
      return null
    }
    case 'FAILED': {
      const wait = waitsMs[row.tries]
      const tries = row.tries + 1
      if (wait === undefined || (fault !== null && forGood.has(fault)))
        await moveByHub(doors, row, 'BURY', { nextTryAt: null, fault, tries }, now)
      else await note(doors, row, { nextTryAt: now + wait, fault, tries })
      return fault
    }
    case 'OVERTAKEN':
      return null
  }
}

function codeOf(error: unknown): DeliveryFault {
  const code = error instanceof GraphQLError ? error.extensions['code'] : undefined
  return isDeliveryFault(code) ? code : 'DEPARTMENT_FAULT'
}
