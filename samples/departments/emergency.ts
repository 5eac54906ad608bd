/** 应急局: enterprises with risk, chemicals and hazards in one database; shelters and supplies in the one behind the map service. */
import { join } from 'node:path'
import { compactDay, dashedDay, localTime, today } from '../population/calendar.ts'
import { villageStem, type Grid } from '../population/city.ts'
import { demo } from '../population/demo.ts'
import type { Organisation } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { degrees, gcj02, pointIn } from '../population/points.ts'
import { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { SqliteFile } from '../write/sqlite.ts'
import { mapAfter, mapSchema, supervisionAfter, supervisionSchema } from './emergency-schema.ts'
import { localAddress, padded, typist } from './keys.ts'
import type { DepartmentWriter, GridStaff, Site } from './writer.ts'

const department = 'emergency'
const hazardsPerEnterprise = 2
/** All of nine digits, so that as numbers they stand in the order of their text. */
const firstStock = 100_000_001

const chemicals = [
  { name: '甲醇', cas: '67-56-1', unit: 'T' },
  { name: '盐酸', cas: '7647-01-0', unit: 'KG' },
  { name: '液氨', cas: '7664-41-7', unit: 'T' },
  { name: '乙醇', cas: '64-17-5', unit: 'L' },
  { name: '乙炔', cas: '74-86-2', unit: 'KG' },
] as const

const findings = [
  { kind: '1', name: '消防通道堵塞' },
  { kind: '1', name: '灭火器过期' },
  { kind: '2', name: '配电箱未上锁' },
  { kind: '3', name: '叉车未年检' },
  { kind: '4', name: '储罐区围堰破损' },
  { kind: '5', name: '有限空间无警示标识' },
  { kind: '9', name: '安全培训记录不全' },
] as const

const supplies = [
  { kind: '1', name: '编织袋', unit: '条' },
  { kind: '1', name: '排水泵', unit: '台' },
  { kind: '2', name: '灭火器', unit: '具' },
  { kind: '3', name: '棉被', unit: '床' },
  { kind: '4', name: '发电机', unit: '台' },
] as const

export class Emergency implements DepartmentWriter {
  readonly department = department
  readonly #seed: number
  readonly #truth: Truth
  readonly #supervision: SqliteFile
  readonly #map: SqliteFile
  readonly #spoil: Readonly<Record<'yj_qy' | 'BNCS' | 'WZ', Spoiler>>

  constructor({ folder, city, truth }: Site) {
    this.#seed = city.seed
    this.#truth = truth
    this.#supervision = new SqliteFile(join(folder, 'supervision.db'), supervisionSchema)
    this.#map = new SqliteFile(join(folder, 'map.db'), mapSchema)
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = { yj_qy: spoiler('yj_qy'), BNCS: spoiler('BNCS'), WZ: spoiler('WZ') }
  }

  grid(grid: Grid, { worker }: GridStaff): void {
    if (grid.dedicated || grid.index % 2 === 0) this.#shelter(grid)
    if (!grid.dedicated && grid.index % 3 === 0) for (const nth of [0, 1]) this.#supply(grid, nth, worker)
  }

  neighbourhood({ organisations }: Neighbourhood): void {
    for (const unit of organisations) {
      if (unit.kind === 'trader' || !unit.open || (unit.index % 9 > 6 && unit.index % 2 === 0)) continue
      this.#enterprise(unit)
    }
  }

  close(): Readonly<Record<string, number>> {
    this.#supervision.close(supervisionAfter)
    this.#map.close(mapAfter)
    return { ...this.#supervision.rows, ...this.#map.rows }
  }

  // Private:

  #enterprise(unit: Organisation): void {
    const key = padded('YJQY', unit.index + 1, 8)
    const guarded = unit.index === demo.organisation
    const spoil = this.#spoil.yj_qy
    const draw = spoil.row(key, unit.index, guarded)
    const assessed = today - draw.between(10, 700)
    const risk = draw.weigh<string>([
      ['4', 70],
      ['3', 20],
      ['2', 8],
      ['1', 2],
    ])
    const point = spoil.point('jd', pointIn(unit.place.grid, draw))
    const handles = guarded || draw.chance(0.15)
    const old = unit.foundedOn < Date.UTC(2015, 0, 1) / 86_400_000 ? unit.registrationNumber : ''
    const officer = unit.head.home.residents.at(1) ?? unit.head
    this.#supervision.insert('yj_qy', {
      qybh: key,
      xydm: spoil.creditCode('xydm', unit.creditCode, unit.organisationCode, old),
      qymc: unit.name,
      hydm: unit.industry,
      dz: spoil.optional('dz', localAddress(unit.place)),
      // The columns are numeric: what is no number cannot stand in them.
      jd: numeric(point[0]),
      wd: numeric(point[1]),
      wgbm: unit.grid.code,
      fxdj: guarded ? '3' : risk,
      pgrq: dashedDay(assessed),
      aqy: spoil.name('aqy', officer.name),
      aqydh: spoil.phone('aqydh', officer.phone),
      sfwhp: handles ? 't' : 'f',
      gxsj: localTime(assessed + 1, 36_000),
      lrr: typist(unit.index),
      bz: null,
    })
    const is = { creditCode: unit.creditCode, name: unit.name }
    this.#truth.record('Organisation', `O${unit.index}`, is, { department, table: 'yj_qy', key, role: 'self' })
    if (handles) this.#stock(unit, key, guarded)
    const found = guarded ? hazardsPerEnterprise : draw.weigh([[0, 6] as const, [1, 3] as const, [2, 1] as const])
    for (let nth = 0; nth < found; nth++) this.#hazard(unit, key, nth, guarded)
  }

  #stock(unit: Organisation, enterprise: string, guarded: boolean): void {
    const draw = this.#draw('stock', unit.index, guarded)
    const { name, cas, unit: measure } = draw.pick(chemicals)
    const permitted = draw.between(10, 400)
    const counted = today - draw.between(1, 60)
    this.#supervision.insert('yj_whp', {
      id: String(firstStock + unit.index),
      qybh: enterprise,
      whpmc: name,
      cas,
      cl: (permitted * (guarded ? 0.4 : draw.between(10, 110) / 100)).toFixed(3),
      dw: measure,
      zdcl: permitted.toFixed(3),
      pdrq: dashedDay(counted),
      gxsj: localTime(counted, 61_200),
      lrr: typist(unit.index),
    })
  }

  #hazard(unit: Organisation, enterprise: string, nth: number, guarded: boolean): void {
    const index = unit.index * hazardsPerEnterprise + nth
    const draw = this.#draw('hazard', index, guarded)
    const { kind, name } = draw.pick(findings)
    const day = today - (guarded ? 5 + nth * 60 : draw.between(2, 500))
    const major = draw.chance(0.08) && !guarded
    const due = day + (major ? 30 : 15)
    const state = today > due + 5 ? (draw.chance(0.93) || guarded ? '40' : '50') : draw.pick(['10', '20', '30'])
    const key = padded(`YH${compactDay(day).slice(0, 4)}`, index + 1, 8)
    this.#supervision.insert('yj_yh', {
      yhbh: key,
      qybh: enterprise,
      yhmc: name,
      yhms: `${name}，已责令限期整改，联系人电话${unit.head.phone}。`,
      yhlb: kind,
      yhjb: major ? '2' : '1',
      jcsj: localTime(day, draw.between(30_000, 60_000)),
      jcrbh: padded('AJ', (unit.index % 40) + 1, 4),
      zgqx: localTime(due, 86_399),
      zgzt: state,
      wgbm: unit.grid.code,
      gxsj: localTime(Math.min(today, due), 36_000),
      lrr: typist(index),
      bz: null,
    })
    this.#truth.record('Event', `H${index}`, { title: name }, { department, table: 'yj_yh', key, role: 'self' })
  }

  #shelter(grid: Grid): void {
    const key = padded('BN', grid.index + 1, 6)
    const spoil = this.#spoil.BNCS
    const draw = spoil.row(key, grid.index, grid.index < 2)
    const indoor = grid.dedicated || draw.chance(0.3)
    const [jd, wd] = spoil.point('jd', gcj02(pointIn(grid, draw)))
    const name = grid.dedicated
      ? grid.name.replace('专属网格', '避难场所')
      : `${villageStem(grid.village)}文化广场避难场所`
    this.#map.insert('BNCS', {
      bncsbh: key,
      mc: name,
      lx: indoor ? '2' : '1',
      dz: spoil.optional('dz', `${villageStem(grid.village)}${grid.urban ? grid.street : ''}`),
      jd,
      wd,
      rnrs: spoil.optional('rnrs', String(draw.between(3, 50) * 100)),
      mj: spoil.optional('mj', String(draw.between(500, 20_000))),
      zsdh: `0532-8836${padded('', (grid.index * 7) % 10_000, 4)}`,
      csdm: grid.village.code,
      wgbm: grid.code,
      zt: grid.index < 2 || draw.chance(0.95) ? '1' : '0',
      gxsj: localTime(today - draw.int(300), 36_000),
      lrr: typist(grid.index),
    })
    this.#object(key, name, 'BNCS')
  }

  #supply(grid: Grid, nth: number, keeper: GridStaff['worker']): void {
    const index = grid.index * 2 + nth
    const key = padded('WZ', index + 1, 6)
    const spoil = this.#spoil.WZ
    const draw = spoil.row(key, index, grid.index < 2)
    const { kind, name, unit } = draw.pick(supplies)
    const until = today + draw.between(-60, 1500)
    const point = gcj02(pointIn(grid, draw))
    this.#map.insert('WZ', {
      wzbh: key,
      wzmc: name,
      lb: kind,
      sl: String(draw.between(2, 500)),
      dw: unit,
      ckmc: `${villageStem(grid.village)}应急物资储备点`,
      ckdz: spoil.optional('ckdz', `${grid.town.name}${villageStem(grid.village)}`),
      jd: degrees(point.longitude),
      wd: degrees(point.latitude),
      wgbm: grid.code,
      yxqz: spoil.date('yxqz', until, dashedDay(until)),
      bgr: spoil.name('bgr', keeper.name),
      bgrdh: spoil.phone('bgrdh', keeper.phone),
      gxsj: localTime(today - draw.int(300), 36_000),
      lrr: typist(index),
    })
    this.#object(key, name, 'WZ')
  }

  #object(key: string, name: string, table: string): void {
    this.#truth.record('ManagedObject', key, { code: key, name }, { department, table, key, role: 'self' })
  }

  /** The demo firm is the same whatever the seed. */
  #draw(what: string, index: number, guarded: boolean): Draw {
    return new Draw(guarded ? demo.seed : this.#seed, `emergency/${what}`, index)
  }
}

// Private:

const numeric = (text: string): string | null => (text === '' ? null : Number(text).toFixed(6))
