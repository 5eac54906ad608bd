/**
 * Requests that cost a server more than their sender, or that two readers read differently: one row each, with the refusal it must get.
 * Sent over HTTP with a good token, by the test beside this file and by the attacks. Sources: GraphQL hardening lists, advisories of
 * graphql-js, Apollo and the HTTP servers, RFC 8259, RFC 9112.
 */
import { Buffer } from 'node:buffer'
import { gzipSync } from 'node:zlib'
import type { ErrorCode } from '../../schema/errors.ts'
import type { LimitName } from './limits.ts'

export interface HostileRequest {
  readonly name: string
  /** Beside `content-type: application/json`, which one of these may replace, and the token. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body: () => string | Uint8Array
  /** `chunked`: the body is repeated in chunks until an answer comes, and has no end. */
  readonly sent?: 'chunked'
  readonly status: number
  readonly code: ErrorCode
  /** `extensions.limit` of the refusal, or its `problem` or `header` where the request is misshapen rather than large. */
  readonly names: LimitName | BadPart | null
}

type BadPart =
  | 'batch'
  | 'nesting'
  | 'json'
  | 'charset'
  | 'encoding'
  | 'characters'
  | 'duplicateMembers'
  | 'contentType'
  | 'content-encoding'
  | 'headers'
  | 'persistedQuery'

