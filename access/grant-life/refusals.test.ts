/** Everything that the life of grants refuses, each beside what it lets through: who may not, what may not, and when not. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { HubStore } from '../../prisma/store.ts'
import {
  applicant,
  asking,
  grantedTo,
  holder,
  openGrantOffice,
  owner,
  place,
  published,
  security,
  thursday,
  unconditioned,
  wanted,
  who,
  type GrantOffice,
} from '../cases/grant-office.ts'
import { putGrants } from '../grants.ts'
import { loadAccessContext } from '../policy-store.ts'
import type { Grant, HoursWindow, Principal, Role, RowScope } from '../principal.ts'
import {
  acceptForReview,
  answerApplication,
  applyForGrant,
  withdrawApplication,
  type Application,
  type Conditions,
} from './applications.ts'
import type { PublishedFields } from './asked-fields.ts'
import { breakGlass, isEmergencyGrant, reviewBreakGlass } from './break-glass.ts'
import {
  delegateGrant,
  readUnderOthers,
  renewGrant,
  resumeGrant,
  revokeGrantInForce,
  suspendGrant,
  type Delegation,
} from './grants-in-force.ts'
import { firstBreakGlassRules, readLimit, seedLimits } from './limits.ts'

let office: GrantOffice
let store: HubStore
beforeAll(async () => {
  office = await openGrantOffice()
  store = office.store
})
afterAll(() => office.close())

const duty = who('duty', 'emergency', 'data-officer')
const breaking = {
  purpose: 'EMERGENCY_RESCUE',
  reason: '燃气泄漏',
  opened: [{ department: 'housing', fields: ['Home.address'] }] as readonly { department: string; fields: string[] }[],
}
const homes: PublishedFields = {
  unknown: () => [],
  places: () => [
    { ...place('Home.address', 'CONDITIONAL', 3), category: '房屋信息' },
    { ...place('Home.secret', 'NEVER', 4), category: '房屋信息' },
  ],
}

/** 'done', or the code of the refusal with the argument or the problem. */
async function outcome(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
    return 'done'
  } catch (error) {
    const { extensions } = error as { extensions?: Record<string, unknown> }
    if (!extensions) return error
    const detail = extensions['argument'] ?? extensions['problem']
    return detail === undefined ? extensions['code'] : `${String(extensions['code'])} ${String(detail)}`
  }
}

