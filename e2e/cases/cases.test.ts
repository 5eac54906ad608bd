/** Inputs and questions that broke such systems in the field, asked of the whole hub. The ids are those of the case files beside. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lookAt } from '../look-at.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'

const given = (name: string) => readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8')
/** One operation of a file with several. */
const operation = (name: string, text: string) => new RegExp(`^query ${name}\\b[^]*?^}`, 'm').exec(text)?.[0] ?? ''

let city: TestHub
const officer = { purpose: 'DATA_QUALITY' }
const worker = { purpose: 'GRID_EVENT' }
const mediator = () => ({ purpose: 'MEDIATION', caseNumber: city.ids.caseNumber })

beforeAll(async () => {
  city = await startTestHub()
})
afterAll(() => city.close())

interface Page {
  readonly nodes: readonly { readonly id: string }[]
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean }
  readonly totalCount?: number
}

describe('each person with the own data', () => {
  const list = given('F01_order')
  const one = 'query ($id: ID!) { person(id: $id) { id name gridEvents(first: 1) { totalCount } hotlineOrders(first: 5) { nodes { number } } idNumber } }'

  test('F01, A03: a list gives each person what the person alone gives, in whatever order', async () => {
    const { data } = await city.ask('grid-worker', worker, list)
    const nodes = lookAt(data, 'persons.nodes') as readonly { readonly id: string }[]
    expect(nodes).toHaveLength(50)
    const alone = []
    for (const { id } of [...nodes].reverse()) alone.push(lookAt((await city.ask('grid-worker', worker, one, { id })).data, 'person'))
    expect(alone.reverse()).toEqual(nodes)
  })

  test('A03: the same persons in both orders have the same outcome, reached or not', async () => {
    const { data } = await city.ask('data-officer', officer, given('B02_pages'))
    const ids = (lookAt(data, 'persons.nodes.*.id') as string[]).slice(0, 10)
    const some = [...ids, city.ids.person]
    const both = async (order: readonly string[]) => {
      const text = `{ ${order.map((id) => `a${some.indexOf(id)}: person(id: ${JSON.stringify(id)}) { id name idNumber }`).join(' ')} }`
      return (await city.ask('grid-worker', { ...worker, token: { grid: '370283001203001' } }, text)).data
    }
    expect(await both(some)).toEqual(await both([...some].reverse()))
  })

  test('F10: a department that does not know a person answers an empty list, without an error', async () => {
    const { data, gaps } = await city.ask('grid-worker', worker, given('F10_null'))
    expect(gaps).toEqual([])
    const counts = lookAt(data, 'persons.nodes.*.gridEvents.totalCount') as number[]
    expect(counts).toContain(0)
    expect(counts.every(Number.isInteger)).toBe(true)
  })
})

