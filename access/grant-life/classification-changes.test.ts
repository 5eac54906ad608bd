/** Who may grade data anew, what takes a second signature, and from when it counts. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import type { Classified } from '../../schema/classification.ts'
import { loadAccessContext, readPurposes, readReclassified } from '../policy-store.ts'
import type { Principal, Role } from '../principal.ts'
import { purposes, type Purpose } from '../purposes.ts'
import { seedPolicy } from '../seed-policy.ts'
import {
  changeClassification,
  refuseClassificationChange,
  retractClassificationChange,
  signClassificationChange,
  type PublishedNames,
  type Regrading,
} from './classification-changes.ts'
import { definePurpose } from './purposes-in-force.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-classes-'))
let store: HubStore
let otherGateway: HubStore
beforeAll(async () => {
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  store = await openStore(url)
  otherGateway = await openStore(url)
  await seedPolicy(store, { demo: false })
})
afterEach(async () => {
  await store.sql.deleteFrom('ClassificationChange').execute()
})
afterAll(async () => {
  await store.close()
  await otherGateway.close()
  rmSync(folder, { recursive: true, force: true })
})

const place = (
  coordinate: string,
  level: Classified['level'],
  sharing: Classified['sharing'],
  { department = 'housing', category = '房屋权属' } = {},
): Classified => ({ department, coordinate, category, level, sharing })
const places = [
  place('Title.certificate', 3, 'CONDITIONAL'),
  place('House.certificate', 3, 'CONDITIONAL'),
  place('Title.state', 2, 'CONDITIONAL'),
  place('Title.secret', 4, 'NEVER'),
  // Of the same name, and something else.
  place('Lift.certificate', 2, 'CONDITIONAL', { category: '特种设备' }),
  place('Deed.certificate', 2, 'CONDITIONAL', { department: 'justice' }),
]
const names = [
  ...places.filter(({ department }) => department === 'housing').map(({ coordinate }) => coordinate),
  'Title.*',
  'category:房屋权属',
  'TitleConnection.*',
  'TitleEdge.*',
  'TitleFilter.*',
  'TitleFilter.certificate',
  'TitleFilter.state',
  'Query.titleByCertificate(certificate)',
  'Query.titleByState(state)',
]
const published: PublishedNames = {
  unknown: (_department, fields) => fields.filter((name) => !names.includes(name)),
  places: () => places,
  names: () => names,
}
const who = (subject: string, department: string, role: Role): Principal => ({
  subject,
  department,
  roles: [role],
  grids: [],
  staffKey: null,
  personId: null,
})
const owner = who('owner', 'housing', 'data-officer')
const security = who('security', 'data-bureau', 'security-administrator')

let keys = 0
const asking = (actor: Principal) => ({ actor, at: 1_800_000_000_000, idempotencyKey: `key-of-classes-${(keys += 1)}` })
const tighter: Regrading = {
  department: 'housing',
  fields: ['Title.certificate'],
  level: 4,
  sharing: 'CONDITIONAL',
  legalBasis: 'GB/T 43697-2024',
  reason: '含权利人身份',
}
const looser: Regrading = { ...tighter, fields: ['Title.state'], level: 1, sharing: 'UNCONDITIONAL' }
const change = (regrading: Regrading = tighter, actor = owner) =>
  changeClassification(store, published, regrading, asking(actor))
const state = async (id: string) =>
  (await store.sql.selectFrom('ClassificationChange').select('state').where('id', '=', id).executeTakeFirstOrThrow())
    .state
const counting = async (on = store) => (await readReclassified(on)).flatMap(({ fields }) => fields)
const step = (id: string, seen: string, reason: string | null = 'because') => ({ id, seen, reason })
const refused = (code: string, problem?: string) => ({
  extensions: problem === undefined ? { code } : { code, problem },
})

describe('what protects more', () => {
  test('counts at once, at every gateway, with the ways by which it could be found out', async () => {
    expect(await counting(otherGateway)).toEqual([])
    const id = await change()
    expect(await state(id)).toBe('TIGHTENED')
    const now = [
      'Title.certificate',
      'House.certificate',
      'TitleFilter.certificate',
      'Query.titleByCertificate(certificate)',
    ]
    expect(await counting()).toEqual(now)
    expect(await counting(otherGateway)).toEqual(now)
    const request = { principal: owner, purpose: null, traceId: 't', at: 1 }
    expect((await loadAccessContext(otherGateway, request)).reclassified).toHaveLength(1)
  })

  test('is also what is shared less at the same level', async () => {
    expect(await state(await change({ ...tighter, level: 3, sharing: 'NEVER' }))).toBe('TIGHTENED')
  })

  test('of a whole record takes its pages, counts and filters along', async () => {
    await change({ ...tighter, fields: ['Title.*'], sharing: 'NEVER' })
    expect(await counting()).toEqual(
      expect.arrayContaining(['Title.*', 'TitleConnection.*', 'TitleEdge.*', 'TitleFilter.*']),
    )
  })

  test('ends by a second signature only', async () => {
    const id = await change()
    await retractClassificationChange(store, step(id, '1'), asking(owner))
    expect(await state(id)).toBe('LEAVING')
    expect(await counting()).toContain('Title.certificate')
    await expect(signClassificationChange(store, step(id, '2'), asking(owner))).rejects.toMatchObject(
      refused('TRANSITION_NOT_PERMITTED'),
    )
    await refuseClassificationChange(store, step(id, '2'), asking(security))
    expect(await state(id)).toBe('TIGHTENED')
    await retractClassificationChange(store, step(id, '3'), asking(owner))
    await signClassificationChange(store, step(id, '4', null), asking(security))
    expect(await state(id)).toBe('WITHDRAWN')
    expect(await counting()).toEqual([])
  })
})

describe('what protects less', () => {
  test('waits for the security administrator, and ends without', async () => {
    const id = await change(looser)
    expect(await state(id)).toBe('PROPOSED')
    expect(await counting()).toEqual([])
    await signClassificationChange(store, step(id, '1', null), asking(security))
    expect(await counting()).toEqual(['Title.state', 'TitleFilter.state'])
    await retractClassificationChange(store, step(id, '2'), asking(owner))
    expect(await counting()).toEqual([])
  })

  test('takes nothing along that nobody named: neither a field of the name elsewhere nor a look-up', async () => {
    const id = await change({ ...looser, fields: ['Title.certificate'] })
    await signClassificationChange(store, step(id, '1', null), asking(security))
    expect(await counting()).toEqual(['Title.certificate', 'TitleFilter.certificate'])
  })

  test('is not signed by who proposed it, whatever offices that person holds', async () => {
    const both = { ...owner, roles: ['data-officer', 'security-administrator'] as const }
    const id = await change(looser, both)
    await expect(signClassificationChange(store, step(id, '1'), asking(both))).rejects.toMatchObject(
      refused('TRANSITION_NOT_PERMITTED'),
    )
    await refuseClassificationChange(store, step(id, '1'), asking(security))
    expect(await state(id)).toBe('REFUSED')
  })

  test('is also what tightens one part and loosens another', async () => {
    expect(await state(await change({ ...tighter, fields: ['Title.certificate', 'Title.state'], level: 2 }))).toBe(
      'PROPOSED',
    )
  })

  test('is also what is shared with more at a higher level', async () => {
    expect(await state(await change({ ...tighter, sharing: 'UNCONDITIONAL' }))).toBe('PROPOSED')
  })
})

test.each<[string, Partial<Regrading>, string, string | undefined]>([
  ['a name that nobody has', { fields: ['Title.certificate', 'Title.nothing'] }, 'BAD_USER_INPUT', 'UNKNOWN_FIELD'],
  ['a filter without its field', { fields: ['TitleFilter.state'] }, 'BAD_USER_INPUT', 'UNKNOWN_FIELD'],
  ['no name', { fields: [] }, 'BAD_USER_INPUT', undefined],
  ['what is never shared', { fields: ['Title.secret'], level: 4 }, 'BAD_USER_INPUT', 'NOT_SHARED'],
  ['nothing new', { level: 3 }, 'BAD_USER_INPUT', 'NOTHING_CHANGES'],
  ['no reason', { reason: ' ' }, 'BAD_USER_INPUT', undefined],
  ['no legal basis', { legalBasis: '' }, 'BAD_USER_INPUT', undefined],
])('refuses %s', async (_what, changes, code, problem) => {
  await expect(change({ ...tighter, ...changes })).rejects.toMatchObject(refused(code, problem))
  expect(await counting()).toEqual([])
})

test('refuses the hub’s own administration, which nobody could open again', async () => {
  const own = change({ ...tighter, department: 'policy' })
  await expect(own).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT', argument: 'department' } })
})

test('refuses everybody but the owner’s officer, and hides it from whom it does not concern', async () => {
  for (const actor of [who('x', 'justice', 'data-officer'), who('y', 'housing', 'developer'), security])
    await expect(change(tighter, actor)).rejects.toMatchObject(refused('TRANSITION_NOT_PERMITTED'))
  const id = await change()
  await expect(
    retractClassificationChange(store, step(id, '1'), asking(who('x', 'justice', 'data-officer'))),
  ).rejects.toMatchObject(refused('NOT_FOUND'))
  await expect(retractClassificationChange(store, step('nobody’s', '1'), asking(owner))).rejects.toMatchObject(
    refused('NOT_FOUND'),
  )
  await expect(retractClassificationChange(store, step(id, '9'), asking(owner))).rejects.toMatchObject(
    refused('VERSION_CONFLICT'),
  )
  await expect(retractClassificationChange(store, step(id, '1', ' '), asking(owner))).rejects.toMatchObject(
    refused('BAD_USER_INPUT'),
  )
})

test('one change at a time names a place, and the same change asked twice is one', async () => {
  const once = asking(owner)
  const id = await changeClassification(store, published, tighter, once)
  expect(await changeClassification(store, published, tighter, once)).toBe(id)
  await expect(change({ ...tighter, fields: ['category:房屋权属'], sharing: 'NEVER' })).rejects.toMatchObject(
    refused('TRANSITION_NOT_PERMITTED', 'ALREADY_CHANGED'),
  )
  expect(await state(await change({ ...tighter, fields: ['Title.state'] }))).toBe('TIGHTENED')
})

describe('a purpose', () => {
  const known = purposes.find(({ code }) => code === 'DATA_QUALITY') as Purpose
  const all = new Set(['category:房屋权属'])
  const define = (changes: Partial<Purpose>, actor = security, seen = '0') =>
    definePurpose(store, all, { purpose: { ...known, ...changes }, seen, reason: '依申请调整' }, asking(actor))

  test('is narrowed and ended by the security administrator, for the next request', async () => {
    await define({ fields: ['category:房屋权属'] })
    expect((await readPurposes(otherGateway)).get('DATA_QUALITY')?.fields).toEqual(['category:房屋权属'])
    await expect(define({})).rejects.toMatchObject(refused('VERSION_CONFLICT'))
    await define({ validUntil: 1 }, security, '1')
    const purpose = { code: 'DATA_QUALITY', caseNumber: null }
    await expect(
      loadAccessContext(otherGateway, { principal: owner, purpose, traceId: 't', at: 2 }),
    ).rejects.toMatchObject(refused('PURPOSE_EXPIRED'))
    await define({}, security, '2')
  })

  test.each<[string, Partial<Purpose>]>([
    ['a field that nobody has', { fields: ['Nothing.at'] }],
    ['a division that is none', { area: ['1'] }],
    ['no name', { name: ' ' }],
    ['what the law gives everybody', { code: 'SELF_ACCESS' }],
    ['what the policy itself is changed under', { code: 'GRANT_ADMINISTRATION' }],
  ])('is not made with %s', async (_what, changes) => {
    await expect(define({ code: 'NEW_PURPOSE', ...changes })).rejects.toMatchObject(refused('BAD_USER_INPUT'))
    expect((await readPurposes(store)).has('NEW_PURPOSE')).toBe(false)
  })

  test('is nobody else’s to change', async () => {
    for (const actor of [owner, who('z', 'data-bureau', 'system-administrator'), who('a', 'data-bureau', 'auditor')])
      await expect(define({ code: 'NEW_PURPOSE' }, actor)).rejects.toMatchObject(refused('TRANSITION_NOT_PERMITTED'))
  })
})
