import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refSealer } from '../../access/local-ref.ts'
import type { AccessContext, Grant } from '../../access/principal.ts'
import type { Row } from '../../adapters/adapter.ts'
import { parseArea } from '../../schema/wkt.ts'
import { catalogue } from '../kit/catalogue.ts'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec, Plain } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import type { EntityKind, Identity } from '../kit/identity.ts'
import { naturalResources } from './natural-resources.ts'
import { Encumbrance, ForestPlot, GeologicalHazard, LandParcel, RealEstateUnit } from './records.ts'

function rows() {
  const folder = mkdtempSync(join(tmpdir(), 'natural-'))
  const own = join(import.meta.dirname, 'rows')
  const database = new Database(join(folder, 'registration.db'))
  database.exec(readFileSync(join(own, 'registration.sql'), 'utf8'))
  database.close()
  return {
    connection: { parts: { registration: { path: join(folder, 'registration.db') }, maps: { path: own } } },
    folder,
    close: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  }
}

conformance(naturalResources, () => Promise.resolve(rows()))

describe('what is read', () => {
  const given = rows()
  const signal = AbortSignal.timeout(20_000)
  let runtime: DepartmentRuntime

  beforeAll(async () => {
    const connection = { snapshots: join(given.folder, 'snapshots'), ...given.connection }
    runtime = await DepartmentRuntime.open(naturalResources, { connection }, new Uint8Array(32).fill(7), () => {})
    await runtime.adapter.refresh({ signal })
  })
  afterAll(async () => {
    await runtime.close()
    await given.close()
  })

  async function identities(kind: EntityKind): Promise<ReadonlyMap<string, Identity>> {
    const all: Identity[] = []
    for await (const batch of runtime.link.identities(kind, signal)) all.push(...batch)
    return new Map(all.map((identity) => [identity.key, identity]))
  }
  async function rowOf(record: string, key: string): Promise<{ row: Row; plain: Plain; issues: string[] }> {
    const model = runtime.models.get(record)
    const [row] = model ? await runtime.adapter.table(model.spec.from.table).getMany([key], { signal }) : []
    const plain = row && model?.plain(row)
    if (!row || !plain || !model) throw new Error(`${record} ${key} is missing`)
    return { row, plain, issues: model.issues(row).map(({ field, code }) => `${field} ${code}`) }
  }

  test('a parcel drawn in metres of zone 40 is an area in degrees, about as large as registered', async () => {
    const { plain } = await rowOf('LandParcel', '370283001001GB00011')
    const [corner] = parseArea(String(plain['boundary']))?.[0]?.[0] ?? []
    expect(corner?.map((half) => half.toFixed(5))).toEqual(['119.96000', '36.79000'])
    expect(Number(plain['drawnArea'])).toBeGreaterThan(1_900)
    expect(Number(plain['drawnArea'])).toBeLessThan(2_500)
  })

  test('a parcel with swapped axes is put right and flagged; one without a shape stays a parcel', async () => {
    const swapped = await rowOf('LandParcel', '370283001001GB00090')
    expect(Number(swapped.plain['longitude'])).toBeCloseTo(119.9705, 3)
    expect(swapped.issues).toContain('longitude POINT_SWAPPED')
    const old = await rowOf('LandParcel', 'ZD-旧-17')
    expect(old.plain['boundary']).toBeNull()
    expect(old.issues).toContain('parcelCode CODE_SHAPE')
  })

  test('a unit number typed in blocks is the number; one of the parcel alone is none', async () => {
    expect((await rowOf('RealEstateUnit', 'BD0000000002')).plain['unitNumber']).toBe('370283109267JC00012F00010001')
    const old = await rowOf('RealEstateUnit', 'BD0000000004')
    expect(old.plain['unitNumber']).toBeNull()
    expect(old.issues).toContain('unitNumber CODE_SHAPE')
  })

  test('only a unit with an address code is a house', async () => {
    const houses = await identities('House')
    expect([...houses.keys()]).toEqual(['RealEstateUnit/house/BD0000000001'])
  })

  test('a holder of the kind unit is no person, whatever its code', async () => {
    const [persons, units] = [await identities('Person'), await identities('Organisation')]
    expect([...persons.keys()].map((key) => key.split('/').at(-1))).toEqual([
      'QL0000000001',
      'QL0000000002',
      'QL0000000004',
      'XZ0000000001',
      'XZ0000000002',
    ])
    expect([...units.keys()].map((key) => key.split('/').at(-1))).toEqual(['QL0000000003', 'QL0000000005'])
    expect(persons.get('RealEstateRight/holder/QL0000000004')?.values['number']).toBe('37028319551123000X')
  })

  test('hazards and plots stand where they stand; zero is no place', async () => {
    const objects = await identities('ManagedObject')
    const placeOf = (key: string) => [objects.get(key)?.values['longitude'], objects.get(key)?.values['latitude']]
    expect(placeOf('GeologicalHazard/self/370283010001')).toEqual(['119.802', '36.602'])
    expect(placeOf('GeologicalHazard/self/370283040002')).toEqual(['119.9', '36.7'])
    expect(placeOf('GeologicalHazard/self/370283020003')).toEqual([undefined, undefined])
    expect(placeOf('ForestPlot/self/3702831092670010001').map(Number)).toEqual([119.802, 36.602])
  })
})

