/**
 * Disclosure control of counts (domain notes 5): a cell below the threshold is left out; where exactly one cell of a group is left out it
 * could be computed from the group's total, so the next smallest goes too; and what is left out above must not come out by adding up
 * what is below it. Zeros are shown. Nor may one map be subtracted from another: where a change moved few, the old areas of it are left out, and a
 * cell that is the same on both maps is shown on both or on none. Pure.
 */
import { cellsOf, keyOf, type AreaCell, type Atom } from './placed-counts.ts'
import { RowSpace } from './row-space.ts'

export const THRESHOLD = 5

export type Cell = Pick<AreaCell, 'key' | 'count'> & { readonly inside: readonly Cell[] }

export interface HiddenCells {
  readonly recorded: ReadonlySet<string>
  readonly current: ReadonlySet<string>
}

/** Keys of the cells that must not be shown, map by map, over all levels. */
export function suppressedOnBoth(atoms: readonly Atom[]): HiddenCells {
  const hidden: Hiding = { recorded: new Set(), current: new Set() }
  for (const town of townsOf(atoms)) {
    const least = leastOf(town)
    for (const map of maps) for (const key of least[map]) hidden[map].add(key)
  }
  // Towns are a group too. What is left out more than before tells no more than before.
  return hiding({ atoms, families: familiesOf(atoms) }, hidden)
}

/** Keys of the cells of one map that must not be shown, over all levels. */
export function suppressed(groups: readonly Cell[]): ReadonlySet<string> {
  const hidden = new Set<string>()
  hide(groups, false, hidden)
  return hidden
}

// Private:

const maps = ['recorded', 'current'] as const

/** Towns that no change connects with others, and what is in them. */
interface Town {
  readonly atoms: readonly Atom[]
  readonly families: readonly Family[]
}

function townsOf(atoms: readonly Atom[]): Town[] {
  const tops = new Map<string, Atom[]>()
  const topOf = familiesAt(atoms, 0, new Map())
  for (const atom of atoms) {
    const key = topOf.get(keyOf(atom.recorded[0] ?? []))?.key ?? ''
    const known = tops.get(key)
    if (known) known.push(atom)
    else tops.set(key, [atom])
  }
  return [...tops.values()].map((of) => ({ atoms: of, families: familiesOf(of) }))
}

/** By the first caution with which the maps tell nothing of each other. One map alone has nothing to tell of. */
function leastOf(town: Town): Hiding {
  const unchanged = town.families.every(({ same }) => same)
  for (const caution of [fewMoved, allOld, everyChanged]) {
    const tried = hiding(town, caution(town.families))
    if (unchanged || !tells(town.atoms, tried)) return tried
  }
  return everything(town.families)
}

type Caution = (families: readonly Family[]) => Hiding

/** First only what a change with few in it touched, then the old map of every change, then both maps of it, then all. */
const fewMoved: Caution = (families) => {
  const hidden: Hiding = { recorded: new Set(), current: new Set() }
  for (const family of families) if (!family.same && family.movesFew) hideOld(family, hidden.recorded)
  return hidden
}
const allOld: Caution = (families) => keysIn(families, ({ same }) => !same, ['recorded'])
const everyChanged: Caution = (families) => keysIn(families, ({ same }) => !same, maps)
const everything: Caution = (families) => keysIn(families, () => true, maps)

function keysIn(
  families: readonly Family[],
  which: (family: Family) => boolean,
  of: readonly (keyof Hiding)[],
): Hiding {
  const hidden: Hiding = { recorded: new Set(), current: new Set() }
  for (const family of families)
    if (which(family)) for (const map of of) for (const key of family[map].keys()) hidden[map].add(key)
  return hidden
}

/** What must be left out besides what is left out already. */
function hiding({ atoms, families }: Town, hidden: Hiding): Hiding {
  const trees = { recorded: cellsOf(atoms, 'recorded'), current: cellsOf(atoms, 'current') }
  for (let before = -1; before < hidden.recorded.size + hidden.current.size;) {
    before = hidden.recorded.size + hidden.current.size
    for (const map of maps) hide(trees[map], false, hidden[map])
    hideFamilies(families, hidden)
  }
  return hidden
}

/** Whether a sum of few comes out of what is shown of both maps. */
function tells(atoms: readonly Atom[], hidden: HiddenCells): boolean {
  const sums = new Map<string, { members: number[]; shown: boolean }>()
  const add = (name: string, at: number, shown: boolean) => {
    let known = sums.get(name)
    if (!known) sums.set(name, (known = { members: atoms.map(() => 0), shown }))
    known.members[at] = 1
  }
  for (const [at, { recorded, current }] of atoms.entries())
    for (const [level, among] of recorded.entries()) {
      const [old, now] = [keyOf(among), keyOf(current[level] ?? [])]
      add(`recorded ${old}`, at, !hidden.recorded.has(old))
      add(`current ${now}`, at, !hidden.current.has(now))
      add(`${level} ${old} ${now}`, at, false)
    }
  const all = [...sums.values()]
  const known = new RowSpace(all.flatMap(({ members, shown }) => (shown ? [members] : [])))
  const countOf = (members: readonly number[]) =>
    members.reduce((total, is, at) => total + is * (atoms[at]?.count ?? 0), 0)
  return all.some(({ members }) => countOf(members) < THRESHOLD && known.gives(members))
}

