/**
 * The shapes of a .shp one by one, as GeoJSON geometries; null for a null shape. The library (shapefile 0.6.6) takes the geometry apart;
 * it looks ahead for the next good record where one is broken, which would give a row the shape of another. So the heads of all records
 * are walked first: their numbers must run from one, their lengths must add up to the file. Layout: ESRI's description of July 1998.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { openShp } from 'shapefile'
import { FileRefused } from '../snapshot/file-source.ts'

export interface Shapes {
  readonly count: number
  /** The next shape. Throws FileRefused when there is none, or none that can be read. */
  next(): Promise<unknown>
  close(): Promise<void>
}

/** Throws FileRefused. */
export async function openShapes(path: string): Promise<Shapes> {
  const count = await countShapes(path)
  const source = await openShp(path).catch(unreadable)
  return {
    count,
    next: async () => {
      const { done, value } = await source.read().catch(unreadable)
      if (done) throw new FileRefused('FILE_CHANGED_WHILE_READ')
      return value
    },
    close: () => source.cancel(),
  }
}

// Private:

const fileCode = 9994
const headLength = 100
const recordHead = 8
/** A boundary of half a million corners is no boundary of a city. */
const longest = 8 * 1024 * 1024
/** The library holds each hole against each outer ring: beyond this a made-up record would keep it busy for minutes. */
const mostRings = 2000
/** Up to the number of rings in a polygon. */
const glance = recordHead + 40
const windowSize = 65_536

async function countShapes(path: string): Promise<number> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const head = await bytesAt(handle, 0, headLength)
    if (size === 0) throw new FileRefused('FILE_EMPTY')
    if (head.length < headLength || head.readInt32BE(0) !== fileCode) throw new FileRefused('HEADER_UNREADABLE')
    const end = head.readInt32BE(24) * 2
    if (size < end) throw new FileRefused('FILE_TRUNCATED')
    return await walk(handle, end)
  } finally {
    await handle.close()
  }
}

async function walk(handle: FileHandle, end: number): Promise<number> {
  let count = 0
  let window = Buffer.alloc(0)
  let start = 0
  for (let at = headLength; at < end; count++) {
    if (Math.min(at + glance, end) > start + window.length) {
      window = await bytesAt(handle, at, windowSize)
      start = at
      if (window.length < recordHead) throw new FileRefused('FILE_CHANGED_WHILE_READ')
    }
    const length = window.readInt32BE(at - start + 4) * 2
    if (window.readInt32BE(at - start) !== count + 1 || length < 4 || length > longest)
      throw new FileRefused('FILE_UNREADABLE', `Record ${count + 1} has no head`)
    if (ringsAt(window, at - start, length) > mostRings)
      throw new FileRefused('ELEMENT_TOO_LONG', `Record ${count + 1} has too many rings`)
    at += recordHead + length
    if (at > end) throw new FileRefused('FILE_TRUNCATED')
  }
  return count
}

/** Polygons only: 5, 15 with heights, 25 with measures. */
function ringsAt(window: Buffer, at: number, length: number): number {
  if (length < 44 || at + glance > window.length) return 0
  const type = window.readInt32LE(at + recordHead)
  return type === 5 || type === 15 || type === 25 ? window.readInt32LE(at + recordHead + 36) : 0
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function unreadable(error: unknown): never {
  throw new FileRefused('FILE_UNREADABLE', error instanceof Error ? error.message : 'unreadable')
}
