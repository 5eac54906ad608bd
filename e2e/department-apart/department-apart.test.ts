/** Housing as a server of its own beside its legacy system: the hub shows the same card, and the door lets in nobody but the gateway. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { AuditBody } from '../../access/audit-record.ts'
import { loadSigningKey, type SigningKey } from '../../access/keys.ts'
import { loadAccessContext } from '../../access/policy-store.ts'
import type { AccessContext } from '../../access/principal.ts'
import { signContext } from '../../access/signed-context.ts'
import { PersonCardDocument } from '../../clients/generated/operations.ts'
import { contextHeader, linkContext, linkOperations } from '../../runner/department/link-protocol.ts'
import { ADMINISTRATION, security, staff } from '../grant-life/asking.ts'
import { lookAt } from '../look-at.ts'
import { startTestDepartment, type TestDepartment } from '../start-department.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'

const query = 'query ($first: Int) { managedEstates(first: $first) { nodes { id } } }'
const variables = { first: 3 }

let city: TestHub
let address: string
let gatewayKey: SigningKey
let foreignKey: SigningKey
let housing: TestDepartment
/** A mediator of the demo case, as the gateway would send the context on. */
let access: AccessContext

beforeAll(async () => {
  city = await startTestHub({
    async before(data) {
      housing = await startTestDepartment('housing', data)
      address = housing.address
      return { PENTAGRAPH_DEPARTMENT_URLS: `housing=${address}` }
    },
  })
  gatewayKey = await loadSigningKey('gateway', resolve(city.data, 'keys'))
  foreignKey = await loadSigningKey('gateway', mkdtempSync(join(tmpdir(), 'pentagraph-foreign-')))
  access = await loadAccessContext(city.hub.store, {
    principal: {
      subject: 'm',
      department: 'justice',
      roles: ['mediator'],
      grids: [],
      staffKey: 'TJY00001',
      personId: null,
    },
    purpose: { code: 'MEDIATION', caseNumber: city.ids.caseNumber },
    traceId: 'trace',
    at: Date.now(),
  })
})
afterAll(async () => {
  await city.close()
  await housing.close()
})

describe('a hub whose housing department runs apart', () => {
  const card = () =>
    city.ask('mediator', { purpose: 'MEDIATION', caseNumber: city.ids.caseNumber }, PersonCardDocument, {
      id: city.ids.person,
    })

  test('links its records and shows the same card, masks made over there', async () => {
    const { data, gaps } = await card()
    expect(gaps).toEqual([])
    expect(data?.person?.properties).toMatchObject({
      totalCount: 2,
      nodes: [
        {
          state: 'IN_FORCE',
          certificate: '*******************001号',
          registeredOn: '2025-07-05',
          dwelling: { use: 'RESIDENTIAL' },
        },
        { state: 'IN_FORCE', certificate: '*******************059号', registeredOn: '2022-11-11' },
      ],
    })
    expect((await city.hub.linked()).get('housing')?.linked).toBeGreaterThan(100)
  })

  test('has it in the audit that the titles were read', async () => {
    await card()
    const { body } = await city.hub.store.sql
      .selectFrom('AuditRecord')
      .select('body')
      .orderBy('seq', 'desc')
      .executeTakeFirstOrThrow()
    const record = JSON.parse(body) as AuditBody
    expect(record.persons).toContain(city.ids.person)
    expect(record.reads).toEqual(expect.arrayContaining(['PropertyTitle.certificate', 'PropertyTitle.state']))
    expect(record.masked).toContain('PropertyTitle.certificate')
  })
})

