/**
 * A batch file: [FHS] { BHS { MSH … } BTS } [FTS]. BTS-1 counts the messages of a batch, FTS-1 the batches of the file; what is opened must be
 * closed, and counts that are given must be right: else the transfer broke off or somebody cut the file, and the whole of it is refused.
 * The file is read twice, first for the counts, so that no half file is taken; no more of it than one message is held.
 */
import { createReadStream } from 'node:fs'
import { KEPT_HEAD } from './framer.ts'

export type FileFault = 'HEADER_UNREADABLE' | 'FILE_TRUNCATED' | 'RECORD_COUNT_DIFFERS' | 'FILE_EMPTY'

export interface FiledMessage {
  /** Of its MSH, from 1. */
  readonly line: number
  /** Byte behind the message, and how many lines end before it: where reading goes on after a restart. */
  readonly end: number
  readonly lines: number
  readonly bytes: Buffer
  /** Longer than allowed: `bytes` is its beginning. */
  readonly tooLong: boolean
}

/** Null when envelope and counts are right. */
export async function checkBatchFile(path: string, signal: AbortSignal): Promise<FileFault | null> {
  let state: 'start' | 'file' | 'batch' | 'end' = 'start'
  let whole = false
  let messages = 0
  let batches = 0
  for await (const line of linesOf(path, 0, signal)) {
    const name = line.bytes.toString('latin1', 0, 3)
    if (name.trim() === '') continue
    switch (name) {
      case 'FHS':
        if (state !== 'start') return 'HEADER_UNREADABLE'
        whole = true
        state = 'file'
        break
      case 'BHS':
        if (state === 'batch') return 'FILE_TRUNCATED'
        if (state === 'end') return 'HEADER_UNREADABLE'
        messages = 0
        state = 'batch'
        break
      case 'BTS':
        if (state !== 'batch') return 'HEADER_UNREADABLE'
        if (!counts(line.bytes, messages)) return 'RECORD_COUNT_DIFFERS'
        batches++
        state = 'file'
        break
      case 'FTS':
        if (state === 'batch') return 'FILE_TRUNCATED'
        if (state !== 'file' || !whole) return 'HEADER_UNREADABLE'
        if (!counts(line.bytes, batches)) return 'RECORD_COUNT_DIFFERS'
        state = 'end'
        break
      case 'MSH':
        if (state !== 'batch') return 'HEADER_UNREADABLE'
        messages++
        break
      default:
        // Segments belong to a message: between batches there is none.
        if (state !== 'batch') return 'HEADER_UNREADABLE'
    }
  }
  if (state === 'start') return 'FILE_EMPTY'
  return state === 'end' || (state === 'file' && !whole) ? null : 'FILE_TRUNCATED'
}

/** The messages behind byte `from`, which is 0 or the end of one of them. */
export async function* readBatchFile(
  path: string,
  from: { readonly byte: number; readonly line: number },
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<FiledMessage, void, undefined> {
  let parts: Buffer[] = []
  let length = 0
  let first = 0
  let end = from.byte
  let line = from.line
  const message = (lines: number): FiledMessage | null => {
    if (parts.length === 0) return null
    const bytes = Buffer.concat(parts)
    parts = []
    const tooLong = length > maxBytes
    return { line: first, end, lines, bytes: tooLong ? bytes.subarray(0, KEPT_HEAD) : bytes, tooLong }
  }
  for await (const { bytes, end: behind } of linesOf(path, from.byte, signal)) {
    const name = bytes.toString('latin1', 0, 3)
    line++
    if (name === 'MSH' || /^(FHS|BHS|BTS|FTS)$/.test(name)) {
      const done = message(line - 1)
      if (done !== null) yield done
      if (name === 'MSH') {
        parts = [bytes, CR]
        length = bytes.length
        first = line
      }
    } else if (parts.length > 0) {
      length += bytes.length + 1
      if (length <= maxBytes) parts.push(bytes, CR)
    }
    end = behind
  }
  const done = message(line)
  if (done !== null) yield done
}

// Private:

const CR = Buffer.from('\r')

/** A line longer than this is given in pieces of which only the first looks like a segment: the message is too long anyway. */
const LONGEST_LINE = 8 * 1_048_576

/** Lines without their end, which is CR, LF or both. */
async function* linesOf(path: string, from: number, signal: AbortSignal) {
  let rest = Buffer.alloc(0)
  let at = from
  let halfEnd = false
  for await (const chunk of createReadStream(path, {
    start: from,
    highWaterMark: 1 << 18,
    signal,
  }) as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    // CR LF is one end, also when the chunk ends between them.
    let start = halfEnd && bytes[0] === 0x0a ? 1 : 0
    halfEnd = bytes.at(-1) === 0x0d
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i]
      if (byte !== 0x0d && byte !== 0x0a) continue
      const next = byte === 0x0d && bytes[i + 1] === 0x0a ? i + 2 : i + 1
      yield { bytes: bytes.subarray(start, i), end: at + next }
      start = next
      i = next - 1
    }
    at += start
    rest = Buffer.from(bytes.subarray(start))
    if (rest.length > LONGEST_LINE) {
      at += rest.length
      yield { bytes: rest, end: at }
      rest = Buffer.alloc(0)
    }
  }
  if (rest.length > 0) yield { bytes: rest, end: at + rest.length }
}

/** A trailer without a count says nothing; a wrong one refuses. */
function counts(trailer: Buffer, real: number): boolean {
  const [, given = ''] = /^...(?:[^0-9A-Za-z](\d*))?/.exec(trailer.toString('latin1')) ?? []
  return given === '' || Number(given) === real
}
