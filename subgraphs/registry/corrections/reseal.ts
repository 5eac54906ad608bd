/** Seals anew what stands under a former text secret, so that the operator can take it away. Each row by itself: stopped, it goes on later. */
import { retryBusy } from '../../../prisma/sql.ts'
import type { CorrectionDoors } from './doors.ts'

/** Answers with the number of corrections that it sealed anew. What cannot be opened stays as it is. */
export async function resealTexts({ store, texts }: CorrectionDoors, signal: AbortSignal): Promise<number> {
  let done = 0
  for (let after = ''; !signal.aborted;) {
    const rows = await store.sql
      .selectFrom('Correction')
      .select(['number', ...columns])
      // The evidence is there from the beginning: under the present secret it means that all of the row is.
      .where('evidence', 'not like', `${texts.present}%`)
      .where('number', '>', after)
      .orderBy('number')
      .limit(BATCH)
      .execute()
    for (const row of rows) {
      after = row.number
      const sealed = columns.flatMap((column) => {
        try {
          return [[column, texts.seal(row.number, column, texts.open(row.number, column, row[column]))] as const]
        } catch {
          return []
        }
      })
      if (sealed.length < columns.length) continue
      await retryBusy(() =>
        store.sql
          .updateTable('Correction')
          .set(Object.fromEntries(sealed))
          .where('number', '=', row.number)
          .where((eb) =>
            eb.and(columns.map((column) => eb(column, row[column] === null ? 'is' : '=', row[column] as never))),
          )
          .execute(),
      )
      done += 1
    }
    if (rows.length < BATCH) return done
  }
  return done
}

// Private:

const BATCH = 200
const columns = ['proposed', 'evidence', 'answer', 'receipt'] as const
