/** A hub in production: apps send what is registered, others ask within their budget, and everybody reads so many persons and no more. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Principal } from '../../access/principal.ts'
import type { RegisteredOperation } from '../../gateway/registered-operations.ts'
import type { UsageLimit } from '../../gateway/usage/usage-limits.ts'
import { demoIds, type DemoIds } from '../../runner/demo-ids.ts'
import { demoPrincipal, readDemoFacts } from '../../access/demo-issuer.ts'
import { setUpCity, startAttackedHub, type AttackedHub, type CitySetUp } from '../attack/production-hub.ts'

const line = (role: UsageLimit['role'], personsAnHour: number, costAnHour: number): UsageLimit => ({
  role,
  personsAnHour,
  personsADay: 1_000,
  costAnHour,
})
const card = registered('PersonCard')

let data: string
let city: CitySetUp
let hubs: readonly AttackedHub[]
let ids: DemoIds
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'pentagraph-production-'))
  const usage = join(data, 'usage-limits.json')
  writeFileSync(usage, JSON.stringify([line('developer', 40, 30_000), line('bi', 0, 60), line('mediator', 1_000, 1e9)]))
  city = await setUpCity(data, { PENTAGRAPH_OPERATIONS: 'registered', PENTAGRAPH_USAGE: usage })
  const first = await startAttackedHub(city.env, () => undefined)
  hubs = [first, await startAttackedHub(city.env, () => undefined)]
  const found = await demoIds(first.hub.store, data)
  if (!found) throw new Error('the demo household is not linked')
  ids = found
}, 120_000)
afterAll(async () => {
  for (const hub of hubs) await hub.close()
  await city.store.close()
  rmSync(data, { recursive: true, force: true })
})

describe('apps', () => {
  const mediation = () => ({ purpose: 'MEDIATION', caseNumber: ids.caseNumber })

  test('send a registered operation by its text or by its id alone', async () => {
    for (const body of [{ query: card.text }, { documentId: card.id }]) {
      const answer = await ask('mediator', mediation(), { ...body, variables: { id: ids.person } })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ data: { person: { id: ids.person, grid: { code: ids.grid } } } })
    }
  })

  test.each([
    ['another text', { query: '{ __typename }' }, 'OPERATION_NOT_REGISTERED'],
    [
      'a registered one with a field more',
      { query: card.text.replace('ageBand', 'ageBand idNumber') },
      'OPERATION_NOT_REGISTERED',
    ],
    ['an unknown id', { documentId: `sha256:${'0'.repeat(64)}` }, 'OPERATION_NOT_REGISTERED'],
    ['an id and a text', { documentId: card.id, query: '{ __typename }' }, 'BAD_REQUEST'],
    ['an id that is none', { documentId: 1 }, 'BAD_REQUEST'],
    [
      'a text to be remembered',
      { query: card.text, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      'BAD_REQUEST',
    ],
  ])('may not send %s', async (_what, body, code) => {
    const answer = await ask('mediator', mediation(), body)
    expect(answer.body).toMatchObject({ errors: [{ extensions: { code } }] })
    expect(answer.body).not.toHaveProperty('data')
  })

  test('nor by GET', async () => {
    const { status } = await get('mediator', '{ __typename }')
    expect(status).toBe(403)
  })
})

describe('whoever writes queries', () => {
  test('reads so many different persons an hour, at whichever gateway, and is told how long to wait', async () => {
    const quality = { purpose: 'DATA_QUALITY' }
    const page = (first: number, after: string | null) => ({
      query:
        'query ($first: Int!, $after: String) { persons(first: $first, after: $after) { nodes { id } pageInfo { endCursor } } }',
      variables: { first, after },
    })
    const first = await ask('developer', quality, page(30, null))
    expect(first.status).toBe(200)
    for (let again = 0; again < 3; again += 1)
      expect((await ask('developer', quality, page(30, null), again % 2)).status).toBe(200)
    const { endCursor } = (first.body as { data: { persons: { pageInfo: { endCursor: string } } } }).data.persons
      .pageInfo
    expect((await ask('developer', quality, page(20, endCursor), 1)).status).toBe(200)
    await otherKnows()
    for (const at of [1, 0]) {
      const refused = await ask('developer', quality, page(1, null), at)
      expect(refused.status).toBe(429)
      expect(refused.body).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED', limit: 'personsAnHour' } }] })
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    // What is asked of no person's data is another purpose's business.
    expect((await ask('developer', {}, { query: '{ __typename }' })).status).toBe(200)
  })

  test('asks within a budget of cost', async () => {
    const query = '{ grids(first: 20) { nodes { code name } } }'
    expect((await ask('bi', {}, { query })).status).toBe(200)
    expect((await ask('bi', {}, { query })).status).toBe(429)
    await otherKnows()
    expect((await ask('bi', {}, { query }, 1)).status).toBe(429)
    const refused = await ask('bi', {}, { query })
    expect(refused.body).toMatchObject({
      errors: [{ extensions: { code: 'COST_BUDGET_USED_UP', limit: 'costAnHour' } }],
    })
  })

  test('leaves a record of each refusal', async () => {
    const rows = await city.store.sql.selectFrom('AuditRecord').select('body').execute()
    const codes = rows.map(({ body }) => (JSON.parse(body) as { code: string | null }).code)
    for (const code of ['OPERATION_NOT_REGISTERED', 'RATE_LIMITED', 'COST_BUDGET_USED_UP'])
      expect(codes).toContain(code)
  })
})

// Private:

/** A gateway looks at what others counted at least every second. */
const otherKnows = () => new Promise((resolve) => setTimeout(resolve, 1_600))

function registered(name: string): RegisteredOperation {
  const file = new URL('../../clients/generated/registered-operations.json', import.meta.url)
  const found = (JSON.parse(readFileSync(file, 'utf8')) as RegisteredOperation[]).find((one) => one.name === name)
  if (!found) throw new Error(`no operation ${name}`)
  return found
}

type Asked = { readonly purpose?: string; readonly caseNumber?: string }

async function headersOf(who: 'mediator' | 'developer' | 'bi', { purpose, caseNumber }: Asked) {
  const principal: Principal = demoPrincipal(who, readDemoFacts(join(data, 'estate')), null)
  return {
    authorization: `Bearer ${await city.issuer.token(principal)}`,
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
    ...(purpose !== undefined && { 'x-purpose': purpose }),
    ...(caseNumber !== undefined && { 'x-case': encodeURIComponent(caseNumber) }),
  }
}

async function ask(who: 'mediator' | 'developer' | 'bi', asked: Asked, body: object, at = 0) {
  const headers = await headersOf(who, asked)
  const response = await fetch(`${hubs[at]?.hub.address}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown }
}

async function get(who: 'mediator', query: string) {
  const headers = await headersOf(who, {})
  const response = await fetch(`${hubs[0]?.hub.address}/graphql?query=${encodeURIComponent(query)}`, { headers })
  return { status: response.status }
}
