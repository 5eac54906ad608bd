/** Documents that cost more to read than to write. Each is refused by the name of the limit, before it is planned. */
import { getIntrospectionQuery } from 'graphql'
import { hostileRequests } from '../../gateway/limits/hostile-documents.ts'
import { got, refused, type Attack } from './attack.ts'
import { ask, hasValue, type Asked } from './reply.ts'

const source = 'GraphQL denial-of-service advisories: depth, aliases, fragments, directives, tokens, bodies'
const who = { who: 'data-officer', purpose: 'DATA_QUALITY' } as const
const times = (count: number, one: (i: number) => string) => Array.from({ length: count }, (_v, i) => one(i)).join(' ')
const person = (inside: string, rest = '') => `{ person(id: "1") { ${inside} } } ${rest}`
const nested = (levels: number) =>
  person(`${'household { members { nodes { self { '.repeat(levels)}id${' } } } }'.repeat(levels)}`)
const doubling = (levels: number) =>
  person(
    '...f0',
    times(levels, (i) => `fragment f${i} on Person { id ${i + 1 < levels ? `...f${i + 1} ...f${i + 1}` : 'name'} }`),
  )
const cycle = (length: number) =>
  person(
    '...c0',
    times(length, (i) => `fragment c${i} on Person { id ...c${(i + 1) % length} }`),
  )

/** Further ones on the city's own graph: name, what is sent. Where nothing is said, the operation is all there is. */
const hostile: readonly (readonly [name: string, asked: Asked])[] = [
  ['depth of 4,000', { query: nested(1_000) }],
  ['a cycle of two fragments', { query: cycle(2) }],
  ['sixty fragments that double', { query: doubling(60) }],
  ['inline fragments in each other', { query: person(`${'... on Person { '.repeat(300)}id${' }'.repeat(300)}`) }],
  ['two hundred aliases', { query: person(times(200, (i) => `a${i}: name`)) }],
  ['two hundred look-ups', { query: `{ ${times(200, (i) => `a${i}: person(id: "${i}") { id }`)} }` }],
  [
    'aliases in fragments',
    { query: person('...a ...a ...a', `fragment a on Person { ${times(20, (i) => `a${i}: name`)} }`) },
  ],
  ['one field a thousand times', { query: person('name '.repeat(990)) }],
  ['one field a hundred thousand times', { query: person('name '.repeat(40_000)) }],
  ['a root field thirty times', { query: `{ ${times(30, (i) => `r${i}: __typename`)} }` }],
  ['directives on every field', { query: person(times(80, () => 'name @skip(if: false)')) }],
  ['fifty thousand brackets', { query: `{ persons(filter: ${'['.repeat(50_000)}` }],
  [
    'a literal nested two thousand deep',
    { query: `{ persons(filter: ${'{a:'.repeat(400)}1${'}'.repeat(400)}) { totalCount } }` },
  ],
  ['a list of two hundred', { query: `{ search(text: "x", kinds: [${'Person '.repeat(200)}]) { __typename } }` }],
  [
    'a list of two hundred thousand by variable',
    {
      query: 'query ($k: [EntityKind!]) { search(text: "x", kinds: $k) { __typename } }',
      variables: { k: Array(20_000).fill('Person') },
    },
  ],
  [
    'variables nested deep',
    {
      query: 'query ($f: PersonFilter) { persons(filter: $f) { totalCount } }',
      variables: { f: JSON.parse(`${'{"a":'.repeat(900)}1${'}'.repeat(900)}`) as object },
    },
  ],
  ['a thousand variables', { query: `query (${times(1_000, (i) => `$v${i}: Int`)}) { __typename }` }],
  ['a page of a million', { query: '{ persons(first: 1000000) { nodes { id } } }' }],
  [
    'a page of a million by variable',
    { query: 'query ($n: Int) { persons(first: $n) { nodes { id } } }', variables: { n: 1_000_000 } },
  ],
  ['a page of a million by default', { query: 'query ($n: Int = 1000000) { persons(first: $n) { nodes { id } } }' }],
  ['a page before the first', { query: '{ persons(first: -5) { nodes { id } } }' }],
  [
    'pages in pages in pages',
    {
      query:
        '{ persons(first: 100) { nodes { events(first: 100) { nodes { participants(first: 100) { nodes { events(first: 100) { nodes { id } } } } } } } } }',
    },
  ],
  [
    'pages in pages by edges and fragments',
    {
      query:
        '{ persons(first: 100) { ...c } } fragment c on PersonConnection { edges { node { events(first: 100) { edges { node { participants(first: 100) { edges { node { id name } } } } } } } } }',
    },
  ],
  ['a block string of escapes', { query: `{ person(id: """${'\\"""'.repeat(8_000)}""") { id } }` }],
  ['signs of other scripts', { query: `{ __typename ${'\u202e\u0000\ufeff'.repeat(500)}}` }],
  [
    'the introspection, twenty deep',
    { query: `{ __schema { types { fields { type { ${'ofType { '.repeat(30)}name${' }'.repeat(30)} } } } } }` },
  ],
  [
    'the introspection, thirty times',
    {
      query: times(30, (i) =>
        getIntrospectionQuery()
          .replace('IntrospectionQuery', `i${i}`)
          .replaceAll('TypeRef', `T${i}`)
          .replaceAll('InputValue', `I${i}`)
          .replaceAll('FullType', `F${i}`),
      ),
    },
  ],
  [
    'a body of a megabyte',
    { body: JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(1_000_000) } }) },
  ],
  ['a body of ten megabytes', { body: 'x'.repeat(10_000_000) }],
  ['a body of brackets', { body: '['.repeat(200_000) }],
  ['a body of escapes', { body: `{"query":"${'\\u0061'.repeat(30_000)}"}` }],
]

/** The list of the limits, each refused as it says; what has no end is sent by the test beside it. */
const listed: readonly Attack[] = hostileRequests
  .filter(({ sent }) => sent === undefined)
  .map(({ name, body, headers, status, code, names }) => ({
    name: `document: ${name}`,
    after: 'the time of everybody else',
    source,
    async run(target) {
      const reply = await ask(target, { ...who, body: body(), ...(headers && { headers }) })
      const told = /"(?:limit|problem|header)":"([\w-]+)"/.exec(reply.text)?.[1] ?? null
      const right = reply.status === status && reply.codes[0] === code && told === names
      return right ? refused([code, names].filter(Boolean).join(' ')) : got(`${reply.status} ${reply.codes[0]} ${told}`)
    },
  }))

const further: readonly Attack[] = hostile.map(([name, asked]) => ({
  name: `document: ${name}`,
  after: 'the time of everybody else',
  source,
  async run(target) {
    const reply = await ask(target, { ...who, ...asked })
    const limit = /"limit":"(\w+)"/.exec(reply.text)?.[1]
    if (hasValue(reply.data)) return got('an answer')
    if (reply.status >= 500) return got(`status ${reply.status}`)
    return refused([reply.codes[0] ?? String(reply.status), limit].filter(Boolean).join(' '))
  },
}))

export const hostileDocumentAttacks: readonly Attack[] = [...listed, ...further]
