/** How many fields an answer may hold, reckoned by hand. */
import { expect, test } from '@jest/globals'
import { buildSchema, parse } from 'graphql'
import { weigh } from './cost.ts'

const schema = buildSchema(`
  type Query { person(id: ID): Person persons(text: String, first: Int): Persons found: [Found!]! }
  type Persons { nodes: [Person!]! totalCount: Int }
  type Person { name: String home(of: String): Home friends(first: Int): [Person] tags: [Tag!] }
  type Home { code: String }
  type Tag { name: String }
  union Found = Person | Home
`)
const weights = (query: string, variables: Record<string, unknown> = {}) => weigh(schema, parse(query), variables)
const cost = (query: string, variables: Record<string, unknown> = {}) => weights(query, variables).cost

test.each<[string, number]>([
  ['{ person { name } }', 2],
  ['{ person(id: 1) { name home(of: "x") { code } } }', 4],
  // A list without pages is reckoned at 10, a connection at 20.
  ['{ person { tags { name } } }', 1 + 1 + 10],
  ['{ found { __typename ... on Person { name } } }', 1 + 10 * 2],
  ['{ persons { totalCount nodes { name } } }', 1 + 1 + 1 + 20],
  ['{ persons(first: 5) { nodes { name } } }', 1 + 1 + 5],
  ['{ persons(text: "x", first: 5) { nodes { name } } }', 1 + 1 + 5],
  ['{ persons(text: "x") { nodes { name } } }', 1 + 1 + 20],
  ['{ person { friends(first: 3) { name } } }', 1 + 1 + 3],
  ['{ person { friends { name } } }', 1 + 1 + 10],
  ['{ persons(first: 0) { nodes { name } } }', 1 + 1 + 10],
  ['{ persons(first: -5) { nodes { name } } }', 1 + 1 + 10],
  ['{ persons(first: null) { nodes { name } } }', 1 + 1 + 20],
  ['{ persons(first: "5") { nodes { name } } }', 1 + 1 + 20],
  // Fragments, once for each use; what nobody uses, or nobody knows, is left to validation.
  ['{ a: persons(first: 2) { ...n } b: persons(first: 3) { ...n } } fragment n on Persons { nodes { name } }', 4 + 5],
  ['{ person { name } } fragment unused on Query { persons(first: 900) { nodes { name tags { name } } } }', 2],
  ['{ person { ...nowhere nothing { more } } }', 1 + 2],
  ['{ name } query Two { person { name } }', 2],
])('%s: %d', (query, expected) => {
  expect(cost(query)).toBe(expected)
})

test('pages by variables, by their defaults, and by what is no number', () => {
  const query = 'query q($n: Int = 7) { persons(first: $n) { nodes { name } } }'
  expect([cost(query), cost(query, { n: 2 }), cost(query, { n: '2' }), cost(query, { n: null })]).toEqual([
    9, 4, 22, 22,
  ])
  const own = 'query q($toString: Int) { persons(first: $toString) { nodes { name } } }'
  expect([cost(own), cost(own, { toString: 2 })]).toEqual([22, 4])
})

test('the longest page that is asked for is told', () => {
  const first = (query: string) => weights(query).first
  expect(first('{ persons(first: 5) { nodes { friends(first: 90) { name } } } }')).toBe(90)
  expect(first('{ persons { nodes { name } } }')).toBe(0)
  expect(first('{ person { name } } fragment unused on Query { persons(first: 900) { totalCount } }')).toBe(0)
})
