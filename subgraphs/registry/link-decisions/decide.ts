/**
 * A clerk's word on two entities: they are one, or they are not. Asked of a candidate or of a conflict; both close with every other question
 * about the same two.
 */
import { written } from '../../../access/written-text.ts'
import type { HubTables } from '../../../prisma/tables.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import type { EntityKind } from '../../kit/identity.ts'
import { inSlices, type Db } from '../bulk.ts'
import { mergeEntities } from '../merge.ts'
import { mayBeOne, pairOf } from './kept-apart.ts'
import { decideOnce, type DecisionDoors, type Decided, type Deciding, type Moved } from './ledger.ts'
import { isVersion, keeps, sidesOf, type Side } from './sides.ts'

export type CandidateRow = HubTables['Candidate']
export type ConflictRow = HubTables['Conflict']

/** What a clerk is asked, and as the clerk has seen it. */
export interface Question {
  readonly about: 'CANDIDATE' | 'CONFLICT'
  /** Of the candidate (`candidateId`), or of the conflict. */
  readonly id: string
  readonly seen: string
  readonly reason: string | null
}

/** The two are one: the one with fewer records goes into the other. Throws NOT_FOUND, TRANSITION_NOT_PERMITTED, VERSION_CONFLICT, WRITE_REFUSED. */
export function acceptPair(doors: DecisionDoors, question: Question, deciding: Deciding): Promise<string> {
  const reason = written('reason', question.reason, false)
  const content = { about: question.about, id: question.id, reason }
  return decideOnce(doors, deciding, { action: 'ACCEPT', reason, content }, async (trx, id) => {
    const pair = await openPair(trx, doors, question, deciding)
    const [into, from] = survivorFirst(pair.sides)
    if (!(await mayBeOne(trx, into.id, from.id))) throw pentagraphError('WRITE_REFUSED', { reason: 'KEPT_APART' })
    const closed = await close(trx, pair, 'ACCEPTED', id)
    const decider = deciding.actor.subject
    const merge = await mergeEntities(trx, from.id, into.id, { reason: 'CLERK', decider, now: deciding.at })
    return { kind: into.kind, first: into.id, second: from.id, moved: { merge, ...closed } }
  })
}

/** The two are not one, for the written reason: they are never proposed again. */
export function rejectPair(doors: DecisionDoors, question: Question, deciding: Deciding): Promise<string> {
  const reason = written('reason', question.reason, true)
  const content = { about: question.about, id: question.id, reason }
  return decideOnce(doors, deciding, { action: 'REJECT', reason, content }, async (trx, id): Promise<Decided> => {
    const pair = await openPair(trx, doors, question, deciding)
    const [one, other] = pair.sides
    const closed = await close(trx, pair, 'REJECTED', id)
    const marked = closed.candidates.length === 0 ? await markRejected(trx, pair.sides, id, deciding.at) : undefined
    return { kind: one.kind, first: one.id, second: other.id, moved: { ...closed, ...(marked && { marked }) } }
  })
}

/** What a candidate is called: says which two, in ids that say nothing. */
export function candidateId({ first, second }: Pick<CandidateRow, 'first' | 'second'>): string {
  return Buffer.from(`${first}~${second}`, 'utf8').toString('base64url')
}

export async function readCandidate(db: Db, id: string): Promise<CandidateRow | undefined> {
  const [first = '', second = ''] = Buffer.from(id, 'base64url').toString('utf8').split('~')
  if (candidateId({ first, second }) !== id) return undefined
  return db
    .selectFrom('Candidate')
    .selectAll()
    .where('second', '=', second)
    .where('first', '=', first)
    .executeTakeFirst()
}

