/** A file written from front to back through one buffer: no stream, no waiting, no more memory than the buffer. */
import { closeSync, openSync, writeSync } from 'node:fs'

const roomSize = 1 << 20

export class SequentialFile {
  readonly path: string
  readonly #fd: number
  readonly #room = new Uint8Array(roomSize)
  #used = 0
  #flushed = 0

  constructor(path: string) {
    this.path = path
    this.#fd = openSync(path, 'w')
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#flushed + this.#used
  }

  write(bytes: Uint8Array): void {
    if (this.#used + bytes.length > roomSize) this.#flush()
    if (bytes.length > roomSize) {
      this.#put(bytes)
      return
    }
    this.#room.set(bytes, this.#used)
    this.#used += bytes.length
  }

  /** Replaces bytes that were written earlier: counts in headers are known only at the end. */
  patch(at: number, bytes: Uint8Array): void {
    this.#flush()
    writeSync(this.#fd, bytes, 0, bytes.length, at)
  }

  close(): void {
    this.#flush()
    closeSync(this.#fd)
  }

  // Private:

  #flush(): void {
    this.#put(this.#room.subarray(0, this.#used))
    this.#used = 0
  }

  #put(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#flushed + done)
    }
    this.#flushed += bytes.length
  }
}
