/**
 * Who may see what, as a table that a lawyer can read; then every combination of principal, purpose, grant and kind of data against an
 * oracle that shares no code with the decider.
 */
import { describe, expect, test } from '@jest/globals'
import type { Classified, Level, Sharing } from '../schema/classification.ts'
import { createDecider, isStructural } from './decide.ts'
import type { AccessContext, Grant, Principal, Role, RowScope } from './principal.ts'
import { purposes } from './purposes.ts'

const NOW = 1_800_000_000_000
const DAY = 86_400_000

const staff = (role: Role, department: string): Principal => ({
  subject: `${role}@${department}`,
  department,
  roles: [role],
  grids: role === 'grid-worker' ? ['370283001001001'] : [],
  staffKey: null,
  personId: null,
})
const principals = {
  gridWorker: staff('grid-worker', 'political-legal'),
  mediator: staff('mediator', 'justice'),
  developer: staff('developer', 'housing'),
  bi: staff('bi', 'political-legal'),
  officer: staff('data-officer', 'approval-service'),
  auditor: staff('auditor', 'audit-office'),
  citizen: { subject: 'c', department: null, roles: ['citizen'], grids: [], staffKey: null, personId: 'P-1' },
} satisfies Record<string, Principal>
type Who = keyof typeof principals

const place = (
  department: string,
  coordinate: string,
  level: Level,
  sharing: Sharing,
  category: string,
): Classified => ({
  department,
  coordinate,
  level,
  sharing,
  category,
})
const places = {
  companyName: place('market-regulation', 'Company.name', 1, 'UNCONDITIONAL', '企业登记'),
  workerPhone: place('political-legal', 'GridWorker.phone', 2, 'UNCONDITIONAL', '网格队伍'),
  titleState: place('housing', 'PropertyTitle.state', 2, 'CONDITIONAL', '房屋权属'),
  certificate: place('housing', 'PropertyTitle.certificate', 3, 'CONDITIONAL', '房屋权属'),
  mortgage: place('housing', 'PropertyTitle.mortgage', 4, 'CONDITIONAL', '房屋权属'),
  agreement: place('justice', 'Agreement.content', 3, 'CONDITIONAL', '调解协议'),
  correction: place('justice', 'Correction.state', 4, 'NEVER', '社区矫正'),
} satisfies Record<string, Classified>
type What = keyof typeof places

const grant = (changes: Partial<Grant>): Grant => ({
  id: 'g',
  department: 'housing',
  grantee: { role: 'mediator' },
  purpose: 'MEDIATION',
  legalBasis: '人民调解法',
  fields: ['category:房屋权属'],
  effect: 'PLAIN',
  rows: 'CASE',
  validFrom: NOW - DAY,
  validTo: NOW + DAY,
  approver: '数据局',
  ...changes,
})
const grants = {
  none: [],
  plainCategory: [grant({})],
  maskedCategory: [grant({ effect: 'MASKED' })],
  plainType: [grant({ fields: ['PropertyTitle.*'] })],
  plainField: [grant({ fields: ['PropertyTitle.certificate', 'PropertyTitle.mortgage'] })],
  expired: [grant({ validTo: NOW })],
  notYet: [grant({ validFrom: NOW + 1 })],
  lastInstant: [grant({ validTo: NOW + 1 })],
  tooNarrow: [grant({ rows: 'SELF' })],
  narrowAndExpired: [grant({ rows: 'SELF' }), grant({ validTo: NOW - 1 })],
  otherPurpose: [grant({ purpose: 'GRID_EVENT' })],
  otherDepartment: [grant({ department: 'justice' })],
  otherRole: [grant({ grantee: { role: 'grid-worker' } })],
  otherPerson: [grant({ grantee: { role: 'mediator', subject: 'somebody' } })],
  ofJustice: [grant({ grantee: { department: 'justice' } })],
  toNobody: [grant({ grantee: {} })],
  maskedThenPlain: [grant({ effect: 'MASKED' }), grant({ id: 'h', fields: ['PropertyTitle.certificate'] })],
  assessment: [grant({ purpose: 'ASSESSMENT', grantee: { role: 'bi' }, rows: 'NONE' })],
} satisfies Record<string, readonly Grant[]>
type Given = keyof typeof grants

