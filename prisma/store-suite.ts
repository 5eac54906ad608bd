/** What the store must do on every provider. Run by store.test.ts (SQLite) and store.systems.test.ts (PostgreSQL). */
import { describe, expect, test } from '@jest/globals'
import { Prisma } from './generated/sqlite/client.ts'
import { deployMigrations } from './migrate.ts'
import type { HubStore } from './store.ts'
import type { EntityRow } from './tables.ts'

export function describeStore(name: string, url: string, store: () => HubStore): void {
  const entity: EntityRow = {
    id: 'P-1',
    kind: 'Person',
    gridCode: '370283001001001',
    townCode: '370283001',
    villageCode: '370283001001',
    searchName: '测䶮',
    code: null,
    category: null,
    state: null,
    reportedAt: 1_760_000_000_123,
    dueAt: null,
    handler: null,
    houseId: null,
    mergedInto: null,
    golden: '{}',
    stale: 0,
    updatedAt: 1_760_000_000_456,
    changeSeq: 7,
  }

  describe(`the store on ${name}`, () => {
    test('a store that is up to date is left alone', async () => {
      expect(await deployMigrations(url)).toEqual([])
    })

    test('has a table for every model, with the same columns', async () => {
      const tables = await store().sql.introspection.getTables()
      for (const model of Object.values(Prisma.ModelName)) {
        const table = tables.find((t) => t.name === model)
        const fields = Object.values(Prisma[`${model}ScalarFieldEnum`])
        expect([model, table?.columns.map((c) => c.name).sort()]).toEqual([model, [...fields].sort()])
      }
    })

    test('what the SQL handle writes, Prisma reads, and the other way round', async () => {
      await store().sql.insertInto('Entity').values(entity).execute()
      const read = await store().prisma.entity.findUniqueOrThrow({ where: { id: 'P-1' } })
      expect(read).toMatchObject({ searchName: '测䶮', reportedAt: 1_760_000_000_123n, dueAt: null })
      await store().prisma.entity.update({ where: { id: 'P-1' }, data: { dueAt: 1_760_000_000_789n } })
      const row = await store().sql.selectFrom('Entity').selectAll().where('id', '=', 'P-1').executeTakeFirstOrThrow()
      expect({ ...row }).toMatchObject({ ...entity, dueAt: 1_760_000_000_789 })
    })

    test('a transaction that fails leaves nothing behind', async () => {
      const failing = store()
        .sql.transaction()
        .execute(async (trx) => {
          await trx
            .insertInto('Entity')
            .values({ ...entity, id: 'P-2' })
            .execute()
          await trx
            .insertInto('Entity')
            .values({ ...entity, id: 'P-1' })
            .execute()
        })
      await expect(failing).rejects.toThrow()
      expect(await store().sql.selectFrom('Entity').select('id').where('id', '=', 'P-2').execute()).toEqual([])
    })
  })
}
