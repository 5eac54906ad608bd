/**
 * The chain in a SQLite store, on a connection of its own: libsql runs inside the process and blocks it while it waits for a lock, so
 * this connection never waits. A group of records is one synchronous transaction.
 */
import Database from 'libsql'
import { fileOf } from '../../prisma/provider.ts'
import { ChainBusy, emptyHead, type Chain, type Head, type SealedRecord } from './chain.ts'

export class SqliteChain implements Chain {
  private readonly database: Database.Database
  private readonly begin
  private readonly head
  private readonly record
  private readonly move

  /** `file:` URL of a store that was migrated. */
  constructor(url: string) {
    const database = new Database(fileOf(url))
    // FULL: a record is on the disk before its answer leaves, also when the power fails.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 0')
    this.database = database
    this.begin = database.prepare('BEGIN IMMEDIATE')
    this.head = database.prepare('SELECT seq, hash FROM AuditHead WHERE id = 1')
    this.record = database.prepare('INSERT INTO AuditRecord (seq, body, hash) VALUES (?, ?, ?)')
    this.move = database.prepare(
      'INSERT INTO AuditHead (id, seq, hash) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash',
    )
  }

  append(seal: (head: Head) => readonly SealedRecord[]): Promise<void> {
    try {
      this.begin.run()
      this.write(seal((this.head.get() as Head | undefined) ?? emptyHead))
      this.database.exec('COMMIT')
      return Promise.resolve()
    } catch (error) {
      if (this.database.inTransaction) this.database.exec('ROLLBACK')
      return Promise.reject(isBusy(error) ? new ChainBusy('another writer holds the store', { cause: error }) : error)
    }
  }

  close(): Promise<void> {
    this.database.close()
    return Promise.resolve()
  }

  // Private:

  private write(records: readonly SealedRecord[]): void {
    for (const { seq, body, hash } of records) this.record.run(seq, body, hash)
    const last = records.at(-1)
    if (last) this.move.run(last.seq, last.hash)
  }
}

// Private:

function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^SQLITE_(BUSY|LOCKED)/.test(error.code)
  )
}
