/**
 * What is refused of decisions on links, on a store of any provider: whom they do not concern, what was not seen, what is no question any more,
 * what cannot be taken back. Nothing is changed by what is refused.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { OpenedStore } from '../../../prisma/test-store.ts'
import { acceptPair, candidateId, rejectPair } from './decide.ts'
import { undecided } from './kept-apart.ts'
import { splitRecords } from './split.ts'
import { countsIn } from '../test-counts.ts'
import { alike, by, Clerk, NUMBER, OTHER_NUMBER, refusal } from './test-clerk.ts'

/** `open` gives an empty store. */
export function refusalsSuite(open: () => Promise<OpenedStore>): void {
  let clerk: Clerk
  beforeEach(async () => {
    clerk = await Clerk.open(open)
  })
  afterEach(async () => {
    const { kept, counted } = await countsIn(clerk.store)
    await clerk.close()
    expect(kept).toEqual(counted)
  })

  const sql = () => clerk.store.sql
  /** As the linker of another hub may have left it. */
  const leadTo = (id: string, mergedInto: string | null) =>
    sql().updateTable('Entity').set({ mergedInto }).where('id', '=', id).execute()
  async function openCandidate(one: string, other: string): Promise<void> {
    const [first = '', second = ''] = [one, other].sort()
    const row = { kind: 'Person', first, second, tier: 'NAME_BIRTH', evidence: '{}', state: 'OPEN', createdAt: 1 }
    await sql()
      .insertInto('Candidate')
      .values({ ...row, decision: null })
      .onConflict((on) => on.columns(['kind', 'first', 'second']).doUpdateSet({ state: 'OPEN' }))
      .execute()
  }
  const accepted = async () => {
    const pair = await clerk.likePair()
    const number = await acceptPair(clerk.doors, await clerk.asked(pair), by())
    const into = await clerk.entityOf(clerk.police, 'Resident/self/1')
    return { number, into, gone: into === pair.one ? pair.other : pair.one }
  }

  describe('an answer to a question', () => {
    test('whoever keeps no record of either, a decided one, an old version, no such thing', async () => {
      const pair = await clerk.likePair()
      const question = await clerk.asked(pair)
      await expect(acceptPair(clerk.doors, question, by('stranger', 'justice'))).rejects.toMatchObject(
        refusal('NOT_FOUND'),
      )
      await expect(acceptPair(clerk.doors, question, by('nobody', null))).rejects.toMatchObject(refusal('NOT_FOUND'))
      await expect(acceptPair(clerk.doors, { ...question, id: 'nonsense' }, by())).rejects.toMatchObject(
        refusal('NOT_FOUND'),
      )
      clerk.health.put('Person', 'Patient/self/1', { ...alike, sex: 'FEMALE' })
      await clerk.link()
      await expect(acceptPair(clerk.doors, question, by())).rejects.toMatchObject(refusal('VERSION_CONFLICT'))
      await rejectPair(clerk.doors, await clerk.asked(pair), by())
      await expect(acceptPair(clerk.doors, await clerk.asked(pair), by())).rejects.toMatchObject(
        refusal('TRANSITION_NOT_PERMITTED'),
      )
      await expect(clerk.undo('NONE')).rejects.toMatchObject(refusal('NOT_FOUND'))
    })

    test('one idempotency key for two decisions; the same one is made once', async () => {
      const pair = await clerk.likePair()
      const deciding = by()
      const question = await clerk.asked(pair)
      const number = await acceptPair(clerk.doors, question, deciding)
      expect(await acceptPair(clerk.doors, question, deciding)).toBe(number)
      await expect(acceptPair(clerk.doors, { ...question, reason: '另一个' }, deciding)).rejects.toMatchObject(
        refusal('IDEMPOTENCY_KEY_REUSED'),
      )
      expect(await clerk.store.sql.selectFrom('LinkDecision').select('seq').execute()).toEqual([{ seq: 1 }])
    })

    test('is taken of the department of either', async () => {
      const pair = await clerk.likePair()
      const first = await rejectPair(clerk.doors, await clerk.asked(pair), by('officer', 'police'))
      await clerk.undo(first, by('officer', 'health'))
      await rejectPair(clerk.doors, await clerk.asked(pair), by('officer', 'health'))
      expect(await sql().selectFrom('Candidate').select('state').execute()).toEqual([{ state: 'REJECTED' }])
    })

    test('is refused under any name of the question but its own', async () => {
      const { one, other, id } = await clerk.likePair()
      const longer = Buffer.from(`${one}~${other}~more`, 'utf8').toString('base64url')
      for (const name of [`${id}=`, longer, candidateId({ first: other, second: one })])
        await expect(acceptPair(clerk.doors, await clerk.asked({ one, other, id: name }), by())).rejects.toMatchObject(
          refusal('NOT_FOUND'),
        )
    })

    test.each(['one', 'other'] as const)('is refused when one of the two is gone: %s', async (gone) => {
      const pair = await clerk.likePair()
      const question = await clerk.asked(pair)
      await sql().deleteFrom('Entity').where('id', '=', pair[gone]).execute()
      for (const department of ['police', 'health'])
        await expect(acceptPair(clerk.doors, question, by('clerk', department))).rejects.toMatchObject(
          refusal('NOT_FOUND'),
        )
    })

    test('is refused when the two are one already', async () => {
      const pair = await clerk.likePair()
      const into = await clerk.entityOf(clerk.police, 'Resident/self/1')
      await leadTo(into === pair.one ? pair.other : pair.one, into)
      await expect(acceptPair(clerk.doors, await clerk.asked(pair), by())).rejects.toMatchObject(
        refusal('WRITE_REFUSED', 'ALREADY_ONE'),
      )
    })

    test('does not bring together what was split, though a question was left open', async () => {
      const { into } = await accepted()
      await clerk.split(into, await clerk.handles(clerk.health, into))
      const second = await clerk.entityOf(clerk.health, 'Patient/self/1')
      await openCandidate(into, second)
      const pair = await clerk.pairOfCandidate()
      await expect(acceptPair(clerk.doors, await clerk.asked(pair), by())).rejects.toMatchObject(
        refusal('WRITE_REFUSED', 'KEPT_APART'),
      )
      expect(await clerk.entityOf(clerk.health, 'Patient/self/1')).toBe(second)
    })

    test('closes no question about another', async () => {
      const pair = await clerk.conflict()
      clerk.justice.put('Person', 'Party/person/1', { name: '例丁', number: NUMBER })
      await clerk.link()
      const former = { ...(await sql().selectFrom('Entity').selectAll().executeTakeFirstOrThrow()), id: 'P-former' }
      await sql()
        .insertInto('Entity')
        .values({ ...former, mergedInto: pair.other })
        .execute()
      await openCandidate('P-former', pair.other)
      await openCandidate('P-former', pair.one)
      await rejectPair(clerk.doors, await clerk.asked(pair, '两人', 'CONFLICT'), by())
      const conflicts = await sql().selectFrom('Conflict').select(['localKey', 'state']).orderBy('localKey').execute()
      expect(conflicts).toEqual([
        { localKey: 'Party/person/1', state: 'OPEN' },
        { localKey: 'Patient/self/1', state: 'SETTLED' },
      ])
      const candidates = await sql().selectFrom('Candidate').select(['first', 'second', 'state']).execute()
      const named = candidates.map(({ first, second, state }) => `${[first, second].sort().join(' ')} ${state}`)
      expect(named.sort()).toEqual(
        [
          `${['P-former', pair.one].sort().join(' ')} REJECTED`,
          `${['P-former', pair.other].sort().join(' ')} OPEN`,
        ].sort(),
      )
    })
  })

  describe('taking back', () => {
    test('undoing under a later decision, twice, by a stranger, and after the linker went on', async () => {
      const pair = await clerk.likePair()
      const first = await acceptPair(clerk.doors, await clerk.asked(pair), by())
      const id = await clerk.entityOf(clerk.police, 'Resident/self/1')
      const later = await clerk.split(id, await clerk.handles(clerk.health, id))
      const refused = clerk.undo(first)
      await expect(refused).rejects.toMatchObject(refusal('WRITE_REFUSED', 'LATER_DECISIONS'))
      await expect(refused).rejects.toMatchObject({ extensions: { decisions: [later] } })
      await expect(clerk.undo(later, by('stranger', 'justice'))).rejects.toMatchObject(refusal('NOT_FOUND'))
      await clerk.undo(later)
      await expect(clerk.undo(later)).rejects.toMatchObject(refusal('TRANSITION_NOT_PERMITTED'))
      const gone = id === pair.one ? pair.other : pair.one
      await clerk.store.sql.updateTable('Entity').set({ mergedInto: 'P-elsewhere' }).where('id', '=', gone).execute()
      await expect(clerk.undo(first)).rejects.toMatchObject(refusal('WRITE_REFUSED', 'CHANGED_SINCE'))
      await clerk.store.sql.updateTable('Entity').set({ mergedInto: id }).where('id', '=', gone).execute()
      await clerk.undo(first)
      expect(await clerk.entityOf(clerk.health, 'Patient/self/1')).not.toBe(
        await clerk.entityOf(clerk.police, 'Resident/self/1'),
      )
    })

    test('is refused of what takes back itself', async () => {
      const { number } = await accepted()
      const undone = await clerk.undo(number)
      await expect(clerk.undo(undone)).rejects.toMatchObject({
        extensions: { code: 'TRANSITION_NOT_PERMITTED', state: 'UNDO' },
      })
      await expect(clerk.undo(number)).rejects.toMatchObject({
        extensions: { code: 'TRANSITION_NOT_PERMITTED', state: 'UNDONE' },
      })
    })

    test('is refused to nobody’s officer', async () => {
      const { number } = await accepted()
      await expect(clerk.undo(number, by('nobody', null))).rejects.toMatchObject(refusal('NOT_FOUND'))
    })

    test('is refused once the survivor went on into a third one', async () => {
      const { number, into } = await accepted()
      clerk.police.put('Person', 'Resident/self/2', { name: '试乙', number: OTHER_NUMBER })
      await clerk.link()
      const third = await clerk.entityOf(clerk.police, 'Resident/self/2')
      await leadTo(into, third)
      await expect(clerk.undo(number, by('clerk', 'police'))).rejects.toMatchObject(
        refusal('WRITE_REFUSED', 'CHANGED_SINCE'),
      )
    })

    test('is refused when what moved is no longer kept', async () => {
      const { number } = await accepted()
      await sql().deleteFrom('Merge').execute()
      await expect(clerk.undo(number)).rejects.toMatchObject(refusal('WRITE_REFUSED', 'TERM_PASSED'))
    })

    test('of a rejection needs no later decision to be taken back first', async () => {
      const pair = await clerk.likePair()
      const rejected = await rejectPair(clerk.doors, await clerk.asked(pair), by())
      const into = await clerk.entityOf(clerk.police, 'Resident/self/1')
      clerk.police.put('Person', 'Resident/self/2', { ...alike, number: NUMBER })
      clerk.justice.put('Person', 'Party/person/1', { name: '测甲', number: NUMBER })
      await clerk.link()
      await clerk.split(into, await clerk.handles(clerk.justice, into))
      await clerk.undo(rejected)
      expect(
        await sql().selectFrom('Candidate').select('decision').where('state', '=', 'OPEN').execute(),
      ).toContainEqual({ decision: null })
    })
  })

  describe('a proposal', () => {
    test('of two that nobody decided on is asked, whatever was decided on others', async () => {
      await rejectPair(clerk.doors, await clerk.asked(await clerk.likePair()), by())
      clerk.police.put('Person', 'Resident/self/8', { name: '试乙', birthDate: '1990-03-07', number: OTHER_NUMBER })
      clerk.health.put('Person', 'Patient/self/8', { name: '试乙', birthDate: '1990-03-07' })
      await clerk.link()
      const { one, other } = await clerk.pairOfCandidate()
      expect([one, other].sort()).toEqual(
        [
          await clerk.entityOf(clerk.police, 'Resident/self/8'),
          await clerk.entityOf(clerk.health, 'Patient/self/8'),
        ].sort(),
      )
    })

    test('of two that became one since they were found is none', async () => {
      const pair = await clerk.likePair()
      const found = await sql().selectFrom('Candidate').selectAll().execute()
      expect(await undecided(sql(), 'Person', found, true)).toEqual(found)
      await leadTo(pair.other, pair.one)
      expect(await undecided(sql(), 'Person', found, true)).toEqual([])
    })
  })

  describe('a split', () => {
    async function two(): Promise<string> {
      clerk.police.put('Person', 'Resident/self/1', { ...alike, number: NUMBER })
      clerk.health.put('Person', 'Patient/self/1', { ...alike, number: NUMBER })
      await clerk.link()
      return clerk.entityOf(clerk.police, 'Resident/self/1')
    }

    test('is refused to whoever keeps no record of it', async () => {
      const id = await two()
      const records = await clerk.handles(clerk.health, id)
      for (const department of ['justice', null])
        await expect(clerk.split(id, records, by('stranger', department))).rejects.toMatchObject(refusal('NOT_FOUND'))
      expect(await clerk.split(id, records, by('officer', 'health'))).toEqual(expect.any(String))
    })

    test('is refused over what was not seen', async () => {
      const id = await two()
      const seen = await clerk.seen('', id)
      clerk.health.put('Person', 'Patient/self/1', { ...alike, number: NUMBER, sex: 'MALE' })
      await clerk.link()
      const records = await clerk.handles(clerk.health, id)
      await expect(splitRecords(clerk.doors, { id, records, seen, reason: '不是同一人' }, by())).rejects.toMatchObject(
        refusal('VERSION_CONFLICT'),
      )
    })

    test('of none, or of more records than any mistake of linking has, is no question at all', async () => {
      const asked = (records: readonly string[]) =>
        Promise.resolve().then(() =>
          splitRecords(clerk.doors, { id: 'P-nobody', records, seen: '', reason: '不是同一人' }, by()),
        )
      const handles = Array.from({ length: 201 }, (_none, at) => `handle-${at}`)
      await expect(asked([])).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(asked(handles)).rejects.toMatchObject(refusal('BAD_USER_INPUT'))
      await expect(asked(handles.slice(1))).rejects.toMatchObject(refusal('NOT_FOUND'))
    })
  })
}
