/** Columns whose bytes are text in an encoding that the database knows nothing of: read by their bytes, and searched by them. */
import type { Encoding } from '../open.ts'
import { decode } from '../text/decode.ts'
import { encodeGb18030 } from '../text/encode-gb18030.ts'

/** What a system or a table declares: its columns of bytes, of latin1 and the like, really hold text in this encoding. */
export type BytesAs = Exclude<Encoding, 'utf-16le'>

const lenient: Readonly<Record<BytesAs, TextDecoder>> = {
  gb18030: new TextDecoder('gb18030', { ignoreBOM: true }),
  'utf-8': new TextDecoder('utf-8', { ignoreBOM: true }),
}

/**
 * Where the encoding is declared, each place that is no text is U+FFFD and thus flagged. Where it is not, GBK is tried, and what is no
 * text is shown as hexadecimal digits.
 */
export function bytesAsText(bytes: Buffer, declared: BytesAs | null): string {
  const text = decode(bytes, declared ?? 'gb18030')
  if (text !== null) return text
  return declared === null ? bytes.toString('hex') : lenient[declared].decode(bytes)
}

export function textAsBytes(text: string, declared: BytesAs | null): Buffer {
  const whole = text.toWellFormed()
  return declared === 'utf-8' ? Buffer.from(whole, 'utf8') : encodeGb18030(whole)
}

/** The bytes by which such a column is searched for a text, as hexadecimal digits. */
export const textAsHex = (text: string, declared: BytesAs | null): string =>
  textAsBytes(text, declared).toString('hex').toUpperCase()
