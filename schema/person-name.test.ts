import { describe, expect, test } from '@jest/globals'
import { nameMask } from '../access/masks.ts'
import { givenCases, type Case } from './cases/given.ts'
import { nameForMatching, readPersonName } from './person-name.ts'

interface NameCase extends Case {
  readonly norm?: string
  readonly masked?: string
  readonly chars?: number
  readonly flag?: string
  readonly sameAs?: null
}
const cases = givenCases<NameCase>('C02_names.json')

describe('names as the field writes them', () => {
  test.each(cases.filter((name) => name.norm !== undefined))('$in compares as $norm', ({ in: raw, norm }) => {
    expect(nameForMatching(raw)).toMatchObject({ norm, usable: true })
  })
  test.each(cases.filter((name) => name.masked !== undefined))('$in is masked as $masked', ({ in: raw, masked }) => {
    expect(nameMask(raw)).toBe(masked)
  })
  test.each(cases.filter((name) => name.chars !== undefined))('$in has $chars characters', ({ in: raw, chars }) => {
    expect([...nameForMatching(raw).norm]).toHaveLength(chars ?? -1)
  })
  test.each(cases.filter((name) => name.sameAs === null))('$in is nobody else', ({ in: raw }) => {
    expect(cases.filter((other) => nameForMatching(other.in).norm === nameForMatching(raw).norm)).toHaveLength(1)
  })

  test.each([
    ['测*', 'NAME_ALREADY_MASKED'],
    ['测＊＊', 'NAME_ALREADY_MASKED'],
    ['测某某', 'NAME_ALREADY_MASKED'],
    ['测(鋐)', 'REPLACED_CHARACTER'],
    ['测（金宏）', 'REPLACED_CHARACTER'],
    ['测?', 'LOST_CHARACTER'],
    ['测\uFFFD己', 'LOST_CHARACTER'],
    ['例样试测\uFFFD', 'NAME_TRUNCATED'],
    ['样\uE863', 'PRIVATE_USE_CHARACTER'],
  ])('%s is kept but links nobody: %s', (raw, flag) => {
    expect(readPersonName(raw)).toEqual({ value: raw, issue: flag })
    expect(nameForMatching(raw)).toMatchObject({ usable: false, flag })
  })

  test.each([
    ['', null],
    ['无', 'FILLER'],
    ['NULL', 'FILLER'],
    ['??', 'LOST_CHARACTER'],
    ['锟斤拷锟斤拷', 'LOST_CHARACTER'],
    ['\u200B', 'INVISIBLE_CHARACTER'],
  ])('%j is no name', (raw, issue) => {
    expect(readPersonName(raw)).toEqual({ value: null, issue })
    expect(nameForMatching(raw)).toEqual({ norm: '', usable: false, flag: issue })
  })

  test('spelling stays, what nobody sees goes', () => {
    expect(readPersonName(' 测　甲 ')).toEqual({ value: '测　甲', issue: null })
    expect(readPersonName('测\u200B乙')).toEqual({ value: '测乙', issue: 'INVISIBLE_CHARACTER' })
    expect(readPersonName('测\u0000甲')).toEqual({ value: '测甲', issue: 'INVISIBLE_CHARACTER' })
  })

  test.each([
    ['古丽米热 · 艾比布力', '古丽米热·艾比布力'],
    ['古丽米热‧艾比布力', '古丽米热·艾比布力'],
    ['古丽米热．艾比布力', '古丽米热·艾比布力'],
    ['测○', '测〇'],
    ['⼀测', '一测'],
    ['测\u{E0100}甲', '测甲'],
    ['ＴＥＳＴ　ＰＥＲＳＯＮ', 'TEST PERSON'],
    ['J. Test', 'J. Test'],
    ['测e\u0301', '测é'],
  ])('%s compares as %s', (raw, norm) => {
    expect(nameForMatching(raw).norm).toBe(norm)
  })
})
