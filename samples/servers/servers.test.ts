/** The stand-in servers keep to docs/legacy-estate.md, also where it is unpleasant. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Demo } from '../demo-file.ts'
import { generateEstate, type EstateSummary } from '../generate.ts'
import { startApprovalServer, type ApprovalServer } from './approval.ts'
import type { StandIn } from './listener.ts'
import { startVerifyServer } from './verify.ts'

let estate: string
let summary: EstateSummary
let demo: Demo
let approval: ApprovalServer
let verify: StandIn
let clock = Date.UTC(2026, 10, 24, 1, 0, 0)

beforeAll(async () => {
  estate = mkdtempSync(join(tmpdir(), 'estate-servers-'))
  summary = await generateEstate({ persons: 1400, seed: 1, out: estate })
  demo = JSON.parse(readFileSync(join(estate, 'truth/demo.json'), 'utf8')) as Demo
  const now = () => clock
  approval = await startApprovalServer({
    database: join(estate, 'approval-service/approval-service.db'),
    tokenSeconds: 60,
    now,
  })
  verify = await startVerifyServer({ estate, perDay: 12, now })
})
afterAll(async () => {
  await approval.close()
  await verify.close()
  rmSync(estate, { recursive: true, force: true })
})
afterEach(() => {
  approval.setFault(null)
  verify.setFault(null)
})

interface Reply {
  readonly code: string
  readonly result?: string
  readonly data?: {
    readonly token?: string
    readonly records?: Record<string, string | null>[]
    readonly total?: number
    readonly key?: string
    readonly version?: string
    readonly repeated?: boolean
    readonly record?: Record<string, string | null>
  }
}

async function call(url: string, body?: unknown, token = ''): Promise<Reply> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(url, { ...init, headers: { 'x-token': token }, signal: AbortSignal.timeout(2000) })
  expect(response.status).toBe(200)
  return (await response.json()) as Reply
}

async function login(): Promise<string> {
  const reply = await call(`${approval.url}/auth/token`, { user: 'hub', secret: 'demo' })
  return reply.data?.token ?? ''
}

describe('approval service', () => {
  test('a wrong secret, no token and an expired token are refused in band', async () => {
    expect((await call(`${approval.url}/auth/token`, { user: 'hub', secret: 'guess' })).code).toBe('401')
    expect((await call(`${approval.url}/api/gd/list`)).code).toBe('401')
    const token = await login()
    expect((await call(`${approval.url}/api/sx/list`, undefined, token)).code).toBe('200')
    clock += 61_000
    expect((await call(`${approval.url}/api/sx/list`, undefined, token)).code).toBe('401')
    const fresh = await login()
    approval.expireTokens()
    expect((await call(`${approval.url}/api/sx/list`, undefined, fresh)).code).toBe('401')
  })

  test('pages of 100 in key order hold every row once', async () => {
    const token = await login()
    const keys: string[] = []
    let total = Infinity
    for (let page = 1; keys.length < total; page++) {
      const { data } = await call(`${approval.url}/api/gd/list?pageNum=${page}&pageSize=100`, undefined, token)
      expect(data?.records?.length).toBeLessThanOrEqual(100)
      keys.push(...(data?.records ?? []).map((r) => r['gdbh'] ?? ''))
      total = data?.total ?? 0
    }
    expect(total).toBe(summary.departments['approval-service']?.tables['GD'])
    expect(keys).toEqual([...new Set(keys)].sort())
    expect((await call(`${approval.url}/api/gd/list?pageNum=1&pageSize=101`, undefined, token)).code).toBe('422')
  })

  test('filters by equality on the columns agreed', async () => {
    const token = await login()
    const { data } = await call(`${approval.url}/api/gd/list?wgbm=${demo.grid.code}&gdzt=40`, undefined, token)
    expect(data?.total).toBeGreaterThan(0)
    expect(data?.records?.every((r) => r['wgbm'] === demo.grid.code && r['gdzt'] === '40')).toBe(true)
  })

  test('rows by keys: missing ones are left out, at most 100', async () => {
    const token = await login()
    const { data } = await call(`${approval.url}/api/gd/query?keys=${demo.orders.join(',')},GD404`, undefined, token)
    expect(data?.records?.map((r) => r['gdbh']).sort()).toEqual([...demo.orders].sort())
    expect(data?.records?.every((r) => Object.values(r).every((v) => v === null || typeof v === 'string'))).toBe(true)
    const many = Array.from({ length: 101 }, (_, i) => `GD${i}`).join(',')
    expect((await call(`${approval.url}/api/gd/query?keys=${many}`, undefined, token)).code).toBe('422')
  })

  test('a write is carried out once for one request number', async () => {
    const token = await login()
    const change = {
      key: null,
      values: { gdbh: 'GDH000000000001', sqbt: '路灯不亮', sqfl: '0201' },
      version: null,
      requestId: 'r-1',
    }
    const first = await call(`${approval.url}/api/gd/save`, change, token)
    expect(first.data).toMatchObject({ key: 'GDH000000000001', version: '1', repeated: false })
    expect(first.data?.record?.['sdsj']).toBe(
      new Date(clock + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
    )
    const again = await call(`${approval.url}/api/gd/save`, change, token)
    expect(again.data).toEqual({ ...first.data, repeated: true })
    expect((await call(`${approval.url}/api/gd/save`, { ...change, values: { sqbt: '其他' } }, token)).code).toBe('410')
    const keyless = await call(
      `${approval.url}/api/gd/save`,
      { ...change, values: { sqbt: '其他' }, requestId: 'r-2' },
      token,
    )
    expect(keyless.data?.key).toMatch(/^GD\d{12}$/)
  })

  test('a stale version is a conflict, an unknown order is not found, an unknown column is refused', async () => {
    const token = await login()
    const key = demo.orders[0] ?? ''
    const { data } = await call(`${approval.url}/api/gd/query?keys=${key}`, undefined, token)
    const version = data?.records?.[0]?.['bbh'] ?? ''
    const save = (body: object) => call(`${approval.url}/api/gd/save`, body, token)
    const done = await save({ key, values: { gdzt: '50' }, version, requestId: 'r-3' })
    expect(done.data).toMatchObject({ version: String(Number(version) + 1), record: { gdzt: '50' } })
    expect((await save({ key, values: { gdzt: '60' }, version, requestId: 'r-4' })).code).toBe('409')
    expect((await save({ key: 'GD404', values: {}, version: '1', requestId: 'r-5' })).code).toBe('404')
    expect((await save({ key, values: { 'gdzt = 1; --': 'x' }, version, requestId: 'r-6' })).code).toBe('422')
    expect((await call(`${approval.url}/api/sx/save`, { key: null, values: {}, requestId: 'r-7' }, token)).code).toBe(
      '422',
    )
  })

  test('fails on demand in every way that the real ones do', async () => {
    const token = await login()
    const get = (ms = 1000) =>
      fetch(`${approval.url}/api/sx/list`, { headers: { 'x-token': token }, signal: AbortSignal.timeout(ms) })
    approval.setFault({ kind: '500' })
    expect((await get()).status).toBe(500)
    approval.setFault({ kind: 'inBand' })
    expect(await (await get()).json()).toMatchObject({ code: '500' })
    approval.setFault({ kind: 'tooMany' })
    expect(await (await get()).json()).toMatchObject({ code: '429' })
    approval.setFault({ kind: 'html' })
    expect((await get()).headers.get('content-type')).toContain('text/html')
    approval.setFault({ kind: 'reset' })
    await expect(get()).rejects.toThrow('fetch failed')
    approval.setFault({ kind: 'half' })
    await expect(get().then((r) => r.text())).rejects.toThrow()
    approval.setFault({ kind: 'hang' })
    await expect(get(100)).rejects.toMatchObject({ name: 'TimeoutError' })
    approval.setFault({ kind: 'slow', milliseconds: 30 })
    expect(await (await get()).json()).toMatchObject({ code: '200' })
  })

  test('a fault can begin late and pass', async () => {
    const token = await login()
    approval.setFault({ kind: 'inBand', after: 1, times: 2 })
    const codes: string[] = []
    for (let i = 0; i < 4; i++) codes.push((await call(`${approval.url}/api/sx/list`, undefined, token)).code)
    expect(codes).toEqual(['200', '500', '500', '200'])
  })
})

describe('verify', () => {
  const ask = (idNumber: string, name: string) => call(`${verify.url}/verify`, { idNumber, name })

  test('says yes or no and nothing else', async () => {
    const { number, name } = demo.citizen
    expect(await ask(number, name)).toEqual({ code: '200', msg: 'ok', result: '1' })
    expect((await ask(number, '于志近')).result).toBe('0')
    expect((await ask('370290199001010000', name)).result).toBe('0')
    expect((await call(`${verify.url}/verify`, { idNumber: 1 })).code).toBe('422')
  })

  test('five calls a second, and so many a day', async () => {
    const { number, name } = demo.citizen
    clock += 1000
    const codes = []
    for (let i = 0; i < 7; i++) codes.push((await ask(number, name)).code)
    expect(codes).toEqual(['200', '200', '200', '200', '200', '429', '429'])
    clock += 1000
    const rest = []
    for (let i = 0; i < 5; i++) rest.push((await ask(number, name)).code)
    // Three were used by the test before, five a second ago: twelve a day leave four.
    expect(rest).toEqual(['200', '200', '200', '200', '429'])
    clock += 86_400_000
    expect((await ask(number, name)).code).toBe('200')
  })
})
