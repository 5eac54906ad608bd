/**
 * How a value shows that may be recognised but not read, by kind of value. Written from the published custom: a name keeps its first
 * character, an identity number its first and last, a telephone its first three and last four, an address ends at the village.
 * A number of more than half of its own length never shows. Which kind a field is stands in `maskOf`, by the field's own name.
 */
import { parseAddress } from '../../schema/address.ts'

export type MaskKind = 'name' | 'number' | 'phone' | 'address' | 'plate' | 'tail' | 'text' | 'year'

/** Kind of mask by the name of a field. The first that fits; null where no kind is known, so that a masked value must be hidden. */
export function kindOf(coordinate: string): MaskKind | null {
  const field = coordinate.split('.')[1] ?? ''
  return kinds.find(([name]) => name.test(coordinate) || name.test(field))?.[1] ?? null
}

/** Whether what is shown is the masked form of the plain value. */
export function isMaskOf(kind: MaskKind, plain: string, shown: string): boolean {
  return kind === 'text' ? isFreeTextMask(plain, shown) : masked(kind, plain) === shown
}

// Private:

function masked(kind: MaskKind, plain: string): string {
  switch (kind) {
    case 'name':
      return stars(plain, 1, 0)
    case 'number':
      return stars(plain, 1, 1)
    case 'phone': {
      const digits = plain.replace(/^\+86/, '')
      if (/^1[3-9]\d{9}$/.test(digits)) return `${digits.slice(0, 3)}****${digits.slice(7)}`
      return stars(plain, 0, 4)
    }
    case 'address': {
      if (plain === '') return ''
      const { province = '', prefecture = '', county = '', town = '', village = '' } = parseAddress(plain).levels
      return `${province}${prefecture}${county}${town}${village}****`
    }
    case 'plate': {
      const characters = [...plain.replace(/[\s·•.-]/g, '')]
      if (characters.length < 7) return stars(characters.join(''), 1, 0)
      return `${characters.slice(0, 3).join('')}${'*'.repeat(characters.length - 4)}${characters.at(-1) ?? ''}`
    }
    case 'tail':
      return stars(plain, 0, 4)
    case 'year':
      return plain.slice(0, 4)
    case 'text':
      throw new Error('free text is compared, not made')
  }
}

const kinds: readonly (readonly [name: RegExp, kind: MaskKind])[] = [
  [/^Person\.birthDate$/, 'year'],
  [/^ManagedObject\.code$|^MedicalInsurance\.holderNumber$/, 'tail'],
  [/^(HotlineOrder|MediationCase|UrbanCase)\.place$/, 'address'],
  [/^phone$|Phone$/, 'phone'],
  [/^name$|Name$|^safetyOfficer$/, 'name'],
  [/^plate$/, 'plate'],
  [/^address$|Address$|^place$|^location$/, 'address'],
  [/^number$|^certificate$|^certificateNumber$|^insuredNumber$|^caseNumber$|^honourCard$/, 'tail'],
  [/Number$/, 'number'],
  [/^(title|content|answer|note|description|outcome|reason|ground|result)$/, 'text'],
]

/** Numbers that tell of somebody are gone from the text, and nothing else was changed before the first of them. */
function isFreeTextMask(plain: string, shown: string): boolean {
  const numbers = plain.match(/\d{17}[\dXx]|\d{15}|(?<!\d)1[3-9]\d{9}(?!\d)|[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}/g) ?? []
  if (numbers.some((number) => shown.includes(number))) return false
  if (!/\d{7}|[A-Z]|[〇零○一二三四五六七八九幺]{7}|[\uff10-\uff19]|\d[ -·.]/.test(plain)) return plain === shown
  const first = plain.search(/[\d\uff10-\uff19+A-Z〇零○一二三四五六七八九幺]/)
  return plain.slice(0, Math.max(0, first - 1)) === shown.slice(0, Math.max(0, first - 1))
}

/** Shows so many characters at both ends, at most half of all. */
function stars(text: string, first: number, last: number): string {
  const all = [...text]
  const shown = Math.min(first + last, Math.floor(all.length / 2))
  const head = Math.min(first, shown)
  return all.map((character, at) => (at < head || at >= all.length - (shown - head) ? character : '*')).join('')
}
