/** What follows from an acceptance, broken off at every step: written once, never lost, and never over what somebody else has changed. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedLimits } from '../../../access/grant-life/limits.ts'
import type { Principal } from '../../../access/principal.ts'
import { SecretRing } from '../../../access/secret-ring.ts'
import { deployMigrations } from '../../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../../prisma/store.ts'
import { pentagraphError, type ErrorCode } from '../../../schema/errors.ts'
import { department, record } from '../../kit/declaration.ts'
import { text } from '../../kit/fields.ts'
import type { Corrector, SpotChange, SpotValue } from '../../kit/corrections.ts'
import { carryOut, carryOutAll } from './carry-out.ts'
import { correctionDoors, type CorrectionDoors } from './doors.ts'
import { readCorrection } from './ledger.ts'
import { resealTexts } from './reseal.ts'
import { acceptCorrection, confirmCorrection, requestCorrection, retryCorrection, type Asking } from './requests.ts'

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

let folder = ''
let store: HubStore
let source: Source
let doors: CorrectionDoors
let linked: string[]
let ring: SecretRing

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pentagraph-corrections-'))
  const url = `file:${join(folder, 'hub.db')}`
  await deployMigrations(url)
  store = await openStore(url)
  await seedLimits(store)
  source = new Source()
  linked = []
  ring = new SecretRing([randomBytes(32)])
  const parts = { specs: [lamps], correctors: new Map([['lamps', source]]), textSecret: ring }
  doors = correctionDoors(parts, store, async (...given) => {
    linked.push(given[0])
  })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

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
