/** Counts by the old and the new map: the same totals, and nothing that one of them tells of the other. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { areaCondition, areaColumns, type RecordedIn } from './area-condition.ts'
import { changingMaps } from './cases/changing-maps.ts'
import { atomsOf, cellsOf, keyOf, type AreaCell, type Atom } from './placed-counts.ts'
import type { CountedPlace } from './reader.ts'
import { RowSpace } from './row-space.ts'
import { suppressedOnBoth, THRESHOLD } from './small-cells.ts'

const maps = ['recorded', 'current'] as const
const sum = (cells: readonly { readonly count: number }[]) => cells.reduce((total, { count }) => total + count, 0)
const levels = (towns: readonly AreaCell[]) => {
  const villages = towns.flatMap(({ inside }) => inside)
  return [towns, villages, villages.flatMap(({ inside }) => inside)]
}

describe('counts on two maps', () => {
  test('add up to the same total on every level, whatever was merged and divided', () => {
    fc.assert(
      fc.property(changingMaps(), ({ map, rows, today }) => {
        expect(map.issues).toEqual([])
        const atoms = atomsOf(rows, map, today)
        const total = sum(rows)
        for (const one of maps)
          for (const cells of levels(cellsOf(atoms, one))) {
            expect(sum(cells)).toBe(total)
            expect(new Set(cells.map(({ key }) => key)).size).toBe(cells.length)
          }
      }),
    )
  })

  test('what the map of today calls by one code is there today', () => {
    fc.assert(
      fc.property(changingMaps(), ({ map, rows, today }) => {
        for (const { key, among } of levels(cellsOf(atomsOf(rows, map, today), 'current'))[2] ?? []) {
          expect(key).toBe(keyOf(among))
          for (const code of among) expect(map.area(code)?.validTo).toBeNull()
        }
      }),
    )
  })

  test('lists by area and counts by area tell the same', () => {
    fc.assert(
      fc.property(changingMaps(), fc.integer({ min: 0, max: 8 }), ({ map, rows, grids, today }, back) => {
        const day = new Date(Date.parse(today) - back * 86_400_000).toISOString().slice(0, 10)
        // Points are looked up on the map of today only.
        const known = back === 0 ? rows : rows.map((row) => ({ ...row, pointGrid: null }))
        const cells = levels(cellsOf(atomsOf(known, map, day), 'current')).flat()
        const codes = grids.flatMap((code) => [code, code.slice(0, 12), code.slice(0, 9)])
        for (const code of new Set(codes)) {
          const column = areaColumns.find((_, at) => code.length === [15, 12, 9][at]) ?? 'gridCode'
          const found = (unassigned: boolean) => {
            const alternatives = areaCondition(map, { column, code, day, unassigned })
            return known.filter((row) => alternatives.some((one) => isIn(row, one)))
          }
          expect(sum(found(false))).toBe(cells.find(({ key }) => key === code)?.count ?? 0)
          const perhaps = cells.filter(({ among }) => among.includes(code))
          expect(sum(found(true))).toBe(sum(perhaps))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('no few come out by adding up and taking away what both maps show', () => {
    fc.assert(
      fc.property(changingMaps(6), ({ map, rows, today }) => {
        const atoms = atomsOf(rows, map, today)
        const hidden = suppressedOnBoth(atoms)
        const shown = maps.flatMap((of) =>
          levels(cellsOf(atoms, of))
            .flat()
            .flatMap(({ key }) => (hidden[of].has(key) ? [] : [memberOf(atoms, [{ of, key }])])),
        )
        const basis = new RowSpace(shown)
        for (const few of fewIn(atoms)) expect(basis.gives(few)).toBe(false)
      }),
      { numRuns: 400 },
    )
  })

  test('a sum is computed from others exactly where it is a combination of them', () => {
    const known = new RowSpace([
      [1, 1, 1, 0],
      [0, 1, 1, 1],
      [1, 0, 0, 0],
    ])
    expect(known.gives([0, 1, 1, 0])).toBe(true)
    expect(known.gives([0, 0, 0, 1])).toBe(true)
    expect(known.gives([0, 1, 0, 0])).toBe(false)
  })

  test('a map without changes is shown as before, and both the same', () => {
    fc.assert(
      fc.property(changingMaps(0), ({ map, rows, today }) => {
        const atoms = atomsOf(rows, map, today)
        const { recorded, current } = suppressedOnBoth(atoms)
        expect([...recorded].sort()).toEqual([...current].sort())
        expect(cellsOf(atoms, 'recorded')).toEqual(cellsOf(atoms, 'current'))
      }),
    )
  })

  test('what a change moved in great numbers is shown on both maps', () => {
    fc.assert(
      fc.property(changingMaps(6), ({ map, rows, today }) => {
        const many = rows.map((row) => ({ ...row, count: row.count + THRESHOLD }))
        const { recorded, current } = suppressedOnBoth(atomsOf(many, map, today))
        expect([recorded.size, current.size]).toEqual([0, 0])
      }),
    )
  })
})

// Private:

function isIn(row: CountedPlace, { column, codes, notGrids, notVillages, points }: RecordedIn): boolean {
  const inside = points === null || points.grids.includes(row.pointGrid ?? '') === points.inside
  return (
    inside &&
    codes.includes(row[column] ?? '') &&
    !notGrids.includes(row.gridCode ?? '') &&
    !notVillages.includes(row.villageCode)
  )
}

interface Named {
  readonly of: 'recorded' | 'current'
  readonly key: string
}

/** Which atoms are in all of the cells: 1 or 0 for each. */
function memberOf(atoms: readonly Atom[], cells: readonly Named[]): number[] {
  return atoms.map((atom) => Number(cells.every(({ of, key }) => atom[of].some((among) => keyOf(among) === key))))
}

/** Sums of fewer than five: of every cell, and of what a change moved from one area to another. */
function fewIn(atoms: readonly Atom[]): number[][] {
  const sums = new Map<string, number[]>()
  for (const { recorded, current } of atoms)
    for (const [at, among] of recorded.entries()) {
      const [old, now]: Named[] = [
        { of: 'recorded', key: keyOf(among) },
        { of: 'current', key: keyOf(current[at] ?? []) },
      ]
      for (const cells of [[old], [now], [old, now]] as Named[][])
        sums.set(JSON.stringify(cells), memberOf(atoms, cells))
    }
  const countOf = (members: readonly number[]) =>
    members.reduce((total, is, at) => total + is * (atoms[at]?.count ?? 0), 0)
  return [...sums.values()].filter((members) => countOf(members) < THRESHOLD)
}
