/**
 * What may be done with a case that the court sent (domain practice: the platform's steps), and what a court confirms (民事诉讼法 205, 人民调解法 33).
 * Facts only; `writes.ts` is their reader.
 */
import type { CodeList } from '../../schema/code-list.ts'
import type { ConfirmationState, ConfirmationSubject, EntrustmentAction, EntrustmentState } from './codes.ts'

type ValueOf<L> = L extends CodeList<infer V> ? V : never
export type EntrustmentActionValue = ValueOf<typeof EntrustmentAction>
export type ConfirmationSubjectValue = ValueOf<typeof ConfirmationSubject>
type EntrustmentStateValue = ValueOf<typeof EntrustmentState>

export interface EntrustmentTransition {
  readonly from: EntrustmentStateValue
  readonly action: EntrustmentActionValue
  readonly to: EntrustmentStateValue
  /** What must come with it: justice's number of the case, or a word to the court. */
  readonly needs?: 'caseNumber' | 'outcome'
}

export const entrustmentTransitions: readonly EntrustmentTransition[] = [
  { from: 'SENT', action: 'ACCEPT', to: 'ACCEPTED', needs: 'caseNumber' },
  { from: 'SENT', action: 'RETURN', to: 'RETURNED', needs: 'outcome' },
  { from: 'ACCEPTED', action: 'BEGIN', to: 'MEDIATING' },
  { from: 'ACCEPTED', action: 'RETURN', to: 'RETURNED', needs: 'outcome' },
  { from: 'MEDIATING', action: 'REPORT_AGREED', to: 'AGREED', needs: 'outcome' },
  { from: 'MEDIATING', action: 'REPORT_FAILED', to: 'FAILED', needs: 'outcome' },
]

export function entrustmentStep(state: unknown, action: EntrustmentActionValue): EntrustmentTransition | null {
  return entrustmentTransitions.find((one) => one.from === state && one.action === action) ?? null
}

/** An action always leads to the same state, so that a change that is asked twice is the same change. */
export function entrustmentTarget(action: EntrustmentActionValue): EntrustmentStateValue {
  const found = entrustmentTransitions.find((one) => one.action === action)
  if (!found) throw new Error(`no transition by ${action}`)
  return found.to
}

/** Days after the day of effect in which both parties may ask together. */
export const CONFIRMATION_DAYS = 30

/** While the court has not decided. */
export const withdrawable: readonly ValueOf<typeof ConfirmationState>[] = ['SUBMITTED', 'ACCEPTED']
