/** The rules are data: what stands in them must be there, and a change of them must reach every golden record. */
import { expect, test } from '@jest/globals'
import { withStore } from '../../prisma/test-store.ts'
import { entityKinds, identityFields } from '../kit/identity.ts'
import { goldenOf, type Witness } from './golden.ts'
import { applyGoldenRules, goldenRules, pickings } from './golden-rules.ts'
import { emptyEntity } from './link-batch.ts'

test('each kind has rules, each field is one that departments tell, and none twice', () => {
  expect(Object.keys(goldenRules).sort()).toEqual([...entityKinds].sort())
  for (const kind of entityKinds) {
    const names = goldenRules[kind].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, by, order } of goldenRules[kind]) {
      expect(identityFields[kind] as readonly string[]).toContain(name)
      expect(pickings).toContain(by)
      // An order is what trust is in; where the newest counts it would say nothing.
      expect(order.length > 0).toBe(by === 'MOST_TRUSTED')
    }
  }
})

test('never a number or a telephone of a person', () => {
  for (const { name } of goldenRules.Person) expect(['number', 'phone', 'address']).not.toContain(name)
})

test('the trusted department counts before a newer value, elsewhere the newer one; the other stays beside it with source and date', () => {
  const witness = (department: string, asOf: string, values: Witness['values']): Witness => ({
    department,
    describes: true,
    asOf,
    values,
  })
  const old = '2026-01-01T00:00:00+08:00'
  const fresh = '2026-02-01T00:00:00+08:00'
  const person = goldenOf('Person', [
    witness('health', fresh, { sex: 'MALE' }),
    witness('public-security', old, { sex: 'FEMALE' }),
  ])
  expect(person.sex).toEqual({
    value: 'FEMALE',
    source: 'public-security',
    asOf: old,
    others: [{ value: 'MALE', source: 'health', asOf: fresh }],
  })
  const event = goldenOf('Event', [
    witness('court', old, { state: 'OPEN' }),
    witness('justice', fresh, { state: 'CLOSED' }),
  ])
  expect(event.state).toMatchObject({
    value: 'CLOSED',
    source: 'justice',
    others: [{ value: 'OPEN', source: 'court' }],
  })
})

test('other rules than those that made the store mark every golden record, once', () =>
  withStore(async (store) => {
    const row = { ...emptyEntity('P-1', 'Person', 1), stale: 0 }
    await store.sql.insertInto('Entity').values(row).execute()
    const stale = async () => (await store.sql.selectFrom('Entity').select('stale').executeTakeFirstOrThrow()).stale
    expect([await applyGoldenRules(store, 1), await stale()]).toEqual([false, 0])
    await store.sql.updateTable('GoldenRuleVersion').set({ digest: 'other rules' }).execute()
    expect([await applyGoldenRules(store, 2), await stale()]).toEqual([true, 1])
    await store.sql.updateTable('Entity').set({ stale: 0 }).execute()
    expect([await applyGoldenRules(store, 3), await stale()]).toEqual([false, 0])
  }))
