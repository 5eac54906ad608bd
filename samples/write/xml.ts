/** The push files of market regulation: a prolog that says GBK over GB18030 bytes, the number of rows first, one element a row. */
import { encodeGb18030 } from '../../adapters/text/encode-gb18030.ts'
import { SequentialFile } from './file.ts'

const prolog = '<?xml version="1.0" encoding="GBK"?>\r\n<TS>\r\n'
const countRoom = 24

export type XmlRow = Readonly<Record<string, string | null>>

export class XmlFile {
  readonly #file: SequentialFile
  rows = 0

  constructor(path: string) {
    this.#file = new SequentialFile(path)
    this.#file.write(encodeGb18030(prolog + ' '.repeat(countRoom) + '\r\n'))
  }

  /** Null leaves the element out, empty text writes it empty: both mean "nothing". */
  write(element: string, row: XmlRow): void {
    this.#file.write(encodeGb18030(`${rowXml(element, row)}\r\n`))
    this.rows++
  }

  /** Rows inside the element of their holder. */
  writeNested(holder: string, key: string, keyValue: string, element: string, rows: readonly XmlRow[]): void {
    const inside = rows.map((row) => rowXml(element, row)).join('')
    this.#file.write(encodeGb18030(`<${holder}><${key}>${escape(keyValue)}</${key}>${inside}</${holder}>\r\n`))
    this.rows += rows.length
  }

  close(): void {
    this.#file.write(encodeGb18030('</TS>\r\n'))
    this.#file.patch(prolog.length, encodeGb18030(`<CL>${this.rows}</CL>`.padEnd(countRoom)))
    this.#file.close()
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
