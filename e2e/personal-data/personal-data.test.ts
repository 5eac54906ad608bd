/** A citizen's own rights over HTTP: what is contested, what is to be deleted, who answers, and that nobody else gets near. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestHub, type Asked, type TestHub, type Who } from '../start-test-hub.ts'

let city: TestHub
beforeAll(async () => {
  city = await startTestHub()
})
afterAll(() => city.close())

const self = { purpose: 'SELF_ACCESS' }
const office = { purpose: 'DATA_QUALITY' }
const request = 'number kind field state text dueAt decidedAt answer deleted { table rows } stays'

const correct = (who: Who, asked: Asked, key: string, field = 'birthDate', department: string | null = null) =>
  city.ask<{ requestPersonalDataCorrection: { number: string; state: string } | null }>(
    who,
    asked,
    `mutation ($field: String!, $key: String!, $department: String) {
      requestPersonalDataCorrection(field: $field, text: "It is the other day.", idempotencyKey: $key, department: $department) { ${request} }
    }`,
    { field, key, department },
  )
const answer = (who: Who, asked: Asked, number: string, accept = true) =>
  city.ask<{ answerPersonalDataRequest: { state: string } | null }>(
    who,
    asked,
    `mutation ($number: String!, $accept: Boolean!) {
      answerPersonalDataRequest(number: $number, accept: $accept, answer: "The register says otherwise.") { ${request} }
    }`,
    { number, accept },
  )
const provenance = async () => {
  const { data } = await city.ask<{ me: { provenance: { field: string; contested: boolean }[] } }>(
    'citizen',
    self,
    '{ me { provenance { field contested } } }',
  )
  return data?.me.provenance.filter(({ contested }) => contested).map(({ field }) => field)
}

describe('a citizen', () => {
  test('contests a value; the officer of the big-data centre answers; the mark is seen where the value’s source is', async () => {
    const filed = (await correct('citizen', self, 'once-only-c1')).data?.requestPersonalDataCorrection
    expect(filed).toMatchObject({ state: 'OPEN', number: expect.stringMatching(/^GR[0-9A-Z]{12}$/) as unknown })
    const number = filed?.number ?? ''
    const queue = await city.ask<{ personalDataRequests: { nodes: { number: string }[] } }>(
      'data-officer',
      office,
      '{ personalDataRequests(first: 10) { nodes { number text dueAt } } }',
    )
    expect(queue.data?.personalDataRequests.nodes.map((node) => node.number)).toEqual([number])
    expect(await provenance()).toEqual([])
    expect((await answer('data-officer', office, number)).data?.answerPersonalDataRequest?.state).toBe('ACCEPTED')
    expect(await provenance()).toEqual(['birthDate'])
    const { data } = await city.ask<{ myPersonalDataRequests: { number: string }[] }>(
      'citizen',
      self,
      `{ myPersonalDataRequests { ${request} } }`,
    )
    expect(data?.myPersonalDataRequests).toMatchObject([
      { number, state: 'ACCEPTED', answer: 'The register says otherwise.' },
    ])
  })

  test('is told, when deletion is asked for, that departments keep their records', async () => {
    const { data } = await city.ask<{ requestPersonalDataDeletion: { number: string } }>(
      'citizen',
      self,
      `mutation { requestPersonalDataDeletion(text: "I moved away.", idempotencyKey: "once-only-d1") { ${request} } }`,
    )
    const number = data?.requestPersonalDataDeletion.number ?? ''
    const accepted = await answer('data-officer', office, number)
    expect(accepted.data?.answerPersonalDataRequest).toBeNull()
    expect(accepted.gaps.map((gap) => gap.code)).toEqual(['WRITE_REFUSED'])
    expect((await answer('data-officer', office, number, false)).data?.answerPersonalDataRequest).toMatchObject({
      state: 'REFUSED',
    })
  })

  test('cannot answer, see the queue, or name a department or field that is not there', async () => {
    const filed = (await correct('citizen', self, 'once-only-c2', 'name')).data?.requestPersonalDataCorrection
    const own = await answer('citizen', self, filed?.number ?? '')
    expect([own.data?.answerPersonalDataRequest, own.gaps.map((gap) => gap.code)]).toEqual([null, ['FIELD_DENIED']])
    const queue = await city.ask('citizen', self, '{ personalDataRequests(first: 1) { nodes { number } } }')
    expect([queue.data, queue.gaps.map((gap) => gap.code)]).toEqual([{ personalDataRequests: null }, ['FIELD_DENIED']])
    for (const [field, department] of [
      ['golden', null],
      ['RECORD', null],
      ['RECORD', 'tax'],
    ] as const) {
      const wrong = await correct('citizen', self, `wrong-${field}-${department}`, field, department)
      expect(wrong.gaps.map((gap) => gap.code)).toEqual(['BAD_USER_INPUT'])
    }
  })
})

describe('nobody else', () => {
  test.each([
    ['mediator', { purpose: 'MEDIATION', caseNumber: 'JF' }],
    ['grid-worker', { purpose: 'GRID_EVENT' }],
    ['developer', office],
    ['bi', { purpose: 'ASSESSMENT' }],
    ['auditor', { purpose: 'AUDIT_REVIEW' }],
    ['citizen', {}],
    ['data-officer', {}],
    ['data-officer', { purpose: 'GRID_EVENT' }],
  ] as const)('%s %j reads the queue, files or answers', async (who, given) => {
    const asked: Asked = 'caseNumber' in given ? { ...given, caseNumber: city.ids.caseNumber } : given
    const number =
      (await correct('citizen', self, 'once-only-c3', 'name')).data?.requestPersonalDataCorrection?.number ?? ''
    const queue = await city.ask<{ personalDataRequests: unknown }>(
      who,
      asked,
      '{ personalDataRequests(first: 1) { nodes { number text } } }',
    )
    expect(queue.data?.personalDataRequests ?? null).toBeNull()
    expect((await correct(who, asked, 'once-only-x')).data?.requestPersonalDataCorrection ?? null).toBeNull()
    expect((await answer(who, asked, number, false)).data?.answerPersonalDataRequest ?? null).toBeNull()
    const { state } = await city.hub.store.sql
      .selectFrom('PersonalDataRequest')
      .select('state')
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
    expect(state).toBe('OPEN')
  })
})
