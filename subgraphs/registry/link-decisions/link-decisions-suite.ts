/**
 * Decisions on links on a store of any provider: what a clerk said holds at once, holds against every later linking, and is taken back to
 * exactly what stood before, or not at all.
 */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { SecretRing } from '../../../access/secret-ring.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { ErrorCode } from '../../../schema/errors.ts'
import type { EntityKind } from '../../kit/identity.ts'
import { TextSealer } from '../corrections/sealed-text.ts'
import type { Golden } from '../golden.ts'
import type { IndexSecrets } from '../index-secrets.ts'
import { Linker } from '../linker.ts'
import { MemorySource } from '../memory-source.ts'
import { secretsFor, type OpenedStore } from '../test-store.ts'
import { forgetPerson } from '../rights/forget.ts'
import { expire, seedTerms } from '../rights/retention.ts'
import { acceptPair, candidateId, rejectPair } from './decide.ts'
import { readDecision, type DecisionDoors, type Deciding } from './ledger.ts'
import { resealReasons } from './reseal.ts'
import { handleOf, sidesOf, versionOf } from './sides.ts'
import { splitRecords } from './split.ts'
import { undoDecision } from './undo.ts'

const NOW = Date.parse('2026-11-26T10:00:00+08:00')
const DAY = 86_400_000
const NUMBER = '370283198001020006'
const OTHER_NUMBER = '370283199003070007'
const secret = new Uint8Array(32).fill(7)

const refusal = (code: ErrorCode, reason?: string) => ({
  extensions: reason === undefined ? { code } : { code, reason },
})
let keys = 0
const by = (subject = 'clerk', department: string | null = 'police', at = NOW): Deciding => ({
  actor: { subject, department },
  at,
  idempotencyKey: `some-key-${(keys += 1)}`,
})

