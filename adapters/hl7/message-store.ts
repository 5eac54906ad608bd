/**
 * Where messages end up: one SQLite file with the rows they make, the numbers of those that came, what could not be taken, and how far each
 * batch file was read. All that a message does is one transaction, which is on the disk before the message is answered. The tables look like
 * those of a snapshot, so that they are read like one.
 */
import { hash, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import type { Flags, Quarantined, ValueFlag } from '../adapter.ts'
import type { TableUse } from '../open.ts'
import { columnName, type Db, type SnapshotFile, type TableMeta } from '../snapshot/snapshot-file.ts'
import { Statements } from '../statements.ts'
import { cleanText } from '../text/clean-text.ts'
import type { RowAction, Values } from './rows.ts'
import { createStore, ensureTable } from './store-layout.ts'

/** Of each table. Beyond that they are counted only: the sender knows of each by its answer. */
const MOST_QUARANTINED = 10_000

export interface StoredTable {
  readonly use: TableUse
  readonly columns: readonly string[]
  /** Column that orders the states of a row; null when the last one to come counts. */
  readonly newest: string | null
}

/** How far a batch file was read. */
export interface FilePosition {
  readonly fingerprint: string
  readonly byte: number
  readonly line: number
  readonly done: boolean
  /** Why it was refused. */
  readonly fault: string | null
}

export class MessageStore {
  /** As the readers of snapshots know it. */
  readonly file: SnapshotFile
  private readonly db: Db
  private readonly writes: Statements
  private readonly tables: ReadonlyMap<string, StoredTable>
  private readonly metas = new Map<string, TableMeta>()
  private load: number

  constructor(folder: string, tables: readonly StoredTable[]) {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, 'messages.sqlite')
    this.db = new Database(path)
    this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000')
    this.db.exec(
      'PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON',
    )
    this.writes = new Statements(this.db, true)
    this.tables = new Map(tables.map((table) => [table.use.table, table]))
    createStore(this.db, randomUUID())
    for (const { use, columns } of tables) this.metas.set(use.table, ensureTable(this.db, use, columns))
    const [[lineage, load] = ['', 0]] = this.writes.all('SELECT lineage, load FROM snapshot', []) as [string, number][]
    this.load = load
    const current = () => this.load
    this.file = {
      db: this.db,
      statements: this.writes,
      path,
      lineage,
      get load() {
        return current()
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

  /** Whether the sender's number came before, with this content or with another. A new one is noted. */
  seen(number: string, content: string): 'new' | 'same' | 'other' {
    const id = hash('sha256', number, 'hex').slice(0, 24)
    const said = hash('sha256', content, 'hex').slice(0, 16)
    const noted = this.writes.run('INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING', [id, said])
    if (noted.changes > 0) return 'new'
    const [before] = this.writes.all('SELECT said FROM seen WHERE id = ?', [id]) as [string][]
    return before?.[0] === said ? 'same' : 'other'
  }

  /** False when a newer state of the row was there. */
  apply(action: RowAction): boolean {
    const table = this.tables.get(action.table)
    const meta = this.metas.get(action.table)
    if (table === undefined || meta === undefined) throw new RangeError(`no table ${action.table}`)
    const old = this.rowOf(meta, action.key)
    const time = table.newest === null ? null : timeOf(action.at)
    const gone = old === null ? this.gone(action.table, action.key) : null
    const known = old === null ? (gone?.at ?? null) : timeOf(valueOf(meta, old, table.newest))
    if (time !== null && known !== null && time < known) return false
    if (action.kind === 'delete') {
      this.remove(meta, action.key, old !== null, time)
      return true
    }
    if (gone !== null) this.bringBack(action.table, action.key)
    this.put(meta, merged(meta, action.values, action.kind === 'update' ? old : null), old)
    return true
  }

  quarantine(entry: Quarantined): void {
    const meta = this.metas.get(entry.table)
    if (meta === undefined) return
    this.count(entry.table, { quarantined: meta.quarantined + 1 })
    if (meta.quarantined >= MOST_QUARANTINED) {
      this.remark(entry.table, 'QUARANTINE_FULL')
      return
    }
    const { table, file, line, code, raw } = entry
    this.writes.run('INSERT INTO quarantine (tbl, file, line, code, raw) VALUES (?, ?, ?, ?, ?)', [
      table,
      file,
      line,
      code,
      cleanText(raw).text,
    ])
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

  remarks(table: string): string[] {
    const rows = this.writes.all('SELECT code FROM remarks WHERE tbl = ? ORDER BY code', [table]) as [string][]
    return rows.map(([code]) => code)
  }

  position(name: string): FilePosition | null {
    const [found] = this.writes.all('SELECT position FROM files WHERE name = ?', [name]) as [string][]
    return found ? (JSON.parse(found[0]) as FilePosition) : null
  }

  setPosition(name: string, position: FilePosition): void {
    this.writes.run('INSERT INTO files VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position', [
      name,
      JSON.stringify(position),
    ])
  }

  /** Files that were refused. */
  faults(): string[] {
    const rows = this.writes.all(`SELECT position ->> 'fault' FROM files ORDER BY name`, []) as [string | null][]
    return rows.flatMap(([fault]) => fault ?? [])
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

  // Private:

  private rowOf(meta: TableMeta, key: string): Raw | null {
    const list = meta.columns.map((_, i) => `c${i}`).join(', ')
    const [row] = this.writes.all(
      `SELECT ${list}, _flags, _hash FROM t${meta.number} WHERE ${columnName(meta, meta.key)} = ?`,
      [key],
    ) as Raw[]
    return row ?? null
  }

  private put(meta: TableMeta, { values, flags }: CleanRow, old: Raw | null): void {
    const rowHash = parseInt(hash('sha1', JSON.stringify(values), 'hex').slice(0, 12), 16)
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
    if (old === null) this.count(meta.name, { rows: this.rows(meta.name) + 1 })
  }

  /** The time of a deletion is kept, so that what comes late does not bring the row back. */
  private remove(meta: TableMeta, key: string, there: boolean, time: string | null): void {
    this.writes.run('INSERT OR REPLACE INTO gone VALUES (?, ?, ?)', [meta.name, key, time])
    if (!there) return
    this.writes.run(`DELETE FROM t${meta.number} WHERE ${columnName(meta, meta.key)} = ?`, [key])
    this.writes.run('INSERT OR REPLACE INTO deleted VALUES (?, ?, ?)', [meta.name, key, this.load])
    this.count(meta.name, { rows: this.rows(meta.name) - 1 })
  }

  private gone(table: string, key: string): { readonly at: string | null } | null {
    const [found] = this.writes.all('SELECT at FROM gone WHERE tbl = ? AND key = ?', [table, key]) as [string | null][]
    return found ? { at: found[0] } : null
  }

  private bringBack(table: string, key: string): void {
    this.writes.run('DELETE FROM deleted WHERE tbl = ? AND key = ?', [table, key])
    this.writes.run('DELETE FROM gone WHERE tbl = ? AND key = ?', [table, key])
  }

  private rows(table: string): number {
    return this.metas.get(table)?.rows ?? 0
  }

  private count(table: string, counts: { readonly rows?: number; readonly quarantined?: number }): void {
    const meta = this.metas.get(table)
    if (meta) this.metas.set(table, { ...meta, ...counts })
  }
}

// Private:

/** Columns, then flags and hash. */
type Raw = readonly (string | number | null)[]

interface CleanRow {
  readonly values: readonly (string | null)[]
  readonly flags: Flags | null
}

function merged(meta: TableMeta, found: Values, old: Raw | null): CleanRow {
  let flags: Record<string, ValueFlag> | null = null
  const before = old === null ? {} : (JSON.parse(String(old[meta.columns.length] ?? '{}')) as Flags)
  const values = meta.columns.map((column, at) => {
    const given = found[column]
    if (given === undefined) {
      const kept = old === null ? null : ((old[at] ?? null) as string | null)
      const flag = before[column]
      if (kept !== null && flag) flags = { ...flags, [column]: flag }
      return kept
    }
    if (given === null) return null
    const { text, flag } = cleanText(given)
    if (flag !== null) flags = { ...flags, [column]: flag }
    return text
  })
  return { values, flags }
}

function valueOf(meta: TableMeta, row: Raw, column: string | null): string | null {
  const at = column === null ? -1 : meta.columns.indexOf(column)
  return at < 0 ? null : ((row[at] ?? null) as string | null)
}

/** The digits of a time as HL7 writes it, without fraction and zone, so that texts compare as times do. */
function timeOf(text: string | null): string | null {
  const digits = /^\d{8,14}/.exec(text ?? '')?.[0]
  return digits === undefined ? null : digits.padEnd(14, '0')
}
