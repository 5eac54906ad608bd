/**
 * Links an estate from empty over all departments, then again with every hundredth row changed, and holds the first result against the
 * samples' truth. The hub's part and the stand-ins run in processes of their own; what is counted is the hub's: wall and CPU seconds, the
 * largest resident size. Reading the legacy files into their snapshots is told apart (`load`). Aims at 1.4 million persons: under 5
 * minutes on two cores, under 2 GB, not one wrong pair, recall of at least 0.995 of what exact keys can give, the second run at most
 * 5 % of the first.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Benchmark } from './benchmark.ts'
import { changeSome } from './link-change.ts'
import type { LinkCost } from './link-hub.ts'
import type { LinkVerdict } from './link-truth.ts'

/** Of what exact keys can give. */
const RECALL = 0.995
const DEFAULT_PERSONS = 100_000

export const link: Benchmark = async (options) => {
  const persons = options.persons ?? DEFAULT_PERSONS
  const given = options.folder === null ? null : resolve(options.folder)
  const folder = given ?? mkdtempSync(join(tmpdir(), 'pentagraph-link-'))
  mkdirSync(folder, { recursive: true })
  for (const name of ['hub.db', 'hub.db-wal', 'hub.db-shm', 'snapshots'])
    rmSync(join(folder, name), { recursive: true, force: true })
  const standIns = await startStandIns(folder, persons)
  try {
    const load = await run<LinkCost>('bench/link-hub.ts', folder, 'load')
    const first = await run<LinkCost>('bench/link-hub.ts', folder, 'link')
    const verdict = await run<LinkVerdict>('bench/link-truth.ts', folder)
    const { changed, of } = await changeSome(folder)
    const second = await run<LinkCost>('bench/link-hub.ts', folder, 'link')
    return {
      persons,
      records: first.records,
      seconds: first.seconds,
      cpuSeconds: first.cpuSeconds,
      peakMB: Math.max(first.peakMB, second.peakMB),
      recordsPerSecond: Math.round(first.records / first.seconds),
      loadSeconds: load.seconds,
      loadPeakMB: load.peakMB,
      ...verdict,
      changedRows: changed,
      changedShare: share(changed, of),
      secondRunSeconds: second.seconds,
      secondRunCpuSeconds: second.cpuSeconds,
      share: share(second.seconds, first.seconds),
      cpuShare: share(second.cpuSeconds, first.cpuSeconds),
      missed: missedBy(verdict),
    }
  } finally {
    standIns.stdin.end()
    // The estate was changed: another run makes it anew.
    if (given === null) rmSync(folder, { recursive: true, force: true })
  }
}

// Private:

/** What must hold at every size. */
function missedBy({ wrongPairs, recall }: LinkVerdict): string[] {
  const low = Object.entries(recall).filter(([, value]) => value < RECALL)
  return [
    ...(wrongPairs > 0 ? [`${wrongPairs} pairs were put together that are two`] : []),
    ...low.map(([kind, value]) => `recall of ${kind} is ${value}`),
  ]
}

async function startStandIns(folder: string, persons: number) {
  const child = spawn(
    process.execPath,
    ['scripts/run.mjs', 'bench/estate-servers.ts', join(folder, 'estate'), String(persons)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  writeFileSync(join(folder, 'departments.json'), await answerOf(child))
  return child
}

async function run<T>(script: string, ...args: string[]): Promise<T> {
  const child = spawn(process.execPath, ['scripts/run.mjs', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(await answerOf(child)) as T
}

/** The first line that is JSON: all that these processes print. */
async function answerOf(child: { readonly stdout: NodeJS.ReadableStream }): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('{')) return line
  throw new Error('a part of the benchmark ended without an answer')
}

function share(part: number, whole: number): number {
  return Math.round((part / whole) * 1e4) / 1e4
}
