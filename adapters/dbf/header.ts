/**
 * The head of a DBF file: version, record count, and one descriptor of 32 bytes a column. Layout: dBASE III+ and FoxPro 2.x table
 * structure. Names are up to 10 bytes in the file's own encoding, so Chinese names are decoded like text.
 */
import type { Encoding } from '../open.ts'
import { decode } from '../text/decode.ts'
import { FileRefused } from '../snapshot/file-source.ts'

export interface DbfField {
  readonly name: string
  /** C N F D L M I B Y T; G, P and 0 hold nothing that a graph could show. */
  readonly type: string
  readonly start: number
  readonly bytes: number
}

export interface DbfHeader {
  readonly version: number
  /** What the header claims; an export that was cut short claims too many. */
  readonly records: number
  readonly length: number
  readonly recordLength: number
  readonly fields: readonly DbfField[]
}

export function readHeader(head: Buffer, encoding: Encoding): DbfHeader {
  if (head.length < 33) throw new FileRefused(head.length === 0 ? 'FILE_EMPTY' : 'HEADER_UNREADABLE')
  const length = head.readUInt16LE(8)
  const recordLength = head.readUInt16LE(10)
  const fields: DbfField[] = []
  let start = 1 // the mark of deletion stands first
  for (let at = 32; at + 32 <= length && at + 32 <= head.length && head[at] !== 0x0d; at += 32) {
    const name = decode(untilZero(head.subarray(at, at + 11)), encoding)
    if (name === null) throw new FileRefused('HEADER_UNREADABLE', 'A column name is not text')
    const type = String.fromCharCode(head[at + 11] as number)
    // Character columns of more than 255 bytes keep the high byte where numbers keep their decimals (Clipper, FoxPro).
    const bytes = (head[at + 16] as number) + (type === 'C' ? (head[at + 17] as number) * 256 : 0)
    fields.push({ name: name.trim(), type, start, bytes })
    start += bytes
  }
  if (fields.length === 0 || start !== recordLength)
    throw new FileRefused('HEADER_UNREADABLE', 'The columns do not add up to the record')
  return { version: head[0] as number, records: head.readUInt32LE(4), length, recordLength, fields }
}

// Private:

function untilZero(bytes: Buffer): Buffer {
  const zero = bytes.indexOf(0)
  return zero < 0 ? bytes : bytes.subarray(0, zero)
}
