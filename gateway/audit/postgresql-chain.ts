/** The chain in a PostgreSQL store: a row lock on the head makes gateways append one after the other. */
import { sql } from 'kysely'
import type { HubStore } from '../../prisma/store.ts'
import { ChainBusy, emptyHead, type Chain, type Head, type SealedRecord } from './chain.ts'

export class PostgresqlChain implements Chain {
  private readonly store: HubStore

  constructor(store: HubStore) {
    this.store = store
  }

  async append(seal: (head: Head) => readonly SealedRecord[]): Promise<void> {
    try {
      await this.store.sql.transaction().execute(async (trx) => {
        await sql`set local lock_timeout = '1s'; set local statement_timeout = '4s'`.execute(trx)
        await trx
          .insertInto('AuditHead')
          .values({ id: 1, ...emptyHead, indexed: 0 })
          .onConflict((on) => on.doNothing())
          .execute()
        const head = await trx
          .selectFrom('AuditHead')
          .select(['seq', 'hash'])
          .where('id', '=', 1)
          .forUpdate()
          .executeTakeFirstOrThrow()
        const records = seal(head)
        const last = records.at(-1)
        if (!last) return
        await trx
          .insertInto('AuditRecord')
          .values(records.map(({ seq, body, hash }) => ({ seq, body, hash })))
          .execute()
        await trx.updateTable('AuditHead').set({ seq: last.seq, hash: last.hash }).where('id', '=', 1).execute()
      })
    } catch (error) {
      throw isBusy(error) ? new ChainBusy('the store is locked or away', { cause: error }) : error
    }
  }

  /** The store belongs to whoever opened it. */
  close(): Promise<void> {
    return Promise.resolve()
  }
}

// Private:

/** Lock not available, serialization, deadlock, and a connection that was never made: in none of them anything was written. */
function isBusy(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    ['55P03', '40001', '40P01', 'ECONNREFUSED'].includes(String(error.code))
  )
}
