/** Reading one table of the current snapshot. All of it is synchronous inside, so that no swap can fall into the middle of a call. */
import { throwIfAborted } from '../abort.ts'
import {
  SourceError,
  withFlags,
  type Call,
  type ChangePage,
  type Condition,
  type Flags,
  type Row,
  type RowChange,
  type Scan,
  type ScanPage,
  type Table,
} from '../adapter.ts'
import { readCursor, writeCursor } from '../keyset-cursor.ts'
import { columnName, type SnapshotFile, type TableMeta } from './snapshot-file.ts'

const changesPage = 50_000
/** Sorts behind every text that begins with the same prefix. */
const lastCharacter = '\u{10FFFF}'

type Raw = readonly (string | null)[]

export class SnapshotTable implements Table {
  readonly name: string
  readonly key: string
  private readonly department: string
  private readonly current: () => SnapshotFile

  constructor(department: string, name: string, key: string, current: () => SnapshotFile) {
    this.department = department
    this.name = name
    this.key = key
    this.current = current
  }

  async getMany(keys: readonly string[], call: Call): Promise<(Row | null)[]> {
    throwIfAborted(call.signal, this.department)
    const found = this.select(this.key, keys)
    const byKey = new Map(found.map((row) => [row[this.key], row]))
    return keys.map((key) => byKey.get(key) ?? null)
  }

  async findBy(column: string, values: readonly string[], call: Call): Promise<Row[][]> {
    throwIfAborted(call.signal, this.department)
    const byValue = new Map<string, Row[]>(values.map((value) => [value, []]))
    for (const row of this.select(column, values)) byValue.get(row[column] as string)?.push(row)
    return values.map((value) => [...(byValue.get(value) ?? [])])
  }

  async scan(scan: Scan, call: Call): Promise<ScanPage> {
    throwIfAborted(call.signal, this.department)
    const { file, meta } = this.now()
    const key = this.column(meta, this.key)
    const order = this.column(meta, scan.order?.column ?? this.key)
    const direction = scan.order?.descending ? 'DESC' : 'ASC'
    const where = (scan.where ?? []).map((condition) => this.condition(meta, condition))
    const position = readCursor(scan, this.department)
    const from = position === null ? [] : [afterPosition(order, key, direction, position.value, position.key)]
    const page = file.statements.all(
      `${selectFrom(meta)} ${whereOf([...where, ...from])} ORDER BY ${order} ${direction}, ${key} ${direction} LIMIT ?`,
      [...where, ...from].flatMap((part) => part.values).concat(String(scan.limit + 1)),
    ) as Raw[]
    const rows = page.slice(0, scan.limit).map((raw) => toRow(meta, raw))
    const last = rows.at(-1)
    const next =
      page.length > scan.limit && last !== undefined
        ? writeCursor(scan, { value: last[scan.order?.column ?? this.key] ?? null, key: last[this.key] as string })
        : null
    return { rows, next, total: scan.count ? this.count(file, meta, where) : null }
  }

  async changes(since: string | null, call: Call): Promise<ChangePage> {
    throwIfAborted(call.signal, this.department)
    const { file, meta } = this.now()
    const key = this.column(meta, this.key)
    const from = readChangesCursor(since, file, this.department)
    const upserts = file.db
      .prepare(`${selectFrom(meta)} WHERE (_changed, ${key}) > (?, ?) ORDER BY _changed, ${key} LIMIT ?`)
      .raw()
      .all(from.load, from.key, changesPage + 1) as Raw[]
    const deletes = file.db
      .prepare(
        'SELECT changed, key FROM deleted WHERE tbl = ? AND changed > ? AND (changed, key) > (?, ?) ORDER BY changed, key LIMIT ?',
      )
      .raw()
      .all(this.name, from.base, from.load, from.key, changesPage + 1) as [number, string][]
    const changedAt = meta.columns.length + 1
    const all = [
      ...upserts.map((raw) => ({ load: Number(raw[changedAt]), change: upsert(this.key, toRow(meta, raw)) })),
      ...deletes.map(([load, gone]) => ({ load, change: { kind: 'delete', key: gone, row: null } as RowChange })),
    ]
    // Each of the two is in order already.
    if (deletes.length > 0)
      all.sort((a, b) => a.load - b.load || Buffer.compare(Buffer.from(a.change.key), Buffer.from(b.change.key)))
    const page = all.slice(0, changesPage)
    const last = page.at(-1)
    const cursor = { ...from, lineage: file.lineage, ...(last && { load: last.load, key: last.change.key }) }
    return {
      changes: page.map(({ change }) => change),
      cursor: writeChangesCursor(cursor),
      more: all.length > changesPage,
      ...(since !== null && from.load < 0 && { anew: true }),
    }
  }

  // Private:

