/**
 * XML push files: one element a row, its children the columns. The stream is cut at the row elements (split.ts) and each is parsed
 * alone. Values stay text: no parser may make a number of 001. A row that stands inside another (licences inside a company) gets the
 * enclosing element's key as the column `@parent`. A list of none, one or two rows is the same thing: rows are found by the
 * declaration, never by what the parser makes of their number.
 */
import { open } from 'node:fs/promises'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { Encoding, TableUse, XmlSystem } from '../open.ts'
import { decodeStream, undecodable } from '../text/decode.ts'
import { encodingOf, findEncoding } from '../text/encoding.ts'
import { readHead } from '../text/read-head.ts'
import { FileRefused, type FileSource, type OpenedFile, type SourceRow } from '../snapshot/file-source.ts'
import { splitElements, type Elements, type Piece } from './split.ts'

const parentColumn = '@parent'

export class XmlSource implements FileSource {
  readonly technology = 'xml'
  readonly files: Readonly<Record<string, string>>
  readonly layout: XmlSystem

  constructor(system: XmlSystem) {
    this.layout = system
    this.files = Object.fromEntries(Object.entries(system.tables).map(([name, table]) => [name, table.file]))
  }

  /** Columns are the declared ones: an element that never appears is a column of nulls, one that nobody declared is remarked. */
  async open(path: string, table: string, use: TableUse): Promise<OpenedFile> {
    const declared = this.layout.tables[table]
    if (declared === undefined) throw new FileRefused('UNKNOWN_TABLE')
    const head = await readHead(path)
    if (head.length === 0) throw new FileRefused('FILE_EMPTY')
    const { encoding, skip, remark } = findEncoding(head, promised(head, this.layout.encoding))
    const columns = [...new Set([use.key, ...use.columns, ...use.lookups, ...(declared.parent ? [parentColumn] : [])])]
    const remarks = remark === null ? [] : [remark]
    return {
      columns,
      remarks,
      rows: rowsOf(path, skip, encoding, declared, { columns, never: use.never ?? [] }, remarks),
    }
  }
}

// Private:

const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  removeNSPrefix: true,
  trimValues: false,
  processEntities: true,
  // Characters by number (`&#x6D4B;`, as older exporters write all Chinese) are decoded with these only.
  htmlEntities: true,
})

/** The prolog's own label goes before the configuration; both give way to what the bytes are. */
function promised(head: Buffer, configured: Encoding): Encoding {
  const label = /^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["']([^"']+)["']/.exec(
    head.subarray(0, 200).toString('latin1'),
  )?.[1]
  return (label === undefined ? null : encodingOf(label)) ?? configured
}

async function* rowsOf(
  path: string,
  skip: number,
  encoding: Encoding,
  wanted: Elements,
  wantedColumns: Columns,
  remarks: string[],
): AsyncGenerator<SourceRow[], void, undefined> {
  const handle = await open(path)
  try {
    const bytes = handle.createReadStream({
      start: skip,
      highWaterMark: 65_536,
      autoClose: false,
    }) as AsyncIterable<Buffer>
    const unmapped = new Set<string>()
    for await (const pieces of splitElements(decodeStream(bytes, encoding), wanted, remarks)) {
      yield pieces.map((piece) => toRow(piece, wantedColumns, unmapped))
    }
    remarks.push(...[...unmapped].map((column) => `UNMAPPED_COLUMN:${column}`))
  } finally {
    await handle.close()
  }
}

/** `never` is known, and not taken in. */
interface Columns {
  readonly columns: readonly string[]
  readonly never: readonly string[]
}

function toRow(piece: Piece, { columns, never }: Columns, unmapped: Set<string>): SourceRow {
  const bad = (code: string): SourceRow => ({ line: piece.line, code, raw: piece.xml })
  if (piece.xml.includes(undecodable)) return bad('ROW_UNDECODABLE')
  if (XMLValidator.validate(piece.xml) !== true) return bad('ROW_UNREADABLE')
  const children = contentOf(piece.xml)
  if (children === null) return bad('ROW_UNREADABLE')
  for (const name of Object.keys(children)) {
    if (name === '#text' || columns.includes(name) || never.includes(name)) continue
    if (!isContainer(children[name])) unmapped.add(name)
  }
  const values = columns.map((column) =>
    column === parentColumn
      ? textOf(piece.parentKey === null ? null : contentOf(piece.parentKey))
      : textOf(children[column]),
  )
  return { line: piece.line, values, flags: null }
}

type Content = Readonly<Record<string, unknown>>

/** The inside of the one element that the text is; an element with text only has it as `#text`. */
function contentOf(xml: string): Content | null {
  const parsed: unknown = parser.parse(xml)
  if (!isContent(parsed)) return null
  const [content] = Object.values(parsed)
  if (typeof content === 'string') return { '#text': content }
  return isContent(content) ? content : null
}

/** Text of a value; a repeated element as a JSON list. An element with elements inside is a table of its own, not a value. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? JSON.stringify(value) : null
  return isContent(value) && typeof value['#text'] === 'string' && Object.keys(value).length === 1
    ? textOf(value['#text'])
    : null
}

const isContent = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isContainer = (value: unknown): boolean => (Array.isArray(value) ? value.some(isContent) : isContent(value))
