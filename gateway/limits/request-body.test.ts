/** What a body may be before anybody reads it: one text, that every reader reads alike. */
import { describe, expect, test } from '@jest/globals'
import { badBody, bodyText } from './request-body.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const problemOf = (body: Uint8Array | string, contentType = 'application/json') => {
  try {
    const text = bodyText(typeof body === 'string' ? bytes(body) : body, contentType)
    return typeof body === 'string' && text !== body ? 'changed' : null
  } catch (error) {
    const { code, problem } = (error as { extensions: Record<string, unknown> }).extensions
    return code === 'BAD_REQUEST' ? problem : error
  }
}

describe('the charset', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset = utf-8; profile=x',
  ])('%s', (contentType) => {
    expect(problemOf('{"a":"测"}', contentType)).toBeNull()
  })

  test.each([
    'application/json; charset=gbk',
    'application/json; charset=utf8',
    'application/json; charset=',
    'application/json; charset=utf-8; charset=gbk',
    'application/json; charset=gbk; charset=utf-8',
    'application/json; charset=utf-8; charset=utf-8',
  ])('is refused: %s', (contentType) => {
    expect(problemOf('{}', contentType)).toBe('charset')
  })
})

describe('the bytes', () => {
  test.each<[string, readonly number[]]>([
    ['GBK', [0x22, 0xb2, 0xe2, 0x22]],
    ['cut off', [0x22, 0xe6, 0xb5]],
    ['overlong', [0x22, 0xc0, 0xaf, 0x22]],
    ['half a pair', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a mark at the front', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
  ])('are refused: %s', (_what, given) => {
    expect(problemOf(Uint8Array.from(given))).toBe('encoding')
  })
})

describe('the characters', () => {
  test.each(['\\u0000', '\\uD800', '\\udfff', '\\udc00\\ud800', '\\ud83d', '\\\\\\u0000', '\\ud83d\\u0041'])(
    'that not everybody can hold are refused: %s',
    (escape) => {
      expect(problemOf(`{"a":"x${escape}y"}`)).toBe('characters')
    },
  )

  test.each(['\\u6d4b', '\\ud83d\\ude00', '\\uD83D\\uDE00\\ud83d\\ude00', '\\\\u0000', '\\\\\\\\ud800', '😀'])(
    'that everybody can hold pass: %s',
    (escape) => {
      expect(problemOf(`{"a":"x${escape}y"}`)).toBeNull()
    },
  )
})

describe('the form', () => {
  const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels)

  test('is nested as deep as the limit and no deeper, in lists and in objects, but not in its texts', () => {
    expect([problemOf(nested(128)), problemOf(nested(129))]).toEqual([null, 'nesting'])
    expect(problemOf(nested(129, '{"a":', '}').replace(':}', ':1}'))).toBe('nesting')
    expect(problemOf(JSON.stringify({ a: '['.repeat(200), b: '"'.repeat(3) + '{'.repeat(200) }))).toBeNull()
    expect(problemOf(`[${'[],'.repeat(200)}[]]`)).toBeNull()
    expect(problemOf(`{"a":"\\\\","b":${nested(128)}}`)).toBe('nesting')
  })

  test('names no member twice', () => {
    expect(problemOf('{"query":"a","query":"b"}')).toBe('duplicateMembers')
    expect(problemOf('{"variables":{"a":1,"\\u0061":2}}')).toBe('duplicateMembers')
    expect(problemOf('{"a":{"a":1},"b":[{"a":1},{"a":1}]}')).toBeNull()
  })

  test('what is no JSON is left to the parser', () => {
    expect(['{', '{"a\\x":1}', '', '{"\\q":1,"\\q":2}'].map((text) => problemOf(text))).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(badBody('json').extensions).toEqual({ code: 'BAD_REQUEST', problem: 'json' })
  })
})
