/**
 * MariaDB and MySQL from 5.6 on. Their collations take `k1`, `K1` and `K1 ` for the same, so a text is looked up by its collation, which
 * has the index, and then compared by its bytes. Sessions are strict: a value that a column cannot hold (a four-byte character in three-byte
 * `utf8`, a text that is too long) is an error, which by default older servers cut in silence.
 */
import { Kysely, MysqlDialect, sql, type MysqlPool, type MysqlPoolConnection, type MysqlQueryResult } from 'kysely'
import { createPool, type PoolConnection, type TypeCastField, type TypeCastNext } from 'mysql2'
import type { Connection } from '../open.ts'
import { textAsBytes, type BytesAs } from './bytes.ts'
import type { AnyKysely, Column, ColumnKind, Expression, SqlDatabase } from './database.ts'

export interface MariadbColumn extends Column {
  /** Character set and collation of a text; null of any other. */
  readonly charset: string | null
  readonly collation: string | null
  /** No two rows have the same value, by the collation: its own order is a total one, and has an index. */
  readonly unique: boolean
  /** Its text is in its bytes, not in its character set. */
  readonly raw: boolean
}

export function mariadb(url: string, connection: Connection): SqlDatabase<MariadbColumn> {
  const kysely: AnyKysely = new Kysely({
    dialect: new MysqlDialect({ pool: () => Promise.resolve(pool(url, connection)) }),
  })
  return {
    kysely,
    columns: async (table, bytesAs) => {
      const [name, schema] = table.split('.').reverse()
      const { rows } = await sql<Described>`
        select c.column_name as name, c.data_type as type, c.character_set_name as charset, c.collation_name as collation,
          (select count(*) from information_schema.statistics s where s.table_schema = c.table_schema and s.table_name = c.table_name
            and s.column_name = c.column_name and s.non_unique = 0 and s.sub_part is null
            and not exists (select 1 from information_schema.statistics o where o.table_schema = s.table_schema
              and o.table_name = s.table_name and o.index_name = s.index_name and o.seq_in_index = 2)
            and s.seq_in_index = 1) as uniques
        from information_schema.columns c where c.table_schema = coalesce(${schema ?? null}, database()) and c.table_name = ${name}
        order by c.ordinal_position`.execute(kysely)
      return rows.map((row) => describe(row, bytesAs))
    },
    selection,
    comparable,
    // Nulls are the lowest here.
    ordered: (column, descending) => (descending ? sql`${comparable(column)} desc` : sql`${comparable(column)} asc`),
    operand,
    assigned: (column, value) =>
      value !== null && column.raw ? sql`cast(${textAsBytes(value, column.bytesAs)} as binary)` : sql`${value}`,
    isIn,
    hasPrefix: (column, prefix) => {
      const bytes = operandBytes(column, prefix)
      return sql`left(${inBytes(column)}, length(${bytes})) = ${bytes}`
    },
    // 767 bytes are the most that an index of MySQL 5.6 takes; in bytes, keys are compared to the letter.
    noteTypes: { key: 'varbinary(600)', answer: 'longtext character set utf8mb4' },
    insertOnce: async (transaction, insert) => {
      try {
        return (await insert.execute(transaction)).numAffectedRows === 1n
      } catch (error) {
        // Unlike a failed statement of PostgreSQL this one leaves the transaction as it was.
        if ((error as { readonly code?: unknown }).code === 'ER_DUP_ENTRY') return false
        throw error
      }
    },
    close: () => kysely.destroy(),
  }
}

/** For tests: what a description in the catalogue of the server means. */
export function describe(row: Described, bytesAs: BytesAs | null): MariadbColumn {
  const { name, type, charset, collation } = row
  const bytes = /binary|blob/.test(type)
  // A Unicode or Chinese column holds what it says; any other cannot hold Chinese text but as bytes.
  const raw = bytes || (bytesAs !== null && charset !== null && !/^(utf|ucs|gb|big5)/.test(charset))
  return { name, type, charset, collation, raw, bytesAs, kind: kindOf(type), unique: Number(row.uniques) > 0 }
}

export interface Described {
  readonly name: string
  readonly type: string
  readonly charset: string | null
  readonly collation: string | null
  readonly uniques: string
}

// Private:

function kindOf(type: string): ColumnKind {
  if (/char|text|enum|set|binary|blob/.test(type)) return 'text'
  return /int|year|bit/.test(type) ? 'integer' : 'other'
}

function selection(columns: Iterable<MariadbColumn>): Expression {
  const all = [...columns]
  if (!all.some((column) => column.raw || column.type === 'bit')) return sql`*`
  const parts = all.map((column) => {
    const id = sql.id(column.name)
    if (column.raw) return sql`cast(${id} as binary) as ${id}`
    return column.type === 'bit' ? sql`${id} + 0 as ${id}` : sql`${id}`
  })
  return sql.join(parts)
}

/** A text by the bytes of its UTF-8, or by its own where they are the text. */
function inBytes(column: MariadbColumn): Expression {
  const id = sql.id(column.name)
  if (column.raw) return sql`cast(${id} as binary)`
  return column.kind === 'text'
    ? sql`cast(convert(${id} using utf8mb4) as binary)`
    : sql`cast(cast(${id} as char) as binary)`
}

