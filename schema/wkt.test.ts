import { describe, expect, test } from '@jest/globals'
import { parseArea, readArea } from './wkt.ts'

const square = 'POLYGON ((119.9 36.7, 120 36.7, 120 36.8, 119.9 36.8, 119.9 36.7))'

describe('an area as well-known text', () => {
  test('one ring, a hole, several polygons', () => {
    expect(parseArea(square)?.[0]?.[0]).toHaveLength(5)
    expect(parseArea('POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 1))')?.[0]).toHaveLength(2)
    expect(parseArea('multipolygon (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))')).toHaveLength(2)
    expect(parseArea('POLYGON ((-1e1 0, 1.5 0, 1 1, -10 0))')?.[0]?.[0]?.[0]).toEqual([-10, 0])
  })

  test.each([
    'POINT (119.9 36.7)',
    'POLYGON EMPTY',
    'POLYGON ((0 0, 1 0, 1 1))',
    'POLYGON ((0 0, 1 0, 0 0))',
    'POLYGON ((0 0, 1 0, 1 1, 0 0)',
    'POLYGON ((0 0 5, 1 0 5, 1 1 5, 0 0 5))',
    'POLYGON ((0 0, 1 0, 1 x, 0 0))',
    '无',
    '',
  ])('%s is none', (text) => {
    expect(parseArea(text)).toBeNull()
    expect(readArea(text)).toEqual({ value: null, issue: 'GEOMETRY_UNREADABLE' })
  })

  test('the text stays as the source wrote it', () => {
    expect(readArea(` ${square} `)).toEqual({ value: square, issue: null })
  })
})
