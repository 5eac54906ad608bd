/**
 * What becomes of one packet, decided once for both ways in: rows, quarantine or nothing, and the answer. Everything here happens inside a
 * transaction of the store. Who is not known, or does not know its password, leaves a count and nothing else.
 */
import { hash, timingSafeEqual } from 'node:crypto'
import type { Flags } from '../adapter.ts'
import type { StoredValues } from '../feed/store.ts'
import type { DeviceSystem, ReportKind } from '../open.ts'
import { answerTo } from './answer.ts'
import type { Framed } from './framer.ts'
import { parsePacket, UnreadablePacket, type Packet } from './packet.ts'
import { instantOf, localTime, readReport, type Report } from './report.ts'
import type { DeviceStore } from './store.ts'

export interface Received {
  readonly answer: Buffer | null
  /** False of what was refused: a connection that brings much of it is closed. */
  readonly taken: boolean
}

/** Reports of measured values: real time, by the minute, the hour, the day. How late they may be before the clock is doubted. */
const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS
const lateness: Readonly<Record<string, number>> = {
  '2011': DAY_MS,
  '2051': DAY_MS,
  '2061': 31 * DAY_MS,
  '2031': 31 * DAY_MS,
} satisfies Record<ReportKind, number>
const REAL_TIME = '2011'
/** No report is of what is yet to be. */
const AHEAD_MS = 10 * MINUTE_MS
const PARTS_MS = 10 * MINUTE_MS

/** Asks for the time: a notice, which has an answer of its own. */
const TIME_CHECK = '1013'
/** Agreed, and not wanted: states of equipment, numbers of devices, and answers to questions that we do not ask. */
const notKept = [TIME_CHECK, '2021', '2022', '2041', '2081', '3019', '3020', '9011', '9012', '9013', '9014']

const refused: Received = { answer: null, taken: false }

export class Inbox {
  private readonly store: DeviceStore
  private readonly factors: DeviceSystem['factors']
  private readonly passwords: ReadonlyMap<string, Buffer>
  private readonly tables: Readonly<Record<'measurements' | 'latest' | 'stations', readonly string[]>>
  /** Where remarks and quarantine go. */
  private readonly first: string
  private readonly now: () => number
  private received = 0

  constructor(
    store: DeviceStore,
    system: DeviceSystem,
    stations: Readonly<Record<string, string>>,
    used: readonly string[],
    now: () => number,
  ) {
    this.store = store
    this.factors = system.factors
    this.passwords = new Map(Object.entries(stations).map(([number, password]) => [number, digest(password)]))
    const holding = (what: string) => used.filter((table) => system.tables[table]?.holds === what)
    this.tables = {
      measurements: holding('measurements'),
      latest: holding('latest'),
      stations: holding('stations'),
    }
    this.first = this.tables.measurements[0] ?? used[0] ?? ''
    this.now = now
  }

  take(framed: Framed, from: string): Received {
    if (framed.kind === 'damaged') return this.quarantine(framed.code, framed.bytes.toString('latin1'), from)
    try {
      const packet = parsePacket(framed.data)
      return this.accept(packet, framed.data, from)
    } catch (error) {
      if (!(error instanceof UnreadablePacket)) throw error
      return this.quarantine(error.code, framed.data.toString('latin1'), from)
    }
  }

  tally(code: string): void {
    this.store.tally(this.first, code)
  }

  remark(code: string): void {
    this.store.remark(this.first, code)
  }

  /** Split reports whose other parts did not come. */
  tidy(station: string | null = null): void {
    const now = this.now()
    for (const { report, bodies } of this.store.incomplete(now - PARTS_MS, station))
      this.quarantine('MESSAGE_CUT', `${report}|${bodies.join(';')}`, 'parts')
    this.store.forgetJoined(now - DAY_MS)
  }

  // Private:

