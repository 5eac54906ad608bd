/** SQLite in a file. */
import { stat } from 'node:fs/promises'
import Libsql from 'libsql'
import { Kysely, SqliteDialect, sql, type SqliteDatabase } from 'kysely'
import { SourceError } from '../adapter.ts'
import { Statements } from '../statements.ts'
import { textAsHex } from './bytes.ts'
import type { AnyKysely, Column, ColumnKind, Expression, SqlDatabase } from './database.ts'
import { SqliteReader } from './sqlite-reader.ts'

export function sqlite(department: string, path: string): SqlDatabase {
  const dialect = new SqliteDialect({
    database: async () => {
      // libsql would make an empty database of a file that is not there.
      await stat(path).catch((error: unknown) => {
        throw new SourceError('UNAVAILABLE', department, 'The database file is not there', error)
      })
      const database = new Libsql(path)
      database.defaultSafeIntegers(true)
      // The whole process would wait with it: see locks.ts.
      database.exec('PRAGMA busy_timeout = 0')
      return keepStatements(database)
    },
  })
  const kysely: AnyKysely = new Kysely({ dialect })
  const reader = new SqliteReader(path)
  const lookUps = new WeakMap<ReadonlyMap<string, Column>, Map<string, string>>()
  const comparable = (column: Column): Expression =>
    column.kind === 'untyped' ? sql`cast(${sql.id(column.name)} as text)` : sql`${sql.id(column.name)}`
  return {
    kysely,
    columns: async (table, bytesAs) => {
      const { rows } = await sql<{
        name: string
        type: string
      }>`select name, type from pragma_table_info(${table})`.execute(kysely)
      return rows.map(({ name, type }) => ({ name, type, kind: affinity(type), bytesAs }))
    },
    selection: () => sql`*`,
    comparable,
    ordered: (column, descending) =>
      descending ? sql`${comparable(column)} desc nulls last` : sql`${comparable(column)} asc nulls first`,
    operand: (_column, value) => sql`${value}`,
    assigned: (_column, value) => sql`${value}`,
    isIn: (column, values) => {
      const equal = sql`${comparable(column)} in (select value from json_each(${JSON.stringify(values)}))`
      if (column.kind !== 'untyped') return equal
      const bytes = JSON.stringify(values.map((value) => textAsHex(value, column.bytesAs)))
      return sql`(${equal} or hex(${sql.id(column.name)}) in (select value from json_each(${bytes})))`
    },
    lookUp: (table, { column, values, order }, columns) => {
      let texts = lookUps.get(columns)
      if (texts === undefined) lookUps.set(columns, (texts = new Map()))
      let text = texts.get(column.name)
      if (text === undefined) texts.set(column.name, (text = lookUpText(table, column, order, [...columns.values()])))
      const wanted = [JSON.stringify(values)]
      if (column.kind === 'untyped')
        wanted.push(JSON.stringify(values.map((value) => textAsHex(value, column.bytesAs))))
      return reader.rows(text, wanted)
    },
    hasPrefix: (column, prefix) => sql`substr(cast(${sql.id(column.name)} as text), 1, length(${prefix})) = ${prefix}`,
    noteTypes: { key: 'varchar(200)', answer: 'text' },
    insertOnce: async (transaction, insert) =>
      (await sql`${insert} on conflict do nothing`.execute(transaction)).numAffectedRows === 1n,
    close: () => {
      reader.close()
      return kysely.destroy()
    },
  }
}

// Private:

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

/** Columns are named with their table: SQLite takes a quoted name alone for a text when there is no such column. */
function lookUpText(table: string, column: Column, order: Column, columns: readonly Column[]): string {
  const named = ({ name }: Column) => `t.${quoted(name)}`
  const comparable = (one: Column) => (one.kind === 'untyped' ? `cast(${named(one)} as text)` : named(one))
  const among = 'in (select value from json_each(?))'
  const where =
    column.kind === 'untyped'
      ? `(${comparable(column)} ${among} or hex(${named(column)}) ${among})`
      : `${comparable(column)} ${among}`
  const from = table.split('.').map(quoted).join('.')
  return `select ${columns.map(named).join(', ')} from ${from} as t where ${where} order by ${comparable(order)}`
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
function affinity(type: string): ColumnKind {
  if (/int/i.test(type)) return 'integer'
  if (/char|clob|text/i.test(type)) return 'text'
  return type === '' || /blob/i.test(type) ? 'untyped' : 'other'
}
