/** What a data officer of the department does with dead letters and instructions (死信与人工录入). Nobody does it for an own entry. */
import { answering } from '../../../access/grant-life/parties.ts'
import type { Principal } from '../../../access/principal.ts'
import { written } from '../../../access/written-text.ts'
import type { EntryDoors } from './doors.ts'
import { moveByOfficer, type Asking, type DeliveryRow } from './ledger.ts'

export interface Step {
  readonly number: string
  /** The version that the caller has seen. */
  readonly seen: string
}

/** Has it tried again from the beginning; deliver.ts does. */
export async function redriveDelivery(doors: EntryDoors, step: Step, reason: string, asking: Asking): Promise<void> {
  const text = written('reason', reason, true)
  return moveByOfficer(doors, step, 'REDRIVE', text, asking, () => ({ tries: 0, nextTryAt: asking.at, fault: null }))
}

/** It goes no further; the worker is told that it was given up. */
export async function giveUpDelivery(doors: EntryDoors, step: Step, reason: string, asking: Asking): Promise<void> {
  const text = written('reason', reason, true)
  return moveByOfficer(doors, step, 'GIVE_UP', text, asking, () => ({ ...closed(asking), fault: 'GIVEN_UP' }))
}

/** The receipt (回执): it was entered by hand in the department's own system. */
export async function confirmDelivery(doors: EntryDoors, step: Step, receipt: string, asking: Asking): Promise<void> {
  const text = written('receipt', receipt, true)
  return moveByOfficer(doors, step, 'CONFIRM', text, asking, () => ({ ...closed(asking), fault: null }))
}

export function isOfficerOf(department: string, { roles, department: own }: Principal): boolean {
  return own !== null && roles.includes('data-officer') && own === answering(department)
}

// Private:

function closed({ at }: Asking): Partial<DeliveryRow> {
  return { values: null, nextTryAt: null, closedAt: at }
}
