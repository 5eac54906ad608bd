/**
 * Installs the packages when node_modules is missing or was installed from another lock file; says so, since it takes a minute or two.
 * Two commands that start at once do not install over each other: the second waits for the first.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = resolve(root, 'node_modules/.installed-from')
const lock = resolve(root, '.installing')
/** An install that died leaves its lock; nothing takes longer than this. */
const LOCK_FOR_MS = 10 * 60_000
const LOOK_EVERY_MS = 500

export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Pentagraph needs Node 20.19 or newer; this is ${process.version}.`)
    process.exit(1)
  }
  const wanted = createHash('sha256')
    .update(readFileSync(resolve(root, 'package-lock.json')))
    .digest('hex')
  if (installedFrom() === wanted) return
  takeLock()
  try {
    if (installedFrom() === wanted) return
    console.error('Installing packages (first start only; one to three minutes) …')
    const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2] })
    if (done.status !== 0) {
      console.error('npm ci failed; see its messages above.')
      process.exitCode = done.status ?? 1
      throw new Error('packages could not be installed')
    }
    writeFileSync(stamp, wanted)
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function installedFrom() {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return null
  }
}

function takeLock() {
  for (let told = false; ;) {
    try {
      mkdirSync(lock)
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > LOCK_FOR_MS)
      rmSync(lock, { recursive: true, force: true })
    if (!told) console.error('Another command installs the packages; waiting for it …')
    told = true
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS)
  }
}
