/**
 * How values are shown that may be recognised but not read (脱敏). Customs of phone, name and bank card; the identity number shows
 * its first and last character only, since the common 6+4 form leaves nothing but the birthday to guess. Masks run in the department,
 * on the plain value, by code point: never half a character.
 */
import { parsePhone } from '../schema/phone.ts'
import { halfWidth } from '../schema/source-text.ts'

export type Mask = (plain: string) => string

/** 张*, 欧**: one character stays, whatever the surname. */
export const nameMask: Mask = (plain) => keep(plain, 1, 0)

/** 3****************4 */
export const idNumberMask: Mask = (plain) => keep(plain, 1, 1)

/** 138****0000 of a mobile number, the last four digits of any other; service numbers are public. */
export const phoneMask: Mask = (plain) => {
  const { e164, kind, service } = parsePhone(plain)
  if (service !== null) return service
  if (kind === 'mobile' && e164 !== null) return `${e164.slice(3, 6)}****${e164.slice(-4)}`
  return lastFourMask(plain)
}

/** To the village or community; what names street, building and door is hidden. Without either, to the town. */
export const addressMask: Mask = (plain) => {
  const shown = toVillage.exec(plain)?.[0] ?? toTown.exec(plain)?.[0] ?? toCity.exec(plain)?.[0] ?? ''
  return `${shown}****`
}

/** 鲁B1***8; new-energy plates have one character more. */
export const plateMask: Mask = (plain) => {
  const text = [...plain.replace(/[\s·•.]/g, '')]
  return text.length < 6 ? keep(plain, 1, 0) : keep(text.join(''), 3, 1)
}

/** The last four digits. */
export const bankCardMask: Mask = (plain) => lastFourMask(plain.replace(/\s/g, ''))

/** The last four characters of the number of a certificate or licence. */
export const certificateMask: Mask = (plain) => lastFourMask(plain)

/** The last four characters, never more than half of the value. */
export const lastFourMask: Mask = (plain) => keep(plain, 0, 4)

/** Free text with the numbers in it masked: identity, telephone and card numbers, plates; full-width and spaced ones too. */
export const freeTextMask: Mask = (plain) => {
  // Widths are equalled character by character, so that places in both texts agree.
  const plainWidth = halfWidth(plain)
  const hidden = [...findNumbers(plainWidth)]
  let out = ''
  let at = 0
  for (const { from, to, mask } of hidden) {
    out += plain.slice(at, from) + mask(plainWidth.slice(from, to))
    at = to
  }
  return out + plain.slice(at)
}

// Private:

function keep(text: string, first: number, last: number): string {
  const characters = [...text]
  const shown = Math.min(first + last, Math.floor(characters.length / 2))
  const head = Math.min(first, shown)
  const tail = Math.max(0, shown - head)
  if (characters.length === 1) return '*'
  return characters.map((char, at) => (at < head || at >= characters.length - tail ? char : '*')).join('')
}

const toVillage = /^.*?(?:[村屯庄]委会|村民委员会|居民?委员?会|居委会|社区|[\u4E00-\u9FFF]村)/u
const toTown = /^.*?(?:街道|镇|乡|开发区)/u
const toCity = /^.*?(?:[县区]|平度市|市(?!.*?[市县区]))/u

interface Found {
  readonly from: number
  readonly to: number
  readonly mask: Mask
}

const numbers: readonly (readonly [RegExp, Mask])[] = [
  [/(?<![0-9A-Za-z])\d{6}[ -]?(?:18|19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[ -]?[\dXx](?![0-9A-Za-z])/g, idNumberMask],
]

function* findNumbers(text: string): Generator<Found> {
  const found: Found[] = numbers.flatMap(([shape, mask]) =>
    [...text.matchAll(shape)].map((match) => ({ from: match.index, to: match.index + match[0].length, mask })),
  )
  const digits = [...text.matchAll(/(?<![0-9A-Za-z])\+?\d(?:[ -]?\d){6,}[Xx]?/g)]
  for (const match of digits) found.push({ from: match.index, to: match.index + match[0].length, mask: idNumberMask })
  for (const match of text.matchAll(/[\u4E00-\u9FFF][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]/g)) {
    found.push({ from: match.index, to: match.index + match[0].length, mask: plateMask })
  }
  let end = 0
  for (const one of found.sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (one.from < end) continue
    end = one.to
    yield one
  }
}
