import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { readText } from './text.ts'

interface LostCase {
  readonly client_string: string
  readonly expect: string | null
  readonly flag?: string
}

describe('texts as the field writes them', () => {
  const cases = JSON.parse(
    readFileSync(new URL('cases/C10_us7ascii_mojibake.json', import.meta.url), 'utf8'),
  ) as LostCase[]
  test.each(cases.filter((lost) => lost.flag !== undefined))(
    '$client_string cannot be won back',
    ({ client_string, flag }) => {
      expect(readText(client_string)).toEqual({ value: null, issue: flag })
    },
  )
  test('what a client already lost is not guessed', () => {
    expect(readText('\uFFFD\uFFFD\u0000')).toEqual({ value: null, issue: 'LOST_CHARACTER' })
  })

  test.each([
    ['测\u0000甲', '测甲', 'INVISIBLE_CHARACTER'],
    ['测\u200B乙', '测乙', 'INVISIBLE_CHARACTER'],
    ['\u202A路灯\u202C', '路灯', 'INVISIBLE_CHARACTER'],
    ['\uFEFF路灯', '路灯', 'INVISIBLE_CHARACTER'],
    ['测\uD872戊', '测\uFFFD戊', 'LOST_CHARACTER'],
    ['测\uFFFD己', '测\uFFFD己', 'LOST_CHARACTER'],
    ['测??', '测??', 'LOST_CHARACTER'],
    ['样\uE863', '样\uE863', 'PRIVATE_USE_CHARACTER'],
    ['路灯不亮，怎么办?', '路灯不亮，怎么办?', null],
    ['\u00A0测丁\u00A0', '测丁', null],
    ['　测丙　', '测丙', null],
    ['第一行\r\n第二行', '第一行\n第二行', null],
    ['试𬭎', '试𬭎', null],
    ['0', '0', null],
    ['e\u0301', 'é', null],
  ])('%j', (raw, value, issue) => {
    expect(readText(raw)).toEqual({ value, issue })
  })

  test.each(['无', '暂无', '-', '——', '/', 'NULL', 'null', '(null)', '待补', 'N/A', '不详', '***'])(
    '%s is a filler',
    (raw) => {
      expect(readText(raw)).toEqual({ value: null, issue: 'FILLER' })
    },
  )

  test('a text that may say 无 keeps it', () => {
    expect(readText(' 无 ', { keepFillers: true })).toEqual({ value: '无', issue: null })
  })

  test('nothing is nothing', () => {
    expect(readText(' 　')).toEqual({ value: null, issue: null })
    expect(readText('\u200B')).toEqual({ value: null, issue: 'INVISIBLE_CHARACTER' })
  })

  test('every value is well-formed, for any two code units', () => {
    for (let unit = 0; unit <= 0xffff; unit += 7) {
      const { value } = readText(String.fromCharCode(unit, 0xffff - unit, 0x6d4b))
      expect(/\p{Surrogate}|\u0000/u.test(value ?? '')).toBe(false)
    }
  })
})
