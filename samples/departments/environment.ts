/**
 * 青岛市生态环境局平度分局: air stations, permits, outlets, audited hour values, risk sources and complaints in one database, and beside it the loggers
 * that will speak when the estate runs (samples/servers/stations.ts).
 */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, today } from '../population/calendar.ts'
import { villageStem, type Grid } from '../population/city.ts'
import { demo } from '../population/demo.ts'
import type { Happening, Organisation } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { pointIn } from '../population/points.ts'
import { theme } from '../population/themes.ts'
import { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { SequentialFile } from '../write/file.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { environmentAfter, environmentSchema } from './environment-schema.ts'
import { localAddress, oldNumber, orderKey, padded, typist } from './keys.ts'
import type { DepartmentWriter, Site } from './writer.ts'

const department = 'environment'
const tables = ['T_KQZ', 'T_XKZ', 'T_PK', 'T_FXY', 'T_TS'] as const
type Table = (typeof tables)[number]
const outletsPerPermit = 2
/** As many as one machine may play at once, whatever the size of the city. */
const mostLoggers = 40
const hours = Array.from({ length: 12 }, (_, at) => at + 12)
const notAudited = 2

/** By kind of outlet: code of the factor, unit, limit. */
const factors = {
  '1': [
    ['w01018', 'mg/L', 50],
    ['w21003', 'mg/L', 5],
  ],
  '2': [
    ['a21026', 'mg/m3', 35],
    ['a21002', 'mg/m3', 50],
  ],
} as const
const airFactors = ['a34004', 'a34002', 'a05024'] as const
const grades = [50, 100, 150, 200, 300] as const

/** What of a neighbourhood's matters the bureau comes to know, and what it is about. */
const pollution: Readonly<Record<string, string>> = { 噪声扰民: '3', 暴露垃圾: '4', 占道经营: '5' }

export class Environment implements DepartmentWriter {
  readonly department = department
  readonly #seed: number
  readonly #truth: Truth
  readonly #database: SqliteFile
  readonly #loggers: SequentialFile
  readonly #spoil: ReadonlyMap<Table, Spoiler>
  #spoken = 0

  constructor({ folder, city, truth }: Site) {
    this.#seed = city.seed
    this.#truth = truth
    this.#database = new SqliteFile(join(folder, 'environment.db'), environmentSchema)
    this.#loggers = new SequentialFile(join(folder, 'loggers.jsonl'))
    this.#spoil = new Map(tables.map((name) => [name, new Spoiler(city.seed, truth, department, name, true)]))
  }

  grid(grid: Grid): void {
    if (!grid.dedicated && grid.index % 10 === 0) this.#air(grid)
  }

  neighbourhood({ index, organisations, happenings }: Neighbourhood): void {
    for (const unit of organisations) {
      if (!unit.open || unit.index % 9 !== demo.organisation) continue
      this.#permit(unit)
      const guarded = unit.index === demo.organisation
      if (guarded || unit.index % 4 === 0) this.#riskSource(unit, guarded)
    }
    const own = happenings.filter((one) => one.hotline && pollution[theme(one.theme).title] !== undefined)
    const firm = organisations.find((one) => one.index === demo.organisation)
    // One of the complaints of the first neighbourhood is about the demo firm whatever was drawn.
    for (const [at, one] of own.entries())
      this.#complaint(one, index === 0 && at === 0 && firm ? firm : one.against, at)
  }

  close(): Readonly<Record<string, number>> {
    this.#loggers.close()
    this.#database.close(environmentAfter)
    return this.#database.rows
  }

  // Private:

  #air(grid: Grid): void {
    const nth = grid.index / 10
    const key = padded('370283A', nth + 1, 3)
    const guarded = nth === 0
    const spoil = this.#spoiler('T_KQZ')
    const draw = spoil.row(key, grid.index, guarded)
    const name = `${villageStem(grid.village)}空气站`
    const index = !guarded && draw.chance(0.05) ? null : draw.between(30, 180)
    const grade = index === null ? '' : String(grades.filter((limit) => index > limit).length + 1)
    const own = nth % 4 !== 1
    const logger = own ? padded('370283K', nth + 1, 17) : ''
    const [JD, WD] = spoil.point('JD', pointIn(grid, draw))
    this.#database.insert('T_KQZ', {
      ZDBM: key,
      ZDMC: name,
      ZDLX: own ? '4' : draw.pick(['1', '2', '3']),
      MN: logger,
      DZ: spoil.optional('DZ', `${grid.town.name}${villageStem(grid.village)}`),
      JD,
      WD,
      WGBM: grid.code,
      AQI: index === null ? '-1' : String(index),
      ZLJB: grade,
      SYWRW: grade === '' || grade === '1' ? '' : draw.pick(airFactors),
      JCSJ: localTime(today, 8 * 3600),
      ZT: guarded || draw.chance(0.95) ? '1' : '0',
      GXSJ: localTime(today, 8 * 3600 + 600),
      LRR: typist(nth),
    })
    if (own) this.#logger(logger, '22', airFactors, draw)
    this.#object(key, name, 'T_KQZ')
  }

  #permit(unit: Organisation): void {
    const guarded = unit.index === demo.organisation
    const spoil = this.#spoiler('T_XKZ')
    const closely = guarded || unit.index % 2 === 0
    const key = `${unit.creditCode}001${closely ? 'V' : 'W'}`
    const draw = spoil.row(key, unit.index, guarded)
    const issued = today - draw.between(30, 1_700)
    const until = issued + 1_826
    this.#database.insert('T_XKZ', {
      XKZBH: key,
      DWMC: unit.name,
      XYDM: spoil.creditCode('XYDM', unit.creditCode, unit.organisationCode, oldNumber(unit)),
      HYDM: unit.industry,
      SCDZ: spoil.optional('SCDZ', localAddress(unit.place)),
      GLLB: closely ? '1' : '2',
      FZRQ: spoil.date('FZRQ', issued, dashedDay(issued)),
      YXQZ: spoil.date('YXQZ', until, dashedDay(until)),
      FZJG: '青岛市生态环境局平度分局',
      WGBM: unit.grid.code,
      ZT: guarded || draw.chance(0.94) ? '1' : draw.pick(['2', '3', '4']),
      GXSJ: localTime(Math.min(today, issued + 3), 36_000),
      LRR: typist(unit.index),
      BZ: null,
    })
    this.#unit(unit, 'T_XKZ', key, 'DWMC')
    for (let nth = 0; nth < (closely ? outletsPerPermit : 1); nth++) this.#outlet(unit, key, nth, guarded)
  }

  #outlet(unit: Organisation, permit: string, nth: number, guarded: boolean): void {
    const index = unit.index * outletsPerPermit + nth
    const key = padded('PK', index + 1, 8)
    const spoil = this.#spoiler('T_PK')
    const draw = spoil.row(key, index, guarded)
    const kind = nth === 0 ? '1' : '2'
    // Loggers of before 2017 have numbers of 14 digits.
    const old = !guarded && index % 7 === 0
    const number = old ? padded('88888880', index, 6) : padded('370283A', index + 1, 17)
    const logger = guarded || draw.chance(0.7) ? number : ''
    const [JD, WD] = spoil.point('JD', pointIn(unit.place.grid, draw))
    const name = `${unit.name}${kind === '1' ? '废水总排口' : '废气排口'}`
    this.#database.insert('T_PK', {
      PKBH: key,
      XKZBH: permit,
      PKDM: kind === '1' ? 'DW001' : 'DA001',
      PKMC: name,
      PKLX: kind,
      MN: logger,
      JD,
      WD,
      WGBM: unit.grid.code,
      ZT: guarded || draw.chance(0.95) ? '1' : '0',
      GXSJ: localTime(today - draw.int(300), 36_000),
      LRR: typist(index),
    })
    this.#object(key, name, 'T_PK')
    if (logger !== '')
      this.#logger(
        logger,
        kind === '1' ? '32' : '31',
        factors[kind].map(([code]) => code),
        draw,
      )
    for (const [code, unitOf, limit] of factors[kind]) this.#hours(key, index, code, unitOf, limit, guarded)
  }

  /** What the bureau has audited of the last day; of the last hours nobody has looked at it yet. */
  #hours(outlet: string, index: number, code: string, unit: string, limit: number, guarded: boolean): void {
    const draw = new Draw(guarded ? demo.seed : this.#seed, `${department}/T_XSZ/${code}`, index)
    for (const [at, hour] of hours.entries()) {
      // The demo firm was over its limit once, at the first factor of its first outlet.
      const over = guarded ? outlet.endsWith('1') && code === 'w01018' && at === 5 : draw.chance(0.03)
      const value = (limit * (over ? draw.between(105, 180) : draw.between(10, 92))) / 100
      const audited = at < hours.length - notAudited
      const flagged = value > limit
      this.#database.insert('T_XSZ', {
        SZBH: `${outlet}-${code}-${compactDay(today - 1)}${String(hour).padStart(2, '0')}`,
        PKBH: outlet,
        WRWDM: code,
        JCSJ: localTime(today - 1, hour * 3600),
        JCZ: value.toFixed(3),
        DW: unit,
        BZXZ: limit.toFixed(3),
        CBBZ: audited ? (flagged ? '1' : '0') : null,
        CBBS: audited && flagged ? ((value - limit) / limit).toFixed(3) : null,
        SHZT: audited ? '1' : '0',
        GXSJ: localTime(today - 1, hour * 3600 + 4200),
        LRR: 'sys',
      })
    }
  }

  #logger(number: string, system: string, codes: readonly string[], draw: Draw): void {
    if (this.#spoken++ >= mostLoggers) return
    const password = padded('', draw.int(1_000_000), 6)
    const edition = number.length === 14 ? '2005' : '2017'
    const line = JSON.stringify({ number, password, system, edition, factors: codes })
    this.#loggers.write(new TextEncoder().encode(`${line}\n`))
  }

  #riskSource(unit: Organisation, guarded: boolean): void {
    const key = padded('FX', unit.index + 1, 6)
    const spoil = this.#spoiler('T_FXY')
    const draw = spoil.row(key, unit.index, guarded)
    const assessed = today - draw.between(20, 1_000)
    const name = `${unit.name}${draw.pick(['危废暂存间', '原料罐区', '污水处理站'])}`
    const [JD, WD] = spoil.point('JD', pointIn(unit.place.grid, draw))
    this.#database.insert('T_FXY', {
      FXYBH: key,
      FXYMC: name,
      DWMC: unit.name,
      XYDM: spoil.creditCode('XYDM', unit.creditCode, unit.organisationCode, oldNumber(unit)),
      FXWZ: spoil.optional('FXWZ', draw.pick(['废矿物油', '盐酸', '次氯酸钠', '柴油'])),
      FXDJ: guarded
        ? '2'
        : draw.weigh<string>([
            ['3', 80],
            ['2', 16],
            ['1', 4],
          ]),
      YABAH: spoil.optional('YABAH', `370283-${compactDay(assessed).slice(0, 4)}-${padded('', unit.index + 1, 5)}-L`),
      PGRQ: spoil.date('PGRQ', assessed, dashedDay(assessed)),
      DZ: spoil.optional('DZ', localAddress(unit.place)),
      JD,
      WD,
      WGBM: unit.grid.code,
      ZT: guarded || draw.chance(0.96) ? '1' : '0',
      GXSJ: localTime(Math.min(today, assessed + 2), 36_000),
      LRR: typist(unit.index),
      BZ: null,
    })
    this.#object(key, name, 'T_FXY')
    this.#unit(unit, 'T_FXY', key, 'DWMC')
  }

  #complaint(happening: Happening, against: Organisation | null, at: number): void {
    const { house, day, second, reporter } = happening
    const key = padded(`HJTS${compactDay(day).slice(0, 4)}`, happening.index + 1, 6)
    const about = theme(happening.theme)
    const guarded = against?.index === demo.organisation && at === 0
    const spoil = this.#spoiler('T_TS')
    const draw = spoil.row(key, happening.index, guarded)
    const state = today - day > 15 ? (draw.chance(0.9) || guarded ? '3' : '4') : draw.pick(['1', '2', '3'])
    const passedOn = draw.chance(0.6)
    const [JD, WD] = spoil.point('JD', pointIn(house.grid, draw))
    this.#database.insert('T_TS', {
      TSBH: key,
      TSSJ: localTime(day, second),
      TSQD: passedOn ? '2' : draw.pick(['1', '3', '4']),
      GDH: passedOn ? orderKey(happening) : '',
      WRLX: pollution[about.title] ?? '9',
      TSNR: `${about.text}联系电话${reporter.phone}。`,
      BTSDW: spoil.optional('BTSDW', against?.name ?? ''),
      BTSXYDM: against
        ? spoil.creditCode('BTSXYDM', against.creditCode, against.organisationCode, oldNumber(against))
        : '',
      // Where the pollution is, not where the complainant lives.
      DZ: against ? localAddress(against.place) : `${house.grid.town.name}${villageStem(house.grid.village)}`,
      JD,
      WD,
      WGBM: house.grid.code,
      CBRBH: padded('HJ', (house.grid.index % 30) + 1, 4),
      CLQX: localTime(day + 7, 86_399),
      CLZT: state,
      CLJG: state === '3' ? '经现场核查，已责令整改并复查。' : null,
      TSRXM: spoil.name('TSRXM', reporter.name),
      TSRDH: spoil.phone('TSRDH', reporter.phone),
      GXSJ: localTime(Math.min(today, day + 3), 36_000),
      LRR: typist(happening.index),
      BZ: null,
    })
    this.#truth.record(
      'Event',
      `V${happening.index}`,
      { number: key, happening: String(happening.index) },
      { department, table: 'T_TS', key, role: 'self' },
    )
    if (against) this.#unit(against, 'T_TS', key, 'BTSDW')
  }

  #spoiler(name: Table): Spoiler {
    const spoil = this.#spoil.get(name)
    if (spoil === undefined) throw new RangeError(`no table ${name}`)
    return spoil
  }

  #object(key: string, name: string, from: string): void {
    this.#truth.record('ManagedObject', key, { code: key, name }, { department, table: from, key, role: 'self' })
  }

  #unit({ index, name, creditCode }: Organisation, from: string, key: string, role: string): void {
    this.#truth.record('Organisation', `O${index}`, { name, creditCode }, { department, table: from, key, role })
  }
}
