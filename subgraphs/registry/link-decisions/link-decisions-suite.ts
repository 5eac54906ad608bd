/**
 * Decisions on links on a store of any provider: what a clerk said holds at once, holds against every later linking, and is taken back to
 * exactly what stood before, or not at all. What is refused: refusals-suite.ts.
 */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { OpenedStore } from '../../../prisma/test-store.ts'
import { markGone } from '../gone-records.ts'
import { forgetPerson } from '../rights/forget.ts'
import { expire, seedTerms } from '../rights/retention.ts'
import { acceptPair, rejectPair } from './decide.ts'
import { readDecision } from './ledger.ts'
import { resealReasons } from './reseal.ts'
import { countsIn } from '../test-counts.ts'
import { alike, by, Clerk, NOW, NUMBER, OTHER_NUMBER, refusal } from './test-clerk.ts'

const DAY = 86_400_000

/** `open` gives an empty store. */
export function linkDecisionsSuite(open: () => Promise<OpenedStore>): void {
  let clerk: Clerk
  beforeEach(async () => {
    clerk = await Clerk.open(open)
  })
  afterEach(async () => {
    const { kept, counted } = await countsIn(clerk.store)
    await clerk.close()
    expect(kept).toEqual(counted)
  })

  describe('an accepted candidate', () => {
    test('is one person at once, and both ids keep resolving', async () => {
      clerk.justice.put('Event', 'Case/self/1', { number: 'TJ1' })
      clerk.justice.put('Person', 'Party/person/1', { ...alike, number: NUMBER, event: 'Case/self/1' })
      const pair = await clerk.likePair()
      const number = await acceptPair(clerk.doors, await clerk.asked(pair), by())
      const into = await clerk.entityOf(clerk.police, 'Resident/self/1')
      const gone = into === pair.one ? pair.other : pair.one
      expect(await clerk.entityOf(clerk.health, 'Patient/self/1')).toBe(into)
      expect(await clerk.entity(gone)).toMatchObject({ mergedInto: into })
      // Two departments state two values: both stand in the golden record that everybody reads from now on.
      const { golden, stale } = await clerk.entity(into)
      expect(stale).toBe(0)
      expect([golden.sex?.value, ...(golden.sex?.others ?? []).map(({ value }) => value)].sort()).toEqual([
        'FEMALE',
        'MALE',
      ])
      expect(await clerk.store.sql.selectFrom('Candidate').selectAll().execute()).toMatchObject([
        { state: 'ACCEPTED', decision: number },
      ])
      expect(await readDecision(clerk.store.sql, number)).toMatchObject({
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
      const number = await acceptPair(clerk.doors, await clerk.asked(await clerk.likePair(), '户籍科核对'), by())
      const row = await readDecision(clerk.store.sql, number)
      expect(row?.reason).not.toContain('户籍科')
      expect(clerk.doors.texts.open(number, 'reason', row?.reason ?? null)).toBe('户籍科核对')
    })

    test('keeps it while the text secret is exchanged', async () => {
      const number = await acceptPair(clerk.doors, await clerk.asked(await clerk.likePair(), '户籍科核对'), by())
      const [former = new Uint8Array()] = clerk.ring.secrets
      const next = randomBytes(32)
      clerk.ring.replace([next, former])
      expect(await resealReasons(clerk.doors, AbortSignal.timeout(5_000))).toBe(1)
      expect(await resealReasons(clerk.doors, AbortSignal.timeout(5_000))).toBe(0)
      clerk.ring.replace([next])
      expect(
        clerk.doors.texts.open(number, 'reason', (await readDecision(clerk.store.sql, number))?.reason ?? null),
      ).toBe('户籍科核对')
    })

    test('stays one through the next linking, and a record that comes later under either key finds it', async () => {
      const pair = await clerk.likePair()
      await acceptPair(clerk.doors, await clerk.asked(pair), by())
      const into = await clerk.entityOf(clerk.police, 'Resident/self/1')
      clerk.health.put('Person', 'Patient/self/1', { ...alike, sex: 'MALE', addressCode: '37028300100100000001' })
      clerk.justice.put('Person', 'Party/person/9', { ...alike, number: NUMBER })
      await clerk.link()
      expect(await clerk.entityOf(clerk.health, 'Patient/self/1')).toBe(into)
      expect(await clerk.entityOf(clerk.justice, 'Party/person/9')).toBe(into)
    })

    test('is undone to exactly what stood before, also what had gone into it before', async () => {
      clerk.police.put('House', 'Address/self/1', { addressCode: '37028300100100000001', villageCode: '370283001001' })
      clerk.health.put('Person', 'Visit/self/2', { ...alike, addressCode: '37028300100100000001' })
      const first = await clerk.likePair()
      await acceptPair(clerk.doors, await clerk.asked(first), by())
      const before = await clerk.everything()
      const number = await acceptPair(clerk.doors, await clerk.asked(await clerk.pairOfCandidate()), by())
      expect(await clerk.everything()).not.toEqual(before)
      await clerk.undo(number)
      expect(await clerk.everything()).toEqual(before)
      expect(await readDecision(clerk.store.sql, number)).toMatchObject({ undoneBy: expect.any(String) })
    })

    test('gives back what came later by a key of the entity that goes back', async () => {
      clerk.police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      clerk.health.put('Person', 'Patient/self/1', { name: '测甲', birthDate: '1980-01-02', number: OTHER_NUMBER })
      await clerk.link()
      const pair = await clerk.pairOfCandidate()
      const of = {
        police: await clerk.entityOf(clerk.police, 'Resident/self/1'),
        health: await clerk.entityOf(clerk.health, 'Patient/self/1'),
      }
      const number = await acceptPair(clerk.doors, await clerk.asked(pair), { ...by(), at: 1 })
      clerk.justice
        .put('Person', 'Party/person/1', { name: '测甲', number: OTHER_NUMBER })
        .put('Person', 'Party/person/2', { name: '测甲', number: NUMBER })
      await clerk.link()
      await clerk.undo(number)
      expect(await clerk.entityOf(clerk.justice, 'Party/person/1')).toBe(of.health)
      expect(await clerk.entityOf(clerk.justice, 'Party/person/2')).toBe(of.police)
    })

    test('houses take whoever lives in them along, there and back', async () => {
      const code = '37028300100100000001'
      clerk.police
        .put('House', 'Address/self/1', { addressCode: code, address: '平度市试验路12号' })
        .put('Person', 'Resident/self/5', { name: '试乙', number: OTHER_NUMBER, addressCode: code })
      clerk.health.put('House', 'Clinic/self/1', { address: '山东省青岛市平度市试验路１２号' })
      await clerk.link()
      const pair = await clerk.pairOfCandidate()
      const before = await clerk.everything()
      const number = await acceptPair(clerk.doors, await clerk.asked(pair), by())
      const house = await clerk.entityOf(clerk.police, 'Address/self/1', 'House')
      expect(await clerk.entityOf(clerk.health, 'Clinic/self/1', 'House')).toBe(house)
      expect(await clerk.entity(await clerk.entityOf(clerk.police, 'Resident/self/5'))).toMatchObject({
        houseId: house,
        stale: 0,
      })
      await clerk.undo(number)
      expect(await clerk.everything()).toEqual(before)
    })
  })

  describe('a rejected candidate', () => {
    test('is never proposed again, nor under another id of the same two', async () => {
      const pair = await clerk.likePair()
      const entities = await clerk.store.sql.selectFrom('Entity').select('id').execute()
      await rejectPair(clerk.doors, await clerk.asked(pair), by())
      clerk.health.put('Person', 'Patient/self/1', { ...alike, sex: 'FEMALE' })
      await clerk.link()
      expect(await clerk.store.sql.selectFrom('Candidate').select('state').execute()).toEqual([{ state: 'REJECTED' }])
      expect(await clerk.store.sql.selectFrom('Entity').select('id').execute()).toHaveLength(entities.length)
      // The patient turns out to have a number that another record had: its entity gets another id, the two stay the same two.
      clerk.justice.put('Person', 'Party/person/1', { name: '测甲', number: OTHER_NUMBER })
      await clerk.link()
      clerk.health.put('Person', 'Patient/self/1', { ...alike, number: OTHER_NUMBER })
      await clerk.link()
      clerk.police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER, sex: 'MALE' })
      clerk.health.put('Person', 'Patient/self/1', { ...alike, number: OTHER_NUMBER, sex: 'MALE' })
      await clerk.link()
      expect(await clerk.store.sql.selectFrom('Candidate').select('state').execute()).toEqual([{ state: 'REJECTED' }])
      expect(await clerk.entityOf(clerk.health, 'Patient/self/1')).not.toBe(
        await clerk.entityOf(clerk.police, 'Resident/self/1'),
      )
    })

    test('is open again once it is undone', async () => {
      const pair = await clerk.likePair()
      const before = await clerk.everything()
      const number = await rejectPair(clerk.doors, await clerk.asked(pair), by())
      await clerk.undo(number)
      expect(await clerk.everything()).toEqual(before)
    })

    test('needs a reason', async () => {
      const question = await clerk.asked(await clerk.likePair(), ' ')
      await expect(Promise.resolve().then(() => rejectPair(clerk.doors, question, by()))).rejects.toMatchObject(
        refusal('BAD_USER_INPUT'),
      )
    })
  })

  describe('a conflict', () => {
    test('of one person with two names becomes one, and two again', async () => {
      const pair = await clerk.conflict()
      const before = await clerk.everything()
      const number = await acceptPair(clerk.doors, await clerk.asked(pair, '看过档案', 'CONFLICT'), by())
      expect(await clerk.entityOf(clerk.health, 'Patient/self/1')).toBe(
        await clerk.entityOf(clerk.police, 'Resident/self/1'),
      )
      expect(await clerk.store.sql.selectFrom('Conflict').select(['state', 'decision']).execute()).toEqual([
        { state: 'SETTLED', decision: number },
      ])
      await clerk.link()
      await clerk.undo(number)
      expect(await clerk.everything()).toEqual(before)
    })

    test('of two persons is settled: they stay two, and nobody is asked again', async () => {
      const pair = await clerk.conflict()
      const before = await clerk.everything()
      const number = await rejectPair(clerk.doors, await clerk.asked(pair, '看过档案', 'CONFLICT'), by())
      clerk.police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      clerk.health.put('Person', 'Patient/self/1', { name: '试乙', birthDate: '1980-01-02', number: NUMBER })
      await clerk.link()
      expect(await clerk.store.sql.selectFrom('Conflict').select('state').execute()).toEqual([{ state: 'SETTLED' }])
      // That they are two stands where likeness is looked up too.
      expect(await clerk.store.sql.selectFrom('Candidate').select(['tier', 'state']).execute()).toEqual([
        { tier: 'ID_SHARED', state: 'REJECTED' },
      ])
      clerk.police.put('Person', 'Resident/self/1', { name: '测甲', number: NUMBER })
      clerk.health.put('Person', 'Patient/self/1', { name: '试乙', number: NUMBER })
      await clerk.link()
      await clerk.undo(number)
      const { candidates, conflicts } = await clerk.everything()
      expect([candidates, conflicts]).toEqual([before.candidates, before.conflicts])
    })
  })

  describe('a split', () => {
    /** Two records under one number, of which one is another person's. */
    async function mistaken(): Promise<string> {
      clerk.justice.put('Event', 'Case/self/1', { number: 'TJ1' })
      clerk.police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      clerk.justice.put('Person', 'Party/person/1', { name: '测*', number: NUMBER, event: 'Case/self/1' })
      clerk.health.put('Person', 'Patient/self/1', { ...alike, number: NUMBER, sex: 'MALE' })
      await clerk.link()
      return clerk.entityOf(clerk.police, 'Resident/self/1')
    }

    test('makes a person of the records, with their parts in events, at once', async () => {
      const id = await mistaken()
      const records = [...(await clerk.handles(clerk.justice, id)), ...(await clerk.handles(clerk.health, id))]
      const number = await clerk.split(id, records)
      const second = await clerk.entityOf(clerk.justice, 'Party/person/1')
      expect(second).not.toBe(id)
      expect(await clerk.entityOf(clerk.health, 'Patient/self/1')).toBe(second)
      expect(await clerk.entity(second)).toMatchObject({
        stale: 0,
        mergedInto: null,
        golden: { sex: { value: 'MALE' } },
      })
      expect((await clerk.entity(id)).golden.sex).toBeUndefined()
      expect(await clerk.store.sql.selectFrom('Participation').select('personId').execute()).toEqual([
        { personId: second },
      ])
      expect(await readDecision(clerk.store.sql, number)).toMatchObject({ action: 'SPLIT', first: id, second })
    })

    test('holds against the exact key, a changed record, one that comes back, and a likeness', async () => {
      const id = await mistaken()
      await clerk.split(id, await clerk.handles(clerk.health, id))
      const second = await clerk.entityOf(clerk.health, 'Patient/self/1')
      await clerk.link()
      clerk.health.put('Person', 'Patient/self/1', { ...alike, number: NUMBER, sex: 'FEMALE' })
      clerk.police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER, sex: 'FEMALE' })
      await clerk.link()
      expect(await clerk.entityOf(clerk.health, 'Patient/self/1')).toBe(second)
      expect(await clerk.entityOf(clerk.police, 'Resident/self/1')).toBe(id)
      // The row went so long ago that nothing is left of its clerk.link; then it is delivered again.
      await markGone(clerk.store.sql, 'Person', 'health', ['Patient/self/1'], NOW)
      await clerk.store.sql.deleteFrom('Link').where('department', '=', 'health').execute()
      await clerk.link()
      expect(await clerk.entityOf(clerk.health, 'Patient/self/1')).not.toBe(id)
      expect(await clerk.store.sql.selectFrom('Candidate').selectAll().where('state', '=', 'OPEN').execute()).toEqual(
        [],
      )
      expect(await clerk.store.sql.selectFrom('Conflict').selectAll().execute()).toEqual([])
    })

    test('holds against a record that stayed and then bears the key of the ones that went', async () => {
      clerk.police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      clerk.health.put('Person', 'Patient/self/1', { name: '测甲', birthDate: '1980-01-02', number: OTHER_NUMBER })
      await clerk.link()
      await acceptPair(clerk.doors, await clerk.asked(await clerk.pairOfCandidate()), by())
      const id = await clerk.entityOf(clerk.police, 'Resident/self/1')
      await clerk.split(id, await clerk.handles(clerk.health, id))
      const second = await clerk.entityOf(clerk.health, 'Patient/self/1')
      // The number went along: a third record under it is of the second person.
      clerk.justice.put('Person', 'Party/person/1', { name: '测甲', number: OTHER_NUMBER })
      clerk.police.put('Person', 'Resident/self/1', { ...alike, number: OTHER_NUMBER })
      await clerk.link()
      expect(await clerk.entityOf(clerk.justice, 'Party/person/1')).toBe(second)
      expect(await clerk.entityOf(clerk.police, 'Resident/self/1')).not.toBe(second)
    })

    test('takes along the keys that only the records have that go, and no other', async () => {
      const keys = { creditCode: '91370283MB00000198', oldNumber: '370283000000013' }
      clerk.police.put('Organisation', 'Company/self/1', { creditCode: keys.creditCode, name: '测试公司' })
      clerk.health.put('Organisation', 'Clinic/self/1', keys)
      await clerk.link()
      const id = await clerk.entityOf(clerk.police, 'Company/self/1', 'Organisation')
      await clerk.split(id, await clerk.handles(clerk.health, id))
      const second = await clerk.entityOf(clerk.health, 'Clinic/self/1', 'Organisation')
      clerk.justice
        .put('Organisation', 'Owner/self/1', { creditCode: keys.creditCode })
        .put('Organisation', 'Owner/self/2', { oldNumber: keys.oldNumber })
      await clerk.link()
      expect(await clerk.entityOf(clerk.justice, 'Owner/self/1', 'Organisation')).toBe(id)
      expect(await clerk.entityOf(clerk.justice, 'Owner/self/2', 'Organisation')).toBe(second)
    })

    test('of organisations holds against one record that carries the keys of both', async () => {
      clerk.police.put('Organisation', 'Company/self/1', { creditCode: '91370283MB00000198', name: '测试公司' })
      clerk.health.put('Organisation', 'Clinic/self/1', {
        creditCode: '91370283MB00000198',
        oldNumber: '370283000000013',
      })
      await clerk.link()
      const id = await clerk.entityOf(clerk.police, 'Company/self/1', 'Organisation')
      await clerk.split(id, await clerk.handles(clerk.health, id))
      const second = await clerk.entityOf(clerk.health, 'Clinic/self/1', 'Organisation')
      clerk.justice.put('Organisation', 'Owner/self/1', {
        creditCode: '91370283MB00000198',
        oldNumber: '370283000000013',
      })
      await clerk.link()
      expect(await clerk.entityOf(clerk.police, 'Company/self/1', 'Organisation')).toBe(id)
      expect(await clerk.entityOf(clerk.health, 'Clinic/self/1', 'Organisation')).toBe(second)
      expect((await clerk.entity(second)).mergedInto).toBeNull()
    })

    test('is undone to what stood before; the id of the piece keeps resolving', async () => {
      const id = await mistaken()
      const before = await clerk.everything()
      const number = await clerk.split(id, await clerk.handles(clerk.justice, id))
      const second = await clerk.entityOf(clerk.justice, 'Party/person/1')
      await clerk.undo(number)
      const { entities, ...rest } = await clerk.everything()
      expect({ ...rest, entities: entities.filter((row) => row.id !== second) }).toEqual(before)
      expect(await clerk.entity(second)).toMatchObject({ mergedInto: id })
      // And nothing of it is remembered: split again, it is a piece of its own again.
      await clerk.split(id, await clerk.handles(clerk.justice, id))
      const again = await clerk.entityOf(clerk.justice, 'Party/person/1')
      expect([id, second]).not.toContain(again)
      expect(await clerk.entity(again)).toMatchObject({ mergedInto: null })
    })

    test('is refused for no record, all of them, one of another clerk.entity, and one that is no handle', async () => {
      const id = await mistaken()
      clerk.police.put('Person', 'Resident/self/2', { name: '试乙', number: OTHER_NUMBER })
      await clerk.link()
      const elsewhere = await clerk.handles(clerk.police, await clerk.entityOf(clerk.police, 'Resident/self/2'))
      const all = [
        ...(await clerk.handles(clerk.police, id)),
        ...(await clerk.handles(clerk.justice, id)),
        ...(await clerk.handles(clerk.health, id)),
      ]
      await expect(Promise.resolve().then(() => clerk.split(id, []))).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(clerk.split(id, elsewhere)).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(clerk.split(id, ['Resident/self/1'])).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(clerk.split(id, all)).rejects.toMatchObject(refusal('WRITE_REFUSED', 'NOTHING_LEFT'))
      await expect(clerk.split('P-00000000000000000000', all)).rejects.toMatchObject(refusal('NOT_FOUND'))
    })

    test('tells nothing of a quiet record of another department', async () => {
      clerk.police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      clerk.health.put('Person', 'Patient/self/1', { name: '测甲', number: NUMBER }, { quiet: true })
      await clerk.link()
      const id = await clerk.entityOf(clerk.police, 'Resident/self/1')
      await expect(clerk.split(id, await clerk.handles(clerk.police, id))).rejects.toMatchObject(
        refusal('WRITE_REFUSED', 'NOTHING_LEFT'),
      )
    })
  })

  test('decisions go with the person, and what was taken back after its term', async () => {
    const pair = await clerk.likePair()
    await clerk.undo(await acceptPair(clerk.doors, await clerk.asked(pair), by()))
    const id = await clerk.entityOf(clerk.police, 'Resident/self/1')
    clerk.health.put('Person', 'Patient/self/2', { name: '测甲', number: NUMBER })
    await clerk.link()
    await clerk.split(id, await clerk.handles(clerk.health, id))
    await seedTerms(clerk.store)
    const signal = AbortSignal.timeout(20_000)
    expect(await expire(clerk.store, NOW + 1_094 * DAY, signal)).toEqual({})
    expect(await expire(clerk.store, NOW + 1_096 * DAY, signal)).toMatchObject({ LinkDecision: 2 })
    expect(await clerk.store.sql.selectFrom('LinkDecision').select('action').execute()).toEqual([{ action: 'SPLIT' }])
    await markGone(clerk.store.sql, 'Person', 'police', ['Resident/self/1'], NOW)
    expect(await forgetPerson(clerk.store, id)).toMatchObject({
      outcome: 'FORGOTTEN',
      receipt: { deleted: { SplitRecord: 1 } },
    })
    expect(await clerk.store.sql.selectFrom('LinkDecision').select('id').execute()).toEqual([])
  })

  test('one of two who decide at once, and a linking at the same time loses nothing', async () => {
    const pair = await clerk.likePair()
    const question = await clerk.asked(pair)
    for (let at = 0; at < 50; at += 1)
      clerk.justice.put('Person', `Party/person/${at}`, { name: `测${at}`, number: NUMBER })
    const [accepted, rejected] = await Promise.allSettled([
      acceptPair(clerk.doors, question, by('one')),
      rejectPair(clerk.doors, question, by('two')),
      clerk.link(),
    ])
    expect([accepted.status, rejected.status].sort()).toEqual(['fulfilled', 'rejected'])
    await clerk.link()
    const lost = await clerk.store.sql
      .selectFrom('Link')
      .innerJoin('Entity', 'Entity.id', 'Link.entityId')
      .select('localKey')
      .where('mergedInto', 'is not', null)
      .execute()
    expect(lost).toEqual([])
  })
}
