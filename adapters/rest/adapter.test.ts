import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Adapter, Row, SourceErrorCode } from '../adapter.ts'
import { adapterConformance, expectCode, rows as sampleRows, use, type Harness } from '../conformance.ts'
import { anyCall } from '../file-harness.ts'
import { openAdapter } from '../open-adapter.ts'
import type { Connection } from '../open.ts'
import { Quota } from '../quota.ts'
import { HttpClient } from './http-client.ts'
import { openService } from './service.ts'
import { json, restSystem, StandIn, type Fault } from './stand-in.ts'

const login = { user: 'hub', secret: 'right' }

adapterConformance('rest', async (rows): Promise<Harness> => {
  const standIn = await StandIn.start(rows)
  const adapter = await openAdapter('stand-in', restSystem, [use], { url: standIn.url, ...login })
  return {
    adapter,
    replace: async (next) => {
      standIn.rows = [...next]
    },
    close: async () => {
      await adapter.close()
      await standIn.stop()
    },
  }
})

describe('rest', () => {
  let standIn: StandIn
  let adapter: Adapter
  const open = (more: Connection = {}) =>
    openAdapter('stand-in', restSystem, [use], { url: standIn.url, ...login, ...more })
  beforeEach(async () => {
    standIn = await StandIn.start(sampleRows)
    adapter = await open()
  })
  afterEach(async () => {
    await adapter.close()
    await standIn.stop()
  })
  const keys = sampleRows.map((row) => row.BH as string)
  const read = (keys: readonly string[] = ['K1']) => adapter.table('PARTY').getMany(keys, anyCall)

  test('a token that expires in the middle of a batch is renewed, once for all who need it', async () => {
    standIn.tokenLives = 2
    expect(await read(keys)).toEqual(sampleRows)
    standIn.tokenLives = Infinity
    standIn.seen.length = 0
    await Promise.all(keys.map((key) => read([key])))
    expect(standIn.seen.filter((path) => path === '/login').length).toBeLessThanOrEqual(1)
  })

  test('wrong credentials are a refusal', async () => {
    const stranger = await open({ secret: 'wrong' })
    await expectCode('REFUSED', () => stranger.table('PARTY').getMany(['K1'], anyCall))
  })

  const page: Fault = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>系统维护</html>')
  test.each<[string, string, Fault]>([
    ['an error in band', 'FAULT', (_, response) => json(response, { code: '500', msg: '内部错误', data: null })],
    [
      '"system busy" in band',
      'UNAVAILABLE',
      (_, response) => json(response, { code: '500', msg: '系统繁忙，请稍后再试', data: null }),
    ],
    ['a number as the code', 'FAULT', (_, response) => json(response, { code: 500, msg: 'x', data: [] })],
    ['an HTML page', 'MALFORMED', page],
    [
      'JSON in plain text',
      'MALFORMED',
      (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('{"code":"200","data":[]}'),
    ],
    ['half an answer', 'MALFORMED', (_, response) => json(response, '{"code":"200","data":[{"BH":"K1"')],
    [
      'an answer that breaks off',
      'UNAVAILABLE',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
        response.write('{"code":', () => response.destroy())
      },
    ],
    ['no envelope', 'MALFORMED', (_, response) => json(response, [])],
    ['no list where one was agreed', 'MALFORMED', (_, response) => json(response, { code: '200', data: null })],
    ['status 503', 'UNAVAILABLE', (_, response) => response.writeHead(503).end()],
    ['status 429', 'QUOTA_EXCEEDED', (_, response) => response.writeHead(429).end()],
    ['a redirect', 'UNAVAILABLE', (_, response) => response.writeHead(302, { location: '/login' }).end()],
  ])('%s is %s and never "no records"', async (_what, code, fault) => {
    await read()
    standIn.faults = [fault, fault]
    await expectCode(code as SourceErrorCode, () => read())
    standIn.faults = []
    expect(await read()).toEqual([sampleRows[0]])
  })

  test('a read of a source that was away for a moment is tried again; a write is not', async () => {
    await read()
    const away: Fault = (_, response) => response.writeHead(503).end()
    standIn.faults = [away]
    expect(await read()).toEqual([sampleRows[0]])
    standIn.faults = [away]
    await expectCode('UNAVAILABLE', () =>
      adapter.write(
        { table: 'PARTY', key: 'K1', values: { MC: '改' }, idempotencyKey: 'w', expectedVersion: '1' },
        anyCall,
      ),
    )
  })

  test('long digits stay, nested objects get dotted names, lists are their JSON text', async () => {
    await read()
    standIn.faults = [
      (_, response) =>
        json(
          response,
          '{"code":"200","data":[{"BH":"K1","MC":9007199254740993,"a":{"b":{"c":true}},"d":[1.50,"x"],"LX":null}]}',
        ),
    ]
    expect(await read()).toEqual([
      { BH: 'K1', MC: '9007199254740993', LX: null, BZ: null, BBH: null, 'a.b.c': 'true', d: '[1.50,"x"]' },
    ])
  })

  test('a filter that the source ignores is found out', async () => {
    await read()
    standIn.faults = [
      (_, response) => json(response, { code: '200', data: { rows: sampleRows.slice(0, 3), total: 3 } }),
    ]
    await expectCode('MALFORMED', () => adapter.table('PARTY').findBy('LX', ['02'], anyCall))
    await expectCode('NOT_SUPPORTED', () => adapter.table('PARTY').findBy('MC', ['测㛃'], anyCall))
  })

  test('a list read to its end is asked for each page once, and for the last row of a page to see that it still stands there', async () => {
    const table = adapter.table('PARTY')
    const first = await table.scan({ limit: 13 }, anyCall)
    expect(standIn.pages).toEqual(['1×10', '2×10', '10×1'])
    await table.scan({ limit: 100, after: first.next }, anyCall)
    expect(standIn.pages.slice(3)).toEqual(['2×10', '3×10', '20×1'])
  })

  test('several values of a condition, and one that the source cannot filter', async () => {
    const two = await adapter
      .table('PARTY')
      .scan({ where: [{ column: 'LX', op: 'in', values: ['02', '03'] }], limit: 9, count: true }, anyCall)
    expect(two).toMatchObject({ rows: [sampleRows[1], sampleRows[3]], total: 2, next: null })
    const local = await adapter
      .table('PARTY')
      .scan({ where: [{ column: 'MC', op: 'in', values: ['样本20'] }], limit: 9, count: true }, anyCall)
    expect(local).toMatchObject({ rows: [{ BH: 'N020' }], total: null })
  })

  test('writes carry the key and the version; what is refused has its code', async () => {
    const change = {
      table: 'PARTY',
      key: 'K1',
      values: { MC: '改名𬭎' },
      idempotencyKey: 'w-1',
      expectedVersion: '1',
    } as const
    const row: Row = { ...(sampleRows[0] as Row), MC: '改名𬭎', BBH: '2' }
    expect(await adapter.write(change, anyCall)).toEqual({ key: 'K1', version: '2', row, repeated: false })
    expect(await adapter.write(change, anyCall)).toEqual({ key: 'K1', version: '2', row, repeated: true })
    await expectCode('IDEMPOTENCY_KEY_REUSED', () => adapter.write({ ...change, values: { MC: '别的' } }, anyCall))
    await expectCode('VERSION_CONFLICT', () => adapter.write({ ...change, idempotencyKey: 'w-2' }, anyCall))
    const made = await adapter.write({ ...change, key: null, expectedVersion: null, idempotencyKey: 'w-3' }, anyCall)
    expect(made).toMatchObject({ version: '1', repeated: false })
    expect(await read([made.key])).toEqual([{ LX: null, ...made.row }])
  })
})