describe('what natural resources says of itself', () => {
  const grades = new Map(
    catalogue(naturalResources).map(({ path, level, sharing, category }) => [
      path.split('/').slice(3).join('.'),
      `${level} ${sharing} ${category}`,
    ]),
  )

  test('levels are those of the catalogue', () => {
    expect(grades.get('LandParcel.plannedUse')).toBe('1 UNCONDITIONAL 国土规划')
    expect(grades.get('RealEstateUnit.plannedUse')).toBe('1 UNCONDITIONAL 国土规划')
    expect(grades.get('GeologicalHazard.hazardNumber')).toBe('1 UNCONDITIONAL 地质灾害')
    expect(grades.get('RealEstateUnit.unitNumber')).toBe('2 CONDITIONAL 不动产单元')
    expect(grades.get('LandParcel.boundary')).toBe('2 CONDITIONAL 宗地')
    expect(grades.get('ForestPlot.plotCode')).toBe('2 CONDITIONAL 林地')
    for (const name of ['holderName', 'holderNumber', 'certificateNumber'])
      expect(grades.get(`RealEstateRight.${name}`)).toBe('3 CONDITIONAL 不动产权利')
  })

  test('everything of a mortgage or a seizure is of level 4 and a category of its own', () => {
    const own = [...grades].filter(([path]) => path.startsWith('Encumbrance.'))
    expect(own.length).toBe(Object.keys(Encumbrance.fields).length)
    expect(new Set(own.map(([, grade]) => grade))).toEqual(new Set(['4 CONDITIONAL 抵押查封']))
  })

  test('units, rights and what restricts them are not listed, and no list leads to a person', () => {
    const lists = naturalResources.records.filter((record) => record.root)
    expect(lists.map((record) => record.name)).toEqual([LandParcel.name, ForestPlot.name, GeologicalHazard.name])
    for (const { fields } of lists as readonly { fields: FieldsSpec }[])
      expect(Object.values(fields).some((field) => field.kind === 'one' || field.kind === 'many')).toBe(false)
  })

  test('both codes of a homestead mean the same', () => {
    for (const raw of ['072', '0703'])
      expect(RealEstateUnit.fields.plannedUse.read(raw)).toEqual({ value: 'RURAL_HOMESTEAD', issue: null })
    expect(ForestPlot.fields.trees.read('7')).toEqual({ value: null, issue: 'UNKNOWN_CODE' })
    expect(GeologicalHazard.fields.type.read('4')).toEqual({ value: null, issue: 'UNKNOWN_CODE' })
  })
})

describe('what a citizen sees of debts', () => {
  const given = rows()
  const signal = AbortSignal.timeout(20_000)
  const secret = new Uint8Array(32).fill(7)
  let runtime: DepartmentRuntime

  beforeAll(async () => {
    const connection = { snapshots: join(given.folder, 'snapshots'), ...given.connection }
    runtime = await DepartmentRuntime.open(naturalResources, { connection }, secret, () => {})
    await runtime.adapter.refresh({ signal })
  })
  afterAll(async () => {
    await runtime.close()
    await given.close()
  })

  const grant: Grant = {
    id: 'self',
    department: 'natural-resources',
    grantee: { role: 'citizen' },
    purpose: 'SELF_ACCESS',
    legalBasis: 'test',
    fields: ['*'],
    effect: 'PLAIN',
    rows: 'SELF',
    validFrom: 0,
    validTo: Number.MAX_SAFE_INTEGER,
    approver: 'test',
  }
  const citizen: AccessContext = {
    principal: { subject: 'c', department: null, roles: ['citizen'], grids: [], staffKey: null, personId: 'P-1' },
    purpose: { code: 'SELF_ACCESS', caseNumber: null },
    rowScope: 'SELF',
    grants: [grant],
    purposeFields: ['*'],
    policyVersion: 'test',
    at: Date.now(),
    traceId: 'test',
  }
  const encumbrancesOf = async (type: 'Person' | 'House', localKey: string) => {
    const answer = await runtime.execute({
      query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { encumbrances { nodes { kind securedAmount } } } } }`,
      variables: {
        r: [
          { __typename: type, id: 'X', naturalResourcesRef: refSealer('natural-resources', secret).seal([localKey]) },
        ],
      },
      access: citizen,
      signal,
    })
    const [entity] = answer.data?.['_entities'] as { encumbrances: { nodes: object[] } }[]
    return entity?.encumbrances.nodes
  }

  test('the own ones over the person; over the house, where others may live, nothing of them', async () => {
    expect(await encumbrancesOf('Person', 'Encumbrance/obligor/XZ0000000001')).toEqual([
      { kind: 'MORTGAGE', securedAmount: '60' },
    ])
    expect(await encumbrancesOf('House', 'RealEstateUnit/house/BD0000000001')).toEqual([])
  })
})