describe('aliases', () => {
  const forge = given('A01_forge')

  test('A01: one named like a ref forges nothing and comes back under its name', async () => {
    const { data, gaps } = await city.ask('mediator', mediator(), operation('A01_ref', forge), { id: city.ids.person })
    expect(gaps).toEqual([])
    expect(data).toMatchObject({ person: { id: city.ids.person, justiceRef: '于志远', ref: '189****0003' } })
    expect(lookAt(data, 'person.mediationCases.nodes.*.number')).toEqual(['JF2026000001'])
  })

  test('F03: one named like a key returns the field, not the key', async () => {
    const { data } = await city.ask('mediator', mediator(), operation('A01_key', forge), { id: city.ids.person })
    expect(data).toEqual({ person: { id: '于志远', __typename: 'Person', mediationCases: { totalCount: 1 } } })
  })

  test('A01: nor does one further inside', async () => {
    const { data } = await city.ask('mediator', mediator(), operation('A01_inside', forge), { id: city.ids.person })
    expect(data).toMatchObject({ person: { housingRef: city.ids.person, properties: { nodes: [{ id: 'IN_FORCE', dwelling: { id: 'RESIDENTIAL' } }, {}] } } })
  })

  test('A10: 200 of them cost too much; the refusal names the limit', async () => {
    const { code, status } = await city.ask('mediator', mediator(), readFileSync(new URL('../../gateway/cases/A10_200_aliases.graphql', import.meta.url), 'utf8'))
    expect([status, code]).toEqual([400, 'QUERY_TOO_COSTLY'])
    expect((await city.ask('mediator', mediator(), '{ a: __typename b: __typename c: __typename }')).data).toEqual({ a: 'Query', b: 'Query', c: 'Query' })
  })

  test('A10: a batch of operations is refused', async () => {
    const response = await fetch(`${city.hub.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${(await city.hub.issuer.demo?.token('mediator')) ?? ''}` },
      body: JSON.stringify(Array.from({ length: 50 }, () => ({ query: '{ __typename }' }))),
    })
    expect(response.status).toBe(400)
    expect(lookAt(await response.json(), 'errors.0.extensions.code')).toBe('BAD_REQUEST')
  })

  test('A10: so does nesting without an end', async () => {
    const deep = `query ($id: ID!) { person(id: $id) { ${'household { members { nodes { self { '.repeat(15)} id ${'} } } }'.repeat(15)} } }`
    const { code } = await city.ask('mediator', mediator(), deep, { id: city.ids.person })
    expect(code).toBe('QUERY_TOO_COSTLY')
  })
})

describe('what leaks elsewhere', () => {
  test('A07: a field has the same grade through a union and through fragments', async () => {
    const { data, gaps } = await city.ask('mediator', mediator(), given('A07_union'), { text: '于志远' })
    expect(lookAt(data, 'search')).toContainEqual({ __typename: 'Person', idNumber: '3****************3', vehicles: null })
    expect(gaps).toMatchObject([{ code: 'FIELD_DENIED', reason: 'NO_GRANT', department: 'public-security', path: ['search', 0, 'vehicles'] }])
  })

  test('A08: the cause of a fault stays inside', async () => {
    city.hub.estate.servers.get('approval-service')?.setFault({ kind: 'html' })
    const { text } = await city.raw('mediator', mediator(), given('A08_leak'), { id: city.ids.person })
    city.hub.estate.servers.get('approval-service')?.setFault(null)
    const { data, errors } = JSON.parse(text) as { data: unknown; errors: readonly { extensions: Readonly<Record<string, unknown>> }[] }
    expect(lookAt(data, 'person.properties.totalCount')).toBe(2)
    expect(errors.map(({ extensions }) => Object.keys(extensions).sort())).toEqual([['code', 'department', 'traceId']])
    expect(text).not.toMatch(/DOCTYPE|Bad Gateway|127\.0\.0\.1|JSON|SyntaxError|\bat\b/)
  })

  test('B03: identifiers are texts, digit by digit', async () => {
    const { text } = await city.raw('citizen', { purpose: 'SELF_ACCESS' }, '{ me { id idNumber phone grid { code } residence { addressCode } } }')
    const { data } = JSON.parse(text) as { data: unknown }
    expect(lookAt(data, 'me')).toEqual({
      id: city.ids.person,
      idNumber: '370290197901010013',
      phone: '+8618901000003',
      grid: { code: '370283001001001' },
      residence: { addressCode: '37028300100100000001' },
    })
  })
})

