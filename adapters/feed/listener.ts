/** A TCP listener for senders that push: who may connect and how many; what is said on a connection is the caller's. */
import { createServer, type BlockList, type Socket } from 'node:net'

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly peers: BlockList
  readonly maxConnections: number
  /** Ends when the connection does, and never rejects. `closing` tells that we ourselves break it off. */
  readonly converse: (socket: Socket, closing: () => boolean) => Promise<void>
  /** Codes, no values. */
  readonly remark: (code: string) => void
}

export interface Listener {
  readonly port: number
  /** Takes no more; what is being stored is stored and answered. */
  close(): Promise<void>
}

/** Rejects when the port cannot be had. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const talks = new Map<Socket, Promise<void>>()
  let closing = false
  const server = createServer((socket) => {
    const peer = socket.remoteAddress ?? ''
    if (!options.peers.check(peer, socket.remoteFamily === 'IPv6' ? 'ipv6' : 'ipv4')) {
      options.remark('PEER_REFUSED')
      socket.destroy()
      return
    }
    const talk = options.converse(socket, () => closing).finally(() => talks.delete(socket))
    talks.set(socket, talk)
  })
  server.maxConnections = options.maxConnections
  server.on('drop', () => options.remark('TOO_MANY_CONNECTIONS'))
  await new Promise<void>((ready, failed) => {
    server.once('error', failed)
    server.listen(options.port, options.host, ready)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return {
    port: address.port,
    async close() {
      closing = true
      const closed = new Promise<void>((done) => server.close(() => done()))
      for (const socket of talks.keys()) socket.destroySoon()
      await Promise.all(talks.values())
      await closed
    },
  }
}
