/**
 * Links every department's records to entities, kind after kind, in batches: constant memory, one transaction a batch, and safe to stop
 * at any point. Linking again with nothing changed reads and writes nothing but the state.
 */
import type { HubStore } from '../../prisma/store.ts'
import { retryBusy } from '../../prisma/sql.ts'
import type { EntityKind, Identity, LinkSource } from '../kit/identity.ts'
import { describes, linkBatch } from './link-batch.ts'
import type { IndexSecrets } from './index-secrets.ts'
import type { KindRule } from './kinds/rule.ts'
import { kindRules } from './kinds/order.ts'
import { dayOf, KnownBoundaries, markPassedDays, noPoints, placedCounts, type PlacedCounts } from './grid-by-point.ts'
import { refreshBatch } from './refresh.ts'

export interface LinkProgress {
  readonly kind: EntityKind
  readonly department: string | null
  /** Identities linked, or golden records made, of this kind so far. */
  readonly done: number
}
export type OnLinkProgress = (progress: LinkProgress) => void

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

/** Identities looked up together. */
const BATCH = 1_000
/** Identities, or golden records, a transaction: the more, the fewer index pages are written twice; memory and pauses set the bound. */
const TRANSACTION = 5_000

/** A department that could not be read to the end. */
export interface UnlinkedSource {
  readonly department: string
  readonly error: unknown
}

interface Pass {
  readonly source: LinkSource
  /** Identities seen. */
  seen: number
  /** True when some identities were not taken. */
  left: boolean
}

export class Linker {
  private readonly store: HubStore
  private readonly sources: readonly LinkSource[]
  private readonly secrets: IndexSecrets
  private readonly boundaries = new KnownBoundaries()

  constructor(store: HubStore, sources: readonly LinkSource[], secrets: IndexSecrets) {
    this.store = store
    this.sources = sources
    this.secrets = secrets
  }

