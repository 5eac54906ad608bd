import { describe, expect, test } from '@jest/globals'
import { instantText } from './shanghai-time.ts'
import { isWorkingDay, workingDaysAfter } from './working-days.ts'

describe('working days', () => {
  test.each([
    ['2026-02-13', true],
    ['2026-02-14', true],
    ['2026-02-16', false],
    ['2026-02-28', true],
    ['2026-03-01', false],
    ['2026-10-07', false],
    ['2026-10-10', true],
    ['2026-11-26', true],
  ])('%s: %s', (day, works) => expect(isWorkingDay(day)).toBe(works))

  test.each([
    ['2026-11-26T10:00:00+08:00', 1, '2026-11-27'],
    ['2026-11-27T23:59:00+08:00', 1, '2026-11-30'],
    ['2026-02-13T09:00:00+08:00', 2, '2026-02-24'],
    ['2026-09-30T09:00:00+08:00', 3, '2026-10-10'],
  ])('%s and %i more end with %s', (from, count, last) => {
    expect(instantText(workingDaysAfter(Date.parse(from), count))).toBe(`${last}T23:59:59.999+08:00`)
  })
})
