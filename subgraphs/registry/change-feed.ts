/**
 * Reads the feed of changes within the row scope of a request. It names entities and holds no values: what they are now is asked of the
 * graph, under the follower's own rights. Merged ids come with the entity that goes on, when that one is within reach. Ids that were deleted
 * for good are told to those who reach every row: to others even that somebody was there is nothing they may know.
 */
import { sql, type SqlBool } from 'kysely'
import type { EntityKind } from '../kit/identity.ts'
import { pentagraphError } from '../../schema/errors.ts'
import type { Db } from './bulk.ts'
import type { Reader, ReadEntity } from './reader.ts'

/** Up to where a follower has read. */
export interface FeedPosition {
  readonly seq: number
  readonly id: string
}

export interface Change extends FeedPosition {
  readonly kind: EntityKind
  readonly change: 'CHANGED' | 'MERGED' | 'DELETED'
  /** Epoch ms. */
  readonly at: number
  /** As it is now; of a merged id, the entity that goes on. Null when it was deleted. */
  readonly row: ReadEntity | null
}

export interface FeedPage {
  /** Fewer than asked for where merged ids lead out of reach. */
  readonly changes: readonly Change[]
  readonly end: FeedPosition
  readonly more: boolean
}

const START: FeedPosition = { seq: 0, id: '' }

export async function readFeed(
  { db, reader, everybody }: { readonly db: Db; readonly reader: Reader; readonly everybody: boolean },
  kinds: readonly EntityKind[],
  after: FeedPosition | null,
  size: number,
): Promise<FeedPage> {
  const from = after ?? START
  const found: Change[] = []
  for (const kind of kinds) {
    for (const { changeSeq, updatedAt, ...row } of await reader.changed(kind, from, size + 1))
      found.push({ kind, change: 'CHANGED', seq: changeSeq, id: row.id, at: updatedAt, row })
    found.push(...(await merged(db, reader, kind, from, size + 1)))
    if (everybody) found.push(...(await forgotten(db, kind, from, size + 1)))
  }
  found.sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1))
  const changes = found.slice(0, size)
  return {
    changes: changes.filter(({ change, row }) => change === 'DELETED' || row !== null),
    end: changes.at(-1) ?? from,
    more: found.length > size,
  }
}

export function positionText({ seq, id }: FeedPosition): string {
  return `${seq} ${id}`
}

/** Throws BAD_USER_INPUT for what is no position. */
export function readPosition(text: string | null): FeedPosition | null {
  if (text === null) return null
  const [, seq, id] = /^(\d{1,15}) ([A-Z]-[0-9A-Z]{1,40})?$/.exec(text) ?? []
  if (seq === undefined) throw pentagraphError('BAD_USER_INPUT', { argument: 'after' })
  return { seq: Number(seq), id: id ?? '' }
}

// Private:

async function merged(
  db: Db,
  reader: Reader,
  kind: EntityKind,
  { seq, id }: FeedPosition,
  limit: number,
): Promise<Change[]> {
  const rows = await db
    .selectFrom('Entity')
    .select(['id', 'changeSeq', 'updatedAt'])
    .where('kind', '=', kind)
    .where('mergedInto', 'is not', null)
    .where(sql<SqlBool>`("changeSeq", "id") > (${seq}, ${id})`)
    .orderBy('changeSeq')
    .orderBy('id')
    .limit(limit)
    .execute()
  const goesOn = await reader.byIds(
    kind,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({
    kind,
    change: 'MERGED',
    seq: row.changeSeq,
    id: row.id,
    at: row.updatedAt,
    row: goesOn.get(row.id) ?? null,
  }))
}

async function forgotten(db: Db, kind: EntityKind, { seq, id }: FeedPosition, limit: number): Promise<Change[]> {
  const rows = await db
    .selectFrom('ForgottenEntity')
    .selectAll()
    .where('kind', '=', kind)
    .where(sql<SqlBool>`("seq", "entityId") > (${seq}, ${id})`)
    .orderBy('seq')
    .orderBy('entityId')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    kind,
    change: 'DELETED',
    seq: row.seq,
    id: row.entityId,
    at: row.forgottenAt,
    row: null,
  }))
}
