/** What the code reads and runs must stand in the docs, and the docs must not promise what is not there. */
import { describe, expect, test } from '@jest/globals'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const left = new Set(['node_modules', 'dist', '.data', '.git', 'coverage', 'generated'])

function* files(folder: string, ending: RegExp): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (left.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path, ending)
    else if (ending.test(entry.name)) yield path
  }
}
const read = (path: string) => readFileSync(path, 'utf8')
const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')

describe('docs/operations.md', () => {
  const page = read(join(root, 'docs/operations.md'))

  test('lists the environment variables that are read, and no other', () => {
    const code = [...files(root, /\.(ts|mjs)$/)].filter((path) => !path.endsWith('documented.test.ts')).map(read)
    const rows = page.split('\n').map((row) => row.split('|')[1] ?? '')
    const listed = new Set(rows.flatMap((cell) => names(cell, /`(PENTAGRAPH_[A-Z_]+)`/g)))
    const used = new Set(code.flatMap((text) => names(text, /\b(PENTAGRAPH_[A-Z_]+)\b/g)))
    expect([...listed].sort()).toEqual([...used].sort())
  })
})

describe('the pages', () => {
  const pages = [...files(root, /\.md$/)]

  test('link to files that are there', () => {
    const broken = pages.flatMap((page) =>
      names(read(page), /\]\(([^)#\s]+)(?:#[^)]*)?\)/g)
        .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(resolve(dirname(page), target)))
        .map((target) => `${page.slice(root.length)} → ${target}`),
    )
    expect(broken).toEqual([])
  })

  test('name scripts that package.json has', () => {
    const { scripts } = JSON.parse(read(join(root, 'package.json'))) as {
      readonly scripts: Readonly<Record<string, string>>
    }
    const known = new Set(Object.keys(scripts))
    const unknown = pages.flatMap((page) =>
      names(read(page), /npm run (?:--silent )?([a-z][a-z:]*)/g).filter((name) => !known.has(name)),
    )
    expect(unknown).toEqual([])
  })
})

test('docs/decisions/README.md lists every decision, and no other', () => {
  const folder = join(root, 'docs/decisions')
  const listed = names(read(join(folder, 'README.md')), /\]\((\d{4}-[^)]+)\)/g)
  expect(listed).toEqual(
    readdirSync(folder)
      .filter((name) => /^\d{4}-/.test(name))
      .sort(),
  )
})
