/**
 * Writing to a database: one transaction for the change and for the note that it was done, so that a request that is sent twice is
 * carried out once. The note is written first: it is the lock on the idempotency key.
 * The version column is the caller's when `values` holds it; otherwise a counter goes up by one, a time becomes the present one.
 */
import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { SourceError, type Change, type Written } from '../adapter.ts'
import type { TableUse } from '../open.ts'
import { rowVersion } from '../row-version.ts'
import { shanghaiTime } from '../service-hours.ts'
import type { AnyKysely, Column, SqlDatabase } from './database.ts'
import type { SqlTable } from './table.ts'

/** Beside the legacy tables, in the same database: only there can it be in the same transaction. */
const notes = sql.id('PG_IDEMPOTENCY')

export async function createNotes({ kysely, noteTypes }: SqlDatabase): Promise<void> {
  await sql`create table if not exists ${notes} (
    ${sql.id('KEY')} ${sql.raw(noteTypes.key)} primary key, ${sql.id('CONTENT')} varchar(64) not null, ${sql.id('ANSWER')} ${sql.raw(noteTypes.answer)}, ${sql.id('AT')} varchar(19) not null
  )`.execute(kysely)
}

export async function writeChange(
  database: SqlDatabase,
  table: SqlTable,
  use: TableUse,
  change: Change,
  department: string,
): Promise<Written> {
  await Promise.all(Object.keys(change.values).map((column) => table.column(column)))
  return database.kysely.transaction().execute(async (transaction) => {
    const done = await alreadyDone(database, transaction, change, department)
    if (done !== null) return { ...done, repeated: true }
    const key =
      change.key === null
        ? await insert(database, transaction, table, use, change)
        : await update(database, transaction, table, use, change, department)
    const row = await table.read(key, transaction)
    if (row === null) throw new SourceError('WRITE_REFUSED', department, 'The row does not stand as it was written')
    const written: Written = { key, version: rowVersion(row, use.version), row, repeated: false }
    await sql`update ${notes} set ${sql.id('ANSWER')} = ${JSON.stringify(written)} where ${sql.id('KEY')} = ${change.idempotencyKey}`.execute(
      transaction,
    )
    return written
  })
}

// Private:

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

async function alreadyDone(
  database: SqlDatabase,
  transaction: AnyKysely,
  change: Change,
  department: string,
): Promise<Written | null> {
  const { idempotencyKey, table, key, values, expectedVersion } = change
  const content = sha256(JSON.stringify([table, key, Object.entries(values).sort(), expectedVersion]))
  const note = sql`insert into ${notes} (${sql.id('KEY')}, ${sql.id('CONTENT')}, ${sql.id('AT')})
    values (${idempotencyKey}, ${content}, ${shanghaiTime(new Date())})`
  if (await database.insertOnce(transaction, note)) return null
  const { rows } = await sql<{ CONTENT: string; ANSWER: string | null }>`
    select ${sql.id('CONTENT')}, ${sql.id('ANSWER')} from ${notes} where ${sql.id('KEY')} = ${idempotencyKey}`.execute(
    transaction,
  )
  const [before] = rows
  if (before?.CONTENT !== content) {
    throw new SourceError('IDEMPOTENCY_KEY_REUSED', department, 'The idempotency key was used for another change')
  }
  if (before.ANSWER === null) throw new SourceError('FAULT', department, 'A change was noted without its answer')
  return JSON.parse(before.ANSWER) as Written
}

async function update(
  database: SqlDatabase,
  transaction: AnyKysely,
  table: SqlTable,
  use: TableUse,
  change: Change,
  department: string,
): Promise<string> {
  const key = change.key as string
  const before = await table.read(key, transaction)
  const stale = () => new SourceError('VERSION_CONFLICT', department, 'The row is not as the caller has seen it')
  if (before === null || change.expectedVersion === null || rowVersion(before, use.version) !== change.expectedVersion)
    throw stale()
  const values: Record<string, string | null> = { ...change.values }
  if (use.version !== null && values[use.version] === undefined) {
    values[use.version] = nextVersion(before[use.version] ?? null, await table.column(use.version))
  }
  const columns = await table.columns()
  const sets = Object.entries(values).map(
    ([column, value]) => sql`${sql.id(column)} = ${database.assigned(columns.get(column) as Column, value)}`,
  )
  // Another process may have written between the read and here: the version stands in the condition as well.
  const unchanged =
    use.version === null || before[use.version] === null
      ? sql`1 = 1`
      : sql`${sql.id(use.version)} = ${before[use.version]}`
  const done =
    await sql`update ${table.id()} set ${sql.join(sets)} where ${await table.hasKey(key)} and ${unchanged}`.execute(
      transaction,
    )
  if (done.numAffectedRows !== 1n) throw stale()
  return change.values[use.key] ?? key
}

async function insert(
  database: SqlDatabase,
  transaction: AnyKysely,
  table: SqlTable,
  use: TableUse,
  change: Change,
): Promise<string> {
  const values: Record<string, string | null> = { ...change.values }
  values[use.key] ??= await newKey(transaction, table, await table.column(use.key))
  if (use.version !== null) values[use.version] ??= nextVersion(null, await table.column(use.version))
  const known = await table.columns()
  const columns = Object.entries(values)
  await sql`
    insert into ${table.id()} (${sql.join(columns.map(([column]) => sql.id(column)))})
    values (${sql.join(columns.map(([column, value]) => database.assigned(known.get(column) as Column, value)))})`.execute(
    transaction,
  )
  return values[use.key] as string
}

/** Numbers go on counting; elsewhere a key of 20 characters that sorts by its time and says where it comes from. */
async function newKey(transaction: AnyKysely, table: SqlTable, key: Column): Promise<string> {
  if (key.kind !== 'integer') return `NEW-${Date.now().toString(36)}${randomBytes(4).toString('hex')}`.toUpperCase()
  const { rows } = await sql<{ top: unknown }>`select max(${sql.id(key.name)}) as top from ${table.id()}`.execute(
    transaction,
  )
  return String(BigInt(String(rows[0]?.top ?? 0)) + 1n)
}

function nextVersion(before: string | null, column: Column): string {
  if (before !== null && /^\d{1,18}$/.test(before) && !/^\d{14}$/.test(before)) return String(BigInt(before) + 1n)
  if (before === null && column.kind === 'integer') return '1'
  const now = shanghaiTime(new Date())
  const earlier = before?.slice(0, 19).replace('T', ' ') ?? ''
  const instant = Date.parse(`${earlier.replace(' ', 'T')}+08:00`)
  // Two changes within one second must not have one version.
  const later = earlier >= now && !Number.isNaN(instant) ? shanghaiTime(new Date(instant + 1000)) : now
  return /^\d{14}$/.test(before ?? '') ? later.replace(/\D/g, '') : later
}
