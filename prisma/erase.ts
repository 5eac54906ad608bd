/**
 * Makes what was deleted unreadable in the store's own files. SQLite overwrites freed cells (`secure_delete`, set where the store is
 * opened); older copies of a page stand in the write-ahead log until it is folded into the file. PostgreSQL keeps dead rows until they
 * are vacuumed. Copies elsewhere (backups, archives of the log) are the operator's.
 */
import { sql } from 'kysely'
import type { HubStore } from './store.ts'
import type { HubTables } from './tables.ts'

const PATIENCE_MS = 10_000

/** Resolves when nothing of it is left; throws when somebody reads or writes for so long that the log cannot be folded. */
export async function eraseDeleted(store: HubStore, tables: readonly (keyof HubTables)[]): Promise<void> {
  if (store.provider === 'postgresql') {
    for (const table of tables) await sql`vacuum ${sql.table(table)}`.execute(store.sql)
    return
  }
  const until = Date.now() + PATIENCE_MS
  for (let pause = 10; ; pause = Math.min(pause * 2, 500)) {
    const { rows } = await sql<{ busy: number }>`PRAGMA wal_checkpoint(TRUNCATE)`.execute(store.sql)
    if (rows[0]?.busy === 0) return
    if (Date.now() > until) throw new Error('the write-ahead log is in use: what was deleted is not yet overwritten')
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
