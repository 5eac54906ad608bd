/** What a sender can do to whoever listens for it: one that is slow, silent, broken off, too many, or of another time. */
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { FaultName, Injected } from './kinds.ts'

export interface Listening {
  readonly port: number
  /** One good message as it goes over the line. */
  readonly message: Buffer
  /** The same under a layout that was never agreed, and with another time in it. */
  readonly otherLayout: Buffer
  at(time: 'behind' | 'ahead'): Buffer
}

type StreamFault = Exclude<FaultName, '500' | 'quota' | 'cutOff' | 'replaced'>

/** More than any listener takes at the same time. */
export const FLOOD_CONNECTIONS = 150
const FLOOD_MESSAGES = 20

/** Connections that stay are closed by `heal`; what was sent by then was sent. */
export async function spoilStream(listening: Listening, fault: StreamFault): Promise<Injected> {
  const { message } = listening
  const half = message.subarray(0, Math.floor(message.length / 2))
  const sockets: Socket[] = []
  const open = async () => {
    const socket = await dial(listening.port)
    sockets.push(socket)
    return socket
  }
  switch (fault) {
    case 'latency': {
      const socket = await open()
      void drip(socket, message)
      break
    }
    case 'hang':
      for (let n = 0; n < 20; n++) await open()
      break
    case 'half':
      await finished(await open(), half)
      break
    case 'reset': {
      const socket = await open()
      socket.write(half)
      await pause(20)
      socket.resetAndDestroy()
      break
    }
    case 'inBand':
      await finished(await open(), Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))
      break
    case 'renamed':
      await finished(await open(), listening.otherLayout)
      break
    case 'flood':
      for (let n = 0; n < FLOOD_CONNECTIONS; n++) {
        const socket = await open()
        for (let m = 0; m < FLOOD_MESSAGES && socket.writable; m++) socket.write(message)
      }
      break
    case 'behind':
    case 'ahead':
      await finished(await open(), listening.at(fault))
  }
  return {
    async heal() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** The listener’s answer to one good message; empty when it gave none. */
export async function answerTo({ port, message }: Pick<Listening, 'port' | 'message'>): Promise<string> {
  const socket = await dial(port)
  return finished(socket, message)
}

// Private:

function dial(port: number): Promise<Socket> {
  return new Promise((ready, failed) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('error', failed)
    socket.once('connect', () => {
      socket.off('error', failed)
      socket.on('error', () => socket.destroy())
      ready(socket)
    })
  })
}

/** Sends, says that no more comes, and gives what was answered until the other side closed. */
function finished(socket: Socket, bytes: Buffer): Promise<string> {
  return new Promise((done) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    socket.once('close', () => done(text))
    socket.setTimeout(2_000, () => socket.destroy())
    socket.end(bytes)
  })
}

/** A byte now and then, for as long as it is let. */
async function drip(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    if (!socket.writable) return
    socket.write(Buffer.from([byte]))
    await pause(30)
  }
}
