/**
 * Reads the number of a person's document: GB 11643-1999 citizen numbers with 18 and 15 digits, residence permits of the same shape,
 * passes and passports. Only a number that is `valid` may serve as a key; any other keeps its record and is flagged.
 * Numbers without a check character are valid by their shape alone.
 */
import { areaStatus, isProvince, type AreaStatus } from './areas.ts'
import { personCheck } from './check-characters.ts'
import { readDay } from './day.ts'
import type { IssueCode } from './issues.ts'
import { shanghaiDay } from './shanghai-time.ts'
import { isFiller, plainToken } from './source-text.ts'

export type PersonNumberKind =
  | 'RESIDENT_ID'
  | 'RESIDENCE_PERMIT_HK'
  | 'RESIDENCE_PERMIT_MO'
  | 'RESIDENCE_PERMIT_TW'
  | 'FOREIGNER_PERMANENT_RESIDENCE'
  | 'PASSPORT_CN'
  | 'HKMO_PASS'
  | 'TW_PASS'
  | 'MILITARY_ID'
  | 'BIRTH_CERTIFICATE'

export interface PersonNumber {
  /** The number in its one form; of a bad number what stands there, null for a filler or nothing. */
  readonly norm: string | null
  readonly kind: PersonNumberKind | null
  readonly valid: boolean
  readonly birthDate: string | null
  readonly sex: 'MALE' | 'FEMALE' | null
  /**
   * Of the area of first registration; null where the number holds none. A remark, no issue: who was registered in 平度县 has an
   * abolished code for life, and only the codes of Qingdao are known here.
   */
  readonly areaStatus: AreaStatus | null
  readonly issue: IssueCode | null
}

export interface PersonNumberOptions {
  /** The value came out of a numeric cell: its digits past the fifteenth are lost, even where the check happens to fit. */
  readonly numericCell?: boolean
  /** No birth lies after this day; today where it is not given. */
  readonly today?: string
}

export function readPersonNumber(raw: string, options: PersonNumberOptions = {}): PersonNumber {
  const text = plainToken(raw)
    .replace(/[\s\-‐-―.·]/g, (sign) => (sign === '.' ? '.' : ''))
    .toUpperCase()
    // Cyrillic and Greek letters and the sign for "times", typed for the last X: the check decides.
    .replace(/(?<=^\d{17})[ХΧ×]$/, 'X')
  if (text === '') return isFiller(plainToken(raw)) ? bad(null, 'ID_FILLER') : bad(null, null)
  if (isFiller(text) || isNumberFiller(text)) return bad(null, 'ID_FILLER')
  if (/^\d(\.\d+)?E\+?\d+$/.test(text)) return bad(null, 'EXCEL_NUMERIC_ID')
  const digits = text.replace(/\.0+$/, '')
  if (options.numericCell === true && /^\d{16,}$/.test(digits)) return bad(digits, 'EXCEL_NUMERIC_ID')
  if (/^\d{17}[\dX]$/.test(digits)) return eighteen(digits, options)
  if (/^\d{15}$/.test(digits)) return fifteen(digits, options)
  return otherDocument(digits)
}

// Private:

function bad(norm: string | null, issue: IssueCode | null, kind: PersonNumberKind | null = null): PersonNumber {
  return { norm, kind, valid: false, birthDate: null, sex: null, areaStatus: null, issue }
}

/** One digit all the way, counting up or down, or zeros for the area or the birthday. Eight zeros are a pass of Taiwan: leading zeros matter there. */
function isNumberFiller(text: string): boolean {
  if (/^0{8}$/.test(text)) return false
  if (/^(\d)\1{5,}X?$/.test(text) || /^X+$/.test(text)) return true
  if (
    /^\d{6,}[\dX]$/.test(text) &&
    ('12345678901234567890'.startsWith(text.replace(/X$/, '')) || '98765432109876543210'.startsWith(text))
  )
    return true
  return /^(000000\d{8,11}[\dX]|\d{6}0{8}\d{3}[\dX])$/.test(text)
}

