import { describe, expect, test } from '@jest/globals'
import { sampleAreas } from './areas.ts'
import {
  birthMark,
  creditCode,
  idCheck,
  idNumber,
  indexOfNumber,
  mostPersons,
  oldIdNumber,
  organisationCode,
  registrationNumber,
} from './numbers.ts'

describe('identity numbers', () => {
  test.each(['11010519491231002X', '370226195506150024', '370283190001010012'])(
    'check character of the published vector %s',
    (number) => {
      expect(idCheck(number.slice(0, 17))).toBe(number.slice(17))
    },
  )

  test('sequence is odd for men and even for women, under areas that were never assigned', () => {
    for (let index = 0; index < 5000; index++) {
      const mark = birthMark(index)
      expect(sampleAreas).toContain(mark.area)
      expect(Number(idNumber(mark, 'M', '19800101').slice(14, 17)) % 2).toBe(1)
      expect(Number(idNumber(mark, 'F', '19800101').slice(14, 17)) % 2).toBe(0)
    }
  })

  test('no two indexes have the same area, sequence and day of the year', () => {
    const seen = new Set<number>()
    for (let index = 0; index < 200_000; index++) {
      const { area, pair, dayOfYear } = birthMark(index)
      seen.add((Number(area.slice(4)) * 1000 + pair) * 400 + dayOfYear)
    }
    expect(seen.size).toBe(200_000)
  })

  test('a number leads back to its index', () => {
    for (const index of [0, 1, 4969, 4970, 777_777, mostPersons - 1]) {
      const mark = birthMark(index)
      const day = new Date(Date.UTC(2001, 0, 1 + mark.dayOfYear)).toISOString().slice(5, 10).replace('-', '')
      expect(indexOfNumber(idNumber(mark, 'F', `1970${day}`))).toBe(index)
    }
    expect(indexOfNumber('370283199001010000')).toBeNull()
    expect(indexOfNumber('无')).toBeNull()
  })

  test('the number of 15 digits leaves out century and check', () => {
    expect(oldIdNumber('370226195506150024')).toBe('370226550615002')
  })
})

describe('codes of organisations', () => {
  test('inner and outer check as in the valid examples', () => {
    expect(organisationCode(1)).toBe('MB0000019')
    expect(creditCode('91', '370283', organisationCode(1)).slice(0, 17)).toBe('91370283MB0000019')
    // The standard's own example and a fictional company, both checked by hand.
    expect(creditCode('91', '350100', 'M000100Y4')).toBe('91350100M000100Y43')
    expect(creditCode('91', '370283', 'MB0000019')).toBe('91370283MB00000198')
  })

  test('a registration number of 15 digits passes MOD 11,10', () => {
    for (const number of [registrationNumber(0, false), registrationNumber(4711, true)]) {
      expect(number).toMatch(/^370283[26]\d{8}$/)
      let product = 10
      for (const digit of number.slice(0, 14)) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
      expect((product + Number(number.charAt(14))) % 10).toBe(1)
    }
  })
})
