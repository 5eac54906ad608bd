/**
 * An .xls (BIFF8 in a compound file) written row by row in constant memory, as offices still send it: [MS-XLS] and [MS-CFB]. The sheet's
 * records come first, directory and allocation table stand behind them. A sheet ends at 65,536 rows; what is more is refused.
 */
import { mergesOf, serialOf, typed, type ExcelFile, type ExcelSheet, type ExcelValue } from './excel.ts'
import { SequentialFile } from './file.ts'

export class XlsFile implements ExcelFile {
  readonly #file: SequentialFile
  readonly #sheet: ExcelSheet
  readonly #dimensions: number
  lines = 0

  constructor(path: string, sheet: ExcelSheet) {
    this.#sheet = sheet
    this.#file = new SequentialFile(path)
    this.#file.write(new Uint8Array(sector))
    const globals = globalRecords(sheet.name)
    this.#file.write(globals)
    this.#file.write(record(0x0809, start(0x10)))
    this.#dimensions = this.#file.length + 4
    this.#file.write(record(0x0200, Buffer.alloc(14)))
    for (const column of sheet.hiddenColumns ?? [])
      this.#file.write(record(0x007d, numbers([column, column, 0, usual, 1, 0])))
    if (sheet.title !== undefined) this.write([sheet.title])
    for (const row of sheet.header) this.write(row)
  }

  write(values: readonly ExcelValue[], hidden = false): void {
    if (this.lines === 65_536) throw new Error('A sheet of this format ends at 65,536 rows')
    const row = this.lines++
    if (hidden) this.#file.write(record(0x0208, numbers([row, 0, values.length, 0xff, 0, 0, 0x0120, 0x000f])))
    for (const [column, value] of values.entries()) {
      const cell = cellRecord(row, column, value)
      if (cell !== null) this.#file.write(cell)
    }
  }

