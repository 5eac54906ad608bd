/**
 * Grids that are no more, beside the first grids of the city: two that were merged into the first, one that was divided between it and a dedicated
 * one, one that got another code. Events of their days stay in them.
 */
import { dayNumber, localTime } from '../population/calendar.ts'
import type { City, Grid } from '../population/city.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import type { SqlRow } from '../write/sqlite.ts'
import { addressCode, padded, typist } from './keys.ts'

interface FormerGrid {
  readonly code: string
  readonly name: string
  /** Codes of 变更类型. */
  readonly change: '1' | '2' | '3' | '4'
  readonly successors: readonly string[]
  readonly from: string
  readonly to: string
  readonly changedOn: string
}

export interface FormerRows {
  readonly grids: readonly SqlRow[]
  readonly changes: readonly SqlRow[]
  /** With the dwelling at which each happened, where that is known. */
  readonly events: readonly {
    readonly row: SqlRow
    readonly key: string
    readonly title: string
    readonly house: number | null
  }[]
}

/** What became of the ground of this grid before it was one; nothing for most. */
export function formerRows(city: City, grid: Grid, first: Neighbourhood): FormerRows {
  const former = formerGrids(city, grid)
  return {
    grids: former.map(({ code, name, from, to }) => ({
      WGBM: code,
      WGMC: name,
      WGLX: '1',
      CSDM: grid.village.code,
      WGBJ: null,
      QYRQ: from,
      TYRQ: to,
      TSDH: '',
      GXSJ: '2026-03-01 09:00:00',
      LRR: typist(grid.index),
      BZ: null,
    })),
    changes: former.flatMap(({ code, change, changedOn, successors }) =>
      successors.map((successor) => ({
        BGBH: `BG${code}${successor.slice(12)}`,
        YWGBM: code,
        XWGBM: successor,
        BGLX: change,
        BGRQ: changedOn,
        PZWH: `平政网〔${changedOn.slice(0, 4)}〕${Number(code.slice(14))}号`,
        GXSJ: '2026-03-01 09:00:00',
        LRR: typist(grid.index),
        BZ: null,
      })),
    ),
    events: former.flatMap((one, at) => eventsOf(one, (grid.index * 10 + at) * EVENTS, first)),
  }
}

// Private:

const EVENTS = 6

function formerGrids(city: City, { index, village, code }: Grid): FormerGrid[] {
  const stem = village.name.slice(0, 2)
  const at = (sequence: number) => village.code + String(sequence)
  const merged = {
    change: '1',
    successors: [code],
    from: '2019-01-01',
    to: '2021-12-31',
    changedOn: '2022-01-01',
  } as const
  if (index === 0)
    return [
      { code: at(801), name: `${stem}东片网格`, ...merged },
      { code: at(802), name: `${stem}西片网格`, ...merged },
      {
        code: at(803),
        name: `${stem}学校片网格`,
        change: '2',
        successors: [code, city.dedicated(0).code],
        from: '2019-01-01',
        to: '2023-06-30',
        changedOn: '2023-07-01',
      },
    ]
  if (index === 1)
    return [
      {
        code: at(801),
        name: `${stem}旧网格`,
        change: '3',
        successors: [code],
        from: '2019-01-01',
        to: '2020-12-31',
        changedOn: '2021-01-01',
      },
    ]
  return []
}

function eventsOf(
  { code, change }: FormerGrid,
  first: number,
  { dwellings }: Neighbourhood,
): FormerRows['events'][number][] {
  return Array.from({ length: EVENTS }, (_, at) => {
    const day = dayNumber(2019, 3, 1) + at * 95
    const key = padded(`SJ${localTime(day, 0).slice(0, 10).replaceAll('-', '')}`, 900_000 + first + at, 6)
    // Of some the address tells in which part of the old grid it was.
    const dwelling = change === '2' && at < EVENTS / 2 ? dwellings[30 + at] : undefined
    const title = at % 2 === 0 ? '路灯不亮' : '垃圾未清运'
    return {
      key,
      title,
      house: dwelling?.index ?? null,
      row: {
        SJBH: key,
        SJBT: title,
        SJLB: at % 2 === 0 ? '0201' : '0102',
        SJMS: '',
        WGBM: code,
        DZBM: dwelling === undefined ? '' : addressCode(dwelling),
        SBQD: '1',
        SBRBH: '',
        ZT: '80',
        CLDW: '',
        CLRBH: '',
        HCRBH: '',
        SBSJ: localTime(day, 36_000),
        BLQX: localTime(day + 1, 36_000),
        BBH: 8,
        GXSJ: localTime(day + 2, 36_000),
        LRR: typist(first + at),
        LRSJ: localTime(day, 36_000),
        BZ: null,
      },
    }
  })
}
