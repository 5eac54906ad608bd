/**
 * 农业农村局: ledgers as DBF and surveys as shapefiles, once a year. Households in villages hold land by contract and homesteads by title;
 * codes keep the village of the survey, which a third of the villages have lost since. The demo head comes from the second grid: his
 * homestead and his land are there, and the firm that he leads works some of it.
 */
import { join } from 'node:path'
import { ways } from '../../adapters/coordinates/system.ts'
import { creditCode, organisationCode } from '../numbers.ts'
import { compactDay, dashedDay, dayNumber, localTime, today } from '../population/calendar.ts'
import { villageStem, type Grid } from '../population/city.ts'
import { demo, isDemoPerson } from '../population/demo.ts'
import type { Dwelling, Organisation, Person, Title } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { gcj02, pointIn, type Point } from '../population/points.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { DbfFile, dbfColumns } from '../write/dbf.ts'
import { projections } from '../write/projections.ts'
import { ShapefileFile, type Place, type Shape } from '../write/shapefile.ts'
import { agricultureColumns } from './agriculture-columns.ts'
import { abolishedVillage, addressCode, fullAddress, padded, typist } from './keys.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'agriculture'
const metres = 'EPSG:4528'
const squareMetresInMu = 666.67
/** Collectives are no firms: their numbers lie far above those of the firms. */
const collectiveNumbers = 900_000

type Ledger = 'HZS' | 'CJT' | 'CBF' | 'NJ' | 'FPJC'
type Survey = 'DK' | 'ZJD'

/** Who holds the land that goes with a house. */
interface Holding {
  readonly dwelling: Dwelling
  readonly holder: Person
  readonly another: Person
}

