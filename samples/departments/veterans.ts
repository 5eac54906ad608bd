/** 退役军人局: the roster of veterans and the service stations, two workbooks a quarter. */
import { join } from 'node:path'
import { compactDay, dayNumber, thisYear, today } from '../population/calendar.ts'
import { villageStem, type Grid } from '../population/city.ts'
import { isDemoPerson } from '../population/demo.ts'
import type { Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { XlsFile } from '../write/xls.ts'
import { dayCell, numberCell } from './excel-cells.ts'
import { padded } from './keys.ts'
import { rosterSheet, stationSheet } from './veterans-sheets.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'veterans'

export class Veterans implements DepartmentWriter {
  readonly department = department
  readonly #seed: number
  readonly #truth: Truth
  readonly #roster: XlsFile
  readonly #stations: XlsFile
  readonly #spoil: Spoiler
  readonly #spoilStation: Spoiler
  #rows = 0
  #stationRows = 0
  /** Of the town whose rows are being written: a line of subtotals stands behind them. */
  #town = ''
  #inTown = 0

  constructor({ folder, city, truth }: Site) {
    this.#seed = city.seed
    this.#truth = truth
    const day = compactDay(today)
    this.#roster = new XlsFile(
      join(folder, `TYJR_${day}.xls`),
      rosterSheet(`平度市退役军人和优抚对象花名册（${thisYear}年第3季度）`),
    )
    this.#stations = new XlsFile(join(folder, `FWZ_${day}.xls`), stationSheet)
    this.#spoil = new Spoiler(city.seed, truth, department, 'T_TYJR', true)
    this.#spoilStation = new Spoiler(city.seed, truth, department, 'T_FWZ', true)
  }

  /** One station a village, in its first grid. */
  grid(grid: Grid, { worker }: GridStaff): void {
    if (grid.dedicated || grid.index !== grid.villageGrid) return
    const key = stationKey(grid)
    const spoil = this.#spoilStation
    spoil.row(key, grid.index, grid.index === 0)
    const [level, name] =
      grid.index === 0
        ? ['市级', '平度市退役军人服务中心']
        : grid.index % 10 === 1
          ? ['镇街', `${grid.town.name}退役军人服务站`]
          : ['村居', `${villageStem(grid.village)}退役军人服务站`]
    this.#stations.write([
      key,
      name,
      `0532-88${String(360_000 + grid.index).padStart(6, '0')}`,
      level,
      spoil.village('村居代码', grid),
      grid.code,
      `${grid.town.name}${villageStem(grid.village)}`,
      worker.name,
    ])
    this.#stationRows++
    this.#truth.record(
      'Grid',
      `G${grid.index}`,
      { code: grid.code },
      { department, table: 'T_FWZ', key, role: '网格编码' },
    )
    this.#truth.record('ManagedObject', key, { name }, { department, table: 'T_FWZ', key, role: 'self' })
  }

  neighbourhood({ persons }: Neighbourhood): void {
    for (const [i, one] of persons.entries()) {
      const service = serviceOf(one, this.#seed)
      if (service !== null) this.#file(one, service, persons[(i * 7 + 3) % persons.length] ?? one)
    }
  }

  close(): Readonly<Record<string, number>> {
    this.#subtotal()
    this.#roster.write(['总 计', null, `${this.#rows} 人`])
    this.#roster.close()
    this.#stations.close()
    return { T_TYJR: this.#rows, T_FWZ: this.#stationRows }
  }

  // Private:

  #file(one: Person, service: Service, another: Person): void {
    const { grid } = one.home
    if (grid.town.name !== this.#town) this.#subtotal()
    this.#town = grid.town.name
    const key = padded('TY', one.index + 1, 8)
    const guarded = isDemoPerson(one.index)
    const spoil = this.#spoil
    const draw = spoil.row(key, one.index, guarded)
    const served = service === 'VETERAN'
    const joined = dayNumber(one.bornYear + 19, draw.pick([9, 12]), 1)
    const left = Math.min(today - 30, joined + 365 * draw.pick([2, 3, 5, 8, 12]))
    const kind = served ? kindOf(one, draw) : draw.pick(['烈士遗属', '病故军人遗属', '因公牺牲军人遗属'])
    const card = guarded || draw.chance(0.8)
    this.#roster.write([
      this.#rows + 1,
      key,
      spoil.name('姓名', one.name),
      one.sex === 'M' ? '男' : '女',
      numberCell(spoil, '证件号码', one, another),
      spoil.phone('联系电话', one.phone),
      grid.town.name,
      spoil.village('户籍地/村居代码', grid),
      served ? '是' : '否',
      served ? dayCell(spoil, '服役情况/入伍时间', joined) : null,
      served ? dayCell(spoil, '服役情况/退役时间', left) : null,
      // Invented, and meant to be found nowhere behind this file.
      served ? `样本部队第${draw.between(1, 99)}号` : null,
      card ? `3702${padded('', one.index + 1, 12)}` : null,
      card ? dayCell(spoil, '优待证/发证日期', today - draw.between(100, 1400)) : null,
      kind,
      kind === '无' ? null : Number((draw.between(60_00, 2_400_00) / 100).toFixed(2)),
      stationKey(grid),
      draw.chance(0.1) && served ? `原样本部队战友介绍` : null,
    ])
    this.#rows++
    this.#inTown++
    this.#truth.record('Person', `P${one.index}`, person(one), { department, table: 'T_TYJR', key, role: '姓名' })
  }

  #subtotal(): void {
    if (this.#inTown > 0) this.#roster.write([`${this.#town}小计`, null, `${this.#inTown} 人`])
    this.#inTown = 0
  }
}

// Private:

type Service = 'VETERAN' | 'FAMILY'

const stationKey = (grid: Grid) => padded('FWZ', grid.villageGrid + 1, 5)

/** About one adult man in fourteen served; the demo head did. */
function serviceOf({ index, sex, bornYear }: Person, seed: number): Service | null {
  if (isDemoPerson(index)) return index === 0 ? 'VETERAN' : null
  if (bornYear > thisYear - 23) return null
  const draw = new Draw(seed, 'veterans/service', index)
  if (draw.chance(sex === 'M' ? 0.07 : 0.002)) return 'VETERAN'
  return bornYear < thisYear - 50 && draw.chance(0.003) ? 'FAMILY' : null
}

function kindOf({ bornYear, home }: Person, draw: Draw): string {
  if (bornYear <= thisYear - 60 && !home.grid.urban) return '60周岁以上农村籍退役士兵'
  return draw.weigh<string>([
    ['无', 88],
    ['残疾军人', 4],
    ['带病回乡退役军人', 4],
    ['参战退役人员', 3],
    ['在乡复员军人', 1],
  ])
}
