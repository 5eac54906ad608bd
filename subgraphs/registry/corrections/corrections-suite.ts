/**
 * Corrections on a store of any provider: what follows from an acceptance, broken off at every step, is written once, never lost, and never over
 * what somebody else has changed; queues and counts are what was done.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { seedLimits } from '../../../access/grant-life/limits.ts'
import type { Principal } from '../../../access/principal.ts'
import { SecretRing } from '../../../access/secret-ring.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { OpenedStore } from '../../../prisma/test-store.ts'
import { pentagraphError, type ErrorCode } from '../../../schema/errors.ts'
import { department, record } from '../../kit/declaration.ts'
import { text } from '../../kit/fields.ts'
import type { Corrector, SpotChange, SpotValue } from '../../kit/corrections.ts'
import { carryOut, carryOutAll } from './carry-out.ts'
import { correctionDoors, type CorrectionDoors } from './doors.ts'
import { readCorrection } from './ledger.ts'
import { correctionCounts, countOf, positionOf, readPage, type CorrectionOrder } from './lists.ts'
import { expire, seedTerms } from '../rights/retention.ts'
import { resealTexts } from './reseal.ts'
import {
  acceptCorrection,
  confirmCorrection,
  markRead,
  refuseCorrection,
  requestCorrection,
  retryCorrection,
  withdrawCorrection,
  type Asking,
} from './requests.ts'

const NOW = Date.parse('2026-09-24T10:00:00+08:00')
const signal = new AbortController().signal

const Lamp = record({
  name: 'Lamp',
  description: 'A lamp (路灯).',
  from: { table: 'LD', key: 'BH', correctable: ['place'] },
  classified: { level: 2, category: '部件', sharing: 'CONDITIONAL' },
  fields: { place: text('WZ', 'Where it is (位置).'), owner: text('QS', 'Who keeps it (权属).') },
})
const lamps = department({
  name: 'lamps',
  title: '路灯处',
  titleEn: 'Lamps',
  cycleHours: 1,
  system: { technology: 'sql', tables: { LD: {} } },
  records: [Lamp],
  extend: {},
})

/** A source of one row that takes each change once by its key, as every adapter does, and breaks off where a test says so. */
class Source implements Corrector {
  value = '东路'
  version = 1
  writes = 0
  faults: (ErrorCode | 'LOST_ANSWER')[] = []
  private readonly taken = new Map<string, string>()

  look(): Promise<SpotValue | null> {
    return this.read()
  }

  read(): Promise<SpotValue | null> {
    const spot = { record: 'Lamp', key: '1', field: 'place' }
    return Promise.resolve({ spot, value: this.value, version: String(this.version), persons: [] })
  }

  write({ value, idempotencyKey, expectedVersion }: SpotChange): Promise<void> {
    const fault = this.faults.shift()
    if (fault && fault !== 'LOST_ANSWER') return Promise.reject(pentagraphError(fault))
    const content = JSON.stringify([value, expectedVersion])
    const before = this.taken.get(idempotencyKey)
    if (before !== undefined)
      return before === content ? Promise.resolve() : Promise.reject(pentagraphError('IDEMPOTENCY_KEY_REUSED'))
    if (expectedVersion !== String(this.version)) return Promise.reject(pentagraphError('VERSION_CONFLICT'))
    this.taken.set(idempotencyKey, content)
    this.change(value ?? '')
    this.writes += 1
    return fault ? Promise.reject(new Error('the line broke after the change')) : Promise.resolve()
  }

  change(value: string): void {
    this.value = value
    this.version += 1
  }
}

const person = (subject: string, role: Principal['roles'][number]): Principal => ({
  subject,
  department: 'lamps',
  roles: [role],
  grids: [],
  staffKey: null,
  personId: null,
})
let keys = 0
const by = (actor: Principal): Asking => ({ actor, at: NOW, idempotencyKey: `some-key-${(keys += 1)}` })
const asker = person('asker', 'developer')
const officer = person('officer', 'data-officer')

