/**
 * What the result pass does at each object, found out once per runtime type: selection sets merged, fragments judged, and for each
 * field how its value is completed.
 */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import type { FieldShape, Shape } from './policy.ts'

export interface ValueSpec {
  readonly nonNull: boolean
  /** Of a list: how its items are completed. */
  readonly item: ValueSpec | null
  /** Null for a scalar that anything may stand for. */
  readonly leaf: ((value: unknown) => boolean) | null
  readonly composite: GraphQLCompositeType | null
}

export interface FieldPlan {
  readonly out: string
  readonly name: string
  /** The name stands in Object.prototype: to be read and written with care. */
  readonly careful: boolean
  readonly typename: boolean
  readonly shape: FieldShape
  readonly spec: ValueSpec
  readonly selections: Selections | null
}

/** Merged selection sets; for each runtime type the fields that apply, found out when the type is first met. */
export class Selections {
  private readonly sets: readonly (readonly Shape[])[]
  private readonly schema: GraphQLSchema
  private readonly byType = new Map<string, readonly FieldPlan[]>()

  constructor(sets: readonly (readonly Shape[])[], schema: GraphQLSchema) {
    this.sets = sets
    this.schema = schema
  }

  fields(type: GraphQLCompositeType): readonly FieldPlan[] {
    const known = this.byType.get(type.name)
    if (known) return known
    const merged = new Map<string, FieldShape[]>()
    for (const set of this.sets) this.collect(set, type, merged)
    const plans = [...merged.values()].flatMap((same) => this.plan(same) ?? [])
    this.byType.set(type.name, plans)
    return plans
  }

  /** The type an object says it is of, when it may stand at a place of the declared type. */
  runtimeType(declared: GraphQLCompositeType, typename: unknown): GraphQLCompositeType | null {
    if (typename === declared.name || typename === undefined || typename === null) return declared
    const type = typeof typename === 'string' ? this.schema.getType(typename) : undefined
    return type && isCompositeType(type) ? type : null
  }

  private collect(set: readonly Shape[], type: GraphQLCompositeType, into: Map<string, FieldShape[]>): void {
    for (const shape of set) {
      if (shape.kind === 'fragment') {
        if (this.applies(shape.on, type)) this.collect(shape.selections, type, into)
        continue
      }
      const same = into.get(shape.responseName)
      if (same) same.push(shape)
      else into.set(shape.responseName, [shape])
    }
  }

  private applies(on: GraphQLCompositeType, type: GraphQLCompositeType): boolean {
    if (on.name === type.name) return true
    return isAbstractType(on) && (isObjectType(type) || isInterfaceType(type)) && this.schema.isSubType(on, type)
  }

  private plan(same: readonly FieldShape[]): FieldPlan | null {
    const shape = same.find((s) => s.denied) ?? same[0]
    if (!shape) return null
    const below = same.flatMap((s) => (s.selections ? [s.selections] : []))
    return {
      out: shape.responseName,
      name: shape.internalName,
      careful: shape.internalName in Object.prototype || shape.responseName === '__proto__',
      typename: shape.fieldName === '__typename',
      shape,
      spec: valueSpec(shape.type),
      selections: below.length > 0 ? new Selections(below, this.schema) : null,
    }
  }
}

// Private:

function valueSpec(type: GraphQLOutputType): ValueSpec {
  const nonNull = isNonNullType(type)
  const bare = isNonNullType(type) ? type.ofType : type
  const item = isListType(bare) ? valueSpec(bare.ofType as GraphQLOutputType) : null
  const composite = !item && isCompositeType(bare) ? bare : null
  return { nonNull, item, composite, leaf: item || composite ? null : leafCheck(bare) }
}

function leafCheck(type: GraphQLOutputType): ((value: unknown) => boolean) | null {
  const named = getNamedType(type)
  if (isEnumType(named)) {
    const values = new Set(named.getValues().map((value) => value.name))
    return (value) => values.has(value as string)
  }
  if (!isSpecifiedScalarType(named)) return null
  switch (named.name) {
    case 'Int':
      return (value) => typeof value === 'number' && Number.isInteger(value)
    case 'Float':
      return (value) => typeof value === 'number'
    case 'Boolean':
      return (value) => typeof value === 'boolean'
    case 'ID':
      return (value) => typeof value === 'string' || typeof value === 'number'
    default:
      return (value) => typeof value === 'string'
  }
}
