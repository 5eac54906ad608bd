/** Reading one table of a database. Rows are compared by their text to the letter, whatever the database takes for equal. */
import { sql } from 'kysely'
import {
  SourceError,
  withFlags,
  type ChangePage,
  type Condition,
  type Row,
  type Scan,
  type ScanPage,
  type Table,
  type ValueFlag,
} from '../adapter.ts'
import { readCursor, writeCursor, type Position } from '../keyset-cursor.ts'
import type { TableUse } from '../open.ts'
import { cleanText } from '../text/clean-text.ts'
import { spellings } from '../text/private-use.ts'
import type { BytesAs } from './bytes.ts'
import { asText, type AnyKysely, type Column, type Expression, type LookUp, type SqlDatabase } from './database.ts'
import { typedSqlError } from './sql-errors.ts'
import { typed } from './typed.ts'

export class SqlTable implements Table {
  readonly name: string
  readonly key: string
  /** Name in the database. */
  readonly physical: string
  private readonly department: string
  private readonly database: SqlDatabase
  private readonly bytesAs: BytesAs | null
  private known: Promise<ReadonlyMap<string, Column>> | null = null

  constructor(department: string, use: TableUse, physical: string, bytesAs: BytesAs | null, database: SqlDatabase) {
    this.department = department
    this.name = use.table
    this.key = use.key
    this.physical = physical
    this.bytesAs = bytesAs
    this.database = database
  }

  getMany(keys: readonly string[]): Promise<(Row | null)[]> {
    return typed(this.department, async () => {
      const byKey = new Map((await this.select(this.key, keys)).map((row) => [row[this.key], row]))
      return keys.map((key) => byKey.get(key) ?? null)
    })
  }

  findBy(column: string, values: readonly string[]): Promise<Row[][]> {
    return typed(this.department, async () => {
      const byValue = new Map<string, Row[]>(values.map((value) => [value, []]))
      for (const row of await this.select(column, values)) byValue.get(row[column] as string)?.push(row)
      return values.map((value) => [...(byValue.get(value) ?? [])])
    })
  }

  scan(scan: Scan): Promise<ScanPage> {
    return typed(this.department, async () => {
      const key = await this.column(this.key)
      const order = await this.column(scan.order?.column ?? this.key)
      const where = await Promise.all((scan.where ?? []).map((condition) => this.condition(condition)))
      const position = readCursor(scan, this.department)
      const from = position === null ? [] : [this.behind(order, key, scan.order?.descending ?? false, position)]
      const columns = await this.columns()
      const sorted = (column: Column) => this.database.ordered(column, scan.order?.descending ?? false)
      const { rows } = await sql<Record<string, unknown>>`
        select ${this.database.selection(columns.values())} from ${this.id()} where ${all([...where, ...from])}
        order by ${order.name === key.name ? sorted(key) : sql`${sorted(order)}, ${sorted(key)}`}
        limit ${sql.lit(scan.limit + 1)}`.execute(this.database.kysely)
      const page = this.rowsOf(rows.slice(0, scan.limit), columns)
      const last = page.at(-1)
      const next =
        rows.length > scan.limit && last !== undefined
          ? writeCursor(scan, { value: last[order.name] ?? null, key: last[this.key] as string })
          : null
      return { rows: page, next, total: scan.count ? await this.count(where) : null }
    })
  }

  changes(): Promise<ChangePage> {
    return Promise.reject(
      new SourceError('NOT_SUPPORTED', this.department, 'A live database does not tell its deletions'),
    )
  }

