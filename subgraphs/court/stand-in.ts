/**
 * The court's platform over a few rows in memory, for this room's tests: envelope, ticket, pages, rows by keys, pushes with request number
 * and version, as docs/legacy-estate/court.md describes it; and a court that decides.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Row = Record<string, string | null>
type Tables = Readonly<Record<string, readonly Row[]>>

export interface StandIn {
  readonly url: string
  rows(table: string): readonly Row[]
  /** The court changes a row by itself. */
  decide(table: string, key: string, values: Row): void
  close(): Promise<void>
}

const keys: Readonly<Record<string, string>> = { FY: 'fybm', WP: 'ajbs', QR: 'sqbh' }
const TICKET = 'ticket-of-the-stand-in'
const ok = (result: unknown) => ({ status: '0', message: '', result })
const failed = (status: string) => ({ status, message: '失败' })

export async function standIn(given: Tables): Promise<StandIn> {
  const tables = new Map(Object.entries(given).map(([name, rows]) => [name, rows.map((row) => ({ ...row }))]))
  const answered = new Map<string, { readonly content: string; readonly result: object }>()

  const answer = (request: IncomingMessage, body: string): object => {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    if (url.pathname === '/dj/token') return ok({ ticket: TICKET, expires: 600 })
    if (request.headers['x-ticket'] !== TICKET) return failed('401')
    const [, name = '', action] = /^\/dj\/(fy|wp|qr)\/(page|batch|push)$/.exec(url.pathname) ?? []
    const table = name.toUpperCase()
    const rows = tables.get(table)
    const key = keys[table]
    if (!rows || !key) return failed('404')
    if (action === 'batch') {
      const wanted = (url.searchParams.get('ids') ?? '').split(',')
      return ok({ list: rows.filter((row) => wanted.includes(row[key] ?? '')).reverse(), totalRow: wanted.length })
    }
    if (action === 'push') return push(rows, key, JSON.parse(body) as Push)
    const asked = [...url.searchParams].filter(([column]) => column !== 'pageNum' && column !== 'pageSize')
    const found = rows.filter((row) => asked.every(([column, value]) => row[column] === value))
    const size = Number(url.searchParams.get('pageSize'))
    const from = (Number(url.searchParams.get('pageNum')) - 1) * size
    return ok({ list: found.slice(from, from + size), totalRow: found.length })
  }

  const push = (rows: Row[], key: string, { requestId, version, values, ...asked }: Push): object => {
    const content = JSON.stringify([asked.key, version, Object.entries(values).sort()])
    const before = answered.get(requestId)
    if (before) return before.content === content ? ok({ ...before.result, repeated: true }) : failed('410')
    const known = rows.find((row) => row[key] === (asked.key ?? values[key]))
    if (asked.key === null ? known !== undefined : known === undefined) return failed('422')
    if (known && known['bbh'] !== version) return failed('409')
    const row = Object.assign(known ?? {}, values, { bbh: String(Number(known?.['bbh'] ?? 0) + 1) }) as Row
    if (!known) rows.push(row)
    const result = { key: row[key], version: row['bbh'], record: { ...row } }
    answered.set(requestId, { content, result })
    return ok({ ...result, repeated: false })
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
    decide(table, key, values) {
      const row = tables.get(table)?.find((one) => one[keys[table] ?? ''] === key)
      if (!row) throw new Error(`no ${key} in ${table}`)
      Object.assign(row, values, { bbh: String(Number(row['bbh']) + 1) })
    },
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  }
}

// Private:

interface Push {
  readonly requestId: string
  readonly key: string | null
  readonly version: string | null
  readonly values: Row
}
