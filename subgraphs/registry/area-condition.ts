/**
 * Which rows lie in an area on the map of a day, as conditions on the codes they were recorded under. What a change moved is named code by
 * code, grids before their villages and villages before their towns, as `AreaMap.place` goes; the rest is found by its code alone. Pure.
 */
import { villageCodeOf, type AreaMap } from '../../schema/area-map.ts'

export const areaColumns = ['gridCode', 'villageCode', 'townCode'] as const
export type AreaColumn = (typeof areaColumns)[number]

/** Recorded under one of the codes, and in none of the smaller areas that a change moved on their own account. */
export interface RecordedIn {
  readonly column: AreaColumn
  readonly codes: readonly string[]
  readonly notGrids: readonly string[]
  readonly notVillages: readonly string[]
  /** Set: only where the row's point, or that of its house, lies in one of these grids; or only where it lies in none of them. */
  readonly points: { readonly inside: boolean; readonly grids: readonly string[] } | null
}

export interface AreaWanted {
  readonly column: AreaColumn
  readonly code: string
  /** `yyyy-mm-dd`. */
  readonly day: string
  /** Also what lies in the area or in another, and nobody knows. */
  readonly unassigned: boolean
}

/** Alternatives; none: no row. */
export function areaCondition(map: AreaMap, { column, code, day, unassigned }: AreaWanted): readonly RecordedIn[] {
  const level = areaColumns.indexOf(column)
  const moved = areaColumns.map((tier) => movedCodes(map, tier, day))
  const [movedGrids = [], movedVillages = []] = moved
  const found: RecordedIn[] = []
  const among = (tier: AreaColumn, codes: readonly string[], points: RecordedIn['points'] = null) => {
    if (codes.length === 0) return
    const inside = (smaller: readonly string[]) => smaller.filter((one) => codes.some((whole) => one.startsWith(whole)))
    found.push({
      column: tier,
      codes,
      notGrids: tier === 'gridCode' ? [] : inside(movedGrids),
      notVillages: tier === 'townCode' ? inside(movedVillages) : [],
      points,
    })
  }
  for (const [at, tier] of areaColumns.entries()) {
    if (at > level) break
    const own = moved[at] ?? []
    const placed = own.map((one) => ({ one, places: placesOf(map, tier, one, column, day) }))
    const sure = placed.flatMap(({ one, places }) => (places.length === 1 && places[0] === code ? [one] : []))
    among(tier, at === level && !own.includes(code) ? [code, ...sure] : sure)
    for (const { one, places } of placed) {
      if (places.length < 2) continue
      const parts = tier === 'gridCode' ? map.on(one, day) : []
      const here = parts.filter((part) => placesOf(map, 'gridCode', part, column, day).join() === code)
      if (here.length > 0) among(tier, [one], { inside: true, grids: here })
      if (!unassigned || !places.includes(code)) continue
      among(tier, [one], tier === 'gridCode' ? { inside: false, grids: parts } : null)
    }
  }
  return found
}

// Private:

const digits: Readonly<Record<AreaColumn, number>> = { gridCode: 15, villageCode: 12, townCode: 9 }

function movedCodes(map: AreaMap, tier: AreaColumn, day: string): readonly string[] {
  return [...map.changed].filter((code) => code.length === digits[tier] && map.on(code, day).join() !== code)
}

/** Areas of the wanted level in which something recorded under the code may lie. */
function placesOf(map: AreaMap, tier: AreaColumn, code: string, wanted: AreaColumn, day: string): readonly string[] {
  if (tier === 'townCode') return map.on(code, day)
  const gridCode = tier === 'gridCode' ? code : null
  const villageCode = gridCode === null ? code : villageCodeOf(code)
  const { grids, villages, towns } = map.place({ gridCode, villageCode, pointGrid: null }, day)
  return wanted === 'townCode' ? towns : wanted === 'villageCode' ? villages : (grids ?? [])
}