describe('an application', () => {
  const apply = (changes: Partial<Application>, actor: Principal = applicant) =>
    outcome(applyForGrant(store, published, { ...wanted, ...changes }, asking(actor)))

  test('is made by staff who do business, and by nobody else', async () => {
    expect(await apply({})).toBe('done')
    expect(await apply({}, who('citizen', null, 'citizen'))).toBe('TRANSITION_NOT_PERMITTED')
    for (const role of ['system-administrator', 'security-administrator', 'auditor'] as const)
      expect(await apply({}, who('s', 'data-bureau', role))).toBe('TRANSITION_NOT_PERMITTED')
  })

  test.each<[string, Partial<Application>, string]>([
    ['for no purpose', { purpose: 'MARKETING' }, 'purpose'],
    ['for a role that the purpose is not open to', { granteeRole: 'mediator' }, 'granteeRole'],
    ['for a citizen', { purpose: 'SELF_ACCESS', granteeRole: 'citizen', rows: 'SELF' }, 'granteeRole'],
    ['for an administrator', { purpose: 'AUDIT_REVIEW', granteeRole: 'auditor', rows: 'NONE' }, 'granteeRole'],
    ['for more rows than the purpose opens', { purpose: 'GRID_EVENT', granteeRole: 'grid-worker' }, 'rows'],
    ['without a basis in law', { legalBasis: ' ' }, 'legalBasis'],
    ['without a scenario', { scenario: '' }, 'scenario'],
    ['at such a length that nobody reads it', { scenario: '字'.repeat(2_001) }, 'scenario'],
    ['for no day', { termDays: 0 }, 'termDays'],
    ['for half a day', { termDays: 1.5 }, 'termDays'],
    ['for longer than the longest term', { termDays: 367 }, 'termDays'],
  ])('is not made %s', async (_what, changes, argument) => {
    expect(await apply(changes)).toBe(`BAD_USER_INPUT ${argument}`)
  })

  test('is made for the longest term, and with as much to read as one may write', async () => {
    expect(await apply({ termDays: 366, scenario: '字'.repeat(2_000) })).toBe('done')
  })

  test('is there for whom it concerns, as it stands now, and moves along its table', async () => {
    const id = await applyForGrant(store, published, wanted, asking(applicant))
    expect(await outcome(acceptForReview(store, 'application:none', '1', asking(owner)))).toBe('NOT_FOUND')
    const stranger = who('stranger', 'justice', 'data-officer')
    expect(await outcome(acceptForReview(store, id, '1', asking(stranger)))).toBe('NOT_FOUND')
    expect(await outcome(acceptForReview(store, id, '2', asking(owner)))).toBe('VERSION_CONFLICT')
    expect(await outcome(withdrawApplication(store, id, '1', null, asking(owner)))).toBe('TRANSITION_NOT_PERMITTED')
    expect(await outcome(acceptForReview(store, id, '1', asking(applicant)))).toBe('TRANSITION_NOT_PERMITTED ONESELF')
    expect(await outcome(acceptForReview(store, id, '1', asking(owner)))).toBe('done')
    expect(await outcome(acceptForReview(store, id, '2', asking(owner)))).toBe('TRANSITION_NOT_PERMITTED')
    expect(await outcome(withdrawApplication(store, id, '2', null, asking(applicant)))).toBe('done')
  })

  test('is not answered by who asked, nor by who could use it', async () => {
    const grant = { decision: 'GRANT', reasons: null, conditions: unconditioned } as const
    const own = await applyForGrant(store, published, { ...wanted, granteeSubject: 'clerk' }, asking(owner))
    expect(await outcome(answerApplication(store, published, own, '1', grant, asking(owner)))).toBe(
      'TRANSITION_NOT_PERMITTED ONESELF',
    )
    const clerk = who('clerk', 'housing', 'developer')
    const forOfficers = { ...wanted, granteeRole: 'data-officer' as const }
    const theirs = await applyForGrant(store, published, forOfficers, asking(clerk))
    expect(await outcome(answerApplication(store, published, theirs, '1', grant, asking(owner)))).toBe(
      'TRANSITION_NOT_PERMITTED ONESELF',
    )
    expect(await outcome(withdrawApplication(store, theirs, '1', null, asking(clerk)))).toBe('done')
  })

  test('is not refused without reasons', async () => {
    const id = await applyForGrant(store, published, wanted, asking(applicant))
    const refuse = (reasons: string | null) =>
      outcome(answerApplication(store, published, id, '1', { decision: 'REFUSE', reasons }, asking(owner)))
    expect(await refuse(null)).toBe('BAD_USER_INPUT reasons')
    expect(await refuse('范围过大')).toBe('done')
  })

  const window: HoursWindow = { days: 'EVERY_DAY', from: '08:00', to: '18:00' }
  test.each<[string, Partial<Conditions>, string]>([
    ['more fields', { fields: ['Estate.name'] }, 'fields'],
    ['more rows', { rows: 'ALL' }, 'conditions.rows'],
    ['a term that there is not', { termDays: 0 }, 'termDays'],
    ['hours that never are', { hours: [] }, 'conditions.hours'],
    [
      'more windows than anybody keeps in mind',
      { hours: Array.from({ length: 15 }, () => window) },
      'conditions.hours',
    ],
    ['a window that ends before it begins', { hours: [window, { ...window, to: '07:00' }] }, 'conditions.hours.to'],
    ['no person a day', { personsPerDay: 0 }, 'personsPerDay'],
    ['half a person a day', { personsPerDay: 1.5 }, 'personsPerDay'],
  ])('is not granted with %s', async (_what, conditions, argument) => {
    const asked: Partial<Application> = { fields: ['category:房屋权属'], rows: 'GRIDS' }
    expect(await outcome(grantedTo(store, conditions, asked))).toBe(`BAD_USER_INPUT ${argument}`)
  })

  test('is granted with conditions that narrow it', async () => {
    const hours = Array.from({ length: 14 }, () => window)
    const narrower = { fields: ['Title.certificate'], rows: 'CASE' as const, termDays: 1, hours, personsPerDay: 1 }
    expect(await outcome(grantedTo(store, narrower, { rows: 'GRIDS' }))).toBe('done')
  })
})

