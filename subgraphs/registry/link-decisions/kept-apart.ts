/**
 * What clerks decided against, as the linker asks for it: pairs that were rejected are not proposed again, and records that were split do
 * not come together again, whatever key says so, until the decision is undone. Pairs are known by the entities that their ids resolve to
 * now, records by their own keys, so that neither a merge nor a new id makes the hub forget.
 */
import type { HubTables } from '../../../prisma/tables.ts'
import type { EntityKind } from '../../kit/identity.ts'
import { inSlices, type Db } from '../bulk.ts'

type CandidateRow = HubTables['Candidate']

/** Records of one batch that were split from others, with the entities at which those others are now. */
export class KeptApart {
  private readonly forbidden: ReadonlyMap<string, ReadonlySet<string>>

  private constructor(forbidden: ReadonlyMap<string, ReadonlySet<string>>) {
    this.forbidden = forbidden
  }

  static async read(db: Db, department: string, kind: EntityKind, localKeys: readonly string[]): Promise<KeptApart> {
    if (!(await anySplit(db))) return new KeptApart(new Map())
    const rows = await inSlices(localKeys, (slice) =>
      db
        .selectFrom('SplitRecord as mine')
        .innerJoin('SplitRecord as theirs', (join) =>
          join.onRef('theirs.decision', '=', 'mine.decision').onRef('theirs.side', '!=', 'mine.side'),
        )
        .innerJoin('Link', (join) =>
          join
            .onRef('Link.department', '=', 'theirs.department')
            .onRef('Link.kind', '=', 'theirs.kind')
            .onRef('Link.localKey', '=', 'theirs.localKey'),
        )
        .select(['mine.localKey', 'Link.entityId'])
        .where('mine.department', '=', department)
        .where('mine.kind', '=', kind)
        .where('mine.localKey', 'in', slice)
        .execute(),
    )
    const forbidden = new Map<string, Set<string>>()
    for (const { localKey, entityId } of rows) {
      const known = forbidden.get(localKey)
      if (known) known.add(entityId)
      else forbidden.set(localKey, new Set([entityId]))
    }
    return new KeptApart(forbidden)
  }

  /** False when records of this entity were split from the record. */
  allows(localKey: string, entityId: string): boolean {
    return this.forbidden.get(localKey)?.has(entityId) !== true
  }
}

/** False when a record of the one was split from a record of the other. */
export async function mayBeOne(db: Db, one: string, other: string): Promise<boolean> {
  const apart = await splitPairs(db, [one, other])
  return !apart.has(pairOf(one, other))
}

/**
 * The pairs that may be proposed: neither rejected before, nor split, whatever their entities were called then, and still two. `moved`:
 * entities may have gone into others since the pairs were found.
 */
export async function undecided(
  db: Db,
  kind: EntityKind,
  rows: readonly CandidateRow[],
  moved: boolean,
): Promise<CandidateRow[]> {
  if (rows.length === 0 || !(moved || (await anyDecided(db)))) return [...rows]
  const given = [...new Set(rows.flatMap(({ first, second }) => [first, second]))]
  const present = await presentOf(db, given)
  const ids = [...new Set(present.values())]
  const apart = new Set([...(await splitPairs(db, ids)), ...(await rejectedPairs(db, kind, ids))])
  return rows.filter(({ first, second }) => {
    const [one, other] = [present.get(first) ?? first, present.get(second) ?? second]
    return one !== other && !apart.has(pairOf(one, other))
  })
}

/** Names a pair, in whatever order. */
export function pairOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`
}

// Private:

/** Pairs of which one entity at least is among `ids`. */
async function splitPairs(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (!(await anySplit(db))) return new Set()
  const rows = await inSlices(ids, (slice) =>
    db
      .selectFrom('Link as own')
      .innerJoin('SplitRecord as mine', (join) =>
        join
          .onRef('mine.department', '=', 'own.department')
          .onRef('mine.kind', '=', 'own.kind')
          .onRef('mine.localKey', '=', 'own.localKey'),
      )
      .innerJoin('SplitRecord as theirs', (join) =>
        join.onRef('theirs.decision', '=', 'mine.decision').onRef('theirs.side', '!=', 'mine.side'),
      )
      .innerJoin('Link as other', (join) =>
        join
          .onRef('other.department', '=', 'theirs.department')
          .onRef('other.kind', '=', 'theirs.kind')
          .onRef('other.localKey', '=', 'theirs.localKey'),
      )
      .select(['own.entityId as one', 'other.entityId as other'])
      .distinct()
      .where('own.entityId', 'in', slice)
      .execute(),
  )
  return new Set(rows.map(({ one, other }) => pairOf(one, other)))
}

async function anySplit(db: Db): Promise<boolean> {
  return (await db.selectFrom('SplitRecord').select('decision').limit(1).executeTakeFirst()) !== undefined
}

async function anyDecided(db: Db): Promise<boolean> {
  if (await anySplit(db)) return true
  const rejected = db.selectFrom('Candidate').select('first').where('state', '=', 'REJECTED')
  return (await rejected.limit(1).executeTakeFirst()) !== undefined
}

/** What ids resolve to now. */
async function presentOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await inSlices(ids, (slice) =>
    db.selectFrom('Entity').select(['id', 'mergedInto']).where('id', 'in', slice).execute(),
  )
  return new Map(rows.map(({ id, mergedInto }) => [id, mergedInto ?? id]))
}

async function rejectedPairs(db: Db, kind: EntityKind, ids: readonly string[]): Promise<Set<string>> {
  const merged = await inSlices(ids, (slice) =>
    db.selectFrom('Entity').select('id').where('mergedInto', 'in', slice).execute(),
  )
  const called = [...ids, ...merged.map(({ id }) => id)]
  const rejectedAs = (column: 'first' | 'second') =>
    inSlices(called, (slice) =>
      db
        .selectFrom('Candidate')
        .select(['first', 'second'])
        .where('kind', '=', kind)
        .where('state', '=', 'REJECTED')
        .where(column, 'in', slice)
        .execute(),
    )
  const rows = [...(await rejectedAs('first')), ...(await rejectedAs('second'))]
  const present = await presentOf(db, [...new Set(rows.flatMap(({ first, second }) => [first, second]))])
  return new Set(rows.map(({ first, second }) => pairOf(present.get(first) ?? first, present.get(second) ?? second)))
}
