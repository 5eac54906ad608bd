/**
 * What a source gives to linking, record by record, and how far each was followed. The cursor stands in the store, written in the
 * transaction of the records before it: a hub that is killed goes on where it stopped, and nothing is left out. What was linked twice
 * because of that is passed over by its digest.
 */
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import type { EntityKind, Feed, LinkSource } from '../kit/identity.ts'
import type { Db } from './bulk.ts'
import { describes } from './link-batch.ts'

/** Even what nobody says to have changed is read again after this long: what a reader's new version reads otherwise is found then. */
const READ_AGAIN_MS = 7 * 24 * 3_600_000

/** Feeds of a source, in the order in which they are linked. One that knows of none is one feed, of two for events. */
export function feedsOf(source: LinkSource, kind: EntityKind): readonly Feed[] {
  const given = source.feeds?.(kind)
  if (given) return given
  const all = { prefixes: [''], reading: '', changes: null }
  if (kind !== 'Event')
    return [{ ...all, name: 'all', late: false, identities: (signal) => source.identities(kind, signal) }]
  let left = true
  const some = async function* (late: boolean, signal: AbortSignal) {
    if (late && !left) return
    if (!late) left = false
    for await (const batch of source.identities(kind, signal)) {
      const taken = batch.filter(({ key }) => describes(key) !== late)
      if (!late) left ||= taken.length < batch.length
      yield taken
    }
  }
  return [false, true].map((late) => ({ ...all, name: 'all', late, identities: (signal) => some(late, signal) }))
}

/** Where to go on; null begins with everything. */
export interface Position {
  readonly since: string | null
  readonly row: Omit<HubTables['LinkCursor'], 'cursor'>
}

export async function positionOf(
  store: HubStore,
  place: { readonly department: string; readonly kind: EntityKind; readonly feed: Feed },
  /** True when everything must be read whatever is known. */
  anew: boolean,
  now: number,
): Promise<Position> {
  const { department, kind, feed } = place
  const known = await store.sql
    .selectFrom('LinkCursor')
    .selectAll()
    .where('department', '=', department)
    .where('kind', '=', kind)
    .where('feed', '=', feed.name)
    .executeTakeFirst()
  const holds = known && !anew && known.reading === feed.reading && now - known.begunAt < READ_AGAIN_MS
  if (holds) return { since: known.cursor, row: known }
  return { since: null, row: { department, kind, feed: feed.name, reading: feed.reading, begunAt: now, whole: 0 } }
}

export async function putCursor(db: Db, row: HubTables['LinkCursor']): Promise<void> {
  const { cursor, reading, begunAt, whole } = row
  await db
    .insertInto('LinkCursor')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['department', 'kind', 'feed']).doUpdateSet({ cursor, reading, begunAt, whole }),
    )
    .execute()
}
