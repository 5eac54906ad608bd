/**
 * A hospital that pushes HL7 messages over MLLP: one after the other, each until it is acknowledged. Where it got to is kept beside the
 * messages, so that a restart goes on there; an answer that was lost means that the message goes again, as real interface engines do.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import type { Fault, StandIn } from './listener.ts'

export interface HospitalOptions {
  /** A batch file of messages. */
  readonly outgoing: string
  /** Where to push; a free port when absent. */
  readonly port?: number
  readonly everyMs?: number
}

export interface Hospital extends StandIn {
  /** How many of its messages were acknowledged, by answer. */
  readonly answers: Readonly<Record<string, number>>
  /** How many messages wait. */
  readonly waiting: number
}

const answerMs = 10_000
const retryMs = 500

/** Faults: `half` breaks the connection in the middle of a message, `reset` before the answer is read; other kinds mean nothing here. */
export async function startHospital({ outgoing, port, everyMs = 500 }: HospitalOptions): Promise<Hospital> {
  const messages = messagesOf(readFileSync(outgoing))
  const state = `${outgoing}.sent`
  const address = port ?? (await freePort())
  const answers: Record<string, number> = {}
  let next = existsSync(state) ? Number(readFileSync(state, 'utf8')) : 0
  let calls = 0
  let fault: Fault | null = null
  let left = Infinity
  let stopped = false
  const line: { socket: Socket | null } = { socket: null }
  let wake = () => {}
  const pause = (ms: number) =>
    new Promise<void>((go) => {
      const timer = setTimeout(go, ms)
      timer.unref()
      wake = () => {
        clearTimeout(timer)
        go()
      }
    })

  const failing = (): Fault['kind'] | null => {
    if (fault === null || left <= 0) return null
    left--
    return fault.kind
  }
  const push = async (message: Buffer): Promise<string> => {
    const socket = (line.socket ??= await open(address))
    calls++
    const kind = failing()
    const frame = Buffer.concat([Buffer.from([0x0b]), message, Buffer.from([0x1c, 0x0d])])
    if (kind === 'half') {
      socket.end(frame.subarray(0, Math.floor(frame.length / 2)))
      throw new Error('broke off')
    }
    const answered = answer(socket)
    socket.write(frame)
    if (kind === 'reset') {
      socket.destroy()
      await answered.catch(() => null)
      throw new Error('reset')
    }
    return answered
  }
  const running = (async () => {
    while (!stopped && next < messages.length) {
      const message = messages[next]
      if (message === undefined) break
      try {
        const verdict = await push(message)
        answers[verdict] = (answers[verdict] ?? 0) + 1
        // AE asks for another try; what was refused goes to the hospital's own people.
        if (verdict !== 'AE') remember(state, ++next)
        await pause(everyMs)
      } catch {
        line.socket?.destroy()
        line.socket = null
        await pause(retryMs)
      }
    }
  })()

  return {
    url: `mllp://127.0.0.1:${address}`,
    setFault(given) {
      fault = given
      left = given?.times ?? Infinity
    },
    get calls() {
      return calls
    },
    answers,
    get waiting() {
      return messages.length - next
    },
    async close() {
      stopped = true
      line.socket?.destroy()
      wake()
      await running
    },
  }
}

// Private:

/** Messages of a batch file, without its envelope. */
function messagesOf(bytes: Buffer): Buffer[] {
  const found: Buffer[] = []
  let current: Buffer[] = []
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0d, start) + 1 || bytes.length
    const line = bytes.subarray(start, end)
    const name = line.toString('latin1', 0, 3)
    const envelope = /^(FHS|BHS|BTS|FTS)$/.test(name)
    if (name === 'MSH' || envelope) {
      if (current.length > 0) found.push(Buffer.concat(current))
      current = []
    }
    if (!envelope) current.push(line)
    start = end
  }
  if (current.length > 0) found.push(Buffer.concat(current))
  return found
}

function open(port: number): Promise<Socket> {
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

/** MSA-1 of the next answer. */
function answer(socket: Socket): Promise<string> {
  return new Promise((got, failed) => {
    let text = ''
    const timer = setTimeout(() => done(new Error('no answer')), answerMs)
    const done = (result: Error | string) => {
      clearTimeout(timer)
      socket.off('data', read).off('close', lost)
      if (typeof result === 'string') got(result)
      else failed(result)
    }
    const lost = () => done(new Error('closed'))
    const read = (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (text.includes('\x1c')) done(/\rMSA.(A[AER])/.exec(text)?.[1] ?? '')
    }
    socket.on('data', read).once('close', lost)
  })
}

function remember(state: string, count: number): void {
  writeFileSync(`${state}.part`, String(count))
  renameSync(`${state}.part`, state)
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
