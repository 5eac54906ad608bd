/** What a form says that it has shown: told back by nobody but who has read it, for this entity, and compared with the row of now. */
import { describe, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { SecretRing } from '../../../access/secret-ring.ts'
import { TextSealer } from '../corrections/sealed-text.ts'
import { isAsSeen, NO_ROW, Seen, seenText } from './seen.ts'

const texts = new TextSealer(new SecretRing([randomBytes(32)]))
const READ = Date.parse('2026-09-24T10:00:00+08:00')
const rows = [
  { record: 'Ledger', key: '1', version: '7' },
  { record: 'Ledger', key: '2', version: '9' },
]
const text = seenText(texts, 'H-1', READ, rows)
const row = (seenAs: string, asOf: string | null = null) => ({ seenAs, asOf })

describe('the text of a form', () => {
  const conflict = expect.objectContaining({ extensions: expect.objectContaining({ code: 'VERSION_CONFLICT' }) })

  test('names the version of each row that was shown, and for others when it was read', () => {
    const seen = Seen.of(texts, 'H-1', text)
    expect(isAsSeen(texts, seen.of('Ledger', '1'), row('7'))).toBe(true)
    expect(isAsSeen(texts, seen.of('Ledger', '1'), row('9'))).toBe(false)
    expect(isAsSeen(texts, seen.of('Ledger', '2'), row('9'))).toBe(true)
    expect(seen.of('Ledger', '3')).toBe(String(READ))
    expect(seen.of('Plan', '1')).toBe(String(READ))
  })

  test('is refused of another entity', () => {
    expect(() => Seen.of(texts, 'H-2', text)).toThrow(conflict)
  })

  test.each([
    ['nothing', ''],
    ['no digest', text.split('~')[0] ?? ''],
    ['another body', `${Buffer.from('["H-1",1,{}]').toString('base64url')}~${text.split('~')[1]}`],
    ['of another hub', seenText(new TextSealer(new SecretRing([randomBytes(32)])), 'H-1', READ, rows)],
  ])('is refused when nobody said it: %s', (_what, given) => {
    expect(() => Seen.of(texts, 'H-1', given)).toThrow(conflict)
  })

  test('is refused when it is longer than any form, though it were true', () => {
    const many = Array.from({ length: 300 }, (_none, at) => ({ record: 'Ledger', key: String(at), version: '1' }))
    expect(() => Seen.of(texts, 'H-1', seenText(texts, 'H-1', READ, many))).toThrow(conflict)
  })
})

describe('a row is as it was seen', () => {
  test('when there was none, and is none', () => {
    expect(isAsSeen(texts, NO_ROW, null)).toBe(true)
    expect(isAsSeen(texts, NO_ROW, row('7'))).toBe(false)
    expect(isAsSeen(texts, texts.digest('7'), null)).toBe(false)
    expect(isAsSeen(texts, String(READ), null)).toBe(false)
  })

  test('when its version is the one that was shown', () => {
    expect(isAsSeen(texts, texts.digest('7'), row('7'))).toBe(true)
    expect(isAsSeen(texts, texts.digest('7'), row('8', '2020-01-01T00:00:00+08:00'))).toBe(false)
  })

  test('when it was not shown, if it is older than the form, to the second or the day of its date', () => {
    const after = (asOf: string | null) => isAsSeen(texts, String(READ), row('7', asOf))
    expect(after('2026-09-24T09:59:59+08:00')).toBe(true)
    expect(after('2026-09-24T10:00:00+08:00')).toBe(false)
    expect(after('2026-09-23T00:00:00+08:00')).toBe(true)
    expect(after('2026-09-24T00:00:00+08:00')).toBe(false)
    expect(after(null)).toBe(false)
  })
})
