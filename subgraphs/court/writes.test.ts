import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AccessContext } from '../../access/principal.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { court } from './court.ts'
import { standIn, type StandIn } from './stand-in.ts'

let platform: StandIn
let runtime: DepartmentRuntime

beforeAll(async () => {
  platform = await standIn(JSON.parse(readFileSync(join(import.meta.dirname, 'rows/court.json'), 'utf8')))
  const connection = { url: platform.url, user: 'hub', secret: 'test' }
  runtime = await DepartmentRuntime.open(court, { connection }, new Uint8Array(32).fill(5), () => {})
})
afterAll(async () => {
  await runtime.close()
  await platform.close()
})

/** A mediator in the court's own pay, so that no grant plays a part here. */
const mediator = (staffKey: string, caseNumber = 'JF2026000012', at = '2026-03-02T10:00:00+08:00'): AccessContext => ({
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'test',
  at: Date.parse(at),
  traceId: 'test',
  purpose: { code: 'MEDIATION', caseNumber },
  rowScope: 'CASE',
  principal: { subject: staffKey, department: 'court', roles: ['mediator'], grids: [], staffKey, personId: null },
})

async function change(query: string, variables: Readonly<Record<string, unknown>>, access: AccessContext) {
  const { data, errors } = await runtime.execute({ query, variables, access, signal: new AbortController().signal })
  return {
    data: data && (Object.values(data)[0] as Record<string, string> | null),
    code: errors?.[0]?.extensions?.['code'],
    extensions: errors?.[0]?.extensions,
  }
}

const advance = (
  action: string,
  version: string,
  given: { readonly caseNumber?: string; readonly outcome?: string; readonly id?: string } = {},
  access = mediator('TJY00001', 'JF2026000031'),
) =>
  change(
    `mutation($id: ID!, $action: EntrustmentAction!, $caseNumber: String, $outcome: String, $key: String!, $version: String!) {
      advanceCourtEntrustment(id: $id, action: $action, caseNumber: $caseNumber, outcome: $outcome, idempotencyKey: $key, expectedVersion: $version) {
        state version caseNumber } }`,
    {
      id: given.id ?? 'court:CourtEntrustment:FY202600000001',
      action,
      caseNumber: given.caseNumber ?? null,
      outcome: given.outcome ?? null,
      key: `step-${action}-${version}`,
      version,
    },
    access,
  )

const both = [
  { name: '测甲', idNumber: '370283198001010000', agrees: true },
  { name: '试乙', idNumber: '370283199005050004', agrees: true },
]
const apply = (key: string, changed: Readonly<Record<string, unknown>> = {}, access = mediator('TJY00001')) =>
  change(
    `mutation($input: JudicialConfirmationInput!, $key: String!) { applyForJudicialConfirmation(input: $input, idempotencyKey: $key) {
      id number state version consent } }`,
    {
      key,
      input: {
        courtCode: '370283',
        caseNumber: 'JF2026000012',
        agreementNumber: 'XY2026000012',
        effectiveOn: '2026-02-20',
        subject: 'PAYMENT',
        excluded: false,
        applicants: both,
        ...changed,
      },
    },
    access,
  )

describe('a case that the court sent', () => {
  test('is taken with justice’s number, mediated, and the court is told', async () => {
    expect((await advance('ACCEPT', '1')).extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'caseNumber' })
    expect((await advance('ACCEPT', '1', { caseNumber: 'JF2026000031' })).data).toEqual({
      state: 'ACCEPTED',
      version: '2',
      caseNumber: 'JF2026000031',
    })
    expect((await advance('BEGIN', '2')).data).toMatchObject({ state: 'MEDIATING' })
    expect((await advance('RETURN', '3', { outcome: '不愿调解' })).code).toBe('TRANSITION_NOT_PERMITTED')
    expect((await advance('REPORT_AGREED', '3', { outcome: '已达成协议' })).data).toMatchObject({ state: 'AGREED' })
    const row = platform.rows('WP').find(({ ajbs }) => ajbs === 'FY202600000001')
    expect(row).toMatchObject({ zt: '40', jfbh: 'JF2026000031', jgsm: '已达成协议' })
  })

  test('is taken for the case that the request was let in for, and for no other of one’s own', async () => {
    const other = await advance('ACCEPT', '1', { caseNumber: 'JF2026000032' })
    expect(other.extensions).toMatchObject({ code: 'WRITE_REFUSED', reason: 'NOT_THE_STATED_CASE' })
  })

  test('a step asked twice is one step; what changed meanwhile is a conflict', async () => {
    expect((await advance('REPORT_AGREED', '3', { outcome: '已达成协议' })).data).toMatchObject({
      state: 'AGREED',
      version: '4',
    })
    expect((await advance('BEGIN', '1')).code).toBe('VERSION_CONFLICT')
  })

  test('of another mediator looks like a missing one', async () => {
    const other = { id: 'court:CourtEntrustment:FY202600000002' }
    expect((await advance('BEGIN', '4', other)).code).toBe('NOT_FOUND')
    expect((await advance('BEGIN', '4', { id: 'court:CourtEntrustment:none' })).code).toBe('NOT_FOUND')
  })
})

