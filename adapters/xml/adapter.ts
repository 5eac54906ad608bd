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
      yield toRows(pieces, wantedColumns, unmapped)
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

function toRows(pieces: readonly Piece[], columns: Columns, unmapped: Set<string>): SourceRow[] {
  const faults = new Map(pieces.map((piece) => [piece, faultOf(piece.xml)]))
  const sound = pieces.filter((piece) => faults.get(piece) === null)
  const contents = contentsOf(sound.map(({ xml }) => xml))
  const parents = contentsOf(sound.flatMap(({ parentKey }) => parentKey ?? []))
  return pieces.map((piece) => {
    const content = contents.get(piece.xml) ?? null
    if (content === null) return { line: piece.line, code: faults.get(piece) ?? 'ROW_UNREADABLE', raw: piece.xml }
    const parent = piece.parentKey === null ? null : (parents.get(piece.parentKey) ?? null)
    return { line: piece.line, values: valuesOf(content, parent, columns, unmapped), flags: null }
  })
}

function faultOf(xml: string): string | null {
  if (xml.includes(undecodable)) return 'ROW_UNDECODABLE'
  return XMLValidator.validate(xml) === true ? null : 'ROW_UNREADABLE'
}

function valuesOf(
  content: Content,
  parent: Content | null,
  { columns, never }: Columns,
  unmapped: Set<string>,
): (string | null)[] {
  for (const name of Object.keys(content)) {
    if (name === '#text' || columns.includes(name) || never.includes(name)) continue
    if (!isContainer(content[name])) unmapped.add(name)
  }
  return columns.map((column) => textOf(column === parentColumn ? parent : content[column]))
}

type Content = Readonly<Record<string, unknown>>

/** The inside of each element by its text. Made anew for each text, the parser costs more than parsing: elements of one name are one text. */
function contentsOf(elements: readonly string[]): ReadonlyMap<string, Content | null> {
  const texts = [...new Set(elements)]
  const together = texts.length < 2 ? null : insidesOf(texts)
  return new Map(texts.map((xml, at) => [xml, contentOf(together === null ? insideOf(xml) : together[at])]))
}

/** Null when they must be parsed one by one: the parser may refuse many of what it takes one of. */
function insidesOf(elements: readonly string[]): readonly unknown[] | null {
  try {
    const insides = insideOf(`<all>${elements.join('')}</all>`)
    const [list] = isContent(insides) ? Object.values(insides) : []
    return Array.isArray(list) && list.length === elements.length ? (list as unknown[]) : null
  } catch {
    return null
  }
}

/** The inside of the one element that the text is. */
function insideOf(xml: string): unknown {
  const parsed: unknown = parser.parse(xml)
  return isContent(parsed) ? Object.values(parsed)[0] : null
}

/** An element with text only has it as `#text`. */
function contentOf(inside: unknown): Content | null {
  if (typeof inside === 'string') return { '#text': inside }
  return isContent(inside) ? inside : null
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
