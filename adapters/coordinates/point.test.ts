import { describe, expect, test } from '@jest/globals'
import { readPoint } from './point.ts'
import type { Position } from './position.ts'
import { ways } from './system.ts'
import { gcj02ToBd09, gcj02ToWgs84, wgs84ToGcj02 } from './web-map.ts'

const lamp = { longitude: 119.96, latitude: 36.79 }
const standing: Position = [119.96, 36.79]
/** A ten-millionth of a degree is about a centimetre. */
const CENTIMETRE = 7

function expectSame(point: { longitude: number; latitude: number } | null): void {
  expect(point?.longitude).toBeCloseTo(lamp.longitude, CENTIMETRE)
  expect(point?.latitude).toBeCloseTo(lamp.latitude, CENTIMETRE)
}

function expectNear(position: Position, right: Position, digits: number): void {
  expect(position[0]).toBeCloseTo(right[0], digits)
  expect(position[1]).toBeCloseTo(right[1], digits)
}

describe('one lamp, three departments (O07)', () => {
  const gcj = wgs84ToGcj02(standing)
  const baidu = gcj02ToBd09(gcj)

  test('the systems lie hundreds of metres apart', () => {
    expect(Math.hypot(gcj[0] - standing[0], gcj[1] - standing[1])).toBeGreaterThan(0.003)
    expect(Math.hypot(baidu[0] - gcj[0], baidu[1] - gcj[1])).toBeGreaterThan(0.005)
  })
  test('all come to the same point', () => {
    expectSame(readPoint(...standing, 'WGS84').point)
    expectSame(readPoint(...standing, 'CGCS2000').point)
    expectSame(readPoint(...gcj, 'GCJ02').point)
    expectSame(readPoint(...baidu, 'BD09').point)
    expectSame(readPoint(...ways['EPSG:4528'].fromDegrees(standing), 'EPSG:4528').point)
    expectSame(readPoint(...ways['EPSG:4549'].fromDegrees(standing), 'EPSG:4549').point)
  })
  test.each(['CGCS2000', 'GCJ02', 'BD09', 'EPSG:4528', 'EPSG:4549'] as const)(
    'swapped axes are put right before %s is',
    (system) => {
      const [x, y] = ways[system].fromDegrees(standing)
      const reading = readPoint(y, x, system)
      expect(reading.issue).toBe('POINT_SWAPPED')
      expectSame(reading.point)
    },
  )
  test('metres without the zone before them, where they are declared with it, are not in the city', () => {
    const [x, y] = ways['EPSG:4549'].fromDegrees(standing)
    expect(readPoint(x, y, 'EPSG:4528').issue).toBe('POINT_OUTSIDE')
  })
})

test('the public formulas give the numbers that other programs give', () => {
  const beijing: Position = [116.404, 39.915]
  expectNear(wgs84ToGcj02(beijing), [116.41024449916938, 39.91640428150164], 9)
  expectNear(gcj02ToBd09(beijing), [116.41036949371029, 39.92133699351021], 9)
  // One step back, as others do it, is right to a few metres only.
  expectNear(gcj02ToWgs84(beijing), [116.39775550083061, 39.91359571849836], 4)
})

test('on the central meridian east is the false easting, and north is the arc of the meridian', () => {
  const [x, y] = ways['EPSG:4528'].fromDegrees([120, 36.79])
  expect(x).toBeCloseTo(40_500_000, 4)
  expect(Math.abs(y - meridianArc(36.79))).toBeLessThan(0.001)
})

/** Length of the meridian from the equator on the ellipsoid of CGCS2000, by plain integration. */
function meridianArc(latitude: number): number {
  const flattening = 1 / 298.257222101
  const e2 = flattening * (2 - flattening)
  const steps = 20_000
  const width = (latitude * Math.PI) / 180 / steps
  let sum = 0
  for (let i = 0; i < steps; i++) sum += width / (1 - e2 * Math.sin((i + 0.5) * width) ** 2) ** 1.5
  return 6_378_137 * (1 - e2) * sum
}

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
