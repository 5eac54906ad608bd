/**
 * How values are shown that may be recognised but not read (脱敏). Customs of phone, name and bank card; the identity number shows
 * its first and last character only, since the common 6+4 form leaves nothing but the birthday to guess. Masks run in the department,
 * on the plain value, by code point: never half a character. Only a plate shows more than half of a value.
 */
import { parseAddress } from '../schema/address.ts'
import { parsePhone } from '../schema/phone.ts'
import { readDay } from '../schema/day.ts'
import { halfWidth } from '../schema/source-text.ts'

export type Mask = (plain: string) => string

/** 张*, 欧**: one character stays, whatever the surname. */
export const nameMask: Mask = (plain) => keep(plain, 1, 0)

/** 3****************6 */
export const idNumberMask: Mask = (plain) => keep(plain, 1, 1)

/** 138****0000 of a mobile number, the last four digits of any other; service numbers are public. */
export const phoneMask: Mask = (plain) => {
  const { e164, kind, service } = parsePhone(plain)
  if (service !== null) return service
  if (kind === 'mobile' && e164 !== null) return `${e164.slice(3, 6)}****${e164.slice(-4)}`
  return lastFourMask(plain)
}

/** Down to the village or community as far as the address names them in order; street, building and door are hidden. */
export const addressMask: Mask = (plain) => {
  if (plain === '') return ''
  const { province = '', prefecture = '', county = '', town = '', village = '' } = parseAddress(plain).levels
  return `${province}${prefecture}${county}${town}${village}****`
}

/** 鲁B1***8; new-energy plates have one character more. */
export const plateMask: Mask = (plain) => {
  const characters = [...plain.replace(/[\s·•.-]/g, '')]
  if (characters.length < 7) return keep(characters.join(''), 1, 0)
  return `${characters.slice(0, 3).join('')}${'*'.repeat(characters.length - 4)}${characters.at(-1) ?? ''}`
}

/** The last characters, never more than half of the value: `tailMask(4)`. */
export const tailMask =
  (shown: number): Mask =>
  (plain) =>
    keep(plain, 0, shown)

/** The last four characters. */
export const lastFourMask: Mask = tailMask(4)

/** The last four digits. */
export const bankCardMask: Mask = (plain) => lastFourMask(plain.replace(/\s/g, ''))

/** The last four characters of the number of a certificate or licence. */
export const certificateMask: Mask = (plain) => lastFourMask(plain)

/** Free text with the numbers in it masked: identity, passport, telephone and card numbers, plates; full-width and spaced ones too. */
export const freeTextMask: Mask = (plain) => {
  // Character by character, so that places in both texts agree.
  const text = halfWidth(plain)
  let out = ''
  let at = 0
  for (const match of text.matchAll(tellingNumbers)) {
    const mask = maskOf(match[0])
    if (mask === null) continue
    out += plain.slice(at, match.index) + mask(match[0])
    at = match.index + match[0].length
  }
  return out + plain.slice(at)
}

// Private:

function keep(text: string, first: number, last: number): string {
  const characters = [...text]
  const shown = Math.min(first + last, Math.floor(characters.length / 2))
  const head = Math.min(first, shown)
  const tail = shown - head
  return characters.map((char, at) => (at < head || at >= characters.length - tail ? char : '*')).join('')
}

const day = '(?:19|20)\\d{2}[-/.]\\d{1,2}[-/.]\\d{1,2}(?![\\d-])(?:[ T]?\\d{1,2}:\\d{2}(?::\\d{2})?)?'
const plate =
  '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Z][·•. -]?[A-Z0-9]{4,5}[A-Z0-9挂学警港澳]'
const passport = '(?<![A-Z])(?:[EGHMKDSP][A-Z]?)\\d{7,10}(?!\\d)'
const run = '\\+?\\d(?:[ \\-·.\\u2010-\\u2015]{0,2}\\d){6,}(?: ?X)?'
const spelled = '[〇零○一二三四五六七八九幺](?:[ -]?[〇零○一二三四五六七八九幺]){6,}'
/** Dates stand first, so that they are passed over; a longer run that begins before one takes it in. */
const tellingNumbers = new RegExp([day, plate, passport, run, spelled].join('|'), 'gi')

/** Null for what tells of nobody: dates, written with or without separators. */
function maskOf(found: string): Mask | null {
  if (/^\p{Script=Han}[A-Z]/iu.test(found)) return plateMask
  if (/^\p{Script=Han}|^〇|^○/u.test(found)) return tailMask(0)
  const digits = found.replace(/[^\dX]/gi, '')
  if (/[:/]/.test(found) || (digits.length <= 8 && readDay(found).value !== null)) return null
  if (/^\D?\d{15}$|^\d{17}[\dX]$/i.test(digits)) return idNumberMask
  if (/^(86)?1[3-9]\d{9}$/.test(digits)) return phoneMask
  return lastFourMask
}
