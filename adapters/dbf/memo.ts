/**
 * Memo files: long texts in blocks beside the table. dBASE III (.DBT): blocks of 512 bytes, the text ends with 0x1A. dBASE IV (.DBT,
 * version 8B): FF FF 08 00 and a length. FoxPro (.FPT): block size in the header, each memo with type and length, big-endian.
 */
import { open, readdir, type FileHandle } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { FileRefused } from '../snapshot/file-source.ts'

export interface MemoFile {
  /** The text's bytes; null when the block lies outside the file. */
  read(block: number): Promise<Buffer | null>
  close(): Promise<void>
}

const longest = 16 * 1024 * 1024

/** Throws FileRefused when there is none: without it every memo would silently be empty. */
export async function openMemo(table: string, version: number): Promise<MemoFile> {
  const folder = dirname(table)
  const stem = basename(table, extname(table)).toLowerCase()
  const name = (await readdir(folder)).find((file) => [`${stem}.dbt`, `${stem}.fpt`].includes(file.toLowerCase()))
  if (name === undefined) throw new FileRefused('MEMO_MISSING')
  const handle = await open(join(folder, name))
  const head = await bytesAt(handle, 0, 24).catch(async (error: unknown) => {
    await handle.close()
    throw error
  })
  if (name.toLowerCase().endsWith('.fpt')) return foxPro(handle, head.length >= 8 ? head.readUInt16BE(6) || 512 : 512)
  return version === 0x8b ? dBase4(handle, head.length >= 22 ? head.readUInt16LE(20) || 512 : 512) : dBase3(handle)
}

// Private:

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function foxPro(handle: FileHandle, blockSize: number): MemoFile {
  return {
    read: async (block) => {
      const head = await bytesAt(handle, block * blockSize, 8)
      if (head.length < 8) return null
      const length = head.readUInt32BE(4)
      return length > longest ? null : wholeAt(handle, block * blockSize + 8, length)
    },
    close: () => handle.close(),
  }
}

function dBase4(handle: FileHandle, blockSize: number): MemoFile {
  return {
    read: async (block) => {
      const head = await bytesAt(handle, block * blockSize, 8)
      if (head.length < 8 || head.readUInt32BE(0) !== 0xffff0800) return null
      const length = head.readUInt32LE(4) - 8
      return length < 0 || length > longest ? null : wholeAt(handle, block * blockSize + 8, length)
    },
    close: () => handle.close(),
  }
}

function dBase3(handle: FileHandle): MemoFile {
  return {
    read: async (block) => {
      const parts: Buffer[] = []
      for (let at = block * 512; at - block * 512 < longest; at += 512) {
        const part = await bytesAt(handle, at, 512)
        const end = part.indexOf(0x1a)
        parts.push(end < 0 ? part : part.subarray(0, end))
        if (end >= 0 || part.length < 512) break
      }
      const text = Buffer.concat(parts)
      return text.length === 0 && block > 0 ? null : text
    },
    close: () => handle.close(),
  }
}

async function wholeAt(handle: FileHandle, position: number, length: number): Promise<Buffer | null> {
  const bytes = await bytesAt(handle, position, length)
  return bytes.length === length ? bytes : null
}
