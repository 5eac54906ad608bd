/**
 * The container of an .xls: a compound file ([MS-CFB]), sectors chained by a table. A stream is read sector by sector. A sector behind the
 * end of the file means that the transfer broke off.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { FileRefused } from '../snapshot/file-source.ts'

interface Entry {
  readonly name: string
  readonly start: number
  readonly size: number
}

export class CompoundFile {
  private readonly handle: FileHandle
  private readonly size: number
  private readonly sector: number
  private readonly next: Uint32Array
  private entries: readonly Entry[] = []
  private shortTableAt = 0
  private shortTableSectors = 0

  private constructor(handle: FileHandle, size: number, sector: number, next: Uint32Array) {
    this.handle = handle
    this.size = size
    this.sector = sector
    this.next = next
  }

  /** Throws FileRefused. */
  static async open(path: string, limit: number): Promise<CompoundFile> {
    const handle = await open(path)
    try {
      const { size } = await handle.stat()
      if (size > limit) throw new FileRefused('FILE_TOO_BIG')
      const head = await bytesAt(handle, 0, 512)
      const shift = head.readUInt16LE(30)
      if (shift !== 9 && shift !== 12) throw new FileRefused('FILE_UNREADABLE', 'Sectors of an unknown size')
      const file = new CompoundFile(handle, size, 1 << shift, await tableOf(handle, head, 1 << shift, size))
      file.entries = await file.directory(head)
      return file
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  has(name: string): boolean {
    return this.entries.some((entry) => entry.name === name)
  }

  /** The stream's bytes from an offset on, in pieces. Streams below the cutoff lie in the root's: no workbook is so short but by hand. */
  async *bytes(name: string, from: number): AsyncGenerator<Buffer, void, undefined> {
    const entry = this.entries.find((candidate) => candidate.name === name)
    if (entry === undefined) throw new FileRefused('NOT_A_WORKBOOK')
    if (entry.size < cutoff) {
      yield (await this.short(entry)).subarray(from)
      return
    }
    yield* this.chain(entry.start, from, entry.size)
  }

  close(): Promise<void> {
    return this.handle.close()
  }

  // Private:

  private async *chain(start: number, from: number, size: number): AsyncGenerator<Buffer, void, undefined> {
    // A chain that bites its tail would never end otherwise.
    if (size > this.size) throw new FileRefused('FILE_TRUNCATED')
    const skipped = Math.floor(from / this.sector)
    let at = start
    for (let i = 0; i < skipped; i++) at = this.after(at)
    for (let done = skipped * this.sector; done < size;) {
      // Sectors that stand one behind the other are read at once.
      let count = 1
      while (count < mostAtOnce && done + count * this.sector < size && this.after(at + count - 1) === at + count)
        count++
      const bytes = await bytesAt(this.handle, (at + 1) * this.sector, Math.min(count * this.sector, size - done))
      yield done < from ? bytes.subarray(from - done) : bytes
      done += count * this.sector
      if (done < size) at = this.after(at + count - 1)
    }
  }

  private async whole(start: number, size: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    for await (const piece of this.chain(start, 0, size)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  private after(at: number): number {
    const next = this.next[at]
    if (next === undefined || next >= this.next.length) throw new FileRefused('FILE_TRUNCATED', 'A stream has no end')
    return next
  }

  private async directory(head: Buffer): Promise<Entry[]> {
    let length = 1
    for (let at = head.readUInt32LE(48); this.next[at] !== chainEnd && length < mostDirectorySectors; length++)
      at = this.after(at)
    const bytes = await this.whole(head.readUInt32LE(48), length * this.sector)
    const entries: Entry[] = []
    for (let at = 0; at + 128 <= bytes.length; at += 128) {
      const nameLength = bytes.readUInt16LE(at + 64)
      if (nameLength < 2 || nameLength > 64) continue
      const name = bytes.toString('utf16le', at, at + nameLength - 2)
      entries.push({ name, start: bytes.readUInt32LE(at + 116), size: bytes.readUInt32LE(at + 120) })
    }
    this.shortTableAt = head.readUInt32LE(60)
    this.shortTableSectors = head.readUInt32LE(64)
    return entries
  }

  private async short(entry: Entry): Promise<Buffer> {
    const root = this.entries[0]
    if (root === undefined) throw new FileRefused('FILE_UNREADABLE')
    const container = await this.whole(root.start, root.size)
    const table = await this.whole(this.shortTableAt, this.shortTableSectors * this.sector)
    const pieces: Buffer[] = []
    for (let at = entry.start, done = 0; done < entry.size; done += 64) {
      if ((at + 1) * 64 > container.length || at * 4 + 4 > table.length) throw new FileRefused('FILE_TRUNCATED')
      pieces.push(container.subarray(at * 64, (at + 1) * 64))
      at = table.readUInt32LE(at * 4)
    }
    return Buffer.concat(pieces).subarray(0, entry.size)
  }
}

// Private:

const cutoff = 4096
const chainEnd = 0xfffffffe
const mostAtOnce = 128
const mostDirectorySectors = 1000

/** Sector → the next of its stream. The first 109 parts of the table are named in the head, the others in a chain of lists. */
async function tableOf(handle: FileHandle, head: Buffer, sector: number, size: number): Promise<Uint32Array> {
  const parts = head.readUInt32LE(44)
  if (parts * sector > size) throw new FileRefused('FILE_TRUNCATED')
  const places: number[] = []
  for (let i = 0; i < Math.min(parts, 109); i++) places.push(head.readUInt32LE(76 + i * 4))
  for (let list = head.readUInt32LE(68); places.length < parts;) {
    const bytes = await bytesAt(handle, (list + 1) * sector, sector)
    for (let at = 0; at < sector - 4 && places.length < parts; at += 4) places.push(bytes.readUInt32LE(at))
    list = bytes.readUInt32LE(sector - 4)
  }
  const table = new Uint32Array((parts * sector) / 4)
  for (const [i, place] of places.entries()) {
    const bytes = await bytesAt(handle, (place + 1) * sector, sector)
    for (let at = 0; at < sector; at += 4) table[(i * sector + at) / 4] = bytes.readUInt32LE(at)
  }
  return table
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
  if (bytesRead < length) throw new FileRefused('FILE_TRUNCATED')
  return buffer
}
