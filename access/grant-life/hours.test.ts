/** Hours of a grant: open within them, and decisions that are kept end where a window opens or closes. */
import { describe, expect, test } from '@jest/globals'
import { epochOf } from '../../schema/shanghai-time.ts'
import type { Classified } from '../../schema/classification.ts'
import { createDecider } from '../decide.ts'
import type { AccessContext, Grant, HoursWindow } from '../principal.ts'
import { hoursAt, windowProblem } from './hours.ts'

const office: HoursWindow[] = [{ days: 'WORKING_DAYS', from: '08:30', to: '17:30' }]
const at = (day: string, clock: string) => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return epochOf(day, (hours * 60 + minutes) * 60_000, 480)
}

describe('windows', () => {
  test.each([
    ['2026-11-26', '08:29', false],
    ['2026-11-26', '08:30', true],
    ['2026-11-26', '17:29', true],
    ['2026-11-26', '17:30', false],
    // A Saturday, a swapped Saturday, a holiday in the week.
    ['2026-11-28', '10:00', false],
    ['2026-10-10', '10:00', true],
    ['2026-10-01', '10:00', false],
  ])('office hours on %s at %s: %s', (day, clock, open) => {
    expect(hoursAt(office, at(day, clock)).open).toBe(open)
  })

  test('of a day of the week, to the end of the day', () => {
    const thursday: HoursWindow[] = [{ days: 'THURSDAY', from: '20:00', to: '24:00' }]
    expect(hoursAt(thursday, at('2026-11-26', '23:59')).open).toBe(true)
    expect(hoursAt(thursday, at('2026-11-27', '00:00')).open).toBe(false)
    expect(hoursAt(thursday, at('2026-11-27', '23:00')).open).toBe(false)
  })

  test('of every day, working or not', () => {
    const daily: HoursWindow[] = [{ days: 'EVERY_DAY', from: '08:30', to: '17:30' }]
    const open = ['2026-11-26', '2026-11-29', '2026-10-01'].map((day) => hoursAt(daily, at(day, '10:00')).open)
    expect([...open, hoursAt(daily, at('2026-11-29', '18:00')).open]).toEqual([true, true, true, false])
  })

  test('say until when nothing changes', () => {
    const state = hoursAt(office, at('2026-11-26', '09:00'))
    expect([state.from, state.until]).toEqual([at('2026-11-26', '08:30'), at('2026-11-26', '17:30')])
    const night = hoursAt(office, at('2026-11-26', '20:00'))
    expect([night.from, night.until]).toEqual([at('2026-11-26', '17:30'), at('2026-11-27', '00:00')])
  })

  test.each([
    [{ from: '8:30' }, 'from'],
    [{ from: '24:00' }, 'from'],
    [{ to: '08:30' }, 'to'],
    [{ to: '24:01' }, 'to'],
    [{ days: 'HOLIDAYS' }, 'days'],
    [{}, null],
  ])('%j is wrong at %s', (changes, problem) => {
    expect(windowProblem({ days: 'WORKING_DAYS', from: '08:30', to: '17:30', ...changes } as HoursWindow)).toBe(problem)
  })
})

const place: Classified = {
  department: 'housing',
  coordinate: 'PropertyTitle.certificate',
  level: 3,
  category: '房屋权属',
  sharing: 'CONDITIONAL',
}
const grant = (changes: Partial<Grant>): Grant => ({
  id: 'g',
  department: 'housing',
  grantee: { role: 'mediator' },
  purpose: 'MEDIATION',
  legalBasis: '法',
  fields: ['category:房屋权属'],
  effect: 'PLAIN',
  rows: 'ALL',
  validFrom: at('2026-01-01', '00:00'),
  validTo: at('2026-12-31', '00:00'),
  approver: 'a',
  ...changes,
})
const context = (grants: readonly Grant[], now: number, more: Partial<AccessContext> = {}): AccessContext => ({
  principal: { subject: 'm', department: 'justice', roles: ['mediator'], grids: [], staffKey: null, personId: null },
  purpose: { code: 'MEDIATION', caseNumber: 'JF1' },
  purposeFields: ['*'],
  rowScope: 'CASE',
  grants,
  policyVersion: '1',
  at: now,
  traceId: 't',
  ...more,
})
const verdict = (asked: AccessContext) => {
  const decision = createDecider(asked).decide(place)
  return decision.verdict === 'DENY' ? decision.reason : decision.verdict
}

describe('what a grant opens under its conditions', () => {
  test('decisions that are kept with the list end where a window ends', () => {
    const grants = [grant({ hours: office })]
    const seen = ['08:29', '08:30', '17:29', '17:30', '12:00'].map((clock) =>
      verdict(context(grants, at('2026-11-26', clock))),
    )
    expect(seen).toEqual(['OUTSIDE_HOURS', 'ALLOW', 'ALLOW', 'OUTSIDE_HOURS', 'ALLOW'])
  })

  test('a volume that is used up by one is not used up by another, over the same list', () => {
    const grants = [grant({ personsPerDay: 5 })]
    const now = at('2026-11-26', '10:00')
    expect(verdict(context(grants, now, { usedUp: [] }))).toBe('ALLOW')
    expect(verdict(context(grants, now, { usedUp: ['g'] }))).toBe('VOLUME_USED_UP')
    expect(verdict(context(grants, now, { usedUp: ['other'] }))).toBe('ALLOW')
  })

  test('the reason that is nearest to a right is told', () => {
    const now = at('2026-11-28', '10:00')
    const expired = grant({ id: 'e', validTo: at('2026-02-01', '00:00') })
    const suspended = grant({ id: 's', suspended: true })
    const closed = grant({ id: 'h', hours: office })
    expect(verdict(context([expired], now))).toBe('GRANT_EXPIRED')
    expect(verdict(context([suspended, expired], now))).toBe('GRANT_SUSPENDED')
    expect(verdict(context([closed, suspended, expired], now))).toBe('OUTSIDE_HOURS')
    expect(verdict(context([grant({ id: 'n', rows: 'SELF' }), closed], now))).toBe('OUT_OF_SCOPE')
    expect(verdict(context([closed, grant({ id: 'm', effect: 'MASKED' })], now))).toBe('MASK')
  })

  test('an emergency opens no level 4 by a category, masked neither', () => {
    const now = at('2026-11-26', '10:00')
    const sensitive = { ...place, level: 4 as const }
    const decide = (one: Grant) => createDecider(context([one], now)).decide(sensitive)
    expect(decide(grant({ emergency: true }))).toEqual({ verdict: 'DENY', reason: 'NO_GRANT' })
    expect(decide(grant({}))).toEqual({ verdict: 'MASK', grant: 'g' })
    expect(decide(grant({ emergency: true, fields: ['PropertyTitle.certificate'] })).verdict).toBe('ALLOW')
    const never = { ...place, sharing: 'NEVER' as const }
    const broken = createDecider(context([grant({ emergency: true, fields: ['PropertyTitle.certificate'] })], now))
    expect(broken.decide(never)).toEqual({ verdict: 'DENY', reason: 'NOT_SHARED' })
  })
})
