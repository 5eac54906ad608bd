/**
 * Tries every mutant of every guard (instrument.mjs): it wakes alone, and some test must turn red. First the tests of the guard itself, many
 * mutants in one process (environment.mjs); what is not sure there, in a process of its own; what they do not notice, on the other suites:
 * those run once over sleeping mutants, which says which test goes through which guard. A mutant that no test notices is a guard that nobody
 * would miss.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { instrument, type Mutant } from './instrument.mjs'

export interface MutantOptions {
  /** Test runs at the same time; as many as there are processors without it. */
  readonly atOnce?: number
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

/** Throws when the tests do not pass without a mutant, and when accepted.json accepts what is not there, or more than one. */
export async function tryGuardMutants(options: MutantOptions): Promise<MutantResult> {
  const { only, ownOnly, onProgress } = options
  const { guards, suites } = read<Guards>('guards.json')
  const accepted = read<readonly Accepted[]>('accepted.json')
  const all = Object.keys(guards).flatMap((file) => instrument(file, readFileSync(file, 'utf8')).mutants)
  for (const one of accepted) {
    const meant = all.filter((mutant) => isSame(one, mutant)).length
    if (meant !== 1)
      throw new Error(`accepted.json: ${one.file} has ${meant} mutants "${one.change}: ${one.source}", not one`)
  }
  const chosen = all.filter(({ id }) => only.length === 0 || only.some((prefix) => id.startsWith(prefix)))
  const alive = chosen.filter((mutant) => !accepted.some((one) => isSame(one, mutant)))
  onProgress(`${chosen.length} of ${all.length} mutants`)
  const afterOwn = await tryOnOwn(alive, guards, options)
  const survived = ownOnly || afterOwn.length === 0 ? afterOwn : await tryOnSuites(afterOwn, suites, options)
  return {
    mutants: chosen.length,
    killed: { byOwn: alive.length - afterOwn.length, byOthers: afterOwn.length - survived.length },
    accepted: chosen.length - alive.length,
    survived,
  }
}

/** Of those that change something, in percent, cut after one decimal: 100 means all. */
export function killRate({ mutants, accepted, survived }: MutantResult): number {
  const alive = mutants - accepted
  return alive === 0 ? 100 : Math.floor((1000 * (alive - survived.length)) / alive) / 10
}

// Private:

interface Test {
  readonly file: string
  readonly milliseconds: number
  readonly reached: ReadonlySet<string>
}

/** A run of which nothing is heard for so long hangs; a mutant that makes it hang was noticed. */
const HANGS_AFTER_MS = 120_000
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

/** The mutants that the tests of their guards do not notice. */
async function tryOnOwn(
  mutants: readonly Mutant[],
  guards: Guards['guards'],
  { atOnce = availableParallelism(), onProgress }: MutantOptions,
): Promise<Mutant[]> {
  const files = [...new Set(mutants.map(({ id }) => fileOf(id)))]
  const unnoticed = new Set(mutants)
  let tried = 0
  await inTurns(files, atOnce, async (file) => {
    const reachedBy = new Map<string, string[]>()
    for (const test of guards[file] ?? []) {
      const left = [...unnoticed].filter(({ id }) => fileOf(id) === file)
      for (const [id, verdict] of await tryTogether(
        test,
        left.map(({ id }) => id),
      )) {
        if (verdict === 'NOTICED') for (const mutant of left) if (mutant.id === id) unnoticed.delete(mutant)
        if (verdict === 'UNSURE') reachedBy.set(id, [...(reachedBy.get(id) ?? []), test])
      }
    }
    for (const mutant of [...unnoticed].filter(({ id }) => fileOf(id) === file)) {
      const tests = reachedBy.get(mutant.id) ?? []
      if (tests.length > 0 && !(await passes(alone(tests), { MUTANT: mutant.id }, HANGS_AFTER_MS)))
        unnoticed.delete(mutant)
    }
    tried += mutants.filter(({ id }) => fileOf(id) === file).length
    const left = [...unnoticed].filter(({ id }) => fileOf(id) === file).length
    onProgress(`${tried} of ${mutants.length} tried on their own tests; ${file}: ${left} not noticed`)
  })
  return mutants.filter((mutant) => unnoticed.has(mutant))
}

