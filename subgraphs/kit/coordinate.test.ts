import { describe, expect, test } from '@jest/globals'
import { ways } from '../../adapters/coordinates/system.ts'
import { readCoordinate } from './coordinate.ts'
import { longitude } from './fields.ts'

const both = (x: string, y: string, system: 'CGCS2000' | 'GCJ02' | 'BD09' | 'EPSG:4528' = 'CGCS2000') => [
  readCoordinate('longitude', x, y, system),
  readCoordinate('latitude', y, x, system),
]
const good = (value: string) => ({ value, issue: null })

describe('a point in two columns', () => {
  test('a good one keeps its digits', () => {
    expect(both('119.960', '36.7900000001')).toEqual([good('119.960'), good('36.7900000001')])
  })
  test.each(['GCJ02', 'BD09', 'EPSG:4528'] as const)('the lamp in %s stands where it stands (O07)', (system) => {
    const [x, y] = ways[system].fromDegrees([119.96, 36.79])
    expect(both(String(x), String(y), system)).toEqual([good('119.96'), good('36.79')])
  })
  test('swapped axes are put right, and told once', () => {
    expect(both('36.79', '119.96')).toEqual([{ value: '119.96', issue: 'POINT_SWAPPED' }, good('36.79')])
  })
  test('zero is no point, told once; outside stays', () => {
    expect(both('0', '0')).toEqual([
      { value: null, issue: 'POINT_ZERO' },
      { value: null, issue: null },
    ])
    expect(both('116.404', '39.915')).toEqual([{ value: '116.404', issue: 'POINT_OUTSIDE' }, good('39.915')])
  })
  test('half a point is none; words are no number', () => {
    expect(readCoordinate('longitude', '119.96', null, 'CGCS2000')).toEqual({ value: null, issue: null })
    expect(readCoordinate('latitude', '36.79', ' ', 'CGCS2000')).toEqual({ value: null, issue: null })
    expect(readCoordinate('longitude', '东经', '36.79', 'CGCS2000')).toEqual({ value: null, issue: 'NOT_A_NUMBER' })
  })
  test('the word names both columns', () => {
    expect(longitude('JD', 'WD', 'GCJ02', 'Longitude (经度).')).toMatchObject({ column: 'JD', other: 'WD' })
  })
})
