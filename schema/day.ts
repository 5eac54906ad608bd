/**
 * Reads a day out of what legacy systems write. A day is text, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as the source; there is
 * never an instant behind it, so a birthday in a year of summer time stays where it is.
 *
 * Numbers: 4, 6, 8, 12 and 14 digits are a calendar reading. 11 to 13 digits that are none are epoch milliseconds, the day in
 * Asia/Shanghai. 10 digits are refused: seconds and milliseconds are both plausible and lie decades apart. 5 digits are a serial
 * number of Excel only where the caller says so.
 */
import type { IssueCode } from './issues.ts'
import { flagged, nothing, read, unread, type Reading } from './reading.ts'
import { dayOfNumber, daysInMonth, epochOf, numberOfDay, shanghaiDay } from './shanghai-time.ts'
import { isFiller, plainToken } from './source-text.ts'

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
export type Day = string

export interface DayOptions {
  /** The column is declared to hold Excel serial numbers (1900 system); yyyymmdd numbers in it are still calendar dates. */
  readonly excelSerial?: boolean
}

/** No date is longer in any form; a column of free text taken for dates must not cost time. */
const MAX_LENGTH = 64
const FIRST_YEAR = 1800
const LAST_YEAR = 2199

/** "Without end", as the ends of validity are written. */
const openEnded =
  /^(长期|长期有效|永久|永久有效|永续|无固定期限|无固定期|无期限|无限期|至今|9999(\D.*|\d*)?|2999-?12-?31(\D.*)?)$/
/** Defaults of SQL Server, Excel, Delphi, .NET where nobody entered a date. */
const defaults = new Set(['1900-01-01', '1899-12-30', '1899-12-31', '1753-01-01', '0001-01-01'])
const otherCalendars = /民国|农历|阴历|旧历|昭和|康德|宣统|光绪|[闰正腊冬]月|初[一二三四五六七八九十]/

export function readDay(raw: string, options: DayOptions = {}): Reading<Day> {
  const asUsual = options.excelSerial ? null : usual.exec(raw)
  if (asUsual) {
    const [, year = '', ...parts] = asUsual
    const [month = '', date = ''] = parts[0] === undefined ? parts.slice(2) : parts
    if (existingDay(Number(year), month, date)) return read(`${year}-${month}-${date}`)
    return calendarDay(year, month, date)
  }
  const text = plainToken(raw).replace(/^公元|(?<=\d)\.0+$|(?<=[日号])出?生$/g, '')
  if (text === '') return nothing
  if (text.length > MAX_LENGTH) return unread('UNREADABLE_DATE')
  if (openEnded.test(text)) return unread('OPEN_ENDED')
  if (isFiller(text) || /^[0\s:./T-]+$/.test(text)) return unread('UNKNOWN_DATE')
  if (otherCalendars.test(text)) return unread('UNREADABLE_DATE')
  if (options.excelSerial && /^\d{1,6}(\.\d+)?$/.test(text)) return serialDay(Math.floor(Number(text)), text)
  if (/^-?\d+$/.test(text)) return numberDay(text)
  return writtenDay(arabic(text))
}

/** A date with separators or without, the time after it dropped; a time with a zone of its own is first brought to Asia/Shanghai. */
function writtenDay(text: string): Reading<Day> {
  const match = written.exec(text)
  if (match) {
    const [, year = '', month, date, hour, minute, zone] = match
    const day = calendarDay(year, month, date)
    if (zone === undefined || day.value?.length !== 10) return day
    const offset = zoneMinutes(zone)
    const local = (Number(hour ?? 0) * 60 + Number(minute ?? 0)) * 60_000
    return offset === 480 ? day : read(shanghaiDay(epochOf(day.value, local, offset)))
  }
  const compact = /^(\d{4})(\d{2})(\d{2})[ T]\s*\d{1,2}/.exec(text)
  return compact ? calendarDay(compact[1] ?? '', compact[2], compact[3]) : unread('UNREADABLE_DATE')
}

/** Whether the text is a day as `readDay` gives it, and exists. */
export function isDay(text: string): boolean {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text)
  return match !== null && existingDay(Number(match[1]), match[2], match[3])
}

/**
 * Full years from one day to another; null when the days are not precise enough to tell, or the wrong way round.
 * Who is born on 29 February has the birthday on 1 March in other years.
 */
export function ageOn(day: Day, onDay: Day): number | null {
  const [bornYear = 0, ...born] = day.split('-').map(Number)
  const [year = 0, ...now] = onDay.split('-').map(Number)
  for (let at = 0; at < 2; at += 1) {
    const [then, today] = [born[at], now[at]]
    if (then === undefined || today === undefined) return null
    if (then !== today) return notNegative(year - bornYear - (today < then ? 1 : 0))
  }
  return notNegative(year - bornYear)
}

// Private:

/** What nearly all dates look like; fillers, defaults and "without end" lie outside these years. */
const usual = /^(19(?!00)\d\d|2[01]\d\d)(?:(\d\d)(\d\d)|-(\d\d)-(\d\d))$/

