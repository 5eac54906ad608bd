import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { refSealer } from '../../access/local-ref.ts'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import { flagsOf } from '../../adapters/adapter.ts'
import { temporaryFolder } from '../../adapters/temporary-folder.ts'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec, Plain, RowPath } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { classificationOf } from '../kit/fields.ts'
import { humanResources } from './human-resources.ts'
import {
  ArbitrationParty,
  Employer,
  EmploymentRecord,
  InsuredPerson,
  LabourArbitration,
  mayOpenMatter,
  Pension,
  SkillCertificate,
  WageArrearsLead,
} from './records.ts'

const rows = join(import.meta.dirname, 'rows')

conformance(humanResources, { path: rows })

const asked = (rowScope: RowScope, grids: readonly string[] = []): AccessContext => ({
  principal: {
    subject: 'someone',
    department: 'justice',
    roles: ['mediator'],
    grids,
    staffKey: 'TJY1',
    personId: null,
  },
  purpose: { code: 'MEDIATION', caseNumber: 'JF1' },
  rowScope,
  grants: [],
  purposeFields: ['*'],
  policyVersion: 'test',
  at: 0,
  traceId: 'test',
})
const grade = (record: { classified: Parameters<typeof classificationOf>[0] }, field: { options: object }) => {
  const { level, sharing } = classificationOf(record.classified, field.options)
  return `${level} ${sharing}`
}

describe('who may see what of human resources', () => {
  test('levels are those of the catalogue', () => {
    expect(grade(Employer, Employer.fields.creditCode)).toBe('1 UNCONDITIONAL')
    expect(grade(Employer, Employer.fields.number)).toBe('2 CONDITIONAL')
    expect(grade(SkillCertificate, SkillCertificate.fields.skillLevel)).toBe('2 CONDITIONAL')
    expect(grade(WageArrearsLead, WageArrearsLead.fields.number)).toBe('2 CONDITIONAL')
    expect(grade(InsuredPerson, InsuredPerson.fields.state)).toBe('3 CONDITIONAL')
    expect(grade(EmploymentRecord, EmploymentRecord.fields.kind)).toBe('3 CONDITIONAL')
    expect(grade(LabourArbitration, LabourArbitration.fields.caseNumber)).toBe('3 CONDITIONAL')
    expect(grade(Pension, Pension.fields.monthlyAmount)).toBe('4 CONDITIONAL')
    expect(grade(InsuredPerson, InsuredPerson.fields.bankAccount)).toBe('4 NEVER')
    expect(grade(Pension, Pension.fields.bankAccount)).toBe('4 NEVER')
  })

  test('the amount of a pension is granted by itself only', () => {
    const { category } = classificationOf(Pension.classified, Pension.fields.monthlyAmount.options)
    expect(category).not.toBe(Pension.classified.category)
  })

  test('who reports a firm is kept secret, and the hub does not learn who it is', () => {
    expect(grade(WageArrearsLead, WageArrearsLead.fields.reporterName)).toBe('4 NEVER')
    expect(grade(WageArrearsLead, WageArrearsLead.fields.reporterPhone)).toBe('4 NEVER')
    const fields: FieldsSpec = WageArrearsLead.fields
    expect(Object.values(fields).some((field) => field.kind === 'entity' && field.entity === 'Person')).toBe(false)
    expect(WageArrearsLead.fields.content.options.mask?.('联系人电话13800000009')).not.toMatch(/\d{9}/)
  })

  test('no list of a firm’s people: an employer leads to nobody', () => {
    const fields: FieldsSpec = Employer.fields
    expect(Object.values(fields).filter((field) => field.kind === 'many')).toEqual([])
    expect(Object.keys(humanResources.extend.Organisation ?? {})).toEqual([
      'employerRecord',
      'insuredCount',
      'wageArrearsLeads',
      'labourArbitrations',
    ])
    for (const record of [InsuredPerson, EmploymentRecord, Pension, SkillCertificate, ArbitrationParty])
      expect(Object.values(record.fields as FieldsSpec).some((f) => f.kind === 'entity' && f.entity !== 'Person')).toBe(
        false,
      )
  })

  test('nothing personal is listed', () => {
    expect(humanResources.records.flatMap(({ root }) => root ?? [])).toEqual(['employers', 'wageArrearsLeads'])
  })

  test.each<[RowScope, RowPath, boolean]>([
    ['ALL', 'root', true],
    ['GRIDS', 'root', true],
    ['CASE', 'entity', true],
    ['CASE', 'register', false],
    ['CASE', 'root', false],
    ['SELF', 'entity', true],
    ['SELF', 'register', false],
    ['NONE', 'entity', false],
  ])('a case of arbitration is open to %s by %s: %s', (scope, path, open) => {
    const matter = { id: 'ZC1', gridCode: '370283001001001' } as Plain
    expect(mayOpenMatter(matter, asked(scope, ['370283001001001']), path)).toBe(open)
  })

  test('a lead without a grid is in nobody’s grid', () => {
    expect(mayOpenMatter({ id: 'QX1', gridCode: null } as Plain, asked('GRIDS', ['null']), 'root')).toBe(false)
  })
})

