/** Fixed-width text counted in bytes: GB18030, blanks on the right, CRLF, no header. A value that is too long is cut at the byte. */
import { encodeGb18030 } from '../../adapters/text/encode-gb18030.ts'
import { writeGb18030 } from './gb18030.ts'
import { SequentialFile } from './file.ts'

export type FixedColumns = readonly (readonly [column: string, bytes: number])[]

export class FixedWidthFile {
  readonly #file: SequentialFile
  readonly #columns: FixedColumns
  readonly #line: Uint8Array
  readonly width: number
  rows = 0

  constructor(path: string, columns: FixedColumns) {
    this.#file = new SequentialFile(path)
    this.#columns = columns
    this.width = columns.reduce((sum, [, bytes]) => sum + bytes, 0)
    this.#line = new Uint8Array(this.width + 2)
  }

  /** Values by column; a column without a value is blank. */
  write(row: Readonly<Record<string, string>>): void {
    this.#file.write(this.#fill(row))
    this.rows++
  }

  /** A line that broke off before its last `missing` bytes. */
  writeShort(row: Readonly<Record<string, string>>, missing: number): void {
    const line = this.#fill(row)
    this.#file.write(line.subarray(0, this.width - missing))
    this.#file.write(Uint8Array.of(13, 10))
    this.rows++
  }

  /** A line in which the last byte of `column` was lost, so that every later column stands one byte too far left. */
  writeShifted(row: Readonly<Record<string, string>>, column: string): void {
    const line = this.#fill(row)
    let end = 0
    for (const [name, bytes] of this.#columns) {
      end += bytes
      if (name === column) break
    }
    this.#file.write(line.subarray(0, end - 1))
    this.#file.write(line.subarray(end))
    this.rows++
  }

  /** Anything that is no row: a line of totals, the end mark of an old editor. */
  writeRaw(text: string): void {
    this.#file.write(encodeGb18030(text))
  }

  close(): void {
    this.#file.close()
  }

  // Private:

  #fill(row: Readonly<Record<string, string>>): Uint8Array {
    const line = this.#line
    line.fill(0x20)
    let at = 0
    for (const [column, bytes] of this.#columns) {
      const value = row[column]
      if (value !== undefined && value !== '') writeGb18030(line, at, value, at + bytes)
      at += bytes
    }
    line[at] = 13
    line[at + 1] = 10
    return line
  }
}
