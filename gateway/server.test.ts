/** The door over HTTP: statuses, limits, hostile documents, departments by URL, what leaks and what does not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import fastify, { type FastifyInstance } from 'fastify'
import { readFileSync } from 'node:fs'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import type { AuditEntry } from '../access/audit-record.ts'
import type { Subgraph } from '../access/subgraph-call.ts'
import { pentagraphError } from '../schema/errors.ts'
import type { RefusedRequest } from './audit/refusals.ts'
import { citySubgraphs, citySupergraph, everything, someone, type CitySubgraph } from './cases/city.ts'
import { openDepartments } from './departments.ts'
import { Gateway } from './gateway.ts'
import { keptLog } from './cases/kept-log.ts'
import { createLog } from './log.ts'
import { openGateway } from './open-gateway.ts'
import { remoteSubgraph, type RemoteSubgraph } from './remote-subgraph.ts'
import { createServer, type RunningServer } from './server.ts'

let subgraphs: Map<string, CitySubgraph>
let justice: FastifyInstance
let remote: RemoteSubgraph
let server: RunningServer
let url: string
let ready = true
let unwritable = false
let log = ''
let justiceAnswers: ((body: unknown) => { status: number; body: string }) | null = null
let contextSeen: unknown
const refusals: RefusedRequest[] = []
const records: AuditEntry[] = []

beforeAll(async () => {
  subgraphs = citySubgraphs()
  justice = fastify()
  justice.post('/graphql', async (request, reply) => {
    contextSeen = request.headers['x-context']
    const { query, variables } = request.body as { query: string; variables: Record<string, unknown> }
    if (justiceAnswers) {
      const { status, body } = justiceAnswers(request.body)
      return reply.code(status).type('application/json').send(body)
    }
    const right = await subgraphs
      .get('justice')
      ?.execute({ query, variables, access: someone, signal: new AbortController().signal })
    return {
      data: right?.data,
      extensions: { report: { ...right?.report, persons: ['P-1'], refs: ['justice:Party/person/1'] } },
    }
  })
  const address = await justice.listen({ port: 0, host: '127.0.0.1' })
  remote = remoteSubgraph({
    name: 'justice',
    url: `${address}/graphql`,
    sign: async (request, department) => ({ 'x-context': `${department} for ${request.access.principal.subject}` }),
    maxAnswerBytes: 100_000,
  })
  const masked = createLog({
    destination: new Writable({ write: (chunk, _encoding, done) => ((log += String(chunk)), done()) }),
  })
  const doors = new Map<string, Subgraph>([...subgraphs, ['justice', remote]])
  server = await createServer({
    gateway: new Gateway({
      supergraphSdl: citySupergraph(),
      departments: openDepartments(doors, masked, { timeoutMs: 200, failures: 1_000 }),
      log: masked,
      audit: { append: async (entry) => records.push(entry) },
    }),
    log: masked,
    admit: async (rawHeaders, traceId) => {
      if (!rawHeaders.includes('Bearer good')) throw pentagraphError('UNAUTHENTICATED')
      return { ...someone, traceId }
    },
    createDecider: () => everything,
    refusals: {
      record: async (refused) => {
        if (unwritable) throw pentagraphError('AUDIT_UNAVAILABLE')
        refusals.push(refused)
      },
    },
    ready: () => ready,
    routes: (app) => void app.get('/', async () => 'explorer'),
  })
  url = await server.app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await server.close()
  await remote.close()
  await justice.close()
})
beforeEach(() => {
  justiceAnswers = null
  log = ''
  refusals.length = 0
  records.length = 0
})

interface Answer {
  readonly status: number
  readonly body: {
    data?: Record<string, unknown> | null
    errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[]
  }
  /** Of the whole process, gateway and test, while the answer was made: how busy the machine is does not count. */
  readonly cpuMilliseconds: number
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const before = process.cpuUsage()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer good', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const answer = (await response.json()) as Answer['body']
  const { user, system } = process.cpuUsage(before)
  return { status: response.status, body: answer, cpuMilliseconds: (user + system) / 1_000 }
}
const code = (answer: Answer) => answer.body.errors?.[0]?.extensions['code']
const modern = { accept: 'application/graphql-response+json' }
const card = '{ one: person(id: "P-1") { name cases: mediationCases(first: 1) { totalCount } } }'