describe('what the export says', () => {
  const signal = new AbortController().signal
  let runtime: DepartmentRuntime
  let remove: () => Promise<void>
  beforeAll(async () => {
    const folder = await temporaryFolder()
    remove = folder.remove
    await cp(rows, join(folder.path, 'drop'), { recursive: true })
    const connection = { path: join(folder.path, 'drop'), snapshots: folder.path }
    runtime = await DepartmentRuntime.open(humanResources, { connection }, new Uint8Array(32).fill(1), () => {})
    await runtime.adapter.refresh({ signal })
  })
  afterAll(async () => {
    await runtime.close()
    await remove()
  })
  const row = async (record: { name: string; from: { table: string } }, key: string) => {
    const [found] = await runtime.adapter.table(record.from.table).getMany([key], { signal })
    if (!found) throw new Error(`${key} is missing`)
    return { raw: found, plain: runtime.models.get(record.name)?.plain(found) }
  }

  test('numbers with sign and zeros, timestamps in its own form, keys with their zeros', async () => {
    const { plain } = await row(Pension, 'YL0000000001')
    expect(plain).toMatchObject({ monthlyAmount: '3280.50', since: '2013-12', insuredNumber: '0000000102' })
    const lead = await row(WageArrearsLead, 'QX2026000001')
    expect(lead.plain).toMatchObject({ personCount: 7, reportedAt: '2026-01-20T09:30:00+08:00', amount: '84000.00' })
  })

  test('a quote inside a name is doubled, null is nothing', async () => {
    const { plain } = await row(Employer, '0000000002')
    expect(plain).toMatchObject({ employerName: '平度市"老槐"饭店', creditCode: null, insuredCount: 0 })
  })

  test('a character that code page 1386 lacks is lost and flagged, not guessed', async () => {
    const { raw } = await row(InsuredPerson, '0000000103')
    expect(flagsOf(raw)).toEqual({ AAC003: 'PRIVATE_USE_CHARACTER' })
  })

  test('work that lasts has no last day; 30 February is no first day', async () => {
    const lasting = await row(EmploymentRecord, 'JY0000000001')
    expect(lasting.plain).toMatchObject({ to: null, from: '2003-07-01' })
    const flexible = await row(EmploymentRecord, 'JY0000000002')
    expect(flexible.plain).toMatchObject({ from: null, idNumber: null })
  })

  test('a citizen has the own case, and of a firm neither its cases nor what is known of it', async () => {
    const secret = new Uint8Array(32).fill(1)
    const seal = (...keys: string[]) => refSealer('human-resources', secret).seal(keys)
    const answer = await runtime.execute({
      query: `query($r: [_Any!]!) { _entities(representations: $r) {
        ... on Person { labourArbitrations { nodes { cause } } }
        ... on Organisation {
          labourArbitrations { nodes { cause } }
          wageArrearsLeads { nodes { number } }
          employerRecord { employerName number }
        } } }`,
      variables: {
        r: [
          { __typename: 'Person', id: 'A', humanResourcesRef: seal('ArbitrationParty/person/ZC202600000101') },
          {
            __typename: 'Organisation',
            id: 'B',
            humanResourcesRef: seal(
              'LabourArbitration/respondent/ZC2026000001',
              'WageArrearsLead/unit/QX2026000001',
              'Employer/self/0000000001',
            ),
          },
        ],
      },
      access: {
        ...asked('SELF'),
        principal: { ...asked('SELF').principal, department: null, roles: ['citizen'], staffKey: null, personId: 'A' },
        purpose: { code: 'SELF_ACCESS', caseNumber: null },
      },
      signal,
    })
    expect(answer.data?.['_entities']).toMatchObject([
      { labourArbitrations: { nodes: [{ cause: 'PAY' }] } },
      {
        labourArbitrations: { nodes: [] },
        wageArrearsLeads: { nodes: [] },
        employerRecord: { employerName: '平度市槐东商贸有限公司', number: null },
      },
    ])
  })

  test('who was entered twice is two accounts of one person, by the identity number', async () => {
    const found: string[] = []
    for await (const batch of runtime.link.identities('Person', signal))
      for (const one of batch)
        if (one.key.startsWith('InsuredPerson/') && one.values.number === '370283197905120005') found.push(one.key)
    expect(found).toEqual(['InsuredPerson/self/0000000101', 'InsuredPerson/self/0000000105'])
  })
})
