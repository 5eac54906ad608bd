/**
 * Links every department's records to entities, kind after kind, in batches: constant memory, one transaction a batch, and safe to stop
 * at any point. Where a source tells what changed, linking again reads that only (feeds.ts); elsewhere it reads all and writes what differs.
 */
import type { HubStore } from '../../prisma/store.ts'
import { retryBusy, withRoomForBulk } from '../../prisma/sql.ts'
import type { EntityKind, Feed, Identity, LinkSource, RowReading } from '../kit/identity.ts'
import { feedsOf, positionOf, putCursor } from './feeds.ts'
import { GoneRecords } from './gone-records.ts'
import { countLinks, type OnLinkProgress } from './link-state.ts'
import { LinkWriter } from './link-writer.ts'
import type { IndexSecrets } from './index-secrets.ts'
import type { KindRule } from './kinds/rule.ts'
import { kindRules } from './kinds/order.ts'
import { dayOf, markPassedDays, noPoints, placedCounts, type PlacedCounts } from './grid-by-point.ts'
import { digestedPage, dropPagesBefore, readPage, type DigestedPage, type ReadPageRow } from './read-pages.ts'
import { SharedReadings } from './shared-readings.ts'

export interface LinkedDepartment extends PlacedCounts {
  readonly department: string
  readonly identities: number
  /** Identities that share their entity's key with others, or could. */
  readonly linked: number
  /** Identities without a usable key: each an entity of its own. */
  readonly unlinked: number
  readonly conflicts: number
  /** Epoch ms; null when never linked. */
  readonly linkedAt: number | null
}

/** Pages of rows read before what they said is written. */
const PAGES = 50

/** A department that could not be read to the end. */
export interface UnlinkedSource {
  readonly department: string
  readonly error: unknown
}

interface Pass {
  readonly rule: KindRule
  readonly department: string
  readonly feed: Feed
  readonly readings: SharedReadings
  /** Identities seen; null when not all of them were. */
  seen: number | null
  /** True when the source itself told what is gone. */
  told: boolean
}

export class Linker {
  private readonly store: HubStore
  private readonly sources: readonly LinkSource[]
  private readonly secrets: IndexSecrets
  private readonly writer: LinkWriter
  private readonly gone: GoneRecords

  constructor(store: HubStore, sources: readonly LinkSource[], secrets: IndexSecrets) {
    this.store = store
    this.sources = sources
    this.secrets = secrets
    this.writer = new LinkWriter(store, secrets)
    this.gone = new GoneRecords(store, (work) => this.writer.inTransaction(work))
  }

  /**
   * Answers with the departments that did not answer: what is known of them stays as it was, and the others are linked. Rejects only
   * when the store fails, or when `signal` says stop.
   */
  async linkAll(signal: AbortSignal, onProgress: OnLinkProgress = () => undefined): Promise<readonly UnlinkedSource[]> {
    // Each department that was linked has a state.
    const linked = await this.store.sql.selectFrom('LinkState').select('department').limit(1).executeTakeFirst()
    const link = () => this.linkKinds(signal, onProgress)
    // Until then the hub's door is closed.
    return linked ? withRoomForBulk(this.store, link) : this.writer.alone(link)
  }

