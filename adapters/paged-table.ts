/**
 * Reading one table of a live source that pages by number: by keys in lists of a bounded length, by equality, and page by page. How a
 * request looks is the technology's (`PagedSource`); that no row is lost, repeated or taken for another is the same for all.
 */
import {
  SourceError,
  type Call,
  type ChangePage,
  type Condition,
  type Row,
  type Scan,
  type ScanPage,
  type Table,
} from './adapter.ts'
import { readListCursor, remembered, writeListCursor, type ListPosition } from './list-cursor.ts'
import type { TableUse } from './open.ts'

export type Filter = Readonly<Record<string, string>>

export interface Rows {
  readonly rows: readonly Row[]
  /** Null when the source does not tell. */
  readonly total: number | null
}

export interface PagedSource {
  readonly department: string
  readonly pageSize: number
  /** How many keys it takes in one request. */
  readonly keysAtOnce: number
  /** Columns that it filters by equality. */
  readonly filters: readonly string[]
  /** In any order; keys without a row have none. */
  byKeys(keys: readonly string[], call: Call): Promise<readonly Row[]>
  /** Pages are counted from 1. */
  list(filter: Filter, page: number, size: number, call: Call): Promise<Rows>
}

export class PagedTable implements Table {
  readonly name: string
  readonly key: string
  private readonly use: TableUse
  private readonly source: PagedSource

  constructor(use: TableUse, source: PagedSource) {
    this.name = use.table
    this.key = use.key
    this.use = use
    this.source = source
  }

  async getMany(keys: readonly string[], call: Call): Promise<(Row | null)[]> {
    const asked = [...new Set(keys)]
    const byKey = new Map<string | null | undefined, Row>()
    for (let first = 0; first < asked.length; first += this.source.keysAtOnce) {
      const some = asked.slice(first, first + this.source.keysAtOnce)
      for (const row of await this.source.byKeys(some, call)) byKey.set(row[this.key], row)
    }
    return keys.map((key) => byKey.get(key) ?? null)
  }

  async findBy(column: string, values: readonly string[], call: Call): Promise<Row[][]> {
    this.mustKnow(column)
    if (column === this.key) return (await this.getMany(values, call)).map((row) => (row === null ? [] : [row]))
    if (!this.source.filters.includes(column)) {
      throw new SourceError('NOT_SUPPORTED', this.source.department, `${this.name} cannot be asked by ${column}`)
    }
    const byValue = new Map<string, Row[]>()
    for (const value of new Set(values)) byValue.set(value, await this.all({ [column]: value }, call))
    return values.map((value) => [...(byValue.get(value) ?? [])])
  }

  async scan(scan: Scan, call: Call): Promise<ScanPage> {
    if (scan.order) throw new SourceError('NOT_SUPPORTED', this.source.department, 'The source does not sort')
    const { filters, local } = this.split(scan.where ?? [])
    const start = readListCursor(scan.after, this.source.department)
    const rows: Row[] = []
    let position: ListPosition | null = start
    while (position !== null && rows.length < scan.limit) {
      const taken = await this.takePage(filters, position, scan.limit - rows.length, local, call)
      rows.push(...taken.rows)
      position = taken.next
    }
    const total = scan.count && local.length === 0 ? await this.total(filters, call) : null
    return { rows, next: position === null ? null : writeListCursor(position), total }
  }

  changes(_since: string | null, _call: Call): Promise<ChangePage> {
    return Promise.reject(
      new SourceError('NOT_SUPPORTED', this.source.department, 'The source does not tell its changes'),
    )
  }

  async total(filters: readonly Filter[], call: Call): Promise<number | null> {
    let sum = 0
    for (const filter of filters) {
      const { total } = await this.page(filter, 1, call, 1)
      if (total === null) return null
      sum += total
    }
    return sum
  }

  // Private:

  private mustKnow(column: string): void {
    if (column !== this.key && !this.use.columns.includes(column) && !this.source.filters.includes(column)) {
      throw new SourceError('UNKNOWN_COLUMN', this.source.department, `No column ${column} in ${this.name}`)
    }
  }

  /** Equality goes to the source, one request a combination of values; what it cannot filter is filtered here, page by page. */
  private split(where: readonly Condition[]): {
    readonly filters: readonly Filter[]
    readonly local: readonly ((row: Row) => boolean)[]
  } {
    let filters: Filter[] = [{}]
    const local: ((row: Row) => boolean)[] = []
    for (const condition of where) {
      this.mustKnow(condition.column)
      if (condition.op !== 'in')
        throw new SourceError('NOT_SUPPORTED', this.source.department, 'The source knows equality only')
      const { column, values } = condition
      const twice = filters.some((filter) => column in filter)
      if (this.source.filters.includes(column) && !twice) {
        filters = filters.flatMap((filter) => [...new Set(values)].map((value) => ({ ...filter, [column]: value })))
      } else local.push((row) => values.includes(row[column] ?? '\uFFFF'))
    }
    return { filters, local }
  }

