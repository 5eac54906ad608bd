/**
 * 卫健局: a database of institutions, teams and contracts beside the two registers that stay there, and what hospitals have sent: health
 * records, vaccinations and birth certificates as batch files of HL7 messages. What they will send today waits in `outgoing.hl7`.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { creditCode, organisationCode } from '../numbers.ts'
import { dashedDay, localTime, thisYear, today } from '../population/calendar.ts'
import { villageStem, type City, type Grid } from '../population/city.ts'
import { isDemoPerson } from '../population/demo.ts'
import type { Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { HealthMessages } from './health-messages.ts'
import { healthAfter, healthSchema } from './health-schema.ts'
import { padded, typist } from './keys.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'health'
/** Numbers of organisations that are in no neighbourhood; a city has fewer than 90,000 that are. */
const firstPublicBody = 880_000

const clinicKey = (grid: Grid) => padded('JG', 10_000 + grid.index, 5)
const teamKey = (grid: Grid) => padded('TD', grid.index + 1, 5)
const hotlines = ['JG00002', 'JG00003'] as const

export class Health implements DepartmentWriter {
  readonly department = department
  readonly #city: City
  readonly #truth: Truth
  readonly #file: SqliteFile
  readonly #messages: HealthMessages
  readonly #spoil: Readonly<Record<'T_JG' | 'T_TD' | 'T_QY', Spoiler>>
  #calls = 0

  constructor({ folder, city, truth }: Site) {
    this.#city = city
    this.#truth = truth
    mkdirSync(join(folder, 'messages'))
    this.#file = new SqliteFile(join(folder, 'health.db'), healthSchema)
    this.#messages = new HealthMessages(folder, city, truth)
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = { T_JG: spoiler('T_JG'), T_TD: spoiler('T_TD'), T_QY: spoiler('T_QY') }
    this.#publicBodies()
  }

