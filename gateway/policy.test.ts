/** The operation policy: what is denied is never fetched, says why at the client's path, and cannot be found out by asking. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { City } from './cases/ask.ts'
import { citySubgraphs, deciderOf, type CitySubgraph } from './cases/city.ts'

let subgraphs: Map<string, CitySubgraph>
let city: City
const asked = (name: string) => (subgraphs.get(name)?.asked ?? []).map((request) => request.query).join('\n')
const codes = (errors: readonly { extensions?: unknown }[] | undefined) =>
  (errors ?? []).map((e) => (e.extensions as Record<string, unknown>)['code'])

const noNumber = deciderOf({ 'Person.idNumber': { verdict: 'DENY', reason: 'NO_GRANT' } })
const noFilter = deciderOf({
  'PersonFilter.idNumber': { verdict: 'MASK', grant: 'G-1' },
  'PersonOrder.ID_NUMBER': { verdict: 'DENY', reason: 'NO_PURPOSE' },
})

beforeAll(() => {
  subgraphs = citySubgraphs()
  city = new City(subgraphs)
})
beforeEach(() => {
  for (const subgraph of subgraphs.values()) subgraph.behave()
})

describe('denied fields', () => {
  test('null with the reason, the department and where to apply; never fetched', async () => {
    const { data, errors } = await city.ask('{ p: person(id: "P-1") { name number: idNumber } }', { decider: noNumber })
    expect(data).toEqual({ p: { name: '测1', number: null } })
    expect(errors).toMatchObject([
      {
        path: ['p', 'number'],
        extensions: {
          code: 'FIELD_DENIED',
          reason: 'NO_GRANT',
          department: 'security',
          catalogue: '/catalogue/security/Person/idNumber',
        },
      },
    ])
    expect(asked('security')).toBe('')
  })

  test('the same decision by every path: fragments, unions, lists, entities of another department', async () => {
    const query = `{
      search(text: "测") { ... on Person { idNumber } }
      mediationCase(id: "C-1") { parties { ...number } }
      persons(first: 2) { nodes { household { members { idNumber } } } }
    } fragment number on Person { idNumber }`
    const { data, errors } = await city.ask(query, { decider: noNumber })
    expect(asked('security')).not.toContain('idNumber')
    expect(JSON.stringify(data)).not.toMatch(/\d{15}/)
    expect(errors?.map((e) => e.path?.join('.'))).toEqual([
      'search.0.idNumber',
      'search.2.idNumber',
      'mediationCase.parties.0.idNumber',
      'mediationCase.parties.1.idNumber',
      'persons.nodes.0.household.members.0.idNumber',
      'persons.nodes.0.household.members.1.idNumber',
      'persons.nodes.1.household.members.0.idNumber',
      'persons.nodes.1.household.members.1.idNumber',
    ])
  })

  test('in long lists 20 occurrences have a path of their own, all are counted', async () => {
    const { errors } = await city.ask('{ events(first: 30) { reporter { idNumber } } }', { decider: noNumber })
    expect(errors).toHaveLength(20)
    expect(errors?.[0]?.extensions?.['occurrences']).toBe(30)
  })

  test('an interface’s field is as closed as the most closed type behind it', async () => {
    const decider = deciderOf({ 'Flat.certificate': { verdict: 'DENY', reason: 'NO_GRANT' } })
    const throughInterface = await city.ask('{ person(id: "P-1") { properties { id certificate } } }', { decider })
    expect(JSON.stringify(throughInterface.data)).not.toContain('鲁')
    const throughShop = await city.ask(
      '{ person(id: "P-1") { properties { ... on Shop { certificate } ... on Flat { certificate } } } }',
      { decider },
    )
    expect(throughShop.data).toEqual({ person: { properties: [{ certificate: null }, { certificate: '鲁1' }] } })
  })

  test('a denied field that is never null takes its nearest nullable parent with it', async () => {
    const decider = deciderOf({ 'Strict.secret': { verdict: 'DENY', reason: 'NOT_SHARED' } })
    expect(await city.ask('{ strict { open inner { open secret } } }', { decider })).toMatchObject({
      data: { strict: { open: 'open', inner: null } },
      errors: [{ path: ['strict', 'inner', 'secret'], extensions: { reason: 'NOT_SHARED' } }],
    })
    expect((await city.ask('{ strict { secret } }', { decider })).data).toBeNull()
  })

  test('a selection that pruning empties still tells what is there', async () => {
    const { data, errors } = await city.ask(
      '{ person(id: "P-1") { idNumber } none: person(id: "P-404") { idNumber } }',
      { decider: noNumber },
    )
    expect(data).toEqual({ person: { idNumber: null }, none: null })
    expect(errors).toHaveLength(1)
  })

  test('a field that nobody classified is denied', async () => {
    const { data, errors } = await city.ask('{ person(id: "P-1") { id unlabelled } }')
    expect(data).toEqual({ person: { id: 'P-1', unlabelled: null } })
    expect(errors).toMatchObject([
      { extensions: { code: 'FIELD_DENIED', reason: 'NOT_CLASSIFIED', department: 'registry' } },
    ])
  })

  test('inaccessible fields are unknown to clients', async () => {
    await expect(city.ask('{ person(id: "P-1") { justiceRef } }')).rejects.toThrow(/Cannot query field/)
  })

  test('the schema is shown to whom the option says', async () => {
    const closed = new City(subgraphs, { introspection: (access) => access.principal.roles.includes('developer') })
    const query = '{ __schema { queryType { name } } person(id: "P-1") { __typename } }'
    expect(codes((await closed.ask(query)).errors)).toEqual(['FIELD_DENIED'])
    expect((await city.ask(query)).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
      person: { __typename: 'Person' },
    })
  })
})

describe('filters, orders and look-ups', () => {
  test.each([
    ['a literal', '{ persons(filter: { idNumber: "x" }) { totalCount } }', {}],
    ['a variable', 'query q($n: String) { persons(filter: { idNumber: $n }) { totalCount } }', { n: 'x' }],
    ['a whole filter', 'query q($f: PersonFilter) { persons(filter: $f) { totalCount } }', { f: { idNumber: 'x' } }],
    [
      'deep inside',
      'query q($f: PersonFilter) { persons(filter: $f) { totalCount } }',
      { f: { any: [{ name: 'x' }, { idNumber: 'x' }] } },
    ],
    ['an order', '{ persons(order: ID_NUMBER) { totalCount } }', {}],
    ['an order as a variable', 'query q($o: PersonOrder = ID_NUMBER) { persons(order: $o) { totalCount } }', {}],
  ])('%s needs the right to read plainly', async (_how, query, variables) => {
    const { data, errors } = await city.ask(query, { variables, decider: noFilter })
    expect(data).toEqual({ persons: null })
    expect(codes(errors)).toEqual(['FILTER_DENIED'])
    expect(asked('registry')).toBe('')
  })

  test('the same operation passes with variables that touch nothing, before and after', async () => {
    const query = 'query q($f: PersonFilter) { persons(filter: $f, first: 1) { nodes { id } } }'
    const whole = { data: { persons: { nodes: [{ id: 'P-1' }] } } }
    expect(await city.ask(query, { variables: { f: { name: 'x' } }, decider: noFilter })).toEqual(whole)
    expect(codes((await city.ask(query, { variables: { f: { idNumber: 'x' } }, decider: noFilter })).errors)).toEqual([
      'FILTER_DENIED',
    ])
    expect(await city.ask(query, { variables: { f: null }, decider: noFilter })).toEqual(whole)
  })

  test('a look-up argument is decided by its own classification', async () => {
    const decider = deciderOf({ 'Query.personByNumber(number)': { verdict: 'DENY', reason: 'NO_PURPOSE' } })
    const { data, errors } = await city.ask('query q($n: String!) { personByNumber(number: $n) { id } }', {
      variables: { n: '1' },
      decider,
    })
    expect(data).toEqual({ personByNumber: null })
    expect(errors).toMatchObject([
      {
        extensions: {
          code: 'FILTER_DENIED',
          reason: 'NO_PURPOSE',
          catalogue: '/catalogue/registry/Query/personByNumber',
        },
      },
    ])
  })

  test('an argument that is not given, or null, asks for nothing', async () => {
    const decider = deciderOf({ 'Query.persons(number)': { verdict: 'DENY', reason: 'NO_GRANT' } })
    const query = 'query q($n: String) { persons(number: $n, first: 1) { nodes { id } } }'
    const whole = { data: { persons: { nodes: [{ id: 'P-1' }] } } }
    expect(await city.ask(query, { decider })).toEqual(whole)
    expect(await city.ask(query, { decider, variables: { n: null } })).toEqual(whole)
    expect(await city.ask('{ persons(number: null, first: 1) { nodes { id } } }', { decider })).toEqual(whole)
    expect(codes((await city.ask(query, { decider, variables: { n: 'x' } })).errors)).toEqual(['FILTER_DENIED'])
  })

  test('of several that may not be asked by, the first is told', async () => {
    const decider = deciderOf({
      'PersonFilter.name': { verdict: 'DENY', reason: 'NO_PURPOSE' },
      'PersonFilter.idNumber': { verdict: 'MASK', grant: 'G-1' },
    })
    const { errors } = await city.ask('{ persons(filter: { idNumber: "x", name: "x" }) { totalCount } }', { decider })
    expect(errors).toMatchObject([{ extensions: { coordinate: 'PersonFilter.name', reason: 'NO_PURPOSE' } }])
  })
})

describe('masks, conditions and the audit', () => {
  const masking = deciderOf({
    'Person.name': { verdict: 'MASK', grant: 'G-7' },
    'Person.idNumber': { verdict: 'DENY', reason: 'NO_GRANT' },
  })

  test('masked fields are fetched and listed with the client’s path pattern', async () => {
    const { extensions } = await city.ask('{ page: persons(first: 2) { nodes { n: name } } }', { decider: masking })
    expect(extensions).toEqual({
      masked: [{ path: 'page.nodes[].n', coordinate: 'Person.name', department: 'registry', reason: 'MASKED' }],
    })
  })

  test('what a department masked by itself is listed wherever the client asked for it', async () => {
    const security = subgraphs.get('security')
    if (security)
      security.misbehave = async (_request, right) => {
        const answer = await right()
        return { ...answer, report: { ...answer.report, masked: ['Person.idNumber'] } }
      }
    const { extensions } = await city.ask(
      '{ p: person(id: "P-1") { ...n household { members { number: idNumber } } } } fragment n on Person { idNumber }',
    )
    expect((extensions?.['masked'] as { path: string }[]).map(({ path }) => path)).toEqual([
      'p.idNumber',
      'p.household.members[].number',
    ])
  })

  test('variables that only conditions use make no plan of their own', async () => {
    await city.ask('{ person(id: "P-4") { name } }')
    const plans = city.gateway.planCount
    const query = 'query q($y: Boolean!) { person(id: "P-4") { name @include(if: $y) } }'
    expect((await city.ask(query, { variables: { y: true } })).data).toEqual({ person: { name: '测4' } })
    expect(city.gateway.planCount).toBe(plans)
  })

  test('one operation, other conditions: each gets its own outcome', async () => {
    const query = 'query q($y: Boolean!) { person(id: "P-1") { name @include(if: $y) idNumber @skip(if: $y) } }'
    const yes = await city.ask(query, { variables: { y: true }, decider: masking })
    const no = await city.ask(query, { variables: { y: false }, decider: masking })
    expect(yes.data).toEqual({ person: { name: '测1' } })
    expect(no.data).toEqual({ person: { idNumber: null } })
    expect(codes(no.errors)).toEqual(['FIELD_DENIED'])
  })

  test('the audit hears coordinates, paths and grants, and no value', async () => {
    city.audited.length = 0
    await city.ask('query card($id: ID!) { p: person(id: $id) { name idNumber } }', {
      variables: { id: 'P-1' },
      decider: masking,
      operationName: 'card',
    })
    expect(city.audited).toHaveLength(1)
    expect(city.audited[0]).toMatchObject({
      operationName: 'card',
      subject: 'mediator-1',
      purpose: 'MEDIATION',
      grants: ['G-7'],
      reads: ['Query.person', 'Person.name'],
      masked: ['Person.name'],
      denied: [{ path: 'p.idNumber', reason: 'NO_GRANT' }],
      outcome: 'PARTIAL',
    })
    expect(JSON.stringify(city.audited)).not.toContain('测')
  })

  test('the audit names only the grants that opened something', async () => {
    city.audited.length = 0
    const granted = deciderOf({
      'Person.name': { verdict: 'ALLOW', grant: 'G-name' },
      'Person.birthYear': { verdict: 'ALLOW', grant: 'G-birth' },
      'PersonFilter.idNumber': { verdict: 'ALLOW', grant: 'G-filter' },
    })
    const query =
      'query q($f: PersonFilter, $y: Boolean!) { persons(filter: $f) { nodes { name birthYear @include(if: $y) } } }'
    await city.ask(query, { variables: { f: { idNumber: 'x' }, y: false }, decider: granted })
    await city.ask(query, { variables: { y: true }, decider: granted })
    expect(city.audited.map((entry) => entry.grants)).toEqual([
      ['G-filter', 'G-name'],
      ['G-name', 'G-birth'],
    ])
  })

  test('a refused operation is in the audit too', async () => {
    city.audited.length = 0
    const { errors } = await city.ask('query q($id: ID!) { person(id: $id) { name } }', {
      variables: { id: { number: '370283198001010002' } },
    })
    expect(codes(errors)).toEqual(['BAD_USER_INPUT'])
    expect(JSON.stringify(errors)).not.toContain('370283')
    expect(city.audited).toMatchObject([{ outcome: 'REFUSED', code: 'BAD_USER_INPUT' }])
  })

  test('a repeated operation is decided again: a right that ended is refused at once', async () => {
    const query = '{ person(id: "P-2") { birthYear } }'
    expect((await city.ask(query)).data).toEqual({ person: { birthYear: 1942 } })
    const decider = deciderOf({ 'Person.birthYear': { verdict: 'DENY', reason: 'GRANT_EXPIRED' } })
    expect(await city.ask(query, { decider })).toMatchObject({
      data: { person: { birthYear: null } },
      errors: [{ extensions: { reason: 'GRANT_EXPIRED' } }],
    })
  })

  test('an operation can be planned before anybody asks for it', async () => {
    const text = '{ person(id: "P-3") { name household { size } } }'
    city.gateway.warm(parse(text), null, deciderOf({}))
    const plans = city.gateway.planCount
    await city.ask(text)
    expect(city.gateway.planCount).toBe(plans)
  })
})
