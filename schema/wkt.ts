/**
 * Areas as well-known text (OGC 06-103r4): POLYGON and MULTIPOLYGON, longitude before latitude. Anything else, an open ring or a ring of
 * fewer than three corners is none: a boundary that is repaired by guessing holds points that it should not hold.
 */
import { read, unread, type Reading } from './reading.ts'

export type Position = [longitude: number, latitude: number]
export type Ring = Position[]
/** The outer ring, then the holes. */
export type Polygon = Ring[]

/** The polygons of the text, or null when it is no area. */
export function parseArea(wkt: string): Polygon[] | null {
  const text = wkt.trim().toUpperCase()
  const [, multi, body = ''] = /^(MULTI)?POLYGON\s*(\(.*\))$/s.exec(text) ?? []
  if (body === '' || !/^[\d\s(),.+\-E]+$/.test(body)) return null
  const nested = nestedOf(body)
  if (!Array.isArray(nested)) return null
  const polygons = multi ? nested : [nested]
  return polygons.every(isPolygon) && polygons.length > 0 ? polygons : null
}

export function readArea(raw: string): Reading<string> {
  const text = raw.trim()
  return parseArea(text) === null ? unread('GEOMETRY_UNREADABLE') : read(text)
}

// Private:

/** `((1 2, 3 4), (5 6))` has the shape of JSON once its pairs stand in brackets of their own. */
function nestedOf(body: string): unknown {
  const pairs = body.replace(/([\d.+\-E]+)\s+([\d.+\-E]+)/g, '[$1,$2]')
  try {
    return JSON.parse(pairs.replaceAll('(', '[').replaceAll(')', ']'))
  } catch {
    return null
  }
}

function isPolygon(value: unknown): value is Polygon {
  return Array.isArray(value) && value.length > 0 && value.every(isRing)
}

function isRing(value: unknown): value is Ring {
  if (!Array.isArray(value) || value.length < 4 || !value.every(isPosition)) return false
  const [first, last] = [value[0], value.at(-1)]
  return first?.[0] === last?.[0] && first?.[1] === last?.[1]
}

function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.length === 2 && value.every((one) => Number.isFinite(one))
}
