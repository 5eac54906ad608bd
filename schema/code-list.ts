/**
 * A code list as data: what the source writes, what the graph says. One raw code has one value; several raw codes may share one.
 * The kit makes a GraphQL enum of it; a raw code that is not in the list is an issue, never a default.
 */
import type { Reading } from './reading.ts'

export interface CodeList<V extends string = string> {
  readonly name: string
  readonly description: string
  /** Raw code → value of the graph. */
  readonly values: Readonly<Record<string, V>>
  /** Value → what it means, Chinese first. */
  readonly meanings: Readonly<Partial<Record<V, string>>>
}

export function codeList<V extends string>(
  name: string,
  description: string,
  values: Readonly<Record<string, V>>,
  meanings?: Readonly<Partial<Record<NoInfer<V>, string>>>,
): CodeList<V> {
  return { name, description, values, meanings: meanings ?? ({} as CodeList<V>['meanings']) }
}

/** Empty text is no code; an unknown code is null with UNKNOWN_CODE. */
export function readCode<V extends string>(list: CodeList<V>, raw: string): Reading<V> {
  const text = raw.trim()
  if (text === '') return { value: null, issue: null }
  const value = Object.hasOwn(list.values, text) ? list.values[text] : undefined
  return value === undefined ? { value: null, issue: 'UNKNOWN_CODE' } : { value, issue: null }
}
