/**
 * Joins what several departments said of one object, in place: answers belong to the gateway, nothing is cloned. Later answers win,
 * lists of equal length are joined item by item. A `__proto__` in an answer is data of a stranger and is dropped.
 */

export type Data = Record<string, unknown>

export function merge(target: Data, source: Data): void {
  for (const key of Object.keys(source)) {
    const value = source[key]
    if (value === undefined || key === '__proto__') continue
    const present = Object.hasOwn(target, key) ? target[key] : undefined
    if (present === value) continue
    if (isObject(present) && isObject(value)) merge(present, value)
    else if (Array.isArray(present) && Array.isArray(value) && present.length === value.length)
      mergeLists(present, value)
    else target[key] = value
  }
}

export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mergeLists(target: unknown[], source: readonly unknown[]): void {
  for (let i = 0; i < source.length; i++) {
    const present = target[i]
    const value = source[i]
    if (isObject(present) && isObject(value)) merge(present, value)
    else if (Array.isArray(present) && Array.isArray(value) && present.length === value.length)
      mergeLists(present, value)
    else target[i] = value
  }
}
