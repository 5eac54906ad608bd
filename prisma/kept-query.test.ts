import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readKept } from './kept-query.ts'
import type { HubStore } from './store.ts'
import { embeddedStore } from './test-store.ts'

describe('a query that is kept', () => {
  let store: HubStore
  let close: () => Promise<void>
  beforeAll(async () => {
    ;({ store, close } = await embeddedStore())
    const link = { department: 'housing', kind: 'House', tier: 'T', linkedAt: 0, digest: '', identity: '', live: 1 }
    await store.sql
      .insertInto('Link')
      .values(['a', 'b', 'c'].map((key) => ({ ...link, localKey: key, entityId: `H-${key}` })))
      .execute()
  })
  afterAll(() => close())

  const idsOf = (...keys: string[]) =>
    readKept(store.sql, `test ${keys.length}`, keys, () =>
      store.sql.selectFrom('Link').select('entityId').where('localKey', 'in', keys).orderBy('entityId'),
    )

  test('gives the rows of the values it is asked with, not of those it was built with', async () => {
    expect(await idsOf('a')).toEqual([{ entityId: 'H-a' }])
    expect(await idsOf('c')).toEqual([{ entityId: 'H-c' }])
    expect(await idsOf('a', 'b')).toEqual([{ entityId: 'H-a' }, { entityId: 'H-b' }])
    expect(await idsOf('x')).toEqual([])
  })

  test('is refused when its values stand in another order than its text has them', async () => {
    const mixed = readKept(store.sql, 'mixed', [1, 'a'], () =>
      store.sql.selectFrom('Link').select('entityId').where('localKey', '=', 'a').where('live', '=', 1),
    )
    await expect(mixed).rejects.toThrow('the values of mixed')
  })

  test('sees what was committed, and nothing of a write that is under way', async () => {
    const link = { department: 'housing', kind: 'House', tier: 'T', linkedAt: 0, digest: '', identity: '', live: 1 }
    await store.sql.transaction().execute(async (write) => {
      await write
        .insertInto('Link')
        .values({ ...link, localKey: 'late', entityId: 'H-late' })
        .execute()
      expect(await idsOf('late')).toEqual([])
    })
    expect(await idsOf('late')).toEqual([{ entityId: 'H-late' }])
  })

  test('inside a transaction sees what the transaction wrote', async () => {
    const link = { department: 'housing', kind: 'House', tier: 'T', linkedAt: 0, digest: '', identity: '', live: 1 }
    await store.sql.transaction().execute(async (write) => {
      await write
        .insertInto('Link')
        .values({ ...link, localKey: 'own', entityId: 'H-own' })
        .execute()
      const found = await readKept(write, 'own', ['own'], () =>
        write.selectFrom('Link').select('entityId').where('localKey', '=', 'own'),
      )
      expect(found).toEqual([{ entityId: 'H-own' }])
    })
  })
})
