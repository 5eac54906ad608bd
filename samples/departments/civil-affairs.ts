/**
 * 民政局: social organisations, place names, divisions, marriages, social assistance, deaths, disability, children, in the database that the
 * stand-in SOAP server serves. Social organisations are no firms: there is one a neighbourhood, founded by its company; the demo company
 * founded one that the demo head leads. The demo couple is married here, the demo mother has a certificate of disability.
 */
import { join } from 'node:path'
import { creditCode, organisationCode } from '../numbers.ts'
import { compactDay, dashedDay, dayNumber, localTime, thisYear, today } from '../population/calendar.ts'
import { villageStem, type City, type Grid } from '../population/city.ts'
import { demo, isDemoHome, isDemoPerson } from '../population/demo.ts'
import type { Dwelling, Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { SqliteFile, type SqlRow } from '../write/sqlite.ts'
import {
  civilAffairsAfter,
  civilAffairsColumns,
  civilAffairsSchema,
  type CivilAffairsTable,
} from './civil-affairs-schema.ts'
import { abolishedVillage, localAddress, padded, typist } from './keys.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'civil-affairs'
/** Numbers of organisations that are in no neighbourhood: a block of their own, one a neighbourhood. */
const firstSocialOrganisation = 910_000
const mergers = dayNumber(2020, 12, 31)

const kinds = [
  { code: '1', prefix: '51', name: '商会', supervisor: '平度市工商业联合会' },
  { code: '2', prefix: '52', name: '养老服务中心', supervisor: '平度市民政局' },
  { code: '1', prefix: '51', name: '志愿者协会', supervisor: '平度市委宣传部' },
  { code: '2', prefix: '52', name: '社会工作服务中心', supervisor: '平度市民政局' },
  { code: '3', prefix: '53', name: '助学基金会', supervisor: '平度市教育和体育局' },
] as const

export const socialOrganisationKey = (neighbourhood: number) => padded('SZ', neighbourhood + 1, 8)

export class CivilAffairs implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #file: SqliteFile
  readonly #spoil: Readonly<Record<CivilAffairsTable, Spoiler>>
  #places = 0

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    this.#file = new SqliteFile(join(folder, 'civil-affairs.db'), civilAffairsSchema)
    const tables = Object.keys(civilAffairsColumns) as CivilAffairsTable[]
    this.#spoil = Object.fromEntries(
      tables.map((table) => [table, new Spoiler(city.seed, truth, department, table, true)]),
    ) as Record<CivilAffairsTable, Spoiler>
    this.#divisions(city)
  }

  grid(grid: Grid, _staff: GridStaff, { dwellings }: Neighbourhood): void {
    if (grid.dedicated) return
    if (grid.index === grid.villageGrid) this.#village(grid)
    const built = dwellings[1]?.builtYear ?? 1990
    this.#place(grid, grid.urban ? grid.estate : villageStem(grid.village), grid.urban ? '2' : '1', built)
    if (grid.urban) this.#place(grid, grid.street, '3', built)
  }

  neighbourhood({ index, grid, persons, dwellings, organisations }: Neighbourhood): void {
    const another = (one: Person, step: number) => persons[(one.index + step) % persons.length] ?? one
    const company = organisations[demo.organisation]
    const adults = persons.filter((one) => one.bornYear <= thisYear - 30)
    const lead = index === 0 ? persons[0] : adults[(index * 7) % adults.length]
    if (lead !== undefined) this.#organisation(index, grid, lead, another(lead, 5), company)
    for (const dwelling of dwellings) {
      this.#marriage(dwelling, another)
      this.#assistance(dwelling, another)
    }
    for (const one of persons) {
      const age = thisYear - one.bornYear
      this.#disability(one, another(one, 9))
      if (age >= 82) this.#death(one, another(one, 13))
      if (age < 16) this.#child(one, another(one, 3), adults)
    }
  }

  close(): Readonly<Record<string, number>> {
    this.#file.close(civilAffairsAfter)
    return this.#file.rows
  }

  // Private:

  #divisions(city: City): void {
    this.#division({ QHDM: '370283', QHMC: '平度市', QHJB: '3', SJDM: '370200', from: dayNumber(1989, 7, 1) })
    for (const town of city.towns)
      this.#division({ QHDM: town.code, QHMC: town.name, QHJB: '4', SJDM: '370283', from: dayNumber(2012, 11, 1) })
  }

  /** With one that went into it. */
  #village(grid: Grid): void {
    const { code, name } = grid.village
    const old = abolishedVillage(grid)
    const SJDM = grid.town.code
    this.#division({ QHDM: code, QHMC: name, QHJB: '5', SJDM, from: mergers + 1 })
    this.#division({ QHDM: old.code, QHMC: old.name, QHJB: '5', SJDM, from: 11_000, into: code })
  }

  #division(given: Pick<SqlRow, string> & { readonly from: number; readonly into?: string }): void {
    const { from, into, ...row } = given
    this.#file.insert('QH', {
      ...row,
      QYRQ: dashedDay(from),
      ZXRQ: into === undefined ? null : dashedDay(mergers),
      BRDM: into ?? null,
      XGSJ: localTime(Math.max(from, mergers), 40_000),
    })
  }

  #place(grid: Grid, name: string, kind: string, built: number): void {
    const index = this.#places++
    const key = padded('DM', index + 1, 8)
    const spoil = this.#spoil.DM
    const draw = spoil.row(key, index, grid.index < 2)
    const [JD, WD] = spoil.point('JD', { longitude: grid.longitude + 0.002, latitude: grid.latitude + 0.002 })
    this.#file.insert('DM', {
      DMBH: key,
      BZMC: name,
      LMPY: null,
      DMLB: kind,
      CYM: draw.chance(0.2) ? abolishedVillage(grid).name : spoil.optional('CYM', ''),
      CSDM: spoil.village('CSDM', grid),
      WGBM: grid.code,
      JD,
      WD,
      MMRQ: spoil.date('MMRQ', dayNumber(built, 5, 1), dashedDay(dayNumber(built, 5, 1))),
      DMZT: draw.chance(0.95) || grid.index < 2 ? '1' : '2',
      ...changed(draw, index),
    })
    this.#truth.record('Grid', `G${grid.index}`, { code: grid.code }, { department, table: 'DM', key, role: 'WGBM' })
  }

  #organisation(index: number, grid: Grid, lead: Person, another: Person, founder: Organisation | undefined): void {
    const key = socialOrganisationKey(index)
    const kind = kinds[index % kinds.length] ?? kinds[0]
    const spoil = this.#spoil.SHZZ
    const draw = spoil.row(key, index, index === 0)
    const inner = organisationCode(firstSocialOrganisation + index)
    const code = creditCode(kind.prefix, '370283', inner)
    const name = `平度市${villageStem(grid.village)}${index === 0 ? '' : `第${index + 1}`}${kind.name}`
    const founded = today - draw.between(300, 6000)
    const row = {
      ZZBH: key,
      TYXYDM: spoil.creditCode('TYXYDM', code, inner, ''),
      ZZMC: name,
      ZZLX: kind.code,
      YWZGDW: kind.supervisor,
      FQDWDM: founder === undefined || (index > 0 && draw.chance(0.4)) ? null : founder.creditCode,
      FDDBR: spoil.name('FDDBR', lead.name),
      FRZJHM: spoil.number('FRZJHM', lead, another),
      ZS: spoil.optional('ZS', localAddress(lead.home)),
      CLRQ: spoil.date('CLRQ', founded, dashedDay(founded)),
      NJJL: draw.pick(['1', '1', '1', '2', '0']),
      DJZT: index === 0 ? '1' : draw.pick(['1', '1', '1', '1', '2', '3']),
      ZSSM: draw.chance(0.7) || index === 0 ? scan(index) : null,
      ...changed(draw, index),
    }
    this.#file.insert('SHZZ', row)
    this.#truth.record('Organisation', `S${index}`, { creditCode: code, name }, link('SHZZ', key, 'self'))
    if (row.FQDWDM !== null && founder !== undefined) {
      const { creditCode, name } = founder
      this.#truth.record('Organisation', `O${founder.index}`, { creditCode, name }, link('SHZZ', key, 'FQDWDM'))
    }
  }

  /** Head and spouse; one couple in ten married elsewhere. */
  #marriage({ index, residents }: Dwelling, another: Another): void {
    const couple = residents.slice(0, 2)
    const guarded = isDemoHome(index)
    const draw = this.#spoil.HY.row(padded('HY', index + 1, 8), index, guarded)
    const [here, nth] = [draw.chance(0.9), draw.int(5000)]
    if (couple.length < 2 || couple.some((one) => one.marital !== '21') || !(here || guarded)) return
    const registered = Math.max(...couple.map((one) => one.born)) + 24 * 365 + (nth % 1500)
    if (registered > today) return
    for (const one of couple) {
      const key = `${padded('HY', index + 1, 8)}${one.sex === 'M' ? 'A' : 'B'}`
      const other = couple.find((each) => each !== one) ?? one
      const spoil = this.#spoil.HY
      const own = spoil.row(key, one.index, guarded)
      const year = dashedDay(registered).slice(0, 4)
      this.#file.insert('HY', {
        HYBH: key,
        ZSBH: `J370283-${year}-${padded('', index + 1, 6)}`,
        DJLX: '1',
        XM: spoil.name('XM', one.name),
        ZJHM: spoil.number('ZJHM', one, another(one, 21)),
        HYZK: Number(year) < 2011 ? '2' : '21',
        POXM: other.name,
        POZJHM: other.number,
        DJRQ: spoil.date('DJRQ', registered, dashedDay(registered)),
        DJJG: '平度市民政局',
        ...changed(own, one.index),
      })
      this.#known(one, 'HY', key, 'XM')
    }
  }

  #assistance({ index, grid, residents }: Dwelling, another: Another): void {
    const household = padded('DB', index + 1, 8)
    const draw = this.#spoil.DB.row(household, index, false)
    const given = draw.chance(0.03)
    const kind = grid.urban ? draw.pick(['1', '1', '4']) : draw.pick(['2', '2', '3', '4'])
    const [state, amount, since] = [
      draw.pick(['1', '1', '1', '2', '3']),
      draw.between(200, 2400),
      draw.between(100, 3000),
    ]
    if (!given || isDemoHome(index)) return
    for (const [i, one] of residents.entries()) {
      const key = household + padded('', i + 1, 2)
      const spoil = this.#spoil.DB
      const own = spoil.row(key, one.index, false)
      this.#file.insert('DB', {
        DBBH: key,
        JTBH: household,
        XM: spoil.name('XM', one.name),
        ZJHM: spoil.number('ZJHM', one, another(one, 17)),
        DBLB: kind,
        DBZT: state,
        KSNY: compactDay(today - since).slice(0, 6),
        JSNY: state === '2' ? compactDay(today - 60).slice(0, 6) : null,
        BZJE: `${amount}.00`,
        WGBM: grid.code,
        ...changed(own, one.index),
      })
      this.#known(one, 'DB', key, 'XM')
    }
  }

  /** Public security has not struck them off yet. */
  #death(one: Person, another: Person): void {
    const key = padded('SW', one.index + 1, 8)
    const spoil = this.#spoil.SW
    const draw = spoil.row(key, one.index, false)
    const [died, ago] = [draw.chance(0.05), draw.between(2, 45)]
    if (!died || isDemoPerson(one.index)) return
    this.#file.insert('SW', {
      SWBH: key,
      XM: spoil.name('XM', one.name),
      ZJHM: spoil.number('ZJHM', one, another),
      SWRQ: spoil.date('SWRQ', today - ago, dashedDay(today - ago)),
      HHRQ: draw.chance(0.9) ? dashedDay(today - ago + 2) : null,
      BYG: '平度市殡仪馆',
      ...changed(draw, one.index),
    })
    this.#known(one, 'SW', key, 'XM')
  }

  #disability(one: Person, another: Person): void {
    const key = padded('CJ', one.index + 1, 8)
    const spoil = this.#spoil.CJ
    const guarded = isDemoPerson(one.index)
    const draw = spoil.row(key, one.index, guarded)
    const [has, chosen, level] = [draw.chance(0.03), draw.between(1, 7), draw.between(1, 4)]
    const mother = one.index === 2
    if (guarded ? !mother : !has) return
    const [kind, grade] = mother ? ['4', '3'] : [String(chosen), String(level)]
    const issued = today - draw.between(100, 3500)
    this.#file.insert('CJ', {
      CJBH: key,
      CJZH: `${one.number}${kind}${grade}`,
      XM: spoil.name('XM', one.name),
      ZJHM: spoil.number('ZJHM', one, another),
      CJLB: kind,
      CJDJ: grade,
      BTLB: Number(grade) <= 2 ? draw.pick(['2', '3']) : draw.pick(['0', '1']),
      FZRQ: spoil.date('FZRQ', issued, dashedDay(issued)),
      CJZT: mother || draw.chance(0.95) ? '1' : '2',
      ...changed(draw, one.index),
    })
    this.#known(one, 'CJ', key, 'XM')
  }

  #child(one: Person, another: Person, adults: readonly Person[]): void {
    const key = padded('ET', one.index + 1, 8)
    const spoil = this.#spoil.ET
    const draw = spoil.row(key, one.index, false)
    const [listed, official] = [draw.chance(0.06), adults[draw.int(adults.length)]]
    const guardian = one.home.residents.find((each) => each.bornYear < thisYear - 40) ?? official
    if (!listed || official === undefined || guardian === undefined || isDemoPerson(one.index)) return
    this.#file.insert('ET', {
      ETBH: key,
      XM: spoil.name('XM', one.name),
      ZJHM: spoil.number('ZJHM', one, another),
      ETLB: draw.pick(['3', '3', '3', '4', '2', '1']),
      JHRXM: guardian.name,
      JHRDH: spoil.phone('JHRDH', guardian.phone),
      ZRRXM: official.name,
      ZRRDH: official.phone,
      ETZT: draw.chance(0.9) ? '1' : '2',
      DJRQ: dashedDay(today - draw.between(30, 1500)),
      WGBM: one.home.grid.code,
      ...changed(draw, one.index),
    })
    this.#known(one, 'ET', key, 'XM')
  }

  #known(one: Person, table: CivilAffairsTable, key: string, role: string): void {
    this.#truth.record('Person', `P${one.index}`, person(one), link(table, key, role))
  }
}

// Private:

type Another = (one: Person, step: number) => Person

const link = (table: CivilAffairsTable, key: string, role: string) => ({ department, table, key, role })

const changed = (draw: Draw, index: number) => ({
  XGSJ: localTime(today - draw.int(900), draw.between(28_000, 64_000)),
  CZR: typist(index),
})

/** The beginning of a picture, different for each: enough for a size, a type and a hash. */
function scan(index: number): string {
  const picture = Buffer.from([
    0xff,
    0xd8,
    0xff,
    0xe0,
    ...Array.from({ length: 60 }, (_, i) => (index * 31 + i * 7) & 0xff),
  ])
  return picture.toString('base64')
}
