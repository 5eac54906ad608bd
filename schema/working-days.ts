/**
 * Working days of the State Council's calendar: holidays that fall on weekdays, and the weekends that are worked in exchange (调休). The
 * calendar of a year is published in the November before; for a year without rows only weekends are free, so a deadline that reaches
 * into it is never later than the law allows.
 * Source: 国务院办公厅关于2026年部分节假日安排的通知.
 */
import { shanghaiDay } from './shanghai-time.ts'

/** First and last day of each holiday. */
const holidays: readonly (readonly [string, string])[] = [
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-04-04', '2026-04-06'],
  ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
]

/** Weekend days that are worked. */
const worked: ReadonlySet<string> = new Set([
  '2026-01-04',
  '2026-02-14',
  '2026-02-28',
  '2026-05-09',
  '2026-09-20',
  '2026-10-10',
])

const DAY = 86_400_000

/** `day` is YYYY-MM-DD. */
export function isWorkingDay(day: string): boolean {
  if (worked.has(day)) return true
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidays.some(([first, last]) => first <= day && day <= last)
}

/** The last instant (epoch ms) of the working day that is `count` working days after the day of `from`, which itself is not counted. */
export function workingDaysAfter(from: number, count: number): number {
  let at = Date.parse(`${shanghaiDay(from)}T00:00:00+08:00`)
  for (let left = count; left > 0;) {
    at += DAY
    if (isWorkingDay(shanghaiDay(at))) left -= 1
  }
  return at + DAY - 1
}
