/** Many rows in few statements. Chunks have one size, so that each table has one statement text, prepared once. */
import { CompiledQuery, sql, type Insertable, type Kysely, type Transaction } from 'kysely'
import type { HubTables } from '../../prisma/tables.ts'

export type Db = Kysely<HubTables> | Transaction<HubTables>

/** Rows a statement: keeps the parameters of the widest table far below SQLite's limit. */
const ROWS = 100
/** Rows written in one go, before whatever else waits in the process gets its turn. */
const TURN = 5_000
/** Values in one `in (…)`. */
const VALUES = 500

type Column<T extends keyof HubTables> = keyof HubTables[T] & string

/**
 * Inserts; a row whose key is there already is left as it is, or replaced where `replace` names the key's columns, but for those that are to
 * be `kept`.
 */
export async function insertRows<T extends keyof HubTables>(
  db: Db,
  table: T,
  rows: readonly HubTables[T][],
  replace?: readonly Column<T>[],
  kept: readonly Column<T>[] = [],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}) as Column<T>[]
  const on = replace && { key: replace, kept }
  for (let at = 0; at < rows.length; at += ROWS) {
    const some = rows.slice(at, at + ROWS)
    const parameters: unknown[] = []
    for (const row of some) for (const column of columns) parameters.push(row[column])
    if (at % TURN === TURN - ROWS) await new Promise((resolve) => setImmediate(resolve))
    await db.executeQuery(CompiledQuery.raw(insertOf(db, table, columns, some, on), parameters))
  }
}

/**
 * Replaces rows by key, or adds them. Of rows that have the same in the columns `indexed` as before these are not set: SQLite writes an entry of each
 * index anew whose columns a statement sets, whether they change or not, and each of them lies on another page.
 */
export async function replaceRows<T extends keyof HubTables>(
  db: Db,
  table: T,
  { key, indexed }: Readonly<Record<'key' | 'indexed', readonly Column<T>[]>>,
  rows: readonly (readonly [before: HubTables[T] | undefined, after: HubTables[T]])[],
): Promise<void> {
  const alike: HubTables[T][] = []
  const others: HubTables[T][] = []
  for (const [before, after] of rows)
    (before && indexed.every((column) => before[column] === after[column]) ? alike : others).push(after)
  await insertRows(db, table, others, key)
  await insertRows(db, table, alike, key, indexed)
}

/** Changes rows that are still there. A change holds the new texts of `set`, then those of `by` that find the row. */
export async function updateRows<T extends keyof HubTables>(
  db: Db,
  table: T,
  columns: Readonly<Record<'set' | 'by', readonly Column<T>[]>>,
  changes: readonly (readonly (string | null)[])[],
): Promise<void> {
  // Both kinds of store give these names to the columns of a list of values.
  const given = (at: number) => sql.ref(`given.column${at + 1}`)
  const set = columns.set.map((column, at) => sql`${sql.ref(column)} = ${given(at)}`)
  const by = columns.by.map((column, at) => sql`${sql.ref(`${table}.${column}`)} = ${given(set.length + at)}`)
  for (let at = 0; at < changes.length; at += ROWS) {
    const values = changes.slice(at, at + ROWS).map((change) => sql`(${sql.join(change)})`)
    await sql`update ${sql.table(table)} set ${sql.join(set)} from (values ${sql.join(values)}) as given
      where ${sql.join(by, sql` and `)}`.execute(db)
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

/**
 * Rows of the query that `build` makes for a slice of keys. `shape` names its text; `given` are its parameters in front of the keys. Slices have
 * a few lengths only, filled up with a key that is in them, so that a text is built and prepared once: for short rows that costs as
 * much as reading them.
 */
export async function readIn<R>(
  db: Db,
  shape: string,
  given: readonly unknown[],
  keys: readonly string[],
  build: (slice: readonly string[]) => { compile(): CompiledQuery<R> },
): Promise<R[]> {
  const found: R[] = []
  for (let at = 0; at < keys.length; at += VALUES) {
    const slice = keys.slice(at, at + VALUES)
    const length = lengths.find((one) => one >= slice.length) ?? VALUES
    const [first = ''] = slice
    while (slice.length < length) slice.push(first)
    const parameters = [...given, ...slice]
    const text = kept(db, `${shape} ${length}`, () => {
      const { sql: built, parameters: order } = build(slice).compile()
      if (order.length !== parameters.length || order.some((value, n) => value !== parameters[n]))
        throw new Error(`the values of ${shape} are not those of its query`)
      return built
    })
    for (const row of (await db.executeQuery<R>(CompiledQuery.raw(text, parameters) as CompiledQuery<R>)).rows)
      found.push(row)
  }
  return found
}

// Private:

const lengths = [5, 20, 60, 150, 300, VALUES]

/** Statements by dialect. Making one of a hundred rows costs a fifth of what running it does. */
const made = new WeakMap<object, Map<string, string>>()

function kept(db: Db, name: string, build: () => string): string {
  const { adapter } = db.getExecutor()
  let known = made.get(adapter)
  if (!known) made.set(adapter, (known = new Map()))
  let text = known.get(name)
  if (text === undefined) known.set(name, (text = build()))
  return text
}

function insertOf<T extends keyof HubTables>(
  db: Db,
  table: T,
  columns: readonly Column<T>[],
  rows: readonly HubTables[T][],
  on: Readonly<Record<'key' | 'kept', readonly string[]>> | undefined,
): string {
  const name = [table, rows.length, columns.join(), on?.key.join() ?? '', on?.kept.join() ?? ''].join('|')
  return kept(db, name, () => {
    // Columns in one order, whatever the order in which each row has them.
    const values = rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])))
    return db
      .insertInto(table)
      .values(values as unknown as Insertable<HubTables[T]>[])
      .onConflict((conflict) => {
        if (!on) return conflict.doNothing()
        const others = columns.filter((column) => !on.key.includes(column) && !on.kept.includes(column))
        return conflict
          .columns(on.key as never)
          .doUpdateSet(
            (eb) =>
              Object.fromEntries(others.map((column) => [column, eb.ref(`excluded.${column}` as never)])) as never,
          )
      })
      .compile().sql
  })
}
