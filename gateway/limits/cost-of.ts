/** The estimated cost of a request, for budgets; remembered by the text where the variables cannot change it. */
import { parse, type GraphQLSchema } from 'graphql'
import { Lru } from '../lru.ts'
import { weigh } from './cost.ts'

export type CostOf = (query: string, variables: Readonly<Record<string, unknown>>) => number

const REMEMBERED = 1_000
/** What cannot be parsed is refused further on, and has cost the parsing. */
const UNPARSED = 1

/** The document has passed the limits already, so it is small. */
export function createCostOf(schema: GraphQLSchema): CostOf {
  const known = new Lru<string, number>(REMEMBERED)
  return (query, variables) => {
    const simple = Object.values(variables).every((value) => typeof value !== 'object' && typeof value !== 'number')
    const remembered = simple ? known.get(query) : undefined
    if (remembered !== undefined) return remembered
    const cost = costOf(schema, query, variables)
    if (simple) known.set(query, cost)
    return cost
  }
}

// Private:

function costOf(schema: GraphQLSchema, query: string, variables: Readonly<Record<string, unknown>>): number {
  try {
    return weigh(schema, parse(query, { noLocation: true }), variables).cost
  } catch {
    return UNPARSED
  }
}
