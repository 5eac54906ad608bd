/** A grant that is taken back: refused by the first request that starts afterwards, at every hub on the same store. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { revokeGrant } from '../../access/grants.ts'
import { lookAt } from '../look-at.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'

const query =
  'query ($id: ID!) { person(id: $id) { name properties { totalCount nodes { state } } household { size } } }'

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
