import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessContext } from '../../access/principal.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { politicalLegal } from './political-legal.ts'

const GRID = '370283001001001'
const folder = mkdtempSync(join(tmpdir(), 'political-legal-writes-'))
const path = join(folder, 'political-legal.db')
let runtime: DepartmentRuntime
let database: Database.Database

beforeAll(async () => {
  database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/political-legal.sql'), 'utf8'))
  runtime = await DepartmentRuntime.open(politicalLegal, { connection: { path } }, new Uint8Array(32).fill(5), () => {})
})
afterAll(async () => {
  await runtime.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const at = Date.parse('2026-03-02T10:00:00+08:00')

/** A grid worker of the one grid. */
function worker(staffKey: string, grids: readonly string[] = [GRID]): AccessContext {
  return {
    principal: {
      subject: `user-${staffKey}`,
      department: 'political-legal',
      roles: ['grid-worker'],
      grids,
      staffKey,
      personId: null,
    },
    purpose: { code: 'GRID_EVENT', caseNumber: null },
    rowScope: 'GRIDS',
    grants: [],
    purposeFields: ['*'],
    policyVersion: 'test',
    at,
    traceId: 'test',
  }
}

/** The supervising centre. */
const centre: AccessContext = {
  principal: {
    subject: 'centre',
    department: 'political-legal',
    roles: ['data-officer'],
    grids: [],
    staffKey: null,
    personId: null,
  },
  purpose: { code: 'DATA_QUALITY', caseNumber: null },
  rowScope: 'ALL',
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'test',
  at,
  traceId: 'test',
}

async function change(query: string, variables: Readonly<Record<string, unknown>>, access: AccessContext) {
  const { data, errors } = await runtime.execute({ query, variables, access, signal: new AbortController().signal })
  return {
    data: data && (Object.values(data)[0] as Record<string, string> | null),
    code: errors?.[0]?.extensions?.['code'],
    extensions: errors?.[0]?.extensions,
  }
}

const rows = (sql: string, ...values: string[]) => database.prepare(sql).all(...values) as Record<string, unknown>[]

const reportEvent = `mutation($key: String!, $category: GridEventCategory!, $grid: String!, $title: String!) { reportGridEvent(idempotencyKey: $key,
  input: { title: $title, category: $category, description: "南门堆放垃圾", gridCode: $grid }) { id number state version dueAt channel reporterNumber } }`
const report = (key: string, access = worker('WGY00001'), category = 'RUBBISH', grid = GRID, title = '暴露垃圾') =>
  change(reportEvent, { key, category, grid, title }, access)
const advanceEvent = `mutation($id: ID!, $action: GridEventAction!, $key: String!, $version: String!, $input: GridEventStepInput) {
  advanceGridEvent(id: $id, action: $action, idempotencyKey: $key, expectedVersion: $version, input: $input) { state version dueAt handlerNumber verifierNumber } }`
const advance = (
  id: string,
  action: string,
  version: string,
  access: AccessContext,
  input: object | null = null,
  key = `${id}-${action}-${version}`,
) => change(advanceEvent, { id, action, key, version, input }, access)

describe('reporting', () => {
  test('the limit is the row of the category: rubbish, four hours', async () => {
    expect((await report('once-only-r-1')).data).toMatchObject({
      state: 'REPORTED',
      version: '1',
      dueAt: '2026-03-02T14:00:00+08:00',
      channel: 'GRID_WORKER',
      reporterNumber: 'WGY00001',
    })
    expect((await report('once-only-r-2', worker('WGY00001'), 'STREET_LAMP')).data).toMatchObject({
      dueAt: '2026-03-03T10:00:00+08:00',
    })
  })

  test('a category without a row has no limit rather than an invented one', async () => {
    expect((await report('once-only-r-3', worker('WGY00001'), 'MANHOLE')).data).toMatchObject({ dueAt: null })
  })

  test('asked twice it is one event with one step; other content under the key is refused', async () => {
    const first = await report('once-only-r-4')
    const again = await report('once-only-r-4')
    expect(again.data).toEqual(first.data)
    expect(rows('SELECT DZ, CZR FROM T_SJLC WHERE SJBH = ?', first.data?.['number'] ?? '')).toEqual([
      { DZ: 'REPORT', CZR: 'WGY00001' },
    ])
    expect((await report('once-only-r-4', worker('WGY00001'), 'RUBBISH', GRID, '别的事')).code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    )
  })

  test('a grid worker reports in the own grids only, nobody in a grid that does not exist', async () => {
    expect((await report('once-only-r-5', worker('WGY00001', ['370283001001901']))).code).toBe(
      'TRANSITION_NOT_PERMITTED',
    )
    expect(
      (await report('once-only-r-6', worker('WGY00001', ['370283001001777']), 'RUBBISH', '370283001001777')).code,
    ).toBe('BAD_USER_INPUT')
  })
})

describe('handling', () => {
  const dispatched = async (key: string) => {
    const { data } = await report(key)
    const id = data?.['id'] ?? ''
    await advance(id, 'ACCEPT', '1', centre)
    await advance(id, 'REGISTER', '2', centre)
    expect((await advance(id, 'DISPATCH', '3', centre, { unit: 'housing' })).data).toMatchObject({
      state: 'DISPATCHED',
      version: '4',
    })
    return id
  }

  test('through the whole loop with four different people, every step written down', async () => {
    const id = await dispatched('once-only-h-1')
    expect((await advance(id, 'BEGIN', '4', worker('WGY00002'))).data).toMatchObject({
      state: 'HANDLING',
      handlerNumber: 'WGY00002',
    })
    expect((await advance(id, 'FINISH', '5', worker('WGY00002'))).data).toMatchObject({ state: 'TO_BE_VERIFIED' })
    expect((await advance(id, 'VERIFY', '6', worker('WGY00003'))).data).toMatchObject({
      state: 'VERIFIED',
      verifierNumber: 'WGY00003',
    })
    expect((await advance(id, 'CLOSE', '7', centre)).data).toMatchObject({ state: 'CLOSED', version: '8' })
    const steps = rows('SELECT DZ FROM T_SJLC WHERE SJBH = ? ORDER BY rowid', id.split(':')[2] ?? '').map(
      (row) => row['DZ'],
    )
    expect(steps).toEqual(['REPORT', 'ACCEPT', 'REGISTER', 'DISPATCH', 'BEGIN', 'FINISH', 'VERIFY', 'CLOSE'])
  })

  test('who found it does not handle it, who handled it does not verify it', async () => {
    const id = await dispatched('once-only-h-2')
    const found = await advance(id, 'BEGIN', '4', worker('WGY00001'))
    expect([found.code, found.extensions?.['reason']]).toEqual(['TRANSITION_NOT_PERMITTED', 'SAME_PERSON'])
    await advance(id, 'BEGIN', '4', worker('WGY00002'))
    await advance(id, 'FINISH', '5', worker('WGY00002'))
    expect((await advance(id, 'VERIFY', '6', worker('WGY00002'))).extensions?.['reason']).toBe('SAME_PERSON')
    expect((await advance(id, 'VERIFY', '6', worker('WGY00001'))).extensions?.['reason']).toBe('SAME_PERSON')
  })

  test('a grid worker closes nothing, an officer of another department neither', async () => {
    const { data } = await report('once-only-h-3')
    const id = data?.['id'] ?? ''
    expect((await advance(id, 'ACCEPT', '1', worker('WGY00002'))).code).toBe('TRANSITION_NOT_PERMITTED')
    const elsewhere = { ...centre, principal: { ...centre.principal, department: 'housing' } }
    expect((await advance(id, 'ACCEPT', '1', elsewhere)).data).toBeNull()
    expect(rows('SELECT ZT FROM T_SJ WHERE SJBH = ?', id.split(':')[2] ?? '')).toEqual([{ ZT: '10' }])
  })

  test('an event of another grid looks like a missing one', async () => {
    const theirs = await advance(
      'political-legal:GridEvent:SJ20190101000003',
      'BEGIN',
      '7',
      worker('WGY00001'),
      null,
      'h-4',
    )
    const missing = await advance(
      'political-legal:GridEvent:SJ00000000000000',
      'BEGIN',
      '7',
      worker('WGY00001'),
      null,
      'h-4',
    )
    expect(theirs).toEqual(missing)
    expect(theirs.code).toBe('NOT_FOUND')
  })

  test('a step asked twice is one step; what changed meanwhile is a conflict', async () => {
    const { data } = await report('once-only-h-5')
    const id = data?.['id'] ?? ''
    const first = await advance(id, 'ACCEPT', '1', centre)
    expect((await advance(id, 'ACCEPT', '1', centre)).data).toEqual(first.data)
    expect((await advance(id, 'VOID', '1', centre, { note: '误报' })).code).toBe('VERSION_CONFLICT')
  })

  test('a reason is asked for where the law asks for one', async () => {
    const { data } = await report('once-only-h-6')
    expect((await advance(data?.['id'] ?? '', 'VOID', '1', centre, { note: ' ' })).code).toBe('BAD_USER_INPUT')
  })
})

describe('persons in an event', () => {
  const add = `mutation($id: ID!, $key: String!, $number: String) { addGridEventPerson(eventId: $id, idempotencyKey: $key,
    input: { role: CONCERNED, name: "试乙", sex: FEMALE, idNumber: $number }) { id name role sex } }`

  test('one is added once; a filler in place of a number is refused', async () => {
    const id = 'political-legal:GridEvent:SJ20260225000001'
    const first = await change(add, { id, key: 'once-only-p-1', number: '370283198506120002' }, worker('WGY00001'))
    expect(first.data).toMatchObject({ name: '试乙', role: 'CONCERNED', sex: 'FEMALE' })
    expect(rows('SELECT XB, RYLX FROM T_SJRY WHERE RYBH = ?', first.data?.['id']?.split(':')[2] ?? '')).toEqual([
      { XB: '女', RYLX: '2' },
    ])
    expect(
      (await change(add, { id, key: 'once-only-p-1', number: '370283198506120002' }, worker('WGY00001'))).data,
    ).toEqual(first.data)
    expect((await change(add, { id, key: 'once-only-p-2', number: '无' }, worker('WGY00001'))).code).toBe(
      'BAD_USER_INPUT',
    )
  })
})