/** `open` gives an empty store. */
export function linkDecisionsSuite(open: () => Promise<OpenedStore>): void {
  let opened: OpenedStore
  let store: HubStore
  let secrets: IndexSecrets
  let doors: DecisionDoors
  let ring: SecretRing
  let police: MemorySource
  let health: MemorySource
  let justice: MemorySource
  let linker: Linker

  beforeEach(async () => {
    opened = await open()
    store = opened.store
    secrets = await secretsFor(store, secret)
    ring = new SecretRing([randomBytes(32)])
    doors = { store, secrets, texts: new TextSealer(ring) }
    police = new MemorySource('police')
    health = new MemorySource('health')
    justice = new MemorySource('justice')
    linker = new Linker(store, [police, health, justice], secrets)
  })
  afterEach(() => opened.close())

  const link = () => linker.linkAll(AbortSignal.timeout(20_000))
  const alike = { name: '测甲', birthDate: '1980-01-02' }
  /** One person of two departments, whom only the name and the birth date join. */
  async function likePair(): Promise<{ readonly one: string; readonly other: string; readonly id: string }> {
    police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER, sex: 'FEMALE' })
    health.put('Person', 'Patient/self/1', { ...alike, sex: 'MALE' })
    await link()
    return pairOfCandidate()
  }
  async function pairOfCandidate() {
    const row = await store.sql
      .selectFrom('Candidate')
      .selectAll()
      .where('state', '=', 'OPEN')
      .executeTakeFirstOrThrow()
    return { one: row.first, other: row.second, id: candidateId(row) }
  }
  async function seen(state: string, ...ids: string[]): Promise<string> {
    const sides = await sidesOf(store.sql, ids)
    return versionOf(
      doors.texts,
      state,
      ids.map((id) => sides.get(id)),
    )
  }
  async function asked(pair: { one: string; other: string; id: string }, reason: string | null = '看过档案') {
    return { about: 'CANDIDATE' as const, id: pair.id, reason, seen: await seen('OPEN', pair.one, pair.other) }
  }
  async function entityOf(source: MemorySource, localKey: string, kind: EntityKind = 'Person'): Promise<string> {
    const row = await store.sql
      .selectFrom('Link')
      .select('entityId')
      .where('department', '=', source.department)
      .where('kind', '=', kind)
      .where('localKey', '=', localKey)
      .executeTakeFirstOrThrow()
    return row.entityId
  }
  async function entity(id: string) {
    const row = await store.sql.selectFrom('Entity').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return { ...row, golden: JSON.parse(row.golden) as Golden }
  }
  async function handles(source: MemorySource, id: string, localKey?: string): Promise<string[]> {
    const side = (await sidesOf(store.sql, [id])).get(id)
    const links = side?.links.filter(
      (of) => of.department === source.department && (!localKey || of.localKey === localKey),
    )
    return (links ?? []).map((of) => handleOf(doors.texts, of))
  }
  async function split(id: string, records: readonly string[], deciding = by()): Promise<string> {
    return splitRecords(doors, { id, records, seen: await seen('', id), reason: '不是同一人' }, deciding)
  }
  const undo = (id: string, deciding = by()) => undoDecision(doors, { id, reason: '看错了' }, deciding)
  /** All that a decision may touch. When an entity was refreshed is no part of what it is. */
  const everything = async () => ({
    entities: (await store.sql.selectFrom('Entity').selectAll().orderBy('id').execute()).map((row) => ({
      ...row,
      updatedAt: 0,
      changeSeq: 0,
    })),
    links: await store.sql
      .selectFrom('Link')
      .selectAll()
      .orderBy('department')
      .orderBy('kind')
      .orderBy('localKey')
      .execute(),
    keys: await store.sql
      .selectFrom('NumberIndex')
      .selectAll()
      .orderBy('kind')
      .orderBy('key')
      .orderBy('holder')
      .execute(),
    candidates: await store.sql.selectFrom('Candidate').selectAll().orderBy('first').orderBy('second').execute(),
    conflicts: await store.sql.selectFrom('Conflict').selectAll().orderBy('id').execute(),
    parts: await store.sql.selectFrom('Participation').selectAll().orderBy('localKey').execute(),
    points: await store.sql.selectFrom('PlacedPoint').selectAll().orderBy('entityId').execute(),
    split: await store.sql.selectFrom('SplitRecord').selectAll().execute(),
  })

  describe('an accepted candidate', () => {
    test('is one person at once, and both ids keep resolving', async () => {
      justice.put('Event', 'Case/self/1', { number: 'TJ1' })
      justice.put('Person', 'Party/person/1', { ...alike, number: NUMBER, event: 'Case/self/1' })
      const pair = await likePair()
      const number = await acceptPair(doors, await asked(pair), by())
      const into = await entityOf(police, 'Resident/self/1')
      const gone = into === pair.one ? pair.other : pair.one
      expect(await entityOf(health, 'Patient/self/1')).toBe(into)
      expect(await entity(gone)).toMatchObject({ mergedInto: into })
      // Two departments state two values: both stand in the golden record that everybody reads from now on.
      const { golden, stale } = await entity(into)
      expect(stale).toBe(0)
      expect([golden.sex?.value, ...(golden.sex?.others ?? []).map(({ value }) => value)].sort()).toEqual([
        'FEMALE',
        'MALE',
      ])
      expect(await store.sql.selectFrom('Candidate').selectAll().execute()).toMatchObject([
        { state: 'ACCEPTED', decision: number },
      ])
      expect(await readDecision(store.sql, number)).toMatchObject({
        action: 'ACCEPT',
        actor: 'clerk',
        actorDepartment: 'police',
        at: NOW,
        first: into,
        second: gone,
        undoneBy: null,
      })
    })

    test('keeps its reason where nobody reads it without the secret', async () => {
      const number = await acceptPair(doors, await asked(await likePair(), '户籍科核对'), by())
      const row = await readDecision(store.sql, number)
      expect(row?.reason).not.toContain('户籍科')
      expect(doors.texts.open(number, 'reason', row?.reason ?? null)).toBe('户籍科核对')
    })

    test('keeps it while the text secret is exchanged', async () => {
      const number = await acceptPair(doors, await asked(await likePair(), '户籍科核对'), by())
      const [former = new Uint8Array()] = ring.secrets
      const next = randomBytes(32)
      ring.replace([next, former])
      expect(await resealReasons(doors, AbortSignal.timeout(5_000))).toBe(1)
      expect(await resealReasons(doors, AbortSignal.timeout(5_000))).toBe(0)
      ring.replace([next])
      expect(doors.texts.open(number, 'reason', (await readDecision(store.sql, number))?.reason ?? null)).toBe(
        '户籍科核对',
      )
    })

    test('stays one through the next linking, and a record that comes later under either key finds it', async () => {
      const pair = await likePair()
      await acceptPair(doors, await asked(pair), by())
      const into = await entityOf(police, 'Resident/self/1')
      health.put('Person', 'Patient/self/1', { ...alike, sex: 'MALE', addressCode: '37028300100100000001' })
      justice.put('Person', 'Party/person/9', { ...alike, number: NUMBER })
      await link()
      expect(await entityOf(health, 'Patient/self/1')).toBe(into)
      expect(await entityOf(justice, 'Party/person/9')).toBe(into)
    })

    test('is undone to exactly what stood before, also what had gone into it before', async () => {
      police.put('House', 'Address/self/1', { addressCode: '37028300100100000001', villageCode: '370283001001' })
      health.put('Person', 'Visit/self/2', { ...alike, addressCode: '37028300100100000001' })
      const first = await likePair()
      await acceptPair(doors, await asked(first), by())
      const before = await everything()
      const number = await acceptPair(doors, await asked(await pairOfCandidate()), by())
      expect(await everything()).not.toEqual(before)
      await undo(number)
      expect(await everything()).toEqual(before)
      expect(await readDecision(store.sql, number)).toMatchObject({ undoneBy: expect.any(String) })
    })

    test('gives back what came later by a key of the entity that goes back', async () => {
      police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      health.put('Person', 'Patient/self/1', { name: '测甲', birthDate: '1980-01-02', number: OTHER_NUMBER })
      await link()
      const pair = await pairOfCandidate()
      const of = { police: await entityOf(police, 'Resident/self/1'), health: await entityOf(health, 'Patient/self/1') }
      const number = await acceptPair(doors, await asked(pair), { ...by(), at: 1 })
      justice
        .put('Person', 'Party/person/1', { name: '测甲', number: OTHER_NUMBER })
        .put('Person', 'Party/person/2', { name: '测甲', number: NUMBER })
      await link()
      await undo(number)
      expect(await entityOf(justice, 'Party/person/1')).toBe(of.health)
      expect(await entityOf(justice, 'Party/person/2')).toBe(of.police)
    })

    test('houses take whoever lives in them along, there and back', async () => {
      const code = '37028300100100000001'
      police
        .put('House', 'Address/self/1', { addressCode: code, address: '平度市试验路12号' })
        .put('Person', 'Resident/self/5', { name: '试乙', number: OTHER_NUMBER, addressCode: code })
      health.put('House', 'Clinic/self/1', { address: '山东省青岛市平度市试验路１２号' })
      await link()
      const pair = await pairOfCandidate()
      const before = await everything()
      const number = await acceptPair(doors, await asked(pair), by())
      const house = await entityOf(police, 'Address/self/1', 'House')
      expect(await entityOf(health, 'Clinic/self/1', 'House')).toBe(house)
      expect(await entity(await entityOf(police, 'Resident/self/5'))).toMatchObject({ houseId: house, stale: 0 })
      await undo(number)
      expect(await everything()).toEqual(before)
    })
  })

  describe('a rejected candidate', () => {
    test('is never proposed again, nor under another id of the same two', async () => {
      const pair = await likePair()
      const entities = await store.sql.selectFrom('Entity').select('id').execute()
      await rejectPair(doors, await asked(pair), by())
      health.put('Person', 'Patient/self/1', { ...alike, sex: 'FEMALE' })
      await link()
      expect(await store.sql.selectFrom('Candidate').select('state').execute()).toEqual([{ state: 'REJECTED' }])
      expect(await store.sql.selectFrom('Entity').select('id').execute()).toHaveLength(entities.length)
      // The patient turns out to have a number that another record had: its entity gets another id, the two stay the same two.
      justice.put('Person', 'Party/person/1', { name: '测甲', number: OTHER_NUMBER })
      await link()
      health.put('Person', 'Patient/self/1', { ...alike, number: OTHER_NUMBER })
      await link()
      police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER, sex: 'MALE' })
      health.put('Person', 'Patient/self/1', { ...alike, number: OTHER_NUMBER, sex: 'MALE' })
      await link()
      expect(await store.sql.selectFrom('Candidate').select('state').execute()).toEqual([{ state: 'REJECTED' }])
      expect(await entityOf(health, 'Patient/self/1')).not.toBe(await entityOf(police, 'Resident/self/1'))
    })

    test('is open again once it is undone', async () => {
      const pair = await likePair()
      const before = await everything()
      const number = await rejectPair(doors, await asked(pair), by())
      await undo(number)
      expect(await everything()).toEqual(before)
    })

    test('needs a reason', async () => {
      const question = await asked(await likePair(), ' ')
      await expect(Promise.resolve().then(() => rejectPair(doors, question, by()))).rejects.toMatchObject(
        refusal('BAD_USER_INPUT'),
      )
    })
  })

  describe('a conflict', () => {
    async function conflict() {
      police.put('Person', 'Resident/self/1', { name: '测甲', number: NUMBER })
      health.put('Person', 'Patient/self/1', { name: '试乙', number: NUMBER })
      await link()
      const row = await store.sql.selectFrom('Conflict').selectAll().executeTakeFirstOrThrow()
      return { id: row.id, one: await entityOf(health, 'Patient/self/1'), other: row.otherId }
    }

    test('of one person with two names becomes one, and two again', async () => {
      const pair = await conflict()
      const before = await everything()
      const number = await acceptPair(doors, { ...(await asked(pair)), about: 'CONFLICT' }, by())
      expect(await entityOf(health, 'Patient/self/1')).toBe(await entityOf(police, 'Resident/self/1'))
      expect(await store.sql.selectFrom('Conflict').select(['state', 'decision']).execute()).toEqual([
        { state: 'SETTLED', decision: number },
      ])
      await link()
      await undo(number)
      expect(await everything()).toEqual(before)
    })

    test('of two persons is settled: they stay two, and nobody is asked again', async () => {
      const pair = await conflict()
      const before = await everything()
      const number = await rejectPair(doors, { ...(await asked(pair)), about: 'CONFLICT' }, by())
      police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      health.put('Person', 'Patient/self/1', { name: '试乙', birthDate: '1980-01-02', number: NUMBER })
      await link()
      expect(await store.sql.selectFrom('Conflict').select('state').execute()).toEqual([{ state: 'SETTLED' }])
      police.put('Person', 'Resident/self/1', { name: '测甲', number: NUMBER })
      health.put('Person', 'Patient/self/1', { name: '试乙', number: NUMBER })
      await link()
      await undo(number)
      const { candidates, conflicts } = await everything()
      expect([candidates, conflicts]).toEqual([before.candidates, before.conflicts])
    })
  })

  describe('a split', () => {
    /** Two records under one number, of which one is another person's. */
    async function mistaken(): Promise<string> {
      justice.put('Event', 'Case/self/1', { number: 'TJ1' })
      police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      justice.put('Person', 'Party/person/1', { name: '测*', number: NUMBER, event: 'Case/self/1' })
      health.put('Person', 'Patient/self/1', { ...alike, number: NUMBER, sex: 'MALE' })
      await link()
      return entityOf(police, 'Resident/self/1')
    }

    test('makes a person of the records, with their parts in events, at once', async () => {
      const id = await mistaken()
      const records = [...(await handles(justice, id)), ...(await handles(health, id))]
      const number = await split(id, records)
      const second = await entityOf(justice, 'Party/person/1')
      expect(second).not.toBe(id)
      expect(await entityOf(health, 'Patient/self/1')).toBe(second)
      expect(await entity(second)).toMatchObject({ stale: 0, mergedInto: null, golden: { sex: { value: 'MALE' } } })
      expect((await entity(id)).golden.sex).toBeUndefined()
      expect(await store.sql.selectFrom('Participation').select('personId').execute()).toEqual([{ personId: second }])
      expect(await readDecision(store.sql, number)).toMatchObject({ action: 'SPLIT', first: id, second })
    })

    test('holds against the exact key, a changed record, one that comes back, and a likeness', async () => {
      const id = await mistaken()
      await split(id, await handles(health, id))
      const second = await entityOf(health, 'Patient/self/1')
      await link()
      health.put('Person', 'Patient/self/1', { ...alike, number: NUMBER, sex: 'FEMALE' })
      police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER, sex: 'FEMALE' })
      await link()
      expect(await entityOf(health, 'Patient/self/1')).toBe(second)
      expect(await entityOf(police, 'Resident/self/1')).toBe(id)
      // The row went so long ago that nothing is left of its link; then it is delivered again.
      await store.sql.deleteFrom('Link').where('department', '=', 'health').execute()
      await link()
      expect(await entityOf(health, 'Patient/self/1')).not.toBe(id)
      expect(await store.sql.selectFrom('Candidate').selectAll().where('state', '=', 'OPEN').execute()).toEqual([])
      expect(await store.sql.selectFrom('Conflict').selectAll().execute()).toEqual([])
    })

    test('holds against a record that stayed and then bears the key of the ones that went', async () => {
      police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      health.put('Person', 'Patient/self/1', { name: '测甲', birthDate: '1980-01-02', number: OTHER_NUMBER })
      await link()
      await acceptPair(doors, await asked(await pairOfCandidate()), by())
      const id = await entityOf(police, 'Resident/self/1')
      await split(id, await handles(health, id))
      const second = await entityOf(health, 'Patient/self/1')
      // The number went along: a third record under it is of the second person.
      justice.put('Person', 'Party/person/1', { name: '测甲', number: OTHER_NUMBER })
      police.put('Person', 'Resident/self/1', { ...alike, number: OTHER_NUMBER })
      await link()
      expect(await entityOf(justice, 'Party/person/1')).toBe(second)
      expect(await entityOf(police, 'Resident/self/1')).not.toBe(second)
    })

    test('of organisations holds against one record that carries the keys of both', async () => {
      police.put('Organisation', 'Company/self/1', { creditCode: '91370283MB00000198', name: '测试公司' })
      health.put('Organisation', 'Clinic/self/1', { creditCode: '91370283MB00000198', oldNumber: '370283000000013' })
      await link()
      const id = await entityOf(police, 'Company/self/1', 'Organisation')
      await split(id, await handles(health, id))
      const second = await entityOf(health, 'Clinic/self/1', 'Organisation')
      justice.put('Organisation', 'Owner/self/1', { creditCode: '91370283MB00000198', oldNumber: '370283000000013' })
      await link()
      expect(await entityOf(police, 'Company/self/1', 'Organisation')).toBe(id)
      expect(await entityOf(health, 'Clinic/self/1', 'Organisation')).toBe(second)
      expect((await entity(second)).mergedInto).toBeNull()
    })

    test('is undone to what stood before; the id of the piece keeps resolving', async () => {
      const id = await mistaken()
      const before = await everything()
      const number = await split(id, await handles(justice, id))
      const second = await entityOf(justice, 'Party/person/1')
      await undo(number)
      const { entities, ...rest } = await everything()
      expect({ ...rest, entities: entities.filter((row) => row.id !== second) }).toEqual(before)
      expect(await entity(second)).toMatchObject({ mergedInto: id })
      // And nothing of it is remembered: split again, it is a piece of its own again.
      await split(id, await handles(justice, id))
      expect(await entityOf(justice, 'Party/person/1')).not.toBe(id)
    })

    test('is refused for no record, all of them, one of another entity, and one that is no handle', async () => {
      const id = await mistaken()
      police.put('Person', 'Resident/self/2', { name: '试乙', number: OTHER_NUMBER })
      await link()
      const elsewhere = await handles(police, await entityOf(police, 'Resident/self/2'))
      const all = [...(await handles(police, id)), ...(await handles(justice, id)), ...(await handles(health, id))]
      await expect(Promise.resolve().then(() => split(id, []))).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(split(id, elsewhere)).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(split(id, ['Resident/self/1'])).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(split(id, all)).rejects.toMatchObject(refusal('WRITE_REFUSED', 'NOTHING_LEFT'))
      await expect(split('P-00000000000000000000', all)).rejects.toMatchObject(refusal('NOT_FOUND'))
    })

    test('tells nothing of a quiet record of another department', async () => {
      police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      health.put('Person', 'Patient/self/1', { name: '测甲', number: NUMBER }, { quiet: true })
      await link()
      const id = await entityOf(police, 'Resident/self/1')
      await expect(split(id, await handles(police, id))).rejects.toMatchObject(refusal('WRITE_REFUSED', 'NOTHING_LEFT'))
    })
  })

  test('decisions go with the person, and what was taken back after its term', async () => {
    const pair = await likePair()
    await undo(await acceptPair(doors, await asked(pair), by()))
    const id = await entityOf(police, 'Resident/self/1')
    health.put('Person', 'Patient/self/2', { name: '测甲', number: NUMBER })
    await link()
    await split(id, await handles(health, id))
    await seedTerms(store)
    const signal = AbortSignal.timeout(20_000)
    expect(await expire(store, NOW + 1_094 * DAY, signal)).toEqual({})
    expect(await expire(store, NOW + 1_096 * DAY, signal)).toMatchObject({ LinkDecision: 2 })
    expect(await store.sql.selectFrom('LinkDecision').select('action').execute()).toEqual([{ action: 'SPLIT' }])
    await store.sql.updateTable('Link').set({ live: 0 }).where('entityId', '=', id).execute()
    expect(await forgetPerson(store, id)).toMatchObject({
      outcome: 'FORGOTTEN',
      receipt: { deleted: { SplitRecord: 1 } },
    })
    expect(await store.sql.selectFrom('LinkDecision').select('id').execute()).toEqual([])
  })

  describe('what is refused', () => {
    test('whoever keeps no record of either, a decided one, an old version, no such thing', async () => {
      const pair = await likePair()
      const question = await asked(pair)
      await expect(acceptPair(doors, question, by('stranger', 'justice'))).rejects.toMatchObject(refusal('NOT_FOUND'))
      await expect(acceptPair(doors, question, by('nobody', null))).rejects.toMatchObject(refusal('NOT_FOUND'))
      await expect(acceptPair(doors, { ...question, id: 'nonsense' }, by())).rejects.toMatchObject(refusal('NOT_FOUND'))
      health.put('Person', 'Patient/self/1', { ...alike, sex: 'FEMALE' })
      await link()
      await expect(acceptPair(doors, question, by())).rejects.toMatchObject(refusal('VERSION_CONFLICT'))
      await rejectPair(doors, await asked(pair), by())
      await expect(acceptPair(doors, await asked(pair), by())).rejects.toMatchObject(
        refusal('TRANSITION_NOT_PERMITTED'),
      )
      await expect(undo('NONE')).rejects.toMatchObject(refusal('NOT_FOUND'))
    })

    test('one idempotency key for two decisions; the same one is made once', async () => {
      const pair = await likePair()
      const deciding = by()
      const question = await asked(pair)
      const number = await acceptPair(doors, question, deciding)
      expect(await acceptPair(doors, question, deciding)).toBe(number)
      await expect(acceptPair(doors, { ...question, reason: '另一个' }, deciding)).rejects.toMatchObject(
        refusal('IDEMPOTENCY_KEY_REUSED'),
      )
      expect(await store.sql.selectFrom('LinkDecision').select('seq').execute()).toEqual([{ seq: 1 }])
    })

    test('undoing under a later decision, twice, by a stranger, and after the linker went on', async () => {
      const pair = await likePair()
      const first = await acceptPair(doors, await asked(pair), by())
      const id = await entityOf(police, 'Resident/self/1')
      const later = await split(id, await handles(health, id))
      const refused = undo(first)
      await expect(refused).rejects.toMatchObject(refusal('WRITE_REFUSED', 'LATER_DECISIONS'))
      await expect(refused).rejects.toMatchObject({ extensions: { decisions: [later] } })
      await expect(undo(later, by('stranger', 'justice'))).rejects.toMatchObject(refusal('NOT_FOUND'))
      await undo(later)
      await expect(undo(later)).rejects.toMatchObject(refusal('TRANSITION_NOT_PERMITTED'))
      const gone = id === pair.one ? pair.other : pair.one
      await store.sql.updateTable('Entity').set({ mergedInto: 'P-elsewhere' }).where('id', '=', gone).execute()
      await expect(undo(first)).rejects.toMatchObject(refusal('WRITE_REFUSED', 'CHANGED_SINCE'))
      await store.sql.updateTable('Entity').set({ mergedInto: id }).where('id', '=', gone).execute()
      await undo(first)
      expect(await entityOf(health, 'Patient/self/1')).not.toBe(await entityOf(police, 'Resident/self/1'))
    })

    test('one of two who decide at once, and a linking at the same time loses nothing', async () => {
      const pair = await likePair()
      const question = await asked(pair)
      for (let at = 0; at < 50; at += 1)
        justice.put('Person', `Party/person/${at}`, { name: `测${at}`, number: NUMBER })
      const [accepted, rejected] = await Promise.allSettled([
        acceptPair(doors, question, by('one')),
        rejectPair(doors, question, by('two')),
        link(),
      ])
      expect([accepted.status, rejected.status].sort()).toEqual(['fulfilled', 'rejected'])
      await link()
      const lost = await store.sql
        .selectFrom('Link')
        .innerJoin('Entity', 'Entity.id', 'Link.entityId')
        .select('localKey')
        .where('mergedInto', 'is not', null)
        .execute()
      expect(lost).toEqual([])
    })
  })
}
