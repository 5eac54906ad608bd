/**
 * Two entities become one, and two again. The id that goes keeps resolving to the one that stays; what moved is written down, so that a
 * merge can be undone: by a clerk's decision, or because it was wrong.
 */
import { randomUUID } from 'node:crypto'
import type { HubTables } from '../../prisma/tables.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { inSlices, insertRows, type Db } from './bulk.ts'
import { closeCandidate } from './candidates.ts'
import { tick, UNTOLD } from './changes.ts'

export interface MergeDecision {
  /** RECORD: one record carries the keys of both. GONE: the last record of the one went to the other. CLERK: a person decided. */
  readonly reason: 'RECORD' | 'GONE' | 'CLERK'
  /** The clerk; null for the linker. */
  readonly decider: string | null
  /** Epoch ms. */
  readonly now: number
}

/** Merges `from` into `into`; answers with the id by which it can be undone. Run it in a transaction. */
export async function mergeEntities(db: Db, from: string, into: string, decision: MergeDecision): Promise<string> {
  const ends = await db
    .selectFrom('Entity')
    .select(['id', 'kind', 'mergedInto'])
    .where('id', 'in', [from, into])
    .execute()
  const [a, b] = ends
  if (!a || !b || a.kind !== b.kind || a.mergedInto !== null || b.mergedInto !== null)
    throw pentagraphError('BAD_USER_INPUT', { argument: 'entity' })
  const links = await db
    .selectFrom('Link')
    .select(['department', 'kind', 'localKey'])
    .where('entityId', '=', from)
    .execute()
  const keys = await db
    .selectFrom('NumberIndex')
    .select(['kind', 'key', 'holder'])
    .where('entityId', '=', from)
    .execute()
  const id = randomUUID()
  await db
    .insertInto('Merge')
    .values({
      id,
      fromId: from,
      intoId: into,
      reason: decision.reason,
      decider: decision.decider,
      links: JSON.stringify(links.map((link) => [link.department, link.kind, link.localKey])),
      keys: JSON.stringify(keys.map((key) => [key.kind, key.key, key.holder])),
      mergedAt: decision.now,
      undoneAt: null,
    })
    .execute()
  await db.updateTable('Link').set({ entityId: into }).where('entityId', '=', from).execute()
  await db.updateTable('NumberIndex').set({ entityId: into }).where('entityId', '=', from).execute()
  await moveParticipations(db, from, into)
  await db.deleteFrom('PlacedPoint').where('entityId', '=', from).execute()
  // Of other kinds nobody lives in: the index by houses may be left out while those are linked.
  if (a.kind === 'House')
    await db.updateTable('Entity').set({ houseId: into, stale: 1 }).where('houseId', '=', from).execute()
  if (decision.reason !== 'CLERK') await closeCandidate(db, from, into)
  await db.updateTable('Entity').set({ mergedInto: into }).where('mergedInto', '=', from).execute()
  await db
    .updateTable('Entity')
    .set({ mergedInto: into, stale: 0, updatedAt: decision.now, changeSeq: await tick(db) })
    .where('id', '=', from)
    .execute()
  await db.updateTable('Entity').set({ stale: 1 }).where('id', '=', into).execute()
  return id
}

/**
 * Undoes a merge: what moved and is still there goes back, and so do records that came later by a key that goes back. Golden values are
 * made anew at the next refresh.
 */
export async function undoMerge(db: Db, mergeId: string, now: number): Promise<void> {
  const merge = await db
    .selectFrom('Merge')
    .selectAll()
    .where('id', '=', mergeId)
    .where('undoneAt', 'is', null)
    .executeTakeFirst()
  if (!merge) throw pentagraphError('NOT_FOUND')
  const { fromId, intoId } = merge
  for (const [department, kind, localKey] of JSON.parse(merge.links) as [string, string, string][]) {
    await db
      .updateTable('Link')
      .set({ entityId: fromId })
      .where('department', '=', department)
      .where('kind', '=', kind)
      .where('localKey', '=', localKey)
      .where('entityId', '=', intoId)
      .execute()
    await returnParticipations(db, { department, kind, localKey, fromId, intoId })
  }
  for (const [kind, key, holder] of JSON.parse(merge.keys) as [string, string, string][]) {
    await db
      .updateTable('NumberIndex')
      .set({ entityId: fromId })
      .where('kind', '=', kind)
      .where('key', '=', key)
      .where('holder', '=', holder)
      .where('entityId', '=', intoId)
      .execute()
  }
  await returnLatecomers(db, merge)
  await db
    .updateTable('Entity')
    .set({ mergedInto: null, stale: 1, changeSeq: UNTOLD })
    .where('id', '=', fromId)
    .execute()
  await returnRedirects(db, fromId, intoId)
  // Who lives in one of the two houses finds the right one again by its address code.
  await db
    .updateTable('Entity')
    .set({ stale: 1 })
    .where((eb) => eb.or([eb('id', '=', intoId), eb('houseId', '=', intoId)]))
    .execute()
  await db.updateTable('Merge').set({ undoneAt: now }).where('id', '=', mergeId).execute()
}