  /** Columns by name; asked of the database once. Throws SourceError UNKNOWN_TABLE. */
  columns(): Promise<ReadonlyMap<string, Column>> {
    this.known ??= this.database.columns(this.physical, this.bytesAs).then((columns) => {
      if (columns.length === 0)
        throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${this.physical} in the database`)
      return new Map(columns.map((column) => [column.name, column]))
    })
    this.known.catch(() => (this.known = null))
    return this.known
  }

  async column(name: string): Promise<Column> {
    return this.columnOf(await this.columns(), name)
  }

  async count(where: readonly Expression[]): Promise<number> {
    const { rows } = await sql<{ n: unknown }>`select count(*) as n from ${this.id()} where ${all(where)}`.execute(
      this.database.kysely,
    )
    return Number(rows[0]?.n)
  }

  /** One row by its key, inside a transaction when given. */
  async read(key: string, kysely: AnyKysely): Promise<Row | null> {
    return (await this.select(this.key, [key], kysely)).find((row) => row[this.key] === key) ?? null
  }

  /** The row with the key, to the letter. */
  async hasKey(key: string): Promise<Expression> {
    return this.database.isIn(await this.column(this.key), [key])
  }

  id() {
    return sql.id(...this.physical.split('.'))
  }

  // Private:

  private columnOf(columns: ReadonlyMap<string, Column>, name: string): Column {
    const column = columns.get(name)
    if (column === undefined)
      throw new SourceError('UNKNOWN_COLUMN', this.department, `No column ${name} in ${this.physical}`)
    return column
  }

  /** A column that went away since the columns were read is not null: it has another name now, and they are read anew. */
  private rowsOf(rows: readonly Readonly<Record<string, unknown>>[], columns: ReadonlyMap<string, Column>): Row[] {
    const [first] = rows
    if (first !== undefined && [...columns.keys()].some((column) => !Object.hasOwn(first, column))) {
      this.known = null
      throw new SourceError('UNKNOWN_COLUMN', this.department, `${this.name} has other columns than before`)
    }
    return rows.map((raw) =>
      toRow(
        Array.from(columns.keys(), (column) => raw[column]),
        columns,
      ),
    )
  }

  /** Rows that have one of the values in the column; inside a transaction when given. */
  private async select(name: string, values: readonly string[], transaction?: AnyKysely): Promise<Row[]> {
    const columns = await this.columns()
    const by = {
      column: this.columnOf(columns, name),
      values: [...new Set(values.flatMap(spellings))],
      order: this.columnOf(columns, this.key),
    }
    const { lookUp, kysely } = this.database
    if (transaction === undefined && lookUp) return this.lookedUp(lookUp, by, columns)
    const { rows } = await sql<Record<string, unknown>>`
      select ${this.database.selection(columns.values())} from ${this.id()}
      where ${this.database.isIn(by.column, by.values)}
      order by ${this.database.comparable(by.order)}`.execute(transaction ?? kysely)
    return this.rowsOf(rows, columns)
  }

  private lookedUp(lookUp: LookUp, by: Parameters<LookUp>[1], columns: ReadonlyMap<string, Column>): Row[] {
    try {
      return lookUp(this.physical, by, columns).map((values) => toRow(values, columns))
    } catch (error) {
      const typed = typedSqlError(error, this.department)
      // As in `rowsOf`: read anew.
      if (typed.code === 'UNKNOWN_COLUMN' || typed.code === 'UNKNOWN_TABLE') this.known = null
      throw typed
    }
  }

  private async condition(condition: Condition): Promise<Expression> {
    const column = await this.column(condition.column)
    const comparable = this.database.comparable(column)
    switch (condition.op) {
      case 'in':
        return this.database.isIn(column, condition.values.flatMap(spellings))
      case 'from':
        return sql`${comparable} >= ${this.database.operand(column, condition.value)}`
      case 'to':
        return sql`${comparable} <= ${this.database.operand(column, condition.value)}`
      case 'prefix':
        return this.database.hasPrefix(column, condition.value)
    }
  }

  /** Rows behind the last one of the page before; nulls stand first, so last when descending. */
  private behind(order: Column, key: Column, descending: boolean, last: Position): Expression {
    const { comparable, operand } = this.database
    const beyond = descending ? sql`<` : sql`>`
    const afterKey = sql`${comparable(key)} ${beyond} ${operand(key, last.key)}`
    if (order.name === key.name) return afterKey
    const isNull = sql`${sql.id(order.name)} is null`
    if (last.value === null)
      return descending ? sql`(${isNull} and ${afterKey})` : sql`((${isNull} and ${afterKey}) or not ${isNull})`
    const value = operand(order, last.value)
    const rest = sql`(${comparable(order)} = ${value} and ${afterKey}) or ${comparable(order)} ${beyond} ${value}`
    return descending ? sql`(${rest} or ${isNull})` : sql`(${rest})`
  }
}

const all = (parts: readonly Expression[]): Expression =>
  parts.length === 0 ? sql`1 = 1` : sql.join([...parts], sql` and `)

function toRow(values: readonly unknown[], columns: ReadonlyMap<string, Column>): Row {
  const row: Record<string, string | null> = {}
  let flags: Record<string, ValueFlag> | null = null
  let at = 0
  for (const [name, column] of columns) {
    const given = asText(values[at++], column)
    const clean = given === null ? null : cleanText(given)
    row[name] = clean?.text ?? null
    if (clean?.flag) flags = Object.assign(flags ?? {}, { [name]: clean.flag })
  }
  return withFlags(row, flags)
}
