/**
 * Rules that composition does not know (docs/architecture.md, docs/decisions). Each fault is one line that names the place:
 * - a field that `@requires` others is at least as classified as they are, through chains;
 * - a classification stands on objects and their fields, never on an interface or union only;
 * - no second resolvable key outside the registry (composition time explodes, and the registry is the only door);
 * - every department field on an entity may be null, so that an outage costs its own fields only;
 * - every object field outside the structural types is classified and described;
 * - directives go by their own names: a rule that looks for `@requires` or `@classified` must not miss one that was renamed on the way, and
 *   ways to pass values between fields that no rule here follows (`@fromContext`, `@interfaceObject`) are not used.
 */
import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
  visit,
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
  const types = fieldTypes(documents)
  return documents.flatMap(({ name, document }) => [
    ...directiveFaults(name, document),
    ...classificationFaults(name, document),
    ...keyFaults(name, document),
    ...nullabilityFaults(name, document),
    ...requiresFaults(name, document, classified, types),
  ])
}

// Private:

interface NamedDocument {
  readonly name: string
  readonly document: DocumentNode
}

/** Each object type once, with what extensions of the same document add to it. */
function objects(document: DocumentNode): ObjectTypeDefinitionNode[] {
  const merged = new Map<string, ObjectTypeDefinitionNode>()
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue
    const known = merged.get(node.name.value)
    merged.set(node.name.value, {
      ...(known ?? node),
      kind: Kind.OBJECT_TYPE_DEFINITION,
      directives: [...(known?.directives ?? []), ...(node.directives ?? [])],
      fields: [...(known?.fields ?? []), ...(node.fields ?? [])],
    })
  }
  return [...merged.values()]
}

/** What a subgraph may say with directives. Federation knows more; each of them would need a rule first. */
const knownDirectives = new Set([
  'key',
  'requires',
  'external',
  'shareable',
  'inaccessible',
  'composeDirective',
  'link',
  'classified',
  'deprecated',
  'specifiedBy',
])

function directiveFaults(name: string, document: DocumentNode): string[] {
  const faults = new Set<string>()
  visit(document, {
    Directive(node) {
      if (!knownDirectives.has(node.name.value)) faults.add(`${name}: @${node.name.value} is no directive of the house`)
      if (node.name.value === 'link')
        for (const fault of linkFaults(node as ConstDirectiveNode)) faults.add(`${name}: ${fault}`)
    },
    DirectiveDefinition(node) {
      if (node.name.value !== 'classified') faults.add(`${name}: @${node.name.value} is no directive of the house`)
    },
  })
  return [...faults]
}

function linkFaults(link: ConstDirectiveNode): string[] {
  const given = (argumentName: string) => link.arguments?.find((one) => one.name.value === argumentName)?.value
  const imports = given('import')
  const items = imports === undefined ? [] : imports.kind === Kind.LIST ? imports.values : [imports]
  return [
    ...(given('as') ? [`${argument(link, 'url')} is linked under another name`] : []),
    ...items.flatMap((item) => {
      if (item.kind !== Kind.STRING) return [`${argument(link, 'url')} is imported under another name`]
      return knownDirectives.has(item.value.replace(/^@/, '')) ? [] : [`${item.value} is no directive of the house`]
    }),
  ]
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
  types: ReadonlyMap<string, string>,
): string[] {
  return objects(document).flatMap((type) =>
    (type.fields ?? []).flatMap((field) => {
      const requires = field.directives?.find((directive) => directive.name.value === 'requires')
      const own = classificationOf(field.directives) ?? classificationOf(type.directives)
      if (!requires || !own) return []
      return requiredFields(argument(requires, 'fields'), type.name.value, types).flatMap(({ path, coordinate }) => {
        const needed = classified.get(coordinate)
        if (!needed || (own.level >= needed.level && sharingRank[own.sharing] >= sharingRank[needed.sharing])) return []
        return [
          `${name}: ${type.name.value}.${field.name.value} is less classified than ${path}, which it is made from`,
        ]
      })
    }),
  )
}

interface RequiredField {
  /** As it is required: `household.size`. */
  readonly path: string
  readonly coordinate: string
}

/** Every field of the selection, at whatever depth: what stands deepest is what the new field tells of. */
function requiredFields(selection: string, type: string, types: ReadonlyMap<string, string>): RequiredField[] {
  const found: RequiredField[] = []
  const walk = (set: SelectionSetNode, on: string, prefix: string) => {
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) continue // a selection of a directive has no fragments by name
      if (node.kind === Kind.INLINE_FRAGMENT) {
        walk(node.selectionSet, node.typeCondition?.name.value ?? on, prefix)
        continue
      }
      const coordinate = `${on}.${node.name.value}`
      const path = `${prefix}${node.name.value}`
      found.push({ path, coordinate })
      const next = types.get(coordinate)
      if (node.selectionSet && next !== undefined) walk(node.selectionSet, next, `${path}.`)
    }
  }
  const [operation] = parse(`{ ${selection} }`, { noLocation: true }).definitions
  if (operation?.kind === Kind.OPERATION_DEFINITION) walk(operation.selectionSet, type, '')
  return found
}

/** Name of the type behind every field, by coordinate. */
function fieldTypes(documents: readonly NamedDocument[]): Map<string, string> {
  const named = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : named(type.type))
  return new Map(
    documents.flatMap(({ document }) =>
      objects(document).flatMap((type) =>
        (type.fields ?? []).map((field) => [`${type.name.value}.${field.name.value}`, named(field.type)] as const),
      ),
    ),
  )
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
        all.set(coordinate, known ? stricter(known, own) : own)
      }
    }
  }
  return all
}

function stricter(one: Classification, other: Classification): Classification {
  const level = one.level > other.level ? one.level : other.level
  const sharing = sharingRank[one.sharing] > sharingRank[other.sharing] ? one.sharing : other.sharing
  return { ...one, level, sharing }
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
