/** 司法局: committees, mediators, cases with parties, agreements and steps, in an SQL database with pinyin initials. */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, today } from '../population/calendar.ts'
import type { Grid } from '../population/city.ts'
import { isDemoHome, isDemoPerson } from '../population/demo.ts'
import type { Happening, Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { theme } from '../population/themes.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { justiceAfter, justiceSchema } from './justice-schema.ts'
import {
  addressCode,
  caseKey,
  committeeKey,
  fullAddress,
  localAddress,
  mediatorKey,
  padded,
  shortAddress,
  typist,
} from './keys.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'justice'

/** The way of a case as far as it has come, with the clerk's words for each step; older rows have no word. */
const way = [
  { state: '10', action: '' },
  { state: '20', action: 'ACCEPT' },
  { state: '30', action: 'ASSIGN' },
  { state: '40', action: 'BEGIN' },
  { state: '50', action: 'AGREE' },
  { state: '60', action: 'PERFORM' },
  { state: '70', action: 'CONFIRM_PERFORMANCE' },
] as const

export class Justice implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #file: SqliteFile
  readonly #spoil: Readonly<Record<'T_TJY' | 'T_JF' | 'T_DSR' | 'T_XY', Spoiler>>

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    this.#file = new SqliteFile(join(folder, 'justice.db'), justiceSchema)
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = { T_TJY: spoiler('T_TJY'), T_JF: spoiler('T_JF'), T_DSR: spoiler('T_DSR'), T_XY: spoiler('T_XY') }
    for (const [i, town] of city.towns.entries()) {
      this.#committee(padded('TWH', 90_001 + i, 5), `${town.name}人民调解委员会`, '2', town.code, town.name)
    }
    this.#committee('TWH95001', '平度市物业纠纷人民调解委员会', '4', '370283', '平度市人民路1号')
  }

  grid(grid: Grid, { mediator }: GridStaff): void {
    if (grid.dedicated) return
    if (grid.villageGrid === grid.index) {
      this.#committee(
        committeeKey(grid),
        `${grid.village.name.replace(/委员会$|委会$/, '')}调解委员会`,
        '1',
        grid.village.code,
        `${grid.town.name}${grid.village.name}`,
      )
    }
    const key = mediatorKey(grid)
    const spoil = this.#spoil.T_TJY
    const draw = spoil.row(key, grid.index, grid.index === 0)
    const day = today - draw.between(200, 3000)
    this.#file.insert('T_TJY', {
      TJYBH: key,
      XM: spoil.name('XM', mediator.name),
      XB: mediator.sex === 'M' ? '男' : '女',
      ZJHM: mediator.number,
      LXDH: spoil.phone('LXDH', mediator.phone),
      TWHBH: committeeKey(grid),
      ZZJZ: draw.pick(['Z', 'J']),
      PRRQ: spoil.date('PRRQ', day, dashedDay(day)),
      ZT: grid.index === 0 || draw.chance(0.95) ? '1' : '0',
      GXSJ: localTime(today - draw.int(500), 36_000),
      LRR: typist(grid.index),
      BZ: null,
    })
    this.#truth.record('Person', `P${mediator.index}`, person(mediator), {
      department,
      table: 'T_TJY',
      key,
      role: 'self',
    })
  }

  neighbourhood({ index, grid, happenings, persons }: Neighbourhood): void {
    for (const [i, happening] of happenings.entries()) {
      if (happening.mediation) this.#case(happening, grid, persons[(i * 11) % persons.length] ?? happening.other)
    }
    if (index % 10 === 9) this.#corrected(index, persons[index % persons.length])
  }

  close(): Readonly<Record<string, number>> {
    this.#file.close(justiceAfter)
    return this.#file.rows
  }

  // Private:

  #committee(key: string, name: string, kind: string, division: string, place: string): void {
    this.#file.insert('T_TWH', {
      TWHBH: key,
      TWHMC: name,
      TWHLX: kind,
      SSXYDM: null,
      CSDM: division,
      DZ: place,
      LXDH: `0532-8836${key.slice(-4)}`,
      ZT: '1',
      GXSJ: '2026-01-05 09:00:00',
      LRR: typist(Number(key.slice(-2))),
      LRSJ: '2019-03-01 09:00:00',
      BZ: null,
    })
  }

  #case(happening: Happening, grid: Grid, another: Person): void {
    const { house, reporter, other, against, day, second } = happening
    const key = caseKey(happening)
    const about = theme(happening.theme)
    const guarded = isDemoHome(house.index)
    const spoil = this.#spoil.T_JF
    const draw = spoil.row(key, happening.index, guarded)
    const age = today - day
    const steps = guarded ? 4 : age < 20 ? draw.between(1, 4) : draw.between(4, 7)
    const last = way[steps - 1] ?? way[0]
    const stopped = !guarded && draw.chance(0.08)
    const state = stopped ? '91' : steps === 7 && age > 200 ? '90' : last.state
    const time = localTime(day, second)
    const place = draw.chance(0.5) ? localAddress(house) : shortAddress(house)
    const known = guarded || draw.chance(0.5)
    this.#file.insert('T_JF', {
      JFBH: key,
      JFMC: `${reporter.name}与${against?.name ?? other.name}${about.title}`,
      JFLX: about.dispute,
      LY: happening.gridEvent ? '4' : happening.hotline ? '5' : draw.pick(['1', '1', '2', '3']),
      FSDD: spoil.optional('FSDD', place),
      DZBM: known ? addressCode(house) : '',
      WGBM: house.grid.code,
      JFNR: `${about.text}当事人${reporter.name}（电话${reporter.phone}）。`,
      SLRQ: spoil.date('SLRQ', day, dashedDay(day)),
      TJQX: spoil.date('TJQX', day + 30, dashedDay(day + 30)),
      ZT: state,
      TJYBH: steps >= 3 ? mediatorKey(grid) : '',
      TWHBH: committeeKey(grid),
      BBH: steps,
      GXSJ: localTime(Math.min(today, day + steps), second),
      LRR: typist(happening.index),
      LRSJ: time,
      BZ: null,
    })
    this.#truth.record(
      'Event',
      `E${happening.index}`,
      { title: about.title },
      { department, table: 'T_JF', key, role: 'self' },
    )
    if (known)
      this.#truth.record(
        'House',
        `H${house.index}`,
        { addressCode: addressCode(house), address: fullAddress(house) },
        { department, table: 'T_JF', key, role: 'DZBM' },
      )
    this.#party(happening, 0, reporter, another, '1')
    if (against === null) this.#party(happening, 1, other, another, '2')
    else this.#unit(happening, against)
    for (let i = 0; i < steps; i++) {
      this.#file.insert('T_JFLC', {
        LCBH: padded('LC', happening.index * 10 + i, 10),
        JFBH: key,
        DZ: age > 365 ? '' : (way[i]?.action ?? ''),
        XZT: way[i]?.state ?? '',
        CZR: i < 3 ? typist(happening.index) : mediatorKey(grid),
        CZSJ: localTime(Math.min(today, day + i), second),
        YJ: i === 3 ? '双方到场，分别听取意见。' : null,
      })
    }
    if (steps >= 5 && !stopped) this.#agreement(happening, steps)
  }

  #party(happening: Happening, nth: number, who: Person, another: Person, role: string): void {
    const key = padded('DSR', happening.index * 3 + nth + 1, 8)
    const spoil = this.#spoil.T_DSR
    spoil.row(key, happening.index * 3 + nth, isDemoPerson(who.index))
    this.#file.insert('T_DSR', {
      DSRBH: key,
      JFBH: caseKey(happening),
      XM: spoil.name('XM', who.name),
      XB: spoil.sex('XB', who.sex, who.sex === 'M' ? '男' : '女'),
      ZJLX: '01',
      ZJHM: spoil.number('ZJHM', who, another),
      LXDH: spoil.phone('LXDH', who.phone),
      DWXYDM: null,
      DSRLX: role,
      GXSJ: localTime(happening.day, happening.second),
      LRR: typist(happening.index),
      BZ: null,
    })
    this.#truth.record('Person', `P${who.index}`, person(who), { department, table: 'T_DSR', key, role: 'self' })
  }

  #unit(happening: Happening, unit: Organisation): void {
    const key = padded('DSR', happening.index * 3 + 2, 8)
    this.#file.insert('T_DSR', {
      DSRBH: key,
      JFBH: caseKey(happening),
      XM: unit.name,
      XB: null,
      ZJLX: null,
      ZJHM: null,
      LXDH: unit.head.phone,
      DWXYDM: unit.creditCode,
      DSRLX: '2',
      GXSJ: localTime(happening.day, happening.second),
      LRR: typist(happening.index),
      BZ: null,
    })
    this.#truth.record(
      'Organisation',
      `O${unit.index}`,
      { creditCode: unit.creditCode, name: unit.name },
      { department, table: 'T_DSR', key, role: 'self' },
    )
  }

  #agreement(happening: Happening, steps: number): void {
    const { day, second } = happening
    const key = padded(`XY${compactDay(day).slice(0, 4)}`, happening.index + 1, 6)
    const spoil = this.#spoil.T_XY
    const draw = spoil.row(key, happening.index, isDemoHome(happening.house.index))
    this.#file.insert('T_XY', {
      XYBH: key,
      JFBH: caseKey(happening),
      XYXS: draw.chance(0.85) ? '1' : '2',
      XYNR: `${happening.other.name}于约定日期前支付${draw.between(5, 200) * 100}元，双方再无其他争议。`,
      SXRQ: spoil.date('SXRQ', day + 10, dashedDay(day + 10)),
      LXQX: draw.chance(0.05) ? '长期' : spoil.date('LXQX', day + 60, dashedDay(day + 60)),
      LXZT: steps >= 7 ? '2' : draw.pick(['0', '1']),
      SFQR: draw.weigh<string>([
        ['0', 70],
        ['1', 10],
        ['2', 18],
        ['3', 2],
      ]),
      BBH: 1,
      GXSJ: localTime(Math.min(today, day + 10), second),
      LRR: typist(happening.index),
      LRSJ: localTime(day + 10, second),
    })
  }

  /** Community correction: kept here, shared with nobody; the hub must never show a trace of it. */
  #corrected(index: number, who: Person | undefined): void {
    if (who === undefined) return
    this.#file.insert('T_SQJZ', {
      JZBH: padded('JZ', index, 6),
      XM: who.name,
      ZJHM: who.number,
      JZZT: index % 3 === 0 ? '2' : '1',
      DWXX: `${who.home.grid.longitude.toFixed(4)},${who.home.grid.latitude.toFixed(4)}`,
      LRR: typist(index),
    })
  }
}
