/**
 * The container of an .xlsx: a ZIP archive, read entry by entry as a stream, so that a workbook of any size passes in constant memory.
 * Layout: PKWARE APPNOTE 4.3. Sizes and check sums are held against the central directory, which stands at the end: a file without it
 * broke off. What an entry may grow to is limited, since some kilobytes can unpack to gigabytes.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { FileRefused } from '../snapshot/file-source.ts'

interface Entry {
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly at: number
}

export class Zip {
  private readonly handle: FileHandle
  private readonly entries: ReadonlyMap<string, Entry>

  private constructor(handle: FileHandle, entries: ReadonlyMap<string, Entry>) {
    this.handle = handle
    this.entries = entries
  }

  /** Throws FileRefused. */
  static async open(path: string): Promise<Zip> {
    const handle = await open(path)
    try {
      return new Zip(handle, await readDirectory(handle))
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  has(name: string): boolean {
    return this.entries.has(name)
  }

  /** The entry's bytes; throws FileRefused when it is longer than `limit`, or not what was packed. */
  async *bytes(name: string, limit: number): AsyncGenerator<Buffer, void, undefined> {
    const entry = this.entries.get(name)
    if (entry === undefined) throw new FileRefused('FILE_UNREADABLE', `The workbook has no ${name}`)
    if (entry.size > limit) throw new FileRefused('FILE_TOO_BIG', `${name} is longer than ${limit} bytes`)
    if (entry.method !== stored && entry.method !== deflated) throw new FileRefused('FILE_UNREADABLE')
    const packed = Readable.from(this.packed(await this.start(entry), entry.packed), { objectMode: false })
    const unpacked = entry.method === stored ? packed : packed.pipe(createInflateRaw())
    packed.on('error', (error) => unpacked.destroy(error))
    let size = 0
    let crc = 0
    try {
      for await (const chunk of unpacked as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > entry.size) throw new FileRefused('FILE_TOO_BIG', `${name} is longer than its directory says`)
        crc = crc32(chunk, crc)
        yield chunk
      }
    } catch (error) {
      if (error instanceof FileRefused || !isZlibError(error)) throw error
      throw new FileRefused('FILE_TRUNCATED', `${name} cannot be unpacked`)
    } finally {
      packed.destroy()
      unpacked.destroy()
    }
    if (size !== entry.size || crc !== entry.crc)
      throw new FileRefused('FILE_TRUNCATED', `${name} is not what was packed`)
  }

  async text(name: string, limit: number): Promise<string> {
    const chunks: Buffer[] = []
    for await (const chunk of this.bytes(name, limit)) chunks.push(chunk)
    return new TextDecoder('utf-8').decode(Buffer.concat(chunks))
  }

  async *texts(name: string, limit: number): AsyncGenerator<string, void, undefined> {
    const decoder = new TextDecoder('utf-8')
    for await (const chunk of this.bytes(name, limit)) yield decoder.decode(chunk, { stream: true })
    yield decoder.decode()
  }

  close(): Promise<void> {
    return this.handle.close()
  }

  // Private:

  private async *packed(at: number, length: number): AsyncGenerator<Buffer, void, undefined> {
    for (let done = 0; done < length;) {
      const chunk = await readAt(this.handle, at + done, Math.min(length - done, 65_536))
      if (chunk.length === 0) throw new FileRefused('FILE_TRUNCATED')
      done += chunk.length
      yield chunk
    }
  }

  /** Behind the local header, whose name and extra field may be longer than the directory's. */
  private async start(entry: Entry): Promise<number> {
    const head = await readAt(this.handle, entry.at, 30)
    if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw new FileRefused('FILE_TRUNCATED')
    return entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  }
}

// Private:

const stored = 0
const deflated = 8
/** More parts than any workbook has. */
const mostEntries = 10_000

async function readDirectory(handle: FileHandle): Promise<ReadonlyMap<string, Entry>> {
  const { size } = await handle.stat()
  const tailLength = Math.min(size, 65_557)
  const tail = await readAt(handle, size - tailLength, tailLength)
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || tail.length < end + 22) throw new FileRefused('FILE_TRUNCATED', 'The archive has no end')
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  const at = tail.readUInt32LE(end + 16)
  if (count > mostEntries || at === 0xffffffff) throw new FileRefused('FILE_TOO_BIG', 'The archive needs ZIP64')
  if (at + length > size) throw new FileRefused('FILE_TRUNCATED')
  const directory = await readAt(handle, at, length)
  const entries = new Map<string, Entry>()
  for (let i = 0, from = 0; i < count; i++) {
    if (directory.length < from + 46 || directory.readUInt32LE(from) !== 0x02014b50)
      throw new FileRefused('FILE_TRUNCATED')
    const nameLength = directory.readUInt16LE(from + 28)
    const name = directory.toString('utf8', from + 46, from + 46 + nameLength)
    if ((directory.readUInt16LE(from + 8) & 1) === 1) throw new FileRefused('FILE_ENCRYPTED')
    // Some writers begin names with a slash, some turn it round.
    entries.set(name.replaceAll('\\', '/').replace(/^\//, ''), {
      method: directory.readUInt16LE(from + 10),
      crc: directory.readUInt32LE(from + 16),
      packed: directory.readUInt32LE(from + 20),
      size: directory.readUInt32LE(from + 24),
      at: directory.readUInt32LE(from + 42),
    })
    from += 46 + nameLength + directory.readUInt16LE(from + 30) + directory.readUInt16LE(from + 32)
  }
  return entries
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}

const isZlibError = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('Z_')
