/** Points on the map: where a dwelling stands, and what other coordinate systems make of it. */
import { wgs84ToGcj02 } from '../../adapters/coordinates/web-map.ts'
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

/** The point as web maps have it (GCJ-02): some hundred metres off. */
export function gcj02({ longitude, latitude }: Point): Point {
  const [x, y] = wgs84ToGcj02([longitude, latitude])
  return { longitude: x, latitude: y }
}
