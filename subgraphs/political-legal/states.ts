/**
 * The closed loop of a grid event (GB/T 34300, GB/T 30428.8 in practice): state, action, who may, next state. Facts only; `writes.ts` is
 * their reader. Whoever found it does not handle it, whoever handled it does not verify it, and only supervision closes.
 */
import type { Role } from '../../access/principal.ts'
import type { CodeList } from '../../schema/code-list.ts'
import type { GridEventAction, GridEventCategory, GridEventState } from './codes.ts'

type ValueOf<L> = L extends CodeList<infer V> ? V : never
export type GridEventStateValue = ValueOf<typeof GridEventState>
export type GridEventActionValue = ValueOf<typeof GridEventAction>
export type GridEventCategoryValue = ValueOf<typeof GridEventCategory>

/** The staff keys that an event keeps. */
export type Part = 'reporterNumber' | 'handlerNumber' | 'verifierNumber'

export interface Transition {
  readonly from: GridEventStateValue
  readonly action: GridEventActionValue
  readonly role: Role
  readonly to: GridEventStateValue
  /** Only who has this part. */
  readonly only?: Part
  /** Nobody who has one of these parts. */
  readonly never?: readonly Part[]
  /** What has to be said with it. */
  readonly needs?: 'note' | 'unit' | 'dueAt'
}

/** The supervising centre: an officer of the commission. */
const centre = 'data-officer'
const worker = 'grid-worker'
const parts: readonly Part[] = ['reporterNumber', 'handlerNumber', 'verifierNumber']

export const transitions: readonly Transition[] = [
  { from: 'REPORTED', action: 'SELF_HANDLE', role: worker, to: 'SELF_HANDLED', only: 'reporterNumber', needs: 'note' },
  { from: 'REPORTED', action: 'ACCEPT', role: centre, to: 'ACCEPTED' },
  { from: 'REPORTED', action: 'VOID', role: centre, to: 'VOID', needs: 'note' },
  { from: 'ACCEPTED', action: 'REGISTER', role: centre, to: 'REGISTERED' },
  { from: 'ACCEPTED', action: 'DECLINE', role: centre, to: 'NOT_REGISTERED', needs: 'note' },
  { from: 'REGISTERED', action: 'DISPATCH', role: centre, to: 'DISPATCHED', needs: 'unit' },
  { from: 'DISPATCHED', action: 'RETURN', role: worker, to: 'REGISTERED', never: ['reporterNumber'], needs: 'note' },
  { from: 'DISPATCHED', action: 'BEGIN', role: worker, to: 'HANDLING', never: ['reporterNumber'] },
  { from: 'HANDLING', action: 'FINISH', role: worker, to: 'TO_BE_VERIFIED', only: 'handlerNumber' },
  { from: 'HANDLING', action: 'EXTEND', role: centre, to: 'HANDLING', needs: 'dueAt' },
  { from: 'HANDLING', action: 'SUSPEND', role: centre, to: 'SUSPENDED', needs: 'note' },
  { from: 'SUSPENDED', action: 'RESUME', role: centre, to: 'HANDLING', needs: 'dueAt' },
  {
    from: 'TO_BE_VERIFIED',
    action: 'VERIFY',
    role: worker,
    to: 'VERIFIED',
    never: ['reporterNumber', 'handlerNumber'],
  },
  {
    from: 'TO_BE_VERIFIED',
    action: 'REWORK',
    role: worker,
    to: 'HANDLING',
    never: ['reporterNumber', 'handlerNumber'],
    needs: 'note',
  },
  { from: 'VERIFIED', action: 'CLOSE', role: centre, to: 'CLOSED', never: parts },
]

export function transitionOf(from: unknown, action: GridEventActionValue, roles: readonly Role[]): Transition | null {
  return transitions.find((one) => one.from === from && one.action === action && roles.includes(one.role)) ?? null
}

/** Where the action leads, whatever the state: an action asked twice is the same change. */
export function targetOf(action: GridEventActionValue): GridEventStateValue {
  if (action === 'REPORT') return 'REPORTED'
  const found = transitions.find((one) => one.action === action)
  if (!found) throw new TypeError('an action without a transition')
  return found.to
}

/** Whether the separation of parts lets this member of staff take the step. */
export function separated(transition: Transition, event: Readonly<Record<string, unknown>>, staff: string): boolean {
  if (transition.only && event[transition.only] !== staff) return false
  return !(transition.never ?? []).some((part) => event[part] === staff)
}

const HOUR = 3_600_000

/** The due instant (epoch ms) of a limit that begins at `from`. Hours and calendar days; working time has no calendar here yet. */
export function dueAt(from: number, amount: number, unit: 'HOURS' | 'DAYS'): number {
  return from + amount * (unit === 'HOURS' ? HOUR : 24 * HOUR)
}
