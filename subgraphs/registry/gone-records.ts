/** Records that are gone at their department no longer speak for their entity. Looked for where no source tells it. */
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { HubStore } from '../../prisma/store.ts'
import type { EntityKind, Feed, LinkSource } from '../kit/identity.ts'
import { inSlices, type Db } from './bulk.ts'
import { countChanges, liveLinks } from './link-counts.ts'

/** How a feed was read. */
interface FeedRead {
  readonly rule: { readonly kind: EntityKind }
  readonly department: string
  readonly feed: Feed
  /** Identities seen; null when not all of them were. */
  readonly seen: number | null
  /** True when the source itself told what is gone. */
  readonly told: boolean
}

/** Records that the source is asked for together. */
const BATCH = 1_000

export class GoneRecords {
  private readonly store: HubStore
  private readonly inTransaction: <T>(work: (trx: Db) => Promise<T>) => Promise<T>

  constructor(store: HubStore, inTransaction: <T>(work: (trx: Db) => Promise<T>) => Promise<T>) {
    this.store = store
    this.inTransaction = inTransaction
  }

  /** `reads`: of this source, all of one kind. */
  async drop(source: LinkSource, reads: readonly FeedRead[], signal: AbortSignal): Promise<void> {
    for (const prefixes of new Set(reads.map(({ feed }) => feed.prefixes))) {
      const read = reads.filter(({ feed, told }) => feed.prefixes === prefixes && !told)
      const [first] = read
      if (!first) continue
      const seen = read.reduce<number | null>(
        (sum, one) => (sum === null || one.seen === null ? null : sum + one.seen),
        0,
      )
      await this.dropOf(source, first.rule.kind, prefixes, seen, signal)
      for (const { rule, department, feed } of read)
        if (feed.changes)
          await this.store.sql
            .updateTable('LinkCursor')
            .set({ whole: 1 })
            .where('department', '=', department)
            .where('kind', '=', rule.kind)
            .where('feed', '=', feed.name)
            .execute()
    }
  }

  // Private:

  /** `seen`: how many records there are now; null when nobody counted. */
  private async dropOf(
    source: LinkSource,
    kind: EntityKind,
    prefixes: readonly string[],
    seen: number | null,
    signal: AbortSignal,
  ): Promise<void> {
    const links = this.store.sql
      .selectFrom('Link')
      .where('department', '=', source.department)
      .where('kind', '=', kind)
      .where('live', '=', 1)
      .where((eb) => eb.or(prefixes.map((prefix) => begins('localKey', prefix))))
    const count = await liveLinks(this.store.sql, source.department, kind, prefixes)
    if (count === 0 || (seen !== null && count <= seen)) return
    for (let after = ''; ;) {
      const page = await links
        .select('localKey')
        .where('localKey', '>', after)
        .orderBy('localKey')
        .limit(BATCH)
        .execute()
      if (page.length === 0) return
      const keys = page.map((link) => link.localKey)
      const found = await source.identify(kind, keys, signal)
      const gone = keys.filter((_, at) => !found[at])
      if (gone.length > 0) await this.inTransaction((trx) => markGone(trx, kind, source.department, gone, Date.now()))
      after = keys.at(-1) ?? ''
    }
  }
}

/** The rows are gone: their records speak for nobody any more. Keys that were never linked are passed over. `now`: epoch ms. */
export async function markGone(
  db: Db,
  kind: EntityKind,
  department: string,
  localKeys: readonly string[],
  now: number,
): Promise<void> {
  await inSlices(localKeys, async (slice) => {
    const links = await db
      .selectFrom('Link')
      .select(['department', 'kind', 'localKey', 'tier', 'live', 'entityId'])
      .where('department', '=', department)
      .where('kind', '=', kind)
      .where('localKey', 'in', slice)
      .where('live', '=', 1)
      .execute()
    if (links.length === 0) return []
    const keys = links.map((link) => link.localKey)
    await db
      .updateTable('Link')
      .set({ live: 0, goneAt: now })
      .where('department', '=', department)
      .where('kind', '=', kind)
      .where('localKey', 'in', keys)
      .execute()
    await countChanges(
      db,
      links.map((link) => [link, undefined]),
    )
    await db.deleteFrom('Participation').where('department', '=', department).where('localKey', 'in', keys).execute()
    await db
      .updateTable('Entity')
      .set({ stale: 1 })
      .where(
        'id',
        'in',
        links.map((link) => link.entityId),
      )
      .execute()
    return []
  })
}

// Private:

function begins(column: string, prefix: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`substr(${sql.ref(column)}, 1, ${prefix.length}) = ${prefix}`
}