type Verdict = 'NOTICED' | 'UNSURE' | 'NOT_REACHED'

/** What one file of tests says of each of these mutants, in one process or, where one spoils it or hangs, in several. */
async function tryTogether(test: string, ids: readonly string[]): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>()
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-mutants-'))
  const [wanted, tried] = [join(folder, 'wanted.json'), join(folder, 'tried')]
  let failures = 0
  try {
    for (let left = ids; left.length > 0; left = ids.filter((id) => !verdicts.has(id))) {
      writeFileSync(wanted, JSON.stringify(left))
      writeFileSync(tried, '')
      await passes(alone([test]), { MUTANTS_TO_TRY: wanted, MUTANTS_TRIED: tried }, HANGS_AFTER_MS, tried)
      const lines = readFileSync(tried, 'utf8').trim().split('\n').filter(Boolean)
      const told = lines.map(
        (line) => JSON.parse(line) as { asleep?: boolean; id?: string; verdict?: Verdict | 'BEGUN' },
      )
      // Some tests take the time: on a busy machine they may fail once.
      if (told[0]?.asleep !== true && (failures += 1) < 3) continue
      if (told[0]?.asleep !== true) throw new Error(`the tests do not pass without a mutant: ${test}`)
      for (const { id, verdict } of told)
        if (id !== undefined && verdict !== undefined) verdicts.set(id, verdict === 'BEGUN' ? 'UNSURE' : verdict)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return verdicts
}

/** The mutants that none of the suites notices. */
async function tryOnSuites(
  mutants: readonly Mutant[],
  suites: readonly string[],
  { atOnce = availableParallelism(), onProgress }: MutantOptions,
): Promise<Mutant[]> {
  onProgress(`${mutants.length} are tried on the other suites, which run once over all of them asleep`)
  const asleep = await reachedBy(suites, atOnce)
  const unnoticed = new Set<Mutant>()
  let tried = 0
  await inTurns(mutants, atOnce, async (mutant) => {
    if (
      !(await isNoticed(
        mutant.id,
        asleep.filter(({ reached }) => reached.has(mutant.id)),
      ))
    )
      unnoticed.add(mutant)
    tried += 1
    onProgress(`${tried} of ${mutants.length} tried on the other suites, ${unnoticed.size} not noticed`)
  })
  return mutants.filter((mutant) => unnoticed.has(mutant))
}

async function inTurns<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all]
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function isNoticed(id: string, tests: readonly Test[]): Promise<boolean> {
  const quick = tests.filter(({ milliseconds }) => milliseconds <= QUICK_MS)
  const slow = tests.filter(({ milliseconds }) => milliseconds > QUICK_MS)
  for (const run of [quick, ...slow.map((test) => [test])].filter((some) => some.length > 0)) {
    const files = run.map(({ file }) => file)
    if (!(await passes(alone(files), { MUTANT: id }, HANGS_AFTER_MS))) return true
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

/** Just these files, in one process; the first that fails ends it. */
function alone(files: readonly string[]): string[] {
  return ['--bail=1', '--runInBand', '--runTestsByPath', ...files]
}

/** False when a test fails, or when it hangs: for `limit` milliseconds, since it began or since it last wrote to the file `heard`. */
function passes(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  limit: number,
  heard: string | null = null,
): Promise<boolean> {
  const config = 'e2e/guard-mutants/jest.config.mjs'
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--config', config]
  const child = spawn(process.execPath, [...jest, '--silent', ...args], {
    stdio: 'ignore',
    env: { ...process.env, ...env, APOLLO_TELEMETRY_DISABLED: '1', NODE_ENV: 'test' },
  })
  const began = Date.now()
  const watch = setInterval(() => {
    const last = heard === null ? began : Math.max(began, statSync(heard).mtimeMs)
    if (Date.now() - last > limit) child.kill('SIGKILL')
  }, 1_000)
  return new Promise((resolve) =>
    child.once('exit', (code) => {
      clearInterval(watch)
      resolve(code === 0)
    }),
  )
}
