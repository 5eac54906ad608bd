/**
 * Tries every mutant of every guard (instrument.mjs): the tests run once over sleeping mutants, which says which test goes through which
 * guard; then each mutant wakes alone and the tests that reach it run until one turns red: its own first, then quick ones, then the stories. A mutant that no test
 * notices is a guard that nobody would miss.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instrument, type Mutant } from './instrument.mjs'

export interface MutantOptions {
  /** Test runs at the same time. */
  readonly atOnce: number
  /** Only mutants whose id begins so; '' for all. */
  readonly only: string
  readonly onProgress: (line: string) => void
}

export interface MutantResult {
  readonly mutants: number
  readonly killed: number
  /** Written down in accepted.json with the reason why they change nothing. */
  readonly accepted: number
  readonly survived: readonly Mutant[]
}

interface Guards {
  readonly files: readonly string[]
  readonly suites: readonly string[]
}
/** A mutant that changes nothing anybody could see, named by what it is, so that it is found again when lines move. */
interface Accepted {
  readonly file: string
  readonly change: string
  readonly source: string
  readonly because: string
}

/** Throws when the tests do not pass without a mutant. */
export async function tryGuardMutants({ atOnce, only, onProgress }: MutantOptions): Promise<MutantResult> {
  const guards = read<Guards>('guards.json')
  const accepted = read<readonly Accepted[]>('accepted.json')
  const all = guards.files.flatMap((file) => instrument(file, readFileSync(file, 'utf8')).mutants)
  const waiting = all.filter(({ id }) => id.startsWith(only))
  const folder = mkdtempSync(join(tmpdir(), 'pentagraph-mutants-'))
  try {
    onProgress(`${all.length} mutants in ${guards.files.length} files; the tests run once over all of them asleep`)
    const tests = await reachedBy(folder, guards.suites)
    const survived: Mutant[] = []
    let killed = 0
    let tried = 0
    const began = Date.now()
    const work = async () => {
      for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
        const stays = accepted.some((one) => isSame(one, mutant))
        if (!stays) {
          if (await isNoticed(mutant, tests)) killed += 1
          else {
            survived.push(mutant)
            onProgress(`survived: ${mutant.id} line ${mutant.line}, ${mutant.change}: ${mutant.source}`)
          }
        }
        tried += 1
        const left = ((Date.now() - began) / tried) * waiting.length
        if (tried % 20 === 0)
          onProgress(`${tried} tried, ${killed} noticed, about ${Math.ceil(left / 60_000)} min left`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    return { mutants: tried, killed, accepted: tried - killed - survived.length, survived }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// Private:

interface Test {
  readonly file: string
  readonly milliseconds: number
  readonly reached: ReadonlySet<string>
}

/** A test that hangs has noticed. */
const HANGS_AFTER_MS = 180_000
/** Up to here tests run together, since starting costs as much as they do. */
const QUICK_MS = 3_000

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join('e2e/guard-mutants', name), 'utf8')) as T
}

function isSame(one: Accepted, mutant: Mutant): boolean {
  return mutant.id.startsWith(`${one.file}#`) && mutant.change === one.change && mutant.source === one.source
}

async function isNoticed({ id }: Mutant, tests: readonly Test[]): Promise<boolean> {
  const reaching = tests.filter(({ reached }) => reached.has(id))
  const beside = id.slice(0, id.lastIndexOf('.ts#'))
  const [own, others] = [true, false].map((wanted) =>
    reaching.filter(({ file }) => file.startsWith(beside) === wanted),
  ) as [Test[], Test[]]
  const quick = others.filter(({ milliseconds }) => milliseconds <= QUICK_MS)
  const slow = others.filter(({ milliseconds }) => milliseconds > QUICK_MS)
  const runs = [own, quick, ...slow.map((test) => [test])].filter((run) => run.length > 0)
  for (const run of runs)
    if (
      !(await passes(
        run.map(({ file }) => file),
        { MUTANT: id },
      ))
    )
      return true
  return false
}

async function reachedBy(folder: string, suites: readonly string[]): Promise<Test[]> {
  const reached = join(folder, 'reached')
  const report = join(folder, 'report.json')
  const fine = await passes(suites, { MUTANTS_REACHED: reached }, ['--json', `--outputFile=${report}`], 3_600_000)
  if (!fine || !existsSync(report)) throw new Error('the tests do not pass without a mutant')
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
}

/** False when a test fails, or hangs. */
function passes(
  files: readonly string[],
  env: Readonly<Record<string, string>>,
  more: readonly string[] = ['--bail=1'],
  limit = HANGS_AFTER_MS,
): Promise<boolean> {
  const config = 'e2e/guard-mutants/jest.config.mjs'
  const args = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--config', config]
  const child = spawn(process.execPath, [...args, '--runInBand', '--silent', ...more, ...files], {
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
