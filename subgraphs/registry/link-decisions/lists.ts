/**
 * The clerk's queues: candidates and conflicts by age, decisions newest first. Whom a row concerns, its order and its page are SQL, so that pages
 * and totals are right at any size. A department is named by its records on either side; what another department keeps quietly names nobody.
 */
import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import type { HubTables } from '../../../prisma/tables.ts'
import type { EntityKind } from '../../kit/identity.ts'
import { inSlices, type Db } from '../bulk.ts'
import { positionText, readPosition } from '../list-position.ts'
import type { CandidateRow, ConflictRow } from './decide.ts'
import type { LinkDecisionRow } from './ledger.ts'
import { NOTHING_SAID } from './sides.ts'

export interface LinkConditions {
  /** The clerk's department: it keeps a record of either side. */
  readonly own: string
  /** Another department that does too. */
  readonly department?: string | undefined
  readonly kind?: EntityKind | undefined
  readonly state?: string | undefined
}

/** Open pairs oldest first; a pair that became one by itself is asked of nobody. Up to `size` + 1 rows. */
export function candidatePage(
  db: Db,
  conditions: LinkConditions,
  after: string | null,
  size: number,
): Promise<CandidateRow[]> {
  let query = candidates(db, conditions).selectAll('Candidate')
  if (after !== null) {
    const [at, first, second] = readPosition<[string, string]>(after, 2)
    query = query.where(
      sql<SqlBool>`("Candidate"."createdAt", "Candidate"."first", "Candidate"."second") > (${at}, ${first}, ${second})`,
    )
  }
  return query
    .orderBy('Candidate.createdAt')
    .orderBy('Candidate.first')
    .orderBy('Candidate.second')
    .limit(size + 1)
    .execute()
}

export function candidateCount(db: Db, conditions: LinkConditions): Promise<number> {
  return countOf(candidates(db, conditions).select((eb) => eb.fn.countAll<number>().as('count')))
}

export function candidatePosition({ createdAt, first, second }: CandidateRow): string {
  return positionText(createdAt, first, second)
}

/** Oldest first. */
export function conflictPage(
  db: Db,
  conditions: LinkConditions,
  after: string | null,
  size: number,
): Promise<ConflictRow[]> {
  let query = conflicts(db, conditions).selectAll('Conflict')
  if (after !== null) {
    const [at, id] = readPosition<[string]>(after, 1)
    query = query.where(sql<SqlBool>`("Conflict"."createdAt", "Conflict"."id") > (${at}, ${id})`)
  }
  return query
    .orderBy('Conflict.createdAt')
    .orderBy('Conflict.id')
    .limit(size + 1)
    .execute()
}

export function conflictCount(db: Db, conditions: LinkConditions): Promise<number> {
  return countOf(conflicts(db, conditions).select((eb) => eb.fn.countAll<number>().as('count')))
}

export function conflictPosition({ createdAt, id }: ConflictRow): string {
  return positionText(createdAt, id)
}

/** Newest first. */
export function decisionPage(
  db: Db,
  conditions: LinkConditions,
  after: string | null,
  size: number,
): Promise<LinkDecisionRow[]> {
  let query = decisions(db, conditions).selectAll('LinkDecision')
  if (after !== null) query = query.where('LinkDecision.seq', '<', readPosition<[]>(after, 0)[0])
  return query
    .orderBy('LinkDecision.seq', 'desc')
    .limit(size + 1)
    .execute()
}

export function decisionCount(db: Db, conditions: LinkConditions): Promise<number> {
  return countOf(decisions(db, conditions).select((eb) => eb.fn.countAll<number>().as('count')))
}

/** The decisions of these numbers, by number. */
export async function decisionsOf(
  db: Db,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, LinkDecisionRow>> {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))]
  const rows = await inSlices(wanted, (slice) =>
    db.selectFrom('LinkDecision').selectAll().where('id', 'in', slice).execute(),
  )
  return new Map(rows.map((row) => [row.id, row]))
}

// Private:

function candidates(db: Db, { own, department, kind, state }: LinkConditions) {
  let query = db
    .selectFrom('Candidate')
    .innerJoin('Entity as one', 'one.id', 'Candidate.first')
    .innerJoin('Entity as other', 'other.id', 'Candidate.second')
    .where(keptBy(own, department, [now('one'), now('other')]))
  if (kind !== undefined) query = query.where('Candidate.kind', '=', kind)
  if (state !== undefined) query = query.where('Candidate.state', '=', state)
  return query.where((eb) =>
    eb.or([eb('Candidate.state', '!=', 'OPEN'), sql<SqlBool>`${now('one')} <> ${now('other')}`]),
  )
}

function conflicts(db: Db, { own, department, kind, state }: LinkConditions) {
  let query = db
    .selectFrom('Conflict')
    .innerJoin('Link', (join) =>
      join
        .onRef('Link.department', '=', 'Conflict.department')
        .onRef('Link.kind', '=', 'Conflict.kind')
        .onRef('Link.localKey', '=', 'Conflict.localKey'),
    )
    .innerJoin('Entity as other', 'other.id', 'Conflict.otherId')
    .where(keptBy(own, department, [sql.ref<string>('Link.entityId'), now('other')]))
  if (kind !== undefined) query = query.where('Conflict.kind', '=', kind)
  if (state !== undefined) query = query.where('Conflict.state', '=', state)
  return query.where((eb) =>
    eb.or([eb('Conflict.state', '!=', 'OPEN'), sql<SqlBool>`"Link"."entityId" <> ${now('other')}`]),
  )
}

function decisions(db: Db, { own, department, kind }: LinkConditions) {
  const query = db
    .selectFrom('LinkDecision')
    .innerJoin('Entity as one', 'one.id', 'LinkDecision.first')
    .innerJoin('Entity as other', 'other.id', 'LinkDecision.second')
    .where((eb) =>
      eb.or([
        keptBy(own, department, [now('one'), now('other')]),
        // Who decided is to find it again, wherever the records are by now; their names are not told with it.
        ...(department === undefined ? [eb('LinkDecision.actorDepartment', '=', own)] : []),
      ]),
    )
  return kind === undefined ? query : query.where('LinkDecision.kind', '=', kind)
}

/** The id to which an entity resolves. */
function now(alias: 'one' | 'other'): Expression<string> {
  return sql<string>`coalesce(${sql.ref(`${alias}.mergedInto`)}, ${sql.ref(`${alias}.id`)})`
}

/** Both departments keep a record of one of the ends: nobody is told by a filter what another department keeps quietly. */
function keptBy(own: string, department: string | undefined, ends: readonly Expression<string>[]): Expression<SqlBool> {
  const eb = expressionBuilder<HubTables, never>()
  const kept = (by: string) => {
    const records = eb
      .selectFrom('Link as kept')
      .select('kept.localKey')
      .where('kept.department', '=', by)
      .where('kept.live', '=', 1)
      .where((on) => on.or(ends.map((end) => on('kept.entityId', '=', end))))
    return eb.exists(by === own ? records : records.where('kept.identity', 'not like', `%${NOTHING_SAID}`))
  }
  return department === undefined || department === own ? kept(own) : eb.and([kept(own), kept(department)])
}

async function countOf(query: { executeTakeFirstOrThrow(): Promise<{ readonly count: number }> }): Promise<number> {
  return Number((await query.executeTakeFirstOrThrow()).count)
}
