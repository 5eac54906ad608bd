/** A grant that is taken back: refused by the first request that starts afterwards, at every hub on the same store. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { demoGrants } from '../../access/demo-grants.ts'
import { putGrants, revokeGrant } from '../../access/grants.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'

const query =
  'query ($id: ID!) { person(id: $id) { name properties { totalCount nodes { state } } household { size } } }'

const few = 'query ($id: ID!) { person(id: $id) { id properties { totalCount } } }'

let first: TestHub
let second: TestHub
const ask = (city: TestHub) =>
  city.ask('mediator', { purpose: 'MEDIATION', caseNumber: first.ids.caseNumber }, query, { id: first.ids.person })

beforeAll(async () => {
  first = await startTestHub()
  second = await startTestHub({ data: first.data })
})
afterAll(async () => {
  await second.close()
  await first.close()
})

describe('two hubs over one store', () => {
  test('know the same persons, and one’s tokens are good at the other', async () => {
    expect(second.ids).toEqual(first.ids)
    const answers = [await ask(first), await ask(second)]
    for (const { data, gaps } of answers) {
      expect(gaps).toEqual([])
      expect(lookAt(data, 'person.properties.totalCount')).toBe(2)
    }
  })

  test('while both are asked without a pause, none of 1,000 requests that start after the revocation sees the data', async () => {
    const titles = demoGrants(Date.now()).filter(({ id }) => id.startsWith('mediation:housing:'))
    const sees = async (city: TestHub) => {
      const { data } = await city.ask('mediator', { purpose: 'MEDIATION', caseNumber: first.ids.caseNumber }, few, {
        id: first.ids.person,
      })
      expect(data).not.toBeNull()
      return lookAt(data, 'person.properties') !== null
    }
    const seen = { before: 0, after: 0 }
    let revoked = false
    let left = 1_000
    const client = async (city: TestHub) => {
      while (left > 0) {
        const startedAfter = revoked
        if (startedAfter) left -= 1
        if (await sees(city)) seen[startedAfter ? 'after' : 'before'] += 1
      }
    }
    const clients = Promise.all([first, second, first, second, first, second].map(client))
    while (seen.before < 50) await new Promise((resolve) => setTimeout(resolve, 5))
    for (const { id } of titles) expect(await revokeGrant(second.hub.store, id)).toBe(true)
    revoked = true
    await clients
    expect(seen.after).toBe(0)
    expect(titles.length).toBeGreaterThan(0)
    // For the tests that follow.
    await putGrants(first.hub.store, titles)
    expect(await sees(second)).toBe(true)
  }, 120_000)

  test('refuse by the first request what was revoked at either of them', async () => {
    expect(await revokeGrant(first.hub.store, 'mediation:housing:plain')).toBe(true)
    for (const { data, gaps } of [await ask(second), await ask(first)]) {
      // What is left of the approval shows titles masked: that there are some, not in which state.
      expect(lookAt(data, 'person.properties.totalCount')).toBeNull()
      expect(lookAt(data, 'person.household.size')).toBe(4)
      expect(gaps).toEqual([])
    }
    expect(await revokeGrant(second.hub.store, 'mediation:housing:masked')).toBe(true)
    for (const { data, gaps } of [await ask(first), await ask(second)]) {
      expect(lookAt(data, 'person.properties')).toBeNull()
      expect(gaps).toMatchObject([{ code: 'FIELD_DENIED', reason: 'GRANT_EXPIRED', path: ['person', 'properties'] }])
    }
  })

  test('refuse the whole person once the right to persons is gone', async () => {
    await ask(first)
    await revokeGrant(first.hub.store, 'mediation:registry:plain')
    const { data, gaps } = await ask(second)
    expect(data).toEqual({ person: null })
    expect(gaps).toMatchObject([{ code: 'FIELD_DENIED', path: ['person'], reason: 'GRANT_EXPIRED' }])
  })

  test('a grant cannot be taken back twice', async () => {
    expect(await revokeGrant(second.hub.store, 'mediation:registry:plain')).toBe(false)
  })
})
