/** 宣传部: activities of the grids, merchants, volunteers with their services and points, in the database of a PHP site. */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, thisYear, today } from '../population/calendar.ts'
import { villageStem, type Grid } from '../population/city.ts'
import { demo, isDemoPerson } from '../population/demo.ts'
import type { Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { localAddress, padded, typist } from './keys.ts'
import { firstLine, noInstant, publicityAfter, publicitySchema } from './publicity-schema.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'publicity'
const activitiesPerGrid = 3
const pointsPerHour = 10

const kinds = [
  { code: '2', name: '周末大扫除' },
  { code: '3', name: '为老人理发' },
  { code: '5', name: '广场舞展演' },
  { code: '4', name: '路口文明劝导' },
  { code: '1', name: '理论宣讲进村居' },
] as const

interface Activity {
  readonly key: string
  readonly name: string
  readonly kind: string
  readonly day: number
  readonly hours: number
}

export class Publicity implements DepartmentWriter {
  readonly department = department
  readonly #seed: number
  readonly #truth: Truth
  readonly #file: SqliteFile
  readonly #spoil: Readonly<Record<'wm_hd' | 'wm_sj' | 'wm_zyz', Spoiler>>

  constructor({ folder, city, truth }: Site) {
    this.#seed = city.seed
    this.#truth = truth
    this.#file = new SqliteFile(join(folder, 'publicity.db'), publicitySchema)
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = { wm_hd: spoiler('wm_hd'), wm_sj: spoiler('wm_sj'), wm_zyz: spoiler('wm_zyz') }
  }

  grid(grid: Grid, _staff: GridStaff, { organisations }: Neighbourhood): void {
    if (grid.dedicated) return
    for (let nth = 0; nth < activitiesPerGrid; nth++) {
      const sponsor = grid.index === 0 || nth === 1 ? organisations[demo.organisation] : undefined
      this.#activity(grid, nth, sponsor?.open === true ? sponsor : null)
    }
  }

  neighbourhood({ index, persons, organisations }: Neighbourhood): void {
    const merchants = organisations.filter(
      (o) => o.index === demo.organisation || (index % 2 === 0 && o.index % 9 === 1),
    )
    for (const merchant of merchants) this.#merchant(merchant)
    const taker = merchants.find((o) => o.index === demo.organisation) ?? merchants[0]
    for (const [i, who] of persons.entries()) {
      const adult = who.bornYear <= thisYear - 16
      if (!adult || !(isDemoPerson(who.index) || who.index % 10 === 3 || hasFourBytes(who.name))) continue
      this.#volunteer(who, persons[(i + 29) % persons.length] ?? who, taker)
    }
  }

  close(): Readonly<Record<string, number>> {
    this.#file.close(publicityAfter)
    return this.#file.rows
  }

  // Private:

  /** From the grid alone: volunteers find the activities of their grid again without remembering them. */
  #activityOf(grid: Grid, nth: number): Activity {
    const index = grid.index * activitiesPerGrid + nth
    const draw = new Draw(grid.index < 2 ? demo.seed : this.#seed, 'publicity/activity', index)
    const { code, name } = draw.pick(kinds)
    // The last of the three is still to come.
    const day = nth === activitiesPerGrid - 1 ? today + draw.between(3, 40) : today - draw.between(10, 600)
    return {
      key: padded(`HD${compactDay(day).slice(0, 4)}`, index + 1, 6),
      name: `${villageStem(grid.village)}${name}`,
      kind: code,
      day,
      hours: draw.between(2, 5) / 2 + 0.5,
    }
  }

  #activity(grid: Grid, nth: number, sponsor: Organisation | null): void {
    const { key, name, kind, day, hours } = this.#activityOf(grid, nth)
    const index = grid.index * activitiesPerGrid + nth
    const spoil = this.#spoil.wm_hd
    const draw = spoil.row(key, index, grid.index < 2)
    this.#file.insert('wm_hd', {
      hdbh: key,
      hdmc: name,
      hdlx: kind,
      fqdw: sponsor?.name ?? grid.village.name,
      fqxydm: sponsor?.creditCode ?? '',
      csdm: grid.village.code,
      wgbm: grid.code,
      dd: spoil.optional('dd', `${villageStem(grid.village)}新时代文明实践站`),
      kssj: localTime(day, 30_600),
      jssj: localTime(day, 30_600 + hours * 3600),
      zmrs: spoil.optional('zmrs', String(draw.between(5, 30))),
      jfbz: String(pointsPerHour),
      zt: day > today ? '1' : grid.index > 1 && draw.chance(0.05) ? '4' : '3',
      gxsj: localTime(Math.min(today, day + 1), 36_000),
      lrr: typist(index),
      bz: null,
    })
    this.#truth.record('Event', `A${index}`, { title: name }, { department, table: 'wm_hd', key, role: 'self' })
    if (sponsor !== null) this.#organisation(sponsor, 'wm_hd', key, 'fqxydm')
  }

  #merchant(unit: Organisation): void {
    const key = merchantKey(unit)
    const spoil = this.#spoil.wm_sj
    const draw = spoil.row(key, unit.index, unit.index === demo.organisation)
    const joined = today - draw.between(100, 1500)
    this.#file.insert('wm_sj', {
      sjbh: key,
      sjmc: unit.name,
      xydm: spoil.creditCode('xydm', unit.creditCode, unit.organisationCode, ''),
      sjlx: /超市|粮油/.test(unit.name) ? '1' : /饭店|食品/.test(unit.name) ? '2' : /理发/.test(unit.name) ? '3' : '9',
      dz: spoil.optional('dz', localAddress(unit.place)),
      lxdh: spoil.phone('lxdh', unit.head.phone),
      dhsm: `${draw.between(1, 5) * 10}积分可兑换日用品一件`,
      jmrq: spoil.date('jmrq', joined, dashedDay(joined)),
      zt: unit.open ? '1' : '0',
      gxsj: localTime(joined, 40_000),
      lrr: typist(unit.index),
    })
    this.#organisation(unit, 'wm_sj', key, 'self')
  }

  #organisation(unit: Organisation, table: string, key: string, role: string): void {
    const is = { creditCode: unit.creditCode, name: unit.name }
    this.#truth.record('Organisation', `O${unit.index}`, is, { department, table, key, role })
  }

  #volunteer(who: Person, another: Person, merchant: Organisation | undefined): void {
    const key = padded('ZYZ', who.index + 1, 10)
    const guarded = isDemoPerson(who.index)
    const spoil = this.#spoil.wm_zyz
    const draw = spoil.row(key, who.index, guarded)
    const registered = today - draw.between(700, 2500)
    const checked = draw.weigh<string>([
      ['1', 90],
      ['0', 6],
      ['2', 3],
      ['3', 1],
    ])
    const { hours, balance } = this.#services(who, key, merchant, guarded)
    this.#file.insert('wm_zyz', {
      zyzbh: key,
      xm: this.#name(who.name),
      xb: spoil.sex('xb', who.sex, who.sex === 'M' ? '男' : '女'),
      zjlx: '01',
      zjhm: spoil.number('zjhm', who, another),
      sjh: spoil.phone('sjh', who.phone),
      wgbm: who.home.grid.code,
      zcrq: spoil.date('zcrq', registered, dashedDay(registered)),
      ljsc: hours.toFixed(2),
      jfye: String(balance),
      hyjg: guarded ? '1' : checked,
      hysj: !guarded && checked === '0' ? noInstant : localTime(registered, 50_000),
      zt: guarded || draw.chance(0.97) ? '1' : '2',
      gxsj: localTime(today - draw.int(300), 36_000),
      mm: padded('', draw.int(1_000_000_000), 32),
      openid: draw.chance(0.6) ? `oX${who.index.toString(36)}` : '',
      lrr: 'site',
    })
    this.#truth.record('Person', `P${who.index}`, person(who), { department, table: 'wm_zyz', key, role: 'self' })
  }

  /** What three-byte utf8 left of a name with a character of four bytes. */
  #name(name: string): string {
    const kept = this.#spoil.wm_zyz.any('threeByteName', 'xm', name, {
      lost: () => (hasFourBytes(name) ? name.replace(fourBytes, '?') : null),
    })
    return kept === name ? this.#spoil.wm_zyz.name('xm', name) : kept
  }

  /** Services in the grid's past activities, and the ledger: earned, some of it held for a merchant, then redeemed or given back. */
  #services(
    who: Person,
    volunteer: string,
    merchant: Organisation | undefined,
    guarded: boolean,
  ): { readonly hours: number; readonly balance: number } {
    const draw = new Draw(guarded ? demo.seed : this.#seed, 'publicity/services', who.index)
    const past = guarded ? activitiesPerGrid - 1 : draw.int(activitiesPerGrid)
    let hours = 0
    let balance = 0
    let lines = 0
    const line = (kind: string, points: number, day: number, more: Readonly<Record<string, string>>) => {
      balance += points
      this.#file.insert('wm_jfls', {
        lsbh: String(firstLine + BigInt(who.index * 10 + lines++)),
        zyzbh: volunteer,
        jflx: kind,
        jf: String(points),
        ye: String(balance),
        hdbh: more['hdbh'] ?? '',
        sjbh: more['sjbh'] ?? '',
        cxls: more['cxls'] ?? '',
        fssj: localTime(day, 54_000 + lines),
        zy: more['zy'] ?? '',
        lrr: 'site',
      })
    }
    const activities = Array.from({ length: past }, (_, nth) => this.#activityOf(who.home.grid, nth))
    for (const [nth, activity] of activities.sort((a, b) => a.day - b.day).entries()) {
      const confirmed = guarded || draw.chance(0.95)
      this.#file.insert('wm_fw', {
        fwbh: padded('FWJL', who.index * activitiesPerGrid + nth + 1, 11),
        hdbh: activity.key,
        zyzbh: volunteer,
        qdsj: localTime(activity.day, 30_600 - draw.int(900)),
        qtsj: confirmed ? localTime(activity.day, 30_600 + activity.hours * 3600 + draw.int(600)) : noInstant,
        fwsc: activity.hours.toFixed(2),
        qrzt: confirmed ? 'Y' : 'N',
        gxsj: localTime(activity.day + 1, 36_000),
        lrr: 'site',
      })
      if (!confirmed) continue
      hours += activity.hours
      line('1', activity.hours * pointsPerHour, activity.day + 1, { hdbh: activity.key, zy: '活动积分' })
    }
    const last = activities.at(-1)
    if (merchant !== undefined && last !== undefined && balance >= 10 && (guarded || draw.chance(0.5))) {
      const sjbh = merchantKey(merchant)
      const held = String(firstLine + BigInt(who.index * 10 + lines))
      line('2', -10, last.day + 2, { sjbh, zy: '兑换码' })
      if (guarded || draw.chance(0.8)) line('3', 0, last.day + 2, { sjbh, zy: '商家核销' })
      else line('4', 10, last.day + 3, { cxls: held, zy: '兑换码过期' })
    }
    return { hours, balance }
  }
}

// Private:

const fourBytes = /[\u{10000}-\u{10FFFF}]/u
const hasFourBytes = (name: string): boolean => fourBytes.test(name)
const merchantKey = (unit: Organisation): string => padded('SJ', unit.index + 1, 8)
