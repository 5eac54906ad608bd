/**
 * 教体局: three workbooks a term. Every fourth grid has a primary school, every twelfth a junior and every twenty-fourth a senior high school; pupils
 * go to the one of their block of grids. Schools are written at the end, since their lines tell how many pupils they have.
 */
import { join } from 'node:path'
import { compactDay, today, thisYear } from '../population/calendar.ts'
import { villageStem, type City, type Grid } from '../population/city.ts'
import { isDemoPerson } from '../population/demo.ts'
import type { Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { creditCode, organisationCode } from '../numbers.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import type { ExcelValue } from '../write/excel.ts'
import { XlsxFile } from '../write/xlsx.ts'
import { dayCell, numberCell } from './excel-cells.ts'
import { padded } from './keys.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'education'

/** Numbers of organisation codes for schools, far above those of firms. */
const firstSchool = 700_000

const kinds = [
  { code: '211', name: '小学', every: 4, from: 1, to: 6 },
  { code: '311', name: '初级中学', every: 12, from: 7, to: 9 },
  { code: '342', name: '高级中学', every: 24, from: 10, to: 12 },
] as const
type Kind = (typeof kinds)[number]
const grades = [...'一二三四五六七八九'].map((digit) => `${digit}年级`).concat('高一', '高二', '高三')

interface School {
  readonly number: number
  readonly kind: Kind
  readonly grid: Grid
  readonly operator: Organisation | null
  pupils: number
  boarders: number
}

export class Education implements DepartmentWriter {
  readonly department = department
  readonly #city: City
  readonly #truth: Truth
  readonly #schools: XlsxFile
  readonly #buses: XlsxFile
  readonly #pupils: XlsxFile
  readonly #spoil: Readonly<Record<'学校' | '校车' | '在校生', Spoiler>>
  readonly #known = new Map<string, School>()
  #rows = { 学校: 0, 校车: 0, 在校生: 0 }

  constructor({ folder, city, truth }: Site) {
    this.#city = city
    this.#truth = truth
    const path = (table: string) => join(folder, `${table}_${compactDay(today)}.xlsx`)
    this.#schools = new XlsxFile(path('学校'), {
      name: '学校',
      title: '平度市学校（机构）基本情况',
      header: [
        [
          ...['学校标识码', '学校名称', '办学类型', '举办者', '统一社会信用代码', '学校地址', '所在网格编码'],
          ...['在校人数', '', '校园周界', '办公电话', '备注'],
        ],
        ['', '', '', '', '', '', '', '合计', '寄宿', '', '', ''],
      ],
      headerMerges: [...[0, 1, 2, 3, 4, 5, 6, 9, 10, 11].map((at) => [0, at, 1, at] as const), [0, 7, 0, 8]],
    })
    this.#buses = new XlsxFile(path('校车'), {
      name: '校车',
      title: '校车台账',
      header: [
        [
          ...['校车编号', '号牌号码', '校车类型', '学校标识码', '服务提供者', '服务提供者信用代码', '核载人数'],
          ...['标牌有效期', '运行线路', '状态'],
        ],
      ],
    })
    this.#pupils = new XlsxFile(path('在校生'), {
      name: '在校生',
      title: '在校生名册',
      header: [
        [
          ...['学生编号', '学籍号', '姓名', '性别', '出生日期', '身份证件号', '学校标识码', '年级', '班级'],
          ...['入学年月', '就读方式', '监护人', '', '', '', '学籍状态', '辍学标志'],
        ],
        ['', '', '', '', '', '', '', '', '', '', '', '姓名', '关系', '身份证件号', '联系电话', '', ''],
      ],
      headerMerges: [
        ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16].map((at) => [0, at, 1, at] as const),
        [0, 11, 0, 14],
      ],
    })
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = { 学校: spoiler('学校'), 校车: spoiler('校车'), 在校生: spoiler('在校生') }
  }

  grid(grid: Grid, _staff: GridStaff, { organisations }: Neighbourhood): void {
    if (grid.dedicated) return
    for (const kind of kinds) {
      if (grid.index % kind.every !== 0) continue
      const operator = organisations[5] ?? null
      const school: School = { number: this.#known.size + 1, kind, grid, operator, pupils: 0, boarders: 0 }
      this.#known.set(placeOf(kind, grid), school)
      this.#tellOf(school)
      if (operator !== null && kind.code === '211') this.#bus(school, operator)
    }
  }

  neighbourhood({ grid, persons }: Neighbourhood): void {
    for (const one of persons) {
      // Born in 2019: first grade in the autumn of 2026.
      const grade = thisYear - one.bornYear - 6
      const kind = kinds.find(({ from, to }) => grade >= from && grade <= to)
      const school = kind === undefined ? undefined : this.#known.get(placeOf(kind, grid))
      if (school !== undefined) this.#pupil(one, persons[(one.index * 3) % persons.length] ?? one, grade, school)
    }
  }

  close(): Readonly<Record<string, number>> {
    let all = 0
    for (const school of this.#known.values()) {
      this.#school(school)
      all += school.pupils
    }
    this.#schools.write(['合计', null, null, null, null, null, null, all])
    this.#pupils.write(['合计', `${this.#rows.在校生}人`])
    for (const file of [this.#schools, this.#buses, this.#pupils]) file.close()
    return this.#rows
  }

  // Private:

  #school(school: School): void {
    const { kind, grid, number } = school
    const key = identifier(school)
    const spoil = this.#spoil.学校
    const draw = spoil.row(key, number, grid.index === 0)
    // A school is often a grid of its own.
    const gridCode = grid.index % 20 === 0 ? this.#city.dedicated(grid.index / 20).code : grid.code
    this.#schools.write([
      key,
      schoolName(school),
      draw.chance(0.5) ? kind.code : Number(kind.code),
      draw.chance(0.9) ? '公办' : '民办',
      spoil.creditCode('统一社会信用代码', creditCodeOf(school), organisationCode(firstSchool + number), ''),
      `${grid.town.name}${villageStem(grid.village)}`,
      draw.chance(0.8) || grid.index === 0 ? gridCode : null,
      school.pupils,
      school.boarders,
      draw.chance(0.7) || grid.index === 0 ? perimeter(grid, number) : null,
      `0532-8838${padded('', number % 10_000, 4)}`,
    ])
    this.#rows.学校++
  }

  #tellOf(school: School): void {
    this.#truth.record(
      'Organisation',
      `school${school.number}`,
      { creditCode: creditCodeOf(school), name: schoolName(school) },
      { department, table: '学校', key: identifier(school), role: 'self' },
    )
  }

  #bus(school: School, operator: Organisation): void {
    const key = padded('XC', school.number, 6)
    const plate = padded('鲁B7', school.number, 4)
    const spoil = this.#spoil.校车
    const draw = spoil.row(key, school.number, school.grid.index === 0)
    this.#buses.write([
      key,
      plate,
      draw.pick(['专用校车', '专用校车', '非专用校车']),
      identifier(school),
      operator.name,
      spoil.creditCode('服务提供者信用代码', operator.creditCode, operator.organisationCode, ''),
      draw.between(19, 56),
      dayCell(spoil, '标牌有效期', today + draw.between(-60, 600)),
      `${villageStem(school.grid.village)}—${schoolName(school)}`,
      draw.chance(0.92) ? '运行' : '停运',
    ])
    this.#rows.校车++
    const place = { department, table: '校车', key } as const
    this.#truth.record('ManagedObject', `bus${school.number}`, { code: plate }, { ...place, role: 'self' })
    this.#truth.record(
      'Organisation',
      `O${operator.index}`,
      { creditCode: operator.creditCode, name: operator.name },
      { ...place, role: '服务提供者' },
    )
  }

  #pupil(one: Person, another: Person, grade: number, school: School): void {
    const key = padded('XS', one.index + 1, 10)
    const guarded = isDemoPerson(one.index)
    const spoil = this.#spoil.在校生
    const draw = spoil.row(key, one.index, guarded)
    const guardian = guardianOf(one)
    const boards = draw.chance(grade > 6 ? 0.3 : 0.02)
    const temporary = draw.chance(0.003) && !guarded
    const values: ExcelValue[] = [
      key,
      temporary ? `L${one.number.slice(0, 14)}${padded('', one.index % 10_000, 4)}` : `G${one.number}`,
      spoil.name('姓名', one.name),
      one.sex === 'M' ? '男' : '女',
      dayCell(spoil, '出生日期', one.born),
      temporary ? null : savedOnceTooOften(one.number, draw),
      identifier(school),
      grades[grade - 1] ?? null,
      `${draw.between(1, 6)}班`,
      `${thisYear - (grade - school.kind.from)}09`,
      boards ? '住校' : '走读',
      guardian === null ? null : spoil.name('监护人/姓名', guardian.name),
      guardian === null ? null : guardian.sex === 'M' ? '父亲' : '母亲',
      guardian === null ? null : numberCell(spoil, '监护人/身份证件号', guardian, another),
      guardian === null ? null : spoil.phone('监护人/联系电话', guardian.phone),
      guarded
        ? '在籍在校'
        : draw.weigh([
            ['在籍在校', 97],
            ['休学', 2],
            ['转出', 1],
          ]),
      draw.chance(0.004) && !guarded ? '是' : '否',
    ]
    this.#pupils.write(values, draw.chance(0.02))
    this.#rows.在校生++
    school.pupils++
    if (boards) school.boarders++
    const place = { department, table: '在校生', key } as const
    this.#truth.record('Person', `P${one.index}`, person(one), { ...place, role: '姓名' })
    if (guardian !== null)
      this.#truth.record('Person', `P${guardian.index}`, person(guardian), { ...place, role: '监护人/姓名' })
  }
}

