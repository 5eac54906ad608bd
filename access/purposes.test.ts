/** What a purpose lets through by itself, before any grant: the case, the area, the end; and which purposes may stand at all. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import type { HubStore } from '../prisma/store.ts'
import { embeddedStore } from '../prisma/test-store.ts'
import { putLinkedCase } from './cases/linked-case.ts'
import { fieldNames } from './grant-fields.ts'
import { addMissing, putPurpose } from './grants.ts'
import { requireKnownPurposes } from './known-purposes.ts'
import { isOwnCase, type StatedCase } from './own-case.ts'
import { loadAccessContext, readPurposes } from './policy-store.ts'
import type { Principal } from './principal.ts'
import { isInArea } from './purpose-area.ts'
import { purposeProblems } from './purpose-check.ts'
import { purposes, type Purpose } from './purposes.ts'

const NOW = Date.now()
const supergraph = readFileSync('schema/supergraph.graphql', 'utf8')
const names = fieldNames(supergraph)
const staff = (changes: Partial<Principal>): Principal => ({
  subject: 's',
  department: 'political-legal',
  roles: ['grid-worker'],
  grids: ['370283001001001', '370283101001001'],
  staffKey: 'WGY00001',
  personId: null,
  ...changes,
})
const mediator = staff({ department: 'justice', roles: ['mediator'], grids: [], staffKey: 'TJY00001' })
const officer = staff({ roles: ['data-officer'], grids: [] })
const seeded = (code: string): Purpose => {
  const found = purposes.find((one) => one.code === code)
  if (!found) throw new Error(code)
  return found
}

let store: HubStore
let close: () => Promise<void>
beforeAll(async () => {
  ;({ store, close } = await embeddedStore())
  await addMissing(store, purposes, [])
  const dispute = { department: 'justice', kind: 'Event', gridCode: '370283001001001' } as const
  await putLinkedCase(store, { ...dispute, localKey: 'MediationCase/self/JF1', handler: 'TJY00001' })
  await putLinkedCase(store, { ...dispute, localKey: 'MediationCase/self/JF2', handler: 'TJY00002' })
  await putLinkedCase(store, { ...dispute, localKey: 'MediationCase/self/JF3', handler: 'TJY00001', live: false })
  await putLinkedCase(store, {
    ...dispute,
    department: 'court',
    localKey: 'CourtEntrustment/self/WP1',
    handler: 'TJY00001',
  })
  const applied = { department: 'approval-service', kind: 'Person' } as const
  await putLinkedCase(store, { ...applied, localKey: 'Application/applicant/BJ1', gridCode: '370283001001001' })
  await putLinkedCase(store, { ...applied, localKey: 'Application/applicant/BJ2', gridCode: '370283001002001' })
  await putLinkedCase(store, {
    department: 'civil-affairs',
    kind: 'Person',
    localKey: 'SocialAssistance/person/DB1',
    gridCode: '370283101001001',
  })
})
afterAll(() => close())

const ask = (principal: Principal, code: string, caseNumber: string | null = null, at = NOW) =>
  loadAccessContext(store, { principal, purpose: { code, caseNumber }, traceId: 't', at })
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: { extensions?: { code?: string } }) => error.extensions?.code ?? 'another error',
  )

describe('a case that a purpose asks for', () => {
  test.each<[string, Principal, string, string, string | null]>([
    ['the mediator’s own', mediator, 'MEDIATION', 'JF1', null],
    ['a colleague’s', mediator, 'MEDIATION', 'JF2', 'CASE_UNKNOWN'],
    ['one that is gone at justice', mediator, 'MEDIATION', 'JF3', 'CASE_UNKNOWN'],
    ['one that never was', mediator, 'MEDIATION', 'JF9', 'CASE_UNKNOWN'],
    ['one of another kind', mediator, 'MEDIATION', 'BJ1', 'CASE_UNKNOWN'],
    ['one that only the court has', mediator, 'MEDIATION', 'WP1', 'CASE_UNKNOWN'],
    ['the key of another role', mediator, 'MEDIATION', 'x/JF1', 'CASE_UNKNOWN'],
    ['a pattern', mediator, 'MEDIATION', 'JF%', 'CASE_UNKNOWN'],
    ['of a service, the officer’s own', mediator, 'SPECIAL_SERVICE', 'JF1', null],
    ['of a service, another officer’s', mediator, 'SPECIAL_SERVICE', 'JF2', 'CASE_UNKNOWN'],
    ['an application for relief in the own grid', staff({}), 'SOCIAL_RELIEF', 'BJ1', null],
    ['a household that has relief, in the own grid', staff({}), 'SOCIAL_RELIEF', 'DB1', null],
    ['an application in another grid', staff({}), 'SOCIAL_RELIEF', 'BJ2', 'CASE_UNKNOWN'],
    ['an application that never was', staff({}), 'SOCIAL_RELIEF', 'BJ9', 'CASE_UNKNOWN'],
    ['a dispute', staff({}), 'SOCIAL_RELIEF', 'JF1', 'CASE_UNKNOWN'],
    ['any, to somebody without a grid', staff({ grids: [] }), 'SOCIAL_RELIEF', 'BJ1', 'CASE_UNKNOWN'],
    [
      'any, to somebody without a staff key',
      staff({ ...mediator, staffKey: null }),
      'MEDIATION',
      'JF1',
      'CASE_UNKNOWN',
    ],
  ])('%s: %#', async (_, principal, purpose, number, code) => {
    expect(await codeOf(ask(principal, purpose, number))).toBe(code)
  })

  test.each(purposes.filter(({ caseNeeded }) => caseNeeded).map(({ code, scopes }) => [code, scopes] as const))(
    '%s: no number is taken on trust, from no role',
    async (code, scopes) => {
      for (const role of Object.keys(scopes) as Principal['roles'][number][]) {
        const asking = staff({ roles: [role] })
        expect(await codeOf(ask(asking, code, null))).toBe('CASE_REQUIRED')
        expect(await codeOf(ask(asking, code, 'JZ2026000001'))).toBe('CASE_UNKNOWN')
      }
    },
  )
})

describe('whose a case is', () => {
  const stated = (changes: Partial<StatedCase>): Promise<boolean> =>
    isOwnCase(store, {
      caseNumber: 'BJ1',
      cases: [{ department: 'approval-service', kind: 'Person', record: 'Application', role: 'applicant' }],
      principal: staff({ roles: ['citizen'], department: null, personId: 'P-Application/applicant/BJ1' }),
      rowScope: 'SELF',
      area: ['370283'],
      ...changes,
    })

  test('a citizen’s own is the one that is about the citizen', async () => {
    expect(await stated({})).toBe(true)
    expect(await stated({ caseNumber: 'BJ2' })).toBe(false)
    expect(await stated({ principal: staff({ personId: null }) })).toBe(false)
  })

  test('anybody’s is it for who reaches all rows, nobody’s for who reaches none, and there is none where there are no cases', async () => {
    expect(await stated({ rowScope: 'ALL' })).toBe(true)
    expect(await stated({ rowScope: 'NONE' })).toBe(false)
    expect(await stated({ rowScope: 'ALL', cases: [] })).toBe(false)
  })

  test('who has no key, or no department, is not somebody who is called so', async () => {
    const cases = ['justice', 'null'].map((department) => ({
      department,
      kind: 'Event' as const,
      record: 'MediationCase',
      role: 'self',
    }))
    await putLinkedCase(store, {
      department: 'justice',
      kind: 'Event',
      localKey: 'MediationCase/self/JF7',
      handler: 'null',
    })
    await putLinkedCase(store, {
      department: 'null',
      kind: 'Event',
      localKey: 'MediationCase/self/JF8',
      handler: 'TJY00001',
    })
    const handled = (caseNumber: string, changes: Partial<Principal>) =>
      stated({ caseNumber, cases, rowScope: 'CASE', principal: { ...mediator, ...changes } })
    expect(await handled('JF7', { staffKey: 'null' })).toBe(true)
    expect(await handled('JF7', { staffKey: null })).toBe(false)
    expect(await handled('JF8', { department: 'null' })).toBe(true)
    expect(await handled('JF8', { department: null })).toBe(false)
  })
})

describe('the end of a purpose', () => {
  test('from that instant on nobody states it', async () => {
    await putPurpose(store, { ...seeded('VOLUNTEER_POINTS'), validUntil: NOW + 1 }, names)
    expect(await codeOf(ask(staff({}), 'VOLUNTEER_POINTS', null, NOW))).toBeNull()
    expect(await codeOf(ask(staff({}), 'VOLUNTEER_POINTS', null, NOW + 1))).toBe('PURPOSE_EXPIRED')
    // Whose purpose it never was is not told when it ended.
    expect(await codeOf(ask(mediator, 'VOLUNTEER_POINTS', null, NOW + 1))).toBe('PURPOSE_NOT_PERMITTED')
  })
})

describe('the area of a purpose', () => {
  test('holds what lies in it; what lies in no grid is in that of the whole city only', () => {
    const grid = '370283001001001'
    expect([isInArea(grid, ['370283']), isInArea(null, ['370283'])]).toEqual([true, true])
    expect([isInArea(grid, ['370283002', '370283001']), isInArea(grid, ['370283002'])]).toEqual([true, false])
    expect([isInArea(null, ['370283001']), isInArea(grid, []), isInArea(null, [])]).toEqual([false, false, false])
  })

  const inTown = (code: string, area: readonly string[]) => putPurpose(store, { ...seeded(code), area }, names)
  const reached = async (principal: Principal, code: string) => {
    const { rowScope, principal: asking } = await ask(principal, code)
    return [rowScope, asking.grids]
  }

  test('a grid worker keeps the own grids that lie inside', async () => {
    expect(await reached(staff({}), 'GRID_EVENT')).toEqual(['GRIDS', staff({}).grids])
    await inTown('GRID_EVENT', ['370283101'])
    expect(await reached(staff({}), 'GRID_EVENT')).toEqual(['GRIDS', ['370283101001001']])
    await inTown('GRID_EVENT', ['370283002'])
    expect(await reached(staff({}), 'GRID_EVENT')).toEqual(['GRIDS', []])
  })

  test('who reaches the whole city reaches the grids of the area', async () => {
    for (const code of ['370283001001001', '370283001002001', '370283101001001'])
      await store.sql
        .insertInto('Entity')
        .values({ id: `G-${code}`, kind: 'Grid', code, golden: '{}', stale: 0, updatedAt: 0, changeSeq: 0 })
        .execute()
    expect(await reached(officer, 'DATA_QUALITY')).toEqual(['ALL', []])
    await inTown('DATA_QUALITY', ['370283001'])
    expect(await reached(officer, 'DATA_QUALITY')).toEqual(['GRIDS', ['370283001001001', '370283001002001']])
    await inTown('DATA_QUALITY', [])
    expect(await reached(officer, 'DATA_QUALITY')).toEqual(['GRIDS', []])
  })

  test('a case outside is no case of it', async () => {
    await inTown('MEDIATION', ['370283101'])
    expect(await codeOf(ask(mediator, 'MEDIATION', 'JF1'))).toBe('CASE_UNKNOWN')
    await inTown('MEDIATION', ['370283001001'])
    expect(await codeOf(ask(mediator, 'MEDIATION', 'JF1'))).toBeNull()
  })
})

describe('a purpose in the store', () => {
  test('those of the city name what the graph has, and tell everybody concerned what for', () => {
    expect(purposes.flatMap((purpose) => purposeProblems(purpose, names))).toEqual([])
    for (const { code, notice, fields, area } of purposes)
      expect({ code, notice: notice.length > 8, fields: fields.length > 0, area: area.length > 0 }).toEqual({
        code,
        notice: true,
        fields: true,
        area: true,
      })
  })

  test.each<[string, Partial<Purpose>]>([
    ['names a category that nobody has', { fields: ['category:人脸'] }],
    ['names a field that nobody has', { fields: ['Person.creditScore'] }],
    ['names another city', { area: ['370284'] }],
    ['names half a town', { area: ['37028300'] }],
    ['tells nobody what for', { notice: ' ' }],
    ['needs a case and knows none', { caseNeeded: true, cases: [] }],
    ['opens rows that there are not', { scopes: { citizen: 'EVERYBODY' as never } }],
    ['is for a role that there is not', { scopes: { robot: 'ALL' } as never }],
    ['ends at no instant', { validUntil: Number.NaN }],
  ])('one that %s is not taken in', async (_, changes) => {
    const before = (await readPurposes(store)).get('HOTLINE')
    await expect(putPurpose(store, { ...seeded('HOTLINE'), ...changes }, names)).rejects.toThrow(TypeError)
    expect((await readPurposes(store)).get('HOTLINE')).toEqual(before)
  })

  test('the hub does not start on a purpose whose fields are gone, unless it has ended', async () => {
    await requireKnownPurposes(store, supergraph)
    const fields = JSON.stringify(['category:没有'])
    const change = (validUntil: number | null) =>
      store.sql.updateTable('Purpose').set({ fields, validUntil }).where('code', '=', 'HOTLINE').execute()
    await change(null)
    await putPurpose(store, seeded('ASSESSMENT'), names) // raises the version: what was kept is read anew
    await expect(requireKnownPurposes(store, supergraph)).rejects.toThrow('HOTLINE: fields: nobody has category:没有')
    await change(NOW + 86_400_000)
    await putPurpose(store, seeded('ASSESSMENT'), names)
    await expect(requireKnownPurposes(store, supergraph, NOW)).rejects.toThrow('HOTLINE')
    await change(NOW - 1)
    await putPurpose(store, seeded('ASSESSMENT'), names)
    await requireKnownPurposes(store, supergraph)
  })

  test('one of a store from before purposes had bounds opens nothing, and is given those of the city at the next start', async () => {
    await store.sql
      .updateTable('Purpose')
      .set({ fields: null, area: null, cases: null, notice: '改过的告知' })
      .where('code', '=', 'PARTY_BUILDING')
      .execute()
    await putPurpose(store, seeded('ASSESSMENT'), names)
    expect(await ask(staff({}), 'PARTY_BUILDING')).toMatchObject({ purposeFields: [], principal: { grids: [] } })
    await addMissing(store, purposes, [])
    expect((await readPurposes(store)).get('PARTY_BUILDING')).toEqual({
      ...seeded('PARTY_BUILDING'),
      notice: '改过的告知',
    })
  })
})
