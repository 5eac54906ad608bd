/**
 * 自然资源和规划局: the registration of real estate as a database, parcels as GeoJSON (forest plots and hazards: forests-and-hazards.ts). Every dwelling is a unit and
 * every title of the housing bureau a right here, under the number of this system; a firm of each neighbourhood holds land. The demo head
 * holds two units, one of them mortgaged; the firm that he leads holds land.
 */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, today } from '../population/calendar.ts'
import { villageStem, type Grid } from '../population/city.ts'
import { demo, isDemoHome, isDemoPerson } from '../population/demo.ts'
import type { Dwelling, Organisation, Person, Title } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { pointIn } from '../population/points.ts'
import { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth, TruthRecord } from '../truth.ts'
import { GeoJsonFile } from '../write/geojson.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { ForestsAndHazards } from './forests-and-hazards.ts'
import { addressCode, fullAddress, oldNumber, padded, typist } from './keys.ts'
import { firmParcelCode, inMetres, landOnly, parcelCode, ringRound, unitNumber, type Corner } from './land.ts'
import { naturalResourcesAfter, naturalResourcesSchema } from './natural-resources-schema.ts'
import { person, type DepartmentWriter, type Site } from './writer.ts'

const department = 'natural-resources'

/** Units of firms' land stand far behind those of the dwellings. */
const firmUnits = 5_000_000_000
const squareMetresInMu = 666.67

interface Right {
  readonly unit: string
  readonly kind: string
  readonly holder: Person | Organisation
  readonly another: Person
  readonly registeredOn: number
  readonly state: string
}

