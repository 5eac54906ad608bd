import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { refSealer } from '../../access/local-ref.ts'
import type { Grant } from '../../access/principal.ts'
import { conformance } from '../kit/conformance.ts'
import type { RecordSpec } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { classificationOf } from '../kit/fields.ts'
import { civilAffairs } from './civil-affairs.ts'
import {
  AdministrativeDivision,
  ChildWelfare,
  DeathRecord,
  Disability,
  MarriageRegistration,
  PlaceName,
  SocialAssistance,
  SocialOrganisation,
} from './records.ts'
import { standIn, type StandIn } from './stand-in.ts'

const rows = JSON.parse(readFileSync(join(import.meta.dirname, 'rows/civil-affairs.json'), 'utf8')) as Parameters<
  typeof standIn
>[0]
const secret = new Uint8Array(32).fill(1)
const login = { user: 'hub', secret: 'test' }

conformance(civilAffairs, async () => {
  const server = await standIn(rows)
  return { connection: { url: server.url, ...login }, close: server.close }
})

const grant = (field: string, effect: Grant['effect']): Grant => ({
  id: field,
  department: 'civil-affairs',
  grantee: { role: 'mediator' },
  purpose: 'MEDIATION',
  legalBasis: '人民调解法',
  fields: [field],
  effect,
  rows: 'CASE',
  validFrom: 0,
  validTo: 1,
  approver: '大数据中心',
})
const grade = (record: { classified: Parameters<typeof classificationOf>[0] }, field: { options: object }) => {
  const { level, sharing } = classificationOf(record.classified, field.options)
  return `${level} ${sharing}`
}

describe('who may see what of civil affairs', () => {
  test('levels are those of the catalogue', () => {
    expect(grade(SocialOrganisation, SocialOrganisation.fields.creditCode)).toBe('1 UNCONDITIONAL')
    expect(grade(SocialOrganisation, SocialOrganisation.fields.organisationName)).toBe('1 UNCONDITIONAL')
    expect(grade(PlaceName, PlaceName.fields.standardName)).toBe('1 UNCONDITIONAL')
    expect(grade(AdministrativeDivision, AdministrativeDivision.fields.code)).toBe('1 UNCONDITIONAL')
    expect(grade(MarriageRegistration, MarriageRegistration.fields.maritalStatus)).toBe('3 CONDITIONAL')
    expect(grade(SocialAssistance, SocialAssistance.fields.state)).toBe('3 CONDITIONAL')
    expect(grade(DeathRecord, DeathRecord.fields.diedOn)).toBe('3 CONDITIONAL')
    expect(grade(Disability, Disability.fields.kind)).toBe('4 CONDITIONAL')
    expect(grade(ChildWelfare, ChildWelfare.fields.kind)).toBe('4 CONDITIONAL')
  })

  test('disability, children and amounts are each granted by themselves only', () => {
    const categories = [
      Disability.classified.category,
      ChildWelfare.classified.category,
      classificationOf(SocialAssistance.classified, SocialAssistance.fields.monthlyAmount.options).category,
    ]
    for (const category of categories) {
      const holders = civilAffairs.records.filter((record) => record.classified.category === category)
      expect(holders.length).toBeLessThanOrEqual(1)
    }
    expect(new Set(categories).size).toBe(3)
  })

  test('the number of a disability certificate holds the identity number: no mask shows a part of it', () => {
    expect(Disability.fields.certificateNumber.options.mask).toBeUndefined()
  })

  test('neither a grid nor an organisation leads to the poor, the disabled or children, and nothing personal is listed', () => {
    const personal: readonly RecordSpec[] = [
      MarriageRegistration,
      SocialAssistance,
      DeathRecord,
      Disability,
      ChildWelfare,
    ]
    for (const record of personal) {
      const named = Object.values(record.fields).flatMap((field) => (field.kind === 'entity' ? [field.entity] : []))
      expect(named).toEqual(['Person'])
      expect(record.root).toBeUndefined()
    }
  })
})

