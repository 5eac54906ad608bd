/**
 * From TypeGraphQL classes to a guarded federated subgraph. Order of the layers, from outside in: field guards made from
 * `@classified`, graphql-shield on operations (deny by default), the resolvers. `_entities` is ours: one batch a type, each entity
 * apart from the others, answers in the order asked.
 */
import 'reflect-metadata'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { MapperKind, mapSchema, printSchemaWithDirectives } from '@graphql-tools/utils'
import { isAbstractType, parse, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql'
import { applyMiddleware } from 'graphql-middleware'
import { deny, rule, shield } from 'graphql-shield'
import { buildSchema, createResolversMap, getMetadataStorage } from 'type-graphql'
import { classifiedLink, classifiedSdl, type Classified } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { guardSchema, type GuardContext } from './guards.ts'

type Class = new (...args: never[]) => object

/**
 * Resolves all representations of one entity type in one go. Same length and order as asked; null for an unknown entity, an Error for
 * one that failed. The objects need no `__typename`.
 */
export type ReferenceBatch<C> = (
  representations: readonly Readonly<Record<string, unknown>>[],
  context: C,
  info: GraphQLResolveInfo,
) => Promise<readonly (object | null | Error)[]>

export interface SubgraphParts<C extends GuardContext> {
  /** Department name, or `registry`. */
  readonly name: string
  /** Resolver classes. */
  readonly resolvers: readonly Class[]
  /** Object types that no resolver names: entities, records reached by links only. */
  readonly orphanedTypes: readonly Class[]
  readonly references: Readonly<Record<string, ReferenceBatch<C>>>
  /** Types whose objects mask themselves when they are made. */
  readonly selfMasking: readonly string[]
}

export interface FederatedSubgraph {
  readonly name: string
  /** What is published and composed. */
  readonly sdl: string
  /** Every field behind its guard. */
  readonly schema: GraphQLSchema
  /** The same without the guards that only refuse: for operations of which every such place was decided before. */
  readonly decided: GraphQLSchema
  /** Every classified place, by coordinate. */
  readonly places: ReadonlyMap<string, Classified>
  /** Those places that `decided` does not guard. */
  readonly refusing: ReadonlyMap<string, Classified>
}

const federationLink = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@shareable", "@inaccessible", "@composeDirective"])
  @link(url: "${classifiedLink}", import: ["@classified"])
  @composeDirective(name: "@classified")
${classifiedSdl}
`

/** Builds the subgraph. Throws when a field has no classification, or a reference batch is missing. */
export async function federate<C extends GuardContext>(parts: SubgraphParts<C>): Promise<FederatedSubgraph> {
  collectAnew()
  const plain = await buildSchema({
    resolvers: parts.resolvers as never,
    orphanedTypes: parts.orphanedTypes as never,
    skipCheck: true,
    validate: false,
    container: instances,
  })
  const sdl = federationLink + mend(printSchemaWithDirectives(plain))
  const built = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolversOf(plain) as never })
  const shielded = applyMiddleware(built, operationShield(built) as never)
  answerEntities(shielded, parts)
  resolveByName(shielded)
  const { places, refusing } = guardSchema(shielded, {
    department: parts.name,
    selfMasking: new Set(parts.selfMasking),
  })
  return { name: parts.name, sdl, schema: shielded, decided: withoutRefusing(shielded, refusing), places, refusing }
}

// Private:

/**
 * Operations: only with a context that the gateway (or its signature) made; changes only for a purpose. Everything else: deny.
 * The shield stands before operations only: inside, the guards of guards.ts decide every field, thirty times cheaper.
 */
function operationShield(schema: GraphQLSchema): Readonly<Record<string, unknown>> {
  const asked = rule({ cache: 'no_cache' })((_parent, _args, context: Partial<GuardContext>) =>
    context.decider !== undefined ? true : pentagraphError('CONTEXT_REFUSED'),
  )
  const forPurpose = rule({ cache: 'no_cache' })(
    (_parent, _args, context: GuardContext & { access?: { purpose?: unknown } }) =>
      context.access?.purpose ? true : pentagraphError('FIELD_DENIED', { reason: 'NO_PURPOSE' }),
  )
  const rules = { Query: { '*': asked }, ...(schema.getMutationType() && { Mutation: { '*': forPurpose } }) }
  const generator = shield(rules, { fallbackRule: deny, allowExternalErrors: true }) as unknown as Shield
  const all = generator.generate(schema)
  return Object.fromEntries(Object.entries(all).filter(([type]) => type === 'Query' || type === 'Mutation'))
}

/** What graphql-middleware hands out, typed for use without its `applyMiddleware`. */
interface Shield {
  generate(schema: GraphQLSchema): Readonly<Record<string, unknown>>
}

/**
 * Several subgraphs are built in one process, and TypeGraphQL collects a class's fields at the first build only: fields that were added
 * since would be missing. And enums of code lists are registered when their type is first asked for, which must be before the build.
 */
function collectAnew(): void {
  const storage = getMetadataStorage()
  for (const type of [...storage.objectTypes, ...storage.inputTypes]) delete type.fields
  for (const field of storage.fields) field.getType()
  for (const param of storage.params) if (param.kind === 'arg') param.getType()
}

/** TypeGraphQL's resolvers, without those that only read a property: graphql-js does that itself, faster. */
function resolversOf(schema: GraphQLSchema): Record<string, unknown> {
  const map = createResolversMap(schema) as Record<string, Record<string, unknown>>
  const written = new Set<string>()
  const storage = getMetadataStorage()
  const nameOf = new Map(storage.objectTypes.map((type) => [type.target, type.name]))
  for (const field of storage.fieldResolvers) {
    const target = field.kind === 'internal' ? field.target : field.getObjectType?.()
    const name = target && nameOf.get(target as never)
    if (name) written.add(`${name}.${field.schemaName}`)
  }
  for (const [type, fields] of Object.entries(map)) {
    if (type === 'Query' || type === 'Mutation' || !nameOf.size) continue
    if (![...nameOf.values()].includes(type)) continue
    for (const name of Object.keys(fields)) {
      if (!name.startsWith('__') && !written.has(`${type}.${name}`)) delete fields[name]
    }
  }
  return map
}

function answerEntities<C extends GuardContext>(schema: GraphQLSchema, parts: SubgraphParts<C>): void {
  const field = schema.getQueryType()?.getFields()['_entities']
  if (!field) return
  field.resolve = (
    _source,
    args: { representations: readonly Readonly<Record<string, unknown>>[] },
    context: C,
    info,
  ) => {
    if (!context.decider) throw pentagraphError('CONTEXT_REFUSED')
    return resolveEntities(parts, args.representations, context, info)
  }
}

async function resolveEntities<C extends GuardContext>(
  parts: SubgraphParts<C>,
  representations: readonly Readonly<Record<string, unknown>>[],
  context: C,
  info: GraphQLResolveInfo,
): Promise<readonly (object | null | Error)[]> {
  const byType = new Map<string, number[]>()
  representations.forEach((representation, at) => {
    const type = String(representation['__typename'])
    const places = byType.get(type)
    if (places) places.push(at)
    else byType.set(type, [at])
  })
  const answers: (object | null | Error)[] = representations.map(() => null)
  await Promise.all(
    [...byType].map(async ([type, places]) => {
      const batch = Object.hasOwn(parts.references, type) ? parts.references[type] : undefined
      if (!batch) throw pentagraphError('BAD_USER_INPUT', { type })
      const found = await batch(
        places.map((at) => representations[at] ?? {}),
        context,
        info,
      )
      if (found.length !== places.length) {
        throw new Error(`${parts.name}: ${type} answered ${found.length} of ${places.length} representations`)
      }
      places.forEach((at, i) => {
        const answer = found[i] ?? null
        answers[at] = answer === null || answer instanceof Error ? answer : named(answer, type)
      })
    }),
  )
  return answers
}

/** A copy of the schema in which fields that are only read have no resolver at all: compiled documents read them as properties. */
function withoutRefusing(schema: GraphQLSchema, refusing: ReadonlyMap<string, Classified>): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: ({ resolve, ...field }, name, type) =>
      refusing.has(`${type}.${name}`) || !resolve ? field : { ...field, resolve },
  })
}

/** Members of unions say what they are; TypeGraphQL would ask in a promise each, which compiled documents cannot wait for. */
function resolveByName(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: { readonly __typename?: string }) => value.__typename
  }
}

/** The union `_Entity` tells its members by `__typename`. */
function named(entity: object, type: string): object {
  if (!('__typename' in entity)) Object.defineProperty(entity, '__typename', { value: type, enumerable: false })
  return entity
}

/**
 * The printer does not know our directive and writes its enum value as a string; and `LocalRef` is a matter between registry and
 * departments, so no client sees the scalar.
 */
function mend(sdl: string): string {
  return sdl
    .replace(/(@classified\(level: \d, category: "(?:[^"\\]|\\.)*", sharing: )"(\w+)"/g, '$1$2')
    .replace(/^scalar LocalRef\b.*$/m, 'scalar LocalRef @inaccessible')
}

/** Resolver classes hold no state, so one instance of each serves all requests. */
const made = new Map<unknown, object>()
const instances = {
  get(target: new () => object): object {
    const known = made.get(target)
    if (known) return known
    const instance = new target()
    made.set(target, instance)
    return instance
  },
}
