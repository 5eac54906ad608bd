/** The life of a grant over HTTP: applied for, refused with reasons, granted masked, suspended, resumed, revoked; and its conditions. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Principal } from '../../access/principal.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'
import {
  ADMINISTRATION,
  applicant,
  holdersOfficer,
  housingOfficer,
  Office,
  otherOfficer,
  otherSecurity,
  security,
  staff,
  system,
} from './asking.ts'

let city: TestHub
let office: Office
beforeAll(async () => {
  city = await startTestHub()
  office = new Office(city)
  // That somebody holds a title at all is level 3: the way there is granted by its own name, what is in it by the grants below.
  await office.granted(null, { fields: ['Person.properties', 'PropertyTitleConnection.nodes'] })
})
afterAll(() => city.close())

const titles = 'query ($id: ID!) { person(id: $id) { properties(first: 1) { nodes { certificate } } } }'

/** The first certificate that the applicant sees, or why none. */
async function certificate(who: Principal = applicant, purpose = 'DATA_QUALITY'): Promise<unknown> {
  const { code, data, gaps } = await city.ask(who, { purpose }, titles, { id: city.ids.person })
  return code ?? gaps[0]?.reason ?? lookAt(data, 'person.properties.nodes.0.certificate')
}

describe('the life of a grant', () => {
  let grantId: string

  test('is refused in writing, applied for again, granted masked', async () => {
    expect(await certificate()).toBe('NO_GRANT')
    const applied = await office.apply(applicant)
    expect(applied.value).toMatchObject({
      state: 'APPLIED',
      overdue: false,
      sharing: 'CONDITIONAL',
      actions: ['WITHDRAW'],
    })
    expect(await office.answer(housingOfficer, applied, { decision: 'REFUSE' })).toMatchObject({
      code: 'BAD_USER_INPUT',
    })
    const refused = await office.answer(housingOfficer, applied, { decision: 'REFUSE', reasons: '范围过大' })
    expect(refused.value).toMatchObject({ state: 'REFUSED', reasons: '范围过大', actions: [] })
    expect(await office.answer(housingOfficer, refused, { decision: 'GRANT' })).toMatchObject({
      code: 'TRANSITION_NOT_PERMITTED',
    })
    expect(await certificate()).toBe('NO_GRANT')

    const again = await office.accept(housingOfficer, await office.apply(applicant))
    expect(again.value).toMatchObject({ state: 'IN_REVIEW' })
    const granted = await office.answer(housingOfficer, again, { decision: 'GRANT', conditions: { masked: true } })
    expect(granted.value).toMatchObject({
      state: 'GRANTED',
      history: [
        { action: 'APPLY', actor: applicant.subject, from: null, to: 'APPLIED' },
        { action: 'ACCEPT', actor: housingOfficer.subject, from: 'APPLIED', to: 'IN_REVIEW' },
        { action: 'GRANT', actor: housingOfficer.subject, from: 'IN_REVIEW', to: 'GRANTED' },
      ],
    })
    grantId = String(granted.value?.['grantId'])
    expect(await certificate()).toMatch(/\*/)
  })

  test('is suspended and resumed by the same side, and revoked: each at the next request', async () => {
    expect((await office.step(security, 'suspendGrant', grantId)).value).toMatchObject({ state: 'SUSPENDED' })
    expect(await certificate()).toBe('GRANT_SUSPENDED')
    expect(await office.step(housingOfficer, 'resumeGrant', grantId)).toMatchObject({
      code: 'TRANSITION_NOT_PERMITTED',
    })
    expect((await office.step(security, 'resumeGrant', grantId)).value).toMatchObject({ state: 'IN_FORCE' })
    expect(await certificate()).toMatch(/\*/)
    expect((await office.renew(housingOfficer, grantId, 60)).value).toMatchObject({ state: 'IN_FORCE' })
    expect(await office.renew(housingOfficer, grantId, 10_000)).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect((await office.step(housingOfficer, 'revokeGrant', grantId)).value).toMatchObject({
      state: 'REVOKED',
      actions: [],
      history: [{ action: 'SUSPEND' }, { action: 'RESUME' }, { action: 'RENEW' }, { action: 'REVOKE' }],
    })
    expect(await certificate()).toBe('GRANT_EXPIRED')
    expect(await office.step(housingOfficer, 'resumeGrant', grantId)).toMatchObject({
      code: 'TRANSITION_NOT_PERMITTED',
    })
  })

  test('is changed once, though it is asked twice, and never over what somebody else did', async () => {
    const applied = await office.apply(applicant, {}, 'the-same-key')
    expect((await office.apply(applicant, {}, 'the-same-key')).value?.['id']).toBe(applied.value?.['id'])
    expect(await office.apply(applicant, { termDays: 31 }, 'the-same-key')).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    await office.accept(housingOfficer, applied)
    expect(await office.withdraw(applicant, applied)).toMatchObject({ code: 'VERSION_CONFLICT' })
  })

  test('begins with what the catalogue has and the purpose opens', async () => {
    for (const changes of [
      { fields: ['category:房屋权'] },
      { fields: ['PropertyTitle.nothing'] },
      { fields: [] },
      { fields: ['*'] },
      { purpose: 'NOTHING' },
      { purpose: 'MEDIATION' },
      { granteeRole: 'citizen' },
      { granteeRole: 'security-administrator' },
      { termDays: 0 },
      { termDays: 367 },
      { legalBasis: ' ' },
      { scenario: '' },
    ])
      expect([changes, (await office.apply(applicant, changes)).code]).toEqual([changes, 'BAD_USER_INPUT'])
    const never = { department: 'justice', fields: ['CorrectionPerson.name'] }
    expect((await office.apply(applicant, never)).code).toBe('BAD_USER_INPUT')
  })
})

