/** What a report says: `DataTime=…;w01018-Rtd=1.1,w01018-Flag=N;w21003-Rtd=…`. A value is text and stays as it was sent. */
import { factorFields } from './columns.ts'
import { UnreadablePacket } from './packet.ts'

export interface Report {
  /** `yyyymmddhhmmss` by the station's clock. */
  readonly time: string
  /** By factor code, as it was sent. */
  readonly factors: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** Fields that nobody agreed on. */
  readonly unknown: number
}

const MOST_VALUE = 32

/** The parts of one report; of one that was split each may say its time again. Throws UnreadablePacket. */
export function readReport(parts: readonly string[]): Report {
  const factors = new Map<string, Record<string, string>>()
  let time: string | null = null
  let unknown = 0
  for (const item of parts.flatMap((part) => part.split(/[;,]/)).map((one) => one.trim())) {
    if (item === '') continue
    const [, name = '', value = ''] = /^([A-Za-z0-9-]{1,40})=(.*)$/.exec(item) ?? []
    if (name === '' || value.length > MOST_VALUE) throw new UnreadablePacket('MESSAGE_UNREADABLE')
    if (name === 'DataTime') {
      if (time !== null && time !== value) throw new UnreadablePacket('MESSAGE_UNREADABLE')
      time = value
      continue
    }
    const [, factor, field = ''] = /^([A-Za-z0-9]{2,20})-([A-Za-z]+)$/.exec(name) ?? []
    if (factor === undefined || !factorFields.some((known) => known === field)) {
      unknown++
      continue
    }
    const values = factors.get(factor) ?? {}
    if (values[field] !== undefined && values[field] !== value) throw new UnreadablePacket('MESSAGE_UNREADABLE')
    values[field] = value
    factors.set(factor, values)
  }
  if (time === null) throw new UnreadablePacket('ROW_NO_KEY')
  if (instantOf(time) === null) throw new UnreadablePacket('IMPOSSIBLE_DATE')
  return { time, factors, unknown }
}

/** Milliseconds since 1970 of `yyyymmddhhmmss` in the city's time; null when there is no such instant. */
export function instantOf(text: string): number | null {
  const digits = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text)?.slice(1)
  if (digits === undefined) return null
  const [year, month, day, hour, minute, second] = digits
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const at = Date.parse(`${iso}Z`)
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 19) !== iso ? null : at - CITY_MS
}

/** The city's time as the databases write it. */
export const localTime = (at: number): string => new Date(at + CITY_MS).toISOString().slice(0, 19).replace('T', ' ')

const CITY_MS = 8 * 3_600_000
