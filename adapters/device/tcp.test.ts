/** Stations on the line: what they send, how they break off, what they are answered. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Adapter } from '../adapter.ts'
import { flagsOf } from '../adapter.ts'
import { openAdapter } from '../open-adapter.ts'
import type { Connection } from '../open.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { openDevice } from './adapter.ts'
import { connectTo, data, frame, freePort, packet, password, station, system, uses, type Line } from './stand-in.ts'

const call = { signal: new AbortController().signal }
const other = '37028300000001A000000002'
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let adapter: Adapter
let port: number
/** The city's clock; reports of the stand-in are of 10:00. */
let now: number
const lines: Line[] = []

async function open(more: Partial<Connection> = {}): Promise<void> {
  const stations = { [station]: password, [other]: 'pd0002' }
  const url = `tcp://127.0.0.1:${port}`
  const connection = { url, stations, snapshots: join(folder.path, 'snapshots'), ...more }
  adapter = await openDevice('stand-in', system, uses, connection, () => now)
}
async function line(): Promise<Line> {
  const one = await connectTo(port)
  lines.push(one)
  return one
}
const all = async (table: string) => (await adapter.table(table).scan({ limit: 1000 }, call)).rows
const keys = async (table: string) => (await all(table)).map((row) => row['@key'])
const quarantined = () => adapter.quarantined('VALUES', { after: 0, limit: 100 })
const codes = async () => (await quarantined()).map(({ code }) => code)
const remarks = async () => (await adapter.state(call))[0]?.remarks ?? []
/** Until what happens on the other side of a socket has happened. */
async function until(true_: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300 && !(await true_()); i++) await new Promise((go) => setTimeout(go, 10))
  expect(await true_()).toBe(true)
}

beforeEach(async () => {
  folder = await temporaryFolder()
  port = await freePort()
  now = Date.parse('2026-03-01T10:00:30+08:00')
  await open()
})
afterEach(async () => {
  for (const one of lines.splice(0)) one.socket.destroy()
  await adapter.close()
  await folder.remove()
})

describe('a station', () => {
  test('is answered when its values are on the disk', async () => {
    const one = await line()
    one.send(packet({ qn: '20260301100001000' }))
    expect(await one.answer()).toBe(`QN=20260301100001000;ST=91;CN=9014;PW=${password};MN=${station};Flag=4;CP=&&&&`)
    const disk = new Database(join(folder.path, 'snapshots', 'stand-in', 'devices.sqlite'), { readonly: true })
    expect(disk.prepare('SELECT count(*) FROM t0').raw().all()).toEqual([[1]])
    disk.close()
    expect(await all('VALUES')).toEqual([
      expect.objectContaining({
        '@key': `${station}|2011|20260301100000|w01018`,
        MN: station,
        ST: '32',
        CN: '2011',
        '@edition': '2017',
        DataTime: '20260301100000',
        '@factor': 'w01018',
        Rtd: '41.2',
        Avg: null,
        Flag: 'N',
        '@received': '2026-03-01 10:00:30',
      }),
    ])
    expect(await all('STATIONS')).toMatchObject([{ MN: station, DataTime: '20260301100000', QN: '20260301100001000' }])
    expect(await all('LATEST')).toMatchObject([{ '@key': `${station}|w01018`, Rtd: '41.2' }])
  })

  test('that wants no answer gets none, and one that asks for the time gets its own', async () => {
    const one = await line()
    one.send(packet({ flag: '4' }))
    one.send(packet({ qn: '20260301100002000', cn: '1013', body: 'PolId=w01018' }))
    expect(await one.answer()).toContain('QN=20260301100002000;ST=91;CN=9013')
    expect(await keys('VALUES')).toHaveLength(1)
    expect(await remarks()).toContain('NOT_KEPT:1013')
  })

  test('that sends again changes nothing; a correction does', async () => {
    const one = await line()
    one.send(packet())
    await one.answer()
    const { cursor } = await adapter.table('VALUES').changes(null, call)
    now += 60_000
    one.send(packet())
    await one.answer()
    expect((await adapter.table('VALUES').changes(cursor, call)).changes).toEqual([])
    one.send(packet({ body: 'DataTime=20260301100000;w01018-Rtd=39.0,w01018-Flag=N' }))
    await one.answer()
    expect((await adapter.table('VALUES').changes(cursor, call)).changes).toMatchObject([
      { kind: 'upsert', row: { Rtd: '39.0', '@received': '2026-03-01 10:00:30' } },
    ])
  })

  test('has averages by the minute, hour and day beside its real-time values', async () => {
    const one = await line()
    for (const cn of ['2011', '2051', '2061', '2031']) {
      one.send(packet({ cn, body: 'DataTime=20260301000000;a21026-Avg=12.5,a21026-ZsAvg=14.1' }))
      await one.answer()
    }
    expect((await all('VALUES')).map((row) => row['CN'])).toEqual(['2011', '2031', '2051', '2061'])
    expect(await keys('LATEST')).toEqual([`${station}|a21026`])
  })

  test('of the edition of 2005 is understood, its codes brought to those of today', async () => {
    const one = await line()
    const old = (qn: string, flag: string) =>
      `${qn}ST=32;CN=2011;PW=${password};MN=${station};${flag}CP=&&DataTime=20260301100000;011-Rtd=50,011-Flag=N;999-Rtd=1&&`
    one.send(frame(old('', '')))
    one.send(frame(old('QN=20260301100000123;', 'Flag=1;')))
    expect(await one.answer()).toBe(`ST=91;CN=9014;PW=${password};MN=${station};CP=&&QN=20260301100000123&&`)
    expect((await all('VALUES')).map((row) => [row['@factor'], row['@edition'], row['Rtd']])).toEqual([
      ['999', '2005', '1'],
      ['w01018', '2005', '50'],
    ])
    expect(await remarks()).toContain('UNKNOWN_FACTOR:2')
  })

  test('whose clock is off keeps its time and is marked; what comes after is not held back by it', async () => {
    const one = await line()
    const at = async (time: string, cn = '2011') => {
      one.send(packet({ cn, body: `DataTime=${time};w01018-Rtd=1` }))
      await one.answer()
    }
    await at('20260302100000')
    const [ahead] = await all('LATEST')
    expect(ahead).toMatchObject({ DataTime: '20260302100000' })
    expect(flagsOf(ahead ?? {})).toEqual({ DataTime: 'CLOCK_OFF' })
    await at('20260301100000')
    expect(await all('LATEST')).toMatchObject([{ DataTime: '20260301100000' }])
    expect(await all('STATIONS')).toMatchObject([{ DataTime: '20260301100000' }])
    await at('20260301090000')
    expect(await all('LATEST')).toMatchObject([{ DataTime: '20260301100000' }])
    // A line that was down for a week brings its hours afterwards.
    await at('20260222100000', '2061')
    await at('20260222100000', '2011')
    const marked = (await all('VALUES')).filter((row) => flagsOf(row)['DataTime'] === 'CLOCK_OFF')
    expect(marked.map((row) => [row['CN'], row['DataTime']])).toEqual([
      ['2011', '20260222100000'],
      ['2011', '20260302100000'],
    ])
  })
})

