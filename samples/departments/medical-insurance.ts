/**
 * 医保局: the monthly return of the national platform. Hospitals are those of the health bureau, every third neighbourhood's company runs a
 * pharmacy, the demo company one of them; the demo household is insured.
 */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, thisYear, today } from '../population/calendar.ts'
import { villageStem, type City } from '../population/city.ts'
import { demo, isDemoPerson } from '../population/demo.ts'
import type { Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { XmlFile, type XmlRow } from '../write/xml.ts'
import { publicCode } from './health.ts'
import { padded, typist } from './keys.ts'
import { person, type DepartmentWriter, type Site } from './writer.ts'

const department = 'medical-insurance'
const tables = ['FIXMEDINS', 'PSN', 'SETL'] as const
type Table = (typeof tables)[number]

/** Of the province: the same person has another one where the insurance was before. */
export const insuranceNumber = (index: number, area = '370200') => padded(area, index + 1, 14)
const pharmacyKey = (unit: Organisation) => padded('P370283', unit.index + 1, 5)

export class MedicalInsurance implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #files: Readonly<Record<Table, XmlFile>>
  readonly #spoil: Readonly<Record<Table, Spoiler>>
  #insurances = 0

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    const file = (table: Table) => new XmlFile(join(folder, `${table}_${compactDay(today)}.xml`), 'UTF-8')
    this.#files = { FIXMEDINS: file('FIXMEDINS'), PSN: file('PSN'), SETL: file('SETL') }
    const spoiler = (table: Table) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = { FIXMEDINS: spoiler('FIXMEDINS'), PSN: spoiler('PSN'), SETL: spoiler('SETL') }
    this.#hospitals(city)
  }

  /** The platform knows no grids. */
  grid(): void {}

  neighbourhood({ index, persons, organisations }: Neighbourhood): void {
    const company = organisations[demo.organisation]
    if (company !== undefined && index % 3 === 0) this.#pharmacy(company)
    for (const [i, one] of persons.entries()) this.#insured(one, persons[(i + 7) % persons.length] ?? one)
  }

  close(): Readonly<Record<string, number>> {
    for (const file of Object.values(this.#files)) file.close()
    return {
      ...Object.fromEntries(Object.entries(this.#files).map(([table, file]) => [table, file.rows])),
      INSU: this.#insurances,
    }
  }

  // Private:

  #hospitals(city: City): void {
    const all = [
      ...['平度市第七人民医院', '平度市精神卫生中心'].map((name, i) => ({ name, body: i, grade: String(3 - i) })),
      ...city.towns.map((town, i) => ({ name: `${town.name}卫生院`, body: 100 + i, grade: '1' })),
    ]
    for (const [i, { name, body, grade }] of all.entries()) {
      const key = padded('H370283', i + 1, 5)
      const creditCode = publicCode(body)
      const draw = this.#spoil.FIXMEDINS.row(key, i, true)
      this.#institution(key, { name, kind: '1', creditCode, grade, address: '平度市', since: today - 2500 }, draw)
      const link = { department, table: 'FIXMEDINS', key, role: 'self' }
      this.#truth.record('Organisation', `B${body}`, { creditCode, name }, link)
    }
  }

  #pharmacy(unit: Organisation): void {
    const key = pharmacyKey(unit)
    const spoil = this.#spoil.FIXMEDINS
    const draw = spoil.row(key, unit.index, unit.index === demo.organisation)
    const address = `${unit.grid.town.name}${villageStem(unit.grid.village)}`
    const creditCode = spoil.creditCode('uscc', unit.creditCode, unit.organisationCode, unit.registrationNumber)
    const since = today - draw.between(100, 2500)
    this.#institution(key, { name: unit.name, kind: '2', creditCode, grade: null, address, since }, draw)
    const link = { department, table: 'FIXMEDINS', key, role: 'self' }
    this.#truth.record('Organisation', `O${unit.index}`, { creditCode: unit.creditCode, name: unit.name }, link)
  }

  #institution(key: string, given: Institution, draw: Draw): void {
    this.#files.FIXMEDINS.write('fixmedins', {
      fixmedins_code: key,
      fixmedins_name: given.name,
      fixmedins_type: given.kind,
      uscc: given.creditCode,
      hosp_lv: given.grade,
      addr: given.address,
      begndate: this.#spoil.FIXMEDINS.date('begndate', given.since, dashedDay(given.since)),
      enddate: draw.pick(['9999-12-31', '', null]),
      fix_stas: '1',
      updt_time: changed(draw),
      opter_id: typist(given.since),
    })
  }

  #insured(one: Person, another: Person): void {
    const spoil = this.#spoil.PSN
    const key = insuranceNumber(one.index)
    const guarded = isDemoPerson(one.index)
    const draw = spoil.row(key, one.index, guarded)
    const [covered, twice] = [draw.chance(0.97), draw.chance(0.01)]
    if (!covered && !guarded) return
    this.#person(one, another, key, insurances(one, key, draw))
    this.#settlement(one, key)
    if (!twice || guarded) return
    // Who came from another city is still there, without being insured.
    const before = insuranceNumber(one.index, '371100')
    const past = spoil.row(before, one.index, false)
    const ended = { insutype: '390', psn_insu_stas: '4', paid_ym: `${past.between(2012, 2020)}12`, subsid_flag: '' }
    this.#person(one, another, before, [insurance(before, ended, today - 4000)])
  }

  #person(one: Person, another: Person, key: string, rows: readonly XmlRow[]): void {
    const spoil = this.#spoil.PSN
    const row = {
      psn_no: key,
      psn_cert_type: '01',
      certno: spoil.number('certno', one, another),
      psn_name: spoil.name('psn_name', one.name),
      gend: spoil.sex('gend', one.sex, one.sex === 'M' ? '1' : '2'),
      brdy: spoil.date('brdy', one.born, dashedDay(one.born)),
      tel: spoil.phone('tel', one.phone),
      updt_time: localTime(today - (one.index % 900), 30_000 + (one.index % 30_000)),
      opter_id: typist(one.index),
      poolarea_no: key.slice(0, 6),
    }
    this.#files.PSN.writeWith('psn', row, 'insuinfo', rows)
    this.#insurances += rows.length
    this.#truth.record('Person', `P${one.index}`, person(one), { department, table: 'PSN', key, role: 'self' })
  }

  #settlement(one: Person, key: string): void {
    const number = padded(`JS${compactDay(today).slice(0, 6)}`, one.index + 1, 8)
    const draw = this.#spoil.SETL.row(number, one.index, true)
    if (!draw.chance(0.1)) return
    const [code, name] = draw.pick(diagnoses)
    this.#files.SETL.write('setl', {
      setl_id: number,
      psn_no: key,
      fixmedins_code: 'H37028300001',
      setl_time: localTime(today - draw.int(30), draw.between(28_000, 60_000)),
      medfee_sumamt: (draw.between(1_000, 900_000) / 100).toFixed(2),
      diag_code: code,
      diag_name: name,
      opter_id: typist(one.index),
    })
  }
}