describe('what the interface says', () => {
  const signal = new AbortController().signal
  let server: StandIn
  let runtime: DepartmentRuntime
  beforeAll(async () => {
    server = await standIn(rows)
    const connection = { url: server.url, ...login }
    runtime = await DepartmentRuntime.open(civilAffairs, { connection }, secret, () => {})
  })
  afterAll(async () => {
    await runtime.close()
    await server.close()
  })
  const table = (record: RecordSpec) => runtime.adapter.table(record.from.table)
  const plain = async (record: RecordSpec, key: string) => {
    const [row] = await table(record).getMany([key], { signal })
    return row ? runtime.models.get(record.name)?.plain(row) : null
  }

  test('"no such record" is no row; no rights, too many calls and closed hours are not', async () => {
    expect(await plain(DeathRecord, 'SW99999999')).toBeNull()
    for (const [code, expected] of [
      ['9001', 'REFUSED'],
      ['9002', 'QUOTA_EXCEEDED'],
      ['9003', 'OUT_OF_HOURS'],
      ['9999', 'FAULT'],
    ] as const) {
      server.refuse(code)
      await expect(plain(DeathRecord, 'SW00000001')).rejects.toMatchObject({ code: expected })
    }
    server.refuse('1001')
    await expect(table(DeathRecord).scan({ limit: 5 }, { signal })).rejects.toMatchObject({ code: 'FAULT' })
    server.refuse(null)
  })

  test('a marriage is told by both, marital status of before 2011 has one digit', async () => {
    const [man, woman] = [
      await plain(MarriageRegistration, 'HY00000001A'),
      await plain(MarriageRegistration, 'HY00000001B'),
    ]
    expect(man).toMatchObject({ maritalStatus: 'FIRST_MARRIAGE', otherIdNumber: woman?.['idNumber'] })
    expect(woman).toMatchObject({ otherIdNumber: man?.['idNumber'], registeredOn: '2005-05-01' })
    expect(await plain(MarriageRegistration, 'HY00000002A')).toMatchObject({
      maritalStatus: 'DIVORCED',
      partyName: '样䶮',
    })
  })

  test('a scan is a handle, one that is not there is none', async () => {
    const scan = (await plain(SocialOrganisation, 'SZ00000001'))?.['certificateScan']
    expect(scan).toMatch(/^sha256:[0-9a-f]{64};bytes=22;type=/)
    expect(await plain(SocialOrganisation, 'SZ00000001')).toMatchObject({ creditCode: '51370283MB0000019C' })
    expect(await plain(SocialOrganisation, 'SZ00000002')).toMatchObject({ certificateScan: null, creditCode: null })
  })

  test('a closed village says what it became; a place with swapped axes is put right, one at zero has no point', async () => {
    expect(await plain(AdministrativeDivision, '370283101501')).toMatchObject({
      validTo: '2020-12-31',
      mergedInto: '370283101201',
    })
    expect(await plain(AdministrativeDivision, '370283')).toMatchObject({ validTo: null })
    expect(await plain(PlaceName, 'DM00000002')).toMatchObject({ longitude: '119.97', latitude: '36.8' })
    expect(await plain(PlaceName, 'DM00000003')).toMatchObject({ longitude: null, kind: null })
  })

  const asMediator = async (grants: readonly Grant[]) => {
    const ref = refSealer('civil-affairs', secret).seal([
      'MarriageRegistration/person/HY00000001A',
      'Disability/person/CJ00000002',
    ])
    const answer = await runtime.execute({
      query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Person {
        marriages { nodes { kind partyName otherIdNumber certificateNumber } }
        disability { kind certificateNumber } } } }`,
      variables: { r: [{ __typename: 'Person', id: 'A', civilAffairsRef: ref }] },
      access: {
        principal: {
          subject: 's',
          department: 'justice',
          roles: ['mediator'],
          grids: [],
          staffKey: 'T1',
          personId: null,
        },
        purpose: { code: 'MEDIATION', caseNumber: 'JF1' },
        rowScope: 'CASE',
        grants,
        purposeFields: ['*'],
        policyVersion: 'test',
        at: 0,
        traceId: 'test',
      },
      signal,
    })
    expect(JSON.stringify(answer)).not.toMatch(/37028319|MENTAL/)
    return answer.data?.['_entities']
  }
  const masked = [grant('category:婚姻登记', 'MASKED'), grant('MarriageRegistration.kind', 'PLAIN')]

  test('masked: who is married and who is not look alike', async () => {
    expect(await asMediator(masked)).toEqual([{ marriages: null, disability: null }])
  })

  test('with the way there granted: the marriage shows its kind and hides who; the disability stays shut', async () => {
    expect(await asMediator([...masked, grant('Person.marriages', 'PLAIN')])).toMatchObject([
      {
        marriages: { nodes: [{ kind: 'MARRIAGE', partyName: '测*', otherIdNumber: `3${'*'.repeat(16)}5` }] },
        disability: null,
      },
    ])
  })

  test('oneself reads the own number plainly and that of the spouse masked; of a child’s guardian and official no telephone', async () => {
    const keys = ['MarriageRegistration/person/HY00000001A', 'ChildWelfare/child/ET00000001']
    const answer = await runtime.execute({
      query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Person {
        marriages { nodes { idNumber otherName otherIdNumber } }
        childWelfare { nodes { childName idNumber guardianName guardianPhone officerPhone } } } } }`,
      variables: {
        r: [{ __typename: 'Person', id: 'A', civilAffairsRef: refSealer('civil-affairs', secret).seal(keys) }],
      },
      access: {
        principal: { subject: 'c', department: null, roles: ['citizen'], grids: [], staffKey: null, personId: 'A' },
        purpose: { code: 'SELF_ACCESS', caseNumber: null },
        rowScope: 'SELF',
        grants: [],
        purposeFields: ['*'],
        policyVersion: 'test',
        at: 0,
        traceId: 'test',
      },
      signal,
    })
    expect(answer.data?.['_entities']).toMatchObject([
      {
        marriages: {
          nodes: [{ idNumber: '370283197905120005', otherName: '试乙', otherIdNumber: `3${'*'.repeat(16)}5` }],
        },
        childWelfare: {
          nodes: [
            { childName: '样丙', idNumber: '370283201806100008', guardianName: '试㛃', guardianPhone: '138****0002' },
          ],
        },
      },
    ])
    expect(JSON.stringify(answer)).not.toMatch(/370283199102030005|13800000002|88360001/)
  })

  test('places are found by their grid', async () => {
    const [found] = await table(PlaceName).findBy('WGBM', ['370283001001001'], { signal })
    expect(found?.map((row) => row['DMBH'])).toEqual(['DM00000001', 'DM00000003'])
  })
})
