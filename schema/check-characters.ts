/**
 * Check characters of Chinese numbers. Persons: GB 11643-1999, ISO 7064 MOD 11-2. Organisations: GB 32100-2015 (mod 31) and
 * GB 11714-1997 (mod 11). Registration numbers of 15 digits: GS 15-2006, ISO 7064 MOD 11,10.
 */

const personWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Check character of the first 17 digits of a person's number. */
export function personCheck(digits17: string): string {
  let sum = 0
  for (let at = 0; at < 17; at += 1) sum += Number(digits17[at]) * (personWeights[at] ?? 0)
  return '10X98765432'.charAt(sum % 11)
}

/** GB 32100 knows no I, O, S, V, Z. */
export const creditCodeAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const creditCodeWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Check character of the first 17 characters of a unified social credit code. */
export function creditCodeCheck(code17: string): string {
  let sum = 0
  for (let at = 0; at < 17; at += 1) sum += creditCodeAlphabet.indexOf(code17.charAt(at)) * (creditCodeWeights[at] ?? 0)
  return creditCodeAlphabet.charAt((31 - (sum % 31)) % 31)
}

const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** Check character of the first 8 characters of an organisation code; letters count from A = 10. */
export function organisationCheck(code8: string): string {
  let sum = 0
  for (let at = 0; at < 8; at += 1) sum += Number.parseInt(code8.charAt(at), 36) * (organisationWeights[at] ?? 0)
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** Check digit of the first 14 digits of a registration number. */
export function registrationCheck(digits14: string): string {
  let product = 10
  for (const digit of digits14) {
    const sum = (product + Number(digit)) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return String((11 - product) % 10)
}
