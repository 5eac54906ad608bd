/** 市场监管局: one XML push file a table; text as published, codes that old rows lack, heads with their numbers in a table of their own. */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, today } from '../population/calendar.ts'
import { demo, isDemoPerson } from '../population/demo.ts'
import type { Happening, Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { pointIn } from '../population/points.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { XmlFile, type XmlRow } from '../write/xml.ts'
import { addressCode, complaintKey, fullAddress, oldNumber, padded, typist, unitKey } from './keys.ts'
import { person, type DepartmentWriter, type Site } from './writer.ts'

const department = 'market-regulation'
const tables = ['QY', 'GT', 'FR', 'XK', 'TZSB', 'TS'] as const
type Table = (typeof tables)[number]

/** Credit codes came on 1 October 2015; who was founded before has a registration number too. */
const equipment: readonly (readonly [kind: string, name: string])[] = [
  ['1000', '蒸汽锅炉'],
  ['2000', '储气罐'],
  ['3000', '乘客电梯'],
  ['4000', '桥式起重机'],
  ['5000', '叉车'],
  ['6000', '观览车'],
  ['8000', '工业管道'],
]

export class MarketRegulation implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #files: Readonly<Record<Table, XmlFile>>
  readonly #spoil: Readonly<Record<Table, Spoiler>>

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    const file = (table: Table) => new XmlFile(join(folder, `${table}_${compactDay(today)}.xml`))
    this.#files = { QY: file('QY'), GT: file('GT'), FR: file('FR'), XK: file('XK'), TZSB: file('TZSB'), TS: file('TS') }
    const spoiler = (table: Table) => new Spoiler(city.seed, truth, department, table, false)
    this.#spoil = {
      QY: spoiler('QY'),
      GT: spoiler('GT'),
      FR: spoiler('FR'),
      XK: spoiler('XK'),
      TZSB: spoiler('TZSB'),
      TS: spoiler('TS'),
    }
  }

  grid(): void {}

  neighbourhood({ organisations, persons, happenings }: Neighbourhood): void {
    for (const [i, unit] of organisations.entries()) {
      const codes = this.#unit(unit)
      this.#head(unit, persons[(i * 13) % persons.length] ?? unit.head, codes)
      this.#licences(unit)
      if (unit.index % 4 === 1) this.#equipment(unit)
    }
    for (const happening of happenings) if (happening.complaint) this.#complaint(happening)
  }

  close(): Readonly<Record<string, number>> {
    for (const file of Object.values(this.#files)) file.close()
    return Object.fromEntries(tables.map((table) => [table, this.#files[table].rows]))
  }

  // Private:

  #unit(unit: Organisation): Pick<XmlRow, 'XYDM' | 'ZCH'> {
    const trader = unit.kind === 'trader'
    const table = trader ? 'GT' : 'QY'
    const key = unitKey(unit)
    const guarded = unit.index === demo.organisation
    const spoil = this.#spoil[table]
    const draw = spoil.row(key, unit.index, guarded)
    const old = oldNumber(unit)
    const XYDM = spoil.creditCode('XYDM', unit.creditCode, unit.organisationCode, old)
    const founded = spoil.date(trader ? 'ZCRQ' : 'CLRQ', unit.foundedOn, dashedDay(unit.foundedOn))
    const place = {
      HYDM: unit.industry,
      ZS: guarded ? fullAddress(unit.place) : spoil.address('ZS', unit.place),
      DZBM: guarded || draw.chance(0.3) ? addressCode(unit.place) : null,
      WGBM: guarded || draw.chance(0.6) ? unit.place.grid.code : '',
    }
    const state = {
      DJZT: unit.open ? '1' : draw.pick(['2', '3', '4']),
      GXSJ: localTime(today - draw.int(900), 40_000),
      LRR: typist(unit.index),
      BZ: null,
    }
    const codes = { XYDM: draw.chance(0.5) && XYDM === '' ? null : XYDM, ZCH: old === '' ? null : old }
    if (trader) {
      this.#files.GT.write('GT', {
        ZTBM: key,
        ...codes,
        ZHMC: unit.name,
        JYZ: unit.head.name,
        ...place,
        ZCRQ: founded,
        ...state,
      })
    } else {
      const wan = String(unit.capital / 10_000)
      const ZCZB = spoil.any('capital', 'ZCZB', wan, {
        withUnit: () => `${wan}万元`,
        inYuan: () => `${unit.capital}元`,
      })
      const QYLX =
        unit.kind === 'cooperative'
          ? '9100'
          : guarded
            ? '1100'
            : draw.pick(['1130', '1100', '1100', '1200', '4500', '4550'])
      this.#files.QY.write('QY', {
        ZTBM: key,
        ...codes,
        QYMC: unit.name,
        QYLX,
        ...place,
        FDDBR: unit.head.name,
        ZCZB,
        CLRQ: founded,
        ...state,
      })
    }
    this.#about(unit, table, key, 'self')
    return codes
  }

  #head(unit: Organisation, another: Person, codes: Pick<XmlRow, 'XYDM' | 'ZCH'>): void {
    const key = padded('FR', unit.index + 1, 8)
    const spoil = this.#spoil.FR
    const draw = spoil.row(key, unit.index, isDemoPerson(unit.head.index))
    this.#files.FR.write('FR', {
      FRBH: key,
      ZTBM: unitKey(unit),
      XYDM: codes.XYDM ?? null,
      ZCH: codes.ZCH ?? null,
      ZTMC: unit.name,
      ZW: unit.kind === 'trader' ? '2' : '1',
      XM: spoil.name('XM', unit.head.name),
      ZJLX: '01',
      ZJHM: spoil.number('ZJHM', unit.head, another),
      LXDH: spoil.phone('LXDH', unit.head.phone),
      RZRQ: spoil.date('RZRQ', unit.foundedOn, dashedDay(unit.foundedOn)),
      GXSJ: localTime(today - draw.int(900), 41_000),
    })
    this.#truth.record('Person', `P${unit.head.index}`, person(unit.head), { department, table: 'FR', key, role: 'XM' })
    this.#about(unit, 'FR', key, 'ZTBM')
  }

  #licences(unit: Organisation): void {
    const draw = this.#spoil.XK.row(unitKey(unit), unit.index, unit.index === demo.organisation)
    const count =
      unit.index === demo.organisation
        ? 2
        : draw.weigh<number>([
            [0, 50],
            [1, 35],
            [2, 15],
          ])
    if (count === 0) return
    const rows = Array.from({ length: count }, (_, i) => this.#licence(unit, i))
    this.#files.XK.writeNested('ZT', 'ZTBM', unitKey(unit), 'XK', rows)
  }

  #licence(unit: Organisation, nth: number): XmlRow {
    const key = padded('XK', unit.index * 4 + nth + 1, 8)
    const spoil = this.#spoil.XK
    const draw = spoil.row(key, unit.index * 4 + nth, unit.index === demo.organisation)
    const until = today + draw.between(-300, 1500)
    const kind = draw.pick(['JY', 'JY', 'SC', 'YP', 'YL', 'TZ'])
    this.#about(unit, 'XK', key, '@parent')
    return {
      XKBH: key,
      XYDM: spoil.creditCode('XYDM', unit.creditCode, unit.organisationCode, oldNumber(unit)),
      ZCH: null,
      XKZH: `${kind}1370283${padded('', unit.index * 4 + nth, 7)}`,
      XKLX: kind,
      XKNR: draw.pick(['预包装食品销售', '热食类食品制售', '药品零售', '医疗器械经营', '压力容器制造']),
      YXQZ: draw.chance(0.1) ? '长期' : spoil.date('YXQZ', until, dashedDay(until)),
      XKZT:
        until < today
          ? '2'
          : draw.weigh<string>([
              ['1', 95],
              ['3', 2],
              ['4', 3],
            ]),
      GXSJ: changed(draw),
      LRR: typist(unit.index),
    }
  }

  #equipment(unit: Organisation): void {
    const spoil = this.#spoil.TZSB
    const kind = equipment[Math.floor(unit.index / 4) % equipment.length] ?? equipment[0]
    if (kind === undefined) return
    const key = padded(`${kind[0]}370283`, unit.index, 7)
    const draw = spoil.row(key, unit.index, unit.index === demo.organisation)
    const next = today + draw.between(-60, 700)
    const [JD, WD] = spoil.point('JD', pointIn(unit.place.grid, draw))
    this.#files.TZSB.write('SB', {
      SBDM: key,
      SBMC: kind[1],
      SBZL: kind[0],
      SYDWXYDM: spoil.creditCode('SYDWXYDM', unit.creditCode, unit.organisationCode, oldNumber(unit)),
      SYDWMC: unit.name,
      SYDZ: spoil.address('SYDZ', unit.place),
      WGBM: draw.chance(0.7) ? unit.place.grid.code : null,
      JD,
      WD,
      XCJYRQ: spoil.date('XCJYRQ', next, dashedDay(next)),
      SYZT: draw.weigh<string>([
        ['1', 90],
        ['2', 7],
        ['3', 3],
      ]),
      GXSJ: changed(draw),
      LRR: typist(unit.index),
      BZ: null,
    })
    this.#truth.record(
      'ManagedObject',
      `equipment${unit.index}`,
      { code: key },
      { department, table: 'TZSB', key, role: 'self' },
    )
    this.#about(unit, 'TZSB', key, 'SYDWMC')
  }

  #complaint(happening: Happening): void {
    const unit = happening.against
    if (unit === null) return
    const key = complaintKey(happening)
    const spoil = this.#spoil.TS
    const draw = spoil.row(key, happening.index, isDemoPerson(happening.reporter.index))
    const done = today - happening.day > 60
    this.#files.TS.write('TSD', {
      TSDH: key,
      XYDM: unit.creditCode,
      TSLB: draw.pick(['1', '2', '3', '4', '9']),
      TSNR: `在${unit.name}消费后${draw.pick(['发现商品过期', '商家拒绝退款', '价格与标示不符', '宣传与实际不符'])}，要求处理。`,
      TSRXM: spoil.name('TSRXM', happening.reporter.name),
      TSRDH: spoil.phone('TSRDH', happening.reporter.phone),
      WGBM: unit.place.grid.code,
      DJSJ: localTime(happening.day, happening.second),
      BLQX: dashedDay(happening.day + 60),
      BLZT: done ? draw.pick(['4', '4', '5']) : draw.pick(['1', '2', '3']),
      GXSJ: localTime(Math.min(today, happening.day + 3), happening.second),
      LRR: typist(happening.index),
    })
    this.#truth.record(
      'Event',
      `E${happening.index}`,
      { title: '消费投诉' },
      { department, table: 'TS', key, role: 'self' },
    )
    this.#about(unit, 'TS', key, 'XYDM')
    this.#truth.record('Person', `P${happening.reporter.index}`, person(happening.reporter), {
      department,
      table: 'TS',
      key,
      role: 'TSRXM',
    })
  }

  #about(unit: Organisation, table: Table, key: string, role: string): void {
    this.#truth.record(
      'Organisation',
      `O${unit.index}`,
      { creditCode: unit.creditCode, name: unit.name },
      { department, table, key, role },
    )
  }
}

// Private:

function changed(draw: Draw): string {
  return localTime(today - draw.int(900), draw.between(30_000, 60_000))
}
