/**
 * Reads persons' names. No name is refused: long names, one-character names, Latin letters, characters past U+9FA5 and the dot of
 * minority names all occur. The spelling of the source is kept; `nameForMatching` gives one form for comparing and searching.
 */
import type { IssueCode } from './issues.ts'
import { flagged, nothing, read, unread, type Reading } from './reading.ts'
import { halfWidth, isFiller, visibleText } from './source-text.ts'

export interface MatchingName {
  /** The form to compare and to search by; empty where there is no name. */
  readonly norm: string
  /** False for what must never link two records: masked, damaged, replaced or missing names. */
  readonly usable: boolean
  readonly flag: IssueCode | null
}

/** Dots that stand between the parts of a name; only U+00B7 exists in GBK, so systems differ. */
const dots = /[·•‧・･∙⋅･᛫●。]|(?<=\p{Script=Han})[.．](?=\p{Script=Han})/gu
/** Nearly all names: characters with one form, neither masked (张某) nor the debris of a wrong decoding. */
const plainName = /^(?!.某+$)(?!.*锟斤拷)[\u4E00-\u9FFF]+$/
const han = /\p{Script=Han}|〇/u
const spaceBesideHan = /(?<=[\p{Script=Han}〇·])\s+|\s+(?=[\p{Script=Han}〇·])/gu
const variationSelectors = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu
/** Radicals look like the characters they name; input methods and PDF copies mix them up. */
const radicals = /[\u2E80-\u2FDF]/g

/** The name as the source spells it, cleaned of what nobody sees. */
export function readPersonName(raw: string): Reading<string> {
  const { text, cleaned } = visibleText(raw)
  if (text === '') return cleaned ? unread('INVISIBLE_CHARACTER') : nothing
  if (isFiller(text) && !/^[*＊]+$/.test(text)) return unread('FILLER')
  const damage = damageOf(text)
  if (damage === 'LOST_CHARACTER' && /^[\uFFFD?？\s锟斤拷]*$/.test(text)) return unread('LOST_CHARACTER')
  const issue = damage ?? (cleaned ? 'INVISIBLE_CHARACTER' : null)
  return issue === null ? read(text) : flagged(text, issue)
}

/** NFC, one dot, no spaces in Han names, Latin names with single spaces. Spelling and capitals stay: they are part of a name. */
export function nameForMatching(raw: string): MatchingName {
  const { value, issue } = readPersonName(raw)
  if (value === null) return { norm: '', usable: false, flag: issue }
  if (plainName.test(value)) return { norm: value, usable: true, flag: issue }
  const plain = halfWidth(value)
    .replace(variationSelectors, '')
    .replace(radicals, (radical) => radical.normalize('NFKC'))
    .replace(/\s+/g, ' ')
  const norm = han.test(plain)
    ? plain
        .replace(dots, '·')
        .replace(/[○Ｏ](?=\p{Script=Han})|(?<=\p{Script=Han})[○]/gu, '〇')
        .replace(spaceBesideHan, '')
    : plain
  return { norm, usable: damageOf(value) === null, flag: issue }
}

/** The first character of a name that is masked or damaged behind it (张*, 郭□); empty where it is not certain, and for a name that is whole. */
export function certainStart(raw: string): string {
  const { norm, usable, flag } = nameForMatching(raw)
  // Who describes a character may describe the first one: 弓+长三.
  if (usable || flag === 'REPLACED_CHARACTER') return ''
  return /^(?!某|锟斤拷)[\p{Script=Han}〇]/u.exec(norm)?.[0] ?? ''
}

// Private:

function damageOf(text: string): IssueCode | null {
  if (plainName.test(text)) return null
  if (/[*＊×]|^.某+$|^[^\p{Script=Latin}]*XX?$/u.test(text)) return 'NAME_ALREADY_MASKED'
  if (/.\uFFFD$/u.test(text) && text.indexOf('\uFFFD') === text.length - 1) return 'NAME_TRUNCATED'
  if (/[\uFFFD?？□■]|锟斤拷/.test(text)) return 'LOST_CHARACTER'
  // 测(鋐), 测[金宏]: somebody described the character that the system could not store.
  if (/[(（[［{【<〈][^()（）[\]［］{}【】<>〈〉]*[)）\]］}】>〉]|\p{Script=Han}[+＋]\p{Script=Han}/u.test(text))
    return 'REPLACED_CHARACTER'
  if (/\p{Private_Use}/u.test(text)) return 'PRIVATE_USE_CHARACTER'
  return null
}
