/**
 * The REST interface of the approval service over its SQLite file: tokens that expire, errors in the body of a 200 answer, pages of 100,
 * equality filters, rows by keys, writes with a request number and a version. As docs/legacy-estate.md describes it, and no better.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Database from 'libsql'
import { approvalColumns, approvalFilters } from '../departments/approval-service-schema.ts'
import { ListPages } from './list-pages.ts'
import { listen, type Answer, type StandIn } from './listener.ts'

export interface ApprovalOptions {
  /** The SQLite file of the estate. */
  readonly database: string
  readonly port?: number
  readonly user?: string
  readonly secret?: string
  readonly tokenSeconds?: number
  /** Milliseconds since 1970; for tests of the expiry. */
  readonly now?: () => number
}

export interface ApprovalServer extends StandIn {
  /** All tokens expire at once, as after a restart. */
  expireTokens(): void
}

type Table = keyof typeof approvalColumns
type Sql = Database.Database

const pageLimit = 100
const ok = (data: unknown): Answer => ({ code: '200', msg: 'ok', data })
const refused = (msg: string): Answer => ({ code: '422', msg })

export async function startApprovalServer(options: ApprovalOptions): Promise<ApprovalServer> {
  const { database, port = 0, user = 'hub', secret = 'demo', tokenSeconds = 600, now = Date.now } = options
  const sql = new Database(database)
  const pages = new ListPages(sql)
  const tokens = new Map<string, number>()

  const handle = (request: IncomingMessage, url: URL, body: unknown): Answer => {
    if (url.pathname === '/auth/token' && request.method === 'POST') {
      const asked = record(body)
      if (asked?.['user'] !== user || asked['secret'] !== secret) return { code: '401', msg: '用户名或密钥错误' }
      const token = randomUUID()
      tokens.set(token, now() + tokenSeconds * 1000)
      return ok({ token, expires: tokenSeconds })
    }
    const token = request.headers['x-token']
    if (typeof token !== 'string' || (tokens.get(token) ?? 0) <= now()) return { code: '401', msg: '令牌无效或已过期' }
    const [, name, action] = /^\/api\/(sx|bj|gd)\/(list|query|save)$/.exec(url.pathname) ?? []
    const table = (['SX', 'BJ', 'GD'] as const).find((one) => one.toLowerCase() === name)
    if (table === undefined) return { code: '404', msg: '接口不存在' }
    if (action === 'list') return list(pages, table, url.searchParams)
    if (action === 'query') return query(sql, table, url.searchParams)
    return request.method === 'POST' ? save(sql, table, record(body), now()) : { code: '404', msg: '接口不存在' }
  }

  const server = await listen(port, handle)
  return {
    url: server.url,
    setFault: (fault) => server.setFault(fault),
    get calls() {
      return server.calls
    },
    get mostAtOnce() {
      return server.mostAtOnce ?? 0
    },
    expireTokens: () => tokens.clear(),
    close: async () => {
      await server.close()
      sql.close()
    },
  }
}

// Private:

function list(pages: ListPages, table: Table, parameters: URLSearchParams): Answer {
  const pageNum = Number(parameters.get('pageNum') ?? '1')
  const pageSize = Number(parameters.get('pageSize') ?? String(pageLimit))
  if (!Number.isInteger(pageNum) || pageNum < 1 || !Number.isInteger(pageSize) || pageSize < 1 || pageSize > pageLimit)
    return refused('分页参数错误')
  const filters: readonly string[] = approvalFilters[table]
  const asked = filters.filter((column) => parameters.has(column))
  const equal = asked.map((column) => [column, parameters.get(column) ?? ''] as const)
  const { rows, total } = pages.page({ table, key: keyOf(table), equal, page: pageNum, size: pageSize })
  return ok({ records: rows.map(texts), total })
}

function query(sql: Sql, table: Table, parameters: URLSearchParams): Answer {
  const keys = [...new Set((parameters.get('keys') ?? '').split(',').filter((key) => key !== ''))]
  if (keys.length > pageLimit) return refused('一次最多100条')
  const marks = keys.map(() => '?').join(', ')
  const records =
    keys.length === 0 ? [] : sql.prepare(`SELECT * FROM ${table} WHERE ${keyOf(table)} IN (${marks})`).all(...keys)
  // The source promises no order; the newest first is what it happens to do.
  return ok({ records: records.map(texts).reverse(), total: records.length })
}

