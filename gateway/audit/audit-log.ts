/**
 * The audit log: appends one record an operation, and the answer waits for it. Records that come within the same few milliseconds share
 * one transaction (group commit). A store that is busy is tried again for five seconds without blocking the process; after that the
 * read is refused with AUDIT_UNAVAILABLE: no audit, no answer.
 */
import type { AuditEntry } from '../../access/audit-record.ts'
import type { HubStore } from '../../prisma/store.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { writeAnchor } from './anchor.ts'
import { ChainBusy, seal, type Chain, type Head } from './chain.ts'
import type { HeadSigner } from './head-signer.ts'
import { PersonIndexer } from './index-persons.ts'
import { personsOfRefs } from './persons-of-refs.ts'
import { PostgresqlChain } from './postgresql-chain.ts'
import { SqliteChain } from './sqlite-chain.ts'

export interface AuditOptions {
  readonly store: HubStore
  /** URL of the same store. */
  readonly url: string
  /** File of the anchored heads, `.data/audit-anchor.log` by default of the runner. */
  readonly anchorFile: string
  /** Signs the anchored heads: one signature a minute, none a record. */
  readonly signer: HeadSigner
  readonly anchorEveryMs?: number
  readonly patienceMs?: number
  /** Told of entries that were written, before anybody is answered. */
  readonly onWritten?: (entry: AuditEntry) => void
  /** Told of faults that no request waits for: an anchor that cannot be written. */
  readonly onFault: (error: unknown) => void
}

interface Waiting {
  readonly entry: AuditEntry
  readonly until: number
  readonly resolve: (seq: number) => void
  readonly reject: (error: unknown) => void
}

/**
 * Time in which records gather to one transaction when the log is busy: a commit costs the disk and the process as much for ten records
 * as for one. A record that comes alone is written at once.
 */
const GATHER_MS = 8
/** The log is busy when its last transaction is no longer ago than this. */
const BUSY_MS = 25
/** Records of one transaction at most: SQLite holds the process while it writes them. */
const GROUP = 200
const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 50

export class AuditLog {
  private readonly options: AuditOptions
  private readonly chain: Chain
  private readonly anchoring: NodeJS.Timeout
  private readonly persons: PersonIndexer
  private queue: Waiting[] = []
  private writing: Promise<void> | null = null
  private last: Head | null = null
  private anchored = 0
  private anchoringNow: Promise<void> | null = null
  /** Epoch ms at which the last transaction ended. */
  private wroteAt = 0
  private closed = false

  constructor(options: AuditOptions) {
    this.options = options
    this.chain = options.store.provider === 'sqlite' ? new SqliteChain(options.url) : new PostgresqlChain(options.store)
    this.anchoring = setInterval(() => void this.anchor(), options.anchorEveryMs ?? 60_000)
    this.anchoring.unref()
    this.persons = new PersonIndexer({ store: options.store, onFault: options.onFault })
  }

  /** Resolves with the record's number once it is written; rejects with AUDIT_UNAVAILABLE. */
  append(entry: AuditEntry): Promise<number> {
    if (this.closed) return Promise.reject(pentagraphError('AUDIT_UNAVAILABLE'))
    return new Promise((resolve, reject) => {
      this.queue.push({ entry, until: Date.now() + this.patience, resolve, reject })
      this.writing ??= this.writeAll()
    })
  }

  /** Writes what waits, anchors the head, and lets go of the store. */
  async close(): Promise<void> {
    this.closed = true
    clearInterval(this.anchoring)
    await this.writing
    await this.anchoringNow
    await this.anchor()
    await this.persons.close()
    await this.chain.close()
  }

  // Private:

  private get patience(): number {
    return this.options.patienceMs ?? 5_000
  }

  private async writeAll(): Promise<void> {
    let wait = FIRST_PAUSE_MS
    while (this.queue.length > 0) {
      await (Date.now() - this.wroteAt < BUSY_MS ? pause(GATHER_MS) : nextTurn())
      const group = this.queue.slice(0, GROUP)
      try {
        await this.writeGroup(group)
        this.wroteAt = Date.now()
        wait = FIRST_PAUSE_MS
      } catch (error) {
        if (!(error instanceof ChainBusy)) this.refuse(error, () => true, group)
        else {
          const now = Date.now()
          this.refuse(error, (waiting) => waiting.until <= now + wait, group)
          await pause(wait)
          wait = Math.min(wait * 2, LONGEST_PAUSE_MS)
        }
      }
    }
    this.writing = null
  }

  private async writeGroup(group: readonly Waiting[]): Promise<void> {
    const entries = await personsOfRefs(
      this.options.store,
      group.map((waiting) => waiting.entry),
    )
    let first = 0
    let last: Head | undefined
    const appended = this.chain.append((head) => {
      const records = seal(entries, head)
      first = head.seq + 1
      last = records.at(-1)
      return records
    })
    await within(appended, this.patience)
    if (last) this.last = headOf(last)
    this.queue = this.queue.slice(group.length)
    if (this.options.onWritten) for (const entry of entries) this.options.onWritten(entry)
    group.forEach((waiting, at) => waiting.resolve(first + at))
  }

  private refuse(error: unknown, which: (waiting: Waiting) => boolean, group: readonly Waiting[]): void {
    const refused = new Set(group.filter(which))
    this.queue = this.queue.filter((waiting) => !refused.has(waiting))
    for (const waiting of refused) waiting.reject(pentagraphError('AUDIT_UNAVAILABLE', {}, error))
  }

  private anchor(): Promise<void> {
    this.anchoringNow ??= this.anchorHead().finally(() => (this.anchoringNow = null))
    return this.anchoringNow
  }

  private async anchorHead(): Promise<void> {
    const head = this.last
    if (head === null || head.seq === this.anchored) return
    const { store, anchorFile, signer, onFault } = this.options
    try {
      if (await writeAnchor(store, anchorFile, signer, head)) this.anchored = head.seq
    } catch (error) {
      onFault(error)
    }
  }
}

function headOf({ seq, hash }: Head): Head {
  return { seq, hash }
}

/** A store that neither answers nor refuses must not hold the answers for ever. What it writes later is one record too many, never one too few. */
async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the store does not answer')), ms)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    work.catch(() => undefined)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** What arrives in the same turn shares a transaction. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