const written =
  /^(\d{4})\s*[-/.年]\s*(?:(\d{1,2})\s*(?:[-/.月]\s*(?:(\d{1,2})\s*[日号]?)?)?)?(?:(?:\s*[T ]\s*|\s*[上下]午\s*)(\d{1,2})(?:[:时](\d{1,2})?)?[\d:.,时分秒 ]*?(Z|[+-]\d{2}:?\d{2})?)?$/

function notNegative(age: number): number | null {
  return age < 0 ? null : age
}

function numberDay(text: string): Reading<Day> {
  const part = (from: number, to: number) => text.slice(from, to)
  switch (text.startsWith('-') ? 0 : text.length) {
    case 4:
      return calendarDay(text)
    case 6:
      // 800101 is no month of the year 8001, and which century 80 means is not written.
      return plausibleYear(Number(part(0, 4))) ? calendarDay(part(0, 4), part(4, 6)) : unread('UNREADABLE_DATE')
    case 8:
      return calendarDay(part(0, 4), part(4, 6), part(6, 8))
    case 14:
      return calendarDay(part(0, 4), part(4, 6), part(6, 8))
    case 12: {
      const day = calendarDay(part(0, 4), part(4, 6), part(6, 8))
      const isTime = Number(part(8, 10)) < 24 && Number(part(10, 12)) < 60
      return day.issue === null && isTime ? day : epochDay(text)
    }
    default:
      return epochDay(text)
  }
}

function epochDay(text: string): Reading<Day> {
  if (!/^-?\d{11,13}$/.test(text)) return unread('UNREADABLE_DATE')
  const day = shanghaiDay(Number(text))
  return plausibleYear(Number(day.slice(0, 4))) ? read(day) : unread('UNREADABLE_DATE')
}

/** Excel counts a 29 February 1900 that never was: serial 60 is no day, and what lies before it is shifted by one. */
function serialDay(serial: number, text: string): Reading<Day> {
  if (serial === 0) return unread('UNKNOWN_DATE')
  if (serial === 60) return unread('IMPOSSIBLE_DATE')
  // A year typed by hand and a serial of the years 1904 to 1906 look alike.
  if (/^(19|20)\d{2}$/.test(text)) return unread('UNREADABLE_DATE')
  if (serial > numberOfDay('2099-12-31') + 25_569) return numberDay(text)
  const day = dayOfNumber(serial - 25_569 + (serial < 60 ? 1 : 0))
  return defaults.has(day) ? unread('UNKNOWN_DATE') : read(day)
}

function calendarDay(year: string, month?: string, date?: string): Reading<Day> {
  const [mm, dd] = [month?.padStart(2, '0'), date?.padStart(2, '0')]
  const text = [year, mm, dd].filter((part) => part !== undefined).join('-')
  if (year === '0000' || defaults.has(text)) return unread('UNKNOWN_DATE')
  if (year === '9999') return unread('OPEN_ENDED')
  // 1980-00-00: the source knows the year only, and says so.
  if (mm === '00' && (dd === undefined || dd === '00')) return remarkOn(calendarDay(year), 'UNKNOWN_DATE')
  if (dd === '00') return remarkOn(calendarDay(year, month), 'UNKNOWN_DATE')
  return existingDay(Number(year), mm, dd) ? read(text) : unread('IMPOSSIBLE_DATE')
}

function remarkOn(reading: Reading<Day>, issue: IssueCode): Reading<Day> {
  return reading.value === null ? reading : flagged(reading.value, issue)
}

function existingDay(year: number, month?: string, date?: string): boolean {
  if (!plausibleYear(year)) return false
  if (month === undefined) return true
  if (Number(month) < 1 || Number(month) > 12) return false
  return date === undefined || (Number(date) >= 1 && Number(date) <= daysInMonth(year, Number(month)))
}

function plausibleYear(year: number): boolean {
  return year >= FIRST_YEAR && year <= LAST_YEAR
}

export function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}

const digits: Readonly<Record<string, string>> = Object.fromEntries(
  ['〇零○Oo', '一壹', '二贰', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((chars, value) =>
    [...chars].map((char) => [char, String(value)] as const),
  ),
)
const numeral = /[〇零○Oo一二三四五六七八九壹贰叁肆伍陆柒捌玖十拾廿卅]+/g

/** Chinese numerals of a date as digits: 一九八〇年十二月廿一日 becomes 1980年12月21日. */
function arabic(text: string): string {
  if (!/[年月]/.test(text)) return text
  return text.replace('元月', '1月').replace(numeral, (chars) => {
    if (!/[十拾廿卅]/.test(chars)) return [...chars].map((char) => digits[char] ?? '').join('')
    const tens = /^(.?)[十拾]|^(廿|卅)/.exec(chars)
    const ones = digits[chars.at(-1) ?? ''] ?? '0'
    if (tens === null) return chars
    if (tens[2] !== undefined) return (tens[2] === '廿' ? '2' : '3') + ones
    return (tens[1] === undefined || tens[1] === '' ? '1' : (digits[tens[1]] ?? '')) + ones
  })
}
