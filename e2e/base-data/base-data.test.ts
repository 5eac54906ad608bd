/**
 * Base data (基础信息采集) from one visit to every department that keeps it, over HTTP: what is known already, what is new, written by the hub where
 * the system takes writes, by hand where it does not, never over what somebody changed since; and only by the worker of the grid.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'libsql'
import type { AuditBody } from '../../access/audit-record.ts'
import { spoilDatabase } from '../../samples/faults/database.ts'
import { staff } from '../grant-life/asking.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type Asked, type TestHub, type Who } from '../start-test-hub.ts'

let city: TestHub
beforeAll(async () => {
  city = await startTestHub()
})
afterAll(() => city.close())

const PHONE = '13900000001'
const visit = { purpose: 'BASE_DATA' }
const quality = { purpose: 'DATA_QUALITY' }
const housingOfficer = staff('housing-officer', 'housing', 'data-officer')
const gridOfficer = staff('grid-officer', 'political-legal', 'data-officer')
const marketOfficer = staff('market-officer', 'market-regulation', 'data-officer')

const delivery =
  'id department outcome state way reason reasonText newerAsOf tries fields actions version note history { action actor to }'

interface Answer {
  readonly code: string | null
  readonly reason: unknown
  readonly value: Readonly<Record<string, unknown>> | null
}
interface Known {
  readonly department: string
  readonly field: string
  readonly value: string | null
  readonly asOf: string | null
  readonly gap: string | null
  readonly reason: string | null
  readonly way: string
  readonly writable: boolean
}
interface Form {
  readonly subject: string
  readonly version: string
  readonly items: readonly { readonly item: string; readonly choices: unknown; readonly known: readonly Known[] }[]
}

async function one(who: Who, asked: Asked, query: string, variables: object): Promise<Answer> {
  const { code, data, gaps } = await city.ask(who, asked, query, variables as never)
  const gap = gaps[0] as { readonly code: string; readonly reason?: string } | undefined
  return {
    code: code ?? gap?.code ?? null,
    reason: gap?.reason ?? null,
    value: (lookAt(data, 'done') ?? null) as never,
  }
}

const form = (who: Who, asked: Asked, subject: string) =>
  one(
    who,
    asked,
    `query ($subject: ID!) { done: baseDataForm(subject: $subject) { subject version items { item name choices { value name } known { department field value asOf gap reason way writable } } } }`,
    { subject },
  )
const formOf = async (subject: string) => (await form('grid-worker', visit, subject)).value as unknown as Form
const enter = (who: Who, asked: Asked, input: object, seen: string, key: string = randomUUID()) =>
  one(
    who,
    asked,
    `mutation ($input: BaseDataInput!, $seen: String!, $key: String!) { done: recordBaseData(input: $input, expectedVersion: $seen, idempotencyKey: $key) { id subject deliveries { ${delivery} } } }`,
    { input, seen, key },
  )
const entry = (who: Who, asked: Asked, id: unknown) =>
  one(who, asked, `query ($id: ID!) { done: baseDataEntry(id: $id) { id deliveries { ${delivery} } } }`, { id })
const queue = async (who: Who, fields = '') =>
  ((
    await one(
      who,
      quality,
      `{ done: baseDataDeliveries(first: 50) { totalCount nodes { ${delivery} ${fields} } } }`,
      {},
    )
  ).value?.['nodes'] ?? []) as Readonly<Record<string, unknown>>[]
const step = (
  who: Who,
  asked: Asked,
  name: string,
  of: Readonly<Record<string, unknown>>,
  more: string,
  key: string = randomUUID(),
) =>
  one(
    who,
    asked,
    `mutation ($id: ID!, $seen: String!, $key: String!) { done: ${name}(id: $id, expectedVersion: $seen, idempotencyKey: $key, ${more}) { ${delivery} } }`,
    { id: of['id'], seen: of['version'], key },
  )
const deliveriesOf = (answer: Answer) =>
  (answer.value?.['deliveries'] ?? []) as readonly Readonly<Record<string, unknown>>[]
const to = (answer: Answer, department: string) => deliveriesOf(answer).find((one) => one['department'] === department)

const knownOf = (of: Form, item: string, field: string) =>
  of.items.find((one) => one.item === item)?.known.find((known) => known.field === field)

function ledger<T>(work: (db: Database.Database) => T): T {
  const db = new Database(join(city.data, 'estate/political-legal/political-legal.db'))
  try {
    db.exec('PRAGMA busy_timeout = 5000')
    return work(db)
  } finally {
    db.close()
  }
}

async function houses(withLedger: boolean): Promise<readonly string[]> {
  const { data } = await city.ask(
    'grid-worker',
    { purpose: 'GRID_EVENT' },
    '{ houses(first: 50) { nodes { id gridLedger { id } dwelling: dwelling { id } } } }',
  )
  const nodes = lookAt(data, 'houses.nodes') as { id: string; gridLedger: object | null; dwelling: object | null }[]
  return nodes.filter((node) => (node.gridLedger !== null) === withLedger).map(({ id }) => id)
}

/** An enterprise that both the emergency bureau and market regulation know, and the worker of its grid. */
async function shopOfBoth(): Promise<{ readonly id: string; readonly worker: Who }> {
  const found = await city.hub.store.sql
    .selectFrom('Entity')
    .innerJoin('Link', 'Link.entityId', 'Entity.id')
    .select(['Entity.id', 'Entity.gridCode'])
    .where('Entity.kind', '=', 'Organisation')
    .where('Link.department', '=', 'emergency')
    .where('Link.localKey', 'like', 'SafetyEnterprise/self/%')
    .where('Entity.gridCode', 'is not', null)
    .where('Entity.id', 'in', (eb) =>
      eb
        .selectFrom('Link as market')
        .select('market.entityId')
        .where('market.department', '=', 'market-regulation')
        .where('market.localKey', 'like', '%/self/%'),
    )
    .orderBy('Entity.id')
    .executeTakeFirst()
  if (!found?.gridCode) throw new Error('no enterprise is known to both departments')
  const worker = { ...staff('shop-worker', 'political-legal', 'grid-worker'), grids: [found.gridCode] }
  return { id: found.id, worker }
}

