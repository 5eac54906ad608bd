/**
 * The map service of the emergency bureau over a few rows in memory, for this room's tests: token, envelope, pages of 50, rows by keys, as
 * docs/legacy-estate/emergency.md describes it.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Row = Readonly<Record<string, string | null>>

export interface StandIn {
  readonly url: string
  /** Every answer is this code from now on; null lets all go well. */
  fail(code: string | null): void
  close(): Promise<void>
}

const keys: Readonly<Record<string, string>> = { bncs: 'bncsbh', wz: 'wzbh' }
const TOKEN = 'token-of-the-stand-in'
const ok = (data: unknown) => ({ code: '0', msg: 'ok', data })

export async function standIn(tables: Readonly<Record<string, readonly Row[]>>): Promise<StandIn> {
  let failure: string | null = null

  const answer = (request: IncomingMessage): object => {
    const url = new URL(request.url ?? '/', 'http://stand-in')
    if (failure !== null) return { code: failure, msg: failure === '1001' ? '系统繁忙' : '失败' }
    if (url.pathname === '/oauth/token') return ok({ accessToken: TOKEN, expiresIn: 600 })
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return { code: '401', msg: '令牌失效' }
    const [, name = '', action] = /^\/v1\/(bncs|wz)\/(page|batch)$/.exec(url.pathname) ?? []
    const rows = tables[name.toUpperCase()]
    const key = keys[name]
    if (rows === undefined || key === undefined) return { code: '404', msg: '接口不存在' }
    if (action === 'batch') {
      const ids = (url.searchParams.get('ids') ?? '').split(',')
      return ok({ list: rows.filter((row) => ids.includes(row[key] ?? '')).reverse(), count: ids.length })
    }
    const asked = [...url.searchParams].filter(([column]) => column !== 'pageNum' && column !== 'pageSize')
    const found = rows.filter((row) => asked.every(([column, value]) => row[column] === value))
    const size = Number(url.searchParams.get('pageSize'))
    const from = (Number(url.searchParams.get('pageNum')) - 1) * size
    return ok({ list: found.slice(from, from + size), count: found.length })
  }

  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(request))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: (code) => (failure = code),
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  }
}
