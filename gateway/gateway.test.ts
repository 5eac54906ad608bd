/** The gateway's executor and result pass: against the stock gateway where that is right, and by symptom where it is wrong. */
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { validate, parse } from 'graphql'
import { City, stockGateway } from './cases/ask.ts'
import { citySubgraphs, type CitySubgraph } from './cases/city.ts'
import { randomOperation } from './cases/random-operations.ts'

let subgraphs: Map<string, CitySubgraph>
let city: City
const department = (name: string): CitySubgraph => {
  const found = subgraphs.get(name)
  if (!found) throw new Error(name)
  return found
}

beforeAll(() => {
  subgraphs = citySubgraphs()
  city = new City(subgraphs, {}, { timeoutMs: 100 })
})
beforeEach(() => {
  for (const subgraph of subgraphs.values()) subgraph.behave()
})

describe('the same data as the stock gateway', () => {
  const handPicked = [
    '{ person(id: "P-1") { id name house { address tax built { year storeys } } mediationCases(first: 1) { nodes { title parties { name elderly } } totalCount } } }',
    '{ persons(first: 5) { edges { cursor node { id } } nodes { name household { size members { name idNumber } } } pageInfo { hasNextPage } } }',
    '{ search(text: "测") { __typename ... on Person { idNumber properties { id ... on Flat { rooms } ... on Shop { frontage owner { name } } } } ... on House { tax } } }',
    '{ events(first: 4) { id kind place { name kind head { name heads { id } } } reporter { mediationCases { nodes { fee } } } } }',
    '{ person(id: "P-404") { id name mediationCases { totalCount } } }',
    '{ __typename organisations { __typename name head { __typename } } }',
    '{ p: person(id: "P-1") { ...a ...b } } fragment a on Person { name household { id } } fragment b on Person { n: name household { size } }',
    'query q($first: Int = 2, $yes: Boolean!) { persons(first: $first) { nodes { name @include(if: $yes) birthYear @skip(if: $yes) ... @skip(if: $yes) { elderly } } } }',
  ]

  // Nothing classified, as for the stock gateway.
  let open: City
  let stock: Awaited<ReturnType<typeof stockGateway>>
  beforeAll(async () => {
    open = new City(subgraphs, { open: true })
    stock = await stockGateway(subgraphs)
  })

  test.each(handPicked)('%s', async (query) => {
    const variables = { yes: true }
    const ours = await open.ask(query, { variables })
    expect(ours.errors).toBeUndefined()
    expect(ours.data).toEqual((await stock(query, { variables })).data)
  })

  test('300 random operations', async () => {
    const values = {
      id: ['"P-1"', '"P-4"', '"P-7"', '"C-2"'],
      first: ['1', '2', '3'],
      text: ['"测"'],
      number: ['"0"'],
      style: ['"x"', '"y"'],
      unit: ['"MU"', '"SQM"'],
      currency: ['"EUR"', '"CNY"'],
      filter: ['{ name: "测" }'],
    }
    let filled = 0
    for (let seed = 1; seed <= 300; seed++) {
      const query = randomOperation(city.gateway.schema, seed, values)
      if (validate(city.gateway.schema, parse(query)).length > 0) continue
      const [ours, theirs] = [await open.ask(query), await stock(query)]
      if (theirs.errors) continue // a random id that is no person: errors of both sides are compared elsewhere
      expect({ seed, query, data: ours.data }).toEqual({ seed, query, data: theirs.data })
      filled += 1
    }
    expect(filled).toBeGreaterThan(150)
  })
})

