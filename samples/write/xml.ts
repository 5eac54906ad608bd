/**
 * Push files: the number of rows first, one element a row. Market regulation's prolog says GBK over GB18030 bytes, the national platform of
 * medical insurance writes UTF-8.
 */
import { encodeGb18030 } from '../../adapters/text/encode-gb18030.ts'
import { SequentialFile } from './file.ts'

const prolog = (encoding: XmlEncoding) => `<?xml version="1.0" encoding="${encoding}"?>\r\n<TS>\r\n`
const countRoom = 24

export type XmlEncoding = 'GBK' | 'UTF-8'
export type XmlRow = Readonly<Record<string, string | null>>

export class XmlFile {
  readonly #file: SequentialFile
  readonly #encoding: XmlEncoding
  rows = 0

  constructor(path: string, encoding: XmlEncoding = 'GBK') {
    this.#file = new SequentialFile(path)
    this.#encoding = encoding
    this.#put(prolog(encoding) + ' '.repeat(countRoom) + '\r\n')
  }

  /** Null leaves the element out, empty text writes it empty: both mean "nothing". */
  write(element: string, row: XmlRow): void {
    this.#put(`${rowXml(element, row)}\r\n`)
    this.rows++
  }

  /** A row with rows of another kind inside, which do not count. */
  writeWith(element: string, row: XmlRow, inner: string, rows: readonly XmlRow[]): void {
    const inside = rows.map((one) => rowXml(inner, one)).join('')
    const end = `</${element}>`
    this.#put(`${rowXml(element, row).slice(0, -end.length)}${inside}${end}\r\n`)
    this.rows++
  }

  /** Rows inside the element of their holder. */
  writeNested(holder: string, key: string, keyValue: string, element: string, rows: readonly XmlRow[]): void {
    const inside = rows.map((row) => rowXml(element, row)).join('')
    this.#put(`<${holder}><${key}>${escape(keyValue)}</${key}>${inside}</${holder}>\r\n`)
    this.rows += rows.length
  }

  close(): void {
    this.#put('</TS>\r\n')
    this.#file.patch(prolog(this.#encoding).length, encodeGb18030(`<CL>${this.rows}</CL>`.padEnd(countRoom)))
    this.#file.close()
  }

  // Private:

  #put(text: string): void {
    this.#file.write(this.#encoding === 'GBK' ? encodeGb18030(text) : Buffer.from(text, 'utf8'))
  }
}

// Private:

function rowXml(element: string, row: XmlRow): string {
  let text = `<${element}>`
  for (const [column, value] of Object.entries(row)) {
    if (value === null) continue
    text += value === '' ? `<${column}/>` : `<${column}>${escape(value)}</${column}>`
  }
  return `${text}</${element}>`
}

function escape(value: string): string {
  return /[&<>]/.test(value) ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : value
}
