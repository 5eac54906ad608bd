/**
 * The field guard of every subgraph: made from `@classified` in its SDL, so that no field can be reached on any path without a
 * decision. Synchronous and about 0.1 µs a field when the decision is kept. A field without a classification stops the process.
 */
import {
  defaultFieldResolver,
  getNamedType,
  isCompositeType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type ConstDirectiveNode,
  type GraphQLArgument,
  type GraphQLFieldResolver,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import type { Decider, DenyReason } from '../../access/decision.ts'
import type { Classification, Classified, Level, Sharing } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import type { ReportCollector } from './report.ts'

/** What a type, a field or an argument was declared as; missing where it was made without SDL. */
type Annotated = { readonly directives?: readonly ConstDirectiveNode[] } | null | undefined

/** What a guard needs of the request's context. */
export interface GuardContext {
  readonly decider: Decider
  readonly report: ReportCollector
}

export interface GuardOptions {
  readonly department: string
  /** Types (or coordinates) whose values were masked when their objects were made, so that their guard only refuses. */
  readonly selfMasking: ReadonlySet<string>
}

/** Types that carry no data of their own. */
const structural = new Set(['PageInfo', '_Service'])

export interface Guarded {
  /** Every classified place, by coordinate. */
  readonly places: ReadonlyMap<string, Classified>
  /**
   * Places whose guard does nothing but refuse, before a value that is only read: one decision for a whole operation says as much as
   * one for every value. execute.ts takes it.
   */
  readonly refusing: ReadonlyMap<string, Classified>
}

/** Puts the guard before every field of every object type, in place. */
export function guardSchema(schema: GraphQLSchema, options: GuardOptions): Guarded {
  const places = new Map<string, Classified>()
  const refusing = new Map<string, Classified>()
  const unguarded: string[] = []
  const place = (coordinate: string, classification: Classification): Classified => {
    const known = places.get(coordinate)
    if (known) return known
    const made = { ...classification, department: options.department, coordinate }
    places.set(coordinate, made)
    return made
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || structural.has(type.name)) continue
    const ofType = classificationIn(nodesOf(type))
    for (const field of Object.values(type.getFields())) {
      if (type.name === 'Query' && (field.name === '_entities' || field.name === '_service')) continue
      const own = classificationIn([field.astNode]) ?? ofType
      const coordinate = `${type.name}.${field.name}`
      if (!own) {
        if (!isKeyField(type, field.name)) unguarded.push(coordinate)
        continue
      }
      const guarded = place(coordinate, own)
      const checkArguments = argumentCheck(field.args, coordinate, place)
      const leads = isCompositeType(getNamedType(field.type))
      const hides = leads
        ? tellsMore(own, classificationIn(nodesOf(getNamedType(field.type)))) || isSensitiveDoor(own, type)
        : !options.selfMasking.has(type.name) && !options.selfMasking.has(coordinate)
      if (!field.resolve && !checkArguments && !hides) refusing.set(coordinate, guarded)
      field.resolve = guard(guarded, field.resolve ?? defaultFieldResolver, checkArguments, { hides, leads })
    }
  }
  if (unguarded.length > 0) {
    throw new Error(
      `${options.department}: fields without a classification, so without a guard: ${unguarded.join(', ')}`,
    )
  }
  return { places, refusing }
}

/** A refusal: null at the field, and an error that says which right is missing and where to apply. */
export function denied(place: Classified, reason: DenyReason, code: 'FIELD_DENIED' | 'FILTER_DENIED' = 'FIELD_DENIED') {
  return pentagraphError(code, {
    reason,
    department: place.department,
    coordinate: place.coordinate,
    catalogue: `/catalogue/${place.department}/${place.coordinate.replace('.', '/')}`,
  })
}

/** The classification in a list of directives, or null. */
export function classificationIn(nodes: readonly Annotated[]): Classification | null {
  for (const node of nodes) {
    for (const directive of node?.directives ?? []) {
      if (directive.name.value !== 'classified') continue
      const value = (name: string) => {
        const given = directive.arguments?.find((a) => a.name.value === name)?.value
        return given && 'value' in given ? String(given.value) : ''
      }
      return {
        level: Number(value('level')) as Level,
        category: value('category'),
        sharing: value('sharing') as Sharing,
      }
    }
  }
  return null
}

// Private:

/** From this level on, being there is told of a record like a value. */
const EXISTENCE_LEVEL = 3

type Resolve = GraphQLFieldResolver<unknown, GuardContext>
type ArgumentCheck = (args: Readonly<Record<string, unknown>>, context: GuardContext) => void

