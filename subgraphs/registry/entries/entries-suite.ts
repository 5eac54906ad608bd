/**
 * Base data on a store of any provider: an entry and its outbox are one; each delivery, broken off at every step, is written once, never lost,
 * and never over what somebody else has changed; what fails is tried again, and ends as a dead letter that a person can drive again.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import type { Decision } from '../../../access/decision.ts'
import { seedLimits } from '../../../access/grant-life/limits.ts'
import { SecretRing } from '../../../access/secret-ring.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { OpenedStore } from '../../../prisma/test-store.ts'
import { TextSealer } from '../corrections/sealed-text.ts'
import { expire, seedTerms } from '../rights/retention.ts'
import { deliver, deliverDue, deliverEntry } from './deliver.ts'
import { entryDoors, type EntryDoors } from './doors.ts'
import { readDelivery, type DeliveryRow } from './ledger.ts'
import { deliveriesByEntry, deliveriesOf, entriesOf, positionOf } from './lists.ts'
import { confirmDelivery, giveUpDelivery, redriveDelivery } from './queue.ts'
import { recordBaseData, targetsOf, type EnteredEntity, type NewBaseData } from './record.ts'
import { resealDeliveries } from './reseal.ts'
import { NO_ROW, seenText } from './seen.ts'
import { waitsMs } from './states.ts'
import { by, NOW, officer, open, person, Source, specs, worker } from './test-ledgers.ts'

const signal = new AbortController().signal

/** `openStore` gives an empty store. */
export function entriesSuite(openStore: () => Promise<OpenedStore>): void {
  let opened: OpenedStore
  let store: HubStore
  let ledgers: Source
  let plans: Source
  let doors: EntryDoors
  let linked: string[]
  let ring: SecretRing

  beforeEach(async () => {
    opened = await openStore()
    store = opened.store
    await seedLimits(store)
    ledgers = new Source()
    plans = new Source()
    ledgers.change('1', { use: 'OWN', residents: '2' }, '2026-01-01T00:00:00+08:00')
    plans.change('7', { use: 'OWN' }, '2025-01-01T00:00:00+08:00')
    linked = []
    ring = new SecretRing([randomBytes(32)])
    doors = entryDoors({
      store,
      specs,
      texts: new TextSealer(ring),
      keepers: new Map([
        ['ledgers', ledgers],
        ['plans', plans],
      ]),
      linkRecord: async (department, { record: name, key }) => {
        linked.push(`${department}:${name}/${key}`)
      },
    })
  })
  afterEach(() => opened.close())

  const entity1 = (links: Readonly<Record<string, readonly string[]>> = known): EnteredEntity => ({
    id: 'H-1',
    kind: 'House',
    gridCode: '370283001001001',
    golden: { addressCode: { value: 'A1', source: 'police', asOf: null, others: [] } },
    links: new Map(Object.entries(links)),
  })
  const known = { ledgers: ['Ledger/house/1'], plans: ['Plan/house/7'] }
  const seenNow = (entity = entity1(), at = NOW) =>
    seenText(
      doors.texts,
      entity.id,
      at,
      targetsOf(doors, entity).map(({ kept, key, isNew }) => {
        const source = kept.department === 'ledgers' ? ledgers : plans
        return { record: kept.record, key, version: isNew ? NO_ROW : String(source.rows.get(key)?.version) }
      }),
    )
  const residents = (value: string) => [{ item: 'HOUSE_RESIDENT_COUNT', value }] as const
  const use = (value: string) => [{ item: 'HOUSE_USE', value }] as const
  const enter = (
    values: NewBaseData['values'],
    { entity = entity1(), seen = seenNow(entity), asking = by(worker), decider = open } = {},
  ) => recordBaseData(doors, { subject: entity.id, values, seen }, decider, asking, () => Promise.resolve(entity))
  const rowsOf = async (entry: string) => (await deliveriesByEntry(store.sql, [entry])).get(entry) ?? []
  const only = async (entry: string) => {
    const [row, ...more] = await rowsOf(entry)
    expect(more).toEqual([])
    return row as DeliveryRow
  }
  const run = (entry: string, at = NOW) => deliverEntry(doors, entry, at, signal)

  describe('an entry', () => {
    test('goes to each department that keeps one of its items, and to no other', async () => {
      const entry = await enter([...use('LET'), ...residents('5')])
      await run(entry)
      expect(await rowsOf(entry)).toMatchObject([
        { department: 'ledgers', state: 'WRITTEN', values: null, closedAt: NOW },
        {
          department: 'plans',
          state: 'INSTRUCTED',
          fault: 'BY_HAND',
          dueAt: Date.parse('2026-10-15T23:59:59.999+08:00'),
        },
      ])
      expect(ledgers.rows.get('1')?.values).toEqual({ use: 'LET', residents: '5' })
      expect(plans.rows.get('7')?.values).toEqual({ use: 'OWN' })
      expect(linked).toEqual(['ledgers:Ledger/1'])
      expect(await only(await enter(residents('6')))).toMatchObject({ department: 'ledgers' })
    })

    test('is one though it is asked twice, also at once; another one under its key is refused', async () => {
      const asking = by(worker)
      const given = { asking, seen: seenNow() }
      const [first, second] = await Promise.all([enter(residents('3'), given), enter(residents('3'), given)])
      expect(second).toBe(first)
      expect(await rowsOf(first ?? '')).toHaveLength(1)
      await Promise.all([run(first ?? ''), run(first ?? '')])
      expect(ledgers.writes).toBe(1)
      await expect(enter(residents('4'), given)).rejects.toMatchObject({
        extensions: { code: 'IDEMPOTENCY_KEY_REUSED' },
      })
    })

    test('opens a row where there is none, and one only, whoever comes second', async () => {
      const entity = entity1({ plans: ['Plan/house/7'] })
      const seen = seenNow(entity)
      const [first, second] = [
        await enter(residents('1'), { entity, seen }),
        await enter(residents('2'), { entity, seen }),
      ]
      await Promise.all([run(first), run(second)])
      const states = [await only(first), await only(second)].map(({ state, fault }) => [state, fault])
      expect(states).toContainEqual(['WRITTEN', null])
      expect(states).toContainEqual(['REFUSED', 'CHANGED_SINCE'])
      expect(ledgers.rows.size).toBe(2)
      const [, made] = [...ledgers.rows]
      expect(made?.[0]).toMatch(/^N.{12}$/)
      expect(made?.[1].values).toMatchObject({ addressCode: 'A1', gridCode: '370283001001001' })
    })

    test('is written nowhere and kept nowhere when a value is none, the item of another kind, or twice', async () => {
      const refused = (argument: string) => ({ extensions: { code: 'BAD_USER_INPUT', argument } })
      await expect(enter(use('CASTLE'))).rejects.toMatchObject(refused('input.values.0.value'))
      await expect(enter([...use('LET'), ...use('OWN')])).rejects.toMatchObject(refused('input.values.1.item'))
      await expect(enter([{ item: 'SHOP_NAME', value: 'x' }])).rejects.toMatchObject(refused('input.values.0.item'))
      await expect(enter([])).rejects.toMatchObject(refused('input.values'))
      await expect(enter(residents('1'), { asking: { ...by(worker), idempotencyKey: 'short' } })).rejects.toMatchObject(
        refused('idempotencyKey'),
      )
      for (const table of ['BaseDataEntry', 'BaseDataDelivery', 'BaseDataStep'] as const)
        expect(await store.sql.selectFrom(table).selectAll().execute()).toEqual([])
    })

    test('reaches no department in which the worker has not the field plainly', async () => {
      const masked = {
        decide: ({ department: of }: { readonly department: string }): Decision =>
          of === 'ledgers' ? { verdict: 'MASK', grant: null } : { verdict: 'ALLOW', grant: null },
      }
      const entry = await enter(use('LET'), { decider: masked })
      await run(entry)
      expect(await rowsOf(entry)).toMatchObject([
        { state: 'REFUSED', fault: 'FIELD_DENIED', values: null },
        { state: 'INSTRUCTED' },
      ])
      expect(ledgers.writes).toBe(0)
      await expect(enter(residents('1'), { decider: masked })).rejects.toMatchObject({
        extensions: { code: 'FIELD_DENIED', reason: 'NO_GRANT' },
      })
    })

    test('is refused when no department keeps any of its items', async () => {
      await expect(enter([{ item: 'HOUSE_ADDRESS', value: '平度市试验路1号' }])).rejects.toMatchObject({
        extensions: { code: 'WRITE_REFUSED', reason: 'NOBODY_KEEPS_IT' },
      })
    })

    test('goes to the rows that tell of the very thing, and to departments that can be reached', () => {
      const targets = (entity: EnteredEntity, of = doors) =>
        targetsOf(of, entity).map(({ kept, key, isNew }) => `${kept.record} ${isNew ? 'new' : key}`)
      const others = ['Ledger/owner/3', 'Extract/house/4']
      expect(targets(entity1({ ledgers: ['Ledger/house/2', ...others, 'Ledger/house/1'] }))).toEqual([
        'Ledger 1',
        'Ledger 2',
      ])
      expect(targets(entity1({ ledgers: others, plans: ['Plan/house/7'] }))).toEqual(['Ledger new', 'Plan 7'])
      expect(targets({ ...entity1(), kind: 'Organisation' })).toEqual([])
      expect(targets(entity1(), { ...doors, keepers: new Map([['plans', plans]]) })).toEqual(['Plan 7'])
    })

    test('says of a new row what is known of the thing, and nothing else', async () => {
      const nowhere = { ...entity1({}), golden: {} }
      await run(await enter(residents('4'), { entity: nowhere }))
      const [, made] = [...ledgers.rows]
      expect(made?.[1].values).toEqual({ residents: '4', gridCode: '370283001001001' })
    })

    test('names a version that a form of this very thing said, or is refused', async () => {
      const conflict = { extensions: { code: 'VERSION_CONFLICT' } }
      const [body = '', digest = ''] = seenNow().split('~')
      const [id, at, versions] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string, number, object]
      const later = Buffer.from(JSON.stringify([id, at + 1e9, versions])).toString('base64url')
      for (const seen of ['', '1', `${later}~${digest}`, seenNow({ ...entity1(), id: 'H-2' })])
        await expect(enter(residents('1'), { seen })).rejects.toMatchObject(conflict)
    })
  })

  describe('a delivery', () => {
    test('whose answer was lost on the way is not written a second time', async () => {
      const entry = await enter(residents('5'))
      ledgers.faults = ['LOST_ANSWER']
      await run(entry)
      expect(await only(entry)).toMatchObject({ state: 'PENDING', fault: 'DEPARTMENT_FAULT', tries: 1 })
      await deliverDue(doors, NOW + 20_000, signal)
      expect(await only(entry)).toMatchObject({ state: 'WRITTEN', fault: null })
      expect(ledgers.writes).toBe(1)
    })

    test('is refused where somebody changed the row since, with its date, and not written over', async () => {
      const entry = await enter(residents('5'))
      ledgers.change('1', { use: 'LET' }, '2026-09-24T09:59:59+08:00')
      await run(entry)
      expect(await only(entry)).toMatchObject({
        state: 'REFUSED',
        fault: 'CHANGED_SINCE',
        newerAsOf: Date.parse('2026-09-24T09:59:59+08:00'),
        values: null,
      })
      expect(ledgers.rows.get('1')?.values).toEqual({ use: 'LET', residents: '2' })
    })

    test('is refused where somebody changed the row between the reading and the write', async () => {
      const entry = await enter(residents('5'))
      const read = ledgers.row.bind(ledgers)
      ledgers.row = async (at) => {
        const now = await read(at)
        ledgers.row = read
        ledgers.change('1', { residents: '9' })
        return now
      }
      await run(entry)
      expect(await only(entry)).toMatchObject({ state: 'REFUSED', fault: 'CHANGED_SINCE' })
      expect(ledgers.rows.get('1')?.values['residents']).toBe('9')
    })

    test('of what the department says already is done without a write', async () => {
      const entry = await enter(residents('5'))
      ledgers.change('1', { residents: '5' })
      await run(entry)
      expect(await only(entry)).toMatchObject({ state: 'WRITTEN' })
      expect(ledgers.writes).toBe(0)
    })

    test('to a row that is gone is refused', async () => {
      const entry = await enter(residents('5'))
      ledgers.rows.clear()
      await run(entry)
      expect(await only(entry)).toMatchObject({ state: 'REFUSED', fault: 'ROW_GONE' })
    })

    test('after a form that the department was not in counts only if the row is older than the form', async () => {
      const silent = seenText(doors.texts, 'H-1', NOW, [])
      const entry = await enter(residents('5'), { seen: silent })
      await run(entry)
      expect(await only(entry)).toMatchObject({ state: 'WRITTEN' })
      ledgers.change('1', { use: 'LET' }, '2026-09-24T10:00:00+08:00')
      const late = await enter(residents('6'), { seen: silent })
      await run(late)
      // The source dates by the second: in the same one nobody knows which came first.
      expect(await only(late)).toMatchObject({ state: 'REFUSED', fault: 'CHANGED_SINCE' })
    })

    test('waits longer and longer, is no concern of the other departments, and ends as a dead letter', async () => {
      const entry = await enter(use('LET'))
      let at = NOW
      const all = waitsMs.length + 1
      ledgers.faults = Array.from({ length: all }, () => 'DEPARTMENT_UNAVAILABLE')
      await run(entry)
      expect(await rowsOf(entry)).toMatchObject([
        { state: 'PENDING', fault: 'DEPARTMENT_UNAVAILABLE', nextTryAt: NOW + 10_000, tries: 1 },
        { state: 'INSTRUCTED' },
      ])
      await deliverDue(doors, NOW + 9_999, signal)
      expect(ledgers.faults).toHaveLength(all - 1)
      for (const wait of waitsMs) await deliverDue(doors, (at += wait), signal)
      const [dead] = await rowsOf(entry)
      expect(dead).toMatchObject({ state: 'DEAD', fault: 'DEPARTMENT_UNAVAILABLE', tries: all, nextTryAt: null })
      await deliverDue(doors, at + 1e10, signal)
      expect(ledgers.writes).toBe(0)
      expect(await deliveriesOf(store.sql, 'ledgers', ['DEAD'], null, 10)).toHaveLength(1)
    })

    test('that the system refuses for good is a dead letter at once, and a person drives it again, once', async () => {
      const entry = await enter(residents('5'))
      ledgers.faults = ['WRITE_REFUSED']
      await run(entry)
      const { number, version } = await only(entry)
      expect(await only(entry)).toMatchObject({ state: 'DEAD', fault: 'WRITE_REFUSED' })
      const step = { number, seen: String(version) }
      const asking = by(officer)
      await expect(redriveDelivery(doors, { number, seen: '1' }, 'x', asking)).rejects.toMatchObject({
        extensions: { code: 'VERSION_CONFLICT' },
      })
      await expect(redriveDelivery(doors, step, ' ', asking)).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', argument: 'reason' },
      })
      await redriveDelivery(doors, step, '系统已恢复', asking)
      await redriveDelivery(doors, step, '系统已恢复', asking)
      await expect(redriveDelivery(doors, step, '别的', asking)).rejects.toMatchObject({
        extensions: { code: 'IDEMPOTENCY_KEY_REUSED' },
      })
      expect(await only(entry)).toMatchObject({ state: 'PENDING', tries: 0, nextTryAt: NOW })
      await deliverDue(doors, NOW, signal)
      expect(await only(entry)).toMatchObject({ state: 'WRITTEN' })
      expect(ledgers.writes).toBe(1)
      const steps = await store.sql
        .selectFrom('BaseDataStep')
        .select(['action', 'actor'])
        .where('number', '=', number)
        .orderBy('version')
        .execute()
      expect(steps.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
        'BURY registry:entries',
        'REDRIVE officer',
        'WRITE registry:entries',
      ])
    })

    test('is given up with a reason, or confirmed with a receipt, and holds no value afterwards', async () => {
      const entry = await enter(use('LET'))
      ledgers.faults = ['WRITE_REFUSED']
      await run(entry)
      const [dead, instruction] = (await rowsOf(entry)) as [DeliveryRow, DeliveryRow]
      const at = ({ number, version }: DeliveryRow) => ({ number, seen: String(version) })
      await expect(confirmDelivery(doors, at(dead), 'x', by(officer))).rejects.toMatchObject({
        extensions: { code: 'TRANSITION_NOT_PERMITTED' },
      })
      await giveUpDelivery(doors, at(dead), '以登记为准', by(officer))
      await confirmDelivery(doors, at(instruction), '已录入', by(person('planner', 'data-officer', 'plans')))
      const rows = await rowsOf(entry)
      expect(rows).toMatchObject([
        { state: 'REFUSED', fault: 'GIVEN_UP', values: null, closedAt: NOW },
        { state: 'WRITTEN', fault: null, values: null, closedAt: NOW },
      ])
      expect(rows.map(({ number, note }) => doors.texts.open(number, 'note', note))).toEqual(['以登记为准', '已录入'])
    })

    test('of a department that hangs is left for this turn, with those behind it', async () => {
      const [first, second] = [await enter(residents('5')), await enter(residents('6'))]
      ledgers.faults = ['DEPARTMENT_UNAVAILABLE', 'DEPARTMENT_UNAVAILABLE']
      await deliverDue(doors, NOW, signal)
      const tries = [await only(first), await only(second)].map((row) => row.tries)
      expect(tries.sort()).toEqual([0, 1])
    })

    test('of a hub that is being stopped waits for the next start, with those behind it', async () => {
      const [first, second] = [await enter(residents('5')), await enter(residents('5'))]
      const stopping = new AbortController()
      const write = ledgers.write.bind(ledgers)
      ledgers.write = async (change) => {
        await write(change)
        stopping.abort()
      }
      await deliverDue(doors, NOW, stopping.signal)
      const states = [await only(first), await only(second)].map(({ state, tries }) => `${state} ${tries}`)
      expect(states.sort()).toEqual(['PENDING 0', 'WRITTEN 0'])
      await deliverDue(doors, NOW, signal)
      expect([await only(first), await only(second)]).toMatchObject([{ state: 'WRITTEN' }, { state: 'WRITTEN' }])
    })

    test('whose values are gone is written nowhere', async () => {
      const entry = await enter(residents('5'))
      const { number } = await only(entry)
      await store.sql.updateTable('BaseDataDelivery').set({ values: null }).where('number', '=', number).execute()
      expect(await deliver(doors, number, NOW, signal)).toBeNull()
      expect(ledgers.writes).toBe(0)
      expect(await only(entry)).toMatchObject({ state: 'PENDING', tries: 0 })
    })

    test('is nobody’s when it is not there, and does nothing when it is done', async () => {
      expect(await deliver(doors, 'JC0-1', NOW, signal)).toBeNull()
      await expect(giveUpDelivery(doors, { number: 'JC0-1', seen: '1' }, 'x', by(officer))).rejects.toMatchObject({
        extensions: { code: 'NOT_FOUND' },
      })
    })
  })

  test('values stand sealed, and are sealed anew when the text secret is exchanged', async () => {
    const entry = await enter(residents('5'))
    const { number, values } = await only(entry)
    expect(values).not.toContain('5"')
    expect(JSON.parse(doors.texts.open(number, 'values', values) ?? '')).toEqual({ residents: '5' })
    const [former = new Uint8Array()] = ring.secrets
    ring.replace([randomBytes(32), former])
    expect(await resealDeliveries(doors, signal)).toBe(1)
    expect(await resealDeliveries(doors, signal)).toBe(0)
    const again = await readDelivery(store.sql, number)
    expect(again?.values?.startsWith(doors.texts.present)).toBe(true)
    await run(entry)
    expect(ledgers.rows.get('1')?.values['residents']).toBe('5')
  })

  test('lists go on where a page ended, newest first for the worker, oldest first for the officer', async () => {
    const entries: string[] = []
    for (let at = 0; at < 5; at += 1) entries.push(await enter(use('LET'), { asking: by(worker, NOW + at) }))
    for (const entry of entries) await run(entry)
    const mine = await entriesOf(store.sql, 'worker', null, 2)
    expect(mine.map(({ number }) => number)).toEqual(entries.slice(2).reverse())
    const [, last] = mine
    const rest = await entriesOf(store.sql, 'worker', last ? positionOf(last) : null, 9)
    expect(rest.map(({ number }) => number)).toEqual(entries.slice(0, 3).reverse())
    expect(await entriesOf(store.sql, 'another', null, 9)).toEqual([])
    const queue = await deliveriesOf(store.sql, 'plans', ['DEAD', 'INSTRUCTED'], null, 2)
    expect(queue.map(({ entry }) => entry)).toEqual(entries.slice(0, 3))
    expect(() => deliveriesOf(store.sql, 'plans', ['DEAD'], 'made-up', 2)).toThrow()
  })

  test('what has ended goes after its term, with its steps; what waits stays', async () => {
    await seedTerms(store)
    const entry = await enter(use('LET'))
    await run(entry)
    const later = NOW + 1_200 * 86_400_000
    await expire(store, later, signal)
    expect(await rowsOf(entry)).toMatchObject([{ department: 'plans' }])
    const [instruction] = await rowsOf(entry)
    await giveUpDelivery(doors, { number: instruction?.number ?? '', seen: '2' }, 'x', by(officer, NOW))
    await expire(store, later, signal)
    for (const table of ['BaseDataEntry', 'BaseDataDelivery', 'BaseDataStep'] as const)
      expect({ table, rows: await store.sql.selectFrom(table).selectAll().execute() }).toEqual({ table, rows: [] })
  })
}
