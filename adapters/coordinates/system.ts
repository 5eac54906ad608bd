/**
 * The coordinate systems that departments write, and the way of each into the one that the graph stores: CGCS2000 in degrees, which is
 * WGS84 for our needs. Which system a department writes is declared, never guessed from the numbers.
 */
import proj4 from 'proj4'
import type { Position } from './position.ts'
import { bd09ToGcj02, gcj02ToBd09, gcj02ToWgs84, wgs84ToGcj02 } from './web-map.ts'

/**
 * In degrees: CGCS2000, WGS84, GCJ02 (phones and web maps), BD09 (Baidu). In metres, Gauss-Krueger in zones of three degrees on
 * CGCS2000: EPSG:4528 is zone 40 with the zone before the easting (40 500 000), EPSG:4549 the same meridian (120° E) without it.
 */
export type CoordinateSystem = 'CGCS2000' | 'WGS84' | 'GCJ02' | 'BD09' | 'EPSG:4528' | 'EPSG:4549'

interface Way {
  readonly toDegrees: (position: Position) => Position
  readonly fromDegrees: (position: Position) => Position
  readonly projected: boolean
}

export const ways: Readonly<Record<CoordinateSystem, Way>> = {
  CGCS2000: degrees(same, same),
  WGS84: degrees(same, same),
  GCJ02: degrees(gcj02ToWgs84, wgs84ToGcj02),
  BD09: degrees(
    (position) => gcj02ToWgs84(bd09ToGcj02(position)),
    (position) => gcj02ToBd09(wgs84ToGcj02(position)),
  ),
  'EPSG:4528': metres(40_500_000),
  'EPSG:4549': metres(500_000),
}

// Private:

function same(position: Position): Position {
  return position
}

function degrees(toDegrees: Way['toDegrees'], fromDegrees: Way['fromDegrees']): Way {
  return { toDegrees, fromDegrees, projected: false }
}

function metres(falseEasting: number): Way {
  const converter = proj4(
    `+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=${falseEasting} +y_0=0 +ellps=GRS80 +units=m +no_defs`,
  )
  const run =
    (way: 'forward' | 'inverse') =>
    (position: Position): Position => {
      const [x, y] = converter[way]([position[0], position[1]])
      return [x as number, y as number]
    }
  return { toDegrees: run('inverse'), fromDegrees: run('forward'), projected: true }
}
