import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hubClient, HubRefusal, type HubClient } from './hub-client.ts'

const document = parse('query Card($id: ID!) { person(id: $id) { name properties { totalCount } } }')
let server: Server
let client: HubClient
let seen: { headers: IncomingMessage['headers']; body: unknown }
let answer: { status: number; body: string }

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      seen = { headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) }
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  client = hubClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`)
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const refusal = async (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

describe('hubClient', () => {
  test('sends token, purpose and case, and gives data with its gaps', async () => {
    const gap = { code: 'DEPARTMENT_UNAVAILABLE', department: 'housing', traceId: 't-1' }
    answer = {
      status: 200,
      body: JSON.stringify({
        data: { person: { name: '测*', properties: null } },
        errors: [{ message: '', path: ['person', 'properties'], extensions: gap }],
      }),
    }
    const { data, gaps } = await client.execute(
      document,
      { id: 'p1' },
      { token: 't', purpose: 'MEDIATION', caseNumber: '（2026）平调字第7号' },
    )
    expect(data).toEqual({ person: { name: '测*', properties: null } })
    expect(gaps).toEqual([{ ...gap, path: ['person', 'properties'], reason: null, catalogue: null }])
    expect(seen.headers).toMatchObject({ authorization: 'Bearer t', 'x-purpose': 'MEDIATION' })
    expect(decodeURIComponent(String(seen.headers['x-case']))).toBe('（2026）平调字第7号')
    expect(seen.body).toMatchObject({ variables: { id: 'p1' } })
  })

  test('leaves out the headers of what was not said', async () => {
    answer = { status: 200, body: '{"data":{"person":null}}' }
    await client.execute(document, { id: 'p1' }, { token: 't' })
    expect(seen.headers).not.toHaveProperty('x-purpose')
    expect(seen.headers).not.toHaveProperty('x-case')
  })

  test('throws the code of a request that was refused', async () => {
    answer = {
      status: 401,
      body: JSON.stringify({ errors: [{ message: '', extensions: { code: 'TOKEN_EXPIRED', traceId: 't-2' } }] }),
    }
    const error = await refusal(client.execute(document, { id: 'p1' }, { token: 't' }))
    expect(error).toBeInstanceOf(HubRefusal)
    expect(error).toMatchObject({ code: 'TOKEN_EXPIRED', status: 401, traceId: 't-2' })
  })

  test('tells a proxy’s page and a silent hub from an answer', async () => {
    answer = { status: 502, body: '<html>Bad Gateway</html>' }
    expect(await refusal(client.execute(document, { id: 'p1' }, { token: 't' }))).toMatchObject({
      code: 'NOT_AN_ANSWER',
      status: 502,
    })
    const nobody = hubClient('http://127.0.0.1:9/graphql')
    expect(await refusal(nobody.execute(document, { id: 'p1' }, { token: 't' }))).toMatchObject({
      code: 'UNREACHABLE',
      status: null,
    })
  })
})
