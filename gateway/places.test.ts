/** Which places the supergraph classifies, who answers for them, and which of them a value touches. */
import { describe, expect, test } from '@jest/globals'
import { buildSchema, parse, type DirectiveNode, type GraphQLInputType } from 'graphql'
import { argumentOf, readPlaces } from './places.ts'

const classified = (level: number, category: string) =>
  `@classified(level: ${level}, category: "${category}", sharing: CONDITIONAL)`
const sdl = `
  type Query @join__type(graph: REGISTRY) {
    persons(name: String ${classified(3, '人口')}, first: Int): PersonConnection ${classified(2, '人口')}
  }
  type Person @join__type(graph: REGISTRY, key: "id") @join__type(graph: HOUSING, key: "id ref { code }") {
    id: ID!
    ref: ID
    code: String
    name: String @join__field(graph: REGISTRY) ${classified(3, '人口')}
    homes: [Home] @join__field(graph: JUSTICE, external: true) @join__field(graph: HOUSING) ${classified(2, '房屋')}
    shared: String @join__field(graph: HOUSING) @join__field(graph: REGISTRY) ${classified(2, '房屋')}
    both: String @join__field(graph: JUSTICE) @join__field(graph: HOUSING) ${classified(2, '房屋')}
    lent: String @other(graph: JUSTICE) @join__field(graph: HOUSING) ${classified(2, '房屋')}
    bare: String
  }
  type Home @other(graph: JUSTICE) @join__type(graph: HOUSING) ${classified(2, '房屋')} {
    street: String
    number: String ${classified(3, '门牌')}
    lost: String @join__field ${classified(3, '门牌')}
  }
  type Nowhere @join__type(graph: MARS) ${classified(2, '房屋')} { a: Int }
  type PersonConnection @join__type(graph: REGISTRY) { nodes: [Home!]! edges: [HomeEdge] totalCount: Int }
  type HomeEdge @join__type(graph: REGISTRY) { cursor: String node: Home! }
  type OddConnection @join__type(graph: REGISTRY) { total: Int }
  type Bag @join__type(graph: REGISTRY) { nodes: [Home] }
  type PageInfo @join__type(graph: REGISTRY) { endCursor: String }
  input Filter @join__type(graph: HOUSING) {
    name: String @join__field(graph: HOUSING) ${classified(3, '人口')}
    any: [Filter!]
    order: Order
    first: Int
  }
  input Only @join__type(graph: HOUSING) { number: String ${classified(3, '证件')} }
  input Plain @join__type(graph: HOUSING) { first: Int again: Plain }
  input Outer @join__type(graph: HOUSING) { plain: Plain filters: [[Filter]] }
  enum Order @join__type(graph: HOUSING) { NAME ID @join__enumValue(graph: JUSTICE) ${classified(4, '证件')} }
  enum Open @join__type(graph: HOUSING) { A B }
`
const places = readPlaces(
  parse(sdl),
  new Map([
    ['REGISTRY', 'registry'],
    ['HOUSING', 'housing'],
    ['JUSTICE', 'justice'],
  ]),
)
const schema = buildSchema(sdl, { assumeValidSDL: true })
const input = (name: string) => schema.getType(name) as GraphQLInputType

