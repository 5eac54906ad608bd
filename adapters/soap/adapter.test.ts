import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { flagsOf, type Adapter, type SourceErrorCode } from '../adapter.ts'
import { adapterConformance, expectCode, rows as sampleRows, use, type Harness } from '../conformance.ts'
import { anyCall } from '../file-harness.ts'
import { openAdapter } from '../open-adapter.ts'
import type { Connection, SoapSystem } from '../open.ts'
import { encodeGb18030 } from '../text/encode-gb18030.ts'
import { handleOf } from './answer.ts'
import { soapSystem, StandIn, type Fault } from './stand-in.ts'

for (const version of ['1.1', '1.2'] as const)
  adapterConformance(`soap ${version}`, async (rows): Promise<Harness> => {
    const standIn = await StandIn.start(rows, version)
    const adapter = await openAdapter('stand-in', { ...soapSystem, version }, [use], { url: standIn.url })
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

const caseOf = (name: string) => readFileSync(join(import.meta.dirname, '../cases', name))
const send =
  (body: string | Buffer, type = 'text/xml; charset=utf-8', status = 200): Fault =>
  (_, response) =>
    response.writeHead(status, { 'content-type': type }).end(body)
const envelope = (inside: string, prolog = '<?xml version="1.0" encoding="UTF-8"?>') =>
  `${prolog}<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
  `<S:Body>${inside}</S:Body></S:Envelope>`
const answer = (rows: string, total = 1) =>
  `<n:queryResponse xmlns:n="urn:test"><code>0</code><message/><total>${total}</total>${rows}</n:queryResponse>`
const one = (inside: string) => envelope(answer(`<records><record>${inside}</record></records>`))
const listed = (inside: string, total = 0) =>
  envelope(answer(inside, total)).replaceAll('queryResponse', 'listResponse')

describe('soap', () => {
  let standIn: StandIn
  const opened: Adapter[] = []
  const open = async (system: SoapSystem = soapSystem, connection: Connection = {}) => {
    const adapter = await openAdapter('stand-in', system, [use], { url: standIn.url, ...connection })
    opened.push(adapter)
    return adapter
  }
  let adapter: Adapter
  beforeEach(async () => {
    standIn = await StandIn.start(sampleRows)
    adapter = await open()
  })
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close()
    await standIn.stop()
  })
  const read = (from = adapter) => from.table('PARTY').getMany(['K1'], anyCall)
  const scan = (from = adapter) => from.table('PARTY').scan({ limit: 5 }, anyCall)
  const inner: SoapSystem = {
    ...soapSystem,
    result: { ...soapSystem.result, inner: 'return', message: 'msg' },
  }
  const bare: SoapSystem = {
    ...soapSystem,
    namespace: 'urn:test',
    result: { ...soapSystem.result, rows: 'items', row: 'item' },
  }

  test('a fault under status 200 that names the application’s code: no such record by key, a fault of a list (W01)', async () => {
    const fault = send(caseOf('W01_fault_http200.xml'))
    standIn.faults = [fault]
    expect(await read()).toEqual([null])
    standIn.faults = [fault]
    await expectCode('FAULT', () => scan())
    standIn.faults = [fault]
    expect(await adapter.table('PARTY').findBy('LX', ['01'], anyCall)).toEqual([[]])
  })

  test('an error in the document inside is a refusal, not an empty list (W01c)', async () => {
    const other = await open(inner)
    standIn.faults = [send(caseOf('W01c_business_error_inside_200.xml'))]
    await expectCode('REFUSED', () => read(other))
  })

  test.each<[string, SourceErrorCode, Fault]>([
    [
      '"system busy" under another prefix, SOAP 1.2 (W01b)',
      'UNAVAILABLE',
      send(caseOf('W01b_fault_other_prefix_soap12.xml')),
    ],
    [
      'the same with status 500',
      'UNAVAILABLE',
      send(caseOf('W01b_fault_other_prefix_soap12.xml'), 'application/soap+xml', 500),
    ],
    ['an HTML page under status 200 (W07)', 'MALFORMED', send(caseOf('W07_html_error_page_200.xml'), 'text/html')],
    ['an HTML page that says it is XML', 'MALFORMED', send(caseOf('W07_html_error_page_200.xml'))],
    ['a document type (W04)', 'MALFORMED', send(caseOf('W04_xxe.xml'))],
    [
      'no such operation',
      'FAULT',
      send(envelope('<S:Fault><faultcode>S:Client</faultcode><faultstring>x</faultstring></S:Fault>'), 'text/xml', 500),
    ],
    [
      'a signature that is not ours',
      'REFUSED',
      send(envelope('<S:Fault><faultcode>w:FailedAuthentication</faultcode></S:Fault>'), 'text/xml', 500),
    ],
    ['too many calls in band', 'QUOTA_EXCEEDED', send(envelope(answer('').replace('<code>0', '<code>9')))],
    ['another code', 'FAULT', send(envelope(answer('').replace('<code>0', '<code>77')))],
    ['no code', 'MALFORMED', send(envelope(answer('').replace('<code>0</code>', '')))],
    ['no list', 'MALFORMED', send(envelope(answer('')))],
    ['a nil list', 'MALFORMED', send(envelope(answer('<records xsi:nil="true"/>')))],
    ['something else in the list', 'MALFORMED', send(envelope(answer('<records><error>x</error></records>')))],
    ['the answer of another operation', 'MALFORMED', send(listed('<records/>'))],
    ['a row that was not asked for', 'MALFORMED', send(one('<BH>K2</BH>'))],
    ['a value by reference', 'MALFORMED', send(one('<BH>K1</BH><MC href="#id0"/>'))],
    ['an entity of HTML', 'MALFORMED', send(one('<BH>K1</BH><MC>&nbsp;</MC>'))],
    ['an entity of JavaScript', 'MALFORMED', send(one('<BH>K1</BH><MC>&constructor;</MC>'))],
    ['elements without end', 'MALFORMED', send(one(`<BH>K1</BH>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`))],
    ['half a message', 'MALFORMED', send(one('<BH>K1</BH>').slice(0, -40))],
    ['nothing', 'MALFORMED', send('')],
    ['no type', 'MALFORMED', send(one('<BH>K1</BH>'), '')],
    [
      'bytes that are no text',
      'MALFORMED',
      send(Buffer.concat([Buffer.from(one('<BH>K1</BH>')), Buffer.from([0xff, 0xff])])),
    ],
    ['a file where a value was agreed', 'MALFORMED', send(one(`<BH>K1</BH><MC>${'QUFB'.repeat(20_000)}</MC>`))],
    ['status 503', 'UNAVAILABLE', send('', 'text/plain', 503)],
    ['status 404', 'FAULT', send('', 'text/plain', 404)],
    ['status 401', 'REFUSED', send('', 'text/plain', 401)],
    ['status 429', 'QUOTA_EXCEEDED', send('', 'text/plain', 429)],
    [
      'an answer that breaks off',
      'UNAVAILABLE',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/xml', 'content-length': '1000' })
        response.write('<?xml', () => response.destroy())
      },
    ],
  ])('%s is %s and never "no records"', async (_what, code, fault) => {
    standIn.faults = [fault, fault]
    await expectCode(code, () => read())
    standIn.faults = []
    expect(await read()).toEqual([sampleRows[0]])
  })

  test('a list of none, one and two is a list by its declaration (W02)', async () => {
    const other = await open(bare)
    const lengths: number[] = []
    for (const name of ['W02_zero.xml', 'W02_one.xml', 'W02_two.xml']) {
      const withCode = String(caseOf(name)).replace('<items', '<code>0</code><items').replaceAll('pid>', 'BH>')
      standIn.faults = [send(withCode)]
      lengths.push((await scan(other)).rows.length)
    }
    expect(lengths).toEqual([0, 1, 2])
  })

  test('a list that counts rows and gives none is not empty', async () => {
    standIn.faults = [send(listed('<records/>', 3))]
    await expectCode('MALFORMED', () => scan())
    standIn.faults = [send(listed('<records/>', 0))]
    expect((await scan()).rows).toEqual([])
  })

  test('an answer after the time limit is a timeout, not an empty one', async () => {
    const hasty = await open(soapSystem, { timeoutMs: 100 })
    standIn.faults = [() => {}, () => {}]
    await expectCode('TIMEOUT', () => read(hasty))
  })

  test('digits stay, nil is null, empty is empty, repeated and nested ones are told, in a prefix or CDATA', async () => {
    standIn.faults = [
      send(
        one(
          '<q:BH xmlns:q="urn:q">K1</q:BH><MC><![CDATA[<甲>&amp;]]></MC><LX>001</LX><BZ xsi:nil="true"/><BBH> 1 </BBH><d/>' +
            '<e>9007199254740993</e><f>1</f><f>2</f><g><h>x</h></g><i>&#x6D4B;&#27979;&#x20BB7;&amp;lt;</i>',
        ),
      ),
    ]
    expect(await read()).toEqual([
      {
        BH: 'K1',
        MC: '<甲>&amp;',
        LX: '001',
        BZ: null,
        BBH: ' 1 ',
        d: '',
        e: '9007199254740993',
        f: '["1","2"]',
        'g.h': 'x',
        i: '测测𠮷&lt;',
      },
    ])
  })

  test.each<[string, string, (xml: string) => Buffer]>([
    ['GBK labelled UTF-8 everywhere', 'text/xml; charset=UTF-8', encodeGb18030],
    ['GBK by its prolog, no charset', 'text/xml', (xml) => encodeGb18030(xml.replace('UTF-8', 'GBK'))],
    ['GBK by HTTP, UTF-8 by its prolog', 'text/xml;charset=GBK', encodeGb18030],
    ['UTF-8 labelled GBK', 'text/xml; charset=GBK', (xml) => Buffer.from(xml)],
    ['the ISO-8859-1 that a servlet adds', 'text/xml;charset=ISO-8859-1', (xml) => Buffer.from(xml)],
    ['a byte order mark', 'text/xml', (xml) => Buffer.from(`\uFEFF${xml}`)],
  ])('%s comes out right', async (_what, type, encode) => {
    standIn.faults = [send(encode(one('<BH>K1</BH><MC>测㛃</MC><LX>丂</LX>')), type)]
    expect(await read()).toMatchObject([{ MC: '测㛃', LX: '丂' }])
  })

  test('a private-use character is flagged', async () => {
    standIn.faults = [send(one('<BH>K1</BH><MC>于子\uE863</MC>'))]
    const [row] = await read()
    expect(flagsOf(row ?? {})).toEqual({ MC: 'PRIVATE_USE_CHARACTER' })
  })

  test('a file is a handle with its size and type, in base64 or as an attachment; one that did not come is no file', async () => {
    const other = await open({
      ...soapSystem,
      tables: { PARTY: { list: 'list', byKeys: 'query', filters: ['LX'], attachments: ['BZ'] } },
    })
    const file = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x0d, 0x0a])
    standIn.faults = [
      send(one(`<BH>K1</BH><BZ m:contentType="image/jpeg" xmlns:m="urn:m">${file.toString('base64')}</BZ>`)),
    ]
    const handle = handleOf(file, 'image/jpeg')
    expect(await read(other)).toMatchObject([{ BZ: handle }])
    expect(handle).toMatch(/^sha256:[0-9a-f]{64};bytes=6;type=image\/jpeg$/)

    const xml = one('<BH>K1</BH><BZ><x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:a%40b"/></BZ>')
    const root = `--B\r\nContent-Type: application/xop+xml; charset=utf-8\r\nContent-ID: <root>\r\n\r\n${xml}\r\n`
    const part = 'Content-Type: image/jpeg\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <a@b>\r\n\r\n'
    const whole = Buffer.concat([Buffer.from(`${root}--B\r\n${part}`), file, Buffer.from('\r\n--B--\r\n')])
    const type = 'multipart/related; type="application/xop+xml"; start="<root>"; boundary="B"'
    standIn.faults = [send(whole, type)]
    expect(await read(other)).toMatchObject([{ BZ: handle }])
    standIn.faults = [send(`${root}--B--\r\n`, type)]
    await expectCode('MALFORMED', () => read(other))
    standIn.faults = [send(whole.subarray(0, -12), type)]
    await expectCode('MALFORMED', () => read(other))
    standIn.faults = [send(one('<BH>K1</BH><BZ>无</BZ>'))]
    await expectCode('MALFORMED', () => read(other))
  })

  test('credentials go in the header of the message, keys are escaped, and no message can carry some', async () => {
    const other = await open(
      { ...soapSystem, credentials: { header: 'Auth', user: 'userName', secret: 'password' } },
      { user: 'hub', secret: 'a<b&"c"' },
    )
    let body = ''
    standIn.faults = [send(envelope(answer('<records/>', 0)))]
    standIn.onBody = (text) => (body = text)
    expect(await other.table('PARTY').getMany(['<K&1>'], anyCall)).toEqual([null])
    expect(body).toContain('<q:Auth><userName>hub</userName><password>a&lt;b&amp;&quot;c&quot;</password></q:Auth>')
    expect(body).toContain('<key>&lt;K&amp;1&gt;</key>')
    const before = standIn.requests
    expect(await other.table('PARTY').getMany(['K\u0000'], anyCall)).toEqual([null])
    expect(standIn.requests).toBe(before)
  })

  test('a source that was away for a moment is asked again; nothing is written', async () => {
    standIn.faults = [send('', 'text/plain', 503)]
    expect(await read()).toEqual([sampleRows[0]])
    await expectCode('NOT_SUPPORTED', () =>
      adapter.write({ table: 'PARTY', key: 'K1', values: {}, idempotencyKey: 'w', expectedVersion: null }, anyCall),
    )
  })

  test('columns that must not be taken in are not', async () => {
    const careful = await openAdapter('stand-in', soapSystem, [{ ...use, never: ['MC'] }], { url: standIn.url })
    opened.push(careful)
    const [row] = await read(careful)
    expect(row).toMatchObject({ BH: 'K1', MC: null })
  })
})
