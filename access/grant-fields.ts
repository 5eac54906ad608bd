/** How a grant names data: `category:房屋权属`, `PropertyTitle.*`, `PropertyTitle.certificate`. */
import { parse, type ConstDirectiveNode, type FieldDefinitionNode, type InputValueDefinitionNode } from 'graphql'
import type { Classified } from '../schema/classification.ts'
import type { Grant } from './principal.ts'

const CATEGORY = 'category:'

/** How narrowly the list names the place: by its coordinate, its type or its category; null when it does not. */
export function nameKind(fields: readonly string[], place: Classified): 'COORDINATE' | 'TYPE' | 'CATEGORY' | null {
  if (fields.includes(place.coordinate)) return 'COORDINATE'
  const dot = place.coordinate.indexOf('.')
  if (dot > 0 && fields.includes(`${place.coordinate.slice(0, dot)}.*`)) return 'TYPE'
  return fields.includes(CATEGORY + place.category) ? 'CATEGORY' : null
}

/**
 * What grants name and the graph does not have: `grant id: name`. A misspelt name would silently grant nothing, or, worse, begin
 * to grant something on the day somebody adds a field of that name. Categories are looked up in the grant's own department.
 */
export function unknownGrantFields(
  grants: readonly Pick<Grant, 'id' | 'department' | 'fields'>[],
  supergraphSdl: string,
): string[] {
  const known = namesIn(supergraphSdl)
  return grants.flatMap((grant) =>
    grant.fields
      .filter((name) => !known.has(name.startsWith(CATEGORY) ? name : name))
      .map((name) => `${grant.id}: ${name}`),
  )
}

// Private:

/** Every name that a grant may use. */
function namesIn(sdl: string): ReadonlySet<string> {
  const names = new Set<string>()
  const category = (directives: readonly ConstDirectiveNode[] | undefined) => {
    for (const directive of directives ?? []) {
      if (!/^(?:classified__)?classified$/.test(directive.name.value)) continue
      const value = directive.arguments?.find((argument) => argument.name.value === 'category')?.value
      if (value?.kind === 'StringValue') names.add(CATEGORY + value.value)
    }
  }
  const member = (type: string, field: FieldDefinitionNode | InputValueDefinitionNode) => {
    names.add(`${type}.${field.name.value}`)
    category(field.directives)
    if (field.kind !== 'FieldDefinition') return
    for (const argument of field.arguments ?? []) {
      names.add(`${type}.${field.name.value}(${argument.name.value})`)
      category(argument.directives)
    }
  }
  for (const definition of parse(sdl, { noLocation: true }).definitions) {
    if (definition.kind === 'ObjectTypeDefinition' || definition.kind === 'InputObjectTypeDefinition') {
      names.add(`${definition.name.value}.*`)
      category(definition.directives)
      for (const field of definition.fields ?? []) member(definition.name.value, field)
    } else if (definition.kind === 'EnumTypeDefinition') {
      names.add(`${definition.name.value}.*`)
      for (const value of definition.values ?? []) {
        names.add(`${definition.name.value}.${value.name.value}`)
        category(value.directives)
      }
    }
  }
  return names
}