export class NaturalResources implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #seed: number
  readonly #file: SqliteFile
  readonly #parcels: GeoJsonFile
  readonly #country: ForestsAndHazards
  readonly #spoil: Readonly<Record<'ZD' | 'T_BDCDY' | 'T_QL' | 'T_DYCF', Spoiler>>
  #rights = 0
  #encumbrances = 0

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    this.#seed = city.seed
    this.#file = new SqliteFile(join(folder, 'natural-resources.db'), naturalResourcesSchema)
    this.#parcels = new GeoJsonFile(join(folder, `ZD_${compactDay(today)}.geojson`), 'urn:ogc:def:crs:EPSG::4528')
    this.#country = new ForestsAndHazards({ folder, city, truth })
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = {
      ZD: spoiler('ZD'),
      T_BDCDY: spoiler('T_BDCDY'),
      T_QL: spoiler('T_QL'),
      T_DYCF: spoiler('T_DYCF'),
    }
  }

  grid(grid: Grid): void {
    this.#country.grid(grid)
  }

  neighbourhood({ index, grid, dwellings, titles, organisations, persons }: Neighbourhood): void {
    const drawn = new Set<string>()
    for (const dwelling of dwellings) {
      const isAnnex = dwelling.grid.index !== grid.index
      const parcel = parcelCode(dwelling, isAnnex)
      if (!drawn.has(parcel)) this.#parcel(parcel, dwelling)
      drawn.add(parcel)
      this.#unit(dwelling, parcel, isAnnex)
    }
    for (const [i, title] of titles.entries()) {
      const unit =
        i % 19 === 18 && !isDemoPerson(title.owner.index) ? organisations[i % organisations.length] : undefined
      this.#title(title, unit ?? title.owner, persons[(i * 3) % persons.length] ?? title.owner)
    }
    const firm = index === 0 ? organisations.find((one) => one.index === demo.organisation) : organisations[5]
    if (firm) this.#firmLand(firm)
  }

  close(): Readonly<Record<string, number>> {
    this.#parcels.close()
    this.#file.close(naturalResourcesAfter)
    return { ZD: this.#parcels.rows, ...this.#country.close(), ...this.#file.rows }
  }

  // Private:

  #parcel(code: string, dwelling: Dwelling): void {
    const { grid, flat } = dwelling
    const spoil = this.#spoil.ZD
    const draw = spoil.row(code, dwelling.index, isDemoHome(dwelling.index))
    const village = flat === null
    const ring = ringRound(pointIn(grid, draw), village ? 0.0002 : 0.0006, village ? 0.00016 : 0.0004)
    const square = village ? 315 : 2370
    const inMu = spoil.any('area', 'ZDMJ', square.toFixed(2), {
      mu: () => (village ? (square / squareMetresInMu).toFixed(2) : null),
      overflow: () => null,
    })
    this.#parcels.write(
      {
        ZDDM: code,
        ZDZL: `${grid.town.name}${villageStem(grid.village)}`,
        GHYT: village ? draw.pick(['0703', '072']) : draw.pick(['0701', '071']),
        QSXZ: village ? '2' : '1',
        ZDMJ: inMu,
        MJDW: inMu === square.toFixed(2) ? '1' : '2',
        CSDM: spoil.village('CSDM', grid),
        GXSJ: localTime(today - draw.int(400), 3600 * 9),
        LRR: typist(dwelling.index),
      },
      { type: 'Polygon', coordinates: [this.#drawn(spoil, ring)] },
    )
  }

  /** Old drawings have north before east; that is told under the column of the longitude. */
  #drawn(spoil: Spoiler, ring: readonly Corner[]): readonly Corner[] {
    const corners = inMetres(ring)
    const [first] = corners
    const text = (corner: Corner | undefined) => corner?.join(' ') ?? ''
    const swapped = corners.map(([x, y]): Corner => [y, x])
    const given = spoil.any('point', '@longitude', text(first), {
      swapped: () => text(swapped[0]),
      zero: () => null,
      blank: () => null,
      shifted: () => null,
    })
    return given === text(first) ? corners : swapped
  }

  #unit(dwelling: Dwelling, parcel: string, isAnnex: boolean): void {
    const { grid, flat, index } = dwelling
    const key = unitKey(dwelling)
    const guarded = isDemoHome(index) || index === demo.secondDwelling
    const spoil = this.#spoil.T_BDCDY
    const draw = spoil.row(key, index, guarded)
    const known = guarded || draw.chance(0.65)
    const number = unitNumber(dwelling, isAnnex)
    const typed = draw.weigh<string>([
      [number, 94],
      [`${number.slice(0, 6)} ${number.slice(6, 12)} ${number.slice(12, 19)} ${number.slice(19)}`, 4],
      [number.toLowerCase(), 2],
    ])
    this.#file.insert('T_BDCDY', {
      BDCBH: key,
      BDCDYH: guarded ? number : typed,
      ZDDM: parcel,
      DZBM: known ? addressCode(dwelling) : '',
      ZL: guarded ? fullAddress(dwelling) : spoil.address('ZL', dwelling),
      GHYT: flat === null ? '0703' : '0701',
      JZMJ: dwelling.area.toFixed(2),
      SZC: flat === null ? '1' : String(flat.floor),
      ZCS: flat === null ? '1' : '5',
      DYZT: guarded || draw.chance(0.99) ? '1' : '0',
      CSDM: grid.village.code,
      GXSJ: localTime(today - draw.int(600), 3600 * 9),
      LRR: typist(index),
      BZ: null,
    })
    if (known)
      this.#truth.record(
        'House',
        `H${index}`,
        { addressCode: addressCode(dwelling), address: fullAddress(dwelling) },
        { department, table: 'T_BDCDY', key, role: 'DZBM' },
      )
  }

  #title(title: Title, holder: Person | Organisation, another: Person): void {
    const { dwelling, registeredOn, cancelled } = title
    if (!cancelled) this.#encumber(title, holder, another)
    this.#right({
      unit: unitKey(dwelling),
      kind: dwelling.flat === null ? '6' : '4',
      holder,
      another,
      registeredOn,
      state: cancelled ? '3' : '1',
    })
  }

  #right({ unit, kind, holder, another, registeredOn, state }: Right): void {
    const index = this.#rights++
    const key = padded('QL', index + 1, 10)
    const firm = 'creditCode' in holder ? holder : null
    const one = 'creditCode' in holder ? null : holder
    const guarded = one ? isDemoPerson(one.index) : firm?.index === demo.organisation
    const spoil = this.#spoil.T_QL
    const draw = spoil.row(key, index, guarded)
    const shared = guarded
      ? '0'
      : draw.weigh<string>([
          ['0', 65],
          ['1', 25],
          ['2', 10],
        ])
    this.#file.insert('T_QL', {
      QLBH: key,
      BDCBH: unit,
      QLLX: kind,
      QLRLX: one ? '1' : '2',
      QLRMC: one ? spoil.name('QLRMC', one.name) : (firm?.name ?? ''),
      ZJZL: one ? '01' : '',
      ZJH: one ? spoil.number('ZJH', one, another) : '',
      XYDM: firm ? spoil.creditCode('XYDM', firm.creditCode, firm.organisationCode, oldNumber(firm)) : '',
      BDCQZH: `鲁(${dashedDay(registeredOn).slice(0, 4)})平度市不动产权第${padded('', index + 1, 7)}号`,
      GYFS: shared,
      QLBL: shared === '2' ? draw.pick(['1/2', '50%', '三分之一']) : '',
      DJSJ: spoil.date('DJSJ', registeredOn, dashedDay(registeredOn)),
      QSZT: state,
      GXSJ: localTime(today - draw.int(600), 3600 * 10),
      LRR: typist(index),
      BZ: null,
    })
    this.#holder(one, firm, { department, table: 'T_QL', key, role: 'QLRMC' })
  }

  #holder(one: Person | null, firm: Organisation | null, row: TruthRecord): void {
    if (one) this.#truth.record('Person', `P${one.index}`, person(one), row)
    if (firm)
      this.#truth.record('Organisation', `O${firm.index}`, { creditCode: firm.creditCode, name: firm.name }, row)
  }

  /** On what its holder has now; `kind` as the system codes it. */
  #encumber({ dwelling }: Title, holder: Person | Organisation, another: Person): void {
    const draw = new Draw(this.#seed, `${department}/encumbered`, dwelling.index)
    const isHome = isDemoHome(dwelling.index)
    if (!isHome && !draw.chance(0.12)) return
    const kind = isHome
      ? '1'
      : draw.weigh([
          ['1', 90],
          ['2', 8],
          ['3', 2],
        ])
    const key = padded('XZ', ++this.#encumbrances, 10)
    const firm = 'creditCode' in holder ? holder : null
    const one = 'creditCode' in holder ? null : holder
    const spoil = this.#spoil.T_DYCF
    spoil.row(key, dwelling.index, one !== null && isDemoPerson(one.index))
    const from = today - draw.between(100, 3000)
    const until = from + (kind === '1' ? 7300 : 1095)
    this.#file.insert('T_DYCF', {
      XZBH: key,
      BDCBH: unitKey(dwelling),
      XZLX: kind,
      YWR: one ? spoil.name('YWR', one.name) : (firm?.name ?? ''),
      YWRZJH: one ? spoil.number('YWRZJH', one, another) : '',
      YWRXYDM: firm?.creditCode ?? '',
      QLJG: kind === '1' ? '平度样例银行' : kind === '2' ? '平度市人民法院' : '利害关系人',
      DBJE: kind === '1' ? String(draw.between(10, 120)) : '',
      QSRQ: spoil.date('QSRQ', from, dashedDay(from)),
      JSRQ: spoil.date('JSRQ', until, dashedDay(until)),
      XZZT: until > today ? '1' : '0',
      GXSJ: localTime(today - draw.int(300), 3600 * 11),
      LRR: typist(dwelling.index),
    })
    this.#holder(one, firm, { department, table: 'T_DYCF', key, role: 'YWR' })
  }

  #firmLand(firm: Organisation): void {
    const draw = new Draw(this.#seed, `${department}/firm`, firm.index)
    const code = firmParcelCode(firm)
    const key = padded('BD', firmUnits + firm.index, 10)
    const place = `${firm.grid.town.name}${villageStem(firm.grid.village)}`
    const changed = localTime(today - draw.int(400), 3600 * 9)
    this.#parcels.write(
      {
        ZDDM: code,
        ZDZL: place,
        GHYT: draw.pick(['1001', '061', '0901']),
        QSXZ: '1',
        ZDMJ: '9800.00',
        MJDW: '1',
        CSDM: firm.grid.village.code,
        GXSJ: changed,
        LRR: typist(firm.index),
      },
      { type: 'Polygon', coordinates: [inMetres(ringRound(pointIn(firm.grid, draw), 0.0011, 0.0009))] },
    )
    this.#file.insert('T_BDCDY', {
      BDCBH: key,
      BDCDYH: code + landOnly,
      ZDDM: code,
      DZBM: '',
      ZL: place,
      GHYT: '1001',
      JZMJ: '',
      SZC: '',
      ZCS: '',
      DYZT: '1',
      CSDM: firm.grid.village.code,
      GXSJ: changed,
      LRR: typist(firm.index),
      BZ: null,
    })
    this.#right({
      unit: key,
      kind: '3',
      holder: firm,
      another: firm.head,
      registeredOn: firm.foundedOn + draw.between(100, 300),
      state: '1',
    })
  }
}

// Private:

const unitKey = (dwelling: Dwelling) => padded('BD', dwelling.index + 1, 10)
