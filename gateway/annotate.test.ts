/** How the policy sees an operation: what it reads, what it asks by, what it may not be called. */
import { describe, expect, test } from '@jest/globals'
import { buildSchema, parse } from 'graphql'
import { annotate, type AnnotatedField, type AnnotatedSelection } from './annotate.ts'
import { readPlaces } from './places.ts'

const open = '@classified(level: 1, category: "公开", sharing: UNCONDITIONAL)'
const number = '@classified(level: 3, category: "证件", sharing: CONDITIONAL)'
const sdl = `
  directive @note(text: String, by: Int) on FIELD
  type Query { person(id: ID): Person ${open} persons(number: String ${number}, filter: Filter, first: Int): [Person] ${open} found: [Found] ${open} }
  type Mutation { forget(id: ID): Boolean ${open} }
  type Subscription { changes: Int ${open} }
  input Filter { number: String ${number} any: [Filter] }
  type Person { name: String ${open} bare: String home: Home ${open} right: Right ${open} }
  type Home ${open} { code: String owner(name: String): Person }
  interface Right { id: ID certificate(copy: String): String }
  type Flat implements Right ${open} { id: ID certificate(copy: String): String }
  type Shop implements Right { id: ID ${open} certificate(copy: String ${number}): String ${number} }
  union Found = Person | Home
`
const schema = buildSchema(sdl, { assumeValidSDL: true })
const places = readPlaces(parse(sdl), new Map())

const annotated = (query: string, name: string | null = null, known: typeof places | null = places) =>
  annotate(schema, schema, known, parse(query), name)
const codeOf = (query: string, name: string | null = null, of = schema) => {
  try {
    annotate(of, of, places, parse(query), name)
    return null
  } catch (error) {
    return (error as { extensions?: Record<string, unknown> }).extensions?.['code'] ?? error
  }
}
const fields = (selections: readonly AnnotatedSelection[] | null): AnnotatedField[] =>
  (selections ?? []).flatMap((one) => (one.kind === 'field' ? [one] : fields(one.selections)))
/** The field at the end of the path of response names. */
function at(query: string, ...path: string[]): AnnotatedField {
  let found: AnnotatedField | undefined
  let selections: readonly AnnotatedSelection[] | null = annotated(query).selections
  for (const name of path) {
    found = fields(selections).find(({ responseName }) => responseName === name)
    selections = found?.selections ?? null
  }
  if (!found) throw new Error(`no field at ${path.join('.')}`)
  return found
}

describe('which operation', () => {
  const two = 'fragment f on Person { name } query A { person { ...f } } query B { found { __typename } }'

  test('the one that is named, or the only one', () => {
    const roots = (query: string, name: string | null) =>
      fields(annotated(query, name).selections).map(({ responseName }) => responseName)
    expect([roots(two, 'A'), roots(two, 'B')]).toEqual([['person'], ['found']])
    expect(roots('fragment f on Person { name } { person { ...f } }', null)).toEqual(['person'])
  })

  test.each<[string, string, string | null]>([
    ['none of the name', two, 'C'],
    ['one of two without a name', two, null],
    ['none at all', 'fragment f on Person { name }', null],
    ['a subscription', 'subscription { changes }', null],
  ])('%s is refused', (_what, query, name) => {
    expect(codeOf(query, name)).toBe('OPERATION_RESOLUTION_FAILURE')
  })

  test('a change where nothing can be changed is refused', () => {
    expect(codeOf('mutation { forget }')).toBeNull()
    expect(codeOf('mutation { forget }', null, buildSchema('type Query { a: Int }'))).toBe(
      'OPERATION_RESOLUTION_FAILURE',
    )
  })
})