describe('nobody grants to oneself', () => {
  test('neither what one applied for, nor what one could use, nor for another department', async () => {
    const own = await office.apply(housingOfficer, { granteeRole: 'developer' })
    expect(own.value).toMatchObject({ state: 'APPLIED' })
    expect(await office.answer(housingOfficer, own, { decision: 'GRANT' })).toMatchObject({
      code: 'TRANSITION_NOT_PERMITTED',
    })
    const mate = staff('housing-developer', 'housing', 'developer')
    const forOfficers = await office.apply(mate, { granteeRole: 'data-officer' })
    expect(await office.answer(housingOfficer, forOfficers, { decision: 'GRANT' })).toMatchObject({
      code: 'TRANSITION_NOT_PERMITTED',
    })
    const applied = await office.apply(applicant)
    const look = 'query ($id: ID!) { grantApplication(id: $id) { scenario } }'
    const seen = async (who: Principal) =>
      lookAt((await city.ask(who, ADMINISTRATION, look, { id: applied.value?.['id'] })).data, 'grantApplication')
    expect(await seen(otherOfficer)).toBeNull()
    expect(await seen(housingOfficer)).toEqual({ scenario: '核对房屋安全台账' })
    for (const who of [otherOfficer, system, staff('x', 'housing', 'developer')])
      expect((await office.answer(who, applied, { decision: 'GRANT' })).code).not.toBeNull()
    expect(await office.answer(security, applied, { decision: 'GRANT' })).toMatchObject({
      code: 'TRANSITION_NOT_PERMITTED',
    })
  })

  test('administrators apply for nothing and read no data', async () => {
    for (const who of [system, security]) {
      expect((await office.apply(who)).code).not.toBeNull()
      const { gaps } = await city.ask(who, {}, '{ gridWorkers(first: 1) { nodes { workerPhone } } }')
      expect(gaps[0]?.code).toBe('FIELD_DENIED')
    }
    const { data, gaps } = await city.ask(system, {}, '{ grants(first: 1) { nodes { id } } }')
    expect([lookAt(data, 'grants'), gaps[0]?.code]).toEqual([null, 'FIELD_DENIED'])
  })
})

describe('conditions', () => {
  test('hours: outside them nothing is open', async () => {
    const grantId = await office.granted({ hours: [{ days: 'EVERY_DAY', from: '00:00', to: '24:00' }] })
    expect(await certificate()).toEqual(expect.stringMatching(/\d/))
    await office.step(housingOfficer, 'revokeGrant', grantId)
    const minutes = Math.floor((Date.now() + 8 * 3_600_000) / 60_000) % 1440
    const past = minutes < 720 ? { from: '20:00', to: '23:00' } : { from: '01:00', to: '04:00' }
    const closed = await office.granted({ hours: [{ days: 'EVERY_DAY', ...past }] })
    expect(await certificate()).toBe('OUTSIDE_HOURS')
    await office.step(housingOfficer, 'revokeGrant', closed)
  })

  test('fields and rows are never more than was asked', async () => {
    const applied = await office.apply(applicant, { fields: ['PropertyTitle.certificate', 'PropertyTitle.state'] })
    for (const conditions of [
      { fields: ['category:房屋权属'] },
      { fields: ['PropertyTitle.owner'] },
      { personsPerDay: 0 },
    ])
      expect(await office.answer(housingOfficer, applied, { decision: 'GRANT', conditions })).toMatchObject({
        code: 'BAD_USER_INPUT',
      })
  })

  test('volume: the next request after the limit is reached is refused, and the count is told', async () => {
    const grantId = await office.granted({ personsPerDay: 1 })
    expect(await certificate()).toEqual(expect.stringMatching(/\d/))
    expect(await certificate()).toBe('VOLUME_USED_UP')
    expect(await office.grant(housingOfficer, grantId)).toMatchObject({ personsPerDay: 1, usage: { times: 1 } })
    const other = { ...applicant, subject: 'emergency-developer-2' }
    expect(await certificate(other)).toEqual(expect.stringMatching(/\d/))
    await office.step(housingOfficer, 'revokeGrant', grantId)
  })
})