  private now(): { readonly file: SnapshotFile; readonly meta: TableMeta } {
    const file = this.current()
    const meta = file.tables.get(this.name)
    if (meta === undefined) throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${this.name}`)
    return { file, meta }
  }

  private column(meta: TableMeta, column: string): string {
    const name = columnName(meta, column)
    if (name === null) throw new SourceError('UNKNOWN_COLUMN', this.department, `No column ${column} in ${this.name}`)
    return name
  }

  private select(column: string, values: readonly string[]): Row[] {
    const { file, meta } = this.now()
    const where = isIn(this.column(meta, column), [...new Set(values)])
    const raw = file.statements.all(
      `${selectFrom(meta)} WHERE ${where.sql} ORDER BY ${this.column(meta, this.key)}`,
      where.values,
    ) as Raw[]
    return raw.map((row) => toRow(meta, row))
  }

  private count(file: SnapshotFile, meta: TableMeta, where: readonly Part[]): number {
    if (where.length === 0) return meta.rows
    const [row] = file.statements.all(
      `SELECT count(*) FROM t${meta.number} ${whereOf(where)}`,
      where.flatMap((part) => part.values),
    ) as [number][]
    return row?.[0] ?? 0
  }

  private condition(meta: TableMeta, condition: Condition): Part {
    const column = this.column(meta, condition.column)
    switch (condition.op) {
      case 'in':
        return isIn(column, condition.values)
      case 'from':
        return { sql: `${column} >= ?`, values: [condition.value] }
      case 'to':
        return { sql: `${column} <= ?`, values: [condition.value] }
      case 'prefix':
        return { sql: `${column} >= ? AND ${column} < ?`, values: [condition.value, condition.value + lastCharacter] }
    }
  }
}

interface Part {
  readonly sql: string
  readonly values: readonly string[]
}

/** A list as one parameter, so that its length does not make another statement. */
const isIn = (column: string, values: readonly string[]): Part =>
  values.length === 1
    ? { sql: `${column} = ?`, values }
    : { sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] }

const whereOf = (parts: readonly Part[]): string =>
  parts.length === 0 ? '' : `WHERE ${parts.map((part) => `(${part.sql})`).join(' AND ')}`

const selectFrom = (meta: TableMeta): string =>
  `SELECT ${meta.columns.map((_, i) => `c${i}`).join(', ')}, _flags, _changed FROM t${meta.number}`

/** Rows behind the last one of the page before; nulls stand first in SQLite, so last when descending. */
function afterPosition(
  order: string,
  key: string,
  direction: 'ASC' | 'DESC',
  value: string | null,
  last: string,
): Part {
  const beyond = direction === 'ASC' ? '>' : '<'
  if (order === key) return { sql: `${key} ${beyond} ?`, values: [last] }
  const rest = value === null ? `${order} IS NOT NULL` : `${order} ${beyond} ?`
  const nulls = value === null ? '' : ` OR ${order} IS NULL`
  if (direction === 'ASC') {
    return value === null
      ? { sql: `(${order} IS NULL AND ${key} > ?) OR ${rest}`, values: [last] }
      : { sql: `(${order} = ? AND ${key} > ?) OR ${rest}`, values: [value, last, value] }
  }
  return value === null
    ? { sql: `${order} IS NULL AND ${key} < ?`, values: [last] }
    : { sql: `(${order} = ? AND ${key} < ?) OR ${rest}${nulls}`, values: [value, last, value] }
}

function toRow(meta: TableMeta, raw: Raw): Row {
  const row: Record<string, string | null> = {}
  for (let i = 0; i < meta.columns.length; i++) row[meta.columns[i] as string] = raw[i] ?? null
  const flags = raw[meta.columns.length]
  return withFlags(row, flags ? (JSON.parse(flags) as Flags) : null)
}

const upsert = (key: string, row: Row): RowChange => ({ kind: 'upsert', key: row[key] as string, row })

interface ChangesPosition {
  readonly lineage: string
  /** Deletions up to this load are older than the first page and were never seen. */
  readonly base: number
  readonly load: number
  readonly key: string
}

const writeChangesCursor = (position: ChangesPosition): string =>
  Buffer.from(JSON.stringify([position.lineage, position.base, position.load, position.key])).toString('base64url')

/** Everything again when there is no cursor, or when the history it belongs to is gone. */
function readChangesCursor(since: string | null, file: SnapshotFile, department: string): ChangesPosition {
  const anew = { lineage: file.lineage, base: file.load, load: -1, key: '' }
  if (since === null) return anew
  try {
    const [lineage, base, load, key]: unknown[] = JSON.parse(Buffer.from(since, 'base64url').toString())
    if (
      typeof lineage === 'string' &&
      typeof base === 'number' &&
      typeof load === 'number' &&
      typeof key === 'string'
    ) {
      const known = lineage === file.lineage && Math.max(base, load) >= (file.floor ?? 0)
      return known ? { lineage, base, load, key } : anew
    }
  } catch {
    // answered below
  }
  throw new SourceError('MALFORMED', department, 'The cursor is not one of `changes`')
}
