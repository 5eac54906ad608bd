/**
 * What a source said that cannot tell what changed: a digest of each few rows, page by page. Rows that say what they said are not read
 * again, since their identities were linked then. Written in the transaction of the identities; a reading that was not ended is begun anew.
 */
import type { HubTables } from '../../prisma/tables.ts'
import type { EntityKind, Feed, Identity, RowPage } from '../kit/identity.ts'
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

/** What is new in a page. */
export interface ReadPart {
  readonly identities: readonly Identity[]
  /** Identities in the rows that say what they said. */
  readonly same: number
  readonly row: ReadPageRow
}

type Group = readonly [digest: string, identities: number]

/** `known`: rows of the page may be passed over when they say what they said. `seenAt`: of this reading, epoch ms. */
export async function readPage(
  db: Db,
  { department, kind, feed }: PagePlace,
  page: RowPage,
  keyring: Keyring,
  known: boolean,
  seenAt: number,
): Promise<ReadPart> {
  // A place may name a row, and a row's key may be a person's number.
  const place = keyring.digest('read-place', page.place)
  const before = known ? await groupsAt(db, [department, kind, feed.name, place]) : []
  const identities: Identity[] = []
  const groups: Group[] = []
  let same = 0
  for (let at = 0; at < page.rows.length; at += ROWS) {
    const some = page.rows.slice(at, at + ROWS)
    const digest = keyring.digest('read-rows', some.join('\n'))
    const was = before[at / ROWS]
    if (was?.[0] === digest) {
      groups.push(was)
      same += was[1]
      continue
    }
    const read = page.identities(some.map((_, n) => at + n))
    groups.push([digest, read.length])
    identities.push(...read)
  }
  return {
    identities,
    same,
    row: { department, kind, feed: feed.name, place, rows: JSON.stringify(groups), seenAt },
  }
}

export function putPages(db: Db, rows: readonly ReadPageRow[]): Promise<void> {
  return insertRows(db, 'ReadPage', rows, ['department', 'kind', 'feed', 'place'])
}

/** Pages that begin elsewhere now. */
export async function dropPagesBefore(db: Db, { department, kind, feed }: PagePlace, seenAt: number): Promise<void> {
  await db
    .deleteFrom('ReadPage')
    .where('department', '=', department)
    .where('kind', '=', kind)
    .where('feed', '=', feed.name)
    .where('seenAt', '<', seenAt)
    .execute()
}

// Private:

async function groupsAt(
  db: Db,
  [department, kind, feed, place]: readonly [string, string, string, string],
): Promise<readonly Group[]> {
  const row = await db
    .selectFrom('ReadPage')
    .select('rows')
    .where('department', '=', department)
    .where('kind', '=', kind)
    .where('feed', '=', feed)
    .where('place', '=', place)
    .executeTakeFirst()
  return row ? (JSON.parse(row.rows) as Group[]) : []
}
