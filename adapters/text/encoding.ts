/**
 * Which encoding a file really has. Labels are promises: GBK, GB2312 and cp936 files hold four-byte GB18030 characters, and a file
 * called GBK may be UTF-8. A byte order mark decides; without one the promise holds unless the bytes cannot be that.
 */
import type { Encoding } from '../open.ts'

export interface FoundEncoding {
  readonly encoding: Encoding
  /** Length of the byte order mark. */
  readonly skip: number
  /** `ENCODING_FOUND:utf-8` when it is not the promised one. */
  readonly remark: string | null
}

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
  ['utf-16le', [0xff, 0xfe]],
]

const labels: Readonly<Record<string, Encoding>> = {
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  ms936: 'gb18030',
  'windows-936': 'gb18030',
  gb18030: 'gb18030',
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16': 'utf-16le',
}

/** The encoding behind a label as people write it; null for one that no adapter reads. */
export function encodingOf(label: string): Encoding | null {
  return labels[label.trim().toLowerCase()] ?? null
}

/** `head` is the beginning of the file, or all of it; 64 KiB are enough. */
export function findEncoding(head: Uint8Array, promised: Encoding): FoundEncoding {
  for (const [encoding, mark] of marks) {
    if (mark.every((byte, i) => head[i] === byte)) return found(encoding, promised, mark.length)
  }
  return found(guess(head, promised), promised, 0)
}

// Private:

function found(encoding: Encoding, promised: Encoding, skip: number): FoundEncoding {
  return { encoding, skip, remark: encoding === promised ? null : `ENCODING_FOUND:${encoding}` }
}

function guess(head: Uint8Array, promised: Encoding): Encoding {
  if (looksLikeUtf16(head)) return 'utf-16le'
  if (promised === 'gb18030' && isChineseUtf8(head)) return 'utf-8'
  if (promised === 'utf-8' && !decodes(head, 'utf-8') && decodes(head, 'gb18030')) return 'gb18030'
  if (promised === 'utf-16le') return isChineseUtf8(head) || !decodes(head, 'gb18030') ? 'utf-8' : 'gb18030'
  return promised
}

/** ASCII in UTF-16LE has a zero at every odd place; no text in the other encodings has. */
function looksLikeUtf16(head: Uint8Array): boolean {
  let zeros = 0
  for (let i = 1; i < head.length; i += 2) if (head[i] === 0) zeros++
  return head.length >= 4 && zeros > head.length / 10
}

/** Valid UTF-8 with a three-byte character in it. GBK text passes as such only by a chance that no real header has. */
function isChineseUtf8(head: Uint8Array): boolean {
  return head.some((byte) => byte >= 0xe0) && decodes(head, 'utf-8')
}

/** The head may end inside a character: `stream` keeps that from counting as an error. */
function decodes(head: Uint8Array, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
