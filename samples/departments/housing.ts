/** 住建局: five DBF tables a day, GBK under language bytes that do not say so, deleted rows left in place. */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, today } from '../population/calendar.ts'
import type { Grid } from '../population/city.ts'
import { demo, isDemoHome, isDemoPerson } from '../population/demo.ts'
import type { Dwelling, Organisation, Person, Rental, Title } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { DbfFile, dbfColumns } from '../write/dbf.ts'
import { housingColumns } from './housing-columns.ts'
import { addressCode, dwellingKey, estateKey, fullAddress, padded, typist } from './keys.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'housing'
type Table = keyof typeof housingColumns

export class Housing implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #files: Readonly<Record<Table, DbfFile>>
  readonly #spoil: Readonly<Record<Table, Spoiler>>
  #titles = 0

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    const day = compactDay(today)
    // 0x01 claims cp437, which is wrong; 0x00 says nothing.
    const file = (table: Table) =>
      new DbfFile(
        join(folder, `${table}_${day}.DBF`),
        dbfColumns(housingColumns[table]),
        table === 'WY' ? 0x01 : 0x00,
        day,
      )
    this.#files = { FW: file('FW'), CQ: file('CQ'), ZL: file('ZL'), WY: file('WY'), WF: file('WF') }
    const spoiler = (table: Table) => new Spoiler(city.seed, truth, department, table, false)
    this.#spoil = { FW: spoiler('FW'), CQ: spoiler('CQ'), ZL: spoiler('ZL'), WY: spoiler('WY'), WF: spoiler('WF') }
  }

  grid(grid: Grid, _staff: GridStaff, first: Neighbourhood): void {
    const manager = first.organisations[6] ?? first.organisations[0]
    if (grid.urban && !grid.dedicated && manager !== undefined) this.#estate(grid, manager)
  }

  neighbourhood({ dwellings, titles, rentals, persons, organisations }: Neighbourhood): void {
    for (const dwelling of dwellings) this.#dwelling(dwelling)
    for (const [i, title] of titles.entries()) {
      const unit =
        i % 19 === 18 && !isDemoPerson(title.owner.index)
          ? organisations[i % Math.max(1, organisations.length)]
          : undefined
      this.#title(title, persons[(i * 3) % persons.length] ?? title.owner, unit ?? null)
    }
    for (const [i, rental] of rentals.entries())
      this.#rental(rental, persons[(i * 5) % persons.length] ?? rental.tenant)
    for (const dwelling of dwellings) if (inspected(dwelling)) this.#inspection(dwelling)
  }

  close(): Readonly<Record<string, number>> {
    for (const file of Object.values(this.#files)) file.close()
    return Object.fromEntries(Object.entries(this.#files).map(([table, file]) => [table, file.rows]))
  }

  // Private:

  #dwelling(dwelling: Dwelling): void {
    const { grid, flat } = dwelling
    const key = dwellingKey(dwelling)
    const guarded = isDemoHome(dwelling.index)
    const spoil = this.#spoil.FW
    const draw = spoil.row(key, dwelling.index, guarded)
    // Plots in villages are counted in mu by the older clerks: 1 mu = 666.67 m².
    const mu = flat === null ? (dwelling.area / 666.67).toFixed(2) : null
    const area = spoil.any('area', 'JZMJ', dwelling.area.toFixed(2), { mu: () => mu, overflow: () => '*'.repeat(12) })
    const known = guarded || dwelling.index === demo.secondDwelling || draw.chance(0.7)
    const changed = updated(draw)
    const deleted = spoil.fate(['deleted']) !== null
    this.#files.FW.write(
      {
        FWBM: key,
        LDBM: flat === null ? '' : padded(`LD${grid.code.slice(6)}`, flat.building, 4),
        LDMC: flat === null ? '' : `${grid.estate}${flat.building}号楼`,
        DYH: flat === null ? '' : `${flat.entrance}`,
        FH: flat === null ? `${dwelling.door}` : flat.room,
        XQBH: flat === null ? '' : estateKey(grid),
        XQMC: flat === null ? '' : grid.estate,
        JZMJ: area,
        MJDW: area === mu ? '2' : '1',
        YT: guarded
          ? '10'
          : draw.weigh<string>([
              ['10', 92],
              ['20', 5],
              ['40', 1],
              ['90', 2],
            ]),
        WFDJ: inspected(dwelling) ? grade(dwelling) : '',
        DZBM: known ? addressCode(dwelling) : '',
        FWZL: spoil.address('FWZL', dwelling),
        JGRQ: `${dwelling.builtYear}${draw.pick(['0630', '1020', '1130'])}`,
        WXZJYE: String(draw.int(2_000_000)),
        GXSJ: changed,
        LRR: typist(dwelling.index),
        LRSJ: changed,
      },
      deleted,
    )
    this.#truth.record(
      'House',
      `H${dwelling.index}`,
      { addressCode: addressCode(dwelling), address: fullAddress(dwelling) },
      { department, table: 'FW', key, role: 'self' },
    )
  }

  #title(title: Title, another: Person, unit: Organisation | null): void {
    const { dwelling, owner, registeredOn } = title
    const key = padded('CQ', ++this.#titles, 10)
    const guarded = isDemoPerson(owner.index)
    const spoil = this.#spoil.CQ
    const draw = spoil.row(key, this.#titles, guarded)
    const changed = updated(draw)
    const deleted = spoil.fate(['deleted']) !== null
    const year = dashedDay(registeredOn).slice(0, 4)
    this.#files.CQ.write(
      {
        CQBH: key,
        CQZH: `鲁(${year})平度市不动产权第${padded('', this.#titles, 7)}号`,
        FWBM: dwellingKey(dwelling),
        QSZT: title.cancelled ? draw.pick(['2', '3']) : '1',
        QLRLX: unit === null ? '1' : '2',
        QLR: unit === null ? spoil.name('QLR', owner.name, 60) : unit.name,
        ZJLX: unit === null ? '01' : '',
        QLRZJH: unit === null ? spoil.number('QLRZJH', owner, another, 20) : '',
        QLRXYM: unit === null ? '' : unit.creditCode,
        GYFE: guarded
          ? '单独所有'
          : draw.weigh<string>([
              ['单独所有', 60],
              ['1/2', 20],
              ['50%', 15],
              ['', 5],
            ]),
        CJJ: (draw.between(20_0000, 180_0000) / 10_000).toFixed(4),
        DJRQ: spoil.date('DJRQ', registeredOn, dashedDay(registeredOn), 10),
        FJ:
          draw.chance(0.3) || guarded
            ? `${title.cancelled ? '已注销；' : ''}抵押情况：无。登记时查验身份证件原件。坐落：${fullAddress(dwelling)}`
            : '',
        GXSJ: changed,
        LRR: typist(this.#titles),
        LRSJ: changed,
      },
      deleted,
    )
    if (unit === null)
      this.#truth.record('Person', `P${owner.index}`, person(owner), { department, table: 'CQ', key, role: 'QLR' })
    else
      this.#truth.record(
        'Organisation',
        `O${unit.index}`,
        { creditCode: unit.creditCode, name: unit.name },
        { department, table: 'CQ', key, role: 'QLR' },
      )
  }

  #rental({ dwelling, landlord, tenant, from, until, rent }: Rental, another: Person): void {
    const key = padded('ZL', dwelling.index + 1, 10)
    const spoil = this.#spoil.ZL
    const draw = spoil.row(key, dwelling.index, isDemoPerson(landlord.index) || isDemoPerson(tenant.index))
    const changed = updated(draw)
    const deleted = spoil.fate(['deleted']) !== null
    this.#files.ZL.write(
      {
        ZLBH: key,
        FWBM: dwellingKey(dwelling),
        FDXM: spoil.name('FDXM', landlord.name, 60),
        FDZJH: spoil.number('FDZJH', landlord, another, 20),
        ZKXM: spoil.name('ZKXM', tenant.name, 60),
        ZKZJH: spoil.number('ZKZJH', tenant, another, 20),
        ZKDH: spoil.phone('ZKDH', tenant.phone),
        QZRQ: spoil.date('QZRQ', from, dashedDay(from), 10),
        ZZRQ: until === null ? draw.pick(['长期', '9999-12-31']) : spoil.date('ZZRQ', until, dashedDay(until), 10),
        YZJ: rent.toFixed(2),
        BAZT: until !== null && until < today ? '2' : '1',
        GXSJ: changed,
        LRR: typist(dwelling.index),
        LRSJ: changed,
        BZ: draw.chance(0.1) ? '合同复印件存档。' : '',
      },
      deleted,
    )
    this.#truth.record('Person', `P${landlord.index}`, person(landlord), { department, table: 'ZL', key, role: 'FDXM' })
    this.#truth.record('Person', `P${tenant.index}`, person(tenant), { department, table: 'ZL', key, role: 'ZKXM' })
  }

  #estate(grid: Grid, manager: Organisation): void {
    const key = estateKey(grid)
    const spoil = this.#spoil.WY
    const draw = spoil.row(key, grid.index, grid.index === 0)
    const from = today - draw.between(100, 900)
    this.#files.WY.write({
      XQBH: key,
      XQMC: grid.estate,
      WYXYM: spoil.creditCode('WYXYM', manager.creditCode, manager.organisationCode, manager.registrationNumber),
      WYMC: manager.name,
      FWDH: spoil.phone('FWDH', manager.head.phone),
      HTQ: compactDay(from),
      HTZ: compactDay(from + 1095),
      HS: '350',
      CSDM: spoil.village('CSDM', grid),
      LRR: typist(grid.index),
    })
    this.#truth.record(
      'Organisation',
      `O${manager.index}`,
      { creditCode: manager.creditCode, name: manager.name },
      { department, table: 'WY', key, role: 'WYMC' },
    )
  }

  #inspection(dwelling: Dwelling): void {
    const key = padded('WF', dwelling.index + 1, 10)
    const draw = this.#spoil.WF.row(key, dwelling.index, isDemoHome(dwelling.index))
    const level = grade(dwelling)
    this.#files.WF.write({
      WFBH: key,
      FWBM: dwellingKey(dwelling),
      JDDJ: level,
      JDRQ: compactDay(today - draw.between(30, 1500)),
      JDJG: '平度市房屋安全鉴定中心',
      CZCS:
        level === 'A'
          ? ''
          : `鉴定为${level}级。${level === 'D' ? '立即停止使用，组织撤离；' : ''}建议加固承重墙并定期观测。`,
      CZZT: level === 'A' ? '3' : draw.pick(['1', '2', '3']),
      LRR: typist(dwelling.index),
      LRSJ: updated(draw),
    })
  }
}

// Private:

function inspected(dwelling: Dwelling): boolean {
  return dwelling.builtYear < 2000 && dwelling.index % 9 === 0
}

function grade(dwelling: Dwelling): string {
  return 'AABABCBCD'.charAt((dwelling.index / 9) % 9)
}

function updated(draw: Draw): string {
  return localTime(today - draw.int(1500), draw.between(8 * 3600, 18 * 3600))
}
