import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { checksum } from './checksum.ts'
import { Framer, type Framed } from './framer.ts'
import { parsePacket } from './packet.ts'
import { instantOf, readReport } from './report.ts'
import { annexA, data, frame, packet } from './stand-in.ts'

const codes = (framed: readonly Framed[]) =>
  framed.map((one) => (one.kind === 'packet' ? one.data.toString('latin1') : one.code))
const codeOf = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return null
}

describe('the check sum', () => {
  // The first is the example of the standard (annex C); the others were sent by devices of three makers.
  test.each([
    ['QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&', '1C80'],
    ['QN=20160801085857223;ST=32;CN=9011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&QnRtn=1&&', '2A80'],
    [
      'QN=20231008123340461;ST=22;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20231008123340;w01008-SampleTime=20231008123340,w01008-Rtd=123.456&&',
      'F441',
    ],
    [
      'QN=20160801085857223;ST=23;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857; LA-Rtd=50.1&&',
      '1E00',
    ],
  ])('of %s is %s', (text, sum) => {
    expect(checksum(Buffer.from(text))).toBe(sum)
    expect(annexA(text).toUpperCase()).toBe(sum)
  })

  test('by table and bit by bit it is the same for anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(checksum(bytes)).toBe(annexA(Buffer.from(bytes).toString('latin1')).toUpperCase())
      }),
    )
  })
})

describe('packets on a stream', () => {
  const [one, two, three] = [data(), data({ cn: '2061' }), data({ cn: '2031' })]

  test('come in any pieces', () => {
    const stream = Buffer.concat([frame(one), frame(two), frame(three)])
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
        const framer = new Framer()
        const places = [0, ...cuts.sort((a, b) => a - b), stream.length]
        const found = places.slice(1).flatMap((end, at) => framer.push(stream.subarray(places[at], end)))
        expect(codes(found)).toEqual([one, two, three])
        expect(framer.open).toBe(false)
        expect(framer.end()).toEqual([])
      }),
    )
  })

  test('what lies between them costs itself only', () => {
    const stream = Buffer.concat([Buffer.from('\r\n\0noise#'), frame(one), Buffer.from('\r\n \r\n'), frame(two)])
    expect(codes(new Framer().push(stream))).toEqual(['MESSAGE_UNREADABLE', one, two])
    expect(codes(new Framer().push(Buffer.concat([Buffer.from('#'), frame(one)])))).toEqual([one])
  })

  test.each([
    ['a wrong check sum', frame(one, '0000'), 'MESSAGE_CHECKSUM'],
    ['a length that is too small', frame(one, undefined, one.length - 3), 'MESSAGE_LENGTH'],
    ['a length that is too big', frame(one, undefined, one.length + 500), 'MESSAGE_LENGTH'],
    ['a length that is none', Buffer.from(`##12a4${one}${annexA(one)}\r\n`), 'MESSAGE_LENGTH'],
    ['a packet that is too long', Buffer.from(`##9999${one}${annexA(one)}\r\n`), 'MESSAGE_TOO_LONG'],
  ])('%s costs that packet only', (_what, bytes, code) => {
    expect(codes(new Framer().push(Buffer.concat([bytes, frame(two)])))).toEqual([code, two])
  })

  test('one that breaks off is told at the end; what is kept of anything is bounded', () => {
    const framer = new Framer()
    expect(framer.push(frame(one).subarray(0, 40))).toEqual([])
    expect(framer.open).toBe(true)
    expect(codes(framer.end())).toEqual(['MESSAGE_CUT'])
    const [garbage] = framer.push(Buffer.alloc(200_000, 'x'))
    expect(garbage).toMatchObject({ kind: 'damaged', code: 'MESSAGE_UNREADABLE' })
    expect((garbage as { bytes: Buffer }).bytes.length).toBeLessThanOrEqual(1024)
  })

  test('whatever came before, a packet after a line end is found at once', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (chunks) => {
        const framer = new Framer()
        for (const chunk of chunks) framer.push(Buffer.concat([Buffer.from('##'), chunk]))
        expect(codes(framer.push(Buffer.concat([Buffer.from('\r\n'), frame(one)]))).at(-1)).toBe(one)
        expect(framer.open).toBe(false)
      }),
    )
  })
})