function save(sql: Sql, table: Table, body: Readonly<Record<string, unknown>> | null, now: number): Answer {
  const values = record(body?.['values'])
  const requestId = body?.['requestId']
  const columns: readonly string[] = approvalColumns[table]
  if (table !== 'GD') return refused('该接口不支持写入')
  if (body === null || values === null || typeof requestId !== 'string' || requestId === '') return refused('参数错误')
  const given = Object.entries(values)
  if (given.some(([column, value]) => !columns.includes(column) || (value !== null && typeof value !== 'string')))
    return refused('字段错误')
  const content = JSON.stringify([
    body['key'] ?? null,
    Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1))),
    body['version'] ?? null,
  ])

  const before = first(sql, 'SELECT content, answer FROM REQUESTS WHERE requestId = ?', requestId)
  if (before !== null) {
    if (before['content'] !== content) return { code: '410', msg: '请求号已用于其他内容' }
    const answered: unknown = JSON.parse(String(before['answer']))
    return ok({ ...record(answered), repeated: true })
  }
  const written = change(sql, body['key'], body['version'], values, clock(now))
  if (written.row === null) return written.refusal
  const data = { key: written.row['gdbh'], version: written.row['bbh'], record: written.row, repeated: false }
  sql
    .prepare('INSERT INTO REQUESTS (requestId, content, answer) VALUES (?, ?, ?)')
    .run(requestId, content, JSON.stringify(data))
  return ok(data)
}

type Written = { readonly row: Record<string, string | null> } | { readonly row: null; readonly refusal: Answer }

/** Inserts an order, or changes the one that still has the version. The source keeps key, version and times itself. */
function change(
  sql: Sql,
  key: unknown,
  version: unknown,
  values: Readonly<Record<string, unknown>>,
  time: string,
): Written {
  const kept = ['gdbh', 'bbh', 'gxsj', 'sdsj']
  const set = Object.entries(values).filter(([column]) => !kept.includes(column))
  const names = set.map(([column]) => column)
  const given = set.map(([, value]) => value)
  if (key === null || key === undefined) {
    const fresh = typeof values['gdbh'] === 'string' && values['gdbh'] !== '' ? values['gdbh'] : nextKey(sql, time)
    if (first(sql, 'SELECT 1 FROM GD WHERE gdbh = ?', fresh) !== null)
      return { row: null, refusal: refused('工单号已存在') }
    const all = ['gdbh', ...names, 'bbh', 'gxsj', 'sdsj']
    sql
      .prepare(`INSERT INTO GD (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`)
      .run(fresh, ...given, 1, time, time)
    return { row: texts(first(sql, 'SELECT * FROM GD WHERE gdbh = ?', fresh)) }
  }
  const present = first(sql, 'SELECT bbh FROM GD WHERE gdbh = ?', key)
  if (present === null) return { row: null, refusal: { code: '404', msg: '工单不存在' } }
  if (String(present['bbh']) !== version) return { row: null, refusal: { code: '409', msg: '版本冲突' } }
  const assignments = [...names.map((column) => `${column} = ?`), 'bbh = bbh + 1'].join(', ')
  sql.prepare(`UPDATE GD SET ${assignments} WHERE gdbh = ?`).run(...given, key)
  return { row: texts(first(sql, 'SELECT * FROM GD WHERE gdbh = ?', key)) }
}

function nextKey(sql: Sql, time: string): string {
  const newest = first(sql, `SELECT MAX(gdbh) AS newest FROM GD WHERE gdbh LIKE ?`, `GD${time.slice(0, 4)}%`)
  const last = typeof newest?.['newest'] === 'string' ? Number(newest['newest'].slice(6)) : 0
  return `GD${time.slice(0, 4)}${String(last + 1).padStart(8, '0')}`
}

/** The first row or null; `get` of libsql would add a column of its own. */
function first(sql: Sql, text: string, ...values: readonly unknown[]): Readonly<Record<string, unknown>> | null {
  return record(sql.prepare(text).all(...values)[0])
}

function keyOf(table: Table): string {
  return approvalColumns[table][0] ?? 'rowid'
}

/** All values are texts or null, the version too. */
function texts(row: unknown): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(record(row) ?? {}).map(([column, value]) => [column, value === null ? null : String(value)]),
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
