/** 人民法院调解平台: cases sent to mediation and applications to confirm agreements, in the database that the stand-in platform serves. */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, today } from '../population/calendar.ts'
import { isDemoPerson } from '../population/demo.ts'
import type { Happening, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { theme } from '../population/themes.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { courtAfter, courtSchema } from './court-schema.ts'
import { caseKey, mediatorKey, padded } from './keys.ts'
import { person, type DepartmentWriter, type Site } from './writer.ts'

const department = 'court'
const COURT = '370283'
/** Of the disputes at justice every so many-th came from the court, and for every so many-th confirmation is asked. */
const SENT_EVERY = 4
const CONFIRMED_EVERY = 3

/** Cause of action at the court for a dispute kind at justice. */
const causes: Readonly<Record<string, string>> = { '07': '2', '02': '3', '03': '3', '06': '5', '08': '4', '01': '6' }

export class Court implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #file: SqliteFile
  readonly #spoil: Readonly<Record<'WP' | 'QR', Spoiler>>

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    this.#file = new SqliteFile(join(folder, 'court.db'), courtSchema)
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = { WP: spoiler('WP'), QR: spoiler('QR') }
    this.#file.insert('FY', {
      fybm: COURT,
      fymc: '平度市人民法院',
      fydz: '平度市人民路1号',
      lxdh: '0532-12368',
    })
  }

  grid(): void {}

  neighbourhood({ persons, happenings }: Neighbourhood): void {
    const mediated = happenings.filter(
      ({ mediation, against, reporter }) => mediation && (against === null || isDemoPerson(reporter.index)),
    )
    for (const [i, happening] of mediated.entries()) {
      const another = persons[(i * 11) % persons.length] ?? happening.other
      const shown = isDemoPerson(happening.reporter.index)
      if (shown || i % SENT_EVERY === 0) this.#sent(happening, another)
      if (shown || i % CONFIRMED_EVERY === 0) this.#confirmation(happening, another)
    }
  }

  close(): Readonly<Record<string, number>> {
    this.#file.close(courtAfter)
    return this.#file.rows
  }

  // Private:

  #sent(happening: Happening, another: Person): void {
    const { reporter, other, day, second, house } = happening
    const key = padded(`FY${compactDay(day).slice(0, 4)}`, happening.index + 1, 8)
    const spoil = this.#spoil.WP
    const draw = spoil.row(key, happening.index, guarded(reporter, other))
    const age = today - day
    const state = age < 15 ? draw.pick(['10', '20']) : age < 30 ? '30' : draw.pick(['40', '40', '50', '60'])
    const ended = state >= '40'
    this.#file.insert('WP', {
      ajbs: key,
      ajlb: draw.chance(0.8) ? '1' : '2',
      fybm: COURT,
      ay: causes[theme(happening.theme).dispute] ?? '9',
      sqrxm: spoil.name('sqrxm', reporter.name),
      sqrzjlx: '01',
      sqrzjhm: spoil.number('sqrzjhm', reporter, another),
      bsqrxm: spoil.name('bsqrxm', other.name),
      bsqrzjlx: '01',
      bsqrzjhm: spoil.number('bsqrzjhm', other, another),
      tjybh: mediatorKey(house.grid),
      jfbh: state === '10' || state === '60' ? '' : caseKey(happening),
      wpsj: localTime(day - 1, second),
      tjqx: spoil.date('tjqx', day + 30, dashedDay(day + 30)),
      zt: state,
      jgsm: ended ? draw.pick(['双方达成协议。', '双方分歧较大，未达成协议。', '材料不全，退回补充。']) : '',
      bbh: Number(state) / 10,
      gxsj: localTime(Math.min(today, day + (ended ? 30 : 2)), second),
      lrr: 'fy',
    })
    this.#party(reporter, 'WP', key, 'sqrxm')
    this.#party(other, 'WP', key, 'bsqrxm')
  }

  #confirmation(happening: Happening, another: Person): void {
    const { reporter, other, day, second, house } = happening
    const key = padded('QR', happening.index + 1, 12)
    const spoil = this.#spoil.QR
    const draw = spoil.row(key, happening.index, guarded(reporter, other))
    const asked = day + draw.between(12, 35)
    if (asked > today) return
    const withNumbers = draw.chance(0.8) || guarded(reporter, other)
    const decided = today - asked > 20
    const state = decided ? draw.pick(['30', '30', '30', '40', '50', '60']) : draw.pick(['10', '20'])
    const ruled = state === '30' || state === '40'
    this.#file.insert('QR', {
      sqbh: key,
      fybm: COURT,
      jfbh: caseKey(happening),
      xybh: padded(`XY${compactDay(day).slice(0, 4)}`, happening.index + 1, 6),
      sxrq: spoil.date('sxrq', day + 10, dashedDay(day + 10)),
      qrlx: draw.pick(['1', '1', '2', '3', '9']),
      sqrxm: spoil.name('sqrxm', reporter.name),
      sqrzjhm: withNumbers ? spoil.number('sqrzjhm', reporter, another) : null,
      bsqrxm: spoil.name('bsqrxm', other.name),
      bsqrzjhm: withNumbers ? spoil.number('bsqrzjhm', other, another) : null,
      tyfw: withNumbers ? '2' : '1',
      tjybh: mediatorKey(house.grid),
      sqsj: localTime(asked, second),
      zt: state,
      cdwsh: ruled ? `(${compactDay(asked).slice(0, 4)})鲁0283诉前调确${happening.index + 1}号` : '',
      cdrq: ruled ? dashedDay(asked + 12) : '',
      bhly: state === '40' || state === '50' ? draw.pick(['内容不明确，无法确认。', '不属于受理范围。']) : '',
      bbh: decided ? 3 : 1,
      gxsj: localTime(Math.min(today, asked + (decided ? 12 : 0)), second),
      lrr: 'fy',
    })
    // Without their numbers the court's rows name nobody who could be told apart.
    if (!withNumbers) return
    this.#party(reporter, 'QR', key, 'sqrxm')
    this.#party(other, 'QR', key, 'bsqrxm')
  }

  #party(who: Person, table: string, key: string, role: string): void {
    this.#truth.record('Person', `P${who.index}`, person(who), { department, table, key, role })
  }
}

const guarded = (...persons: readonly Person[]): boolean => persons.some(({ index }) => isDemoPerson(index))
