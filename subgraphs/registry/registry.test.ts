/** The registry as the gateway sees it: who reaches what, what is masked, what refs are worth. Runs on a store of its own. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuditArchive } from '../../access/audit-archive.ts'
import { refSealer, refSecret } from '../../access/local-ref.ts'
import type { AccessContext, Grant, Principal, RowScope } from '../../access/principal.ts'
import type { SubgraphResponse } from '../../access/subgraph-call.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { MemorySource } from './memory-source.ts'
import { mergeEntities } from './merge.ts'
import { createRegistry, type Registry } from './registry.ts'
import { secretsFor } from './test-secrets.ts'

const refMaster = new Uint8Array(32).fill(1)
const folder = mkdtempSync(join(tmpdir(), 'pentagraph-registry-'))
const faults: unknown[] = []
let store: HubStore
let registry: Registry

const GRID = '370283001001001'
const OTHER_GRID = '370283001001002'
const HOME = '37028300100100000001'
const ELSEWHERE = '37028300100100000002'
const NUMBER = '370283198001020006'

const police = new MemorySource('public-security')
const grids = new MemorySource('political-legal')
const justice = new MemorySource('justice')
const housing = new MemorySource('housing')
const market = new MemorySource('market-regulation')

beforeAll(async () => {
  police
    .put('House', 'Address/self/A1', { addressCode: HOME, address: '平度市东阁街道测试社区试验路1号' })
    .put('House', 'Address/self/A2', { addressCode: ELSEWHERE, address: '平度市东阁街道测试社区样例街9号' })
    .put('Person', 'Resident/self/R1', {
      name: '测甲',
      number: NUMBER,
      sex: 'FEMALE',
      birthDate: '1980-01-02',
      addressCode: HOME,
    })
    .put('Person', 'Resident/self/R2', {
      name: '试乙',
      number: '370283199003070007',
      sex: 'MALE',
      birthDate: '1990-03-07',
      addressCode: ELSEWHERE,
    })
    .put('ManagedObject', 'Vehicle/self/V1', { code: '鲁B00001', kind: 'CAR' })
    .put('Person', 'Vehicle/owner/V1', { name: '测甲', number: NUMBER })
    .put('ManagedObject', 'Camera/self/C1', { code: 'C1', kind: 'CAMERA', longitude: '119.96', latitude: '36.79' })
  grids
    .put('Grid', 'Grid/self/G1', {
      code: GRID,
      name: '测试一网格',
      boundary: 'POLYGON ((119.9 36.7, 120 36.7, 120 36.8, 119.9 36.8, 119.9 36.7))',
    })
    .put('Grid', 'Grid/self/G2', { code: OTHER_GRID, name: '测试二网格' })
    .put('House', 'Ledger/self/T1', { addressCode: HOME, gridCode: GRID })
    .put('House', 'Ledger/self/T2', { addressCode: ELSEWHERE, gridCode: OTHER_GRID })
    .put('Event', 'GridEvent/self/S1', {
      number: 'SJ1',
      category: 'LAMP',
      title: '路灯不亮',
      state: 'OPEN',
      gridCode: GRID,
      addressCode: HOME,
      reportedAt: '2026-03-01T08:00:00+08:00',
    })
    .put('Event', 'GridEvent/self/S2', {
      number: 'SJ2',
      category: 'WASTE',
      title: '垃圾',
      state: 'CLOSED',
      gridCode: OTHER_GRID,
      reportedAt: '2026-04-01T08:00:00+08:00',
    })
  justice
    .put('Event', 'MediationCase/self/C1', { number: 'TJ1', title: '邻里纠纷', state: 'OPEN', handler: 'TJY1' })
    .put('Event', 'MediationCase/self/C2', { number: 'TJ2', title: '另一纠纷', state: 'OPEN', handler: 'TJY2' })
    .put('Person', 'Party/person/D1', { name: '测甲', number: NUMBER, sex: 'MALE', event: 'MediationCase/self/C1' })
    .put('Person', 'Party/person/D2', { name: '样丙', event: 'MediationCase/self/C2' })
  housing
    .put('Person', 'Title/owner/Q1', { name: '测甲', number: NUMBER })
    .put('House', 'Title/house/Q1', { addressCode: ELSEWHERE })
  market.put('Organisation', 'Company/self/Y1', { creditCode: '91370283MB00000198', name: '测试100%_公司' })
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  store = await openStore(url)
  registry = await createRegistry({
    store,
    archive: new AuditArchive(store, tmpdir()),
    sources: [police, grids, justice, housing, market],
    refMaster,
    secrets: await secretsFor(store, new Uint8Array(32).fill(2)),
    log: (fault) => faults.push(fault.error),
  })
  await registry.link(AbortSignal.timeout(20_000))
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const everything = ['人口', '居住', '涉事人员', '房屋', '事件', '部件', '统计', '访问记录'].map(
  (category) => `category:${category}`,
)

interface Asking {
  readonly scope: RowScope
  readonly principal?: Partial<Principal>
  readonly purpose?: string | null
  readonly caseNumber?: string
  readonly fields?: readonly string[]
  readonly effect?: Grant['effect']
}

function contextOf({
  scope,
  principal = {},
  purpose = 'TEST',
  caseNumber,
  fields = everything,
  effect = 'PLAIN',
}: Asking): AccessContext {
  const grant: Grant = {
    id: 'g-1',
    department: 'registry',
    grantee: { department: 'justice' },
    purpose: 'TEST',
    legalBasis: 'test',
    fields,
    effect,
    rows: 'ALL',
    validFrom: 0,
    validTo: Number.MAX_SAFE_INTEGER,
    approver: 'test',
  }
  return {
    principal: {
      subject: 's',
      department: 'justice',
      roles: ['mediator'],
      grids: [],
      staffKey: null,
      personId: null,
      ...principal,
    },
    purpose: purpose === null ? null : { code: purpose, caseNumber: caseNumber ?? null },
    rowScope: scope,
    grants: [grant],
    purposeFields: ['*'],
    policyVersion: '1',
    at: Date.parse('2026-11-25T00:00:00Z'),
    traceId: 't',
  }
}

const ask = (asking: Asking, query: string, variables: Record<string, unknown> = {}): Promise<SubgraphResponse> =>
  registry.execute({ query, variables, access: contextOf(asking), signal: AbortSignal.timeout(10_000) })

const all: Asking = { scope: 'ALL' }
const worker: Asking = { scope: 'GRIDS', principal: { grids: [GRID] } }
const mediator: Asking = { scope: 'CASE', principal: { staffKey: 'TJY1' }, caseNumber: 'TJ1' }

async function idOf(kind: string, department: string, localKey: string): Promise<string> {
  const row = await store.sql
    .selectFrom('Link')
    .select('entityId')
    .where('kind', '=', kind)
    .where('department', '=', department)
    .where('localKey', '=', localKey)
    .executeTakeFirstOrThrow()
  return row.entityId
}

async function citizen(): Promise<Asking> {
  const personId = await idOf('Person', 'public-security', 'Resident/self/R1')
  return { scope: 'SELF', purpose: 'SELF_ACCESS', principal: { department: null, roles: ['citizen'], personId } }
}

const names = (answer: SubgraphResponse, root: string): unknown[] =>
  (answer.data?.[root] as { nodes: { name: unknown }[] } | null)?.nodes.map((node) => node.name).sort() ?? []

describe('row scopes', () => {
  const persons = '{ persons { nodes { name } totalCount } }'

  test.each([
    ['NONE', { scope: 'NONE' } as Asking, []],
    ['GRIDS', worker, ['测甲']],
    ['several GRIDS', { ...worker, principal: { grids: [GRID, OTHER_GRID] } }, ['测甲', '试乙']],
    ['no GRIDS', { ...worker, principal: { grids: [] } }, []],
    ['CASE', mediator, ['测甲']],
    ['another’s case', { ...mediator, principal: { staffKey: 'TJY2' } }, []],
    [
      'the same number in another department',
      { ...mediator, principal: { department: 'justice', staffKey: null } },
      [],
    ],
    ['ALL', all, ['样丙', '测甲', '试乙'].sort()],
  ])('persons: %s', async (_name, asking, expected) => {
    const answer = await ask(asking, persons)
    expect(names(answer, 'persons')).toEqual(expected)
    expect((answer.data?.['persons'] as { totalCount: number }).totalCount).toBe(expected.length)
  })

  test('a citizen reaches oneself, the own events, home, titled house and car, and nothing of others', async () => {
    const me = await citizen()
    const answer = await ask(
      me,
      '{ me { name residence { addressCode } } persons { nodes { name } } houses { nodes { addressCode } } events { nodes { number } } managedObjects { nodes { code } } }',
    )
    expect(answer.errors).toBeUndefined()
    expect(answer.data).toMatchObject({
      me: { name: '测甲', residence: { addressCode: HOME } },
      persons: { nodes: [{ name: '测甲' }] },
      events: { nodes: [{ number: 'TJ1' }] },
      managedObjects: { nodes: [{ code: '鲁B00001' }] },
    })
    const houses = (answer.data?.['houses'] as { nodes: { addressCode: string }[] }).nodes.map(
      (house) => house.addressCode,
    )
    expect(houses.sort()).toEqual([HOME, ELSEWHERE])
    const others = await ask(me, 'query($id: ID!) { person(id: $id) { name } }', {
      id: await idOf('Person', 'public-security', 'Resident/self/R2'),
    })
    expect(others).toMatchObject({ data: { person: null } })
    expect(others.errors).toBeUndefined()
  })

  test('a person out of reach and one that does not exist look the same, by id and by ref', async () => {
    const sealer = refSealer('public-security', refSecret(refMaster, 'public-security'))
    const representations = [
      { __typename: 'Person', id: await idOf('Person', 'public-security', 'Resident/self/R2') },
      { __typename: 'Person', id: 'P-00000000000000000000' },
      { __typename: 'Person', ref: sealer.seal(['Resident/self/R2']) },
      { __typename: 'Person', ref: sealer.seal(['Resident/self/R404']) },
      { __typename: 'Person', ref: sealer.seal(['Resident/self/R1']) },
    ]
    const answer = await ask(worker, entities('Person', 'name'), { representations })
    expect(answer.errors).toBeUndefined()
    expect(answer.data?.['_entities']).toEqual([null, null, null, null, { name: '测甲' }])
  })

  test('events of a grid worker are those of the own grids; of a mediator, the own case', async () => {
    const query = '{ events { nodes { number } } }'
    expect((await ask(worker, query)).data).toEqual({ events: { nodes: [{ number: 'SJ1' }] } })
    expect((await ask(mediator, query)).data).toEqual({ events: { nodes: [{ number: 'TJ1' }] } })
  })

  test('a mediator reaches the homes of the parties and the place of the case, no other house', async () => {
    const query = '{ houses { nodes { addressCode } } }'
    expect((await ask(mediator, query)).data).toEqual({ houses: { nodes: [{ addressCode: HOME }] } })
    expect((await ask({ ...mediator, caseNumber: 'TJ404' }, query)).data).toEqual({ houses: { nodes: [] } })
    expect((await ask({ ...mediator, principal: { staffKey: 'TJY2' } }, query)).data).toEqual({ houses: { nodes: [] } })
  })

  test('without rows an event is reached in which nobody takes part, and no other, by no way; all of them are counted', async () => {
    const nothing: Asking = { scope: 'NONE' }
    const listed = async (asking: Asking) => {
      const { data } = await ask(
        asking,
        '{ events(first: 100) { nodes { id participants { totalCount } } totalCount } }',
      )
      return data?.['events'] as { nodes: { id: string; participants: { totalCount: number } }[]; totalCount: number }
    }
    const whole = await listed(all)
    const peopled = whole.nodes.filter((event) => event.participants.totalCount > 0)
    expect(peopled.length).toBeGreaterThan(0)
    const reached = await listed(nothing)
    expect(reached.nodes.map(({ id }) => id)).toEqual(
      whole.nodes.filter(({ id }) => !peopled.some((event) => event.id === id)).map(({ id }) => id),
    )
    expect(reached.totalCount).toBe(reached.nodes.length)
    for (const { id } of peopled)
      expect((await ask(nothing, 'query($id: ID!) { event(id: $id) { id } }', { id })).data).toEqual({ event: null })
    const count = '{ counts(kind: Event, by: TOWN) { code count reason } }'
    expect((await ask(nothing, count)).data).toEqual((await ask(all, count)).data)
  })

  test('what hangs on an open entity is narrowed again', async () => {
    const answer = await ask(
      { scope: 'NONE' },
      '{ houses { nodes { addressCode residents { nodes { name } totalCount } } } }',
    )
    const { nodes } = answer.data?.['houses'] as { nodes: { residents: { totalCount: number } }[] }
    expect(nodes).toHaveLength(2)
    expect(nodes.map((house) => house.residents.totalCount)).toEqual([0, 0])
  })
})

function entities(type: string, selection: string): string {
  return `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${selection} } } }`
}

describe('refs', () => {
  test('each department gets its own local keys, sealed for it, and nothing of the others', async () => {
    const id = await idOf('Person', 'public-security', 'Resident/self/R1')
    const answer = await ask(all, entities('Person', 'publicSecurityRef justiceRef housingRef marketRegulationRef'), {
      representations: [{ __typename: 'Person', id }],
    })
    const [person] = answer.data?.['_entities'] as Record<string, string | null>[]
    const open = (department: string, ref: string | null | undefined) =>
      refSealer(department, refSecret(refMaster, department)).open(ref ?? '')
    expect(open('public-security', person?.['publicSecurityRef'])?.sort()).toEqual([
      'Resident/self/R1',
      'Vehicle/owner/V1',
    ])
    expect(open('justice', person?.['justiceRef'])).toEqual(['Party/person/D1'])
    expect(open('housing', person?.['justiceRef'])).toBeNull()
    expect(person?.['marketRegulationRef']).toBeNull()
  })

  test('refs come through connections and fragments too', async () => {
    const answer = await ask(all, 'query { houses { edges { node { ...h } } } } fragment h on House { housingRef }')
    const { edges } = answer.data?.['houses'] as { edges: { node: { housingRef: string | null } }[] }
    expect(edges.filter(({ node }) => node.housingRef !== null)).toHaveLength(1)
  })

  test('a forged ref, or one sealed by another department, names nothing', async () => {
    const foreign = refSealer('justice', refSecret(refMaster, 'housing')).seal(['Party/person/D1'])
    const good = refSealer('justice', refSecret(refMaster, 'justice')).seal(['Party/person/D1'])
    const representations = [foreign, good.replace('D1', 'D2'), 'justice:Party/person/D1', 'nobody:x~y', good].map(
      (ref) => ({ __typename: 'Person', ref }),
    )
    const answer = await ask(all, entities('Person', 'name'), { representations })
    expect(answer.data?.['_entities']).toEqual([null, null, null, null, { name: '测甲' }])
  })

  test('a record written a moment ago is linked when it is first named', async () => {
    justice
      .put('Event', 'MediationCase/self/C9', { number: 'TJ9', title: '新纠纷', state: 'OPEN', handler: 'TJY1' })
      .put('Person', 'Party/person/D9', { name: '测甲', number: NUMBER, event: 'MediationCase/self/C9' })
    const ref = refSealer('justice', refSecret(refMaster, 'justice')).seal(['Party/person/D9'])
    const answer = await ask({ ...mediator, caseNumber: 'TJ9' }, entities('Person', 'id events { nodes { number } }'), {
      representations: [{ __typename: 'Person', ref }],
    })
    expect(answer.data?.['_entities']).toEqual([
      { id: await idOf('Person', 'public-security', 'Resident/self/R1'), events: { nodes: [{ number: 'TJ9' }] } },
    ])
    justice.remove('Event', 'MediationCase/self/C9').remove('Person', 'Party/person/D9')
    await registry.link(AbortSignal.timeout(20_000))
  })

  test('an id that was merged keeps resolving', async () => {
    const from = await idOf('Organisation', 'market-regulation', 'Company/self/Y1')
    await store.sql.transaction().execute(async (trx) => {
      const row = await trx.selectFrom('Entity').selectAll().where('id', '=', from).executeTakeFirstOrThrow()
      await trx
        .insertInto('Entity')
        .values({ ...row, id: 'O-11111111111111111111' })
        .execute()
      await mergeEntities(trx, from, 'O-11111111111111111111', { reason: 'CLERK', decider: 'clerk-1', now: 1 })
    })
    const answer = await ask(all, 'query($id: ID!) { organisation(id: $id) { id } }', { id: from })
    expect(answer.data).toEqual({ organisation: { id: 'O-11111111111111111111' } })
  })
})

describe('values', () => {
  test('are masked once, as each field says, and the report names the places', async () => {
    const answer = await ask(
      { ...worker, effect: 'MASKED' },
      '{ persons { nodes { name birthDate sex ageBand residence { address addressCode } } } }',
    )
    expect(answer.data).toEqual({
      persons: {
        nodes: [
          {
            name: '测*',
            birthDate: '1980',
            sex: null,
            ageBand: null,
            // The house itself would say where: its code is public.
            residence: null,
          },
        ],
      },
    })
    expect([...answer.report.masked].sort()).toEqual([
      'Person.ageBand',
      'Person.birthDate',
      'Person.name',
      'Person.residence',
      'Person.sex',
    ])
    expect(answer.report.persons).toEqual([await idOf('Person', 'public-security', 'Resident/self/R1')])
  })

  test('an object that no department puts into a grid is in reach of the workers of the grid that holds it', async () => {
    const query = '{ managedObjects { nodes { code grid { code } provenance { field value source derivedFrom } } } }'
    const lamps = ({ data }: SubgraphResponse) => (data?.['managedObjects'] as { nodes: unknown[] }).nodes
    const [camera] = lamps(await ask(worker, query)) as { provenance: object[] }[]
    expect(camera).toMatchObject({ code: 'C1', grid: { code: GRID } })
    expect(camera?.provenance).toContainEqual({
      field: 'grid',
      value: GRID,
      source: 'public-security',
      derivedFrom: 'POINT',
    })
    expect(lamps(await ask({ ...worker, principal: { grids: [OTHER_GRID] } }, query))).toEqual([])
  })

  test('both values of a disagreement are told to who may read the field, with source and date', async () => {
    const query =
      '{ persons { nodes { sex provenance { field value source asOf disagrees others { value source } } } } }'
    const plain = await ask(worker, query)
    const { nodes } = plain.data?.['persons'] as { nodes: { provenance: { field: string }[] }[] }
    expect(nodes[0]?.provenance.find(({ field }) => field === 'sex')).toEqual({
      field: 'sex',
      value: 'FEMALE',
      source: 'public-security',
      asOf: '2026-01-01T00:00:00+08:00',
      disagrees: true,
      others: [{ value: 'MALE', source: 'justice' }],
    })
    const masked = await ask(
      { ...worker, effect: 'MASKED' },
      '{ persons { nodes { provenance { field value others { value } } } } }',
    )
    const shown = (
      masked.data?.['persons'] as { nodes: { provenance: { field: string; value: string; others: unknown[] }[] }[] }
    ).nodes[0]?.provenance
    expect(shown?.find(({ field }) => field === 'name')?.value).toBe('测*')
    expect(shown?.find(({ field }) => field === 'sex')).toEqual({
      field: 'sex',
      value: null,
      others: [{ value: null }],
    })
  })

  test('without a purpose a person’s fields are refused, and organisations and grids are not', async () => {
    const answer = await ask(
      { scope: 'NONE', purpose: null },
      '{ persons { nodes { name } } grids { nodes { name } } organisations { nodes { name } } }',
    )
    expect(answer.data).toMatchObject({ persons: null, organisations: { nodes: [{ name: '测试100%_公司' }] } })
    expect(answer.errors).toMatchObject([
      { path: ['persons'], extensions: { code: 'FIELD_DENIED', reason: 'NO_PURPOSE', department: 'registry' } },
    ])
  })
})

describe('filters and search', () => {
  test.each([
    ['persons(filter: { grid: "370283001001001" }) { nodes { id } }', 'FILTER_DENIED'],
    ['events(filter: { state: ["OPEN"] }) { nodes { id } }', 'FILTER_DENIED'],
  ])('a filter on what one reads masked is refused: %s', async (selection, code) => {
    const answer = await ask({ ...worker, effect: 'MASKED' }, `{ ${selection} }`)
    expect(answer.errors).toMatchObject([{ extensions: { code } }])
  })

  test('events by category, state and time', async () => {
    const filtered = async (filter: string) =>
      (await ask(all, `{ events(filter: ${filter}) { nodes { number } totalCount } }`)).data
    expect(await filtered('{ category: ["LAMP"] }')).toEqual({ events: { nodes: [{ number: 'SJ1' }], totalCount: 1 } })
    expect(await filtered('{ reportedFrom: "2026-03-15T00:00:00+08:00" }')).toEqual({
      events: { nodes: [{ number: 'SJ2' }], totalCount: 1 },
    })
    expect(await filtered('{ reportedTo: "2026-02-28T16:00:00Z", state: ["OPEN"] }')).toEqual({
      events: { nodes: [], totalCount: 0 },
    })
    expect(await filtered('{ state: [] }')).toEqual({ events: { nodes: [], totalCount: 0 } })
  })

  test('pages go on by cursor without gap or repeat; "" is the first', async () => {
    const seen: string[] = []
    for (let after: string | null = ''; after !== null;) {
      const answer: SubgraphResponse = await ask(
        all,
        'query($after: String) { persons(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { after },
      )
      const { nodes, pageInfo } = answer.data?.['persons'] as {
        nodes: { id: string }[]
        pageInfo: { hasNextPage: boolean; endCursor: string }
      }
      seen.push(...nodes.map((node) => node.id))
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    }
    expect(seen).toEqual([...new Set(seen)].sort())
    expect(seen).toHaveLength(3)
    expect((await ask(all, '{ persons(first: 101) { nodes { id } } }')).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ])
    expect((await ask(all, '{ persons(filter: { grid: "1" }) { nodes { id } } }')).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  test('search finds names, addresses, numbers; wildcards are plain characters', async () => {
    const found = async (asking: Asking, text: string) =>
      (
        await ask(
          asking,
          'query($text: String!) { search(text: $text) { __typename ... on Person { name } ... on Organisation { name } ... on House { addressCode } ... on Event { number } } }',
          { text },
        )
      ).data?.['search']
    expect(await found(all, '测 甲')).toEqual([{ __typename: 'Person', name: '测甲' }])
    expect(await found(all, '试验路1号')).toEqual([{ __typename: 'House', addressCode: HOME }])
    expect(await found(all, 'sj1')).toEqual([{ __typename: 'Event', number: 'SJ1' }])
    expect(await found(all, '0%_公')).toEqual([{ __typename: 'Organisation', name: '测试100%_公司' }])
    expect(await found(all, '1_0')).toEqual([])
    expect(await found(worker, '试乙')).toEqual([])
    // Inside a name only where the request reaches few; by its beginning everywhere.
    expect(await found(worker, 'A甲')).toEqual([])
    expect(await found(all, '测')).toContainEqual({ __typename: 'Person', name: '测甲' })
  })

  test('search gives no hit by a name that is read masked', async () => {
    const answer = await ask({ ...worker, effect: 'MASKED' }, '{ search(text: "测甲") { __typename } }')
    expect(answer).toMatchObject({ data: { search: [] } })
  })
})

describe('look-ups', () => {
  const query = 'query($number: String!) { personByNumber(number: $number) { id } }'

  test('by the full number: for a purpose, within reach, and reported', async () => {
    const id = await idOf('Person', 'public-security', 'Resident/self/R1')
    const answer = await ask(worker, query, { number: ' 370283 19800102 0006' })
    expect(answer).toMatchObject({ data: { personByNumber: { id } }, report: { persons: [id] } })
    expect((await ask(worker, query, { number: '370283199003070007' })).data).toEqual({ personByNumber: null })
    expect((await ask(worker, query, { number: '370283198001020007' })).data).toEqual({ personByNumber: null })
  })

  test('is refused without a purpose and to who reads masked', async () => {
    const without = await ask({ scope: 'NONE', purpose: null }, query, { number: NUMBER })
    expect(without.errors).toMatchObject([{ extensions: { code: 'FIELD_DENIED', reason: 'NO_PURPOSE' } }])
    const masked = await ask({ ...worker, effect: 'MASKED' }, query, { number: NUMBER })
    expect(masked.data).toEqual({ personByNumber: null })
    expect(JSON.stringify([without, masked])).not.toContain(NUMBER)
  })

  test('who looked at me: department, purpose and fields, never the officer; for oneself only', async () => {
    const looks = '{ whoLookedAtMe(first: 1) { nodes { at department purpose fields } pageInfo { hasNextPage } } }'
    expect((await ask(await citizen(), looks)).data).toEqual({
      whoLookedAtMe: { nodes: [], pageInfo: { hasNextPage: false } },
    })
    const personId = await idOf('Person', 'public-security', 'Resident/self/R1')
    const body = {
      seq: 1,
      at: Date.parse('2026-11-01T00:00:00Z'),
      subject: 'officer-77',
      department: 'justice',
      roles: ['mediator'],
      purpose: 'MEDIATION',
      caseNumber: 'TJ1',
      reads: ['Person.name'],
      grants: [],
    }
    await store.sql
      .insertInto('AuditRecord')
      .values({ seq: 1, body: JSON.stringify(body), hash: '' })
      .execute()
    await store.sql.insertInto('AuditPerson').values({ personId, seq: 1 }).execute()
    const answer = await ask(await citizen(), looks)
    expect(answer.data).toEqual({
      whoLookedAtMe: {
        nodes: [
          { at: '2026-11-01T08:00:00+08:00', department: 'justice', purpose: 'MEDIATION', fields: ['Person.name'] },
        ],
        pageInfo: { hasNextPage: false },
      },
    })
    expect(JSON.stringify(answer)).not.toContain('officer-77')
    expect((await ask(all, looks)).errors).toMatchObject([
      { extensions: { code: 'FIELD_DENIED', reason: 'OUT_OF_SCOPE' } },
    ])
  })

  test('counts leave small cells out', async () => {
    const answer = await ask(all, '{ counts(kind: Person, by: TOWN) { code name count reason } }')
    expect(answer.data).toEqual({
      counts: [{ code: '370283001', name: '东阁街道', count: null, reason: 'SMALL_CELL' }],
    })
  })

  test('the audit finds the persons behind local keys', async () => {
    const id = await idOf('Person', 'public-security', 'Resident/self/R1')
    expect(await registry.personIdsOf('justice', ['Party/person/D1', 'Party/person/D404'])).toEqual([id])
  })
})

test('nothing went wrong behind the scenes', () => {
  expect(faults).toEqual([])
})
