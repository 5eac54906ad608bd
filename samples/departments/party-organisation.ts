/**
 * 组织部: three workbooks a month. Each grid has a branch and each neighbourhood one in a firm; a community's committee stands above its grids. A grid's
 * branch is written when the next grid begins, committees at the end: their lines tell how many members there are.
 */
import { join } from 'node:path'
import { compactDay, dashedDay, thisYear, today } from '../population/calendar.ts'
import { villageStem, type Grid } from '../population/city.ts'
import { demo, isDemoPerson } from '../population/demo.ts'
import type { Organisation, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import { XlsxFile } from '../write/xlsx.ts'
import { dayCell, numberCell } from './excel-cells.ts'
import { padded } from './keys.ts'
import { person, type DepartmentWriter, type GridStaff, type Site } from './writer.ts'

const department = 'party-organisation'
const destinations = ['江苏省苏州市', '上海市浦东新区', '山东省青岛市城阳区', '北京市朝阳区', '天津市滨海新区']

const committeeCode = (grid: Grid) => padded('1', grid.villageGrid + 1, 8)
const gridBranchCode = (grid: Grid) => padded('2', grid.index + 1, 8)
const firmBranchCode = (organisation: Organisation) => padded('4', organisation.index + 1, 8)

interface Counts {
  all: number
  probationary: number
  left: number
}
interface Branch {
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly parent: string
  readonly grid: Grid | null
  readonly host: {
    readonly name: string
    readonly creditCode: string
    readonly organisation: Organisation | null
  } | null
  readonly secretary: Person
  readonly counts: Counts
}

const none = (): Counts => ({ all: 0, probationary: 0, left: 0 })

export class PartyOrganisation implements DepartmentWriter {
  readonly department = department
  readonly #seed: number
  readonly #truth: Truth
  readonly #organisations: XlsxFile
  readonly #members: XlsxFile
  readonly #floating: XlsxFile
  readonly #spoil: Readonly<Record<'党组织' | '党员' | '流动党员', Spoiler>>
  readonly #committees = new Map<number, Branch>()
  #branch: Branch | null = null
  #rows = { 党组织: 0, 党员: 0, 流动党员: 0 }
  #all = 0

  constructor({ folder, city, truth }: Site) {
    this.#seed = city.seed
    this.#truth = truth
    const path = (table: string) => join(folder, `${table}_${compactDay(today)}.xlsx`)
    const month = dashedDay(today).slice(0, 7).replace('-', '年')
    this.#organisations = new XlsxFile(path('党组织'), {
      name: '党组织',
      title: `平度市党组织基本信息月报表（${month}月）`,
      header: [
        [
          ...['序号', '党组织代码', '党组织名称', '组织类型', '上级党组织代码', '对应网格编码', '依托单位', ''],
          ...['党员数', '', '', '', '书记', '', '成立时间', '备注'],
        ],
        ['', '', '', '', '', '', '名称', '信用代码', '总数', '预备', '流出', '流入', '姓名', '联系电话', '', ''],
      ],
      headerMerges: [
        ...[0, 1, 2, 3, 4, 5, 14, 15].map((column) => [0, column, 1, column] as const),
        [0, 6, 0, 7],
        [0, 8, 0, 11],
        [0, 12, 0, 13],
      ],
    })
    this.#members = new XlsxFile(path('党员'), {
      name: '党员',
      title: '平度市党员名册',
      header: [
        [
          ...['序号', '党员编号', '姓名', '性别', '公民身份号码', '党员类别', '入党时间', '转正时间'],
          ...['所在党支部代码', '所在党支部名称', '联系电话', '流动党员', '备注'],
        ],
      ],
    })
    this.#floating = new XlsxFile(path('流动党员'), {
      name: '流动党员',
      title: '流动党员登记',
      header: [
        [
          ...['登记编号', '党员编号', '姓名', '公民身份号码', '流出党支部代码', '流入地', '流入党支部代码'],
          ...['流出日期', '报到日期', '确认日期', '返回日期', '状态'],
        ],
      ],
    })
    const spoiler = (table: string) => new Spoiler(city.seed, truth, department, table, true)
    this.#spoil = { 党组织: spoiler('党组织'), 党员: spoiler('党员'), 流动党员: spoiler('流动党员') }
  }

  grid(grid: Grid, { worker }: GridStaff): void {
    if (grid.dedicated) return
    this.#finishBranch()
    const village = villageStem(grid.village)
    if (!this.#committees.has(grid.villageGrid))
      this.#committees.set(grid.villageGrid, {
        code: committeeCode(grid),
        name: `中共平度市${grid.town.name}${village}委员会`,
        kind: '党委',
        parent: '',
        grid: null,
        host: { name: grid.village.name, creditCode: '', organisation: null },
        secretary: worker,
        counts: none(),
      })
    this.#branch = {
      code: gridBranchCode(grid),
      name: `${grid.name}党支部`,
      kind: '网格党支部',
      parent: committeeCode(grid),
      grid,
      host: null,
      secretary: worker,
      counts: none(),
    }
  }

  neighbourhood({ grid, persons, organisations }: Neighbourhood): void {
    const home = this.#branch
    if (home === null) return
    const firm = organisations.find(({ index, open }) => open && index % 9 === demo.organisation)
    const firmBranch: Branch | null =
      firm === undefined
        ? null
        : {
            code: firmBranchCode(firm),
            name: `${firm.name}党支部`,
            kind: firm.index % 4 === 0 ? '联合党支部' : '党支部',
            parent: committeeCode(grid),
            grid,
            host: { name: firm.name, creditCode: firm.creditCode, organisation: firm },
            secretary: firm.head,
            counts: none(),
          }
    const members = persons.filter((one) => this.#isMember(one))
    for (const [i, one] of members.entries()) {
      const branch = firmBranch !== null && i % 4 === 0 ? firmBranch : home
      this.#member(one, persons[(one.index * 7) % persons.length] ?? one, branch)
    }
    if (firmBranch !== null) this.#organisation(firmBranch)
  }

  close(): Readonly<Record<string, number>> {
    this.#finishBranch()
    this.#organisations.write([])
    for (const committee of this.#committees.values()) this.#organisation(committee)
    this.#organisations.write(['合计', null, null, null, null, null, null, null, this.#all])
    this.#members.write(['合计', null, `${this.#rows.党员}人`])
    for (const file of [this.#organisations, this.#members, this.#floating]) file.close()
    return this.#rows
  }

  // Private:

  #isMember(one: Person): boolean {
    if (thisYear - one.bornYear < 20) return false
    const draw = new Draw(isDemoPerson(one.index) ? demo.seed : this.#seed, `${department}/member`, one.index)
    return draw.chance(0.09) || one.index === 0
  }

  #finishBranch(): void {
    const branch = this.#branch
    this.#branch = null
    if (branch === null || branch.grid === null) return
    this.#organisation(branch)
    const above = this.#committees.get(branch.grid.villageGrid)
    if (above !== undefined) add(above.counts, branch.counts)
  }

  #member(one: Person, another: Person, branch: Branch): void {
    const key = padded('DY', one.index + 1, 8)
    const spoil = this.#spoil.党员
    const draw = spoil.row(key, one.index, isDemoPerson(one.index))
    const guarded = isDemoPerson(one.index)
    const joined = today - draw.between(300, 365 * Math.max(1, thisYear - one.bornYear - 19))
    const probationary = today - joined < 365
    const floats = draw.chance(0.06) && !guarded
    const values = [
      this.#rows.党员 + 1,
      key,
      spoil.name('姓名', one.name),
      spoil.any('sex', '性别', one.sex === 'M' ? '男' : '女', {
        letter: () => null,
        digit: () => null,
        blank: () => '',
      }),
      numberCell(spoil, '公民身份号码', one, another),
      probationary ? '预备党员' : '正式党员',
      dayCell(spoil, '入党时间', joined),
      probationary ? null : dayCell(spoil, '转正时间', joined + 365),
      branch.code,
      draw.chance(0.05) ? branch.name.replace('党支部', '支部') : branch.name,
      spoil.phone('联系电话', one.phone),
      floats ? draw.pick(['是', '√']) : draw.chance(0.9) || guarded ? '否' : null,
    ]
    // A filter for new members was left on.
    this.#members.write(values, draw.chance(0.02))
    if (spoil.fate(['twice']) !== null) this.#members.write(values)
    this.#rows.党员++
    branch.counts.all++
    if (probationary) branch.counts.probationary++
    if (floats) branch.counts.left++
    this.#truth.record('Person', `P${one.index}`, person(one), { department, table: '党员', key, role: '姓名' })
    if (floats) this.#float(one, another, branch, key)
  }

  #float(one: Person, another: Person, branch: Branch, memberKey: string): void {
    const key = padded('LD', one.index + 1, 8)
    const spoil = this.#spoil.流动党员
    const draw = spoil.row(key, one.index, false)
    const left = today - draw.between(180, 900)
    const state = draw.pick(['登记流出', '已报到', '双向确认', '双向确认', '已返回'])
    const reached = ['登记流出', '已报到', '双向确认', '已返回'].indexOf(state)
    this.#floating.write([
      key,
      memberKey,
      spoil.name('姓名', one.name),
      numberCell(spoil, '公民身份号码', one, another),
      branch.code,
      draw.pick(destinations),
      reached > 0 ? padded('9', draw.int(99_999), 8) : null,
      dayCell(spoil, '流出日期', left),
      reached > 0 ? dayCell(spoil, '报到日期', left + 14) : null,
      reached > 1 ? dayCell(spoil, '确认日期', left + 20) : null,
      reached > 2 ? dayCell(spoil, '返回日期', left + 170) : null,
      state,
    ])
    this.#rows.流动党员++
    this.#truth.record('Person', `P${one.index}`, person(one), { department, table: '流动党员', key, role: '姓名' })
  }

  #organisation(branch: Branch): void {
    const { code: key, grid, host, secretary, counts } = branch
    const guarded = host?.organisation?.index === demo.organisation
    const spoil = this.#spoil.党组织
    const draw = spoil.row(key, Number(key.slice(1)), guarded)
    const firm = host?.organisation ?? null
    this.#organisations.write(
      [
        ++this.#rows.党组织,
        key,
        branch.name,
        branch.kind,
        branch.parent === '' ? null : branch.parent,
        grid?.code ?? null,
        host?.name ?? null,
        firm === null ? null : spoil.creditCode('依托单位/信用代码', firm.creditCode, firm.organisationCode, ''),
        counts.all,
        counts.probationary,
        counts.left,
        draw.chance(0.1) ? draw.between(1, 4) : 0,
        spoil.name('书记/姓名', secretary.name),
        spoil.phone('书记/联系电话', secretary.phone),
        dayCell(spoil, '成立时间', today - draw.between(500, 9000)),
      ],
      draw.chance(0.02),
    )
    if (branch.kind !== '党委') this.#all += counts.all
    const place = { department, table: '党组织', key } as const
    this.#truth.record('Organisation', `party${key}`, { name: branch.name }, { ...place, role: 'self' })
    if (firm !== null)
      this.#truth.record(
        'Organisation',
        `O${firm.index}`,
        { creditCode: firm.creditCode, name: firm.name },
        { ...place, role: '依托单位/名称' },
      )
  }
}

// Private:

function add(to: Counts, more: Counts): void {
  to.all += more.all
  to.probationary += more.probationary
  to.left += more.left
}
