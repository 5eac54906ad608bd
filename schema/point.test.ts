import { describe, expect, test } from '@jest/globals'
import { gcj02ToBd09, readPoint, toCgcs2000, wgs84ToGcj02 } from './point.ts'

const lamp = { longitude: 119.96, latitude: 36.79 }
/** A ten-millionth of a degree is about a centimetre. */
const CENTIMETRE = 7

function expectSame(point: { longitude: number; latitude: number } | null, right = lamp, digits = CENTIMETRE): void {
  expect(point?.longitude).toBeCloseTo(right.longitude, digits)
  expect(point?.latitude).toBeCloseTo(right.latitude, digits)
}

describe('one lamp, three systems', () => {
  const gcj = wgs84ToGcj02(lamp)
  const baidu = gcj02ToBd09(gcj)

  test('the systems lie hundreds of metres apart', () => {
    expect(Math.hypot(gcj.longitude - lamp.longitude, gcj.latitude - lamp.latitude)).toBeGreaterThan(0.003)
    expect(Math.hypot(baidu.longitude - gcj.longitude, baidu.latitude - gcj.latitude)).toBeGreaterThan(0.005)
  })
  test('all come to the same point', () => {
    expectSame(readPoint(lamp.longitude, lamp.latitude, 'WGS84').point)
    expectSame(readPoint(lamp.longitude, lamp.latitude, 'CGCS2000').point)
    expectSame(readPoint(gcj.longitude, gcj.latitude, 'GCJ02').point)
    expectSame(readPoint(baidu.longitude, baidu.latitude, 'BD09').point)
  })
  test('swapped axes are put right before the system is', () => {
    const reading = readPoint(gcj.latitude, gcj.longitude, 'GCJ02')
    expect(reading.issue).toBe('POINT_SWAPPED')
    expectSame(reading.point)
  })
})

test('the public formulas give the numbers that other programs give', () => {
  const beijing = { longitude: 116.404, latitude: 39.915 }
  expectSame(wgs84ToGcj02(beijing), { longitude: 116.41024449916938, latitude: 39.91640428150164 }, 9)
  expectSame(gcj02ToBd09(beijing), { longitude: 116.41036949371029, latitude: 39.92133699351021 }, 9)
  // One step back, as others do it, is right to a few metres only.
  expectSame(toCgcs2000(beijing, 'GCJ02'), { longitude: 116.39775550083061, latitude: 39.91359571849836 }, 4)
})

test.each([
  [0, 0, 'POINT_ZERO'],
  [119.96, 0, 'POINT_ZERO'],
  [Number.NaN, 36.79, 'NOT_A_NUMBER'],
  [500, 500, 'POINT_OUTSIDE'],
  [null, 36.79, null],
])('%s, %s is no point: %s', (longitude, latitude, issue) => {
  expect(readPoint(longitude, latitude, 'WGS84')).toEqual({ point: null, issue })
})

test('a point outside the city stays, flagged', () => {
  expect(readPoint(116.404, 39.915, 'WGS84')).toEqual({
    point: { longitude: 116.404, latitude: 39.915 },
    issue: 'POINT_OUTSIDE',
  })
})
