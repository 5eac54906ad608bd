/** Invented maps that change again and again, for property tests: grids that are merged, divided, given other codes, one after the other. */
import fc from 'fast-check'
import { AreaMap, dayAfter, type Area, type Succession } from '../../../schema/area-map.ts'
import type { CountedPlace } from '../reader.ts'

export interface ChangingMap {
  readonly map: AreaMap
  /** Every grid there ever was. */
  readonly grids: readonly string[]
  readonly rows: readonly CountedPlace[]
  /** The last day of the last map. */
  readonly today: string
}

interface Step {
  readonly change: 'MERGED' | 'DIVIDED' | 'RENUMBERED'
  readonly picks: readonly number[]
  readonly villages: readonly number[]
}

const villages = ['370283001001', '370283001002', '370283002001', '370283002002']

const step: fc.Arbitrary<Step> = fc.record({
  change: fc.constantFrom('MERGED', 'DIVIDED', 'RENUMBERED'),
  picks: fc.array(fc.nat(99), { minLength: 2, maxLength: 3 }),
  villages: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
})

/** Up to `most` changes; each grid has some rows, a few of them with a point. */
export const changingMaps = (most = 8): fc.Arbitrary<ChangingMap> =>
  fc
    .record({
      steps: fc.array(step, { maxLength: most }),
      counts: fc.array(fc.nat(40), { minLength: 40, maxLength: 40 }),
      points: fc.array(fc.nat(5), { minLength: 40, maxLength: 40 }),
    })
    .map(built)

// Private:

function built({
  steps,
  counts,
  points,
}: {
  steps: readonly Step[]
  counts: readonly number[]
  points: readonly number[]
}): ChangingMap {
  const areas = new Map<string, Area>()
  const successions: Succession[] = []
  let sequence = 0
  let day = '2020-01-01'
  const begin = (village: number): string => {
    const code = `${villages[village % villages.length]}${String((sequence += 1)).padStart(3, '0')}`
    areas.set(code, { code, level: 'GRID', name: null, validFrom: day, validTo: null, source: 'test' })
    return code
  }
  let living = villages.flatMap((_, at) => [begin(at), begin(at)])
  for (const { change, picks, villages: of } of steps) {
    const taken = [...new Set(picks.map((pick) => living[pick % living.length] ?? ''))]
    const old = change === 'MERGED' ? taken : taken.slice(0, 1)
    const last = day
    day = dayAfter(day)
    const fresh = of.slice(0, change === 'DIVIDED' ? picks.length : 1).map(begin)
    for (const code of old) {
      areas.set(code, { ...(areas.get(code) as Area), validTo: last })
      for (const successor of fresh) successions.push({ code, successor, since: day, change, source: 'test' })
    }
    living = [...living.filter((code) => !old.includes(code)), ...fresh]
  }
  const map = new AreaMap([...areas.values()], successions)
  const grids = [...areas.keys()]
  const rows = grids.flatMap((gridCode, at): CountedPlace[] => {
    const row = { gridCode, villageCode: gridCode.slice(0, 12), townCode: gridCode.slice(0, 9), pointGrid: null }
    const parts = map.on(gridCode, day)
    const [some = 0, few = 0] = [counts[at % counts.length], points[at % points.length]]
    const placed = parts.length > 1 ? parts.slice(0, -1).map((pointGrid) => ({ ...row, pointGrid, count: few })) : []
    return [{ ...row, count: some }, ...placed].filter(({ count }) => count > 0)
  })
  return { map, grids, rows, today: day }
}
