/** Which row scope covers which, which one a purpose opens, and when a case is the stated one. */
import { expect, test } from '@jest/globals'
import { purposes, type Purpose } from './purposes.ts'
import { rowScopes, type PurposeUse } from './principal.ts'
import { covers, isStatedCase, scopeOf, WITHOUT_PURPOSE } from './row-scope.ts'

const purposeOf = (scopes: Purpose['scopes']): Purpose => {
  const [any] = purposes
  if (!any) throw new Error('no purposes')
  return { ...any, scopes }
}

const stating = (caseNumber: string | null) => ({
  purpose: { code: 'MEDIATION', caseNumber } as PurposeUse,
})

test('a scope covers itself and the narrower ones', () => {
  for (const [at, granted] of rowScopes.entries())
    for (const [below, wanted] of rowScopes.entries()) expect(covers(granted, wanted)).toBe(below <= at)
})

test('of several roles the widest scope counts, and a role that the purpose does not name opens nothing', () => {
  const purpose = purposeOf({ mediator: 'CASE', 'grid-worker': 'ALL' })
  expect(scopeOf(purpose, ['mediator'])).toBe('CASE')
  expect(scopeOf(purpose, ['mediator', 'grid-worker'])).toBe('ALL')
  expect(scopeOf(purpose, ['grid-worker', 'mediator'])).toBe('ALL')
  expect(scopeOf(purpose, ['citizen'])).toBeNull()
  expect(scopeOf(purpose, [])).toBeNull()
})

test('a stated case is that one and no other', () => {
  expect(isStatedCase(stating('A1'), 'A1')).toBe(true)
  expect(isStatedCase(stating('A1'), 'A2')).toBe(false)
  expect(isStatedCase(stating('A1'), null)).toBe(false)
  expect(isStatedCase(stating('A1'), ['A1'])).toBe(false)
})

test('where no case is stated it may be any', () => {
  expect(isStatedCase(stating(null), 'A2')).toBe(true)
  expect(isStatedCase({ purpose: null }, 'A2')).toBe(true)
})

test('without a purpose no rows of persons are reached', () => {
  expect(rowScopes.filter((wanted) => covers(WITHOUT_PURPOSE, wanted))).toEqual(['NONE'])
})
