/**
 * Whether a JSON text names a member twice in one object. JSON.parse keeps the last one silently, other parsers the first: two readers
 * of one token would see two different people. For texts that JSON.parse accepts.
 */

export function hasDuplicateMembers(json: string): boolean {
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g
  /** Names of each open object; null for an open list. */
  const open: (Set<string> | null)[] = []
  let nameNext = false
  for (const [token] of json.matchAll(tokens)) {
    const members = open.at(-1)
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null)
      nameNext = token === '{'
    } else if (token === '}' || token === ']') {
      open.pop()
      nameNext = false
    } else if (token === ',') {
      nameNext = members !== null && members !== undefined
    } else if (token === ':') {
      nameNext = false
    } else if (nameNext && members) {
      const name = String(JSON.parse(token))
      if (members.has(name)) return true
      members.add(name)
    }
  }
  return false
}