export const hostileRequests: readonly HostileRequest[] = [
  ...costly({
    depth: {
      '60 levels': inPerson(nested(60)),
      'a fragment in itself': '{ ...a } fragment a on Query { ...a }',
      'a cycle of 50 fragments':
        inPerson('...c0') + many(50, (i) => `fragment c${i} on Person { ...c${(i + 1) % 50} }`),
      'a cycle through inline fragments':
        '{ ...a } fragment a on Query { ... { ...b } } fragment b on Query { ... { ...a } }',
    },
    selections: {
      '18 fragments that double': inPerson('...f0') + doubling(18, 2),
      '12 fragments that triple': inPerson('...f0') + doubling(12, 3),
    },
    aliases: { '60 names for one field': inPerson(many(60, (i) => `a${i}: name`)) },
    duplicates: {
      'one field again and again': inPerson('name '.repeat(100)),
      'equal objects that must be merged': inPerson('house { id } '.repeat(60)),
    },
    directives: {
      'directives on one field': inPerson(`name ${'@include(if: true) '.repeat(60)}`),
      'unknown directives': inPerson(`name ${'@a '.repeat(60)}`),
    },
    tokens: {
      'a document of the largest body': inPerson('name '.repeat(40_000)),
      '50,000 braces': '{a'.repeat(50_000),
      '1,000 aliases of one look-up': `{ ${many(1_000, (i) => `a${i}: person(id: "1") { id }`)} }`,
      '20,000 lists in each other': `{ person(id: ${'['.repeat(20_000)}) { id } }`,
      '2,000 variables': `query q(${many(2_000, (i) => `$v${i}: ID`)}) { __typename }`,
      '3,000 fragments that nobody uses': `{ __typename } ${many(3_000, (i) => `fragment u${i} on Person { id }`)}`,
      '5,000 operations': many(5_000, (i) => `query q${i} { __typename }`),
    },
    characters: {
      'a long text': `{ person(id: "${'x'.repeat(30_000)}") { name } }`,
      'a long remark': `{ __typename } #${'x'.repeat(200_000)}`,
      'a long name': `{ ${'x'.repeat(100_000)} }`,
      'much empty space': `{ __typename ${' \n,'.repeat(60_000)} }`,
      'a text of many lines': `{ person(id: """${'\n  x'.repeat(20_000)}""") { id } }`,
    },
    rootFields: {
      'many root fields through fragments': `{ ${'...r '.repeat(4)} } fragment r on Query { ${many(6, (i) => `r${i}: __typename`)} }`,
    },
    listItems: { 'a list of 200': `{ persons(ids: [${'"1" '.repeat(200)}]) { nodes { id } } }` },
    inputDepth: {
      '40 objects in each other': `{ persons(filter: ${'{a:'.repeat(40)}1${'}'.repeat(40)}) { nodes { id } } }`,
    },
    first: {
      'a large page': '{ persons(first: 101) { nodes { id } } }',
      'a page past every number': `{ persons(first: ${'9'.repeat(400)}) { nodes { id } } }`,
    },
    cost: {
      'pages in pages':
        '{ persons(first: 100) { nodes { mediationCases(first: 100) { nodes { id number state kind } } } } }',
    },
  }),
  ...variables({
    listItems: {
      'a list of 50,000': { v: Array(50_000).fill(1) },
      'a long list deep inside': { v: [{ a: Array(200).fill({}) }] },
    },
    inputDepth: { '40 lists in each other': { v: JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) as unknown } },
    inputValues: { '10,000 names': { v: Object.fromEntries(Array.from({ length: 10_000 }, (_v, i) => [`a${i}`, i])) } },
    first: { 'a large page': { n: 5_000 } },
  }),
  refused(
    'variables: 100,000 lists in each other',
    400,
    'BAD_REQUEST',
    'nesting',
    () => `{"query":${withVariables},"variables":{"v":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
  ),
  refused('variables that are a text', 400, 'BAD_REQUEST', null, () => '{"query":"{ __typename }","variables":"[[[["}'),
  refused('variables that are a number', 400, 'BAD_REQUEST', null, () => '{"query":"{ __typename }","variables":1}'),
  refused('a batch of 50', 400, 'BAD_REQUEST', 'batch', () =>
    JSON.stringify(Array(50).fill({ query: '{ __typename }' })),
  ),
  refused('100,000 lists as body', 400, 'BAD_REQUEST', 'nesting', () => '['.repeat(100_000) + ']'.repeat(100_000)),
  refused(
    'a text to be remembered',
    400,
    'BAD_REQUEST',
    'persistedQuery',
    () => '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
  ),
  refused('a body of 300 KB', 413, 'BODY_TOO_LARGE', 'bodyBytes', () =>
    JSON.stringify({ query: '{ __typename }', x: 'x'.repeat(300_000) }),
  ),
  { ...refused('a body without end', 413, 'BODY_TOO_LARGE', 'bodyBytes', () => 'x'.repeat(16_384)), sent: 'chunked' },
  refused('UTF-16', 400, 'BAD_REQUEST', 'charset', () => Buffer.from(plain, 'utf16le'), {
    'content-type': 'application/json; charset=utf-16',
  }),
  refused('UTF-16 that says nothing of it', 400, 'BAD_REQUEST', 'encoding', () =>
    Buffer.from(`\uFEFF${plain}`, 'utf16le'),
  ),
  refused('GBK', 400, 'BAD_REQUEST', 'charset', () => plain, { 'content-type': 'application/json; charset=gbk' }),
  refused('two charsets', 400, 'BAD_REQUEST', 'charset', () => plain, {
    'content-type': 'application/json; charset=utf-8; charset=gbk',
  }),
  refused('bytes of GBK', 400, 'BAD_REQUEST', 'encoding', () => around([0xd5, 0xc5, 0xc8, 0xfd])),
  refused('overlong UTF-8', 400, 'BAD_REQUEST', 'encoding', () => around([0xc0, 0xaf])),
  refused('UTF-8 that is cut off', 400, 'BAD_REQUEST', 'encoding', () => around([0xe5, 0xbc])),
  refused('half a pair in UTF-8', 400, 'BAD_REQUEST', 'encoding', () => around([0xed, 0xa0, 0x80])),
  refused('a byte order mark', 400, 'BAD_REQUEST', 'encoding', () => `\uFEFF${plain}`),
  refused(
    'half a pair as an escape',
    400,
    'BAD_REQUEST',
    'characters',
    () => '{"query":"{ __typename }","variables":{"a":"\\ud800"}}',
  ),
  refused(
    'NUL as an escape',
    400,
    'BAD_REQUEST',
    'characters',
    () => '{"query":"{ __typename }","variables":{"a":"1\\u0000"}}',
  ),
  refused('NUL in the JSON', 400, 'BAD_REQUEST', 'json', () => around([0])),
  refused(
    'two queries in one object',
    400,
    'BAD_REQUEST',
    'duplicateMembers',
    () => '{"query":"{ __typename }","query":"{ me { id } }"}',
  ),
  refused(
    'a variable twice, once by an escape',
    400,
    'BAD_REQUEST',
    'duplicateMembers',
    () => '{"query":"{ __typename }","variables":{"a":1,"\\u0061":2}}',
  ),
  refused('JSON with a remark', 400, 'BAD_REQUEST', 'json', () => `/* */${plain}`),
  refused('a prototype', 400, 'BAD_REQUEST', 'json', () => '{"query":"{ __typename }","__proto__":{"a":1}}'),
  refused('a text instead of JSON', 415, 'BAD_REQUEST', 'contentType', () => plain, { 'content-type': 'text/plain' }),
  refused('a form', 415, 'BAD_REQUEST', 'contentType', () => 'query=%7B__typename%7D', {
    'content-type': 'application/x-www-form-urlencoded',
  }),
  refused('a form in parts', 415, 'BAD_REQUEST', 'contentType', () => '--b--', {
    'content-type': 'multipart/form-data; boundary=b',
  }),
  refused('a bomb of zeros', 415, 'BAD_REQUEST', 'content-encoding', () => gzipSync(Buffer.alloc(20_000_000)), {
    'content-encoding': 'gzip',
  }),
  refused('a header of 64 KB', 431, 'BAD_REQUEST', 'headers', () => plain, { 'x-flood': 'x'.repeat(65_536) }),
  refused(
    '3,000 headers',
    431,
    'BAD_REQUEST',
    'headers',
    () => plain,
    Object.fromEntries(Array.from({ length: 3_000 }, (_v, i) => [`x-${i}`, '1'])),
  ),
]

// Private:

type ByLimit<Given> = Readonly<Partial<Record<LimitName, Readonly<Record<string, Given>>>>>

const plain = JSON.stringify({ query: '{ __typename }' })
const withVariables = '"query q($v: [ID], $n: Int) { persons(first: $n) { nodes { id } } }"'

function costly(documents: ByLimit<string>): HostileRequest[] {
  return rows(documents, (query) => JSON.stringify({ query }))
}

function variables(given: ByLimit<object>): HostileRequest[] {
  return rows(given, (values) => `{"query":${withVariables},"variables":${JSON.stringify(values)}}`, 'variables: ')
}

function rows<Given>(all: ByLimit<Given>, bodyOf: (given: Given) => string, prefix = ''): HostileRequest[] {
  return Object.entries(all).flatMap(([limit, named]) =>
    Object.entries(named).map(([name, given]) =>
      refused(prefix + name, 400, 'QUERY_TOO_COSTLY', limit as LimitName, () => bodyOf(given)),
    ),
  )
}

function refused(
  name: string,
  status: number,
  code: ErrorCode,
  names: HostileRequest['names'],
  body: HostileRequest['body'],
  headers?: HostileRequest['headers'],
): HostileRequest {
  return { name, status, code, names, body, ...(headers && { headers }) }
}

function inPerson(selections: string): string {
  return `{ person(id: "1") { ${selections} } } `
}

function many(count: number, one: (at: number) => string): string {
  return Array.from({ length: count }, (_v, at) => one(at)).join(' ')
}

function nested(levels: number): string {
  return `${'house { residents { '.repeat(levels / 2)}id${' } }'.repeat(levels / 2)}`
}

function doubling(levels: number, times: number): string {
  return many(levels, (i) => `fragment f${i} on Person { id ${i + 1 < levels ? `...f${i + 1} `.repeat(times) : ''} }`)
}

/** These bytes inside of a text of the body. */
function around(bytes: readonly number[]): Buffer {
  const [before = '', after = ''] = JSON.stringify({ query: '{ __typename }', variables: { a: '|' } }).split('|')
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
}