describe('what it reads', () => {
  test('every place once, through fragments, unions and interfaces', () => {
    const { places: read } = annotated(
      '{ person { n: name ...h right { certificate } } found { ... on Person { name } } } fragment h on Person { home { code } }',
    )
    expect(read.map(({ coordinate }) => coordinate)).toEqual([
      'Query.person',
      'Person.name',
      'Person.home',
      'Home.code',
      'Person.right',
      'Flat.certificate',
      'Shop.certificate',
      'Query.found',
    ])
  })

  test('a field without a classification is said to have none; what carries no data is not', () => {
    expect(at('{ person { bare } }', 'person', 'bare').unclassified).toEqual({
      coordinate: 'Person.bare',
      department: 'registry',
    })
    expect(at('{ person { name } }', 'person', 'name').unclassified).toBeNull()
    expect(at('{ person { __typename } }', 'person', '__typename')).toMatchObject({ unclassified: null, places: [] })
  })

  test('nothing where the gateway is open', () => {
    const { places: read, sensitive, selections } = annotated('{ persons(number: "1") { bare } }', null, null)
    expect([read, sensitive]).toEqual([[], []])
    expect(fields(selections)[0]?.unclassified).toBeNull()
  })

  test('the schema itself is told apart, and not walked through', () => {
    const [whole, type, person] = fields(
      annotated('{ __schema { types { name } } __type(name: "A") { name } person { name } }').selections,
    )
    expect([whole?.introspection !== null, type?.introspection !== null, person?.introspection]).toEqual([
      true,
      true,
      null,
    ])
    expect([whole?.selections, type?.selections, type?.sensitive]).toEqual([null, null, []])
    expect([fields(person?.selections ?? null).length, fields(person?.selections ?? null)[0]?.selections]).toEqual([
      1,
      null,
    ])
  })

  test.each([
    ['an unknown field', '{ person { nothing } }'],
    ['a field of a union', '{ found { name } }'],
    ['the schema, from within', '{ person { __schema { types { name } } } }'],
    ['an unknown fragment', '{ person { ...nowhere } }'],
  ])('%s is refused', (_what, query) => {
    expect(codeOf(query)).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  test('a name of the gateway’s own is refused, and no other', () => {
    expect(codeOf('{ person { _p0_: name } }')).toBe('FORBIDDEN_ALIAS')
    expect(codeOf('{ p: person { _p: name p0_: name n: name } }')).toBeNull()
  })
})

describe('what it asks by', () => {
  test('arguments that are classified, or whose values can be', () => {
    const asked = (query: string) =>
      annotated(query).sensitive.map(({ type, place }) => [String(type), place?.coordinate ?? null])
    expect(asked('{ persons(number: "1", first: 2) { name } }')).toEqual([['String', 'Query.persons(number)']])
    expect(asked('query q($f: Filter) { persons(filter: $f) { name } }')).toEqual([['Filter', null]])
    expect(asked('{ persons(first: 2) { home { owner(name: "x") { name } } } person(id: 1) { name } }')).toEqual([])
    // As classified as behind any type of the interface.
    expect(asked('{ person { right { certificate(copy: "1") } } }')).toEqual([['String', 'Shop.certificate(copy)']])
    expect(asked('{ persons(unknown: 1) { name } }')).toEqual([])
  })

  test('arguments and other directives stay in its text, with their variables', () => {
    const asked = at(
      'query q($n: String, $t: String, $i: Boolean!, $id: ID) { persons(number: $n, first: 2) @note(text: $t, by: 1) @include(if: $i) { home { owner(name: "x") { name } } } }',
      'persons',
    )
    expect(asked.decoration).toBe('(first: 2, number: $n) @note(text: $t, by: 1)')
    expect(asked.variables).toEqual(['n', 't'])
  })

  test('conditions are kept apart from it', () => {
    const { conditionVariables } = annotated(
      'query q($y: Boolean!) { person @skip(if: $y) { name @include(if: true) } }',
    )
    expect(conditionVariables).toEqual(['y'])
    const query =
      'query q($y: Boolean!) { person @skip(if: $y) { name @include(if: true) home @skip(if: false) @note(text: "x") { code } } }'
    expect(at(query, 'person').conditions).toEqual([{ variable: 'y', literal: false, wanted: false }])
    expect(at(query, 'person', 'name').conditions).toEqual([{ variable: null, literal: true, wanted: true }])
    expect(at(query, 'person', 'home').conditions).toEqual([{ variable: null, literal: false, wanted: false }])
  })
})
