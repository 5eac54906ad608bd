/**
 * Time limits and rules of the life of grants, and of corrections: rows of the hub store, so that they change without a release. These are the first rows.
 * Order 809: an application is answered within 1 working day for unconditional and 10 for conditional data.
 */
import type { HubStore } from '../../prisma/store.ts'
import { workingDaysAfter } from '../../schema/working-days.ts'
import type { Role, RowScope } from '../principal.ts'
import type { LimitCode } from './states.ts'

export type LimitUnit = 'WORKING_DAY' | 'DAY' | 'HOUR'

export interface PolicyLimit {
  readonly code: LimitCode
  readonly amount: number
  readonly unit: LimitUnit
}

export interface BreakGlassRule {
  readonly role: Role
  readonly purpose: string
  readonly hours: number
  readonly rows: RowScope
}

export const firstLimits: readonly PolicyLimit[] = [
  { code: 'ANSWER_UNCONDITIONAL', amount: 1, unit: 'WORKING_DAY' },
  { code: 'ANSWER_CONDITIONAL', amount: 10, unit: 'WORKING_DAY' },
  { code: 'LONGEST_TERM', amount: 366, unit: 'DAY' },
  { code: 'EMERGENCY_REVIEW', amount: 2, unit: 'WORKING_DAY' },
  // Order 809 art. 26: a request for correction is checked and answered; the receipt of a change by hand has as long again.
  { code: 'CORRECTION_ANSWER', amount: 10, unit: 'WORKING_DAY' },
  { code: 'CORRECTION_RECEIPT', amount: 10, unit: 'WORKING_DAY' },
  { code: 'BASE_DATA_RECEIPT', amount: 10, unit: 'WORKING_DAY' },
]

/** Whoever stands before the door: the grid worker of the grid; and the officer on duty of a department, for the whole city. */
export const firstBreakGlassRules: readonly BreakGlassRule[] = [
  { role: 'grid-worker', purpose: 'EMERGENCY_RESCUE', hours: 4, rows: 'GRIDS' },
  { role: 'data-officer', purpose: 'EMERGENCY_RESCUE', hours: 4, rows: 'ALL' },
]

/** Adds what is not there; what was changed since stays. */
export async function seedLimits(store: HubStore): Promise<void> {
  await store.sql
    .insertInto('PolicyLimit')
    .values(firstLimits.map((limit) => ({ ...limit })))
    .onConflict((on) => on.doNothing())
    .execute()
  // A rule that a city took away must not come back with a restart: they are entered into an empty table only.
  const [known] = await store.sql.selectFrom('BreakGlassRule').select('role').limit(1).execute()
  if (known) return
  await store.sql
    .insertInto('BreakGlassRule')
    .values(firstBreakGlassRules.map((rule) => ({ ...rule })))
    .onConflict((on) => on.doNothing())
    .execute()
}

/** Throws when the row is missing: without its limit nothing begins. */
export async function readLimit(sql: Pick<HubStore['sql'], 'selectFrom'>, code: LimitCode): Promise<PolicyLimit> {
  const row = await sql.selectFrom('PolicyLimit').selectAll().where('code', '=', code).executeTakeFirst()
  if (!row) throw new Error(`the time limit ${code} is missing`)
  return { code, amount: row.amount, unit: row.unit as LimitUnit }
}

/** When what begins at `at` must have ended, epoch ms. */
export function dueAt(at: number, { amount, unit }: PolicyLimit): number {
  if (unit === 'WORKING_DAY') return workingDaysAfter(at, amount)
  return at + amount * (unit === 'DAY' ? DAY_MS : HOUR_MS)
}

// Private:

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
