/**
 * An .xls (BIFF8, Excel 97-2003, [MS-XLS]), read by a small reader of our own: the library at hand holds the whole workbook (a full sheet of
 * 20 columns: 860 MB) and stops everything else for four seconds. Rows pass as a stream; the shared strings and the merged ranges are held.
 * The sheet is read twice, since merged ranges stand behind the rows that they are about. Formulas are not read, their last values are.
 */
import { FileRefused } from '../snapshot/file-source.ts'
import { kinds, RecordReader, substream, type BiffRecord } from './biff.ts'
import type { Cell, Merge, Sheet, SheetRow } from './cell.ts'
import { chooseSheet, type NamedSheet } from './choose-sheet.ts'
import { CompoundFile } from './compound-file.ts'
import { isDateFormat, isDateFormatId } from './serial.ts'

/** A sheet of this format has 65,536 rows; 20 columns of it take 27 MB. */
export const longestBiffFile = 128 * 1024 * 1024

export async function openWorkbookBiff(path: string, wanted: string | undefined, limit: number): Promise<Sheet> {
  const file = await CompoundFile.open(path, limit)
  try {
    // An .xlsx under a password is a compound file as well.
    if (file.has('EncryptedPackage')) throw new FileRefused('FILE_ENCRYPTED')
    // `Book` is a workbook of Excel 95, whose texts are in a code page of their own.
    if (!file.has(stream)) throw new FileRefused(file.has('Book') ? 'WORKBOOK_TOO_OLD' : 'NOT_A_WORKBOOK')
    const globals = await globalsOf(file)
    const { chosen, others } = chooseSheet(globals.sheets, wanted)
    const { merges, hiddenColumns } = await aroundRows(file, chosen.at)
    return {
      date1904: globals.date1904,
      merges,
      hiddenColumns,
      others,
      rows: rowsOf(file, chosen.at, globals),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

// Private:

const stream = 'Workbook'

interface PlacedSheet extends NamedSheet {
  readonly at: number
}

interface Globals {
  readonly date1904: boolean
  readonly sheets: readonly PlacedSheet[]
  readonly strings: readonly string[]
  /** By style. */
  readonly isDate: readonly boolean[]
}

async function globalsOf(file: CompoundFile): Promise<Globals> {
  const sheets: PlacedSheet[] = []
  const formats = new Map<number, string>()
  const styles: number[] = []
  let strings: readonly string[] = []
  let date1904 = false
  for await (const batch of substream(file.bytes(stream, 0))) {
    for (const { kind, body, parts } of batch) {
      if (kind === kinds.password) throw new FileRefused('FILE_ENCRYPTED')
      else if (kind === kinds.dateMode) date1904 = body.readUInt16LE(0) === 1
      else if (kind === kinds.format) formats.set(body.readUInt16LE(0), textAt(parts, 2))
      else if (kind === kinds.style) styles.push(body.readUInt16LE(2))
      else if (kind === kinds.strings) strings = stringsOf(parts)
      // Kind 0 is a sheet of cells; charts and macros are others.
      else if (kind === kinds.sheet && body[5] === 0) {
        const name = new RecordReader(parts, 7).text(body[6] ?? 0)
        sheets.push({ name, hidden: (body[4] ?? 0) !== 0, at: body.readUInt32LE(0) })
      }
    }
  }
  const isDate = styles.map((id) => {
    const format = formats.get(id)
    return format === undefined ? isDateFormatId(id) : isDateFormat(format)
  })
  return { date1904, sheets, strings, isDate }
}

function stringsOf(parts: readonly Buffer[]): string[] {
  const reader = new RecordReader(parts, 8)
  const strings: string[] = []
  while (!reader.done) strings.push(reader.text(reader.short()))
  return strings
}

function textAt(parts: readonly Buffer[], at: number): string {
  const reader = new RecordReader(parts, at)
  return reader.text(reader.short())
}

async function aroundRows(file: CompoundFile, at: number) {
  const merges: Merge[] = []
  const hiddenColumns = new Set<number>()
  for await (const batch of substream(file.bytes(stream, at))) {
    for (const { kind, body } of batch) {
      if (kind === kinds.merged) {
        for (let from = 2; from + 8 <= body.length; from += 8) {
          const [top = 0, bottom = 0, left = 0, right = 0] = [0, 2, 4, 6].map((offset) =>
            body.readUInt16LE(from + offset),
          )
          merges.push({ top: top + 1, bottom: bottom + 1, left, right })
        }
      } else if (kind === kinds.columnInfo && (body.readUInt16LE(8) & 1) === 1) {
        const last = Math.min(body.readUInt16LE(2), 255)
        for (let column = body.readUInt16LE(0); column <= last; column++) hiddenColumns.add(column)
      }
    }
  }
  return { merges, hiddenColumns }
}

async function* rowsOf(file: CompoundFile, at: number, globals: Globals): AsyncGenerator<SheetRow[], void, undefined> {
  const hidden = new Set<number>()
  let row: { readonly index: number; readonly cells: Map<number, Cell> } | null = null
  let awaited: number | null = null
  const finished = ({ index, cells }: NonNullable<typeof row>): SheetRow => ({
    line: index + 1,
    hidden: hidden.has(index),
    cells,
  })
  for await (const batch of substream(file.bytes(stream, at))) {
    const rows: SheetRow[] = []
    for (const record of batch) {
      const { kind, body } = record
      if (kind === kinds.row && (body.readUInt16LE(12) & 0x20) !== 0) hidden.add(body.readUInt16LE(0))
      // The text of a formula stands in a record of its own, behind it.
      if (kind === kinds.formulaText && row !== null && awaited !== null)
        row.cells.set(awaited, { kind: 'text', text: textAt(record.parts, 0) })
      if (!cellKinds.has(kind)) continue
      const index = body.readUInt16LE(0)
      if (row !== null && index < row.index) throw new FileRefused('FILE_UNREADABLE', 'Rows are not in their order')
      if (row === null || index > row.index) {
        if (row !== null) rows.push(finished(row))
        row = { index, cells: new Map() }
      }
      awaited = kind === kinds.formula ? body.readUInt16LE(2) : null
      for (const [column, cell] of cellsOf(record, globals)) row.cells.set(column, cell)
    }
    yield rows
  }
  if (row !== null) yield [finished(row)]
}

const cellKinds: ReadonlySet<number> = new Set([
  kinds.labelOfStrings,
  kinds.label,
  kinds.richLabel,
  kinds.number,
  kinds.shortNumber,
  kinds.manyShortNumbers,
  kinds.truthOrError,
  kinds.formula,
])

function* cellsOf({ kind, body, parts }: BiffRecord, { strings, isDate }: Globals): Generator<readonly [number, Cell]> {
  const column = body.readUInt16LE(2)
  const numeric = (number: number, style: number): Cell => ({ kind: 'number', number, isDate: isDate[style] ?? false })
  const style = body.readUInt16LE(4)
  switch (kind) {
    case kinds.labelOfStrings:
      yield [column, { kind: 'text', text: strings[body.readUInt32LE(6)] ?? '\uFFFD' }]
      return
    case kinds.label:
    case kinds.richLabel:
      yield [column, { kind: 'text', text: textAt(parts, 6) }]
      return
    case kinds.number:
      yield [column, numeric(body.readDoubleLE(6), style)]
      return
    case kinds.shortNumber:
      yield [column, numeric(shortNumber(body, 6), style)]
      return
    case kinds.manyShortNumbers:
      for (let from = 4, at = column; from + 6 <= body.length - 2; from += 6, at++)
        yield [at, numeric(shortNumber(body, from + 2), body.readUInt16LE(from))]
      return
    case kinds.truthOrError:
      yield [column, body[7] === 1 ? { kind: 'error' } : { kind: 'truth', value: body[6] === 1 }]
      return
    case kinds.formula:
      if (body.readUInt16LE(12) !== 0xffff) yield [column, numeric(body.readDoubleLE(6), style)]
      else if (body[6] === 1) yield [column, { kind: 'truth', value: body[8] === 1 }]
      else if (body[6] === 2) yield [column, { kind: 'error' }]
  }
}

/** 30 bits of an integer or of the front of a double, a hundredth of it where the first bit says so. */
function shortNumber(body: Buffer, at: number): number {
  const bits = body.readInt32LE(at)
  const front = Buffer.alloc(8)
  front.writeInt32LE(bits & ~3, 4)
  const number = (bits & 2) === 0 ? front.readDoubleLE(0) : bits >> 2
  return (bits & 1) === 1 ? number / 100 : number
}
