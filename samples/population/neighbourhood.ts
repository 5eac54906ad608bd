/**
 * One neighbourhood: 140 persons, 50 dwellings, 9 organisations, 40 events, all of them made from (seed, index) alone. Whoever owns,
 * heads, rents or complains lives in the neighbourhood, so that it can be written and forgotten; two dwellings of each fifty lie in the
 * next grid, so that people have something outside their own.
 */
import { Draw } from '../random.ts'
import { birthMark, creditCode, idNumber, organisationCode, registrationNumber } from '../numbers.ts'
import { compactDay, dayOfYear, thisYear, today } from './calendar.ts'
import { perNeighbourhood, type City, type Grid } from './city.ts'
import { demo, demoMembers, isDemoHome } from './demo.ts'
import { household, mixtures, perBlock, type Member } from './household.ts'
import { personName, showcase, signboard } from './names.ts'
import type { Dwelling, Happening, Organisation, Person, Rental, Title, Vehicle } from './model.ts'
import { themes } from './themes.ts'

export interface Neighbourhood {
  readonly index: number
  readonly grid: Grid
  readonly persons: readonly Person[]
  readonly dwellings: readonly Dwelling[]
  readonly titles: readonly Title[]
  readonly rentals: readonly Rental[]
  readonly organisations: readonly Organisation[]
  readonly vehicles: readonly Vehicle[]
  readonly happenings: readonly Happening[]
}

export function neighbourhood(city: City, index: number): Neighbourhood {
  const seed = index === 0 ? demo.seed : city.seed
  const here = Math.min(perNeighbourhood.persons, city.persons - index * perNeighbourhood.persons)
  const blocks = Math.ceil(here / perBlock.persons)
  const grid = city.grid(city.gridOf(index))
  const next = city.grid((grid.index + 1) % city.basicGrids)
  const persons: Person[] = []
  const shown = index === 0 ? [...showcase] : []
  const dwellings: Dwelling[] = []
  for (let block = 0; block < blocks; block++) {
    const mixture =
      index === 0 && block === 0 ? mixtures[0] : new Draw(seed, 'mixture', index * 10 + block).pick(mixtures)
    for (let slot = 0; slot < perBlock.dwellings; slot++) {
      const at = block * perBlock.dwellings + slot
      const { dwelling, residents } = build(seed, index, at, at < 48 ? grid : next)
      dwellings.push(dwelling)
      const members = isDemoHome(dwelling.index)
        ? demoMembers
        : household(new Draw(seed, 'household', dwelling.index), mixture?.[slot] ?? 0)
      let family: string | null = null
      for (const member of members) {
        if (persons.length === here) break
        const special = member.relation === '02' && dwelling.index > 20 ? shown.shift() : undefined
        const named = special === undefined ? member : { ...member, name: special }
        const person: Person = resident(
          seed,
          index * perNeighbourhood.persons + persons.length,
          named,
          dwelling,
          family,
        )
        family ??= person.name.includes('·') ? null : surnameOf(person.name)
        residents.push(person)
        persons.push(person)
      }
    }
  }
  const adults = persons.filter((p) => p.bornYear <= thisYear - 20)
  const { titles, rentals } = holdings(seed, dwellings, adults)
  const share = here / perNeighbourhood.persons
  const organisations = trades(seed, index, Math.round(perNeighbourhood.organisations * share), grid, dwellings, adults)
  return {
    index,
    grid,
    persons,
    dwellings,
    titles,
    rentals,
    organisations,
    vehicles: vehicles(seed, index, dwellings),
    happenings: happenings(seed, index, Math.round(perNeighbourhood.events * share), dwellings, adults, organisations),
  }
}

// Private:

function build(
  seed: number,
  neighbourhood: number,
  at: number,
  grid: Grid,
): { dwelling: Dwelling; residents: Person[] } {
  const index = neighbourhood * perNeighbourhood.dwellings + at
  const draw = new Draw(seed, 'dwelling', index)
  const building = (neighbourhood % 7) + 1
  const residents: Person[] = []
  const floor = Math.floor((at % 10) / 2) + 1
  const dwelling: Dwelling = {
    index,
    grid,
    flat: grid.urban ? { building, entrance: Math.floor(at / 10) + 1, floor, room: `${floor}0${(at % 2) + 1}` } : null,
    door: grid.urban ? 10 + building * 2 : grid.firstNumber + (building - 1) * perNeighbourhood.dwellings + at,
    builtYear: draw.between(1982, 2022),
    area: draw.between(4500, 16_500) / 100,
    residents,
  }
  return { dwelling, residents }
}

