/**
 * Finds the grid whose boundary holds a point: boxes first (an R-tree), then the ring itself. Points on a common border lie in both
 * grids, and so in none that could be named.
 */
import booleanPointInPolygon from '@turf/boolean-point-in-polygon'
import Flatbush from 'flatbush'
import { parseArea, type Polygon } from '../../schema/wkt.ts'

/** One grid as drawn; days as `yyyy-mm-dd`, both included, null where there is no end. */
export interface DrawnGrid {
  readonly code: string
  readonly boundary: string
  readonly validFrom: string | null
  readonly validTo: string | null
}

export type Placement =
  | { readonly outcome: 'GRID'; readonly gridCode: string }
  | { readonly outcome: 'NONE' | 'SEVERAL'; readonly gridCode: null }

export interface Box {
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

export class GridBoundaries {
  private readonly grids: readonly (DrawnGrid & { readonly polygons: Polygon[] })[]
  private readonly boxes: Flatbush | null

  constructor(grids: readonly DrawnGrid[]) {
    this.grids = grids.flatMap((grid) => {
      const polygons = parseArea(grid.boundary)
      return polygons === null ? [] : [{ ...grid, polygons }]
    })
    // An index of nothing cannot be made.
    this.boxes = this.grids.length === 0 ? null : new Flatbush(this.grids.length)
    for (const { polygons } of this.grids) {
      const { west, south, east, north } = boxOf(polygons)
      this.boxes?.add(west, south, east, north)
    }
    this.boxes?.finish()
  }

  get size(): number {
    return this.grids.length
  }

  /** Among the grids that were grids on `day`. */
  at(longitude: number, latitude: number, day: string): Placement {
    const found: string[] = []
    for (const index of this.boxes?.search(longitude, latitude, longitude, latitude) ?? []) {
      const grid = this.grids[index]
      if (grid && isGridOn(grid, day) && holds(grid.polygons, longitude, latitude)) found.push(grid.code)
    }
    const [gridCode, another] = found
    if (gridCode === undefined) return { outcome: 'NONE', gridCode: null }
    return another === undefined ? { outcome: 'GRID', gridCode } : { outcome: 'SEVERAL', gridCode: null }
  }
}

/** The box round an area; null for a text that is none. */
export function boxOfArea(boundary: string): Box | null {
  const polygons = parseArea(boundary)
  return polygons === null ? null : boxOf(polygons)
}

// Private:

function isGridOn({ validFrom, validTo }: DrawnGrid, day: string): boolean {
  return (validFrom === null || validFrom <= day) && (validTo === null || day <= validTo)
}

function holds(polygons: Polygon[], longitude: number, latitude: number): boolean {
  return booleanPointInPolygon([longitude, latitude], { type: 'MultiPolygon', coordinates: polygons })
}

function boxOf(polygons: readonly Polygon[]): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  for (const [outer] of polygons) {
    for (const [longitude, latitude] of outer ?? []) {
      box.west = Math.min(box.west, longitude)
      box.east = Math.max(box.east, longitude)
      box.south = Math.min(box.south, latitude)
      box.north = Math.max(box.north, latitude)
    }
  }
  return box
}
