/** Reads an answer by a path with dots: `person.household.members.nodes.0.name`; `*` gives the list over all members of a list. */
export function lookAt(data: unknown, path: string): unknown {
  const [first, ...rest] = path.split('.')
  if (first === undefined || first === '') return data
  if (data === null || data === undefined) return data
  if (first === '*') return (data as readonly unknown[]).map((one) => lookAt(one, rest.join('.')))
  return lookAt((data as Readonly<Record<string, unknown>>)[first], rest.join('.'))
}

/** The same where a text must stand: an id to go on with. */
export function textAt(data: unknown, path: string): string {
  const value = lookAt(data, path)
  if (typeof value !== 'string') throw new TypeError(`no text at ${path}`)
  return value
}