export function readConflict(db: Db, id: string): Promise<ConflictRow | undefined> {
  return db.selectFrom('Conflict').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The entity of the record that was kept apart; null when the record is gone. */
export async function entitiesOfConflicts(
  db: Db,
  rows: readonly Pick<ConflictRow, 'department' | 'kind' | 'localKey'>[],
): Promise<(string | null)[]> {
  const links = await inSlices(rows, (slice) =>
    db
      .selectFrom('Link')
      .select(['department', 'kind', 'localKey', 'entityId'])
      .where((eb) =>
        eb.or(
          slice.map(({ department, kind, localKey }) =>
            eb.and([eb('department', '=', department), eb('kind', '=', kind), eb('localKey', '=', localKey)]),
          ),
        ),
      )
      .execute(),
  )
  const name = (row: Pick<ConflictRow, 'department' | 'kind' | 'localKey'>) =>
    JSON.stringify([row.department, row.kind, row.localKey])
  const found = new Map(links.map((link) => [name(link), link.entityId]))
  return rows.map((row) => found.get(name(row)) ?? null)
}

// Private:

interface OpenPair {
  readonly sides: readonly [Side, Side]
}

async function openPair(
  trx: Db,
  { texts }: DecisionDoors,
  { about, id, seen }: Question,
  { actor }: Deciding,
): Promise<OpenPair> {
  const candidate = about === 'CANDIDATE' ? await readCandidate(trx, id) : undefined
  const conflict = about === 'CONFLICT' ? await readConflict(trx, id) : undefined
  const ids = candidate ? [candidate.first, candidate.second] : conflict ? await endsOf(trx, conflict) : []
  const sides = await sidesOf(trx, ids)
  const [one, other] = ids.map((of) => sides.get(of))
  const { department } = actor
  // Whom it does not concern must not learn that it is there.
  if (!one || !other || !(keeps(one, department) || keeps(other, department))) throw pentagraphError('NOT_FOUND')
  const state = candidate?.state ?? conflict?.state ?? ''
  if (state !== 'OPEN') throw pentagraphError('TRANSITION_NOT_PERMITTED', { state })
  if (one.id === other.id) throw pentagraphError('WRITE_REFUSED', { reason: 'ALREADY_ONE' })
  if (!isVersion(texts, seen, state, [one, other])) throw pentagraphError('VERSION_CONFLICT')
  return { sides: [one, other] }
}

async function endsOf(db: Db, conflict: ConflictRow): Promise<string[]> {
  const [entityId] = await entitiesOfConflicts(db, [conflict])
  return typeof entityId === 'string' ? [entityId, conflict.otherId] : []
}

function survivorFirst([one, other]: readonly [Side, Side]): readonly [Side, Side] {
  if (one.links.length !== other.links.length)
    return one.links.length > other.links.length ? [one, other] : [other, one]
  return one.id < other.id ? [one, other] : [other, one]
}

/** Closes every open question about these two, by whatever ids it was asked. */
async function close(
  trx: Db,
  { sides: [one, other] }: OpenPair,
  state: 'ACCEPTED' | 'REJECTED',
  decision: string,
): Promise<Required<Pick<Moved, 'candidates' | 'conflicts'>>> {
  const candidates = await openCandidates(trx, one, other)
  for (const { kind, first, second } of candidates)
    await trx
      .updateTable('Candidate')
      .set({ state, decision })
      .where('kind', '=', kind)
      .where('first', '=', first)
      .where('second', '=', second)
      .execute()
  const conflicts = await openConflicts(trx, one, other)
  for (const { id } of conflicts)
    await trx.updateTable('Conflict').set({ state: 'SETTLED', decision }).where('id', '=', id).execute()
  return {
    candidates: candidates.map(({ first, second }) => [first, second]),
    conflicts: conflicts.map(({ id }) => id),
  }
}

/** A conflict is no candidate: that its two are not one is kept as if it had been. */
async function markRejected(
  trx: Db,
  [one, other]: readonly [Side, Side],
  decision: string,
  now: number,
): Promise<readonly [string, string]> {
  const pair = one.id < other.id ? ([one.id, other.id] as const) : ([other.id, one.id] as const)
  const [first, second] = pair
  const row = {
    kind: one.kind,
    first,
    second,
    tier: 'ID_SHARED',
    evidence: '{}',
    state: 'REJECTED',
    createdAt: now,
    decision,
  }
  await trx
    .insertInto('Candidate')
    .values(row)
    .onConflict((on) => on.columns(['kind', 'first', 'second']).doUpdateSet({ state: 'REJECTED', decision }))
    .execute()
  return pair
}

async function openCandidates(trx: Db, one: Side, other: Side): Promise<CandidateRow[]> {
  const called = await namesOf(trx, one.kind, [one.id, other.id])
  const ids = [...called.keys()]
  const rows = await inSlices(ids, (slice) =>
    trx
      .selectFrom('Candidate')
      .selectAll()
      .where('kind', '=', one.kind)
      .where('state', '=', 'OPEN')
      .where('first', 'in', slice)
      .where('second', 'in', ids)
      .execute(),
  )
  const wanted = pairOf(one.id, other.id)
  return rows.filter(({ first, second }) => pairOf(called.get(first) ?? '', called.get(second) ?? '') === wanted)
}

async function openConflicts(trx: Db, one: Side, other: Side): Promise<ConflictRow[]> {
  const called = await namesOf(trx, one.kind, [one.id, other.id])
  const rows = await inSlices([...called.keys()], (slice) =>
    trx.selectFrom('Conflict').selectAll().where('state', '=', 'OPEN').where('otherId', 'in', slice).execute(),
  )
  const entities = await entitiesOfConflicts(trx, rows)
  const wanted = pairOf(one.id, other.id)
  return rows.filter((row, at) => pairOf(entities[at] ?? '', called.get(row.otherId) ?? '') === wanted)
}

/** Every id that resolves to one of these, with what it resolves to. */
async function namesOf(trx: Db, kind: EntityKind, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const merged = await trx
    .selectFrom('Entity')
    .select(['id', 'mergedInto'])
    .where('mergedInto', 'in', [...ids])
    .where('kind', '=', kind)
    .execute()
  return new Map([
    ...ids.map((id) => [id, id] as const),
    ...merged.map((row) => [row.id, row.mergedInto ?? ''] as const),
  ])
}