  close(): void {
    const merges = mergesOf(this.#sheet)
    if (merges.length > 0) {
      const ranges = merges.flatMap(([top, left, bottom, right]) => [top, bottom, left, right])
      this.#file.write(record(0x00e5, numbers([merges.length, ...ranges])))
    }
    this.#file.write(record(0x000a, Buffer.alloc(0)))
    const size = Math.max(this.#file.length - sector, smallestStream)
    const dimensions = Buffer.alloc(14)
    dimensions.writeUInt32LE(this.lines, 4)
    dimensions.writeUInt16LE(Math.max(...this.#sheet.header.map((each) => each.length)), 10)
    this.#file.patch(this.#dimensions, dimensions)
    finish(this.#file, size)
  }
}

// Private:

const sector = 512
/** A shorter stream would have to stand in the mini stream. */
const smallestStream = 4096

function record(kind: number, body: Buffer): Buffer {
  return Buffer.concat([numbers([kind, body.length]), body])
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, i) => bytes.writeUInt16LE(value, i * 2))
  return bytes
}

/** Beginning of the globals (5) or of a sheet (0x10). */
const start = (kind: number) => Buffer.concat([numbers([0x0600, kind, 0x0dbb, 0x07cc]), Buffer.alloc(8)])

const wide = (text: string): Buffer =>
  Buffer.concat([numbers([text.length]), Buffer.of(1), Buffer.from(text, 'utf16le')])

/** Style 0 is the usual one, 1 shows a day. */
function globalRecords(sheetName: string): Buffer {
  const font = Buffer.concat([numbers([220, 0, 0x7fff, 400, 0, 0, 0]), Buffer.of(2, 1), Buffer.from('宋体', 'utf16le')])
  const style = (format: number, kind: number) =>
    Buffer.concat([numbers([0, format, kind]), Buffer.of(0x20, 0, 0, 0), Buffer.alloc(8), numbers([0x20c0])])
  const before = [
    record(0x0809, start(5)),
    record(0x0042, numbers([1200])),
    record(0x0022, numbers([0])),
    ...Array.from({ length: 4 }, () => record(0x0031, font)),
    record(0x041e, Buffer.concat([numbers([176]), wide('yyyy\\-mm\\-dd')])),
    ...Array.from({ length: 15 }, () => record(0x00e0, style(0, 0xfff5))),
    record(0x00e0, style(0, 1)),
    record(0x00e0, style(176, 1)),
  ]
  const name = Buffer.concat([Buffer.of(sheetName.length, 1), Buffer.from(sheetName, 'utf16le')])
  const end = record(0x000a, Buffer.alloc(0))
  const length = Buffer.concat(before).length + 4 + 6 + name.length + end.length
  const position = Buffer.alloc(6)
  position.writeUInt32LE(length)
  return Buffer.concat([...before, record(0x0085, Buffer.concat([position, name])), end])
}

const usual = 15
const asDay = 16

function cellRecord(row: number, column: number, value: ExcelValue): Buffer | null {
  if (value === null || value === '') return null
  if (typeof value === 'string')
    return record(0x0204, Buffer.concat([numbers([row, column, usual]), wide(typed(value).slice(0, 4000))]))
  if (typeof value === 'object' && 'error' in value)
    return record(0x0205, Buffer.concat([numbers([row, column, usual]), Buffer.of(0x2a, 1)]))
  const number = Buffer.alloc(8)
  number.writeDoubleLE(typeof value === 'number' ? value : serialOf(value.day))
  return record(0x0203, Buffer.concat([numbers([row, column, typeof value === 'number' ? usual : asDay]), number]))
}

/** Behind the stream: the directory, the allocation table, and its own table where the header has no room for it. */
function finish(file: SequentialFile, size: number): void {
  const streamSectors = Math.ceil(size / sector)
  file.write(new Uint8Array(streamSectors * sector - (file.length - sector)))
  let tables = 1
  let lists = 0
  // The table counts its own sectors too.
  for (;;) {
    const all = streamSectors + 1 + tables + lists
    const nextTables = Math.ceil(all / 128)
    const nextLists = Math.ceil(Math.max(0, nextTables - 109) / 127)
    if (nextTables === tables && nextLists === lists) break
    tables = nextTables
    lists = nextLists
  }
  const firstTable = streamSectors + 1
  const firstList = firstTable + tables
  file.write(directory(size))
  const table = Buffer.alloc(tables * sector, 0xff)
  for (let i = 0; i < streamSectors; i++) table.writeUInt32LE(i + 1 === streamSectors ? 0xfffffffe : i + 1, i * 4)
  table.writeUInt32LE(0xfffffffe, streamSectors * 4)
  for (let i = 0; i < tables; i++) table.writeUInt32LE(0xfffffffd, (firstTable + i) * 4)
  for (let i = 0; i < lists; i++) table.writeUInt32LE(0xfffffffc, (firstList + i) * 4)
  file.write(table)
  for (let list = 0; list < lists; list++) {
    const body = Buffer.alloc(sector, 0xff)
    for (let i = 0; i < 127 && 109 + list * 127 + i < tables; i++)
      body.writeUInt32LE(firstTable + 109 + list * 127 + i, i * 4)
    body.writeUInt32LE(list + 1 === lists ? 0xfffffffe : firstList + list + 1, 508)
    file.write(body)
  }
  file.patch(0, head(streamSectors, tables, firstTable, lists, firstList))
  file.close()
}

function head(directoryAt: number, tables: number, firstTable: number, lists: number, firstList: number): Buffer {
  const bytes = Buffer.alloc(sector, 0xff)
  bytes.fill(0, 0, 76)
  bytes.write('d0cf11e0a1b11ae1', 'hex')
  numbers([0x3e, 3, 0xfffe, 9, 6]).copy(bytes, 24)
  bytes.writeUInt32LE(tables, 44)
  bytes.writeUInt32LE(directoryAt, 48)
  bytes.writeUInt32LE(smallestStream, 56)
  bytes.writeUInt32LE(0xfffffffe, 60)
  bytes.writeUInt32LE(lists === 0 ? 0xfffffffe : firstList, 68)
  bytes.writeUInt32LE(lists, 72)
  for (let i = 0; i < Math.min(tables, 109); i++) bytes.writeUInt32LE(firstTable + i, 76 + i * 4)
  return bytes
}

function directory(size: number): Buffer {
  const bytes = Buffer.alloc(sector)
  const entry = (at: number, name: string, kind: number, child: number, first: number, length: number) => {
    bytes.write(name, at, 'utf16le')
    bytes.writeUInt16LE((name.length + 1) * 2, at + 64)
    bytes.set([kind, 1], at + 66)
    for (const [offset, link] of [
      [68, 0xffffffff],
      [72, 0xffffffff],
      [76, child],
    ] as const)
      bytes.writeUInt32LE(link, at + offset)
    bytes.writeUInt32LE(first, at + 116)
    bytes.writeUInt32LE(length, at + 120)
  }
  entry(0, 'Root Entry', 5, 1, 0xfffffffe, 0)
  entry(128, 'Workbook', 2, 0xffffffff, 0, size)
  for (const at of [256, 384]) for (const offset of [68, 72, 76]) bytes.writeUInt32LE(0xffffffff, at + offset)
  return bytes
}
