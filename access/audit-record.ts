/**
 * What the audit keeps of one operation (docs/audit-events.md): who, for what, by which rights, which places, whose data. Never a
 * value: neither of an answer nor of an argument. Operations are kept by their hash.
 */
import { createHash } from 'node:crypto'
import type { DenyReason } from './decision.ts'
import type { AccessContext, Role } from './principal.ts'

/** `PARTIAL`: answered with gaps. `REFUSED`: nothing was answered. */
export const auditOutcomes = ['ANSWERED', 'PARTIAL', 'REFUSED'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/** What the gateway knows when an operation ends. */
export interface AuditEntry {
  /** Epoch ms at which the request was received. */
  readonly at: number
  readonly traceId: string
  readonly subject: string
  readonly department: string | null
  readonly roles: readonly Role[]
  readonly purpose: string | null
  readonly caseNumber: string | null
  readonly policyVersion: string
  /** `operationHash` of the client's document. */
  readonly operation: string
  readonly operationName: string | null
  /** Ids of the grants that the decisions rest on. */
  readonly grants: readonly string[]
  /** Coordinates of the fields that were handed out, plainly or masked. */
  readonly reads: readonly string[]
  /** Coordinates whose values were masked or hidden. */
  readonly masked: readonly string[]
  /** Client's paths that were refused: `person.household`. */
  readonly denied: readonly { readonly path: string; readonly reason: DenyReason }[]
  /** Hub ids of the persons whose data was handed out. */
  readonly persons: readonly string[]
  /** `department:Record/role/key` of records that tell of a person; the log looks up whose they are. */
  readonly refs: readonly string[]
  readonly outcome: AuditOutcome
  /** Code of schema/errors.ts of a refusal. */
  readonly code: string | null
  /** Name of the limit that a refused operation went past. */
  readonly limit?: string
  /** `BREAK_GLASS`: the taking of a right in an emergency, in a record of its own beside that of the operation. */
  readonly kind?: 'BREAK_GLASS'
  /** Attempts that were counted, by code: one record for all of a minute. */
  readonly attempts?: Readonly<Record<string, number>>
}

/** One link of the chain, as it stands (canonical JSON) in `AuditRecord.body`. */
export interface AuditBody extends AuditEntry {
  readonly seq: number
  /** Hash of the record before; zeros for the first. */
  readonly previous: string
}

export const FIRST_PREVIOUS = '0'.repeat(64)

/** What stands in a record; null for a text that is none: somebody may have written anything into the store. */
export function parseAuditBody(text: string): AuditBody | null {
  try {
    const body = JSON.parse(text) as AuditBody | null
    return body !== null && Array.isArray(body.persons) ? body : null
  } catch {
    return null
  }
}

/** Name of an operation's text in the log. */
export function operationHash(query: string): string {
  return sm3(query)
}

/** SM3 (GB/T 32905), hex. */
export function sm3(text: string): string {
  return createHash('sm3').update(text).digest('hex')
}

/** The part of an entry that says of an operation by which nothing was handed out, or of none at all. */
export const nothingRead = {
  grants: [],
  reads: [],
  masked: [],
  denied: [],
  persons: [],
  refs: [],
} as const

/** The part of an entry that the request's context gives. */
export function auditedContext(
  context: Pick<AccessContext, 'principal' | 'purpose' | 'policyVersion' | 'at' | 'traceId'>,
) {
  return {
    at: context.at,
    traceId: context.traceId,
    subject: context.principal.subject,
    department: context.principal.department,
    roles: context.principal.roles,
    purpose: context.purpose?.code ?? null,
    caseNumber: context.purpose?.caseNumber ?? null,
    policyVersion: context.policyVersion,
  }
}
