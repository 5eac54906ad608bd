import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import { temporaryFolder } from '../../adapters/temporary-folder.ts'
import { conformance } from '../kit/conformance.ts'
import type { Plain, RowPath } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { classificationOf } from '../kit/fields.ts'
import {
  FloatingRegistration,
  mayOpenFloating,
  mayOpenMember,
  partyOrganisation,
  PartyMember,
  PartyOrganisation,
} from './party-organisation.ts'

const rows = join(import.meta.dirname, 'rows')

conformance(partyOrganisation, { path: rows })

const asked = (rowScope: RowScope, department: string, staffKey: string | null = null): AccessContext => ({
  principal: { subject: 'someone', department, roles: ['grid-worker'], grids: [], staffKey, personId: null },
  purpose: { code: 'PARTY_BUILDING', caseNumber: null },
  rowScope,
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'test',
  at: 0,
  traceId: 'test',
})
const own = 'party-organisation'
const grade = (record: { classified: Parameters<typeof classificationOf>[0] }, field: { options: object }) => {
  const { level, sharing } = classificationOf(record.classified, field.options)
  return `${level} ${sharing}`
}

describe('what the organisation department says of itself', () => {
  test('levels are those of the catalogue', () => {
    const { fields } = PartyOrganisation
    expect([fields.organisationName, fields.kind].map((field) => grade(PartyOrganisation, field))).toEqual([
      '1 UNCONDITIONAL',
      '1 UNCONDITIONAL',
    ])
    for (const field of [fields.code, fields.gridCode, fields.memberCount, fields.secretaryName])
      expect(grade(PartyOrganisation, field)).toBe('2 CONDITIONAL')
    for (const field of [PartyMember.fields.memberName, PartyMember.fields.joinedOn, PartyMember.fields.floating])
      expect(grade(PartyMember, field)).toBe('3 CONDITIONAL')
    expect(grade(FloatingRegistration, FloatingRegistration.fields.destination)).toBe('3 CONDITIONAL')
  })

  test('members are listed nowhere', () => {
    expect(partyOrganisation.records.flatMap(({ root }) => root ?? [])).toEqual(['partyOrganisations'])
  })
})

describe('floating members: counts to others, names to the two branches', () => {
  const registration = { id: 'LD1', branchCode: '370283002', destinationBranchCode: '370283003' } as Plain
  test.each<[string, string | null, RowScope, boolean]>([
    [own, '370283002', 'GRIDS', true],
    [own, '370283003', 'GRIDS', true],
    [own, '370283001', 'ALL', false],
    [own, null, 'ALL', true],
    [own, null, 'GRIDS', false],
    ['political-legal', '370283002', 'ALL', false],
    ['political-legal', null, 'GRIDS', false],
  ])('a registration, for %s %s under %s: %s', (department, staffKey, scope, open) => {
    expect(mayOpenFloating(registration, asked(scope, department, staffKey))).toBe(open)
  })

  const member = (floating: boolean | null) => ({ id: 'DY1', branchCode: '370283002', floating }) as Plain
  test.each<[boolean | null, RowPath, string, string | null, boolean]>([
    [false, 'entity', 'political-legal', null, true],
    [true, 'entity', 'political-legal', null, false],
    [null, 'entity', 'political-legal', null, false],
    [false, 'link', 'political-legal', null, false],
    [true, 'link', own, '370283002', true],
    [false, 'link', own, '370283003', false],
  ])('a member who floats: %s, by %s, for %s %s: %s', (floating, path, department, staffKey, open) => {
    expect(mayOpenMember(member(floating), asked('GRIDS', department, staffKey), path)).toBe(open)
  })

  test('a person opened to nobody has no membership', () => {
    expect(mayOpenMember(member(false), asked('NONE', 'political-legal'), 'entity')).toBe(false)
  })
})

describe('what the workbooks say', () => {
  const signal = new AbortController().signal
  let runtime: DepartmentRuntime
  let remove: () => Promise<void>
  beforeAll(async () => {
    const folder = await temporaryFolder()
    remove = folder.remove
    const connection = { path: rows, snapshots: folder.path }
    runtime = await DepartmentRuntime.open(partyOrganisation, { connection }, new Uint8Array(32).fill(1), () => {})
    await runtime.adapter.refresh({ signal })
  })
  afterAll(async () => {
    await runtime.close()
    await remove()
  })
  const plain = async (record: { name: string; from: { table: string } }, key: string) => {
    const [row] = await runtime.adapter.table(record.from.table).getMany([key], { signal })
    return row ? runtime.models.get(record.name)?.plain(row) : null
  }

  test('headers of two rows, days as cells and as text, formulas as their results', async () => {
    expect(await plain(PartyOrganisation, '370283001')).toMatchObject({
      memberCount: 3,
      arrivedCount: 0,
      secretaryName: '测甲',
      foundedOn: '1998-07-01',
    })
    expect(await plain(PartyOrganisation, '370283002')).toMatchObject({ foundedOn: '2019-06-30', leftCount: 1 })
    expect(await plain(PartyOrganisation, '370283004')).toMatchObject({ memberCount: 2, kind: null, foundedOn: null })
  })

  test('a filter that was left on loses nobody; totals are no organisation and no member', async () => {
    expect(await plain(PartyOrganisation, '370283003')).toMatchObject({ hostCreditCode: '91370283MA0000015R' })
    for (const table of ['党组织', '党员']) {
      const bad = await runtime.adapter.quarantined(table, { after: 0, limit: 10 })
      expect(bad.map(({ code }) => code)).toContain('ROW_TOTAL')
    }
  })

  test('an identity number that became a number links nobody, and the member stays', async () => {
    expect(await plain(PartyMember, 'DY00000002')).toMatchObject({ floating: true, joinedOn: '2010-06-30' })
    const eaten: boolean[] = []
    for await (const batch of runtime.link.identities('Person', signal))
      for (const one of batch) if (one.key === 'PartyMember/member/DY00000002') eaten.push(one.numberValid)
    expect(eaten).toEqual([false])
    const model = runtime.models.get('PartyMember')
    const [row] = await runtime.adapter.table('党员').getMany(['DY00000002'], { signal })
    expect(row && model?.issues(row).map(({ code }) => code)).toContain('EXCEL_NUMERIC_ID')
  })

  test('that somebody is a member is told by no value of the person', async () => {
    const told: unknown[] = []
    for await (const batch of runtime.link.identities('Person', signal)) for (const one of batch) told.push(one.quiet)
    expect(new Set(told)).toEqual(new Set([true]))
  })

  test('who is listed twice is one member', async () => {
    const bad = await runtime.adapter.quarantined('党员', { after: 0, limit: 10 })
    expect(bad.map(({ code }) => code)).toContain('ROW_DUPLICATE_KEY')
    expect(await plain(PartyMember, 'DY00000003')).toMatchObject({ floating: null, idNumber: '37028319531130000X' })
  })
})