interface Hiding {
  readonly recorded: Set<string>
  readonly current: Set<string>
}

/** Areas of one level that share ground between the maps, and so a total. */
interface Family {
  readonly key: string
  readonly count: number
  readonly inside: Family[]
  readonly recorded: ReadonlyMap<string, number>
  readonly current: ReadonlyMap<string, number>
  /** Holds them, a level above. */
  readonly above: Family | null
  /** One area, the same on both maps, whatever it is called. */
  readonly same: boolean
  readonly movesFew: boolean
}

function familiesOf(atoms: readonly Atom[]): Family[] {
  const all: Family[] = []
  let above = new Map<string, Family>()
  for (let level = 0; level < LEVELS; level += 1) {
    const families = familiesAt(atoms, level, above)
    all.push(...new Set(families.values()))
    above = families
  }
  return all
}

/** By the key of the area on the old map. */
function familiesAt(atoms: readonly Atom[], level: number, above: ReadonlyMap<string, Family>): Map<string, Family> {
  const pairs = new Map<string, Pair>()
  for (const { recorded, current, count } of atoms) {
    const [from, into] = [recorded[level], current[level]]
    if (!from || !into) continue
    const [old, now] = [keyOf(from), keyOf(into)]
    const known = pairs.get(`${old} ${now}`)
    if (known) known.count += count
    else pairs.set(`${old} ${now}`, { old, now, up: keyOf(recorded[level - 1] ?? []), count })
  }
  const families = new Map<string, Family>()
  for (const joined of joinedPairs([...pairs.values()])) {
    const family = familyOf(joined, above)
    family.above?.inside.push(family)
    for (const old of family.recorded.keys()) families.set(old, family)
  }
  return families
}

interface Pair {
  readonly old: string
  readonly now: string
  /** Holds the old one. */
  readonly up: string
  count: number
}

/** Pairs that share an area, over others too. */
function joinedPairs(pairs: readonly Pair[]): Set<readonly Pair[]> {
  const groups = new Map<string, readonly Pair[]>()
  for (const pair of pairs) {
    const known = new Set([groups.get(`old ${pair.old}`), groups.get(`now ${pair.now}`)])
    const joined = [pair, ...[...known].flatMap((one) => one ?? [])]
    for (const { old, now } of joined) groups.set(`old ${old}`, joined).set(`now ${now}`, joined)
  }
  return new Set(groups.values())
}

function familyOf(pairs: readonly Pair[], above: ReadonlyMap<string, Family>): Family {
  const [recorded, current] = [new Map<string, number>(), new Map<string, number>()]
  for (const { old, now, count } of pairs) {
    recorded.set(old, (recorded.get(old) ?? 0) + count)
    current.set(now, (current.get(now) ?? 0) + count)
  }
  return {
    key: [...recorded.keys()].sort().join(),
    count: pairs.reduce((total, { count }) => total + count, 0),
    inside: [],
    recorded,
    current,
    above: above.get(pairs[0]?.up ?? '') ?? null,
    same: recorded.size === 1 && current.size === 1,
    movesFew: pairs.some(({ count }) => count < THRESHOLD),
  }
}

/**
 * What one map leaves out of a family, the other must not give as a total: the families are a map too, of what both have in common. One whose
 * total must not be known has a cell left out on each map.
 */
function hideFamilies(families: readonly Family[], hidden: Hiding): void {
  const isShown = (family: Family, map: keyof Hiding) => [...family[map].keys()].every((key) => !hidden[map].has(key))
  const unknown = new Set(
    families.flatMap((family) => {
      const shown = [isShown(family, 'recorded'), isShown(family, 'current')]
      return (family.same ? shown.every(Boolean) : shown.some(Boolean)) ? [] : [family.key]
    }),
  )
  hide(
    families.filter(({ above }) => above === null),
    false,
    unknown,
  )
  for (const family of families) {
    if (!unknown.has(family.key)) continue
    for (const map of maps) {
      if (!isShown(family, map)) continue
      const [smallest] = [...family[map]].sort(([a, few], [b, more]) => few - more || (a < b ? -1 : 1))
      if (smallest) hidden[map].add(smallest[0])
    }
  }
}

/** What holds them must not tell them, unless it is the same on both maps and tells the sum of either. */
function hideOld(family: Family, hidden: Set<string>): void {
  for (const key of family.recorded.keys()) hidden.add(key)
  if (family.above && !family.above.same) hideOld(family.above, hidden)
}

/** Town, village, grid. */
const LEVELS = 3

function hide(group: readonly Cell[], totalHidden: boolean, hidden: Set<string>): void {
  const counted = group.filter((cell) => cell.count > 0).sort((a, b) => a.count - b.count || (a.key < b.key ? -1 : 1))
  const left = counted.filter((cell) => cell.count < THRESHOLD || hidden.has(cell.key))
  const shown = counted.filter((cell) => !left.includes(cell))
  if (left.length === 0 && totalHidden) left.push(...shown.splice(0, 1))
  if (left.length === 1) left.push(...shown.splice(0, 1))
  for (const cell of left) hidden.add(cell.key)
  for (const cell of group) hide(cell.inside, hidden.has(cell.key), hidden)
}
