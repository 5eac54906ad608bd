/**
 * Fixed-width text counted in bytes, as mainframes and Oracle spool it: a column is so many bytes, a character one, two or four, so a
 * line is cut before it is decoded. Lines end with LF or CRLF; 0x1A at the end is the old mark of the end and no row. No line feed
 * byte is ever part of a GB18030 or UTF-8 character.
 */
import { open } from 'node:fs/promises'
import type { ValueFlag } from '../adapter.ts'
import type { FixedWidthSystem, TableUse } from '../open.ts'
import { decodeField, undecodable } from '../text/decode.ts'
import { findEncoding } from '../text/encoding.ts'
import type { Encoding } from '../open.ts'
import { readHead } from '../text/read-head.ts'
import { FileRefused, type FileSource, type OpenedFile, type SourceRow } from '../snapshot/file-source.ts'

type Columns = readonly (readonly [column: string, bytes: number])[]

export class FixedWidthSource implements FileSource {
  readonly technology = 'fixed-width'
  readonly files: Readonly<Record<string, string>>
  readonly layout: FixedWidthSystem

  constructor(system: FixedWidthSystem) {
    this.layout = system
    this.files = Object.fromEntries(Object.entries(system.tables).map(([name, table]) => [name, table.file]))
  }

  async open(path: string, table: string, _use: TableUse): Promise<OpenedFile> {
    const columns = this.layout.tables[table]?.columns ?? []
    const head = await readHead(path)
    if (head.length === 0) throw new FileRefused('FILE_EMPTY')
    const { encoding, skip, remark } = findEncoding(head, this.layout.encoding)
    // Widths are agreed in bytes of one encoding: in another every later column would be shifted.
    if (remark !== null)
      throw new FileRefused(
        'ENCODING_UNSUITED',
        `Widths are agreed in ${this.layout.encoding}, the file is ${encoding}`,
      )
    return {
      columns: columns.map(([column]) => column),
      remarks: [],
      rows: rowsOf(path, skip, columns, encoding),
    }
  }
}

// Private:

/** A text column this wide that is full to its last byte may have been cut between two characters; a narrow one is a code. */
const mayBeCut = 10

async function* rowsOf(
  path: string,
  skip: number,
  columns: Columns,
  encoding: Encoding,
): AsyncGenerator<SourceRow[], void, undefined> {
  const width = columns.reduce((sum, [, bytes]) => sum + bytes, 0)
  let number = 0
  for await (const lines of linesOf(path, skip)) {
    const rows: SourceRow[] = []
    for (const line of lines) {
      number++
      if (line.bytes.length === 0) continue
      // A short line at the end, without its line feed, is where the transfer broke off: the rows behind it are missing.
      if (!line.ended && line.bytes.length < width) throw new FileRefused('FILE_TRUNCATED')
      rows.push(toRow(line.bytes, number, width, columns, encoding))
    }
    yield rows
  }
}

interface Line {
  readonly bytes: Buffer
  readonly ended: boolean
}

async function* linesOf(path: string, skip: number): AsyncGenerator<Line[], void, undefined> {
  const handle = await open(path)
  let rest: Buffer[] = []
  try {
    for await (const chunk of handle.createReadStream({ start: skip, highWaterMark: 65_536, autoClose: false })) {
      const bytes = chunk as Buffer
      const end = bytes.lastIndexOf(0x0a) + 1
      if (end === 0) rest.push(bytes)
      else {
        yield split(Buffer.concat([...rest, bytes.subarray(0, end)]))
        rest = [bytes.subarray(end)]
      }
    }
    yield split(Buffer.concat(rest))
  } finally {
    await handle.close()
  }
}

function split(bytes: Buffer): Line[] {
  const lines: Line[] = []
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(0x0a, start)
    let end = feed < 0 ? bytes.length : feed
    const next = end + 1
    while (end > start && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0x1a)) end--
    lines.push({ bytes: bytes.subarray(start, end), ended: feed >= 0 })
    start = next
  }
  return lines
}

function toRow(line: Buffer, number: number, width: number, columns: Columns, encoding: Encoding): SourceRow {
  if (line.length < width) return { line: number, code: 'ROW_SHORT', raw: readable(line, encoding) }
  if (line.length > width && !isBlank(line.subarray(width)))
    return { line: number, code: 'ROW_LONG', raw: readable(line, encoding) }
  const values: (string | null)[] = []
  const flags: Record<string, ValueFlag> = {}
  let flagged = false
  let start = 0
  for (const [column, bytes] of columns) {
    let end = start + bytes
    while (end > start && line[end - 1] === 0x20) end--
    const field = decodeField(line.subarray(start, end), encoding)
    if (field === null) return { line: number, code: 'ROW_UNDECODABLE', raw: readable(line, encoding) }
    const full = end === start + bytes && bytes >= mayBeCut && field.text.length < bytes
    if (field.cut || full) {
      flags[column] = 'NAME_TRUNCATED'
      flagged = true
    }
    values.push(field.text === '' ? null : field.text)
    start += bytes
  }
  return { line: number, values, flags: flagged ? flags : null }
}

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0x20)

function readable(line: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(line).replaceAll(undecodable, '\uFFFD')
}
