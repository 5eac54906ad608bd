/**
 * Everything that can be said about the tree without running it: one line a check with its time, then the total.
 * Use: node scripts/check.mjs [--list | NAME …]   all checks without a name
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './install.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** What `npm run generate` writes, all of it committed. */
const generated = [
  'schema/subgraphs',
  'schema/supergraph.graphql',
  'schema/api.graphql',
  'docs/departments',
  'clients/generated',
]

/** Generate first: types and lint look at its files too. */
const checks = {
  generated: () => {
    const before = digests()
    const run = node('scripts/generate.mjs')
    if (!run.ok) return run
    const after = digests()
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (file) => before.get(file) !== after.get(file),
    )
    return {
      ok: changed.length === 0,
      output: changed.map((file) => `stale: ${file} (written anew; commit it)`).join('\n'),
    }
  },
  schema: () => node('scripts/run.mjs', 'runner/schema-check.ts'),
  lint: () => node('node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
  types: () => node('node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'),
  format: () => node('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  exports: () => node('node_modules/knip/bin/knip.js', '--no-progress'),
}

function node(...args) {
  const done = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { ok: done.status === 0, output: `${done.stdout}${done.stderr}`.trim() }
}

/** Path → digest of every generated file. */
function digests() {
  const found = new Map()
  const visit = (path) => {
    const full = join(root, path)
    if (!existsSync(full)) return
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) visit(join(path, name))
    else found.set(path, createHash('sha256').update(readFileSync(full)).digest('hex'))
  }
  generated.forEach(visit)
  return found
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

const asked = process.argv.slice(2)
if (asked.includes('--list')) {
  console.log(Object.keys(checks).join('\n'))
  process.exit(0)
}
const unknown = asked.filter((name) => !Object.hasOwn(checks, name))
if (unknown.length > 0) {
  console.error(`No such check: ${unknown.join(', ')}. There are: ${Object.keys(checks).join(', ')}.`)
  process.exit(2)
}

ensureInstalled()
const start = performance.now()
const failed = []
for (const name of asked.length > 0 ? asked : Object.keys(checks)) {
  const since = performance.now()
  const { ok, output } = checks[name]()
  console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(10)} ${seconds(since)}`)
  if (!ok) {
    failed.push(name)
    console.log(output.replace(/^/gm, '        '))
  }
}
console.log(`${failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`}, ${seconds(start)}`)
process.exit(failed.length === 0 ? 0 : 1)
