/**
 * A database behind kysely: SQLite in a file (libsql) or PostgreSQL. Both are opened at first use, so that a database that is down does
 * not keep the hub from starting. Every value comes as the text that the database says: integers of any length, decimals and dates pass
 * through no JavaScript number or Date.
 */
import { stat } from 'node:fs/promises'
import { types } from 'node:util'
import Libsql from 'libsql'
import { Kysely, PostgresDialect, SqliteDialect, sql, type RawBuilder, type SqliteDatabase } from 'kysely'
import pg from 'pg'
import { SourceError } from '../adapter.ts'
import type { Connection } from '../open.ts'
import { Statements } from '../statements.ts'
import { decode } from '../text/decode.ts'
import { encodeGb18030 } from '../text/encode-gb18030.ts'

type AnyDatabase = Record<string, Record<string, string | null>>
export type AnyKysely = Kysely<AnyDatabase>
export type Expression = RawBuilder<unknown>

/** How a column compares: text by its bytes, others by their own order; `untyped` is SQLite's column without a type, compared as text. */
type ColumnKind = 'text' | 'integer' | 'other' | 'untyped'
export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** The database's own name of the type, for casts. */
  readonly type: string
}

export interface SqlDatabase {
  readonly kysely: AnyKysely
  columns(table: string): Promise<readonly Column[]>
  /** The column as it is compared and sorted. */
  comparable(column: Column): Expression
  /** A value given as text, as the column compares with it. */
  operand(column: Column, value: string): Expression
  isIn(column: Column, values: readonly string[]): Expression
  hasPrefix(column: Column, prefix: string): Expression
  close(): Promise<void>
}

export function openDatabase(department: string, connection: Connection): SqlDatabase {
  if (connection.path !== undefined) return sqlite(department, connection.path)
  if (connection.url !== undefined && /^postgres(ql)?:/.test(connection.url))
    return postgres(connection.url, connection)
  throw new SourceError(
    'NOT_SUPPORTED',
    department,
    'A sql source needs connection.path (SQLite) or a postgres:// connection.url',
  )
}

/** Any value of a driver as text. */
export function asText(value: unknown, column: Column | undefined): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' && column?.type === 'bytea') return bytesAsText(Buffer.from(value.slice(2), 'hex'))
  // The blanks that fill up a char(n) are not the value's.
  if (typeof value === 'string') return column?.type === 'bpchar' ? value.trimEnd() : value
  if (types.isAnyArrayBuffer(value)) return bytesAsText(Buffer.from(value))
  if (ArrayBuffer.isView(value)) return bytesAsText(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
  return String(value)
}

// Private:

/** Legacy columns of bytes hold GBK text; what is no text is shown as hexadecimal digits. */
const bytesAsText = (bytes: Buffer): string => decode(bytes, 'gb18030') ?? bytes.toString('hex')

/** The bytes by which such a column is searched for a text. */
const asHex = (text: string): string => encodeGb18030(text.toWellFormed()).toString('hex').toUpperCase()

function sqlite(department: string, path: string): SqlDatabase {
  const dialect = new SqliteDialect({
    database: async () => {
      // libsql would make an empty database of a file that is not there.
      await stat(path).catch((error: unknown) => {
        throw new SourceError('UNAVAILABLE', department, 'The database file is not there', error)
      })
      const database = new Libsql(path)
      database.defaultSafeIntegers(true)
      database.exec('PRAGMA busy_timeout = 2000')
      return keepStatements(database)
    },
  })
  const kysely = new Kysely<AnyDatabase>({ dialect })
  const comparable = (column: Column): Expression =>
    column.kind === 'untyped' ? sql`cast(${sql.id(column.name)} as text)` : sql`${sql.id(column.name)}`
  return {
    kysely,
    columns: async (table) => {
      const { rows } = await sql<{
        name: string
        type: string
      }>`select name, type from pragma_table_info(${table})`.execute(kysely)
      return rows.map(({ name, type }) => ({ name, type, kind: affinity(type) }))
    },
    comparable,
    operand: (_column, value) => sql`${value}`,
    isIn: (column, values) => {
      const equal = sql`${comparable(column)} in (select value from json_each(${JSON.stringify(values)}))`
      if (column.kind !== 'untyped') return equal
      return sql`(${equal} or hex(${sql.id(column.name)}) in (select value from json_each(${JSON.stringify(values.map(asHex))})))`
    },
    hasPrefix: (column, prefix) => sql`substr(cast(${sql.id(column.name)} as text), 1, length(${prefix})) = ${prefix}`,
    close: () => kysely.destroy(),
  }
}

