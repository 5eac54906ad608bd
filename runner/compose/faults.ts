/**
 * Rules that composition does not know (docs/architecture.md, docs/decisions). Each fault is one line that names the place:
 * - a field that `@requires` others is at least as classified as they are, through chains;
 * - a classification stands on objects and their fields, never on an interface or union only;
 * - no second resolvable key outside the registry (composition time explodes, and the registry is the only door);
 * - every department field on an entity may be null, so that an outage costs its own fields only;
 * - every object field outside the structural types is classified and described.
 */
import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql'
import type { Classification, Level, Sharing } from '../../schema/classification.ts'

export interface NamedSdl {
  readonly name: string
  readonly sdl: string
}

const registry = 'registry'
const structural = new Set(['PageInfo', '_Service'])
const sharingRank: Readonly<Record<Sharing, number>> = { UNCONDITIONAL: 0, CONDITIONAL: 1, NEVER: 2 }

export function compositionFaults(subgraphs: readonly NamedSdl[]): string[] {
  const documents = subgraphs.map(({ name, sdl }) => ({ name, document: parse(sdl, { noLocation: true }) }))
  const classified = classifications(documents)
  return documents.flatMap(({ name, document }) => [
    ...classificationFaults(name, document),
    ...keyFaults(name, document),
    ...nullabilityFaults(name, document),
    ...requiresFaults(name, document, classified),
  ])
}

// Private:

interface NamedDocument {
  readonly name: string
  readonly document: DocumentNode
}

function objects(document: DocumentNode): ObjectTypeDefinitionNode[] {
  return document.definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION)
}

function classificationFaults(name: string, document: DocumentNode): string[] {
  const faults: string[] = []
  for (const node of document.definitions) {
    if (node.kind !== Kind.INTERFACE_TYPE_DEFINITION && node.kind !== Kind.UNION_TYPE_DEFINITION) continue
    const fields = node.kind === Kind.INTERFACE_TYPE_DEFINITION ? (node.fields ?? []) : []
    if (classificationOf(node.directives) || fields.some((field) => classificationOf(field.directives))) {
      faults.push(`${name}: ${node.name.value} is an interface or union; its classification has no effect`)
    }
  }
  for (const type of objects(document)) {
    if (structural.has(type.name.value)) continue
    for (const field of type.fields ?? []) {
      const place = `${name}: ${type.name.value}.${field.name.value}`
      if (isKeyField(type, field)) continue
      if (!classificationOf(field.directives) && !classificationOf(type.directives))
        faults.push(`${place} is not classified`)
      if (!field.description?.value) faults.push(`${place} is not described`)
    }
  }
  return faults
}

function keyFaults(name: string, document: DocumentNode): string[] {
  if (name === registry) return []
  return objects(document).flatMap((type) => {
    const resolvable = (type.directives ?? []).filter(
      (directive) => directive.name.value === 'key' && argument(directive, 'resolvable') !== 'false',
    )
    return resolvable.length > 1
      ? [
          `${name}: ${type.name.value} has ${resolvable.length} resolvable keys; only the registry may have more than one`,
        ]
      : []
  })
}

function nullabilityFaults(name: string, document: DocumentNode): string[] {
  if (name === registry) return []
  return objects(document).flatMap((type) => {
    if (!type.directives?.some((directive) => directive.name.value === 'key')) return []
    return (type.fields ?? [])
      .filter((field) => field.type.kind === Kind.NON_NULL_TYPE && !isKeyField(type, field))
      .map(
        (field) =>
          `${name}: ${type.name.value}.${field.name.value} must be nullable, or an outage would null what others know`,
      )
  })
}

function requiresFaults(
  name: string,
  document: DocumentNode,
  classified: ReadonlyMap<string, Classification>,
): string[] {
  return objects(document).flatMap((type) =>
    (type.fields ?? []).flatMap((field) => {
      const requires = field.directives?.find((directive) => directive.name.value === 'requires')
      const own = classificationOf(field.directives) ?? classificationOf(type.directives)
      if (!requires || !own) return []
      return requiredFields(argument(requires, 'fields')).flatMap((required) => {
        const needed = classified.get(`${type.name.value}.${required}`)
        if (!needed || (own.level >= needed.level && sharingRank[own.sharing] >= sharingRank[needed.sharing])) return []
        return [
          `${name}: ${type.name.value}.${field.name.value} is less classified than ${required}, which it is made from`,
        ]
      })
    }),
  )
}

/** Names of the fields at the first level: what a nested selection reveals is classified where it stands. */
function requiredFields(selection: string): string[] {
  const flat = selection.replace(/\{[^{}]*\}/g, ' ')
  return (flat.includes('{') ? requiredFields(flat) : flat.split(/[\s,]+/)).filter(Boolean)
}

/** Classification of every field over all subgraphs; the strictest where several define it. */
function classifications(documents: readonly NamedDocument[]): Map<string, Classification> {
  const all = new Map<string, Classification>()
  for (const { document } of documents) {
    for (const type of objects(document)) {
      for (const field of type.fields ?? []) {
        const own = classificationOf(field.directives) ?? classificationOf(type.directives)
        if (!own || isKeyField(type, field)) continue
        const coordinate = `${type.name.value}.${field.name.value}`
        const known = all.get(coordinate)
        if (!known || own.level > known.level) all.set(coordinate, own)
      }
    }
  }
  return all
}

function classificationOf(directives: readonly ConstDirectiveNode[] | undefined): Classification | null {
  const found = directives?.find((directive) => directive.name.value === 'classified')
  if (!found) return null
  return {
    level: Number(argument(found, 'level')) as Level,
    category: argument(found, 'category'),
    sharing: argument(found, 'sharing') as Sharing,
  }
}

function argument(directive: ConstDirectiveNode, name: string): string {
  const value = directive.arguments?.find((given) => given.name.value === name)?.value
  return value && 'value' in value ? String(value.value) : ''
}

/** Surrogate ids and sealed refs: keys of an entity, no data. */
function isKeyField(type: ObjectTypeDefinitionNode, field: FieldDefinitionNode): boolean {
  const entity = type.directives?.some((directive) => directive.name.value === 'key') ?? false
  const name = field.name.value
  return entity && (name === 'id' || name === 'ref' || name.endsWith('Ref'))
}
