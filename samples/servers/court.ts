/**
 * The court's mediation platform over its SQLite file: a ticket, words of its own for errors in the body of a 200 answer, pages of 50, rows
 * by keys, pushes with a request number and a version. As docs/legacy-estate/court.md describes it, and no better.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Database from 'libsql'
import { courtColumns, courtFilters } from '../departments/court-schema.ts'
import { ListPages } from './list-pages.ts'
import { listen, type StandIn, type Wire } from './listener.ts'

export interface CourtOptions {
  /** The SQLite file of the estate. */
  readonly database: string
  readonly port?: number
  readonly user?: string
  readonly secret?: string
  readonly ticketSeconds?: number
  /** Milliseconds since 1970; for tests of the expiry. */
  readonly now?: () => number
}

type Table = keyof typeof courtColumns
type Sql = Database.Database
type Texts = Record<string, string | null>

const pageLimit = 50
/** The platform has words of its own for code, message and data. */
const wire: Wire = {
  contentType: 'application/json; charset=utf-8',
  read: (text) => JSON.parse(text) as unknown,
  write: ({ code, msg, data }) => JSON.stringify({ status: code, message: msg, result: data }),
}
const ok = (data: unknown) => ({ code: '0', msg: '', data })
const failed = (code: string, msg: string) => ({ code, msg })

export async function startCourtServer(options: CourtOptions): Promise<StandIn> {
  const { database, port = 0, user = 'hub', secret = 'demo', ticketSeconds = 600, now = Date.now } = options
  const sql = new Database(database)
  const pages = new ListPages(sql)
  const tickets = new Map<string, number>()

  const handle = (request: IncomingMessage, url: URL, body: unknown) => {
    if (url.pathname === '/dj/token' && request.method === 'POST') {
      const asked = record(body)
      if (asked?.['user'] !== user || asked['secret'] !== secret) return failed('401', '用户名或密钥错误')
      const ticket = randomUUID()
      tickets.set(ticket, now() + ticketSeconds * 1000)
      return ok({ ticket, expires: ticketSeconds })
    }
    const ticket = request.headers['x-ticket']
    if (typeof ticket !== 'string' || (tickets.get(ticket) ?? 0) <= now()) return failed('401', '票据无效或已过期')
    const [, name, action] = /^\/dj\/(fy|wp|qr)\/(page|batch|push)$/.exec(url.pathname) ?? []
    const table = (['FY', 'WP', 'QR'] as const).find((one) => one.toLowerCase() === name)
    if (table === undefined) return failed('404', '接口不存在')
    if (action === 'page') return page(pages, table, url.searchParams)
    if (action === 'batch') return batch(sql, table, url.searchParams)
    return request.method === 'POST' && table !== 'FY' ? push(sql, table, record(body), now()) : failed('422', '不支持')
  }

  const server = await listen(port, handle, wire)
  return {
    url: server.url,
    setFault: (fault) => server.setFault(fault),
    get calls() {
      return server.calls
    },
    close: async () => {
      await server.close()
      sql.close()
    },
  }
}

// Private:

const keyOf = (table: Table): string => courtColumns[table].split(' ')[0] ?? 'rowid'

function page(pages: ListPages, table: Table, parameters: URLSearchParams) {
  const number = Number(parameters.get('pageNum') ?? '1')
  const size = Number(parameters.get('pageSize') ?? String(pageLimit))
  if (!Number.isInteger(number) || number < 1 || !Number.isInteger(size) || size < 1 || size > pageLimit)
    return failed('422', '分页参数错误')
  const filters: readonly string[] = courtFilters[table]
  const asked = [...parameters].filter(([name]) => filters.includes(name))
  const { rows, total } = pages.page({ table, key: keyOf(table), equal: asked, page: number, size })
  return ok({ list: rows.map(texts), totalRow: total })
}

function batch(sql: Sql, table: Table, parameters: URLSearchParams) {
  const ids = [...new Set((parameters.get('ids') ?? '').split(',').filter((id) => id !== ''))]
  if (ids.length > pageLimit) return failed('422', '一次最多50条')
  const list = ids.flatMap((id) => sql.prepare(`SELECT * FROM ${table} WHERE ${keyOf(table)} = ?`).all(id))
  // The source promises no order; the last one asked for first is what it happens to do.
  return ok({ list: list.map(texts).reverse(), totalRow: list.length })
}

function push(sql: Sql, table: Table, body: Readonly<Record<string, unknown>> | null, now: number) {
  const values = record(body?.['values'])
  const requestId = body?.['requestId']
  if (body === null || values === null || typeof requestId !== 'string' || requestId === '')
    return failed('422', '参数错误')
  const columns: readonly string[] = courtColumns[table].split(' ')
  const given = Object.entries(values)
  if (given.some(([column, value]) => !columns.includes(column) || (value !== null && typeof value !== 'string')))
    return failed('422', '字段错误')
  const key = body['key'] ?? null
  const version = body['version'] ?? null
  const content = JSON.stringify([key, Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1))), version])
  const before = row(sql, 'SELECT content, answer FROM REQUESTS WHERE requestId = ?', requestId)
  if (before !== null) {
    if (before['content'] !== content) return failed('410', '请求号已用于其他内容')
    return ok({ ...(JSON.parse(String(before['answer'])) as object), repeated: true })
  }
  const id = String(key ?? values[keyOf(table)] ?? '')
  const known = row(sql, `SELECT bbh FROM ${table} WHERE ${keyOf(table)} = ?`, id)
  if (key === null ? known !== null || id === '' : known === null) return failed('422', '编号错误')
  if (known !== null && known['bbh'] !== version) return failed('409', '版本冲突')
  const set = given.filter(([column]) => !['bbh', 'gxsj', keyOf(table)].includes(column))
  if (known === null) sql.prepare(`INSERT INTO ${table} (${keyOf(table)}, bbh) VALUES (?, 0)`).run(id)
  const assignments = [...set.map(([column]) => `${column} = ?`), 'bbh = bbh + 1', 'gxsj = ?'].join(', ')
  sql
    .prepare(`UPDATE ${table} SET ${assignments} WHERE ${keyOf(table)} = ?`)
    .run(...set.map(([, value]) => value), clock(now), id)
  const written = row(sql, `SELECT * FROM ${table} WHERE ${keyOf(table)} = ?`, id)
  const answer = { key: id, version: written?.['bbh'], record: written, repeated: false }
  sql
    .prepare('INSERT INTO REQUESTS (requestId, content, answer) VALUES (?, ?, ?)')
    .run(requestId, content, JSON.stringify(answer))
  return ok(answer)
}

/** The first row as texts, or null. */
function row(sql: Sql, text: string, ...values: readonly unknown[]): Texts | null {
  const [first] = sql.prepare(text).all(...values)
  return first === undefined ? null : texts(first)
}

/** All values are texts or null, the version too. */
function texts(given: unknown): Texts {
  return Object.fromEntries(
    Object.entries(record(given) ?? {}).map(([column, value]) => [column, value === null ? null : String(value)]),
  )
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null
}

/** Local time of the city, without a zone. */
function clock(now: number): string {
  return new Date(now + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}
