/**
 * Which of an operation's masked paths stand in its answer. The operation alone does not know: a list may be empty and an object not there,
 * and to name a mask inside them would say that there was something to mask.
 */

/** `path` as in MaskedPath: `person.marriages.nodes[].name`. True when some object in the answer has the field, whatever its value. */
export function standsIn(data: unknown, path: string): boolean {
  const names = namesOf(path)
  return stands(data, names, 0)
}

// Private:

const known = new Map<string, readonly string[]>()
const MAX_KNOWN = 10_000

function namesOf(path: string): readonly string[] {
  let names = known.get(path)
  if (names === undefined) {
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(path, (names = path.split('.').map((name) => name.replace('[]', ''))))
  }
  return names
}

function stands(value: unknown, names: readonly string[], at: number): boolean {
  if (Array.isArray(value)) return value.some((item) => stands(item, names, at))
  if (typeof value !== 'object' || value === null) return false
  const name = names[at] ?? ''
  if (!Object.hasOwn(value, name)) return false
  return at === names.length - 1 || stands((value as Readonly<Record<string, unknown>>)[name], names, at + 1)
}