describe('who is not known', () => {
  test('or has a wrong password is not answered, leaves a count and nothing else', async () => {
    const one = await line()
    one.send(packet({ mn: '37028300000001A000000009' }))
    one.send(packet({ pw: 'guess1' }))
    one.send(packet({ mn: other }))
    one.send(packet({ qn: '20260301100009000' }))
    expect(await one.answer()).toContain('QN=20260301100009000')
    expect(await adapter.state(call)).toMatchObject([{ rows: 1, quarantined: 0 }, { rows: 1 }, { rows: 1 }])
    expect(await remarks()).toEqual(expect.arrayContaining(['UNKNOWN_STATION:1', 'PASSWORD_WRONG:2']))
  })

  test('and goes on is put off the line', async () => {
    const one = await line()
    for (let i = 0; i < 25; i++) one.send(packet({ pw: `guess${i}` }))
    await one.gone
    await until(async () => (await remarks()).includes('CONNECTION_REFUSED:1'))
  })

  test('comes from a machine that may not connect', async () => {
    await adapter.close()
    await open({ peers: ['10.1.0.0/16'] })
    await (
      await line()
    ).gone
    await until(async () => (await remarks()).includes('PEER_REFUSED:1'))
  })
})

describe('what is damaged', () => {
  test('is not answered, so that the station sends again, and lies in quarantine without its password', async () => {
    const one = await line()
    one.send(Buffer.concat([frame(data(), '0000'), frame(data(), undefined, 7), Buffer.from('noise')]))
    one.send(packet({ qn: '20260301100005000' }))
    expect(await one.answer()).toContain('QN=20260301100005000')
    expect(await codes()).toEqual(expect.arrayContaining(['MESSAGE_CHECKSUM', 'MESSAGE_LENGTH', 'MESSAGE_UNREADABLE']))
    expect(JSON.stringify(await quarantined())).not.toContain(password)
  })

  test.each(['PW=pd0001;MN=', 'W=pd0001;MN=', 'pd0001;MN=', 'noise pd0001;MN=', 'CN=2011;PW=pd0001', 'pw=pd0001;MN='])(
    'a piece that begins or ends at the password, %s, is quarantined without it',
    async (piece) => {
      const one = await line()
      one.socket.end(piece)
      await until(async () => (await codes()).length === 1)
      expect(JSON.stringify(await quarantined())).not.toContain(password)
    },
  )

  test('a report that cannot be read is answered: sent again it would be no better', async () => {
    const one = await line()
    one.send(packet({ qn: '20260301100006000', body: 'DataTime=20260230100000;w01018-Rtd=1' }))
    expect(await one.answer()).toContain('QN=20260301100006000')
    expect(await codes()).toEqual(['IMPOSSIBLE_DATE'])
  })

  test('half a packet is told when the line breaks, and when it takes too long', async () => {
    const one = await line()
    one.send(packet().subarray(0, 50))
    one.socket.end()
    await until(async () => (await codes()).includes('MESSAGE_CUT'))
    await adapter.close()
    await open({ timeoutMs: 50 })
    const two = await line()
    const slow = setInterval(() => two.send('#'), 20)
    two.send(packet().subarray(0, 50))
    await two.gone
    clearInterval(slow)
    await until(async () => (await remarks()).includes('MESSAGE_TOO_SLOW:1'))
  })

  test('a kind of message that was never agreed is remarked', async () => {
    const one = await line()
    one.send(packet({ cn: '7777' }))
    await until(async () => (await remarks()).includes('UNKNOWN_MESSAGE:7777'))
    expect(await all('VALUES')).toEqual([])
  })
})

