/**
 * Writes what linking reads: identities and golden records, some thousands a transaction, so that a pause is short and a hub that is killed
 * goes on where it was. Everything else that a transaction must say, such as how far a source was read, is written in it.
 */
import type { HubStore } from '../../prisma/store.ts'
import { LateIndexes } from '../../prisma/late-indexes.ts'
import { retryBusy } from '../../prisma/sql.ts'
import type { HubTables } from '../../prisma/tables.ts'
import type { EntityKind, Identity } from '../kit/identity.ts'
import type { Db } from './bulk.ts'
import { putCursor } from './feeds.ts'
import { beginFirstLoad, countWrite, endFirstLoad, missingAfter, writesOf } from './first-load.ts'
import { markGone } from './gone-records.ts'
import { KnownBoundaries } from './grid-by-point.ts'
import type { IndexSecrets } from './index-secrets.ts'
import type { KindRule } from './kinds/rule.ts'
import { linkBatch } from './link-batch.ts'
import type { OnLinkProgress } from './link-state.ts'
import { putPages, type ReadPageRow } from './read-pages.ts'
import { refreshBatch, refreshRows } from './refresh.ts'

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

/** The same in the first linking of a kind, when an index that grew to gigabytes takes keys from all over itself. */
const FIRST_TRANSACTION = 25_000
/** Entities whose golden values are made together. */
const REFRESHED = 500

export class LinkWriter {
  private readonly store: HubStore
  private readonly secrets: IndexSecrets
  private readonly indexes: LateIndexes
  private readonly boundaries = new KnownBoundaries()

  constructor(store: HubStore, secrets: IndexSecrets) {
    this.store = store
    this.secrets = secrets
    this.indexes = new LateIndexes(store.provider)
  }

  /**
   * Before the records of a kind are read. `alone`: nobody reads the store before all is linked. Then a kind of many records does without
   * the indexes of its links until `endLinks`.
   */
  async beginLinks(kind: EntityKind, alone: boolean): Promise<void> {
    await this.inTransaction((trx) => beginFirstLoad(trx, kind))
    const first = (await writesOf(this.store.sql, kind)) !== null
    if (alone && first && ofMany.has(kind)) await this.inTransaction((trx) => this.indexes.leaveOut(trx, 'LINKS'))
    else await this.makeIndexes()
  }

  /** When its records are read. */
  endLinks(): Promise<void> {
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
    await retryBusy(() =>
      this.store.sql.transaction().execute(async (trx) => {
        const { present: keyring, former } = await this.secrets.forWriting(trx)
        const first = also.inTurn === true && (await countWrite(trx, rule.kind))
        const size = first ? all.length : BATCH
        for (let at = 0; at < all.length; at += size) {
          await linkBatch(trx, {
            rule,
            department,
            identities: all.slice(at, at + size),
            keyring,
            former,
            now,
            first,
            indexes: this.indexes,
          })
        }
        if (also.gone) await markGone(trx, rule.kind, department, also.gone, now)
        if (also.cursor) await putCursor(trx, also.cursor)
        if (also.pages) await putPages(trx, also.pages)
      }),
    )
    return all.length
  }

  /** Identities that are written in one transaction. */
  async transactionOf(kind: EntityKind): Promise<number> {
    return (await writesOf(this.store.sql, kind)) === null ? TRANSACTION : FIRST_TRANSACTION
  }

  /** Makes the rows of entities that were linked for the first time. `alone` as in `beginLinks`. */
  async finishFirst(kind: EntityKind, alone: boolean, onProgress: OnLinkProgress): Promise<void> {
    // Houses look up who lives in them.
    if (alone && kind === 'Person') await this.inTransaction((trx) => this.indexes.leaveOut(trx, 'ENTITIES'))
    await this.makeMissing(kind, onProgress)
    await this.makeIndexes()
  }

  /** Makes the golden values of entities anew whose links, or marks, changed. */
  async refresh(kind: EntityKind, onProgress: OnLinkProgress): Promise<void> {
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

  /** Again while another process writes; under secrets that do not change meanwhile. */
  inTransaction<T>(work: (trx: Db) => Promise<T>): Promise<T> {
    return retryBusy(() =>
      this.store.sql.transaction().execute(async (trx) => {
        await this.secrets.hold(trx)
        return work(trx)
      }),
    )
  }

  // Private:

  private makeIndexes(): Promise<void> {
    return retryBusy(() => this.indexes.make(this.store.sql))
  }

  private async makeMissing(kind: EntityKind, onProgress: OnLinkProgress): Promise<void> {
    for (;;) {
      const writes = await writesOf(this.store.sql, kind)
      if (writes === null) return
      const boundaries = await this.boundaries.read(this.store.sql)
      let done = 0
      for (let after: string | null = ''; after !== null;) {
        const from: string = after
        after = await this.inTransaction(async (trx) => {
          let last: string | null = from
          for (const until = done + FIRST_TRANSACTION; last !== null && done < until;) {
            const next = await missingAfter(trx, kind, last, REFRESHED, Date.now())
            if (next.rows.length > 0) await refreshRows(trx, kind, next.rows, boundaries, Date.now())
            done += next.rows.length
            last = next.last
          }
          return last
        })
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

/** A source may deliver one row twice; the last one counts. */
function unique(identities: readonly Identity[]): Identity[] {
  return [...new Map(identities.map((identity) => [identity.key, identity])).values()]
}