describe('response names', () => {
  test('an alias named like what a department requires forges nothing', async () => {
    const { data, errors } = await city.ask(
      '{ person(id: "P-1") { id justiceRef: name mediationCases { nodes { id } } } }',
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      person: { id: 'P-1', justiceRef: '测1', mediationCases: { nodes: [{ id: 'C-1' }, { id: 'C-2' }] } },
    })
    const [asked] = department('justice').asked
    expect(asked?.variables['representations']).toEqual([
      { __typename: 'Person', id: 'P-1', justiceRef: 'justice:P-1' },
    ])
  })

  test('an alias named like a key returns what was asked for', async () => {
    const { data } = await city.ask('{ person(id: "P-1") { id: name mediationCases(first: 1) { totalCount } } }')
    expect(data).toEqual({ person: { id: '测1', mediationCases: { totalCount: 2 } } })
  })

  test('an argument of the client does not change what a department requires', async () => {
    const { data } = await city.ask('{ person(id: "P-1") { house { area(unit: "MU") tax } } }')
    expect(data).toEqual({ person: { house: { area: 2, tax: 104 } } })
  })

  test('two arguments of one field stay apart, on different types too', async () => {
    const query =
      '{ a: person(id: "P-1") { x: nickname(style: "一") y: nickname(style: "二") nickname } b: person(id: "P-2") { name } }'
    const { data } = await city.ask(query)
    expect(data).toEqual({ a: { x: '小1一', y: '小1二', nickname: '小1' }, b: { name: '测2' } })
    expect(Object.keys((data as { a: object }).a)).toEqual(['x', 'y', 'nickname'])
  })

  test('the gateway’s own names are refused as aliases', async () => {
    const { data, errors } = await city.ask('{ person(id: "P-1") { _p0_x: name } }')
    expect(data).toBeUndefined()
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN_ALIAS')
  })

  test('no text of a client’s alias reaches a subgraph', async () => {
    await city.ask('{ secretly: person(id: "P-1") { leak: name } }')
    expect(department('registry').asked[0]?.query).not.toMatch(/secretly|leak/)
  })

  test('names of Object.prototype do no harm, from clients and from subgraphs', async () => {
    const query =
      '{ __proto__: person(id: "P-1") { constructor: name __proto__: birthYear toString: elderly household { id } } }'
    department('security').misbehave = async (_request, right) => {
      const answer = await right()
      return {
        ...answer,
        data: JSON.parse(
          JSON.stringify(answer.data).replace(
            '"household":{',
            '"__proto__":{"polluted":1},"household":{"__proto__":{"polluted":1},',
          ),
        ) as never,
      }
    }
    const result = await city.ask(query)
    expect(JSON.stringify(result.data)).toBe(
      '{"__proto__":{"constructor":"测1","__proto__":1936,"toString":true,"household":{"id":"HH-1"}}}',
    )
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('two equal changes are two changes', async () => {
    const { data } = await city.ask('mutation { a: openCase(title: "x") { title } b: openCase(title: "x") { title } }')
    const { a, b } = data as Record<'a' | 'b', { title: string }>
    expect(a.title).not.toBe(b.title)
  })
})

describe('fetches', () => {
  test('a person named often is sent once', async () => {
    const { data } = await city.ask('{ events(first: 100) { reporter { mediationCases { totalCount } } } }')
    expect((data as { events: unknown[] }).events).toHaveLength(100)
    expect(department('justice').asked).toHaveLength(1)
    expect(department('justice').asked[0]?.variables['representations']).toHaveLength(3)
  })

  test('departments are asked at the same time', async () => {
    const waiting: (() => void)[] = []
    for (const name of ['justice', 'housing', 'security']) {
      department(name).misbehave = async (_request, right) => {
        await new Promise<void>((resume) => {
          waiting.push(resume)
          if (waiting.length === 3) for (const go of waiting) go()
        })
        return right()
      }
    }
    const { errors } = await city.ask(
      '{ person(id: "P-1") { mediationCases { totalCount } properties { id } household { id } } }',
    )
    expect(errors).toBeUndefined()
  })

  test('a person whom a department does not know has an empty page, no error', async () => {
    const { data, errors } = await city.ask(
      '{ persons(first: 5) { nodes { id mediationCases(first: 1) { totalCount } } } }',
    )
    expect(errors).toBeUndefined()
    const { nodes } = (data as { persons: { nodes: { id: string; mediationCases: { totalCount: number } }[] } }).persons
    expect(nodes.map((n) => n.mediationCases.totalCount)).toEqual([2, 2, 2, 0, 2])
  })

  test('an answer one short is not used: nobody gets another person’s data', async () => {
    department('justice').misbehave = async (_request, right) => {
      const answer = await right()
      return { ...answer, data: { _entities: (answer.data?.['_entities'] as unknown[]).slice(1) } }
    }
    const { data, errors } = await city.ask('{ persons(first: 3) { nodes { id mediationCases { totalCount } } } }')
    expect(
      (data as { persons: { nodes: { mediationCases: unknown }[] } }).persons.nodes.map((n) => n.mediationCases),
    ).toEqual([null, null, null])
    expect(errors?.map((e) => e.extensions?.['code'])).toEqual(Array(3).fill('DEPARTMENT_FAULT'))
  })

  test('a plan is made once for what differs in names only, an outcome once for equal decisions', async () => {
    const { gateway } = city
    const before = gateway.planCount
    await city.ask('{ a: person(id: "P-9") { b: name } }')
    await city.ask('query named { person(id: "P-9") { name } }')
    await city.ask('query other { x: person(id: "P-9") { y: name } }')
    expect(gateway.planCount).toBe(before + 1)
  })
})

describe('gaps', () => {
  const card =
    '{ one: person(id: "P-1") { id cases: mediationCases(first: 1) { totalCount } household { id } properties { id } } }'

  test.each([
    ['down', () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:1521')), 'DEPARTMENT_FAULT'],
    ['hanging', () => new Promise<never>(() => undefined), 'DEPARTMENT_UNAVAILABLE'],
    [
      'throwing at once',
      () => {
        throw new Error('ORA-01017 user JUSTICE 370283198001010002')
      },
      'DEPARTMENT_FAULT',
    ],
  ])('a department %s costs its own fields only', async (_how, misbehave, code) => {
    department('justice').misbehave = misbehave as never
    const { data, errors } = await city.ask(card)
    expect(data).toEqual({
      one: { id: 'P-1', cases: null, household: { id: 'HH-1' }, properties: [{ id: 'Flat-1' }, { id: 'Shop-1' }] },
    })
    expect(errors).toHaveLength(1)
    expect(errors?.[0]).toMatchObject({
      path: ['one', 'cases'],
      extensions: { code, department: 'justice', traceId: 'trace-1' },
    })
    expect(JSON.stringify(errors)).not.toMatch(/ORA|10\.1\.2\.3|3702|JUSTICE/)
  })

  test('an open breaker answers at once', async () => {
    const city = new City(subgraphs, {}, { timeoutMs: 50, failures: 3, openMs: 60_000 })
    department('justice').misbehave = () => new Promise<never>(() => undefined)
    for (let i = 0; i < 3; i++) await city.ask(card)
    const before = department('justice').asked.length
    const { errors } = await city.ask(card)
    expect(department('justice').asked).toHaveLength(before)
    expect(errors?.[0]?.extensions?.['code']).toBe('DEPARTMENT_UNAVAILABLE')
  })

  test('departments that hang one after the other share the time of the operation', async () => {
    const city = new City(
      subgraphs,
      { budgetMs: 1_000 },
      { departments: { justice: { timeoutMs: 60_000 }, registry: { timeoutMs: 60_000 } } },
    )
    department('registry').misbehave = async (request, right) => {
      await new Promise((resume) => setTimeout(resume, 80))
      return request.query.includes('_entities') ? new Promise<never>(() => undefined) : right()
    }
    const started = performance.now()
    const { data, errors } = await city.ask(
      '{ person(id: "P-1") { mediationCases(first: 1) { nodes { parties { name } } } } }',
    )
    expect(performance.now() - started).toBeLessThan(30_000)
    expect(data).toEqual({ person: { mediationCases: { nodes: [{ parties: [{ name: null }, { name: null }] }] } } })
    expect(errors?.map((e) => e.extensions?.['code'])).toEqual(['DEPARTMENT_UNAVAILABLE', 'DEPARTMENT_UNAVAILABLE'])
  })

  test('an error of one entity among many stands at its index, the others are whole', async () => {
    department('justice').misbehave = async (_request, right) => {
      const answer = await right()
      const entities = answer.data?.['_entities'] as Record<string, unknown>[]
      const [name = ''] = Object.keys(entities[1] ?? {})
      const spoilt = entities.map((entity, i) => (i === 1 ? { [name]: null } : entity))
      const error = {
        message: 'bad cast near "370283198001010002"',
        path: ['_entities', 1, name],
        extensions: { code: 'SQLITE' },
      }
      return { ...answer, data: { _entities: spoilt }, errors: [error] }
    }
    const { data, errors } = await city.ask('{ persons(first: 3) { nodes { cases: mediationCases { totalCount } } } }')
    expect(errors).toHaveLength(1)
    expect(errors?.[0]).toMatchObject({
      path: ['persons', 'nodes', 1, 'cases'],
      extensions: { code: 'DEPARTMENT_FAULT', department: 'justice' },
    })
    expect((data as { persons: { nodes: { cases: unknown }[] } }).persons.nodes.filter((n) => n.cases)).toHaveLength(2)
  })

  test('what a department says in codes of the table is passed on, its sentences are not', async () => {
    department('security').misbehave = async (_request, right) => {
      const answer = await right()
      const extensions = {
        code: 'FIELD_DENIED',
        reason: 'OUT_OF_SCOPE',
        coordinate: 'Person.idNumber',
        sql: 'select',
        argument: '370283198001010002',
      }
      return {
        ...answer,
        data: { _entities: [{ idNumber: null }] },
        errors: [{ message: '测某', path: ['_entities', 0, 'idNumber'], extensions }],
      }
    }
    const { errors } = await city.ask('{ person(id: "P-1") { no: idNumber } }')
    expect(errors?.[0]?.path).toEqual(['person', 'no'])
    expect(errors?.[0]?.extensions).toEqual({
      code: 'FIELD_DENIED',
      reason: 'OUT_OF_SCOPE',
      coordinate: 'Person.idNumber',
      department: 'security',
      traceId: 'trace-1',
    })
  })

  test('what depends on a failed department says which one failed', async () => {
    department('registry').misbehave = async (request, right) => {
      if (!request.query.includes('_entities')) return right()
      throw new Error('gone')
    }
    const { data, errors } = await city.ask('{ mediationCase(id: "C-1") { parties { name idNumber } } }')
    expect(data).toEqual({
      mediationCase: {
        parties: [
          { name: null, idNumber: null },
          { name: null, idNumber: null },
        ],
      },
    })
    expect(errors?.map((e) => [e.path?.join('.'), e.extensions?.['department']])).toEqual([
      ['mediationCase.parties.0.name', 'registry'],
      ['mediationCase.parties.0.idNumber', 'registry'],
      ['mediationCase.parties.1.name', 'registry'],
      ['mediationCase.parties.1.idNumber', 'registry'],
    ])
  })

  test('many gaps of one selection: 20 paths, all counted', async () => {
    department('justice').misbehave = () => Promise.reject(new Error('down'))
    const { errors } = await city.ask('{ events(first: 50) { reporter { mediationCases { totalCount } } } }')
    expect(errors).toHaveLength(20)
    expect(errors?.[19]).toMatchObject({
      path: ['events', 19, 'reporter', 'mediationCases'],
      extensions: { occurrences: 50 },
    })
  })

  test('null where the schema says never: up to the nearest nullable parent, with a reason', async () => {
    department('justice').misbehave = async (_request, right) => {
      const answer = await right()
      return {
        ...answer,
        data: JSON.parse(JSON.stringify(answer.data).replace('"opened":"2026-01-01"', '"opened":null')) as never,
      }
    }
    const { data, errors } = await city.ask('{ mediationCase(id: "C-1") { id when: opened } }')
    expect(data).toEqual({ mediationCase: null })
    expect(errors).toMatchObject([
      { path: ['mediationCase', 'when'], extensions: { code: 'DEPARTMENT_FAULT', department: 'justice' } },
    ])
  })

  test('an enum value that the schema does not know is no value', async () => {
    department('market').misbehave = async (_request, right) => {
      const answer = await right()
      return { ...answer, data: JSON.parse(JSON.stringify(answer.data).replaceAll('COMPANY', 'LTD')) as never }
    }
    const { data, errors } = await city.ask('{ organisations(first: 1) { kind } }')
    expect(data).toEqual({ organisations: [{ kind: null }] })
    expect(errors?.[0]?.extensions?.['code']).toBe('DEPARTMENT_FAULT')
  })

  test('old data is said to be old', async () => {
    department('security').staleSince = '2026-01-01T00:00:00Z'
    const { extensions } = await city.ask('{ person(id: "P-1") { household { id } } }')
    expect(extensions).toEqual({ stale: [{ department: 'security', since: '2026-01-01T00:00:00Z' }] })
  })

  test('no audit, no answer', async () => {
    const refusing = new City(subgraphs, { audit: { append: () => Promise.reject(new Error('disk full')) } })
    const { data, errors } = await refusing.ask('{ person(id: "P-1") { name } }')
    expect(data).toBeUndefined()
    expect(errors?.map((e) => e.extensions?.['code'])).toEqual(['AUDIT_UNAVAILABLE'])
  })
})
