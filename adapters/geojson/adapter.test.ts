import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { GeoJsonFile } from '../../samples/write/geojson.ts'
import { flagsOf, type Row } from '../adapter.ts'
import { adapterConformance } from '../conformance.ts'
import type { CoordinateSystem } from '../coordinates/system.ts'
import { ways } from '../coordinates/system.ts'
import { anyCall, fileHarness, newDrop } from '../file-harness.ts'
import type { GeoJsonSystem, TableUse } from '../open.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { encodeGb18030 } from '../text/encode-gb18030.ts'
import { splitFeatures } from './split.ts'

const system = (crs: CoordinateSystem): GeoJsonSystem => ({
  technology: 'geojson',
  tables: { LB: { file: 'LB.geojson', crs } },
})
const patch: TableUse = {
  table: 'LB',
  key: 'BH',
  columns: ['BH', 'MC', '@wkt', '@longitude', '@latitude', '@area'],
  lookups: [],
  version: null,
}

async function load(content: string | Buffer, crs: CoordinateSystem = 'CGCS2000', use = patch) {
  const drop = await newDrop()
  await drop.write('LB.geojson', content)
  const adapter = await drop.open(system(crs), [use])
  const { rows } = await adapter.table('LB').scan({ limit: 100 }, anyCall)
  const [state] = await adapter.state(anyCall)
  const bad = await adapter.quarantined('LB', { after: 0, limit: 10 })
  await adapter.close()
  await drop.remove()
  return { rows, remarks: state?.remarks ?? [], bad: bad.map(({ line, code }) => [line, code]) }
}

const feature = (BH: string, geometry: unknown, more: object = {}) =>
  JSON.stringify({ type: 'Feature', properties: { BH, MC: '东坡', ...more }, geometry })
const collection = (...features: string[]) => `{"type":"FeatureCollection","features":[${features.join()}]}`
const point = { type: 'Point', coordinates: [119.96, 36.79] }
const ring = [
  [119.96, 36.79],
  [119.961, 36.79],
  [119.961, 36.791],
  [119.96, 36.791],
  [119.96, 36.79],
]
const square = (coordinates: unknown = [ring]) => ({ type: 'Polygon', coordinates })

/** Written by the generator's writer, with one bad feature. */
async function encode(rows: readonly Row[]): Promise<Buffer> {
  const { path, remove } = await temporaryFolder()
  const file = new GeoJsonFile(join(path, 'x'), 'urn:ogc:def:crs:EPSG::4490')
  for (const row of rows) file.write(row, { type: 'Point', coordinates: [119.96, 36.79] })
  file.write({ BH: 'bad' }, { type: 'Polygon', coordinates: [119.96, 36.79] })
  file.close()
  const bytes = await readFile(join(path, 'x'))
  await remove()
  return bytes
}

adapterConformance('geojson', (rows) => {
  const layout: GeoJsonSystem = { technology: 'geojson', tables: { PARTY: { file: 'P_*.json', crs: 'CGCS2000' } } }
  return fileHarness(layout, 'P_1.json', encode, rows, { code: 'GEOMETRY_UNREADABLE' })
})

