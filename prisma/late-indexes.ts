/**
 * Indexes that a first linking leaves out while it writes most of their rows, and makes when all are there. Their keys come in no order: kept up row
 * by row, each takes a page from anywhere in a tree of gigabytes, and that page is written twice; made at once, their keys are sorted first.
 * Only for SQLite, and only while nobody reads the store: PostgreSQL may have other hubs on it, and has ways of its own.
 */
import { sql, type Kysely, type Transaction } from 'kysely'
import type { Provider } from './provider.ts'
import type { HubTables } from './tables.ts'

/** What is written in bulk: links with the keys they were found by, or entities. */
export type BulkPart = 'LINKS' | 'ENTITIES'

/** The same definitions as in the models; a test compares them. */
const definitions: Readonly<Record<BulkPart, Readonly<Record<string, string>>>> = {
  LINKS: {
    Link_entityId_live_department_localKey_idx: '"Link"("entityId", "live", "department", "localKey")',
    NumberIndex_entityId_idx: '"NumberIndex"("entityId")',
  },
  ENTITIES: {
    Entity_mergedInto_kind_searchName_idx: '"Entity"("mergedInto", "kind", "searchName")',
    Entity_mergedInto_kind_code_idx: '"Entity"("mergedInto", "kind", "code")',
    Entity_houseId_mergedInto_kind_id_idx: '"Entity"("houseId", "mergedInto", "kind", "id")',
  },
}

type Db = Kysely<HubTables> | Transaction<HubTables>

export class LateIndexes {
  private readonly provider: Provider
  /** False once all are known to be there: only `leaveOut` takes one away. */
  private mayMiss = true

  constructor(provider: Provider) {
    this.provider = provider
  }

  async leaveOut(db: Db, part: BulkPart): Promise<void> {
    if (this.provider !== 'sqlite') return
    this.mayMiss = true
    for (const name of Object.keys(definitions[part])) await sql`drop index if exists ${sql.id(name)}`.execute(db)
  }

  /** Makes those that are missing, whoever left them out. Minutes for a city, and nothing else in the process can run meanwhile. */
  async make(db: Db): Promise<void> {
    if (this.provider !== 'sqlite' || !this.mayMiss) return
    for (const part of Object.values(definitions))
      for (const [name, definition] of Object.entries(part))
        await sql`create index if not exists ${sql.id(name)} on ${sql.raw(definition)}`.execute(db)
    // Made in a transaction that is taken back they are missing again: only the store itself tells.
    this.mayMiss = db.isTransaction
  }
}
