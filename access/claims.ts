/** The claims of a token and what they say of a principal. Strict: a claim of another type than agreed makes the token unacceptable. */
import { isAdministrator } from './powers.ts'
import { roles, type Principal, type Role } from './principal.ts'

/** Claims beside the registered ones, as an issuer writes them. */
export interface PrincipalClaims {
  readonly department?: string
  readonly roles: readonly Role[]
  readonly grids?: readonly string[]
  readonly staffKey?: string
  readonly personId?: string
}

/** The claims of a principal; the subject is the registered claim `sub`. */
export function claimsOf(principal: Principal): PrincipalClaims {
  return {
    roles: principal.roles,
    ...(principal.department !== null && { department: principal.department }),
    ...(principal.grids.length > 0 && { grids: principal.grids }),
    ...(principal.staffKey !== null && { staffKey: principal.staffKey }),
    ...(principal.personId !== null && { personId: principal.personId }),
  }
}

/** The principal, or null when a claim is missing, of a wrong type or contradicts another. */
export function principalOf(claims: Readonly<Record<string, unknown>>): Principal | null {
  const subject = claims['sub']
  const department = claims['department'] ?? null
  const held = claims['roles']
  const grids = claims['grids'] ?? []
  const staffKey = claims['staffKey'] ?? null
  const personId = claims['personId'] ?? null
  if (!isText(subject, 128)) return null
  if (department !== null && !(isText(department, 64) && /^[a-z]+(?:-[a-z]+)*$/.test(department))) return null
  if (!Array.isArray(held) || held.length === 0 || held.length > roles.length || !held.every(isRole)) return null
  if (!Array.isArray(grids) || grids.length > MAX_GRIDS || !grids.every(isGridCode)) return null
  if (staffKey !== null && !isText(staffKey, 64)) return null
  if (personId !== null && !isText(personId, 64)) return null
  // A citizen is a citizen and nothing else: staff who look at themselves use a token of their own.
  const citizen = held.includes('citizen')
  if (citizen && (held.length > 1 || department !== null || personId === null || grids.length > 0 || staffKey !== null))
    return null
  // Split powers: who administers holds that one power alone.
  if (held.some(isAdministrator) && new Set(held).size > 1) return null
  if (!citizen && (department === null || personId !== null)) return null
  return { subject, department, roles: [...new Set(held)], grids, staffKey, personId }
}

// Private:

const MAX_GRIDS = 200

function isText(value: unknown, max: number): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= max &&
    value.isWellFormed() &&
    !/\p{Cc}/u.test(value)
  )
}

function isRole(value: unknown): value is Role {
  return (roles as readonly unknown[]).includes(value)
}

function isGridCode(value: unknown): value is string {
  return typeof value === 'string' && /^\d{15}$/.test(value)
}
