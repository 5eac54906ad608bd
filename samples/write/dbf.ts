/**
 * dBase III tables with memo (.DBT), as a Delphi client exports them: GBK bytes under a language byte that does not say so, deleted
 * rows flagged and left in place, numbers that do not fit as stars. The layout of the bytes follows the dBase III file format.
 */
import { SequentialFile } from './file.ts'
import { encodeGb18030 } from '../../adapters/text/encode-gb18030.ts'
import { writeGb18030 } from './gb18030.ts'

export interface DbfColumn {
  readonly name: string
  readonly type: 'C' | 'N' | 'D' | 'M'
  readonly length: number
  readonly decimals?: number
}

/** `C20`, `N12.2`, `D`, `M`, as the estate's documentation writes them. */
export function dbfColumns(text: Readonly<Record<string, string>>): DbfColumn[] {
  return Object.entries(text).map(([name, spec]) => {
    const [length = '0', decimals = '0'] = spec.slice(1).split('.')
    if (spec.startsWith('D')) return { name, type: 'D', length: 8 }
    if (spec.startsWith('M')) return { name, type: 'M', length: 10 }
    return { name, type: spec.startsWith('N') ? 'N' : 'C', length: Number(length), decimals: Number(decimals) }
  })
}

const memoBlock = 512

export class DbfFile {
  readonly #file: SequentialFile
  readonly #memo: SequentialFile | null
  readonly #columns: readonly DbfColumn[]
  readonly #row: Uint8Array
  #memoBlocks = 1
  rows = 0

  /** `languageByte` 0x00 says nothing; 0x01 claims cp437, which is wrong. */
  constructor(path: string, columns: readonly DbfColumn[], languageByte: number, day: string) {
    this.#columns = columns
    const hasMemo = columns.some((c) => c.type === 'M')
    this.#file = new SequentialFile(path)
    this.#memo = hasMemo ? new SequentialFile(path.replace(/\.DBF$/, '.DBT')) : null
    this.#memo?.write(new Uint8Array(memoBlock))
    const rowLength = 1 + columns.reduce((sum, c) => sum + c.length, 0)
    this.#row = new Uint8Array(rowLength)
    const header = new DataView(new ArrayBuffer(32 + columns.length * 32 + 1))
    header.setUint8(0, hasMemo ? 0x83 : 0x03)
    header.setUint8(1, Number(day.slice(0, 4)) - 1900)
    header.setUint8(2, Number(day.slice(4, 6)))
    header.setUint8(3, Number(day.slice(6, 8)))
    header.setUint16(8, header.byteLength, true)
    header.setUint16(10, rowLength, true)
    header.setUint8(29, languageByte)
    const bytes = new Uint8Array(header.buffer)
    columns.forEach((column, i) => {
      const at = 32 + i * 32
      writeGb18030(bytes, at, column.name, at + 10)
      header.setUint8(at + 11, column.type.charCodeAt(0))
      header.setUint8(at + 16, column.length)
      header.setUint8(at + 17, column.decimals ?? 0)
    })
    header.setUint8(header.byteLength - 1, 0x0d)
    this.#file.write(bytes)
  }

  /** A deleted row keeps its place and its bytes; only the flag changes. */
  write(values: Readonly<Record<string, string>>, deleted = false): void {
    const row = this.#row
    row.fill(0x20)
    row[0] = deleted ? 0x2a : 0x20
    let at = 1
    for (const column of this.#columns) {
      const value = values[column.name] ?? ''
      const end = at + column.length
      if (value !== '') {
        if (column.type === 'N') writeGb18030(row, at, fit(value, column.length), end)
        else if (column.type === 'M') writeGb18030(row, at, this.#remember(value).padStart(10), end)
        else writeGb18030(row, at, value, end)
      }
      at = end
    }
    this.#file.write(row)
    this.rows++
  }

  close(): void {
    this.#file.write(Uint8Array.of(0x1a))
    this.#file.patch(4, fourBytes(this.rows))
    this.#file.close()
    if (this.#memo === null) return
    this.#memo.patch(0, fourBytes(this.#memoBlocks))
    this.#memo.close()
  }

  // Private:

  /** Number of the block at which the text begins; it ends with two 0x1A and fills whole blocks. */
  #remember(text: string): string {
    const bytes = encodeGb18030(text)
    const blocks = Math.ceil((bytes.length + 2) / memoBlock)
    const room = new Uint8Array(blocks * memoBlock)
    room.set(bytes)
    room[bytes.length] = 0x1a
    room[bytes.length + 1] = 0x1a
    this.#memo?.write(room)
    const first = this.#memoBlocks
    this.#memoBlocks += blocks
    return String(first)
  }
}

// Private:

function fit(value: string, length: number): string {
  return value.length > length ? '*'.repeat(length) : value.padStart(length)
}

function fourBytes(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, value, true)
  return new Uint8Array(view.buffer)
}