describe('a correction of a value that is kept there', () => {
  const office = { purpose: 'DATA_QUALITY' }
  const asker = staff('housing-asker', 'housing', 'data-officer')
  const officer = staff('housing-officer', 'housing', 'data-officer')

  test('is asked, looked at and accepted as if it were here', async () => {
    const list = await city.ask(asker, office, '{ managedEstates(first: 1) { nodes { id estateName } } }')
    const input = {
      field: 'ManagedEstate.estateName',
      id: lookAt(list.data, 'managedEstates.nodes.0.id'),
      proposed: '例苑',
      evidence: 'measured',
    }
    const request =
      'mutation ($input: CorrectionInput!, $key: String!) { requestCorrection(input: $input, idempotencyKey: $key) { id } }'
    const asked = await city.ask(asker, office, request, { input, key: 'apart-request' })
    expect(asked.gaps).toEqual([])
    const number = lookAt(asked.data, 'requestCorrection.id')
    expect(number).toMatch(/^JZ/)
    const answered = await city.ask(
      officer,
      office,
      `mutation ($id: ID!) { answerCorrection(id: $id, decision: ACCEPT, expectedVersion: "1", idempotencyKey: "apart-answer") {
        state way atSource { table value changed } } }`,
      { id: number },
    )
    expect(answered.gaps).toEqual([])
    expect(lookAt(answered.data, 'answerCorrection')).toEqual({
      state: 'ACCEPTED',
      way: 'INSTRUCTION',
      atSource: { table: 'WY', value: lookAt(list.data, 'managedEstates.nodes.0.estateName'), changed: false },
    })
    const none = await city.ask(asker, office, request, {
      input: { ...input, id: 'housing:ManagedEstate:none' },
      key: 'apart-none',
    })
    expect(none.gaps.map(({ code }) => code)).toEqual(['NOT_FOUND'])
  })

  test('is read and written for the hub itself alone', async () => {
    const spot = { record: 'Dwelling', key: 'FW0000000001', field: 'floorArea' }
    expect(await post('/corrections/read', await signed(linkOperations.correctionRead, spot), spot)).toEqual(refused)
    const change = { spot, value: '1', idempotencyKey: 'apart-write', expectedVersion: '1' }
    expect(await post('/corrections/write', await signed(linkOperations.correctionWrite, change), change)).toEqual(
      refused,
    )
    expect(await post('/corrections/write', null, change)).toEqual(refused)
    const asHub = await signContext(
      linkContext('t'),
      { department: 'housing', query: linkOperations.correctionWrite, variables: change },
      gatewayKey,
    )
    expect(await post('/corrections/write', asHub, change)).toMatchObject({
      status: 200,
      error: { code: 'WRITE_REFUSED', details: { reason: 'NOT_CORRECTABLE' } },
    })
  })
})

describe('base data that is kept there', () => {
  test('is known and judged as if it were here, and read and written for the hub itself alone', async () => {
    const visit = { purpose: 'BASE_DATA' }
    const list = await city.ask(
      'grid-worker',
      { purpose: 'GRID_EVENT' },
      '{ houses(first: 20) { nodes { id dwelling { id } } } }',
    )
    const nodes = lookAt(list.data, 'houses.nodes') as { readonly id: string; readonly dwelling: object | null }[]
    const subject = nodes.find(({ dwelling }) => dwelling !== null)?.id ?? ''
    const form = await city.ask(
      'grid-worker',
      visit,
      'query ($s: ID!) { baseDataForm(subject: $s) { version items { item known { department value asOf gap } } } }',
      { s: subject },
    )
    const items = lookAt(form.data, 'baseDataForm.items') as { readonly known: readonly Record<string, unknown>[] }[]
    const known = items.flatMap((item) => item.known).find(({ department }) => department === 'housing')
    expect(known).toMatchObject({ gap: null, value: expect.any(String), asOf: expect.stringMatching(/^20/) })
    const entered = await city.ask(
      'grid-worker',
      visit,
      `mutation ($s: ID!, $v: String!) { recordBaseData(input: { subject: $s, values: [{ item: HOUSE_ADDRESS, value: "测试路2号" }] },
        expectedVersion: $v, idempotencyKey: "apart-entry") { deliveries { department state } } }`,
      { s: subject, v: lookAt(form.data, 'baseDataForm.version') },
    )
    expect(lookAt(entered.data, 'recordBaseData.deliveries')).toContainEqual({
      department: 'housing',
      state: 'INSTRUCTED',
    })

    const at = { record: 'Dwelling', key: 'FW0000000001' }
    expect(await post('/base-data/row', await signed(linkOperations.baseDataRow, at), at)).toEqual(refused)
    const asked = { kind: 'House', ref: 'made up' }
    expect(await post('/base-data/known', null, asked)).toEqual(refused)
    const change = { ...at, values: { address: 'x' }, at: 1, idempotencyKey: 'apart-base-data', expectedVersion: '1' }
    expect(await post('/base-data/write', await signed(linkOperations.baseDataWrite, change), change)).toEqual(refused)
    const asHub = await signContext(
      linkContext('t'),
      { department: 'housing', query: linkOperations.baseDataWrite, variables: change },
      gatewayKey,
    )
    expect(await post('/base-data/write', asHub, change)).toMatchObject({
      status: 200,
      error: { code: 'WRITE_REFUSED', details: { reason: 'NOT_CORRECTABLE' } },
    })
  })
})