describe('an application to confirm an agreement', () => {
  test('goes out with what both parties agreed to, once', async () => {
    const first = await apply('once-only-a-1')
    expect(first.data).toMatchObject({ state: 'SUBMITTED', consent: 'NAMES_AND_NUMBERS' })
    expect((await apply('once-only-a-1')).data).toEqual(first.data)
    expect((await apply('once-only-a-1', { agreementNumber: 'XY2026000099' })).code).toBe('IDEMPOTENCY_KEY_REUSED')
    expect(platform.rows('QR').filter(({ jfbh }) => jfbh === 'JF2026000012')).toHaveLength(1)
  })

  test.each([
    ['another case of one’s own', mediator('TJY00001', 'JF2026000001')],
    ['no case', { ...mediator('TJY00001'), purpose: { code: 'MEDIATION_INTAKE', caseNumber: null } }],
    ['no purpose', { ...mediator('TJY00001'), purpose: null, grants: [] }],
  ])('is refused by a request that states %s', async (_what, access) => {
    const before = platform.rows('QR').length
    const { code, extensions } = await apply('once-only-s-1', {}, access)
    expect(['NOT_THE_STATED_CASE', 'NO_PURPOSE']).toContain(extensions?.['reason'])
    expect(['WRITE_REFUSED', 'FIELD_DENIED']).toContain(code)
    expect(platform.rows('QR')).toHaveLength(before)
  })

  test('without a number when the party did not agree that it goes out', async () => {
    const { data } = await apply('once-only-a-2', { applicants: both.map(({ name, agrees }) => ({ name, agrees })) })
    expect(data).toMatchObject({ consent: 'NAMES' })
    expect(platform.rows('QR').at(-1)).toMatchObject({ tyfw: '1', sqrzjhm: null, bsqrzjhm: null })
  })

  test.each([
    [
      'when one party does not agree',
      { applicants: both.map((one, at) => ({ ...one, agrees: at === 0 })) },
      'NOT_AGREED',
    ],
    ['on marriage, property rights and the like', { excluded: true }, 'NOT_CONFIRMABLE'],
    ['after 30 days', { effectiveOn: '2026-01-30' }, 'OUT_OF_TERM'],
    ['before the agreement has effect', { effectiveOn: '2026-03-03' }, 'OUT_OF_TERM'],
  ])('is refused %s', async (_when, changed, reason) => {
    const before = platform.rows('QR').length
    expect((await apply(`r-${reason}`, changed)).extensions).toMatchObject({ code: 'WRITE_REFUSED', reason })
    expect(platform.rows('QR')).toHaveLength(before)
  })

  test.each([
    ['one party only', { applicants: both.slice(0, 1) }, 'input.applicants'],
    [
      'a number that is none',
      { applicants: [{ ...both[0], idNumber: '370283198001010001' }, both[1]] },
      'input.applicants.0.idNumber',
    ],
    ['an unknown court', { courtCode: '370299' }, 'input.courtCode'],
  ])('%s is bad input, named without its value', async (_what, changed, argument) => {
    const answer = await apply(`b-${argument}`, changed)
    expect(answer.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
    expect(JSON.stringify(answer)).not.toMatch(/37028319800101/)
  })

  test('is the mediator’s to hand in', async () => {
    const citizen = mediator('TJY00001')
    const access = { ...citizen, principal: { ...citizen.principal, roles: ['citizen'] as const } }
    expect((await apply('once-only-c-1', {}, access)).code).toBe('TRANSITION_NOT_PERMITTED')
  })

  test('the court’s ruling is pulled; what is decided is not taken back', async () => {
    const { data } = await apply('once-only-w-1')
    const number = data?.['number'] ?? ''
    platform.decide('QR', number, { zt: '30', cdwsh: '(2026)鲁0283诉前调确9号', cdrq: '2026-03-05' })
    const withdrawn = await change(
      'mutation($id: ID!) { withdrawJudicialConfirmation(id: $id, idempotencyKey: "withdraw-", expectedVersion: "2") { state } }',
      { id: data?.['id'] },
      mediator('TJY00001'),
    )
    expect(withdrawn.extensions).toMatchObject({ code: 'TRANSITION_NOT_PERMITTED', state: 'CONFIRMED' })
    const [row] = await runtime.adapter.table('QR').getMany([number], { signal: new AbortController().signal })
    expect(row).toMatchObject({ zt: '30', cdwsh: '(2026)鲁0283诉前调确9号' })
  })

  test('is taken back before', async () => {
    const { data } = await apply('once-only-w-2')
    const withdrawn = await change(
      'mutation($id: ID!) { withdrawJudicialConfirmation(id: $id, idempotencyKey: "withdraw-2", expectedVersion: "1") { state version } }',
      { id: data?.['id'] },
      mediator('TJY00001'),
    )
    expect(withdrawn.data).toEqual({ state: 'WITHDRAWN', version: '2' })
  })
})
