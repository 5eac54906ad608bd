import { describe, expect, test } from '@jest/globals'
import type { TableUse } from '../open.ts'
import { geometryColumns, geometryValues } from './columns.ts'
import { readGeometry } from './geometry.ts'

const use = (...columns: string[]): TableUse => ({ table: 'DK', key: 'BH', columns, lookups: [], version: null })
const all = geometryColumns(use('@wkt', '@longitude', '@latitude', '@area'))
const values = (type: string, coordinates: unknown) =>
  geometryValues(readGeometry({ type, coordinates }, 'CGCS2000')?.geometry ?? null, all)

describe('the columns of a geometry', () => {
  test('only those that the declaration asks for', () => {
    expect(geometryColumns(use('BH', '@area', '@wkt'))).toEqual(['@wkt', '@area'])
    expect(geometryColumns(use('BH'))).toEqual([])
  })

  test.each([
    ['Point', [119.96, 36.79], 'POINT (119.96 36.79)', '119.96', '36.79'],
    ['MultiPoint', [[119.96, 36.79]], 'MULTIPOINT ((119.96 36.79))', '119.96', '36.79'],
    [
      'LineString',
      [
        [119.9, 36.7],
        [119.91, 36.71],
        [119.92, 36.7],
      ],
      'LINESTRING (119.9 36.7, 119.91 36.71, 119.92 36.7)',
      '119.91',
      '36.71',
    ],
    [
      'MultiLineString',
      [
        [
          [119.9, 36.7],
          [119.91, 36.71],
        ],
      ],
      'MULTILINESTRING ((119.9 36.7, 119.91 36.71))',
      '119.91',
      '36.71',
    ],
  ])('%s has a text and a place, and no area', (type, coordinates, text, longitude, latitude) => {
    expect(values(type, coordinates)).toEqual([text, longitude, latitude, null])
  })

  test('the point of an L lies in the L, not in its notch', () => {
    const [, longitude, latitude] = values('Polygon', [
      [
        [119.9, 36.7],
        [119.99, 36.7],
        [119.99, 36.71],
        [119.91, 36.71],
        [119.91, 36.79],
        [119.9, 36.79],
        [119.9, 36.7],
      ],
    ])
    expect([longitude, latitude]).toEqual(['119.905', '36.745'])
  })

  test('a boundary of a hundred thousand corners is one like any other', () => {
    const corners = 200_000
    const ring = Array.from({ length: corners }, (_, i) => [
      119.96 + 0.001 * Math.cos((i * 2 * Math.PI) / corners),
      36.79 + 0.001 * Math.sin((i * 2 * Math.PI) / corners),
    ])
    const [, longitude, latitude, area] = values('Polygon', [[...ring, ring[0]]])
    expect(Number(longitude)).toBeCloseTo(119.96, 5)
    expect(Number(latitude)).toBeCloseTo(36.79, 5)
    // An ellipse of about 89 by 111 metres.
    expect(Number(area) / (Math.PI * 89.25 * 110.97)).toBeCloseTo(1, 2)
  })
})
