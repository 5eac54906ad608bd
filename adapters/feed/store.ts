/**
 * Where what is pushed to us ends up: one SQLite file with the rows, what could not be taken, and remarks. All that a message does is one
 * transaction, which is on the disk before the sender is answered. The tables look like those of a snapshot, so that they are read like one.
 */
import { hash, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import type { Flags, Quarantined, ValueFlag } from '../adapter.ts'
import type { TableUse } from '../open.ts'
import { columnName, MAPPED_BYTES, type Db, type SnapshotFile, type TableMeta } from '../snapshot/snapshot-file.ts'
import { Statements } from '../statements.ts'
import { cleanText } from '../text/clean-text.ts'
import { createStore, ensureTable } from './store-layout.ts'

/** Of each table. Beyond that the oldest go, and only how many there were of each code is kept. */
const MOST_QUARANTINED = 10_000
/** How long a deletion can be asked for; whoever asks later starts anew. */
const DELETIONS_KEPT_MS = 30 * 86_400_000

export interface StoredTable {
  readonly use: TableUse
  readonly columns: readonly string[]
}

/** By which column rows of a table grow old: all of them, or those of which another column has a value. */
export interface Aging {
  readonly table: string
  readonly column: string
  readonly of?: { readonly column: string; readonly value: string }
}

/** By column; a column that is not named is null. */
export type StoredValues = Readonly<Record<string, string | null>>

/** Columns, then flags and hash. */
export type RawRow = readonly (string | number | null)[]

export interface CleanRow {
  readonly values: readonly (string | null)[]
  readonly flags: Flags | null
}

export class FeedStore {
  /** As the readers of snapshots know it. */
  readonly file: SnapshotFile
  protected readonly db: Db
  protected readonly writes: Statements
  protected readonly metas = new Map<string, TableMeta>()
  private readonly mostQuarantined: number
  private load: number
  private floor: number

  constructor(path: string, tables: readonly StoredTable[], mostQuarantined = MOST_QUARANTINED) {
    mkdirSync(dirname(path), { recursive: true })
    this.mostQuarantined = mostQuarantined
    this.db = new Database(path)
    this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000')
    this.db.exec(
      `PRAGMA cache_size = -65536; PRAGMA mmap_size = ${MAPPED_BYTES}; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON`,
    )
    this.writes = new Statements(this.db, true)
    createStore(this.db, randomUUID())
    for (const { use, columns } of tables) this.metas.set(use.table, ensureTable(this.db, use, columns))
    const [[lineage, load] = ['', 0]] = this.writes.all('SELECT lineage, load FROM snapshot', []) as [string, number][]
    this.load = load
    this.floor = Number(
      (this.writes.all('SELECT load FROM forgotten ORDER BY at LIMIT 1', []) as [number][])[0]?.[0] ?? 0,
    )
    const current = () => ({ load: this.load, floor: this.floor })
    this.file = {
      db: this.db,
      statements: this.writes,
      path,
      lineage,
      get load() {
        return current().load
      },
      get floor() {
        return current().floor
      },
      tables: this.metas,
    }
  }

  /** All of it or nothing. */
  transaction<T>(work: () => T): T {
    const counts = new Map([...this.metas].map(([name, { rows, quarantined }]) => [name, { rows, quarantined }]))
    this.db.exec('BEGIN IMMEDIATE')
    try {
      this.load++
      const done = work()
      this.writes.run('UPDATE snapshot SET load = ?', [this.load])
      this.db.exec('COMMIT')
      return done
    } catch (error) {
      this.load--
      for (const [name, before] of counts) this.count(name, before)
      if (this.db.inTransaction) this.db.exec('ROLLBACK')
      throw error
    }
  }

  /** The row in place of the one with its key. One that says the same changes nothing. */
  upsert(table: string, given: StoredValues, marks: Flags | null = null): void {
    const meta = this.meta(table)
    const key = given[meta.key]
    if (key === undefined || key === null) throw new RangeError(`a row of ${table} without a key`)
    let flags: Record<string, ValueFlag> | null = marks === null ? null : { ...marks }
    const values = meta.columns.map((column) => {
      const value = given[column] ?? null
      if (value === null) return null
      const { text, flag } = cleanText(value)
      if (flag !== null) flags = { ...flags, [column]: flag }
      return text
    })
    this.put(meta, { values, flags }, this.rowOf(meta, key))
  }

  /** False when there was none. */
  delete(table: string, key: string): boolean {
    const meta = this.meta(table)
    if (this.rowOf(meta, key) === null) return false
    this.remove(meta, key)
    return true
  }

  /** By column; null when there is none. */
  row(table: string, key: string): StoredValues | null {
    const meta = this.meta(table)
    const found = this.rowOf(meta, key)
    if (found === null) return null
    return Object.fromEntries(meta.columns.map((column, at) => [column, (found[at] ?? null) as string | null]))
  }

  /** So that `expire` finds what is old without reading what is not. */
  indexAging({ table, column, of }: Aging): void {
    const meta = this.meta(table)
    const columns = [...(of ? [of.column] : []), column].map((one) => columnName(meta, one))
    this.db.exec(
      `CREATE INDEX IF NOT EXISTS i${meta.number}_${columns.join('_')} ON t${meta.number} (${columns.join(', ')})`,
    )
  }

  /** Rows whose column sorts before `before`, the first `most` of them; gives how many went. Inside a transaction. */
  expire({ table, column, of }: Aging, before: string, most: number): number {
    const meta = this.meta(table)
    const kind = of ? `${columnName(meta, of.column)} = ? AND` : ''
    const keys = this.writes.all(
      `SELECT ${columnName(meta, meta.key)} FROM t${meta.number} WHERE ${kind} ${columnName(meta, column)} < ? LIMIT ?`,
      [...(of ? [of.value] : []), before, most],
    ) as [string][]
    for (const [key] of keys) this.remove(meta, key)
    return keys.length
  }

  /** Deletions that nobody may ask for any more. Inside a transaction; now and then is enough. */
  forgetDeletions(now: number, keptMs = DELETIONS_KEPT_MS): void {
    this.writes.run('INSERT INTO forgotten VALUES (?, ?) ON CONFLICT DO NOTHING', [now, this.load])
    const [past] = this.writes.all('SELECT max(at), max(load) FROM forgotten WHERE at < ?', [now - keptMs]) as [
      number | null,
      number | null,
    ][]
    if (past?.[0] === null || past?.[0] === undefined) return
    this.writes.run('DELETE FROM deleted WHERE changed <= ?', [past[1]])
    this.writes.run('DELETE FROM forgotten WHERE at < ?', [past[0]])
    this.floor = past[1] ?? 0
  }

  /** Never in silence: of those that had to go the remarks say how many there were of each code. */
  quarantine(entry: Quarantined): void {
    const meta = this.metas.get(entry.table)
    if (meta === undefined) return
    this.keepQuarantined(entry)
    if (meta.quarantined < this.mostQuarantined) return
    const [oldest] = this.writes.all('SELECT number, code FROM quarantine WHERE tbl = ? ORDER BY number LIMIT 1', [
      entry.table,
    ]) as [number, string][]
    if (oldest === undefined) return
    this.writes.run('DELETE FROM quarantine WHERE number = ?', [oldest[0]])
    this.count(entry.table, { quarantined: meta.quarantined })
    this.tally(entry.table, `QUARANTINE_DROPPED:${oldest[1]}`)
  }

  quarantined(table: string, page: { readonly after: number; readonly limit: number }): Quarantined[] {
    const rows = this.writes.all(
      'SELECT file, line, code, raw FROM quarantine WHERE tbl = ? ORDER BY number LIMIT ? OFFSET ?',
      [table, page.limit, page.after],
    ) as [string, number, string, string][]
    return rows.map(([file, line, code, raw]) => ({ table, file, line, code, raw }))
  }

  /** Codes, each once. */
  remark(table: string, code: string): void {
    this.writes.run('INSERT INTO remarks VALUES (?, ?) ON CONFLICT DO NOTHING', [table, code])
  }

  /** Codes that are counted. */
  tally(table: string, code: string): void {
    this.writes.run('INSERT INTO tallies VALUES (?, ?, 1) ON CONFLICT (tbl, code) DO UPDATE SET number = number + 1', [
      table,
      code,
    ])
  }

  /** `CODE`, or `CODE:count` of those that are counted. */
  remarks(table: string): string[] {
    const rows = this.writes.all('SELECT code FROM remarks WHERE tbl = ? ORDER BY code', [table]) as [string][]
    const counted = this.writes.all('SELECT code, number FROM tallies WHERE tbl = ? ORDER BY code', [table]) as [
      string,
      number,
    ][]
    return [...rows.map(([code]) => code), ...counted.map(([code, number]) => `${code}:${number}`)]
  }

  /** The line is alive: something came, whatever was in it. */
  heard(at: number): void {
    this.writes.run('INSERT INTO heard VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET at = max(at, excluded.at)', [at])
  }

  /** Milliseconds since 1970, or null when nothing ever came. */
  lastHeard(): number | null {
    const [found] = this.writes.all('SELECT at FROM heard', []) as [number][]
    return found?.[0] ?? null
  }

  close(): void {
    this.writes.clear()
    this.db.close()
  }

  // For stores that do more:

  protected rowOf(meta: TableMeta, key: string): RawRow | null {
    const list = meta.columns.map((_, i) => `c${i}`).join(', ')
    const [row] = this.writes.all(
      `SELECT ${list}, _flags, _hash FROM t${meta.number} WHERE ${columnName(meta, meta.key)} = ?`,
      [key],
    ) as RawRow[]
    return row ?? null
  }

  protected put(meta: TableMeta, { values, flags }: CleanRow, old: RawRow | null): void {
    const said = flags === null ? values : [...values, flags]
    const rowHash = parseInt(hash('sha1', JSON.stringify(said), 'hex').slice(0, 12), 16)
    if (old !== null && old[meta.columns.length + 1] === rowHash) return
    const marks = Array(meta.columns.length + 3)
      .fill('?')
      .join(', ')
    this.writes.run(`INSERT OR REPLACE INTO t${meta.number} VALUES (${marks})`, [
      ...values,
      flags === null ? null : JSON.stringify(flags),
      rowHash,
      this.load,
    ])
    if (old !== null) return
    this.count(meta.name, { rows: this.meta(meta.name).rows + 1 })
    this.writes.run('DELETE FROM deleted WHERE tbl = ? AND key = ?', [
      meta.name,
      values[meta.columns.indexOf(meta.key)],
    ])
  }

  /** A row that is there. */
  protected remove(meta: TableMeta, key: string): void {
    this.writes.run(`DELETE FROM t${meta.number} WHERE ${columnName(meta, meta.key)} = ?`, [key])
    this.writes.run('INSERT OR REPLACE INTO deleted VALUES (?, ?, ?)', [meta.name, key, this.load])
    this.count(meta.name, { rows: this.meta(meta.name).rows - 1 })
  }

  protected keepQuarantined({ table, file, line, code, raw }: Quarantined): void {
    this.writes.run('INSERT INTO quarantine (tbl, file, line, code, raw) VALUES (?, ?, ?, ?, ?)', [
      table,
      file,
      line,
      code,
      cleanText(raw).text,
    ])
    this.count(table, { quarantined: this.meta(table).quarantined + 1 })
  }

  protected meta(table: string): TableMeta {
    const meta = this.metas.get(table)
    if (meta === undefined) throw new RangeError(`no table ${table}`)
    return meta
  }

  protected count(table: string, counts: { readonly rows?: number; readonly quarantined?: number }): void {
    this.metas.set(table, { ...this.meta(table), ...counts })
  }
}
