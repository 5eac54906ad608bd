/**
 * Cuts a stream of XML text into the elements of its rows, so that a file of any size passes in constant memory. Only tags, comments,
 * CDATA and processing instructions are looked at here; each element is then parsed alone by fast-xml-parser. A document type is
 * refused outright: nothing that a department pushes needs one, and entities are how XML attacks. A file that ends early is refused.
 */
import { FileRefused } from '../snapshot/file-source.ts'

export interface Elements {
  /** The repeated element of one row, without prefix. */
  readonly element: string
  /** The enclosing element that has the key of many rows, and the child that holds it. */
  readonly parent?: { readonly element: string; readonly key: string }
  /** An element right inside the root that says how many rows there are. */
  readonly count?: string
}

export interface Piece {
  readonly line: number
  readonly xml: string
  /** The parent's key element as it stands; null when rows have no parent, or it has no key. */
  readonly parentKey: string | null
}

/** Far above any row: what is longer is a tag that was never closed. */
const longestPiece = 8 * 1024 * 1024

export async function* splitElements(
  texts: AsyncIterable<string>,
  wanted: Elements,
  remarks: string[],
): AsyncGenerator<Piece[], void, undefined> {
  const walker = new Walker(wanted)
  for await (const text of texts) yield walker.push(text)
  walker.end()
  if (walker.counted !== null && walker.counted !== walker.found) remarks.push('RECORD_COUNT_DIFFERS')
}

// Private:

class Walker {
  /** Rows that the file says it has; null when it does not say. */
  counted: number | null = null
  found = 0
  private readonly wanted: Elements
  private rest = ''
  private line = 1
  /** Local names of the open elements. */
  private readonly path: string[] = []
  private rootClosed = false
  private row: { readonly depth: number; readonly line: number; readonly parts: string[] } | null = null
  private parent: { readonly depth: number; readonly pieces: Omit<Piece, 'parentKey'>[]; key: string | null } | null =
    null
  private keyParts: string[] | null = null
  private done: Piece[] = []

  constructor(wanted: Elements) {
    this.wanted = wanted
  }

  push(text: string): Piece[] {
    const buffer = this.rest + text
    let at = 0
    for (let start = buffer.indexOf('<'); start >= 0; start = buffer.indexOf('<', at)) {
      const end = endOfMarkup(buffer, start)
      if (end < 0) break
      this.step(buffer.slice(at, start), buffer.slice(start, end))
      at = end
    }
    this.rest = buffer.slice(at)
    if (this.rest.length > longestPiece) throw new FileRefused('ELEMENT_TOO_LONG')
    const done = this.done
    this.done = []
    return done
  }

  end(): void {
    if (!this.rootClosed) throw new FileRefused('FILE_TRUNCATED', 'The document ends before its root element is closed')
    if (this.rest.trim() !== '') throw new FileRefused('FILE_UNREADABLE', 'Text behind the root element')
  }

  private step(text: string, markup: string): void {
    this.row?.parts.push(text)
    this.keyParts?.push(text)
    if (this.path.length === 2 && this.path[1] === this.wanted.count && /^\s*\d+\s*$/.test(text))
      this.counted = Number(text)
    if (text !== '') this.line += count(text)
    if (markup.startsWith('<!DOCTYPE') || markup.startsWith('<!ENTITY')) throw new FileRefused('DOCTYPE_REFUSED')
    if (markup.startsWith('<!') || markup.startsWith('<?')) this.keep(markup)
    else if (markup.startsWith('</')) this.close(localName(markup.slice(2)), markup)
    else this.open(localName(markup.slice(1)), markup)
    this.line += count(markup)
  }

  private open(name: string, markup: string): void {
    if (this.rootClosed) throw new FileRefused('FILE_UNREADABLE', 'A second root element')
    const depth = this.path.length
    // An error page or a fault in place of the file is no empty list.
    if (name === 'Fault' || (depth === 0 && name.toLowerCase() === 'html'))
      throw new FileRefused('NOT_THE_DATA', `A ${name} element`)
    const { element, parent } = this.wanted
    if (this.row === null && name === element) this.row = { depth, line: this.line, parts: [] }
    else if (this.row === null && parent !== undefined && this.parent === null && name === parent.element) {
      this.parent = { depth, pieces: [], key: null }
    } else if (this.parent !== null && depth === this.parent.depth + 1 && name === parent?.key) this.keyParts = []
    this.keep(markup)
    this.path.push(name)
    if (markup.endsWith('/>')) this.close(name, '')
  }

  private close(name: string, markup: string): void {
    if (this.path.pop() !== name) throw new FileRefused('FILE_UNREADABLE', 'An element is closed that is not open')
    this.keep(markup)
    const depth = this.path.length
    if (depth === 0) this.rootClosed = true
    if (this.row?.depth === depth) this.finishRow(this.row)
    if (this.parent !== null && this.keyParts !== null && depth === this.parent.depth + 1) {
      this.parent.key = this.keyParts.join('')
      this.keyParts = null
    }
    if (this.parent?.depth === depth) {
      const { key, pieces } = this.parent
      for (const piece of pieces) this.done.push({ ...piece, parentKey: key })
      this.parent = null
    }
  }

  private finishRow(row: { readonly line: number; readonly parts: readonly string[] }): void {
    const piece = { line: row.line, xml: row.parts.join('') }
    if (this.parent !== null) this.parent.pieces.push(piece)
    else this.done.push({ ...piece, parentKey: null })
    this.row = null
    this.found++
  }

  private keep(markup: string): void {
    this.row?.parts.push(markup)
    this.keyParts?.push(markup)
  }
}

/** Position behind the markup that begins here; -1 when the text ends first. */
function endOfMarkup(buffer: string, start: number): number {
  if (buffer.startsWith('<!--', start)) return behind(buffer, '-->', start + 4)
  if (buffer.startsWith('<![CDATA[', start)) return behind(buffer, ']]>', start + 9)
  if (buffer.startsWith('<?', start)) return behind(buffer, '?>', start + 2)
  // Too short to tell a comment from CDATA: wait for more.
  if (buffer.startsWith('<!', start) && buffer.length - start < 9) return -1
  for (let at = start + 1; at < buffer.length; at++) {
    const character = buffer[at]
    if (character === '>') return at + 1
    if (character === '"' || character === "'") {
      const quote = buffer.indexOf(character, at + 1)
      if (quote < 0) return -1
      at = quote
    }
  }
  return -1
}

function behind(buffer: string, mark: string, from: number): number {
  const found = buffer.indexOf(mark, from)
  return found < 0 ? -1 : found + mark.length
}

function localName(tag: string): string {
  const name = /^[^\s/>]+/.exec(tag)?.[0] ?? ''
  return name.slice(name.indexOf(':') + 1)
}

function count(text: string): number {
  let feeds = 0
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) feeds++
  return feeds
}
