/** For tests: a sender of MLLP that can be told to send anything in any pieces, and the system of the adapter suite as messages. */
import { connect, type Socket } from 'node:net'
import type { Hl7System } from '../open.ts'

export const partySystem: Hl7System = {
  technology: 'hl7',
  encoding: 'utf-8',
  files: '*.hl7',
  ignore: ['ADT^A03'],
  tables: {
    PARTY: {
      messages: ['ADT^A28'],
      segment: 'ZPA',
      columns: { BH: 'ZPA-1', MC: 'ZPA-2', LX: 'ZPA-3', BZ: 'ZPA-4', BBH: 'ZPA-5' },
      action: { path: 'ZPA-6', adds: ['A'], updates: ['U'], deletes: ['D'] },
    },
  },
}

let sent = 0
/** The header of a message with an identifier of its own. */
export const header = (id = `M${++sent}`, type = 'ADT^A28') =>
  `MSH|^~\\&|HIS|JG1|HUB|WJJ|20260301101500||${type}|${id}|P|2.4`

export interface Sender {
  readonly socket: Socket
  send(bytes: Buffer | string): void
  /** The next answer: `AA M1`, with ` 207` behind it when an error is told. */
  answer(): Promise<string>
  /** Resolves when the other side has closed. */
  readonly gone: Promise<void>
}

export const framed = (text: string) => Buffer.from(`\x0b${text}\x1c\r`)

export async function connectTo(port: number): Promise<Sender> {
  const socket = connect({ host: '127.0.0.1', port })
  await new Promise<void>((ready, failed) => socket.once('connect', ready).once('error', failed))
  let text = ''
  let wanted: ((answer: string) => void)[] = []
  const give = () => {
    for (let end = text.indexOf('\x1c'); end >= 0 && wanted.length > 0; end = text.indexOf('\x1c')) {
      const message = text.slice(0, end)
      text = text.slice(end + 2)
      const [, verdict, id] = /\rMSA\|(\w+)\|([^\r]*)/.exec(message) ?? []
      const [, error] = /\rERR\|\|\|(\d+)/.exec(message) ?? []
      wanted.shift()?.([verdict, id, error].filter((part) => part !== undefined).join(' '))
    }
  }
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    give()
  })
  socket.on('error', () => socket.destroy())
  const gone = new Promise<void>((closed) => socket.once('close', () => closed()))
  void gone.then(() => {
    for (const one of wanted) one('closed')
    wanted = []
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
