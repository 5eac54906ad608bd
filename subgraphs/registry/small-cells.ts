/**
 * Disclosure control of counts (domain notes 5): a cell below the threshold is left out; where exactly one cell of a group is left out it
 * could be computed from the group's total, so the next smallest goes too; and what is left out above must not come out by adding up
 * what is below it. Zeros are shown. Pure.
 */

export const THRESHOLD = 5

export interface Cell {
  readonly code: string
  readonly count: number
  readonly inside: readonly Cell[]
}

/** Codes of the cells that must not be shown, over all levels. */
export function suppressed(groups: readonly Cell[]): ReadonlySet<string> {
  const hidden = new Set<string>()
  hide(groups, false, hidden)
  return hidden
}

// Private:

function hide(group: readonly Cell[], totalHidden: boolean, hidden: Set<string>): void {
  const counted = group.filter((cell) => cell.count > 0).sort((a, b) => a.count - b.count || (a.code < b.code ? -1 : 1))
  let left = counted.filter((cell) => cell.count < THRESHOLD)
  if (left.length === 0 && totalHidden) left = counted.slice(0, 1)
  if (left.length === 1) left = counted.slice(0, 2)
  for (const cell of left) hidden.add(cell.code)
  for (const cell of group) hide(cell.inside, hidden.has(cell.code), hidden)
}
