/**
 * The life of one delivery of base data (基础信息投递) as a table. Nobody does what stands in no line. HUB: what follows by itself; OFFICER: data
 * officer of the department to which it goes, and never the worker who entered it.
 */
export const deliveryStates = ['PENDING', 'INSTRUCTED', 'DEAD', 'WRITTEN', 'REFUSED'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export const deliveryActions = [
  'RECORD',
  'WRITE',
  'INSTRUCT',
  'REFUSE',
  'BURY',
  'REDRIVE',
  'CONFIRM',
  'GIVE_UP',
] as const
export type DeliveryAction = (typeof deliveryActions)[number]

/** How it gets to the department: written by the hub, or entered there by hand and confirmed with a receipt (回执). */
export const deliveryWays = ['WRITE', 'INSTRUCTION'] as const
export type DeliveryWay = (typeof deliveryWays)[number]

export type DeliveryParty = 'HUB' | 'OFFICER'

interface DeliveryTransition {
  readonly from: DeliveryState
  readonly action: DeliveryAction
  readonly who: DeliveryParty
  readonly to: DeliveryState
}

export const deliveryTransitions: readonly DeliveryTransition[] = [
  { from: 'PENDING', action: 'WRITE', who: 'HUB', to: 'WRITTEN' },
  { from: 'PENDING', action: 'INSTRUCT', who: 'HUB', to: 'INSTRUCTED' },
  { from: 'PENDING', action: 'REFUSE', who: 'HUB', to: 'REFUSED' },
  { from: 'PENDING', action: 'BURY', who: 'HUB', to: 'DEAD' },
  { from: 'DEAD', action: 'REDRIVE', who: 'OFFICER', to: 'PENDING' },
  { from: 'DEAD', action: 'GIVE_UP', who: 'OFFICER', to: 'REFUSED' },
  { from: 'INSTRUCTED', action: 'CONFIRM', who: 'OFFICER', to: 'WRITTEN' },
  { from: 'INSTRUCTED', action: 'GIVE_UP', who: 'OFFICER', to: 'REFUSED' },
]

/** The state after it; null when the table has no such line. */
export function deliveryAfter(from: string, action: DeliveryAction, who: DeliveryParty): DeliveryState | null {
  return (
    deliveryTransitions.find((line) => line.from === from && line.action === action && line.who === who)?.to ?? null
  )
}

/** What this party may do next. */
export function deliveryActionsFrom(from: string, who: DeliveryParty): DeliveryAction[] {
  return deliveryTransitions.filter((line) => line.from === from && line.who === who).map(({ action }) => action)
}

/** How long a delivery waits after each attempt that failed, ms; after the last one it is a dead letter (死信). */
export const waitsMs: readonly number[] = [
  10_000, 60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 86_400_000,
]

/** Why a delivery is not written yet or never will be: codes, with what they say to a person. */
export const deliveryFaults = {
  CHANGED_SINCE: 'Somebody changed it at the department after it was read here; read it again.',
  ROW_GONE: 'The department has no such row any more.',
  FIELD_DENIED: 'The worker may not read this at the department, and so not write it.',
  BY_HAND: 'The department enters it by hand and confirms it with a receipt.',
  GIVEN_UP: 'An officer of the department gave it up, with a reason.',
  WRITE_REFUSED: 'The department’s system refuses the change.',
  BAD_USER_INPUT: 'The department’s system does not take this value.',
  IDEMPOTENCY_KEY_REUSED: 'The department’s system knows another change under this key.',
  VERSION_CONFLICT: 'The row changed while it was written; tried again.',
  DEPARTMENT_UNAVAILABLE: 'The department does not answer at the moment; tried again.',
  DEPARTMENT_FAULT: 'The department answered with a fault; tried again.',
} as const satisfies Readonly<Record<string, string>>
export type DeliveryFault = keyof typeof deliveryFaults

export function isDeliveryFault(code: unknown): code is DeliveryFault {
  return typeof code === 'string' && Object.hasOwn(deliveryFaults, code)
}
