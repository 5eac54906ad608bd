/**
 * GCJ-02 (phones and web maps, 100 to 700 m off) and BD-09 (Baidu, on top of it). The formulas are the ones in public use since 2012
 * (Krasovsky ellipsoid). Positions are longitude and latitude in degrees.
 */
import type { Position } from './position.ts'

export function wgs84ToGcj02(position: Position): Position {
  const [longitude, latitude] = position
  // Outside China the maps are not shifted.
  if (longitude < 72.004 || longitude > 137.8347 || latitude < 0.8293 || latitude > 55.8271) return position
  const x = longitude - 105
  const y = latitude - 35
  const radians = (latitude / 180) * Math.PI
  const magic = 1 - ECCENTRICITY * Math.sin(radians) ** 2
  const root = Math.sqrt(magic)
  const north = (latitudeShift(x, y) * 180) / (((SEMI_MAJOR * (1 - ECCENTRICITY)) / (magic * root)) * Math.PI)
  const east = (longitudeShift(x, y) * 180) / ((SEMI_MAJOR / root) * Math.cos(radians) * Math.PI)
  return [longitude + east, latitude + north]
}

export function gcj02ToBd09([longitude, latitude]: Position): Position {
  const radius = Math.hypot(longitude, latitude) + 0.000_02 * Math.sin(latitude * BAIDU)
  const angle = Math.atan2(latitude, longitude) + 0.000_003 * Math.cos(longitude * BAIDU)
  return [radius * Math.cos(angle) + 0.0065, radius * Math.sin(angle) + 0.006]
}

export const gcj02ToWgs84 = (position: Position) => inverse(wgs84ToGcj02, position)
export const bd09ToGcj02 = (position: Position) => inverse(gcj02ToBd09, position)

// Private:

const SEMI_MAJOR = 6_378_245
const ECCENTRICITY = 0.006_693_421_622_965_943
const BAIDU = (Math.PI * 3000) / 180

/** Both shifts are smooth and small, so that stepping back by the error converges within a few rounds to under a millimetre. */
function inverse(forward: (position: Position) => Position, target: Position): Position {
  let [x, y] = target
  for (let round = 0; round < 8; round += 1) {
    const there = forward([x, y])
    x += target[0] - there[0]
    y += target[1] - there[1]
  }
  return [x, y]
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
