/**
 * HJ 212 on a stream: `##`, the length of the data in four digits, the data, its check sum in four digits, CR LF. Packets come in any pieces; what
 * lies between them and what is damaged is told, bounded, and the next `##` begins anew.
 */
import { checksum } from './checksum.ts'

export type Framed =
  | { readonly kind: 'packet'; readonly data: Buffer }
  | {
      readonly kind: 'damaged'
      readonly code: 'MESSAGE_UNREADABLE' | 'MESSAGE_CUT' | 'MESSAGE_TOO_LONG' | 'MESSAGE_LENGTH' | 'MESSAGE_CHECKSUM'
      readonly bytes: Buffer
    }
type Damage = Extract<Framed, { kind: 'damaged' }>['code']

/** The standard has 1,024; devices of many factors send more in one. */
const MOST_DATA = 4_096
const HEAD = 6
const TAIL = 6
const KEPT_DAMAGED = 1_024
const START = Buffer.from('##')
const END = Buffer.from('\r\n')

export class Framer {
  private rest: Buffer = Buffer.alloc(0)

  /** A packet has begun and has not ended. */
  get open(): boolean {
    return this.rest.length > 0
  }

  push(chunk: Uint8Array): Framed[] {
    this.rest = Buffer.concat([this.rest, chunk])
    const found: Framed[] = []
    while (this.step(found));
    return found
  }

  /** The stream has ended. */
  end(): Framed[] {
    const cut = this.rest
    this.rest = Buffer.alloc(0)
    return isBlank(cut) ? [] : [damaged('MESSAGE_CUT', cut)]
  }

  // Private:

  /** False when more bytes are needed. */
  private step(found: Framed[]): boolean {
    const start = this.rest.indexOf(START)
    if (start !== 0) {
      const until = start > 0 ? start : this.rest.length - (this.rest.at(-1) === START[0] ? 1 : 0)
      if (until === 0) return false
      if (!isBlank(this.rest.subarray(0, until)))
        found.push(damaged('MESSAGE_UNREADABLE', this.rest.subarray(0, until)))
      this.rest = this.rest.subarray(until)
      return start > 0
    }
    if (this.rest.length < HEAD) return false
    const digits = this.rest.toString('latin1', 2, HEAD)
    // `###0123`: the packet begins one later.
    if (!/^\d{4}$/.test(digits)) return this.give(found, 'MESSAGE_LENGTH', this.nextStart(1))
    const length = Number(digits)
    if (length > MOST_DATA) return this.give(found, 'MESSAGE_TOO_LONG', this.nextStart(2))
    const sum = HEAD + length
    const end = this.rest.indexOf(END, HEAD)
    // No data holds a line end: a length that is too big does not swallow the packets behind it.
    if (end >= 0 && end < sum + 4) return this.give(found, 'MESSAGE_LENGTH', end + 2)
    if (this.rest.length < sum + TAIL) return false
    if (end !== sum + 4)
      return this.give(found, 'MESSAGE_LENGTH', end < 0 ? this.nextStart(2) : Math.min(end + 2, this.nextStart(2)))
    const data = this.rest.subarray(HEAD, sum)
    if (this.rest.toString('latin1', sum, sum + 4).toUpperCase() !== checksum(data))
      return this.give(found, 'MESSAGE_CHECKSUM', sum + TAIL)
    found.push({ kind: 'packet', data })
    this.rest = this.rest.subarray(sum + TAIL)
    return true
  }

  private give(found: Framed[], code: Damage, until: number): true {
    const bytes = this.rest.subarray(0, until)
    if (!isHash(bytes)) found.push(damaged(code, bytes))
    this.rest = this.rest.subarray(until)
    return true
  }

  private nextStart(from: number): number {
    const next = this.rest.indexOf(START, from)
    return next < 0 ? this.rest.length : next
  }
}

// Private:

const damaged = (code: Damage, bytes: Buffer): Framed => ({
  kind: 'damaged',
  code,
  bytes: Buffer.from(bytes.subarray(0, KEPT_DAMAGED)),
})
const isBlank = (bytes: Buffer): boolean => /^[\s\0]*$/.test(bytes.toString('latin1'))
const isHash = (bytes: Buffer): boolean => bytes.length === 1 && bytes[0] === START[0]