function context(who: Who, purpose: string | null, given: Given): AccessContext {
  const principal = principals[who]
  const role = principal.roles[0] as Role
  return {
    principal,
    purpose: purpose === null ? null : { code: purpose, caseNumber: 'JF2025000001' },
    rowScope: purposes.find((known) => known.code === purpose)?.scopes[role] ?? 'NONE',
    grants: grants[given],
    purposeFields: ['*'],
    policyVersion: '1',
    at: NOW,
    traceId: 't',
  }
}

const answer = (who: Who, purpose: string | null, given: Given, what: What): string => {
  const decision = createDecider(context(who, purpose, given)).decide(places[what])
  return decision.verdict === 'DENY' ? decision.reason : decision.verdict
}

describe('who may see what', () => {
  test.each<[Who, string | null, Given, What, string]>([
    // Unconditional data is free between departments, with or without a purpose; a citizen has what is public.
    ['gridWorker', null, 'none', 'companyName', 'ALLOW'],
    ['bi', 'ASSESSMENT', 'none', 'workerPhone', 'ALLOW'],
    ['auditor', 'AUDIT_REVIEW', 'none', 'companyName', 'ALLOW'],
    ['citizen', null, 'none', 'companyName', 'ALLOW'],
    ['citizen', null, 'none', 'workerPhone', 'NO_PURPOSE'],
    ['citizen', 'SELF_ACCESS', 'none', 'workerPhone', 'ALLOW'],
    // Data that is not shared does not leave, not even to its owner.
    ['mediator', 'MEDIATION', 'plainCategory', 'correction', 'NOT_SHARED'],
    ['mediator', null, 'none', 'correction', 'NOT_SHARED'],
    ['citizen', 'SELF_ACCESS', 'none', 'correction', 'NOT_SHARED'],
    // No purpose, no conditional data: also not one's own.
    ['mediator', null, 'none', 'agreement', 'NO_PURPOSE'],
    ['mediator', null, 'plainCategory', 'titleState', 'NO_PURPOSE'],
    // Own department's data under a purpose, up to level 3; level 4 needs a grant.
    ['mediator', 'MEDIATION', 'none', 'agreement', 'ALLOW'],
    ['developer', 'DATA_QUALITY', 'none', 'certificate', 'ALLOW'],
    ['developer', 'DATA_QUALITY', 'none', 'mortgage', 'NO_GRANT'],
    ['developer', 'DATA_QUALITY', 'none', 'agreement', 'NO_GRANT'],
    // Other departments' data: by a grant that fits.
    ['mediator', 'MEDIATION', 'none', 'titleState', 'NO_GRANT'],
    ['mediator', 'MEDIATION', 'plainCategory', 'certificate', 'ALLOW'],
    ['mediator', 'MEDIATION', 'maskedCategory', 'certificate', 'MASK'],
    ['mediator', 'MEDIATION', 'maskedCategory', 'titleState', 'MASK'],
    ['mediator', 'MEDIATION', 'plainType', 'certificate', 'ALLOW'],
    ['mediator', 'MEDIATION', 'plainField', 'titleState', 'NO_GRANT'],
    ['mediator', 'MEDIATION', 'ofJustice', 'titleState', 'ALLOW'],
    ['mediator', 'MEDIATION', 'maskedThenPlain', 'certificate', 'ALLOW'],
    ['mediator', 'MEDIATION', 'maskedThenPlain', 'titleState', 'MASK'],
    // Level 4 is plain only where a grant names the very field.
    ['mediator', 'MEDIATION', 'plainCategory', 'mortgage', 'MASK'],
    ['mediator', 'MEDIATION', 'plainType', 'mortgage', 'MASK'],
    ['mediator', 'MEDIATION', 'plainField', 'mortgage', 'ALLOW'],
    // In force from the first instant to just before the last.
    ['mediator', 'MEDIATION', 'expired', 'certificate', 'GRANT_EXPIRED'],
    ['mediator', 'MEDIATION', 'lastInstant', 'certificate', 'ALLOW'],
    ['mediator', 'MEDIATION', 'notYet', 'certificate', 'NO_GRANT'],
    ['mediator', 'MEDIATION', 'tooNarrow', 'certificate', 'OUT_OF_SCOPE'],
    ['mediator', 'MEDIATION', 'narrowAndExpired', 'certificate', 'OUT_OF_SCOPE'],
    // Nothing fits by halves.
    ['mediator', 'MEDIATION', 'otherPurpose', 'certificate', 'NO_GRANT'],
    ['mediator', 'MEDIATION', 'otherDepartment', 'certificate', 'NO_GRANT'],
    ['mediator', 'MEDIATION', 'otherRole', 'certificate', 'NO_GRANT'],
    ['mediator', 'MEDIATION', 'otherPerson', 'certificate', 'NO_GRANT'],
    ['mediator', 'MEDIATION', 'toNobody', 'certificate', 'NO_GRANT'],
    // Oneself: all that is shared.
    ['citizen', 'SELF_ACCESS', 'none', 'certificate', 'ALLOW'],
    ['citizen', 'SELF_ACCESS', 'none', 'mortgage', 'ALLOW'],
    // Assessment reaches no rows: own data is out of its scope too.
    ['bi', 'ASSESSMENT', 'none', 'titleState', 'NO_GRANT'],
    ['bi', 'ASSESSMENT', 'assessment', 'titleState', 'ALLOW'],
  ])('%s for %s, with %s: %s → %s', (who, purpose, given, what, verdict) => {
    expect(answer(who, purpose, given, what)).toBe(verdict)
  })

  test.each<[Who, string, Given, What, readonly string[], string]>([
    // The fields of the purpose bound every right under it: a grant, the own department's, a citizen's own.
    ['mediator', 'MEDIATION', 'plainCategory', 'certificate', ['category:房屋权属'], 'ALLOW'],
    ['mediator', 'MEDIATION', 'plainCategory', 'certificate', ['PropertyTitle.certificate'], 'ALLOW'],
    ['mediator', 'MEDIATION', 'plainCategory', 'titleState', ['PropertyTitle.certificate'], 'NOT_FOR_PURPOSE'],
    ['mediator', 'MEDIATION', 'plainCategory', 'certificate', ['category:调解协议'], 'NOT_FOR_PURPOSE'],
    ['mediator', 'MEDIATION', 'plainField', 'mortgage', [], 'NOT_FOR_PURPOSE'],
    ['mediator', 'MEDIATION', 'none', 'agreement', ['category:调解协议'], 'ALLOW'],
    ['mediator', 'MEDIATION', 'none', 'agreement', ['category:房屋权属'], 'NOT_FOR_PURPOSE'],
    ['mediator', 'MEDIATION', 'none', 'certificate', ['category:调解协议'], 'NOT_FOR_PURPOSE'],
    ['citizen', 'SELF_ACCESS', 'none', 'certificate', ['category:调解协议'], 'NOT_FOR_PURPOSE'],
    // It opens nothing by itself, and closes nothing that needs no purpose.
    ['mediator', 'MEDIATION', 'none', 'certificate', ['*'], 'NO_GRANT'],
    ['mediator', 'MEDIATION', 'none', 'correction', ['*'], 'NOT_SHARED'],
    ['mediator', 'MEDIATION', 'none', 'companyName', [], 'ALLOW'],
  ])('%s for %s, with %s: %s, for a purpose of %j → %s', (who, purpose, given, what, fields, verdict) => {
    const asked = { ...context(who, purpose, given), purposeFields: fields }
    const decision = createDecider(asked).decide(places[what])
    expect(decision.verdict === 'DENY' ? decision.reason : decision.verdict).toBe(verdict)
  })

  test('own conditional data is out of scope for a purpose that reaches no rows', () => {
    const decider = createDecider(context('bi', 'ASSESSMENT', 'none'))
    expect(decider.decide(place('political-legal', 'GridEvent.text', 3, 'CONDITIONAL', '事件'))).toEqual({
      verdict: 'DENY',
      reason: 'OUT_OF_SCOPE',
    })
  })

  test('a place without a classification is refused, whoever asks', () => {
    const decider = createDecider(context('citizen', 'SELF_ACCESS', 'none'))
    for (const wrong of [
      { level: 0 },
      { level: 5 },
      { sharing: '' },
      { sharing: 'ALWAYS' },
      { category: '' },
      { level: Number.NaN },
    ]) {
      const spoilt = { ...places.companyName, ...wrong } as unknown as Classified
      expect(decider.decide(spoilt)).toEqual({ verdict: 'DENY', reason: 'NOT_CLASSIFIED' })
    }
  })

  test('a list that is seen masked can be paged: its cursors are shown, its count is not', () => {
    const decider = createDecider(context('mediator', 'MEDIATION', 'maskedCategory'))
    const inList = (coordinate: string) =>
      decider.decide(place('housing', coordinate, 3, 'CONDITIONAL', '房屋权属')).verdict
    expect(['PropertyTitleEdge.cursor', 'PropertyTitleConnection.totalCount'].map(inList)).toEqual(['ALLOW', 'MASK'])
    const refused = createDecider(context('mediator', 'MEDIATION', 'none'))
    const cursor = place('housing', 'PropertyTitleEdge.cursor', 3, 'CONDITIONAL', '房屋权属')
    expect(refused.decide(cursor)).toEqual({ verdict: 'DENY', reason: 'NO_GRANT' })
  })

  test('structural places are no data', () => {
    expect(['Person.__typename', 'PageInfo.endCursor', '__Type.name'].map(isStructural)).toEqual([true, true, true])
    expect(['Person.name', 'PageInfoFilter.x', 'Query.persons'].map(isStructural)).toEqual([false, false, false])
  })

  test('the grant that a verdict rests on is named', () => {
    const decider = createDecider(context('mediator', 'MEDIATION', 'maskedThenPlain'))
    expect(decider.decide(places.certificate)).toEqual({ verdict: 'ALLOW', grant: 'h' })
    expect(decider.decide(places.titleState)).toEqual({ verdict: 'MASK', grant: 'g' })
  })

  test('a decision is kept by the identity of the place', () => {
    const decider = createDecider(context('mediator', 'MEDIATION', 'plainCategory'))
    expect(decider.decide(places.certificate)).toBe(decider.decide(places.certificate))
  })
})

