/** Requests that hold one list of grants share their decisions: never further than what they have in common, and never longer than a grant. */
import { expect, test } from '@jest/globals'
import type { Classified } from '../schema/classification.ts'
import { createDecider } from './decide.ts'
import type { AccessContext, Grant, Principal } from './principal.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000
const purposeFields = ['category:房屋权属']

const state: Classified = {
  department: 'housing',
  coordinate: 'PropertyTitle.state',
  level: 2,
  sharing: 'CONDITIONAL',
  category: '房屋权属',
}

const grant = (changes: Partial<Grant>): Grant => ({
  id: 'g',
  department: 'housing',
  grantee: { role: 'mediator' },
  purpose: 'MEDIATION',
  legalBasis: '人民调解法',
  fields: ['category:房屋权属'],
  effect: 'PLAIN',
  rows: 'CASE',
  validFrom: NOW - HOUR,
  validTo: NOW + HOUR,
  approver: '数据局',
  ...changes,
})

function asks(
  grants: readonly Grant[],
  changes: Partial<Principal> = {},
  at = NOW,
  rowScope = 'CASE' as const,
): string {
  const principal: Principal = {
    subject: 'first',
    department: 'justice',
    roles: ['mediator'],
    grids: [],
    staffKey: 'M1',
    personId: null,
    ...changes,
  }
  const context: AccessContext = {
    principal,
    purpose: { code: 'MEDIATION', caseNumber: 'JF2025000001' },
    rowScope,
    grants,
    purposeFields,
    policyVersion: '1',
    at,
    traceId: 't',
  }
  const decision = createDecider(context).decide(state)
  return decision.verdict === 'DENY' ? decision.reason : decision.verdict
}

test('a grant to one person by name is not another’s of the same role, whoever asks first', () => {
  const byName = [grant({ grantee: { subject: 'first' } })]
  expect([asks(byName), asks(byName, { subject: 'second' }), asks(byName)]).toEqual(['ALLOW', 'NO_GRANT', 'ALLOW'])
  const otherFirst = [grant({ grantee: { role: 'mediator', subject: 'first' } })]
  expect([asks(otherFirst, { subject: 'second' }), asks(otherFirst)]).toEqual(['NO_GRANT', 'ALLOW'])
  const among = [grant({ purpose: 'GRID_EVENT' }), grant({ grantee: { subject: 'first' } })]
  expect([asks(among), asks(among, { subject: 'second' })]).toEqual(['ALLOW', 'NO_GRANT'])
})

test('a grant that names role and person is not the person’s in another role', () => {
  const both = [grant({ grantee: { role: 'mediator', subject: 'first' } })]
  expect([asks(both), asks(both, { roles: ['bi'] })]).toEqual(['ALLOW', 'NO_GRANT'])
})

test('other departments and roles with the same list decide for themselves', () => {
  const list = [grant({ grantee: { department: 'justice', role: 'mediator' } })]
  const seen = [asks(list), asks(list, { department: 'petitions' }), asks(list, { roles: ['bi'] }), asks(list)]
  expect(seen).toEqual(['ALLOW', 'NO_GRANT', 'NO_GRANT', 'ALLOW'])
})

test('a grant that ends, or begins, between two requests is judged anew, and a request from before still as then', () => {
  const ends = [grant({ validTo: NOW + 1 })]
  expect([asks(ends), asks(ends, {}, NOW + 1), asks(ends)]).toEqual(['ALLOW', 'GRANT_EXPIRED', 'ALLOW'])
  const begins = [grant({ validFrom: NOW + 1 })]
  expect([asks(begins), asks(begins, {}, NOW + 1), asks(begins)]).toEqual(['NO_GRANT', 'ALLOW', 'NO_GRANT'])
  const both = [grant({ validFrom: NOW + 10, validTo: NOW + 20 })]
  const seen = [0, 10, 19, 20, 12, 9].map((later) => asks(both, {}, NOW + later))
  expect(seen).toEqual(['NO_GRANT', 'ALLOW', 'ALLOW', 'GRANT_EXPIRED', 'ALLOW', 'NO_GRANT'])
})
