/**
 * An operation as the policy sees it: a tree of fields with their types, their classified places, their argument text and their
 * conditions. Made once per document; what differs between two requests (decisions, variables) is not in it.
 * The document is valid and within the limits, so named fragments can be taken apart here.
 */
import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  typeFromAST,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { Classified } from '../schema/classification.ts'
import { pentagraphError } from '../schema/errors.ts'
import type { Places } from './places.ts'
import { reservedAlias } from './response-names.ts'

/** `@skip` or `@include`; a literal condition has no variable. */
export interface Condition {
  readonly variable: string | null
  readonly literal: boolean
  /** The selection stays when the condition has this value. */
  readonly wanted: boolean
}

/** An argument whose value may touch classified places: a filter, an order, a look-up. */
export interface SensitiveArgument {
  readonly type: GraphQLInputType
  readonly value: ValueNode
  /** Place of the argument itself, when it is classified. */
  readonly place: Classified | null
}

export interface AnnotatedField {
  readonly kind: 'field'
  readonly responseName: string
  readonly definition: GraphQLField<unknown, unknown>
  readonly parent: GraphQLCompositeType
  /** Arguments and directives as text, `(first: 5)`; empty when there are none. */
  readonly decoration: string
  readonly variables: readonly string[]
  readonly conditions: readonly Condition[]
  /** Every place that reading this field means: one, or one for each possible type of an interface. */
  readonly places: readonly Classified[]
  /** Set when some possible type's field has no classification at all. */
  readonly unclassified: { readonly coordinate: string; readonly department: string } | null
  readonly sensitive: readonly SensitiveArgument[]
  readonly introspection: FieldNode | null
  readonly selections: readonly AnnotatedSelection[] | null
}

export interface AnnotatedFragment {
  readonly kind: 'fragment'
  readonly on: GraphQLCompositeType
  readonly conditions: readonly Condition[]
  readonly selections: readonly AnnotatedSelection[]
}

export type AnnotatedSelection = AnnotatedField | AnnotatedFragment

export interface AnnotatedOperation {
  readonly operation: OperationDefinitionNode
  readonly root: GraphQLObjectType
  readonly selections: readonly AnnotatedSelection[]
  /** Every place of the operation, each once, in a fixed order: what a request's decisions are asked for. */
  readonly places: readonly Classified[]
  /** Boolean variables that decide over selections. */
  readonly conditionVariables: readonly string[]
  readonly sensitive: readonly SensitiveArgument[]
}

/** `places` is null for an open gateway, which classifies nothing. */
export function annotate(
  schema: GraphQLSchema,
  whole: GraphQLSchema,
  places: Places | null,
  document: DocumentNode,
  operationName: string | null | undefined,
): AnnotatedOperation {
  const operation = chosenOperation(document, operationName)
  const root = schema.getRootType(operation.operation)
  if (!root || operation.operation === 'subscription') throw pentagraphError('OPERATION_RESOLUTION_FAILURE')
  const walk = new Annotation(schema, whole, places, document)
  const selections = walk.selections(operation.selectionSet, root)
  return {
    operation,
    root,
    selections,
    places: [...walk.places],
    conditionVariables: [...walk.conditionVariables],
    sensitive: walk.sensitive,
  }
}

// Private:

