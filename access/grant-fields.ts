/** How a grant or a purpose names data: `category:房屋权属`, `PropertyTitle.*`, `PropertyTitle.certificate`. */
import { parse, type ConstDirectiveNode, type DocumentNode } from 'graphql'
import type { Classified } from '../schema/classification.ts'
import type { Grant } from './principal.ts'

const CATEGORY = 'category:'

/** In a purpose: all that is shared at all. A grant names what it opens. */
export const EVERY_FIELD = '*'

/** Whether a purpose with these fields may open the place at all. */
export function isForPurpose(fields: readonly string[], place: Classified): boolean {
  return fields.includes(EVERY_FIELD) || nameKind(fields, place) !== null
}

/** How narrowly the list names the place: by its coordinate, its type or its category; null when it does not. */
export function nameKind(fields: readonly string[], place: Classified): 'COORDINATE' | 'TYPE' | 'CATEGORY' | null {
  const names = setOf(fields)
  if (names.has(place.coordinate)) return 'COORDINATE'
  const dot = place.coordinate.indexOf('.')
  if (dot > 0 && names.has(`${place.coordinate.slice(0, dot)}.*`)) return 'TYPE'
  return names.has(CATEGORY + place.category) ? 'CATEGORY' : null
}

/**
 * What grants name and their department does not have in the supergraph: `grant id: name`. A misspelt name grants nothing today and,
 * worse, something else on the day somebody adds a field of that name.
 */
export function unknownGrantFields(
  grants: readonly Pick<Grant, 'id' | 'department' | 'fields'>[],
  supergraphSdl: string,
): string[] {
  const unknown = unknownNamesIn(supergraphSdl)
  return grants.flatMap(({ id, department, fields }) => unknown(department, fields).map((name) => `${id}: ${name}`))
}

/** Answers which of the names a department does not have in the supergraph. */
export function unknownNamesIn(supergraphSdl: string): (department: string, fields: readonly string[]) => string[] {
  const names = namesByDepartment(supergraphSdl)
  return (department, fields) => fields.filter((name) => !names.get(department)?.has(name))
}

/** Every name that a grant on a department's data may use. */
export function namesOf(supergraphSdl: string, department: string): readonly string[] {
  return [...(namesByDepartment(supergraphSdl).get(department) ?? [])]
}

/** Every name that a grant or a purpose may use, of all departments. */
export function fieldNames(supergraphSdl: string): ReadonlySet<string> {
  return new Set([...namesByDepartment(supergraphSdl).values()].flatMap((names) => [...names]))
}

// Private:

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** A grant may name hundreds of fields, and every place is looked up in every grant. */
function setOf(fields: readonly string[]): ReadonlySet<string> {
  let made = sets.get(fields)
  if (made === undefined) sets.set(fields, (made = new Set(fields)))
  return made
}

type Directives = readonly ConstDirectiveNode[] | undefined

type NamesByDepartment = ReadonlyMap<string, ReadonlySet<string>>

/** A hub has one supergraph and asks for its names several times while it starts. */
let last: { readonly sdl: string; readonly names: NamesByDepartment } | null = null

/** Department → every name that a grant on its data may use. */
function namesByDepartment(supergraphSdl: string): NamesByDepartment {
  if (last?.sdl !== supergraphSdl)
    last = { sdl: supergraphSdl, names: namesIn(parse(supergraphSdl, { noLocation: true })) }
  return last.names
}

function namesIn(document: DocumentNode): NamesByDepartment {
  const departments = departmentNames(document)
  const names = new Map<string, Set<string>>()
  const add = (graphs: readonly string[], name: string | null) => {
    if (name === null) return
    for (const graph of graphs) {
      const department = departments.get(graph) ?? graph
      const known = names.get(department)
      if (known) known.add(name)
      else names.set(department, new Set([name]))
    }
  }
  for (const definition of document.definitions) {
    if (
      definition.kind !== 'ObjectTypeDefinition' &&
      definition.kind !== 'InputObjectTypeDefinition' &&
      definition.kind !== 'EnumTypeDefinition'
    )
      continue
    const type = definition.name.value
    const ofType = graphsOf(definition.directives, 'join__type')
    add(ofType, `${type}.*`)
    add(ofType, categoryOf(definition.directives))
    for (const member of (definition.kind === 'EnumTypeDefinition' ? definition.values : definition.fields) ?? []) {
      const joined = member.kind === 'EnumValueDefinition' ? 'join__enumValue' : 'join__field'
      const everywhere = !member.directives?.some((directive) => directive.name.value === joined)
      const graphs = everywhere ? ofType : graphsOf(member.directives, joined)
      add(graphs, `${type}.${member.name.value}`)
      add(graphs, categoryOf(member.directives))
      for (const argument of member.kind === 'FieldDefinition' ? (member.arguments ?? []) : []) {
        add(graphs, `${type}.${member.name.value}(${argument.name.value})`)
        add(graphs, categoryOf(argument.directives))
      }
    }
  }
  return names
}

/** `MARKET_REGULATION` → `market-regulation`. */
function departmentNames(document: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const definition of document.definitions) {
    if (definition.kind !== 'EnumTypeDefinition' || definition.name.value !== 'join__Graph') continue
    for (const { name, directives } of definition.values ?? []) {
      const given = argumentOf(
        directives?.find((directive) => directive.name.value === 'join__graph'),
        'name',
      )
      if (given !== null) names.set(name.value, given)
    }
  }
  return names
}

/** Where the department answers itself; a field that it only requires from elsewhere (`external`) is not its own. */
function graphsOf(directives: Directives, name: string): string[] {
  return (directives ?? []).flatMap((directive) => {
    if (directive.name.value !== name || argumentOf(directive, 'external') === 'true') return []
    const graph = argumentOf(directive, 'graph')
    return graph === null ? [] : [graph]
  })
}

function categoryOf(directives: Directives): string | null {
  const category = argumentOf(
    directives?.find((directive) => directive.name.value === 'classified'),
    'category',
  )
  return category === null ? null : CATEGORY + category
}

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): string | null {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value
  return value && 'value' in value ? String(value.value) : null
}
