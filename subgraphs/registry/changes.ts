/**
 * The clock of changes. Each entity holds the tick at which it last changed, so that the feed of changes (change-feed.ts) names it once, at
 * its latest change: it never grows beyond the registry, and a follower who comes back after a year misses nothing.
 */
import type { EntityRow } from '../../prisma/tables.ts'
import type { Db } from './bulk.ts'

/** `changeSeq` of what is told of at its next refresh, whether it looks changed or not. */
export const UNTOLD = 0

/** The next tick. Whoever ticks holds the clock until the transaction ends, so that ticks are seen in their order. */
export async function tick(db: Db): Promise<number> {
  const { seq } = await db
    .insertInto('ChangeClock')
    .values({ id: 1, seq: 1 })
    .onConflict((on) => on.column('id').doUpdateSet((eb) => ({ seq: eb('ChangeClock.seq', '+', 1) })))
    .returning('seq')
    .executeTakeFirstOrThrow()
  return seq
}

/** Rows that were made anew, in the order of those before. What looks as before keeps its tick and its date. */
export async function ticked(
  db: Db,
  before: readonly EntityRow[],
  after: readonly EntityRow[],
): Promise<readonly EntityRow[]> {
  const differs = after.map((row, at) => row.changeSeq === UNTOLD || isOther(row, before[at]))
  if (!differs.includes(true)) return after.map((row, at) => asBefore(row, before[at]))
  const changeSeq = await tick(db)
  return after.map((row, at) => (differs[at] === true ? { ...row, changeSeq } : asBefore(row, before[at])))
}

// Private:

function asBefore(row: EntityRow, before: EntityRow | undefined): EntityRow {
  return before ? { ...row, updatedAt: before.updatedAt } : row
}

function isOther(row: EntityRow, before: EntityRow | undefined): boolean {
  return before === undefined || shown.some((column) => row[column] !== before[column])
}

/** What anybody could see of an entity. */
const shown = [
  'gridCode',
  'townCode',
  'villageCode',
  'code',
  'category',
  'state',
  'reportedAt',
  'dueAt',
  'handler',
  'houseId',
  'mergedInto',
  'golden',
] as const satisfies readonly (keyof EntityRow)[]
