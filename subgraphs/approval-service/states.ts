/**
 * How a 12345 order goes on: state, action, who may, next state, what comes with it. Facts only; `writes.ts` is their reader. The centre is
 * an officer of this department; the handler is staff who looks after the order's grid. Who handled an order does not close it.
 */
import type { Role } from '../../access/principal.ts'
import type { CodeList } from '../../schema/code-list.ts'
import type { OrderAction, OrderCategory, OrderState, Satisfaction } from './codes.ts'

type ValueOf<L> = L extends CodeList<infer V> ? V : never
export type OrderStateValue = ValueOf<typeof OrderState>
export type OrderActionValue = ValueOf<typeof OrderAction>
export type OrderCategoryValue = ValueOf<typeof OrderCategory>
export type SatisfactionValue = ValueOf<typeof Satisfaction>

export interface Transition {
  readonly from: OrderStateValue
  readonly action: OrderActionValue
  readonly role: Role
  readonly to: OrderStateValue
  /** The one argument that the step needs. */
  readonly needs?: 'unit' | 'text' | 'satisfaction'
}

const centre = 'data-officer'
const handler = 'grid-worker'

export const transitions: readonly Transition[] = [
  { from: 'RECEIVED', action: 'DISPATCH', role: centre, to: 'DISPATCHED', needs: 'unit' },
  { from: 'RECEIVED', action: 'REFUSE', role: centre, to: 'REFUSED', needs: 'text' },
  { from: 'DISPATCHED', action: 'RETURN', role: handler, to: 'RECEIVED', needs: 'text' },
  { from: 'DISPATCHED', action: 'SIGN', role: handler, to: 'SIGNED' },
  { from: 'REDISPATCHED', action: 'SIGN', role: handler, to: 'SIGNED' },
  { from: 'SIGNED', action: 'BEGIN', role: handler, to: 'HANDLING' },
  { from: 'HANDLING', action: 'ANSWER', role: handler, to: 'ANSWERED', needs: 'text' },
  { from: 'ANSWERED', action: 'FOLLOW_UP', role: centre, to: 'FOLLOWED_UP', needs: 'satisfaction' },
  { from: 'FOLLOWED_UP', action: 'CLOSE', role: centre, to: 'CLOSED' },
  { from: 'FOLLOWED_UP', action: 'REDISPATCH', role: centre, to: 'REDISPATCHED', needs: 'unit' },
]

/** Limit in calendar days by category; the five working days of Jinan and Weifang always hold a weekend, so they are seven. */
export const limitDays: Readonly<Partial<Record<OrderCategoryValue, number>>> & { readonly standard: number } = {
  ENQUIRY: 2,
  standard: 7,
}

export function transitionOf(from: unknown, action: OrderActionValue, roles: readonly Role[]): Transition | null {
  return transitions.find((one) => one.from === from && one.action === action && roles.includes(one.role)) ?? null
}

/** Where the action leads, whatever the state: an action asked twice is the same change. */
export function targetOf(action: OrderActionValue): OrderStateValue {
  const found = transitions.find((one) => one.action === action)
  if (!found) throw new TypeError('an action without a transition')
  return found.to
}
