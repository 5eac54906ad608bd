/**
 * Writes what linking reads: identities and golden records, some thousands a transaction, so that a pause is short and a hub that is killed
 * goes on where it was. Everything else that a transaction must say, such as how far a source was read, is written in it.
 */
import type { HubStore } from '../../prisma/store.ts'
import { LateIndexes, type BulkPart } from '../../prisma/late-indexes.ts'
import { retryBusy, withRoomForBulk } from '../../prisma/sql.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { NotOnlyAdding, WriteBehind } from '../../prisma/write-behind.ts'
import type { EntityKind, Identity } from '../kit/identity.ts'
import type { Db } from './bulk.ts'
import { tick } from './changes.ts'
import { putCursor } from './feeds.ts'
import { beginFirstLoad, countWrite, endFirstLoad, missingAfter, writesOf } from './first-load.ts'
import { markGone } from './gone-records.ts'
import type { GridBoundaries } from './grid-boundaries.ts'
import { KnownBoundaries } from './grid-by-point.ts'
import type { IndexSecrets } from './index-secrets.ts'
import type { KindRule } from './kinds/rule.ts'
import { linkBatch } from './link-batch.ts'
import type { OnLinkProgress } from './link-state.ts'
import { putPages, type ReadPageRow } from './read-pages.ts'
import { refreshBatch, refreshRows } from './refresh.ts'
import { someAreStale } from './stale.ts'

/** What a transaction that links writes besides. */
export interface WrittenBesides {
  /** True for linking in turn, which makes the rows of entities itself when all is linked. */
  readonly inTurn?: boolean
  readonly gone?: readonly string[]
  readonly cursor?: HubTables['LinkCursor']
  readonly pages?: readonly ReadPageRow[]
}

/** Identities looked up together. */
const BATCH = 1_000
/** Identities, or golden records, a transaction: the more, the fewer index pages are written twice; memory and pauses set the bound. */
const TRANSACTION = 5_000

/** The same of identities in a city's first linking. A transaction's records lie in the order of their entities: the more, the closer those of one. */
const FIRST_TRANSACTION = 25_000
/** Entities whose golden values are made together. */
const REFRESHED = 500

export class LinkWriter {
  private readonly store: HubStore
  private readonly secrets: IndexSecrets
  private readonly indexes: LateIndexes
  private readonly boundaries = new KnownBoundaries()
  /** The thread that writes, while nobody else reads or writes the store. */
  private behind: WriteBehind | null = null
  private most = TRANSACTION

  constructor(store: HubStore, secrets: IndexSecrets) {
    this.store = store
    this.secrets = secrets
    this.indexes = new LateIndexes(store.provider)
  }

  /** Identities that are written in one transaction. */
  get transaction(): number {
    return this.most
  }

  /** For work during which nobody else reads or writes the store: rows are written by a thread of its own where the store is embedded. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const behind = await WriteBehind.open(this.store)
    this.behind = behind
    this.most = FIRST_TRANSACTION
    try {
      return await withRoomForBulk(this.store, work)
    } finally {
      this.most = TRANSACTION
      this.behind = null
      await behind?.close()
    }
  }

  /**
   * Before the records of a kind are read. Alone, a kind of many records does without the indexes of its links until `endLinks`.
   */
  async beginLinks(kind: EntityKind): Promise<void> {
    await this.inTransaction((trx) => beginFirstLoad(trx, kind))
    if (!(await this.fills(kind))) await this.makeIndexes()
    else if (ofMany.has(kind)) await this.leaveOut('LINKS')
    else await this.makeIndexes(['LINKS'])
  }

  /** When its records are read. */
  endLinks(): Promise<void> {
    return this.makeIndexes(['LINKS'])
  }

  /** When all is linked: whoever reads finds every index. */
  end(): Promise<void> {
    return this.makeIndexes()
  }

  /** Links identities in one transaction; answers how many different ones they were. */
  async write(
    rule: KindRule,
    department: string,
    identities: readonly Identity[],
    also: WrittenBesides = {},
  ): Promise<number> {
    const all = unique(identities)
    const now = Date.now()
    await this.add(async (db) => {
      const { present: keyring, former } = await this.secrets.forWriting(db)
      // Reads links, and so comes before any are added: else the whole would need a transaction of its own.
      if (also.gone) await markGone(db, rule.kind, department, also.gone, now)
      const first = also.inTurn === true && (await countWrite(db, rule.kind))
      const size = first ? all.length : BATCH
      for (let at = 0; at < all.length; at += size) {
        const some = all.slice(at, at + size)
        const { indexes } = this
        await linkBatch(db, { rule, department, identities: some, keyring, former, now, first, indexes })
      }
      if (also.cursor) await putCursor(db, also.cursor)
      if (also.pages) await putPages(db, also.pages)
    })
    return all.length
  }