// Private:

interface Institution {
  readonly name: string
  readonly kind: '1' | '2'
  readonly creditCode: string
  readonly grade: string | null
  readonly address: string
  readonly since: number
}

const diagnoses = [
  ['J06.900', '急性上呼吸道感染'],
  ['I10.x00', '高血压'],
  ['E11.900', '2型糖尿病'],
  ['M54.500', '腰痛'],
] as const

/** Employees have two, all others the residents' one; the old and the young are sometimes paid for. */
function insurances(one: Person, key: string, draw: Draw): XmlRow[] {
  const age = thisYear - one.bornYear
  const working = age >= 20 && age < 60 && (draw.chance(0.5) || isDemoPerson(one.index))
  const state = draw.weigh<string>([
    ['1', 92],
    ['2', 5],
    ['4', 3],
  ])
  const subsidised = draw.chance(age < 18 || age >= 60 ? 0.08 : 0.02)
  const since = today - draw.between(300, 6000)
  const psn_insu_stas = isDemoPerson(one.index) ? '1' : state
  if (!working) {
    const values = { insutype: '390', psn_insu_stas, paid_ym: `${thisYear}12`, subsid_flag: subsidised ? '1' : '0' }
    return [insurance(key, values, since)]
  }
  const paid = { psn_insu_stas, paid_ym: compactDay(today - 30).slice(0, 6), subsid_flag: '0' }
  return ['310', '510'].map((insutype) => insurance(key, { insutype, ...paid }, since))
}

function insurance(
  key: string,
  values: Readonly<Record<'insutype' | 'psn_insu_stas' | 'paid_ym' | 'subsid_flag', string>>,
  since: number,
): XmlRow {
  return { insu_id: `${key}-${values.insutype}`, ...values, begndate: dashedDay(since), opter_id: typist(since) }
}

function changed(draw: Draw): string {
  return localTime(today - draw.int(900), draw.between(30_000, 60_000))
}
