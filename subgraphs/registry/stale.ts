/** Marks of entities whose golden values no longer say what their records do. */
import { sql, type SqlBool } from 'kysely'
import { inSlices, type Db } from './bulk.ts'

/** Their golden values are made anew at the next refresh. */
export async function markStale(db: Db, ids: readonly string[]): Promise<void> {
  // The sign keeps SQLite from looking among all that are not stale, the whole city, instead of by id.
  await inSlices(ids, async (slice) => {
    const some = db.updateTable('Entity').set({ stale: 1 }).where('id', 'in', slice)
    await some.where(sql<SqlBool>`+${sql.ref('stale')} = 0`).execute()
    return []
  })
}

/** False in a first linking, before any golden values of that kind are made: all of them will be. */
export function someAreFresh(db: Db, kind: string): Promise<boolean> {
  return someAre(db, kind, 0)
}

/** True when golden values of that kind have to be made anew. */
export function someAreStale(db: Db, kind: string): Promise<boolean> {
  return someAre(db, kind, 1)
}

// Private:

async function someAre(db: Db, kind: string, stale: number): Promise<boolean> {
  const some = db.selectFrom('Entity').select('id').where('kind', '=', kind).where('stale', '=', stale)
  return (await some.limit(1).executeTakeFirst()) !== undefined
}
