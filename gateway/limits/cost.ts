/**
 * Estimates how many fields an operation's answer may hold: a field costs one, and what stands below a list is counted as often as
 * the list may be long (`first`, 20 without it, 10 for a list without pages). Fragments are weighed once per type they are used on.
 */
import {
  getNamedType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

export interface Weights {
  readonly cost: number
  readonly first: number
}

const PAGE = 20
const LIST = 10

export function weigh(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): Weights {
  let most: Weights = { cost: 0, first: 0 }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const defaults: Record<string, unknown> = {}
    for (const { variable, defaultValue } of definition.variableDefinitions ?? []) {
      if (defaultValue?.kind === Kind.INT) defaults[variable.name.value] = Number(defaultValue.value)
    }
    const scale = new Scale(schema, document, { ...defaults, ...variables })
    const cost = scale.set(definition.selectionSet, schema.getRootType(definition.operation) ?? null, 1)
    most = { cost: Math.max(most.cost, cost), first: Math.max(most.first, scale.first) }
  }
  return most
}

// Private:

class Scale {
  first = 0
  private readonly schema: GraphQLSchema
  private readonly variables: Readonly<Record<string, unknown>>
  private readonly fragments = new Map<string, FragmentDefinitionNode>()
  private readonly weighed = new Map<string, number>()

  constructor(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>) {
    this.schema = schema
    this.variables = variables
    for (const d of document.definitions) if (d.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(d.name.value, d)
  }

  /** `page` is the length of the page that the selections' object stands for, when it is a connection. */
  set(set: SelectionSetNode, type: GraphQLNamedType | null, page: number): number {
    let cost = 0
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) cost += this.field(selection, type, page)
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition ? typeFromAST(this.schema, selection.typeCondition) : type
        cost += this.set(selection.selectionSet, on ?? null, page)
      } else cost += this.fragment(selection.name.value, page)
    }
    return cost
  }

  private fragment(name: string, page: number): number {
    const key = `${name} ${page}`
    const known = this.weighed.get(key)
    if (known !== undefined) return known
    const fragment = this.fragments.get(name)
    this.weighed.set(key, 0) // a cycle is refused by measure.ts
    const cost = fragment
      ? this.set(fragment.selectionSet, typeFromAST(this.schema, fragment.typeCondition) ?? null, page)
      : 0
    this.weighed.set(key, cost)
    return cost
  }

  private field(field: FieldNode, parent: GraphQLNamedType | null, page: number): number {
    const definition = parent && 'getFields' in parent ? parent.getFields()[field.name.value] : undefined
    const first = this.pageOf(field)
    if (!field.selectionSet) return 1
    if (!definition || !('args' in definition)) return 1 + this.set(field.selectionSet, null, 1)
    const type = getNamedType(definition.type) as GraphQLNamedType
    if (!list(definition)) {
      const paged = first ?? (definition.args.some((a) => a.name === 'first') ? PAGE : 1)
      return 1 + this.set(field.selectionSet, type, paged)
    }
    // A connection's edges and nodes are as many as its page; any other list has its own `first` or none.
    const length = first ?? (page > 1 ? page : LIST)
    return 1 + length * this.set(field.selectionSet, type, 1)
  }

  private pageOf(field: FieldNode): number | null {
    const argument = field.arguments?.find((a) => a.name.value === 'first')
    if (!argument) return null
    const first = this.numberOf(argument.value)
    if (first === null) return null
    this.first = Math.max(this.first, first)
    return Math.max(first, 0)
  }

  private numberOf(value: ValueNode): number | null {
    if (value.kind === Kind.INT) return Number(value.value)
    if (value.kind !== Kind.VARIABLE) return null
    const given = Object.hasOwn(this.variables, value.name.value) ? this.variables[value.name.value] : null
    return typeof given === 'number' ? given : null
  }
}

function list(field: GraphQLField<unknown, unknown> | { readonly type: unknown }): boolean {
  const type = field.type as Parameters<typeof isListType>[0]
  return isListType(isNonNullType(type) ? type.ofType : type)
}
