/**
 * What a department in a process of its own answered, cut down to what it was asked: answers are merged by name, so a member that nobody
 * asked for would write over another department's field, or over the ref by which the next department is asked.
 */
import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql'
import { isObject, type Data } from './merge.ts'

/** A copy. Type conditions are not looked at: what stands under any of them was asked for. */
export function askedOnly(document: DocumentNode, data: Data): Data {
  let root = kept.get(document)
  if (root === undefined) kept.set(document, (root = namesOf(document)))
  return cut(root, data)
}

// Private:

/** Response names, and below each what was asked of it; null below a leaf, whose value stays as it is. */
type Names = Map<string, Names | null>

const kept = new WeakMap<DocumentNode, Names>()

function namesOf(document: DocumentNode): Names {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one)
  const names: Names = new Map()
  for (const one of document.definitions)
    if (one.kind === Kind.OPERATION_DEFINITION) collect(one.selectionSet, fragments, names)
  return names
}

function collect(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, names: Names): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, fragments, names)
    else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(selection.name.value)
      if (fragment) collect(fragment.selectionSet, fragments, names)
    } else {
      const name = selection.alias?.value ?? selection.name.value
      const below: Names | null = selection.selectionSet ? (names.get(name) ?? new Map()) : null
      names.set(name, below)
      if (selection.selectionSet && below) collect(selection.selectionSet, fragments, below)
    }
  }
}

function cut(names: Names, data: Data): Data {
  const found: Data = {}
  for (const [name, below] of names) {
    if (!Object.hasOwn(data, name)) continue
    found[name] = below === null ? data[name] : cutValue(below, data[name])
  }
  return found
}

function cutValue(names: Names, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => cutValue(names, item))
  return isObject(value) ? cut(names, value) : null
}