describe('a side service', () => {
  test('is asked once, within its quota, and distrusted like any other', async () => {
    const standIn = await StandIn.start()
    const service = openService('stand-in', 'verify', { url: standIn.url, ...login, quota: { perSecond: 2 } })
    standIn.faults = [
      (request, response) => json(response, { match: request.headers.authorization?.startsWith('Basic '), serial: 1 }),
    ]
    expect(await service.post('/verify', { xm: '测甲' }, anyCall)).toEqual({ match: true, serial: 1 })
    standIn.faults = [(_, response) => json(response, { code: '429', msg: '超出调用次数' })]
    await expectCode('QUOTA_EXCEEDED', () => service.post('/verify', {}, anyCall))
    await expectCode('QUOTA_EXCEEDED', () => service.post('/verify', {}, anyCall))
    // The third was refused here, by our own count.
    expect(standIn.seen).toHaveLength(2)
    await service.close()
    await standIn.stop()
  })
})

describe('the client', () => {
  let standIn: StandIn
  let http: HttpClient
  beforeEach(async () => {
    standIn = await StandIn.start()
    http = new HttpClient('stand-in', standIn.url, new Quota('stand-in', {}), 1000)
  })
  afterEach(async () => {
    await http.close()
    await standIn.stop()
  })
  const ask = (call = anyCall) => http.send({ method: 'GET', path: '/' }, 'read', call)
  const packed =
    (text: string): Fault =>
    (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(text))

  test('an answer is read up to a bound, packed or not, and the next one is read again', async () => {
    const long = JSON.stringify({ a: 'x'.repeat(2000) })
    standIn.faults = [(_, response) => json(response, long), packed(long), packed('{"a":"b"}')]
    await expectCode('MALFORMED', ask)
    await expectCode('MALFORMED', ask)
    expect((await ask()).body).toEqual({ a: 'b' })
  })

  test('an answer that is not in its charset is malformed, and the next one is read again', async () => {
    standIn.faults = [
      (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0x22, 0xe6])),
      (_, response) => json(response, '{"a":"测"}'),
      (_, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json; charset=GBK' })
          .end(Buffer.from([0x22, 0xb2, 0xe2, 0x22])),
    ]
    await expectCode('MALFORMED', ask)
    expect((await ask()).body).toEqual({ a: '测' })
    expect((await ask()).body).toBe('测')
  })

  test('connections are kept for calls that follow each other, and closed in the end', async () => {
    standIn.faults = Array.from({ length: 9 }, (): Fault => (_, response) => json(response, '{}'))
    for (let i = 0; i < 9; i++) await ask()
    // Two, for the next call may begin before the connection of the one before is free again.
    expect(standIn.connections.seen).toBeLessThanOrEqual(2)
    await http.close()
    await standIn.idle()
    expect(standIn.connections.open).toBe(0)
  })

  test('a caller who gives up ends the request', async () => {
    const caller = new AbortController()
    standIn.faults = [() => caller.abort()]
    await expectCode('ABORTED', () => ask({ signal: caller.signal }))
    await standIn.idle()
    expect(standIn.connections.open).toBe(0)
    expect(standIn.seen).toEqual(['/'])
  })

  test('an address that cannot be meant is refused', () => {
    for (const url of ['nowhere', 'ftp://host/', 'http://user:secret@host/']) {
      expect(() => new HttpClient('stand-in', url, new Quota('stand-in', {}))).toThrow(
        expect.objectContaining({ code: 'NOT_SUPPORTED' }),
      )
    }
  })
})