// Private:

const placeOf = (kind: Kind, grid: Grid) => `${kind.code}/${Math.floor(grid.index / kind.every)}`
const identifier = ({ number }: School) => padded('3137', number, 6)
const creditCodeOf = ({ number }: School) => creditCode('12', '370283', organisationCode(firstSchool + number))
const schoolName = ({ grid, kind, number }: School) => `平度市${villageStem(grid.village)}第${number}${kind.name}`

/** The grown-up of the household who is old enough to be a parent, the head first. */
function guardianOf(one: Person): Person | null {
  return one.home.residents.find((other) => other.bornYear <= one.bornYear - 18) ?? null
}

/** The column beside 学籍号: text, or in every tenth row a number that lost its last digits. */
function savedOnceTooOften(number: string, draw: Draw): ExcelValue {
  return draw.chance(0.1) && !number.endsWith('X') ? Number(number) : number
}

/** A square of about a hundred metres. */
function perimeter({ longitude, latitude }: Grid, number: number): string {
  const [west, south] = [longitude + number * 0.00001, latitude]
  const corners = [
    [west, south],
    [west + 0.001, south],
    [west + 0.001, south + 0.001],
    [west, south + 0.001],
    [west, south],
  ] as const
  return `POLYGON((${corners.map(([x, y]) => `${x.toFixed(6)} ${y.toFixed(6)}`).join(', ')}))`
}
