/**
 * How a mediation goes on (人民调解法; domain practice): state, action, who may, next state. Facts only; `writes.ts` is their reader.
 * An action always leads to the same state, so that a change that is asked twice is the same change.
 */
import type { Role } from '../../access/principal.ts'
import type { Confirmation, MediationAction, MediationState, Performance } from './codes.ts'
import type { CodeList } from '../../schema/code-list.ts'

type ValueOf<L> = L extends CodeList<infer V> ? V : never
export type MediationStateValue = ValueOf<typeof MediationState>
export type MediationActionValue = ValueOf<typeof MediationAction>
export type ConfirmationValue = ValueOf<typeof Confirmation>
export type PerformanceValue = ValueOf<typeof Performance>

export interface Transition {
  readonly from: MediationStateValue
  readonly action: MediationActionValue
  readonly role: Role
  readonly to: MediationStateValue
  /** The reason must be written down: a refusal or an end without agreement is told to the parties with the other ways open to them. */
  readonly reason?: true
}

const by = 'mediator'

export const transitions: readonly Transition[] = [
  { from: 'APPLIED', action: 'ACCEPT', role: by, to: 'ACCEPTED' },
  { from: 'APPLIED', action: 'REFUSE', role: by, to: 'REFUSED', reason: true },
  { from: 'ACCEPTED', action: 'ASSIGN', role: by, to: 'ASSIGNED' },
  { from: 'ACCEPTED', action: 'BEGIN', role: by, to: 'MEDIATING' },
  { from: 'ACCEPTED', action: 'TERMINATE', role: by, to: 'TERMINATED', reason: true },
  { from: 'ASSIGNED', action: 'BEGIN', role: by, to: 'MEDIATING' },
  { from: 'ASSIGNED', action: 'TERMINATE', role: by, to: 'TERMINATED', reason: true },
  { from: 'MEDIATING', action: 'AGREE', role: by, to: 'AGREED' },
  { from: 'MEDIATING', action: 'TERMINATE', role: by, to: 'TERMINATED', reason: true },
  { from: 'AGREED', action: 'PERFORM', role: by, to: 'PERFORMING' },
  { from: 'AGREED', action: 'CONFIRM_PERFORMANCE', role: by, to: 'PERFORMED' },
  { from: 'AGREED', action: 'REOPEN', role: by, to: 'MEDIATING', reason: true },
  { from: 'PERFORMING', action: 'CONFIRM_PERFORMANCE', role: by, to: 'PERFORMED' },
  { from: 'PERFORMING', action: 'REOPEN', role: by, to: 'MEDIATING', reason: true },
  { from: 'PERFORMED', action: 'FOLLOW_UP', role: by, to: 'FOLLOWED_UP' },
  { from: 'FOLLOWED_UP', action: 'ARCHIVE', role: by, to: 'ARCHIVED' },
  { from: 'TERMINATED', action: 'ARCHIVE', role: by, to: 'ARCHIVED' },
  { from: 'REFUSED', action: 'ARCHIVE', role: by, to: 'ARCHIVED' },
]

/** Steps of the judicial confirmation of an agreement (民事诉讼法 205). The court decides; the mediator records what it decided. */
export const confirmations: readonly (readonly [from: ConfirmationValue, to: ConfirmationValue])[] = [
  ['NOT_APPLIED', 'APPLIED'],
  ['APPLIED', 'CONFIRMED'],
  ['APPLIED', 'DISMISSED'],
]

/** Days after the day of effect in which both parties may ask for confirmation together. */
export const CONFIRMATION_DAYS = 30

/** Practice limit of a mediation in calendar days. */
export const MEDIATION_DAYS = 30

/** The step from here by this action, for somebody with these roles; null when it is not possible. */
export function transitionOf(from: unknown, action: MediationActionValue, roles: readonly Role[]): Transition | null {
  return transitions.find((one) => one.from === from && one.action === action && roles.includes(one.role)) ?? null
}

/** Where the action leads, whatever the state. */
export function targetOf(action: MediationActionValue): MediationStateValue {
  const found = transitions.find((one) => one.action === action)
  if (!found) throw new TypeError('an action without a transition')
  return found.to
}
