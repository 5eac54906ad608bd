/**
 * The SQL handle on the store, for hot reads and bulk writes: a point read costs tens of microseconds, where Prisma's costs 0.3 to
 * 3 ms. SQLite runs synchronously inside the process (libsql, WAL), PostgreSQL through a pool.
 */
import { dirname } from 'node:path'
import Database from 'libsql'
import { Kysely, PostgresDialect, sql, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import pg from 'pg'
import { fileOf, postgresOf, providerOf } from './provider.ts'
import { giveReader, Reader } from './reader.ts'
import type { HubTables } from './tables.ts'

/** How long SQLite waits for another writer while nothing else in the process can run; longer waits are `retryBusy`'s. */
const BUSY_MS = 50

/** Prepared statements kept a connection; past that the one not asked for longest goes. */
const STATEMENTS = 400

export function openSql(url: string): Kysely<HubTables> {
  if (providerOf(url) === 'postgresql') return new Kysely<HubTables>({ dialect: postgresql(url) })
  const reader = new Reader(fileOf(url))
  const db = new Kysely<HubTables>({ dialect: sqlite(fileOf(url), reader) })
  giveReader(db, reader)
  return db
}

/**
 * Runs a write again while another process holds SQLite's write lock, without blocking the event loop. PostgreSQL waits by itself, but takes
 * back one of two transactions that wait for each other.
 */
export async function retryBusy<T>(write: () => Promise<T>, patienceMs = 5_000): Promise<T> {
  const until = Date.now() + patienceMs
  for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
    try {
      return await write()
    } catch (error) {
      if (!(isBusy(error) || isDeadlock(error)) || Date.now() + pause > until) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

/**
 * Runs work that writes to many places of a store, such as a linking: with a longer log before pages go into the file, so that fewer are written
 * twice. Nothing is less safe in it. Only for SQLite; PostgreSQL has settings of its own.
 */
export async function withRoomForBulk<T>(
  store: { readonly provider: string; readonly sql: Kysely<HubTables> },
  work: () => Promise<T>,
): Promise<T> {
  if (store.provider !== 'sqlite') return work()
  const set = async (logPages: number, temporary: 'file' | 'default') => {
    await sql.raw(`pragma wal_autocheckpoint = ${logPages}`).execute(store.sql)
    // What is sorted lies in memory by default, however much it is.
    await sql.raw(`pragma temp_store = ${temporary}`).execute(store.sql)
  }
  await set(BULK_LOG_PAGES, 'file')
  try {
    return await work()
  } finally {
    await set(LOG_PAGES, 'default')
  }
}

/** Settings of a second connection that writes in bulk, see write-behind.ts. */
export function bulkPragmas(): string {
  return `${pragmasOf(BULK_BUSY_MS, BULK_CACHE_KIB, BULK_LOG_PAGES)};pragma temp_store = file`
}

/** Settings of the same connection while it makes indexes: as much is sorted in memory as it has for pages, by each of the threads that help. */
export function sortingPragmas(): string {
  return `pragma cache_size = -${CACHE_KIB};pragma threads = ${SORTING_THREADS}`
}

// Private:

const SORTING_THREADS = 2
const CACHE_KIB = 65_536
const LOG_PAGES = 8_000
/** A tenth of the two gigabytes that linking may take. */
const BULK_CACHE_KIB = 196_608
const BULK_LOG_PAGES = 65_536
/** How long a thread that does nothing else waits for another writer. */
const BULK_BUSY_MS = 5_000

function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY')
  )
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01'
}

function pragmasOf(busyMs: number, cacheKib: number, logPages: number): string {
  const pragmas = [
    'journal_mode = WAL',
    'synchronous = NORMAL',
    'foreign_keys = ON',
    'secure_delete = ON',
    `busy_timeout = ${busyMs}`,
    `cache_size = -${cacheKib}`,
    `wal_autocheckpoint = ${logPages}`,
  ]
  return pragmas.map((pragma) => `pragma ${pragma}`).join(';')
}

function sqlite(file: string, reader: Reader): SqliteDialect {
  // Temporary files hold keys of records: they belong where the store is. Read when the first database of the process is opened.
  process.env['SQLITE_TMPDIR'] ??= dirname(file)
  const database = new Database(file)
  database.exec(pragmasOf(BUSY_MS, CACHE_KIB, LOG_PAGES))
  return new SqliteDialect({ database: keepStatements(database, reader) })
}

/**
 * Kysely prepares anew for each query; preparing costs more than a point read. SQLite prepares by itself anew after a change of the
 * schema. A statement that threw is let go, since it may stand in the middle of its rows.
 */
function keepStatements(database: Database.Database, reader: Reader): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  const prepare = (text: string): SqliteStatement => {
    const statement = database.prepare(text)
    const orForgotten = <T>(work: () => T): T => {
      try {
        return work()
      } catch (error) {
        kept.delete(text)
        if (isBusy(error) && !/^\s*select\b/i.test(text)) end(database, work)
        throw error
      }
    }
    return {
      // Asked once: the driver crosses into native code for it.
      reader: statement.reader,
      all: (values) => orForgotten(() => statement.all(values)),
      run: (values) => orForgotten(() => statement.run(values)),
      // A walk through rows may be left in the middle, or another begin meanwhile: each has a statement of its own.
      iterate: (values) => database.prepare(text).iterate(values) as IterableIterator<unknown>,
    }
  }
  return {
    close: () => {
      kept.clear()
      reader.close()
      database.close()
    },
    prepare(text) {
      const known = kept.get(text)
      const statement = known ?? prepare(text)
      if (known) kept.delete(text)
      else if (kept.size >= STATEMENTS) kept.delete(kept.keys().next().value ?? '')
      kept.set(text, statement)
      return statement
    },
  }
}

/**
 * A write that found the lock taken has not ended for SQLite: until it is asked again, no other write of the connection is committed,
 * though it says so. The driver cannot reset it; asked again while nothing may be written, it fails for good.
 */
function end(database: Database.Database, again: () => unknown): void {
  database.exec('PRAGMA query_only = 1')
  try {
    again()
  } catch {
    // As it should.
  } finally {
    database.exec('PRAGMA query_only = 0')
  }
}

function postgresql(url: string): PostgresDialect {
  const INT8 = 20
  const types = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === INT8 && format !== 'binary'
        ? Number
        : (pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown),
  }
  return new PostgresDialect({
    pool: new pg.Pool({ ...postgresOf(url).config, max: 10, types: types as pg.CustomTypesConfig }),
  })
}