describe('B02: paging as BI tools do it', () => {
  const pages = given('B02_pages')
  const page = async (after: string | null) => lookAt((await city.ask('data-officer', officer, pages, { after })).data, 'persons') as Page

  test('"", null and nothing at all are the first page', async () => {
    const first = await page(null)
    expect(await page('')).toEqual(first)
    expect(await page('null')).toEqual(first)
    expect(lookAt((await city.ask('data-officer', officer, pages)).data, 'persons')).toEqual(first)
  })

  test('every person comes exactly once, and a token that ends in between costs no page', async () => {
    const seen: string[] = []
    let after: string | null = ''
    let expired = 0
    for (let turn = 0; after !== null && turn < 100; turn += 1) {
      if (turn === 2) {
        const late = await city.ask('data-officer', { ...officer, token: { ttl: 1, now: Date.now() - 600_000 } }, pages, { after })
        expect(late).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED', data: null })
        expired += 1
      }
      const { nodes, pageInfo, totalCount }: Page = await page(after)
      seen.push(...nodes.map(({ id }) => id))
      expect(totalCount === undefined || totalCount === null || totalCount >= seen.length).toBe(true)
      expect(typeof pageInfo.hasNextPage).toBe('boolean')
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    }
    const { all } = await city.hub.store.sql
      .selectFrom('Entity')
      .select((eb) => eb.fn.countAll<number>().as('all'))
      .where('kind', '=', 'Person')
      .where('mergedInto', 'is', null)
      .executeTakeFirstOrThrow()
    expect([expired, new Set(seen).size, seen.length]).toEqual([1, Number(all), Number(all)])
  })

  test('works by GET too', async () => {
    const url = new URL('/graphql', city.hub.address)
    url.searchParams.set('query', pages)
    url.searchParams.set('variables', JSON.stringify({ after: '' }))
    const response = await fetch(url, {
      headers: {
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${(await city.hub.issuer.demo?.token('data-officer')) ?? ''}`,
        'x-purpose': 'DATA_QUALITY',
        'x-apollo-operation-name': 'B02_pages',
      },
    })
    expect(response.status).toBe(200)
    expect(lookAt(await response.json(), 'data.persons')).toEqual(await page(''))
  })
})

describe('one number, two people', () => {
  interface Spoilt {
    readonly department: string
    readonly table: string
    readonly key: string
    readonly kind: string
    readonly form: string
    readonly was: string
    readonly is: string
  }
  let numbers: readonly Spoilt[]

  beforeAll(() => {
    const truth = readFileSync(join(city.data, 'estate/truth/spoilt.jsonl'), 'utf8').trim().split('\n')
    numbers = truth
      .map((line) => JSON.parse(line) as Spoilt)
      .filter(({ table, kind }) => table === 'RK' && kind === 'personNumber')
  })

  /** The hub's persons behind public security's rows. */
  async function personsOf(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await city.hub.store.sql
      .selectFrom('Link')
      .select(['localKey', 'entityId'])
      .where('department', '=', 'public-security')
      .where('localKey', 'in', keys.map((key) => `Resident/self/${key}`))
      .execute()
    return new Map(rows.map(({ localKey, entityId }) => [localKey.slice('Resident/self/'.length), entityId]))
  }

  test('P08: two who have one number stay apart, with a conflict for a clerk, whichever of them came first', async () => {
    const shared = numbers.filter(({ form }) => form === 'sharedNumber')
    expect(shared.length).toBeGreaterThan(0)
    const persons = await personsOf(shared.map(({ key }) => key))
    const conflicts = await city.hub.store.sql.selectFrom('Conflict').selectAll().where('code', '=', 'ID_SHARED').execute()
    for (const { key } of shared) {
      const told = conflicts.filter(
        ({ localKey, otherId }) => localKey === `Resident/self/${key}` || otherId === persons.get(key),
      )
      expect(told).toMatchObject([{ state: 'OPEN', kind: 'Person' }])
    }
    for (const { localKey, department, otherId } of conflicts) {
      const links = city.hub.store.sql.selectFrom('Link').select('entityId')
      const own = await links.where('department', '=', department).where('localKey', '=', localKey).execute()
      expect(own.map(({ entityId }) => entityId)).not.toContain(otherId)
    }
  })

  test('P09: a filler in the place of a number joins nobody', async () => {
    const fillers = numbers.filter(({ is }) => ['', '无', '待补', '000000000000000000', '111111111111111111'].includes(is.trim()))
    expect(fillers.length).toBeGreaterThan(1)
    // A row that is spoilt as a whole is quarantined and stands for nobody.
    const persons = await personsOf(fillers.map(({ key }) => key))
    expect(persons.size).toBeGreaterThan(1)
    expect(new Set(persons.values()).size).toBe(persons.size)
  })
})
