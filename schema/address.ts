/**
 * Takes Chinese addresses apart by the levels of GB/T 23705-2009: division, street office or town, community or village, road, door,
 * estate, building, unit, floor, room. Whatever was not understood stays in `rest` and lowers the confidence; nothing is guessed:
 * 12号甲 is another door than 12号, and 12-3-201 is a candidate only.
 */
import { halfWidth, isFiller, visibleText } from './source-text.ts'

/** HIGH: understood to the end, by written words. LOW: a shorthand such as 12-3-201, or a part left over. NONE: nothing below the town. */
export type AddressConfidence = 'HIGH' | 'LOW' | 'NONE'

export const addressLevels = [
  'province',
  'prefecture',
  'county',
  'town',
  'village',
  'road',
  'door',
  'estate',
  'building',
  'unit',
  'floor',
  'room',
] as const
export type AddressLevel = (typeof addressLevels)[number]

export interface Address {
  readonly levels: Readonly<Partial<Record<AddressLevel, string>>>
  /** What could not be assigned to a level. */
  readonly rest: string
  readonly confidence: AddressConfidence
}

export interface MatchingAddress {
  /** Road or village downwards, in one form; empty where there is nothing to compare. */
  readonly norm: string
  /** Whether equal `norm`s may link two records: HIGH confidence, down to a door or building. */
  readonly usable: boolean
}

