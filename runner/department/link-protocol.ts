/** What the registry asks of a department in a process of its own, and as whom: signed like every question, under these names. */
import type { AccessContext, Principal } from '../../access/principal.ts'
import { errorCodes, type ErrorCode } from '../../schema/errors.ts'

export const contextHeader = 'x-pentagraph-context'

/** Bound into the signature in the place of a GraphQL text, so that no user's context can be used for linking. */
export const linkOperations = {
  identities: 'link/identities',
  identify: 'link/identify',
  status: 'link/status',
  quality: 'link/quality',
  correctionRead: 'corrections/read',
  correctionWrite: 'corrections/write',
  baseDataRow: 'base-data/row',
  baseDataWrite: 'base-data/write',
} as const

/** The same for what is asked on behalf of a user, under the user's own context. */
export const correctionLook = 'corrections/look'
export const baseDataKnown = 'base-data/known'

/** The registry's linking function: no roles, no purpose, no rights to any field of the graph. */
export const linkReader: Principal = {
  subject: 'registry:linker',
  department: 'registry',
  roles: [],
  grids: [],
  staffKey: null,
  personId: null,
}

export function linkContext(traceId: string): AccessContext {
  return {
    principal: linkReader,
    purpose: null,
    rowScope: 'NONE',
    grants: [],
    purposeFields: [],
    policyVersion: 'link',
    at: Date.now(),
    traceId,
  }
}

/** What a department answers to a question on a correction or on base data: a value, null, or a code with its details, never a message of its own. */
export interface KeptAnswer<T> {
  readonly value?: T | null
  readonly error?: { readonly code: ErrorCode; readonly details: Readonly<Record<string, unknown>> }
}

/** A page of something that stands before the department says neither, whatever its status is: it must not count as a change that was made. */
export function isKeptAnswer<T>(answer: unknown): answer is KeptAnswer<T> {
  if (typeof answer !== 'object' || answer === null) return false
  const { error } = answer as { readonly error?: { readonly code?: unknown } | null }
  if (error === undefined) return 'value' in answer
  return typeof error?.code === 'string' && Object.hasOwn(errorCodes, error.code)
}
