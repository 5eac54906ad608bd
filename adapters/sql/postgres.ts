/** PostgreSQL. */
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Connection } from '../open.ts'
import { textAsHex } from './bytes.ts'
import type { AnyKysely, Column, ColumnKind, Expression, SqlDatabase } from './database.ts'
import { isInteger } from './integer.ts'

export function postgres(url: string, connection: Connection): SqlDatabase {
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
  const kysely: AnyKysely = new Kysely({ dialect: new PostgresDialect({ pool }) })
  const asColumnType = (column: Column, value: string): Expression => sql`cast(${value} as ${sql.id(column.type)})`
  const comparable = (column: Column): Expression =>
    column.kind === 'text' ? sql`${sql.id(column.name)}::text collate "C"` : sql`${sql.id(column.name)}`
  return {
    kysely,
    columns: async (table, bytesAs) => {
      const { rows } = await sql<{ name: string; type: string }>`
        select attname as name, typname as type from pg_attribute join pg_type on pg_type.oid = atttypid
        where attrelid = to_regclass(${quoted(table)}) and attnum > 0 and not attisdropped order by attnum`.execute(
        kysely,
      )
      return rows.map(({ name, type }) => ({ name, type, kind: postgresKind(type), bytesAs }))
    },
    selection: () => sql`*`,
    comparable,
    ordered: (column, descending) =>
      descending ? sql`${comparable(column)} desc nulls last` : sql`${comparable(column)} asc nulls first`,
    operand: (column, value) => (column.kind === 'text' ? sql`${value}::text` : asColumnType(column, value)),
    assigned: (_column, value) => sql`${value}`,
    isIn: (column, values) => {
      if (column.kind === 'text' && column.type !== 'bpchar')
        return sql`${sql.id(column.name)} = any(${values}::text[])`
      // Only digits as the database writes them can be equal to an integer's text; others would be an error in the cast.
      if (column.kind === 'integer') return sql`${sql.id(column.name)} = any(${values.filter(isInteger)}::int8[])`
      if (column.type === 'bytea') {
        const bytes = values.map((value) => textAsHex(value, column.bytesAs))
        return sql`upper(encode(${sql.id(column.name)}, 'hex')) = any(${bytes}::text[])`
      }
      return sql`${sql.id(column.name)}::text = any(${values}::text[])`
    },
    hasPrefix: (column, prefix) => sql`starts_with(${sql.id(column.name)}::text, ${prefix})`,
    noteTypes: { key: 'varchar(200)', answer: 'text' },
    insertOnce: async (transaction, insert) =>
      (await sql`${insert} on conflict do nothing`.execute(transaction)).numAffectedRows === 1n,
    close: () => kysely.destroy(),
  }
}

// Private:

const quoted = (table: string): string =>
  table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')

function postgresKind(type: string): ColumnKind {
  if (['text', 'varchar', 'bpchar', 'name'].includes(type)) return 'text'
  return ['int2', 'int4', 'int8'].includes(type) ? 'integer' : 'other'
}
