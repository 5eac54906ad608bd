/**
 * Working days of the State Council's calendar, holidays and swapped weekends (调休) in it, from the package `chinese-days`. The day of
 * the event is not counted. Of a year whose calendar is not published yet only weekends are free days.
 */
import chineseDays from 'chinese-days'
import { dayOfNumber, epochOf, numberOfDay, shanghaiDay } from '../../schema/shanghai-time.ts'

/** `day` is YYYY-MM-DD. */
export function isWorkingDay(day: string): boolean {
  let known = kept.get(day)
  if (known === undefined) {
    if (kept.size >= MAX_DAYS) kept.clear()
    kept.set(day, (known = chineseDays.isWorkday(day)))
  }
  return known
}

/** The end (epoch ms, midnight in Asia/Shanghai) of the last of so many working days after the day of `at`. */
export function endOfWorkingDays(at: number, days: number): number {
  let number = numberOfDay(shanghaiDay(at))
  for (let left = days; left > 0;) {
    number += 1
    if (isWorkingDay(dayOfNumber(number))) left -= 1
  }
  return epochOf(dayOfNumber(number + 1), 0, SHANGHAI_MINUTES)
}

// Private:

const SHANGHAI_MINUTES = 480
const MAX_DAYS = 2_000
const kept = new Map<string, boolean>()
