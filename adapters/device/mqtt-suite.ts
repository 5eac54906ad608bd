/** For tests: what a line over a broker must do, whichever broker it is. */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { connectAsync, type MqttClient } from 'mqtt'
import { join } from 'node:path'
import type { Adapter } from '../adapter.ts'
import { openAdapter } from '../open-adapter.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { packet, password, station, system, uses } from './stand-in.ts'

const call = { signal: new AbortController().signal }
let topics = 0

/** Until what happens on the other side of a broker has happened. */
export async function until(reached: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500 && !(await reached()); i++) await new Promise((go) => setTimeout(go, 10))
  expect(await reached()).toBe(true)
}

export function brokerSuite(broker: () => string): void {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let adapter: Adapter
  let publisher: MqttClient
  let topic: string

  const open = async () => {
    adapter = await openAdapter('stand-in', system, uses, {
      url: `${broker()}/${topic}`,
      stations: { [station]: password },
      snapshots: join(folder.path, 'snapshots'),
    })
  }
  const values = async () => (await adapter.table('VALUES').scan({ limit: 1000 }, call)).rows
  const remarks = async () => (await adapter.state(call))[0]?.remarks ?? []
  const report = (factor: string) => packet({ body: `DataTime=20260301100000;${factor}-Rtd=1` })
  const publish = (payload: Buffer) => publisher.publishAsync(topic, payload, { qos: 1 })

  beforeEach(async () => {
    folder = await temporaryFolder()
    topic = `pentagraph-test/${process.pid}/${Date.now()}/${++topics}`
    publisher = await connectAsync(broker(), { reconnectPeriod: 50 })
    await open()
  })
  afterEach(async () => {
    await adapter.close()
    await publisher.endAsync(true)
    await folder.remove()
  })

  test('packets of a topic become rows; several in a payload, and one without its line end', async () => {
    await publish(Buffer.concat([report('w01018'), report('w21003')]))
    await publish(report('w21011').subarray(0, -2))
    await until(async () => (await values()).length === 3)
    expect(await adapter.health(call)).toMatchObject({ ok: true })
    expect((await values()).map((row) => row['@factor'])).toEqual(['w01018', 'w21003', 'w21011'])
  })

  test('what was published while we were away comes when we are back', async () => {
    await publish(report('w01018'))
    await until(async () => (await values()).length === 1)
    await adapter.close()
    for (let n = 0; n < 50; n++) await publish(report(`w${String(10_000 + n)}`))
    await open()
    await until(async () => (await values()).length === 51)
    expect((await adapter.state(call))[0]?.quarantined).toBe(0)
  })

  test('noise and strangers are quarantined or counted, and stop nothing', async () => {
    await publish(Buffer.from('{"temperature": 21}'))
    await publish(Buffer.alloc(100_000, '#'))
    await publish(packet({ pw: 'guess1' }))
    await publish(report('w01018'))
    await until(async () => (await values()).length === 1)
    const found = await adapter.quarantined('VALUES', { after: 0, limit: 10 })
    expect(found.map(({ code }) => code)).toEqual(['MESSAGE_UNREADABLE', 'MESSAGE_TOO_LONG'])
    expect(await remarks()).toContain('PASSWORD_WRONG:1')
  })
}
