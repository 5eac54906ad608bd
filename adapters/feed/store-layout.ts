/**
 * The tables of the store of a feed. What was acknowledged cannot be asked for again: when a declaration changes, rows are carried over, a new
 * column is empty until messages say it, and a column that is no longer declared goes.
 */
import type { TableUse } from '../open.ts'
import { columnName, createTable, type Db, type TableMeta } from '../snapshot/snapshot-file.ts'

type Layout = Pick<TableMeta, 'number' | 'columns' | 'key'>

export function createStore(db: Db, lineage: string): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS snapshot (lineage TEXT NOT NULL, load INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS tables (name TEXT PRIMARY KEY, meta TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS quarantine (number INTEGER PRIMARY KEY, tbl TEXT, file TEXT, line INTEGER, code TEXT, raw TEXT);
    CREATE INDEX IF NOT EXISTS quarantine_tbl ON quarantine (tbl);
    CREATE TABLE IF NOT EXISTS deleted (tbl TEXT, key TEXT, changed INTEGER, PRIMARY KEY (tbl, changed, key)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS deleted_key ON deleted (tbl, key);
    CREATE TABLE IF NOT EXISTS remarks (tbl TEXT, code TEXT, PRIMARY KEY (tbl, code)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS tallies (tbl TEXT, code TEXT, number INTEGER NOT NULL, PRIMARY KEY (tbl, code)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS heard (one INTEGER PRIMARY KEY, at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS forgotten (at INTEGER PRIMARY KEY, load INTEGER NOT NULL);
  `)
  db.prepare('INSERT INTO snapshot SELECT ?, 0 WHERE NOT EXISTS (SELECT 1 FROM snapshot)').run(lineage)
}

/** Makes the table, or brings one of another layout to this one. */
export function ensureTable(db: Db, use: TableUse, columns: readonly string[]): TableMeta {
  const layouts = new Map(
    (db.prepare('SELECT name, meta FROM tables').raw().all() as [string, string][]).map(([name, meta]) => [
      name,
      JSON.parse(meta) as Layout,
    ]),
  )
  const before = layouts.get(use.table)
  const next = Math.max(-1, ...[...layouts.values()].map(({ number }) => number)) + 1
  const layout: Layout = { number: before?.number ?? next, columns, key: use.key }
  const meta = { ...layout, name: use.table, lookups: use.lookups, asOf: null, remarks: [], fingerprint: null }
  if (before === undefined || JSON.stringify(before) !== JSON.stringify(layout)) {
    const number = before === undefined ? layout.number : next
    db.exec('BEGIN IMMEDIATE')
    createTable(db, { ...layout, number })
    db.exec(`CREATE INDEX i${number}_changed ON t${number} (_changed)`)
    if (before !== undefined) carryOver(db, before, { ...layout, number })
    db.prepare('INSERT INTO tables VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET meta = excluded.meta').run(
      use.table,
      JSON.stringify({ ...layout, number }),
    )
    db.exec('COMMIT')
    return ensureTable(db, use, columns)
  }
  for (const lookup of use.lookups) {
    const column = columnName(layout, lookup)
    if (column === null || lookup === use.key) continue
    db.exec(`CREATE INDEX IF NOT EXISTS i${layout.number}_${column} ON t${layout.number} (${column})`)
  }
  return {
    ...meta,
    rows: count(db, `SELECT count(*) FROM t${layout.number}`),
    quarantined: count(db, 'SELECT count(*) FROM quarantine WHERE tbl = ?', use.table),
  }
}

// Private:

/** Under another key the rows cannot be told apart any more unless the column was there: those without it go. */
function carryOver(db: Db, from: Layout, to: Layout): void {
  const common = to.columns.filter((column) => from.columns.includes(column))
  if (common.includes(to.key)) {
    const list = (layout: Layout) => common.map((column) => columnName(layout, column)).join(', ')
    db.exec(
      `INSERT OR IGNORE INTO t${to.number} (${list(to)}, _flags, _hash, _changed)
       SELECT ${list(from)}, _flags, 0, _changed FROM t${from.number} WHERE ${columnName(from, to.key)} IS NOT NULL`,
    )
  }
  db.exec(`DROP TABLE t${from.number}`)
}

const count = (db: Db, sql: string, ...values: readonly string[]): number =>
  Number(
    (
      db
        .prepare(sql)
        .raw()
        .all(...values) as [number][]
    )[0]?.[0] ?? 0,
  )
