/**
 * Indexes that a first linking leaves out while it writes most of their rows, and makes when all are there. Their keys come in no order: kept up row
 * by row, each takes a page from anywhere in a tree of gigabytes, and that page is written twice; made at once, their keys are sorted first.
 * Only for SQLite, and only while nobody reads the store: PostgreSQL may have other hubs on it, and has ways of its own.
 */
import { sql, type Kysely, type Transaction } from 'kysely'
import type { Provider } from './provider.ts'
import type { HubTables } from './tables.ts'
import { WriteBehind } from './write-behind.ts'

/** What is written in bulk: links with the keys they were found by, or entities. */
export type BulkPart = 'LINKS' | 'ENTITIES'

/** The same definitions as in the models; a test compares them. Of entities only those whose keys do not follow the order of ids. */
const definitions: Readonly<Record<BulkPart, Readonly<Record<string, string>>>> = {
  LINKS: {
    Link_entityId_live_department_localKey_idx: '"Link"("entityId", "live", "department", "localKey")',
    NumberIndex_entityId_idx: '"NumberIndex"("entityId")',
  },
  ENTITIES: {
    Entity_mergedInto_kind_gridCode_id_idx: '"Entity"("mergedInto", "kind", "gridCode", "id")',
    Entity_mergedInto_kind_villageCode_id_idx: '"Entity"("mergedInto", "kind", "villageCode", "id")',
    Entity_mergedInto_kind_townCode_id_idx: '"Entity"("mergedInto", "kind", "townCode", "id")',
    Entity_mergedInto_kind_searchName_idx: '"Entity"("mergedInto", "kind", "searchName")',
    Entity_mergedInto_kind_code_idx: '"Entity"("mergedInto", "kind", "code")',
    Entity_houseId_mergedInto_kind_id_idx: '"Entity"("houseId", "mergedInto", "kind", "id")',
  },
}

export const bulkParts: readonly BulkPart[] = ['LINKS', 'ENTITIES']

type Db = Kysely<HubTables> | Transaction<HubTables>

export class LateIndexes {
  private readonly provider: Provider
  /** Parts of which one may be missing: only `leaveOut` takes one away. */
  private readonly mayMiss = new Set(bulkParts)

  constructor(provider: Provider) {
    this.provider = provider
  }

  /** By the thread: to free gigabytes takes a while, too. */
  async leaveOut(behind: WriteBehind, part: BulkPart): Promise<void> {
    this.mayMiss.add(part)
    await behind.arrange(Object.keys(definitions[part]).map((name) => `drop index if exists "${name}"`))
  }

  /**
   * Makes those that are missing, whoever left them out. Minutes for a city: by the thread, where there is one, since nothing else in this process can
   * run meanwhile.
   */
  async make(by: Db | WriteBehind, parts: readonly BulkPart[] = bulkParts): Promise<void> {
    if (this.provider !== 'sqlite') return
    for (const part of parts) {
      if (!this.mayMiss.has(part)) continue
      const texts = Object.entries(definitions[part]).map(
        ([name, definition]) => `create index if not exists "${name}" on ${definition}`,
      )
      if (by instanceof WriteBehind) await by.arrange(texts)
      else for (const text of texts) await sql.raw(text).execute(by)
      // Made in a transaction that is taken back they are missing again: only the store itself tells.
      if (by instanceof WriteBehind || !by.isTransaction) this.mayMiss.delete(part)
    }
  }
}
