import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import { conformance } from '../kit/conformance.ts'
import type { Plain } from '../kit/declaration.ts'
import { classificationOf } from '../kit/fields.ts'
import { EntrustmentState } from './codes.ts'
import { court } from './court.ts'
import { Court, CourtEntrustment, JudicialConfirmation, mayOpenMatter } from './records.ts'
import { standIn } from './stand-in.ts'
import { entrustmentStep, entrustmentTarget, entrustmentTransitions, type EntrustmentActionValue } from './states.ts'
import { isInTerm } from './writes.ts'

conformance(court, async () => {
  const server = await standIn(JSON.parse(readFileSync(join(import.meta.dirname, 'rows/court.json'), 'utf8')))
  return { connection: { url: server.url, user: 'hub', secret: 'test' }, close: server.close }
})

describe('how a case from the court goes on', () => {
  const go = (...actions: readonly EntrustmentActionValue[]) =>
    actions.reduce<string | null>(
      (state, action) => (state === null ? null : (entrustmentStep(state, action)?.to ?? null)),
      'SENT',
    )

  test('taken with justice’s number, mediated, told to the court', () => {
    expect(go('ACCEPT', 'BEGIN', 'REPORT_AGREED')).toBe('AGREED')
    expect(entrustmentStep('SENT', 'ACCEPT')?.needs).toBe('caseNumber')
    expect(entrustmentStep('MEDIATING', 'REPORT_FAILED')?.needs).toBe('outcome')
  })

  test('given back with a reason, but not once mediation has begun: then the court is told how it ended', () => {
    expect(go('RETURN')).toBe('RETURNED')
    expect(entrustmentStep('SENT', 'RETURN')?.needs).toBe('outcome')
    expect(go('ACCEPT', 'BEGIN', 'RETURN')).toBeNull()
  })

  test('what has ended stays as it is', () => {
    for (const state of ['AGREED', 'FAILED', 'RETURNED'])
      expect(entrustmentTransitions.filter(({ from }) => from === state)).toEqual([])
  })

  test('an action leads to one state, every state can be reached', () => {
    for (const { action, to } of entrustmentTransitions) expect(entrustmentTarget(action)).toBe(to)
    const reached = new Set<string>(['SENT', ...entrustmentTransitions.map(({ to }) => to)])
    expect(Object.values(EntrustmentState.values).filter((state) => !reached.has(state))).toEqual([])
  })
})

describe('what the court says of its data', () => {
  test('parties and rulings are of level 3, courts are free', () => {
    for (const field of [CourtEntrustment.fields.applicantName, CourtEntrustment.fields.respondentNumber])
      expect(classificationOf(CourtEntrustment.classified, field.options).level).toBe(3)
    expect(classificationOf(JudicialConfirmation.classified, JudicialConfirmation.fields.state.options).level).toBe(3)
    expect(Court.classified).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
  })

  test('a mediator has what was sent to that mediator, nobody a list of others’', () => {
    const asked = (rowScope: RowScope, staffKey: string | null, caseNumber: string | null = null): AccessContext => ({
      principal: { subject: 's', department: 'justice', roles: ['mediator'], grids: [], staffKey, personId: null },
      purpose: caseNumber === null ? null : { code: 'MEDIATION', caseNumber },
      rowScope,
      grants: [],
      purposeFields: ['*'],
      policyVersion: 'test',
      at: 0,
      traceId: 'test',
    })
    const matter = { id: 'FY1', mediatorNumber: 'TJY00001' } as Plain
    expect(mayOpenMatter(matter, asked('CASE', 'TJY00001'))).toBe(true)
    expect(mayOpenMatter(matter, asked('CASE', 'TJY00002'))).toBe(false)
    expect(mayOpenMatter({ id: 'FY2', mediatorNumber: null } as Plain, asked('CASE', null))).toBe(false)
    // Of the stated case, or of none yet: how else would it be taken?
    const taken = { ...matter, caseNumber: 'JF1' } as Plain
    expect([matter, taken].map((one) => mayOpenMatter(one, asked('CASE', 'TJY00001', 'JF1')))).toEqual([true, true])
    expect([matter, taken].map((one) => mayOpenMatter(one, asked('CASE', 'TJY00001', 'JF2')))).toEqual([true, false])
    for (const scope of ['GRIDS', 'SELF', 'NONE'] as const)
      expect(mayOpenMatter(matter, asked(scope, 'TJY00001'))).toBe(false)
  })

  test('an unknown kind is an issue, a day that is none too', () => {
    expect(CourtEntrustment.fields.kind.read('3')).toEqual({ value: null, issue: 'UNKNOWN_CODE' })
    expect(CourtEntrustment.fields.mediateBy.read('20260230')).toEqual({ value: null, issue: 'IMPOSSIBLE_DATE' })
  })
})

test('both parties may ask from the day of effect for 30 days; the day of effect is not counted', () => {
  const at = (day: string) => Date.parse(`${day}T12:00:00+08:00`)
  expect(isInTerm('2026-02-01', at('2026-02-01'))).toBe(true)
  expect(isInTerm('2026-02-01', at('2026-03-03'))).toBe(true)
  expect(isInTerm('2026-02-01', at('2026-03-04'))).toBe(false)
  expect(isInTerm('2026-02-01', at('2026-01-31'))).toBe(false)
  expect(isInTerm('2026-02', at('2026-02-10'))).toBe(false)
})
