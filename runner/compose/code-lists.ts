/**
 * Code lists that two subgraphs both have under one name must have the same values: a client that reads one list twice must not find
 * two meanings. Composition would unite them without a word. Each fault names the list, the value and the departments.
 */
import { Kind, parse } from 'graphql'
import type { NamedSdl } from './faults.ts'

export function codeListFaults(subgraphs: readonly NamedSdl[]): string[] {
  const lists = new Map<string, Map<string, ReadonlySet<string>>>()
  for (const { name, sdl } of subgraphs) {
    for (const node of parse(sdl, { noLocation: true }).definitions) {
      if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value.includes('__')) continue
      const known = lists.get(node.name.value) ?? new Map<string, ReadonlySet<string>>()
      known.set(name, new Set(node.values?.map((value) => value.name.value)))
      lists.set(node.name.value, known)
    }
  }
  return [...lists].flatMap(([list, holders]) => {
    const values = new Set([...holders.values()].flatMap((own) => [...own]))
    return [...values].flatMap((value) => {
      const without = [...holders].filter(([, own]) => !own.has(value)).map(([name]) => name)
      const having = [...holders].filter(([, own]) => own.has(value)).map(([name]) => name)
      return without.map(
        (department) => `${department}: code list ${list} lacks the value ${value}, which ${having.join(', ')} has`,
      )
    })
  })
}
