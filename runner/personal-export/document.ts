/**
 * The operations of a personal copy: every field that departments have on `Person`, and what their own records hold below it. Other
 * entities are named by id only: they are not the person's data. Made from the published graph, so a new department is in it at once.
 */
import {
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { DEPTH, FIRST } from './bounds.ts'

const entities = new Set(['Person', 'House', 'Event', 'ManagedObject', 'Organisation', 'Grid'])
/** Copies of what `nodes` holds, and counts of it. */
const left = new Set(['edges', 'totalCount'])

export interface CopyDocument {
  readonly department: string
  readonly source: string
}

/** One operation a department, the registry's first: each is planned, answered and refused by itself. `ownerOf` knows the coordinates. */
export function copyDocuments(
  schema: GraphQLSchema,
  ownerOf: (coordinate: string) => string | null,
): readonly CopyDocument[] {
  const person = schema.getType('Person')
  if (!isObjectType(person)) throw new Error('the graph has no Person')
  const parts = new Map<string, string[]>()
  for (const field of Object.values(person.getFields())) {
    const department = ownerOf(`Person.${field.name}`)
    const selection = department === null ? null : selectionOf(field, DEPTH)
    if (department === null || selection === null) continue
    parts.set(department, [...(parts.get(department) ?? []), selection])
  }
  return [...parts]
    .map(([department, fields]) => ({ department, source: `query PersonalCopy { me { ${fields.join(' ')} } }` }))
    .sort((a, b) => Number(b.department === REGISTRY) - Number(a.department === REGISTRY))
}

// Private:

const REGISTRY = 'registry'

function selectionOf(field: GraphQLField<unknown, unknown>, depth: number): string | null {
  if (field.args.some(isRequiredArgument)) return null
  const type = getNamedType(field.type)
  const name = field.name + argumentsOf(field, depth)
  if (isLeafType(type)) return name
  if (!isObjectType(type)) return null
  if (entities.has(type.name)) return `${name} { id }`
  if (depth === 0) return null
  const inner = innerOf(type, depth)
  return inner === '' ? null : `${name} { ${inner} }`
}

function innerOf(type: GraphQLObjectType, depth: number): string {
  const connection = 'nodes' in type.getFields()
  return Object.values(type.getFields())
    .flatMap((field) => {
      if (left.has(field.name)) return []
      if (field.name === 'pageInfo') return ['pageInfo { hasNextPage }']
      // The nodes of a list are no step deeper than the list.
      return selectionOf(field, connection ? depth : depth - 1) ?? []
    })
    .join(' ')
}

function argumentsOf(field: GraphQLField<unknown, unknown>, depth: number): string {
  return field.args.some((arg) => arg.name === 'first') ? `(first: ${depth === DEPTH ? FIRST.list : FIRST.within})` : ''
}
