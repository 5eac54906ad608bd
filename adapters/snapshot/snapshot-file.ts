/**
 * One snapshot: a SQLite file with all tables of a department as they were at one load. Tables and columns are numbered (t0, c0), so
 * that no legacy name meets SQLite's quoting and case rules. Every value is text. Rows are clustered by key, so that every index ends
 * in the key and pages in its order. `_hash` tells whether a row changed since the load before, `_changed` is the load that changed it.
 */
import Database from 'libsql'
import { Statements } from '../statements.ts'

export interface TableMeta {
  readonly name: string
  readonly number: number
  readonly columns: readonly string[]
  readonly key: string
  readonly lookups: readonly string[]
  readonly rows: number
  readonly quarantined: number
  readonly asOf: string | null
  readonly remarks: readonly string[]
  /** Of the file that was read; null when none could be. */
  readonly fingerprint: string | null
}

export type Db = Database.Database

export interface SnapshotFile {
  readonly db: Db
  /** For reads that come again and again. */
  readonly statements: Statements
  readonly path: string
  /** Changes when the history of loads is lost; then `changes` starts anew. */
  readonly lineage: string
  readonly load: number
  /** Of loads before it the deletions are no longer known; a cursor that is older starts anew. Every load is known without it. */
  readonly floor?: number
  readonly tables: ReadonlyMap<string, TableMeta>
}

/** Of each file, into the memory of the process: it is read without copying, but a hub has a score of such files, and two gigabytes in all. */
export const MAPPED_BYTES = 32 * 1_048_576

export function openSnapshot(path: string): SnapshotFile {
  const db = new Database(path)
  db.exec(`PRAGMA query_only = 1; PRAGMA mmap_size = ${MAPPED_BYTES}`)
  const meta = db.prepare('SELECT lineage, load FROM snapshot').raw().all()[0] as [string, number]
  const tables = db.prepare('SELECT name, meta FROM tables').raw().all() as [string, string][]
  return {
    db,
    statements: new Statements(db, true),
    path,
    lineage: meta[0],
    load: meta[1],
    tables: new Map(tables.map(([name, json]) => [name, JSON.parse(json) as TableMeta])),
  }
}

/** An empty file to be filled. A crash leaves it useless, so it needs no journal: it counts only once the pointer names it. */
export function createSnapshot(path: string, lineage: string, load: number): Db {
  const db = new Database(path)
  db.exec(`
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
    CREATE TABLE snapshot (lineage TEXT NOT NULL, load INTEGER NOT NULL);
    CREATE TABLE tables (name TEXT PRIMARY KEY, meta TEXT NOT NULL);
    CREATE TABLE quarantine (tbl TEXT, line INTEGER, file TEXT, code TEXT, raw TEXT, PRIMARY KEY (tbl, line, code)) WITHOUT ROWID;
    CREATE TABLE deleted (tbl TEXT, key TEXT, changed INTEGER, PRIMARY KEY (tbl, changed, key)) WITHOUT ROWID;
  `)
  db.prepare('INSERT INTO snapshot VALUES (?, ?)').run(lineage, load)
  return db
}

export function columnName(meta: { readonly columns: readonly string[] }, column: string): string | null {
  const at = meta.columns.indexOf(column)
  return at < 0 ? null : `c${at}`
}

export function createTable(db: Db, meta: Pick<TableMeta, 'number' | 'columns' | 'key'>): void {
  const columns = meta.columns.map((_, i) => `c${i} TEXT`).join(', ')
  db.exec(
    `CREATE TABLE t${meta.number} (${columns}, _flags TEXT, _hash INTEGER, _changed INTEGER, PRIMARY KEY (${columnName(meta, meta.key)})) WITHOUT ROWID`,
  )
}

/** After the rows: building an index at once is many times faster than keeping it while inserting. */
export function createIndexes(db: Db, meta: Pick<TableMeta, 'number' | 'columns' | 'key' | 'lookups'>): void {
  for (const lookup of new Set(meta.lookups)) {
    const column = columnName(meta, lookup)
    if (column !== null && lookup !== meta.key)
      db.exec(`CREATE INDEX i${meta.number}_${column} ON t${meta.number} (${column})`)
  }
  db.exec(`CREATE INDEX i${meta.number}_changed ON t${meta.number} (_changed)`)
}
