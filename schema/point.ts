/**
 * Reads points and brings them to one system. The graph stores CGCS2000, which is WGS84 for our needs; phones and web maps give
 * GCJ-02 (100 to 700 m off), Baidu BD-09 on top of it. The formulas are the ones in public use since 2012 (Krasovsky ellipsoid); which
 * system a department writes is declared, never guessed from the numbers.
 */
import type { IssueCode } from './issues.ts'

export type CoordinateSystem = 'CGCS2000' | 'WGS84' | 'GCJ02' | 'BD09'

/** Decimal degrees. */
export interface Point {
  readonly longitude: number
  readonly latitude: number
}

export interface PointReading {
  readonly point: Point | null
  readonly issue: IssueCode | null
}

/** Pingdu with a margin of a few kilometres. */
export const cityBounds = { west: 119.5, east: 120.4, south: 36.4, north: 37.1 } as const

/**
 * The point in CGCS2000. Swapped axes are put right and flagged; zero is no point; a point outside the city stays as it is, flagged:
 * a camera of the city may stand across the border.
 */
export function readPoint(longitude: number | null, latitude: number | null, system: CoordinateSystem): PointReading {
  if (longitude === null || latitude === null) return { point: null, issue: null }
  if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) return { point: null, issue: 'NOT_A_NUMBER' }
  if (longitude === 0 || latitude === 0) return { point: null, issue: 'POINT_ZERO' }
  const asWritten = toCgcs2000({ longitude, latitude }, system)
  if (isInCity(asWritten)) return { point: asWritten, issue: null }
  const swapped = toCgcs2000({ longitude: latitude, latitude: longitude }, system)
  if (isInCity(swapped)) return { point: swapped, issue: 'POINT_SWAPPED' }
  const isOnEarth = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
  return { point: isOnEarth ? asWritten : null, issue: 'POINT_OUTSIDE' }
}

export function isInCity({ longitude, latitude }: Point): boolean {
  return (
    longitude >= cityBounds.west &&
    longitude <= cityBounds.east &&
    latitude >= cityBounds.south &&
    latitude <= cityBounds.north
  )
}

export function toCgcs2000(point: Point, system: CoordinateSystem): Point {
  if (system === 'GCJ02') return inverse(wgs84ToGcj02, point)
  if (system === 'BD09') return inverse(wgs84ToGcj02, inverse(gcj02ToBd09, point))
  return point
}

export function wgs84ToGcj02(point: Point): Point {
  const { longitude, latitude } = point
  // Outside China the maps are not shifted.
  if (longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271) return point
  const x = longitude - 105
  const y = latitude - 35
  const radians = (latitude / 180) * Math.PI
  const magic = 1 - ECCENTRICITY * Math.sin(radians) ** 2
  const root = Math.sqrt(magic)
  const north = (latitudeShift(x, y) * 180) / (((SEMI_MAJOR * (1 - ECCENTRICITY)) / (magic * root)) * Math.PI)
  const east = (longitudeShift(x, y) * 180) / ((SEMI_MAJOR / root) * Math.cos(radians) * Math.PI)
  return { longitude: longitude + east, latitude: latitude + north }
}

export function gcj02ToBd09({ longitude, latitude }: Point): Point {
  const radius = Math.hypot(longitude, latitude) + 0.000_02 * Math.sin(latitude * BAIDU)
  const angle = Math.atan2(latitude, longitude) + 0.000_003 * Math.cos(longitude * BAIDU)
  return { longitude: radius * Math.cos(angle) + 0.0065, latitude: radius * Math.sin(angle) + 0.006 }
}

// Private:

const SEMI_MAJOR = 6_378_245
const ECCENTRICITY = 0.006_693_421_622_965_943
const BAIDU = (Math.PI * 3000) / 180

/** Both shifts are smooth and small, so that stepping back by the error converges within a few rounds to under a millimetre. */
function inverse(forward: (point: Point) => Point, target: Point): Point {
  let guess = target
  for (let round = 0; round < 8; round += 1) {
    const there = forward(guess)
    guess = {
      longitude: guess.longitude + target.longitude - there.longitude,
      latitude: guess.latitude + target.latitude - there.latitude,
    }
  }
  return guess
}

function latitudeShift(x: number, y: number): number {
  const base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  return (
    base + wave(x, 6, 20, 2, 20) + ((20 * sin(y) + 40 * sin(y / 3) + 160 * sin(y / 12) + 320 * sin(y / 30)) * 2) / 3
  )
}

function longitudeShift(x: number, y: number): number {
  const base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  return (
    base + wave(x, 6, 20, 2, 20) + ((20 * sin(x) + 40 * sin(x / 3) + 150 * sin(x / 12) + 300 * sin(x / 30)) * 2) / 3
  )
}

function wave(x: number, fast: number, fastHeight: number, slow: number, slowHeight: number): number {
  return ((fastHeight * sin(fast * x) + slowHeight * sin(slow * x)) * 2) / 3
}

/** Of a half turn. */
function sin(halfTurns: number): number {
  return Math.sin(halfTurns * Math.PI)
}
