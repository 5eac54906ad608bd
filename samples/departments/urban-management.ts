/**
 * 综合行政执法局: the component survey as a shapefile in metres, the case system as a database with the phones' points. A grid event about rubbish,
 * roads, lamps or manholes is a case here too; lamps and manholes are those of the neighbourhood. The demo head was fined once and the firm
 * that he leads too; it owns the first lamp.
 */
import { join } from 'node:path'
import { ways } from '../../adapters/coordinates/system.ts'
import { compactDay, dashedDay, localTime, today } from '../population/calendar.ts'
import { villageStem, type Grid } from '../population/city.ts'
import { demo, isDemoHome, isDemoPerson } from '../population/demo.ts'
import type { Happening, Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { degrees, pointIn, type Point } from '../population/points.ts'
import { theme } from '../population/themes.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { dbfColumns } from '../write/dbf.ts'
import { projections } from '../write/projections.ts'
import { ShapefileFile, type Place } from '../write/shapefile.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { oldNumber, orderKey, padded, shortAddress, typist } from './keys.ts'
import { componentColumns, urbanManagementAfter, urbanManagementSchema } from './urban-management-schema.ts'
import { person, type DepartmentWriter, type Site } from './writer.ts'

const department = 'urban-management'
const metres = 'EPSG:4549'

/** One of each in every neighbourhood. */
const components = [
  ['0112', '路灯'],
  ['0101', '上水井盖'],
  ['0102', '污水井盖'],
  ['0103', '雨水井盖'],
  ['0104', '雨水箅子'],
  ['0105', '电力井盖'],
  ['0118', '消火栓'],
  ['0202', '交通标志牌'],
  ['0304', '垃圾箱'],
  ['0402', '行道树'],
] as const

/** What the grid system calls a matter → what this one does, where it is this bureau's. */
const categories: Readonly<Record<string, { readonly category: string; readonly component: string | null }>> = {
  '0101': { category: '0102', component: null },
  '0102': { category: '0104', component: null },
  '0103': { category: '0101', component: null },
  '0201': { category: '1102', component: '0112' },
  '0202': { category: '1101', component: '0101' },
  '0901': { category: '0601', component: null },
}

export class UrbanManagement implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #cases: SqliteFile
  readonly #survey: ShapefileFile
  readonly #spoil: Readonly<Record<'BJ' | 'T_AJ' | 'T_CF', Spoiler>>
  #photos = 0
  #penalties = 0

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    const day = compactDay(today)
    this.#cases = new SqliteFile(join(folder, 'urban-management.db'), urbanManagementSchema)
    this.#survey = new ShapefileFile(join(folder, `BJ_${day}`), {
      shape: 'point',
      columns: dbfColumns(componentColumns),
      languageByte: 0x4d,
      day,
      projection: projections[metres],
      codePage: 'GBK',
    })
    const spoiler = (table: string, unicode: boolean) => new Spoiler(city.seed, truth, department, table, unicode)
    this.#spoil = { BJ: spoiler('BJ', false), T_AJ: spoiler('T_AJ', true), T_CF: spoiler('T_CF', true) }
  }

  grid(): void {}

  neighbourhood({ index, grid, organisations, persons, happenings }: Neighbourhood): void {
    for (const at of components.keys()) this.#component(index, at, grid, organisations)
    const about = happenings.filter((one) => one.gridEvent || one.hotline)
    const own = about.filter((one) => categories[theme(one.theme).grid] !== undefined)
    // The demo head and his firm are fined for the first two matters whatever they are about.
    const shown = index === 0 ? own.slice(0, 2) : []
    for (const [i, happening] of own.entries()) {
      this.#case(happening, index)
      const [head] = persons
      const firm = organisations.find((one) => one.index === demo.organisation)
      if (shown[0] === happening && head) this.#penalty(happening, head, head)
      else if (shown[1] === happening && firm) this.#penalty(happening, firm, firm.head)
      else if (i % 4 === 3) this.#penalty(happening, happening.against ?? happening.other, happening.reporter)
    }
  }

  close(): Readonly<Record<string, number>> {
    this.#survey.close()
    this.#cases.close(urbanManagementAfter)
    return { BJ: this.#survey.rows, ...this.#cases.rows }
  }

  // Private:

  #component(neighbourhood: number, at: number, grid: Grid, organisations: readonly Organisation[]): void {
    const [BJXL = '', name = ''] = components[at] ?? []
    const key = componentKey(BJXL, neighbourhood)
    const spoil = this.#spoil.BJ
    const index = neighbourhood * components.length + at
    const guarded = index === 0
    const draw = spoil.row(key, index, guarded)
    const owner = guarded
      ? organisations.find((one) => one.index === demo.organisation)
      : organisations[draw.int(Math.max(1, organisations.length))]
    const point = pointIn(grid, draw)
    const surveyed = today - draw.between(30, 2500)
    const deleted = spoil.fate(['deleted']) !== null
    this.#survey.write(
      {
        BJBM: key,
        BJXL,
        BJMC: name,
        QSDW: owner?.name ?? '',
        QSDWDM: owner ? spoil.creditCode('QSDWDM', owner.creditCode, owner.organisationCode, oldNumber(owner)) : '',
        YHDW: spoil.optional('YHDW', '平度市市政设施养护中心'),
        BJZT: guarded
          ? '1'
          : draw.weigh<string>([
              ['1', 90],
              ['2', 7],
              ['3', 2],
              ['4', 1],
            ]),
        DYWG: `${grid.code.slice(0, 9)}${padded('', at + 1, 3)}`,
        WZMS: `${grid.town.name}${villageStem(grid.village)}`,
        PCRQ: spoil.date('PCRQ', surveyed, dashedDay(surveyed), 10),
        GXSJ: localTime(today - draw.int(30), 3600 * 9),
        LRR: typist(index),
      },
      this.#shape(spoil, point),
      deleted,
    )
    this.#truth.record('ManagedObject', `B${index}`, { code: key }, { department, table: 'BJ', key, role: 'self' })
    if (owner) this.#unit(owner, 'BJ', key, 'QSDW')
  }

  /** In metres; a spoilt point is told under the column of the longitude, as elsewhere. */
  #shape(spoil: Spoiler, { longitude, latitude }: Point): Place | null {
    const text = (place: Place) => place.map((half) => half.toFixed(3)).join(' ')
    const [x, y] = ways[metres].fromDegrees([longitude, latitude])
    const given = spoil.any('point', '@longitude', text([x, y]), {
      swapped: () => text([y, x]),
      zero: () => '0 0',
      blank: () => ' ',
      // Traced on a web map.
      shifted: () => text(ways[metres].fromDegrees(ways.GCJ02.fromDegrees([longitude, latitude]))),
    })
    const [first = '', second = ''] = given.split(' ')
    return first === '' ? null : [Number(first), Number(second)]
  }

  #case(happening: Happening, neighbourhood: number): void {
    const { house, day, second } = happening
    const { grid } = house
    const about = theme(happening.theme)
    const key = caseKey(happening)
    const own = categories[about.grid]
    const guarded = isDemoHome(house.index)
    const spoil = this.#spoil.T_AJ
    const draw = spoil.row(key, happening.index, guarded)
    const age = today - day
    const state =
      age > 30
        ? draw.weigh<string>([
            ['6', 90],
            ['7', 8],
            ['9', 2],
          ])
        : draw.pick(['1', '2', '3', '4', '5', '6'])
    const due = day * 86_400 + second + 4 * 3600
    const component = own?.component ? componentKey(own.component, neighbourhood) : ''
    const [JD, WD] = this.#phonePoint(spoil, pointIn(grid, draw))
    this.#cases.insert('T_AJ', {
      RWH: key,
      AJLX: component === '' ? '1' : '2',
      AJLB: own?.category ?? '0601',
      // The first survey's code had no class of two levels and four digits of sequence.
      BJBM: component !== '' && age > 500 ? `${component.slice(0, 10)}${component.slice(12)}` : component,
      GDH: happening.hotline ? orderKey(happening) : '',
      AJWZ: shortAddress(house),
      JD,
      WD,
      WGBM: guarded || compactDay(day) >= '20260101' ? grid.code : '',
      AJMS: `${shortAddress(house)}，${about.text}`,
      SBLY: happening.hotline ? '2' : draw.pick(['1', '1', '1', '3', '4']),
      ZT: guarded && age > 30 ? '6' : state,
      CZDW: state === '1' ? '' : spoil.optional('CZDW', `${grid.town.name}城管中队`),
      CJYBH: padded('CJY', (grid.index % 200) + 1, 4),
      SBSJ: localTime(day, second),
      CZSX: localTime(Math.floor(due / 86_400), due % 86_400),
      JASJ: state === '6' ? localTime(day + 1, second) : null,
      GXSJ: localTime(Math.min(today, day + 1), second),
      LRR: typist(happening.index),
      BZ: null,
    })
    this.#truth.record(
      'Event',
      `U${happening.index}`,
      { title: about.title, happening: String(happening.index) },
      { department, table: 'T_AJ', key, role: 'self' },
    )
    for (const kind of state === '6' ? ['1', '2'] : ['1']) {
      const photo = padded('ZP', ++this.#photos, 10)
      this.#cases.insert('T_ZP', {
        ZPBH: photo,
        RWH: key,
        ZPLX: kind,
        WJBS: `group1/M00/${kind === '1' ? '00' : '01'}/${photo.slice(-4)}.jpg`,
        PSSJ: localTime(kind === '1' ? day : Math.min(today, day + 1), second),
        LRR: typist(happening.index),
      })
    }
  }

  /** As the collector's phone gives it. */
  #phonePoint(spoil: Spoiler, { longitude, latitude }: Point): readonly [string, string] {
    const text = (x: number, y: number) => `${degrees(x)} ${degrees(y)}`
    const [x, y] = ways.GCJ02.fromDegrees([longitude, latitude])
    const given = spoil.any('point', 'JD', text(x, y), {
      swapped: () => text(y, x),
      zero: () => '0 0',
      blank: () => ' ',
      // A phone that already gave the true place.
      shifted: () => text(longitude, latitude),
    })
    const [JD = '', WD = ''] = given.split(' ')
    return [JD, WD]
  }

  #penalty(happening: Happening, whom: Person | Organisation, another: Person): void {
    const index = this.#penalties++
    const key = padded('CF', happening.index + 1, 10)
    const unit = 'creditCode' in whom ? whom : null
    const one = 'creditCode' in whom ? null : whom
    const guarded = unit === null ? isDemoPerson(whom.index) : unit.index === demo.organisation
    const spoil = this.#spoil.T_CF
    const draw = spoil.row(key, happening.index, guarded)
    const day = Math.min(today, happening.day + 5)
    this.#cases.insert('T_CF', {
      CFBH: key,
      RWH: caseKey(happening),
      JDSWH: `平综执罚决字〔${compactDay(day).slice(0, 4)}〕第${padded('', index + 1, 5)}号`,
      DSRLX: unit === null ? '1' : '2',
      DSR: one ? spoil.name('DSR', one.name) : (unit?.name ?? ''),
      ZJHM: one ? spoil.number('ZJHM', one, another) : '',
      XYDM: unit ? spoil.creditCode('XYDM', unit.creditCode, unit.organisationCode, oldNumber(unit)) : '',
      LXDH: spoil.phone('LXDH', one?.phone ?? unit?.head.phone ?? ''),
      CFSY: draw.pick(['占道经营', '乱停车', '私搭乱建', '随意倾倒垃圾']),
      FKJE: String(draw.between(1, 40) * 50),
      CFRQ: spoil.date('CFRQ', day, dashedDay(day)),
      JNZT: draw.pick(['0', '1', '1', '1', '2']),
      GXSJ: localTime(day, 3600 * 10),
      LRR: typist(happening.index),
      BZ: null,
    })
    if (one) this.#truth.record('Person', `P${one.index}`, person(one), { department, table: 'T_CF', key, role: 'DSR' })
    if (unit) this.#unit(unit, 'T_CF', key, 'DSR')
  }

  #unit({ index, name, creditCode }: Organisation, table: string, key: string, role: string): void {
    this.#truth.record('Organisation', `O${index}`, { name, creditCode }, { department, table, key, role })
  }
}

// Private:

/** 16 digits: division, class, and the neighbourhood as the sequence. */
function componentKey(classCode: string, neighbourhood: number): string {
  return padded(`370283${classCode}`, neighbourhood + 1, 6)
}

function caseKey(happening: Happening): string {
  return padded(`RW${compactDay(happening.day)}`, happening.index + 1, 7)
}
