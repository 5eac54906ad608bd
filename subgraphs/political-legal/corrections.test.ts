/** The department's side of corrections on real rows: whoever may not read a value may not ask about it either, on no way. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refSealer } from '../../access/local-ref.ts'
import type { AccessContext, Grant, RowScope } from '../../access/principal.ts'
import { correctableFields, readProposed, type LookAt } from '../kit/corrections.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { politicalLegal } from './political-legal.ts'

const GRID = '370283001001001'
const secret = new Uint8Array(32).fill(5)
const folder = mkdtempSync(join(tmpdir(), 'political-legal-corrections-'))
const path = join(folder, 'political-legal.db')
const signal = new AbortController().signal
let runtime: DepartmentRuntime
let database: Database.Database

beforeAll(async () => {
  database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/political-legal.sql'), 'utf8'))
  runtime = await DepartmentRuntime.open(politicalLegal, { connection: { path } }, secret, () => {})
})
afterAll(async () => {
  await runtime.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const access = (
  rowScope: RowScope,
  more: Partial<AccessContext['principal']> = {},
  grants: Grant[] = [],
): AccessContext => ({
  principal: {
    subject: 'somebody',
    department: 'political-legal',
    roles: ['grid-worker'],
    grids: [GRID],
    staffKey: null,
    personId: null,
    ...more,
  },
  purpose: { code: 'GRID_EVENT', caseNumber: null },
  rowScope,
  grants,
  purposeFields: ['*'],
  policyVersion: 'test',
  at: Date.parse('2026-03-02T10:00:00+08:00'),
  traceId: 'test',
})
const officer = access('ALL', { roles: ['data-officer'] })
const masked: Grant = {
  id: 'masked',
  department: 'political-legal',
  grantee: { department: 'housing' },
  purpose: 'GRID_EVENT',
  legalBasis: 'none',
  fields: ['category:网格事件'],
  effect: 'MASKED',
  rows: 'ALL',
  validFrom: 0,
  validTo: Number.MAX_SAFE_INTEGER,
  approver: 'test',
}

const look = (context: AccessContext, asked: Partial<LookAt> & { readonly coordinate: string }) =>
  runtime.corrections.look(context, { id: null, key: null, entity: null, ...asked }, signal)
const ref = (...keys: string[]) => refSealer('political-legal', secret).seal(keys)
const event = (number: string) => ({ coordinate: 'GridEvent.title', id: `political-legal:GridEvent:${number}` })
const denied = { extensions: { code: 'FIELD_DENIED' } }

describe('a field is found', () => {
  test('from a root list, within the row rule of the record', async () => {
    expect(await look(access('GRIDS'), event('SJ20260226000002'))).toMatchObject({
      spot: { record: 'GridEvent', key: 'SJ20260226000002', field: 'title' },
      value: '路灯不亮',
      version: '1',
    })
    expect(await look(access('GRIDS'), event('SJ20190101000003'))).toBeNull()
    expect(await look(access('GRIDS'), event('nothing'))).toBeNull()
  })

  test('at an entity, by the ref of this request and over a link from its own records', async () => {
    const entity = { kind: 'Person' as const, ref: ref('GridEventPerson/person/SR0000000001') }
    const asked = { ...event('SJ20260225000001'), entity }
    expect(await look(access('GRIDS'), asked)).toMatchObject({ value: '楼道堆放杂物', version: '4' })
    expect(await look(access('GRIDS'), { ...asked, ...event('SJ20260226000002') })).toBeNull()
    await expect(
      look(access('GRIDS'), { ...asked, entity: { ...entity, ref: entity.ref.replace('0001~', '0002~') } }),
    ).rejects.toMatchObject({ extensions: { code: 'CONTEXT_REFUSED' } })
  })

  test('by its key for the department’s own officer alone', async () => {
    const asked = { coordinate: 'GridHouse.residentCount', key: 'TZ0000000001' }
    expect(await look(officer, asked)).toMatchObject({ value: '3' })
    expect(await look(officer, { ...asked, key: 'nothing' })).toBeNull()
    for (const other of [
      access('GRIDS'),
      access('ALL'),
      access('ALL', { roles: ['data-officer'], department: 'housing' }),
    ])
      await expect(look(other, asked)).rejects.toMatchObject(denied)
  })

  test('not at all without a way: a record of a person has no list', async () => {
    const person = { coordinate: 'GridEventPerson.name', id: 'political-legal:GridEventPerson:SR0000000001' }
    expect(await look(access('GRIDS'), person)).toBeNull()
    expect(
      await look(access('SELF', { roles: ['citizen'], department: null }), event('SJ20260226000002')).catch(
        (error: { extensions: object }) => error.extensions,
      ),
    ).toMatchObject({ code: 'FIELD_DENIED' })
  })
})

test('what shows masked, or to nobody, is refused by the field before the row', async () => {
  const housing = access('ALL', { department: 'housing' }, [masked])
  for (const number of ['SJ20260226000002', 'nothing'])
    await expect(look(housing, event(number))).rejects.toMatchObject({
      extensions: { code: 'FIELD_DENIED', reason: 'NO_GRANT', coordinate: 'GridEvent.title' },
    })
  await expect(look(officer, { coordinate: 'SpecialGroupMember.memberName', key: 'TQ000001' })).rejects.toMatchObject({
    extensions: { code: 'FIELD_DENIED', reason: 'NOT_SHARED' },
  })
  await expect(look(officer, { coordinate: 'GridEvent.nothing', key: 'x' })).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  })
})

describe('an accepted value', () => {
  const spot = { record: 'GridHouse', key: 'TZ0000000001', field: 'use' }

  test('is written in the source’s own form, against the version that was read, once', async () => {
    const before = await runtime.corrections.read(spot, signal)
    const change = { spot, value: 'LET', idempotencyKey: 'JZ1/1', expectedVersion: before?.version ?? '' }
    await runtime.corrections.write(change, signal)
    await runtime.corrections.write(change, signal)
    expect(database.prepare('SELECT FWLX FROM T_FWTZ WHERE TZBH = ?').get('TZ0000000001')).toMatchObject({ FWLX: '2' })
    expect(await runtime.corrections.read(spot, signal)).toMatchObject({ value: 'LET' })
    await expect(
      runtime.corrections.write({ ...change, value: 'OWN', idempotencyKey: 'JZ2/1' }, signal),
    ).rejects.toMatchObject({ extensions: { code: 'VERSION_CONFLICT' } })
  })

  test('never into a field that a step of the event’s life changes', async () => {
    const change = { value: 'CLOSED', idempotencyKey: 'JZ3/1', expectedVersion: '1' }
    for (const field of ['state', 'number', 'version', 'handlerNumber', 'nothing'])
      await expect(
        runtime.corrections.write({ ...change, spot: { record: 'GridEvent', key: 'SJ20260226000002', field } }, signal),
      ).rejects.toMatchObject({ extensions: { code: 'WRITE_REFUSED', reason: 'NOT_CORRECTABLE' } })
  })
})

test('what is proposed is read as the field reads it, and never guessed', () => {
  const fields = correctableFields([politicalLegal])
  const proposed = (coordinate: string, given: string) => {
    const field = fields.get(coordinate)
    if (!field) throw new Error(coordinate)
    return readProposed('input.proposed', field, given)
  }
  expect(proposed('GridHouse.use', 'LET')).toBe('LET')
  expect(proposed('GridHouse.residentCount', ' 4 ')).toBe('4')
  expect(proposed('GridEvent.reportedAt', '2026-03-01T01:00:00Z')).toBe('2026-03-01T09:00:00+08:00')
  expect(proposed('GridArea.validTo', '2026-2-3')).toBe('2026-02-03')
  expect(proposed('GridEventPerson.idNumber', ' 11010519491231002x')).toBe('11010519491231002X')
  for (const name of ['阿例•样', '测𬭎', '试', 'Anna Test', '测䶮'])
    expect(proposed('GridEventPerson.name', name)).toBe(name)
  for (const [coordinate, given] of [
    ['GridHouse.use', '2'],
    ['GridHouse.residentCount', '很多'],
    ['GridEvent.reportedAt', '昨天'],
    ['GridArea.validTo', '2026-02-30'],
    ['GridEventPerson.idNumber', '370283198001010001'],
    ['GridEvent.title', ' '],
    ['GridEventPerson.name', '测*'],
    ['GridEventPerson.name', '测\uE863'],
  ] as const)
    expect(() => proposed(coordinate, given)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', argument: 'input.proposed' } }),
    )
  expect(fields.get('SpecialGroupMember.memberName')).toBeUndefined()
})
