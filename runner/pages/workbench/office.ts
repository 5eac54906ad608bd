/** What every part of the workbench is given: who asks, the way to the hub, the departments' names. And the order of row scopes. */
import type { GrantRows } from '../../../clients/generated/operations.ts'
import type { PageProps } from '../frame.tsx'
import type { Ask } from '../session.ts'

export interface Office extends PageProps {
  readonly ask: Ask
  readonly departmentTitle: (name: string | null) => string
}

/** The purposes under which applications and grants are worked on, corrections answered, and objections judged. */
export const GRANT_ADMINISTRATION = 'GRANT_ADMINISTRATION'
export const DATA_QUALITY = 'DATA_QUALITY'
export const AUDIT_REVIEW = 'AUDIT_REVIEW'

/** Who may be named as the user of data: staff, never an administrator or a citizen. */
export const userRoles = ['developer', 'data-officer', 'bi', 'mediator', 'grid-worker']

/** From narrow to wide. An application never asks for NONE: it would open nothing. */
const scopes: readonly GrantRows[] = ['SELF', 'CASE', 'GRIDS', 'ALL']

/** All that are not wider than this one; the hub refuses wider ones anyway. */
export function upTo(widest: GrantRows): readonly GrantRows[] {
  return scopes.slice(0, scopes.indexOf(widest) + 1)
}
