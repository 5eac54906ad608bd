/**
 * The browser that the browser suites work in: Debian's Chromium, or the program that PENTAGRAPH_TEST_CHROMIUM names. Nothing is downloaded.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * `state` is `answers`, `silent` (it is there, or was named, and does not run: a failure, not a reason to leave the suites out) or `absent`; `program`
 * is its path when it answers, else null.
 */
export function findChromium(env) {
  const program = env['PENTAGRAPH_TEST_CHROMIUM'] || onPath(env, 'chromium')
  if (!program) return { state: 'absent', program: null, note: 'no program chromium' }
  const told = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: patienceMs })
  const version = /\b\d+(\.\d+){3}\b/.exec(told.stdout ?? '')?.[0]
  if (!version) return { state: 'silent', program: null, note: `${program}: ${told.error?.code ?? 'no version'}` }
  return { state: 'answers', program, note: `${version} at ${program}` }
}

// Private:

const patienceMs = 30_000

function onPath(env, name) {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin'].filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null
}
