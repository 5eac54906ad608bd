/** What holds for every reader, whatever the source writes. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { addressForMatching, parseAddress } from './address.ts'
import { isDay, readDay } from './day.ts'
import { isDecimal, readDecimal } from './decimal.ts'
import { parseInstant, readInstant } from './instant.ts'
import { issueCodes } from './issues.ts'
import { readOrganisationCode } from './organisation-code.ts'
import { nameForMatching, readPersonName } from './person-name.ts'
import { readPersonNumber } from './person-number.ts'
import { readPhone } from './phone.ts'
import type { Reading } from './reading.ts'
import { readText } from './text.ts'

const readers: readonly (readonly [string, (raw: string) => Reading<string>])[] = [
  ['text', readText],
  ['day', readDay],
  ['instant', readInstant],
  ['decimal', readDecimal],
  ['phone', readPhone],
  ['person name', readPersonName],
  ['organisation code', readOrganisationCode],
  ['person number', (raw) => ({ value: readPersonNumber(raw).norm, issue: readPersonNumber(raw).issue })],
]

/** Anything at all, and things that nearly make sense. */
const raws = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'0123456789Xx-/.:年月日 T+Z一二十〇') }),
  fc.string({ unit: fc.constantFrom(...'测试样例·•(*?\uFFFD\u200B\u0000\uD842 某号楼单元路村12') }),
  fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String),
)

describe.each(readers)('the reader of a %s', (_, reader) => {
  test('never throws, and gives nothing that a store could trip over', () => {
    fc.assert(
      fc.property(raws, (raw) => {
        const { value, issue } = reader(raw)
        expect(value ?? '').not.toMatch(/[\p{Surrogate}\u0000]/u)
        expect(issue === null || issue in issueCodes).toBe(true)
        expect(value).not.toBe('')
      }),
      { numRuns: 500, seed: 370283 },
    )
  })

  test('gives what it reads again as the same', () => {
    fc.assert(
      fc.property(raws, (raw) => {
        const { value } = reader(raw)
        if (value !== null) expect(reader(value).value).toBe(value)
      }),
      { numRuns: 500, seed: 370283 },
    )
  })

  test('is not slowed down by a long value', () => {
    const before = process.cpuUsage()
    for (const long of ['1 ', '(', ' \n', '测·', '2024-', '号', '?'].map((part) => `x${part.repeat(50_000)}y`))
      reader(long)
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })
})

test('each value is of its form', () => {
  fc.assert(
    fc.property(raws, (raw) => {
      const [day, instant, decimal] = [readDay(raw).value, readInstant(raw).value, readDecimal(raw).value]
      expect(day === null || isDay(day)).toBe(true)
      expect(instant === null || parseInstant(instant) !== null).toBe(true)
      expect(decimal === null || isDecimal(decimal)).toBe(true)
    }),
    { numRuns: 2000, seed: 370283 },
  )
})

test('names and addresses compare without throwing', () => {
  fc.assert(
    fc.property(raws, (raw) => {
      const name = nameForMatching(raw)
      expect(nameForMatching(name.norm).norm).toBe(name.norm)
      expect(parseAddress(raw).confidence === 'HIGH' || !addressForMatching(raw).usable).toBe(true)
    }),
    { numRuns: 1000, seed: 370283 },
  )
})