describe('every combination against the oracle', () => {
  test('no mismatch', () => {
    const kinds: Classified[] = []
    for (const department of ['housing', 'justice', 'political-legal', 'market-regulation']) {
      for (const level of [1, 2, 3, 4] as const) {
        for (const sharing of ['UNCONDITIONAL', 'CONDITIONAL', 'NEVER'] as const) {
          for (const category of ['房屋权属', '调解协议']) {
            for (const name of ['PropertyTitle.certificate', 'PropertyTitle.state', 'Agreement.content'])
              kinds.push(place(department, name, level, sharing, category))
          }
        }
      }
    }
    const bounds = [['*'], ['category:房屋权属', 'Agreement.content'], ['PropertyTitle.*']]
    const scopes: RowScope[] = ['NONE', 'SELF', 'CASE', 'GRIDS', 'ALL']
    let compared = 0
    const mismatches: string[] = []
    for (const who of Object.keys(principals) as Who[]) {
      for (const purpose of [null, ...purposes.map((known) => known.code)]) {
        for (const rowScope of scopes) {
          for (const given of Object.keys(grants) as Given[]) {
            for (const purposeFields of bounds) {
              const asked = { ...context(who, purpose, given), rowScope, purposeFields }
              const decider = createDecider(asked)
              for (const kind of kinds) {
                const decision = decider.decide(kind)
                const got = decision.verdict === 'DENY' ? decision.reason : decision.verdict
                compared += 1
                if (got !== oracle(asked, kind))
                  mismatches.push(`${who} ${purpose} ${rowScope} ${given} ${JSON.stringify(kind)}: ${got}`)
              }
            }
          }
        }
      }
    }
    expect(mismatches.slice(0, 5)).toEqual([])
    expect(compared).toBe(7 * (purposes.length + 1) * 5 * bounds.length * Object.keys(grants).length * kinds.length)
  })
})

