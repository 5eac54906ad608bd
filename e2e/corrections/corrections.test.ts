/**
 * A correction (校核纠错) from the one who sees a wrong value to the department that keeps it and back, over HTTP: written by the hub where the
 * source takes writes, by hand with a receipt where it does not, refused with reasons; and nobody learns by it what is not theirs to know.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import type { AuditBody } from '../../access/audit-record.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type Asked, type TestHub, type Who } from '../start-test-hub.ts'
import { staff } from '../grant-life/asking.ts'

let city: TestHub
let house: { readonly id: string; readonly ledger: string; readonly residents: number; readonly use: string | null }
beforeAll(async () => {
  city = await startTestHub()
  house = await ledgerOf('grid-worker')
})
afterAll(() => city.close())

const grid = { purpose: 'GRID_EVENT' }
const quality = { purpose: 'DATA_QUALITY' }
const gridOfficer = staff('grid-officer', 'political-legal', 'data-officer')
const secondGridOfficer = staff('grid-officer-2', 'political-legal', 'data-officer')
const policeOfficer = staff('police-officer', 'public-security', 'data-officer')
const justiceOfficer = staff('justice-officer', 'justice', 'data-officer')

const shown = 'id state field department way fault overdue unread actions version history { action actor from to }'
const texts = 'proposed evidence answer receipt'

interface Answer {
  readonly code: string | null
  readonly reason: unknown
  readonly value: Readonly<Record<string, unknown>> | null
}

async function change(who: Who, asked: Asked, query: string, variables: object): Promise<Answer> {
  const { code, data, gaps } = await city.ask(who, asked, query, variables as never)
  const gap = gaps[0] as { readonly code: string; readonly reason?: string } | undefined
  return {
    code: code ?? gap?.code ?? null,
    reason: gap?.reason ?? null,
    value: (lookAt(data, 'done') ?? null) as never,
  }
}

const request = (who: Who, asked: Asked, input: object, key: string = randomUUID()) =>
  change(
    who,
    asked,
    `mutation ($input: CorrectionInput!, $key: String!) { done: requestCorrection(input: $input, idempotencyKey: $key) { ${shown} ${texts} } }`,
    { input: { evidence: '入户核实', ...input }, key },
  )
const answer = (who: Who, of: Answer, decision: string, reasons: string | null = null, key: string = randomUUID()) =>
  change(
    who,
    quality,
    `mutation ($id: ID!, $seen: String!, $decision: CorrectionDecision!, $reasons: String, $key: String!) { done: answerCorrection(id: $id, decision: $decision, reasons: $reasons, expectedVersion: $seen, idempotencyKey: $key) { ${shown} } }`,
    { ...seen(of), decision, reasons, key },
  )
const step = (who: Who, asked: Asked, name: string, of: Answer, more = '') =>
  change(
    who,
    asked,
    `mutation ($id: ID!, $seen: String!, $key: String!) { done: ${name}(id: $id, expectedVersion: $seen, idempotencyKey: $key${more}) { ${shown} } }`,
    { ...seen(of), key: randomUUID() },
  )
const seen = ({ value }: Answer) => ({ id: value?.['id'] ?? 'none', seen: value?.['version'] ?? '1' })

const queue = async (who: Who, fields = texts, filter = '') => {
  const answered = await city.ask(
    who,
    quality,
    `{ corrections(first: 50${filter}) { totalCount nodes { ${shown} ${fields} } } }`,
  )
  return {
    ...answered,
    nodes: (lookAt(answered.data, 'corrections.nodes') ?? []) as Readonly<Record<string, unknown>>[],
  }
}
const mine = async (who: Who, asked: Asked, filter = '') => {
  const { data } = await city.ask(who, asked, `{ myCorrections(first: 50${filter}) { nodes { ${shown} ${texts} } } }`)
  return (lookAt(data, 'myCorrections.nodes') ?? []) as Readonly<Record<string, unknown>>[]
}

async function ledgerOf(who: Who) {
  const { data } = await city.ask(
    who,
    grid,
    '{ houses(first: 20) { nodes { id gridLedger { id residentCount use } } } }',
  )
  const nodes = lookAt(data, 'houses.nodes') as {
    id: string
    gridLedger: { id: string; residentCount: number; use: string | null } | null
  }[]
  const found = nodes.find(({ gridLedger }) => typeof gridLedger?.residentCount === 'number')
  if (!found?.gridLedger) throw new Error('no house of the grid has a ledger')
  const { id: ledger, residentCount: residents, use } = found.gridLedger
  return { id: found.id, ledger, residents, use }
}
const residentsNow = async () =>
  lookAt(
    (
      await city.ask('grid-worker', grid, 'query ($id: ID!) { house(id: $id) { gridLedger { residentCount } } }', {
        id: house.id,
      })
    ).data,
    'house.gridLedger.residentCount',
  )

describe('a value whose source takes writes', () => {
  let asked: Answer
  test('is asked for by the grid worker who sees it, with a number and a deadline', async () => {
    asked = await request('grid-worker', grid, {
      field: 'GridHouse.residentCount',
      id: house.ledger,
      at: house.id,
      proposed: String(house.residents + 1),
    })
    expect(asked).toMatchObject({
      code: null,
      value: {
        id: expect.stringMatching(/^JZ[0-9A-Z]{12}$/),
        state: 'OPEN',
        department: 'political-legal',
        actions: ['WITHDRAW'],
        unread: false,
      },
    })
  })

  test('stands in the queue of the department, with what is said and where to look; no other department sees it', async () => {
    const own = await queue(gridOfficer, `${texts} atSource { table column key value changed }`)
    expect(own.nodes).toMatchObject([
      {
        id: asked.value?.['id'],
        proposed: String(house.residents + 1),
        evidence: '入户核实',
        actions: ['ACCEPT', 'REFUSE'],
        atSource: { table: 'T_FWTZ', column: 'JZRS', value: String(house.residents), changed: false },
      },
    ])
    expect((await queue(justiceOfficer)).nodes).toEqual([])
    expect(await answer(justiceOfficer, asked, 'ACCEPT')).toMatchObject({ code: 'NOT_FOUND' })
    expect((await queue('grid-worker')).code).toBe('PURPOSE_NOT_PERMITTED')
    expect((await queue('developer')).gaps.map(({ code }) => code)).toEqual(['FIELD_DENIED'])
  })

  test('is written once it is accepted, and read at once; the asker is told', async () => {
    const key = randomUUID()
    const accepted = await answer(gridOfficer, asked, 'ACCEPT', null, key)
    expect(accepted).toMatchObject({ code: null, value: { state: 'DONE', way: 'WRITE', fault: null } })
    expect(await residentsNow()).toBe(house.residents + 1)
    // The same again is the same; another one under the key is none.
    expect(await answer(gridOfficer, asked, 'ACCEPT', null, key)).toMatchObject({
      code: null,
      value: { state: 'DONE' },
    })
    expect(await answer(gridOfficer, asked, 'REFUSE', 'no', key)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
    const [told] = await mine('grid-worker', grid, ', filter: { unread: true }')
    expect(told).toMatchObject({
      id: asked.value?.['id'],
      unread: true,
      history: [{ action: 'REQUEST' }, { action: 'ACCEPT' }, { action: 'WRITE', actor: 'registry:corrections' }],
    })
    const marked = await change(
      'grid-worker',
      grid,
      `mutation ($id: ID!, $seen: String!) { done: markCorrectionRead(id: $id, expectedVersion: $seen) { ${shown} } }`,
      { id: told?.['id'], seen: told?.['version'] },
    )
    expect(marked.value).toMatchObject({ unread: false })
    expect(await mine('grid-worker', grid, ', filter: { unread: true }')).toEqual([])
  })
})

describe('a value that the hub shows of several departments', () => {
  test('goes to the one that states it; where its source takes no writes, it is done with a receipt', async () => {
    const asked = await request('grid-worker', grid, { field: 'Person.name', id: city.ids.person, proposed: '试更正' })
    expect(asked).toMatchObject({ code: null, value: { department: 'public-security', state: 'OPEN' } })
    const accepted = await answer(policeOfficer, asked, 'ACCEPT', '已核对户籍档案')
    expect(accepted).toMatchObject({
      value: { state: 'ACCEPTED', way: 'INSTRUCTION', actions: ['CONFIRM'] },
    })
    expect(await step(policeOfficer, quality, 'confirmCorrection', accepted, ', receipt: " "')).toMatchObject({
      code: 'BAD_USER_INPUT',
    })
    const done = await step(policeOfficer, quality, 'confirmCorrection', accepted, ', receipt: "户籍系统已改"')
    expect(done).toMatchObject({ value: { state: 'DONE', actions: [] } })
    const [told] = await mine('grid-worker', grid)
    expect(told).toMatchObject({ state: 'DONE', answer: '已核对户籍档案', receipt: '户籍系统已改', unread: true })
  })

  test('is refused only with written reasons', async () => {
    const asked = await request('grid-worker', grid, { field: 'Person.sex', id: city.ids.person, proposed: 'UNKNOWN' })
    expect(await answer(policeOfficer, asked, 'REFUSE')).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await answer(policeOfficer, asked, 'REFUSE', '与档案一致')).toMatchObject({ value: { state: 'REFUSED' } })
    expect(await answer(policeOfficer, asked, 'ACCEPT')).toMatchObject({ code: 'TRANSITION_NOT_PERMITTED' })
    expect((await mine('grid-worker', grid))[0]).toMatchObject({ state: 'REFUSED', answer: '与档案一致' })
  })
})

describe('a value that departments state differently', () => {
  interface Said {
    readonly field: string
    readonly source: string
    readonly value: string
    readonly others: readonly { readonly source: string; readonly value: string }[]
  }
  const said = 'provenance { field source value others { source value } }'

  test('goes to the one whose value the asker names, and the hub shows at once what that one says now', async () => {
    const { data } = await city.ask('grid-worker', grid, `{ houses(first: 60) { nodes { id ${said} } } }`)
    const houses = lookAt(data, 'houses.nodes') as { readonly id: string; readonly provenance: readonly Said[] }[]
    const addressOf = (provenance: readonly Said[]) => provenance.find(({ field }) => field === 'address')
    const found = houses.find(({ provenance }) =>
      addressOf(provenance)?.others.some(({ source }) => source === 'political-legal'),
    )
    const known = found && addressOf(found.provenance)
    expect(known?.source).toBe('public-security')
    const input = { field: 'House.address', id: found?.id, proposed: known?.value ?? '' }
    // What counts says this already; what the other one says is what is wrong.
    expect(await request('grid-worker', grid, input)).toMatchObject({ reason: 'NOTHING_TO_CORRECT' })
    expect(await request('grid-worker', grid, { ...input, source: 'education' })).toMatchObject({ code: 'NOT_FOUND' })
    const asked = await request('grid-worker', grid, { ...input, source: 'political-legal' })
    expect(asked).toMatchObject({ code: null, value: { department: 'political-legal' } })
    expect(await answer(gridOfficer, asked, 'ACCEPT')).toMatchObject({ value: { state: 'DONE', way: 'WRITE' } })
    const after = await city.ask('grid-worker', grid, `query ($id: ID!) { house(id: $id) { ${said} } }`, {
      id: found?.id,
    })
    const now = addressOf(lookAt(after.data, 'house.provenance') as readonly Said[])
    expect(now?.others.some(({ source }) => source === 'political-legal')).toBe(false)
  })
})

test('every step is in the audit, with the person whom it is about', async () => {
  const asked = await request('grid-worker', grid, {
    field: 'Person.birthDate',
    id: city.ids.person,
    proposed: '1980-01-02',
  })
  expect(asked.code).toBeNull()
  expect((await queue(policeOfficer, texts, ', filter: { states: [OPEN] }')).nodes).toHaveLength(1)
  const rows = await city.hub.store.sql
    .selectFrom('AuditRecord')
    .select('body')
    .orderBy('seq', 'desc')
    .limit(2)
    .execute()
  const [read, filed] = rows.map(({ body }) => JSON.parse(body) as AuditBody)
  expect(filed).toMatchObject({ persons: [city.ids.person], purpose: 'GRID_EVENT', outcome: 'ANSWERED' })
  expect(filed?.reads).toContain('Mutation.requestCorrection')
  expect(read).toMatchObject({ subject: 'police-officer', persons: [city.ids.person], purpose: 'DATA_QUALITY' })
  expect(read?.reads).toContain('Correction.proposed')
  expect(await step('grid-worker', grid, 'withdrawCorrection', asked)).toMatchObject({ value: { state: 'WITHDRAWN' } })
})

test('a citizen asks about the own record, and about nobody else’s', async () => {
  const self = { purpose: 'SELF_ACCESS' }
  const { data } = await city.ask('citizen', self, '{ me { id household { members(first: 9) { nodes { id } } } } }')
  const own = lookAt(data, 'me.id')
  const asked = await request('citizen', self, { field: 'Person.name', id: own, proposed: '试公民' })
  expect(asked).toMatchObject({ code: null, value: { department: 'public-security' } })
  const { sql } = city.hub.store
  const other = await sql
    .selectFrom('Entity')
    .select('id')
    .where('kind', '=', 'Person')
    .where('id', '!=', String(own))
    .executeTakeFirstOrThrow()
  expect(await request('citizen', self, { field: 'Person.name', id: other.id, proposed: '别人' })).toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await mine('citizen', self)).toHaveLength(1)
  expect(await step('citizen', self, 'withdrawCorrection', asked)).toMatchObject({ value: { state: 'WITHDRAWN' } })
})

test('a source that is away when the officer answers costs nothing: the request stays open', async () => {
  const asked = await request('grid-worker', grid, {
    field: 'GridHouse.residentCount',
    id: house.ledger,
    at: house.id,
    proposed: String(house.residents + 3),
  })
  expect(asked.code).toBeNull()
  const { connection } = await city.hub.estate.connect('political-legal')
  const database = new Database(connection.path ?? '')
  database.exec('ALTER TABLE T_FWTZ RENAME TO T_AWAY')
  expect(await answer(gridOfficer, asked, 'ACCEPT')).toMatchObject({ code: expect.stringMatching(/^DEPARTMENT_/) })
  database.exec('ALTER TABLE T_AWAY RENAME TO T_FWTZ')
  database.close()
  const away = await mine('grid-worker', grid, ', filter: { states: [OPEN] }')
  expect(away).toMatchObject([{ id: asked.value?.['id'], unread: false }])
  expect(await answer(gridOfficer, asked, 'ACCEPT')).toMatchObject({ code: null, value: { state: 'DONE' } })
  expect(await residentsNow()).toBe(house.residents + 3)
})

describe('what a request does not tell', () => {
  const residents = (id: string, at: string | null) => ({ field: 'GridHouse.residentCount', id, at, proposed: '99' })

  test('whether there is something out of reach: it looks like what does not exist', async () => {
    const outside = await city.hub.store.sql
      .selectFrom('Entity')
      .select('id')
      .where('kind', '=', 'Person')
      .where('mergedInto', 'is', null)
      .where('gridCode', '!=', (await gridOfWorker()) ?? '')
      .executeTakeFirstOrThrow()
    const of = (id: string) => request('grid-worker', grid, { field: 'Person.name', id, proposed: '某人' })
    const [there, nowhere] = [await of(outside.id), await of('P-00000000000000000000')]
    expect(there).toEqual({ code: 'NOT_FOUND', reason: null, value: null })
    expect(nowhere).toEqual(there)
    expect(await request('grid-worker', grid, residents('political-legal:GridHouse:no', house.id))).toEqual(there)
    expect(await request('grid-worker', grid, residents(house.ledger, null))).toEqual(there)
  })

  test('a field that is not open plainly is refused before its row is looked for', async () => {
    for (const id of [city.ids.person, 'P-00000000000000000000']) {
      const asked = await request('grid-worker', grid, { field: 'Person.idNumber', id, proposed: '370283198001020006' })
      expect(asked).toMatchObject({ code: 'FIELD_DENIED', reason: expect.any(String), value: null })
    }
  })

  test('what is no value of the field is refused, and so is what stands there already', async () => {
    const of = (input: object) => request('grid-worker', grid, { ...residents(house.ledger, house.id), ...input })
    expect(await of({ proposed: '三个' })).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await of({ field: 'GridHouse.nothing' })).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await of({ evidence: ' ' })).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(await of({ proposed: String(await residentsNow()) })).toMatchObject({
      code: 'WRITE_REFUSED',
      reason: 'NOTHING_TO_CORRECT',
    })
  })

  test('without a purpose nothing is asked, and an administrator asks nothing', async () => {
    expect(await request('grid-worker', {}, residents(house.ledger, house.id))).toMatchObject({ code: 'FIELD_DENIED' })
    expect(
      await request('security-administrator', { purpose: 'GRANT_ADMINISTRATION' }, residents(house.ledger, house.id)),
    ).toMatchObject({ code: 'FIELD_DENIED' })
  })
})

describe('who answers', () => {
  test('nobody the own request: another officer of the department does', async () => {
    const asked = await request(gridOfficer, quality, {
      field: 'GridHouse.residentCount',
      id: house.ledger,
      at: house.id,
      proposed: String(house.residents + 2),
    })
    expect(asked).toMatchObject({ code: null, value: { actions: ['WITHDRAW'] } })
    expect(await answer(gridOfficer, asked, 'ACCEPT')).toMatchObject({ code: 'TRANSITION_NOT_PERMITTED' })
    const other = await queue(secondGridOfficer, texts, ', filter: { states: [OPEN] }')
    expect(other.nodes).toMatchObject([{ id: asked.value?.['id'], actions: ['ACCEPT', 'REFUSE'] }])
    expect(await step(gridOfficer, quality, 'withdrawCorrection', asked)).toMatchObject({
      value: { state: 'WITHDRAWN' },
    })
    expect(await answer(secondGridOfficer, asked, 'ACCEPT')).toMatchObject({ code: 'TRANSITION_NOT_PERMITTED' })
  })

  test('what is overdue the big-data centre sees, without what is said of the value', async () => {
    const key = randomUUID()
    // Ids are made anew each time, so that which house this is, and what it is used for, differ from run to run.
    const [proposed, another] = ['BUSINESS', 'EMPTY', 'LET'].filter((use) => use !== house.use)
    const input = { field: 'GridHouse.use', id: house.ledger, at: house.id, proposed }
    const asked = await request('grid-worker', grid, input, key)
    expect(asked.code).toBeNull()
    expect((await queue('data-officer', '')).nodes).toEqual([])
    await city.hub.store.sql
      .updateTable('Correction')
      .set({ dueAt: Date.now() - 1 })
      .where('state', '=', 'OPEN')
      .execute()
    const centre = await queue('data-officer')
    expect(centre.nodes).toMatchObject([
      { id: asked.value?.['id'], overdue: true, actions: [], proposed: null, evidence: null },
    ])
    expect(new Set(centre.gaps.map((gap) => gap.code))).toEqual(new Set(['FIELD_DENIED']))
    expect(await answer('data-officer', asked, 'ACCEPT')).toMatchObject({ code: 'FIELD_DENIED' })
    expect((await queue(secondGridOfficer, '', ', filter: { overdue: true }')).nodes).toHaveLength(1)
    // The same request again is the same one.
    expect(await request('grid-worker', grid, input, key)).toMatchObject({ value: { id: asked.value?.['id'] } })
    expect(await request('grid-worker', grid, { ...input, proposed: another }, key)).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    expect(await request('grid-worker', grid, input)).toMatchObject({ code: 'WRITE_REFUSED', reason: 'ALREADY_OPEN' })
  })
})

test('the catalogue counts how departments answer', async () => {
  const counts = await city.hub.registry.correctionCounts(Date.now())
  expect(counts.get('public-security')).toEqual({ asked: 4, accepted: 1, refused: 1, overdue: 0 })
  expect(counts.get('political-legal')).toEqual({ asked: 5, accepted: 3, refused: 0, overdue: 1 })
  const { data } = await city.ask(
    'developer',
    {},
    '{ catalogue(department: "public-security", first: 1) { nodes { corrections { asked accepted refused overdue } } } }',
  )
  expect(lookAt(data, 'catalogue.nodes.0.corrections')).toEqual({ asked: 4, accepted: 1, refused: 1, overdue: 0 })
})

test('what people wrote stands in no file of the hub', () => {
  const files = readdirSync(city.data).filter((name) => name.startsWith('hub.db'))
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) {
    const bytes = readFileSync(join(city.data, file))
    for (const text of ['试更正', '入户核实', '户籍系统已改', '与档案一致'])
      expect({ file, text, found: bytes.includes(Buffer.from(text)) }).toEqual({ file, text, found: false })
  }
})

async function gridOfWorker() {
  const { data } = await city.ask('grid-worker', grid, '{ persons(first: 1) { nodes { grid { code } } } }')
  return lookAt(data, 'persons.nodes.0.grid.code') as string | undefined
}
