import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AccessContext } from '../../access/principal.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { approvalService } from './approval-service.ts'
import { standIn, type StandIn } from './stand-in.ts'

const GRID = '370283001001001'
let server: StandIn
let runtime: DepartmentRuntime

beforeAll(async () => {
  server = await standIn(JSON.parse(readFileSync(join(import.meta.dirname, 'rows/approval-service.json'), 'utf8')))
  const connection = { url: server.url, user: 'hub', secret: 'test' }
  runtime = await DepartmentRuntime.open(approvalService, { connection }, new Uint8Array(32).fill(5), () => {})
})
afterAll(async () => {
  await runtime.close()
  await server.close()
})

const base = {
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'test',
  at: Date.parse('2026-03-02T10:00:00+08:00'),
  traceId: 'test',
}
const centre: AccessContext = {
  ...base,
  purpose: { code: 'DATA_QUALITY', caseNumber: null },
  rowScope: 'ALL',
  principal: {
    subject: 'centre',
    department: 'approval-service',
    roles: ['data-officer'],
    grids: [],
    staffKey: null,
    personId: null,
  },
}
/** A handler in the approval service's own pay, so that no grant plays a part here. */
const handler = (staffKey: string, grids = [GRID]): AccessContext => ({
  ...base,
  purpose: { code: 'HOTLINE', caseNumber: 'GD202600000001' },
  rowScope: 'GRIDS',
  principal: {
    subject: `user-${staffKey}`,
    department: 'approval-service',
    roles: ['grid-worker'],
    grids,
    staffKey,
    personId: null,
  },
})
const citizen: AccessContext = {
  ...base,
  purpose: { code: 'SELF_ACCESS', caseNumber: null },
  rowScope: 'SELF',
  principal: { subject: 'citizen', department: null, roles: ['citizen'], grids: [], staffKey: null, personId: 'P-1' },
}

async function change(query: string, variables: Readonly<Record<string, unknown>>, access: AccessContext) {
  const { data, errors } = await runtime.execute({ query, variables, access, signal: new AbortController().signal })
  return {
    data: data && (Object.values(data)[0] as Record<string, string> | null),
    code: errors?.[0]?.extensions?.['code'],
    extensions: errors?.[0]?.extensions,
  }
}

const submitOrder = `mutation($key: String!, $category: OrderCategory!, $number: String, $content: String!) { submitHotlineOrder(idempotencyKey: $key, input: {
  title: "路灯不亮", category: $category, content: $content, callerPhone: "13800000001", callerNumber: $number, gridCode: "${GRID}" }) { id number state version dueAt } }`
const submit = (
  key: string,
  access: AccessContext,
  category = 'STREET_LAMP',
  number: string | null = null,
  content = '南门路灯不亮',
) => change(submitOrder, { key, category, number, content }, access)
const advanceOrder = `mutation($id: ID!, $action: OrderAction!, $key: String!, $version: String!, $input: OrderStepInput) {
  advanceHotlineOrder(id: $id, action: $action, idempotencyKey: $key, expectedVersion: $version, input: $input) { state version handlerNumber satisfaction } }`
const advance = (id: string, action: string, version: string, access: AccessContext, input: object | null = null) =>
  change(advanceOrder, { id, action, key: `step-${id}-${action}-${version}`, version, input }, access)

describe('submitting an order', () => {
  test('it is received, due in seven days, an enquiry in two', async () => {
    expect((await submit('once-only-s-1', centre)).data).toMatchObject({
      state: 'RECEIVED',
      version: '1',
      dueAt: '2026-03-09T10:00:00+08:00',
    })
    expect((await submit('once-only-s-2', centre, 'ENQUIRY')).data).toMatchObject({
      dueAt: '2026-03-04T10:00:00+08:00',
    })
  })

  test('asked twice it is one order; the same key with other words is refused', async () => {
    const first = await submit('once-only-s-3', centre)
    const before = server.rows('GD').length
    expect((await submit('once-only-s-3', centre)).data).toEqual(first.data)
    expect(server.rows('GD')).toHaveLength(before)
    expect((await submit('once-only-s-3', centre, 'STREET_LAMP', null, '别的')).code).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  test('a citizen submits, but not under a number that nobody has checked', async () => {
    expect((await submit('once-only-s-4', citizen)).code).toBeUndefined()
    const asked = await submit('once-only-s-5', citizen, 'STREET_LAMP', '370283198001010000')
    expect(asked.code).toBe('BAD_USER_INPUT')
    expect(JSON.stringify(asked)).not.toContain('370283198001010000')
  })

  test('a grid worker submits from the own grids only', async () => {
    expect((await submit('once-only-s-6', handler('WGY00001', ['370283001001002']))).code).toBe(
      'TRANSITION_NOT_PERMITTED',
    )
  })
})

describe('moving an order on', () => {
  test('dispatch to close, by the centre and one handler', async () => {
    const id = (await submit('once-only-a-1', centre)).data?.['id'] ?? ''
    await advance(id, 'DISPATCH', '1', centre, { unit: 'housing' })
    expect((await advance(id, 'SIGN', '2', handler('WGY00001'))).data).toMatchObject({
      state: 'SIGNED',
      handlerNumber: 'WGY00001',
    })
    await advance(id, 'BEGIN', '3', handler('WGY00001'))
    await advance(id, 'ANSWER', '4', handler('WGY00001'), { text: '已修好' })
    expect((await advance(id, 'FOLLOW_UP', '5', centre, { satisfaction: 'SATISFIED' })).data).toMatchObject({
      state: 'FOLLOWED_UP',
      satisfaction: 'SATISFIED',
    })
    expect((await advance(id, 'CLOSE', '6', centre)).data).toMatchObject({ state: 'CLOSED', version: '7' })
  })

  test('a step asked twice is one step; what changed meanwhile is a conflict', async () => {
    const id = (await submit('once-only-a-2', centre)).data?.['id'] ?? ''
    const first = await advance(id, 'DISPATCH', '1', centre, { unit: 'housing' })
    expect((await advance(id, 'DISPATCH', '1', centre, { unit: 'housing' })).data).toEqual(first.data)
    expect((await advance(id, 'REFUSE', '1', centre, { text: '诉讼中' })).code).toBe('VERSION_CONFLICT')
  })

  test('what has to come with a step is asked for', async () => {
    const id = (await submit('once-only-a-3', centre)).data?.['id'] ?? ''
    const { code, extensions } = await advance(id, 'DISPATCH', '1', centre)
    expect([code, extensions?.['argument']]).toEqual(['BAD_USER_INPUT', 'input.unit'])
  })

  test('a handler does not close, and an order of another grid looks like a missing one', async () => {
    expect(
      (await advance('approval-service:HotlineOrder:GD202600000001', 'CLOSE', '2', handler('WGY00001'))).code,
    ).toBe('TRANSITION_NOT_PERMITTED')
    expect((await advance('approval-service:HotlineOrder:GD202600000003', 'SIGN', '7', handler('WGY00001'))).code).toBe(
      'NOT_FOUND',
    )
    expect((await advance('approval-service:HotlineOrder:GD000000000000', 'SIGN', '7', handler('WGY00001'))).code).toBe(
      'NOT_FOUND',
    )
  })
})