  /** Links single records at once, e.g. one that was just written. Returns the entity of each key, null where the row is gone. */
  async linkKeys(
    kind: EntityKind,
    department: string,
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<(string | null)[]> {
    const source = this.sources.find((one) => one.department === department)
    const rule = kindRules.find((one) => one.kind === kind)
    if (!source || !rule || !source.entities.includes(kind)) return keys.map(() => null)
    const identities = await source.identify(kind, keys, signal)
    const live = identities.filter((identity) => identity !== null)
    if (kind === 'Person') await this.linkEventsOf(department, live, signal)
    await this.writer.write(rule, department, live)
    await this.writer.refresh(kind, () => undefined)
    const links = await this.store.sql
      .selectFrom('Link')
      .select(['localKey', 'entityId'])
      .where('department', '=', department)
      .where('kind', '=', kind)
      .where('localKey', 'in', [...keys])
      .execute()
    const found = new Map(links.map((link) => [link.localKey, link.entityId]))
    return keys.map((key, at) => (identities[at] ? (found.get(key) ?? null) : null))
  }

  /** Makes the golden values of entities anew whose links, or marks, changed. */
  makeGolden(kind: EntityKind): Promise<void> {
    return this.writer.refresh(kind, () => undefined)
  }

  async status(): Promise<LinkedDepartment[]> {
    const states = await this.store.sql.selectFrom('LinkState').selectAll().execute()
    const known = new Map(states.map((state) => [state.department, state]))
    const placed = await placedCounts(this.store.sql)
    const nothing = { identities: 0, linked: 0, unlinked: 0, conflicts: 0, linkedAt: null }
    return this.sources.map(({ department }) => ({
      department,
      ...(known.get(department) ?? nothing),
      ...(placed.get(department) ?? noPoints),
    }))
  }

  // Private:

  private async linkKinds(signal: AbortSignal, onProgress: OnLinkProgress): Promise<readonly UnlinkedSource[]> {
    const failed = new Map<string, unknown>()
    const anew = await this.readsAll()
    const readings = new SharedReadings(this.records())
    for (const rule of kindRules) {
      await this.writer.beginLinks(rule.kind)
      const sources = this.sources.filter((source) => source.entities.includes(rule.kind))
      const passes = sources.flatMap((source) =>
        feedsOf(source, rule.kind).map((feed): Pass => ({
          rule,
          department: source.department,
          feed,
          readings,
          seen: null,
          told: false,
        })),
      )
      // A record that names another department's event by its number finds it only when all events themselves were read.
      for (const late of [false, true])
        for (const pass of passes) {
          if (pass.feed.late !== late || failed.has(pass.department)) continue
          try {
            await this.pass(pass, anew, signal, onProgress)
          } catch (error) {
            if (signal.aborted || !(error instanceof SourceUnreadable)) throw error
            failed.set(pass.department, error.cause)
          }
        }
      await this.writer.endLinks()
      for (const source of sources)
        if (!failed.has(source.department))
          await this.gone.drop(
            source,
            passes.filter(({ department }) => department === source.department),
            signal,
          )
      await this.writer.finishFirst(rule.kind, onProgress)
      await this.writer.refresh(rule.kind, onProgress)
      if (rule.kind === 'Grid') await markPassedDays(this.store.sql, dayOf(Date.now()))
    }
    // Before anything says that all is linked.
    await this.writer.end()
    for (const source of this.sources) await countLinks(this.store.sql, source.department, Date.now())
    return [...failed].map(([department, error]) => ({ department, error }))
  }

  /** Of all feeds that are read through. */
  private records(): string[] {
    return kindRules.flatMap(({ kind }) =>
      this.sources
        .filter((source) => source.entities.includes(kind))
        .flatMap((source) =>
          feedsOf(source, kind).flatMap(({ changes, rows }) =>
            rows && !changes ? [recordOf(source.department, rows)] : [],
          ),
        ),
    )
  }

  /** Keys of former secrets are brought under the present one as records are read: then all must be. */
  private async readsAll(): Promise<boolean> {
    const { former } = await retryBusy(() =>
      this.store.sql.transaction().execute((trx) => this.secrets.forWriting(trx)),
    )
    return former.length > 0
  }

  private async pass(pass: Pass, anew: boolean, signal: AbortSignal, onProgress: OnLinkProgress): Promise<void> {
    const { rule, department, feed } = pass
    let done = 0
    const progress = async (more: number) => {
      done += more
      onProgress({ kind: rule.kind, department, done })
      // The embedded store works in this process: whatever else waits here gets its turn.
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (feed.changes) return this.follow(pass, feed.changes, anew, signal, progress)
    if (feed.rows) return this.readThrough(pass, feed.rows, anew, signal, progress)
    const waiting: Identity[] = []
    const size = this.writer.transaction
    const write = async () => progress(await this.writer.write(rule, department, waiting.splice(0), { inTurn: true }))
    for await (const batch of readable(feed.identities(signal))) {
      signal.throwIfAborted()
      waiting.push(...batch)
      if (waiting.length >= size) await write()
    }
    if (waiting.length > 0) await write()
    pass.seen = done
  }

  /** Links what changed since the last time. The cursor goes forward with the last records of each page. */
  private async follow(
    pass: Pass,
    changes: NonNullable<Feed['changes']>,
    anew: boolean,
    signal: AbortSignal,
    progress: (more: number) => Promise<void>,
  ): Promise<void> {
    const { rule, department, feed } = pass
    const now = Date.now()
    let { since, row } = await positionOf(this.store, { department, kind: rule.kind, feed }, anew, now)
    let seen = since === null ? 0 : null
    const size = this.writer.transaction
    for await (const page of readable(changes(since, signal))) {
      signal.throwIfAborted()
      if (page.anew) [seen, row] = [0, { ...row, begunAt: now, whole: 0 }]
      const { identities, gone, cursor } = page
      let at = 0
      for (; at + size < identities.length; at += size)
        await progress(await this.writer.write(rule, department, identities.slice(at, at + size), { inTurn: true }))
      const rest = identities.slice(at)
      if (rest.length > 0 || gone.length > 0 || cursor !== since)
        await progress(
          await this.writer.write(rule, department, rest, { inTurn: true, gone, cursor: { ...row, cursor } }),
        )
      since = cursor
      if (seen !== null) seen += identities.length
    }
    pass.seen = seen
    pass.told = row.whole === 1
  }

  /** Reads a source that cannot tell what changed, and links the rows that do not say what they said. */
  private async readThrough(
    pass: Pass,
    reading: RowReading,
    anew: boolean,
    signal: AbortSignal,
    progress: (more: number) => Promise<void>,
  ): Promise<void> {
    const { rule, department, feed } = pass
    const place = { department, kind: rule.kind, feed }
    const now = Date.now()
    const { since, row } = await positionOf(this.store, place, anew, now)
    // Pages of a reading that was not ended may stand beside those of the one before.
    const known = since !== null && row.whole === 1
    const begun = { ...row, begunAt: known ? row.begunAt : now, cursor: String(now) }
    await this.writer.add((db) => putCursor(db, { ...begun, whole: 0 }), true)
    const { present: keyring } = await this.secrets.forReading()
    const size = this.writer.transaction
    let waiting: Identity[] = []
    let read: ReadPageRow[] = []
    let seen = 0
    const write = async () => {
      const [identities, also] = [waiting, { inTurn: true, pages: read }]
      ;[waiting, read] = [[], []]
      const linked = await this.writer.write(rule, department, identities, also)
      seen += linked
      await progress(linked)
    }
    const { sql } = this.store
    const record = recordOf(department, reading)
    const shared = await pass.readings.of(sql, record, place, known)
    const kept = known && !shared ? pass.readings.begin(record) : null
    const take = async (page: DigestedPage) => {
      signal.throwIfAborted()
      const part = await readPage(sql, place, page, reading, known, now)
      kept?.add(page, part.changed)
      waiting.push(...part.identities)
      read.push(part.row)
      seen += part.same
      if (waiting.length >= size || read.length >= PAGES) await write()
    }
    if (shared) for (const page of shared) await take(page)
    else for await (const page of readable(reading.pages(signal))) await take(digestedPage(page, keyring))
    await write()
    kept?.end()
    await this.writer.add(async (db) => {
      await dropPagesBefore(db, place, now)
      await putCursor(db, { ...begun, whole: 1 })
    }, !known)
    pass.seen = seen
  }

  /** The events that fresh persons take part in may be as fresh. */
  private async linkEventsOf(department: string, identities: readonly Identity[], signal: AbortSignal): Promise<void> {
    const events = [...new Set(identities.flatMap((identity) => identity.values.event ?? []))]
    if (events.length > 0) await this.linkKeys('Event', department, events, signal)
  }
}

// Private:

function recordOf(department: string, { record }: RowReading): string {
  return `${department} ${record}`
}

/** Tells a source that cannot be read from a store that cannot be written. */
class SourceUnreadable extends Error {}

/** The next item is asked for while the one before is worked on, so that a department's system and the hub work at the same time. */
async function* readable<T>(items: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = items[Symbol.asyncIterator]()
  const ask = () =>
    iterator.next().then(
      (next) => ({ next }),
      (cause: unknown) => ({ error: new SourceUnreadable('source unreadable', { cause }) }),
    )
  let coming = ask()
  try {
    for (;;) {
      const answer = await coming
      if ('error' in answer) throw answer.error
      if (answer.next.done) return
      coming = ask()
      yield answer.next.value
    }
  } finally {
    await coming
    await iterator.return?.()
  }
}
