/**
 * The listener of MLLP: who may connect, how many, how long a message may take and how long it may be. A message is read only when the one
 * before it on the same connection is answered, and answered only when `receive` is done with it, so that a slow store slows the senders down.
 */
import { setTimeout as after } from 'node:timers'
import type { Socket } from 'node:net'
import { listen, type Listener, type ListenerOptions } from '../feed/listener.ts'
import { Framer, type Framed } from './framer.ts'

export interface MllpOptions extends Omit<ListenerOptions, 'converse'> {
  readonly maxBytes: number
  /** A message that has begun must have ended by then. */
  readonly messageMs: number
  /** A connection on which nothing happens is closed. */
  readonly idleMs: number
  /** The answer to send, or null for none; when it throws the connection is closed without an answer, so that the sender tries again. */
  readonly receive: (framed: Framed) => Promise<Buffer | null>
}

const START = Buffer.from([0x0b])
const END = Buffer.from([0x1c, 0x0d])

/** Rejects when the port cannot be had. */
export function listenMllp(options: MllpOptions): Promise<Listener> {
  return listen({ ...options, converse: (socket, closing) => converse(socket, options, closing) })
}

// Private:

/** Never rejects: a connection that fails costs itself only. */
async function converse(socket: Socket, options: MllpOptions, closing: () => boolean): Promise<void> {
  const framer = new Framer(options.maxBytes)
  let late: NodeJS.Timeout | null = null
  const watch = () => {
    if (framer.open && late === null) {
      late = after(() => {
        options.remark('MESSAGE_TOO_SLOW')
        socket.destroy()
      }, options.messageMs)
    } else if (!framer.open && late !== null) {
      clearTimeout(late)
      late = null
    }
  }
  socket.setTimeout(options.idleMs, () => socket.destroy())
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      for (const framed of framer.push(chunk)) {
        // The time that storing takes is not the sender's.
        if (late !== null) clearTimeout(late)
        late = null
        const answer = await options.receive(framed)
        if (answer !== null) await send(socket, answer)
        if (framed.kind === 'outside') return
      }
      watch()
    }
  } catch {
    // Reset, or the store took no more: the sender has no answer and sends again.
  } finally {
    if (late !== null) clearTimeout(late)
    // A message that we ourselves broke off is not the sender's fault.
    const cut = closing() ? [] : framer.end()
    for (const framed of cut) await options.receive(framed).catch(() => null)
    socket.destroy()
  }
}

function send(socket: Socket, answer: Buffer): Promise<void> {
  return new Promise((sent, failed) => {
    if (!socket.writable) failed(new Error('closed'))
    else socket.write(Buffer.concat([START, answer, END]), (error) => (error ? failed(error) : sent()))
  })
}
