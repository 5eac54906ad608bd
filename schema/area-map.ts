/**
 * Towns, villages and grids in time: which were there on a day, what each came from and went into, and where what was recorded in one lies
 * on the map of another day. Statements that contradict others are left out and told as issues: a map that could not be read would cost
 * every list, a wrong one would move people. Codes are not given out again (GB/T 10114), so a code is one area. Pure.
 */
export const areaLevels = ['TOWN', 'VILLAGE', 'GRID'] as const
export type AreaLevel = (typeof areaLevels)[number]

/** What a change made of an area. REDRAWN: the ground went into several or other areas, not along old borders. */
export const areaChanges = ['MERGED', 'DIVIDED', 'RENUMBERED', 'REDRAWN'] as const
export type AreaChange = (typeof areaChanges)[number]

/** Days as `yyyy-mm-dd`, both included; null where no end is known. */
export interface Area {
  readonly code: string
  readonly level: AreaLevel
  readonly name: string | null
  readonly validFrom: string | null
  readonly validTo: string | null
  /** Department or list that says so. */
  readonly source: string
}

/** Ground of one area went into another. */
export interface Succession {
  readonly code: string
  readonly successor: string
  /** First day of the new map. */
  readonly since: string
  readonly change: AreaChange
  readonly source: string
}

/**
 * AREA_OVERLAP: the code is said twice. AREA_ORDER: it ends before it begins. AREA_SUCCESSOR_UNKNOWN: there is no such area of that level on
 * that day. AREA_CYCLE: it would be its own successor. AREA_STILL_VALID: the area is said to last beyond its end.
 */
export type AreaIssueCode = 'AREA_OVERLAP' | 'AREA_ORDER' | 'AREA_SUCCESSOR_UNKNOWN' | 'AREA_CYCLE' | 'AREA_STILL_VALID'

/** A statement that was left out. */
export interface AreaIssue {
  readonly issue: AreaIssueCode
  readonly code: string
  readonly successor: string | null
  readonly source: string
}

/** Where something lies: one area, or several among which nobody has decided yet. */
export interface AreaPlaces {
  readonly towns: readonly string[]
  readonly villages: readonly string[]
  /** Null where no grid is known. */
  readonly grids: readonly string[] | null
}

/** As a department recorded it. `pointGrid`: the grid that holds its point today. */
export interface RecordedPlace {
  readonly villageCode: string
  readonly gridCode: string | null
  readonly pointGrid: string | null
}

const none: readonly Succession[] = []

/** Division (6), town (9) and village (12) are in front of a grid's code. */
export const townCodeOf = (code: string): string => code.slice(0, 9)
export const villageCodeOf = (code: string): string => code.slice(0, 12)

/** Whether the area was there on a day, as far as is known. */
export function isThere({ validFrom, validTo }: Pick<Area, 'validFrom' | 'validTo'>, day: string): boolean {
  return (validFrom === null || validFrom <= day) && (validTo === null || day <= validTo)
}

export const dayAfter = (day: string): string => addDays(day, 1)

export class AreaMap {
  readonly issues: readonly AreaIssue[]
  private readonly areas = new Map<string, Area>()
  private readonly after = new Map<string, Succession[]>()
  private readonly before = new Map<string, Succession[]>()
  /** Where some of its ground went is not known. */
  private readonly doubted = new Set<string>()
  private readonly days = new Map<string, Map<string, readonly string[]>>()

  constructor(areas: readonly Area[], successions: readonly Succession[]) {
    const issues: AreaIssue[] = []
    for (const area of areas) this.add(area, issues)
    for (const one of [...successions].sort(bySince)) this.link(one, issues)
    this.issues = issues
  }

  /** Null for a code that nobody lists. */
  area(code: string): Area | null {
    return this.areas.get(code) ?? null
  }

  /** Of one level, in the order of their codes. */
  ofLevel(level: AreaLevel): Area[] {
    return [...this.areas.values()].filter((area) => area.level === level).sort((a, b) => (a.code < b.code ? -1 : 1))
  }

  successors(code: string): readonly Succession[] {
    return this.after.get(code) ?? none
  }

  predecessors(code: string): readonly Succession[] {
    return this.before.get(code) ?? none
  }

  /**
   * The areas of a day's map in which the ground of an area lies: itself where nothing changed, its successors where it had ended by then,
   * its predecessors where it had not begun.
   */
  on(code: string, day: string): readonly string[] {
    let known = this.days.get(day)
    if (!known) {
      // Few days are asked for; today is one more each day.
      if (this.days.size > MAX_DAYS) this.days.clear()
      this.days.set(day, (known = new Map()))
    }
    let places = known.get(code)
    if (!places) known.set(code, (places = this.moved(code, day)))
    return places
  }