// Private:

/** Records that were linked since, under a key that only the entity that goes back has. */
async function returnLatecomers(db: Db, { fromId, intoId, mergedAt }: HubTables['Merge']): Promise<void> {
  const late = await db
    .selectFrom('Link')
    .innerJoin('NumberIndex', (join) =>
      join.onRef('NumberIndex.kind', '=', 'Link.kind').onRef('NumberIndex.key', '=', 'Link.matchKey'),
    )
    .select(['Link.department', 'Link.kind', 'Link.localKey'])
    .distinct()
    .where('Link.entityId', '=', intoId)
    .where('Link.linkedAt', '>', mergedAt)
    .where('Link.tier', '!=', 'CLERK')
    .where('NumberIndex.entityId', '=', fromId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('NumberIndex as kept')
            .select('kept.key')
            .whereRef('kept.kind', '=', 'Link.kind')
            .whereRef('kept.key', '=', 'Link.matchKey')
            .where('kept.entityId', '=', intoId),
        ),
      ),
    )
    .execute()
  for (const { department, kind, localKey } of late) {
    await db
      .updateTable('Link')
      .set({ entityId: fromId })
      .where('department', '=', department)
      .where('kind', '=', kind)
      .where('localKey', '=', localKey)
      .execute()
    await returnParticipations(db, { department, kind, localKey, fromId, intoId })
  }
}

/** What had gone into `from` before is found there again. */
async function returnRedirects(db: Db, from: string, into: string): Promise<void> {
  for (let ends = [from]; ends.length > 0;) {
    const merges = await db
      .selectFrom('Merge')
      .select('fromId')
      .where('intoId', 'in', ends)
      .where('undoneAt', 'is', null)
      .execute()
    ends = [...new Set(merges.map((merge) => merge.fromId))]
    await inSlices(ends, async (slice) => {
      await db
        .updateTable('Entity')
        .set({ mergedInto: from })
        .where('id', 'in', slice)
        .where('mergedInto', '=', into)
        .execute()
      return []
    })
  }
}

/** A plain update could meet a row that is there already. */
async function moveParticipations(db: Db, from: string, into: string): Promise<void> {
  const rows = await db
    .selectFrom('Participation')
    .selectAll()
    .where((eb) => eb.or([eb('eventId', '=', from), eb('personId', '=', from)]))
    .execute()
  if (rows.length === 0) return
  await db
    .deleteFrom('Participation')
    .where((eb) => eb.or([eb('eventId', '=', from), eb('personId', '=', from)]))
    .execute()
  const moved = rows.map((row) => ({
    eventId: row.eventId === from ? into : row.eventId,
    personId: row.personId === from ? into : row.personId,
    department: row.department,
    localKey: row.localKey,
  }))
  await insertRows(db, 'Participation', moved)
}

export interface Returned {
  readonly department: string
  readonly kind: string
  readonly localKey: string
  readonly fromId: string
  readonly intoId: string
}

/** A person's part is known by the person's local key; an event's parts by the persons whose records name that event. */
export async function returnParticipations(
  db: Db,
  { department, kind, localKey, fromId, intoId }: Returned,
): Promise<void> {
  if (kind === 'Person') {
    const mine = db.updateTable('Participation').set({ personId: fromId }).where('department', '=', department)
    await mine.where('localKey', '=', localKey).where('personId', '=', intoId).execute()
  }
  if (kind !== 'Event') return
  const parts = await db
    .selectFrom('Participation')
    .select('localKey')
    .where('department', '=', department)
    .where('eventId', '=', intoId)
    .execute()
  const persons = await inSlices(
    parts.map((part) => part.localKey),
    (slice) =>
      db
        .selectFrom('Link')
        .select(['localKey', 'eventKey'])
        .where('department', '=', department)
        .where('kind', '=', 'Person')
        .where('localKey', 'in', slice)
        .execute(),
  )
  const back = persons.filter((person) => person.eventKey === localKey).map((person) => person.localKey)
  await inSlices(back, async (slice) => {
    await db
      .updateTable('Participation')
      .set({ eventId: fromId })
      .where('department', '=', department)
      .where('eventId', '=', intoId)
      .where('localKey', 'in', slice)
      .execute()
    return []
  })
}
