/**
 * The city, its towns and its villages by code: 6 digits county, 9 town, 12 village, 15 grid, each the beginning of the next.
 * Names are not unique (石桥村 exists twice) and their suffixes vary: look up by code first, then by town and stem.
 */
import { divisionLines } from './divisions-370283.ts'

export type DivisionLevel = 'CITY' | 'TOWN' | 'VILLAGE'

export interface Division {
  readonly code: string
  readonly level: DivisionLevel
  readonly name: string
  /** Code of the division above; null for the city. */
  readonly parent: string | null
}

export const CITY_CODE = '370283'
/** The list and its day. */
export const DIVISIONS_SOURCE = 'statistics bureau, 2023-06-30'

const levels: Readonly<Record<number, DivisionLevel>> = { 6: 'CITY', 9: 'TOWN', 12: 'VILLAGE' }
const parentLengths: Readonly<Record<DivisionLevel, number>> = { CITY: 0, TOWN: 6, VILLAGE: 9 }

/** All divisions, the city first, in the order of their codes within each level. */
export const divisions: readonly Division[] = divisionLines
  .trim()
  .split('\n')
  .map((line) => {
    const [code = '', name = ''] = line.split(' ')
    const level = levels[code.length]
    if (level === undefined) throw new TypeError('a division code has 6, 9 or 12 digits')
    return { code, level, name, parent: code.slice(0, parentLengths[level]) || null }
  })

const byCode = new Map(divisions.map((division) => [division.code, division]))

export function divisionOf(code: string): Division | null {
  return byCode.get(code) ?? null
}

/** The town in which a village or grid lies, by the beginning of its code. */
export function townOf(code: string): Division | null {
  return code.length < 9 ? null : divisionOf(code.slice(0, 9))
}

/** The village of a village or grid code. */
export function villageOf(code: string): Division | null {
  return code.length < 12 ? null : divisionOf(code.slice(0, 12))
}

/** Villages of a town by what their name begins with; more than one where the list itself is ambiguous. */
export function villagesByName(townCode: string, name: string): readonly Division[] {
  const stem = divisionStem(name)
  return divisions.filter((division) => division.parent === townCode && divisionStem(division.name) === stem)
}

/** The name without the words for the kind of unit: 石桥村村民委员会, 石桥村委会 and 石桥村 are one. */
export function divisionStem(name: string): string {
  const stem = name.replace(/(?:社区)?(?:居民委员会|居委会)$|村?(?:村民委员会|村委会)$|社区$|街道办事处$/, '')
  return stem.length > 1 ? stem.replace(/(?<=..)村$|街道$/, '') : stem
}