describe('a report in parts', () => {
  const part = (number: number, of: number, body: string, qn = '20260301100000500') =>
    packet({ qn, flag: '7', part: `PNUM=${of};PNO=${number};`, body })

  test('is one report, in any order, each part answered, also after a restart in between', async () => {
    const one = await line()
    one.send(part(2, 2, 'w21003-Rtd=2.5,w21003-Flag=N'))
    expect(await one.answer()).toContain('CN=9014')
    expect(await all('VALUES')).toEqual([])
    await adapter.close()
    await open()
    const again = await line()
    again.send(part(1, 2, 'DataTime=20260301100000;w01018-Rtd=41.2'))
    expect(await again.answer()).toContain('CN=9014')
    expect((await all('VALUES')).map((row) => [row['@factor'], row['Rtd']])).toEqual([
      ['w01018', '41.2'],
      ['w21003', '2.5'],
    ])
    // Its answer was lost: the last part comes again, and begins no new report.
    again.send(part(1, 2, 'DataTime=20260301100000;w01018-Rtd=41.2'))
    await again.answer()
    now += 60 * 60_000
    await adapter.refresh(call)
    expect(await codes()).toEqual([])
  })

  test('whose other parts do not come lies in quarantine after a while', async () => {
    const one = await line()
    one.send(part(1, 3, 'DataTime=20260301100000;w01018-Rtd=41.2'))
    await one.answer()
    now += 11 * 60_000
    await adapter.refresh(call)
    expect(await codes()).toEqual(['MESSAGE_CUT'])
  })

  test('no more than four are open of one station', async () => {
    const one = await line()
    for (let n = 0; n < 6; n++) {
      now += 1000
      one.send(part(1, 2, 'DataTime=20260301100000;w01018-Rtd=1', `2026030110000050${n}`))
      await one.answer()
    }
    expect(await codes()).toEqual(['MESSAGE_CUT', 'MESSAGE_CUT'])
  })
})

