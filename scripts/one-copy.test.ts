/** docs/decisions/0009: two copies of graphql or of an Apollo package break queries across subgraphs, and npm says nothing. */
import { describe, expect, test } from '@jest/globals'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
// Left out: type declarations and generated messages, which hold nothing that is compared.
const single =
  /(?:^|\/)node_modules\/(graphql|reflect-metadata|type-graphql|@apollo\/(?!protobufjs|usage-reporting-protobuf|utils|server-gateway-interface)[^/]+)$/

interface Manifest {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
}
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** Package name → the places where it is, after `node_modules` was walked. */
function installed(folder: string, found = new Map<string, string[]>()): Map<string, string[]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.name.startsWith('@')) {
      installed(path, found)
      continue
    }
    const name = single.exec(path.replaceAll('\\', '/'))?.[1]
    if (name) found.set(name, [...(found.get(name) ?? []), path.slice(root.length)])
    const nested = join(path, 'node_modules')
    if (existsSync(nested)) installed(nested, found)
  }
  return found
}

describe('one copy of each package that compares by identity', () => {
  const lock = read('package-lock.json') as { readonly packages: Readonly<Record<string, Manifest>> }
  const locked = Object.keys(lock.packages).filter((path) => single.test(path))

  test('in the lock file', () => {
    expect(locked).toContain('node_modules/graphql')
    expect(locked).toContain('node_modules/@apollo/gateway')
    expect(locked.filter((path) => path.lastIndexOf('node_modules') > 0)).toEqual([])
  })

  test('in node_modules', () => {
    const places = installed(join(root, 'node_modules'))
    expect([...places.keys()].sort()).toEqual(locked.map((path) => path.slice('node_modules/'.length)).sort())
    expect([...places.values()].filter((paths) => paths.length > 1)).toEqual([])
  })

  test('with all parts of federation at one version', () => {
    const parts = ['gateway', 'subgraph', 'composition', 'query-planner', 'federation-internals', 'query-graphs']
    const versions = parts.map((part) => lock.packages[`node_modules/@apollo/${part}`]?.version)
    expect(new Set(versions).size).toBe(1)
    expect(versions[0]).toBeDefined()
  })
})

describe('pins', () => {
  const { dependencies = {} } = read('package.json') as Manifest
  const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
  const dev = (read('package.json') as { readonly devDependencies: Readonly<Record<string, string>> }).devDependencies
  const all = { ...dependencies, ...dev }

  test('are exact', () => {
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))).toEqual([])
  })

  test('each have their reason in docs/dependencies.md, and no other package has one', () => {
    const listed = [...page.matchAll(/^\| ([^|]+) \|/gm)].flatMap((row) =>
      [...(row[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
    )
    expect(listed.sort()).toEqual(Object.keys(all).sort())
  })
})