  /**
   * Answers with the departments that did not answer: what is known of them stays as it was, and the others are linked. Rejects only
   * when the store fails, or when `signal` says stop.
   */
  async linkAll(signal: AbortSignal, onProgress: OnLinkProgress = () => undefined): Promise<readonly UnlinkedSource[]> {
    const failed = new Map<string, unknown>()
    for (const rule of kindRules) {
      const passes = this.sources
        .filter((source) => source.entities.includes(rule.kind) && !failed.has(source.department))
        .map((source) => ({ source, seen: 0, left: false }))
      const attempt = async (pass: Pass, takes: (key: string) => boolean) => {
        if (failed.has(pass.source.department)) return
        try {
          await this.pass(rule, pass, signal, onProgress, takes)
        } catch (error) {
          if (signal.aborted || !(error instanceof SourceUnreadable)) throw error
          failed.set(pass.source.department, error.cause)
        }
      }
      for (const pass of passes) await attempt(pass, (key) => rule.kind !== 'Event' || describes(key))
      // A record that names another department's event by its number finds it only when all events themselves were read.
      for (const pass of passes) if (pass.left) await attempt(pass, (key) => !describes(key))
      for (const { source, seen } of passes)
        if (!failed.has(source.department)) await this.dropGone(rule.kind, source, seen, signal)
      await this.refresh(rule.kind, onProgress)
      if (rule.kind === 'Grid') await markPassedDays(this.store.sql, dayOf(Date.now()))
    }
    for (const source of this.sources) await this.count(source.department)
    return [...failed].map(([department, error]) => ({ department, error }))
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
    await this.write(rule, department, live)
    await this.refresh(kind, () => undefined)
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
    return this.refresh(kind, () => undefined)
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

  /** Links those identities of a source whose key is taken; tells whether some were left. */
  private async pass(
    rule: KindRule,
    pass: Pass,
    signal: AbortSignal,
    onProgress: OnLinkProgress,
    takes: (key: string) => boolean,
  ): Promise<void> {
    const { department } = pass.source
    const waiting: Identity[] = []
    const write = async () => {
      pass.seen += await this.write(rule, department, waiting.splice(0))
      onProgress({ kind: rule.kind, department, done: pass.seen })
      // The embedded store works in this process: whatever else waits here gets its turn.
      await new Promise((resolve) => setImmediate(resolve))
    }
    for await (const batch of readable(pass.source.identities(rule.kind, signal))) {
      signal.throwIfAborted()
      const taken = batch.filter((identity) => takes(identity.key))
      pass.left ||= taken.length < batch.length
      waiting.push(...taken)
      if (waiting.length >= TRANSACTION) await write()
    }
    if (waiting.length > 0) await write()
  }

  /** The events that fresh persons take part in may be as fresh. */
  private async linkEventsOf(department: string, identities: readonly Identity[], signal: AbortSignal): Promise<void> {
    const events = [...new Set(identities.flatMap((identity) => identity.values.event ?? []))]
    if (events.length > 0) await this.linkKeys('Event', department, events, signal)
  }

  /** Links identities in one transaction; answers how many different ones they were. */
  private async write(rule: KindRule, department: string, identities: readonly Identity[]): Promise<number> {
    const all = unique(identities)
    const now = Date.now()
    await retryBusy(() =>
      this.store.sql.transaction().execute(async (trx) => {
        const { present: keyring, former } = await this.secrets.forWriting(trx)
        for (let at = 0; at < all.length; at += BATCH) {
          await linkBatch(trx, { rule, department, identities: all.slice(at, at + BATCH), keyring, former, now })
        }
      }),
    )
    return all.length
  }

  private async refresh(kind: EntityKind, onProgress: OnLinkProgress): Promise<void> {
    const boundaries = await this.boundaries.read(this.store.sql)
    const refreshSome = () =>
      this.store.sql.transaction().execute(async (trx) => {
        await this.secrets.hold(trx)
        let done = 0
        for (let more = 1; more > 0 && done < TRANSACTION; done += more)
          more = await refreshBatch(trx, kind, boundaries, Date.now())
        return done
      })
    for (let done = 0, more = 1; more > 0;) {
      more = await retryBusy(refreshSome)
      done += more
      if (more > 0) onProgress({ kind, department: null, done })
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Records that are gone at the source no longer speak for their entity. Looked for only when the numbers differ. */
  private async dropGone(kind: EntityKind, source: LinkSource, seen: number, signal: AbortSignal): Promise<void> {
    const { sql } = this.store
    const links = sql
      .selectFrom('Link')
      .where('department', '=', source.department)
      .where('kind', '=', kind)
      .where('live', '=', 1)
    const { count } = await links.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    if (count <= seen) return
    for (let after = ''; ;) {
      const page = await links
        .select(['localKey', 'entityId'])
        .where('localKey', '>', after)
        .orderBy('localKey')
        .limit(1_000)
        .execute()
      if (page.length === 0) return
      const found = await source.identify(
        kind,
        page.map((link) => link.localKey),
        signal,
      )
      const gone = page.filter((_, at) => !found[at])
      if (gone.length > 0) await this.markGone(kind, source.department, gone)
      after = page.at(-1)?.localKey ?? ''
    }
  }

  private async markGone(
    kind: EntityKind,
    department: string,
    gone: readonly { localKey: string; entityId: string }[],
  ): Promise<void> {
    await retryBusy(() =>
      this.store.sql.transaction().execute(async (trx) => {
        await this.secrets.hold(trx)
        const keys = gone.map((link) => link.localKey)
        await trx
          .updateTable('Link')
          .set({ live: 0, goneAt: Date.now() })
          .where('department', '=', department)
          .where('kind', '=', kind)
          .where('localKey', 'in', keys)
          .execute()
        await trx
          .deleteFrom('Participation')
          .where('department', '=', department)
          .where('localKey', 'in', keys)
          .execute()
        await trx
          .updateTable('Entity')
          .set({ stale: 1 })
          .where(
            'id',
            'in',
            gone.map((link) => link.entityId),
          )
          .execute()
      }),
    )
  }

  private async count(department: string): Promise<void> {
    const { sql } = this.store
    const tiers = await sql
      .selectFrom('Link')
      .select((eb) => ['tier', eb.fn.countAll<number>().as('count')] as const)
      .where('department', '=', department)
      .where('live', '=', 1)
      .groupBy('tier')
      .execute()
    const { conflicts } = await sql
      .selectFrom('Conflict')
      .select((eb) => eb.fn.countAll<number>().as('conflicts'))
      .where('department', '=', department)
      .where('state', '=', 'OPEN')
      .executeTakeFirstOrThrow()
    const total = (of: (tier: string) => boolean) =>
      tiers.reduce((sum, { tier, count }) => sum + (of(tier) ? count : 0), 0)
    const unlinked = total((tier) => tier === 'OWN')
    const linked = total((tier) => tier !== 'OWN')
    const row = { department, identities: linked + unlinked, linked, unlinked, conflicts, linkedAt: Date.now() }
    const { department: _key, ...rest } = row
    await sql
      .insertInto('LinkState')
      .values(row)
      .onConflict((conflict) => conflict.column('department').doUpdateSet(rest))
      .execute()
  }
}

// Private:

/** A source may deliver one row twice; the last one counts. */
function unique(identities: readonly Identity[]): Identity[] {
  return [...new Map(identities.map((identity) => [identity.key, identity])).values()]
}

/** Tells a source that cannot be read from a store that cannot be written. */
class SourceUnreadable extends Error {}

async function* readable<T>(items: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = items[Symbol.asyncIterator]()
  for (;;) {
    const next = await iterator.next().catch((cause: unknown) => {
      throw new SourceUnreadable('source unreadable', { cause })
    })
    if (next.done) return
    yield next.value
  }
}
