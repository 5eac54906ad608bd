/** Seals anew what stands under a former text secret, so that the operator can take it away. Each row by itself: stopped, it goes on later. */
import { retryBusy } from '../../../prisma/sql.ts'
import type { EntryDoors } from './doors.ts'

type Column = 'values' | 'note'

/** Answers with the number of texts that it sealed anew. What cannot be opened stays as it is. */
export async function resealDeliveries(
  doors: Pick<EntryDoors, 'store' | 'texts'>,
  signal: AbortSignal,
): Promise<number> {
  return (await resealColumn(doors, 'values', signal)) + (await resealColumn(doors, 'note', signal))
}

// Private:

const BATCH = 200

async function resealColumn(
  { store, texts }: Pick<EntryDoors, 'store' | 'texts'>,
  column: Column,
  signal: AbortSignal,
): Promise<number> {
  let done = 0
  for (let after = ''; !signal.aborted;) {
    const rows = await store.sql
      .selectFrom('BaseDataDelivery')
      .select(['number', column])
      .where(column, 'not like', `${texts.present}%`)
      .where('number', '>', after)
      .orderBy('number')
      .limit(BATCH)
      .execute()
    for (const row of rows) {
      after = row.number
      const former = row[column]
      let sealed: string | null
      try {
        sealed = texts.seal(row.number, column, texts.open(row.number, column, former))
      } catch {
        continue
      }
      // A delivery that came to its end meanwhile holds none any more.
      const { numUpdatedRows } = await retryBusy(() =>
        store.sql
          .updateTable('BaseDataDelivery')
          .set({ [column]: sealed })
          .where('number', '=', row.number)
          .where(column, '=', former)
          .executeTakeFirst(),
      )
      done += Number(numUpdatedRows)
    }
    if (rows.length < BATCH) return done
  }
  return done
}
