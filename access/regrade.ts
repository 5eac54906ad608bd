/**
 * Changes of classification that officers made since the department's declaration was published (docs/granting.md). They are rows of
 * the policy: what a change says counts from the first request that starts after it, at the gateway and in every department.
 */
import type { Classified, Level, Sharing } from '../schema/classification.ts'
import { nameKind } from './grant-fields.ts'

export interface ClassificationChange {
  /** Whose data it is. */
  readonly department: string
  /** Named as in grants, and every filter and look-up by which the values could be found out. */
  readonly fields: readonly string[]
  readonly level: Level
  readonly sharing: Sharing
  /** Made by one signature: of whatever it names, it makes nothing less protected. */
  readonly tighter: boolean
}

/** The place as it is graded now: the same object where nothing was changed. What is never shared by declaration stays so. */
export function regrade(place: Classified, changes: readonly ClassificationChange[]): Classified {
  if (changes.length === 0 || place.sharing === 'NEVER') return place
  const covering = changes.filter((change) => covers(change, place))
  const [first] = covering
  if (first === undefined) return place
  // One change at a time names a place; should there be two, the stricter part of each counts.
  const floor = covering.every(({ tighter }) => tighter) ? place : first
  const { level, sharing } = covering.reduce(
    (strict: Pick<ClassificationChange, 'level' | 'sharing'>, change) => ({
      level: change.level > strict.level ? change.level : strict.level,
      sharing: strictness(change) > strictness(strict) ? change.sharing : strict.sharing,
    }),
    floor,
  )
  return { ...place, level, sharing }
}

export function covers(
  { department, fields }: Pick<ClassificationChange, 'department' | 'fields'>,
  place: Classified,
): boolean {
  return department === place.department && nameKind(fields, place) !== null
}

/** 0 for what is shared without condition, 2 for what is never shared. */
export function strictness({ sharing }: { readonly sharing: Sharing }): number {
  return sharings.indexOf(sharing)
}

// Private:

const sharings: readonly Sharing[] = ['UNCONDITIONAL', 'CONDITIONAL', 'NEVER']