describe('a packet', () => {
  const of = (text: string) => parsePacket(Buffer.from(text, 'latin1'))

  test('of 2017 says who, what, and whether it waits for an answer', () => {
    expect(of(data({ qn: '20260301100000123' }))).toMatchObject({
      request: '20260301100000123',
      system: '32',
      command: '2011',
      edition: '2017',
      wantsAnswer: true,
      part: null,
    })
    expect(of(data({ flag: '4' }))).toMatchObject({ edition: '2017', wantsAnswer: false })
    expect(of(data({ flag: '7', part: 'PNUM=3;PNO=2;' })).part).toEqual({ number: 2, of: 3 })
    expect(of(data({ flag: '7', part: 'PNUM=1;PNO=1;' })).part).toBeNull()
  })

  test('of 2005 has neither number nor flags', () => {
    const old = 'ST=32;CN=2011;PW=123456;MN=88888880000001;CP=&&DataTime=20260301100000;011-Rtd=41.2&&'
    expect(of(old)).toMatchObject({ request: null, edition: '2005', wantsAnswer: false })
    expect(of(old.replace('CP=', 'Flag=3;CP='))).toMatchObject({ edition: '2005', wantsAnswer: true, part: null })
  })

  test.each([
    ['no number of the request', data().replace(/QN=\d+;/, '')],
    ['no station', data().replace(/MN=\w+;/, '')],
    ['a field twice', data().replace('CN=', 'CN=2011;CN=')],
    ['a field that nobody knows', data().replace('CN=', 'XX=1;CN=')],
    ['part 4 of 3', data({ flag: '7', part: 'PNUM=3;PNO=4;' })],
    ['parts without end', data({ flag: '7', part: 'PNUM=900;PNO=1;' })],
    ['a part without its number', data({ flag: '7' })],
    ['no body', 'QN=20260301100000123;ST=32;CN=2011;PW=1;MN=1;Flag=4;CP='],
    ['bytes that are no letters', data({ body: 'DataTime=20260301100000;w01018-Rtd=\xff' })],
  ])('with %s cannot be read', (_what, text) => {
    expect(codeOf(() => of(text))).toBe('MESSAGE_UNREADABLE')
  })
})

describe('a report', () => {
  test('has values by factor, as they were sent; what nobody agreed on is counted', () => {
    const report = readReport([
      'DataTime=20260301100000;w01018-Rtd=041.20,w01018-Flag=N;a21026-ZsRtd=<0.5,x-Rtd=1,w01018-Foo=1',
    ])
    expect(Object.fromEntries(report.factors)).toEqual({
      w01018: { Rtd: '041.20', Flag: 'N' },
      a21026: { ZsRtd: '<0.5' },
    })
    expect(report).toMatchObject({ time: '20260301100000', unknown: 2 })
  })

  test('that says two things of one is none; the same twice is fine', () => {
    const time = 'DataTime=20260301100000;'
    expect(codeOf(() => readReport([`${time}w01018-Rtd=1;w01018-Rtd=2`]))).toBe('MESSAGE_UNREADABLE')
    expect(codeOf(() => readReport([time, 'DataTime=20260301110000;w01018-Rtd=2']))).toBe('MESSAGE_UNREADABLE')
    expect(readReport([`${time}w01018-Rtd=1`, `${time}w01018-Rtd=1;w21003-Rtd=2`]).factors.size).toBe(2)
  })

  test.each([
    ['w01018-Rtd=1', 'ROW_NO_KEY'],
    ['DataTime=20260230100000;w01018-Rtd=1', 'IMPOSSIBLE_DATE'],
    ['DataTime=20260301240000;w01018-Rtd=1', 'IMPOSSIBLE_DATE'],
    ['DataTime=2026;w01018-Rtd=1', 'IMPOSSIBLE_DATE'],
  ])('%s is %s', (body, code) => {
    expect(codeOf(() => readReport([body]))).toBe(code)
  })

  test('is of the city’s time', () => {
    expect(new Date(instantOf('20260301000000') ?? 0).toISOString()).toBe('2026-02-28T16:00:00.000Z')
  })
})

test('a packet of the stand-in is one of ours', () => {
  expect(codes(new Framer().push(packet()))).toEqual([expect.stringContaining('CN=2011')])
})
