/**
 * Queries that are built once a database and shape, then only given new values: building costs more CPU than the point read behind it.
 * The text comes from the same builder, so both kinds of store get their own.
 */
import type { CompiledQuery, Kysely } from 'kysely'
import { readerOf } from './reader.ts'
import type { HubTables } from './tables.ts'

/**
 * Rows of the query that `build` makes. `shape` names everything in which its text may differ, the number of values in a list too;
 * `values` are its parameters in the order of the text.
 */
export async function readKept<R>(
  db: Kysely<HubTables>,
  shape: string,
  values: readonly unknown[],
  build: () => { compile(): CompiledQuery<R> },
): Promise<R[]> {
  let ofDatabase = kept.get(db)
  if (!ofDatabase) kept.set(db, (ofDatabase = new Map()))
  let query = ofDatabase.get(shape) as CompiledQuery<R> | undefined
  if (!query) {
    query = build().compile()
    // A shape whose values stand in another order would read somebody else's rows.
    if (!isSame(query.parameters, values)) throw new Error(`the values of ${shape} are not those of its query`)
    if (ofDatabase.size >= MAX_SHAPES) ofDatabase.clear()
    ofDatabase.set(shape, query)
  }
  const reader = readerOf(db)
  if (reader) return reader.rows<R>(query.sql, values)
  return (await db.executeQuery<R>({ ...query, parameters: values })).rows
}

// Private:

const MAX_SHAPES = 500

const kept = new WeakMap<Kysely<HubTables>, Map<string, CompiledQuery<unknown>>>()

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at])
}
