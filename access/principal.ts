/** Who asks, and for what. Comes from the token and two headers; nothing in here is trusted before `gateway/authenticate.ts`. */
import type { ClassificationChange } from './regrade.ts'

export const roles = [
  'grid-worker',
  'mediator',
  'developer',
  'bi',
  'citizen',
  'data-officer',
  'system-administrator',
  'security-administrator',
  // The third administrator: keeps watch over the other two.
  'auditor',
] as const
export type Role = (typeof roles)[number]

export interface Principal {
  readonly subject: string
  /** The department that employs the principal; null for a citizen. */
  readonly department: string | null
  readonly roles: readonly Role[]
  /** Grid codes (15 digits) that a grid worker looks after. */
  readonly grids: readonly string[]
  /** Key of the principal in the department's own system, e.g. the mediator's number in justice. */
  readonly staffKey: string | null
  /** The hub's person id of a citizen. */
  readonly personId: string | null
}

/** One purpose an operation. */
export interface PurposeUse {
  readonly code: string
  readonly caseNumber: string | null
}

/** Which rows a request may reach at all, from narrow to wide. The registry applies it to every entity. */
export const rowScopes = ['NONE', 'SELF', 'CASE', 'GRIDS', 'ALL'] as const
export type RowScope = (typeof rowScopes)[number]

/** An approved right: who may use which data of whom, for which purpose, on which legal basis, until when. Times are epoch ms. */
export interface Grant {
  readonly id: string
  /** Owner of the data. */
  readonly department: string
  /** Every one that is set must fit. */
  readonly grantee: { readonly department?: string; readonly role?: Role; readonly subject?: string }
  readonly purpose: string
  readonly legalBasis: string
  /** Categories (`category:房屋权属`) or coordinates (`PropertyTitle.certificate`, `PropertyTitle.*`). */
  readonly fields: readonly string[]
  /** PLAIN shows values; MASKED shows them masked, or hides them where no mask is declared. */
  readonly effect: 'PLAIN' | 'MASKED'
  /** The widest row scope in which the grant may be used. */
  readonly rows: RowScope
  readonly validFrom: number
  readonly validTo: number
  readonly approver: string
  /** Stopped for a while: opens nothing until it is resumed. */
  readonly suspended?: boolean
  /** Only inside one of these windows; without them at any time. */
  readonly hours?: readonly HoursWindow[]
  /** Persons that may be handed out by it to one subject on one day (Asia/Shanghai); without it any number. */
  readonly personsPerDay?: number
  /** Taken in an emergency and reviewed afterwards (decision on break-glass): never opens level 4 by a category. */
  readonly emergency?: boolean
}

export const windowDays = [
  'WORKING_DAYS',
  'EVERY_DAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const

/** Times of day in Asia/Shanghai, `HH:MM`; `from` counts, `to` does not, 24:00 is the end of the day. */
export interface HoursWindow {
  readonly days: (typeof windowDays)[number]
  readonly from: string
  readonly to: string
}

/** Everything a decision is made from. Built once a request; carried to a department in the signed context. */
export interface AccessContext {
  readonly principal: Principal
  readonly purpose: PurposeUse | null
  /** What the purpose may open at all, named as in grants (access/purposes.ts); nothing without a purpose. */
  readonly purposeFields: readonly string[]
  readonly rowScope: RowScope
  /** Grants that may concern this principal and purpose, expired ones of the last year too (for the reason GRANT_EXPIRED). */
  readonly grants: readonly Grant[]
  /** Changes of classification in force, of all departments or of the one that is asked; absent where there are none. */
  readonly reclassified?: readonly ClassificationChange[]
  /** Ids of those grants whose persons of the day were used up by this subject when the request began. */
  readonly usedUp?: readonly string[]
  readonly policyVersion: string
  /** Epoch ms at which the request was received: grants are judged at this instant. */
  readonly at: number
  readonly traceId: string
}
