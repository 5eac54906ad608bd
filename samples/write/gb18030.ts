/** Text as GB18030 bytes into a row of fixed width. */
import { encodeGb18030 } from '../../adapters/text/encode-gb18030.ts'

/** Writes `text` at `at` and returns the position behind it; stops before `limit`, inside a character if it must, as old systems do. */
export function writeGb18030(into: Uint8Array, at: number, text: string, limit: number): number {
  const room = limit - at
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) {
      const bytes = encodeGb18030(text)
      const fits = bytes.length > room ? bytes.subarray(0, room) : bytes
      into.set(fits, at)
      return at + fits.length
    }
    if (i < room) into[at + i] = unit
  }
  return at + Math.min(room, text.length)
}