/** Half width, one line, no spaces between Chinese characters and digits. Fillers become empty. */
export function normaliseAddress(raw: string): string {
  const text = halfWidth(visibleText(raw).text)
  if (isFiller(text)) return ''
  return text
    .replace(/(?<![A-Za-z])\s+|\s+(?![A-Za-z])/g, '')
    .replace(/[－–—―~～](?=\d)/g, '-')
    .replace(/號|(?<=\d)#/g, '号')
    .replace(/^[,，.。;；:：]+|[,，.。;；:：]+$/g, '')
}

export function parseAddress(raw: string): Address {
  let rest = normaliseAddress(raw)
  const levels: Partial<Record<AddressLevel, string>> = {}
  for (const [level, shape] of shapes) {
    const found = shape.exec(rest)?.[0]
    if (found === undefined || found === '') continue
    levels[level] = found
    rest = rest.slice(found.length).replace(/^[,，、]/, '')
  }
  const shorthand = rest !== '' && applyShorthand(rest, levels)
  if (shorthand) return { levels, rest: '', confidence: 'LOW' }
  const deep = levels.road ?? levels.village ?? levels.estate
  if (deep === undefined) return { levels, rest, confidence: 'NONE' }
  return { levels, rest, confidence: rest === '' ? 'HIGH' : 'LOW' }
}

/** Compares what identifies the place within the city: the divisions above are often left out and never differ. */
export function addressForMatching(raw: string): MatchingAddress {
  const { levels, rest, confidence } = parseAddress(raw)
  const parts = addressLevels.slice(addressLevels.indexOf(levels.road === undefined ? 'village' : 'road'))
  const norm = parts.map((level) => canonical(level, levels[level])).join('') + rest
  return { norm, usable: confidence === 'HIGH' && (levels.door ?? levels.building) !== undefined }
}

export type DwellingLevels = Readonly<Partial<Record<AddressLevel, string>>> & {
  /** False when a level was read out of a shorthand. */
  readonly written: boolean
}

/** The levels in the form in which dwellings are compared; none when a part is left over. */
export function dwellingLevels(raw: string): DwellingLevels {
  const { levels, rest, confidence } = parseAddress(raw)
  if (rest !== '') return { written: false }
  const compared: Partial<Record<AddressLevel, string>> = Object.fromEntries(
    Object.entries(levels).map(([level, text]) => [level, canonical(level as AddressLevel, text)]),
  )
  // A village may have a road's name in its own, 后巷子社区: what stands before the estate's own name is not part of it.
  if (compared.estate !== undefined)
    compared.estate = compared.estate.replace(/^.*(?:号|社区|村(?=.)|大街|大道|路|街)(?=..)/u, '')
  // 石桥村12: behind a village alone a number is a door.
  if (compared.door === undefined && compared.building === undefined && compared.road === undefined && compared.room) {
    compared.door = compared.room.replace(/室$/, '号')
    delete compared.room
    return { ...compared, written: false }
  }
  return { ...compared, written: confidence === 'HIGH' }
}

// Private:

const han = '\\p{Script=Han}'
const numeral = '(?:\\d+|[一二三四五六七八九十]+)'

/** In the order in which an address is written; each is looked for at the beginning of what is left. */
const shapes: readonly (readonly [AddressLevel, RegExp])[] = [
  ['province', /^(?:山东省?(?=青岛|平度)|[\p{Script=Han}]{2,6}?(?:省|自治区))/u],
  [
    'prefecture',
    /^(?:青岛(?:市|(?=平度))|[\p{Script=Han}]{2,6}?(?:市|自治州|盟|地区)(?=[\p{Script=Han}]{1,6}?(?:市(?!场)|县|(?<![小社园校厂矿景发新])区)))/u,
  ],
  ['county', /^(?:平度(?:市(?!场)|县)|[\p{Script=Han}]{1,6}?(?:市(?![场民政])|县|(?<![小社园校厂矿景发新住])区))/u],
  ['town', /^(?:(?:平度)?经济开发区|[\p{Script=Han}]{2,6}?(?:街道办事处|街道|镇(?![中政路街])|乡(?![村政路街])))/u],
  [
    'village',
    /^[^路街巷号\d]{1,10}?(?:社区居民委员会|居民委员会|村民委员会|居委会|村委会|社区|村(?![路街巷镇口委民庄村]))/u,
  ],
  ['road', new RegExp(`^[${han}A-Za-z\\d]{1,12}?(?:大街|大道|路|街|巷|胡同)(?:[东西南北中]段)?`, 'u')],
  [
    'door',
    /^[甲乙丙丁]?\d+(?:-\d+)?号(?![楼幢栋])(?:[甲乙丙丁](?![座栋楼])|之[一二三四五六七八九\d]+|附\d+号?|院|内)?/u,
  ],
  [
    'estate',
    new RegExp(
      `^(?!${numeral}号?[楼幢栋])[${han}A-Za-z\\d·]{2,15}?(?:小区|花园|家园|新村|公寓|大厦|广场|庄园|苑|府|城|里|院|宿舍|园|公馆|市场)(?:[一二三四五六七八九\\d]+期)?(?=$|[\\dA-Z甲乙丙丁东西南北])`,
      'u',
    ),
  ],
  ['building', new RegExp(`^(?:${numeral}|[A-Z]\\d*|[甲乙丙丁东西南北])(?:号?楼|号?[幢栋]|座)`, 'u')],
  ['unit', new RegExp(`^(?:${numeral}|[东西中])单元`, 'u')],
  ['floor', new RegExp(`^${numeral}(?:层|楼)`, 'u')],
  ['room', /^(?:\d{1,5}[A-Z]?(?:室|户|房|号)?|[东西中]户)$/u],
]

/** 12-3-201: building (or door, behind a road), unit, room. 12-201: building and room. */
function applyShorthand(rest: string, levels: Partial<Record<AddressLevel, string>>): boolean {
  const three = /^(\d+)-(\d+)-(\d{2,5})(?:室|户)?$/.exec(rest)
  const two = /^(\d+)-(\d{3,5})(?:室|户)?$/.exec(rest)
  const [, outer, unit, room] = three ?? (two ? [rest, two[1], undefined, two[2]] : [])
  if (outer === undefined || room === undefined) return false
  if (levels.road !== undefined && levels.door === undefined && levels.estate === undefined) levels.door = `${outer}号`
  else levels.building = `${outer}号楼`
  if (unit !== undefined) levels.unit = `${unit}单元`
  levels.room = `${room}室`
  return true
}

/** One word a level: 3栋, 3幢 and 3号楼 are one building; 三单元 is 3单元. */
function canonical(level: AddressLevel, text: string | undefined): string {
  if (text === undefined) return ''
  if (level === 'building') return arabic(text).replace(/号?[楼幢栋]$/, '号楼')
  if (level === 'room') return text.replace(/(?<=[\dA-Z])[户房号]?$/, '室').replace(/室室$/, '室')
  if (level === 'unit' || level === 'floor') return arabic(text).replace(/楼$/, '层')
  if (level === 'village')
    return text.replace(/(?:社区)?居民委员会$|居委会$/, '社区').replace(/村?(?:村民委员会|村委会)$/, '村')
  return text
}

function arabic(text: string): string {
  return text.replace(/^[一二三四五六七八九十]+/, (chars) => {
    const digit = (char: string) => '一二三四五六七八九'.indexOf(char) + 1
    const ten = chars.indexOf('十')
    if (ten < 0) return [...chars].map(digit).join('')
    return String(
      (ten === 0 ? 1 : digit(chars.charAt(0))) * 10 + (ten === chars.length - 1 ? 0 : digit(chars.at(-1) ?? '')),
    )
  })
}
