/**
 * Reads a geometry as GeoJSON nests it (RFC 7946) and brings it to CGCS2000 degrees. Strict about nesting and numbers; forgiving where
 * what is meant is certain: an open ring is closed, rings are turned the right way round, heights are left out, swapped axes put right.
 */
import { isLosslessNumber } from 'lossless-json'
import { isInCity, isOnEarth, type PointFlag } from './point.ts'
import type { Position } from './position.ts'
import { ways, type CoordinateSystem } from './system.ts'

export interface Geometry {
  readonly kind: 'POINT' | 'LINESTRING' | 'POLYGON'
  readonly multi: boolean
  /** One for each point, line or polygon; a polygon has its outer ring (counterclockwise) first, then its holes. */
  readonly parts: readonly (readonly Ring[])[]
}
export type Ring = readonly Position[]

export interface GeometryReading {
  /** Null where there is none. */
  readonly geometry: Geometry | null
  readonly flag: PointFlag | 'RING_OPEN' | null
}

/** Undefined when it is no geometry: wrong nesting, a ring of two points, a coordinate that is no number. */
export function readGeometry(given: unknown, system: CoordinateSystem): GeometryReading | undefined {
  if (given === null) return { geometry: null, flag: null }
  const written = asWritten(given)
  if (written === undefined) return undefined
  if (written.parts.length === 0) return { geometry: null, flag: null }
  if (written.parts.flat(2).some(([x, y]) => x === 0 || y === 0)) return { geometry: null, flag: 'POINT_ZERO' }
  const closed = written.kind === 'POLYGON' ? close(written) : { geometry: written, opened: false }
  if (closed === undefined) return undefined
  const { geometry, flag } = toCgcs2000(closed.geometry, system)
  return {
    geometry: geometry?.kind === 'POLYGON' ? turn(geometry) : geometry,
    flag: flag ?? (closed.opened ? 'RING_OPEN' : null),
  }
}

/** Twice the area with its sign: positive when the ring runs counterclockwise. Sums from its first point, so that digits are kept. */
export function doubleArea(ring: Ring): number {
  const [x0, y0] = ring[0] as Position
  let sum = 0
  for (let i = 1; i < ring.length; i++) {
    const [xa, ya] = ring[i - 1] as Position
    const [xb, yb] = ring[i] as Position
    sum += (xa - x0) * (yb - y0) - (xb - x0) * (ya - y0)
  }
  return sum
}

// Private:

/** How deep the coordinates of a type are nested, and how they become parts. */
const types: Readonly<
  Record<string, { kind: Geometry['kind']; multi: boolean; depth: number; wrap: (nested: never) => Geometry['parts'] }>
> = {
  Point: { kind: 'POINT', multi: false, depth: 0, wrap: (point: Position) => [[[point]]] },
  MultiPoint: { kind: 'POINT', multi: true, depth: 1, wrap: (points: Ring) => points.map((point) => [[point]]) },
  LineString: { kind: 'LINESTRING', multi: false, depth: 1, wrap: (line: Ring) => [[line]] },
  MultiLineString: { kind: 'LINESTRING', multi: true, depth: 2, wrap: (lines: Ring[]) => lines.map((line) => [line]) },
  Polygon: { kind: 'POLYGON', multi: false, depth: 2, wrap: (rings: Ring[]) => [rings] },
  MultiPolygon: { kind: 'POLYGON', multi: true, depth: 3, wrap: (polygons: Ring[][]) => polygons },
}

function asWritten(given: unknown): Geometry | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const { type, coordinates } = given as { readonly type?: unknown; readonly coordinates?: unknown }
  const known = typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined
  if (known === undefined || !Array.isArray(coordinates)) return undefined
  const { kind, multi } = known
  if (coordinates.length === 0) return { kind, multi, parts: [] }
  const read = nested(coordinates, known.depth)
  return read === undefined ? undefined : { kind, multi, parts: known.wrap(read as never) }
}

function nested(given: unknown, depth: number): unknown {
  if (!Array.isArray(given) || given.length === 0) return undefined
  if (depth === 0) return position(given)
  const inside = given.map((each: unknown) => nested(each, depth - 1))
  return inside.includes(undefined) ? undefined : inside
}

/** Two numbers, and perhaps a height and a measure, which the graph does not keep. */
function position(given: readonly unknown[]): Position | undefined {
  if (given.length < 2 || given.length > 4) return undefined
  const [x, y] = given.map(number)
  return x === undefined || y === undefined ? undefined : [x, y]
}

/** A number, or one that was kept as text by its parser. */
function number(given: unknown): number | undefined {
  const read = isLosslessNumber(given) ? Number(given.value) : given
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined
}

/** Undefined when a ring has fewer than three corners. */
function close(polygon: Geometry): { readonly geometry: Geometry; readonly opened: boolean } | undefined {
  let opened = false
  let tooFew = false
  const ring = (points: Ring): Ring => {
    const first = points[0] as Position
    const last = points.at(-1) as Position
    const isClosed = points.length > 1 && first[0] === last[0] && first[1] === last[1]
    if (points.length < (isClosed ? 4 : 3)) tooFew = true
    if (isClosed) return points
    opened = true
    return [...points, first]
  }
  const geometry = { ...polygon, parts: polygon.parts.map((rings) => rings.map(ring)) }
  return tooFew ? undefined : { geometry, opened }
}

/** As for one point: in the city as written, else in the city with the axes swapped, else outside. */
function toCgcs2000(written: Geometry, system: CoordinateSystem): GeometryReading {
  const { toDegrees } = ways[system]
  const there = convert(written, toDegrees)
  if (isWhole(there, isInCity)) return { geometry: there, flag: null }
  const swapped = convert(written, ([x, y]) => toDegrees([y, x]))
  if (isWhole(swapped, isInCity)) return { geometry: swapped, flag: 'POINT_SWAPPED' }
  return { geometry: isWhole(there, isOnEarth) ? there : null, flag: 'POINT_OUTSIDE' }
}

function convert(geometry: Geometry, to: (position: Position) => Position): Geometry {
  return { ...geometry, parts: geometry.parts.map((rings) => rings.map((ring) => ring.map(to))) }
}

function isWhole(geometry: Geometry, test: (position: Position) => boolean): boolean {
  return geometry.parts.every((rings) => rings.every((ring) => ring.every(test)))
}

/** Outer rings counterclockwise, holes clockwise, whatever the file's habit is. */
function turn(polygon: Geometry): Geometry {
  const parts = polygon.parts.map((rings) =>
    rings.map((ring, i) => (doubleArea(ring) < 0 === (i === 0) ? [...ring].reverse() : ring)),
  )
  return { ...polygon, parts }
}
