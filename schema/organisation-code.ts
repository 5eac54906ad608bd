/**
 * Reads organisations' numbers: unified social credit codes (GB 32100-2015, 18 characters), organisation codes (GB 11714-1997, 9) and
 * registration numbers (15 digits). A sole trader is often registered under the owner's identity number, which has the same shape:
 * what could be a person's number is never taken for an organisation's.
 */
import { creditCodeAlphabet, creditCodeCheck, organisationCheck, registrationCheck } from './check-characters.ts'
import type { IssueCode } from './issues.ts'
import { readPersonNumber } from './person-number.ts'
import { flagged, nothing, read, unread, type Reading } from './reading.ts'
import { isFiller, plainToken } from './source-text.ts'

export type OrganisationCodeKind = 'USCC' | 'OLD_ORG_CODE' | 'OLD_REGISTRATION' | 'AMBIGUOUS'

export interface OrganisationCode {
  /** Upper case, without spaces and hyphens; null for a filler or nothing. */
  readonly norm: string | null
  readonly kind: OrganisationCodeKind | null
  /** True only when the number's own check fits; false for AMBIGUOUS. */
  readonly valid: boolean
  /** The 9 characters by which an old organisation code and a credit code are the same organisation. */
  readonly organisationCode: string | null
  /** Whether the inner check of the 9 characters fits too. Issuers did not always keep to it, so that it is no issue. */
  readonly innerValid: boolean
  /** Division of the registering office, not of the site. */
  readonly registeringArea: string | null
  readonly issue: IssueCode | null
}

/** A number that passed its check. Anything else is null: an ambiguous one is personal data and must not leave as an organisation's. */
export function readOrganisationCode(raw: string): Reading<string> {
  const { norm, valid, issue } = parseOrganisationCode(raw)
  if (norm === null || !valid) return issue === null ? nothing : unread(issue)
  return issue === null ? read(norm) : flagged(norm, issue)
}

export function parseOrganisationCode(raw: string): OrganisationCode {
  const token = plainToken(raw)
  const text = token.replace(/[\s\-‐-―]/g, '').toUpperCase()
  if (text === '') return none(null, isFiller(token) ? 'FILLER' : null)
  if (isFiller(token) || /^0+$/.test(text)) return none(null, 'FILLER')
  if (/^\d(\.\d+)?E\+?\d+$/.test(text)) return none(null, 'ORG_CUT')
  switch (text.length) {
    case 18:
      return creditCode(text)
    case 9:
      return oldCode(text)
    case 15:
      return registration(text)
    case 20:
      // Tax number of a sole trader: the owner's number and two digits.
      return readPersonNumber(text.slice(0, 18)).valid ? ambiguous(text) : none(text, 'ORG_CUT')
    default:
      return none(text, 'ORG_CUT')
  }
}

// Private:

const nothingInside = { organisationCode: null, innerValid: false, registeringArea: null } as const

function none(norm: string | null, issue: IssueCode | null): OrganisationCode {
  return { norm, kind: null, valid: false, ...nothingInside, issue }
}

function ambiguous(norm: string): OrganisationCode {
  return { norm, kind: 'AMBIGUOUS', valid: false, ...nothingInside, issue: 'ORG_AMBIGUOUS' }
}

function creditCode(code: string): OrganisationCode {
  const inAlphabet = [...code].every((char) => creditCodeAlphabet.includes(char))
  const fits = inAlphabet && creditCodeCheck(code) === code.charAt(17)
  const person = readPersonNumber(code)
  if (person.valid || (!fits && looksPersonal(code))) return ambiguous(code)
  if (!inAlphabet) return none(code, 'ORG_ALPHABET')
  if (!fits) return none(code, 'ORG_CHECKSUM')
  const organisationCode = code.slice(8, 17)
  const innerValid = organisationCheck(organisationCode) === organisationCode.charAt(8)
  const registeringArea = code.slice(2, 8)
  return { norm: code, kind: 'USCC', valid: true, organisationCode, innerValid, registeringArea, issue: null }
}

/** A mistyped identity number is still one: 18 digits around a possible birthday. */
function looksPersonal(code: string): boolean {
  const { issue, kind } = readPersonNumber(code)
  return (
    kind !== null &&
    (issue === 'ID_CHECKSUM' || issue === 'EXCEL_NUMERIC_ID') &&
    /^\d{6}(18|19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])/.test(code)
  )
}

function oldCode(code: string): OrganisationCode {
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(code)) return none(code, 'ORG_ALPHABET')
  if (organisationCheck(code) !== code.charAt(8)) return none(code, 'ORG_CHECKSUM')
  return {
    norm: code,
    kind: 'OLD_ORG_CODE',
    valid: true,
    organisationCode: code,
    innerValid: true,
    registeringArea: null,
    issue: null,
  }
}

function registration(code: string): OrganisationCode {
  if (!/^\d{15}$/.test(code)) return none(code, 'ORG_ALPHABET')
  if (readPersonNumber(code).valid) return ambiguous(code)
  if (registrationCheck(code.slice(0, 14)) !== code.charAt(14)) return none(code, 'ORG_CHECKSUM')
  return {
    norm: code,
    kind: 'OLD_REGISTRATION',
    valid: true,
    ...nothingInside,
    registeringArea: code.slice(0, 6),
    issue: null,
  }
}
