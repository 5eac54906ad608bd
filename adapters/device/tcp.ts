/**
 * Stations on TCP: they connect, send, and are answered on the same connection when what they sent is stored. What came in one read is stored
 * together; nothing more is read until it is, so that a slow store slows the senders down.
 */
import { setTimeout as after } from 'node:timers'
import type { Socket } from 'node:net'
import type { Feed } from '../feed/adapter.ts'
import { listen, type Listener, type ListenerOptions } from '../feed/listener.ts'
import { Framer, type Framed } from './framer.ts'
import type { Received } from './inbox.ts'

export interface TcpOptions extends Omit<ListenerOptions, 'converse'> {
  /** A packet that has begun must have ended by then. */
  readonly packetMs: number
  /** Rejects when it could not be stored: the connection is closed without an answer, so that the station sends again. */
  readonly receive: (framed: Framed) => Promise<Received>
}

/** Stations report at least by the hour. */
const IDLE_MS = 70 * 60_000
/** A connection that brings so much that is refused is no station of ours. */
const MOST_REFUSED = 20

export class TcpFeed implements Feed {
  private readonly options: TcpOptions
  private listener: Listener | null = null

  constructor(options: TcpOptions) {
    this.options = options
  }

  get up(): boolean {
    return this.listener !== null
  }

  async start(): Promise<void> {
    const converse = (socket: Socket, closing: () => boolean) => talk(socket, this.options, closing)
    this.listener ??= await listen({ ...this.options, converse }).catch(() => null)
  }

  async close(): Promise<void> {
    await this.listener?.close()
    this.listener = null
  }
}

// Private:

/** Never rejects: a connection that fails costs itself only. */
async function talk(socket: Socket, options: TcpOptions, closing: () => boolean): Promise<void> {
  const framer = new Framer()
  let late: NodeJS.Timeout | null = null
  let refused = 0
  const rest = () => {
    if (late !== null) clearTimeout(late)
    late = null
  }
  socket.setTimeout(IDLE_MS, () => socket.destroy())
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      const begun = framer.open
      const framed = framer.push(chunk)
      // The time that storing takes is not the sender's; a packet that comes byte by byte has no more time than another.
      if (framed.length > 0 || !begun) rest()
      const received = await Promise.all(framed.map(options.receive))
      const answers = received.flatMap(({ answer }) => answer ?? [])
      if (answers.length > 0) await send(socket, Buffer.concat(answers))
      refused += received.filter(({ taken }) => !taken).length
      if (refused > MOST_REFUSED) {
        options.remark('CONNECTION_REFUSED')
        return
      }
      if (framer.open) {
        late ??= after(() => {
          options.remark('MESSAGE_TOO_SLOW')
          socket.destroy()
        }, options.packetMs)
      }
    }
  } catch {
    // Reset, or the store took no more: the station has no answer and sends again.
  } finally {
    rest()
    // A packet that we ourselves broke off is not the sender's fault.
    const cut = closing() ? [] : framer.end()
    for (const framed of cut) await options.receive(framed).catch(() => null)
    socket.destroy()
  }
}

function send(socket: Socket, answer: Buffer): Promise<void> {
  return new Promise((sent, failed) => {
    if (!socket.writable) failed(new Error('closed'))
    else socket.write(answer, (error) => (error ? failed(error) : sent()))
  })
}
