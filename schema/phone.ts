/**
 * Reads telephone numbers to E.164; service numbers (110, 12345, 95588, 400…) stay as they are dialled. Numbering plan: mobile
 * 1[3-9] and 11 digits; fixed 0 + area + 7 or 8 digits; Qingdao is 0532 with 8 digits. A number without area code is local.
 */
import type { IssueCode } from './issues.ts'
import { flagged, nothing, read, unread, type Reading } from './reading.ts'
import { isFiller, plainToken } from './source-text.ts'

export type PhoneKind = 'mobile' | 'fixed' | 'service' | 'foreign' | 'EXCEL_NUMERIC'

export interface Phone {
  readonly e164: string | null
  readonly kind: PhoneKind | null
  /** The number as dialled, where E.164 has no place for it. */
  readonly service: string | null
  readonly extension: string | null
  readonly issue: IssueCode | null
}

/** Longer texts are not one number. */
const MAX_LENGTH = 64
const LOCAL_AREA = '532'

/** E.164, or the service number as given. An extension is left out: it is no part of E.164. */
export function readPhone(raw: string): Reading<string> {
  const { e164, service, issue } = parsePhone(raw)
  const value = e164 ?? service
  if (value === null) return issue === null ? nothing : unread(issue)
  return issue === null ? read(value) : flagged(value, issue)
}

export function parsePhone(raw: string): Phone {
  const text = plainToken(raw)
  if (text === '') return unreadable(null)
  if (text.length > MAX_LENGTH) return unreadable('PHONE_UNREADABLE')
  if (isFiller(text) || /^0+$/.test(text)) return unreadable('FILLER')
  if (/^\d(\.\d+)?e\+?\d+$/i.test(text)) return { ...unreadable('PHONE_EXCEL_NUMERIC'), kind: 'EXCEL_NUMERIC' }
  const [, main = '', extension = null] =
    /^(.*?)(?:\s*(?:转|分机|ext\.?|x|#)\s*(\d{1,6}))?$/i.exec(text.replace(/\.0$/, '')) ?? []
  const compact = main.replace(/[\s\-‐-―()（）.·]/g, '')
  if (!/^\+?\d+$/.test(compact)) return unreadable('PHONE_UNREADABLE')
  const dashed = extension === null ? /^0?\d{2,3}-\d{7,8}-(\d{1,6})$/.exec(main.replace(/\s/g, '')) : null
  if (dashed) return { ...classify(compact.slice(0, -(dashed[1]?.length ?? 0))), extension: dashed[1] ?? null }
  return { ...classify(compact), extension }
}

// Private:

const none = { e164: null, kind: null, service: null, extension: null } as const

function unreadable(issue: IssueCode | null): Phone {
  return { ...none, issue }
}

function classify(digits: string): Phone {
  const international = /^(?:\+|00)(\d{7,15})$/.exec(digits)?.[1]
  if (international !== undefined) {
    return international.startsWith('86') ? domestic(international.slice(2)) : foreign(international)
  }
  return domestic(/^86(1[3-9]\d{9})$/.exec(digits)?.[1] ?? digits)
}

function domestic(digits: string): Phone {
  const mobile = /^0?(1[3-9]\d{9})$/.exec(digits)?.[1]
  if (mobile !== undefined) return { ...none, e164: `+86${mobile}`, kind: 'mobile', issue: null }
  const fixed = /^0?((?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7})$/.exec(digits)?.[1]
  if (fixed !== undefined && (digits.startsWith('0') || fixed.length > 9) && !/^[48]00/.test(fixed)) {
    return { ...none, e164: `+86${fixed}`, kind: 'fixed', issue: null }
  }
  if (/^[2-9]\d{7}$/.test(digits)) {
    return { ...none, e164: `+86${LOCAL_AREA}${digits}`, kind: 'fixed', issue: 'PHONE_AREA_ASSUMED' }
  }
  if (/^(1[0-2]\d{1,4}|9[56]\d{3,4}|[48]00\d{7})$/.test(digits))
    return { ...none, service: digits, kind: 'service', issue: null }
  return unreadable('PHONE_UNREADABLE')
}

function foreign(digits: string): Phone {
  return { ...none, e164: `+${digits}`, kind: 'foreign', issue: null }
}
