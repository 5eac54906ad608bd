/**
 * Takes the records of one department away from a person, because they are somebody else's: each becomes a person of its own and stays
 * one, whatever number it carries, until a clerk says otherwise (tier CLERK).
 */
import type { HubStore } from '../../../prisma/store.ts'
import { retryBusy } from '../../../prisma/sql.ts'
import { insertRows, type Db } from '../bulk.ts'
import type { IndexSecrets } from '../index-secrets.ts'
import type { Keyring } from '../keyring.ts'
import { emptyEntity } from '../link-batch.ts'
import { countChanges } from '../link-counts.ts'
import { idsOf } from './forget.ts'

/** Answers how many records were taken away. Golden values are made anew by the linker's next refresh. */
export function separateRecords(
  store: HubStore,
  secrets: IndexSecrets,
  personId: string,
  department: string,
  now: number,
): Promise<number> {
  return retryBusy(() =>
    store.sql.transaction().execute(async (trx) => {
      const { present: keyring } = await secrets.forWriting(trx)
      const ids = await idsOf(trx, personId)
      if (ids.length === 0) return 0
      const links = await trx
        .selectFrom('Link')
        .selectAll()
        .where('entityId', 'in', ids)
        .where('kind', '=', 'Person')
        .where('department', '=', department)
        .execute()
      for (const link of links) {
        const id = await freeId(trx, keyring, department, link.localKey)
        await insertRows(trx, 'Entity', [emptyEntity(id, 'Person', now)])
        const taken = { ...link, entityId: id, tier: 'CLERK', matchKey: null }
        await insertRows(trx, 'Link', [taken], ['department', 'kind', 'localKey'])
        await countChanges(trx, [[link, taken]])
        await trx
          .updateTable('Participation')
          .set({ personId: id })
          .where('department', '=', department)
          .where('localKey', '=', link.localKey)
          .where('personId', 'in', ids)
          .execute()
      }
      await trx.updateTable('Entity').set({ stale: 1 }).where('id', 'in', ids).where('mergedInto', 'is', null).execute()
      return links.length
    }),
  )
}

// Private:

async function freeId(db: Db, keyring: Keyring, department: string, localKey: string): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const id = keyring.entityId('Person', department, localKey, attempt)
    if (!(await db.selectFrom('Entity').select('id').where('id', '=', id).executeTakeFirst())) return id
  }
}
