/**
 * Counts by area, on the map of their own day and on that of today. On both maps every entity is in one cell of each level, so both add up to
 * the same total; what lies in one of several areas, and nobody knows in which, has a cell of its own. Pure.
 */
import { townCodeOf, type AreaMap, type AreaPlaces } from '../../schema/area-map.ts'
import type { CountedPlace } from './reader.ts'

export interface AreaCell {
  readonly key: string
  /** One area; several where nobody knows yet which. */
  readonly among: readonly string[]
  readonly count: number
  readonly inside: readonly AreaCell[]
}

/** A count that no map divides further: where it was recorded, and where that lies today. Keys of town, village and grid, if there is one. */
export interface Atom {
  readonly recorded: Path
  readonly current: Path
  readonly count: number
}

export type Path = readonly (readonly string[])[]

/** `among` as one text, the key of its cell. */
export const keyOf = (among: readonly string[]): string => among.join('|')

export function atomsOf(rows: readonly CountedPlace[], map: AreaMap, day: string): Atom[] {
  return rows.map((row) => ({
    recorded: pathOf({
      towns: [townCodeOf(row.villageCode)],
      villages: [row.villageCode],
      grids: row.gridCode === null ? null : [row.gridCode],
    }),
    current: pathOf(map.place(row, day)),
    count: row.count,
  }))
}

/** Towns with their villages and these with their grids, in the order of their keys. */
export function cellsOf(atoms: readonly Atom[], map: 'recorded' | 'current'): AreaCell[] {
  return group(
    atoms.map((atom) => ({ path: atom[map], count: atom.count })),
    0,
  )
}

// Private:

interface Counted {
  readonly path: Path
  readonly count: number
}

function pathOf({ towns, villages, grids }: AreaPlaces): Path {
  return grids === null ? [towns, villages] : [towns, villages, grids]
}

function group(counted: readonly Counted[], level: number): AreaCell[] {
  const cells = new Map<string, { readonly among: readonly string[]; readonly of: Counted[] }>()
  for (const one of counted) {
    const among = one.path[level]
    if (!among) continue
    const key = keyOf(among)
    const known = cells.get(key)
    if (known) known.of.push(one)
    else cells.set(key, { among, of: [one] })
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { among, of }]) => ({
      key,
      among,
      count: of.reduce((sum, { count }) => sum + count, 0),
      inside: group(of, level + 1),
    }))
}
