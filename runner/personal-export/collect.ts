/** From an answer of the graph to the copy: each value with field, meaning, source and date; each gap with its reason; by department. */
import { getNamedType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql'
import type { CopyDocument } from './document.ts'
import type { ExportedDepartment, ExportedValue, WithheldValue } from '../../subgraphs/registry/rights/export.ts'

export interface CopyAnswer {
  readonly data?: { readonly me?: Readonly<Record<string, unknown>> | null } | null
  readonly errors?: readonly {
    readonly path?: readonly (string | number)[] | undefined
    readonly extensions?: Readonly<Record<string, unknown>> | undefined
  }[]
  readonly extensions?: Readonly<Record<string, unknown>> | undefined
}

export interface CopyFacts {
  readonly schema: GraphQLSchema
  readonly title: string
  readonly meaningOf: (coordinate: string) => string
  /** Instant of the department's data; null when it is read live. */
  readonly asOf: string | null
}

export function collect(answer: CopyAnswer, { department }: CopyDocument, facts: CopyFacts): ExportedDepartment {
  const person = facts.schema.getType('Person')
  if (!isObjectType(person)) throw new Error('the graph has no Person')
  const masked = new Set(maskedPaths(answer))
  const me = answer.data?.me ?? {}
  const golden = provenanceOf(me)
  const values: ExportedValue[] = []
  const withheld: WithheldValue[] = []
  for (const [field, value] of Object.entries(me)) {
    if (field === 'provenance') continue
    walk(person, field, value, field, (coordinate, path, text) => {
      const known = golden.get(path)
      values.push({
        path,
        coordinate,
        meaning: facts.meaningOf(coordinate),
        value: text,
        masked: masked.has(`me.${withoutIndexes(path)}`),
        source: known?.source ?? department,
        asOf: known ? known.asOf : facts.asOf,
      })
    })
    for (const path of longer(value, field)) withheld.push({ path, coordinate: null, reason: 'MORE_PAGES' })
  }
  values.push(...othersOf(golden, facts))
  const told = new Set<string>()
  for (const { path = [], extensions = {} } of answer.errors ?? []) {
    const reason = String(extensions['reason'] ?? extensions['code'] ?? 'UNKNOWN')
    const at = withoutIndexes(path.slice(1).join('.'))
    const coordinate = typeof extensions['coordinate'] === 'string' ? extensions['coordinate'] : null
    const gap = `${at} ${coordinate} ${reason}`
    if (told.has(gap)) continue
    told.add(gap)
    withheld.push({ path: at, coordinate, reason })
  }
  return { department, title: facts.title, state: stateOf(values, withheld), values, withheld }
}

// Private:

const silent: ReadonlySet<string> = new Set(['DEPARTMENT_UNAVAILABLE', 'DEPARTMENT_FAULT', 'INTERNAL'])

function withoutIndexes(path: string): string {
  return path
    .split('.')
    .filter((step) => !/^\d+$/.test(step))
    .join('.')
}

/** PARTIAL: asked again, there may be more. What is refused for good is no part of a complete copy. */
function stateOf(values: readonly ExportedValue[], withheld: readonly WithheldValue[]): ExportedDepartment['state'] {
  if (withheld.some(({ reason }) => silent.has(reason))) return values.length === 0 ? 'UNAVAILABLE' : 'PARTIAL'
  return withheld.some(({ reason }) => reason === 'MORE_PAGES') ? 'PARTIAL' : 'COMPLETE'
}

function walk(
  type: GraphQLObjectType,
  fieldName: string,
  value: unknown,
  path: string,
  leaf: (coordinate: string, path: string, text: string) => void,
): void {
  const field = type.getFields()[fieldName]
  if (!field || value === null || value === undefined || fieldName === 'pageInfo') return
  if (Array.isArray(value)) {
    value.forEach((item, at) => walk(type, fieldName, item, `${path}.${at}`, leaf))
    return
  }
  const inner = getNamedType(field.type)
  if (isObjectType(inner) && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) walk(inner, name, item, `${path}.${name}`, leaf)
    return
  }
  leaf(`${type.name}.${fieldName}`, path, typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** Paths of lists that go on. */
function longer(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => longer(item, path))
  if (typeof value !== 'object' || value === null) return []
  const { pageInfo } = value as { pageInfo?: { hasNextPage?: boolean } }
  return [
    ...(pageInfo?.hasNextPage === true ? [path] : []),
    ...Object.entries(value).flatMap(([name, item]) => longer(item, name === 'nodes' ? path : `${path}.${name}`)),
  ]
}

interface GoldenSource {
  readonly source: string
  readonly asOf: string | null
  readonly others: readonly { readonly value: string | null; readonly source: string; readonly asOf: string | null }[]
}

function provenanceOf(me: Readonly<Record<string, unknown>>): ReadonlyMap<string, GoldenSource> {
  const list = (me['provenance'] ?? []) as readonly (GoldenSource & { readonly field: string })[]
  return new Map(list.map((one) => [one.field, one]))
}

/** What other departments say of the same field: the person's data as well. */
function othersOf(golden: ReadonlyMap<string, GoldenSource>, facts: CopyFacts): ExportedValue[] {
  return [...golden].flatMap(([field, { others }]) =>
    others.flatMap(({ value, source, asOf }) => {
      const coordinate = `Person.${field}`
      return value === null
        ? []
        : [
            {
              path: `${field}.others`,
              coordinate,
              meaning: facts.meaningOf(coordinate),
              value,
              masked: false,
              source,
              asOf,
            },
          ]
    }),
  )
}

function maskedPaths(answer: CopyAnswer): readonly string[] {
  const list = answer.extensions?.['masked']
  return Array.isArray(list) ? (list as readonly { readonly path: string }[]).map(({ path }) => path) : []
}
