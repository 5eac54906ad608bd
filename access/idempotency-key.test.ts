/** The one rule for idempotency keys, at its edges. */
import { expect, test } from '@jest/globals'
import { idempotencyKeyOf } from './idempotency-key.ts'

test.each(['12345678', '!~aB-_.1', 'x'.repeat(128)])('is the key itself: %s', (key) => {
  expect(idempotencyKeyOf(key)).toBe(key)
})

test.each([
  ['none', ''],
  ['too short to be met by chance', '1234567'],
  ['too long', 'x'.repeat(129)],
  ['with a blank', 'one two three'],
  ['with the end of a line', '12345678\n'],
  ['not of ASCII', '一二三四五六七八'],
])('is refused: %s', (_what, key) => {
  const refused = (argument: string) =>
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument }) })
  expect(() => idempotencyKeyOf(key)).toThrow(refused('idempotencyKey'))
  expect(() => idempotencyKeyOf(key, 'input.key')).toThrow(refused('input.key'))
})
