/**
 * What hospitals and clinics tell of persons, as HL7 messages. History lies in batch files, one a kind; the messages of today are few and
 * wait to be pushed: vaccinations, a correction, one taken back, one sent twice, a visit that nobody wants, a type that was never agreed.
 */
import { join } from 'node:path'
import { compactDay, dayOfYear, localTime, thisYear, today } from '../population/calendar.ts'
import type { City } from '../population/city.ts'
import { demo, isDemoPerson } from '../population/demo.ts'
import type { Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { Hl7BatchFile, hl7Message, type Hl7Field, type Hl7Segment } from '../write/hl7.ts'
import { childhood } from './health-schema.ts'
import { padded } from './keys.ts'
import { person } from './writer.ts'

const department = 'health'
type Table = 'DA' | 'JZ' | 'CS'

/** Vaccinations of one person are numbered within this room. */
const perPerson = 32
const lots = ['202503A11', '202506B07', '202509C02', '202601A05'] as const
const makers = ['样例生物制品所', '例行生物股份有限公司'] as const

interface Shot {
  readonly nth: number
  readonly code: string
  readonly name: string
  readonly dose: number
  readonly site: string
  readonly day: number
}

export class HealthMessages {
  readonly #city: City
  readonly #truth: Truth
  readonly #files: Readonly<Record<Table, Hl7BatchFile>>
  readonly #outgoing: Hl7BatchFile
  readonly #spoil: Readonly<Record<Table, Spoiler>>
  readonly #rows = { DA: 0, JZ: 0, CS: 0 }
  #sent = 0

  constructor(folder: string, city: City, truth: Truth) {
    this.#city = city
    this.#truth = truth
    const file = (table: string) => new Hl7BatchFile(join(folder, 'messages', `${table}.hl7`))
    this.#files = { DA: file('DA'), JZ: file('JZ'), CS: file('CS') }
    this.#outgoing = new Hl7BatchFile(join(folder, 'outgoing.hl7'))
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = { DA: spoiler('DA'), JZ: spoiler('JZ'), CS: spoiler('CS') }
  }

  neighbourhood({ index, persons }: Neighbourhood): void {
    for (const [i, one] of persons.entries()) {
      const another = persons[(i * 3 + 2) % persons.length] ?? one
      if (isDemoPerson(one.index) || one.index % 4 === 1) this.#record(one, another)
      this.#shots(one, another)
      this.#birth(one)
    }
    if (index === 0) this.#ofToday(persons)
  }

  /** Rows that the history comes to, by table; what is pushed today comes on top. */
  close(): Readonly<Record<Table, number>> {
    for (const file of Object.values(this.#files)) file.close()
    this.#outgoing.close()
    return this.#rows
  }

  // Private:

  #record(one: Person, another: Person): void {
    const key = recordKey(one)
    const spoil = this.#spoil.DA
    const draw = spoil.row(key, one.index, isDemoPerson(one.index))
    const day = today - draw.between(30, 2500)
    const pid = this.#pid(one, {
      number: spoil.number('ZJHM', one, another),
      name: spoil.name('XM', one.name),
      sex: spoil.sex('XB', one.sex, one.sex),
      born: spoil.fixedDate('CSRQ', one.born),
      phone: spoil.phone('LXDH', one.phone),
    })
    const head = { institution: this.#centre(one), charset: 'GB 18030-2000' as const }
    const twice = spoil.fate(['twice']) !== null
    const time = stamp(day, draw)
    const message = hl7Message({ ...head, time, type: 'ADT^A28', id: this.#id() }, [pid])
    for (let i = 0; i < (twice ? 2 : 1); i++) this.#files.DA.write(message)
    this.#rows.DA++
    this.#truth.record('Person', `P${one.index}`, person(one), { department, table: 'DA', key, role: 'self' })
    if (one.index % 64 !== 1 || isDemoPerson(one.index)) return
    // A second record of the same person, found and merged: the one that is given up comes before.
    const given = padded('JK', 9_000_000_000 + one.index, 10)
    const old = this.#pid(
      one,
      { number: one.number, name: one.name, sex: one.sex, born: compactDay(one.born), phone: '' },
      given,
    )
    this.#files.DA.write(hl7Message({ ...head, time: stamp(day - 20, draw), type: 'ADT^A28', id: this.#id() }, [old]))
    this.#files.DA.write(
      hl7Message({ ...head, time: stamp(day + 1, draw), type: 'ADT^A40', id: this.#id() }, [
        pid,
        ['MRG', [given, '', '', '', 'PI']],
      ]),
    )
  }

  #shots(one: Person, another: Person): void {
    const guarded = isDemoPerson(one.index)
    for (const shot of shotsOf(one, this.#spoil.JZ)) {
      const institution = this.#centre(one)
      const filler = padded('V', one.index * perPerson + shot.nth, 10)
      const key = `${institution}-${filler}`
      const spoil = this.#spoil.JZ
      const draw = spoil.row(key, one.index * perPerson + shot.nth, guarded)
      const infant = one.bornYear >= thisYear - 1 && draw.chance(0.4)
      const pid = this.#pid(one, {
        number: infant ? '' : spoil.number('ZJHM', one, another),
        name: spoil.name('XM', one.name),
        sex: one.sex,
        born: spoil.fixedDate('CSRQ', one.born),
        phone: '',
      })
      const head = { institution, type: 'VXU^V04', charset: 'UNICODE UTF-8' as const, odd: one.index % 50 === 7 }
      const segments = [pid, ['ORC', 'RE', '', filler] as const, ...shotSegments(shot, draw)]
      const message = hl7Message({ ...head, time: stamp(shot.day, draw), id: this.#id() }, segments)
      const fate = spoil.fate(['twice', 'deleted'])
      for (let i = 0; i < (fate === 'twice' ? 2 : 1); i++) this.#files.JZ.write(message)
      if (fate === 'deleted') {
        const gone: Hl7Segment[] = [pid, ['ORC', 'RE', '', filler], rxa(shot, '', 'D')]
        this.#files.JZ.write(hl7Message({ ...head, time: later(shot.day + 2), id: this.#id() }, gone))
        continue
      }
      this.#rows.JZ++
      this.#truth.record('Person', `P${one.index}`, person(one), { department, table: 'JZ', key, role: 'person' })
      if (guarded || !draw.chance(0.01)) continue
      const corrected: Hl7Segment[] = [pid, ['ORC', 'RE', '', filler], rxa(shot, draw.pick(lots), 'U')]
      this.#files.JZ.write(hl7Message({ ...head, time: later(shot.day + 3), id: this.#id() }, corrected))
    }
  }

  #birth(child: Person): void {
    const guarded = isDemoPerson(child.index)
    if (!/^[23]0$/.test(child.relation) || (child.bornYear < 2010 && !guarded)) return
    const parents = child.home.residents.filter((one) => /^(02|1[0-2])$/.test(one.relation))
    const mother = parents.find((one) => one.sex === 'F')
    const father = parents.find((one) => one.sex === 'M')
    if (mother === undefined) return
    const key = padded('T', 370_000_000 + child.index, 9)
    const spoil = this.#spoil.CS
    const draw = spoil.row(key, child.index, guarded)
    const issued = child.born + draw.between(3, 20)
    const pid = this.#pid(child, {
      number: child.number,
      name: spoil.name('XM', child.name),
      sex: child.sex,
      born: `${compactDay(child.born)}${padded('', draw.int(24), 2)}${padded('', draw.int(60), 2)}`,
      phone: '',
    })
    const next = (nth: string, kin: Person, relation: string, number: string): Hl7Segment => [
      'NK1',
      nth,
      spoil.name(relation === 'MTH' ? 'MQXM' : 'FQXM', kin.name),
      [relation, relation === 'MTH' ? '母亲' : '父亲'],
      ...Array<string>(29).fill(''),
      number,
    ]
    const segments: Hl7Segment[] = [
      pid,
      next('1', mother, 'MTH', spoil.number('MQZJHM', mother, father ?? mother)),
      ...(father ? [next('2', father, 'FTH', spoil.number('FQZJHM', father, mother))] : []),
      ['ZCS', key, String(draw.between(2400, 4200)), String(draw.between(36, 41)), compactDay(issued), '1', 'A'],
    ]
    const head = { institution: 'JG00001', charset: 'GB 18030-2000' as const }
    this.#files.CS.write(hl7Message({ ...head, time: stamp(issued, draw), type: 'ADT^A01', id: this.#id() }, segments))
    this.#rows.CS++
    const kin = [[child, 'child'], [mother, 'mother'], ...(father ? [[father, 'father'] as const] : [])] as const
    for (const [one, role] of kin)
      this.#truth.record('Person', `P${one.index}`, person(one), { department, table: 'CS', key, role })
    if (guarded || !draw.chance(0.02)) return
    // Lost and issued again: only the kind of issue changes.
    const again: Hl7Segment[] = [pid, ['ZCS', key, '', '', compactDay(issued + 90), '3', 'U']]
    this.#files.CS.write(hl7Message({ ...head, time: later(issued + 90), type: 'ADT^A08', id: this.#id() }, again))
  }

  /** Pushed while the hub runs. The demo household's rows are not among them. */
  #ofToday(persons: readonly Person[]): void {
    const draw = this.#spoil.JZ.row('today', 0, true)
    let second = 8 * 3600
    const send = (type: string, institution: string, segments: readonly Hl7Segment[]) => {
      const time = localTime(today + 1, (second += 40)).replace(/[- :]/g, '')
      const message = hl7Message({ institution, time, type, id: this.#id(), charset: 'GB 18030-2000' }, segments)
      this.#outgoing.write(message)
      return message
    }
    for (const one of persons.slice(demo.persons, 60)) {
      const institution = this.#centre(one)
      const clean = this.#pid(one, {
        number: one.number,
        name: one.name,
        sex: one.sex,
        born: compactDay(one.born),
        phone: '',
      })
      const shot: Shot = {
        nth: perPerson - 1,
        code: '2101',
        name: '流感病毒裂解疫苗',
        dose: 1,
        site: 'LA',
        day: today + 1,
      }
      const order = ['ORC', 'RE', '', padded('V', one.index * perPerson + shot.nth, 10)] as const
      const message = send('VXU^V04', institution, [clean, order, ...shotSegments(shot, draw)])
      if (one.index % 8 === 0) this.#outgoing.write(message)
      if (one.index % 8 === 1) send('VXU^V04', institution, [clean, order, rxa(shot, lots[3], 'U')])
      if (one.index % 8 === 2) send('VXU^V04', institution, [clean, order, rxa(shot, '', 'D')])
      if (one.index % 8 === 3) send('ADT^A03', institution, [clean, ['PV1', '1', 'I', '内科']])
      if (one.index % 8 === 4) send('ADT^A08', institution, [clean])
    }
    const [first] = persons
    if (first)
      send('ORU^R01', 'JG00001', [
        ['PID', '1'],
        ['OBX', '1', 'NM', ['GLU', '血糖'], '', '5.2'],
      ])
  }

  #pid(
    one: Person,
    said: {
      readonly number: string
      readonly name: string
      readonly sex: string
      readonly born: string
      readonly phone: string
    },
    key = recordKey(one),
  ): Hl7Segment {
    const ids: (readonly string[])[] = [[key, '', '', 'WJJ', 'PI']]
    if (said.number !== '') ids.push([said.number, '', '', '公安', 'NNCHN'])
    const identifiers: Hl7Field = { repeated: ids }
    return ['PID', '1', '', identifiers, '', said.name, '', said.born, said.sex, '', '', '', '', said.phone]
  }

  /** The health centre of the town where the person lives. */
  #centre(one: Person): string {
    return padded('JG', 101 + this.#city.towns.indexOf(one.home.grid.town), 5)
  }

  #id(): string {
    return padded('M', ++this.#sent, 10)
  }
}

