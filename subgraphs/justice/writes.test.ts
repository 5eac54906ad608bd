import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessContext, Role } from '../../access/principal.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { justice } from './justice.ts'

const folder = mkdtempSync(join(tmpdir(), 'justice-writes-'))
const path = join(folder, 'justice.db')
let runtime: DepartmentRuntime
let database: Database.Database

beforeAll(async () => {
  database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/justice.sql'), 'utf8'))
  runtime = await DepartmentRuntime.open(justice, { connection: { path } }, new Uint8Array(32).fill(5), () => {})
})
afterAll(async () => {
  await runtime.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

function as(staffKey: string, roles: readonly Role[] = ['mediator']): AccessContext {
  return {
    principal: { subject: `user-${staffKey}`, department: 'justice', roles, grids: [], staffKey, personId: null },
    purpose: { code: 'MEDIATION_INTAKE', caseNumber: null },
    rowScope: 'CASE',
    grants: [],
    purposeFields: ['*'],
    policyVersion: 'test',
    at: Date.parse('2026-03-02T10:00:00+08:00'),
    traceId: 'test',
  }
}

async function change(query: string, variables: Readonly<Record<string, unknown>> = {}, access = as('TJY00001')) {
  const { data, errors } = await runtime.execute({ query, variables, access, signal: new AbortController().signal })
  return {
    data: data && Object.values(data)[0],
    code: errors?.[0]?.extensions?.['code'],
    extensions: errors?.[0]?.extensions,
  }
}

const rows = (sql: string, ...values: string[]) => database.prepare(sql).all(...values) as Record<string, unknown>[]

const open = `mutation($key: String!, $title: String!) { openMediationCase(idempotencyKey: $key, input: {
  title: $title, kind: NEIGHBOURS, source: APPLICATION, content: " 楼上漏水 ", gridCode: "370283001001001" }) { id number state version mediatorNumber committeeNumber acceptedOn dueAt } }`
const advance = `mutation($id: ID!, $action: MediationAction!, $key: String!, $version: String!, $note: String, $assignee: String) {
  advanceMediationCase(id: $id, action: $action, idempotencyKey: $key, expectedVersion: $version, note: $note, assignee: $assignee) { id state version } }`
const agree = `mutation($id: ID!, $key: String!, $version: String!) { recordAgreement(caseId: $id, idempotencyKey: $key, expectedVersion: $version,
  input: { form: WRITTEN, content: "修好漏水。", effectiveOn: "2026-03-02", performBy: "2026-03-20" }) { id confirmation performance version } }`

describe('opening a case', () => {
  test('it is accepted, mediated by the caller, due in 30 days', async () => {
    const { data } = await change(open, { key: 'once-only-open-1', title: '漏水' })
    expect(data).toMatchObject({
      state: 'ACCEPTED',
      version: '1',
      mediatorNumber: 'TJY00001',
      committeeNumber: 'TWH00001',
      acceptedOn: '2026-03-02',
      dueAt: '2026-04-01T00:00:00+08:00',
    })
  })

  test('asked twice it is one case with one step, whoever else uses the same key has another', async () => {
    const first = await change(open, { key: 'once-only-open-2', title: '漏水' })
    const again = await change(open, { key: 'once-only-open-2', title: '漏水' })
    const other = await change(open, { key: 'once-only-open-2', title: '漏水' }, as('TJY00002'))
    expect(again.data).toEqual(first.data)
    expect(other.data).not.toEqual(first.data)
    const { number } = first.data as { number: string }
    expect(rows('SELECT * FROM T_JF WHERE JFBH = ?', number)).toHaveLength(1)
    expect(rows('SELECT DZ, XZT, CZR FROM T_JFLC WHERE JFBH = ?', number)).toEqual([
      { DZ: 'ACCEPT', XZT: '20', CZR: 'TJY00001' },
    ])
  })

  test('the same key with other content is refused', async () => {
    await change(open, { key: 'once-only-open-3', title: '漏水' })
    expect((await change(open, { key: 'once-only-open-3', title: '噪声' })).code).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  test('only a mediator who is appointed opens cases', async () => {
    expect((await change(open, { key: 'once-only-open-4', title: '漏水' }, as('TJY00003'))).code).toBe('WRITE_REFUSED')
    expect((await change(open, { key: 'once-only-open-5', title: '漏水' }, as('TJY00001', ['developer']))).code).toBe(
      'TRANSITION_NOT_PERMITTED',
    )
  })

  test('without a purpose nothing is written', async () => {
    const before = rows('SELECT COUNT(*) AS n FROM T_JF')
    const { data, code } = await change(
      open,
      { key: 'once-only-open-6', title: '漏水' },
      { ...as('TJY00001'), purpose: null, rowScope: 'NONE' },
    )
    expect({ data, code }).toEqual({ data: null, code: 'FIELD_DENIED' })
    expect(rows('SELECT COUNT(*) AS n FROM T_JF')).toEqual(before)
  })
})

describe('a request that states a case', () => {
  const stating = (caseNumber: string) => ({ ...as('TJY00001'), purpose: { code: 'MEDIATION', caseNumber } })

  test('changes that one, and no other of one’s own; nor does it open a new one', async () => {
    const { data } = await change(open, { key: 'once-only-stated-1', title: '漏水' })
    const { id, number } = data as { id: string; number: string }
    const begin = { id, action: 'BEGIN', key: 'once-only-stated-begin', version: '1' }
    expect((await change(advance, begin, stating('JF2026000001'))).code).toBe('NOT_FOUND')
    expect(
      (await change(agree, { id, key: 'once-only-stated-agree', version: '1' }, stating('JF2026000001'))).code,
    ).toBe('NOT_FOUND')
    expect(rows('SELECT BBH FROM T_JF WHERE JFBH = ?', number)).toEqual([{ BBH: 1 }])
    expect((await change(advance, begin, stating(number))).data).toMatchObject({ state: 'MEDIATING' })
    expect(
      (await change(open, { key: 'once-only-stated-2', title: '漏水' }, stating(number))).extensions,
    ).toMatchObject({
      code: 'WRITE_REFUSED',
      reason: 'NOT_THE_STATED_CASE',
    })
  })
})

describe('moving a case on', () => {
  const fresh = async (key: string) =>
    (await change(open, { key, title: '漏水' })).data as { id: string; number: string; version: string }

  test('a step counts the version and is written down; asked twice it is one step', async () => {
    const { id, number } = await fresh('once-only-go-1')
    const first = await change(advance, { id, action: 'BEGIN', key: 'once-only-go-1-begin', version: '1' })
    const again = await change(advance, { id, action: 'BEGIN', key: 'once-only-go-1-begin', version: '1' })
    expect(first.data).toMatchObject({ state: 'MEDIATING', version: '2' })
    expect(again.data).toEqual(first.data)
    expect(rows("SELECT XZT FROM T_JFLC WHERE JFBH = ? AND DZ = 'BEGIN'", number)).toHaveLength(1)
  })

  test('what somebody else changed meanwhile is not overwritten; a version that does not exist yet is no key to the door', async () => {
    const { id } = await fresh('once-only-go-2')
    await change(advance, { id, action: 'BEGIN', key: 'once-only-go-2-a', version: '1' })
    expect(
      (await change(advance, { id, action: 'TERMINATE', note: '不愿调解', key: 'once-only-go-2-b', version: '1' }))
        .code,
    ).toBe('VERSION_CONFLICT')
    expect((await change(advance, { id, action: 'ARCHIVE', key: 'once-only-go-2-c', version: '3' })).code).toBe(
      'VERSION_CONFLICT',
    )
  })

  test('a step that the law does not know is refused and says from where', async () => {
    const { id } = await fresh('once-only-go-3')
    const { code, extensions } = await change(advance, { id, action: 'ARCHIVE', key: 'once-only-go-3-a', version: '1' })
    expect(code).toBe('TRANSITION_NOT_PERMITTED')
    expect(extensions).toMatchObject({ state: 'ACCEPTED', action: 'ARCHIVE' })
    expect((await change(advance, { id, action: 'TERMINATE', key: 'once-only-go-3-b', version: '1' })).code).toBe(
      'BAD_USER_INPUT',
    )
  })

  test('a colleague’s case looks like a missing one', async () => {
    const theirs = await change(advance, {
      id: 'justice:MediationCase:JF2026000002',
      action: 'PERFORM',
      key: 'once-only-go-4',
      version: '5',
    })
    const missing = await change(advance, {
      id: 'justice:MediationCase:JF0000000000',
      action: 'PERFORM',
      key: 'once-only-go-4',
      version: '5',
    })
    expect(theirs).toEqual(missing)
    expect(theirs.code).toBe('NOT_FOUND')
  })

  test('a case that nobody has taken is taken by accepting it', async () => {
    const { data } = await change(advance, {
      id: 'justice:MediationCase:JF2026000003',
      action: 'ACCEPT',
      key: 'once-only-go-5',
      version: '1',
    })
    expect(data).toMatchObject({ state: 'ACCEPTED' })
    expect(rows("SELECT TJYBH FROM T_JF WHERE JFBH = 'JF2026000003'")).toEqual([{ TJYBH: 'TJY00001' }])
  })

  test('a case is handed to an appointed colleague of the committee, and is then no longer shown', async () => {
    const { id, number } = await fresh('once-only-go-6')
    expect(
      (await change(advance, { id, action: 'ASSIGN', assignee: 'TJY00003', key: 'once-only-go-6-a', version: '1' }))
        .code,
    ).toBe('BAD_USER_INPUT')
    const { data, code } = await change(advance, {
      id,
      action: 'ASSIGN',
      assignee: 'TJY00002',
      key: 'once-only-go-6-b',
      version: '1',
    })
    expect({ data, code }).toEqual({ data: null, code: undefined })
    expect(rows('SELECT TJYBH, ZT FROM T_JF WHERE JFBH = ?', number)).toEqual([{ TJYBH: 'TJY00002', ZT: '30' }])
  })
})

describe('parties and agreements', () => {
  const add = `mutation($id: ID!, $key: String!, $number: String) { addParty(caseId: $id, idempotencyKey: $key,
    input: { role: APPLICANT, name: "测甲", documentKind: RESIDENT_ID, idNumber: $number, phone: "138 0000 0001" }) { id partyName role } }`

  test('a party is added once; a number that cannot be right is refused without being repeated', async () => {
    const id = 'justice:MediationCase:JF2026000001'
    const first = await change(add, { id, key: 'once-only-party-1', number: '370283198001010000' })
    const again = await change(add, { id, key: 'once-only-party-1', number: '370283198001010000' })
    expect(first.data).toMatchObject({ partyName: '测甲', role: 'APPLICANT' })
    expect(again.data).toEqual(first.data)
    const number = (first.data as { id: string }).id.split(':')[2] ?? ''
    expect(rows('SELECT ZJLX, DSRLX FROM T_DSR WHERE DSRBH = ?', number)).toEqual([{ ZJLX: '01', DSRLX: '1' }])
    const wrong = await change(add, { id, key: 'once-only-party-2', number: '370283198001010001' })
    expect(wrong.code).toBe('BAD_USER_INPUT')
    expect(JSON.stringify(wrong)).not.toContain('370283198001010001')
  })

  test('an agreement moves the case and can be confirmed once by the court', async () => {
    const { data: made } = await change(open, { key: 'once-only-agree-1', title: '漏水' })
    const { id, number } = made as { id: string; number: string }
    await change(advance, { id, action: 'BEGIN', key: 'once-only-agree-1-a', version: '1' })
    const first = await change(agree, { id, key: 'once-only-agree-1-b', version: '2' })
    const again = await change(agree, { id, key: 'once-only-agree-1-b', version: '2' })
    expect(first.data).toMatchObject({ confirmation: 'NOT_APPLIED', performance: 'OPEN', version: '1' })
    expect(again.data).toEqual(first.data)
    expect(rows('SELECT ZT, BBH FROM T_JF WHERE JFBH = ?', number)).toEqual([{ ZT: '50', BBH: 3 }])
    const confirm = `mutation($id: ID!, $to: Confirmation!, $key: String!, $version: String!) {
      recordConfirmation(agreementId: $id, confirmation: $to, idempotencyKey: $key, expectedVersion: $version) { confirmation version } }`
    const agreement = (first.data as { id: string }).id
    expect((await change(confirm, { id: agreement, to: 'CONFIRMED', key: 'once-only-c-0', version: '1' })).code).toBe(
      'TRANSITION_NOT_PERMITTED',
    )
    expect((await change(confirm, { id: agreement, to: 'APPLIED', key: 'once-only-c-1', version: '1' })).data).toEqual({
      confirmation: 'APPLIED',
      version: '2',
    })
    expect(
      (await change(confirm, { id: agreement, to: 'CONFIRMED', key: 'once-only-c-2', version: '2' })).data,
    ).toEqual({
      confirmation: 'CONFIRMED',
      version: '3',
    })
  })

  test('no agreement before mediation began', async () => {
    const { data: made } = await change(open, { key: 'once-only-agree-2', title: '漏水' })
    const { id } = made as { id: string }
    expect((await change(agree, { id, key: 'once-only-agree-2-a', version: '1' })).code).toBe(
      'TRANSITION_NOT_PERMITTED',
    )
  })
})
