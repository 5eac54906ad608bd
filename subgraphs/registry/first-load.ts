/**
 * The first linking of a kind. Its entities' rows are made together with their golden values, in the order of ids, when all its links are
 * there: written empty with each link and filled later, each would go through every index three times and in no order. Which kinds
 * are at that stands in the store, so that a hub that was killed goes on there. Links are written in the same way as ever.
 */
import type { EntityRow } from '../../prisma/tables.ts'
import type { EntityKind } from '../kit/identity.ts'
import { readIn, type Db } from './bulk.ts'
import { emptyEntity } from './link-batch.ts'
import { entityIdPrefix } from './keyring.ts'

/** Begins it where no entity of the kind is known yet. */
export async function beginFirstLoad(db: Db, kind: EntityKind): Promise<void> {
  const known = await db.selectFrom('Entity').select('id').where('kind', '=', kind).limit(1).executeTakeFirst()
  if (known) return
  const linked = await linkedIds(db, kind, '', 1)
  if (linked.length > 0) return
  await db
    .insertInto('FirstLoad')
    .values({ kind, writes: 0 })
    .onConflict((on) => on.doNothing())
    .execute()
}

/** Transactions that wrote links of the kind in its first linking; null when it has been linked before. */
export async function writesOf(db: Db, kind: EntityKind): Promise<number | null> {
  const row = await db.selectFrom('FirstLoad').select('writes').where('kind', '=', kind).executeTakeFirst()
  return row?.writes ?? null
}

/** For a transaction that leaves rows of entities out: true when it may, and then they are made later. */
export async function countWrite(db: Db, kind: EntityKind): Promise<boolean> {
  const writes = await writesOf(db, kind)
  if (writes === null) return false
  const row = { kind, writes: writes + 1 }
  await db
    .insertInto('FirstLoad')
    .values(row)
    .onConflict((on) => on.column('kind').doUpdateSet(row))
    .execute()
  return true
}

/** Ends it when nothing was written since `writes` was read, and all rows were made after that. Answers whether it has ended. */
export async function endFirstLoad(db: Db, kind: EntityKind, writes: number): Promise<boolean> {
  if ((await writesOf(db, kind)) !== writes) return false
  await db.deleteFrom('FirstLoad').where('kind', '=', kind).execute()
  return true
}

/** The next entities that links name after the id `after`, as rows that are still empty where the store has none; `last` goes on. */
export async function missingAfter(
  db: Db,
  kind: EntityKind,
  after: string,
  limit: number,
  now: number,
): Promise<{ readonly rows: readonly EntityRow[]; readonly last: string | null }> {
  const ids = await linkedIds(db, kind, after, limit)
  const there = await readIn(db, 'entity ids', [], ids, (slice) =>
    db.selectFrom('Entity').select('id').where('id', 'in', slice),
  )
  const known = new Set(there.map(({ id }) => id))
  const rows = ids.filter((id) => !known.has(id)).map((id) => emptyEntity(id, kind, now))
  return { rows, last: ids.at(-1) ?? null }
}

// Private:

async function linkedIds(db: Db, kind: EntityKind, after: string, limit: number): Promise<string[]> {
  const prefix = entityIdPrefix(kind)
  const rows = await db
    .selectFrom('Link')
    .select('entityId')
    .distinct()
    .where('entityId', '>', after === '' ? prefix : after)
    // Behind every id of the kind, whether the store sorts by bytes or as a dictionary does.
    .where('entityId', '<', prefix + 'z'.repeat(40))
    .orderBy('entityId')
    .limit(limit)
    .execute()
  return rows.map((row) => row.entityId)
}
