/**
 * What a newcomer waits for and what the machine must have: `npm start` on an empty data folder until /health says yes, then a second
 * start on the same data. Wall seconds and resident memory of the hub with its stand-ins, in a process of its own. Absolute, so a figure
 * of one machine; the aim is ready within 20 s after the install and 700 MB.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { departments } from '../runner/departments.ts'
import type { Benchmark } from './benchmark.ts'

/** As `npm start` makes it by default. */
const DEFAULT_PERSONS = 5_000
const PATIENCE_MS = 180_000
const LOOK_EVERY_MS = 100

export const start: Benchmark = async (options) => {
  const persons = options.persons ?? DEFAULT_PERSONS
  const data = mkdtempSync(join(tmpdir(), 'pentagraph-start-'))
  try {
    const first = await timed(data, persons)
    const second = await timed(data, persons)
    console.log(`first start: ready in ${first.seconds} s, ${first.megabytes} MB; peak ${first.peakMegabytes} MB`)
    console.log(`second start: ready in ${second.seconds} s, ${second.megabytes} MB; peak ${second.peakMegabytes} MB`)
    return { persons, departments: departments.length, first, second }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

// Private:

interface Started {
  readonly seconds: number
  /** Resident when ready. */
  readonly megabytes: number
  readonly peakMegabytes: number
}

async function timed(data: string, persons: number): Promise<Started> {
  const port = await freePort()
  const since = performance.now()
  const hub = spawn(process.execPath, ['scripts/run.mjs', 'runner/start.ts'], {
    env: { ...process.env, PENTAGRAPH_DATA: data, PENTAGRAPH_PERSONS: String(persons), PORT: String(port) },
    stdio: 'ignore',
  })
  try {
    let peak = 0
    while (!(await isReady(port))) {
      if (hub.exitCode !== null) throw new Error(`the hub ended with ${hub.exitCode}`)
      if (performance.now() - since > PATIENCE_MS) throw new Error('the hub did not get ready')
      peak = Math.max(peak, residentMegabytes(hub))
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
    const seconds = Math.round((performance.now() - since) / 100) / 10
    const megabytes = residentMegabytes(hub)
    return { seconds, megabytes, peakMegabytes: Math.max(peak, megabytes) }
  } finally {
    const ended = new Promise((resolve) => hub.once('exit', resolve))
    if (hub.exitCode === null) hub.kill('SIGTERM')
    await ended
  }
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health`).then(
    ({ ok }) => ok,
    () => false,
  )
}

function residentMegabytes({ pid }: ChildProcess): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return Math.round(Number(stdout.trim()) / 1024)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
