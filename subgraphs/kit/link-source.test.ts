/** Points leave a department as degrees of CGCS2000, whatever it writes (case O07). */
import { describe, expect, test } from '@jest/globals'
import type { Adapter, Row, Table } from '../../adapters/adapter.ts'
import type { CoordinateSystem } from '../../adapters/coordinates/system.ts'
import { ways } from '../../adapters/coordinates/system.ts'
import { department, record } from './declaration.ts'
import { decimal, entity, text } from './fields.ts'
import { linkSource } from './link-source.ts'
import { RecordModel } from './record-model.ts'

const TRUE_PLACE = [119.96, 36.79] as const

function lamps(crs: CoordinateSystem | undefined) {
  const Lamp = record({
    name: 'Lamp',
    description: 'A lamp (路灯).',
    from: { table: 'LD', key: 'BM' },
    classified: { level: 1, category: '部件', sharing: 'UNCONDITIONAL' },
    fields: {
      self: entity(
        'ManagedObject',
        { code: 'code', longitude: 'longitude', latitude: 'latitude' },
        'The lamp (物).',
        crs === undefined ? {} : { crs },
      ),
      code: text('BM', 'Code (编码).'),
      longitude: decimal('JD', 'Longitude (经度).'),
      latitude: decimal('WD', 'Latitude (纬度).'),
    },
  })
  return { Lamp, spec: department({ ...shell, records: [Lamp] }) }
}

const shell = {
  name: 'lamps',
  title: '路灯所',
  titleEn: 'Lamps',
  cycleHours: 24,
  system: { technology: 'sql', tables: { LD: {} } },
  extend: {},
} as const

async function identityOf(crs: CoordinateSystem | undefined, JD: string, WD: string) {
  const { Lamp, spec } = lamps(crs)
  const model = new RecordModel('lamps', Lamp)
  const row: Row = { BM: 'L1', JD, WD }
  const adapter = {
    state: () => Promise.resolve([]),
    table: () => ({ getMany: () => Promise.resolve([row]) }) as unknown as Table,
  } as unknown as Adapter
  const source = linkSource(spec, new Map([['Lamp', model]]), adapter)
  const [identity] = await source.identify('ManagedObject', ['Lamp/self/L1'], AbortSignal.timeout(1_000))
  return { values: identity?.values, issues: model.issues(row).map(({ field, code }) => `${field} ${code}`) }
}

describe('the point of a row', () => {
  test.each(['CGCS2000', 'WGS84', 'GCJ02', 'BD09', 'EPSG:4528'] as const)(
    'written in %s is the same lamp',
    async (crs) => {
      const [x, y] = ways[crs].fromDegrees(TRUE_PLACE)
      const { values, issues } = await identityOf(crs, x.toFixed(7), y.toFixed(7))
      expect(Number(values?.longitude)).toBeCloseTo(TRUE_PLACE[0], 6)
      expect(Number(values?.latitude)).toBeCloseTo(TRUE_PLACE[1], 6)
      expect(issues).toEqual([])
    },
  )

  test('swapped axes are put right and told of once', async () => {
    const { values, issues } = await identityOf(undefined, '36.79', '119.96')
    expect(values).toMatchObject({ longitude: '119.96', latitude: '36.79' })
    expect(issues).toEqual(['longitude POINT_SWAPPED'])
  })

  test('zero is no point; half a point is none', async () => {
    const zero = await identityOf(undefined, '0', '0')
    expect(zero.values).toEqual({ code: 'L1' })
    expect(zero.issues).toEqual(['longitude POINT_ZERO'])
    expect((await identityOf(undefined, '119.96', '')).values).toEqual({ code: 'L1' })
  })
})
