/**
 * The check sum of HJ 212 (annex A of the standard). Its name is CRC16, but the register loses its low byte before each byte of the data, so that no
 * library of checksums knows it.
 */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >> 1) ^ 0xa001 : value >> 1
  return value
})

/** Four hexadecimal digits, capital. */
export function checksum(data: Uint8Array): string {
  let register = 0xffff
  for (const byte of data) register = table[(register >> 8) ^ byte] ?? 0
  return register.toString(16).toUpperCase().padStart(4, '0')
}
