/**
 * The map service of the emergency bureau over its SQLite file: errors in the body of a 200 answer, a token as bearer, pages of 50, equality filters,
 * rows by keys in any order. Reads only. As docs/legacy-estate/emergency.md describes it, and no better.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Database from 'libsql'
import { mapColumns, mapFilters } from '../departments/emergency-schema.ts'
import { ListPages } from './list-pages.ts'
import { listen, type Answer, type StandIn } from './listener.ts'

export interface EmergencyOptions {
  /** The SQLite file of the estate. */
  readonly database: string
  readonly port?: number
  readonly user?: string
  readonly secret?: string
  readonly tokenSeconds?: number
  /** Milliseconds since 1970; for tests of the expiry. */
  readonly now?: () => number
}

type Table = keyof typeof mapColumns

const pageLimit = 50
const ok = (data: unknown): Answer => ({ code: '0', msg: 'ok', data })
const refused: Answer = { code: '422', msg: '参数错误' }

export async function startEmergencyServer(options: EmergencyOptions): Promise<StandIn> {
  const { database, port = 0, user = 'hub', secret = 'demo', tokenSeconds = 600, now = Date.now } = options
  const sql = new Database(database, { readonly: true })
  const pages = new ListPages(sql)
  const tokens = new Map<string, number>()

  const handle = (request: IncomingMessage, url: URL, body: unknown): Answer => {
    if (url.pathname === '/oauth/token' && request.method === 'POST') {
      const asked = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {}
      if (asked['user'] !== user || asked['secret'] !== secret) return { code: '401', msg: '用户名或密钥错误' }
      const token = randomUUID()
      tokens.set(token, now() + tokenSeconds * 1000)
      return ok({ accessToken: token, expiresIn: tokenSeconds })
    }
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if ((tokens.get(token) ?? 0) <= now()) return { code: '401', msg: '令牌无效或已过期' }
    const [, name, action] = /^\/v1\/(bncs|wz)\/(page|batch)$/.exec(url.pathname) ?? []
    const table = (['BNCS', 'WZ'] as const).find((one) => one.toLowerCase() === name)
    if (table === undefined) return { code: '404', msg: '接口不存在' }
    return action === 'page' ? page(pages, table, url.searchParams) : batch(sql, table, url.searchParams)
  }

  const server = await listen(port, handle)
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

function page(pages: ListPages, table: Table, parameters: URLSearchParams): Answer {
  const number = Number(parameters.get('pageNum') ?? '1')
  const size = Number(parameters.get('pageSize') ?? String(pageLimit))
  if (!Number.isInteger(number) || number < 1 || !Number.isInteger(size) || size < 1 || size > pageLimit) return refused
  const filters: readonly string[] = mapFilters[table]
  const asked = [...parameters].filter(([name]) => filters.includes(name))
  const { rows, total } = pages.page({ table, key: keyOf(table), equal: asked, page: number, size })
  return ok({ list: rows, count: total })
}

function batch(sql: Database.Database, table: Table, parameters: URLSearchParams): Answer {
  const ids = [...new Set((parameters.get('ids') ?? '').split(',').filter((id) => id !== ''))]
  if (ids.length > pageLimit) return refused
  const marks = ids.map(() => '?').join(', ')
  // The source promises no order; the newest first is what it happens to do.
  const list =
    ids.length === 0
      ? []
      : sql
          .prepare(`SELECT * FROM ${table} WHERE ${keyOf(table)} IN (${marks}) ORDER BY ${keyOf(table)} DESC`)
          .all(...ids)
  return ok({ list, count: list.length })
}

const keyOf = (table: Table): string => mapColumns[table].split(' ')[0] ?? 'rowid'