  /** Where something lies on a day's map. Villages follow from grids, towns from villages, so that each lies in one only. */
  place({ villageCode, gridCode, pointGrid }: RecordedPlace, day: string): AreaPlaces {
    let grids = gridCode === null ? null : this.on(gridCode, day)
    if (grids && grids.length > 1 && pointGrid !== null && grids.includes(pointGrid)) grids = [pointGrid]
    const villages = grids ? this.all(grids.map(villageCodeOf), day) : this.on(villageCode, day)
    return { grids, villages, towns: this.all(villages.map(townCodeOf), day) }
  }

  /** Codes with a change: what was recorded in any other lies there on every day. */
  get changed(): ReadonlySet<string> {
    return new Set([...this.after.keys(), ...this.before.keys()])
  }

  /** The area itself and all those whose whole ground came to lie in it: where a stated change leaves no doubt. */
  wholly(code: string, day: string): string[] {
    const found = [code]
    for (const at of found)
      for (const { code: former, change } of this.predecessors(at))
        if (
          (change === 'MERGED' || change === 'RENUMBERED') &&
          this.successors(former).length === 1 &&
          !this.doubted.has(former) &&
          this.on(former, day).length === 1 &&
          !found.includes(former)
        )
          found.push(former)
    return found
  }

  // Private:

  private add(area: Area, issues: AreaIssue[]): void {
    const { code, validFrom, validTo, source } = area
    const refuse = (issue: AreaIssueCode) => issues.push({ issue, code, successor: null, source })
    if (this.areas.has(code)) refuse('AREA_OVERLAP')
    else if (validFrom !== null && validTo !== null && validTo < validFrom) refuse('AREA_ORDER')
    else this.areas.set(code, area)
  }

  private link(one: Succession, issues: AreaIssue[]): void {
    const { code, successor, since, source } = one
    const refused = this.refusal(one)
    if (refused !== null) {
      issues.push({ issue: refused, code, successor, source })
      if (refused === 'AREA_SUCCESSOR_UNKNOWN') this.doubted.add(code)
      return
    }
    push(this.after, code, one)
    push(this.before, successor, one)
    const { level } = this.areas.get(successor) as Area
    // Whoever knows of its end only does not know its name.
    if (!this.areas.has(code))
      this.areas.set(code, { code, level, name: null, validFrom: null, validTo: dayBefore(since), source })
  }

  private refusal({ code, successor, since, change }: Succession): AreaIssueCode | null {
    const [from, into] = [this.areas.get(code), this.areas.get(successor)]
    if (code === successor || this.reaches(successor, code)) return 'AREA_CYCLE'
    if (!into || into.code.length !== code.length || (into.validTo !== null && into.validTo < since))
      return 'AREA_SUCCESSOR_UNKNOWN'
    if (into.validFrom !== null && into.validFrom > since) return 'AREA_SUCCESSOR_UNKNOWN'
    // An area that gives some of its ground away and lasts keeps what was recorded in it.
    if (from && change !== 'REDRAWN' && (from.validTo === null || from.validTo >= since)) return 'AREA_STILL_VALID'
    return null
  }

  private reaches(from: string, to: string): boolean {
    const seen = new Set([from])
    for (const at of seen) for (const { successor } of this.successors(at)) seen.add(successor)
    return seen.has(to)
  }

  private moved(code: string, day: string): readonly string[] {
    const forward = this.successors(code).filter(({ since }) => since <= day && this.endedBy(code, since))
    // The one part that is known does not take over what may lie in one that is not.
    if (forward.length === 1 && this.doubted.has(code)) return [code]
    if (forward.length > 0)
      return this.all(
        forward.map(({ successor }) => successor),
        day,
      )
    const back = this.predecessors(code).filter(({ code: former, since }) => since > day && this.endedBy(former, since))
    // It was there before it took the others in.
    if (back.length === 0 || this.hasBegun(code, day)) return [code]
    return this.all(
      back.map((one) => one.code),
      day,
    )
  }

  private endedBy(code: string, since: string): boolean {
    const validTo = this.areas.get(code)?.validTo ?? null
    return validTo !== null && validTo < since
  }

  private hasBegun(code: string, day: string): boolean {
    const validFrom = this.areas.get(code)?.validFrom ?? null
    return validFrom === null || validFrom <= day
  }

  private all(codes: readonly string[], day: string): readonly string[] {
    return [...new Set(codes.flatMap((code) => this.on(code, day)))].sort()
  }
}

// Private:

const MAX_DAYS = 20

function push(map: Map<string, Succession[]>, key: string, one: Succession): void {
  const known = map.get(key)
  if (known) known.push(one)
  else map.set(key, [one])
}

/** Earlier changes first, so that of two which contradict each other the earlier stands. */
function bySince(a: Succession, b: Succession): number {
  const [one, other] = [a, b].map(({ since, code, successor }) => `${since} ${code} ${successor}`)
  return (one ?? '') < (other ?? '') ? -1 : 1
}

function dayBefore(day: string): string {
  return addDays(day, -1)
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}
