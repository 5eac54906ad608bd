/** 政法委 (综治中心): grids, grid workers, grid events with persons and steps, the ledger of houses, time limits. */
import { join } from 'node:path'
import { localTime, today } from '../population/calendar.ts'
import { cell, type City, type Grid } from '../population/city.ts'
import { isDemoHome, isDemoPerson } from '../population/demo.ts'
import type { Dwelling, Happening, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { theme } from '../population/themes.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { addressCode, fullAddress, gridEventKey, orderKey, padded, shortAddress, typist, workerKey } from './keys.ts'
import { formerRows } from './former-grids.ts'
import { politicalLegalAfter, politicalLegalSchema, timeLimits } from './political-legal-schema.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'political-legal'

/** The way of an event as far as it has come, with the clerk's words; older rows have none. */
const way = [
  { state: '10', action: 'REPORT' },
  { state: '20', action: 'ACCEPT' },
  { state: '30', action: 'REGISTER' },
  { state: '40', action: 'DISPATCH' },
  { state: '50', action: 'BEGIN' },
  { state: '60', action: 'FINISH' },
  { state: '65', action: 'VERIFY' },
  { state: '70', action: 'CLOSE' },
] as const

export class PoliticalLegal implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #city: City
  readonly #file: SqliteFile
  readonly #spoil: Readonly<Record<'T_WGY' | 'T_SJ' | 'T_SJRY' | 'T_FWTZ', Spoiler>>

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    this.#city = city
    this.#file = new SqliteFile(join(folder, 'political-legal.db'), politicalLegalSchema)
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = {
      T_WGY: spoiler('T_WGY'),
      T_SJ: spoiler('T_SJ'),
      T_SJRY: spoiler('T_SJRY'),
      T_FWTZ: spoiler('T_FWTZ'),
    }
    for (const [SJLB, LBMC, value, SXDW] of timeLimits) {
      this.#file.insert('T_BLSX', { SJLB, LBMC, SXZ: String(value), SXDW, YJ: '平度市网格化服务管理事项清单' })
    }
  }

  grid(grid: Grid, { worker }: GridStaff, first: Neighbourhood): void {
    this.#former(grid, first)
    this.#file.insert('T_WG', {
      WGBM: grid.code,
      WGMC: grid.name,
      WGLX: grid.dedicated ? '2' : '1',
      CSDM: grid.village.code,
      WGBJ: boundary(grid),
      QYRQ: '2021-01-01',
      TYRQ: '9999-12-31',
      TSDH: `0532-8837${padded('', grid.index % 10_000, 4)}`,
      GXSJ: '2026-03-01 09:00:00',
      LRR: typist(grid.index),
      BZ: null,
    })
    this.#truth.record(
      'Grid',
      `G${grid.index}`,
      { code: grid.code },
      { department, table: 'T_WG', key: grid.code, role: 'self' },
    )
    const key = workerKey(grid)
    this.#spoil.T_WGY.row(key, grid.index, grid.index < 2)
    this.#file.insert('T_WGY', {
      WGYBH: key,
      XM: this.#spoil.T_WGY.name('XM', worker.name),
      SJH: this.#spoil.T_WGY.phone('SJH', worker.phone),
      WGBM: grid.code,
      ZT: '1',
      GXSJ: '2026-03-01 09:00:00',
      LRR: typist(grid.index),
      BZ: null,
    })
    this.#truth.record('Person', `P${worker.index}`, person(worker), { department, table: 'T_WGY', key, role: 'self' })
  }

  neighbourhood({ index, dwellings, happenings, persons }: Neighbourhood): void {
    for (const dwelling of dwellings) this.#ledger(dwelling)
    for (const [i, happening] of happenings.entries()) {
      if (happening.gridEvent) this.#event(happening, persons[(i * 29) % persons.length] ?? happening.other)
    }
    if (index % 5 === 4) this.#special(index, persons[(index * 3) % persons.length])
  }

  close(): Readonly<Record<string, number>> {
    this.#file.close(politicalLegalAfter)
    return this.#file.rows
  }

  // Private:

  #former(grid: Grid, first: Neighbourhood): void {
    const { grids, changes, events } = formerRows(this.#city, grid, first)
    for (const row of grids) {
      this.#file.insert('T_WG', row)
      const key = String(row.WGBM)
      this.#truth.record('Grid', `G${key}`, { code: key }, { department, table: 'T_WG', key, role: 'self' })
    }
    for (const row of changes) this.#file.insert('T_WGBG', row)
    for (const { row, key, title, house } of events) {
      this.#file.insert('T_SJ', row)
      this.#truth.record('Event', `E${key}`, { title }, { department, table: 'T_SJ', key, role: 'self' })
      const dwelling = first.dwellings.find(({ index }) => index === house)
      if (dwelling === undefined) continue
      const is = { addressCode: addressCode(dwelling), address: fullAddress(dwelling) }
      this.#truth.record('House', `H${dwelling.index}`, is, { department, table: 'T_SJ', key, role: 'DZBM' })
    }
  }

  #event(happening: Happening, another: Person): void {
    const { house, reporter, other, day, second } = happening
    const key = gridEventKey(happening)
    const about = theme(happening.theme)
    const guarded = isDemoHome(house.index)
    const spoil = this.#spoil.T_SJ
    const draw = spoil.row(key, happening.index, guarded)
    const limit = timeLimits.find(([category]) => category === about.grid)
    const hours = limit === undefined ? 120 : limit[3] === 'H' ? limit[2] : limit[2] * 24
    const age = today - day
    const steps = guarded ? 5 : age > 30 ? way.length : draw.between(1, way.length)
    const aside = guarded
      ? null
      : draw.weigh<string | null>([
          [null, 80],
          ['91', 12],
          ['92', 4],
          ['93', 3],
          ['94', 1],
        ])
    const channel = happening.hotline
      ? '3'
      : draw.weigh<string>([
          ['1', 70],
          ['2', 25],
          ['4', 5],
        ])
    const worker = workerKey(house.grid)
    const known = guarded || draw.chance(0.6)
    const due = day * 86_400 + second + hours * 3600
    // The order that came from the hotline stands in the text only: no column holds it.
    const source = happening.hotline ? `（12345转办，工单号${orderKey(happening)}）` : ''
    this.#file.insert('T_SJ', {
      SJBH: key,
      SJBT: about.title,
      SJLB: about.grid,
      SJMS: `${shortAddress(house)}，${about.text}${source}`,
      WGBM: house.grid.code,
      DZBM: known ? addressCode(house) : '',
      SBQD: channel,
      SBRBH: channel === '1' ? worker : '',
      ZT: aside ?? (steps === way.length && age > 60 ? draw.pick(['70', '80']) : (way[steps - 1]?.state ?? '10')),
      CLDW: steps >= 4 ? about.office : '',
      CLRBH: steps >= 5 ? this.#colleague(house.grid, 1) : '',
      HCRBH: steps >= 7 ? this.#colleague(house.grid, 2) : '',
      SBSJ: localTime(day, second),
      BLQX: localTime(Math.floor(due / 86_400), due % 86_400),
      BBH: steps,
      GXSJ: localTime(Math.min(today, day + steps), second),
      LRR: typist(happening.index),
      LRSJ: localTime(day, second),
      BZ: null,
    })
    this.#truth.record(
      'Event',
      `E${happening.index}`,
      { title: about.title },
      { department, table: 'T_SJ', key, role: 'self' },
    )
    if (known)
      this.#truth.record(
        'House',
        `H${house.index}`,
        { addressCode: addressCode(house), address: fullAddress(house) },
        { department, table: 'T_SJ', key, role: 'DZBM' },
      )
    if (channel !== '1' || happening.mediation) this.#involved(happening, 0, reporter, another, '1')
    if (happening.mediation) this.#involved(happening, 1, other, another, '2')
    for (let i = 0; i < steps; i++) {
      this.#file.insert('T_SJLC', {
        LCBH: padded('SL', happening.index * 10 + i, 10),
        SJBH: key,
        DZ: age > 365 ? '' : (way[i]?.action ?? ''),
        XZT: way[i]?.state ?? '',
        CZR:
          i === 0
            ? worker
            : i === 4 || i === 5
              ? this.#colleague(house.grid, 1)
              : i === 6
                ? this.#colleague(house.grid, 2)
                : typist(happening.index),
        CZSJ: localTime(Math.min(today, day + i), second),
        YJ: null,
      })
    }
  }

  /** Who found it does not handle it, who handled it does not verify it: workers of the next grids do. */
  #colleague(grid: Grid, next: number): string {
    return padded('WGY', ((grid.index + next) % (this.#city.basicGrids + this.#city.dedicatedGrids)) + 1, 5)
  }

  #involved(happening: Happening, nth: number, who: Person, another: Person, role: string): void {
    const index = happening.index * 2 + nth
    const key = padded('SR', index + 1, 10)
    const spoil = this.#spoil.T_SJRY
    const draw = spoil.row(key, index, isDemoPerson(who.index))
    const known = isDemoPerson(who.index) || draw.chance(0.5)
    this.#file.insert('T_SJRY', {
      RYBH: key,
      SJBH: gridEventKey(happening),
      XM: spoil.name('XM', who.name),
      XB: who.sex === 'M' ? '男' : '女',
      ZJHM: known ? spoil.number('ZJHM', who, another) : '',
      SJH: spoil.phone('SJH', who.phone),
      RYLX: role,
      GXSJ: localTime(happening.day, happening.second),
      LRR: typist(happening.index),
    })
    this.#truth.record('Person', `P${who.index}`, person(who), { department, table: 'T_SJRY', key, role: 'self' })
  }

  #ledger(dwelling: Dwelling): void {
    const key = padded('TZ', dwelling.index + 1, 10)
    const guarded = isDemoHome(dwelling.index)
    const spoil = this.#spoil.T_FWTZ
    const draw = spoil.row(key, dwelling.index, guarded)
    const living = dwelling.residents.length
    this.#file.insert('T_FWTZ', {
      TZBH: key,
      DZBM: guarded || draw.chance(0.75) ? addressCode(dwelling) : '',
      WGBM: dwelling.grid.code,
      DZMC: spoil.address('DZMC', dwelling),
      FWLX:
        living === 0
          ? '3'
          : guarded
            ? '1'
            : draw.weigh<string>([
                ['1', 85],
                ['2', 12],
                ['4', 3],
              ]),
      JZRS: String(living),
      GXSJ: localTime(today - draw.int(400), 50_000),
      LRR: typist(dwelling.index),
      BZ: null,
    })
    this.#truth.record(
      'House',
      `H${dwelling.index}`,
      { addressCode: addressCode(dwelling), address: fullAddress(dwelling) },
      { department, table: 'T_FWTZ', key, role: 'self' },
    )
  }

  /** Special groups: kept here, shared with nobody; the hub must never show a trace of it. */
  #special(index: number, who: Person | undefined): void {
    if (who === undefined) return
    this.#file.insert('T_TSRQ', {
      JLBH: padded('TQ', index, 6),
      XM: who.name,
      ZJHM: who.number,
      RQLB: String((index % 5) + 1),
      WGBM: who.home.grid.code,
      LRR: typist(index),
    })
  }
}

// Private:

/** A rectangle round the grid, corners anticlockwise, the first one repeated. */
function boundary({ longitude, latitude }: Grid): string {
  const [west, south, east, north] = [longitude, latitude, longitude + cell.width, latitude + cell.height].map((d) =>
    d.toFixed(6),
  )
  return `POLYGON ((${west} ${south}, ${east} ${south}, ${east} ${north}, ${west} ${north}, ${west} ${south}))`
}
