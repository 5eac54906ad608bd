/**
 * Reads that go past the query builder, for SQLite: a connection of its own that can only read. In WAL mode it sees what was committed
 * and nothing else, so no write that is under way on the other connection holds it up or shows through. Rows come as lists of values,
 * which cost the driver a quarter less than objects.
 */
import Database from 'libsql'
import type { Kysely } from 'kysely'
import type { HubTables } from './tables.ts'

interface Kept {
  readonly statement: Database.Statement
  readonly columns: readonly string[]
}

/** Prepared statements kept; past that the one not asked for longest goes. */
const STATEMENTS = 400
const BUSY_MS = 50

export class Reader {
  private readonly file: string
  private database: Database.Database | null = null
  private readonly kept = new Map<string, Kept>()

  constructor(file: string) {
    this.file = file
  }

  rows<R>(text: string, values: readonly unknown[]): R[] {
    const known = this.kept.get(text)
    const { statement, columns } = known ?? this.prepare(text)
    try {
      return (statement.all(values) as unknown[][]).map((row) => named(columns, row)) as R[]
    } catch (error) {
      // It may stand in the middle of its rows.
      this.kept.delete(text)
      throw error
    }
  }

  close(): void {
    this.kept.clear()
    this.database?.close()
    this.database = null
  }

  // Private:

  private prepare(text: string): Kept {
    const statement = this.open().prepare(text)
    const columns = statement.columns().map(({ name }) => name)
    const made = { statement: statement.raw(), columns }
    if (this.kept.size >= STATEMENTS) this.kept.delete(this.kept.keys().next().value ?? '')
    this.kept.set(text, made)
    return made
  }

  /** At the first read: the file is there by then. */
  private open(): Database.Database {
    if (this.database) return this.database
    const database = new Database(this.file)
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA query_only = 1; PRAGMA cache_size = -65536`)
    return (this.database = database)
  }
}

const readers = new WeakMap<Kysely<HubTables>, Reader>()

export function giveReader(db: Kysely<HubTables>, reader: Reader): void {
  readers.set(db, reader)
}

/** Undefined for PostgreSQL and inside a transaction, which must see its own writes. */
export function readerOf(db: Kysely<HubTables>): Reader | undefined {
  return readers.get(db)
}

// Private:

/** Always in the same order, so that all rows of a statement have one shape. */
function named(columns: readonly string[], row: readonly unknown[]): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (let at = 0; at < columns.length; at++) made[columns[at] as string] = row[at]
  return made
}
