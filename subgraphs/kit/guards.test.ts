/** The guard before every field, on schemas written down as SDL: what is refused, what is hidden, what may be asked by. */
import { describe, expect, test } from '@jest/globals'
import { buildSchema, graphql, GraphQLObjectType, GraphQLSchema, GraphQLString, type GraphQLError } from 'graphql'
import type { Decision } from '../../access/decision.ts'
import { classifiedDirective, classifiedSdl, type Classified, type Level } from '../../schema/classification.ts'
import { classificationIn, denied, guardSchema, type GuardContext } from './guards.ts'
import { ReportCollector } from './report.ts'

const open = classifiedDirective({ level: 1, category: '公开', sharing: 'UNCONDITIONAL' })
const at = (level: Level) => classifiedDirective({ level, category: '人口', sharing: 'CONDITIONAL' })

const sdl = `
  ${classifiedSdl}
  directive @key(fields: String!) repeatable on OBJECT
  scalar _Any
  type _Service { sdl: String }
  type PageInfo { endCursor: String }
  type Query {
    _entities: [Person]
    _service: _Service
    persons(name: String ${at(3)}, filter: PersonFilter, filters: [PersonFilter!], first: Int, plain: Plain): [Person] ${open}
    audited: Secret ${at(3)}
    sealed: Secret ${at(4)}
    secrets(list: [Int], plain: Plain): [Secret] ${open}
  }
  type Mutation { forget: Secret ${at(3)} }
  input PersonFilter {
    name: String ${at(3)}
    born: [String!] ${at(3)}
    first: Int
    either: [PersonFilter]
    home: HomeFilter
  }
  input HomeFilter { code: String ${at(2)} }
  input Plain { first: Int }
  type Person @key(fields: "id") {
    id: ID!
    ref: ID
    justiceRef: ID
    name: String ${at(3)}
    born: String ${at(2)}
    seen: PageInfo ${open}
    home: Home ${at(2)}
    opener: Home ${open}
    way: Home ${classifiedDirective({ level: 2, category: '公开', sharing: 'UNCONDITIONAL' })}
    office: Office ${at(2)}
    stern: Stern ${classifiedDirective({ level: 1, category: '公开', sharing: 'CONDITIONAL' })}
    secret: Secret ${at(4)}
    veteran: Veteran ${at(3)}
    bare: Bare ${open}
  }
  type Home ${open} { code: String }
  type Office ${at(2)} { code: String }
  type Stern ${at(1)} { code: String }
  type Veteran ${at(3)} { unit: String file: Veteran }
  type Secret ${at(4)} { text: String other: Secret veteran: Veteran ${at(3)} }
  type Bare @key(fields: "id") { id: ID! }
`

const home = { code: 'h' }
const secret = { text: 't', veteran: { unit: 'u' } }
const person = {
  id: '1',
  name: '测甲',
  born: '1980',
  home,
  opener: home,
  way: home,
  office: home,
  stern: home,
  secret,
  veteran: { unit: 'u', file: { unit: 'f' } },
  bare: { id: '2' },
  seen: { endCursor: 'c' },
}
const root = { persons: [person], audited: secret, sealed: secret, secrets: [secret], forget: secret }

const allow: Decision = { verdict: 'ALLOW', grant: null }
const mask: Decision = { verdict: 'MASK', grant: 'g' }
const deny: Decision = { verdict: 'DENY', reason: 'NO_GRANT' }

function guarded(selfMasking: readonly string[] = []) {
  const schema = buildSchema(sdl)
  return { schema, ...guardSchema(schema, { department: 'street', selfMasking: new Set(selfMasking) }) }
}

/** What an operation gives where these places are decided so, and all others allowed. */
async function ask(
  source: string,
  decisions: Readonly<Record<string, Decision>> = {},
  { variables = {}, selfMasking = [] }: { variables?: Record<string, unknown>; selfMasking?: readonly string[] } = {},
) {
  const report = new ReportCollector()
  const asked: Classified[] = []
  const decide = (place: Classified) => {
    asked.push(place)
    return decisions[place.coordinate] ?? allow
  }
  const contextValue: GuardContext = { decider: { decide, gradeOf: (place) => place }, report }
  const { schema } = guarded(selfMasking)
  const { data, errors = [] } = await graphql({
    schema,
    source,
    rootValue: root,
    contextValue,
    variableValues: variables,
  })
  const asPlain = data === null || data === undefined ? null : (JSON.parse(JSON.stringify(data)) as unknown)
  return { data: asPlain, codes: errors.map(codeOf), errors, masked: report.report().masked, asked }
}

const codeOf = ({ extensions }: GraphQLError) => `${String(extensions['code'])} ${String(extensions['coordinate'])}`

