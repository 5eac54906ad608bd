/**
 * Tries every mutant of every guard (instrument.mjs). The tests of a guard run once over sleeping mutants, which says which of them goes
 * through which guard; then each mutant wakes alone and its guard's tests run. What they do not notice is tried on the other suites, in
 * the same way. A mutant that no test notices is a guard that nobody would miss.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instrument, type Mutant } from './instrument.mjs'

export interface MutantOptions {
  /** Test runs at the same time. */
  readonly atOnce: number
  /** Only mutants whose id begins with one of these; empty for all. */
  readonly only: readonly string[]
  /** Only the tests that guards.json names for the guard, not the other suites: quick while somebody writes them. */
  readonly ownOnly: boolean
  readonly onProgress: (line: string) => void
}

export interface MutantResult {
  readonly mutants: number
  /** By the tests of the guard itself, and by other suites. */
  readonly killed: { readonly byOwn: number; readonly byOthers: number }
  /** Written down in accepted.json with the reason why they change nothing. */
  readonly accepted: number
  readonly survived: readonly Mutant[]
}

interface Guards {
  /** By file of guards: the tests that are tried first, quick ones. */
  readonly guards: Readonly<Record<string, readonly string[]>>
  readonly suites: readonly string[]
}
/** A mutant that changes nothing anybody could see, named by what it is, so that it is found again when lines move. */
interface Accepted {
  readonly file: string
  readonly change: string
  readonly source: string
  readonly because: string
}

/** Throws when the tests do not pass without a mutant, and when accepted.json accepts what is not there. */
export async function tryGuardMutants(options: MutantOptions): Promise<MutantResult> {
  const { only, ownOnly, onProgress } = options
  const { guards, suites } = read<Guards>('guards.json')
  const accepted = read<readonly Accepted[]>('accepted.json')
  const all = Object.keys(guards).flatMap((file) => instrument(file, readFileSync(file, 'utf8')).mutants)
  for (const one of accepted)
    if (!all.some((mutant) => isSame(one, mutant)))
      throw new Error(`accepted.json: ${one.file} has no mutant "${one.change}: ${one.source}"`)
  const chosen = all.filter(({ id }) => only.length === 0 || only.some((prefix) => id.startsWith(prefix)))
  const alive = chosen.filter((mutant) => !accepted.some((one) => isSame(one, mutant)))
  const own = new Set(alive.flatMap(({ id }) => guards[fileOf(id)] ?? []))
  onProgress(`${chosen.length} of ${all.length} mutants`)
  const afterOwn = await tryOn(alive, ['--runTestsByPath', ...own], ({ id }) => guards[fileOf(id)] ?? [], options)
  const survived = ownOnly || afterOwn.length === 0 ? afterOwn : await tryOn(afterOwn, suites, () => null, options)
  for (const { id, line, change, source } of survived) onProgress(`survived: ${id} line ${line}, ${change}: ${source}`)
  return {
    mutants: chosen.length,
    killed: { byOwn: alive.length - afterOwn.length, byOthers: afterOwn.length - survived.length },
    accepted: chosen.length - alive.length,
    survived,
  }
}

// Private:

interface Test {
  readonly file: string
  readonly milliseconds: number
  readonly reached: ReadonlySet<string>
}

/** A test that takes this much longer than asleep hangs, and has noticed. */
const HANGS = { times: 10, orMilliseconds: 60_000 }
/** Up to here tests run together, since starting costs as much as they do. */
const QUICK_MS = 3_000

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join('e2e/guard-mutants', name), 'utf8')) as T
}

function fileOf(id: string): string {
  return id.slice(0, id.lastIndexOf('#'))
}

function isSame(one: Accepted, { id, change, source }: Mutant): boolean {
  return fileOf(id) === one.file && change === one.change && source === one.source
}

/** The mutants that none of these tests notices. `testsOf` says which of them concern a mutant; null for all. */
async function tryOn(
  mutants: readonly Mutant[],
  tests: readonly string[],
  testsOf: (mutant: Mutant) => readonly string[] | null,
  { atOnce, onProgress }: MutantOptions,
): Promise<Mutant[]> {
  const asleep = await reachedBy(tests, atOnce)
  const waiting = [...mutants]
  const unnoticed = new Set<Mutant>()
  const began = Date.now()
  let tried = 0
  const work = async () => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const { id } = mutant
      const concerned = testsOf(mutant)
      const reaching = asleep.filter(({ file, reached }) => reached.has(id) && (concerned?.includes(file) ?? true))
      if (!(await isNoticed(id, reaching))) unnoticed.add(mutant)
      tried += 1
      const left = ((Date.now() - began) / tried) * waiting.length
      if (tried % 20 === 0)
        onProgress(`${tried} tried, ${unnoticed.size} not noticed, about ${Math.ceil(left / 60_000)} min left`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return mutants.filter((mutant) => unnoticed.has(mutant))
}

async function isNoticed(id: string, tests: readonly Test[]): Promise<boolean> {
  const quick = tests.filter(({ milliseconds }) => milliseconds <= QUICK_MS)
  const slow = tests.filter(({ milliseconds }) => milliseconds > QUICK_MS)
  for (const run of [quick, ...slow.map((test) => [test])].filter((some) => some.length > 0)) {
    const usual = run.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
    const limit = Math.max(HANGS.orMilliseconds, HANGS.times * usual)
    const files = run.map(({ file }) => file)
    if (!(await passes(['--bail=1', '--runInBand', '--runTestsByPath', ...files], { MUTANT: id }, limit))) return true
  }
  return false
}

/** What the tests go through while all mutants sleep, shortest test first. */
async function reachedBy(tests: readonly string[], atOnce: number): Promise<Test[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-mutants-'))
  try {
    const [reached, report] = [join(folder, 'reached'), join(folder, 'report.json')]
    const args = [`--maxWorkers=${atOnce}`, '--json', `--outputFile=${report}`, ...tests]
    const fine = await passes(args, { MUTANTS_REACHED: reached }, 3_600_000)
    if (!fine || !existsSync(report)) throw new Error(`the tests do not pass without a mutant: ${tests.join(' ')}`)
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: readonly { name: string; startTime: number; endTime: number }[]
    }
    const times = new Map(testResults.map(({ name, startTime, endTime }) => [name, endTime - startTime]))
    return readFileSync(reached, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { test: string; reached: string[] })
      .map(({ test, reached: ids }) => ({
        file: test,
        milliseconds: times.get(join(process.cwd(), test)) ?? 0,
        reached: new Set(ids),
      }))
      .sort((one, other) => one.milliseconds - other.milliseconds)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** False when a test fails, or hangs. */
function passes(args: readonly string[], env: Readonly<Record<string, string>>, limit: number): Promise<boolean> {
  const config = 'e2e/guard-mutants/jest.config.mjs'
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--config', config]
  const child = spawn(process.execPath, [...jest, '--silent', ...args], {
    stdio: 'ignore',
    env: { ...process.env, ...env, APOLLO_TELEMETRY_DISABLED: '1', NODE_ENV: 'test' },
  })
  const hangs = setTimeout(() => child.kill('SIGKILL'), limit)
  return new Promise((resolve) =>
    child.once('exit', (code) => {
      clearTimeout(hangs)
      resolve(code === 0)
    }),
  )
}
