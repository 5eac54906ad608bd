import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer } from 'node:net'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import { flagsOf } from '../../adapters/adapter.ts'
import { anyCall } from '../../adapters/file-harness.ts'
import { catalogue } from '../kit/catalogue.ts'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec, Plain } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { environment } from './environment.ts'
import { EnvironmentalComplaint, mayOpenComplaint } from './records.ts'
import { standIn } from './stand-in.ts'

conformance(environment, standIn)

let place: Awaited<ReturnType<typeof standIn>>
let runtime: DepartmentRuntime
const open = () => DepartmentRuntime.open(environment, place, new Uint8Array(32), () => {})
beforeAll(async () => {
  place = await standIn()
  runtime = await open()
})
afterAll(async () => {
  await runtime.close()
  await place.close()
})
const read = async (record: string) => {
  const model = runtime.models.get(record)
  const { rows } = await runtime.adapter.table(model?.spec.from.table ?? '').scan({ limit: 50 }, anyCall)
  return rows.map((row) => model?.plain(row) as Plain)
}

describe('air stations', () => {
  test('one that is being checked has no index, and one that is wrong has none either', async () => {
    expect(
      (await read('AirStation')).map((one) => [one['airQualityIndex'], one['grade'], one['mainPollutant']]),
    ).toEqual([
      [68, 'GOOD', 'PM2_5'],
      [null, null, null],
      [null, null, null],
    ])
  })

  test('swapped axes are put right, zero is no point', async () => {
    const [right, swapped, nowhere] = await read('AirStation')
    for (const half of ['longitude', 'latitude'] as const) {
      expect(Number(swapped?.[half])).toBe(Number(right?.[half]))
      expect(nowhere?.[half]).toBeNull()
    }
  })
})

describe('permits, outlets and what is measured', () => {
  test('a permit number of another shape is none; an end of 长期 or 9999 is open', async () => {
    const permits = await read('DischargePermit')
    expect(permits.map((one) => [one['permitNumber'], one['state'], one['validUntil']])).toEqual([
      [null, null, null],
      ['91370283MB00000198001V', 'IN_FORCE', '2028-04-30'],
      ['92370283MB00000195001W', 'EXPIRED', null],
    ])
  })

  test('a value over the limit says so, one that was not audited says nothing', async () => {
    const values = await read('OutletHourValue')
    expect(
      values.map((one) => [one['factor'], one['measuredValue'], one['limit'], one['exceeded'], one['audit']]),
    ).toEqual([
      ['CHEMICAL_OXYGEN_DEMAND', '41.200', '50.000', false, 'VALID'],
      ['CHEMICAL_OXYGEN_DEMAND', '73.500', '50.000', true, 'VALID'],
      ['SULPHUR_DIOXIDE', '12.000', '35.000', null, 'NOT_AUDITED'],
      [null, null, null, null, null],
    ])
  })

  test('an outlet leads to its logger, and that to what it measured last', async () => {
    const [outlet] = await runtime.adapter.table('T_PK').getMany(['PK00000001'], anyCall)
    const [logger] = await runtime.adapter.table('ZD').getMany([outlet?.['MN'] ?? ''], anyCall)
    expect(logger).toMatchObject({ ST: '32', DataTime: '20260301100000' })
    const [latest] = await runtime.adapter.table('ZX').findBy('MN', [logger?.['MN'] ?? ''], anyCall)
    expect(latest?.map((row) => [row['@factor'], row['Rtd']])).toEqual([
      ['w01001', '7.2'],
      ['w01018', '41.2'],
      ['w21003', '1.85'],
    ])
  })
})