describe('which fields are guarded', () => {
  test('all with a classification, their own or their type’s; the places of arguments and of input fields too', () => {
    const { places } = guarded()
    expect(places.get('Person.name')).toEqual({
      level: 3,
      category: '人口',
      sharing: 'CONDITIONAL',
      department: 'street',
      coordinate: 'Person.name',
    })
    expect(places.get('Home.code')).toMatchObject({ level: 1, category: '公开' })
    expect(places.get('Query.persons(name)')).toMatchObject({ level: 3 })
    expect(places.get('PersonFilter.born')).toMatchObject({ level: 3 })
    expect(places.get('HomeFilter.code')).toMatchObject({ level: 2 })
    const none = ['Query.persons(first)', 'PersonFilter.first', 'PageInfo.endCursor', 'Query._entities', '_Service.sdl']
    expect(none.filter((coordinate) => places.has(coordinate))).toEqual([])
    expect([...places.keys()].filter((coordinate) => coordinate.startsWith('__'))).toEqual([])
  })

  test.each([
    ['a field', 'type Query { secret: String }', 'Query.secret'],
    ['a field called as one of the federation, elsewhere', 'type Mutation { _service: Int }', 'Mutation._service'],
    ['a key of a type without @key', 'type Person { id: ID }', 'Person.id'],
    ['a field like a key’s', 'type Person @key(fields: "id") { id: ID ident: ID }', 'Person.ident'],
    ['a field of a type with other directives', 'type Person @other { id: ID }', 'Person.id'],
  ])('without a classification none may stand: %s', (_what, types, coordinate) => {
    const schema = buildSchema(`directive @key(fields: String!) on OBJECT directive @other on OBJECT ${types}`)
    expect(() => guardSchema(schema, { department: 'street', selfMasking: new Set() })).toThrow(
      `street: fields without a classification, so without a guard: ${coordinate}`,
    )
  })

  test('a type that was made without SDL has no classification', () => {
    const query = new GraphQLObjectType({ name: 'Query', fields: { secret: { type: GraphQLString } } })
    const schema = new GraphQLSchema({ query })
    expect(() => guardSchema(schema, { department: 'street', selfMasking: new Set() })).toThrow('Query.secret')
  })

  test('those that do nothing but refuse are told apart: a value that is only read and masks itself', () => {
    const { refusing } = guarded(['Person', 'Home.code'])
    const only = (coordinate: string) => refusing.has(coordinate)
    expect(['Person.name', 'Person.born', 'Home.code', 'Person.opener', 'Query.secrets'].map(only)).not.toContain(false)
    expect(['Office.code', 'Person.home', 'Person.secret', 'Query.persons', 'Query.sealed'].map(only)).not.toContain(
      true,
    )
  })

  test('the classification is read from @classified alone, wherever it stands', () => {
    const type = buildSchema(`
      ${classifiedSdl}
      directive @other(level: Int) on OBJECT
      type Query @other(level: 4) @classified(sharing: NEVER, level: 2, category: "信访") { a: Int }
      type Bare @other(level: 4) { a: Int }
    `)
    const node = (name: string) => type.getType(name)?.astNode as Parameters<typeof classificationIn>[0][number]
    expect(classificationIn([null, undefined, node('Query')])).toEqual({ level: 2, category: '信访', sharing: 'NEVER' })
    expect(classificationIn([node('Bare')])).toBeNull()
    expect(classificationIn([null])).toBeNull()
  })
})

