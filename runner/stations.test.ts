/** The environment department beside its stand-in loggers: lines that break, answers that are lost, a hub that is restarted. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flagsOf } from '../adapters/adapter.ts'
import { checksum } from '../adapters/device/checksum.ts'
import { Environment } from '../samples/departments/environment.ts'
import { spoilStream } from '../samples/faults/sender.ts'
import { oneDrop, type OneDrop } from '../samples/one-drop.ts'
import { readLoggers, startStations, type Logger, type Stations } from '../samples/servers/stations.ts'
import { environment } from '../subgraphs/environment/environment.ts'
import { DepartmentRuntime } from '../subgraphs/kit/department-runtime.ts'

const call = { signal: new AbortController().signal }
/** Noon of the city, so that there are twelve hours behind it. */
const noon = Date.parse('2026-11-24T12:00:00+08:00')

let drop: OneDrop
let snapshots: string
let loggers: readonly Logger[]
let stations: Stations
let runtime: DepartmentRuntime
/** The loggers' clock runs on; ours is the machine's. */
let clock: number

async function open(): Promise<void> {
  const known = Object.fromEntries(loggers.map(({ number, password }) => [number, password]))
  const parts = {
    database: { path: join(drop.folder, 'environment.db') },
    stations: { url: stations.url, stations: known },
  }
  runtime = await DepartmentRuntime.open(
    environment,
    { connection: { snapshots, parts } },
    new Uint8Array(32),
    () => {},
  )
}
async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 1500 && !(await reached()); i++) await new Promise((go) => setTimeout(go, 10))
  expect(await reached()).toBe(true)
}
/** Each has sent its hours, since its first real-time value comes after them. */
const allSpoke = async () => (await all('ZX')).length === loggers.flatMap(({ factors }) => factors).length
const all = async (table: string) => (await runtime.adapter.table(table).scan({ limit: 10_000 }, call)).rows

beforeEach(async () => {
  drop = await oneDrop(Environment, { persons: 980 })
  snapshots = mkdtempSync(join(tmpdir(), 'stations-'))
  loggers = readLoggers(join(drop.folder, 'loggers.jsonl'))
  clock = noon
  stations = await startStations({ loggers, everyMs: 5, answerMs: 300, now: () => (clock += 1) })
})
afterEach(async () => {
  await stations.close()
  await runtime.close()
  drop.remove()
  rmSync(snapshots, { recursive: true, force: true })
})

describe('what loggers send', () => {
  test('is all there once, though lines break, answers are lost and the hub is restarted in the middle', async () => {
    await open()
    stations.setFault({ kind: 'reset', times: 4 })
    await until(() => stations.calls > 20)
    stations.setFault({ kind: 'half', times: 3 })
    await until(() => stations.calls > 40)
    await runtime.close()
    await open()
    await until(allSpoke)
    const hours = (await all('JC')).filter((row) => row['CN'] === '2061')
    const expected = loggers.flatMap(({ number, factors }) => factors.map((factor) => [number, factor].join(' ')))
    for (const one of expected) {
      const own = hours.filter((row) => `${row['MN']} ${row['@factor']}` === one)
      expect({ one, hours: own.map((row) => row['DataTime']?.slice(8, 10)).sort() }).toEqual({
        one,
        hours: Array.from({ length: 12 }, (_, hour) => String(hour).padStart(2, '0')),
      })
    }
    expect((await all('ZX')).map((row) => `${row['MN']} ${row['@factor']}`).sort()).toEqual(expected.sort())
    expect((await all('ZD')).map((row) => row['MN']).sort()).toEqual(loggers.map(({ number }) => number).sort())
    expect(stations.lost).toBe(0)
  }, 40_000)

  test('is all there though the loggers are slow and a stranger floods the line', async () => {
    await stations.close()
    stations = await startStations({ loggers, everyMs: 5, now: () => (clock += 1) })
    stations.setFault({ kind: 'slow', times: 10, milliseconds: 5 })
    await open()
    await until(() => stations.calls > 10)
    const { number } = loggers[0] ?? { number: '' }
    const data = `QN=20261124120000000;ST=32;CN=2011;PW=guess0;MN=${number};Flag=5;CP=&&DataTime=20261124120000;w01018-Rtd=0.0&&`
    const message = Buffer.from(`##${String(data.length).padStart(4, '0')}${data}${checksum(Buffer.from(data))}\r\n`)
    const at = () => message
    const port = Number(new URL(stations.url).port)
    const flood = await spoilStream({ port, message, otherLayout: message, at }, 'flood')
    await until(allSpoke)
    await flood.heal()
    expect(stations.lost).toBe(0)
    const hours = (await all('JC')).filter((row) => row['CN'] === '2061')
    expect(hours).toHaveLength(12 * loggers.flatMap(({ factors }) => factors).length)
    const measured = (await runtime.adapter.state(call)).find(({ table }) => table === 'JC')
    expect(measured?.remarks.find((remark) => remark.startsWith('PASSWORD_WRONG:'))).toBeDefined()
    expect((await all('JC')).filter((row) => row['Rtd'] === '0.0')).toEqual([])
  }, 40_000)

  test('of a logger whose clock is a day ahead is kept and marked', async () => {
    await stations.close()
    // The hub's clock is the machine's. What a logger has to say first, it says as soon as it is started: it must be ahead by then.
    stations = await startStations({ loggers, everyMs: 5, now: () => Date.now() + 86_400_000 })
    await open()
    await until(allSpoke)
    const latest = await all('ZX')
    expect(latest).not.toEqual([])
    for (const row of latest) expect(flagsOf(row)).toEqual({ DataTime: 'CLOCK_OFF' })
  }, 40_000)
})