function resident(
  seed: number,
  index: number,
  member: Member & { readonly name?: string },
  home: Dwelling,
  family: string | null,
): Person {
  const draw = new Draw(seed, 'person', index)
  const mark = birthMark(index)
  const born = dayOfYear(member.born, mark.dayOfYear)
  const made = personName(draw, member.sex, member.born, member.sharesName ? family : null)
  const age = thisYear - member.born
  return {
    index,
    name: member.name ?? made.name,
    sex: member.sex,
    born,
    bornYear: member.born,
    number: idNumber(mark, member.sex, compactDay(born)),
    phone:
      draw.pick(['130', '135', '138', '139', '150', '158', '186', '189', '199']) +
      String((index * 7919 + 1_000_003) % 100_000_000).padStart(8, '0'),
    ethnic: member.name === undefined ? made.ethnic : '01',
    marital: age < 22 ? '10' : member.marital,
    education:
      age < 12
        ? '90'
        : age < 16
          ? '80'
          : draw.weigh<string>([
              ['70', 40],
              ['60', 20],
              ['80', 15],
              ['40', 8],
              ['30', 10],
              ['20', 6],
              ['10', 1],
            ]),
    relation: member.relation,
    home,
  }
}

function surnameOf(name: string): string {
  return /^(欧阳|司马|上官)/.test(name) ? name.slice(0, 2) : name.slice(0, 1)
}

function holdings(
  seed: number,
  dwellings: readonly Dwelling[],
  adults: readonly Person[],
): { titles: Title[]; rentals: Rental[] } {
  const titles: Title[] = []
  const rentals: Rental[] = []
  for (const dwelling of dwellings) {
    const draw = new Draw(seed, 'title', dwelling.index)
    const head = dwelling.residents[0]
    const someone = draw.pick(adults)
    const rented = head !== undefined && draw.chance(0.12) && someone.home !== dwelling && !isDemoHome(dwelling.index)
    const owner =
      dwelling.index === demo.secondDwelling ? (adults[0] ?? someone) : head === undefined || rented ? someone : head
    const registeredOn = dayOfYear(draw.between(Math.max(dwelling.builtYear, 1995), thisYear - 1), draw.int(365))
    if (draw.chance(0.15)) {
      titles.push({
        dwelling,
        owner: draw.pick(adults),
        registeredOn: registeredOn - draw.between(400, 3000),
        cancelled: true,
      })
    }
    titles.push({ dwelling, owner, registeredOn, cancelled: false })
    if (rented && head !== undefined) {
      const from = today - draw.between(30, 900)
      rentals.push({
        dwelling,
        landlord: owner,
        tenant: head,
        from,
        until: draw.chance(0.3) ? null : from + 730,
        rent: draw.between(6, 30) * 100,
      })
    }
  }
  return { titles, rentals }
}

const industries = [
  'F5211',
  'F5212',
  'H6210',
  'O8030',
  'C1310',
  'E5010',
  'G5430',
  'I6510',
  'A0111',
  'L7291',
  'F5299',
  'C2110',
] as const

function trades(
  seed: number,
  neighbourhood: number,
  count: number,
  grid: Grid,
  dwellings: readonly Dwelling[],
  adults: readonly Person[],
): Organisation[] {
  const made: Organisation[] = []
  for (let at = 0; at < count; at++) {
    const index = neighbourhood * perNeighbourhood.organisations + at
    const draw = new Draw(seed, 'organisation', index)
    const manager = neighbourhood % 7 === 0 && at === 6
    const kind = manager
      ? 'propertyManager'
      : at === 5
        ? 'company'
        : at < 5
          ? 'trader'
          : draw.weigh<Organisation['kind']>([
              ['company', 8],
              ['cooperative', 2],
            ])
    const head = index === demo.organisation ? adults[0] : draw.pick(adults)
    if (head === undefined) throw new RangeError('a neighbourhood without adults')
    const word = draw.pick(signboard.first) + draw.pick(signboard.second)
    const line = draw.pick(lines[kind])
    const organisation = organisationCode(index)
    made.push({
      index,
      kind,
      name:
        kind === 'trader'
          ? `平度市${word}${line}`
          : `平度市${word}${line}${kind === 'cooperative' ? '专业合作社' : '有限公司'}`,
      creditCode: creditCode(kind === 'trader' ? '92' : kind === 'cooperative' ? '93' : '91', '370283', organisation),
      organisationCode: organisation,
      registrationNumber: registrationNumber(index, kind === 'trader'),
      head,
      grid,
      place: draw.pick(dwellings),
      industry: manager ? 'K7020' : draw.pick(industries),
      foundedOn: dayOfYear(draw.between(1998, thisYear - 1), draw.int(365)),
      capital: draw.between(3, 500) * 10_000,
      open: index === demo.organisation || draw.chance(0.9),
    })
  }
  return made
}

