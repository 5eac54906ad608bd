import { describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import type { Plain } from '../kit/declaration.ts'
import { conformance } from '../kit/conformance.ts'
import { classificationOf } from '../kit/fields.ts'
import { GridEventState } from './codes.ts'
import { politicalLegal } from './political-legal.ts'
import { GridArea, GridEvent, GridEventPerson, GridWorker, mayOpenEvent, SpecialGroupMember } from './records.ts'
import { dueAt, separated, targetOf, transitionOf, transitions, type GridEventActionValue } from './states.ts'

conformance(politicalLegal, () => {
  const folder = mkdtempSync(join(tmpdir(), 'political-legal-'))
  const path = join(folder, 'political-legal.db')
  const database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/political-legal.sql'), 'utf8'))
  database.close()
  return Promise.resolve({ connection: { path }, close: async () => rmSync(folder, { recursive: true, force: true }) })
})

const asked = (rowScope: RowScope, grids: readonly string[] = []): AccessContext => ({
  principal: {
    subject: 'someone',
    department: 'political-legal',
    roles: ['grid-worker'],
    grids,
    staffKey: 'WGY00001',
    personId: null,
  },
  purpose: { code: 'GRID_EVENT', caseNumber: null },
  rowScope,
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'test',
  at: 0,
  traceId: 'test',
})

describe('who may open an event', () => {
  const event = { id: 'SJ1', gridCode: '370283001001001' } as Plain

  test('a grid worker has the own grids, and an event without a grid is in none', () => {
    expect(mayOpenEvent(event, asked('GRIDS', ['370283001001001']), 'root')).toBe(true)
    expect(mayOpenEvent(event, asked('GRIDS', ['370283001001002']), 'root')).toBe(false)
    expect(mayOpenEvent({ id: 'SJ2', gridCode: null } as Plain, asked('GRIDS', ['null', 'undefined']), 'root')).toBe(
      false,
    )
  })

  test('citizens do not list events, and nobody does without a purpose', () => {
    expect([mayOpenEvent(event, asked('SELF'), 'root'), mayOpenEvent(event, asked('NONE'), 'root')]).toEqual([
      false,
      false,
    ])
    expect([
      mayOpenEvent(event, asked('CASE'), 'entity'),
      mayOpenEvent(event, asked('CASE'), 'root'),
      mayOpenEvent(event, asked('CASE'), 'link'),
    ]).toEqual([true, false, false])
  })
})

describe('the closed loop', () => {
  const [worker, centre] = [['grid-worker'], ['data-officer']] as const
  const go = (...actions: readonly GridEventActionValue[]) =>
    actions.reduce<string | null>(
      (state, action) => (state === null ? null : (transitionOf(state, action, [...worker, ...centre])?.to ?? null)),
      'REPORTED',
    )

  test('from the report to the close', () => {
    expect(go('ACCEPT', 'REGISTER', 'DISPATCH', 'BEGIN', 'FINISH', 'VERIFY', 'CLOSE')).toBe('CLOSED')
  })

  test('what the finder solves on the spot is only filed', () => {
    expect(go('SELF_HANDLE')).toBe('SELF_HANDLED')
    expect(transitions.find((one) => one.action === 'SELF_HANDLE')).toMatchObject({
      role: 'grid-worker',
      only: 'reporterNumber',
    })
  })

  test('work that fails is done again in the same case; nothing closes unverified', () => {
    expect(go('ACCEPT', 'REGISTER', 'DISPATCH', 'BEGIN', 'FINISH', 'REWORK', 'FINISH', 'VERIFY')).toBe('VERIFIED')
    expect(go('ACCEPT', 'REGISTER', 'DISPATCH', 'BEGIN', 'FINISH', 'CLOSE')).toBeNull()
  })

  test('only supervision accepts, dispatches and closes; only grid workers handle and verify', () => {
    const by = (role: string) => new Set(transitions.filter((one) => one.role === role).map((one) => one.action))
    expect(by('data-officer')).toEqual(
      new Set(['ACCEPT', 'VOID', 'REGISTER', 'DECLINE', 'DISPATCH', 'EXTEND', 'SUSPEND', 'RESUME', 'CLOSE']),
    )
    expect(by('grid-worker')).toEqual(new Set(['SELF_HANDLE', 'RETURN', 'BEGIN', 'FINISH', 'VERIFY', 'REWORK']))
  })

  test('finder, handler, verifier and who closes are different people', () => {
    const event = { reporterNumber: 'A', handlerNumber: 'B', verifierNumber: 'C' }
    const may = (state: string, action: GridEventActionValue) =>
      ['A', 'B', 'C', 'D'].filter((staff) => {
        const transition = transitionOf(state, action, [...worker, ...centre])
        return transition !== null && separated(transition, event, staff)
      })
    expect(may('DISPATCHED', 'BEGIN')).toEqual(['B', 'C', 'D'])
    expect(may('HANDLING', 'FINISH')).toEqual(['B'])
    expect(may('TO_BE_VERIFIED', 'VERIFY')).toEqual(['C', 'D'])
    expect(may('VERIFIED', 'CLOSE')).toEqual(['D'])
  })

  test('refusing, returning, suspending, sending back need a reason', () => {
    for (const action of ['VOID', 'DECLINE', 'RETURN', 'SUSPEND', 'REWORK']) {
      expect(transitions.filter((one) => one.action === action).map((one) => one.needs)).toEqual(['note'])
    }
  })

  test('an action leads to one state; only the rating comes from the old system', () => {
    for (const { action, to } of transitions) expect(targetOf(action)).toBe(to)
    const reached = new Set<string>(['REPORTED', ...transitions.map((one) => one.to)])
    expect(Object.values(GridEventState.values).filter((state) => !reached.has(state))).toEqual(['RATED'])
  })

  test('limits are hours or calendar days', () => {
    const at = Date.parse('2026-03-01T09:00:00+08:00')
    expect(new Date(dueAt(at, 4, 'HOURS')).toISOString()).toBe('2026-03-01T05:00:00.000Z')
    expect(new Date(dueAt(at, 7, 'DAYS')).toISOString()).toBe('2026-03-08T01:00:00.000Z')
  })
})

describe('what the commission says of its data', () => {
  test('grids and grid workers are posted, boundaries and events are not', () => {
    expect(GridArea.classified).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    expect(GridWorker.classified).toMatchObject({ level: 2, sharing: 'UNCONDITIONAL' })
    expect(classificationOf(GridArea.classified, GridArea.fields.boundary.options)).toMatchObject({
      level: 2,
      sharing: 'CONDITIONAL',
    })
    expect(classificationOf(GridEvent.classified, GridEvent.fields.description.options)).toMatchObject({
      level: 3,
      sharing: 'CONDITIONAL',
    })
  })

  test('a list of events does not lead to the persons in them', () => {
    const targets = Object.values(GridEvent.fields).flatMap((field) =>
      field.kind === 'one' || field.kind === 'many' ? [field.to().name] : [],
    )
    expect(targets).not.toContain(GridEventPerson.name)
  })

  test('the category of a special group leaves for nobody and names nobody to the hub', () => {
    expect(SpecialGroupMember.classified).toEqual({ level: 4, category: '特殊人群', sharing: 'NEVER' })
    expect(Object.values(SpecialGroupMember.fields).some((field) => field.kind !== 'value')).toBe(false)
    expect(SpecialGroupMember.rows?.({ id: 'TQ1' } as Plain, asked('ALL'), 'entity')).toBe(false)
  })
})
