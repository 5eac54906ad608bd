/** Areas in time: what becomes of statements that contradict each other, and where things lie on another day's map. */
import { describe, expect, test } from '@jest/globals'
import { AreaMap, dayAfter, type Area, type AreaChange, type Succession } from './area-map.ts'
import { divisionOf, divisions } from './divisions.ts'
import { formerDivisions } from './former-divisions.ts'

const V = '370283001001'
const [A, B, C, D, X, Y] = ['801', '802', '803', '804', '001', '002'].map((sequence) => V + sequence) as [
  string,
  ...string[],
] as [string, string, string, string, string, string]

const grid = (code: string, validFrom: string | null, validTo: string | null = null): Area => ({
  code,
  level: 'GRID',
  name: `网格${code.slice(12)}`,
  validFrom,
  validTo,
  source: 'political-legal',
})
const went = (code: string, successor: string, since: string, change: AreaChange): Succession => ({
  code,
  successor,
  since,
  change,
  source: 'political-legal',
})

describe('where something lies on the map of a day', () => {
  const map = new AreaMap(
    [
      grid(A, '2019-01-01', '2021-12-31'),
      grid(B, '2019-01-01', '2021-12-31'),
      grid(C, '2019-01-01', '2022-12-31'),
      grid(X, '2022-01-01'),
      grid(Y, '2023-01-01'),
      grid(D, '2019-01-01', '2023-12-31'),
    ],
    [
      went(A, X, '2022-01-01', 'MERGED'),
      went(B, X, '2022-01-01', 'MERGED'),
      went(C, X, '2023-01-01', 'DIVIDED'),
      went(C, Y, '2023-01-01', 'DIVIDED'),
    ],
  )

  test('two that were merged lie in their successor from its first day on, and in themselves before', () => {
    expect([map.on(A, '2022-01-01'), map.on(B, '2026-01-01'), map.on(A, '2021-12-31')]).toEqual([[X], [X], [A]])
    expect(map.issues).toEqual([])
  })

  test('one that was divided lies in one of its successors, and in none that could be named', () => {
    expect(map.on(C, '2026-01-01')).toEqual([X, Y])
    const place = (pointGrid: string | null) => map.place({ villageCode: V, gridCode: C, pointGrid }, '2026-01-01')
    expect(place(null)).toEqual({ grids: [X, Y], villages: [V], towns: ['370283001'] })
    expect(place(Y).grids).toEqual([Y])
    // A point in a grid that took none of its ground says nothing.
    expect(place(A).grids).toEqual([X, Y])
  })

  test('what is recorded in a new grid lay in one of the old ones', () => {
    expect(map.on(X, '2020-06-01')).toEqual([A, B, C])
    expect(map.on(Y, '2022-06-01')).toEqual([C])
  })

  test('one that ended without a successor stays where it is', () => {
    expect(map.on(D, '2026-01-01')).toEqual([D])
    expect(map.on('370283001001999', '2026-01-01')).toEqual(['370283001001999'])
  })

  test('only what went over whole is held along', () => {
    expect(map.wholly(X, '2026-01-01').sort()).toEqual([X, A, B].sort())
    expect(map.wholly(Y, '2026-01-01')).toEqual([Y])
    const redrawn = new AreaMap([grid(A, null, '2021-12-31'), grid(X, null)], [went(A, X, '2022-01-01', 'REDRAWN')])
    expect(redrawn.on(A, '2026-01-01')).toEqual([X])
    expect(redrawn.wholly(X, '2026-01-01')).toEqual([X])
  })

  test('chains are followed, and a village that was merged takes its grids along', () => {
    const areas = [grid(A, null, '2020-12-31'), grid(B, null, '2021-12-31'), grid(X, null)]
    const chain = new AreaMap(areas, [went(A, B, '2021-01-01', 'RENUMBERED'), went(B, X, '2022-01-01', 'MERGED')])
    expect([chain.on(A, '2021-06-01'), chain.on(A, '2026-01-01')]).toEqual([[B], [X]])
    expect(chain.wholly(X, '2026-01-01')).toEqual([X, B, A])
    const village = (code: string, validTo: string | null): Area => ({ ...grid(code, null, validTo), level: 'VILLAGE' })
    const merged = new AreaMap(
      [village('370283001501', '2020-12-31'), village(V, null)],
      [went('370283001501', V, '2021-01-01', 'MERGED')],
    )
    const place = { villageCode: '370283001501', gridCode: '370283001501001', pointGrid: null }
    expect(merged.place(place, '2026-01-01')).toEqual({
      grids: ['370283001501001'],
      villages: [V],
      towns: ['370283001'],
    })
  })
})

