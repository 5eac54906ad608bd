/**
 * The records of a DBF table one by one, those marked as deleted too: a shapefile's shapes are counted along with them. A small reader of
 * our own: the library at hand (dbffile 1.13) makes numbers of digits and instants of days (19990230 becomes 2 March, ******** becomes
 * NaN), takes rows beyond the end of the file for rows, and decodes by the code page byte, which legacy writers leave at zero. A number
 * or day leaves here as the text that stands in the file.
 */
import { open, stat, type FileHandle } from 'node:fs/promises'
import type { ValueFlag } from '../adapter.ts'
import type { Encoding } from '../open.ts'
import { decode, decodeField } from '../text/decode.ts'
import { FileRefused, type SourceRow } from '../snapshot/file-source.ts'
import { readHeader, type DbfField, type DbfHeader } from './header.ts'
import { openMemo, type MemoFile } from './memo.ts'
import { rawNumber } from './raw-number.ts'

export interface DbfRecords {
  readonly columns: readonly string[]
  readonly remarks: string[]
  /** Records in the file, deleted ones too. */
  readonly count: number
  /** Null for a deleted record. */
  readonly batches: AsyncIterable<readonly (SourceRow | null)[]>
}

/** Throws FileRefused. */
export async function openRecords(path: string, encoding: Encoding): Promise<DbfRecords> {
  const { header, size, codePage } = await readHead(path, encoding)
  const fields = header.fields.filter((field) => shown.has(field.type))
  const remarks = codePageAgrees(codePage, encoding)
    ? []
    : [`CODE_PAGE_IGNORED:${codePage.toString(16).padStart(2, '0')}`]
  const whole = Math.floor((size - header.length) / header.recordLength)
  // One byte more is the mark of the end. A record cut in two is where the transfer broke off; a count that is merely too big is not.
  const over = size - header.length - whole * header.recordLength
  if (whole < header.records && over > 1) throw new FileRefused('FILE_TRUNCATED')
  if (whole < header.records) remarks.push('RECORD_COUNT_TOO_BIG')
  const count = Math.min(whole, header.records)
  return {
    columns: fields.map((field) => field.name),
    remarks,
    count,
    batches: batchesOf(path, header, fields, count, encoding),
  }
}

// Private:

const shown = new Set('CNFDLMIBYT')
const batchSize = 500

async function readHead(path: string, encoding: Encoding) {
  const { size } = await stat(path)
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const head = buffer.subarray(0, bytesRead)
    return { header: readHeader(head, encoding), size, codePage: head[29] as number }
  } finally {
    await handle.close()
  }
}

/** 0x4D and 0x7A are the Chinese code page of dBASE and FoxPro; zero says nothing. The declaration wins over all others. */
function codePageAgrees(codePage: number, encoding: Encoding): boolean {
  return codePage === 0 || ((codePage === 0x4d || codePage === 0x7a) && encoding === 'gb18030')
}

async function* batchesOf(
  path: string,
  header: DbfHeader,
  fields: readonly DbfField[],
  count: number,
  encoding: Encoding,
): AsyncGenerator<(SourceRow | null)[], void, undefined> {
  const handle = await open(path)
  let memo: MemoFile | null = null
  try {
    if (fields.some((field) => field.type === 'M')) memo = await openMemo(path, header.version)
    for (let first = 0; first < count; first += batchSize) {
      const records = await recordsAt(handle, header, first, Math.min(batchSize, count - first))
      const rows: (SourceRow | null)[] = []
      for (const [i, record] of records.entries()) {
        rows.push(record[0] === 0x2a ? null : await toRow(record, first + i + 1, fields, header, encoding, memo))
      }
      yield rows
    }
  } finally {
    await Promise.all([handle.close(), memo?.close()])
  }
}

async function recordsAt(handle: FileHandle, header: DbfHeader, first: number, count: number): Promise<Buffer[]> {
  const length = count * header.recordLength
  const { buffer, bytesRead } = await handle.read(
    Buffer.alloc(length),
    0,
    length,
    header.length + first * header.recordLength,
  )
  if (bytesRead < length) throw new FileRefused('FILE_CHANGED_WHILE_READ')
  return Array.from({ length: count }, (_, i) =>
    buffer.subarray(i * header.recordLength, (i + 1) * header.recordLength),
  )
}

async function toRow(
  record: Buffer,
  line: number,
  fields: readonly DbfField[],
  header: DbfHeader,
  encoding: Encoding,
  memo: MemoFile | null,
): Promise<SourceRow> {
  const values: (string | null)[] = []
  const flags: Record<string, ValueFlag> = {}
  for (const field of fields) {
    const bytes = record.subarray(field.start, field.start + field.bytes)
    const value = field.type === 'M' ? await memoText(bytes, header, encoding, memo) : valueOf(bytes, field, encoding)
    if (value === undefined)
      return { line, code: 'ROW_UNDECODABLE', raw: new TextDecoder(encoding).decode(record.subarray(1)).trimEnd() }
    if (value !== null && value.cut) flags[field.name] = 'NAME_TRUNCATED'
    values.push(value?.text ?? null)
  }
  return { line, values, flags: Object.keys(flags).length > 0 ? flags : null }
}

type Value = { readonly text: string; readonly cut: boolean } | null

/** Undefined when the bytes are not text. */
function valueOf(bytes: Buffer, field: DbfField, encoding: Encoding): Value | undefined {
  if (field.type === 'I' || field.type === 'B' || field.type === 'Y' || field.type === 'T')
    return whole(rawNumber(field.type, bytes))
  if (field.type === 'C') return decodeField(trimEnd(bytes), encoding) ?? undefined
  const text = bytes.toString('latin1').replaceAll('\0', ' ').trim()
  return whole(field.type === 'L' && text === '?' ? null : text)
}

async function memoText(
  bytes: Buffer,
  header: DbfHeader,
  encoding: Encoding,
  memo: MemoFile | null,
): Promise<Value | undefined> {
  const block =
    header.version === 0x30 && bytes.length === 4
      ? bytes.readUInt32LE(0)
      : Number(bytes.toString('latin1').replaceAll('\0', ' ').trim())
  if (!Number.isInteger(block)) return undefined
  if (block <= 0 || memo === null) return null
  const content = await memo.read(block)
  const text = content && decode(content, encoding)
  return text === null ? undefined : whole(text.trimEnd())
}

const whole = (text: string | null): Value => (text === null || text === '' ? null : { text, cut: false })

function trimEnd(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end--
  return bytes.subarray(0, end)
}