describe('the place of a field', () => {
  const told = (type: string, field: string) => {
    const found = places.field(type, field)
    return found && [found.place && `${found.place.level} ${found.place.category}`, found.structural, found.department]
  }

  test('is classified by itself, by its type, or by what the connection holds', () => {
    expect(places.field('Person', 'name')?.place).toEqual({
      level: 3,
      category: '人口',
      sharing: 'CONDITIONAL',
      department: 'registry',
      coordinate: 'Person.name',
    })
    expect(told('Home', 'street')).toEqual(['2 房屋', false, 'housing'])
    expect(told('Home', 'number')).toEqual(['3 门牌', false, 'housing'])
    expect(told('PersonConnection', 'totalCount')).toEqual(['2 房屋', false, 'registry'])
    expect(told('HomeEdge', 'cursor')).toEqual(['2 房屋', false, 'registry'])
  })

  test('has none where nothing says so: keys and pages need none, and no other goes without', () => {
    for (const key of ['id', 'ref', 'code']) expect(told('Person', key)?.slice(0, 2)).toEqual([null, true])
    expect(told('PageInfo', 'endCursor')?.slice(0, 2)).toEqual([null, true])
    expect(told('Person', 'bare')?.slice(0, 2)).toEqual([null, false])
    expect(told('OddConnection', 'total')?.slice(0, 2)).toEqual([null, false])
    expect(told('Bag', 'nodes')?.slice(0, 2)).toEqual([null, false])
    expect([told('Person', 'nothing'), told('Nobody', 'name')]).toEqual([null, null])
  })

  test('is answered for by the department that resolves it, and by the registry where it is one of several', () => {
    const owner = (type: string, field: string) => places.field(type, field)?.department
    expect([owner('Person', 'homes'), owner('Person', 'lent'), owner('Home', 'street')]).toEqual([
      'housing',
      'housing',
      'housing',
    ])
    expect(owner('Home', 'lost')).toBe('housing')
    expect(owner('Person', 'shared')).toBe('registry')
    expect(owner('Person', 'both')).toBe('justice')
    expect(owner('Nowhere', 'a')).toBe('registry')
  })
})

describe('what is asked by', () => {
  test('arguments have places of their own', () => {
    expect(places.argument('Query', 'persons', 'name')).toMatchObject({
      level: 3,
      department: 'registry',
      coordinate: 'Query.persons(name)',
    })
    expect(places.argument('Query', 'persons', 'first')).toBeNull()
  })

  test('a type is sensitive where a value of it can touch a place, however deep', () => {
    const types = ['Filter', 'Only', 'Outer', 'Order', 'Plain', 'Open', 'Int']
    const expected = [true, true, true, true, false, false, false]
    expect(types.map((name) => places.sensitive(input(name)))).toEqual(expected)
    // The second time it is known.
    expect(types.map((name) => places.sensitive(input(name)))).toEqual(expected)
  })

  test('a value touches the places of what stands in it', () => {
    const touched = (type: string, value: unknown) => {
      const found: string[] = []
      places.touched(input(type), value, ({ coordinate, department }) => found.push(`${department} ${coordinate}`))
      return found
    }
    expect(touched('Filter', { name: 'x', first: 1 })).toEqual(['housing Filter.name'])
    expect(touched('Filter', { any: [{ first: 1 }, null, { name: 'x' }, { order: 'ID' }] })).toEqual([
      'housing Filter.name',
      'justice Order.ID',
    ])
    expect(touched('Filter', { any: { name: 'x' }, order: 'NAME' })).toEqual(['housing Filter.name'])
    expect(touched('Outer', { filters: [[{ name: 'x' }]] })).toEqual(['housing Filter.name'])
    expect(touched('Order', 'ID')).toEqual(['justice Order.ID'])
    expect(touched('Filter', { name: null, order: undefined, any: null })).toEqual([])
    expect(touched('Filter', Object.create({ name: 'x' }))).toEqual([])
    expect([touched('Filter', null), touched('Filter', undefined), touched('Order', 'NAME')]).toEqual([[], [], []])
  })
})

test('an argument of a directive is its text, where it is one', () => {
  const type = parse('type A @a(text: "x", number: 7, list: [1], no: null, word: W)').definitions[0]
  const [directive] = (type as { directives?: readonly DirectiveNode[] }).directives ?? []
  const given = ['text', 'number', 'word', 'list', 'no', 'absent'].map((name) => argumentOf(directive, name))
  expect(given).toEqual(['x', '7', 'W', null, null, null])
  expect(argumentOf(undefined, 'text')).toBeNull()
})
