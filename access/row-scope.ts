/** The order of row scopes, and which one a purpose opens to somebody. */
import type { Purpose } from './purposes.ts'
import { rowScopes, type AccessContext, type Role, type RowScope } from './principal.ts'

/** True when whoever may use `granted` rows may use `wanted` ones. */
export function covers(granted: RowScope, wanted: RowScope): boolean {
  return rowScopes.indexOf(granted) >= rowScopes.indexOf(wanted)
}

/** The widest row scope that the purpose opens to any of the roles; null when it is open to none. */
export function scopeOf(purpose: Purpose, roles: readonly Role[]): RowScope | null {
  let widest: RowScope | null = null
  for (const role of roles) {
    const scope = purpose.scopes[role]
    if (scope !== undefined && (widest === null || covers(scope, widest))) widest = scope
  }
  return widest
}

/**
 * Whether the case is the one that the request states. Only where none is stated, because the purpose needs none, it may be any: which of
 * those are one's own, the row rules say.
 */
export function isStatedCase({ purpose }: Pick<AccessContext, 'purpose'>, caseNumber: unknown): boolean {
  const stated = purpose?.caseNumber ?? null
  return stated === null || caseNumber === stated
}

/** Without a purpose nobody reaches rows of persons: a citizen reaches oneself only under SELF_ACCESS. */
export const WITHOUT_PURPOSE: RowScope = 'NONE'
