/** 公安局: five fixed-width files a night, and the cameras' file of the night before, in which some points still stood that are gone. */
import { join } from 'node:path'
import { compactDay, localTime, today } from '../population/calendar.ts'
import { villageStem, type Grid } from '../population/city.ts'
import { isDemoHome, isDemoPerson } from '../population/demo.ts'
import type { Dwelling, Person, Vehicle } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { degrees, pointIn } from '../population/points.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { FixedWidthFile } from '../write/fixed-width.ts'
import { addressCode, fullAddress, householdKey, padded, personKey, typist } from './keys.ts'
import { policeColumns } from './public-security-columns.ts'
import { person, type DepartmentWriter, type Site } from './writer.ts'

const department = 'public-security'
const brands = ['五菱', '大众', '丰田', '比亚迪', '吉利', '长安', '哈弗', '五羊本田']

export class PublicSecurity implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #residents: FixedWidthFile
  readonly #households: FixedWidthFile
  readonly #addresses: FixedWidthFile
  readonly #cameras: FixedWidthFile
  readonly #camerasBefore: FixedWidthFile
  readonly #vehicles: FixedWidthFile
  readonly #spoil: Readonly<Record<'RK' | 'HK' | 'DZ' | 'SXT' | 'CL', Spoiler>>

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    const file = (table: keyof typeof policeColumns, day: number) =>
      new FixedWidthFile(join(folder, `${table}_${compactDay(day)}.txt`), policeColumns[table])
    this.#residents = file('RK', today)
    this.#households = file('HK', today)
    this.#addresses = file('DZ', today)
    this.#cameras = file('SXT', today)
    this.#camerasBefore = file('SXT', today - 1)
    this.#vehicles = file('CL', today)
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, false)
    this.#spoil = { RK: spoiler('RK'), HK: spoiler('HK'), DZ: spoiler('DZ'), SXT: spoiler('SXT'), CL: spoiler('CL') }
  }

  /** Police data knows no grids. */
  grid(): void {}

  neighbourhood({ index, grid, persons, dwellings, vehicles }: Neighbourhood): void {
    for (const [i, one] of persons.entries()) this.#resident(one, persons[(i + 7) % persons.length] ?? one)
    for (const dwelling of dwellings) {
      this.#address(dwelling)
      if (dwelling.residents.length > 0) this.#household(dwelling)
    }
    this.#camera(index, grid)
    for (const vehicle of vehicles) this.#vehicle(vehicle, persons[vehicle.index % persons.length] ?? vehicle.owner)
  }

  close(): Readonly<Record<string, number>> {
    this.#residents.writeRaw(`合计${this.#residents.rows}行\r\n\u001a`)
    const files = {
      RK: this.#residents,
      HK: this.#households,
      DZ: this.#addresses,
      SXT: this.#cameras,
      CL: this.#vehicles,
    }
    this.#camerasBefore.close()
    for (const file of Object.values(files)) file.close()
    return Object.fromEntries(Object.entries(files).map(([table, file]) => [table, file.rows]))
  }

  // Private:

  #resident(one: Person, another: Person): void {
    const key = personKey(one.index)
    const guarded = isDemoPerson(one.index)
    const spoil = this.#spoil.RK
    const draw = spoil.row(key, one.index, guarded)
    const row = {
      RYBH: key,
      XM: spoil.name('XM', one.name, 40),
      CYM: '',
      XB: spoil.sex('XB', one.sex, one.sex === 'M' ? '1' : '2'),
      MZ: one.ethnic,
      CSRQ: spoil.fixedDate('CSRQ', one.born),
      ZJLX: '01',
      ZJHM: spoil.number('ZJHM', one, another, 20),
      HH: householdKey(one.home),
      YHZGX: one.relation,
      HJDZ: fullAddress(one.home),
      DZBM: addressCode(one.home),
      WHCD: one.education,
      HYZK: one.marital,
      LXDH: spoil.phone('LXDH', one.phone),
      RYZT: guarded
        ? '0'
        : draw.weigh<string>([
            ['0', 975],
            ['1', 12],
            ['2', 5],
            ['3', 8],
          ]),
      SAXX: guarded
        ? '00'
        : draw.weigh<string>([
            ['00', 992],
            ['01', 5],
            ['02', 3],
          ]),
      GXSJ: instant(draw),
      LRR: typist(one.index),
    }
    this.#truth.record('Person', `P${one.index}`, person(one), { department, table: 'RK', key, role: 'self' })
    switch (spoil.fate(['twice', 'short', 'shifted'])) {
      case 'twice':
        this.#residents.write(row)
        this.#residents.write(row)
        break
      case 'short':
        this.#residents.writeShort(row, 71)
        break
      case 'shifted':
        this.#residents.writeShifted(row, 'XM')
        break
      default:
        this.#residents.write(row)
    }
  }

  #household(dwelling: Dwelling): void {
    const head = dwelling.residents[0]
    if (head === undefined) return
    const key = householdKey(dwelling)
    const draw = this.#spoil.HK.row(key, dwelling.index, isDemoHome(dwelling.index))
    this.#households.write({
      HH: key,
      HZBH: personKey(head.index),
      HZXM: this.#spoil.HK.name('HZXM', head.name, 40),
      DZBM: addressCode(dwelling),
      HLX: draw.chance(0.98) || isDemoHome(dwelling.index) ? '1' : '2',
      HRS: String(dwelling.residents.length),
      GXSJ: instant(draw),
      LRR: typist(dwelling.index),
    })
  }

  #address(dwelling: Dwelling): void {
    const { grid, flat } = dwelling
    const key = addressCode(dwelling)
    const spoil = this.#spoil.DZ
    const draw = spoil.row(key, dwelling.index, isDemoHome(dwelling.index))
    const [JD, WD] = spoil.point('JD', pointIn(grid, draw))
    this.#addresses.write({
      DZBM: key,
      CSDM: spoil.village('CSDM', grid),
      XZMC: grid.town.name,
      CJMC: grid.village.name,
      JLX: flat === null ? villageStem(grid.village) : grid.street,
      MPH: `${dwelling.door}号`,
      XQMC: flat === null ? '' : grid.estate,
      LDH: flat === null ? '' : `${flat.building}号楼`,
      DYH: flat === null ? '' : `${flat.entrance}`,
      CH: flat === null ? '' : `${flat.floor}`,
      SH: flat === null ? '' : flat.room,
      DZQC: fullAddress(dwelling),
      JD,
      WD,
      DZZT: '1',
      GXSJ: instant(draw),
      LRR: typist(dwelling.index),
    })
    this.#truth.record(
      'House',
      `H${dwelling.index}`,
      { addressCode: key, address: fullAddress(dwelling) },
      { department, table: 'DZ', key, role: 'self' },
    )
  }

  #camera(index: number, grid: Grid): void {
    const spoil = this.#spoil.SXT
    const key = padded('37028300' + (index % 3 === 0 ? '05' : '01') + '131' + '0', index + 1, 6)
    const draw = spoil.row(key, index, index === 0)
    const [JD, WD] = spoil.point('JD', pointIn(grid, draw))
    const place = grid.urban ? `${grid.street}${(index % 7) * 20 + 5}号` : `${villageStem(grid.village)}村口`
    const row = {
      SXTBM: key,
      SXTMC: `${place}${draw.pick(['东侧', '西侧', '路口', '广场'])}`,
      DWLX: String(draw.between(1, 3)),
      CSDM: spoil.village('CSDM', grid),
      AZDZ: `${grid.town.name}${place}`,
      JD,
      WD,
      SXTZT:
        index === 0
          ? '1'
          : draw.weigh<string>([
              ['1', 90],
              ['2', 8],
              ['3', 2],
            ]),
      GXSJ: instant(draw),
    }
    this.#cameras.write(row)
    this.#camerasBefore.write(row)
    this.#truth.record(
      'ManagedObject',
      `camera${index}`,
      { code: key },
      { department, table: 'SXT', key, role: 'self' },
    )
    if (index % 20 !== 0) return
    const gone = padded('37028300011310', 500_000 + index, 6)
    this.#camerasBefore.write({ ...row, SXTBM: gone, JD: degrees(grid.longitude), WD: degrees(grid.latitude) })
    this.#truth.spoil({
      department,
      table: 'SXT',
      key: gone,
      column: null,
      kind: 'row',
      form: 'gone',
      was: null,
      is: null,
    })
  }

  #vehicle({ index, plate, owner, registeredOn }: Vehicle, another: Person): void {
    const key = padded('CL', index + 1, 10)
    const guarded = isDemoPerson(owner.index)
    const spoil = this.#spoil.CL
    const draw = spoil.row(key, index, guarded)
    const newEnergy = plate.startsWith('鲁BD') && plate.length === 8
    this.#vehicles.write({
      CLBH: key,
      HPHM: plate,
      HPZL: newEnergy
        ? '52'
        : draw.weigh<string>([
            ['02', 90],
            ['07', 6],
            ['01', 4],
          ]),
      SYR: spoil.name('SYR', owner.name, 60),
      SYRZJLX: '01',
      SYRZJHM: spoil.number('SYRZJHM', owner, another, 20),
      CLPP: spoil.optional('CLPP', draw.pick(brands)),
      CSYS: draw.pick([...'AABBJJEHGZ']),
      DJRQ: spoil.fixedDate('DJRQ', registeredOn),
      CLZT: guarded
        ? 'A'
        : draw.weigh<string>([
            ['A', 94],
            ['B', 4],
            ['E', 2],
          ]),
      GXSJ: instant(draw),
      LRR: typist(index),
    })
    this.#truth.record(
      'ManagedObject',
      `vehicle${index}`,
      { code: plate },
      { department, table: 'CL', key, role: 'self' },
    )
    this.#truth.record('Person', `P${owner.index}`, person(owner), { department, table: 'CL', key, role: 'SYR' })
  }
}

// Private:

/** yyyymmddhhmmss, some day of the last three years. */
function instant(draw: Draw): string {
  return localTime(today - draw.int(1000), draw.int(86_400)).replace(/[- :]/g, '')
}
