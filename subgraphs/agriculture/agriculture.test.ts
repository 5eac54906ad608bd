import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import type { Row } from '../../adapters/adapter.ts'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec, RecordSpec } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { classificationOf } from '../kit/fields.ts'
import type { Identity } from '../kit/identity.ts'
import { agriculture } from './agriculture.ts'
import {
  ContractedPlot,
  Cooperative,
  FarmMachine,
  Homestead,
  LandContract,
  mayOpenPlot,
  PovertyMonitoring,
  VillageCollective,
} from './records.ts'

const rows = join(import.meta.dirname, 'rows')
const connection = { parts: { ledgers: { path: rows }, survey: { path: rows } } }

conformance(agriculture, connection)

const grade = (record: RecordSpec, field: string) => {
  const found = record.fields[field]
  if (found?.kind !== 'value') throw new Error(`no field ${field}`)
  return classificationOf(record.classified, found.options)
}

describe('what agriculture says of itself', () => {
  test('codes of cooperatives and collectives are free; contracts, plots and machines are conditional', () => {
    for (const record of [Cooperative, VillageCollective])
      expect(grade(record, 'creditCode')).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    const conditional: [RecordSpec, string][] = [
      [LandContract, 'number'],
      [ContractedPlot, 'number'],
      [ContractedPlot, 'boundary'],
      [ContractedPlot, 'surveyedMu'],
      [ContractedPlot, 'transfer'],
      [FarmMachine, 'plate'],
    ]
    for (const [record, field] of conditional)
      expect(grade(record, field)).toMatchObject({ level: 2, sharing: 'CONDITIONAL' })
  })

  test('homesteads and watched households are of level 3, each of a category of its own', () => {
    expect(Homestead.classified).toEqual({ level: 3, category: '宅基地', sharing: 'CONDITIONAL' })
    expect(PovertyMonitoring.classified).toEqual({ level: 3, category: '防返贫监测', sharing: 'CONDITIONAL' })
  })

  test('names and numbers of persons are of level 3 wherever they stand', () => {
    for (const record of agriculture.records) {
      for (const [name, field] of Object.entries(record.fields)) {
        const isPersonal = field.kind === 'value' && /(?<!transferee)(Name|Number)$|^phone$|^address$/.test(name)
        if (!isPersonal || name === 'contractNumber' || name === 'transfereeName') continue
        expect({ record: record.name, name, level: grade(record, name).level }).toMatchObject({ level: 3 })
      }
    }
  })

  test('a plate is no code by which the hub knows a machine, neighbours of a plot are not taken in at all', () => {
    expect(Object.values(FarmMachine.fields.self.values)).not.toContain('plate')
    expect(Object.keys(ContractedPlot.from.never ?? {})).toEqual(['DKDZ', 'DKXZ', 'DKNZ', 'DKBZ'])
  })

  test('a firm that works land opens its plots, and so their contractors, to nobody who may not see all', () => {
    const plot = { id: '3702830012030100004' }
    const access = (rowScope: RowScope): AccessContext => ({
      principal: {
        subject: 'someone',
        department: 'justice',
        roles: ['mediator'],
        grids: [],
        staffKey: null,
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
    const scopes: RowScope[] = ['SELF', 'CASE', 'GRIDS', 'ALL']
    expect(scopes.map((scope) => mayOpenPlot(plot, access(scope), 'register'))).toEqual([false, false, false, true])
    expect(scopes.map((scope) => mayOpenPlot(plot, access(scope), 'link'))).toEqual([true, true, true, true])
    expect(ContractedPlot.rows).toBe(mayOpenPlot)
  })

  test('only cooperatives and collectives are listed, and nothing leads from them to a person', () => {
    expect(agriculture.records.filter(({ root }) => root).map(({ name }) => name)).toEqual([
      'Cooperative',
      'VillageCollective',
    ])
    for (const record of [Cooperative, VillageCollective]) {
      const fields: FieldsSpec = record.fields
      const kinds = Object.values(fields).map((field) => (field.kind === 'entity' ? field.entity : field.kind))
      expect(kinds.filter((kind) => kind !== 'value')).toEqual(['Organisation'])
    }
  })
})

describe('its rows', () => {
  const signal = new AbortController().signal
  let folder: string
  let runtime: DepartmentRuntime
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agriculture-'))
    const given = { connection: { snapshots: folder, ...connection } }
    runtime = await DepartmentRuntime.open(agriculture, given, new Uint8Array(32).fill(7), () => {})
    await runtime.adapter.refresh({ signal })
  })
  afterAll(async () => {
    await runtime.close()
    await rm(folder, { recursive: true })
  })

  async function read(record: RecordSpec, key: string) {
    const model = runtime.models.get(record.name)
    const [row] = await runtime.adapter.table(record.from.table).getMany([key], { signal })
    if (model === undefined || row === undefined || row === null) throw new Error(`no row ${key}`)
    const issues = model.issues(row as Row).map(({ field, code }) => [field, code])
    return { plain: model.plain(row) as Readonly<Record<string, unknown>>, issues }
  }
  async function identities(kind: 'ManagedObject' | 'House' | 'Person' | 'Organisation'): Promise<Identity[]> {
    const all: Identity[] = []
    for await (const batch of runtime.link.identities(kind, signal)) all.push(...batch)
    return all
  }

  test('a plot in metres lies where it lies, and its area by the boundary is its area by the ledger', async () => {
    const { plain, issues } = await read(ContractedPlot, '3702830012030100004')
    expect(plain).toMatchObject({ boundaryArea: '1600.00', surveyedMu: '2.40', villageCode: '370283001203' })
    expect(Number(plain.longitude)).toBeCloseTo(119.9602, 4)
    expect(plain.boundary).toMatch(/^POLYGON \(\(119\.96 36\.79, /)
    expect(issues).toEqual([])
  })

  test('north before east is put right and told; a plot at zero is nowhere, which is told too', async () => {
    const swapped = await read(ContractedPlot, '3702830012030100005')
    expect(swapped.plain.boundaryArea).toBe('1600.00')
    expect(Number(swapped.plain.longitude)).toBeCloseTo(119.9612, 4)
    expect(swapped.issues).toEqual([
      ['boundary', 'POINT_SWAPPED'],
      ['longitude', 'POINT_SWAPPED'],
    ])
    const zero = await read(ContractedPlot, '3702830017070100008')
    expect(zero.plain).toMatchObject({ boundary: null, longitude: null, latitude: null })
    expect(zero.issues).toContainEqual(['longitude', 'POINT_ZERO'])
  })

  test('a code of an abolished village stays the key, and the village beside it is the present one, flagged', async () => {
    const { plain, issues } = await read(LandContract, '370283001707010002')
    expect(plain).toMatchObject({ number: '370283001707010002', villageCode: '370283001207' })
    expect(issues).toEqual([
      ['villageCode', 'AREA_ABOLISHED'],
      ['contractorNumber', 'ID_FILLER'],
      ['phone', 'PHONE_AREA_ASSUMED'],
      ['contractedMu', 'OVERFLOW'],
      ['to', 'OPEN_ENDED'],
      ['surveyedOn', 'IMPOSSIBLE_DATE'],
    ])
  })

  test('a plot that was deleted is gone, and its neighbours keep their own shapes', async () => {
    const [gone] = await runtime.adapter.table('DK').getMany(['3702830012030100006'], { signal })
    expect(gone).toBeNull()
    const last = await read(ContractedPlot, '3702830017070100009')
    expect(last.plain).toMatchObject({ boundary: null, transfer: null, permanentFarmland: null })
    expect(last.issues).toEqual(
      expect.arrayContaining([
        ['transfer', 'UNKNOWN_CODE'],
        ['permanentFarmland', 'UNKNOWN_CODE'],
      ]),
    )
  })

  test('a homestead outside the city keeps its place, flagged', async () => {
    const { plain, issues } = await read(Homestead, '370283001207JC00002')
    expect(Number(plain.longitude)).toBeCloseTo(121.3, 2)
    expect(issues).toContainEqual(['longitude', 'POINT_OUTSIDE'])
  })

  test('the registry gets the point of a plot, the house of a homestead, the persons and the firm', async () => {
    const plot = (await identities('ManagedObject')).find(({ values }) => values.code === '3702830012030100005')
    expect(Number(plot?.values.longitude)).toBeCloseTo(119.9612, 4)
    expect(Number(plot?.values.latitude)).toBeCloseTo(36.7902, 4)
    const houses = await identities('House')
    expect(houses.map(({ values }) => values.addressCode)).toContain('37028300120300000001')
    const numbers = (await identities('Person')).flatMap(({ values }) => values.number ?? [])
    expect(new Set(numbers.map((number) => number.slice(0, 6)))).toEqual(new Set(['370283']))
    const firms = (await identities('Organisation')).map(({ key }) => key.split('/').slice(0, 2).join('/'))
    expect(new Set(firms)).toEqual(new Set(['Cooperative/self', 'VillageCollective/self', 'ContractedPlot/transferee']))
  })

  test('a tractor’s plate shows no more than its ends', () => {
    expect(FarmMachine.fields.plate.options.mask?.('鲁0200001')).toBe('鲁02****1')
  })
})