  grid(grid: Grid, _staff: GridStaff, first: Neighbourhood): void {
    if (grid.dedicated) return
    this.#institution({
      key: clinicKey(grid),
      name: `${villageStem(grid.village).replace(/社区$/, '')}${grid.urban ? '社区卫生服务站' : '卫生室'}`,
      kind: grid.urban ? 'B' : 'D',
      place: `${grid.town.name}${villageStem(grid.village)}`,
      village: this.#spoil.T_JG.village('CSDM', grid),
    })
    const firm = first.organisations[5]
    if (firm !== undefined) {
      const key = padded('JG', 50_000 + grid.index, 5)
      this.#institution({
        key,
        name: `${firm.name}医务室`,
        code: firm.creditCode,
        kind: 'E',
        place: `${grid.town.name}${villageStem(grid.village)}`,
        village: grid.village.code,
      })
      this.#truth.record(
        'Organisation',
        `O${firm.index}`,
        { creditCode: firm.creditCode, name: firm.name },
        { department, table: 'T_JG', key, role: 'self' },
      )
    }
    this.#team(grid, first)
  }

  neighbourhood(neighbourhood: Neighbourhood): void {
    const { index, persons } = neighbourhood
    for (const [i, one] of persons.entries()) this.#contract(one, persons[(i * 3 + 1) % persons.length] ?? one)
    this.#messages.neighbourhood(neighbourhood)
    if (index % 4 === 3) this.#kept(index, persons[(index * 7) % persons.length])
  }

  close(): Readonly<Record<string, number>> {
    this.#months()
    this.#file.close(healthAfter)
    return { ...this.#file.rows, ...this.#messages.close() }
  }

  // Private:

  #publicBodies(): void {
    const named = [
      ['平度市第七人民医院', 'A', '3', ''],
      ['平度市精神卫生中心', 'A', '2', '0532-88361236'],
      ['平度市心理援助中心', 'F', '', '12356'],
    ] as const
    for (const [i, [name, kind, grade, hotline]] of named.entries()) {
      this.#institution({
        key: padded('JG', i + 1, 5),
        name,
        kind,
        grade,
        hotline,
        code: publicCode(i),
        place: '平度市红旗路',
      })
    }
    for (const [i, town] of this.#city.towns.entries()) {
      this.#institution({
        key: padded('JG', 101 + i, 5),
        name: `${town.name}卫生院`,
        kind: 'C',
        grade: '1',
        code: publicCode(100 + i),
        place: town.name,
        village: town.code,
      })
    }
  }

  #institution(given: {
    readonly key: string
    readonly name: string
    readonly kind: string
    readonly grade?: string
    readonly hotline?: string
    readonly code?: string
    readonly place: string
    readonly village?: string
  }): void {
    const { key, name, kind, grade = '', hotline = '', code = '', place, village = '370283' } = given
    this.#file.insert('T_JG', {
      JGBH: key,
      JGMC: name,
      XYDM: code,
      JGLX: kind,
      JGDJ: grade,
      XLRX: hotline === '' ? '0' : '1',
      RXHM: hotline,
      DZ: place,
      LXDH: `0532-8836${key.slice(-4)}`,
      CSDM: village,
      ZT: '1',
      GXSJ: '2026-01-05 09:00:00',
      LRR: typist(Number(key.slice(-2))),
      BZ: null,
    })
  }

  #team(grid: Grid, first: Neighbourhood): void {
    const adults = first.persons.filter((p) => p.bornYear <= thisYear - 28)
    const doctor = adults[(grid.index * 5 + 13) % adults.length]
    if (doctor === undefined) return
    const key = teamKey(grid)
    const spoil = this.#spoil.T_TD
    const draw = spoil.row(key, grid.index, grid.index === 0)
    this.#file.insert('T_TD', {
      TDBH: key,
      TDMC: `${villageStem(grid.village)}家庭医生团队`,
      JGBH: clinicKey(grid),
      DZXM: spoil.name('DZXM', doctor.name),
      DZDH: spoil.phone('DZDH', doctor.phone),
      WGBM: grid.code,
      CSDM: spoil.village('CSDM', grid),
      QYRS: String(draw.between(300, 900)),
      ZT: '1',
      GXSJ: localTime(today - draw.int(300), 36_000),
      LRR: typist(grid.index),
      BZ: null,
    })
    this.#truth.record('Grid', `G${grid.index}`, { code: grid.code }, { department, table: 'T_TD', key, role: 'WGBM' })
  }

  #contract(one: Person, another: Person): void {
    const key = padded('QY', one.index + 1, 10)
    const guarded = isDemoPerson(one.index)
    const spoil = this.#spoil.T_QY
    const draw = spoil.row(key, one.index, guarded)
    const old = one.bornYear <= thisYear - 65
    if (!draw.chance(old ? 0.9 : 0.4) && !guarded) return
    const signed = today - draw.between(20, guarded ? 300 : 700)
    const ends = signed + 365
    const usual = one.sex === 'M' ? '1' : '2'
    this.#file.insert('T_QY', {
      QYBH: key,
      JKDAH: padded('JK', one.index + 1, 10),
      XM: spoil.name('XM', one.name),
      XB: spoil.sex('XB', one.sex, usual),
      ZJHM: spoil.number('ZJHM', one, another),
      LXDH: spoil.phone('LXDH', one.phone),
      TDBH: teamKey(one.home.grid),
      QYZT: guarded ? '1' : ends < today ? draw.pick(['2', '3', '3', '4']) : '1',
      RQFL: guarded
        ? old
          ? '02'
          : '01'
        : old
          ? draw.pick(['02', '02', '05', '06'])
          : one.bornYear > thisYear - 7
            ? '03'
            : draw.pick(['01', '01', '01', '05', '06', '09']),
      QYRQ: spoil.date('QYRQ', signed, dashedDay(signed)),
      DQRQ: spoil.date('DQRQ', ends, dashedDay(ends)),
      GXSJ: localTime(signed, draw.between(8 * 3600, 18 * 3600)),
      LRR: typist(one.index),
      LRSJ: localTime(signed, 36_000),
      BZ: null,
    })
    this.#truth.record('Person', `P${one.index}`, person(one), { department, table: 'T_QY', key, role: 'person' })
  }

  /** The registers that never leave the bureau: the hub must not show a trace of them. */
  #kept(index: number, who: Person | undefined): void {
    if (who === undefined || isDemoPerson(who.index)) return
    this.#file.insert('T_JSZA', {
      DJBH: padded('JS', index, 6),
      JKDAH: padded('JK', who.index + 1, 10),
      XM: who.name,
      ZJHM: who.number,
      ZDDM: 'F20.000',
      WXDJ: String(index % 6),
      GLZT: index % 5 === 0 ? '2' : '1',
      LRR: typist(index),
    })
    this.#calls++
    this.#file.insert('T_RX', {
      JLBH: padded('RX', index, 8),
      JGBH: hotlines[index % 2] ?? hotlines[0],
      LDSJ: localTime(today - (index % 360), 72_000),
      LDHM: index % 3 === 0 ? '' : who.phone,
      LDNR: `来电人${who.name}自述近期情绪低落，睡眠差。`,
      PGDJ: String((index % 4) + 1),
      CZJG: index % 4 === 3 ? '3' : '1',
      LRR: typist(index),
    })
  }

  /** Small counts are held back at the source. */
  #months(): void {
    const held = (count: number) => (count > 0 && count < 5 ? '' : String(count))
    for (const institution of hotlines) {
      for (let month = 1; month <= 10; month++) {
        const calls = (month * 7 + Math.floor(this.#calls / 20) + institution.charCodeAt(6)) % 60
        const urgent = Math.floor(calls / 9)
        this.#file.insert('T_RXTJ', {
          TJBH: `${institution}${thisYear}${String(month).padStart(2, '0')}`,
          JGBH: institution,
          TJYF: `${thisYear}-${String(month).padStart(2, '0')}-01`,
          LDS: held(calls),
          JJS: held(urgent),
          YZBS: held(calls) === '' || held(urgent) === '' ? '1' : '0',
          LRR: typist(month),
        })
      }
    }
  }
}

// Private:

export const publicCode = (nth: number) => creditCode('12', '370283', organisationCode(firstPublicBody + nth))
