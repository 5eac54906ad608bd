/** 行政审批服务局 and 12345: matters, applications, orders, in the database that the stand-in REST server serves. */
import { join } from 'node:path'
import { compactDay, localTime, thisYear, today } from '../population/calendar.ts'
import { isDemoHome, isDemoPerson } from '../population/demo.ts'
import type { Happening, Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { theme } from '../population/themes.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { approvalAfter, approvalSchema } from './approval-service-schema.ts'
import { addressCode, fullAddress, localAddress, orderKey, padded, shortAddress, typist, workerKey } from './keys.ts'
import { matters, type Matter } from './matters.ts'
import { person, type DepartmentWriter, type Site } from './writer.ts'

const department = 'approval-service'
const applicationsPerNeighbourhood = 20

export class ApprovalService implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #file: SqliteFile
  readonly #spoil: Readonly<Record<'BJ' | 'GD', Spoiler>>

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    this.#file = new SqliteFile(join(folder, 'approval-service.db'), approvalSchema)
    this.#spoil = {
      BJ: new Spoiler(city.seed, truth, department, 'BJ', true),
      GD: new Spoiler(city.seed, truth, department, 'GD', true),
    }
    for (const [i, matter] of matters.entries()) this.#matter(i, matter)
  }

  grid(): void {}

  neighbourhood({ index, persons, organisations, happenings }: Neighbourhood): void {
    const adults = persons.filter((p) => p.bornYear <= thisYear - 18)
    const applications = Math.round((applicationsPerNeighbourhood * happenings.length) / 40)
    for (let at = 0; at < applications; at++) {
      const applicant = adults[(at * 17) % adults.length]
      if (applicant !== undefined)
        this.#application(index * applicationsPerNeighbourhood + at, applicant, persons, organisations)
    }
    for (const [i, happening] of happenings.entries()) {
      if (happening.hotline) this.#order(happening, persons[(i * 19) % persons.length] ?? happening.other)
    }
  }

  close(): Readonly<Record<string, number>> {
    this.#file.close(approvalAfter)
    return this.#file.rows
  }

  // Private:

  #matter(index: number, matter: Matter): void {
    this.#file.insert('SX', {
      sxbm: matterKey(index),
      sxmc: matter.name,
      sxlx: matter.kind,
      ssbm: matter.office,
      fdqx: String(matter.legal),
      cnqx: String(matter.promised),
      sfyx: 'Y',
      lrr: typist(index),
    })
  }

  #application(
    index: number,
    applicant: Person,
    persons: readonly Person[],
    organisations: readonly Organisation[],
  ): void {
    const key = padded('BJ', index + 1, 12)
    const guarded = isDemoPerson(applicant.index)
    const spoil = this.#spoil.BJ
    const draw = spoil.row(key, index, guarded)
    const nth = draw.int(matters.length)
    const unit = matters[nth]?.forUnits === true && organisations.length > 0 ? draw.pick(organisations) : null
    const asked = today - draw.int(700)
    const state =
      today - asked > 60
        ? draw.weigh<string>([
            ['3', 85],
            ['4', 8],
            ['5', 7],
          ])
        : draw.pick(['1', '2', '6'])
    const finished = state === '3' || state === '4' || state === '5'
    const another = persons[(applicant.index + 23) % persons.length] ?? applicant
    this.#file.insert('BJ', {
      bjbh: key,
      sxbm: matterKey(nth),
      sqrlx: unit === null ? '1' : '2',
      sqrxm: unit === null ? spoil.name('sqrxm', applicant.name) : unit.name,
      zjlx: unit === null ? '01' : null,
      zjhm: unit === null ? spoil.number('zjhm', applicant, another) : '',
      sqrxydm: unit === null ? '' : unit.creditCode,
      lxdh: spoil.phone('lxdh', unit === null ? applicant.phone : unit.head.phone),
      sqsj: localTime(asked, draw.between(30_000, 60_000)),
      bjsj: finished ? localTime(asked + draw.between(1, 20), draw.between(30_000, 60_000)) : null,
      bjzt: state,
      zzbh: state === '3' ? padded('ZZ', index, 10) : draw.pick(['', '无', null]),
      wgbm: applicant.home.grid.code,
      gxsj: localTime(Math.min(today, asked + 20), 61_000),
      lrr: typist(index),
      bz: null,
    })
    if (unit === null)
      this.#truth.record('Person', `P${applicant.index}`, person(applicant), {
        department,
        table: 'BJ',
        key,
        role: 'sqrxm',
      })
    else
      this.#truth.record(
        'Organisation',
        `O${unit.index}`,
        { creditCode: unit.creditCode, name: unit.name },
        { department, table: 'BJ', key, role: 'sqrxm' },
      )
  }

  #order(happening: Happening, another: Person): void {
    const { house, reporter, other, day, second } = happening
    const key = orderKey(happening)
    const about = theme(happening.theme)
    const guarded = isDemoHome(house.index)
    const spoil = this.#spoil.GD
    const draw = spoil.row(key, happening.index, guarded)
    const age = today - day
    const state = guarded
      ? '40'
      : age > 20
        ? draw.weigh<string>([
            ['70', 80],
            ['60', 10],
            ['80', 5],
            ['90', 5],
          ])
        : draw.pick(['10', '20', '30', '40', '50'])
    const answered = Number(state) >= 50 && state !== '90'
    const verified = guarded || draw.chance(0.6)
    const known = guarded || draw.chance(0.4)
    // People tell everything, and the clerk types it: names, numbers, telephone.
    const told = draw.chance(0.3)
      ? `联系人${reporter.name}，身份证${reporter.number}，电话${reporter.phone}。`
      : draw.chance(0.2)
        ? `另一方为${other.name}。`
        : ''
    this.#file.insert('GD', {
      gdbh: key,
      sqbt: about.title,
      sqfl: about.hotline,
      sqnr: `来电人反映${shortAddress(house)}：${about.text}${told}`,
      ldhm: spoil.phone('ldhm', reporter.phone),
      ldrxm: spoil.name('ldrxm', reporter.name),
      ldrzjhm: verified ? spoil.number('ldrzjhm', reporter, another) : draw.pick(['', '无', null]),
      sjdz: spoil.optional('sjdz', draw.chance(0.5) ? localAddress(house) : shortAddress(house)),
      dzbm: known ? addressCode(house) : draw.pick(['', null]),
      wgbm: house.grid.code,
      gdzt: state,
      cbdw: state === '10' ? '' : about.office,
      cbrbh: happening.gridEvent ? workerKey(house.grid) : '',
      myd: answered
        ? draw.weigh<string>([
            ['1', 30],
            ['2', 40],
            ['3', 10],
            ['4', 5],
            ['9', 15],
          ])
        : '9',
      dfnr: answered ? '已联系来电人，按规定处理并答复。' : draw.pick(['', '无', null]),
      sdsj: localTime(day, second),
      bjqx: localTime(day + 7, 64_800),
      bbh: guarded ? 4 : draw.between(1, 6),
      gxsj: changed(draw, day),
      lrr: typist(happening.index),
      bz: null,
    })
    this.#truth.record(
      'Event',
      `E${happening.index}`,
      { title: about.title },
      { department, table: 'GD', key, role: 'self' },
    )
    if (known)
      this.#truth.record(
        'House',
        `H${house.index}`,
        { addressCode: addressCode(house), address: fullAddress(house) },
        { department, table: 'GD', key, role: 'dzbm' },
      )
    this.#truth.record('Person', `P${reporter.index}`, person(reporter), {
      department,
      table: 'GD',
      key,
      role: 'ldrxm',
    })
  }
}

// Private:

const matterKey = (index: number) => padded('370283', index + 1, 10)

function changed(draw: Draw, day: number): string {
  const date = Math.min(today, day + draw.int(8))
  return compactDay(date) === compactDay(today) ? localTime(today, 30_000) : localTime(date, 50_000)
}
