/** A hospital on the line: what it sends, how it breaks off, what it is answered. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Adapter } from '../adapter.ts'
import { use } from '../conformance.ts'
import { openAdapter } from '../open-adapter.ts'
import type { Connection } from '../open.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { connectTo, framed, header, partySystem, type Sender } from './stand-in.ts'

const call = { signal: new AbortController().signal }
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let adapter: Adapter
let port: number
const senders: Sender[] = []

async function open(more: Partial<Connection> = {}): Promise<void> {
  const url = `mllp://127.0.0.1:${port}`
  const snapshots = join(folder.path, 'snapshots')
  adapter = await openAdapter('stand-in', partySystem, [use], { url, snapshots, ...more })
}
async function sender(): Promise<Sender> {
  const one = await connectTo(port)
  senders.push(one)
  return one
}
const rowOf = async (key: string) => (await adapter.table('PARTY').getMany([key], call))[0] ?? null
const codes = async () => (await adapter.quarantined('PARTY', { after: 0, limit: 100 })).map(({ code }) => code)
const remarks = async () => (await adapter.state(call))[0]?.remarks ?? []
const ask = async (to: Sender, text: string) => {
  to.send(framed(text))
  return to.answer()
}
/** Until what happens on the other side of a socket has happened. */
async function until(true_: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200 && !(await true_()); i++) await new Promise((go) => setTimeout(go, 10))
  expect(await true_()).toBe(true)
}

beforeEach(async () => {
  folder = await temporaryFolder()
  port = await freePort()
})
afterEach(async () => {
  for (const one of senders.splice(0)) one.socket.destroy()
  await adapter.close()
  await folder.remove()
})