describe('requests', () => {
  test('an answer, with a trace id', async () => {
    const answer = await post({ query: card })
    expect(answer).toMatchObject({ status: 200, body: { data: { one: { name: '测1', cases: { totalCount: 2 } } } } })
    expect(contextSeen).toBe('justice for mediator-1')
  })

  test('further routes and health', async () => {
    expect(await (await fetch(`${url}/`)).text()).toBe('explorer')
    expect((await fetch(`${url}/health`)).status).toBe(200)
    ready = false
    expect((await fetch(`${url}/health`)).status).toBe(503)
    const answer = await post({ query: card })
    ready = true
    expect([answer.status, code(answer)]).toEqual([503, 'NOT_READY'])
  })

  test.each<[string, unknown, Record<string, string>, number, string]>([
    ['no token', { query: card }, { authorization: '' }, 401, 'UNAUTHENTICATED'],
    ['no JSON', '{', {}, 400, 'BAD_REQUEST'],
    ['a prototype in the body', '{"query":"{ __typename }","__proto__":{"x":1}}', {}, 400, 'BAD_REQUEST'],
    ['another type', 'query=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'BAD_REQUEST'],
    ['a body too large', { query: card, variables: { x: 'x'.repeat(300_000) } }, {}, 413, 'BODY_TOO_LARGE'],
    ['a batch of 50', Array(50).fill({ query: card }), {}, 400, 'BAD_REQUEST'],
    ['a purpose in the body', { query: card, purpose: 'HOTLINE' }, {}, 400, 'BAD_REQUEST'],
    ['a case in the body', { query: card, 'X-Case': 'JF2' }, {}, 400, 'BAD_REQUEST'],
    ['a purpose in the extensions', { query: card, extensions: { purposeCode: 'HOTLINE' } }, {}, 400, 'BAD_REQUEST'],
    ['no query', { variables: {} }, {}, 400, 'BAD_REQUEST'],
    ['a persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }, {}, 400, 'BAD_REQUEST'],
    ['no syntax, new style', { query: '{' }, modern, 400, 'GRAPHQL_PARSE_FAILED'],
    ['no syntax, old style', { query: '{' }, {}, 200, 'GRAPHQL_PARSE_FAILED'],
    ['not valid, new style', { query: '{ nobody }' }, modern, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['not valid, old style', { query: '{ nobody }' }, {}, 200, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a wrong variable, new style',
      { query: 'query q($id: ID!) { person(id: $id) { name } }' },
      modern,
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a wrong variable, old style',
      { query: 'query q($id: ID!) { person(id: $id) { name } }' },
      {},
      200,
      'BAD_USER_INPUT',
    ],
    [
      'an unclear operation',
      { query: 'query a { __typename } query b { __typename }' },
      modern,
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a stale name',
      { query: 'query a { __typename }', operationName: 'b' },
      modern,
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a stale name, old style',
      { query: 'query a { __typename }', operationName: 'b' },
      {},
      200,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a name for a nameless one',
      { query: '{ __typename }', operationName: 'b' },
      modern,
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a name that is no text', { query: 'query a { __typename }', operationName: 5 }, modern, 400, 'BAD_REQUEST'],
    ['a reserved alias', { query: '{ _p1_: person(id: "P-1") { name } }' }, {}, 400, 'FORBIDDEN_ALIAS'],
    ['an inaccessible field', { query: '{ person(id: "P-1") { justiceRef } }' }, {}, 200, 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s', async (_what, body, headers, status, expected) => {
    const answer = await post(body, headers)
    expect([answer.status, code(answer), answer.body.data]).toEqual([status, expected, undefined])
    // Each leaves one record: at the door, or of the gateway.
    expect([...refusals, ...records].map((one) => one.code)).toEqual([expected])
    const known = headers['authorization'] === undefined
    const parsed = !['BODY_TOO_LARGE'].includes(expected) && typeof body !== 'string'
    for (const one of refusals) expect(one.access?.principal.subject).toBe(known && parsed ? 'mediator-1' : undefined)
  })

  test('a limit leaves its name, a document its hash; an answer leaves no refusal', async () => {
    await post({ query: `{ ${'a: __typename '.repeat(40)} }` })
    expect(refusals).toMatchObject([{ code: 'QUERY_TOO_COSTLY', limit: 'aliases' }])
    expect(refusals[0]?.query).toMatch(/^{ a:/)
    await post({ query: card })
    expect(refusals).toHaveLength(1)
    expect(records).toMatchObject([{ outcome: 'ANSWERED' }])
  })

  test('no audit, no answer: not even a refusal', async () => {
    unwritable = true
    const answer = await post({ query: '{' })
    unwritable = false
    expect([answer.status, code(answer)]).toEqual([503, 'AUDIT_UNAVAILABLE'])
  })

  test('no suggestions about the schema', async () => {
    expect(JSON.stringify((await post({ query: '{ person(id: "P-1") { nam } }' })).body)).not.toContain('Did you mean')
  })

  test('a purpose in the address is refused, by POST and by GET', async () => {
    const body = JSON.stringify({ query: '{ __typename }' })
    const authorization = 'Bearer good'
    const headers = { 'content-type': 'application/json', authorization }
    const posted = await fetch(`${url}/graphql?x-purpose=HOTLINE`, { method: 'POST', headers, body })
    const got = await fetch(`${url}/graphql?query=%7B__typename%7D&case=JF2`, {
      headers: { 'apollo-require-preflight': '1', authorization },
    })
    for (const answer of [posted, got]) {
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({
        errors: [{ extensions: { code: 'BAD_REQUEST', problem: 'purpose' } }],
      })
    }
  })

  test('by GET: queries with the header against forgery, no changes', async () => {
    const get = (query: string, headers: Record<string, string>) =>
      fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { authorization: 'Bearer good', ...headers },
      })
    const safe = { 'apollo-require-preflight': '1' }
    expect((await get('{ __typename }', safe)).status).toBe(200)
    expect((await get('{ __typename }', {})).status).toBe(400)
    expect((await get('mutation { openCase(title: "x") { id } }', safe)).status).toBe(405)
  })
})

describe('hostile documents cost less than 100 ms', () => {
  const doubling = Array.from(
    { length: 18 },
    (_v, i) => `fragment f${i} on Person { id ${i < 17 ? `...f${i + 1} ...f${i + 1}` : ''} }`,
  ).join(' ')
  const cycle = Array.from({ length: 50 }, (_v, i) => `fragment c${i} on Person { ...c${(i + 1) % 50} }`).join(' ')

  test.each([
    ['200 aliases', readFileSync(new URL('./cases/A10_200_aliases.graphql', import.meta.url), 'utf8'), 'tokens'],
    ['18 fragments that double', `{ person(id: "1") { ...f0 } } ${doubling}`, 'selections'],
    ['a cycle of 50', `{ person(id: "1") { ...c0 } } ${cycle}`, 'depth'],
    ['60 levels', `{ person(id: "1") ${'{ household { members '.repeat(30)}{ id }${' } }'.repeat(30)} }`, 'depth'],
    ['50,000 braces', '{a'.repeat(50_000), 'tokens'],
  ])('%s', async (_what, query, limit) => {
    const answer = await post({ query })
    expect(code(answer)).toBe('QUERY_TOO_COSTLY')
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({ limit })
    expect(answer.cpuMilliseconds).toBeLessThan(100)
  })
})

describe('departments by URL', () => {
  const secret = 'ORA-01017: invalid password for user JUSTICE at 10.0.0.1, person 370283198001010002'
  test.each<[string, () => { status: number; body: string }, string]>([
    ['answers 500', () => ({ status: 500, body: secret }), 'DEPARTMENT_UNAVAILABLE'],
    ['answers no JSON', () => ({ status: 200, body: `<html>${secret}` }), 'DEPARTMENT_UNAVAILABLE'],
    ['answers a list', () => ({ status: 200, body: '[]' }), 'DEPARTMENT_UNAVAILABLE'],
    [
      'answers too much',
      () => ({ status: 200, body: JSON.stringify({ data: { x: 'x'.repeat(200_000) } }) }),
      'DEPARTMENT_UNAVAILABLE',
    ],
    ['answers without entities', () => ({ status: 200, body: '{"data":{}}' }), 'DEPARTMENT_FAULT'],
    [
      'answers an error',
      () => ({
        status: 200,
        body: JSON.stringify({ data: null, errors: [{ message: secret, extensions: { code: 'ORA', sql: secret } }] }),
      }),
      'DEPARTMENT_FAULT',
    ],
    [
      'refuses the context',
      () => ({
        status: 401,
        body: JSON.stringify({ data: null, errors: [{ message: secret, extensions: { code: 'CONTEXT_REFUSED' } }] }),
      }),
      'DEPARTMENT_FAULT',
    ],
  ])(
    'a department that %s costs its fields, and nothing of what it said reaches client or log',
    async (_what, misbehave, expected) => {
      justiceAnswers = misbehave
      const { status, body } = await post({ query: card })
      expect(status).toBe(200)
      expect(body.data).toEqual({ one: { name: '测1', cases: null } })
      expect(body.errors).toHaveLength(1)
      expect(body.errors?.[0]).toMatchObject({
        path: ['one', 'cases'],
        extensions: { code: expected, department: 'justice' },
      })
      expect(body.errors?.[0]?.extensions['traceId']).toMatch(/^[\w-]{36}$/)
      expect(JSON.stringify(body)).not.toMatch(/ORA|JUSTICE|10\.0\.0\.1|3702/)
      expect(log).toContain(String(body.errors?.[0]?.extensions['traceId']))
      expect(log).not.toContain('370283198001010002')
    },
  )

  test('nobody listens, or somebody who never answers', async () => {
    const deaf = createTcpServer(() => undefined)
    await new Promise<void>((listening) => deaf.listen(0, '127.0.0.1', listening))
    const { port } = deaf.address() as AddressInfo
    for (const [address, least] of [
      ['http://127.0.0.1:9/', 0],
      [`http://127.0.0.1:${port}/`, 150],
    ] as const) {
      const gone = remoteSubgraph({ name: 'justice', url: address, sign: null })
      const departments = openDepartments(new Map([['justice', gone]]), keptLog(), {
        timeoutMs: 200,
      })
      const started = performance.now()
      const asked = departments.execute('justice', {
        query: '{ __typename }',
        variables: {},
        access: someone,
        signal: new AbortController().signal,
      })
      await expect(asked).rejects.toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE' })
      expect(performance.now() - started).toBeGreaterThanOrEqual(least)
      await gone.close()
    }
    deaf.close()
  })
})

describe('an open gateway', () => {
  test('serves a supergraph over plain HTTP, and is refused in production', async () => {
    const urls = Object.fromEntries([...subgraphs.keys()].map((name) => [name, 'http://127.0.0.1:9/']))
    const sdl = citySupergraph({ ...urls, justice: `${justice.listeningOrigin}/graphql` })
    const open = await openGateway({ supergraphSdl: sdl, port: 0, log: keptLog() })
    const response = await fetch(`${open.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ c: mediationCase(id: "C-1") { title } }' }),
    })
    expect(await response.json()).toEqual({ data: { c: { title: '邻里1' } } })
    await open.close()
    const before = process.env['NODE_ENV']
    process.env['NODE_ENV'] = 'production'
    await expect(openGateway({ supergraphSdl: sdl, port: 0 })).rejects.toThrow(/production/)
    process.env['NODE_ENV'] = before
  })
})