describe('what a decision does', () => {
  test('denied: null, and the reason with the place to apply at', async () => {
    const { data, errors } = await ask('{ persons { name born } }', { 'Person.name': deny })
    expect(data).toEqual({ persons: [{ name: null, born: '1980' }] })
    expect(errors.map(({ path, extensions }) => [path, extensions])).toEqual([
      [
        ['persons', 0, 'name'],
        {
          code: 'FIELD_DENIED',
          reason: 'NO_GRANT',
          department: 'street',
          coordinate: 'Person.name',
          catalogue: '/catalogue/street/Person/name',
        },
      ],
    ])
  })

  test('masked: hidden and told where nothing masks it before; handed on where its object did', async () => {
    const masked = { 'Person.name': mask }
    expect(await ask('{ persons { name born } }', masked)).toMatchObject({
      data: { persons: [{ name: null, born: '1980' }] },
      codes: [],
      masked: ['Person.name'],
    })
    for (const selfMasking of [['Person'], ['Person.name']])
      expect(await ask('{ persons { name } }', masked, { selfMasking })).toMatchObject({
        data: { persons: [{ name: '测甲' }] },
        masked: [],
      })
  })

  test('keys and pages are decided nowhere', async () => {
    const { data, asked } = await ask('{ persons { id seen { endCursor } } }')
    expect(data).toEqual({ persons: [{ id: '1', seen: { endCursor: 'c' } }] })
    expect(asked.map(({ coordinate }) => coordinate)).toEqual(['Query.persons', 'Person.seen'])
  })

  test('a masked link is hidden where it tells more than what it leads to, by level or by sharing', async () => {
    const { data } = await ask(
      '{ persons { home { code } opener { code } way { code } office { code } stern { code } bare { id } } }',
      {
        'Person.home': mask,
        'Person.opener': mask,
        'Person.way': mask,
        'Person.office': mask,
        'Person.stern': mask,
        'Person.bare': mask,
      },
    )
    expect(data).toEqual({
      persons: [
        {
          home: null,
          opener: { code: 'h' },
          way: null,
          office: { code: 'h' },
          stern: { code: 'h' },
          bare: { id: '2' },
        },
      ],
    })
  })

  test('a link that was graded anew is hidden where it is masked, though its target was graded alike', async () => {
    const regraded: Decision = { verdict: 'MASK', grant: 'g', regraded: true }
    const query = '{ persons { opener { code } name } }'
    const { data } = await ask(
      query,
      { 'Person.opener': regraded, 'Person.name': regraded },
      { selfMasking: ['Person'] },
    )
    expect(data).toEqual({ persons: [{ opener: null, name: '测甲' }] })
  })

  test('a masked door to a sensitive record is hidden from outside; within it, it is no news', async () => {
    const { data } = await ask(
      '{ persons { veteran { unit } secret { text } } secrets { veteran { unit } } audited { text } sealed { text } }',
      {
        'Person.veteran': mask,
        'Person.secret': mask,
        'Secret.veteran': mask,
        'Query.audited': mask,
        'Query.sealed': mask,
      },
      { selfMasking: ['Secret', 'Veteran'] },
    )
    expect(data).toEqual({
      persons: [{ veteran: null, secret: null }],
      secrets: [{ veteran: { unit: 'u' } }],
      audited: { text: 't' },
      sealed: null,
    })
    const within = await ask('{ persons { veteran { file { unit } } } }', { 'Veteran.file': mask })
    expect(within.data).toEqual({ persons: [{ veteran: { file: { unit: 'f' } } }] })
    const written = await ask('mutation { forget { text } }', { 'Mutation.forget': mask })
    expect(written.data).toEqual({ forget: { text: 't' } })
  })
})

describe('asking by a value needs the decision of reading it plainly', () => {
  const asking = (argument: string, place: string, decision: Decision) =>
    ask(`{ persons(${argument}) { id } }`, { [place]: decision })

  test.each([
    ['name: "测甲"', 'Query.persons(name)'],
    ['filter: { name: "测甲" }', 'PersonFilter.name'],
    ['filter: { born: ["1980"] }', 'PersonFilter.born'],
    ['filter: { either: [null, { name: "测甲" }] }', 'PersonFilter.name'],
    ['filter: { home: { code: "h" } }', 'HomeFilter.code'],
    ['filters: [{ first: 1 }, { home: { code: "h" } }]', 'HomeFilter.code'],
    ['filters: { name: "测甲" }', 'PersonFilter.name'],
  ])('%s', async (argument, place) => {
    for (const decision of [mask, deny]) {
      const { data, codes, errors } = await asking(argument, place, decision)
      expect([data, codes]).toEqual([{ persons: null }, [`FILTER_DENIED ${place}`]])
      expect(errors[0]?.extensions['reason']).toBe('NO_GRANT')
    }
    expect((await asking(argument, place, allow)).data).toEqual({ persons: [{ id: '1' }] })
  })

  test('a refusal keeps its own reason', async () => {
    const { errors } = await asking('name: "测甲"', 'Query.persons(name)', { verdict: 'DENY', reason: 'GRANT_EXPIRED' })
    expect(errors[0]?.extensions).toMatchObject({ code: 'FILTER_DENIED', reason: 'GRANT_EXPIRED' })
  })

  test('what is not given, or null, asks for nothing', async () => {
    const closed = { 'Query.persons(name)': deny, 'PersonFilter.name': deny, 'HomeFilter.code': deny }
    for (const argument of [
      'first: 1',
      'name: null',
      'filter: null, filters: null',
      'filter: { first: 1 }',
      'filter: { name: null, home: null, either: null, born: null }',
      'filter: { either: [null] }',
      'filters: []',
      'plain: { first: 1 }',
    ])
      expect((await ask(`{ persons(${argument}) { id } }`, closed)).data).toEqual({ persons: [{ id: '1' }] })
  })
})

test('a refusal names its place; at a filter it says so', () => {
  const place: Classified = { level: 3, category: '人口', sharing: 'CONDITIONAL', department: 'd', coordinate: 'A.b' }
  expect(denied(place, 'NO_PURPOSE').extensions).toMatchObject({ code: 'FIELD_DENIED', reason: 'NO_PURPOSE' })
  expect(denied(place, 'NO_GRANT', 'FILTER_DENIED').extensions).toMatchObject({ code: 'FILTER_DENIED' })
})