// Private:

const recordKey = (one: Person) => padded('JK', one.index + 1, 10)
const stamp = (day: number, draw: Draw) =>
  localTime(Math.min(today, day), draw.between(8 * 3600, 17 * 3600)).replace(/[- :]/g, '')

/** After whatever else was sent on the day. */
const later = (day: number) => localTime(Math.min(today, day), 20 * 3600).replace(/[- :]/g, '')

const rxa = (shot: Shot, lot: string, action: 'A' | 'U' | 'D'): Hl7Segment => [
  'RXA',
  '0',
  action === 'A' ? String(shot.dose) : '',
  action === 'A' ? compactDay(shot.day) : '',
  '',
  action === 'A' ? [shot.code, shot.name, 'EPI'] : '',
  action === 'A' ? '0.5' : '',
  action === 'A' ? 'ml' : '',
  ...Array<string>(7).fill(''),
  lot,
  '',
  action === 'A' ? ['', makers[shot.nth % makers.length] ?? makers[0]] : '',
  '',
  '',
  action === 'A' ? 'CP' : '',
  action,
]

function shotSegments(shot: Shot, draw: Draw): Hl7Segment[] {
  const segments: Hl7Segment[] = [rxa(shot, draw.pick(lots), 'A'), ['RXR', 'IM', shot.site]]
  if (draw.chance(0.01))
    segments.push(['OBX', '1', 'ST', ['31044-1', '不良反应'], '', draw.pick(['低热|一天自愈', '局部红肿', '皮疹'])])
  return segments
}