describe('geojson', () => {
  test('properties are columns of text, with all their digits; the feature’s own id is @id', async () => {
    const text = `{"type":"Feature","id":7,"properties":{"BH":3702830010010000123,"MC":[1.10,"甲"],"JZ":true},"geometry":null}`
    const use = { ...patch, columns: [...patch.columns, '@id'] }
    const { rows, remarks } = await load(collection(text), 'CGCS2000', use)
    expect(rows).toEqual([
      {
        BH: '3702830010010000123',
        MC: '[1.10,"甲"]',
        '@id': '7',
        '@wkt': null,
        '@longitude': null,
        '@latitude': null,
        '@area': null,
      },
    ])
    expect(remarks).toEqual(['UNMAPPED_COLUMN:JZ'])
  })

  test('either order of a ring, heights and open rings are read; what was put right is flagged', async () => {
    const { rows } = await load(
      collection(
        feature('1', square()),
        feature('2', square([[...ring].reverse()])),
        feature('3', square([ring.map(([x, y]) => [x, y, 51.2])])),
        feature('4', square([ring.slice(0, 4)])),
      ),
    )
    expect(new Set(rows.map((row) => row['@area'])).size).toBe(1)
    expect(Number(rows[0]?.['@area'])).toBeCloseTo(89.3 * 111, -2)
    const text = 'POLYGON ((119.96 36.79, 119.961 36.79, 119.961 36.791, 119.96 36.791, 119.96 36.79))'
    expect(rows.map((row) => row['@wkt'])).toEqual([text, text, text, text])
    expect(rows.map((row) => flagsOf(row))).toEqual([{}, {}, {}, { '@wkt': 'RING_OPEN' }])
  })

  test.each<[string, unknown]>([
    ['a point nested as a line', { type: 'Point', coordinates: [[119.96, 36.79]] }],
    ['a polygon of one ring without its list', square(ring)],
    ['a polygon nested as many', square([[ring]])],
    ['a number in a list of its own', { type: 'Point', coordinates: [[119.96], [36.79]] }],
    ['a coordinate that is text', { type: 'Point', coordinates: ['119.96', '36.79'] }],
    ['one coordinate', { type: 'Point', coordinates: [119.96] }],
    ['a ring of two corners', square([ring.slice(0, 2)])],
    ['a kind that nobody agreed', { type: 'GeometryCollection', geometries: [] }],
    ['no geometry at all', undefined],
  ])('%s goes to quarantine, and the others stay', async (_, geometry) => {
    const { rows, bad } = await load(collection(feature('1', point), feature('2', geometry), feature('3', point)))
    expect(rows.map((row) => row.BH)).toEqual(['1', '3'])
    expect(bad).toEqual([[2, 'GEOMETRY_UNREADABLE']])
  })

  test.each([
    ['a feature that is no JSON', '{"type":"Feature","properties":{"BH":1,}}'],
    ['a name twice with two values', '{"type":"Feature","properties":{"BH":"1","BH":"2"},"geometry":null}'],
    ['an object of another kind', '{"type":"Point","coordinates":[119.96,36.79]}'],
    ['properties that are a list', '{"type":"Feature","properties":["1"],"geometry":null}'],
  ])('%s goes to quarantine', async (_, text) => {
    expect(await load(collection(text))).toMatchObject({ rows: [], bad: [[1, 'ROW_UNREADABLE']] })
  })

  test.each([
    ['a single feature', feature('1', point), 'NOT_THE_DATA'],
    ['a list', `[${feature('1', point)}]`, 'NOT_THE_DATA'],
    ['no features', '{"type":"FeatureCollection"}', 'NOT_THE_DATA'],
    ['two lists of features', '{"type":"FeatureCollection","features":[],"features":[]}', 'NOT_THE_DATA'],
    ['another type', '{"type":"Topology","features":[]}', 'NOT_THE_DATA'],
    ['a list inside the list', collection('[]'), 'NOT_THE_DATA'],
    ['a feature in a list of its own', collection(`[${feature('1', point)}]`), 'NOT_THE_DATA'],
    ['a comma too many', collection(feature('1', point), ''), 'FILE_UNREADABLE'],
    ['a comma too few', collection(feature('1', point) + feature('2', point)), 'FILE_UNREADABLE'],
    ['half a file', collection(feature('1', point), feature('2', point)).slice(0, -30), 'FILE_TRUNCATED'],
    ['nothing', '', 'FILE_EMPTY'],
    ['text behind the end', `${collection()} ]`, 'FILE_TRUNCATED'],
    ['an error page', '<html>502</html>', 'NOT_THE_DATA'],
  ])('%s costs the file', async (_, text, code) => {
    expect((await load(text)).remarks).toEqual([`FILE_REFUSED:${code}`])
  })

  test('a system named in the file must be the declared one', async () => {
    const named = (name: string) =>
      collection(
        feature('1', { type: 'Point', coordinates: [...ways['EPSG:4528'].fromDegrees([119.96, 36.79])] }),
      ).replace('"features"', `"crs":{"type":"name","properties":{"name":"${name}"}},"features"`)
    const right = await load(named('urn:ogc:def:crs:EPSG::4528'), 'EPSG:4528')
    expect(right).toMatchObject({ remarks: [], rows: [{ '@longitude': '119.96', '@latitude': '36.79' }] })
    for (const name of ['urn:ogc:def:crs:EPSG::4549', 'EPSG:4490', 'urn:ogc:def:crs:OGC:1.3:CRS84', '2000坐标系']) {
      expect((await load(named(name), 'EPSG:4528')).remarks).toEqual(['FILE_REFUSED:CRS_DIFFERS'])
    }
  })

  test('a file in GB 18030 is read as what it is; bytes that are no text cost the file', async () => {
    const text = collection(feature('1', point, { MC: '测𬭎' }))
    const { rows, remarks } = await load(encodeGb18030(text) as Buffer)
    expect(rows[0]?.MC).toBe('测𬭎')
    expect(remarks).toEqual(['ENCODING_FOUND:gb18030'])
    const broken = Buffer.concat([Buffer.from(text.slice(0, -3)), Buffer.from([0xff]), Buffer.from(text.slice(-3))])
    expect((await load(broken)).remarks.at(-1)).toBe('FILE_REFUSED:ENCODING_UNSUITED')
  })

  test('chunks of any size are cut at the same places, brackets and quotes in texts too', async () => {
    const texts = [feature('1', point, { MC: '}]"\\{[,' }), feature('2', square(), { MC: '\\"features"' })]
    const whole = `{"name":"features","note":{"features":[1]},"type":"FeatureCollection","features": [\n${texts.join(' ,\r\n')} ], "bbox":[1,2]}`
    for (const size of [1, 3, 7, 1000]) {
      const found: string[] = []
      const parts = splitFeatures(inChunks(whole, size))
      let step = await parts.next()
      for (; !step.done; step = await parts.next()) found.push(...step.value)
      expect(found).toEqual(texts)
      expect(JSON.parse(step.value)).toMatchObject({ type: 'FeatureCollection', features: [], bbox: [1, 2] })
    }
  })
})

async function* inChunks(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}