  /** Rows behind the position on its page, and where to go on; null at the end. */
  private async takePage(
    filters: readonly Filter[],
    position: ListPosition,
    limit: number,
    local: readonly ((row: Row) => boolean)[],
    call: Call,
  ): Promise<{ readonly rows: Row[]; readonly next: ListPosition | null }> {
    const filter = filters[position.filter]
    if (filter === undefined) return { rows: [], next: null }
    const { page, rows, from, total } = await this.find(filter, position, call)
    const taken: Row[] = []
    let seen = from
    while (seen < rows.length && taken.length < limit) {
      const row = rows[seen++] as Row
      if (local.every((fits) => fits(row))) taken.push(row)
    }
    const last = [...position.last, ...rows.slice(from, seen).map((row) => row[this.key] as string)].slice(-remembered)
    if (seen < rows.length) return { rows: taken, next: { filter: position.filter, page, last } }
    // A page that is not full is the last of its list, and so is a full one that reaches the total.
    const more = rows.length === this.source.pageSize && (total === null || page * this.source.pageSize < total)
    if (more) return { rows: taken, next: { filter: position.filter, page: page + 1, last } }
    const another = position.filter + 1 < filters.length ? { filter: position.filter + 1, page: 1, last: [] } : null
    return { rows: taken, next: another }
  }

  /** The page on which the row last handed out stands now. A page further on it stands on the page before, as its last row. */
  private async find(filter: Filter, { page, last }: ListPosition, call: Call) {
    const first = await this.page(filter, page, call)
    const latest = last.at(-1)
    if (latest === undefined) return { page, ...first, from: 0 }
    const here = first.rows.findIndex((row) => row[this.key] === latest)
    if (here >= 0) return { page, ...first, from: here + 1 }
    if (page > 1 && (await this.endsWith(filter, page - 1, latest, call))) return { page, ...first, from: 0 }
    return this.search(filter, page, first, last, call)
  }

  /** Asks for the last row of the page alone. */
  private async endsWith(filter: Filter, page: number, key: string, call: Call): Promise<boolean> {
    const { rows } = await this.page(filter, page * this.source.pageSize, call, 1)
    return rows.length === 1 && rows[0]?.[this.key] === key
  }

  /** The list changed since the row was handed out: it, or one before it that is still there, stands on another page. */
  private async search(filter: Filter, page: number, first: Rows, last: readonly string[], call: Call) {
    const candidates: (Rows & { readonly page: number })[] = [{ page, ...first }]
    if (page > 1) candidates.push({ page: page - 1, ...(await this.page(filter, page - 1, call)) })
    const here = this.behindLast(candidates, last)
    if (here !== null) return here
    candidates.push({ page: page + 1, ...(await this.page(filter, page + 1, call)) })
    const further = this.behindLast(candidates, last)
    if (further === null)
      throw new SourceError('MALFORMED', this.source.department, 'The list changed too much while it was paged')
    return further
  }

  private behindLast(pages: readonly (Rows & { readonly page: number })[], last: readonly string[]) {
    for (const key of [...last].reverse()) {
      for (const { page, rows, total } of pages) {
        const index = rows.findIndex((row) => row[this.key] === key)
        if (index < 0) continue
        const following = index + 1 === rows.length ? pages.find((other) => other.page === page + 1) : undefined
        return following ? { ...following, from: 0 } : { page, rows, total, from: index + 1 }
      }
    }
    return null
  }

  private async all(filter: Filter, call: Call): Promise<Row[]> {
    const rows: Row[] = []
    for (let page = 1; ; page++) {
      const found = await this.page(filter, page, call)
      rows.push(...found.rows)
      if (found.rows.length < this.source.pageSize) break
    }
    return rows.sort((a, b) => ((a[this.key] ?? '') < (b[this.key] ?? '') ? -1 : 1))
  }

  private async page(filter: Filter, page: number, call: Call, size = this.source.pageSize): Promise<Rows> {
    const found = await this.source.list(filter, page, size, call)
    // A source that does not know a parameter ignores it: rows that do not fit must not pass for an answer.
    const wrong = Object.entries(filter).some(([column, value]) => found.rows.some((row) => row[column] !== value))
    if (wrong) throw new SourceError('MALFORMED', this.source.department, `${this.name} did not filter as asked`)
    return found
  }
}
