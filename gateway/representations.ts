/**
 * How an object of the merged answer is named to a department: exactly the fields that the plan requires, taken by the gateway's own
 * response names, which no client can choose.
 */
import { getResponseName, type QueryPlanSelectionNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { isObject, merge, type Data } from './merge.ts'
import { meetsCondition } from './supergraph.ts'

/** The representation; or the response name that is missing, when a department before has not delivered; or null: not of these types. */
export type BuildRepresentation = (object: Data) => Data | Missing | null

export class Missing {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

export function compileRequires(
  selections: readonly QueryPlanSelectionNode[],
  schema: GraphQLSchema,
): BuildRepresentation {
  const fill = compileSet(selections, schema)
  return (object) => {
    const representation: Data = {}
    const soft: Missing[] = []
    const missing = fill(object, representation, soft)
    if (missing) return missing
    return representation['__typename'] ? representation : (soft[0] ?? null)
  }
}

// Private:

/**
 * Fills the target; a missing field spoils its whole set and is returned. A spoilt alternative (`... on`) is left out and noted in
 * `soft`: it matters only when no other alternative named the object.
 */
type Fill = (source: Data, target: Data, soft: Missing[]) => Missing | null

function compileSet(selections: readonly QueryPlanSelectionNode[], schema: GraphQLSchema): Fill {
  const fills = selections.map((selection): Fill => {
    if (selection.kind === 'Field') {
      const name = getResponseName(selection)
      return compileField(name, selection.selections ? compileSet(selection.selections, schema) : null)
    }
    return compileAlternative(selection.typeCondition, compileSet(selection.selections, schema), schema)
  })
  return (source, target, soft) => {
    for (const fill of fills) {
      const missing = fill(source, target, soft)
      if (missing) return missing
    }
    return null
  }
}

function compileAlternative(condition: string | undefined, inner: Fill, schema: GraphQLSchema): Fill {
  return (source, target, soft) => {
    if (condition !== undefined && !meetsCondition(schema, source['__typename'], condition)) return null
    const filled: Data = {}
    const missing = inner(source, filled, soft)
    if (missing) soft.push(missing)
    else merge(target, filled)
    return null
  }
}

function compileField(name: string, inner: Fill | null): Fill {
  return (source, target, soft) => {
    const value = Object.hasOwn(source, name) ? source[name] : undefined
    if (value === undefined) return new Missing(name)
    target[name] = inner ? selected(value, inner, soft) : value
    return null
  }
}

function selected(value: unknown, inner: Fill, soft: Missing[]): unknown {
  if (Array.isArray(value)) return value.map((item) => selected(item, inner, soft))
  if (!isObject(value)) return null
  const target: Data = {}
  return inner(value, target, soft) ? null : target
}
