/** The State Council's calendar of 2026: holidays, swapped weekends, and clocks that count neither them nor the day of the event. */
import { describe, expect, test } from '@jest/globals'
import { epochOf } from './shanghai-time.ts'
import { isWorkingDay, workingDaysAfter } from './working-days.ts'

const at = (day: string, hour = 10) => epochOf(day, hour * 3_600_000, 480)

describe('working days', () => {
  test.each([
    ['2026-02-13', true, 'a Friday'],
    ['2026-02-14', true, 'a Saturday that is worked for the Spring Festival'],
    ['2026-02-15', false, 'the festival begins on a Sunday'],
    ['2026-02-23', false, 'its last day, a Monday'],
    ['2026-02-24', true, 'a Tuesday'],
    ['2026-02-28', true, 'the second swapped Saturday'],
    ['2026-03-01', false, 'a Sunday'],
    ['2026-10-01', false, 'the National Day'],
    ['2026-10-10', true, 'a swapped Saturday'],
    ['2026-11-28', false, 'a Saturday'],
  ])('%s: %s, %s', (day, working) => {
    expect(isWorkingDay(day)).toBe(working)
  })

  test.each([
    // One working day after a Friday: the swapped Saturday, not the Monday after.
    ['2026-02-13', 1, '2026-02-15'],
    // After the swapped Saturday the festival is passed over.
    ['2026-02-14', 1, '2026-02-25'],
    ['2026-11-26', 1, '2026-11-28'],
    ['2026-11-27', 1, '2026-12-01'],
    ['2026-11-26', 10, '2026-12-11'],
    // Over the National Day with its swapped Saturday.
    ['2026-09-29', 10, '2026-10-20'],
  ])('from %s, %i working days end with the day before %s', (day, days, end) => {
    expect(workingDaysAfter(at(day), days)).toBe(at(end, 0) - 1)
    // Whether it happened early or late on the day.
    expect(workingDaysAfter(at(day, 0), days)).toBe(workingDaysAfter(at(day, 23), days))
  })

  test('the day is that of Shanghai, whatever day it is in UTC', () => {
    // 2026-11-26 23:30 UTC is the 27th in Shanghai.
    expect(workingDaysAfter(Date.UTC(2026, 10, 26, 23, 30), 1)).toBe(at('2026-12-01', 0) - 1)
  })
})
