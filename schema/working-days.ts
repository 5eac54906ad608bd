/**
 * Working days of the State Council's calendar, holidays and swapped weekends (调休) in it, from the package `chinese-days`. The calendar
 * of a year is published in the November before; of a year that is not in the package yet only weekends are free, so a deadline that
 * reaches into it is never later than the law allows.
 */
import chineseDays from 'chinese-days'
import { dayOfNumber, epochOf, numberOfDay, shanghaiDay } from './shanghai-time.ts'

/** `day` is YYYY-MM-DD. */
export function isWorkingDay(day: string): boolean {
  let known = kept.get(day)
  if (known === undefined) {
    if (kept.size >= MAX_DAYS) kept.clear()
    kept.set(day, (known = chineseDays.isWorkday(day)))
  }
  return known
}

/** The last instant (epoch ms) of the working day that is `count` working days after the day of `from`, which itself is not counted. */
export function workingDaysAfter(from: number, count: number): number {
  let number = numberOfDay(shanghaiDay(from))
  for (let left = count; left > 0;) {
    number += 1
    if (isWorkingDay(dayOfNumber(number))) left -= 1
  }
  return epochOf(dayOfNumber(number + 1), 0, SHANGHAI_MINUTES) - 1
}

// Private:

const SHANGHAI_MINUTES = 480
const MAX_DAYS = 2_000
const kept = new Map<string, boolean>()
