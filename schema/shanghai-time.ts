/**
 * Local time of Asia/Shanghai by plain arithmetic: the same answer whatever zone the process runs in, and no Date object that could
 * carry a birth date to the day before. Summer time from the tz database (zone Asia/Shanghai); before 1901 the zone had no +08:00.
 */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** [begin, end) of each summer time (+09:00), epoch ms in UTC. */
const summerTimes: readonly (readonly [number, number])[] = [
  [-1600675200000, -1585904400000], // 1919
  [-933667200000, -922093200000], // 1940
  [-908870400000, -888829200000], // 1941
  [-881049600000, -767869200000], // 1942-1945
  [-745833600000, -733827600000], // 1946
  [-716889600000, -699613200000], // 1947
  [-683884800000, -670669200000], // 1948
  [-652348800000, -650019600000], // 1949
  [515527200000, 527014800000], // 1986
  [545162400000, 558464400000], // 1987
  [577216800000, 589914000000], // 1988
  [608666400000, 621968400000], // 1989
  [640116000000, 653418000000], // 1990
  [671565600000, 684867600000], // 1991
]

/** The calendar day in Asia/Shanghai at an instant, as YYYY-MM-DD, with the summer time of that day. */
export function shanghaiDay(epochMs: number): string {
  const summer = summerTimes.some(([begin, end]) => epochMs >= begin && epochMs < end)
  return dayOfNumber(Math.floor((epochMs + (summer ? 9 : 8) * HOUR) / DAY))
}

/** An instant as ISO text with +08:00, milliseconds only where there are some. */
export function instantText(epochMs: number): string {
  const local = epochMs + 8 * HOUR
  const day = Math.floor(local / DAY)
  const rest = local - day * DAY
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  const ms = rest % 1000
  const fraction = ms === 0 ? '' : `.${String(ms).padStart(3, '0')}`
  return `${dayOfNumber(day)}T${two(rest / HOUR)}:${two((rest % HOUR) / MINUTE)}:${two((rest % MINUTE) / 1000)}${fraction}+08:00`
}

/** Epoch ms of a local time that stands `offsetMinutes` ahead of UTC. The day must exist. */
export function epochOf(day: string, msOfDay: number, offsetMinutes: number): number {
  return numberOfDay(day) * DAY + msOfDay - offsetMinutes * MINUTE
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Days since 1970-01-01 of a full day (proleptic Gregorian). */
export function numberOfDay(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

/** The day that lies so many days after 1970-01-01. */
export function dayOfNumber(days: number): string {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}
