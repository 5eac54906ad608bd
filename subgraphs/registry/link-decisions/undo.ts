/**
 * Takes a decision back: what moved goes back, what was closed is open again, and both golden records are made anew. Refused while a later
 * decision on one of the two entities stands, and once the linker has gone on from there; never half done.
 */
import { written } from '../../../access/written-text.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import type { EntityKind } from '../../kit/identity.ts'
import type { Db } from '../bulk.ts'
import { countChanges } from '../link-counts.ts'
import { mergeEntities, undoMerge } from '../merge.ts'
import {
  decideOnce,
  readDecision,
  type DecisionDoors,
  type Deciding,
  type LinkDecisionRow,
  type Moved,
} from './ledger.ts'
import { keeps, sidesOf } from './sides.ts'

/** Throws NOT_FOUND, TRANSITION_NOT_PERMITTED, and WRITE_REFUSED with LATER_DECISIONS (and their numbers), CHANGED_SINCE or TERM_PASSED. */
export function undoDecision(
  doors: DecisionDoors,
  { id, reason: given }: { readonly id: string; readonly reason: string | null },
  deciding: Deciding,
): Promise<string> {
  const reason = written('reason', given, true)
  return decideOnce(doors, deciding, { action: 'UNDO', reason, content: { id, reason } }, async (trx, undo) => {
    const row = await readDecision(trx, id)
    if (!row || !(await concerns(trx, row, deciding.actor.department))) throw pentagraphError('NOT_FOUND')
    if (row.action === 'UNDO' || row.undoneBy !== null)
      throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: row.undoneBy === null ? row.action : 'UNDONE' })
    const later = await laterThan(trx, row)
    if (later.length > 0) throw pentagraphError('WRITE_REFUSED', { reason: 'LATER_DECISIONS', decisions: later })
    const moved = JSON.parse(row.moved) as Moved
    if (row.action === 'ACCEPT') await undoAccept(trx, row, moved, deciding.at)
    if (row.action === 'SPLIT') await undoSplit(trx, row, moved, deciding)
    await reopen(trx, row, moved)
    await trx.updateTable('LinkDecision').set({ undoneBy: undo }).where('id', '=', id).execute()
    return { kind: row.kind as EntityKind, first: row.first, second: row.second, moved: {}, undoes: id }
  })
}

/** Standing decisions on one of the two entities that came after this one, oldest first. A rejection moved nothing: nothing stands on it. */
export async function laterThan(db: Db, row: LinkDecisionRow): Promise<string[]> {
  if (row.action === 'REJECT') return []
  const ends = [row.first, row.second]
  const rows = await db
    .selectFrom('LinkDecision')
    .select('id')
    .where((eb) => eb.or([eb('first', 'in', ends), eb('second', 'in', ends)]))
    .where('action', '!=', 'UNDO')
    .where('undoneBy', 'is', null)
    .where('seq', '>', row.seq)
    .orderBy('seq')
    .execute()
  return rows.map((later) => later.id)
}

/** Whether the department keeps a record of one of the two, as they are now. */
export async function concerns(
  db: Db,
  { first, second }: Pick<LinkDecisionRow, 'first' | 'second'>,
  department: string | null,
): Promise<boolean> {
  const sides = await sidesOf(db, [first, second])
  return keeps(sides.get(first), department) || keeps(sides.get(second), department)
}

// Private:

async function undoAccept(trx: Db, row: LinkDecisionRow, { merge }: Moved, now: number): Promise<void> {
  await requireAsLeft(trx, row, { first: null, second: row.first })
  const known = await trx
    .selectFrom('Merge')
    .select('id')
    .where('id', '=', merge ?? '')
    .where('undoneAt', 'is', null)
    .executeTakeFirst()
  if (!known) throw pentagraphError('WRITE_REFUSED', { reason: 'TERM_PASSED' })
  await undoMerge(trx, known.id, now)
}

/** The entity that was split off stays as a redirect: whoever has its id still gets an answer. */
async function undoSplit(trx: Db, row: LinkDecisionRow, { links = [] }: Moved, { actor, at }: Deciding): Promise<void> {
  await requireAsLeft(trx, row, { first: null, second: null })
  await trx.deleteFrom('SplitRecord').where('decision', '=', row.id).execute()
  await mergeEntities(trx, row.second, row.first, { reason: 'CLERK', decider: actor.subject, now: at })
  for (const [department, localKey, tier] of links) {
    const known = await trx
      .selectFrom('Link')
      .select(['department', 'kind', 'localKey', 'tier', 'live'])
      .where('department', '=', department)
      .where('kind', '=', row.kind)
      .where('localKey', '=', localKey)
      .executeTakeFirst()
    if (!known) continue
    await trx
      .updateTable('Link')
      .set({ tier })
      .where('department', '=', department)
      .where('kind', '=', row.kind)
      .where('localKey', '=', localKey)
      .execute()
    await countChanges(trx, [[known, { ...known, tier }]])
  }
}

/** The linker may have gone on: an entity that went into a third one since has taken along what should go back. */
async function requireAsLeft(
  trx: Db,
  { first, second }: LinkDecisionRow,
  expected: Readonly<Record<'first' | 'second', string | null>>,
): Promise<void> {
  const rows = await trx.selectFrom('Entity').select(['id', 'mergedInto']).where('id', 'in', [first, second]).execute()
  const now = new Map(rows.map((row) => [row.id, row.mergedInto]))
  if (now.get(first) !== expected.first || now.get(second) !== expected.second)
    throw pentagraphError('WRITE_REFUSED', { reason: 'CHANGED_SINCE' })
}

/** What was closed is asked again; what was only made to be remembered goes. */
async function reopen(trx: Db, { id, kind }: LinkDecisionRow, moved: Moved): Promise<void> {
  const { candidates = [], conflicts = [], marked } = moved
  const open = { state: 'OPEN', decision: null }
  const ofPair = (first: string, second: string) =>
    trx
      .updateTable('Candidate')
      .set(open)
      .where('kind', '=', kind)
      .where('first', '=', first)
      .where('second', '=', second)
      .where('decision', '=', id)
      .execute()
  for (const [first, second] of candidates) await ofPair(first, second)
  if (marked)
    await trx
      .deleteFrom('Candidate')
      .where('kind', '=', kind)
      .where('first', '=', marked[0])
      .where('second', '=', marked[1])
      .where('decision', '=', id)
      .execute()
  for (const conflict of conflicts)
    await trx.updateTable('Conflict').set(open).where('id', '=', conflict).where('decision', '=', id).execute()
}