describe('messages pushed over MLLP', () => {
  test('are there when they are acknowledged, and after a restart too', async () => {
    await open()
    const hospital = await sender()
    expect(await ask(hospital, `${header('M-1')}\rZPA|K1|测㛃|01||1|A`)).toBe('AA M-1')
    expect(await rowOf('K1')).toEqual({ BH: 'K1', MC: '测㛃', LX: '01', BZ: null, BBH: '1' })
    await adapter.close()
    await open()
    expect(await rowOf('K1')).toMatchObject({ MC: '测㛃' })
    expect(await ask(await sender(), `${header('M-1')}\rZPA|K1|测㛃|01||1|A`)).toBe('AA M-1')
    expect(await adapter.state(call)).toMatchObject([{ rows: 1, quarantined: 0 }])
  })

  test('come in any pieces: many in one, one in many', async () => {
    await open()
    const hospital = await sender()
    hospital.send(Buffer.concat([1, 2, 3].map((n) => framed(`${header(`P-${n}`)}\rZPA|P${n}|样|01||1|A`))))
    expect([await hospital.answer(), await hospital.answer(), await hospital.answer()]).toEqual([
      'AA P-1',
      'AA P-2',
      'AA P-3',
    ])
    for (const byte of framed(`${header('P-4')}\rZPA|P4|例𠮷|01||1|A`)) {
      hospital.send(Buffer.from([byte]))
      await new Promise((go) => setImmediate(go))
    }
    expect(await hospital.answer()).toBe('AA P-4')
    expect(await rowOf('P4')).toMatchObject({ MC: '例𠮷' })
  })

  test('an update changes what it says, "" empties, D deletes, and a deletion of what was never there is fine', async () => {
    await open()
    const hospital = await sender()
    await ask(hospital, `${header()}\rZPA|K1|测甲|01|note|1|A`)
    await ask(hospital, `${header()}\rZPA|K1||02||2|U`)
    expect(await rowOf('K1')).toEqual({ BH: 'K1', MC: '测甲', LX: '02', BZ: 'note', BBH: '2' })
    await ask(hospital, `${header()}\rZPA|K1|||""||U`)
    expect(await rowOf('K1')).toMatchObject({ MC: '测甲', BZ: null })
    expect(await ask(hospital, `${header('D-1')}\rZPA|K1|||||D`)).toBe('AA D-1')
    expect(await rowOf('K1')).toBeNull()
    expect(await ask(hospital, `${header('D-2')}\rZPA|K9|||||D`)).toBe('AA D-2')
  })

  test('the same message twice is carried out once; another one under its number is not taken for it', async () => {
    await open()
    const hospital = await sender()
    await ask(hospital, `${header('N-1')}\rZPA|K1|测甲|01||1|A`)
    await ask(hospital, `${header('N-2')}\rZPA|K1|测乙|01||2|A`)
    const again = header('N-1').replace('20260301101500', '20260301101900')
    expect(await ask(hospital, `${again}\rZPA|K1|测甲|01||1|A`)).toBe('AA N-1')
    expect(await rowOf('K1')).toMatchObject({ MC: '测乙' })
    expect(await ask(hospital, `${header('N-1')}\rZPA|K7|other|01||1|A`)).toBe('AR N-1 205')
    expect(await codes()).toEqual(['MESSAGE_ID_REUSED'])
    // Another institution counts for itself.
    expect(await ask(hospital, `${header('N-1').replace('JG1', 'JG2')}\rZPA|K8|x|01||1|A`)).toBe('AA N-1')
  })

  test('a message is taken whole or not at all', async () => {
    await open()
    const hospital = await sender()
    expect(await ask(hospital, `${header('W-1')}\rZPA|K1|a|01||1|A\rZPA||b|01||1|A`)).toBe('AR W-1 101')
    expect(await ask(hospital, `${header('W-2')}\rZPA|K1|a|01||1|X`)).toBe('AR W-2 103')
    expect(await rowOf('K1')).toBeNull()
    expect(await codes()).toEqual(['ROW_NO_KEY', 'UNKNOWN_CODE'])
    // Put right, it is welcome under the same number.
    expect(await ask(hospital, `${header('W-1')}\rZPA|K1|a|01||1|A\rZPA|K2|b|01||1|A`)).toBe('AA W-1')
  })

  test('what was never agreed is refused and remarked, what is not wanted is acknowledged, training is training', async () => {
    await open()
    const hospital = await sender()
    expect(await ask(hospital, `${header('U-1', 'ORU^R01')}\rOBX|1|NM|GLU||5.2`)).toBe('AR U-1 200')
    expect(await ask(hospital, `${header('U-2', 'ADT^A03')}\rPV1|1|I`)).toBe('AA U-2')
    expect(await ask(hospital, `${header('U-3').replace('|P|2.4', '|T|2.4')}\rZPA|K1|试|01||1|A`)).toBe('AR U-3 202')
    expect(await remarks()).toEqual(expect.arrayContaining(['UNKNOWN_MESSAGE:ORU^R01', 'NOT_PRODUCTION']))
    expect(await codes()).toEqual([])
    expect(await rowOf('K1')).toBeNull()
  })

  test('unreadable messages are quarantined and answered; nothing of a person stands in the answer', async () => {
    await open()
    const hospital = await sender()
    hospital.send(framed(`${header('Q-1')}\r<html>测甲`))
    expect(await hospital.answer()).toBe('AR Q-1 100')
    expect(await codes()).toEqual(['MESSAGE_UNREADABLE'])
    expect(await ask(hospital, `${header('Q-2')}\rZPA|K1|fine|01||1|A`)).toBe('AA Q-2')
  })

  test('a message without its end block is asked for again; one cut by the end of the line is quarantined', async () => {
    await open()
    const hospital = await sender()
    hospital.send(`\x0b${header('C-1')}\rZPA|K1|half`)
    hospital.send(framed(`${header('C-2')}\rZPA|K2|whole|01||1|A`))
    expect([await hospital.answer(), await hospital.answer()]).toEqual(['AE C-1 207', 'AA C-2'])
    hospital.send(`\x0b${header('C-3')}\rZPA|K3|half`)
    hospital.socket.end()
    await until(async () => (await codes()).length === 2)
    expect(await codes()).toEqual(['MESSAGE_CUT', 'MESSAGE_CUT'])
    expect(await rowOf('K3')).toBeNull()
    expect(await ask(await sender(), `${header('C-3')}\rZPA|K3|whole|01||1|A`)).toBe('AA C-3')
  })

  test('a message that is too long is refused, the next one taken', async () => {
    await open()
    const hospital = await sender()
    hospital.send(framed(`${header('L-1')}\rZPA|K1|${'x'.repeat(1_100_000)}`))
    expect(await hospital.answer()).toBe('AR L-1 207')
    expect(await ask(hospital, `${header('L-2')}\rZPA|K2|y|01||1|A`)).toBe('AA L-2')
    expect(await codes()).toEqual(['MESSAGE_TOO_LONG'])
  })

  test('who sends byte by byte without end, or does not speak MLLP at all, is cut off', async () => {
    await open({ timeoutMs: 60 })
    const slow = await sender()
    const dripping = setInterval(() => slow.send('x'), 10)
    slow.send('\x0bMSH|')
    await slow.gone
    clearInterval(dripping)
    const browser = await sender()
    browser.send('GET / HTTP/1.1\r\nHost: hub\r\n\r\n')
    await browser.gone
    await until(async () => (await codes()).includes('MESSAGE_UNREADABLE'))
    expect(await remarks()).toContain('MESSAGE_TOO_SLOW')
  })

  test('connections are bounded', async () => {
    await open({ concurrency: 2 })
    const [first] = [await sender(), await sender()]
    const third = await sender()
    await third.gone
    expect(await ask(first, `${header('B-1')}\rZPA|K1|a|01||1|A`)).toBe('AA B-1')
    expect(await remarks()).toContain('TOO_MANY_CONNECTIONS')
  })

  test('who is not on the list may not connect', async () => {
    await open({ peers: ['10.1.0.0/16'] })
    await (
      await sender()
    ).gone
    await until(async () => (await remarks()).includes('PEER_REFUSED'))
  })

  test('many senders at once lose nothing and double nothing', async () => {
    await open()
    const all = await Promise.all(Array.from({ length: 20 }, () => sender()))
    await Promise.all(
      all.map(async (one, n) => {
        for (let i = 0; i < 25; i++) {
          const text = `${header(`S-${n}-${i}`)}\rZPA|S${n}-${i}|样|01||1|A`
          expect(await ask(one, text)).toBe(`AA S-${n}-${i}`)
          if (i % 5 === 0) expect(await ask(one, text)).toBe(`AA S-${n}-${i}`)
        }
      }),
    )
    expect(await adapter.state(call)).toMatchObject([{ rows: 500, quarantined: 0 }])
  })

  test('a port that is taken makes it ill, not dead; it listens when the port is free', async () => {
    const other = createServer()
    await new Promise<void>((ready) => other.listen(port, '127.0.0.1', ready))
    await open()
    expect(await adapter.health(call)).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
    await new Promise((closed) => other.close(closed))
    await adapter.refresh(call)
    expect(await adapter.health(call)).toMatchObject({ ok: true })
    expect(await ask(await sender(), `${header('T-1')}\rZPA|K1|a|01||1|A`)).toBe('AA T-1')
  })
})

// Private:

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
