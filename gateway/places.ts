/**
 * The classified places of the graph, read once from `@classified` in the supergraph. One object per place, so that a request's
 * decisions are kept by identity. The owner of a place is the department whose subgraph resolves it (`@join__field`, `@join__type`).
 */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLInputType,
  type InputObjectTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql'
import type { Classification, Classified, Level, Sharing } from '../schema/classification.ts'

/** What is known of one field: its place, or why it has none. */
export interface FieldPlace {
  readonly place: Classified | null
  /** Fields that carry no data of their own and need no classification. */
  readonly structural: boolean
  readonly department: string
}

export interface Places {
  /** Of an object type's field; null for a field that the supergraph does not know. */
  field(type: string, field: string): FieldPlace | null
  argument(type: string, field: string, argument: string): Classified | null
  /** Calls `visit` with every classified input field and enum value that stands in a coerced value. */
  touched(type: GraphQLInputType, value: unknown, visit: (place: Classified) => void): void
  /** True when a value of this type can touch a classified place at all. */
  sensitive(type: GraphQLInputType): boolean
}

const structuralTypes = new Set(['PageInfo'])

export function readPlaces(document: DocumentNode, graphs: ReadonlyMap<string, string>): Places {
  const fields = new Map<string, FieldPlace>()
  const inputs = new Map<string, Classified>()
  const objects = new Map<string, ObjectTypeDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) objects.set(definition.name.value, definition)
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) readInput(definition, graphs, inputs)
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION) readEnum(definition, graphs, inputs)
  }
  for (const type of objects.values()) readObject(type, objects, graphs, fields, inputs)
  return new ReadPlaces(fields, inputs)
}

/** Value of a directive's argument as text, or null. */
export function argumentOf(directive: DirectiveNode | ConstDirectiveNode | undefined, name: string): string | null {
  const value = directive?.arguments?.find((a) => a.name.value === name)?.value
  return value && 'value' in value ? String(value.value) : null
}

// Private:

class ReadPlaces implements Places {
  private readonly fields: ReadonlyMap<string, FieldPlace>
  private readonly inputs: ReadonlyMap<string, Classified>
  private readonly sensitiveTypes = new Map<string, boolean>()

  constructor(fields: ReadonlyMap<string, FieldPlace>, inputs: ReadonlyMap<string, Classified>) {
    this.fields = fields
    this.inputs = inputs
  }

  field(type: string, field: string): FieldPlace | null {
    return this.fields.get(`${type}.${field}`) ?? null
  }

  argument(type: string, field: string, argument: string): Classified | null {
    return this.inputs.get(`${type}.${field}(${argument})`) ?? null
  }

  sensitive(type: GraphQLInputType): boolean {
    const named = getNamedType(type)
    const known = this.sensitiveTypes.get(named.name)
    if (known !== undefined) return known
    this.sensitiveTypes.set(named.name, false) // while it is being found out: input types may contain themselves
    const found = isEnumType(named)
      ? named.getValues().some((value) => this.inputs.has(`${named.name}.${value.name}`))
      : isInputObjectType(named) &&
        Object.values(named.getFields()).some(
          (field) => this.inputs.has(`${named.name}.${field.name}`) || this.sensitive(field.type),
        )
    this.sensitiveTypes.set(named.name, found)
    return found
  }

  touched(type: GraphQLInputType, value: unknown, visit: (place: Classified) => void): void {
    if (value === null || value === undefined) return
    if (isNonNullType(type)) return this.touched(type.ofType as GraphQLInputType, value, visit)
    if (isListType(type)) {
      for (const item of Array.isArray(value) ? value : [value])
        this.touched(type.ofType as GraphQLInputType, item, visit)
      return
    }
    if (isEnumType(type)) {
      const place = this.inputs.get(`${type.name}.${String(value)}`)
      if (place) visit(place)
    } else if (isInputObjectType(type)) {
      const given = value as Readonly<Record<string, unknown>>
      for (const field of Object.values(type.getFields())) {
        const inner = Object.hasOwn(given, field.name) ? given[field.name] : undefined
        if (inner === null || inner === undefined) continue
        const place = this.inputs.get(`${type.name}.${field.name}`)
        if (place) visit(place)
        this.touched(field.type, inner, visit)
      }
    }
  }
}

