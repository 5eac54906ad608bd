/** Digits as a database writes a 64-bit integer; no other text can be equal to one. */
export function isInteger(value: string): boolean {
  return /^-?\d{1,19}$/.test(value) && BigInt.asIntN(64, BigInt(value)).toString() === value
}