/** Kysely prepares anew for each query. */
function keepStatements(database: Libsql.Database): SqliteDatabase {
  const statements = new Statements(database, false)
  return {
    close: () => {
      statements.clear()
      database.close()
    },
    prepare: (text) => ({
      reader: statements.reads(text),
      all: (values) => statements.all(text, values),
      run: (values) => statements.run(text, values),
      // A walk through rows may be left in the middle: it has a statement of its own.
      iterate: (values) => database.prepare(text).iterate(values) as IterableIterator<unknown>,
    }),
  }
}

/** https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
function affinity(type: string): ColumnKind {
  if (/int/i.test(type)) return 'integer'
  if (/char|clob|text/i.test(type)) return 'text'
  return type === '' || /blob/i.test(type) ? 'untyped' : 'other'
}

function postgres(url: string, connection: Connection): SqlDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    ...(connection.user !== undefined && { user: connection.user }),
    ...(connection.secret !== undefined && { password: connection.secret }),
    max: connection.concurrency ?? 8,
    connectionTimeoutMillis: connection.timeoutMs ?? 10_000,
    statement_timeout: connection.timeoutMs ?? 10_000,
    types: { getTypeParser: () => (text: unknown) => text },
  })
  // A connection that dies while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  // First in the connection's queue, so that every query runs under it; a failure shows in the query that follows.
  pool.on('connect', (client) => {
    client.query("SET DateStyle = 'ISO, YMD'; SET TimeZone = 'Asia/Shanghai'").catch(() => undefined)
  })
  const kysely = new Kysely<AnyDatabase>({ dialect: new PostgresDialect({ pool }) })
  const asColumnType = (column: Column, value: string): Expression => sql`cast(${value} as ${sql.id(column.type)})`
  const comparable = (column: Column): Expression =>
    column.kind === 'text' ? sql`${sql.id(column.name)}::text collate "C"` : sql`${sql.id(column.name)}`
  return {
    kysely,
    columns: async (table) => {
      const { rows } = await sql<{ name: string; type: string }>`
        select attname as name, typname as type from pg_attribute join pg_type on pg_type.oid = atttypid
        where attrelid = to_regclass(${quoted(table)}) and attnum > 0 and not attisdropped order by attnum`.execute(
        kysely,
      )
      return rows.map(({ name, type }) => ({ name, type, kind: postgresKind(type) }))
    },
    comparable,
    operand: (column, value) => (column.kind === 'text' ? sql`${value}::text` : asColumnType(column, value)),
    isIn: (column, values) => {
      if (column.kind === 'text' && column.type !== 'bpchar')
        return sql`${sql.id(column.name)} = any(${values}::text[])`
      // Only digits as the database writes them can be equal to an integer's text; others would be an error in the cast.
      if (column.kind === 'integer') return sql`${sql.id(column.name)} = any(${values.filter(isInteger)}::int8[])`
      if (column.type === 'bytea') {
        return sql`upper(encode(${sql.id(column.name)}, 'hex')) = any(${values.map(asHex)}::text[])`
      }
      return sql`${sql.id(column.name)}::text = any(${values}::text[])`
    },
    hasPrefix: (column, prefix) => sql`starts_with(${sql.id(column.name)}::text, ${prefix})`,
    close: () => kysely.destroy(),
  }
}

const quoted = (table: string): string =>
  table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')

function postgresKind(type: string): ColumnKind {
  if (['text', 'varchar', 'bpchar', 'name'].includes(type)) return 'text'
  return ['int2', 'int4', 'int8'].includes(type) ? 'integer' : 'other'
}

function isInteger(value: string): boolean {
  return /^-?\d{1,19}$/.test(value) && BigInt.asIntN(64, BigInt(value)).toString() === value
}
