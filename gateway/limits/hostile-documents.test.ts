/** Every hostile request over HTTP, at the door of the whole graph: refused by name, for little time of the process, and nothing asked of anybody. */
import { readFileSync } from 'node:fs'
import { request, type ClientRequest } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { everything, someone } from '../cases/city.ts'
import { openDepartments } from '../departments.ts'
import { Gateway } from '../gateway.ts'
import { createLog } from '../log.ts'
import { createServer, type RunningServer } from '../server.ts'
import { hostileRequests, type HostileRequest } from './hostile-documents.ts'

let server: RunningServer
let port: number
let recorded = 0

beforeAll(async () => {
  const log = createLog({ level: 'silent' })
  server = await createServer({
    gateway: new Gateway({
      supergraphSdl: readFileSync('schema/supergraph.graphql', 'utf8'),
      departments: openDepartments(new Map(), log),
      log,
      audit: { append: async () => undefined },
    }),
    log,
    admit: async (_headers, traceId) => ({ ...someone, traceId }),
    createDecider: () => everything,
    refusals: { record: async () => void (recorded += 1) },
  })
  port = Number(new URL(await server.app.listen({ port: 0, host: '127.0.0.1' })).port)
  // What is compiled at the first request is no cost of the hostile ones.
  await send({ name: 'harmless', body: () => '{"query":"{ __typename }"}', status: 200, code: 'INTERNAL', names: null })
}, 60_000)
afterAll(() => server.close())

test('there are enough kinds, each by its own name', () => {
  expect(hostileRequests.length).toBeGreaterThanOrEqual(50)
  expect(new Set(hostileRequests.map(({ name }) => name)).size).toBe(hostileRequests.length)
})

test.each(hostileRequests.map((hostile) => [hostile.name, hostile] as const))('%s', async (_name, hostile) => {
  const costs: number[] = []
  const before = recorded
  // The time of the processor, not of the clock: other work on the machine does not count. The least of three, as the collector may run.
  for (let round = 0; round < 3; round += 1) {
    const body = hostile.body()
    const since = process.cpuUsage()
    const { status, extensions, traceId } = await send(hostile, body)
    const { user, system } = process.cpuUsage(since)
    costs.push((user + system) / 1000)
    const names = extensions?.['limit'] ?? extensions?.['problem'] ?? extensions?.['header'] ?? null
    expect({ status, code: extensions?.['code'], names }).toEqual({
      status: hostile.status,
      code: hostile.code,
      names: hostile.names,
    })
    expect(traceId).toMatch(/^[\w-]{36}$/)
  }
  expect(Math.min(...costs)).toBeLessThan(100)
  // Whoever is known leaves a record of the attempt; of what never became a request there is nothing to record.
  if (hostile.status !== 431) expect(recorded).toBe(before + 3)
})

// Private:

interface Reply {
  readonly status: number
  readonly extensions: Readonly<Record<string, unknown>> | null
  readonly traceId: unknown
}

/** The accept header of today, so that every refusal has its own status. */
const headers = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json',
  authorization: 'Bearer good',
}

function send(hostile: HostileRequest, body = hostile.body()): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let answered = false
    const asking = request(
      {
        host: '127.0.0.1',
        port,
        path: '/graphql',
        method: 'POST',
        agent: false,
        headers: {
          ...headers,
          ...hostile.headers,
          ...(hostile.sent !== 'chunked' && { 'content-length': Buffer.byteLength(body) }),
        },
      },
      (response) => {
        answered = true
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          const answer = JSON.parse(Buffer.concat(parts).toString()) as {
            errors?: { extensions: Reply['extensions'] }[]
          }
          const extensions = answer.errors?.[0]?.extensions ?? null
          const traceId = extensions?.['traceId'] ?? response.headers['x-trace-id']
          resolve({ status: response.statusCode ?? 0, extensions, traceId })
          asking.destroy()
        })
      },
    )
    // A door that has answered hangs up while the rest is still coming.
    asking.on('error', (error) => (answered ? undefined : reject(error)))
    if (hostile.sent === 'chunked') goOn(asking, body, () => answered)
    else asking.end(body)
  })
}

function goOn(asking: ClientRequest, part: string | Uint8Array, ended: () => boolean): void {
  if (ended() || asking.destroyed) return
  asking.write(part)
  setTimeout(() => goOn(asking, part, ended), 1)
}
