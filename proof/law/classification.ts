/**
 * How each place of the graph is graded, read from the text of the supergraph with graphql-js and nothing else. The department that
 * answers for a place is the one that `@join__field` or `@join__type` names beside its `@classified`.
 */
import {
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLInputType,
  type InputValueDefinitionNode,
} from 'graphql'
import type { Regrading } from './rights.ts'

export interface Grade {
  readonly coordinate: string
  readonly department: string
  readonly level: number
  readonly category: string
  readonly sharing: string
  /** Graded otherwise than it was declared. */
  readonly regraded?: true
}

export interface Classification {
  /** Of `Type.field`, `Type.field(argument)` and `Input.field`. Null: no data of its own, or nothing said. */
  grade(coordinate: string): Grade | null
  /** Of a type as a whole; null where its fields are graded one by one. */
  ofType(type: string): Pick<Grade, 'level' | 'sharing'> | null
  /** Fields of object types, in the order of the supergraph. */
  readonly fields: readonly Grade[]
  /** Fields that carry nothing: keys of entities, the place in a list. */
  isStructure(coordinate: string): boolean
}

export function readClassification(supergraph: string): Classification {
  const document = parse(supergraph, { noLocation: true })
  const graphs = new Map<string, string>()
  const grades = new Map<string, Grade>()
  const types = new Map<string, Pick<Grade, 'level' | 'sharing'>>()
  const fields: Grade[] = []
  const structure = new Set<string>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue
    for (const value of definition.values ?? [])
      graphs.set(value.name.value, text(find(value.directives, 'join__graph'), 'name') ?? '')
  }
  const departmentOf = (field: readonly ConstDirectiveNode[], type: readonly ConstDirectiveNode[]) => {
    const owners = field.filter((d) => d.name.value === 'join__field' && text(d, 'external') !== 'true')
    const graph = owners.map((d) => text(d, 'graph')).find((name) => name !== null)
    const only = type.filter((d) => d.name.value === 'join__type')
    return graphs.get(graph ?? text(only[0], 'graph') ?? '') ?? ''
  }
  for (const definition of document.definitions) {
    const input = definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && !input) continue
    const type = definition.name.value
    const own = definition.directives ?? []
    const whole = find(own, 'classified')
    if (whole) types.set(type, { level: Number(text(whole, 'level')), sharing: text(whole, 'sharing') ?? '' })
    const grade = (
      coordinate: string,
      node: FieldDefinitionNode | InputValueDefinitionNode,
      by: ConstDirectiveNode | undefined,
      department = departmentOf(node.directives ?? [], own),
    ) => {
      if (!by) return null
      const made = {
        coordinate,
        department,
        level: Number(text(by, 'level')),
        category: text(by, 'category') ?? '',
        sharing: text(by, 'sharing') ?? '',
      }
      grades.set(coordinate, made)
      return made
    }
    for (const field of definition.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`
      if (find(field.directives, 'inaccessible')) continue
      const made = grade(coordinate, field, find(field.directives, 'classified') ?? (input ? undefined : whole))
      if (input) continue
      if (made) fields.push(made)
      else structure.add(coordinate)
      for (const argument of 'arguments' in field ? (field.arguments ?? []) : [])
        grade(
          `${coordinate}(${argument.name.value})`,
          argument,
          find(argument.directives, 'classified'),
          made?.department,
        )
    }
  }
  return {
    grade: (coordinate) => grades.get(coordinate) ?? null,
    ofType: (type) => types.get(type) ?? null,
    fields,
    isStructure: (coordinate) => structure.has(coordinate) || coordinate.endsWith('.__typename'),
  }
}

/** The same after officers graded some of it anew. What is declared as never shared stays so. */
export function regraded(declared: Classification, regradings: readonly Regrading[]): Classification {
  const now = (grade: Grade): Grade => {
    if (grade.sharing === 'NEVER') return grade
    const by = regradings.find(
      ({ department, fields }) =>
        department === grade.department &&
        (fields.includes(grade.coordinate) ||
          fields.includes(`${grade.coordinate.split('.')[0]}.*`) ||
          fields.includes(`category:${grade.category}`)),
    )
    if (!by) return grade
    if (by.looser) return { ...grade, level: by.level, sharing: by.sharing, regraded: true }
    const open = grade.sharing === 'UNCONDITIONAL' || by.sharing === 'NEVER'
    return {
      ...grade,
      level: Math.max(grade.level, by.level),
      sharing: open ? by.sharing : grade.sharing,
      regraded: true,
    }
  }
  return {
    ...declared,
    fields: declared.fields.map(now),
    grade(coordinate) {
      const grade = declared.grade(coordinate)
      return grade && now(grade)
    },
  }
}

/** Every graded input field that stands in a value given for an argument. */
export function touchedBy(
  type: GraphQLInputType,
  value: unknown,
  classification: Classification,
  into: Grade[] = [],
): readonly Grade[] {
  if (value === null || value === undefined) return into
  if (isNonNullType(type)) return touchedBy(type.ofType as GraphQLInputType, value, classification, into)
  if (isListType(type)) {
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value])
      touchedBy(type.ofType as GraphQLInputType, one, classification, into)
    return into
  }
  if (!isInputObjectType(type)) return into
  for (const field of Object.values(type.getFields())) {
    const given = (value as Readonly<Record<string, unknown>>)[field.name]
    if (given === null || given === undefined) continue
    const grade = classification.grade(`${type.name}.${field.name}`)
    if (grade) into.push(grade)
    touchedBy(field.type, given, classification, into)
  }
  return into
}

// Private:

function find(directives: readonly ConstDirectiveNode[] | undefined, name: string): ConstDirectiveNode | undefined {
  return directives?.find((directive) => directive.name.value === name)
}

function text(directive: ConstDirectiveNode | undefined, argument: string): string | null {
  const value = directive?.arguments?.find((given) => given.name.value === argument)?.value
  return value && 'value' in value ? String(value.value) : null
}
