/** For tests: a legacy JSON interface with its habits and faults, on a port of its own. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Row } from '../adapter.ts'
import type { RestSystem } from '../open.ts'

export const restSystem: RestSystem = {
  technology: 'rest',
  token: { path: '/login', field: 'token', header: 'x-token' },
  envelope: { code: 'code', okay: ['200'], message: 'msg', data: 'data', rows: 'rows', total: 'total' },
  pageSize: 10,
  tables: {
    PARTY: {
      list: '/party/list',
      byKeys: '/party/byKeys',
      keysParameter: 'ids',
      filters: ['LX'],
      write: '/party/save',
    },
  },
}

/** What the next answers are instead of the right one. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => void

export class StandIn {
  rows: Row[] = []
  /** Requests seen, by path. */
  readonly seen: string[] = []
  /** Pages of a list that were asked for: number and size. */
  readonly pages: string[] = []
  /** How many requests a token lives. */
  tokenLives = Infinity
  faults: Fault[] = []
  readonly connections = { seen: 0, open: 0 }
  private closed: () => void = () => undefined
  private readonly server: Server
  private readonly tokens = new Map<string, number>()
  private readonly done = new Map<string, { readonly content: string; readonly row: Row }>()

  private constructor() {
    this.server = createServer((request, response) => void this.answer(request, response))
    this.server.on('connection', (socket) => {
      this.connections.seen++
      this.connections.open++
      socket.once('close', () => {
        this.connections.open--
        this.closed()
      })
    })
  }

  static async start(rows: readonly Row[] = []): Promise<StandIn> {
    const standIn = new StandIn()
    standIn.rows = [...rows]
    await new Promise<void>((resolve) => standIn.server.listen(0, '127.0.0.1', resolve))
    return standIn
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Resolves when no connection is open. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.closed = () => {
        if (this.connections.open === 0) resolve()
      }
      this.closed()
    })
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  // Private:

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    this.seen.push(url.pathname)
    const fault = this.faults.shift()
    if (fault) return fault(request, response)
    let text = ''
    for await (const chunk of request) text += String(chunk)
    if (url.pathname === '/login') return this.login(JSON.parse(text) as { user: string; secret: string }, response)
    if (!this.admits(String(request.headers['x-token'])))
      return json(response, { code: '401', msg: 'token过期', data: null })
    if (url.pathname === '/party/list') return this.list(url.searchParams, response)
    if (url.pathname === '/party/byKeys') {
      const ids = url.searchParams.get('ids')?.split(',') ?? []
      if (ids.length > restSystem.pageSize) return json(response, { code: '500', msg: '超出上限', data: null })
      return json(response, {
        code: '200',
        msg: 'ok',
        data: this.rows.filter((row) => ids.includes(row.BH as string)).reverse(),
      })
    }
    return this.save(JSON.parse(text) as Save, response)
  }

  private login(given: { user: string; secret: string }, response: ServerResponse): void {
    if (given.secret !== 'right') return json(response, { code: '403', msg: '密码错误', data: null })
    const token = `T${this.tokens.size + 1}`
    this.tokens.set(token, this.tokenLives)
    json(response, { code: '200', msg: 'ok', data: { token } })
  }

  private admits(token: string): boolean {
    const left = this.tokens.get(token) ?? 0
    this.tokens.set(token, left - 1)
    return left > 0
  }

  private list(query: URLSearchParams, response: ServerResponse): void {
    const page = Number(query.get('pageNum'))
    const size = Number(query.get('pageSize'))
    this.pages.push(`${page}×${size}`)
    const kind = query.get('LX')
    const fitting = [...this.rows]
      .sort((a, b) => ((a.BH as string) < (b.BH as string) ? -1 : 1))
      .filter((row) => kind === null || row.LX === kind)
    json(response, {
      code: '200',
      msg: 'ok',
      data: { rows: fitting.slice((page - 1) * size, page * size), total: fitting.length },
    })
  }

  private save(change: Save, response: ServerResponse): void {
    const content = JSON.stringify(change)
    const before = this.done.get(change.requestId)
    if (before) {
      if (before.content !== content) return json(response, { code: '410', msg: '请求号重复', data: null })
      return json(response, { code: '200', msg: 'ok', data: saved(before.row, true) })
    }
    const old = this.rows.find((row) => row.BH === change.key)
    if (change.key !== null && old?.BBH !== change.version)
      return json(response, { code: '409', msg: '版本不一致', data: null })
    const row: Row = {
      BH: `S${this.rows.length}`,
      BZ: null,
      ...old,
      ...change.values,
      BBH: String(Number(old?.BBH ?? 0) + 1),
    }
    this.rows = [...this.rows.filter((each) => each.BH !== row.BH), row]
    this.done.set(change.requestId, { content, row })
    json(response, { code: '200', msg: 'ok', data: saved(row, false) })
  }
}

const saved = (row: Row, repeated: boolean) => ({ key: row.BH, version: row.BBH, record: row, repeated })

interface Save {
  readonly requestId: string
  readonly key: string | null
  readonly version: string | null
  readonly values: Row
}

export function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