const lines: Readonly<Record<Organisation['kind'], readonly string[]>> = {
  trader: ['超市', '饭店', '理发店', '五金店', '服装店', '水果店', '汽修厂', '粮油店'],
  company: ['商贸', '机械', '食品', '建筑工程', '物流', '农业科技', '服饰'],
  cooperative: ['蔬菜种植', '葡萄种植', '花生', '生猪养殖', '农机服务'],
  propertyManager: ['物业管理', '物业服务'],
}

function vehicles(seed: number, neighbourhood: number, dwellings: readonly Dwelling[]): Vehicle[] {
  const made: Vehicle[] = []
  for (const dwelling of dwellings) {
    const head = dwelling.residents[0]
    const draw = new Draw(seed, 'vehicle', dwelling.index)
    const owns = draw.chance(0.45)
    if (head === undefined || !(owns || isDemoHome(dwelling.index))) continue
    made.push({
      index: neighbourhood * perNeighbourhood.dwellings + made.length,
      plate: plate(dwelling.index, draw.chance(0.15)),
      owner: head,
      registeredOn: dayOfYear(draw.between(2008, thisYear - 1), draw.int(365)),
    })
  }
  return made
}

/** No two dwellings get the same: five characters count in base 24 after the letter of the city; new-energy plates have one more. */
function plate(index: number, newEnergy: boolean): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
  let rest = index
  let text = ''
  for (let i = 0; i < 2; i++) {
    text = letters.charAt(rest % 24) + text
    rest = Math.floor(rest / 24)
  }
  return `鲁B${newEnergy ? 'D' : ''}${text}${String(rest).padStart(3, '0')}`
}

/** By place in the neighbourhood: which departments come to know the event. */
function channels(at: number): Pick<Happening, 'hotline' | 'gridEvent' | 'mediation' | 'complaint'> {
  const none = { hotline: false, gridEvent: false, mediation: false, complaint: false }
  if (at === 0) return { ...none, hotline: true, gridEvent: true, mediation: true }
  if (at < 4) return { ...none, hotline: true, gridEvent: true }
  if (at < 6) return { ...none, hotline: true, mediation: true }
  if (at < 16) return { ...none, hotline: true }
  if (at < 18) return { ...none, gridEvent: true, mediation: true }
  if (at < 32) return { ...none, gridEvent: true }
  if (at < 34) return { ...none, complaint: true }
  return { ...none, mediation: true }
}

function happenings(
  seed: number,
  neighbourhood: number,
  count: number,
  dwellings: readonly Dwelling[],
  adults: readonly Person[],
  organisations: readonly Organisation[],
): Happening[] {
  const made: Happening[] = []
  for (let at = 0; at < count; at++) {
    const index = neighbourhood * perNeighbourhood.events + at
    const draw = new Draw(seed, 'event', index)
    const channel = channels(at)
    const inDemoHome = neighbourhood === 0 && at % 16 < demo.eventsInHome && at < 32
    const place = draw.pick(dwellings)
    const house = inDemoHome ? dwellings[0] : isDemoHome(place.index) ? dwellings[1] : place
    const shown = neighbourhood === 0 && at >= 34 ? adults.find((p) => p.name === showcase[at - 34]) : undefined
    const reporter = inDemoHome && channel.hotline ? adults[0] : (shown ?? draw.pick(adults))
    let other = draw.pick(adults)
    if (other === reporter) other = adults[(adults.indexOf(other) + 1) % adults.length] ?? other
    if (house === undefined || reporter === undefined) throw new RangeError('a neighbourhood without people')
    const against =
      organisations.length > 0 && (draw.chance(0.2) || channel.complaint) ? draw.pick(organisations) : null
    made.push({
      index,
      ...channel,
      house,
      reporter,
      other,
      against,
      theme: draw.int(channel.mediation ? themes.disputes : themes.all.length),
      day: today - draw.int(540),
      second: draw.between(7 * 3600, 21 * 3600),
    })
  }
  return made
}
