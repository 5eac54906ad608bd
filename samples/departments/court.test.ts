import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { City } from '../population/city.ts'
import { neighbourhood } from '../population/neighbourhood.ts'
import { startCourtServer } from '../servers/court.ts'
import type { StandIn } from '../servers/listener.ts'
import { Truth } from '../truth.ts'
import { Court } from './court.ts'

const folder = mkdtempSync(join(tmpdir(), 'court-'))
let rows: Readonly<Record<string, number>>
let platform: StandIn
let clock = Date.UTC(2026, 10, 24, 1)
let ticket = ''

interface Reply {
  readonly status: string
  readonly result?: {
    readonly ticket?: string
    readonly list?: Record<string, string | null>[]
    readonly totalRow?: number
    readonly version?: string
    readonly repeated?: boolean
  }
}
async function call(path: string, body?: unknown): Promise<Reply> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(platform.url + path, { ...init, headers: { 'x-ticket': ticket } })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Reply
}

beforeAll(async () => {
  const city = new City(280, 1)
  const truth = new Truth(folder)
  const writer = new Court({ folder, city, truth })
  for (let index = 0; index < city.neighbourhoods; index++) {
    writer.neighbourhood(neighbourhood(city, index))
    truth.settle()
  }
  rows = writer.close()
  truth.close()
  platform = await startCourtServer({ database: join(folder, 'court.db'), ticketSeconds: 60, now: () => clock })
  ticket = (await call('/dj/token', { user: 'hub', secret: 'demo' })).result?.ticket ?? ''
})
afterAll(async () => {
  await platform.close()
  rmSync(folder, { recursive: true, force: true })
})

test('cases and applications stand in the platform, both sides’ numbers beside each other', async () => {
  expect(rows).toEqual({ FY: 1, WP: expect.any(Number), QR: expect.any(Number) })
  const { result } = await call('/dj/wp/page?pageNum=1&pageSize=50&tjybh=TJY00001')
  expect(result?.totalRow).toBe(result?.list?.length)
  expect(result?.list?.length).toBeGreaterThan(3)
  for (const row of result?.list ?? []) {
    expect(row['ajbs']).toMatch(/^FY\d{12}$/)
    expect(row['zt'] === '10' || row['zt'] === '60' ? row['jfbh'] : row['jfbh']?.slice(0, 2)).toBe(
      row['zt'] === '10' || row['zt'] === '60' ? '' : 'JF',
    )
  }
})

test('what the parties did not let out is not there', async () => {
  const { result } = await call('/dj/qr/page?pageNum=1&pageSize=50')
  const kept = result?.list?.filter(({ tyfw }) => tyfw === '1') ?? []
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.every(({ sqrzjhm, bsqrzjhm }) => sqrzjhm === null && bsqrzjhm === null)).toBe(true)
})

test('a push is carried out once, on the version that was seen', async () => {
  const values = { sqbh: 'QRHTEST', fybm: '370283', jfbh: 'JF2026000001', zt: '10' }
  const insert = { key: null, values, version: null, requestId: 'r-1' }
  expect((await call('/dj/qr/push', insert)).result).toMatchObject({ version: '1', repeated: false })
  expect((await call('/dj/qr/push', insert)).result).toMatchObject({ version: '1', repeated: true })
  expect((await call('/dj/qr/push', { ...insert, values: { ...values, zt: '60' } })).status).toBe('410')
  const change = { key: 'QRHTEST', values: { zt: '60' }, version: '1', requestId: 'r-2' }
  expect((await call('/dj/qr/push', change)).result).toMatchObject({ version: '2' })
  expect((await call('/dj/qr/push', { ...change, requestId: 'r-3' })).status).toBe('409')
  expect((await call('/dj/fy/push', { ...insert, requestId: 'r-4' })).status).toBe('422')
})

test('a ticket expires, wrong words get none', async () => {
  expect((await call('/dj/token', { user: 'hub', secret: 'no' })).status).toBe('401')
  clock += 61_000
  expect((await call('/dj/fy/page?pageNum=1&pageSize=1')).status).toBe('401')
})