const permits: Readonly<Record<string, PersonNumberKind>> = {
  '810000': 'RESIDENCE_PERMIT_HK',
  '820000': 'RESIDENCE_PERMIT_MO',
  '830000': 'RESIDENCE_PERMIT_TW',
}

function eighteen(number: string, options: PersonNumberOptions): PersonNumber {
  const area = number.slice(0, 6)
  // Permanent residents from abroad (card of 2023): 9, province, three digits for the nationality.
  const kind = permits[area] ?? (area.startsWith('9') ? 'FOREIGNER_PERMANENT_RESIDENCE' : 'RESIDENT_ID')
  const birthDate = birthDay(number.slice(6, 14), options)
  if (personCheck(number) !== number.charAt(17)) {
    // Three zeros at the end and a wrong check: what a spreadsheet leaves of 18 digits.
    return bad(number, number.endsWith('000') ? 'EXCEL_NUMERIC_ID' : 'ID_CHECKSUM', kind)
  }
  if (birthDate === null) return bad(number, 'ID_IMPOSSIBLE_DATE', kind)
  const status = kind === 'RESIDENT_ID' ? areaStatus(area) : null
  const sex = Number(number.charAt(16)) % 2 === 1 ? 'MALE' : 'FEMALE'
  return { norm: number, kind, valid: true, birthDate, sex, areaStatus: status, issue: null }
}

/** 15 digits have no check: the area must at least lie in a province. The sequences 996 to 999 were for people over a hundred. */
function fifteen(number: string, options: PersonNumberOptions): PersonNumber {
  const century = Number(number.slice(12)) >= 996 ? '18' : '19'
  const digits17 = `${number.slice(0, 6)}${century}${number.slice(6)}`
  if (!isProvince(number)) return bad(number, 'ID_UNKNOWN_KIND')
  if (birthDay(digits17.slice(6, 14), options) === null) return bad(number, 'ID_IMPOSSIBLE_DATE', 'RESIDENT_ID')
  return { ...eighteen(digits17 + personCheck(digits17), options), issue: 'ID_UPGRADED' }
}

function birthDay(digits: string, options: PersonNumberOptions): string | null {
  const { value } = readDay(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`)
  const day = value ?? (digits === '19000101' ? '1900-01-01' : null)
  return day === null || day.length !== 10 || day > (options.today ?? today()) ? null : day
}

const HOUR_MS = 3_600_000
const known = { hour: -1, day: '' }

/** A day begins with an hour, whatever the zone and the summer time of it: millions of numbers are read within one. */
function today(): string {
  const now = Date.now()
  const hour = Math.floor(now / HOUR_MS)
  if (hour !== known.hour) Object.assign(known, { hour, day: shanghaiDay(now) })
  return known.day
}

const documents: readonly (readonly [RegExp, PersonNumberKind])[] = [
  [/^(E[0-9A-HJ-NP-Z]\d{7}|[GDSP]\d{8}|[DSP]E\d{7}|K[0-9J]\d{7}|MA\d{7}|1[45]\d{7})$/, 'PASSPORT_CN'],
  [/^[HM](\d{8}|\d{10})$/, 'HKMO_PASS'],
  [/^(\d{8}|\d{10}[A-Z]?)$/, 'TW_PASS'],
  [/^[\p{Script=Han}]{1,4}字第?\d{4,8}号?$/u, 'MILITARY_ID'],
  [/^[A-Z]\d{9}$/, 'BIRTH_CERTIFICATE'],
  [/^[A-Z]{3}\d{12}$/, 'FOREIGNER_PERMANENT_RESIDENCE'],
]

function otherDocument(text: string): PersonNumber {
  const found = documents.find(([shape]) => shape.test(text))
  if (found)
    return { norm: text, kind: found[1], valid: true, birthDate: null, sex: null, areaStatus: null, issue: null }
  const isCut = /^\d{9,}X?$/.test(text)
  return bad(text, isCut ? 'ID_CUT' : 'ID_UNKNOWN_KIND')
}
