/**
 * Numbers with check characters, as the state gives them: citizens' identity numbers (GB 11643-1999), unified social credit codes
 * (GB 32100-2015) with the organisation code inside (GB 11714-1997), old registration numbers. Written apart from the hub's readers on
 * purpose: a mistake in one does not hide in the other.
 */
import { sampleAreas } from './areas.ts'

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Check character of the first 17 digits (ISO 7064 MOD 11-2). */
export function idCheck(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += (first17.charCodeAt(i) - 48) * (idWeights[i] ?? 0)
  return '10X98765432'.charAt(sum % 11)
}

/** Sequences 001-994 only: 996-999 once marked people past their hundredth birthday. */
const pairs = 497
const numbersADay = sampleAreas.length * pairs

/** How many persons can have numbers that differ whatever their years of birth are. */
export const mostPersons = numbersADay * 365

export interface BirthMark {
  readonly area: string
  /** 1-497; doubled, less one for men, it is the sequence. */
  readonly pair: number
  /** 0-364; no one is born on 29 February. */
  readonly dayOfYear: number
}

/**
 * Area, sequence and day of birth of the person with this index. No two indexes below `mostPersons` share all three, so numbers never
 * collide although nobody remembers which were given.
 */
export function birthMark(index: number): BirthMark {
  const cell = (index * 1847) % numbersADay
  const round = Math.floor(index / numbersADay)
  return {
    area: sampleAreas[cell % sampleAreas.length] ?? sampleAreas[0],
    pair: Math.floor(cell / sampleAreas.length) + 1,
    dayOfYear: (round * 101 + cell * 37) % 365,
  }
}

/** The index whose mark a number bears; null for a number that no person of any estate has. */
export function indexOfNumber(number: string): number | null {
  const area = sampleAreas.findIndex((code) => number.startsWith(code))
  const pair = Math.ceil(Number(number.slice(14, 17)) / 2)
  const month = Number(number.slice(10, 12))
  const day = Number(number.slice(12, 14))
  const dayOfYear = Math.round((Date.UTC(2001, month - 1, day) - Date.UTC(2001, 0, 1)) / 86_400_000)
  if (area < 0 || !(pair >= 1 && pair <= pairs) || !(dayOfYear >= 0 && dayOfYear < 365)) return null
  const cell = (pair - 1) * sampleAreas.length + area
  const rest = (cell * inverse(1847, numbersADay)) % numbersADay
  const round = ((((dayOfYear - cell * 37) % 365) + 365) * inverse(101, 365)) % 365
  return round * numbersADay + rest
}

export function idNumber(mark: BirthMark, sex: 'M' | 'F', birthDate: string): string {
  const sequence = String(mark.pair * 2 - (sex === 'M' ? 1 : 0)).padStart(3, '0')
  const first17 = mark.area + birthDate + sequence
  return first17 + idCheck(first17)
}

/** The number of 15 digits that the same person had before 1999; only for years of birth 19xx. */
export function oldIdNumber(number: string): string {
  return number.slice(0, 6) + number.slice(8, 17)
}

function inverse(value: number, modulus: number): number {
  for (let candidate = 1; candidate < modulus; candidate++) if ((value * candidate) % modulus === 1) return candidate
  throw new RangeError('no inverse')
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** The 9 characters of the organisation code: MB and a number, as for organisations registered after 2015, and the check. */
export function organisationCode(index: number): string {
  const first8 = 'MB' + String(index).padStart(6, '0')
  let sum = 0
  for (let i = 0; i < 8; i++) sum += Number.parseInt(first8.charAt(i), 36) * (organisationWeights[i] ?? 0)
  const check = 11 - (sum % 11)
  return first8 + (check === 10 ? 'X' : check === 11 ? '0' : String(check))
}

/** `prefix`: 91 company, 92 sole trader, 93 farmers' cooperative, 52 private non-enterprise unit, 54 residents' committee … */
export function creditCode(prefix: string, division: string, organisation: string): string {
  const first17 = prefix + division + organisation
  let sum = 0
  for (let i = 0; i < 17; i++) sum += creditAlphabet.indexOf(first17.charAt(i)) * (creditWeights[i] ?? 0)
  return first17 + creditAlphabet.charAt((31 - (sum % 31)) % 31)
}

/** Registration number of 15 digits as given before 2015: authority, sequence, check (GS 15-2006, ISO 7064 MOD 11,10). */
export function registrationNumber(index: number, trader: boolean): string {
  const first14 = '370283' + (trader ? '6' : '2') + String(index).padStart(7, '0')
  let product = 10
  for (const digit of first14) {
    const sum = (product + Number(digit)) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return first14 + String((11 - product) % 10)
}
