/** The tables of the life of applications, grants and emergencies: whole, and without a way round them. */
import { describe, expect, test } from '@jest/globals'
import { principalOf } from '../claims.ts'
import { isAdministrator, powerOf, powers } from '../powers.ts'
import { roles, type Principal, type Role } from '../principal.ts'
import { answering, isOneself, partiesOf } from './parties.ts'
import {
  actionsFrom,
  applicationStates,
  applicationTransitions,
  classificationStates,
  classificationTransitions,
  emergencyTransitions,
  grantActions,
  grantStates,
  grantStateAt,
  grantTransitions,
  transitionOf,
  type GrantAction,
  type GrantState,
  type Party,
} from './states.ts'

const parties: readonly Party[] = ['STAFF', 'APPLICANT', 'OWNER', 'HOLDER', 'SECURITY', 'BREAKER']
const officer = (department: string, subject = `officer@${department}`): Principal => ({
  subject,
  department,
  roles: ['data-officer'],
  grids: [],
  staffKey: null,
  personId: null,
})

describe('the tables', () => {
  test('an application ends, and what ended stays so', () => {
    for (const state of ['GRANTED', 'REFUSED', 'WITHDRAWN'] as const)
      expect(actionsFrom(applicationTransitions, state, new Set(parties))).toEqual([])
    for (const state of ['REVOKED', 'EXPIRED'] as const)
      expect(actionsFrom(grantTransitions, state, new Set(parties))).toEqual([])
    for (const state of ['JUSTIFIED', 'UNJUSTIFIED'] as const)
      expect(actionsFrom(emergencyTransitions, state, new Set(parties))).toEqual([])
  })

  test('each state is reached, each action stands in a line', () => {
    const reached = applicationTransitions.map(({ to }) => to)
    expect(applicationStates.filter((state) => !reached.includes(state))).toEqual([])
    const lines = [
      ...applicationTransitions,
      ...grantTransitions,
      ...emergencyTransitions,
      ...classificationTransitions,
    ]
    // A purpose has no states: it is defined, and defined again.
    expect(grantActions.filter((action) => !lines.some((line) => line.action === action))).toEqual(['DEFINE'])
    expect(classificationStates.filter((state) => !classificationTransitions.some(({ to }) => to === state))).toEqual(
      [],
    )
    // Only the clock lets a grant expire.
    expect(grantStates.filter((state) => !grantTransitions.some(({ to }) => to === state))).toEqual(['EXPIRED'])
  })

  test('no two lines say different things of the same', () => {
    for (const table of [applicationTransitions, grantTransitions, emergencyTransitions]) {
      const keys = table.map(({ from, action }) => `${from} ${action}`)
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  test('only the owner’s officer answers, with reasons for a refusal', () => {
    for (const from of ['APPLIED', 'IN_REVIEW'] as const)
      for (const action of ['GRANT', 'REFUSE'] as const)
        for (const party of parties)
          expect([party, transitionOf(applicationTransitions, from, action, new Set([party])) !== null]).toEqual([
            party,
            party === 'OWNER',
          ])
    expect(applicationTransitions.filter(({ action }) => action === 'REFUSE').every((line) => line.reasons)).toBe(true)
  })

  test('a step is of one state, one action and one party', () => {
    const step = (from: 'APPLIED' | 'GRANTED', action: GrantAction, ...who: Party[]) =>
      transitionOf(applicationTransitions, from, action, new Set(who))?.to ?? null
    expect(step('APPLIED', 'ACCEPT', 'OWNER')).toBe('IN_REVIEW')
    expect(step('APPLIED', 'WITHDRAW', 'OWNER', 'APPLICANT')).toBe('WITHDRAWN')
    expect([step('GRANTED', 'ACCEPT', 'OWNER'), step('APPLIED', 'SUSPEND', 'OWNER')]).toEqual([null, null])
    expect([step('APPLIED', 'ACCEPT', 'APPLICANT'), step('APPLIED', 'ACCEPT')]).toEqual([null, null])
    const may = (from: GrantState, ...who: Party[]) => actionsFrom(grantTransitions, from, new Set(who))
    expect(may('IN_FORCE', 'OWNER')).toEqual(['RENEW', 'SUSPEND', 'REVOKE'])
    expect(may('SUSPENDED', 'SECURITY')).toEqual(['RESUME', 'REVOKE'])
    expect([may('IN_FORCE', 'HOLDER'), may('IN_FORCE')]).toEqual([[], []])
  })

  test('a grant is in force between its ends unless it is suspended', () => {
    const grant = { validFrom: 100, validTo: 200 }
    expect(grantStateAt(grant, 150)).toBe('IN_FORCE')
    expect(grantStateAt({ ...grant, suspended: true }, 150)).toBe('SUSPENDED')
    expect(grantStateAt(grant, 200)).toBe('EXPIRED')
    expect(grantStateAt({ ...grant, suspended: true }, 200)).toBe('EXPIRED')
    expect(grantStateAt({ validFrom: 100, validTo: 100 }, 50)).toBe('REVOKED')
  })
})

describe('who is who', () => {
  const grantee = { department: 'emergency', role: 'developer' as const }

  test('the officers of owner and holder, and of nobody else', () => {
    const of = (department: string) => [...partiesOf(officer(department), { department: 'housing', grantee })]
    expect(of('housing')).toEqual(['OWNER'])
    expect(of('emergency')).toEqual(['HOLDER'])
    expect(of('justice')).toEqual([])
    const developer: Principal = { ...officer('housing'), roles: ['developer'] }
    expect([...partiesOf(developer, { department: 'housing', grantee })]).toEqual([])
  })

  test('the hub’s own data is answered for by the big-data centre', () => {
    expect(['registry', 'policy', 'housing'].map(answering)).toEqual([
      'approval-service',
      'approval-service',
      'housing',
    ])
  })

  test('nobody grants to oneself: neither as applicant, nor as somebody who could use it', () => {
    const self = officer('housing')
    expect(isOneself(self, { department: 'housing', grantee, applicant: self.subject })).toBe(true)
    expect(isOneself(self, { department: 'housing', grantee: { department: 'housing', role: 'data-officer' } })).toBe(
      true,
    )
    expect(isOneself(self, { department: 'housing', grantee: { subject: self.subject } })).toBe(true)
    expect(isOneself(self, { department: 'housing', grantee, applicant: 'somebody' })).toBe(false)
  })
})

describe('split powers', () => {
  test('every role has one power, and three of them administer', () => {
    expect(powers.map(({ role }) => role).sort()).toEqual([...roles].sort())
    expect(roles.filter(isAdministrator)).toEqual(['system-administrator', 'security-administrator', 'auditor'])
    expect(['RUN', 'POLICY', 'AUDIT']).toEqual(roles.filter(isAdministrator).map(powerOf))
  })

  test('a token of an administrator holds that one role', () => {
    const held = (...given: Role[]) => principalOf({ sub: 's', department: 'data-bureau', roles: given }) !== null
    for (const role of roles.filter(isAdministrator)) {
      expect([role, held(role)]).toEqual([role, true])
      for (const other of roles.filter((one) => one !== role && one !== 'citizen'))
        expect([role, other, held(role, other)]).toEqual([role, other, false])
    }
    expect(held('data-officer', 'developer')).toBe(true)
  })
})