type Graphs = ReadonlyMap<string, string>

function readObject(
  type: ObjectTypeDefinitionNode,
  objects: ReadonlyMap<string, ObjectTypeDefinitionNode>,
  graphs: Graphs,
  fields: Map<string, FieldPlace>,
  inputs: Map<string, Classified>,
): void {
  const name = type.name.value
  const ofType = classification(type.directives) ?? ofNode(type, objects)
  const keys = keyFields(type)
  for (const field of type.fields ?? []) {
    const coordinate = `${name}.${field.name.value}`
    const department = ownerOf(field.directives, type.directives, 'join__field', graphs)
    const own = classification(field.directives) ?? ofType
    const place = own && { ...own, department, coordinate }
    const structural = !place && (structuralTypes.has(name) || keys.has(field.name.value))
    fields.set(coordinate, { place, structural, department })
    for (const argument of field.arguments ?? []) {
      const classified = classification(argument.directives)
      const at = `${coordinate}(${argument.name.value})`
      if (classified) inputs.set(at, { ...classified, department, coordinate: at })
    }
  }
}

function readInput(type: InputObjectTypeDefinitionNode, graphs: Graphs, inputs: Map<string, Classified>): void {
  for (const field of type.fields ?? []) {
    const own = classification(field.directives)
    const coordinate = `${type.name.value}.${field.name.value}`
    const department = ownerOf(field.directives, type.directives, 'join__field', graphs)
    if (own) inputs.set(coordinate, { ...own, department, coordinate })
  }
}

function readEnum(type: EnumTypeDefinitionNode, graphs: Graphs, inputs: Map<string, Classified>): void {
  for (const value of type.values ?? []) {
    const own = classification(value.directives)
    const coordinate = `${type.name.value}.${value.name.value}`
    const department = ownerOf(value.directives, type.directives, 'join__enumValue', graphs)
    if (own) inputs.set(coordinate, { ...own, department, coordinate })
  }
}

/** A connection or an edge without a classification of its own is as classified as what it holds. */
function ofNode(
  type: ObjectTypeDefinitionNode,
  objects: ReadonlyMap<string, ObjectTypeDefinitionNode>,
): Classification | null {
  if (!/(?:Connection|Edge)$/.test(type.name.value)) return null
  const node = type.fields?.find((f) => f.name.value === 'nodes' || f.name.value === 'node')
  return node ? classification(objects.get(namedTypeOf(node))?.directives) : null
}

function namedTypeOf(field: FieldDefinitionNode): string {
  let type = field.type
  while (type.kind !== Kind.NAMED_TYPE) type = type.type
  return type.name.value
}

/** Names in the keys of an entity (`@join__type(key: "id")`): surrogate ids and sealed refs. */
function keyFields(type: ObjectTypeDefinitionNode): ReadonlySet<string> {
  const keys = (type.directives ?? []).flatMap((d) => (d.name.value === 'join__type' ? [argumentOf(d, 'key')] : []))
  return new Set(keys.flatMap((key) => key?.match(/\w+/g) ?? []))
}

function classification(directives: readonly ConstDirectiveNode[] | undefined): Classification | null {
  const directive = directives?.find((d) => d.name.value === 'classified')
  if (!directive) return null
  return {
    level: Number(argumentOf(directive, 'level')) as Level,
    category: argumentOf(directive, 'category') ?? '',
    sharing: argumentOf(directive, 'sharing') as Sharing,
  }
}

/** The subgraph that resolves the member; the registry where several do. */
function ownerOf(
  own: readonly ConstDirectiveNode[] | undefined,
  ofType: readonly ConstDirectiveNode[] | undefined,
  directive: string,
  graphs: Graphs,
): string {
  const resolving = (own ?? []).filter((d) => d.name.value === directive && argumentOf(d, 'external') !== 'true')
  const named = resolving.filter((d) => argumentOf(d, 'graph') !== null)
  const joins = named.length > 0 ? named : (ofType ?? []).filter((d) => d.name.value.startsWith('join__'))
  const owners = joins.flatMap((d) => graphs.get(argumentOf(d, 'graph') ?? '') ?? [])
  return owners.includes('registry') ? 'registry' : (owners[0] ?? 'registry')
}
