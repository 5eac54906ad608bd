/** Records of a BIFF8 stream ([MS-XLS] 2.1): kind, length, body. A body longer than 8,224 bytes goes on in records of their own. */
import { FileRefused } from '../snapshot/file-source.ts'

export interface BiffRecord {
  readonly kind: number
  /** The record and what continues it. */
  readonly parts: readonly Buffer[]
  readonly body: Buffer
}

export const kinds = {
  formula: 0x0006,
  end: 0x000a,
  dateMode: 0x0022,
  password: 0x002f,
  goesOn: 0x003c,
  columnInfo: 0x007d,
  sheet: 0x0085,
  manyShortNumbers: 0x00bd,
  richLabel: 0x00d6,
  style: 0x00e0,
  merged: 0x00e5,
  strings: 0x00fc,
  labelOfStrings: 0x00fd,
  number: 0x0203,
  label: 0x0204,
  truthOrError: 0x0205,
  formulaText: 0x0207,
  row: 0x0208,
  shortNumber: 0x027e,
  format: 0x041e,
  start: 0x0809,
} as const

/**
 * One substream: from its start to its own end, those of charts inside it left out. Throws FileRefused when it has no end. Batches follow
 * the pieces of the file, so that the event loop gets its turn.
 */
export async function* substream(bytes: AsyncIterable<Buffer>): AsyncGenerator<BiffRecord[], void, undefined> {
  let rest: Buffer = Buffer.alloc(0)
  let open: { readonly kind: number; readonly parts: Buffer[] } | null = null
  let depth = 0
  for await (const piece of bytes) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const found: BiffRecord[] = []
    let at = 0
    while (at + 4 <= rest.length) {
      const kind = rest.readUInt16LE(at)
      const length = rest.readUInt16LE(at + 2)
      if (at + 4 + length > rest.length) break
      const body = rest.subarray(at + 4, at + 4 + length)
      at += 4 + length
      if (kind === kinds.goesOn && open !== null) {
        open.parts.push(body)
        continue
      }
      if (open !== null) found.push(closed(open))
      open = null
      if (kind === kinds.start && ++depth === 1) checkVersion(body)
      if (kind === kinds.end && --depth <= 0) {
        yield found
        return
      }
      if (depth <= 1) open = { kind, parts: [body] }
    }
    rest = rest.subarray(at)
    yield found
  }
  throw new FileRefused('FILE_TRUNCATED', 'A sheet has no end')
}

/** Reads numbers and texts out of a record and what continues it. */
export class RecordReader {
  private readonly parts: readonly Buffer[]
  private part = 0
  private at: number

  constructor(parts: readonly Buffer[], at = 0) {
    this.parts = parts
    this.at = at
  }

  get done(): boolean {
    return this.part >= this.parts.length || (this.part === this.parts.length - 1 && this.at >= this.here().length)
  }

  byte(): number {
    this.turn()
    const value = this.here()[this.at++]
    if (value === undefined) throw new FileRefused('FILE_UNREADABLE', 'A record is too short')
    return value
  }

  short(): number {
    return this.byte() | (this.byte() << 8)
  }

  long(): number {
    return (this.short() | (this.short() << 16)) >>> 0
  }

  /** A text whose length is `count` characters. Where it goes on in the next record, that begins with a flag of its own width. */
  text(count: number): string {
    const flags = this.byte()
    const runs = (flags & 8) === 0 ? 0 : this.short()
    const extra = (flags & 4) === 0 ? 0 : this.long()
    let wide = (flags & 1) === 1
    let text = ''
    for (let left = count; left > 0;) {
      if (this.at >= this.here().length) {
        this.turn()
        wide = (this.byte() & 1) === 1
      }
      const room = this.here().length - this.at
      const taken = Math.min(left, wide ? room >> 1 : room)
      if (taken === 0) throw new FileRefused('FILE_UNREADABLE', 'A text is cut inside a character')
      const end = this.at + (wide ? taken * 2 : taken)
      text += this.here().toString(wide ? 'utf16le' : 'latin1', this.at, end)
      this.at = end
      left -= taken
    }
    this.skip(runs * 4 + extra)
    return text
  }

  // Private:

  private here(): Buffer {
    const part = this.parts[this.part]
    if (part === undefined) throw new FileRefused('FILE_UNREADABLE', 'A record is too short')
    return part
  }

  private turn(): void {
    while (this.at >= this.here().length) {
      this.part++
      this.at = 0
    }
  }

  private skip(count: number): void {
    for (let left = count; left > 0;) {
      this.turn()
      const step = Math.min(left, this.here().length - this.at)
      this.at += step
      left -= step
    }
  }
}

// Private:

const closed = ({ kind, parts }: { readonly kind: number; readonly parts: readonly Buffer[] }): BiffRecord => ({
  kind,
  parts,
  body: parts[0] as Buffer,
})

function checkVersion(body: Buffer): void {
  if (body.length < 4 || body.readUInt16LE(0) !== 0x0600) throw new FileRefused('WORKBOOK_TOO_OLD')
}
