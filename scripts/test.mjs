/**
 * Runs the tests. `--systems` runs the suites against real servers (`*.systems.test.ts`) instead: says first which servers there are, leaves out
 * the suites of those that are not installed, and fails at once when one is installed and does not answer. `--browser` runs the suites in a real
 * browser (`*.browser.test.ts`) in the same way. Other arguments go to jest.
 * What the parts under test log and what the run prints is kept in a folder of its own and searched at the end (kept-logs.mjs): a number, a
 * name, a token or a key in it fails the run.
 */
import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './install.mjs'
import { faultsIn } from './kept-logs.mjs'

ensureInstalled()
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const args = process.argv.slice(2)
const node = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
const jest = []
// Put together, since the docs list every name that stands in the code.
const named = new RegExp(`${'PENTAGRAPH'}_TEST_[A-Z]+`, 'g')
const words = { answers: 'used', silent: 'IS INSTALLED BUT DOES NOT ANSWER', absent: 'not installed' }
const env = { ...process.env, APOLLO_TELEMETRY_DISABLED: '1', NODE_ENV: 'test' }

if (args.includes('--systems')) {
  // Loaded only now: it needs the packages.
  const { findServers } = await import('./servers.mjs')
  const servers = await findServers(process.env)
  for (const { name, state, note } of servers) console.error(`${name.padEnd(12)}${words[state] ?? state}  ${note}`)
  if (servers.some(({ state }) => state === 'silent')) process.exit(1)
  for (const { variable, url, state } of servers) if (state === 'answers') env[variable] = url
  const absent = servers.filter(({ state }) => state === 'absent').map(({ variable }) => variable)
  const left = suites().filter((file) => needs(file).some((variable) => absent.includes(variable)))
  for (const file of left) console.error(`left out: ${file}`)
  const ignored = ['/node_modules/', '/dist/', ...left.map((file) => file.replaceAll('.', '\\.'))]
  jest.push('--testMatch', '<rootDir>/**/*.systems.test.ts', '--runInBand', '--passWithNoTests')
  jest.push('--testPathIgnorePatterns', ...ignored)
}

const kept = mkdtempSync(join(tmpdir(), 'pentagraph-test-logs-'))
env.PENTAGRAPH_TEST_LOGS = kept
// Behind a pipe jest cannot see the terminal: whether it may use colours is said here.
if (process.stderr.isTTY && !env.NO_COLOR) env.FORCE_COLOR ??= '1'

if (args.includes('--browser')) {
  const { findChromium } = await import('./chromium.mjs')
  const { state, program, note } = findChromium(process.env)
  console.error(`${'Chromium'.padEnd(12)}${words[state]}  ${note}`)
  if (state === 'silent') process.exit(1)
  if (program) env['PENTAGRAPH_TEST_CHROMIUM'] = program
  else console.error('left out: every **/*.browser.test.ts (on Debian: apt-get install chromium fonts-wqy-microhei)')
  const ignored = ['/node_modules/', '/dist/', '/.data/', ...(program ? [] : ['\\.browser\\.test\\.ts$'])]
  jest.push('--testMatch', '<rootDir>/**/*.browser.test.ts', '--runInBand', '--passWithNoTests')
  jest.push('--testPathIgnorePatterns', ...ignored)
}

// What the caller gives stands in front: the last option is a list and would swallow it.
const given = args.filter((a) => a !== '--systems' && a !== '--browser')
const status = await run([...node, ...given, ...jest])
const faults = faultsIn(kept)
for (const { file, line, what } of faults.slice(0, 50)) console.error(`${join(kept, file)}:${line}: ${what}`)
if (faults.length > 0) console.error(`What was logged or printed holds what it must not hold: ${faults.length} line(s)`)
else rmSync(kept, { recursive: true, force: true })
process.exit(status !== 0 ? status : faults.length > 0 ? 1 : 0)

// Private:

/** Runs jest; what it prints goes to the terminal and is kept. A signal that ends this process ends jest too. */
function run(command) {
  const printed = createWriteStream(join(kept, 'console.log'), { mode: 0o600 })
  const child = spawn(process.execPath, command, { stdio: ['inherit', 'pipe', 'pipe'], env })
  for (const end of ['SIGINT', 'SIGTERM']) process.on(end, () => child.kill(end))
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    from.pipe(to, { end: false })
    from.pipe(printed, { end: false })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => printed.end(() => resolve(code ?? 1)))
  })
}

function suites() {
  const skipped = new Set(['node_modules', 'dist', '.git', '.data'])
  const visit = (folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : visit(join(folder, entry.name))
      return entry.name.endsWith('.systems.test.ts') ? [relative(root, join(folder, entry.name))] : []
    })
  return visit(root)
}

/** A suite names the variables of the servers that it needs. */
function needs(file) {
  return readFileSync(join(root, file), 'utf8').match(named) ?? []
}
