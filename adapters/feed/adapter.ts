/**
 * A department's system that pushes: what a feed brings is stored and read like a snapshot. The feed knows how its senders speak; it puts what
 * they say into the inlet and answers them when it is told that it is stored. Everything else is here, the same for all feeds.
 */
import {
  SourceError,
  type Adapter,
  type Call,
  type Capabilities,
  type Health,
  type Quarantined,
  type Table,
  type TableState,
  type Technology,
  type Written,
} from '../adapter.ts'
import { orAborted } from '../abort.ts'
import type { TableUse } from '../open.ts'
import { SnapshotTable } from '../snapshot/table.ts'
import type { Inlet } from './inlet.ts'
import type { Aging, FeedStore } from './store.ts'

export interface Feed {
  /** Listens or connects. Resolves when it does, or when it cannot for now; asked again at every refresh while it is not `up`. */
  start(): Promise<void>
  readonly up: boolean
  /** Takes no more; what is under way is stored and answered. */
  close(): Promise<void>
}

/** Rows of a table go when this column, a text that sorts as time does, is older than `days`. */
export interface Retention extends Aging {
  readonly days: number
  /** The instant as the column writes it. */
  readonly write: (at: number) => string
}

export interface FeedOptions<S extends FeedStore> {
  readonly department: string
  readonly technology: Technology
  readonly uses: readonly TableUse[]
  readonly store: S
  readonly inlet: Inlet<S>
  readonly feed: Feed
  /** When nothing was heard for so long, something is wrong. */
  readonly silentMs: number
  readonly keep?: readonly Retention[]
  /** What a feed that is not `up` is called: NOT_LISTENING, NOT_CONNECTED. */
  readonly down: string
  /** Done in a transaction at every refresh. */
  readonly chores?: (store: S) => void
  /** Columns that come and that nobody asked for, by table. */
  readonly unmapped?: (use: TableUse) => readonly string[]
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** Each message makes the data newer; told more exactly, everything that follows from it would be done anew every minute. */
const AS_OF_STEP_MS = 10 * 60_000
const TIDY_EVERY_MS = 60 * 60_000
const GONE_AT_ONCE = 1_000

export class FeedAdapter<S extends FeedStore> implements Adapter {
  readonly department: string
  readonly technology: Technology
  readonly capabilities: Capabilities = {
    conditions: ['in', 'from', 'to', 'prefix'],
    sort: true,
    count: true,
    changes: true,
    write: false,
    snapshot: true,
  }
  private readonly options: FeedOptions<S>
  private readonly now: () => number
  private readonly begun: number
  private tidied = 0
  private closed = false

  private constructor(options: FeedOptions<S>) {
    this.options = options
    this.department = options.department
    this.technology = options.technology
    this.now = options.now ?? Date.now
    this.begun = this.now()
  }

  /** Takes up what is stored and starts the feed. */
  static async open<S extends FeedStore>(options: FeedOptions<S>): Promise<FeedAdapter<S>> {
    const adapter = new FeedAdapter(options)
    for (const aging of options.keep ?? []) options.store.indexAging(aging)
    await options.feed.start()
    return adapter
  }

  capabilitiesOf(): Capabilities {
    return this.capabilities
  }

  table(name: string): Table {
    const use = this.options.uses.find((candidate) => candidate.table === name)
    if (use === undefined) throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${name}`)
    return new SnapshotTable(this.department, name, use.key, () => this.open().file)
  }

  write(): Promise<Written> {
    return Promise.reject(new SourceError('NOT_SUPPORTED', this.department, 'A feed is listened to only'))
  }

  /** What has arrived is stored, what has outlived its time is gone. */
  async refresh(call: Call): Promise<void> {
    this.open()
    const { feed, inlet, chores } = this.options
    const work = async () => {
      if (!feed.up) await feed.start()
      await inlet.settled()
      if (chores !== undefined) await inlet.put(chores)
      await this.tidy()
    }
    await orAborted(work(), call.signal, this.department)
  }

  async state(): Promise<readonly TableState[]> {
    const store = this.open()
    const heard = store.lastHeard()
    const asOf = heard === null ? null : new Date(heard - (heard % AS_OF_STEP_MS)).toISOString()
    const common = this.remarks(heard)
    return this.options.uses.map((use) => {
      const { rows = 0, quarantined = 0 } = store.file.tables.get(use.table) ?? {}
      const unmapped = (this.options.unmapped?.(use) ?? []).map((column) => `UNMAPPED_COLUMN:${column}`)
      return {
        table: use.table,
        rows,
        quarantined,
        asOf,
        remarks: [...store.remarks(use.table), ...common, ...unmapped],
      }
    })
  }

  async quarantined(
    table: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly Quarantined[]> {
    this.table(table)
    return this.open().quarantined(table, page)
  }

  /** Well when it listens or is connected, and somebody spoke not long ago. */
  async health(): Promise<Health> {
    const start = performance.now()
    const store = this.open()
    const code = !this.options.feed.up ? 'UNAVAILABLE' : this.isSilent(store.lastHeard()) ? 'TIMEOUT' : null
    return { ok: code === null, code, milliseconds: performance.now() - start }
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.options.feed.close()
    await this.options.inlet.settled()
    this.options.store.close()
  }

  // Private:

  private open(): S {
    if (this.closed) throw new SourceError('UNAVAILABLE', this.department, 'The adapter is closed')
    return this.options.store
  }

  private remarks(heard: number | null): string[] {
    return [
      ...(heard === null ? ['NOT_LOADED'] : []),
      ...(this.options.feed.up ? [] : [this.options.down]),
      ...(this.isSilent(heard) ? ['SILENT'] : []),
    ]
  }

  /** A line that was just opened has its time. */
  private isSilent(heard: number | null): boolean {
    return this.now() - Math.max(heard ?? 0, this.begun) > this.options.silentMs
  }

  /** In pieces, so that messages get their turn in between. */
  private async tidy(): Promise<void> {
    const now = this.now()
    const { keep = [], inlet } = this.options
    if (keep.length === 0 || now - this.tidied < TIDY_EVERY_MS) return
    this.tidied = now
    for (const aging of keep) {
      const before = aging.write(now - aging.days * 86_400_000)
      while ((await inlet.put((store) => store.expire(aging, before, GONE_AT_ONCE))) === GONE_AT_ONCE);
    }
    await inlet.put((store) => store.forgetDeletions(now))
  }
}
