/** Hours in which a grant may be used: windows of the day in Asia/Shanghai, on working days, on every day or on one day of the week. */
import { dayOfNumber, epochOf, numberOfDay } from '../../schema/shanghai-time.ts'
import { windowDays, type HoursWindow } from '../principal.ts'
import { isWorkingDay } from '../../schema/working-days.ts'

/** Whether a window is open at `at`, and the span (epoch ms, at most the one day) in which that does not change. */
export interface HoursState {
  readonly open: boolean
  readonly from: number
  readonly until: number
}

export function hoursAt(windows: readonly HoursWindow[], at: number): HoursState {
  const number = Math.floor((at + SHANGHAI_MS) / DAY_MS)
  const begin = epochOf(dayOfNumber(number), 0, SHANGHAI_MS / 60_000)
  const spans = windows.flatMap(({ days, from, to }) =>
    isOn(days, number) ? [{ from: begin + msOfDay(from), to: begin + msOfDay(to) }] : [],
  )
  const turns = [begin, begin + DAY_MS, ...spans.flatMap(({ from, to }) => [from, to])]
  return {
    open: spans.some(({ from, to }) => from <= at && at < to),
    from: Math.max(...turns.filter((turn) => turn <= at)),
    until: Math.min(...turns.filter((turn) => turn > at)),
  }
}

/** What is wrong with a window; null when nothing is. */
export function windowProblem({ days, from, to }: HoursWindow): 'days' | 'from' | 'to' | null {
  if (!windowDays.includes(days)) return 'days'
  if (!CLOCK.test(from) || from === '24:00') return 'from'
  if (!CLOCK.test(to) || msOfDay(to) <= msOfDay(from)) return 'to'
  return null
}

// Private:

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000
const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/
const week: readonly HoursWindow['days'][] = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
]
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = numberOfDay('1970-01-05')

function isOn(days: HoursWindow['days'], number: number): boolean {
  if (days === 'EVERY_DAY') return true
  if (days === 'WORKING_DAYS') return isWorkingDay(dayOfNumber(number))
  return week[(((number - FIRST_MONDAY) % 7) + 7) % 7] === days
}

function msOfDay(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}
