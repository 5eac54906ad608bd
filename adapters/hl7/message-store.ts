/**
 * Where messages end up: one SQLite file with the rows they make, the numbers of those that came, what could not be taken, and how far each
 * batch file was read. All that a message does is one transaction, which is on the disk before the message is answered. The tables look like
 * those of a snapshot, so that they are read like one.
 */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import type { Flags, Quarantined, ValueFlag } from '../adapter.ts'
import { FeedStore, type CleanRow, type RawRow, type StoredTable } from '../feed/store.ts'
import type { TableMeta } from '../snapshot/snapshot-file.ts'
import { cleanText } from '../text/clean-text.ts'
import type { RowAction, Values } from './rows.ts'

/** Of each table. Beyond that they are counted only: the sender knows of each by its answer. */
const MOST_QUARANTINED = 10_000

export interface MessageTable extends StoredTable {
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

export class MessageStore extends FeedStore {
  private readonly newest: ReadonlyMap<string, string | null>

  constructor(folder: string, tables: readonly MessageTable[]) {
    super(join(folder, 'messages.sqlite'), tables)
    this.newest = new Map(tables.map(({ use, newest }) => [use.table, newest]))
    this.db.exec(`
      CREATE TABLE IF NOT EXISTS gone (tbl TEXT, key TEXT, at TEXT, PRIMARY KEY (tbl, key)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID;
    `)
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
    const meta = this.meta(action.table)
    const newest = this.newest.get(action.table) ?? null
    const old = this.rowOf(meta, action.key)
    const time = newest === null ? null : timeOf(action.at)
    const gone = old === null ? this.gone(action.table, action.key) : null
    const known = old === null ? (gone?.at ?? null) : timeOf(valueOf(meta, old, newest))
    if (time !== null && known !== null && time < known) return false
    if (action.kind === 'delete') {
      // The time of a deletion is kept, so that what comes late does not bring the row back.
      this.writes.run('INSERT OR REPLACE INTO gone VALUES (?, ?, ?)', [action.table, action.key, time])
      if (old !== null) this.remove(meta, action.key)
      return true
    }
    if (gone !== null) this.writes.run('DELETE FROM gone WHERE tbl = ? AND key = ?', [action.table, action.key])
    this.put(meta, merged(meta, action.values, action.kind === 'update' ? old : null), old)
    return true
  }

  override quarantine(entry: Quarantined): void {
    const meta = this.metas.get(entry.table)
    if (meta === undefined) return
    if (meta.quarantined < MOST_QUARANTINED) return this.keepQuarantined(entry)
    this.count(entry.table, { quarantined: meta.quarantined + 1 })
    this.remark(entry.table, 'QUARANTINE_FULL')
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

  // Private:

  private gone(table: string, key: string): { readonly at: string | null } | null {
    const [found] = this.writes.all('SELECT at FROM gone WHERE tbl = ? AND key = ?', [table, key]) as [string | null][]
    return found ? { at: found[0] } : null
  }
}

// Private:

function merged(meta: TableMeta, found: Values, old: RawRow | null): CleanRow {
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

function valueOf(meta: TableMeta, row: RawRow, column: string | null): string | null {
  const at = column === null ? -1 : meta.columns.indexOf(column)
  return at < 0 ? null : ((row[at] ?? null) as string | null)
}

/** The digits of a time as HL7 writes it, without fraction and zone, so that texts compare as times do. */
function timeOf(text: string | null): string | null {
  const digits = /^\d{8,14}/.exec(text ?? '')?.[0]
  return digits === undefined ? null : digits.padEnd(14, '0')
}
