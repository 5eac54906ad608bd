/** Letters and digits for numbers that are read out on the telephone: without I, L, O, U. Five bits of each byte count. */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** As many characters as asked for, from the first bytes of a digest. */
export function spokenNumber(digest: Uint8Array, length: number): string {
  return Array.from(digest.subarray(0, length), (byte) => ALPHABET.charAt(byte & 31)).join('')
}
