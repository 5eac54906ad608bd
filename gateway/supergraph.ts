/**
 * The supergraph as the gateway uses it, read once: the federation model that the planner wants, the schema that clients see, the
 * whole schema that the executor asks for type conditions, and the subgraphs with their addresses.
 */
import { Supergraph, type Schema } from '@apollo/federation-internals'
import type { GraphQLSchema } from 'graphql'
import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
  type DirectiveNode,
  type DocumentNode,
} from 'graphql'
import { DayScalar, DecimalScalar, InstantScalar } from '../schema/scalars.ts'
import { argumentOf } from './places.ts'
import { reservedAlias } from './response-names.ts'

export interface SubgraphAddress {
  readonly name: string
  readonly url: string
}

export interface LoadedSupergraph {
  readonly sdl: string
  readonly document: DocumentNode
  readonly federation: Supergraph
  /** Federation's own model of the schema that clients see; operations are built against it. */
  readonly apiModel: Schema
  /** What clients see: without @inaccessible and without the join machinery. */
  readonly api: GraphQLSchema
  /** Everything, inaccessible types too: type conditions in plans and in answers of subgraphs are judged by it. */
  readonly whole: GraphQLSchema
  readonly subgraphs: readonly SubgraphAddress[]
}

/** Throws when the text is not a supergraph, or when a field's name begins like the gateway's own response names. */
export function loadSupergraph(sdl: string): LoadedSupergraph {
  const document = parse(sdl, { noLocation: true })
  const federation = Supergraph.build(document)
  const apiModel = federation.apiSchema()
  const whole = federation.schema.toGraphQLJSSchema()
  refuseReservedFields(whole)
  const api = apiModel.toGraphQLJSSchema()
  readStrictly(api)
  return {
    sdl,
    document,
    federation,
    apiModel,
    api,
    whole,
    subgraphs: addresses(document),
  }
}

/** True when an object that calls itself `typename` meets the type condition. */
export function meetsCondition(schema: GraphQLSchema, typename: unknown, condition: string): boolean {
  if (typename === condition) return true
  if (typeof typename !== 'string') return false
  const type = schema.getType(typename)
  const wanted = schema.getType(condition)
  if (!isAbstractType(wanted) || !(isObjectType(type) || isInterfaceType(type))) return false
  return schema.isSubType(wanted, type)
}

// Private:

/**
 * A schema made of text takes anything for a scalar of ours. What a department would refuse is refused before a plan is made: there it
 * would cost every field that is asked of the department in the same request.
 */
function readStrictly(schema: GraphQLSchema): void {
  for (const { name, parseValue, parseLiteral } of [DayScalar, InstantScalar, DecimalScalar]) {
    const scalar = schema.getType(name)
    if (isScalarType(scalar)) Object.assign(scalar, { parseValue, parseLiteral })
  }
}

function refuseReservedFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const name of Object.keys(type.getFields())) {
      if (reservedAlias(name)) throw new Error(`${type.name}.${name} begins like a response name of the gateway`)
    }
  }
}

/** `enum join__Graph { JUSTICE @join__graph(name: "justice", url: "…") }`. */
function addresses(document: DocumentNode): SubgraphAddress[] {
  return graphEntries(document).map(({ name, url }) => ({ name, url }))
}

export function graphEntries(document: DocumentNode): { value: string; name: string; url: string }[] {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue
    return (definition.values ?? []).map((value) => {
      const directive = value.directives?.find((d: DirectiveNode) => d.name.value === 'join__graph')
      return {
        value: value.name.value,
        name: argumentOf(directive, 'name') ?? value.name.value,
        url: argumentOf(directive, 'url') ?? '',
      }
    })
  }
  return []
}
