/** The planner's rewrites of representations and answers (interface objects, fields of one name and different types), compiled. */
import type { FetchDataRewrite } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { isObject, type Data } from './merge.ts'
import { meetsCondition } from './supergraph.ts'

export type Rewrite = (value: unknown) => void

const FRAGMENT = '... on '

export function compileRewrites(rewrites: readonly FetchDataRewrite[], schema: GraphQLSchema): Rewrite {
  const compiled = rewrites.map((rewrite) => atPath(rewrite.path.slice(0, -1), setter(rewrite), schema))
  return (value) => {
    for (const rewrite of compiled) rewrite(value)
  }
}

// Private:

function setter(rewrite: FetchDataRewrite): (object: Data) => void {
  const last = rewrite.path.at(-1) ?? ''
  if (rewrite.kind === 'ValueSetter') {
    return (object) => {
      object[last] = rewrite.setValueTo
    }
  }
  return (object) => {
    const value = Object.hasOwn(object, last) ? object[last] : undefined
    if (value === undefined || value === null) return
    object[rewrite.renameKeyTo] = value
    object[last] = undefined
  }
}

function atPath(path: readonly string[], apply: (object: Data) => void, schema: GraphQLSchema): Rewrite {
  const [first, ...rest] = path
  const inner = first === undefined ? null : atPath(rest, apply, schema)
  const step = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) step(item)
      return
    }
    if (!isObject(value)) return
    if (first === undefined || inner === null) return apply(value)
    if (!first.startsWith(FRAGMENT)) return inner(Object.hasOwn(value, first) ? value[first] : undefined)
    // An object that does not say its type was asked for by this very condition.
    const typename = value['__typename']
    if (!typename || meetsCondition(schema, typename, first.slice(FRAGMENT.length))) inner(value)
  }
  return step
}