  /** Makes the rows of entities that were linked for the first time. Alone, without the indexes of entities until `end`. */
  async finishFirst(kind: EntityKind, onProgress: OnLinkProgress): Promise<void> {
    if (kind !== 'Grid' && (await this.fills(kind))) await this.leaveOut('ENTITIES')
    await this.makeMissing(kind, onProgress)
  }

  /** Makes the golden values of entities anew whose links, or marks, changed. */
  async refresh(kind: EntityKind, onProgress: OnLinkProgress): Promise<void> {
    // What lies in a grid or a house that changed is looked for.
    if (this.behind && located.has(kind) && (await someAreStale(this.store.sql, kind))) await this.makeIndexes()
    const boundaries = await this.boundaries.read(this.store.sql)
    const refreshSome = async (trx: Db) => {
      let done = 0
      for (let more = 1; more > 0 && done < TRANSACTION; done += more)
        more = await refreshBatch(trx, kind, boundaries, Date.now())
      return done
    }
    for (let done = 0, more = 1; more > 0;) {
      more = await this.inTransaction(refreshSome)
      done += more
      if (more > 0) onProgress({ kind, department: null, done })
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /**
   * Work that only adds rows, mostly: what else it does needs a transaction here, and then it is begun again. `apart`: see WriteBehind.
   */
  async add<T>(work: (db: Db) => Promise<T>, apart = false): Promise<T> {
    try {
      if (this.behind) return await this.behind.add(work, apart)
    } catch (error) {
      if (!(error instanceof NotOnlyAdding)) throw error
    }
    return this.inTransaction(work)
  }

  /** Again while another process writes; under secrets that do not change meanwhile. */
  async inTransaction<T>(work: (trx: Db) => Promise<T>): Promise<T> {
    await this.behind?.settled()
    return retryBusy(() =>
      this.store.sql.transaction().execute(async (trx) => {
        await this.secrets.hold(trx)
        return work(trx)
      }),
    )
  }

  // Private:

  /** True when rows of the kind are made for the first time, and nobody else reads or writes meanwhile. */
  private async fills(kind: EntityKind): Promise<boolean> {
    return this.behind !== null && (await writesOf(this.store.sql, kind)) !== null
  }

  private async leaveOut(part: BulkPart): Promise<void> {
    if (this.behind) await this.indexes.leaveOut(this.behind, part)
  }

  private async makeIndexes(parts?: readonly BulkPart[]): Promise<void> {
    await this.behind?.settled()
    if (this.behind) await this.indexes.make(this.behind, parts)
    else await retryBusy(() => this.indexes.make(this.store.sql, parts))
  }

  private async makeMissing(kind: EntityKind, onProgress: OnLinkProgress): Promise<void> {
    for (;;) {
      const writes = await writesOf(this.store.sql, kind)
      if (writes === null) return
      const boundaries = await this.boundaries.read(this.store.sql)
      // Nobody follows changes meanwhile. Where somebody may, ticks must be seen in their order.
      const changeSeq = this.behind ? await this.inTransaction(tick) : null
      let done = 0
      for (let after: string | null = ''; after !== null;) {
        const from: string = after
        const part = await this.add((db) => makeSome(db, kind, from, { boundaries, changeSeq }), kind !== 'Grid')
        after = part.last
        done += part.made
        onProgress({ kind, department: null, done })
        await new Promise((resolve) => setImmediate(resolve))
      }
      if (await this.inTransaction((trx) => endFirstLoad(trx, kind, writes))) return
    }
  }
}

// Private:

/** Kinds with most of a city's records. For the others, making an index again over all there is costs as much as keeping it up. */
const ofMany: ReadonlySet<EntityKind> = new Set(['House', 'Person'])
/** Kinds in which others lie. */
const located: ReadonlySet<EntityKind> = new Set(['Grid', 'House'])

/** Makes rows of entities that follow the id `from` and have none; `last` goes on, null at the end. */
async function makeSome(
  db: Db,
  kind: EntityKind,
  from: string,
  shown: { readonly boundaries: GridBoundaries; readonly changeSeq: number | null },
): Promise<{ readonly last: string | null; readonly made: number }> {
  let last: string | null = from
  let made = 0
  const changeSeq = shown.changeSeq ?? (await tick(db))
  while (last !== null && made < TRANSACTION) {
    const next = await missingAfter(db, kind, last, REFRESHED, Date.now())
    if (next.rows.length > 0) await refreshRows(db, kind, next.rows, shown.boundaries, Date.now(), changeSeq)
    made += next.rows.length
    last = next.last
  }
  return { last, made }
}

/** A source may deliver one row twice; the last one counts. */
function unique(identities: readonly Identity[]): Identity[] {
  return [...new Map(identities.map((identity) => [identity.key, identity])).values()]
}