/** `leads`: to an object. */
function guard(
  place: Classified,
  resolve: Resolve,
  check: ArgumentCheck | null,
  { hides, leads }: { readonly hides: boolean; readonly leads: boolean },
): Resolve {
  return (source, args, context, info) => {
    const decision = context.decider.decide(place)
    if (decision.verdict === 'DENY') throw denied(place, decision.reason)
    if (check) check(args, context)
    if (decision.verdict === 'MASK' && (hides || (leads && decision.regraded))) {
      context.report.masked(place.coordinate)
      return null
    }
    return resolve(source, args, context, info)
  }
}

/** Filters, orders and look-ups need the decision of reading plainly: a masked value must not be found out by asking. */
function argumentCheck(
  args: readonly GraphQLArgument[],
  coordinate: string,
  place: (coordinate: string, classification: Classification) => Classified,
): ArgumentCheck | null {
  const checks = args.flatMap((argument) => {
    const own = classificationIn([argument.astNode])
    const needs = own ? place(`${coordinate}(${argument.name})`, own) : null
    const inside = inputCheck(argument.type, place)
    return needs || inside ? [{ name: argument.name, needs, inside }] : []
  })
  if (checks.length === 0) return null
  return (given, context) => {
    for (const { name, needs, inside } of checks) {
      const value = given[name]
      if (value === undefined || value === null) continue
      if (needs) requirePlain(needs, context)
      if (inside) inside(value, context)
    }
  }
}

type InputCheck = (value: unknown, context: GuardContext) => void

/** `begun` holds the types on the way here: one that holds itself is checked as what it turns out to be, however deep a value goes. */
function inputCheck(
  type: GraphQLInputType,
  place: (coordinate: string, classification: Classification) => Classified,
  begun: Map<string, InputCheck | null> = new Map(),
): InputCheck | null {
  if (isNonNullType(type)) return inputCheck(type.ofType as GraphQLInputType, place, begun)
  if (isListType(type)) {
    const inner = inputCheck(type.ofType as GraphQLInputType, place, begun)
    return (
      inner &&
      ((value, context) => {
        for (const item of Array.isArray(value) ? value : [value])
          if (item !== null && item !== undefined) inner(item, context)
      })
    )
  }
  if (!isInputObjectType(type)) return null
  if (begun.has(type.name)) return (value, context) => begun.get(type.name)?.(value, context)
  begun.set(type.name, null)
  const checks = Object.values(type.getFields()).flatMap((field) => {
    const own = classificationIn([field.astNode])
    const needs = own ? place(`${type.name}.${field.name}`, own) : null
    const inside = inputCheck(field.type, place, begun)
    return needs || inside ? [{ name: field.name, needs, inside }] : []
  })
  if (checks.length === 0) return null
  const check: InputCheck = (value, context) => {
    const given = value as Readonly<Record<string, unknown>>
    for (const { name, needs, inside } of checks) {
      if (given[name] === undefined || given[name] === null) continue
      if (needs) requirePlain(needs, context)
      if (inside) inside(given[name], context)
    }
  }
  begun.set(type.name, check)
  return check
}

/**
 * A link that is stricter than what it leads to tells something by itself (where a person lives, though the address is public), so a
 * MASK decision hides it. Other links stay: what they lead to masks itself.
 */
function tellsMore(link: Classification, target: Classification | null): boolean {
  return (
    target !== null &&
    (link.level > target.level || (link.sharing !== 'UNCONDITIONAL' && target.sharing === 'UNCONDITIONAL'))
  )
}

/**
 * That there is a record of level 3 or 4 at all (a veteran, a divorce, a mortgage) is a fact of that level: from outside, a MASK decision
 * shows nothing of it, neither an empty record nor a count, so that somebody who has one and somebody who has none look alike. Who may
 * know that there is one is granted the way there by its own coordinate, and sees what is in it masked.
 */
function isSensitiveDoor(link: Classification, from: GraphQLNamedType): boolean {
  // From the root nothing is told of anybody in particular.
  if (from.name === 'Query' || from.name === 'Mutation') return link.level === 4
  return link.level >= EXISTENCE_LEVEL && (classificationIn(nodesOf(from))?.level ?? 0) < link.level
}

function requirePlain(place: Classified, context: GuardContext): void {
  const decision = context.decider.decide(place)
  if (decision.verdict === 'DENY') throw denied(place, decision.reason, 'FILTER_DENIED')
  if (decision.verdict === 'MASK') throw denied(place, 'NO_GRANT', 'FILTER_DENIED')
}

function nodesOf(type: GraphQLNamedType): readonly Annotated[] {
  return [type.astNode, ...type.extensionASTNodes]
}

/** Keys of an entity whose type has no classification of its own: surrogate ids and sealed refs, no data. */
function isKeyField(type: GraphQLObjectType, name: string): boolean {
  const keyed = nodesOf(type).some((node) => node?.directives?.some((directive) => directive.name.value === 'key'))
  return keyed && (name === 'id' || name === 'ref' || name.endsWith('Ref'))
}
