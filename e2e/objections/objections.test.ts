/** A citizen sees who looked, objects, and gets an answer; the auditor sees the log, and is in it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestHub, type Asked, type TestHub, type Who } from '../start-test-hub.ts'

let city: TestHub
beforeAll(async () => {
  city = await startTestHub()
}, 120_000)
afterAll(() => city.close())

const oneself: Asked = { purpose: 'SELF_ACCESS' }
const review: Asked = { purpose: 'AUDIT_REVIEW' }

interface Look {
  readonly id: string
  readonly purpose: string
  readonly departmentTitle: string | null
  readonly notice: string
  readonly namedFields: readonly { coordinate: string; name: string }[]
}
interface Mine {
  readonly id: string
  readonly state: string
  readonly answer: string | null
  readonly dueOn: string
  readonly look: { id: string; purpose: string } | null
}

async function ask<T>(who: Who, asked: Asked, query: string, variables: Record<string, unknown> = {}) {
  return city.ask<T, Record<string, unknown>>(who, asked, query, variables)
}
const code = (answer: Awaited<ReturnType<typeof ask>>) => answer.code ?? answer.gaps[0]?.code ?? null

async function lookOfMediator(): Promise<Look> {
  const asked = { purpose: 'MEDIATION', caseNumber: city.ids.caseNumber }
  const card = await ask('mediator', asked, 'query Card($id: ID!) { person(id: $id) { name phone } }', {
    id: city.ids.person,
  })
  expect(card.data).toMatchObject({ person: { phone: expect.any(String) } })
  const query =
    '{ whoLookedAtMe(first: 50) { nodes { id purpose departmentTitle notice namedFields { coordinate name } } } }'
  const { data } = await ask<{ whoLookedAtMe: { nodes: Look[] } }>('citizen', oneself, query)
  const look = data?.whoLookedAtMe.nodes.find(({ purpose }) => purpose === 'MEDIATION')
  if (!look) throw new Error('the look is not told')
  return look
}

const object =
  'mutation O($input: ObjectToLookInput!) { objectToLook(input: $input) { id state answer dueOn look { id purpose } } }'
const answer =
  'mutation A($id: ID!, $input: AnswerObjectionInput!) { answerObjection(id: $id, input: $input) { id state answer record { subject } } }'

describe('an objection', () => {
  test('goes to the auditor and comes back with an answer', async () => {
    const look = await lookOfMediator()
    expect(look).toMatchObject({ departmentTitle: '司法局' })
    expect(look.notice).toContain('调解')
    expect(look.namedFields).toContainEqual({
      coordinate: 'Person.phone',
      name: expect.stringMatching(/\p{Script=Han}/u),
    })

    const input = { look: look.id, reason: '我没有申请调解', idempotencyKey: 'once-only-k-1' }
    const raised = await ask<{ objectToLook: Mine }>('citizen', oneself, object, { input })
    const mine = raised.data?.objectToLook
    expect(mine).toMatchObject({ state: 'OPEN', answer: null, look: { id: look.id, purpose: 'MEDIATION' } })
    expect(mine?.dueOn).toMatch(/^\d{4}-\d\d-\d\d$/)
    const again = await ask<{ objectToLook: Mine }>('citizen', oneself, object, { input })
    expect(again.data?.objectToLook.id).toBe(mine?.id)
    const other = { ...input, reason: '别的理由' }
    expect(code(await ask('citizen', oneself, object, { input: other }))).toBe('IDEMPOTENCY_KEY_REUSED')
    expect(code(await ask('citizen', oneself, object, { input: { ...other, idempotencyKey: 'once-only-k-2' } }))).toBe(
      'WRITE_REFUSED',
    )

    const list =
      '{ objections(filter: { state: OPEN }) { nodes { id reason overdue record { subject department purpose } } } }'
    expect((await ask('auditor', review, list)).data).toEqual({
      objections: {
        nodes: [
          {
            id: mine?.id,
            reason: '我没有申请调解',
            overdue: false,
            record: { subject: expect.any(String), department: 'justice', purpose: 'MEDIATION' },
          },
        ],
      },
    })
    const given = { id: mine?.id, input: { decision: 'REJECTED', answer: '经核查，该案由您本人申请。' } }
    const answered = await ask('auditor', review, answer, given)
    expect(answered.data).toMatchObject({ answerObjection: { state: 'REJECTED' } })
    expect((await ask('auditor', review, answer, given)).data).toEqual(answered.data)
    const otherwise = { ...given, input: { decision: 'UPHELD', answer: '不当' } }
    expect(code(await ask('auditor', review, answer, otherwise))).toBe('TRANSITION_NOT_PERMITTED')

    const seen = await ask<{ myObjections: { nodes: Mine[] } }>(
      'citizen',
      oneself,
      '{ myObjections { nodes { id state answer look { id } } } }',
    )
    expect(seen.data?.myObjections.nodes).toEqual([
      { id: mine?.id, state: 'REJECTED', answer: '经核查，该案由您本人申请。', look: { id: look.id } },
    ])
    // What the person said was read by the auditor, and the person can see that.
    const looks = await ask<{ whoLookedAtMe: { nodes: Look[] } }>(
      'citizen',
      oneself,
      '{ whoLookedAtMe(first: 50) { nodes { id purpose } } }',
    )
    expect(looks.data?.whoLookedAtMe.nodes.map(({ purpose }) => purpose)).toContain('AUDIT_REVIEW')
  })

  test('is only against a look at oneself, and never to be told from one that is not there', async () => {
    const { sql } = city.hub.store
    const elsewhere = await sql
      .selectFrom('AuditRecord')
      .select('seq')
      .where('body', 'not like', `%"${city.ids.person}"%`)
      .limit(1)
      .executeTakeFirstOrThrow()
    for (const look of [String(elsewhere.seq), '999999999']) {
      const input = { look, reason: 'x', idempotencyKey: `not-mine-${look}` }
      expect(code(await ask('citizen', oneself, object, { input }))).toBe('NOT_FOUND')
    }
    const bad = { look: 'x', reason: 'x', idempotencyKey: 'once-only-k-3' }
    expect(code(await ask('citizen', oneself, object, { input: bad }))).toBe('BAD_USER_INPUT')
    const empty = { look: '1', reason: ' ', idempotencyKey: 'once-only-k-4' }
    expect(code(await ask('citizen', oneself, object, { input: empty }))).toBe('BAD_USER_INPUT')
  })

  test('is answered by the auditor alone, and seen by nobody else', async () => {
    const lists = [
      '{ objections { nodes { id } } }',
      '{ auditRecords { nodes { number } } }',
      '{ myObjections { nodes { id } } }',
    ]
    const others: [Who, Asked][] = [
      ['mediator', { purpose: 'MEDIATION', caseNumber: city.ids.caseNumber }],
      ['grid-worker', { purpose: 'GRID_EVENT' }],
      ['data-officer', { purpose: 'DATA_QUALITY' }],
      ['developer', { purpose: 'DATA_QUALITY' }],
      ['bi', { purpose: 'ASSESSMENT' }],
      ['citizen', {}],
      ['auditor', {}],
    ]
    for (const [who, asked] of others)
      for (const query of lists)
        expect([who, query, code(await ask(who, asked, query))]).toEqual([who, query, 'FIELD_DENIED'])
    for (const query of lists.slice(0, 2)) expect(code(await ask('citizen', oneself, query))).toBe('FIELD_DENIED')
    expect(code(await ask('auditor', review, lists[2] ?? ''))).toBe('FIELD_DENIED')
    const given = { id: 'objection-1', input: { decision: 'UPHELD', answer: 'x' } }
    expect(code(await ask('citizen', oneself, answer, given))).toBe('FIELD_DENIED')
    expect(code(await ask('mediator', others[0]?.[1] ?? {}, answer, given))).toBe('FIELD_DENIED')
    expect(code(await ask('auditor', review, answer, given))).toBe('NOT_FOUND')
  })
})

describe('the auditor', () => {
  interface Records {
    readonly auditRecords: {
      readonly nodes: readonly { number: string; subject: string; purpose: string | null; code: string | null }[]
      readonly pageInfo: { hasNextPage: boolean; endCursor: string | null }
    }
  }
  const query =
    'query R($filter: AuditRecordFilter, $first: Int, $after: String) { auditRecords(filter: $filter, first: $first, after: $after) { nodes { number subject purpose code limit attempts fields } pageInfo { hasNextPage endCursor } } }'

  test('goes through the log page by page, by department, purpose, code and time', async () => {
    await city.raw('grid-worker', { purpose: 'MEDIATION' }, '{ __typename }')
    await city.raw('grid-worker', { purpose: 'GRID_EVENT' }, `{ ${'a: __typename '.repeat(60)} }`)
    const purpose = await ask<Records>('auditor', review, query, {
      filter: { purpose: 'MEDIATION', department: 'justice' },
    })
    expect(purpose.data?.auditRecords.nodes.length).toBeGreaterThan(0)
    for (const record of purpose.data?.auditRecords.nodes ?? []) expect(record.purpose).toBe('MEDIATION')
    const refused = await ask<Records>('auditor', review, query, { filter: { code: 'PURPOSE_NOT_PERMITTED' } })
    expect(refused.data?.auditRecords.nodes).toMatchObject([{ purpose: 'MEDIATION', code: 'PURPOSE_NOT_PERMITTED' }])
    const limit = await ask<Records>('auditor', review, query, { filter: { code: 'QUERY_TOO_COSTLY' } })
    expect(limit.data?.auditRecords.nodes).toMatchObject([{ limit: 'aliases', attempts: 1 }])
    const never = await ask<Records>('auditor', review, query, { filter: { to: '2020-01-01T00:00:00+08:00' } })
    expect(never.data?.auditRecords.nodes).toEqual([])

    const numbers: number[] = []
    for (let after: string | null = null; ;) {
      const part: Awaited<ReturnType<typeof ask<Records>>> = await ask<Records>('auditor', review, query, {
        first: 4,
        after,
      })
      const { nodes, pageInfo } = part.data?.auditRecords ?? { nodes: [], pageInfo: null }
      numbers.push(...nodes.map(({ number }) => Number(number)))
      if (!pageInfo?.hasNextPage) break
      after = pageInfo.endCursor
    }
    expect(numbers.at(-1)).toBe(1)
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => (numbers[0] ?? 0) - at))
  })

  test('is in the log like everybody', async () => {
    await ask('auditor', review, query, {})
    const own = await ask<Records>('auditor', review, query, { filter: { purpose: 'AUDIT_REVIEW' }, first: 1 })
    expect(own.data?.auditRecords.nodes).toMatchObject([
      { purpose: 'AUDIT_REVIEW', fields: expect.arrayContaining(['Query.auditRecords', 'AuditRecord.subject']) },
    ])
  })
})
