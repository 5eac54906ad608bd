/**
 * Measures a document in one pass, before it is validated: each fragment is measured once and counted where it is used, so nothing
 * here grows faster than the document (18 nested fragments, two spreads each, are 262,144 selections and 37 steps). Numbers only
 * grow, up to Infinity: a fragment that contains itself has no end.
 */
import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

export interface Measures {
  readonly depth: number
  readonly aliases: number
  readonly duplicates: number
  readonly selections: number
  readonly directives: number
  readonly rootFields: number
  readonly listItems: number
  readonly inputDepth: number
  readonly inputValues: number
}

/** The largest of all operations in the document. */
export function measure(document: DocumentNode, variables: Readonly<Record<string, unknown>>): Measures {
  const walk = new Walk(document)
  let most = nothing
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const found = walk.set(definition.selectionSet)
    const directives = found.directives + (definition.directives?.length ?? 0)
    most = largest(most, { ...found, directives, rootFields: walk.rootFields(definition.selectionSet) })
  }
  const given = measureInput(variables)
  return {
    ...most,
    listItems: Math.max(most.listItems, given.listItems),
    // The variables' own object is none of theirs.
    inputDepth: Math.max(most.inputDepth, given.inputDepth - 1),
    inputValues: given.inputValues,
  }
}

// Private:

const nothing: Measures = {
  depth: 0,
  aliases: 0,
  duplicates: 0,
  selections: 0,
  directives: 0,
  rootFields: 0,
  listItems: 0,
  inputDepth: 0,
  inputValues: 0,
}
const endless: Measures = { ...nothing, depth: Infinity, selections: Infinity }

class Walk {
  private readonly fragments = new Map<string, FragmentDefinitionNode>()
  private readonly measured = new Map<string, Measures>()
  private readonly roots = new Map<string, number>()
  private readonly open = new Set<string>()

  constructor(document: DocumentNode) {
    for (const d of document.definitions) if (d.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(d.name.value, d)
  }

  set(set: SelectionSetNode): Measures {
    let sum = nothing
    const names = new Set<string>()
    for (const selection of set.selections) {
      const own = { ...nothing, selections: 1, directives: selection.directives?.length ?? 0 }
      sum = add(sum, own)
      if (selection.kind === Kind.FIELD) sum = add(sum, this.field(selection, names))
      else if (selection.kind === Kind.INLINE_FRAGMENT) sum = add(sum, this.set(selection.selectionSet))
      else sum = add(sum, this.fragment(selection.name.value))
    }
    return sum
  }

  rootFields(set: SelectionSetNode): number {
    let count = 0
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) count += 1
      else if (selection.kind === Kind.INLINE_FRAGMENT) count += this.rootFields(selection.selectionSet)
      else count += this.rootFieldsOf(selection.name.value)
    }
    return count
  }

  private rootFieldsOf(name: string): number {
    const known = this.roots.get(name)
    if (known !== undefined) return known
    this.roots.set(name, 0)
    const fragment = this.fragments.get(name)
    const count = fragment ? this.rootFields(fragment.selectionSet) : 0
    this.roots.set(name, count)
    return count
  }

  private field(field: FieldNode, names: Set<string>): Measures {
    const name = field.alias?.value ?? field.name.value
    const duplicate = names.has(name)
    names.add(name)
    const below = field.selectionSet ? this.set(field.selectionSet) : nothing
    const lists = (field.arguments ?? []).map((argument) => longestLiteral(argument.value))
    return {
      ...below,
      depth: below.depth + 1,
      aliases: below.aliases + (field.alias ? 1 : 0),
      duplicates: below.duplicates + (duplicate ? 1 : 0),
      listItems: Math.max(below.listItems, ...lists, 0),
      inputDepth: Math.max(below.inputDepth, ...(field.arguments ?? []).map(({ value }) => depthOfLiteral(value))),
    }
  }

  private fragment(name: string): Measures {
    const known = this.measured.get(name)
    if (known) return known
    const fragment = this.fragments.get(name)
    if (!fragment) return nothing // validation says so
    if (this.open.has(name)) return endless
    this.open.add(name)
    const found = this.set(fragment.selectionSet)
    this.open.delete(name)
    this.measured.set(name, found)
    return found
  }
}

function add(a: Measures, b: Measures): Measures {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: a.aliases + b.aliases,
    duplicates: a.duplicates + b.duplicates,
    selections: a.selections + b.selections,
    directives: a.directives + b.directives,
    rootFields: 0,
    listItems: Math.max(a.listItems, b.listItems),
    inputDepth: Math.max(a.inputDepth, b.inputDepth),
    inputValues: 0,
  }
}

function largest(a: Measures, b: Measures): Measures {
  const entries = Object.keys(a).map((key) => [key, Math.max(a[key as keyof Measures], b[key as keyof Measures])])
  return Object.fromEntries(entries) as unknown as Measures
}

function longestLiteral(value: ValueNode): number {
  if (value.kind === Kind.LIST) return Math.max(value.values.length, ...value.values.map(longestLiteral))
  if (value.kind === Kind.OBJECT) return Math.max(0, ...value.fields.map((field) => longestLiteral(field.value)))
  return 0
}

/** Bounded by the limit of tokens, so it may call itself; what stands in variables is not. */
function depthOfLiteral(value: ValueNode): number {
  if (value.kind === Kind.LIST) return 1 + Math.max(0, ...value.values.map(depthOfLiteral))
  if (value.kind === Kind.OBJECT) return 1 + Math.max(0, ...value.fields.map((field) => depthOfLiteral(field.value)))
  return 0
}

/** Level by level and not by calling itself: a body of 256 KB holds 100,000 lists in each other, more than a stack has room for. */
function measureInput(variables: unknown): { listItems: number; inputDepth: number; inputValues: number } {
  let listItems = 0
  let inputDepth = 0
  let inputValues = 0
  for (let level: unknown[] = [variables]; level.length > 0;) {
    const next: unknown[] = []
    let nested = false
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      nested = true
      if (Array.isArray(value)) listItems = Math.max(listItems, value.length)
      for (const item of Object.values(value)) next.push(item)
    }
    if (nested) inputDepth += 1
    inputValues += next.length
    level = next
  }
  return { listItems, inputDepth, inputValues }
}
