/**
 * Reads points and brings them to CGCS2000 degrees: the one reading for columns of numbers and for geometries.
 */
import type { Position } from './position.ts'
import { ways, type CoordinateSystem } from './system.ts'

export type PointFlag = 'POINT_SWAPPED' | 'POINT_ZERO' | 'POINT_OUTSIDE' | 'NOT_A_NUMBER'

/** Decimal degrees in CGCS2000. */
export interface Point {
  readonly longitude: number
  readonly latitude: number
}

export interface PointReading {
  readonly point: Point | null
  readonly issue: PointFlag | null
}

/** Pingdu with a margin of a few kilometres. */
const cityBounds = { west: 119.5, east: 120.4, south: 36.4, north: 37.1 } as const

/**
 * The point in CGCS2000. Swapped axes are put right and flagged; zero is no point; a point outside the city stays as it is, flagged:
 * a camera of the city may stand across the border.
 */
export function readPoint(x: number | null, y: number | null, system: CoordinateSystem): PointReading {
  if (x === null || y === null) return { point: null, issue: null }
  if (!Number.isFinite(x) || !Number.isFinite(y)) return { point: null, issue: 'NOT_A_NUMBER' }
  if (x === 0 || y === 0) return { point: null, issue: 'POINT_ZERO' }
  const { toDegrees } = ways[system]
  const asWritten = toDegrees([x, y])
  if (isInCity(asWritten)) return { point: toPoint(asWritten), issue: null }
  const swapped = toDegrees([y, x])
  if (isInCity(swapped)) return { point: toPoint(swapped), issue: 'POINT_SWAPPED' }
  return { point: isOnEarth(asWritten) ? toPoint(asWritten) : null, issue: 'POINT_OUTSIDE' }
}

/** Neither for what is no number. */
export function isInCity([longitude, latitude]: Position): boolean {
  return (
    longitude >= cityBounds.west &&
    longitude <= cityBounds.east &&
    latitude >= cityBounds.south &&
    latitude <= cityBounds.north
  )
}

export function isOnEarth([longitude, latitude]: Position): boolean {
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
}

// Private:

const toPoint = ([longitude, latitude]: Position): Point => ({ longitude, latitude })
