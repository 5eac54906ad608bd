import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { canonicalJson } from './canonical-json.ts'
import { hasDuplicateMembers } from './duplicate-members.ts'

describe('a JSON text that names a member twice', () => {
  test.each([
    ['{"a":1,"a":2}', true],
    ['{"a":1,"\\u0061":2}', true],
    ['{"x":{"a":1,"b":[{"c":1,"c":1}]}}', true],
    ['[{"a":1},{"a":1}]', false],
    ['{"a":{"a":1},"b":"a","c":["a","a"]}', false],
    ['{"a":"x\\",\\"a\\":1"}', false],
    ['{}', false],
  ])('%s: %s', (json, duplicate) => {
    expect(JSON.parse(json)).toBeDefined()
    expect(hasDuplicateMembers(json)).toBe(duplicate)
  })

  test('whatever JSON.stringify writes has none', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => !hasDuplicateMembers(JSON.stringify(value))))
  })
})

describe('canonical JSON', () => {
  test('is JSON, and one text whatever the order of the members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (members) => {
        const turned = Object.fromEntries(Object.entries(members).reverse())
        expect(canonicalJson(turned)).toBe(canonicalJson(members))
        expect(JSON.parse(canonicalJson(members))).toEqual(JSON.parse(JSON.stringify(members)))
      }),
    )
  })

  test('leaves out what JSON leaves out', () => {
    expect(canonicalJson({ b: undefined, a: [undefined, 1], d: new Date(0) })).toBe(
      '{"a":[null,1],"d":"1970-01-01T00:00:00.000Z"}',
    )
  })
})
