/** Hostile documents: each refused by name of the limit, each in less than 100 ms. */
import { describe, expect, test } from '@jest/globals'
import { buildSchema, getIntrospectionQuery } from 'graphql'
import { readFileSync } from 'node:fs'
import { createLimitCheck } from './check.ts'
import { usualLimits } from './limits.ts'

const schema = buildSchema(`
  type Query { person(id: ID!): Person persons(first: Int, filter: Filter, ids: [ID!]): PersonConnection }
  input Filter { name: String any: [Filter!] }
  type PersonConnection { nodes: [Person!]! edges: [Edge!]! }
  type Edge { node: Person! }
  type Person { id: ID! name: String idNumber: String household: Household friends(first: Int): PersonConnection tags: [Tag!] }
  type Household { members: [Person!]! }
  type Tag { name: String }
`)
const check = createLimitCheck(schema, usualLimits)
const aliases = (count: number) =>
  `{ person(id: "1") { ${Array.from({ length: count }, (_v, i) => `a${i}: name`).join(' ')} } }`
const nested = (levels: number) =>
  `{ person(id: "1") ${'{ household { members '.repeat(levels)}{ id }${' } }'.repeat(levels)} }`
const doubling = (levels: number) =>
  `{ person(id: "1") { ...f0 } } ${Array.from({ length: levels }, (_v, i) => `fragment f${i} on Person { id ${i + 1 < levels ? `...f${i + 1} ...f${i + 1}` : 'name'} }`).join(' ')}`
const cycle = (length: number) =>
  `{ person(id: "1") { ...c0 } } ${Array.from({ length }, (_v, i) => `fragment c${i} on Person { id ...c${(i + 1) % length} }`).join(' ')}`
const given = readFileSync(new URL('../cases/A10_200_aliases.graphql', import.meta.url), 'utf8')

/** Milliseconds of the quickest of five times: whatever else runs here may hold up some. */
function quickest(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now()
    work()
    return performance.now() - started
  })
  return Math.min(...times)
}

describe('refused', () => {
  test.each<[string, string, string, Record<string, unknown>]>([
    ['200 aliases of one person look-up', 'tokens', given, {}],
    ['aliases', 'aliases', aliases(60), {}],
    ['aliases without arguments', 'tokens', aliases(1_000), {}],
    ['a long literal', 'characters', `{ person(id: "${'x'.repeat(30_000)}") { name } }`, {}],
    ['60 levels', 'depth', nested(30), {}],
    ['18 fragments that double', 'selections', doubling(18), {}],
    ['a cycle of 50 fragments', 'depth', cycle(50), {}],
    ['a fragment in itself', 'depth', 'query { ...a } fragment a on Query { ...a }', {}],
    ['one field again and again', 'duplicates', `{ person(id: "1") { ${'name '.repeat(100)} } }`, {}],
    ['directives', 'directives', `{ person(id: "1") { name ${'@include(if: true) '.repeat(60)} } }`, {}],
    [
      'many root fields',
      'rootFields',
      `{ ${'...r '.repeat(4)} } fragment r on Query { ${Array.from({ length: 6 }, (_v, i) => `r${i}: __typename`).join(' ')} }`,
      {},
    ],
    ['a long list', 'listItems', `{ persons(ids: [${'"1" '.repeat(200)}]) { nodes { id } } }`, {}],
    [
      'a long list in a variable',
      'listItems',
      'query q($ids: [ID!]) { persons(ids: $ids) { nodes { id } } }',
      { ids: Array(100_000).fill('1') },
    ],
    [
      'a long list deep in a variable',
      'listItems',
      'query q($f: Filter) { persons(filter: $f) { nodes { id } } }',
      { f: { any: [{ any: Array(200).fill({}) }] } },
    ],
    ['a large page', 'first', '{ persons(first: 101) { nodes { id } } }', {}],
    ['a large page by variable', 'first', 'query q($n: Int) { persons(first: $n) { nodes { id } } }', { n: 5_000 }],
    ['a large page by default', 'first', 'query q($n: Int = 500) { persons(first: $n) { nodes { id } } }', {}],
    [
      'pages in pages in pages',
      'cost',
      '{ persons(first: 100) { nodes { friends(first: 100) { nodes { friends(first: 100) { nodes { id } } } } } } }',
      {},
    ],
    [
      'pages in pages through edges and fragments',
      'cost',
      'query { persons(first: 100) { ...c } } fragment c on PersonConnection { edges { node { friends(first: 100) { edges { node { id name idNumber } } } } } }',
      {},
    ],
  ])('%s: %s', (_what, limit, query, variables) => {
    expect(quickest(() => check(query, variables))).toBeLessThan(100)
    const refusal = check(query, variables)
    expect(refusal?.extensions).toMatchObject({
      code: 'QUERY_TOO_COSTLY',
      limit,
      max: usualLimits[limit as keyof typeof usualLimits],
    })
    expect(refusal?.extensions['value']).toBeDefined()
  })

  test('a document of the largest body', () => {
    const query = `{ person(id: "1") { ${'name '.repeat(52_000)} } }`
    expect(check(query, {})?.extensions['limit']).toBe('tokens')
    expect(quickest(() => check(query, {}))).toBeLessThan(100)
  })

  test('the same text passes with small variables and is refused with large ones', () => {
    const query = 'query q($n: Int) { persons(first: $n) { nodes { id } } }'
    expect(check(query, { n: 5 })).toBeNull()
    expect(check(query, {})).toBeNull()
    expect(check(query, { n: 500 })?.extensions['limit']).toBe('first')
    const listed = 'query q($ids: [ID!]) { persons(ids: $ids) { nodes { id } } }'
    expect(check(listed, {})).toBeNull()
    expect(check(listed, { ids: ['1'] })).toBeNull()
    expect(check(listed, { ids: Array(200).fill('1') })?.extensions['limit']).toBe('listItems')
  })
})

describe('let through', () => {
  test.each([
    ['three renamed fields', '{ p: person(id: "1") { n: name no: idNumber } }'],
    ['the usual introspection', getIntrospectionQuery()],
    [
      'a person card',
      '{ person(id: "1") { id name household { members { id name } } friends(first: 10) { edges { node { id name tags { name } } } } } }',
    ],
    ['what cannot be parsed, which Apollo Server says better', '{ person('],
    ['what is not in the schema, which validation says better', '{ nobody { nothing(first: 5) { x } } }'],
    ['an unknown fragment', '{ ...nowhere }'],
  ])('%s', (_what, query) => {
    expect(check(query, {})).toBeNull()
    expect(check(query, {})).toBeNull()
  })
})
