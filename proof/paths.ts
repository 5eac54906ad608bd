/** How one gets from a field of the root to a type: the shortest chains of fields, each with the arguments that it needs. */
import {
  getNamedType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql'

/** A chain: texts of fields with arguments, outermost first. */
export type Chain = readonly string[]

/** Chains from `start` (a type that is stood on already) to each type that can be reached, three of the shortest for each. */
export function chainsFrom(start: GraphQLObjectType): ReadonlyMap<string, readonly Chain[]> {
  const first = new Map<string, Chain>([[start.name, []]])
  const chains = new Map<string, Chain[]>([[start.name, [[]]]])
  const queue = [start]
  for (let type = queue.shift(); type; type = queue.shift()) {
    const here = first.get(type.name) ?? []
    for (const field of Object.values(type.getFields())) {
      const below = getNamedType(field.type)
      if (!isObjectType(below) || needsArguments(field)) continue
      const chain = [...here, step(field)]
      const known = chains.get(below.name)
      if (!known) chains.set(below.name, [chain])
      else if (known.length < 3 && known[0]?.length !== 0) known.push(chain)
      if (first.has(below.name)) continue
      first.set(below.name, chain)
      queue.push(below)
    }
  }
  return chains
}

/** `a { b { inner } }` */
export function nested(chain: Chain, inner: string): string {
  return chain.reduceRight((below, field) => `${field} { ${below} }`, inner)
}

/** Everything that stands in a type, links as far as their being there. */
export function everyField(type: GraphQLObjectType, alias = false): string {
  return Object.values(type.getFields())
    .filter((field) => !needsArguments(field))
    .map((field, at) => {
      const name = alias && at < 24 ? `x${at}: ${field.name}` : field.name
      return isLeafType(getNamedType(field.type)) ? name : `${name}${firstOf(field, 3)} { __typename }`
    })
    .join(' ')
}

export function needsArguments(field: GraphQLField<unknown, unknown>): boolean {
  return field.args.some((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined)
}

/** Conditions that a list takes: the argument and its fields. */
export function conditionsOf(field: GraphQLField<unknown, unknown>) {
  const filter = field.args.find(({ name }) => name === 'filter')
  const type = filter && getNamedType(filter.type)
  return isInputObjectType(type) ? Object.values(type.getFields()) : []
}

// Private:

function step(field: GraphQLField<unknown, unknown>): string {
  return `${field.name}${firstOf(field, 3)}`
}

function firstOf(field: GraphQLField<unknown, unknown>, count: number): string {
  return field.args.some(({ name }) => name === 'first') ? `(first: ${count})` : ''
}
