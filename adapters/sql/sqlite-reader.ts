/**
 * Look-ups in a SQLite file past the query builder, on a connection of their own that can only read: it sees what was committed, never
 * what a write on the other connection is in the middle of. The text of a look-up is made once a table and column, and rows come as lists
 * of values: together a third of what the same point read costs through the builder.
 */
import { statSync } from 'node:fs'
import Database from 'libsql'
import { Statements } from '../statements.ts'

export class SqliteReader {
  private readonly path: string
  private opened: { readonly database: Database.Database; readonly statements: Statements } | null = null

  constructor(path: string) {
    this.path = path
  }

  /** Throws what the driver throws; ENOENT where the file is not there. */
  rows(text: string, values: readonly unknown[]): (readonly unknown[])[] {
    return this.open().statements.all(text, values) as (readonly unknown[])[]
  }

  close(): void {
    this.opened?.statements.clear()
    this.opened?.database.close()
    this.opened = null
  }

  // Private:

  private open() {
    if (this.opened) return this.opened
    // libsql would make an empty database of a file that is not there.
    statSync(this.path)
    const database = new Database(this.path)
    database.defaultSafeIntegers(true)
    database.exec('PRAGMA busy_timeout = 0; PRAGMA query_only = 1')
    return (this.opened = { database, statements: new Statements(database, true) })
  }
}
