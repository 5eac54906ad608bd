/** What the stand-in servers share: listening on loopback, reading messages, and failing on demand in the ways that real ones fail. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/**
 * `hang` never answers · `500` HTTP status 500 · `inBand` code "500" in a 200 answer · `tooMany` code "429" · `reset` the connection breaks ·
 * `half` the answer breaks off · `html` an error page under status 200 · `slow` answers after `milliseconds` ·
 * `renamed` the column `column` has another name · `expired` no token is young enough · `ahead` the clock of the server is a day ahead
 */
export const faultKinds = [
  'hang',
  '500',
  'inBand',
  'tooMany',
  'reset',
  'half',
  'html',
  'slow',
  'renamed',
  'expired',
  'ahead',
] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  readonly kind: FaultKind
  /** Requests that still go well before the first fault; 0 when absent. */
  readonly after?: number
  /** How many requests fail; all that follow when absent. */
  readonly times?: number
  readonly milliseconds?: number
  readonly column?: string
}

export interface Answer {
  readonly code: string
  readonly msg: string
  readonly data?: unknown
  readonly result?: string
}

export type Handler = (request: IncomingMessage, url: URL, body: unknown) => Answer

export interface StandIn {
  readonly url: string
  /** Null lets everything go well again. */
  setFault(fault: Fault | null): void
  /** Requests received so far. */
  readonly calls: number
  /** The most that were ever under way at the same time. */
  readonly mostAtOnce?: number
  close(): Promise<void>
}

/** How requests and answers look on the wire; errors stand in the body whatever it is. */
export interface Wire {
  readonly contentType: string
  read(text: string): unknown
  write(answer: Answer): string
}

const json: Wire = {
  contentType: 'application/json; charset=utf-8',
  read: (text) => JSON.parse(text) as unknown,
  write: (answer) => JSON.stringify(answer),
}

const mostBytes = 1_000_000
const errorPage =
  '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

export async function listen(port: number, handler: Handler, wire: Wire = json): Promise<StandIn> {
  let fault: Fault | null = null
  let sinceFault = 0
  let calls = 0
  let underWay = 0
  let mostAtOnce = 0
  const due = (): Fault | null => {
    if (fault === null) return null
    const nth = sinceFault++
    const after = fault.after ?? 0
    return nth >= after && nth < after + (fault.times ?? Infinity) ? fault : null
  }
  const server = createServer((request, response) => {
    calls++
    mostAtOnce = Math.max(mostAtOnce, ++underWay)
    response.once('close', () => underWay--)
    const failing = due()
    void readBody(request, wire).then(
      (body) => respond(request, response, body, failing, handler, wire),
      () => send(response, { code: '422', msg: '报文格式错误' }, wire),
    )
  })
  await new Promise<void>((ready, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', ready)
  })
  return {
    url: addressOf(server),
    setFault(next) {
      fault = next
      sinceFault = 0
    },
    get calls() {
      return calls
    },
    get mostAtOnce() {
      return mostAtOnce
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

// Private:

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
  fault: Fault | null,
  handler: Handler,
  wire: Wire,
): void {
  const answer = (): Answer => {
    try {
      return handler(request, new URL(request.url ?? '/', 'http://localhost'), body)
    } catch {
      return { code: '500', msg: '系统异常' }
    }
  }
  switch (fault?.kind) {
    case 'hang':
      return
    case 'reset':
      request.socket.destroy()
      return
    case '500':
      response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error')
      return
    case 'inBand':
      send(response, { code: '500', msg: '系统繁忙' }, wire)
      return
    case 'tooMany':
      send(response, { code: '429', msg: '超出调用次数' }, wire)
      return
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(errorPage)
      return
    case 'half': {
      const text = wire.write(answer())
      response.writeHead(200, {
        'content-type': wire.contentType,
        'content-length': Buffer.byteLength(text),
      })
      response.write(text.slice(0, Math.floor(text.length / 2)), () => request.socket.destroy())
      return
    }
    case 'slow':
      setTimeout(() => send(response, answer(), wire), fault.milliseconds ?? 30_000).unref()
      return
    case 'renamed': {
      const column = fault.column ?? ''
      send(response, answer(), { ...wire, write: (said) => wire.write(said).replaceAll(column, `${column}_1`) })
      return
    }
    case 'expired':
      send(response, { code: '401', msg: '令牌无效或已过期' }, wire)
      return
    case 'ahead':
      response.setHeader('date', new Date(Date.now() + 86_400_000).toUTCString())
      send(response, answer(), wire)
      return
    default:
      send(response, answer(), wire)
  }
}

/** Errors stand in the body: the status is 200 whatever happens. */
function send(response: ServerResponse, answer: Answer, wire: Wire): void {
  if (!response.writable) return
  response.writeHead(200, { 'content-type': wire.contentType }).end(wire.write(answer))
}

async function readBody(request: IncomingMessage, wire: Wire): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array)
    length += bytes.length
    if (length > mostBytes) throw new RangeError('too long')
    chunks.push(bytes)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? null : wire.read(text)
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening')
  return `http://127.0.0.1:${address.port}`
}
