/**
 * Pages of a list by their number, in the order of the key, as the old programs behind the stand-ins give them. While nobody changes the file, a
 * page goes on where the one before it ended instead of walking past all rows before it, and the rows are counted once: whoever reads a
 * whole city page by page would wait for nothing else.
 */
import type Database from 'libsql'

export interface ListPage {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly total: number
}

export interface AskedPage {
  readonly table: string
  /** The table's primary key. */
  readonly key: string
  /** Columns with the value they must have. */
  readonly equal: readonly (readonly [column: string, value: string])[]
  /** From 1. */
  readonly page: number
  readonly size: number
}

interface Known {
  readonly version: string
  readonly total: number
  /** The key of the row in front of the row at this place. */
  readonly before: Map<number, unknown>
}

export class ListPages {
  private readonly sql: Database.Database
  private readonly known = new Map<string, Known>()

  constructor(sql: Database.Database) {
    this.sql = sql
  }

  page({ table, key, equal, page, size }: AskedPage): ListPage {
    const conditions = equal.map(([column]) => `${column} = ?`)
    const values: unknown[] = equal.map(([, value]) => value)
    const offset = (page - 1) * size
    const whole = equal.length === 0 ? this.ofWhole(table) : null
    const before = whole?.before.get(offset)
    const total = whole?.total ?? this.count(table, conditions, values)
    if (before !== undefined) {
      conditions.push(`${key} > ?`)
      values.push(before)
    }
    const rows = this.sql
      .prepare(`SELECT * FROM ${table} ${where(conditions)} ORDER BY ${key} LIMIT ? OFFSET ?`)
      .all(...values, size, before === undefined ? offset : 0) as ListPage['rows']
    for (const at of [rows.length - 1, rows.length]) if (at > 0) whole?.before.set(offset + at, rows[at - 1]?.[key])
    return { rows, total }
  }

  // Private:

  private ofWhole(table: string): Known {
    const version = this.version()
    const known = this.known.get(table)
    if (known?.version === version) return known
    const anew = { version, total: this.count(table, [], []), before: new Map() }
    this.known.set(table, anew)
    return anew
  }

  private count(table: string, conditions: readonly string[], values: readonly unknown[]): number {
    const [counted] = this.sql.prepare(`SELECT count(*) AS n FROM ${table} ${where(conditions)}`).all(...values) as [
      { readonly n: number },
    ]
    return counted.n
  }

  /** Another one after each change, whoever made it. */
  private version(): string {
    const [others] = this.sql.prepare('PRAGMA data_version').raw().all() as [readonly number[]]
    const [own] = this.sql.prepare('SELECT total_changes()').raw().all() as [readonly number[]]
    return `${others[0]} ${own[0]}`
  }
}

// Private:

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
}