describe('a grant in force', () => {
  const step = (id: string, seen = '1') => ({ id, seen, reason: 'why' })

  test('is there for whom it concerns, and as it stands now', async () => {
    const id = await grantedTo(store)
    expect(await readUnderOthers(store.sql, 'grant:none')).toBeNull()
    expect(await readUnderOthers(store.sql, id)).toMatchObject({ depth: 0, whole: { id } })
    expect(await outcome(suspendGrant(store, step('grant:none'), asking(owner)))).toBe('NOT_FOUND')
    const stranger = who('stranger', 'justice', 'data-officer')
    expect(await outcome(suspendGrant(store, step(id), asking(stranger)))).toBe('NOT_FOUND')
    expect(await outcome(suspendGrant(store, step(id, '2'), asking(owner)))).toBe('VERSION_CONFLICT')
    expect(await outcome(suspendGrant(store, step(id), asking(holder)))).toBe('TRANSITION_NOT_PERMITTED')
    expect(await outcome(suspendGrant(store, { ...step(id), reason: null }, asking(owner)))).toBe(
      'BAD_USER_INPUT reason',
    )
    expect(await outcome(suspendGrant(store, step(id), asking(owner)))).toBe('done')
  })

  test('is resumed by the side that suspended it', async () => {
    for (const [one, other] of [
      [owner, security],
      [security, owner],
    ] as const) {
      const id = await grantedTo(store)
      await suspendGrant(store, step(id), asking(one))
      expect(await outcome(resumeGrant(store, step(id, '2'), asking(other)))).toBe('TRANSITION_NOT_PERMITTED')
      expect(await outcome(resumeGrant(store, step(id, '2'), asking(one)))).toBe('done')
    }
  })

  test('is renewed by its owner for a term, and not once it was taken back', async () => {
    const id = await grantedTo(store)
    const renew = (termDays: number, seen: string, actor = owner) =>
      outcome(renewGrant(store, { ...step(id, seen), termDays }, asking(actor)))
    expect(await renew(367, '1')).toBe('BAD_USER_INPUT termDays')
    expect(await renew(60, '1', security)).toBe('TRANSITION_NOT_PERMITTED')
    expect(await renew(60, '1')).toBe('done')
    expect(await outcome(revokeGrantInForce(store, step(id, '2'), asking(security)))).toBe('done')
    expect(await renew(60, '3')).toBe('TRANSITION_NOT_PERMITTED')
  })

  test('that one could use oneself is taken back by oneself, but neither renewed nor resumed', async () => {
    const own = await grantOf('own', { department: 'housing', role: 'data-officer' })
    expect(await outcome(renewGrant(store, { ...step(own), termDays: 5 }, asking(owner)))).toBe(
      'TRANSITION_NOT_PERMITTED ONESELF',
    )
    expect(await outcome(suspendGrant(store, step(own), asking(owner)))).toBe('done')
    expect(await outcome(resumeGrant(store, step(own, '2'), asking(owner)))).toBe('TRANSITION_NOT_PERMITTED ONESELF')
    expect(await outcome(revokeGrantInForce(store, step(own, '2'), asking(owner)))).toBe('done')
  })
})