function chosenOperation(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode {
  const all = document.definitions.filter((d): d is OperationDefinitionNode => d.kind === Kind.OPERATION_DEFINITION)
  const [first] = name ? all.filter((o) => o.name?.value === name) : all
  if (!first || (!name && all.length > 1)) throw pentagraphError('OPERATION_RESOLUTION_FAILURE')
  return first
}

class Annotation {
  readonly places = new Set<Classified>()
  readonly conditionVariables = new Set<string>()
  readonly sensitive: SensitiveArgument[] = []
  private readonly schema: GraphQLSchema
  private readonly whole: GraphQLSchema
  private readonly known: Places | null
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>

  constructor(schema: GraphQLSchema, whole: GraphQLSchema, known: Places | null, document: DocumentNode) {
    this.schema = schema
    this.whole = whole
    this.known = known
    this.fragments = new Map(
      document.definitions.flatMap((d) => (d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d] as const] : [])),
    )
  }

  selections(set: SelectionSetNode, parent: GraphQLCompositeType): AnnotatedSelection[] {
    return set.selections.map((node): AnnotatedSelection => {
      const conditions = this.conditions(node.directives)
      if (node.kind === Kind.FIELD) return this.field(node, parent, conditions)
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(node.name.value) : node
      if (!fragment) throw pentagraphError('GRAPHQL_VALIDATION_FAILED')
      const condition = fragment.typeCondition && typeFromAST(this.schema, fragment.typeCondition)
      const on = (condition as GraphQLCompositeType | undefined) ?? parent
      return { kind: 'fragment', on, conditions, selections: this.selections(fragment.selectionSet, on) }
    })
  }

  private field(node: FieldNode, parent: GraphQLCompositeType, conditions: readonly Condition[]): AnnotatedField {
    const responseName = node.alias?.value ?? node.name.value
    if (node.alias && reservedAlias(node.alias.value)) {
      throw pentagraphError('FORBIDDEN_ALIAS', { alias: node.alias.value })
    }
    const definition = fieldOf(this.schema, parent, node.name.value)
    const introspection = definition === SchemaMetaFieldDef || definition === TypeMetaFieldDef ? node : null
    const variables = new Set<string>()
    for (const argument of node.arguments ?? []) collectVariables(argument.value, variables)
    const directives = (node.directives ?? []).filter((d) => !isCondition(d))
    for (const directive of directives) for (const a of directive.arguments ?? []) collectVariables(a.value, variables)
    // Only what has fields is asked for fields.
    const type = getNamedType(definition.type) as GraphQLCompositeType
    return {
      kind: 'field',
      responseName,
      definition,
      parent,
      decoration: argumentText(node) + directives.map((d) => ` ${print(d)}`).join(''),
      variables: [...variables],
      conditions,
      ...this.classify(definition, parent),
      sensitive: introspection ? [] : this.sensitiveArguments(node, definition, parent),
      introspection,
      selections: introspection || !node.selectionSet ? null : this.selections(node.selectionSet, type),
    }
  }

  private classify(definition: GraphQLField<unknown, unknown>, parent: GraphQLCompositeType) {
    const places: Classified[] = []
    let unclassified: AnnotatedField['unclassified'] = null
    if (this.known && !definition.name.startsWith('__')) {
      for (const type of this.objectsOf(parent)) {
        const found = this.known.field(type, definition.name)
        if (found?.place) places.push(found.place)
        else if (!found?.structural) {
          unclassified ??= { coordinate: `${type}.${definition.name}`, department: found?.department ?? 'registry' }
        }
      }
      for (const place of places) this.places.add(place)
    }
    return { places, unclassified }
  }

  /** Inaccessible types too: an interface's field is as closed as the most closed of all that may stand behind it. */
  private objectsOf(parent: GraphQLCompositeType): string[] {
    if (isObjectType(parent)) return [parent.name]
    const whole = this.whole.getType(parent.name)
    return isAbstractType(whole) ? this.whole.getPossibleTypes(whole).map((type) => type.name) : []
  }

  private sensitiveArguments(
    node: FieldNode,
    definition: GraphQLField<unknown, unknown>,
    parent: GraphQLCompositeType,
  ): SensitiveArgument[] {
    const known = this.known
    if (!known) return []
    const found = (node.arguments ?? []).flatMap((argument): SensitiveArgument[] => {
      const type = definition.args.find((a) => a.name === argument.name.value)?.type
      if (!type) return []
      const places = this.objectsOf(parent).map((name) => known.argument(name, definition.name, argument.name.value))
      const place = places.find((p) => p !== null) ?? null
      return place || known.sensitive(type) ? [{ type, value: argument.value, place }] : []
    })
    this.sensitive.push(...found)
    return found
  }

  private conditions(directives: readonly DirectiveNode[] | undefined): Condition[] {
    return (directives ?? []).filter(isCondition).map((directive) => {
      // Both have the one argument `if`.
      const value = directive.arguments?.[0]?.value
      const wanted = directive.name.value === 'include'
      if (value?.kind !== Kind.VARIABLE) {
        return { variable: null, literal: value?.kind === Kind.BOOLEAN && value.value, wanted }
      }
      this.conditionVariables.add(value.name.value)
      return { variable: value.name.value, literal: false, wanted }
    })
  }
}

function fieldOf(schema: GraphQLSchema, parent: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef
  }
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
  if (!field) throw new GraphQLError('Unknown field', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })
  return field
}

function isCondition(directive: DirectiveNode): boolean {
  return directive.name.value === 'skip' || directive.name.value === 'include'
}

function argumentText(node: FieldNode): string {
  if (!node.arguments?.length) return ''
  const parts = node.arguments.map((a) => `${a.name.value}: ${print(a.value)}`)
  return `(${parts.sort().join(', ')})`
}

function collectVariables(value: ValueNode, into: Set<string>): void {
  if (value.kind === Kind.VARIABLE) into.add(value.name.value)
  else if (value.kind === Kind.LIST) for (const item of value.values) collectVariables(item, into)
  else if (value.kind === Kind.OBJECT) for (const field of value.fields) collectVariables(field.value, into)
}