describe('data that its officer grades anew', () => {
  const officer = staff('housing-officer', 'housing', 'data-officer')
  const reader = staff('justice-developer', 'justice', 'developer')
  const estates = () => city.ask(reader, {}, '{ managedEstates(first: 1) { nodes { estateName } } }')
  const change =
    'mutation ($i: ClassificationChangeInput!, $k: String!) { changeClassification(input: $i, idempotencyKey: $k) { id state version fields } }'
  const step = (name: string) =>
    `mutation ($id: ID!, $v: String!, $k: String!) { ${name}(id: $id, expectedVersion: $v, reason: "x", idempotencyKey: $k) { state version } }`

  test('is closed to the next request: at the gateway, and over there to a context that says so', async () => {
    expect((await estates()).gaps).toEqual([])
    const i = {
      department: 'housing',
      fields: ['ManagedEstate.estateName'],
      level: 4,
      sharing: 'NEVER',
      legalBasis: 'GB/T 43697-2024',
      reason: '核查期间暂停共享',
    }
    const done = await city.ask(officer, ADMINISTRATION, change, { i, k: 'apart-tighten' })
    expect(lookAt(done.data, 'changeClassification')).toMatchObject({
      state: 'TIGHTENED',
      fields: expect.arrayContaining(['ManagedEstate.estateName']),
    })
    expect((await estates()).gaps.map(({ reason }) => reason)).toEqual(['NOT_SHARED'])
    const { id, version } = lookAt(done.data, 'changeClassification') as { id: string; version: string }

    const asked = '{ managedEstates(first: 1) { nodes { estateName } } }'
    const context = await loadAccessContext(city.hub.store, {
      principal: reader,
      purpose: null,
      traceId: 'trace',
      at: Date.now(),
    })
    const bound = { department: 'housing', query: asked, variables: {} }
    const body = { query: asked, variables: {} }
    expect(await post('/graphql', await signContext(context, bound, gatewayKey), body)).toMatchObject({
      code: 'FIELD_DENIED',
      data: { managedEstates: { nodes: [{ estateName: null }] } },
    })

    const leaving = await city.ask(officer, ADMINISTRATION, step('retractClassificationChange'), {
      id,
      v: version,
      k: 'apart-retract',
    })
    expect(lookAt(leaving.data, 'retractClassificationChange.state')).toBe('LEAVING')
    expect((await estates()).gaps).toHaveLength(1)
    await city.ask(security, ADMINISTRATION, step('signClassificationChange'), {
      id,
      v: lookAt(leaving.data, 'retractClassificationChange.version'),
      k: 'apart-sign',
    })
    expect((await estates()).gaps).toEqual([])
  })
})

