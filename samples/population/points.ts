/** Points on the map: where a dwelling stands, and what other coordinate systems make of it. */
import { cell, type Grid } from './city.ts'
import type { Draw } from '../random.ts'

export interface Point {
  readonly longitude: number
  readonly latitude: number
}

/** Somewhere in the grid, never on its border, in CGCS2000. */
export function pointIn(grid: Grid, draw: Draw): Point {
  return {
    longitude: grid.longitude + (1 + draw.int(cell.width * millionths - 1)) / millionths,
    latitude: grid.latitude + (1 + draw.int(cell.height * millionths - 1)) / millionths,
  }
}

const millionths = 1_000_000

export const degrees = (value: number) => value.toFixed(6)

/** The offset of web maps (GCJ-02), by the formula that every converter uses: some hundred metres. */
export function gcj02(point: Point): Point {
  const x = point.longitude - 105
  const y = point.latitude - 35
  const a = 6378245
  const ee = 0.00669342162296594323
  const wave = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    wave +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    wave +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3
  const radians = (point.latitude / 180) * Math.PI
  const magic = 1 - ee * Math.sin(radians) ** 2
  return {
    longitude: point.longitude + (east * 180) / ((a / Math.sqrt(magic)) * Math.cos(radians) * Math.PI),
    latitude: point.latitude + (north * 180) / (((a * (1 - ee)) / (magic * Math.sqrt(magic))) * Math.PI),
  }
}
