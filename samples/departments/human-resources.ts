/** 人社局: eight DB2 exports a month. The demo head works for his own company, so does the spouse; the mother draws a pension. */
import { join } from 'node:path'
import { compactDay, localTime, thisYear, today } from '../population/calendar.ts'
import { demo, isDemoPerson } from '../population/demo.ts'
import type { Happening, Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { theme } from '../population/themes.ts'
import { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { Db2DelFile, db2Time } from '../write/db2-del.ts'
import { humanResourcesColumns as columns } from './human-resources-columns.ts'
import { padded, typist } from './keys.ts'
import { person, type DepartmentWriter, type Site } from './writer.ts'

const department = 'human-resources'
type Table = keyof typeof columns
type Files = { readonly [T in Table]: Db2DelFile<(typeof columns)[T]> }

const occupations = [
  '电工',
  '焊工',
  '企业经理',
  '收银员',
  '快递员',
  '中式面点师',
  '保洁员',
  '货车司机',
  '会计',
  '缝纫工',
]
/** Days that a lead may take. */
const leadDays = 30
const arbitrationDays = 45

const employerNumber = (organisation: Organisation) => padded('', organisation.index + 1, 10)
const insuredNumber = (one: Person) => padded('', one.index + 1, 10)

export class HumanResources implements DepartmentWriter {
  readonly department = department
  readonly #seed: number
  readonly #truth: Truth
  readonly #files: Files
  readonly #spoil: Readonly<Record<Table, Spoiler>>
  #leads = 0
  #cases = 0

  constructor({ folder, city, truth }: Site) {
    this.#seed = city.seed
    this.#truth = truth
    const file = <T extends Table>(table: T) =>
      new Db2DelFile(join(folder, `${table}_${compactDay(today)}.del`), columns[table])
    this.#files = {
      AB01: file('AB01'),
      AC01: file('AC01'),
      AC02: file('AC02'),
      AC60: file('AC60'),
      BH01: file('BH01'),
      LD01: file('LD01'),
      LD02: file('LD02'),
      LD03: file('LD03'),
    }
    const spoiler = (table: Table) => new Spoiler(city.seed, truth, department, table, false)
    this.#spoil = {
      AB01: spoiler('AB01'),
      AC01: spoiler('AC01'),
      AC02: spoiler('AC02'),
      AC60: spoiler('AC60'),
      BH01: spoiler('BH01'),
      LD01: spoiler('LD01'),
      LD02: spoiler('LD02'),
      LD03: spoiler('LD03'),
    }
  }

  /** Social insurance knows no grids of its own. */
  grid(): void {}

  neighbourhood({ persons, organisations, happenings }: Neighbourhood): void {
    for (const organisation of organisations) this.#employer(organisation)
    for (const [i, one] of persons.entries()) {
      const age = thisYear - one.bornYear
      if (age < 18) continue
      const another = persons[(i + 11) % persons.length] ?? one
      const work = this.#workOf(one, age, organisations)
      this.#insured(one, another, age, work)
      if (work !== null) this.#employment(one, another, work)
      if (age >= 60) this.#pension(one, another, work)
      if (work?.skilled === true) this.#skill(one, another)
    }
    const owed = happenings.filter(
      (happening) => theme(happening.theme).office === '人社局' && organisations.length > 0,
    )
    for (const [i, happening] of owed.entries()) this.#lead(happening, i, organisations)
  }

  close(): Readonly<Record<string, number>> {
    for (const file of Object.values(this.#files)) file.close()
    return Object.fromEntries(Object.entries(this.#files).map(([table, file]) => [table, file.rows]))
  }

  // Private:

  #workOf(one: Person, age: number, organisations: readonly Organisation[]): Work | null {
    const guarded = isDemoPerson(one.index)
    const draw = new Draw(guarded ? demo.seed : this.#seed, `${department}/work`, one.index)
    const kind = draw.weigh<Work['kind'] | null>([
      ['1', 52],
      ['2', 18],
      ['3', 5],
      [null, 25],
    ])
    const chosen = organisations.length > 0 ? draw.pick(organisations) : undefined
    const company = guarded ? organisations[demo.organisation] : chosen
    const skilled = draw.chance(0.12)
    const since = today - draw.between(60, 4000)
    if (age >= 60) return null
    if (guarded && company !== undefined) return { kind: '1', employer: company, since, skilled: true }
    if (kind === null) return null
    return { kind, employer: kind === '1' ? (company ?? null) : null, since, skilled }
  }

  #employer(organisation: Organisation): void {
    const key = employerNumber(organisation)
    const guarded = organisation.index === demo.organisation
    const spoil = this.#spoil.AB01
    const draw = spoil.row(key, organisation.index, guarded)
    this.#files.AB01.write({
      AAB001: key,
      BAB010: spoil.creditCode(
        'BAB010',
        organisation.creditCode,
        organisation.organisationCode,
        organisation.registrationNumber,
      ),
      AAB003: draw.chance(0.6) ? organisation.organisationCode : '',
      AAB004: organisation.name,
      AAB019: organisation.kind === 'trader' ? '40' : '10',
      AAB051: organisation.open ? '1' : draw.pick(['2', '3']),
      BAB301: String(organisation.open ? draw.between(1, organisation.kind === 'trader' ? 8 : 160) : 0),
      BWG001: draw.chance(0.5) || guarded ? organisation.grid.code : '',
      AAE036: handled(draw),
      AAE011: typist(organisation.index),
    })
    this.#truth.record(
      'Organisation',
      `O${organisation.index}`,
      { creditCode: organisation.creditCode, name: organisation.name },
      { department, table: 'AB01', key, role: 'self' },
    )
  }

  #insured(one: Person, another: Person, age: number, work: Work | null): void {
    const key = insuredNumber(one)
    const spoil = this.#spoil.AC01
    const draw = spoil.row(key, one.index, isDemoPerson(one.index))
    const row = {
      AAC001: key,
      AAC002: spoil.number('AAC002', one, another, 20),
      AAC003: spoil.name('AAC003', one.name, 60),
      AAC004: spoil.sex('AAC004', one.sex, one.sex === 'M' ? '1' : '2'),
      AAC006: spoil.fixedDate('AAC006', one.born),
      AAE140: work?.kind === '1' ? '11' : '17',
      AAC008: age >= 60 || work?.kind === '3' ? draw.pick(['2', '3']) : '1',
      AAB001: work?.employer ? employerNumber(work.employer) : '',
      AAC030: compactDay(today - draw.between(200, 7000)),
      AAE005: spoil.phone('AAE005', one.phone),
      AAE010: account(one),
      AAE036: handled(draw),
      AAE011: typist(one.index),
    }
    this.#files.AC01.write(row)
    this.#known(one, 'AC01', key, 'self')
    if (spoil.fate(['twice']) !== null) this.#files.AC01.write(row)
  }

  #employment(one: Person, another: Person, work: Work): void {
    const key = padded(work.kind === '3' ? 'SY' : 'JY', one.index + 1, 10)
    const spoil = this.#spoil.AC02
    const draw = spoil.row(key, one.index, isDemoPerson(one.index))
    const name = work.employer?.name ?? ''
    this.#files.AC02.write({
      BCC001: key,
      AAC001: insuredNumber(one),
      AAC002: spoil.number('AAC002', one, another, 20),
      AAC003: spoil.name('AAC003', one.name, 60),
      BCC010: work.kind,
      AAB001: work.employer ? employerNumber(work.employer) : '',
      AAB004: draw.chance(0.05) && name !== '' ? `${name.slice(0, -1)}(旧)` : name,
      ACA111: spoil.optional('ACA111', one.index === 0 ? '企业经理' : draw.pick(occupations)),
      BCC011: spoil.fixedDate('BCC011', work.since),
      BCC012: draw.chance(0.5) ? '99991231' : '',
      BCC013: work.kind === '3' ? draw.pick(['01', '02', '03', '09']) : '',
      AAE036: handled(draw),
      AAE011: typist(one.index),
    })
    this.#known(one, 'AC02', key, 'AAC003')
  }

  #pension(one: Person, another: Person, work: Work | null): void {
    const key = padded('YL', one.index + 1, 10)
    const spoil = this.#spoil.AC60
    const draw = spoil.row(key, one.index, isDemoPerson(one.index))
    const employee = draw.chance(0.3) || work?.kind === '1'
    this.#files.AC60.write({
      BIC001: key,
      AAC001: insuredNumber(one),
      AAC002: spoil.number('AAC002', one, another, 20),
      AAC003: spoil.name('AAC003', one.name, 60),
      AAA076: employee ? '01' : '02',
      AAE041: compactDay(one.born).replace(
        /^(\d{4})(\d\d).*$/,
        (_, year: string, month: string) => `${+year + 60}${month}`,
      ),
      AAE019: String(employee ? draw.between(180_000, 520_000) / 100 : draw.between(18_000, 42_000) / 100),
      AAE116: '1',
      AAE010: account(one),
      AAE036: handled(draw),
      AAE011: typist(one.index),
    })
    this.#known(one, 'AC60', key, 'AAC003')
  }

  #skill(one: Person, another: Person): void {
    const key = padded('S0370283', one.index + 1, 8)
    const spoil = this.#spoil.BH01
    const draw = spoil.row(key, one.index, isDemoPerson(one.index))
    this.#files.BH01.write({
      BHC001: key,
      AAC002: spoil.number('AAC002', one, another, 20),
      AAC003: spoil.name('AAC003', one.name, 60),
      ACA111: draw.pick(occupations),
      BHC015: String(draw.between(2, 5)),
      BHC017: compactDay(today - draw.between(100, 3000)),
      AAE036: handled(draw),
      AAE011: typist(one.index),
    })
    this.#known(one, 'BH01', key, 'AAC003')
  }

  /** Wages owed: a lead each, and every second one goes to arbitration. */
  #lead(happening: Happening, nth: number, organisations: readonly Organisation[]): void {
    const first = happening.house.index < 50 && nth === 0 ? organisations[demo.organisation] : undefined
    const unit = first ?? happening.against ?? organisations[happening.index % organisations.length]
    if (unit === undefined) return
    const key = padded(`QX${compactDay(happening.day).slice(0, 4)}`, ++this.#leads, 6)
    const guarded = unit.index === demo.organisation
    const spoil = this.#spoil.LD01
    const draw = spoil.row(key, happening.index, guarded)
    const count = draw.between(1, 25)
    this.#files.LD01.write({
      BLD001: key,
      BLD002: happening.hotline ? '2' : draw.pick(['1', '3', '4']),
      BLD003: draw.pick(['1', '2', '3', '9']),
      AAB001: guarded || draw.chance(0.7) ? employerNumber(unit) : '',
      BAB010: spoil.creditCode('BAB010', unit.creditCode, unit.organisationCode, unit.registrationNumber),
      AAB004: unit.name,
      BLD004: String(count),
      AAE019: String(count * draw.between(15, 120) * 100),
      BWG001: happening.house.grid.code,
      BLD005: db2Time(localTime(happening.day, happening.second)),
      BLD006: compactDay(happening.day + leadDays),
      BLD007: happening.day + leadDays < today ? draw.pick(['3', '4', '4', '5']) : draw.pick(['1', '2']),
      BLD008: happening.reporter.name,
      BLD009: happening.reporter.phone,
      BLD010: theme(happening.theme).text,
      AAE036: handled(draw),
      AAE011: typist(happening.index),
    })
    const grid = happening.house.grid.code
    const lead = { number: key, grid, happening: String(happening.index) }
    this.#truth.record('Event', `lead${key}`, lead, { department, table: 'LD01', key, role: 'self' })
    if (nth % 2 === 0) this.#arbitration(happening, unit)
  }

  #arbitration(happening: Happening, unit: Organisation): void {
    const year = compactDay(happening.day).slice(0, 4)
    const key = padded(`ZC${year}`, ++this.#cases, 6)
    const draw = this.#spoil.LD02.row(key, happening.index, false)
    const grid = happening.house.grid.code
    const over = happening.day + arbitrationDays < today
    this.#files.LD02.write({
      BLZ000: key,
      BLZ001: `鲁平劳人仲案字〔${year}〕第${this.#cases}号`,
      BLZ003: draw.pick(['01', '01', '02', '04']),
      AAB001: employerNumber(unit),
      BAB010: unit.creditCode,
      AAB004: unit.name,
      AAE019: String(draw.between(20, 900) * 100),
      BWG001: grid,
      BLZ004: compactDay(happening.day),
      BLZ005: compactDay(happening.day + arbitrationDays),
      BLZ006: over ? draw.pick(['3', '4', '5']) : draw.pick(['1', '2']),
      AAE036: handled(draw),
      AAE011: typist(happening.index),
    })
    this.#truth.record(
      'Event',
      `arbitration${key}`,
      { grid, happening: String(happening.index) },
      { department, table: 'LD02', key, role: 'self' },
    )
    const entry = `${key}01`
    const one = happening.reporter
    const spoil = this.#spoil.LD03
    const partyDraw = spoil.row(entry, happening.index, isDemoPerson(one.index))
    this.#files.LD03.write({
      BLZ010: entry,
      BLZ000: key,
      BLZ011: '1',
      AAC002: spoil.number('AAC002', one, happening.other, 20),
      AAC003: spoil.name('AAC003', one.name, 60),
      AAE005: spoil.phone('AAE005', one.phone),
      AAE036: handled(partyDraw),
      AAE011: typist(happening.index),
    })
    this.#known(one, 'LD03', entry, 'AAC003')
  }

  #known(one: Person, table: Table, key: string, role: string): void {
    this.#truth.record('Person', `P${one.index}`, person(one), { department, table, key, role })
  }
}

// Private:

interface Work {
  /** As in AC02.BCC010. */
  readonly kind: '1' | '2' | '3'
  readonly employer: Organisation | null
  readonly since: number
  readonly skilled: boolean
}

function handled(draw: Draw): string {
  return db2Time(localTime(today - draw.int(900), draw.between(8 * 3600, 18 * 3600)))
}

/** No bank gives numbers that begin so. */
function account(one: Person): string {
  return padded('0000', one.index + 1, 15)
}
