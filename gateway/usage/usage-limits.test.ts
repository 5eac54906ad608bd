/** Whose line counts, and which lines an operator may write. */
import { describe, expect, test } from '@jest/globals'
import type { Role } from '../../access/principal.ts'
import { readUsageLimits, usageLimitOf, usualUsage } from './usage-limits.ts'

const line = { role: 'mediator', personsAnHour: 5, personsADay: 9, costAnHour: 10 } as const
const own = { ...line, purpose: 'SPECIAL_SERVICE' }

describe('whose line counts', () => {
  test('a purpose’s own before the role’s; of several roles the widest; a role without one has what a citizen has', () => {
    const lines = readUsageLimits([own])
    const hourly = (roles: readonly string[], purpose: string | null) =>
      usageLimitOf(lines, roles as readonly Role[], purpose).personsAnHour
    expect(hourly(['mediator'], 'SPECIAL_SERVICE')).toBe(5)
    expect([hourly(['mediator'], 'MEDIATION'), hourly(['mediator'], null)]).toEqual([200, 200])
    expect([hourly(['grid-worker'], 'SPECIAL_SERVICE'), hourly(['bi'], 'SPECIAL_SERVICE')]).toEqual([600, 0])
    expect(hourly(['citizen', 'grid-worker'], null)).toBe(600)
    expect([hourly(['somebody'], null), hourly(['citizen'], null), hourly([], null)]).toEqual([30, 30, 0])
  })

  test('each number of it', () => {
    const { personsAnHour, personsADay, costAnHour } = line
    expect(usageLimitOf([line], ['mediator'], null)).toEqual({ personsAnHour, personsADay, costAnHour })
    expect(usageLimitOf([line], ['citizen'], null)).toEqual({ personsAnHour: 30, personsADay: 60, costAnHour: 50_000 })
  })
})

describe('lines of an operator', () => {
  test('stand in place of the usual ones of the same role and purpose, and of no others', () => {
    const usual = (role: string) => usualUsage.filter((one) => one.role !== role)
    expect(readUsageLimits([])).toEqual(usualUsage)
    expect(readUsageLimits([line])).toEqual([line, ...usual('mediator')])
    expect(readUsageLimits([own])).toEqual([own, ...usualUsage])
    expect(readUsageLimits([line, own])).toEqual([line, own, ...usual('mediator')])
  })

  test.each<[string, unknown]>([
    ['no list', { 0: line, length: 1 }],
    ['nothing', null],
    ['a line that is nothing', [null]],
    ['a line that is a text', ['mediator']],
    ['without a role', [{ ...line, role: undefined }]],
    ['a purpose that is no text', [{ ...line, purpose: 7 }]],
    ['without a number', [{ role: 'bi' }]],
    ['a negative number', [{ ...line, personsADay: -1 }]],
    ['half a person', [{ ...line, personsAnHour: 0.5 }]],
    ['a number as text', [{ ...line, costAnHour: '10' }]],
    ['a word that is not known', [{ ...line, personsAWeek: 1 }]],
    ['a good one and a bad one', [line, { ...line, role: 1 }]],
  ])('are refused as a whole: %s', (_what, given) => {
    expect(() => readUsageLimits(given)).toThrow(/usage limits/)
  })
})