describe('a part of a grant', () => {
  const part = (grantId: string, changes: Partial<Delegation> = {}): Delegation => ({
    grantId,
    seen: '1',
    role: 'developer',
    subject: 'clerk',
    fields: ['category:房屋权属'],
    masked: false,
    rows: null,
    termDays: 5,
    personsPerDay: null,
    reason: null,
    ...changes,
  })
  const delegate = (grantId: string, changes: Partial<Delegation> = {}, actor = holder) =>
    outcome(delegateGrant(store, published, part(grantId, changes), asking(actor)))

  test('is given by the holder’s officer, of a grant as it stands now', async () => {
    const id = await grantedTo(store)
    expect(await delegate('grant:none')).toBe('NOT_FOUND')
    expect(await delegate(id, {}, who('stranger', 'justice', 'data-officer'))).toBe('NOT_FOUND')
    expect(await delegate(id, {}, owner)).toBe('TRANSITION_NOT_PERMITTED')
    expect(await delegate(id, { seen: '2' })).toBe('VERSION_CONFLICT')
    expect(await delegate(id)).toBe('done')
  })

  test.each<[string, Partial<Delegation>, string]>([
    ['more fields', { fields: ['Estate.name'] }, 'BAD_USER_INPUT fields'],
    ['more rows', { rows: 'ALL' }, 'BAD_USER_INPUT rows'],
    ['a longer term', { termDays: 31 }, 'BAD_USER_INPUT termDays'],
    ['no day', { termDays: 0 }, 'BAD_USER_INPUT termDays'],
    ['no person a day', { personsPerDay: 0 }, 'BAD_USER_INPUT personsPerDay'],
    ['a role that is no holder’s', { role: 'citizen' }, 'BAD_USER_INPUT role'],
    ['an administrator’s role', { role: 'auditor' }, 'BAD_USER_INPUT role'],
    ['a role that there is not', { role: 'robot' as Role }, 'BAD_USER_INPUT role'],
    ['the officer’s own role', { role: 'data-officer', subject: null }, 'TRANSITION_NOT_PERMITTED ONESELF'],
  ])('is not given with %s', async (_what, changes, expected) => {
    const id = await grantedTo(store, {}, { rows: 'GRIDS' })
    expect(await delegate(id, changes)).toBe(expected)
    expect(await delegate(id, { termDays: 30, rows: 'GRIDS', personsPerDay: 1 })).toBe('done')
  })

  test('has at most as many persons a day as the whole', async () => {
    const limited = await grantedTo(store, { personsPerDay: 10 })
    expect(await delegate(limited, { personsPerDay: 11 })).toBe('BAD_USER_INPUT personsPerDay')
    expect([await delegate(limited, { personsPerDay: 10 }), await delegate(limited)]).toEqual(['done', 'done'])
    expect(await delegate(await grantedTo(store), { personsPerDay: 11 })).toBe('done')
  })

  test('is not given of a grant that rests, nor of one that was taken in an emergency', async () => {
    const resting = await grantedTo(store)
    await suspendGrant(store, { id: resting, seen: '1', reason: 'why' }, asking(owner))
    expect(await delegate(resting, { seen: '2' })).toBe('TRANSITION_NOT_PERMITTED')
    const emergency = await emergencyGrant()
    expect(await delegate(emergency, { role: 'developer', fields: ['Home.address'], termDays: 1 })).toBe(
      'TRANSITION_NOT_PERMITTED',
    )
  })

  test('is a part of a part four times at most', async () => {
    let id = await grantedTo(store)
    for (let depth = 1; depth <= 4; depth += 1) {
      id = await delegateGrant(store, published, part(id), asking(holder))
      expect(await readUnderOthers(store.sql, id)).toMatchObject({ depth })
    }
    expect(await delegate(id)).toBe('TRANSITION_NOT_PERMITTED')
  })

  test('keeps the hours of the whole, and rests with it', async () => {
    const hours: HoursWindow[] = [{ days: 'WORKING_DAYS', from: '08:00', to: '18:00' }]
    const id = await grantedTo(store, { hours })
    const made = await delegateGrant(store, published, part(id), asking(holder))
    expect((await readUnderOthers(store.sql, made))?.whole).toMatchObject({ hours })
    const free = await delegateGrant(store, published, part(await grantedTo(store)), asking(holder))
    const { whole } = (await readUnderOthers(store.sql, free)) ?? {}
    expect([whole?.hours, whole?.suspended]).toEqual([undefined, undefined])
    await suspendGrant(store, { id, seen: '1', reason: 'why' }, asking(owner))
    expect((await readUnderOthers(store.sql, made))?.whole).toMatchObject({ suspended: true })
    await revokeGrantInForce(store, { id, seen: '2', reason: 'why' }, asking(owner))
    expect((await readUnderOthers(store.sql, made))?.whole).toMatchObject({ validFrom: thursday, validTo: thursday })
  })

  test('of something that is not there opens nothing', async () => {
    const id = await grantOf('orphan', { role: 'developer' })
    await store.sql.updateTable('AccessGrant').set({ parentId: 'grant:none' }).where('id', '=', id).execute()
    expect((await readUnderOthers(store.sql, id))?.whole).toMatchObject({ validFrom: thursday, validTo: thursday })
  })
})

