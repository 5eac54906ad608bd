/**
 * How a department names a thing to the hub, and the hub to a department: `Record/role/key`, e.g. `PropertyTitle/owner/CQ-0042`
 * (the person whom that title calls its owner) or `Resident/self/RY000017` (the person whom that row describes).
 * Departments never learn each other's keys. The key itself is the legacy row key, never an identity number.
 */

export interface LocalKey {
  readonly record: string
  readonly role: string
  readonly key: string
}

/** Role of a record that describes the entity itself. */
export const SELF = 'self'

export function formatLocalKey(record: string, role: string, key: string): string {
  return `${record}/${role}/${key}`
}

/** Splits at the first two slashes only: legacy keys may hold slashes. Throws TypeError on anything else. */
export function parseLocalKey(text: string): LocalKey {
  const first = text.indexOf('/')
  const second = text.indexOf('/', first + 1)
  if (first <= 0 || second <= first + 1 || second === text.length - 1) throw new TypeError('not a local key')
  return { record: text.slice(0, first), role: text.slice(first + 1, second), key: text.slice(second + 1) }
}
