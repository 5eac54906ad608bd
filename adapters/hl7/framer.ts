/**
 * MLLP: a message stands between 0x0B and 0x1C 0x0D. Neither byte is part of a character in UTF-8 or GB18030, so bytes can be searched.
 * A stream is what networks make of it: frames in pieces, several in one piece, ends that never come.
 */

export type Framed =
  | { readonly kind: 'message'; readonly bytes: Buffer }
  /** Another start, or the end of the connection, came before the end block. */
  | { readonly kind: 'cut'; readonly bytes: Buffer }
  /** Longer than allowed; `bytes` is its beginning. The rest is skipped. */
  | { readonly kind: 'tooLong'; readonly bytes: Buffer }
  /** Bytes outside a frame, that is of a sender that does not speak MLLP. */
  | { readonly kind: 'outside'; readonly bytes: Buffer }

const START = 0x0b
const END = 0x1c
const CR = 0x0d
const LF = 0x0a

/** Of a message that is too long this much is kept for quarantine. */
export const KEPT_HEAD = 4_096
const FIRST_ROOM = 4_096

export class Framer {
  private readonly limit: number
  /** Pieces are copied: a slice of one byte would keep the whole of a network buffer alive. */
  private room = Buffer.alloc(FIRST_ROOM)
  private length = 0
  private inside = false
  private skipping = false

  constructor(limit: number) {
    this.limit = limit
  }

  /** True while a frame has begun and not ended. */
  get open(): boolean {
    return this.inside
  }

  push(chunk: Buffer): Framed[] {
    const found: Framed[] = []
    for (let at = 0; at < chunk.length;) {
      if (!this.inside) {
        const start = chunk.indexOf(START, at)
        const outside = chunk.subarray(at, start < 0 ? chunk.length : start)
        // The 0x0D behind an end block, and line feeds of senders that mean well.
        if (outside.some((byte) => byte !== CR && byte !== LF))
          found.push({ kind: 'outside', bytes: outside.subarray(0, KEPT_HEAD) })
        if (start < 0) break
        this.begin()
        at = start + 1
        continue
      }
      const end = chunk.indexOf(END, at)
      const again = chunk.indexOf(START, at)
      if (again >= 0 && (end < 0 || again < end)) {
        this.take(chunk.subarray(at, again), found)
        if (!this.skipping) found.push({ kind: 'cut', bytes: this.whole() })
        this.begin()
        at = again + 1
      } else if (end >= 0) {
        this.take(chunk.subarray(at, end), found)
        if (!this.skipping) found.push({ kind: 'message', bytes: this.whole() })
        this.reset()
        at = end + 1
      } else {
        this.take(chunk.subarray(at), found)
        break
      }
    }
    return found
  }

  /** The connection is over. */
  end(): Framed[] {
    const cut: Framed[] = this.inside && !this.skipping && this.length > 0 ? [{ kind: 'cut', bytes: this.whole() }] : []
    this.reset()
    return cut
  }

  // Private:

  private take(bytes: Buffer, found: Framed[]): void {
    if (this.skipping) return
    const length = this.length + bytes.length
    if (length > this.limit) {
      found.push({ kind: 'tooLong', bytes: Buffer.concat([this.whole(), bytes]).subarray(0, KEPT_HEAD) })
      this.skipping = true
      this.room = Buffer.alloc(FIRST_ROOM)
      return
    }
    if (length > this.room.length) {
      const larger = Buffer.alloc(Math.max(length, this.room.length * 2))
      this.room.copy(larger, 0, 0, this.length)
      this.room = larger
    }
    bytes.copy(this.room, this.length)
    this.length = length
  }

  private whole(): Buffer {
    return Buffer.from(this.room.subarray(0, this.length))
  }

  private begin(): void {
    this.reset()
    this.inside = true
  }

  private reset(): void {
    if (this.room.length > FIRST_ROOM) this.room = Buffer.alloc(FIRST_ROOM)
    this.length = 0
    this.inside = false
    this.skipping = false
  }
}
