/**
 * A database behind kysely, one file a dialect: SQLite in a file (libsql), PostgreSQL, MariaDB and MySQL. All are opened at first use, so
 * that a database that is down does not keep the hub from starting. Every value comes as the text that the database says: integers of
 * any length, decimals and dates pass through no JavaScript number or Date.
 */
import { types } from 'node:util'
import type { Kysely, RawBuilder } from 'kysely'
import { SourceError } from '../adapter.ts'
import type { Connection } from '../open.ts'
import { bytesAsText, type BytesAs } from './bytes.ts'
import { mariadb } from './mariadb.ts'
import { postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'

type AnyDatabase = Record<string, Record<string, string | null>>
export type AnyKysely = Kysely<AnyDatabase>
export type Expression = RawBuilder<unknown>

/** How a column compares: text by its bytes, others by their own order; `untyped` is SQLite's column without a type, compared as text. */
export type ColumnKind = 'text' | 'integer' | 'other' | 'untyped'
export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** The database's own name of the type, for casts. */
  readonly type: string
  /** What its bytes are text in, when that is declared of the table. */
  readonly bytesAs: BytesAs | null
}

/**
 * Rows of a table (its name in the database) that have one of the values in the column, sorted by another; each row as the values of the
 * columns in their order. Sees no transaction that is under way. Throws what the driver throws.
 */
export type LookUp<C extends Column = Column> = (
  table: string,
  by: { readonly column: C; readonly values: readonly string[]; readonly order: C },
  columns: ReadonlyMap<string, C>,
) => readonly (readonly unknown[])[]

export interface SqlDatabase<C extends Column = Column> {
  readonly kysely: AnyKysely
  columns(table: string, bytesAs: BytesAs | null): Promise<readonly C[]>
  /** What a select asks for so that every column comes as `asText` reads it. */
  selection(columns: Iterable<C>): Expression
  /** The column as it is compared and sorted. */
  comparable(column: C): Expression
  /** Ordered by the column, nulls first when ascending. */
  ordered(column: C, descending: boolean): Expression
  /** A value given as text, as the column compares with it. */
  operand(column: C, value: string): Expression
  /** A value given as text, as the column keeps it. */
  assigned(column: C, value: string | null): Expression
  isIn(column: C, values: readonly string[]): Expression
  hasPrefix(column: C, prefix: string): Expression
  /** Only where the dialect has a cheaper way than a query that is built. */
  lookUp?(...of: Parameters<LookUp<C>>): ReturnType<LookUp<C>>
  /** Types of the columns of notes: the key to the letter, the answer of any length and any character. */
  readonly noteTypes: { readonly key: string; readonly answer: string }
  /** False when the row is there already; nothing is changed then. */
  insertOnce(transaction: AnyKysely, insert: Expression): Promise<boolean>
  close(): Promise<void>
}

export function openDatabase(department: string, connection: Connection): SqlDatabase {
  const { path, url } = connection
  if (path !== undefined) return sqlite(department, path)
  if (url !== undefined && /^postgres(ql)?:/.test(url)) return postgres(url, connection)
  if (url !== undefined && /^(mysql|mariadb):/.test(url)) return mariadb(url, connection)
  throw new SourceError(
    'NOT_SUPPORTED',
    department,
    'A sql source needs connection.path (SQLite) or a postgres:// or mysql:// connection.url',
  )
}

/** Any value of a driver as text. */
export function asText(value: unknown, column: Column | undefined): string | null {
  if (value === null || value === undefined) return null
  const declared = column?.bytesAs ?? null
  if (typeof value === 'string' && column?.type === 'bytea')
    return bytesAsText(Buffer.from(value.slice(2), 'hex'), declared)
  // The blanks that fill up a char(n) are not the value's.
  if (typeof value === 'string') return column?.type === 'bpchar' ? value.trimEnd() : value
  if (types.isAnyArrayBuffer(value)) return bytesAsText(Buffer.from(value), declared)
  if (ArrayBuffer.isView(value))
    return bytesAsText(Buffer.from(value.buffer, value.byteOffset, value.byteLength), declared)
  return String(value)
}
