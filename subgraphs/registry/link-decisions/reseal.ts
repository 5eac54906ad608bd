/** Seals reasons anew that stand under a former text secret, so that the operator can take it away. Each row by itself: stopped, it goes on later. */
import { retryBusy } from '../../../prisma/sql.ts'
import type { DecisionDoors } from './ledger.ts'

/** Answers with the number of reasons that it sealed anew. What cannot be opened stays as it is. */
export async function resealReasons({ store, texts }: DecisionDoors, signal: AbortSignal): Promise<number> {
  let done = 0
  for (let after = 0; !signal.aborted;) {
    const rows = await store.sql
      .selectFrom('LinkDecision')
      .select(['id', 'seq', 'reason'])
      .where('reason', 'is not', null)
      .where('reason', 'not like', `${texts.present}%`)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(BATCH)
      .execute()
    for (const { id, seq, reason } of rows) {
      after = seq
      const sealed = resealed(() => texts.seal(id, 'reason', texts.open(id, 'reason', reason)))
      if (sealed === null) continue
      await retryBusy(() =>
        store.sql
          .updateTable('LinkDecision')
          .set({ reason: sealed })
          .where('id', '=', id)
          .where('reason', '=', reason)
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

function resealed(work: () => string | null): string | null {
  try {
    return work()
  } catch {
    return null
  }
}