/** Written from the law and the design page, naively: every grant is weighed on each of its conditions, nothing is kept. */
function oracle(asked: AccessContext, data: Classified): string {
  if (data.sharing === 'NEVER') return 'NOT_SHARED'
  const isCitizen = asked.principal.department === null
  const looksAtOneself = isCitizen && asked.purpose?.code === 'SELF_ACCESS' && asked.rowScope === 'SELF'
  // Administrators with split powers see of business data what a citizen without a purpose sees.
  const administers = asked.principal.roles.some((role) => role === 'auditor' || role.endsWith('-administrator'))
  if (data.sharing === 'UNCONDITIONAL' && (data.level === 1 || (!isCitizen && !administers))) return 'ALLOW'
  if (!asked.purpose) return 'NO_PURPOSE'
  const type = data.coordinate.replace(/\..*/, '.*')
  const bounded = ['*', data.coordinate, type, 'category:' + data.category]
  if (!asked.purposeFields.some((name) => bounded.includes(name))) return 'NOT_FOR_PURPOSE'
  if (looksAtOneself) return 'ALLOW'
  const ownData =
    !isCitizen && !administers && data.department === asked.principal.department && [1, 2, 3].includes(data.level)
  if (ownData && asked.rowScope !== 'NONE') return 'ALLOW'
  const width: Record<RowScope, number> = { NONE: 0, SELF: 1, CASE: 2, GRIDS: 3, ALL: 4 }
  const weighed = (administers ? [] : asked.grants)
    .filter((g) => g.purpose === asked.purpose?.code && g.department === data.department)
    .filter((g) => Object.keys(g.grantee).length > 0)
    .filter((g) => !g.grantee.department || g.grantee.department === asked.principal.department)
    .filter((g) => !g.grantee.role || asked.principal.roles.includes(g.grantee.role))
    .filter((g) => !g.grantee.subject || g.grantee.subject === asked.principal.subject)
    .filter((g) => g.validFrom <= asked.at)
    .map((g) => ({
      ...g,
      byField: g.fields.some((f) => f === data.coordinate),
      byType: g.fields.some((f) => f === data.coordinate.replace(/\..*/, '.*')),
      byCategory: g.fields.some((f) => f === 'category:' + data.category),
      wideEnough: width[g.rows] >= width[asked.rowScope],
      over: g.validTo <= asked.at,
    }))
    .filter((g) => g.byField || g.byType || g.byCategory)
  const usable = weighed.filter((g) => !g.over && g.wideEnough)
  if (usable.some((g) => g.effect === 'PLAIN' && (data.level < 4 || g.byField))) return 'ALLOW'
  if (usable.length > 0) return 'MASK'
  if (ownData || weighed.some((g) => !g.over)) return 'OUT_OF_SCOPE'
  return weighed.length > 0 ? 'GRANT_EXPIRED' : 'NO_GRANT'
}
