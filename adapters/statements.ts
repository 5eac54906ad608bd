/**
 * Prepared statements of one SQLite connection, kept by their text: preparing costs more than a point read. SQLite prepares by itself
 * anew after a change of the schema. All rows are read at once, so no statement is ever asked again in the middle of its rows; one that
 * threw is let go, since it may stand there.
 */
import type Database from 'libsql'

/** Conditions give ever new texts; past that the one not asked for longest goes. */
const KEPT = 200

interface Kept {
  readonly statement: Database.Statement
  /** Whether it gives rows; asked once, since the driver crosses into native code for it. */
  readonly reader: boolean
}

export class Statements {
  private readonly database: Database.Database
  private readonly raw: boolean
  private readonly kept = new Map<string, Kept>()
  /** Readings that found the lock taken, and have not ended for SQLite. */
  private unended: (() => unknown)[] = []

  /** `raw` gives rows as lists of values instead of objects. */
  constructor(database: Database.Database, raw: boolean) {
    this.database = database
    this.raw = raw
  }

  all(text: string, values: readonly unknown[]): unknown[] {
    return this.using(text, ({ statement }) => statement.all(values))
  }

  run(text: string, values: readonly unknown[]): Database.RunResult {
    return this.using(text, ({ statement }) => statement.run(values))
  }

  /** Whether the statement gives rows. */
  reads(text: string): boolean {
    return this.using(text, ({ reader }) => reader)
  }

  clear(): void {
    this.kept.clear()
  }

  // Private:

  private using<T>(text: string, work: (kept: Kept) => T): T {
    if (this.unended.length > 0) this.endReadings()
    const known = this.kept.get(text)
    const kept = known ?? this.prepare(text)
    try {
      const done = work(kept)
      if (known) this.kept.delete(text)
      else if (this.kept.size >= KEPT) this.kept.delete(this.kept.keys().next().value ?? '')
      this.kept.set(text, kept)
      return done
    } catch (error) {
      this.kept.delete(text)
      if (isBusy(error)) {
        if (/^\s*select\b/i.test(text)) this.unended.push(() => work(kept))
        else this.end(() => work(kept))
      }
      throw error
    }
  }

  /**
   * A write that found the lock taken has not ended for SQLite: until it is asked again, no other write of the connection is committed,
   * though it says so. The driver cannot reset it; asked again while nothing may be written, it fails for good.
   */
  private end(again: () => unknown): void {
    this.database.exec('PRAGMA query_only = 1')
    try {
      again()
    } catch {
      // As it should.
    } finally {
      this.database.exec('PRAGMA query_only = 0')
    }
  }

  /**
   * A reading that found the lock taken has none itself; but as long as it has not ended, the next one never gives its own back, and nobody
   * else can write. Asked again it ends, as soon as the other's lock is gone.
   */
  private endReadings(): void {
    this.unended = this.unended.filter((again) => {
      try {
        again()
        return false
      } catch (error) {
        return isBusy(error)
      }
    })
  }

  private prepare(text: string): Kept {
    const statement = this.database.prepare(text)
    const { reader } = statement
    // `raw` is refused for statements that give no rows.
    return { statement: this.raw && reader ? statement.raw() : statement, reader }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
}