describe('a household', () => {
  let house: string
  let known: Form
  let entered: Answer
  const key = randomUUID()

  test('is known already: by whom, as of when, each value as far as it is open', async () => {
    for (const id of await houses(true)) {
      house = id
      known = await formOf(id)
      if (knownOf(known, 'HOUSE_ADDRESS', 'Dwelling.address')?.gap === null) break
    }
    expect(knownOf(known, 'HOUSE_RESIDENT_COUNT', 'GridHouse.residentCount')).toMatchObject({
      department: 'political-legal',
      value: expect.stringMatching(/^\d+$/),
      asOf: expect.stringMatching(/^20/),
      gap: null,
      way: 'WRITE',
      writable: true,
    })
    expect(knownOf(known, 'HOUSE_ADDRESS', 'Dwelling.address')).toMatchObject({
      department: 'housing',
      gap: null,
      way: 'INSTRUCTION',
      writable: true,
    })
    expect(known.items.find(({ item }) => item === 'HOUSE_USE')?.choices).toContainEqual({ value: 'LET', name: '出租' })
  })

  test('is entered once: written where the hub writes, an instruction where a person does', async () => {
    const values = [
      { item: 'HOUSE_RESIDENT_COUNT', value: '7' },
      { item: 'HOUSE_USE', value: 'LET' },
      { item: 'HOUSE_ADDRESS', value: '测试路1号' },
    ]
    entered = await enter('grid-worker', visit, { subject: house, values }, known.version, key)
    expect(entered.code).toBeNull()
    expect(entered.value).toMatchObject({ id: expect.stringMatching(/^JC[0-9A-Z]{16}$/), subject: house })
    expect(to(entered, 'political-legal')).toMatchObject({ outcome: 'WRITTEN', reason: null, actions: [] })
    expect(to(entered, 'housing')).toMatchObject({ outcome: 'PENDING', state: 'INSTRUCTED', reason: 'BY_HAND' })
    const now = await formOf(house)
    expect(knownOf(now, 'HOUSE_RESIDENT_COUNT', 'GridHouse.residentCount')).toMatchObject({ value: '7' })
    expect(Date.parse(String(knownOf(now, 'HOUSE_USE', 'GridHouse.use')?.asOf))).toBeGreaterThan(Date.now() - 60_000)
  })

  test('asked again under the same key is the same entry; another under it is refused', async () => {
    const values = [
      { item: 'HOUSE_RESIDENT_COUNT', value: '7' },
      { item: 'HOUSE_USE', value: 'LET' },
      { item: 'HOUSE_ADDRESS', value: '测试路1号' },
    ]
    const again = await enter('grid-worker', visit, { subject: house, values }, known.version, key)
    expect(again.value?.['id']).toBe(entered.value?.['id'])
    const other = [{ item: 'HOUSE_RESIDENT_COUNT', value: '8' }]
    expect(await enter('grid-worker', visit, { subject: house, values: other }, known.version, key)).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
  })

  test('is refused where somebody changed it since, with the newer date, and not written over', async () => {
    const values = [{ item: 'HOUSE_RESIDENT_COUNT', value: '9' }]
    const late = await enter('grid-worker', visit, { subject: house, values }, known.version)
    expect(to(late, 'political-legal')).toMatchObject({
      outcome: 'REFUSED',
      reason: 'CHANGED_SINCE',
      newerAsOf: expect.stringMatching(/^20/),
    })
    expect(knownOf(await formOf(house), 'HOUSE_RESIDENT_COUNT', 'GridHouse.residentCount')?.value).toBe('7')
    expect(await enter('grid-worker', visit, { subject: house, values }, 'made~up')).toMatchObject({
      code: 'VERSION_CONFLICT',
    })
  })

  test('is told to the department that enters it by hand: what and where; its receipt ends it', async () => {
    const [waiting] = await queue(housingOfficer, 'given { field table column value }')
    expect(waiting).toMatchObject({
      state: 'INSTRUCTED',
      actions: ['CONFIRM', 'GIVE_UP'],
      given: [{ field: 'Dwelling.address', table: 'FW', column: 'FWZL', value: '测试路1号' }],
    })
    expect(await queue(gridOfficer)).toEqual([])
    const done = await step(housingOfficer, quality, 'confirmBaseDataDelivery', waiting ?? {}, 'receipt: "已录入"')
    expect(done).toMatchObject({ code: null, value: { outcome: 'WRITTEN', actions: [] } })
    expect(to(await entry('grid-worker', visit, entered.value?.['id']), 'housing')).toMatchObject({
      outcome: 'WRITTEN',
      note: '已录入',
    })
  })

  test('without a row in the ledger of the grid gets one, and one only', async () => {
    const [fresh = ''] = await houses(false)
    const blank = await formOf(fresh)
    expect(knownOf(blank, 'HOUSE_USE', 'GridHouse.use')).toMatchObject({ gap: 'NOT_FOUND', writable: true })
    const rows = () => ledger((db) => (db.prepare('select count(*) as n from T_FWTZ').get() as { n: number }).n)
    const before = rows()
    const values = [{ item: 'HOUSE_USE', value: 'EMPTY' }]
    const made = await enter('grid-worker', visit, { subject: fresh, values }, blank.version)
    expect(to(made, 'political-legal')).toMatchObject({ outcome: 'WRITTEN' })
    const second = await enter(
      'grid-worker',
      visit,
      { subject: fresh, values: [{ item: 'HOUSE_USE', value: 'OWN' }] },
      blank.version,
    )
    expect(to(second, 'political-legal')).toMatchObject({ outcome: 'REFUSED', reason: 'CHANGED_SINCE' })
    expect(rows()).toBe(before + 1)
    expect(knownOf(await formOf(fresh), 'HOUSE_USE', 'GridHouse.use')).toMatchObject({ value: 'EMPTY', gap: null })
  })
})

