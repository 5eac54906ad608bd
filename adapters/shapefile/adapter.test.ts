import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { dbfColumns } from '../../samples/write/dbf.ts'
import { projections } from '../../samples/write/projections.ts'
import { ShapefileFile, type Place, type Shape } from '../../samples/write/shapefile.ts'
import { flagsOf, type Row } from '../adapter.ts'
import { adapterConformance, use as suite } from '../conformance.ts'
import type { CoordinateSystem } from '../coordinates/system.ts'
import { ways } from '../coordinates/system.ts'
import { anyCall, newDrop, type Drop } from '../file-harness.ts'
import type { ShapefileSystem, TableUse } from '../open.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const system = (crs: CoordinateSystem, file = 'DK.shp'): ShapefileSystem => ({
  technology: 'shapefile',
  encoding: 'gb18030',
  tables: { DK: { file, crs } },
})
const plot: TableUse = {
  table: 'DK',
  key: 'DKBM',
  columns: ['DKBM', 'DKMC', '@wkt', '@longitude', '@latitude', '@area'],
  lookups: [],
  version: null,
}

interface Written {
  readonly row: Readonly<Record<string, string>>
  readonly shape: Shape
  readonly deleted?: boolean
}
interface Options {
  readonly projection?: string | null
  readonly codePage?: string | null
  readonly shape?: 'point' | 'polygon'
  readonly columns?: Readonly<Record<string, string>>
}

/** The files of one shapefile by ending; written by the generator's writer, read with a library. */
async function files(rows: readonly Written[], options: Options = {}): Promise<Readonly<Record<string, Buffer>>> {
  const { path, remove } = await temporaryFolder()
  const file = new ShapefileFile(join(path, 'X'), {
    shape: options.shape ?? 'polygon',
    columns: dbfColumns(options.columns ?? { DKBM: 'C19', DKMC: 'C20' }),
    languageByte: 0,
    day: '20260301',
    projection: options.projection === undefined ? projections['EPSG:4528'] : options.projection,
    codePage: options.codePage ?? null,
  })
  for (const { row, shape, deleted } of rows) file.write(row, shape, deleted)
  file.close()
  const names = await readdir(path)
  const all = await Promise.all(names.map(async (name) => [name.slice(1), await readFile(join(path, name))] as const))
  await remove()
  return Object.fromEntries(all)
}

async function drop(to: Drop, made: Readonly<Record<string, Buffer>>, stem = 'DK'): Promise<void> {
  for (const [ending, content] of Object.entries(made)) await to.write(stem + ending, content)
}

async function load(made: Readonly<Record<string, Buffer>>, crs: CoordinateSystem = 'EPSG:4528') {
  const place = await newDrop()
  await drop(place, made)
  const adapter = await place.open(system(crs), [plot])
  const { rows } = await adapter.table('DK').scan({ limit: 1000 }, anyCall)
  const [state] = await adapter.state(anyCall)
  const bad = await adapter.quarantined('DK', { after: 0, limit: 10 })
  await adapter.close()
  await place.remove()
  return { rows, remarks: state?.remarks ?? [], bad: bad.map(({ line, code }) => [line, code]) }
}

/** A square of so many metres, its lower left corner at a point of the city, clockwise as shapefiles have their outer rings. */
function square(metres: number, at: Place = [119.96, 36.79]): Place[] {
  const [x, y] = ways['EPSG:4528'].fromDegrees(at)
  return [
    [x, y],
    [x, y + metres],
    [x + metres, y + metres],
    [x + metres, y],
    [x, y],
  ]
}
const hole = (ring: readonly Place[], inset: number): Place[] => {
  const [[x0, y0], , [x1, y1]] = ring as [Place, Place, Place]
  return [
    [x0 + inset, y0 + inset],
    [x1 - inset, y0 + inset],
    [x1 - inset, y1 - inset],
    [x0 + inset, y1 - inset],
    [x0 + inset, y0 + inset],
  ]
}
const row = (DKBM: string, DKMC = '东坡') => ({ DKBM, DKMC })

adapterConformance('shapefile', async (rows) => {
  const place = await newDrop()
  const columns = { BH: 'C8', MC: 'C40', LX: 'C2', BZ: 'C20', BBH: 'C4' }
  const write = async (next: readonly Row[]) => {
    const values = next.map((each) =>
      Object.fromEntries(Object.entries(each).map(([name, value]) => [name, value ?? ''])),
    )
    const bad = { BH: '', MC: '无键', LX: '01', BZ: '', BBH: '1' }
    const written = [...values, bad].map((each) => ({ row: each, shape: [119.96, 36.79] as Place }))
    await drop(place, await files(written, { shape: 'point', columns, projection: projections.CGCS2000 }), 'P_1')
  }
  await write(rows)
  const layout: ShapefileSystem = {
    technology: 'shapefile',
    encoding: 'gb18030',
    tables: { PARTY: { file: 'P_*.shp', crs: 'CGCS2000' } },
  }
  const adapter = await place.open(layout, [suite])
  return {
    adapter,
    quarantine: { code: 'ROW_NO_KEY' },
    replace: write,
    close: async () => {
      await adapter.close()
      await place.remove()
    },
  }
})