describe('statements that contradict each other are told and left out', () => {
  const told = (areas: readonly Area[], ...successions: readonly Succession[]) => {
    const map = new AreaMap(areas, successions)
    return {
      issues: map.issues.map(({ issue, code }) => [issue, code]),
      of: (code: string) => map.on(code, '2026-01-01'),
    }
  }
  const ended = [grid(A, '2019-01-01', '2021-12-31'), grid(B, '2019-01-01', '2022-12-31'), grid(X, '2022-01-01')]

  test('a code that is said twice', () => {
    expect(told([grid(A, '2019-01-01'), grid(A, '2018-01-01', '2020-01-01')]).issues).toEqual([['AREA_OVERLAP', A]])
  })

  test('an end before the beginning', () => {
    expect(told([grid(A, '2021-01-01', '2020-01-01')]).issues).toEqual([['AREA_ORDER', A]])
  })

  test('a successor that nobody lists, is of another level, had not begun or had ended', () => {
    const { issues, of } = told(
      ended,
      went(A, Y, '2022-01-01', 'MERGED'),
      went(A, V, '2022-01-01', 'MERGED'),
      went(A, X, '2021-06-01', 'REDRAWN'),
      went(B, A, '2023-01-01', 'MERGED'),
    )
    expect(issues.map(([issue]) => issue)).toEqual(Array.from({ length: 4 }, () => 'AREA_SUCCESSOR_UNKNOWN'))
    expect([of(A), of(B)]).toEqual([[A], [B]])
  })

  test('what is left of a division whose other part nobody knows takes nothing over', () => {
    const { issues, of } = told(ended, went(A, X, '2022-01-01', 'DIVIDED'), went(A, Y, '2022-01-01', 'DIVIDED'))
    expect([issues, of(A)]).toEqual([[['AREA_SUCCESSOR_UNKNOWN', A]], [A]])
  })

  test('one that is its own successor, over others too', () => {
    const { issues, of } = told(
      [grid(A, null, '2020-12-31'), grid(B, null, '2021-12-31')],
      went(A, A, '2021-01-01', 'REDRAWN'),
      went(A, B, '2021-01-01', 'MERGED'),
      went(B, A, '2022-01-01', 'MERGED'),
    )
    expect(issues).toEqual([
      ['AREA_CYCLE', A],
      ['AREA_CYCLE', B],
    ])
    expect(of(A)).toEqual([B])
  })

  test('one that lasts beyond its end; one that was redrawn and lasts keeps what was recorded in it', () => {
    const lasting = [grid(A, '2019-01-01'), grid(X, '2022-01-01')]
    expect(told(lasting, went(A, X, '2022-01-01', 'MERGED')).issues).toEqual([['AREA_STILL_VALID', A]])
    const { issues, of } = told(lasting, went(A, X, '2022-01-01', 'REDRAWN'))
    expect([issues, of(A)]).toEqual([[], [A]])
  })
})

test('the lists of towns and villages hold together', () => {
  const areas = [
    ...divisions.flatMap(({ code, level, name }): Area[] =>
      level === 'CITY' ? [] : [{ code, level, name, validFrom: null, validTo: null, source: 'list' }],
    ),
    ...formerDivisions.map((one): Area => ({ ...one, source: 'list' })),
  ]
  const successions = formerDivisions.flatMap(({ code, successors, change, since }) =>
    successors.map((successor) => ({ code, successor, since, change, source: 'list' })),
  )
  const map = new AreaMap(areas, successions)
  expect(map.issues).toEqual([])
  expect(formerDivisions.filter(({ code }) => divisionOf(code) !== null)).toEqual([])
  expect(map.on('370283001501', '2021-01-01')).toEqual(['370283001001'])
  expect(map.on('370283001501', '2020-12-31')).toEqual(['370283001501'])
  expect(map.on('370283199', '2026-01-01')).toEqual(['370283119', '370283120'])
  expect(dayAfter('2024-02-28')).toBe('2024-02-29')
})