describe('a shop', () => {
  interface Shop {
    readonly id: string
    readonly form: Form
  }
  let shop: Shop
  let instruction: Readonly<Record<string, unknown>>

  beforeAll(async () => {
    const found = await shopOfBoth()
    worker = found.worker
    shop = { id: found.id, form: (await form(worker, visit, found.id)).value as unknown as Form }
  })
  let worker: Who

  test('is out of reach for the worker of another grid, whatever of it is public', async () => {
    const elsewhere = { ...staff('worker-elsewhere', 'political-legal', 'grid-worker'), grids: ['370283999999001'] }
    expect(await form(elsewhere, visit, shop.id)).toMatchObject({ code: null, value: null })
    const values = [{ item: 'SHOP_NAME', value: '测试店' }]
    expect(await enter(elsewhere, visit, { subject: shop.id, values }, shop.form.version)).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('with a safety officer: the name is written at the emergency bureau and told to market regulation', async () => {
    const values = [
      { item: 'SHOP_NAME', value: '测试便利店' },
      { item: 'SHOP_SAFETY_OFFICER', value: '测甲' },
      { item: 'SHOP_SAFETY_OFFICER_PHONE', value: PHONE },
      { item: 'SHOP_HANDLES_CHEMICALS', value: 'true' },
    ]
    const entered = await enter(worker, visit, { subject: shop.id, values }, shop.form.version)
    expect(to(entered, 'emergency')).toMatchObject({ outcome: 'WRITTEN' })
    expect(to(entered, 'market-regulation')).toMatchObject({ state: 'INSTRUCTED' })
    const now = (await form(worker, visit, shop.id)).value as unknown as Form
    expect(knownOf(now, 'SHOP_SAFETY_OFFICER', 'SafetyEnterprise.safetyOfficer')?.value).toBe('测甲')
    expect(knownOf(now, 'SHOP_HANDLES_CHEMICALS', 'SafetyEnterprise.handlesChemicals')?.value).toBe('true')
  })

  test('what a department gives up is told to the worker with its reason', async () => {
    ;[instruction = {}] = await queue(marketOfficer, 'given { value }')
    const refused = await step(marketOfficer, quality, 'giveUpBaseDataDelivery', instruction, 'reason: "以登记为准"')
    expect(refused).toMatchObject({ value: { outcome: 'REFUSED', reason: 'GIVEN_UP' } })
    expect(
      await step(marketOfficer, quality, 'redriveBaseDataDelivery', refused.value ?? {}, 'reason: "再试"'),
    ).toMatchObject({
      code: 'TRANSITION_NOT_PERMITTED',
    })
  })

  test('no value is left in the outbox of what is at its end', async () => {
    const rows = await city.hub.store.sql.selectFrom('BaseDataDelivery').select(['state', 'values']).execute()
    expect(
      rows.filter(({ state }) => state === 'WRITTEN' || state === 'REFUSED').every(({ values }) => values === null),
    ).toBe(true)
  })
})

describe('a department whose system is spoilt', () => {
  /** A day later; the breaker before the department opens again by itself after some seconds. */
  const written = async (of: Answer) => {
    const until = Date.now() + 20_000
    for (;;) {
      await city.hub.registry.deliverBaseData(Date.now() + 86_400_000, AbortSignal.timeout(20_000))
      const delivery = to(await entry(worker, visit, of.value?.['id']), 'emergency')
      if (delivery?.['outcome'] !== 'PENDING' || Date.now() > until) return delivery
      await pause(500)
    }
  }
  const place = () => ({
    path: join(city.data, 'estate/emergency/supervision.db'),
    table: 'yj_qy',
    column: 'qymc',
  })
  let house: string
  let worker: Who
  let shop: string

  beforeAll(async () => {
    ;({ worker, id: shop } = await shopOfBoth())
    ;[house = ''] = await houses(true)
  })

  test.each(['hang', 'cutOff', 'renamed'] as const)(
    '%s: its delivery waits, the others go on, and it is written when the system is well',
    async (fault) => {
      const known = (await form(worker, visit, shop)).value as unknown as Form
      const injected = spoilDatabase(place(), fault)
      const name = `测试店${fault}`
      let entered: Answer
      try {
        const values = [{ item: 'SHOP_NAME', value: name }]
        entered = await enter(worker, visit, { subject: shop, values }, known.version)
        expect(to(entered, 'emergency')).toMatchObject({
          outcome: 'PENDING',
          reason: expect.stringMatching(/^DEPARTMENT_/),
          tries: 1,
        })
        expect(to(entered, 'market-regulation')).toMatchObject({ state: 'INSTRUCTED' })
        const elsewhere = await formOf(house)
        const other = [{ item: 'HOUSE_RESIDENT_COUNT', value: String(10 + fault.length) }]
        expect(
          to(
            await enter('grid-worker', visit, { subject: house, values: other }, elsewhere.version),
            'political-legal',
          ),
        ).toMatchObject({ outcome: 'WRITTEN' })
      } finally {
        await injected.heal()
      }
      expect(await written(entered)).toMatchObject({ outcome: 'WRITTEN' })
      const now = (await form(worker, visit, shop)).value as unknown as Form
      expect(knownOf(now, 'SHOP_NAME', 'SafetyEnterprise.enterpriseName')?.value).toBe(name)
    },
  )

  test('leaves a gap in the form, and what is entered then is written if nobody changed the row since', async () => {
    // The row was written by the test before this one, and is dated by the second.
    await pause(1_100)
    const injected = spoilDatabase(place(), 'hang')
    let known: Form
    try {
      known = (await form(worker, visit, shop)).value as unknown as Form
    } finally {
      await injected.heal()
    }
    expect(knownOf(known, 'SHOP_NAME', 'SafetyEnterprise.enterpriseName')).toMatchObject({
      gap: 'UNAVAILABLE',
      writable: true,
    })
    expect(known.items.some(({ known: all }) => all.some(({ department }) => department === 'market-regulation'))).toBe(
      true,
    )
    const values = [{ item: 'SHOP_HANDLES_CHEMICALS', value: 'false' }]
    const entered = await enter(worker, visit, { subject: shop, values }, known.version)
    expect(await written(entered)).toMatchObject({ outcome: 'WRITTEN' })
  })
})

describe('nobody else', () => {
  test.each([
    ['a grid worker under another purpose', 'grid-worker', { purpose: 'GRID_EVENT' }],
    ['a mediator', 'mediator', { purpose: 'MEDIATION_INTAKE' }],
    ['a citizen', 'citizen', { purpose: 'SELF_ACCESS' }],
    ['a data officer', gridOfficer, quality],
    ['a developer', 'developer', quality],
  ] as readonly (readonly [string, Who, Asked])[])('%s reads no form and enters nothing', async (_name, who, asked) => {
    const [subject = ''] = await houses(true)
    expect(await form(who, asked, subject)).toMatchObject({ code: 'FIELD_DENIED', value: null })
    const values = [{ item: 'HOUSE_USE', value: 'OWN' }]
    expect(await enter(who, asked, { subject, values }, 'x')).toMatchObject({ code: 'FIELD_DENIED', value: null })
  })

  test('has the entries or the queue of others', async () => {
    const mine = await one(
      'grid-worker',
      visit,
      '{ done: myBaseDataEntries(first: 50) { totalCount nodes { id } } }',
      {},
    )
    const [first] = (mine.value?.['nodes'] ?? []) as readonly { id: string }[]
    expect(first?.id).toMatch(/^JC/)
    expect(await entry('developer', quality, first?.id)).toMatchObject({ value: null })
    expect(await entry(marketOfficer, quality, first?.id)).toMatchObject({ value: null })
    expect(await one('grid-worker', visit, '{ done: baseDataDeliveries { totalCount } }', {})).toMatchObject({
      code: 'FIELD_DENIED',
    })
  })
})

test('what was entered stands in no log, in no audit record and in the store only sealed', async () => {
  const records = await city.hub.store.sql.selectFrom('AuditRecord').select('body').execute()
  const bodies = records.map(({ body }) => JSON.parse(body) as AuditBody)
  expect(bodies.flatMap(({ reads }) => reads)).toContain('Mutation.recordBaseData')
  const everything = records.map(({ body }) => body).join('\n')
  for (const value of ['测试路1号', '测试便利店', PHONE]) expect(everything.includes(value)).toBe(false)
  const files = readdirSync(city.data).filter((name) => name.startsWith('hub.db'))
  for (const file of files) {
    const bytes = readFileSync(join(city.data, file))
    // The address and the name come back with the next linking; the telephone is nowhere but at the bureau.
    expect({ file, found: bytes.includes(Buffer.from(PHONE)) }).toEqual({ file, found: false })
  }
})
