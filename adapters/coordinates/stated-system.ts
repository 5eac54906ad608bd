/**
 * What a file says of its own coordinates, held against what the department declared. A .prj is judged by what it does to a point of the
 * city, not by its names, which every program writes in its own way; the ellipsoid tells Xi'an 1980 and Beijing 1954 from CGCS2000.
 */
import proj4 from 'proj4'
import { FileRefused } from '../snapshot/file-source.ts'
import type { Position } from './position.ts'
import { ways, type CoordinateSystem } from './system.ts'

/** Throws FileRefused. `text` is the well-known text of a .prj file. */
export function checkProjection(text: string, declared: CoordinateSystem): void {
  const said = projectionOf(text)
  const same =
    Math.abs(said.semiMajor - SEMI_MAJOR) < 1 && said.projected === ways[declared].projected && agree(said, declared)
  if (!same) throw new FileRefused('CRS_DIFFERS', 'The .prj says another system than was declared')
}

/** Throws FileRefused. `name` is that of the `crs` member that GeoJSON had before 2016: `urn:ogc:def:crs:EPSG::4528`, `EPSG:4549`. */
export function checkSystemName(name: string, declared: CoordinateSystem): void {
  const code = /(?:EPSG:[\d.]*:|EPSG:)(\d+)$/i.exec(name)?.[1] ?? (/CRS84$/i.test(name) ? '4326' : null)
  if (code === null || !(codes[declared] as readonly string[]).includes(code))
    throw new FileRefused('CRS_DIFFERS', 'The file names another system than was declared')
}

// Private:

interface Projection {
  readonly semiMajor: number
  readonly projected: boolean
  readonly forward: (position: Position) => readonly number[]
}

const SEMI_MAJOR = 6_378_137

/** Nobody has a code for the shifted systems: programs write them as WGS84. */
const codes: Readonly<Record<CoordinateSystem, readonly string[]>> = {
  CGCS2000: ['4490', '4326'],
  WGS84: ['4326', '4490'],
  GCJ02: ['4326', '4490'],
  BD09: ['4326', '4490'],
  'EPSG:4528': ['4528'],
  'EPSG:4549': ['4549'],
}

function projectionOf(text: string): Projection {
  try {
    const projection = new proj4.Proj(text)
    const converter = proj4(text)
    return {
      semiMajor: projection.a,
      projected: (projection as { readonly projName?: string }).projName !== 'longlat',
      forward: ([x, y]) => converter.forward([x, y]),
    }
  } catch (error) {
    throw new FileRefused('PROJECTION_UNREADABLE', error instanceof Error ? error.message : 'unreadable')
  }
}

function agree({ projected, forward }: Projection, declared: CoordinateSystem): boolean {
  if (!projected) return true
  const city: Position = [119.6, 36.8]
  const ours = ways[declared].fromDegrees(city)
  const theirs = forward(city)
  return Math.abs(ours[0] - (theirs[0] as number)) < 0.05 && Math.abs(ours[1] - (theirs[1] as number)) < 0.05
}