describe('delegation', () => {
  test('gives a subset to the holder’s own people, and ends with the whole', async () => {
    const fields = ['PropertyTitle.certificate', 'PropertyTitle.state']
    const grantId = await office.granted({}, { granteeSubject: applicant.subject, fields })
    const part = { role: 'developer', subject: 'emergency-clerk', fields, termDays: 10 }
    const clerk = staff('emergency-clerk', 'emergency', 'developer')
    for (const more of [{ fields: ['PropertyTitle.owner'] }, { termDays: 31 }, { role: 'citizen' }])
      expect((await office.delegate(holdersOfficer, grantId, { ...part, ...more })).code).toBe('BAD_USER_INPUT')
    expect((await office.delegate(otherOfficer, grantId, part)).code).toBe('NOT_FOUND')
    expect(
      (await office.delegate(holdersOfficer, grantId, { ...part, role: 'data-officer', subject: null })).code,
    ).toBe('TRANSITION_NOT_PERMITTED')
    const made = await office.delegate(holdersOfficer, grantId, { ...part, masked: true })
    expect(made.value).toMatchObject({ state: 'IN_FORCE', effect: 'MASKED', parentId: grantId })
    expect(await certificate(clerk)).toMatch(/\*/)
    await office.step(housingOfficer, 'suspendGrant', grantId)
    expect(await certificate(clerk)).toBe('GRANT_SUSPENDED')
    await office.step(housingOfficer, 'resumeGrant', grantId)
    expect(await certificate(clerk)).toMatch(/\*/)
    await office.step(housingOfficer, 'revokeGrant', grantId)
    expect(await certificate(clerk)).toBe('GRANT_EXPIRED')
  })
})

describe('breaking the glass', () => {
  const opened = [
    { department: 'registry', fields: ['category:人口', 'category:居住'] },
    { department: 'public-security', fields: ['category:户籍信息'] },
  ]
  const rescue = { purpose: 'EMERGENCY_RESCUE', reason: '燃气泄漏，紧急疏散', opened }
  const onDuty = staff('on-duty', 'emergency', 'data-officer')
  const person = 'query ($id: ID!) { person(id: $id) { name } }'
  const name = async () => {
    const { data, gaps } = await city.ask(onDuty, { purpose: 'EMERGENCY_RESCUE' }, person, { id: city.ids.person })
    return gaps[0]?.reason ?? lookAt(data, 'person.name')
  }

  test('opens at once, is seen by everybody who must know, and is reviewed by somebody else', async () => {
    expect(await name()).toBe('NO_GRANT')
    expect((await office.breakGlass(applicant, rescue)).code).toBe('TRANSITION_NOT_PERMITTED')
    expect((await office.breakGlass(onDuty, { ...rescue, purpose: 'DATA_QUALITY' })).code).toBe(
      'TRANSITION_NOT_PERMITTED',
    )
    expect((await office.breakGlass(onDuty, { ...rescue, reason: ' ' })).code).toBe('BAD_USER_INPUT')
    const outside = [{ department: 'civil-affairs', fields: ['category:残疾信息'] }]
    expect((await office.breakGlass(onDuty, { ...rescue, opened: outside })).code).toBe('BAD_USER_INPUT')
    const broken = await office.breakGlass(onDuty, rescue)
    expect(broken.value).toMatchObject({ state: 'UNREVIEWED', overdue: false })
    expect(await name()).toMatch(/^\p{Script=Han}{2,}$/u)

    const list = '{ emergencies(first: 5, unreviewed: true) { nodes { id subject reason } } }'
    const lists = async (who: Principal) =>
      lookAt((await city.ask(who, ADMINISTRATION, list)).data, 'emergencies.nodes')
    const policeOfficer = staff('police-officer', 'public-security', 'data-officer')
    for (const who of [security, policeOfficer, onDuty])
      expect(await lists(who)).toMatchObject([{ id: broken.value?.['id'], subject: 'on-duty' }])
    expect(await lists(housingOfficer)).toEqual([])

    const records = await city.hub.store.sql.selectFrom('AuditRecord').select('body').execute()
    expect(records.filter(({ body }) => body.includes('"kind":"BREAK_GLASS"'))).toHaveLength(1)

    expect((await office.review(onDuty, broken, 'JUSTIFIED')).code).not.toBeNull()
    const reviewed = await office.review(otherSecurity, broken, 'UNJUSTIFIED')
    expect(reviewed.value).toMatchObject({ state: 'UNJUSTIFIED' })
    expect(await name()).toBe('GRANT_SUSPENDED')
    expect((await office.review(security, reviewed, 'JUSTIFIED')).code).toBe('TRANSITION_NOT_PERMITTED')
  })
})
