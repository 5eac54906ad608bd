/** A geometry as columns of text beside the attributes of its row. */
import type { Flags } from '../adapter.ts'
import type { TableUse } from '../open.ts'
import { doubleArea, type Geometry, type GeometryReading, type Ring } from './geometry.ts'
import type { Position } from './position.ts'
import { ways } from './system.ts'

/** Those of the geometry's columns that the declaration asks for: what nobody wants is not made. */
export function geometryColumns(use: TableUse): GeometryColumn[] {
  const wanted = [use.key, ...use.columns, ...use.lookups]
  return Object.keys(made).filter((column): column is GeometryColumn => wanted.includes(column))
}

export function geometryValues(geometry: Geometry | null, columns: readonly GeometryColumn[]): (string | null)[] {
  if (geometry === null) return columns.map(() => null)
  let inside: Position | undefined
  return columns.map((column) => made[column](geometry, () => (inside ??= pointIn(geometry))))
}

/** Open rings are noted on the text, what is wrong with the place on the longitude too. */
export function geometryFlags({ flag }: GeometryReading, columns: readonly GeometryColumn[], others: Flags | null) {
  if (flag === null || flag === 'NOT_A_NUMBER') return others
  const marked = columns.filter((column) => column === '@wkt' || (column === '@longitude' && flag !== 'RING_OPEN'))
  return marked.length === 0 ? others : { ...others, ...Object.fromEntries(marked.map((column) => [column, flag])) }
}

export type GeometryColumn = '@wkt' | '@longitude' | '@latitude' | '@area'

// Private:

const made: Readonly<Record<GeometryColumn, (geometry: Geometry, inside: () => Position) => string | null>> = {
  '@wkt': wkt,
  '@longitude': (_, inside) => degrees(inside()[0]),
  '@latitude': (_, inside) => degrees(inside()[1]),
  '@area': (geometry) => (geometry.kind === 'POLYGON' ? areaOf(geometry).toFixed(2) : null),
}

/** Seven decimals are a centimetre. */
function degrees(value: number): string {
  return String(Math.round(value * 1e7) / 1e7)
}

/** Well-known text (OGC 06-103r4). */
function wkt({ kind, multi, parts }: Geometry): string {
  const each = parts.map((rings) =>
    kind === 'POLYGON' ? list(rings.map((ring) => list(ring.map(pair)))) : list((rings[0] as Ring).map(pair)),
  )
  return multi ? `MULTI${kind} ${list(each)}` : `${kind} ${each.join()}`
}

const list = (items: readonly string[]) => `(${items.join(', ')})`
const pair = ([x, y]: Position) => `${degrees(x)} ${degrees(y)}`

/** In m², on the plane of Gauss-Krueger at 120° E: within the city the plane is right to some hundred-thousandths. */
function areaOf(polygon: Geometry): number {
  let sum = 0
  for (const rings of polygon.parts) {
    // Outer rings run counterclockwise and count, holes run clockwise and are taken off.
    for (const ring of rings) sum += doubleArea(ring.map(ways['EPSG:4549'].fromDegrees)) / 2
  }
  return Math.abs(sum)
}

/** The point; the middle corner of a line; of polygons a point inside the biggest one. */
function pointIn({ kind, parts }: Geometry): Position {
  const first = parts[0] as readonly Ring[]
  const outer = first[0] as Ring
  if (kind !== 'POLYGON') return outer[Math.floor(outer.length / 2)] as Position
  const biggest = parts.reduce((one, other) =>
    doubleArea(other[0] as Ring) > doubleArea(one[0] as Ring) ? other : one,
  )
  return onWidestStretch(biggest)
}

/** Across the middle of the polygon, in the middle of the widest stretch inside: never in a hole, never in the notch of an L. */
function onWidestStretch(rings: readonly Ring[]): Position {
  const outer = rings[0] as Ring
  let [low, high] = [Infinity, -Infinity]
  for (const [, y] of outer) [low, high] = [Math.min(low, y), Math.max(high, y)]
  const middle = (low + high) / 2
  const crossings = rings.flatMap((ring) => crossingsAt(ring, middle)).sort((a, b) => a - b)
  let best: Position = outer[0] as Position
  let width = 0
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i] as number, crossings[i + 1] as number]
    if (to - from > width) [best, width] = [[(from + to) / 2, middle], to - from]
  }
  return best
}

function crossingsAt(ring: Ring, y: number): number[] {
  return ring.slice(1).flatMap(([xb, yb], i) => {
    const [xa, ya] = ring[i] as Position
    return ya > y === yb > y ? [] : [xa + ((y - ya) / (yb - ya)) * (xb - xa)]
  })
}
