/**
 * One text for one value (after RFC 8785): members sorted by name, no spaces, what JSON cannot hold left out as JSON.stringify does.
 * Hashes and signatures are made over it, so that the order in which somebody built an object does not matter.
 */

export function canonicalJson(value: unknown): string {
  // Most of what is hashed are lists of names.
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return JSON.stringify(value)
  if (Array.isArray(value))
    return `[${value.map((item) => (isLeftOut(item) ? 'null' : canonicalJson(item))).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON())
    const members = value as Readonly<Record<string, unknown>>
    const names = Object.keys(members).filter((name) => !isLeftOut(members[name]))
    return `{${names
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonicalJson(members[name])}`)
      .join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

function isLeftOut(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol'
}
