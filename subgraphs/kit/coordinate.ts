/** Reads one half of a point together with the other: neither number alone tells whether the axes were swapped. */
import { readPoint } from '../../adapters/coordinates/point.ts'
import type { CoordinateSystem } from '../../adapters/coordinates/system.ts'
import { readDecimal } from '../../schema/decimal.ts'
import type { Reading } from '../../schema/reading.ts'

/** Half a point is none. A number that needs no change keeps its digits. */
export function readCoordinate(
  half: 'longitude' | 'latitude',
  raw: string,
  other: string | null,
  system: CoordinateSystem,
): Reading<string> {
  const own = readDecimal(raw)
  const beside = other === null ? null : readDecimal(other).value
  if (own.value === null || beside === null) return { value: null, issue: own.issue }
  const numbers = [Number(own.value), Number(beside)] as const
  const { point, issue } =
    half === 'longitude' ? readPoint(...numbers, system) : readPoint(numbers[1], numbers[0], system)
  return { value: textOf(point?.[half], own.value), issue: half === 'longitude' ? issue : null }
}

// Private:

function textOf(value: number | undefined, written: string): string | null {
  if (value === undefined) return null
  return value === Number(written) ? written : String(Math.round(value * 1e7) / 1e7)
}
