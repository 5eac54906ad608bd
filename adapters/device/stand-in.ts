/** For tests: a station that writes its packets by the standard's own steps, and can be told to send anything in any pieces. */

import { connect, createServer, type Socket } from 'node:net'

import type { DeviceSystem, TableUse } from '../open.ts'
import { columnsOf } from './columns.ts'

export const system: DeviceSystem = {
  technology: 'device',
  factors: { '011': 'w01018', '060': 'w21003' },
  silentMinutes: 60,
  tables: {
    VALUES: { holds: 'measurements', keepDays: { '2011': 1, '2051': 7, '2061': 30, '2031': 90 } },
    LATEST: { holds: 'latest' },
    STATIONS: { holds: 'stations' },
  },
}
const use = (table: string, holds: keyof typeof columnsOf): TableUse => ({
  table,
  key: holds === 'stations' ? 'MN' : '@key',
  columns: columnsOf[holds],
  lookups: ['MN'],
  version: null,
})
export const uses = [use('VALUES', 'measurements'), use('LATEST', 'latest'), use('STATIONS', 'stations')]

export const station = '37028300000001A000000001'
export const password = 'pd0001'

/** Annex A, bit by bit. */
export function annexA(text: string): string {
  let register = 0xffff
  for (const byte of Buffer.from(text, 'latin1')) {
    register = (register >> 8) ^ byte
    for (let bit = 0; bit < 8; bit++) {
      const low = register & 1
      register >>= 1
      if (low) register ^= 0xa001
    }
  }
  return register.toString(16).padStart(4, '0')
}

export const frame = (data: string, crc = annexA(data), length = data.length): Buffer =>
  Buffer.from(`##${String(length).padStart(4, '0')}${data}${crc}\r\n`, 'latin1')

export interface PacketParts {
  readonly qn?: string
  readonly cn?: string
  readonly pw?: string
  readonly mn?: string
  readonly flag?: string
  readonly part?: string
  readonly body?: string
}

let sent = 0
export const data = ({ qn, cn = '2011', pw = password, mn = station, flag = '5', part = '', body }: PacketParts = {}) =>
  `QN=${qn ?? String(20260301100000000 + ++sent * 1000)};ST=32;CN=${cn};PW=${pw};MN=${mn};Flag=${flag};${part}CP=&&${
    body ?? 'DataTime=20260301100000;w01018-Rtd=41.2,w01018-Flag=N'
  }&&`
export const packet = (parts: PacketParts = {}): Buffer => frame(data(parts))

export interface Line {
  readonly socket: Socket
  send(bytes: Buffer | string): void
  /** The data of the next answer. */
  answer(): Promise<string>
  /** Resolves when the other side has closed. */
  readonly gone: Promise<void>
}

export async function connectTo(port: number): Promise<Line> {
  const socket = connect({ host: '127.0.0.1', port })
  await new Promise<void>((ready, failed) => socket.once('connect', ready).once('error', failed))
  let text = ''
  const wanted: ((answer: string) => void)[] = []
  const give = () => {
    for (let end = text.indexOf('\r\n'); end >= 0 && wanted.length > 0; end = text.indexOf('\r\n')) {
      const said = text.slice(6, end - 4)
      const whole = text.slice(0, end + 2)
      text = text.slice(end + 2)
      wanted.shift()?.(whole.toUpperCase() === frame(said).toString('latin1').toUpperCase() ? said : `damaged ${said}`)
    }
  }
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    give()
  })
  socket.on('error', () => socket.destroy())
  const gone = new Promise<void>((closed) => socket.once('close', () => closed()))
  void gone.then(() => {
    for (const one of wanted.splice(0)) one('closed')
  })
  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    answer: () =>
      new Promise((got) => {
        wanted.push(got)
        give()
      }),
    gone,
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
