import { describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import type { Row } from '../../adapters/adapter.ts'
import { expectCode } from '../../adapters/conformance.ts'
import { anyCall } from '../../adapters/file-harness.ts'
import { conformance } from '../kit/conformance.ts'
import type { Plain } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { classificationOf } from '../kit/fields.ts'
import { emergency } from './emergency.ts'
import { ChemicalStock, EmergencySupply, mayOpenHazard, SafetyEnterprise, SafetyHazard, Shelter } from './records.ts'
import { standIn, type StandIn } from './stand-in.ts'

async function place() {
  const folder = mkdtempSync(join(tmpdir(), 'emergency-'))
  const path = join(folder, 'emergency.db')
  const database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/emergency.sql'), 'utf8'))
  database.close()
  const rows: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'rows/map.json'), 'utf8'))
  const map = await standIn(rows as Record<string, Row[]>)
  return {
    map,
    connection: { parts: { supervision: { path }, map: { url: map.url, user: 'hub', secret: 'demo' } } },
    close: async () => {
      await map.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

conformance(emergency, place)

async function on<T>(work: (runtime: DepartmentRuntime, map: StandIn) => Promise<T>): Promise<T> {
  const { connection, map, close } = await place()
  const runtime = await DepartmentRuntime.open(emergency, { connection }, new Uint8Array(32), () => {})
  try {
    return await work(runtime, map)
  } finally {
    await runtime.close()
    await close()
  }
}

const read = (record: string) =>
  on(async (runtime) => {
    const model = runtime.models.get(record)
    const { rows } = await runtime.adapter.table(model?.spec.from.table ?? '').scan({ limit: 50 }, anyCall)
    return rows.map((row) => model?.plain(row) as Plain)
  })

describe('two systems', () => {
  test('a map service that is busy costs shelters and supplies, not enterprises and hazards', () =>
    on(async (runtime, map) => {
      map.fail('1001')
      await expectCode('UNAVAILABLE', () => runtime.adapter.table('BNCS').getMany(['BN000001'], anyCall))
      expect((await runtime.adapter.table('yj_yh').getMany(['YH202600000001'], anyCall))[0]).not.toBeNull()
      const states = await runtime.adapter.state(anyCall)
      expect(states.find((state) => state.table === 'WZ')?.remarks).not.toEqual([])
      expect(states.find((state) => state.table === 'yj_qy')?.rows).toBe(3)
    }))

  test('an error code in a 200 answer is never an empty list', () =>
    on(async (runtime, map) => {
      await runtime.adapter.table('WZ').scan({ limit: 1 }, anyCall)
      map.fail('422')
      await expectCode('FAULT', () => runtime.adapter.table('WZ').scan({ limit: 5 }, anyCall))
    }))
})

describe('points', () => {
  test('a shelter of the map on phones stands where the enterprise beside it stands', async () => {
    const [shelter, swapped, nowhere] = await read('Shelter')
    const [enterprise] = await read('SafetyEnterprise')
    for (const half of ['longitude', 'latitude'] as const) {
      expect(Number(shelter?.[half])).toBeCloseTo(Number(enterprise?.[half]), 4)
      expect(swapped?.[half]).toBe(shelter?.[half])
      expect(nowhere?.[half]).toBeNull()
    }
  })
})

describe('hazards', () => {
  const asked = (rowScope: RowScope, grids: readonly string[] = []): AccessContext => ({
    principal: { subject: 'x', department: 'emergency', roles: ['grid-worker'], grids, staffKey: null, personId: null },
    purpose: { code: 'SAFETY_INSPECTION', caseNumber: null },
    rowScope,
    grants: [],
    purposeFields: ['*'],
    policyVersion: 'test',
    at: 0,
    traceId: 'test',
  })
  const hazard = { id: 'YH1', gridCode: '370283001001001' } as Plain

  test('a grid worker has those of the own grids, one without a grid is in none', () => {
    expect(mayOpenHazard(hazard, asked('GRIDS', ['370283001001001']), 'root')).toBe(true)
    expect(mayOpenHazard(hazard, asked('GRIDS', ['370283001001002']), 'root')).toBe(false)
    expect(mayOpenHazard({ id: 'YH2', gridCode: null } as Plain, asked('GRIDS', ['null']), 'root')).toBe(false)
  })

  test('a case opens what belongs to it, not the list; citizens and strangers have none', () => {
    expect(mayOpenHazard(hazard, asked('CASE'), 'entity')).toBe(true)
    expect(mayOpenHazard(hazard, asked('CASE'), 'root')).toBe(false)
    expect(mayOpenHazard(hazard, asked('SELF'), 'entity')).toBe(false)
    expect(mayOpenHazard(hazard, asked('NONE'), 'entity')).toBe(false)
    expect(mayOpenHazard(hazard, asked('ALL'), 'root')).toBe(true)
  })

  test('it is due at the end of its last day, in the city’s time; a grade nobody listed is none', async () => {
    const [old, major, ordinary] = await read('SafetyHazard')
    expect(major).toMatchObject({ grade: 'MAJOR', state: 'UNDER_WAY', dueAt: '2026-03-10T23:59:59+08:00' })
    expect(ordinary).toMatchObject({ grade: 'ORDINARY', state: 'CLOSED', foundAt: '2026-02-11T15:00:00+08:00' })
    expect(old).toMatchObject({ grade: null, kind: null, state: null, dueAt: null })
  })
})

describe('what the bureau says of its data', () => {
  test('shelters and the codes of enterprises are free, risk and hazards are not, chemicals are of level 3', () => {
    expect(Shelter.classified).toEqual({ level: 1, category: '避难场所', sharing: 'UNCONDITIONAL' })
    const of = (name: 'creditCode' | 'riskColour' | 'safetyOfficer') =>
      classificationOf(SafetyEnterprise.classified, SafetyEnterprise.fields[name].options)
    expect(of('creditCode')).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    expect(of('riskColour')).toMatchObject({ level: 2, sharing: 'CONDITIONAL' })
    expect(of('safetyOfficer')).toMatchObject({ level: 3, sharing: 'CONDITIONAL' })
    expect(SafetyHazard.classified).toMatchObject({ level: 2, sharing: 'CONDITIONAL' })
    expect(EmergencySupply.classified).toMatchObject({ level: 2, sharing: 'CONDITIONAL' })
    expect(ChemicalStock.classified).toMatchObject({ level: 3, sharing: 'CONDITIONAL' })
    expect(ChemicalStock.root).toBeUndefined()
  })

  test('amounts keep every digit', async () => {
    expect((await read('ChemicalStock')).map((stock) => [stock['id'], stock['amount'], stock['unit']])).toEqual([
      ['9007199254740993', '12.500', 'TONNE'],
      ['9007199254740994', '800.000', 'KILOGRAM'],
      ['9007199254740995', '1.000', null],
    ])
  })
})
