/**
 * Data loggers that speak HJ 212 over TCP: each connects to where the department listens, sends the hour values of the last twelve hours once and
 * then its real-time values, and waits for the answer (9014) of each. What is not answered goes again, three times, as the standard has it; then the
 * logger goes on with what is newer. Written apart from the hub's reader on purpose.
 */
import { existsSync, readFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { Draw } from '../random.ts'
import type { Fault, StandIn } from './listener.ts'

export interface Logger {
  readonly number: string
  readonly password: string
  readonly system: string
  readonly edition: '2005' | '2017'
  readonly factors: readonly string[]
}

export interface StationsOptions {
  readonly loggers: readonly Logger[]
  /** Where the department will listen; a free port when absent. */
  readonly port?: number
  readonly everyMs?: number
  readonly answerMs?: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export interface Stations extends StandIn {
  /** How many reports were answered. */
  readonly answered: number
  /** How many were given up without an answer. */
  readonly lost: number
}

const retryMs = 500
const tries = 3
const pieceBytes = 16
const hourMs = 3_600_000
const cityMs = 8 * hourMs
/** Hours that a logger has to tell of when it is started: there are some at any time of the day. */
const hoursKept = 12
/** Codes of 2017 as loggers of 2005 write them. */
const codesOf2005: Readonly<Record<string, string>> = { w01018: '011', w21003: '060', a21026: '02', a21002: '03' }

/** The loggers of an estate; none in one that was made before there were any. */
export function readLoggers(path: string): readonly Logger[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Logger)
}

/**
 * Faults: `half` breaks the connection in the middle of a packet, `reset` before the answer is read, `slow` sends a packet in small pieces with
 * `milliseconds` between them, `ahead` sets the clocks a day ahead.
 */
export async function startStations(options: StationsOptions): Promise<Stations> {
  const { loggers, everyMs = 30_000, answerMs = 5_000, now = Date.now } = options
  const port = options.port ?? (await freePort())
  const open = new Set<Socket>()
  const wakes = new Set<() => void>()
  const count = { calls: 0, answered: 0, lost: 0 }
  let fault: Fault | null = null
  let left = Infinity
  let stopped = false

  const failing = (): Fault['kind'] | null => {
    if (fault === null || left <= 0) return null
    left--
    return fault.kind
  }
  const pause = (ms: number) =>
    new Promise<void>((go) => {
      const wake = () => {
        clearTimeout(timer)
        wakes.delete(wake)
        go()
      }
      const timer = setTimeout(wake, ms)
      timer.unref()
      wakes.add(wake)
    })

  const speak = async (logger: Logger): Promise<void> => {
    let socket: Socket | null = null
    const say = async (report: Buffer, number: string): Promise<void> => {
      for (let nth = 0; nth < tries && !stopped;) {
        try {
          if (socket === null || socket.destroyed) {
            socket = await dial(port)
            open.add(socket)
          }
          count.calls++
          const kind = failing()
          const waiting = answerOn(socket, number, answerMs)
          if (kind === 'slow') void drip(socket, report, fault?.milliseconds ?? 20)
          else socket.write(kind === 'half' ? report.subarray(0, Math.floor(report.length / 2)) : report)
          if (kind === 'half' || kind === 'reset') socket.destroy()
          await waiting
          count.answered++
          return
        } catch (error) {
          // Nobody listens yet: that is no try.
          if (!(error instanceof NotThere)) nth++
          if (socket !== null) open.delete(socket)
          socket?.destroy()
          socket = null
          await pause(retryMs)
        }
      }
      if (!stopped) count.lost++
    }
    const clock = () => now() + (fault?.kind === 'ahead' ? 86_400_000 : 0)
    const present = Math.floor(now() / hourMs) * hourMs
    for (let hour = present - hoursKept * hourMs; hour < present && !stopped; hour += hourMs) {
      const number = requestNumber(clock())
      await say(packet(logger, '2061', hour, number), number)
    }
    while (!stopped) {
      const number = requestNumber(clock())
      await say(packet(logger, '2011', clock(), number), number)
      await pause(everyMs)
    }
  }
  const running = Promise.all(loggers.map(speak))

  return {
    url: `tcp://127.0.0.1:${port}`,
    setFault(given) {
      fault = given
      left = given?.times ?? Infinity
    },
    get calls() {
      return count.calls
    },
    get answered() {
      return count.answered
    },
    get lost() {
      return count.lost
    },
    async close() {
      stopped = true
      for (const socket of open) socket.destroy()
      for (const wake of wakes) wake()
      await running
    },
  }
}

// Private:

class NotThere extends Error {}

function packet({ number, password, system, edition, factors }: Logger, command: string, at: number, request: string) {
  const time = digits(at).slice(0, 14)
  const draw = new Draw(1, `stations/${number}/${command}`, Math.floor(at / 1000) % 0x7fff_ffff)
  const values = factors.map((code) => {
    const name = edition === '2005' ? (codesOf2005[code] ?? code) : code
    const value = draw.between(50, 4_500) / 100
    return command === '2011'
      ? `${name}-Rtd=${value.toFixed(2)},${name}-Flag=N`
      : `${name}-Min=${(value * 0.8).toFixed(2)},${name}-Avg=${value.toFixed(2)},${name}-Max=${(value * 1.3).toFixed(2)},${name}-Flag=N`
  })
  const flag = edition === '2005' ? 1 : 5
  const data = `QN=${request};ST=${system};CN=${command};PW=${password};MN=${number};Flag=${flag};CP=&&DataTime=${time};${values.join(';')}&&`
  return Buffer.from(`##${String(data.length).padStart(4, '0')}${data}${sum(data)}\r\n`, 'latin1')
}

/** Annex A of HJ 212, bit by bit. */
function sum(data: string): string {
  let register = 0xffff
  for (let i = 0; i < data.length; i++) {
    register = (register >> 8) ^ data.charCodeAt(i)
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >> 1) ^ 0xa001 : register >> 1
  }
  return register.toString(16).toUpperCase().padStart(4, '0')
}

let last = 0
/** The time to the millisecond; no two are the same. */
function requestNumber(at: number): string {
  last = Math.max(at, last + 1)
  return digits(last)
}

const digits = (at: number): string => new Date(at + cityMs).toISOString().replace(/\D/g, '')

function dial(port: number): Promise<Socket> {
  return new Promise((ready, failed) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('error', () => failed(new NotThere()))
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      socket.on('error', () => socket.destroy())
      ready(socket)
    })
  })
}

async function drip(socket: Socket, bytes: Buffer, ms: number): Promise<void> {
  for (let at = 0; at < bytes.length && socket.writable; at += pieceBytes) {
    socket.write(bytes.subarray(at, at + pieceBytes))
    await new Promise((go) => setTimeout(go, ms))
  }
}

/** Resolves with the answer to the request of this number. */
function answerOn(socket: Socket, number: string, ms: number): Promise<void> {
  return new Promise((got, failed) => {
    let text = ''
    const done = (error: Error | null) => {
      clearTimeout(timer)
      socket.off('data', read).off('close', lost)
      if (error === null) got()
      else failed(error)
    }
    const lost = () => done(new Error('closed'))
    const timer = setTimeout(() => done(new Error('no answer')), ms)
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (new RegExp(`CN=9014;.*QN=${number}|QN=${number};.*CN=9014;`).test(text)) done(null)
    }
    socket.on('data', read).once('close', lost)
  })
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? found(address.port) : failed(new Error('no port'))))
    })
  })
}
