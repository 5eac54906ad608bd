/**
 * What `EXPORT … OF DEL` of DB2 writes in code page 1386, under one header line: text in double quotes, numbers bare with sign and zeros,
 * days bare, null as nothing. A character that 1386 does not have (four bytes in GB18030) was replaced by the database: FE FE.
 */
import { encodeGb18030 } from '../../adapters/text/encode-gb18030.ts'
import { SequentialFile } from './file.ts'

/** T text and timestamps, I integer, N amount with two decimals, D day `yyyymmdd`. */
export type DelColumns = Readonly<Record<string, 'T' | 'I' | 'N' | 'D'>>

export class Db2DelFile<C extends DelColumns> {
  readonly #file: SequentialFile
  readonly #columns: readonly (readonly [column: string, type: DelColumns[string]])[]
  rows = 0

  constructor(path: string, columns: C) {
    this.#file = new SequentialFile(path)
    this.#columns = Object.entries(columns)
    this.#file.write(encodeGb18030(`${Object.keys(columns).join(',')}\n`))
  }

  /** Null, empty text and a column without a value are null in the database. */
  write(row: Readonly<Partial<Record<keyof C & string, string | null>>>): void {
    this.#file.write(encode1386(`${this.#line(row)}\n`))
    this.rows++
  }

  close(): void {
    this.#file.close()
  }

  // Private:

  #line(row: Readonly<Partial<Record<string, string | null>>>): string {
    return this.#columns
      .map(([column, type]) => {
        const value = row[column] ?? ''
        if (value === '') return ''
        if (type === 'T') return `"${value.replaceAll('"', '""')}"`
        return type === 'D' ? value : signed(value, type === 'N')
      })
      .join(',')
  }
}

/** 2026-02-28-23.15.07.000000, from local time as text. */
export function db2Time(local: string): string {
  return `${local.replace(' ', '-').replaceAll(':', '.')}.000000`
}

// Private:

/** +0000003280.50: DECIMAL(12,2) with all its zeros; an INTEGER has ten digits. */
function signed(value: string, amount: boolean): string {
  const digits = amount ? Number(value).toFixed(2) : value
  return `+${digits.padStart(amount ? 13 : 10, '0')}`
}

const lost = Buffer.from([0xfe, 0xfe])

function encode1386(text: string): Buffer {
  const bytes = encodeGb18030(text)
  const kept: Buffer[] = []
  let start = 0
  for (let at = 0; at < bytes.length;) {
    const length = (bytes[at] ?? 0) < 0x81 ? 1 : (bytes[at + 1] ?? 0) < 0x40 ? 4 : 2
    if (length === 4) {
      kept.push(bytes.subarray(start, at), lost)
      start = at + 4
    }
    at += length
  }
  return kept.length === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(start)])
}