describe('breaking the glass', () => {
  const breaks = (changes: Partial<typeof breaking>, actor = duty) =>
    outcome(breakGlass(store, homes, { ...breaking, ...changes }, asking(actor), () => Promise.resolve()))
  const opened = breaking.opened

  test('is for those whom a rule allows it', async () => {
    expect(await breaks({}, who('worker', 'emergency', 'developer'))).toBe('TRANSITION_NOT_PERMITTED')
    expect(await breaks({}, who('nobody', null, 'data-officer'))).toBe('TRANSITION_NOT_PERMITTED')
    expect(await breaks({ purpose: 'DATA_QUALITY' })).toBe('TRANSITION_NOT_PERMITTED')
    expect(await breaks({})).toBe('done')
    await breakGlass(store, homes, breaking, asking(who('walker', 'emergency', 'grid-worker')), () => Promise.resolve())
    const row = await store.sql.selectFrom('BreakGlass').selectAll().where('subject', '=', 'walker').executeTakeFirst()
    expect(row).toMatchObject({ role: 'grid-worker', rows: 'GRIDS' })
  })

  test.each<[string, Partial<typeof breaking>, string]>([
    ['for no purpose', { purpose: 'CURIOSITY' }, 'purpose'],
    ['without a reason', { reason: ' ' }, 'reason'],
    ['for nothing', { opened: [] }, 'opened'],
    ['for a department twice', { opened: [...opened, ...opened] }, 'opened'],
    ['for what is never shared', { opened: [{ department: 'housing', fields: ['Home.secret'] }] }, 'fields'],
  ])('is not done %s', async (_what, changes, argument) => {
    expect(await breaks(changes)).toBe(`BAD_USER_INPUT ${argument}`)
  })

  test('gives a right that is not renewed', async () => {
    const id = await emergencyGrant()
    expect([isEmergencyGrant(id), isEmergencyGrant(await grantedTo(store))]).toEqual([true, false])
    expect(await outcome(renewGrant(store, { id, seen: '1', reason: 'why', termDays: 5 }, asking(owner)))).toBe(
      'TRANSITION_NOT_PERMITTED',
    )
  })

  test('is reviewed once, with a note, by a security administrator who did not do it', async () => {
    const id = (await emergencyGrant()).split(':').slice(0, 2).join(':')
    const review = (changes: object, actor = security) =>
      outcome(reviewBreakGlass(store, { id, seen: '1', verdict: 'JUSTIFIED', note: 'seen', ...changes }, asking(actor)))
    expect(await review({ id: 'emergency:none' })).toBe('NOT_FOUND')
    expect(await review({}, owner)).toBe('NOT_FOUND')
    expect(await review({ seen: '2' })).toBe('VERSION_CONFLICT')
    expect(await review({ note: '' })).toBe('BAD_USER_INPUT note')
    expect(await review({}, { ...duty, roles: ['security-administrator'] })).toBe('TRANSITION_NOT_PERMITTED')
    expect(await review({})).toBe('done')
    expect(await review({ seen: '2', verdict: 'UNJUSTIFIED' })).toBe('TRANSITION_NOT_PERMITTED')
  })
})