  private accept(packet: Packet, data: Buffer, from: string): Received {
    const { station, command } = packet
    const password = this.passwords.get(station)
    if (password === undefined || !timingSafeEqual(password, digest(packet.password))) {
      this.tally(password === undefined ? 'UNKNOWN_STATION' : 'PASSWORD_WRONG')
      return refused
    }
    if (lateness[command] !== undefined) this.report(packet, data, from)
    else if (notKept.includes(command)) this.remark(`NOT_KEPT:${command}`)
    else {
      this.remark(`UNKNOWN_MESSAGE:${command}`)
      return refused
    }
    this.store.heard(this.now())
    return {
      answer: packet.wantsAnswer ? answerTo(packet, command === TIME_CHECK ? '9013' : '9014') : null,
      taken: true,
    }
  }

  /** What cannot be read is kept in quarantine and answered: sent again it would be no better. */
  private report(packet: Packet, data: Buffer, from: string): void {
    const bodies = this.bodies(packet)
    if (bodies === null) return
    try {
      this.keep(packet, readReport(bodies))
    } catch (error) {
      if (!(error instanceof UnreadablePacket)) throw error
      this.quarantine(error.code, packet.part === null ? data.toString('latin1') : bodies.join(';'), from)
    }
  }

  private bodies({ station, request, command, part, body }: Packet): readonly string[] | null {
    if (part === null) return [body]
    const report = [station, request ?? '', command].join('|')
    const joined = this.store.join(station, report, { ...part, body }, this.now())
    this.tidy(station)
    return joined
  }

  private keep(packet: Packet, report: Report): void {
    const now = this.now()
    const { station, system, command, edition, request } = packet
    if (report.unknown > 0) this.tally('UNKNOWN_FIELD')
    const late = now - (instantOf(report.time) ?? now)
    const clockOff = late < -AHEAD_MS || late > (lateness[command] ?? 0)
    const flags: Flags | null = clockOff ? { DataTime: 'CLOCK_OFF' } : null
    if (clockOff) this.tally('CLOCK_OFF')
    const common = { MN: station, ST: system, CN: command, '@edition': edition, DataTime: report.time }
    for (const table of this.tables.stations) {
      const values = { ...common, QN: request, '@received': localTime(now) }
      if (this.isNewer(table, station, report.time)) this.store.upsert(table, values, flags)
    }
    for (const [sent, fields] of report.factors) {
      const factor = this.factorOf(sent, edition)
      const values = { ...common, ...fields, '@factor': factor }
      for (const table of this.tables.measurements) {
        const key = [station, command, report.time, factor].join('|')
        this.store.upsert(table, this.withFirst(table, key, values, now), flags)
      }
      for (const table of command === REAL_TIME ? this.tables.latest : []) {
        const key = [station, factor].join('|')
        if (this.isNewer(table, key, report.time))
          this.store.upsert(table, { ...values, '@key': key, '@received': localTime(now) }, flags)
      }
    }
  }

  /** Sent again it is the same row, and changes nothing. */
  private withFirst(table: string, key: string, values: StoredValues, now: number): StoredValues {
    const known = this.store.row(table, key)?.['@received'] ?? null
    return { ...values, '@key': key, '@received': known ?? localTime(now) }
  }

  /** A report dated ahead does not stand in the way of those that follow. */
  private isNewer(table: string, key: string, time: string): boolean {
    const known = this.store.row(table, key)?.['DataTime'] ?? null
    return known === null || time >= known || (instantOf(known) ?? 0) > this.now() + AHEAD_MS
  }

  private factorOf(sent: string, edition: Packet['edition']): string {
    if (edition === '2017') return sent
    const known = this.factors[sent]
    if (known === undefined) this.tally('UNKNOWN_FACTOR')
    return known ?? sent
  }

  private quarantine(code: string, raw: string, file: string): Received {
    const line = ++this.received
    this.store.quarantine({ table: this.first, file, line, code, raw: withoutPassword(raw) })
    return refused
  }
}

// Private:

/** Of what begins in the middle of a packet the password may be the beginning, with or without its name. */
const withoutPassword = (raw: string): string => raw.replace(/PW=[^;]*/gi, 'PW=***').replace(/^[^;#]*(?=;MN=)/i, '***')
const digest = (password: string): Buffer => hash('sha256', password, 'buffer')