describe('the device stream', () => {
  test('a logger of the edition of 2005 is understood; a value that is none is null', async () => {
    const values = (await read('DeviceMeasurement')).filter((one) => one['loggerNumber'] === '88888880000003')
    expect(values).toMatchObject([
      { factor: null, kind: 'REAL_TIME', realTimeValue: null, state: null },
      {
        factor: 'CHEMICAL_OXYGEN_DEMAND',
        realTimeValue: '50',
        state: 'NORMAL',
        measuredAt: '2026-03-01T10:00:00+08:00',
      },
    ])
  })

  test('what came with a wrong password or a wrong check sum is in no table', async () => {
    const states = await runtime.adapter.state(anyCall)
    const measured = states.find(({ table }) => table === 'JC')
    expect(measured).toMatchObject({ rows: 8, quarantined: 1 })
    expect(measured?.remarks).toContain('PASSWORD_WRONG:1')
    const [bad] = await runtime.adapter.quarantined('JC', { after: 0, limit: 5 })
    expect(bad).toMatchObject({ code: 'MESSAGE_CHECKSUM', raw: expect.not.stringContaining('pd0001') })
  })

  test('the city’s time beside the logger’s: one of months ago is marked', async () => {
    const { rows } = await runtime.adapter.table('ZX').scan({ limit: 1 }, anyCall)
    expect(flagsOf(rows[0] ?? {})).toEqual({ DataTime: 'CLOCK_OFF' })
  })

  test('a port that is taken costs what is new, not what is stored, and not the database', async () => {
    const { parts = {} } = place.connection
    await runtime.close()
    const taken = createServer()
    await new Promise<void>((ready) =>
      taken.listen(Number(new URL(parts['stations']?.url ?? '').port), '127.0.0.1', ready),
    )
    runtime = await open()
    expect(await runtime.adapter.health(anyCall)).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
    const states = await runtime.adapter.state(anyCall)
    expect(states.find(({ table }) => table === 'ZD')).toMatchObject({
      rows: 3,
      remarks: expect.arrayContaining(['NOT_LISTENING']),
    })
    expect(states.find(({ table }) => table === 'T_PK')).toMatchObject({ rows: 3, remarks: [] })
    await new Promise((closed) => taken.close(closed))
    await runtime.adapter.refresh(anyCall)
    expect(await runtime.adapter.health(anyCall)).toMatchObject({ ok: true })
  })
})

describe('complaints', () => {
  const asked = (rowScope: RowScope, grids: readonly string[] = []): AccessContext => ({
    principal: {
      subject: 'x',
      department: 'environment',
      roles: ['grid-worker'],
      grids,
      staffKey: null,
      personId: null,
    },
    purpose: { code: 'GRID_EVENT', caseNumber: null },
    rowScope,
    grants: [],
    purposeFields: ['*'],
    policyVersion: 'test',
    at: 0,
    traceId: 'test',
  })
  const complaint = { id: 'HJTS1', gridCode: '370283001001001' } as Plain

  test('a grid worker has those of the own grids, a case what belongs to it, citizens none', () => {
    expect(mayOpenComplaint(complaint, asked('GRIDS', ['370283001001001']), 'root')).toBe(true)
    expect(mayOpenComplaint(complaint, asked('GRIDS', ['370283001001002']), 'root')).toBe(false)
    expect(mayOpenComplaint({ id: 'HJTS2', gridCode: null } as Plain, asked('GRIDS', ['null']), 'root')).toBe(false)
    expect(mayOpenComplaint(complaint, asked('CASE'), 'entity')).toBe(true)
    expect(mayOpenComplaint(complaint, asked('CASE'), 'root')).toBe(false)
    expect(mayOpenComplaint(complaint, asked('SELF'), 'entity')).toBe(false)
    expect(mayOpenComplaint(complaint, asked('ALL'), 'root')).toBe(true)
  })

  test('who complained, and what tells it, is of level 4, never shared, and named to nobody', () => {
    const never = catalogue(environment).filter((entry) => entry.sharing === 'NEVER')
    expect(never.map(({ field, level }) => [field, level])).toEqual([
      ['content', 4],
      ['outcome', 4],
      ['complainantName', 4],
      ['complainantPhone', 4],
    ])
    const fields: FieldsSpec = EnvironmentalComplaint.fields
    const persons = Object.values(fields).filter((field) => field.kind === 'entity' && field.entity === 'Person')
    expect(persons).toEqual([])
  })
})

describe('what the bureau says of its data', () => {
  const gradeOf = (path: string) =>
    catalogue(environment).find((entry) => entry.path === `/catalogue/environment/${path.replace('.', '/')}`)

  test('stations, the air and permit numbers are free; measured values, risk sources and complaint numbers are not', () => {
    for (const path of ['AirStation.stationCode', 'AirStation.airQualityIndex', 'DischargePermit.permitNumber'])
      expect(gradeOf(path)).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    for (const path of [
      'OutletHourValue.measuredValue',
      'OutletHourValue.exceeded',
      'DeviceMeasurement.realTimeValue',
      'LatestMeasurement.measuredValue',
      'EnvironmentalRiskSource.sourceName',
      'EnvironmentalComplaint.number',
    ])
      expect(gradeOf(path)).toMatchObject({ level: 2, sharing: 'CONDITIONAL' })
    expect(gradeOf('EnvironmentalComplaint.siteAddress')).toMatchObject({ level: 3, sharing: 'CONDITIONAL' })
  })
})
