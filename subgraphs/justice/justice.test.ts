import { describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import type { Plain } from '../kit/declaration.ts'
import { conformance } from '../kit/conformance.ts'
import { classificationOf } from '../kit/fields.ts'
import { MediationState } from './codes.ts'
import { justice } from './justice.ts'
import {
  CommunityCorrection,
  MediationAgreement,
  MediationCase,
  MediationCommittee,
  mayOpenCase,
  Mediator,
  Party,
} from './records.ts'
import { confirmations, targetOf, transitionOf, transitions } from './states.ts'
import { inTerm } from './writes.ts'

conformance(justice, () => {
  const folder = mkdtempSync(join(tmpdir(), 'justice-'))
  const path = join(folder, 'justice.db')
  const database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/justice.sql'), 'utf8'))
  database.close()
  return Promise.resolve({ connection: { path }, close: async () => rmSync(folder, { recursive: true, force: true }) })
})

const asked = (
  rowScope: RowScope,
  staffKey: string | null,
  grids: readonly string[] = [],
  caseNumber: string | null = null,
): AccessContext => ({
  principal: { subject: 'someone', department: 'justice', roles: ['mediator'], grids, staffKey, personId: null },
  purpose: { code: caseNumber === null ? 'MEDIATION_INTAKE' : 'MEDIATION', caseNumber },
  rowScope,
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'test',
  at: 0,
  traceId: 'test',
})

describe('who may open a case', () => {
  const own = { id: 'JF1', mediatorNumber: 'TJY00001', gridCode: '370283001001001' } as Plain
  const nobodys = { id: 'JF2', mediatorNumber: null, gridCode: null } as Plain

  test('a mediator opens the own cases, not a colleague’s, and one without a number opens none', () => {
    expect(mayOpenCase(own, asked('CASE', 'TJY00001'))).toBe(true)
    expect(mayOpenCase(own, asked('CASE', 'TJY00002'))).toBe(false)
    expect(mayOpenCase(nobodys, asked('CASE', null))).toBe(false)
  })

  test('a request that states a case opens that one and no other of one’s own', () => {
    expect(mayOpenCase(own, asked('CASE', 'TJY00001', [], 'JF1'))).toBe(true)
    expect(mayOpenCase(own, asked('CASE', 'TJY00001', [], 'JF2'))).toBe(false)
    expect(mayOpenCase(own, asked('CASE', 'TJY00002', [], 'JF1'))).toBe(false)
  })

  test('a grid opens its own cases only; a case without a grid is in none', () => {
    expect(mayOpenCase(own, asked('GRIDS', null, ['370283001001001']))).toBe(true)
    expect(mayOpenCase(own, asked('GRIDS', null, ['370283001001002']))).toBe(false)
    expect(mayOpenCase(nobodys, asked('GRIDS', null, ['null']))).toBe(false)
  })

  test('citizens do not list cases, and nobody does without a purpose', () => {
    expect(mayOpenCase(own, asked('SELF', null))).toBe(false)
    expect(mayOpenCase(own, asked('NONE', 'TJY00001'))).toBe(false)
  })
})

describe('how a mediation goes on', () => {
  const go = (...actions: readonly Parameters<typeof transitionOf>[1][]) =>
    actions.reduce<string | null>(
      (state, action) => (state === null ? null : (transitionOf(state, action, ['mediator'])?.to ?? null)),
      'APPLIED',
    )

  test('from the application to the archive', () => {
    expect(go('ACCEPT', 'ASSIGN', 'BEGIN', 'AGREE', 'PERFORM', 'CONFIRM_PERFORMANCE', 'FOLLOW_UP', 'ARCHIVE')).toBe(
      'ARCHIVED',
    )
  })

  test('one party’s refusal ends it, with a reason, and it is archived', () => {
    expect(go('REFUSE', 'ARCHIVE')).toBe('ARCHIVED')
    expect(go('ACCEPT', 'BEGIN', 'TERMINATE', 'ARCHIVE')).toBe('ARCHIVED')
    for (const action of ['REFUSE', 'TERMINATE'] as const) {
      expect(transitions.filter((one) => one.action === action).every((one) => one.reason === true)).toBe(true)
    }
  })

  test('a broken agreement is mediated again', () => {
    expect(go('ACCEPT', 'BEGIN', 'AGREE', 'PERFORM', 'REOPEN', 'AGREE')).toBe('AGREED')
  })

  test('nothing is agreed before mediation began, nothing happens after the archive', () => {
    expect(go('ACCEPT', 'AGREE')).toBeNull()
    expect(transitions.filter((one) => one.from === 'ARCHIVED')).toEqual([])
  })

  test('only mediators move cases', () => {
    expect(transitionOf('APPLIED', 'ACCEPT', ['grid-worker', 'citizen', 'data-officer'])).toBeNull()
  })

  test('an action leads to one state, so that asking twice is the same change; every state can be reached', () => {
    for (const { action, to } of transitions) expect(targetOf(action)).toBe(to)
    const reached = new Set<string>(['APPLIED', ...transitions.map((one) => one.to)])
    expect(Object.values(MediationState.values).filter((state) => !reached.has(state))).toEqual([])
  })

  test('confirmation: applied for, then confirmed or dismissed by the court, once', () => {
    expect(confirmations).toContainEqual(['NOT_APPLIED', 'APPLIED'])
    expect(confirmations.some(([from]) => from === 'CONFIRMED' || from === 'DISMISSED')).toBe(false)
    expect(confirmations.some(([from, to]) => from === 'NOT_APPLIED' && to === 'CONFIRMED')).toBe(false)
  })

  test('the application is open for 30 days, the day of effect not counted', () => {
    const at = (local: string) => Date.parse(`${local}+08:00`)
    expect(inTerm('2026-02-01', at('2026-03-03T23:59:59'))).toBe(true)
    expect(inTerm('2026-02-01', at('2026-03-04T00:00:00'))).toBe(false)
    expect(inTerm(null, at('2026-03-03T00:00:00'))).toBe(false)
    expect(inTerm('2026-02', at('2026-02-03T00:00:00'))).toBe(false)
  })
})

describe('what justice says of its data', () => {
  test('committees and mediators’ names are free, a mediator’s own number is not', () => {
    expect(MediationCommittee.classified).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    expect(classificationOf(Mediator.classified, Mediator.fields.mediatorName.options)).toMatchObject({
      level: 1,
      sharing: 'UNCONDITIONAL',
    })
    expect(classificationOf(Mediator.classified, Mediator.fields.idNumber.options)).toMatchObject({
      level: 3,
      sharing: 'CONDITIONAL',
    })
  })

  test('parties and agreements are of level 3, the number and kind of a case of level 2', () => {
    expect([Party.classified.level, MediationAgreement.classified.level, MediationCase.classified.level]).toEqual([
      3, 3, 2,
    ])
  })

  test('titles hold names, so the hub does not get them as the title of the event', () => {
    expect(Object.keys(MediationCase.fields.self.values)).not.toContain('title')
  })

  test('community correction leaves for nobody and names nobody to the hub', () => {
    expect(CommunityCorrection.classified).toEqual({ level: 4, category: '社区矫正', sharing: 'NEVER' })
    expect(Object.values(CommunityCorrection.fields).some((field) => field.kind !== 'value')).toBe(false)
    expect(CommunityCorrection.rows?.({ id: 'JZ1' } as Plain, asked('ALL', 'TJY00001'), 'entity')).toBe(false)
  })
})
