/** 信访局: the weekly workbook of the province's petition system, two matters a neighbourhood. */
import { join } from 'node:path'
import { compactDay, dashedDay, today } from '../population/calendar.ts'
import type { Happening, Person } from '../population/model.ts'
import type { Neighbourhood } from '../population/neighbourhood.ts'
import { theme } from '../population/themes.ts'
import { creditCode, organisationCode } from '../numbers.ts'
import type { Draw } from '../random.ts'
import { Spoiler } from '../spoiler.ts'
import type { Truth } from '../truth.ts'
import type { ExcelValue } from '../write/excel.ts'
import { XlsFile } from '../write/xls.ts'
import { dayCell, numberCell } from './excel-cells.ts'
import { padded } from './keys.ts'
import { petitionsSheet } from './petitions-sheet.ts'
import type { DepartmentWriter, Site } from './writer.ts'

const department = 'petitions'

/** Behind all organisations of the population and of other departments. */
const firstOrgan = 985_000

/** Office of a theme → who answers petitions about it, and what the province files them under. */
const units: Readonly<Record<string, readonly [name: string, category: string]>> = {
  housing: ['平度市住房和城乡建设局', '城乡建设'],
  综合行政执法局: ['平度市综合行政执法局', '城乡建设'],
  人社局: ['平度市人力资源和社会保障局', '劳动社保'],
  'market-regulation': ['平度市市场监督管理局', '市场监管'],
  生态环境局: ['青岛市生态环境局平度分局', '生态环境'],
  农业农村局: ['平度市农业农村局', '农业农村'],
  'political-legal': ['中共平度市委政法委员会', '政法'],
  justice: ['平度市司法局', '政法'],
}
const offices = Object.keys(units)

export class Petitions implements DepartmentWriter {
  readonly department = department
  readonly #truth: Truth
  readonly #file: XlsFile
  readonly #spoil: Spoiler
  #rows = 0

  constructor({ folder, city, truth }: Site) {
    this.#truth = truth
    const title = `平度市信访事项一览表（截至${dashedDay(today)}）`
    this.#file = new XlsFile(join(folder, `XFJ_${compactDay(today)}.xls`), petitionsSheet(title))
    this.#spoil = new Spoiler(city.seed, truth, department, 'XFJ', true)
  }

  grid(): void {
    // The province knows villages, not grids.
  }

  neighbourhood({ happenings, persons }: Neighbourhood): void {
    for (const happening of happenings)
      if (happening.index % 40 === 11 || happening.index % 40 === 35)
        this.#petition(happening, persons[(happening.index * 3) % persons.length] ?? happening.other)
  }

  close(): Readonly<Record<string, number>> {
    this.#file.write(['合 计', `${this.#rows} 件`])
    this.#file.close()
    return { XFJ: this.#rows }
  }

  // Private:

  #petition(happening: Happening, another: Person): void {
    const about = theme(happening.theme)
    const [unit, category] = units[about.office] ?? ['平度市信访局', '其他']
    const registered = Math.min(today - 1, happening.day + 20)
    const key = padded(`370283${dashedDay(registered).slice(0, 4)}`, happening.index + 1, 7)
    const spoil = this.#spoil
    const draw = spoil.row(key, happening.index, false)
    const course = courseOf(registered, draw)
    const optionalDay = (column: string, day: number | null): ExcelValue =>
      day === null ? null : dayCell(spoil, column, day)
    const { reporter } = happening
    const phone = spoil.phone('信访人/联系电话', reporter.phone)
    const row: ExcelValue[] = [
      this.#rows + 1,
      key,
      dayCell(spoil, '登记日期', registered),
      draw.pick(['来信', '来访', '网上信访', '电话', '领导信箱']),
      draw.chance(0.2) ? '重件' : '初件',
      category,
      spoil.name('信访人/姓名', reporter.name),
      numberCell(spoil, '信访人/证件号码', reporter, another),
      /^1\d{10}$/.test(phone) && draw.chance(0.5) ? Number(phone) : phone,
      draw.chance(0.15) ? draw.between(2, 30) : 1,
      `${reporter.name}反映：${about.text}要求依法处理并书面答复。`,
      happening.house.grid.town.name,
      spoil.village('属地/村居代码', happening.house.grid),
      unit,
      this.#rows % 17 === 3 ? { error: true } : organCode(about.office),
      optionalDay('办理期限/受理日期', course.accepted),
      optionalDay('办理期限/告知日期', course.informed),
      optionalDay('办理期限/应办结日期', course.due),
      course.accepted === null ? null : course.firstDue === null ? '否' : '是',
      optionalDay('办理期限/原应办结日期', course.firstDue),
      course.state,
      optionalDay('办理情况/办结日期', course.closed),
      course.closed === null
        ? null
        : draw.pick(['已协调解决，信访人表示满意。', '经查反映情况部分属实，已督促整改。', '已书面答复。']),
      course.review,
      optionalDay('复查复核/申请日期', course.reviewAsked),
      optionalDay('复查复核/应答复日期', course.reviewAsked === null ? null : course.reviewAsked + 30),
      draw.chance(0.2) ? `与${happening.other.name}一同来访` : null,
    ]
    // The clerk's filter: what is closed is out of sight, and counts.
    this.#file.write(row, course.state === '已办结' && draw.chance(0.1))
    this.#rows++
    this.#truth.record(
      'Event',
      `P${happening.index}`,
      { title: about.title },
      { department, table: 'XFJ', key, role: 'self' },
    )
  }
}

// Private:

const organCode = (office: string): string => {
  const nth = offices.indexOf(office) + 1
  return creditCode('11', '370283', organisationCode(firstOrgan + nth))
}

interface Course {
  readonly state: string
  readonly accepted: number | null
  readonly informed: number | null
  readonly due: number | null
  readonly firstDue: number | null
  readonly closed: number | null
  readonly review: string | null
  readonly reviewAsked: number | null
}

/** Accepted within 15 days, finished within 60, or 30 more; a review is asked for within 30 days of the answer. */
function courseOf(registered: number, draw: Draw): Course {
  const accepted = registered + draw.between(1, 15)
  const none = { informed: null, due: null, firstDue: null, closed: null, review: null, reviewAsked: null }
  if (accepted > today) return { ...none, state: draw.pick(['已登记', '已转送']), accepted: null }
  if (draw.chance(0.05)) return { ...none, state: '不予受理', accepted: null, informed: accepted }
  const extended = draw.chance(0.15)
  const due = accepted + (extended ? 90 : 60)
  const firstDue = extended ? accepted + 60 : null
  const informed = accepted + 1
  const finished = accepted + draw.between(10, extended ? 95 : 63)
  if (finished > today)
    return { ...none, state: draw.chance(0.5) ? '已受理' : '办理中', accepted, informed, due, firstDue }
  const asked = finished + draw.between(3, 30)
  const reviewed = asked <= today && draw.chance(0.08)
  const review = reviewed ? draw.pick(['复查', '复核']) : null
  return {
    state: '已办结',
    accepted,
    informed,
    due,
    firstDue,
    closed: finished,
    review,
    reviewAsked: reviewed ? asked : null,
  }
}