describe('shapefile', () => {
  test('a boundary in metres comes as text in degrees, with its area and a point inside', async () => {
    const { rows, remarks } = await load(await files([{ row: row('1'), shape: [square(100)] }]))
    expect(remarks).toEqual([])
    const [only] = rows
    expect(only?.['@area']).toBe('10000.00')
    expect(only?.['@wkt']).toMatch(/^POLYGON \(\(119\.96 36\.79, 119\.961\d+ 36\.79\d*, .*, 119\.96 36\.79\)\)$/)
    expect(Number(only?.['@longitude'])).toBeCloseTo(119.9605604, 6)
    expect(Number(only?.['@latitude'])).toBeCloseTo(36.7904506, 6)
  })

  test('holes are taken off and hold no point; parts are kept apart', async () => {
    const ring = square(100)
    const far = square(30, [119.98, 36.79])
    const made = await files([
      { row: row('1'), shape: [ring, hole(ring, 10)] },
      { row: row('2'), shape: [ring, far] },
    ])
    const [holed, two] = (await load(made)).rows
    expect(holed?.['@area']).toBe('3600.00')
    expect(holed?.['@wkt']).toMatch(/^POLYGON \(\([^()]+\), \([^()]+\)\)$/)
    const [x] = ways['EPSG:4528'].fromDegrees([Number(holed?.['@longitude']), Number(holed?.['@latitude'])])
    expect(x - (ring[0] as Place)[0]).toBeCloseTo(5, 1)
    expect(two?.['@area']).toBe('10900.00')
    expect(two?.['@wkt']).toMatch(/^MULTIPOLYGON \(\(\([^()]+\)\), \(\([^()]+\)\)\)$/)
  })

  test('a deleted row takes its shape with it; a null shape is a row without a place', async () => {
    const made = await files([
      { row: row('1'), shape: [square(10)] },
      { row: row('2'), shape: [square(20)], deleted: true },
      { row: row('3'), shape: null },
      { row: row('4'), shape: [square(40)] },
    ])
    const { rows } = await load(made)
    expect(rows.map((each) => [each.DKBM, each['@area']])).toEqual([
      ['1', '100.00'],
      ['3', null],
      ['4', '1600.00'],
    ])
    expect(rows[1]).toMatchObject({ '@wkt': null, '@longitude': null, '@latitude': null })
    expect(flagsOf(rows[1] as Row)).toEqual({})
  })

  test('a ring that does not close is closed and flagged; one of two corners goes to quarantine', async () => {
    const made = await files([
      { row: row('1'), shape: [square(10).slice(0, 4)] },
      { row: row('2'), shape: [square(10).slice(0, 2)] },
    ])
    const { rows, bad } = await load(made)
    expect(rows.map((each) => [each['@area'], flagsOf(each)])).toEqual([['100.00', { '@wkt': 'RING_OPEN' }]])
    expect(bad).toEqual([[2, 'GEOMETRY_UNREADABLE']])
  })

  test('north before east is put right, zero is no place, another county stays; all are flagged (O07)', async () => {
    const [x, y] = ways['EPSG:4528'].fromDegrees([119.96, 36.79])
    const away = ways['EPSG:4528'].fromDegrees([121.2, 36.3])
    const shapes: Shape[] = [[x, y], [y, x], [0, 0], away]
    const made = await files(
      shapes.map((shape, i) => ({ row: row(String(i)), shape })),
      { shape: 'point' },
    )
    const { rows } = await load(made)
    expect(rows.map((each) => each['@wkt'])).toEqual([
      'POINT (119.96 36.79)',
      'POINT (119.96 36.79)',
      null,
      'POINT (121.2 36.3)',
    ])
    const flagged = (flag: string) => ({ '@wkt': flag, '@longitude': flag })
    expect(rows.map((each) => flagsOf(each))).toEqual([
      {},
      flagged('POINT_SWAPPED'),
      flagged('POINT_ZERO'),
      flagged('POINT_OUTSIDE'),
    ])
  })

  test.each([
    ['the zone before the easting', projections['EPSG:4549']],
    ['degrees', projections.CGCS2000],
    ['another ellipsoid', projections['EPSG:4528'].replace('6378137.0,298.257222101', '6378140.0,298.257')],
    ['another meridian', projections['EPSG:4528'].replace('120.0', '117.0')],
  ])('a .prj that says something else costs the file: %s', async (_, projection) => {
    const made = await files([{ row: row('1'), shape: [square(10)] }], { projection })
    expect((await load(made)).remarks).toEqual(['FILE_REFUSED:CRS_DIFFERS'])
  })

  test('a .prj that cannot be read costs the file, none does not', async () => {
    const rows = [{ row: row('1'), shape: [square(10)] }]
    expect((await load(await files(rows, { projection: 'CGCS2000坐标系' }))).remarks).toEqual([
      'FILE_REFUSED:PROJECTION_UNREADABLE',
    ])
    expect(await load(await files(rows, { projection: null }))).toMatchObject({ remarks: [], rows: [{ DKBM: '1' }] })
  })

  test('the declared encoding wins over the .cpg, which is remarked', async () => {
    const rows = [{ row: row('1', '东坡𬭎'), shape: [square(10)] }]
    const wrong = await load(await files(rows, { codePage: 'UTF-8' }))
    expect(wrong.rows[0]?.DKMC).toBe('东坡𬭎')
    expect(wrong.remarks).toEqual(['CODE_PAGE_IGNORED:cpg'])
    expect((await load(await files(rows, { codePage: 'GBK' }))).remarks).toEqual([])
  })

  test('shapes and rows that do not agree in number cost the file, and so does a missing part or a broken one', async () => {
    const rows = [1, 2, 3].map((i) => ({ row: row(String(i)), shape: [square(i * 10)] as Shape }))
    const whole = await files(rows)
    const fewer = await files(rows.slice(0, 2))
    const refusal = async (made: Readonly<Record<string, Buffer>>) => (await load(made)).remarks
    expect(await refusal({ ...whole, '.dbf': fewer['.dbf'] as Buffer })).toEqual(['FILE_REFUSED:SHAPE_COUNT_DIFFERS'])
    const { '.dbf': _, ...alone } = whole
    expect(await refusal(alone)).toEqual(['FILE_REFUSED:ATTRIBUTES_MISSING'])
    const shapes = whole['.shp'] as Buffer
    expect(await refusal({ ...whole, '.shp': shapes.subarray(0, shapes.length - 20) })).toEqual([
      'FILE_REFUSED:FILE_TRUNCATED',
    ])
    const misnumbered = Buffer.from(shapes)
    misnumbered.writeInt32BE(9, 100)
    expect(await refusal({ ...whole, '.shp': misnumbered })).toEqual(['FILE_REFUSED:FILE_UNREADABLE'])
    const unknownType = Buffer.from(shapes)
    unknownType.writeInt32LE(31, 32)
    expect(await refusal({ ...whole, '.shp': unknownType })).toEqual(['FILE_REFUSED:FILE_UNREADABLE'])
    const manyCorners = Buffer.from(shapes)
    manyCorners.writeInt32LE(2_000_000_000, 148)
    expect(await refusal({ ...whole, '.shp': manyCorners })).toEqual(['FILE_REFUSED:FILE_UNREADABLE'])
    const manyRings = await files([{ row: row('1'), shape: Array.from({ length: 2001 }, () => square(1)) }])
    expect(await refusal(manyRings)).toEqual(['FILE_REFUSED:ELEMENT_TOO_LONG'])
    expect(await refusal({ ...whole, '.shp': Buffer.alloc(0) })).toEqual(['FILE_REFUSED:FILE_EMPTY'])
  })

  test('attributes that change alone are read again, and a part that comes late completes the file', async () => {
    const place = await newDrop()
    const first = await files([{ row: row('1', '旧名'), shape: [square(10)] }])
    const { '.dbf': attributes, ...others } = first
    await drop(place, others)
    const adapter = await place.open(system('EPSG:4528'), [plot])
    expect((await adapter.state(anyCall))[0]?.remarks).toEqual(['FILE_REFUSED:ATTRIBUTES_MISSING'])
    const nameNow = async () => {
      await adapter.refresh(anyCall)
      return (await adapter.table('DK').getMany(['1'], anyCall))[0]?.DKMC
    }
    await drop(place, { '.dbf': attributes as Buffer })
    expect(await nameNow()).toBe('旧名')
    await drop(place, { '.dbf': (await files([{ row: row('1', '新名'), shape: null }]))['.dbf'] as Buffer })
    expect(await nameNow()).toBe('新名')
    await adapter.close()
    await place.remove()
  })

  test.each(['CGCS2000', 'WGS84', 'GCJ02', 'BD09', 'EPSG:4528', 'EPSG:4549'] as const)(
    'the same lamp in %s ends at the same place',
    async (crs) => {
      const shape = ways[crs].fromDegrees([119.96, 36.79])
      const made = await files([{ row: row('1'), shape }], { shape: 'point', projection: null })
      expect((await load(made, crs)).rows[0]).toMatchObject({
        '@longitude': '119.96',
        '@latitude': '36.79',
        '@area': null,
      })
    },
  )
})