describe('the door of the department', () => {
  test('answers the gateway', async () => {
    expect(await post('/graphql', await signed(query, variables))).toMatchObject({
      status: 200,
      data: { managedEstates: { nodes: [{ id: 'housing:ManagedEstate:XQ000001' }] } },
    })
  })

  test('refuses who brings nothing, nonsense, or a token of a user', async () => {
    const token = (await city.hub.issuer.demo?.token('mediator')) ?? ''
    for (const context of [null, '', 'nonsense', token]) expect(await post('/graphql', context)).toEqual(refused)
  })

  test('refuses another’s key', async () => {
    expect(await post('/graphql', await signed(query, variables, foreignKey))).toEqual(refused)
  })

  test('refuses a context that was used before', async () => {
    const context = await signed(query, variables)
    expect((await post('/graphql', context)).status).toBe(200)
    expect(await post('/graphql', context)).toEqual(refused)
  })

  test('refuses another operation, other variables, another department’s context, an old one', async () => {
    const others = [
      await signed('{ managedEstates(first: 3) { nodes { id } } }', variables),
      await signed(query, { first: 4 }),
      await signContext(access, { department: 'justice', query, variables }, gatewayKey),
      await signContext(access, { department: 'housing', query, variables }, gatewayKey, Date.now() - 120_000),
    ]
    for (const context of others) expect(await post('/graphql', context)).toEqual(refused)
  })

  test('opens its lists for linking to the registry alone', async () => {
    const asUser = await signed(linkOperations.identities, { entity: 'Person' })
    expect(await post('/link/identities', asUser, { entity: 'Person' })).toEqual(refused)
    const identify = { entity: 'Person', keys: ['PropertyTitle/owner/CQ0000000001'] }
    expect(await post('/link/identify', await signed(linkOperations.identify, identify), identify)).toEqual(refused)
    expect(await post('/link/identities', null, { entity: 'Person' })).toEqual(refused)
    const asRegistry = await signContext(
      linkContext('t'),
      { department: 'housing', query: linkOperations.identify, variables: identify },
      gatewayKey,
    )
    expect((await post('/link/identify', asRegistry, identify)).status).toBe(200)
  })

  test('gives the registry’s linking context no field of the graph', async () => {
    const titles =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { properties { totalCount } } } }'
    const given = { r: [{ __typename: 'Person', id: city.ids.person, housingRef: 'x' }] }
    const context = await signContext(
      linkContext('t'),
      { department: 'housing', query: titles, variables: given },
      gatewayKey,
    )
    const { data } = await post('/graphql', context, { query: titles, variables: given })
    expect(JSON.stringify(data ?? null)).not.toMatch(/totalCount":\d/)
  })

  test('decides again: the gateway’s signature opens no field that the user may not read', async () => {
    const rentals = '{ housingDataIssues(record: "PropertyTitle", first: 1) { nodes { raw } } }'
    const context = await signed(rentals, {})
    const { data } = await post('/graphql', context, { query: rentals, variables: {} })
    expect(data).toMatchObject({ housingDataIssues: null })
  })

  test('knows no other address', async () => {
    expect(await post('/anything', await signed(query, variables))).toEqual(refused)
  })
})

const refused = { status: 401, code: 'CONTEXT_REFUSED', data: null }

function signed(text: string, given: Readonly<Record<string, unknown>>, key = gatewayKey): Promise<string> {
  return signContext(access, { department: 'housing', query: text, variables: given }, key)
}

async function post(path: string, context: string | null, body: object = { query, variables }) {
  const response = await fetch(new URL(path, address), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(context !== null && { [contextHeader]: context }) },
    body: JSON.stringify(body),
  })
  const { data, errors, error } = JSON.parse(await response.text()) as {
    data?: unknown
    error?: unknown
    errors?: readonly { extensions?: { code?: string } }[]
  }
  return { status: response.status, code: errors?.[0]?.extensions?.code ?? null, data: data ?? null, error }
}