export class Agriculture implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #ledgers: Readonly<Record<Ledger, DbfFile>>
  readonly #surveys: Readonly<Record<Survey, ShapefileFile>>
  readonly #spoil: Readonly<Record<Ledger | Survey, Spoiler>>
  #machines = 0
  #watched = 0

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    const day = compactDay(today)
    // 0x57 is what Access writes whatever the text is; 0x00 says nothing.
    const ledger = (table: Ledger, languageByte: number) =>
      new DbfFile(join(folder, `${table}_${day}.DBF`), dbfColumns(agricultureColumns[table]), languageByte, day)
    this.#ledgers = {
      HZS: ledger('HZS', 0x57),
      CJT: ledger('CJT', 0x57),
      CBF: ledger('CBF', 0x00),
      NJ: ledger('NJ', 0x00),
      FPJC: ledger('FPJC', 0x00),
    }
    const survey = (table: Survey, projection: string | null, codePage: string | null) =>
      new ShapefileFile(join(folder, `${table}_${day}`), {
        shape: 'polygon',
        columns: dbfColumns(agricultureColumns[table]),
        languageByte: 0x00,
        day,
        projection,
        codePage,
      })
    this.#surveys = { DK: survey('DK', projections[metres], 'GBK'), ZJD: survey('ZJD', null, null) }
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, false)
    this.#spoil = {
      HZS: spoiler('HZS'),
      CJT: spoiler('CJT'),
      CBF: spoiler('CBF'),
      NJ: spoiler('NJ'),
      FPJC: spoiler('FPJC'),
      DK: spoiler('DK'),
      ZJD: spoiler('ZJD'),
    }
  }

  /** One collective a village. */
  grid(grid: Grid, _staff: GridStaff, _first: Neighbourhood): void {
    if (!grid.urban && !grid.dedicated && grid.index === grid.villageGrid) this.#collective(grid)
  }

  neighbourhood({ titles, persons, organisations }: Neighbourhood): void {
    for (const organisation of organisations) if (organisation.kind === 'cooperative') this.#cooperative(organisation)
    const tenants = organisations.filter(({ kind, open }) => open && (kind === 'company' || kind === 'cooperative'))
    for (const [i, title] of titles.entries()) {
      const { dwelling } = title
      if (dwelling.grid.urban || title.cancelled) continue
      const another = persons[(i * 7 + 3) % persons.length] ?? title.owner
      this.#homestead(title, another)
      const holder = isDemoPerson(title.owner.index) ? title.owner : dwelling.residents[0]
      if (holder !== undefined) this.#contract({ dwelling, holder, another }, tenants)
    }
  }

  close(): Readonly<Record<string, number>> {
    const files = { ...this.#ledgers, ...this.#surveys }
    for (const file of Object.values(files)) file.close()
    return Object.fromEntries(Object.entries(files).map(([table, file]) => [table, file.rows]))
  }

  // Private:

  #cooperative(organisation: Organisation): void {
    const { index, grid } = organisation
    const key = padded('HZS', index + 1, 6)
    const spoil = this.#spoil.HZS
    const draw = spoil.row(key, index, false)
    const { creditCode: code, organisationCode: inner, registrationNumber: old } = organisation
    this.#ledgers.HZS.write({
      HZSBH: key,
      XYDM: spoil.creditCode('XYDM', code, inner, old),
      HZSMC: organisation.name,
      LSZ: organisation.head.name,
      ZYLX: tradeOf(organisation.name),
      SFJB: draw.weigh<string>([
        ['0', 80],
        ['4', 12],
        ['3', 5],
        ['2', 2],
        ['1', 1],
      ]),
      CYS: String(draw.between(5, 180)),
      CSDM: spoil.village('CSDM', grid),
      JYZT: organisation.open ? '1' : draw.pick(['2', '3']),
      GXSJ: updated(draw),
      LRR: typist(index),
    })
    this.#truth.record('Organisation', `O${index}`, is(organisation), { department, table: 'HZS', key, role: 'self' })
  }

  #collective(grid: Grid): void {
    const key = padded('CJT', grid.villageGrid + 1, 5)
    const spoil = this.#spoil.CJT
    const draw = spoil.row(key, grid.index, grid.index < 2)
    const code = creditCode('N2', '370283', organisationCode(collectiveNumbers + grid.villageGrid))
    const name = `平度市${grid.town.name}${villageStem(grid.village)}股份经济合作社`
    this.#ledgers.CJT.write({
      CJTBH: key,
      XYDM: code,
      CJTMC: name,
      CSDM: spoil.village('CSDM', grid),
      CYS: String(draw.between(300, 2400)),
      JYZC: (draw.between(20_0000, 900_0000) / 10_000).toFixed(2),
      DJRQ: compactDay(dayNumber(2019, 1, 1) + draw.int(700)),
      GXSJ: updated(draw),
      LRR: typist(grid.index),
    })
    const record = { department, table: 'CJT', key, role: 'self' }
    this.#truth.record('Organisation', `collective${grid.villageGrid}`, { creditCode: code, name }, record)
  }

  #homestead({ dwelling, owner, registeredOn }: Title, another: Person): void {
    const { grid, door, index } = dwelling
    const { town, village } = grid
    const key = `${village.code.slice(0, 6)}${town.code.slice(6)}${village.code.slice(9)}JC${padded('', door, 5)}`
    const guarded = isDemoPerson(owner.index)
    const spoil = this.#spoil.ZJD
    const draw = spoil.row(key, index, guarded)
    const area = draw.between(1330, 2640) / 10
    const place = pointIn(grid, draw)
    this.#surveys.ZJD.write(
      {
        ZDDM: key,
        QLR: spoil.name('QLR', owner.name, 50),
        QLRZJH: spoil.number('QLRZJH', owner, another, 20),
        ZL: spoil.address('ZL', dwelling),
        CSDM: spoil.village('CSDM', grid),
        DZBM: guarded || draw.chance(0.7) ? addressCode(dwelling) : '',
        ZDMJ: area.toFixed(2),
        JZMJ: Math.min(dwelling.area, area * 0.8).toFixed(2),
        PZRQ: spoil.date('PZRQ', registeredOn, dashedDay(registeredOn), 10),
        SYZT: dwelling.residents.length > 0 ? draw.pick(['1', '1', '1', '3']) : '2',
        GXSJ: updated(draw),
        LRR: typist(index),
      },
      drawn(spoil, place, (centre) => [rectangle(centre, 14, area / 14)]),
      spoil.fate(['deleted']) !== null,
    )
    const house = { addressCode: addressCode(dwelling), address: fullAddress(dwelling) }
    this.#truth.record('House', `H${index}`, house, { department, table: 'ZJD', key, role: 'ZL' })
    this.#truth.record('Person', `P${owner.index}`, person(owner), { department, table: 'ZJD', key, role: 'QLR' })
  }

  #contract(holding: Holding, tenants: readonly Organisation[]): void {
    const { dwelling, holder, another } = holding
    const key = `${groupCode(dwelling)}${padded('', dwelling.door, 4)}`
    const guarded = isDemoPerson(holder.index)
    const spoil = this.#spoil.CBF
    const draw = spoil.row(key, dwelling.index, guarded)
    const plots = Array.from({ length: draw.between(guarded ? 2 : 1, 3) }, () => draw.between(40, 350) / 100)
    const surveyed = dayNumber(2014, 3, 1) + draw.int(1500)
    this.#ledgers.CBF.write({
      CBFBM: key,
      CBFLX: '1',
      CBFMC: spoil.name('CBFMC', holder.name, 50),
      ZJLX: '01',
      ZJHM: spoil.number('ZJHM', holder, another, 20),
      CBFDZ: spoil.address('CBFDZ', dwelling),
      LXDH: spoil.phone('LXDH', holder.phone),
      CYSL: String(Math.max(1, dwelling.residents.length)),
      HTMJ: plots.reduce((sum, mu) => sum + mu, 0).toFixed(2),
      HTQ: '19980930',
      HTZ: '20280930',
      DCRQ: spoil.date('DCRQ', surveyed, dashedDay(surveyed), 10),
      DCY: `调查员${(dwelling.grid.index % 60) + 1}`,
      GXSJ: updated(draw),
    })
    const record = { department, table: 'CBF', key, role: 'CBFMC' }
    this.#truth.record('Person', `P${holder.index}`, person(holder), record)
    for (const [i, mu] of plots.entries()) this.#plot(key, holding, i, mu, tenants)
    if (!guarded && draw.chance(0.15)) this.#machine(holding)
    if (!guarded && draw.chance(0.03)) this.#watch(key, holding)
  }

  #plot(
    contract: string,
    { dwelling, holder }: Holding,
    nth: number,
    mu: number,
    tenants: readonly Organisation[],
  ): void {
    const key = `${groupCode(dwelling)}${padded('', dwelling.door * 4 + nth, 5)}`
    const guarded = isDemoPerson(holder.index)
    const spoil = this.#spoil.DK
    const draw = spoil.row(key, dwelling.index * 4 + nth, guarded)
    const leased = guarded ? nth === 0 : draw.chance(0.35)
    const tenant = guarded
      ? tenants.find(({ index }) => index === demo.organisation)
      : tenants[draw.int(tenants.length)]
    const taker = leased ? (tenant ?? null) : null
    const place = pointIn(dwelling.grid, draw)
    const width = draw.between(150, 420) / 10
    const well = draw.chance(0.02)
    const found = mu * (0.97 + draw.int(100) / 1000)
    this.#surveys.DK.write(
      {
        DKBM: key,
        DKMC: draw.pick(['东坡', '西洼', '南大田', '北岭', '河沿', '场院东', '老坟地', '果园边']),
        CBFBM: contract,
        DKLB: draw.weigh<string>([
          ['10', 95],
          ['21', 3],
          ['23', 2],
        ]),
        TDLYLX: draw.weigh<string>([
          ['012', 60],
          ['013', 38],
          ['011', 2],
        ]),
        DLDJ: padded('', draw.between(2, 8), 2),
        SFJBNT: draw.chance(0.8) ? '1' : '2',
        HTMJ: spoil.any('area', 'HTMJ', mu.toFixed(2), { mu: () => null, overflow: () => '*'.repeat(10) }),
        SCMJ: found.toFixed(2),
        LZZT: taker !== null ? draw.pick(['1', '4']) : draw.weigh(unleased),
        LZFMC: taker?.name ?? '',
        LZFXYDM:
          taker === null
            ? ''
            : spoil.creditCode('LZFXYDM', taker.creditCode, taker.organisationCode, taker.registrationNumber),
        LZZ: taker === null ? '' : compactDay(today + draw.between(100, 3000)),
        DKDZ: '道路',
        DKXZ: '地邻',
        DKNZ: '水渠',
        DKBZ: '地邻',
        GXSJ: updated(draw),
      },
      drawn(spoil, place, (centre) => plotShape(centre, width, (found * squareMetresInMu) / width, well)),
      spoil.fate(['deleted']) !== null,
    )
    this.#truth.record('ManagedObject', `plot${key}`, { code: key }, { department, table: 'DK', key, role: 'self' })
    if (taker !== null) {
      const record = { department, table: 'DK', key, role: 'LZFMC' }
      this.#truth.record('Organisation', `O${taker.index}`, is(taker), record)
    }
  }

  #machine({ dwelling, holder, another }: Holding): void {
    const number = ++this.#machines
    const key = padded('NJ', number, 8)
    const spoil = this.#spoil.NJ
    const draw = spoil.row(key, number, false)
    const registered = today - draw.between(60, 4000)
    this.#ledgers.NJ.write({
      NJBH: key,
      NJHP: padded('鲁02', number, 5),
      NJLX: draw.weigh<string>([
        ['10', 70],
        ['20', 15],
        ['11', 5],
        ['30', 8],
        ['90', 2],
      ]),
      PPXH: spoil.optional('PPXH', draw.pick(['东方红LX1204', '雷沃M904', '沃得4LZ-5.0', '时风SF504', '久保田M954'])),
      GL: draw.between(18, 140).toFixed(2),
      SYR: spoil.name('SYR', holder.name, 60),
      SYRZJHM: spoil.number('SYRZJHM', holder, another, 20),
      CSDM: spoil.village('CSDM', dwelling.grid),
      DJRQ: compactDay(registered),
      JYYXQ: compactDay(today + draw.between(-200, 360)),
      NJZT: draw.weigh<string>([
        ['1', 85],
        ['2', 12],
        ['3', 3],
      ]),
      GXSJ: updated(draw),
      LRR: typist(number),
    })
    const record = { department, table: 'NJ', key }
    this.#truth.record('ManagedObject', `farmMachine${number}`, { code: key }, { ...record, role: 'self' })
    this.#truth.record('Person', `P${holder.index}`, person(holder), { ...record, role: 'SYR' })
  }

  #watch(contract: string, { dwelling, holder, another }: Holding): void {
    const number = ++this.#watched
    const key = padded('FP', number, 10)
    const spoil = this.#spoil.FPJC
    const draw = spoil.row(key, number, false)
    const since = today - draw.between(90, 1500)
    const risk = draw.pick(['01', '01', '02', '03', '04', '05', '99'])
    this.#ledgers.FPJC.write({
      FPBH: key,
      CBFBM: contract,
      HZXM: spoil.name('HZXM', holder.name, 50),
      ZJHM: spoil.number('ZJHM', holder, another, 20),
      JTRK: String(Math.max(1, dwelling.residents.length)),
      JCLX: draw.pick(['1', '2', '3']),
      FXLX: risk,
      NRRQ: spoil.date('NRRQ', since, dashedDay(since), 10),
      RJSR: (draw.between(4200_00, 9800_00) / 100).toFixed(2),
      BFCS: `落实${risk === '01' ? '医疗救助、慢病签约' : risk === '03' ? '教育资助' : '公益岗位、小额信贷'}，帮扶责任人每月走访一次。`,
      JCZT: draw.chance(0.4) ? '2' : '1',
      GXSJ: updated(draw),
      LRR: typist(number),
    })
    this.#truth.record('Person', `P${holder.index}`, person(holder), { department, table: 'FPJC', key, role: 'HZXM' })
  }
}

