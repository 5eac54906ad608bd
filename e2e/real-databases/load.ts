/**
 * Brings tables of the stand-in estate into a real server, typed as the real system has them: a database of its own in MariaDB, a schema of its
 * own in PostgreSQL, both dropped again.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import Database from 'libsql'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import type { Connection } from '../../adapters/open.ts'

/** By table the definition of its columns in the order of the declaration, the key first. */
export interface Layout {
  /** Character set of the tables in MariaDB. */
  readonly charset?: string
  readonly tables: Readonly<
    Record<string, { readonly columns: Readonly<Record<string, string>>; readonly charset?: string }>
  >
}
export type Values = Readonly<Record<string, string | null>>
export type Tables = Readonly<Record<string, readonly Values[]>>

export interface Loaded {
  readonly connection: Connection
  drop(): Promise<void>
}

const rowsPerInsert = 200
const postgresServer = process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'
const mariadbServer = process.env['PENTAGRAPH_TEST_MYSQL'] ?? 'mysql://root@127.0.0.1:3306'

/** All rows of a database of the estate, every value as text. */
export function tablesOf(path: string, names: readonly string[]): Tables {
  const database = new Database(path, { readonly: true })
  try {
    return Object.fromEntries(names.map((name) => [name, rowsOf(database, name)]))
  } finally {
    database.close()
  }
}

/** The rows of a department's room, which are a script for SQLite. */
export function tablesIn(script: string, names: readonly string[]): Tables {
  const database = new Database(':memory:')
  try {
    database.exec(readFileSync(script, 'utf8'))
    return Object.fromEntries(names.map((name) => [name, rowsOf(database, name)]))
  } finally {
    database.close()
  }
}

/** As lax as the servers of these systems are: what a column cannot hold is cut or becomes zero. */
export async function loadIntoMariadb({ charset = 'utf8mb4', tables }: Layout, rows: Tables): Promise<Loaded> {
  const name = `estate_${randomUUID().slice(0, 8)}`
  const client = await createConnection({ uri: mariadbServer, charset: 'UTF8MB4_GENERAL_CI' })
  const drop = async () => {
    await client.query(`DROP DATABASE IF EXISTS ${name}`)
    await client.end()
  }
  try {
    await client.query("SET SESSION sql_mode = ''")
    await client.query(`CREATE DATABASE ${name} DEFAULT CHARACTER SET ${charset}`)
    await client.query(`USE ${name}`)
    for (const [table, layout] of Object.entries(tables)) {
      const own = layout.charset ?? charset
      await client.query(`CREATE TABLE ${table} (${definitions(layout.columns)}) DEFAULT CHARACTER SET ${own}`)
      const columns = Object.keys(layout.columns)
      for (const some of batches(rows[table] ?? []))
        await client.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [
          some.map((row) => columns.map((column) => row[column] ?? null)),
        ])
    }
  } catch (error) {
    await drop()
    throw error
  }
  return { connection: { url: `${mariadbServer.replace(/\/$/, '')}/${name}` }, drop }
}

export async function loadIntoPostgres({ tables }: Layout, rows: Tables): Promise<Loaded> {
  const schema = `estate_${randomUUID().slice(0, 8)}`
  const client = new pg.Client({ connectionString: postgresServer })
  await client.connect()
  const drop = async () => {
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
    await client.end()
  }
  try {
    await client.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}`)
    for (const [table, layout] of Object.entries(tables)) {
      await client.query(`CREATE TABLE ${table} (${definitions(layout.columns)})`)
      const columns = Object.keys(layout.columns)
      for (const some of batches(rows[table] ?? [])) {
        let mark = 0
        const marks = some.map(() => `(${columns.map(() => `$${++mark}`).join(', ')})`).join(', ')
        const values = some.flatMap((row) => columns.map((column) => row[column] ?? null))
        await client.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ${marks}`, values)
      }
    }
  } catch (error) {
    await drop()
    throw error
  }
  const options = encodeURIComponent(`-c search_path=${schema}`)
  return { connection: { url: `${postgresServer}?options=${options}` }, drop }
}

// Private:

function rowsOf(database: Database.Database, table: string): Values[] {
  const rows = database.prepare(`SELECT * FROM ${table}`).all() as Readonly<Record<string, unknown>>[]
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value === null ? null : String(value)])),
  )
}

function definitions(columns: Readonly<Record<string, string>>): string {
  return Object.entries(columns)
    .map(([column, type], nth) => `${column} ${type}${nth === 0 ? ' PRIMARY KEY' : ''}`)
    .join(', ')
}

function* batches<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += rowsPerInsert) yield rows.slice(from, from + rowsPerInsert)
}
