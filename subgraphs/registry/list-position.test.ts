import { describe, expect, test } from '@jest/globals'
import { positionText, readPosition } from './list-position.ts'

describe('where a page goes on', () => {
  test('is read back as it was written', () => {
    expect(readPosition<[string, string]>(positionText(1_767_196_800_000, 'P-1', 'P-2'), 2)).toEqual([
      1_767_196_800_000,
      'P-1',
      'P-2',
    ])
    expect(readPosition<[]>(positionText(7), 0)).toEqual([7])
  })

  test.each([
    ['nothing', ''],
    ['no number', 'P-1 P-2'],
    ['a number below zero', '-1 P-1'],
    ['more digits than a number holds', `${'9'.repeat(400)} P-1`],
    ['another form of digits', '１２ P-1'],
    ['an id too few', '1'],
    ['an id too many', '1 P-1 P-2'],
  ])('%s is refused', (_, text) => {
    expect(() => readPosition<[string]>(text, 1)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }),
    )
  })
})
