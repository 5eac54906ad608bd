/**
 * The life of a correction (校核纠错) as a table: state, action, who, next state, and which clock starts. Nobody does what stands in no
 * line. OFFICER: data officer of the department whose record it is, and never the asker. HUB: what follows from an acceptance by itself.
 */
import type { LimitCode } from '../../../access/grant-life/states.ts'

export const correctionStates = ['OPEN', 'ACCEPTED', 'DONE', 'REFUSED', 'WITHDRAWN'] as const
export type CorrectionState = (typeof correctionStates)[number]

export const correctionActions = [
  'REQUEST',
  'WITHDRAW',
  'ACCEPT',
  'REFUSE',
  'WRITE',
  'INSTRUCT',
  'RETRY',
  'CONFIRM',
] as const
export type CorrectionAction = (typeof correctionActions)[number]

/** How an accepted value gets to the source: written by the hub, or changed there by hand and confirmed with a receipt (回执). */
export const correctionWays = ['WRITE', 'INSTRUCTION'] as const
export type CorrectionWay = (typeof correctionWays)[number]

export type CorrectionParty = 'ASKER' | 'OFFICER' | 'HUB'

export interface CorrectionTransition {
  readonly from: CorrectionState | null
  readonly action: CorrectionAction
  readonly who: CorrectionParty
  readonly to: CorrectionState
  /** Only for what is on this way. */
  readonly way?: CorrectionWay
  /** What has to be written with it. */
  readonly needs?: 'reasons' | 'receipt'
  /** The time limit that starts with it. */
  readonly clock?: LimitCode
}

export const correctionTransitions: readonly CorrectionTransition[] = [
  { from: null, action: 'REQUEST', who: 'ASKER', to: 'OPEN', clock: 'CORRECTION_ANSWER' },
  { from: 'OPEN', action: 'WITHDRAW', who: 'ASKER', to: 'WITHDRAWN' },
  { from: 'OPEN', action: 'ACCEPT', who: 'OFFICER', to: 'ACCEPTED' },
  { from: 'OPEN', action: 'REFUSE', who: 'OFFICER', to: 'REFUSED', needs: 'reasons' },
  // The source takes writes: until it has, it is tried again; once it refuses for good, a person has to change it there.
  { from: 'ACCEPTED', action: 'WRITE', who: 'HUB', to: 'DONE', way: 'WRITE' },
  { from: 'ACCEPTED', action: 'RETRY', who: 'OFFICER', to: 'ACCEPTED', way: 'WRITE' },
  { from: 'ACCEPTED', action: 'INSTRUCT', who: 'HUB', to: 'ACCEPTED', way: 'WRITE', clock: 'CORRECTION_RECEIPT' },
  { from: 'ACCEPTED', action: 'CONFIRM', who: 'OFFICER', to: 'DONE', way: 'INSTRUCTION', needs: 'receipt' },
]

/** The line of the table that lets one of the parties do it; null when there is none. */
export function correctionTransition(
  from: string,
  way: string | null,
  action: CorrectionAction,
  parties: ReadonlySet<CorrectionParty>,
): CorrectionTransition | null {
  return linesFrom(from, way, parties).find((line) => line.action === action) ?? null
}

/** What these parties may do next. */
export function correctionActionsFrom(
  from: string,
  way: string | null,
  parties: ReadonlySet<CorrectionParty>,
): CorrectionAction[] {
  return linesFrom(from, way, parties).map(({ action }) => action)
}

// Private:

function linesFrom(from: string, way: string | null, parties: ReadonlySet<CorrectionParty>): CorrectionTransition[] {
  return correctionTransitions.filter(
    (line) => line.from === from && parties.has(line.who) && (line.way === undefined || line.way === way),
  )
}