describe('limits and rules', () => {
  test('that a city took away do not come back with a restart, and nothing begins without its limit', async () => {
    const rules = () => store.sql.selectFrom('BreakGlassRule').select('role').execute()
    expect(await rules()).toHaveLength(firstBreakGlassRules.length)
    await store.sql.deleteFrom('BreakGlassRule').where('role', '=', 'grid-worker').execute()
    await store.sql.deleteFrom('PolicyLimit').where('code', '=', 'EMERGENCY_REVIEW').execute()
    await expect(readLimit(store.sql, 'EMERGENCY_REVIEW')).rejects.toThrow('the time limit EMERGENCY_REVIEW is missing')
    await seedLimits(store)
    expect(await rules()).toEqual([{ role: 'data-officer' }])
    expect(await readLimit(store.sql, 'EMERGENCY_REVIEW')).toMatchObject({ amount: 2, unit: 'WORKING_DAY' })
    await store.sql.deleteFrom('BreakGlassRule').execute()
    await seedLimits(store)
    expect(await rules()).toHaveLength(firstBreakGlassRules.length)
  })
})

test('a request is given the grants that may concern it: by department, role and person', async () => {
  const ids = async (principal: Principal) => {
    const purpose = { code: 'DATA_QUALITY', caseNumber: null }
    const { grants } = await loadAccessContext(store, { principal, purpose, traceId: 't', at: thursday + 1 })
    return grants.map(({ id }) => id).filter((id) => id.startsWith('for-'))
  }
  await grantOf('for-everybody-in-court', { department: 'court' })
  await grantOf('for-developers', { role: 'developer' })
  await grantOf('for-one', { subject: 'one' })
  await grantOf('for-another', { subject: 'another' })
  expect(await ids(who('one', 'court', 'developer'))).toEqual(['for-developers', 'for-everybody-in-court', 'for-one'])
  expect(await ids(who('another', 'court', 'developer'))).toEqual([
    'for-another',
    'for-developers',
    'for-everybody-in-court',
  ])
  expect(await ids(who('two', 'court', 'developer'))).toEqual(['for-developers', 'for-everybody-in-court'])
  expect(await ids(who('two', 'justice', 'developer'))).toEqual(['for-developers'])
  expect(await ids(who('two', 'court', 'data-officer'))).toEqual(['for-everybody-in-court'])
  expect(await ids(who('one', 'justice', 'data-officer'))).toEqual(['for-one'])
})

// Private:

async function emergencyGrant(): Promise<string> {
  const id = await breakGlass(store, homes, breaking, asking(duty), () => Promise.resolve())
  return `${id}:housing`
}

async function grantOf(id: string, grantee: Grant['grantee'], rows: RowScope = 'ALL'): Promise<string> {
  const grant: Grant = {
    id,
    department: 'housing',
    grantee,
    purpose: 'DATA_QUALITY',
    legalBasis: '法',
    fields: ['category:房屋权属'],
    effect: 'PLAIN',
    rows,
    validFrom: thursday,
    validTo: thursday + 30 * 86_400_000,
    approver: '数据局',
  }
  await putGrants(store, [grant])
  return id
}