function operandBytes(column: MariadbColumn, value: string): Expression {
  return column.raw ? sql`cast(${textAsBytes(value, column.bytesAs)} as binary)` : sql`cast(${value} as binary)`
}

/** The value in the column's own character set, where an index can be used; what it does not have becomes `?`, and is told apart by its bytes. */
function operandText(column: MariadbColumn, value: string): Expression {
  const charset = sql.raw(word(column.charset))
  const collation = sql.raw(word(column.collation))
  if (!column.raw) return sql`convert(${value} using ${charset}) collate ${collation}`
  return sql`convert(cast(${textAsBytes(value, column.bytesAs)} as binary) using ${charset}) collate ${collation}`
}

const hasOwnOrder = (column: MariadbColumn): boolean => column.charset !== null && column.unique

function comparable(column: MariadbColumn): Expression {
  return column.kind !== 'text' || hasOwnOrder(column) ? sql`${sql.id(column.name)}` : inBytes(column)
}

function operand(column: MariadbColumn, value: string): Expression {
  if (column.kind === 'text') return hasOwnOrder(column) ? operandText(column, value) : operandBytes(column, value)
  // A text would be compared with a number as a double, which loses digits.
  return /date|time/.test(column.type) ? sql`${value}` : sql`cast(${value} as decimal(65, 20))`
}

function isIn(column: MariadbColumn, values: readonly string[]): Expression {
  const given = column.kind === 'integer' ? values.filter((value) => /^(0|-?[1-9]\d{0,19})$/.test(value)) : values
  if (given.length === 0) return sql`1 = 0`
  if (column.kind === 'integer')
    return sql`${sql.id(column.name)} in (${sql.join(given.map((digits) => sql.raw(digits)))})`
  const toTheLetter = sql`${inBytes(column)} in (${sql.join(given.map((value) => operandBytes(column, value)))})`
  if (column.charset === null) return toTheLetter
  const byIndex = sql.join(given.map((value) => operandText(column, value)))
  return sql`(${sql.id(column.name)} in (${byIndex}) and ${toTheLetter})`
}

/** A name from the server's catalogue, written into a statement as it is. */
function word(name: string | null): string {
  if (name === null || !/^\w+$/.test(name)) throw new RangeError('not the name of a character set')
  return name
}

function pool(url: string, connection: Connection): MysqlPool {
  const timeoutMs = connection.timeoutMs ?? 10_000
  const inner = createPool({
    uri: url.replace(/^mariadb:/, 'mysql:'),
    ...(connection.user !== undefined && { user: connection.user }),
    ...(connection.secret !== undefined && { password: connection.secret }),
    connectionLimit: connection.concurrency ?? 8,
    connectTimeout: timeoutMs,
    charset: 'UTF8MB4_GENERAL_CI',
    typeCast: asGiven,
  })
  const ready = new WeakMap<PoolConnection, MysqlPoolConnection>()
  return {
    getConnection: (callback) =>
      inner.getConnection((error, raw) => {
        const known = error ? undefined : ready.get(raw)
        if (error || known) return callback(error, known as MysqlPoolConnection)
        raw.query(session(timeoutMs), (refused) => {
          // Without its settings a session would cut values and shift times: it is not used.
          if (refused) raw.destroy()
          else ready.set(raw, timed(raw, timeoutMs))
          callback(refused, ready.get(raw) as MysqlPoolConnection)
        })
      }),
    end: (callback) => inner.end(callback),
  }
}

/**
 * Dates and decimals stay text; TIMESTAMP, which has a zone, is shown in the city's time. Strings are escaped by backslash, which a server may
 * have switched off. Each product has its own limit on a statement; MySQL 5.6 has none but that on waiting for a lock.
 */
const session = (timeoutMs: number): string =>
  `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+08:00',
    innodb_lock_wait_timeout = ${Math.ceil(timeoutMs / 1000)}
    /*M!100101 , max_statement_time = ${timeoutMs / 1000} */ /*!50708 , max_execution_time = ${timeoutMs} */`

/** The driver gives up a little later than the server; the connection still waits for the answer then and is of no more use. */
function timed(raw: PoolConnection, timeoutMs: number): MysqlPoolConnection {
  const query = (text: string, values: unknown[], callback?: (error: unknown, result: MysqlQueryResult) => void) =>
    raw.query({ sql: text, values, timeout: timeoutMs + 500 }, (error, result) => {
      if (error?.code === 'PROTOCOL_SEQUENCE_TIMEOUT') raw.destroy()
      callback?.(error, result as MysqlQueryResult)
    })
  return { query, release: () => raw.release() }
}

/** In the text protocol the server writes every value as text: it is handed on. Bytes stay bytes. */
function asGiven(field: TypeCastField, next: TypeCastNext): unknown {
  if (/STRING|BLOB|VARCHAR|ENUM|SET/.test(field.type)) return next()
  if (field.type === 'GEOMETRY' || field.type === 'BIT') return field.buffer()
  return field.string(field.type === 'JSON' ? 'utf8' : undefined)
}