/** `open` gives an empty store. */
export function correctionsSuite(open: () => Promise<OpenedStore>): void {
  let opened: OpenedStore
  let store: HubStore
  let source: Source
  let doors: CorrectionDoors
  let linked: string[]
  let ring: SecretRing

  beforeEach(async () => {
    opened = await open()
    store = opened.store
    await seedLimits(store)
    source = new Source()
    linked = []
    ring = new SecretRing([randomBytes(32)])
    const parts = { specs: [lamps], correctors: new Map([['lamps', source]]), textSecret: ring }
    doors = correctionDoors(parts, store, async (...given) => {
      linked.push(given[0])
    })
  })
  afterEach(() => opened.close())

  async function accepted(field = 'place'): Promise<string> {
    const of = doors.fields.get(`Lamp.${field}`)
    if (!of) throw new Error('no field')
    const value = field === 'place' ? source.value : '市政'
    const asked = { field: `Lamp.${field}`, id: 'x', at: null, source: null, proposed: '西路', evidence: '看过' }
    const number = await requestCorrection(doors, asked, by(asker), () =>
      Promise.resolve({ field: of, spot: { record: 'Lamp', key: '1', field }, value, entityId: null }),
    )
    const now = { spot: { record: 'Lamp', key: '1', field }, value, version: String(source.version), persons: [] }
    await acceptCorrection(doors, { number, seen: '1' }, null, now, by(officer))
    return number
  }
  const row = (number: string) => readCorrection(store.sql, number)
  const carry = (number: string) => carryOut(doors, number, NOW, signal)

  describe('an accepted value', () => {
    test('is written and linked, once, however often it is carried out', async () => {
      const number = await accepted()
      await Promise.all([carry(number), carry(number)])
      await carry(number)
      expect(source).toMatchObject({ value: '西路', writes: 1 })
      expect(await row(number)).toMatchObject({ state: 'DONE', closedAt: NOW, fault: null })
      const steps = await store.sql.selectFrom('CorrectionStep').select('action').orderBy('version').execute()
      expect(steps.map(({ action }) => action)).toEqual(['REQUEST', 'ACCEPT', 'WRITE'])
    })

    test('whose answer was lost on the way is not written a second time', async () => {
      const number = await accepted()
      source.faults = ['LOST_ANSWER']
      await carry(number)
      expect(await row(number)).toMatchObject({ state: 'ACCEPTED', way: 'WRITE', fault: 'DEPARTMENT_FAULT' })
      // Somebody changes the row before the hub comes back: what was written is known by its key, and not written over.
      source.change('南路')
      await carryOutAll(doors, NOW, signal)
      expect(await row(number)).toMatchObject({ state: 'DONE', fault: null })
      expect(source).toMatchObject({ value: '南路', writes: 1 })
    })

    test('waits for a source that does not answer, and an officer may have it tried at once', async () => {
      const number = await accepted()
      source.faults = ['DEPARTMENT_UNAVAILABLE', 'DEPARTMENT_UNAVAILABLE']
      await carry(number)
      expect(await row(number)).toMatchObject({ state: 'ACCEPTED', fault: 'DEPARTMENT_UNAVAILABLE', version: 2 })
      await carryOutAll(doors, NOW, signal)
      await retryCorrection(doors, { number, seen: '2' }, by(officer))
      await carry(number)
      expect(await row(number)).toMatchObject({ state: 'DONE', fault: null })
      expect(source.writes).toBe(1)
    })

    test('goes over a change of another column of the row', async () => {
      const number = await accepted()
      source.version += 1
      await carry(number)
      expect(await row(number)).toMatchObject({ state: 'DONE', attempt: 2 })
      expect(source).toMatchObject({ value: '西路', writes: 1 })
    })

    test('never goes over another value: a person has to look', async () => {
      const number = await accepted()
      source.change('南路')
      await carry(number)
      expect(source).toMatchObject({ value: '南路', writes: 0 })
      expect(await row(number)).toMatchObject({ state: 'ACCEPTED', way: 'INSTRUCTION', fault: 'CHANGED_AT_SOURCE' })
      expect((await row(number))?.receiptDueAt).toBe(Date.parse('2026-10-15T23:59:59.999+08:00'))
      await confirmCorrection(doors, { number, seen: '3' }, '已改', by(officer))
      expect(await row(number)).toMatchObject({ state: 'DONE' })
    })

    test('that somebody entered by hand meanwhile is done', async () => {
      const number = await accepted()
      source.change('西路')
      await carry(number)
      expect(await row(number)).toMatchObject({ state: 'DONE' })
      expect(source.writes).toBe(0)
    })

    test('that the source refuses for good becomes an instruction', async () => {
      const number = await accepted()
      source.faults = ['WRITE_REFUSED']
      await carry(number)
      expect(await row(number)).toMatchObject({ state: 'ACCEPTED', way: 'INSTRUCTION', fault: 'WRITE_REFUSED' })
    })
  })

  test('a field that no declaration lets be written is an instruction from the start', async () => {
    const number = await accepted('owner')
    await carryOutAll(doors, NOW, signal)
    expect(await row(number)).toMatchObject({ state: 'ACCEPTED', way: 'INSTRUCTION', writeVersion: null })
    expect(source.writes).toBe(0)
  })

  test('the deadline counts working days over the National Day week and its swapped weekends', async () => {
    const number = await accepted('owner')
    // From Thursday, 24 September 2026: the 25th is Mid-Autumn, 1 to 7 October is free, and Saturday the 10th is worked for it.
    expect((await row(number))?.dueAt).toBe(Date.parse('2026-10-15T23:59:59.999+08:00'))
  })

  test('a text is opened only where it was sealed', () => {
    const sealed = doors.texts.seal('JZ1', 'proposed', '西路')
    expect(doors.texts.open('JZ1', 'proposed', sealed)).toBe('西路')
    expect(doors.texts.seal('JZ1', 'proposed', '西路')).not.toBe(sealed)
    expect(() => doors.texts.open('JZ2', 'proposed', sealed)).toThrow('was not sealed here')
    expect(() => doors.texts.open('JZ1', 'answer', sealed)).toThrow('was not sealed here')
    expect(() => doors.texts.open('JZ1', 'proposed', `${doors.texts.present}AAAA`)).toThrow('was not sealed here')
    expect(() => doors.texts.open('JZ1', 'proposed', 'AAAA')).toThrow('is not here')
  })

  test('the text secret is exchanged while requests run: what stood under the former one is sealed anew, then it may go', async () => {
    const number = await accepted('owner')
    const [former = new Uint8Array()] = ring.secrets
    const next = randomBytes(32)
    ring.replace([next, former])
    expect(doors.texts.open(number, 'evidence', (await row(number))?.evidence ?? null)).toBe('看过')
    expect(await resealTexts(doors, signal)).toBe(1)
    expect(await resealTexts(doors, signal)).toBe(0)
    ring.replace([next])
    expect(doors.texts.open(number, 'proposed', (await row(number))?.proposed ?? null)).toBe('西路')
    // Digests cannot be made anew: what was seen under a secret that is gone counts as changed.
    expect(doors.isValue((await row(number))?.accepted ?? null, '市政')).toBe(false)
  })

  describe('what is refused', () => {
    const refusal = (code: string, reason?: string) => ({
      extensions: reason === undefined ? { code } : { code, reason },
    })
    const ask = (given: object, value: string | null = '东路', asking = by(asker)) => {
      const field = doors.fields.get('Lamp.place')
      if (!field) throw new Error('no field')
      const asked = {
        field: 'Lamp.place',
        id: 'x',
        at: null,
        source: null,
        proposed: '西路',
        evidence: '看过',
        ...given,
      }
      const spot = { record: 'Lamp', key: 'x', field: 'place' }
      return requestCorrection(doors, asked, asking, () => Promise.resolve({ field, spot, value, entityId: null }))
    }

    test('at the request: no evidence, nothing to correct, what is open already, too many, a key that is none', async () => {
      await expect(ask({ evidence: ' ' })).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(ask({ evidence: '长'.repeat(2_001) })).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(ask({}, '西路')).rejects.toMatchObject(refusal('WRITE_REFUSED', 'NOTHING_TO_CORRECT'))
      await expect(ask({ proposed: null }, null)).rejects.toMatchObject(refusal('WRITE_REFUSED', 'NOTHING_TO_CORRECT'))
      await expect(ask({}, '东路', { ...by(asker), idempotencyKey: 'short' })).rejects.toMatchObject(
        refusal('BAD_USER_INPUT'),
      )
      await ask({})
      await expect(ask({})).rejects.toMatchObject(refusal('WRITE_REFUSED', 'ALREADY_OPEN'))
      // Another one’s open request is nothing that the asker may learn of.
      expect(await ask({}, '东路', by(person('another', 'developer')))).toMatch(/^JZ/)
      const [row] = await store.sql.selectFrom('Correction').selectAll().where('asker', '=', 'asker').execute()
      if (!row) throw new Error('no row')
      const more = Array.from({ length: 199 }, (_, at) => ({ ...row, number: `JZ${at}`, recordKey: `k${at}` }))
      await store.sql.insertInto('Correction').values(more).execute()
      await expect(filed('one too many', NOW)).rejects.toMatchObject(refusal('WRITE_REFUSED', 'TOO_MANY_OPEN'))
    })

    test('at the answer: the asker, a stranger, a developer of the owner, no reasons, an old version, a row that is gone', async () => {
      const number = await filed('one', NOW)
      const step = { number, seen: '1' }
      const refuse = (who: Principal, reasons: string | null = 'no', seen = '1') =>
        refuseCorrection(doors, { number, seen }, reasons, by(who))
      const ofOther = { ...officer, subject: 'officer-3', department: 'housing' }
      await expect(refuse({ ...officer, subject: 'asker' })).rejects.toMatchObject(refusal('TRANSITION_NOT_PERMITTED'))
      await expect(refuse(ofOther)).rejects.toMatchObject(refusal('NOT_FOUND'))
      await expect(refuse(person('worker', 'developer'))).rejects.toMatchObject(refusal('NOT_FOUND'))
      await expect(refuse({ ...officer, department: null })).rejects.toMatchObject(refusal('NOT_FOUND'))
      await expect(refuse(officer, ' ')).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(refuse(officer, 'no', '2')).rejects.toMatchObject(refusal('VERSION_CONFLICT'))
      await expect(acceptCorrection(doors, step, null, null, by(officer))).rejects.toMatchObject(
        refusal('WRITE_REFUSED', 'ROW_GONE'),
      )
      await expect(withdrawCorrection(doors, step, by(officer))).rejects.toMatchObject(
        refusal('TRANSITION_NOT_PERMITTED'),
      )
      await expect(confirmCorrection(doors, step, 'done', by(officer))).rejects.toMatchObject(
        refusal('TRANSITION_NOT_PERMITTED'),
      )
      await expect(retryCorrection(doors, step, by(officer))).rejects.toMatchObject(refusal('TRANSITION_NOT_PERMITTED'))
      await expect(retryCorrection(doors, { number: 'JZNONE', seen: '1' }, by(officer))).rejects.toMatchObject(
        refusal('NOT_FOUND'),
      )
      expect(await row(number)).toMatchObject({ state: 'OPEN', version: 1, answer: null })
    })

    test('one idempotency key for two different changes', async () => {
      const number = await filed('key', NOW)
      const asking = by(officer)
      await refuseCorrection(doors, { number, seen: '1' }, 'no', asking)
      expect(await refuseCorrection(doors, { number, seen: '1' }, 'no', asking)).toBe(number)
      await expect(refuseCorrection(doors, { number, seen: '1' }, 'other', asking)).rejects.toMatchObject(
        refusal('IDEMPOTENCY_KEY_REUSED'),
      )
      expect(doors.texts.open(number, 'answer', (await row(number))?.answer ?? null)).toBe('no')
    })
  })

  describe('queues', () => {
    const page = (conditions: object, order: CorrectionOrder = 'DUE', after: string | null = null, size = 2) =>
      readPage(store.sql, { now: NOW, ...conditions }, order, after, size)

    test('are paged by what is due first, or newest first, each row once', async () => {
      const made: string[] = []
      for (let at = 0; at < 5; at += 1) made.push(await filed(`row-${at}`, NOW + (at % 3) * 86_400_000))
      for (const order of ['DUE', 'NEWEST'] as const) {
        const found: string[] = []
        for (let after: string | null = null; ;) {
          const rows = await page({ department: 'lamps' }, order, after)
          found.push(...rows.slice(0, 2).map(({ number }) => number))
          if (rows.length <= 2) break
          after = positionOf(rows[1] as never, order)
        }
        expect([...found].sort()).toEqual([...made].sort())
      }
      expect(await countOf(store.sql, { now: NOW, department: 'lamps' })).toBe(5)
      expect(await countOf(store.sql, { now: NOW, department: 'other' })).toBe(0)
      await expect(Promise.resolve().then(() => page({}, 'DUE', 'nonsense'))).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT' },
      })
    })

    test('know what is overdue, for the own department and elsewhere, and what is unread', async () => {
      const number = await filed('late', NOW)
      const later = NOW + 40 * 86_400_000
      expect(await page({ overdueAt: NOW })).toEqual([])
      expect(await page({ department: 'other', overdueElsewhere: true, now: later })).toMatchObject([{ number }])
      expect(await page({ asker: 'asker', unread: true })).toEqual([])
      await refuseCorrection(doors, { number, seen: '1' }, 'no', { ...by(officer), at: later })
      expect(await page({ asker: 'asker', unread: true })).toMatchObject([{ number }])
      await markRead(doors, { number, seen: '2' }, asker)
      expect(await page({ asker: 'asker', unread: true })).toEqual([])
      await expect(markRead(doors, { number, seen: '2' }, officer)).rejects.toMatchObject({
        extensions: { code: 'NOT_FOUND' },
      })
      await expect(markRead(doors, { number: 'JZNONE', seen: '1' }, asker)).rejects.toMatchObject({
        extensions: { code: 'NOT_FOUND' },
      })
      for (const seen of ['9', '1.5', 'x'])
        await expect(markRead(doors, { number, seen }, asker)).rejects.toMatchObject({
          extensions: { code: 'VERSION_CONFLICT' },
        })
      // Answered after its day: overdue in the counts, though no longer in the queue.
      expect(await page({ overdueAt: later })).toEqual([])
      const counts = await correctionCounts(store.sql, later)
      expect(counts).toEqual(new Map([['lamps', { asked: 1, accepted: 0, refused: 1, overdue: 1 }]]))
    })

    test('take each change once, though it comes twice at once, and one of two who act at once', async () => {
      const number = await filed('twice', NOW)
      const same = by(officer)
      const refusals = [1, 2].map(() => refuseCorrection(doors, { number, seen: '1' }, 'no', same))
      expect(await Promise.all(refusals)).toEqual([number, number])
      const other = await filed('race', NOW)
      const now = { spot: { record: 'Lamp', key: 'race', field: 'place' }, value: '东路', version: '1', persons: [] }
      const outcomes = await Promise.allSettled([
        refuseCorrection(doors, { number: other, seen: '1' }, 'no', by(officer)),
        acceptCorrection(doors, { number: other, seen: '1' }, null, now, by(person('officer-2', 'data-officer'))),
      ])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect((await row(other))?.version).toBe(2)
    })

    test('go with the person, and steps with their correction', async () => {
      await filed('person', NOW, 'P-1')
      await store.sql.deleteFrom('Correction').where('entityId', '=', 'P-1').execute()
      await seedTerms(store)
      const expired = await expire(store, NOW, signal)
      expect(expired).toEqual({ CorrectionStep: 1 })
      await filed('old', NOW)
      await store.sql.updateTable('Correction').set({ state: 'REFUSED', closedAt: NOW }).execute()
      expect(await expire(store, NOW + 1_094 * 86_400_000, signal)).toEqual({})
      expect(await expire(store, NOW + 1_096 * 86_400_000, signal)).toEqual({ Correction: 1, CorrectionStep: 1 })
    })
  })

  /** An open request on a row of its own. */
  async function filed(key: string, at: number, entityId: string | null = null): Promise<string> {
    const field = doors.fields.get('Lamp.place')
    if (!field) throw new Error('no field')
    const asked = { field: 'Lamp.place', id: key, at: null, source: null, proposed: '西路', evidence: '看过' }
    return requestCorrection(doors, asked, { ...by(asker), at }, () =>
      Promise.resolve({ field, spot: { record: 'Lamp', key, field: 'place' }, value: '东路', entityId }),
    )
  }
}
