/** Installs the packages when node_modules is missing or older than the lock file; says so, since it takes a minute or two. */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Pentagraph needs Node 20.19 or newer; this is ${process.version}.`)
    process.exit(1)
  }
  const lock = resolve(root, 'package-lock.json')
  const installed = resolve(root, 'node_modules/.package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs - 1000) return
  if (existsSync(installed) && existsSync(resolve(root, 'node_modules/.complete'))) {
    if (statSync(resolve(root, 'node_modules/.complete')).mtimeMs >= statSync(lock).mtimeMs) return
  }
  console.error('Installing packages (first start only; one to three minutes) …')
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2] })
  if (done.status !== 0) {
    console.error('npm ci failed; see its messages above.')
    process.exit(done.status ?? 1)
  }
}
