/** Many rows in few statements. Chunks have one size, so that each table has one statement text, prepared once. */
import type { Insertable, Kysely, Transaction } from 'kysely'
import type { HubTables } from '../../prisma/tables.ts'

export type Db = Kysely<HubTables> | Transaction<HubTables>

/** Rows a statement: keeps the parameters of the widest table far below SQLite's limit. */
const ROWS = 100
/** Values in one `in (…)`. */
const VALUES = 500

/** Inserts; a row whose key is there already is left as it is, or replaced where `replace` names the key's columns. */
export async function insertRows<T extends keyof HubTables>(
  db: Db,
  table: T,
  rows: readonly HubTables[T][],
  replace?: readonly (keyof HubTables[T] & string)[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS) {
    const values = rows.slice(at, at + ROWS) as unknown as Insertable<HubTables[T]>[]
    await db
      .insertInto(table)
      .values(values)
      .onConflict((conflict) => {
        if (!replace) return conflict.doNothing()
        const columns = Object.keys(rows[0] ?? {}).filter((column) => !(replace as readonly string[]).includes(column))
        return conflict
          .columns(replace as never)
          .doUpdateSet(
            (eb) =>
              Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}` as never)])) as never,
          )
      })
      .execute()
  }
}

/** Calls `read` with slices that fit into one `in (…)`, and joins what it gives. */
export async function inSlices<K, R>(
  keys: readonly K[],
  read: (slice: readonly K[]) => Promise<readonly R[]>,
): Promise<R[]> {
  if (keys.length <= VALUES) return keys.length === 0 ? [] : [...(await read(keys))]
  const found: R[] = []
  for (let at = 0; at < keys.length; at += VALUES) found.push(...(await read(keys.slice(at, at + VALUES))))
  return found
}
