/**
 * What a source said that cannot tell what changed: a digest of each few rows, page by page. Rows that say what they said are not read
 * again, since their identities were linked then. Written in the transaction of the identities; a reading that was not ended is begun anew.
 */
import type { ExpressionBuilder } from 'kysely'
import type { HubTables } from '../../prisma/tables.ts'
import type { EntityKind, Feed, Identity, RowPage, RowReading, SourceRow } from '../kit/identity.ts'
import { insertRows, type Db } from './bulk.ts'
import type { Keyring } from './keyring.ts'

/** Rows a digest: the fewer, the fewer are read again beside one that changed; the more, the less is kept. */
const ROWS = 4

export type ReadPageRow = HubTables['ReadPage']

export interface PagePlace {
  readonly department: string
  readonly kind: EntityKind
  readonly feed: Feed
}

/** A page by the digests of its rows, a few at a time. */
export interface DigestedPage {
  /** Digest of where it begins. */
  readonly place: string
  readonly digests: readonly string[]
  /** Rows by the place of their digest: all of them, or those that were kept. */
  readonly groups: ReadonlyMap<number, readonly SourceRow[]>
}

/** What is new in a page. */
export interface ReadPart {
  readonly identities: readonly Identity[]
  /** Identities in the rows that say what they said. */
  readonly same: number
  readonly row: ReadPageRow
  /** Places of the digests that are others than before. */
  readonly changed: readonly number[]
}

type Group = readonly [digest: string, identities: number]

export function digestedPage(page: RowPage, keyring: Keyring): DigestedPage {
  const digests: string[] = []
  const groups = new Map<number, readonly SourceRow[]>()
  for (let at = 0; at < page.rows.length; at += ROWS) {
    const some = page.rows.slice(at, at + ROWS)
    groups.set(digests.length, some)
    digests.push(keyring.digest('read-rows', some.map(({ text }) => text).join('\n')))
  }
  // A place may name a row, and a row's key may be a person's number.
  return { place: keyring.digest('read-place', page.place), digests, groups }
}

/** `known`: rows of the page may be passed over when they say what they said. `seenAt`: of this reading, epoch ms. */
export async function readPage(
  db: Db,
  { department, kind, feed }: PagePlace,
  { place, digests, groups }: DigestedPage,
  reading: RowReading,
  known: boolean,
  seenAt: number,
): Promise<ReadPart> {
  const before = known ? await groupsAt(db, { department, kind, feed }, place) : []
  const identities: Identity[] = []
  const now: Group[] = []
  const changed: number[] = []
  let same = 0
  for (const [at, digest] of digests.entries()) {
    const was = before[at]
    if (was?.[0] === digest) {
      now.push(was)
      same += was[1]
      continue
    }
    const read = reading.identities(groups.get(at) ?? [])
    now.push([digest, read.length])
    identities.push(...read)
    changed.push(at)
  }
  return {
    identities,
    same,
    row: { department, kind, feed: feed.name, place, rows: JSON.stringify(now), seenAt },
    changed,
  }
}

/** True when these pages hold all rows that the feed has to read. */
export async function suffices(db: Db, place: PagePlace, pages: readonly DigestedPage[]): Promise<boolean> {
  for (const page of pages) {
    const before = await groupsAt(db, place, page.place)
    if (page.digests.some((digest, at) => before[at]?.[0] !== digest && !page.groups.has(at))) return false
  }
  return true
}

export function putPages(db: Db, rows: readonly ReadPageRow[]): Promise<void> {
  return insertRows(db, 'ReadPage', rows, ['department', 'kind', 'feed', 'place'])
}

/** Pages that begin elsewhere now. */
export async function dropPagesBefore(db: Db, { department, kind, feed }: PagePlace, seenAt: number): Promise<void> {
  const old = (eb: ExpressionBuilder<HubTables, 'ReadPage'>) =>
    eb.and([eb.and({ department, kind, feed: feed.name }), eb('seenAt', '<', seenAt)])
  if (!(await db.selectFrom('ReadPage').select('place').where(old).limit(1).executeTakeFirst())) return
  await db.deleteFrom('ReadPage').where(old).execute()
}

// Private:

async function groupsAt(db: Db, { department, kind, feed }: PagePlace, place: string): Promise<readonly Group[]> {
  const row = await db
    .selectFrom('ReadPage')
    .select('rows')
    .where('department', '=', department)
    .where('kind', '=', kind)
    .where('feed', '=', feed.name)
    .where('place', '=', place)
    .executeTakeFirst()
  return row ? (JSON.parse(row.rows) as Group[]) : []
}