describe('the line', () => {
  test('many stations at once lose nothing and double nothing', async () => {
    const many = await Promise.all(Array.from({ length: 20 }, () => line()))
    await Promise.all(
      many.map(async (one, n) => {
        for (let i = 0; i < 25; i++) {
          const factor = `w${String(n).padStart(2, '0')}${String(i).padStart(3, '0')}`
          const bytes = packet({ body: `DataTime=20260301100000;${factor}-Rtd=${i}` })
          for (const twice of i % 5 === 0 ? [1, 2] : [1]) {
            one.send(bytes)
            expect({ twice, answer: await one.answer() }).toEqual({ twice, answer: expect.stringContaining('CN=9014') })
          }
        }
      }),
    )
    expect(await adapter.state(call)).toMatchObject([{ rows: 500, quarantined: 0 }, { rows: 500 }, { rows: 1 }])
  })

  test('hundreds of packets in one write are all stored and answered in order', async () => {
    const one = await line()
    const requests = Array.from({ length: 300 }, (_, n) => String(20260301110000000 + n))
    one.send(
      Buffer.concat(
        requests.map((qn, n) => packet({ qn, body: `DataTime=20260301100000;w${String(10_000 + n)}-Rtd=1` })),
      ),
    )
    const answers: string[] = []
    for (const _ of requests) answers.push((await one.answer()).slice(3, 20))
    expect(answers).toEqual(requests)
    expect((await adapter.state(call))[0]?.rows).toBe(300)
  })

  test('a station that is cut off in the middle of storing is stored or not, and never half', async () => {
    const one = await line()
    one.send(packet({ body: 'DataTime=20260301100000;w01018-Rtd=1;w21003-Rtd=2;w21011-Rtd=3' }))
    one.socket.destroy()
    await adapter.refresh(call)
    await adapter.close()
    await open()
    expect([0, 3]).toContain((await all('VALUES')).length)
  })

  test('measured values go after the time of their kind, by when they came; the last ones stay', async () => {
    const one = await line()
    for (const cn of ['2011', '2051', '2061', '2031']) {
      one.send(packet({ cn, body: 'DataTime=20260201100000;w01018-Avg=1,w01018-Rtd=1' }))
      await one.answer()
    }
    const begun = now
    const kindsAfter = async (days: number) => {
      now = begun + days * 86_400_000 + 60_000
      await adapter.refresh(call)
      return (await all('VALUES')).map((row) => row['CN'])
    }
    expect(await kindsAfter(0.9)).toEqual(['2011', '2031', '2051', '2061'])
    expect(await kindsAfter(1)).toEqual(['2031', '2051', '2061'])
    expect(await kindsAfter(7)).toEqual(['2031', '2061'])
    expect(await kindsAfter(29)).toEqual(['2031', '2061'])
    expect(await kindsAfter(30)).toEqual(['2031'])
    expect(await kindsAfter(90)).toEqual([])
    expect(await all('STATIONS')).toHaveLength(1)
    expect(await all('LATEST')).toHaveLength(1)
  })

  test('what grew old is told for a day; whoever asks later begins anew, and the store does not grow by it', async () => {
    const one = await line()
    one.send(packet())
    await one.answer()
    const { cursor } = await adapter.table('VALUES').changes(null, call)
    const key = `${station}|2011|20260301100000|w01018`
    now += 1.1 * 86_400_000
    await adapter.refresh(call)
    expect((await adapter.table('VALUES').changes(cursor, call)).changes).toEqual([{ kind: 'delete', key, row: null }])
    now += 1.1 * 86_400_000
    await adapter.refresh(call)
    one.send(packet({ body: 'DataTime=20260303100000;w01018-Rtd=1' }))
    await one.answer()
    expect((await adapter.table('VALUES').changes(cursor, call)).changes).toMatchObject([{ kind: 'upsert' }])
    const disk = new Database(join(folder.path, 'snapshots', 'stand-in', 'devices.sqlite'), { readonly: true })
    expect(disk.prepare('SELECT count(*) FROM deleted').raw().all()).toEqual([[0]])
    disk.close()
  })

  test('what is old is found by an index, however much of it is not', async () => {
    const disk = new Database(join(folder.path, 'snapshots', 'stand-in', 'devices.sqlite'), { readonly: true })
    const [cn, received] = [3, 18].map((at) => `c${at}`)
    const plan = disk.prepare(`EXPLAIN QUERY PLAN SELECT c0 FROM t0 WHERE ${cn} = ? AND ${received} < ? LIMIT 5`)
    expect(JSON.stringify(plan.all('2011', '2026'))).toContain(`(${cn}=? AND ${received}<?)`)
    disk.close()
  })

  test('a port that is taken makes it ill, not dead; a line that is silent too', async () => {
    await adapter.close()
    const taken = createServer()
    await new Promise<void>((ready) => taken.listen(port, '127.0.0.1', ready))
    await open()
    expect(await adapter.health(call)).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
    expect(await remarks()).toContain('NOT_LISTENING')
    await new Promise((closed) => taken.close(closed))
    await adapter.refresh(call)
    expect(await adapter.health(call)).toMatchObject({ ok: true })
    now += 61 * 60_000
    expect(await adapter.health(call)).toMatchObject({ ok: false, code: 'TIMEOUT' })
  })
})

describe('configuration', () => {
  const stations = { [station]: password }
  test.each([
    [{ url: 'http://127.0.0.1:1', stations }],
    [{ url: 'tcp://127.0.0.1', stations }],
    [{ url: 'tcp://127.0.0.1:1' }],
    [{ url: 'tcp://127.0.0.1:1', stations, peers: ['anybody'] }],
    [{ url: 'mqtt://127.0.0.1', stations }],
    [{ url: 'mqtt://user:word@127.0.0.1/t', stations }],
    [{ stations }],
  ])('%j cannot be meant', async (connection) => {
    const opening = openAdapter('stand-in', system, uses, { ...connection, snapshots: 'nowhere' })
    await expect(opening).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  })

  test('a column that no packet can have is a mistake of the declaration', async () => {
    const wrong = uses.map((use) => ({ ...use, columns: [...use.columns, 'Rtf'] }))
    const opening = openAdapter('stand-in', system, wrong, { url: 'tcp://127.0.0.1:1', stations, snapshots: 'nowhere' })
    await expect(opening).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  })
})
