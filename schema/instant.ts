/**
 * Reads an instant: ISO text with +08:00. Source times are local times of Asia/Shanghai unless they carry a zone of their own; the
 * zone of the process plays no part. A date without a time is its midnight, as DATE columns of legacy systems mean it.
 */
import { isDay, readDay, zoneMinutes } from './day.ts'
import { flagged, nothing, read, unread, type Reading } from './reading.ts'
import { epochOf, instantText } from './shanghai-time.ts'
import { plainToken } from './source-text.ts'

const SHANGHAI_MINUTES = 480
const MAX_LENGTH = 64
const HOUR = 3_600_000

/** Time of day after a date, with or without separators, fraction and zone. */
const timeOfDay =
  /(?:[T\s]\s*|[日号]\s*)(上午|下午)?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?(?:[.,](\d{1,9}))?)?分?\s*(Z|[+-]\d{2}:?\d{2})?$/
const compactTime = /^(\d{8})[T\s]?(\d{2})(\d{2})(\d{2})?(?:\.?(\d{3}))?(Z|[+-]\d{2}:?\d{2})?$/

/** As DB2 exports timestamps: `2026-02-28-23.15.07.000000`. */
const db2 = /^(\d{4}-\d{2}-\d{2})-(\d{2})\.(\d{2})\.(\d{2})(?:\.(\d{1,9}))?$/

/** What nearly all instants look like, in years without summer time. */
const usual = /^((?:199[2-9]|2[01]\d\d)-\d\d-\d\d) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/

export function readInstant(raw: string): Reading<string> {
  const asUsual = usual.exec(raw)
  if (asUsual) {
    const [, date = '', hour = '', minute = '', second = ''] = asUsual
    if (readDay(date).issue === null) return read(`${date}T${hour}:${minute}:${second}+08:00`)
  }
  const text = plainToken(raw)
  if (text === '') return nothing
  if (text.length > MAX_LENGTH) return unread('UNREADABLE_DATE')
  const byDb2 = db2.exec(text)
  if (byDb2) {
    const [, date = '', hour, minute, second, fraction] = byDb2
    return atTime(readDay(date), { hour, minute, second, fraction })
  }
  const compact = compactTime.exec(text)
  if (compact && !isEpoch(text)) {
    const [, date = '', hour, minute, second, fraction, zone] = compact
    return atTime(readDay(date), { hour, minute, second, fraction, zone })
  }
  if (isEpoch(text)) return readDay(text).value === null ? unread('UNREADABLE_DATE') : read(instantText(Number(text)))
  const time = timeOfDay.exec(text)
  if (!time) return atTime(readDay(text), {})
  const [, half, hour, minute, second, fraction, zone] = time
  return atTime(readDay(text.slice(0, time.index + (/^[日号]/.test(time[0]) ? 1 : 0))), {
    half,
    hour,
    minute,
    second,
    fraction,
    zone,
  })
}

/** Whether the text is an instant as `readInstant` gives it, or with another zone; a day alone is none. */
export function parseInstant(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})$/.exec(text)
  if (!match) return null
  const [, day = '', hour, minute, second, fraction, zone] = match
  const msOfDay = timeMs({ hour, minute, second, fraction })
  return msOfDay === null || !isDay(day) ? null : epochOf(day, msOfDay, zoneMinutes(zone ?? 'Z'))
}

// Private:

interface Time {
  readonly half?: string | undefined
  readonly hour?: string | undefined
  readonly minute?: string | undefined
  readonly second?: string | undefined
  readonly fraction?: string | undefined
  readonly zone?: string | undefined
}

/** 11 or 13 digits, or 12 that are no calendar reading; a minus sign before 1970. */
function isEpoch(text: string): boolean {
  if (!/^-?\d{11,13}$/.test(text)) return false
  if (text.length !== 12 || text.startsWith('-')) return true
  return (
    readDay(text.slice(0, 8)).value === null || timeMs({ hour: text.slice(8, 10), minute: text.slice(10) }) === null
  )
}

function atTime(day: Reading<string>, time: Time): Reading<string> {
  if (day.value === null) return day
  if (day.value.length !== 10) return unread('UNREADABLE_DATE')
  const msOfDay = timeMs(time)
  if (msOfDay === null) return unread('IMPOSSIBLE_DATE')
  const offset = time.zone === undefined ? SHANGHAI_MINUTES : zoneMinutes(time.zone)
  const value = instantText(epochOf(day.value, msOfDay, offset))
  return day.issue === null ? read(value) : flagged(value, day.issue)
}

/** Milliseconds since midnight, 24:00:00 included; null for a time that no clock shows. */
function timeMs(time: Time): number | null {
  let hour = Number(time.hour ?? 0)
  const minute = Number(time.minute ?? 0)
  const second = Number(time.second ?? 0)
  if (time.half === '下午' && hour < 12) hour += 12
  if (minute > 59 || second > 59 || hour > 24 || (hour === 24 && minute + second > 0)) return null
  return hour * HOUR + minute * 60_000 + second * 1000 + Math.floor(Number(`0.${time.fraction ?? '0'}`) * 1000)
}
