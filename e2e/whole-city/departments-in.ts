/** Which departments an answer has data from, and where: read from the answer itself and the published supergraph, by no list of ours. */
import { getNamedType, isObjectType, Kind, type DocumentNode, type SelectionSetNode } from 'graphql'
import { readPlaces } from '../../gateway/places.ts'
import { graphEntries, type LoadedSupergraph } from '../../gateway/supergraph.ts'

/** The departments that add fields to an entity type, by the published supergraph. */
export function departmentsOn({ api, document }: LoadedSupergraph, entity: string): ReadonlySet<string> {
  const places = placesOf(document)
  const type = api.getType(entity)
  if (!isObjectType(type)) throw new TypeError(`no type ${entity}`)
  const owners = Object.keys(type.getFields()).map((field) => places.field(entity, field)?.place?.department)
  return new Set(owners.filter((owner) => owner !== undefined))
}

/** Entity type → departments whose fields on it, or on records behind it, are not empty. */
export function departmentsIn(
  { api, document: published }: LoadedSupergraph,
  document: DocumentNode,
  data: unknown,
): ReadonlyMap<string, ReadonlySet<string>> {
  const places = placesOf(published)
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  )
  const found = new Map<string, Set<string>>()
  const walk = (type: string, entity: string, selections: SelectionSetNode, value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) walk(type, entity, selections, one)
      return
    }
    if (typeof value !== 'object' || value === null) return
    const own = entities.has(type) ? type : entity
    for (const node of selections.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const inner = fragments.get(node.name.value)
        if (inner) walk(type, entity, inner, value)
        continue
      }
      if (node.kind !== Kind.FIELD) continue
      const inside = (value as Readonly<Record<string, unknown>>)[node.alias?.value ?? node.name.value]
      const definition = api.getType(type)
      const field = isObjectType(definition) ? definition.getFields()[node.name.value] : undefined
      if (!field || inside === null || inside === undefined) continue
      if (node.selectionSet) walk(getNamedType(field.type).name, own, node.selectionSet, inside)
      else {
        const department = places.field(type, field.name)?.place?.department
        if (department) found.set(own, (found.get(own) ?? new Set()).add(department))
      }
    }
  }
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue
    walk('Query', 'Query', node.selectionSet, data)
  }
  return found
}

// Private:

function placesOf(published: DocumentNode) {
  return readPlaces(published, new Map(graphEntries(published).map(({ value, name }) => [value, name])))
}

const entities = new Set(['Person', 'House', 'Event', 'ManagedObject', 'Organisation', 'Grid'])