// Private:

const unleased = [
  ['0', 95],
  ['3', 4],
  ['9', 1],
] as const

const is = ({ creditCode: code, name }: Organisation) => ({ creditCode: code, name })

function tradeOf(name: string): string {
  if (name.includes('养殖')) return '02'
  if (name.includes('农机')) return '03'
  if (name.includes('葡萄')) return '04'
  return name.includes('种植') || name.includes('花生') ? '01' : '09'
}

/** Village and group as they were surveyed: every third village has been merged away since. */
function groupCode({ grid, door }: Dwelling): string {
  const village = grid.villageGrid % 3 === 2 ? abolishedVillage(grid).code : grid.village.code
  return village + padded('', Math.floor(door / 100) + 1, 2)
}

/** The shape around the point, or what the draughtsman made of it. */
function drawn(spoil: Spoiler, at: Point, shape: (centre: Place) => Place[][]): Shape {
  const text = ([x, y]: Place) => `${x.toFixed(3)} ${y.toFixed(3)}`
  const centre = project(at)
  const [east, north] = centre
  const written = spoil.any('point', 'SHAPE', text(centre), {
    swapped: () => text([north, east]),
    zero: () => '0 0',
    blank: () => ' ',
    shifted: () => text(project(gcj02(at))),
  })
  const [x = 0, y = 0] = written.trim().split(' ').map(Number)
  if (written === ' ') return null
  if (x === 0) return [Array.from({ length: 5 }, (): Place => [0, 0])]
  // North before east: drawn as meant, written the other way round.
  return x > y ? shape([x, y]) : shape([y, x]).map((ring) => ring.map(([a, b]): Place => [b, a]))
}

const project = ({ longitude, latitude }: Point) => ways[metres].fromDegrees([longitude, latitude])

function plotShape(centre: Place, width: number, height: number, well: boolean): Place[][] {
  const outer = rectangle(centre, width, height)
  return well ? [outer, rectangle(centre, 2, 2).reverse()] : [outer]
}

/** Clockwise, as shapefiles have their outer rings; millimetres. */
function rectangle(centre: Place, width: number, height: number): Place[] {
  const [x, y] = [centre[0] - width / 2, centre[1] - height / 2]
  const round = (value: number) => Math.round(value * 1000) / 1000
  const corners: Place[] = [
    [x, y],
    [x, y + height],
    [x + width, y + height],
    [x + width, y],
    [x, y],
  ]
  return corners.map(([a, b]) => [round(a), round(b)])
}

function updated(draw: Draw): string {
  return localTime(today - draw.between(20, 360), draw.between(8 * 3600, 18 * 3600))
}
