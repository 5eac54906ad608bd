/**
 * The REST interface of the approval service over a few rows in memory, for this room's tests: envelope, token, pages, rows by keys,
 * writes with request number and version, as docs/legacy-estate/approval-service.md describes it.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Row = Record<string, string | null>
type Tables = Readonly<Record<string, readonly Row[]>>

export interface StandIn {
  readonly url: string
  rows(table: string): readonly Row[]
  close(): Promise<void>
}

const keys: Readonly<Record<string, string>> = { SX: 'sxbm', BJ: 'bjbh', GD: 'gdbh' }
const TOKEN = 'token-of-the-stand-in'
const ok = (data: unknown) => ({ code: '200', msg: 'ok', data })
const failed = (code: string) => ({ code, msg: '失败' })

export async function standIn(given: Tables): Promise<StandIn> {
  const tables = new Map(Object.entries(given).map(([name, rows]) => [name, rows.map((row) => ({ ...row }))]))
  const answered = new Map<string, { readonly content: string; readonly data: object }>()

  const answer = (request: IncomingMessage, body: string): object => {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    if (url.pathname === '/auth/token') return ok({ token: TOKEN, expires: 600 })
    if (request.headers['x-token'] !== TOKEN) return failed('401')
    const [, name = '', action] = /^\/api\/(sx|bj|gd)\/(list|query|save)$/.exec(url.pathname) ?? []
    const table = name.toUpperCase()
    const rows = tables.get(table)
    const key = keys[table]
    if (!rows || !key) return failed('404')
    if (action === 'query') {
      const wanted = (url.searchParams.get('keys') ?? '').split(',')
      return ok({ records: rows.filter((row) => wanted.includes(row[key] ?? '')).reverse(), total: wanted.length })
    }
    if (action === 'save') return save(rows, key, JSON.parse(body) as Save)
    const asked = [...url.searchParams].filter(([column]) => column !== 'pageNum' && column !== 'pageSize')
    const found = rows.filter((row) => asked.every(([column, value]) => row[column] === value))
    const size = Number(url.searchParams.get('pageSize'))
    const from = (Number(url.searchParams.get('pageNum')) - 1) * size
    return ok({ records: found.slice(from, from + size), total: found.length })
  }

  const save = (rows: Row[], key: string, { requestId, version, values, ...asked }: Save): object => {
    const content = JSON.stringify([asked.key, version, Object.entries(values).sort()])
    const before = answered.get(requestId)
    if (before) return before.content === content ? ok({ ...before.data, repeated: true }) : failed('410')
    const known = rows.find((row) => row[key] === (asked.key ?? values[key]))
    if (asked.key === null ? known !== undefined : known === undefined) return failed('422')
    if (known && known['bbh'] !== version) return failed('409')
    const row = Object.assign(known ?? {}, values, { bbh: String(Number(known?.['bbh'] ?? 0) + 1) }) as Row
    if (!known) rows.push(Object.assign(row, { sdsj: '2026-03-02 10:00:00' }))
    const data = { key: row[key], version: row['bbh'], record: { ...row } }
    answered.set(requestId, { content, data })
    return ok({ ...data, repeated: false })
  }

  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(request, body))),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows: (table) => tables.get(table) ?? [],
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  }
}

// Private:

interface Save {
  readonly requestId: string
  readonly key: string | null
  readonly version: string | null
  readonly values: Row
}
