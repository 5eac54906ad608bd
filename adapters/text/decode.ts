/**
 * Bytes to text, always whole fields, whole lines or in streaming mode: a character is never split before it is decoded. Node's
 * TextDecoder('gb18030') reads the four-byte characters and both euros (0x80, A2E3); iconv-lite's gbk does not.
 */
import type { Encoding } from '../open.ts'

const decoders: Readonly<Record<Encoding, TextDecoder>> = {
  gb18030: new TextDecoder('gb18030', { fatal: true, ignoreBOM: true }),
  'utf-8': new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  'utf-16le': new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true }),
}

/** Stands in decoded text where bytes were not text; no source can hold it, as it is no character. */
export const undecodable = '\uFFFF'

/** Text, or null when the bytes are not text in this encoding. */
export function decode(bytes: Buffer, encoding: Encoding): string | null {
  if (encoding !== 'utf-16le' && isAscii(bytes)) return bytes.toString('latin1')
  try {
    return decoders[encoding].decode(bytes)
  } catch {
    return null
  }
}

/**
 * A field of fixed width. One that ends inside a character was cut by the column's width: its value ends with U+FFFD in place of the
 * half character. Null when the bytes are not text.
 */
export function decodeField(
  bytes: Buffer,
  encoding: Encoding,
): { readonly text: string; readonly cut: boolean } | null {
  const whole = decode(bytes, encoding)
  if (whole !== null) return { text: whole, cut: false }
  for (let lost = 1; lost <= 3 && lost <= bytes.length; lost++) {
    const text = decode(bytes.subarray(0, bytes.length - lost), encoding)
    if (text !== null) return { text: `${text}\uFFFD`, cut: true }
  }
  return null
}

/**
 * Decodes a stream of chunks of any size. In the two encodings where a line feed byte is never part of a character, a line that is not
 * text is kept apart: each place that cannot be decoded becomes `undecodable`, so that its row can be quarantined alone.
 */
export async function* decodeStream(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<string, void, undefined> {
  if (encoding === 'utf-16le') yield* decodeWithState(chunks)
  else {
    let rest: Buffer[] = []
    for await (const chunk of chunks) {
      const end = chunk.lastIndexOf(0x0a) + 1
      if (end === 0) rest.push(chunk)
      else {
        yield decodeLines(Buffer.concat([...rest, chunk.subarray(0, end)]), encoding)
        rest = [chunk.subarray(end)]
      }
    }
    const last = Buffer.concat(rest)
    if (last.length > 0) yield decodeLines(last, encoding)
  }
}

// Private:

async function* decodeWithState(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-16le', { ignoreBOM: true })
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function decodeLines(lines: Buffer, encoding: Encoding): string {
  const whole = decode(lines, encoding)
  if (whole !== null) return whole
  const lenient = new TextDecoder(encoding, { ignoreBOM: true })
  const texts: string[] = []
  for (let start = 0; start < lines.length;) {
    const feed = lines.indexOf(0x0a, start)
    const end = feed < 0 ? lines.length : feed + 1
    const line = lines.subarray(start, end)
    texts.push(decode(line, encoding) ?? lenient.decode(line).replaceAll('\uFFFD', undecodable))
    start = end
  }
  return texts.join('')
}

function isAscii(bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) >= 0x80) return false
  return true
}
