/**
 * Workbooks as offices send them. The container is what the first bytes say; a CSV or a web page under the name of a workbook is none. Above
 * the header stands a title, below the rows a line of totals, and a filter may have been left on. Vertically merged cells of the data give
 * their value to every row they cover; a merged total or title is no record.
 */
import type { Flags, ValueFlag } from '../adapter.ts'
import type { ExcelSystem, TableUse } from '../open.ts'
import { FileRefused, type FileSource, type OpenedFile, type SourceRow } from '../snapshot/file-source.ts'
import { readHead } from '../text/read-head.ts'
import { cellText, type Cell, type Merge, type Sheet, type SheetRow } from './cell.ts'
import { columnNames } from './header.ts'
import { longestBiffFile, openWorkbookBiff } from './workbook-biff.ts'
import { openWorkbookXml, usualLimits, type Limits } from './workbook-xml.ts'

type ExcelTable = ExcelSystem['tables'][string]

export class ExcelSource implements FileSource {
  readonly technology = 'excel'
  readonly files: Readonly<Record<string, string>>
  readonly layout: ExcelSystem
  private readonly limits: Limits

  constructor(system: ExcelSystem, limits: Limits = usualLimits) {
    this.layout = system
    this.limits = limits
    this.files = Object.fromEntries(Object.entries(system.tables).map(([name, table]) => [name, table.file]))
  }

  async open(path: string, table: string, _use: TableUse): Promise<OpenedFile> {
    const declared = this.layout.tables[table]
    if (declared === undefined) throw new FileRefused('UNKNOWN_TABLE')
    let sheet: Sheet | null = null
    try {
      sheet = await openSheet(path, declared.sheet, this.limits)
      return await openRows(sheet, declared)
    } catch (error) {
      await sheet?.close()
      throw refusal(error)
    }
  }
}

// Private:

/** A length or place inside the file that points nowhere is the file's fault, not the program's. */
function refusal(error: unknown): unknown {
  const isRange = typeof error === 'object' && error !== null && 'name' in error && error.name === 'RangeError'
  return isRange ? new FileRefused('FILE_UNREADABLE', String(error)) : error
}

async function openSheet(path: string, wanted: string | undefined, limits: Limits): Promise<Sheet> {
  const head = await readHead(path)
  if (head.length === 0) throw new FileRefused('FILE_EMPTY')
  if (head.subarray(0, 2).toString('latin1') === 'PK') return openWorkbookXml(path, wanted, limits)
  if (head.subarray(0, 4).toString('hex') === 'd0cf11e0') return openWorkbookBiff(path, wanted, longestBiffFile)
  throw new FileRefused('NOT_A_WORKBOOK')
}

async function openRows(sheet: Sheet, declared: ExcelTable): Promise<OpenedFile> {
  const { row: first = 1, rows: height = 1, separator = '/' } = declared.header ?? {}
  const source = singly(sheet.rows)
  const header: SheetRow[] = []
  let ahead: SheetRow | null = null
  for (;;) {
    const { value: row, done } = await source.next()
    if (done) break
    if (row.line >= first + height) {
      ahead = row
      break
    }
    if (row.line >= first) header.push(row)
  }
  if (header.length === 0) throw new FileRefused('HEADER_UNREADABLE', 'No header at the declared row')
  const names = columnNames(header, sheet.merges, separator)
  const places = [...names.keys()]
  const columns = places.map((place) => names.get(place) as string)
  const remarks = [
    ...(sheet.others > 0 ? [`OTHER_SHEETS:${sheet.others}`] : []),
    ...places.filter((place) => sheet.hiddenColumns.has(place)).map((place) => `HIDDEN_COLUMN:${names.get(place)}`),
  ]
  const down = sheet.merges.filter(({ top, bottom }) => top >= first + height && bottom > top)
  const reader: Reader = { sheet, declared, places, columns, remarks, down: spread(down) }
  const close = async () => {
    await source.return()
    await sheet.close()
  }
  return { columns, remarks, rows: rowsOf(reader, ahead, source), close }
}

interface Reader {
  readonly sheet: Sheet
  readonly declared: ExcelTable
  readonly places: readonly number[]
  readonly columns: readonly string[]
  readonly remarks: string[]
  readonly down: Spread
}

const batchSize = 500

async function* rowsOf(
  reader: Reader,
  ahead: SheetRow | null,
  source: AsyncGenerator<SheetRow, void, undefined>,
): AsyncGenerator<SourceRow[], void, undefined> {
  const { declared, remarks, down } = reader
  let hidden = 0
  try {
    let batch: SourceRow[] = []
    for (let row = ahead; row !== null; row = (await source.next()).value ?? null) {
      const cells = down(row)
      if (row.hidden) hidden++
      if (row.hidden && declared.hiddenRows === 'leave') continue
      const read = toRow(row.line, cells, reader)
      if (read !== null) batch.push(read)
      if (batch.length === batchSize) {
        yield batch
        batch = []
      }
    }
    yield batch
    if (hidden > 0) remarks.push(`HIDDEN_ROWS:${hidden}`)
  } catch (error) {
    throw refusal(error)
  }
}

const total = /^(合计|总计|小计|共计)|(小计|合计|总计)[:：]?$/

/** In a table of so many columns a row with one value is a note under it: who filled it in, and when. */
const notesFrom = 4

/** Null for a row in which no column of the table has anything: coloured lines, a stray blank far to the right. */
function toRow(line: number, cells: ReadonlyMap<number, Cell>, reader: Reader): SourceRow | null {
  const { sheet, declared, places, columns } = reader
  const serial = declared.serial ?? []
  let flags: Record<string, ValueFlag> | null = null
  const values = places.map((place, i) => {
    const cell = cells.get(place)
    if (cell === undefined) return null
    if (cell.kind === 'error') flags = { ...flags, [columns[i] as string]: 'CELL_ERROR' }
    return cellText(cell, serial.includes(columns[i] as string), sheet.date1904)
  })
  const first = values.find((value) => value !== null)
  if (first === undefined && flags === null) return null
  if (first !== undefined && total.test(first.replace(/\s+/gu, '')))
    return { line, code: 'ROW_TOTAL', raw: values.join('|') }
  if (flags === null && columns.length >= notesFrom && values.filter((value) => value !== null).length === 1)
    return { line, code: 'ROW_SHORT', raw: first ?? '' }
  return { line, values, flags: flags as Flags | null }
}

/** Gives a row its cells and those of the merged ranges that reach down into it; to be called row by row. */
type Spread = (row: SheetRow) => ReadonlyMap<number, Cell>

function spread(merges: readonly Merge[]): Spread {
  const waiting = merges.toSorted((one, other) => one.top - other.top)
  let next = 0
  let open: { readonly merge: Merge; readonly cell: Cell }[] = []
  return (row) => {
    open = open.filter(({ merge }) => merge.bottom >= row.line)
    const cells =
      open.length === 0
        ? row.cells
        : new Map([...row.cells, ...open.map(({ merge, cell }) => [merge.left, cell] as const)])
    for (; next < waiting.length && (waiting[next] as Merge).top <= row.line; next++) {
      const merge = waiting[next] as Merge
      const cell = merge.top === row.line ? row.cells.get(merge.left) : undefined
      if (cell !== undefined) open.push({ merge, cell })
    }
    return cells
  }
}

async function* singly(batches: Sheet['rows']): AsyncGenerator<SheetRow, void, undefined> {
  for await (const batch of batches) yield* batch
}