/** Children have what the programme asks for so far; the old have influenza and pneumonia, some of the others the vaccine of 2021. */
function shotsOf(one: Person, spoil: Spoiler): Shot[] {
  const guarded = isDemoPerson(one.index)
  const draw = spoil.row(`schedule ${one.index}`, one.index * perPerson + perPerson - 1, guarded)
  const shots: Shot[] = []
  if (one.bornYear >= thisYear - 5 || (guarded && one.bornYear > 2000)) {
    for (const [nth, due] of childhood.entries()) {
      const day = one.born + Math.round(due.months * 30.4) + draw.int(10)
      if (day < today) shots.push({ nth, ...due, day })
    }
  }
  const adult = { dose: 1, site: 'LA' }
  const autumn = dayOfYear(thisYear - 1, 280) + draw.int(60)
  if (one.bornYear <= thisYear - 65 && (draw.chance(0.4) || guarded)) {
    shots.push({ nth: 20, code: '2101', name: '流感病毒裂解疫苗', day: autumn, ...adult })
    if (draw.chance(0.3))
      shots.push({ nth: 21, code: '2501', name: '23价肺炎球菌多糖疫苗', day: autumn + 30, ...adult })
  }
  if (guarded && one.bornYear < 2000) {
    const spring = dayOfYear(2021, 120)
    for (const dose of [1, 2])
      shots.push({
        nth: 21 + dose,
        code: '5601',
        name: '新型冠状病毒灭活疫苗',
        dose,
        site: 'LA',
        day: spring + dose * 28,
      })
  }
  return shots
}
