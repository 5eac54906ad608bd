/**
 * The way into a store: what several connections bring at the same time shares one transaction, and each is told when it is on the disk. No more
 * than `most` wait; whoever comes then waits for room, and should read nothing more from its sender until it has been told.
 */
import { Turns } from '../turns.ts'
import type { FeedStore } from './store.ts'

const MOST_WAITING = 1_000
/** The rest of the process gets its turn between two transactions. */
const PER_TRANSACTION = 100

interface Waiting<S> {
  readonly work: (store: S) => unknown
  readonly stored: (value: unknown) => void
  readonly failed: (error: unknown) => void
}

export class Inlet<S extends FeedStore> {
  private readonly store: S
  private readonly room: Turns
  private readonly full: (store: S) => void
  private waiting: Waiting<S>[] = []
  private under = new Set<Promise<unknown>>()
  private told = false

  /** `full` runs in a transaction, once for each time that there was no room. */
  constructor(store: S, full: (store: S) => void = () => undefined, most = MOST_WAITING) {
    this.store = store
    this.full = full
    this.room = new Turns(most)
  }

  /** Runs `work` in the next transaction. Resolves with what it gave when that is on the disk, rejects when it did not get there. */
  put<T>(work: (store: S) => T): Promise<T> {
    const putting = this.whenThereIsRoom(work)
    this.under.add(putting)
    return putting.finally(() => this.under.delete(putting))
  }

  /** Resolves when all that was put until now is stored, or has failed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.under)
  }

  // Private:

  private async whenThereIsRoom<T>(work: (store: S) => T): Promise<T> {
    if (!this.room.take()) {
      this.told ||= this.tellFull()
      await this.room.wait().taken
    }
    try {
      return await new Promise<T>((stored, failed) => {
        if (this.waiting.length === 0) setImmediate(() => this.flush())
        this.waiting.push({ work, stored: stored as (value: unknown) => void, failed })
      })
    } finally {
      this.room.give()
    }
  }

  /** All that wait in one transaction; when one of them breaks it, each in its own. */
  private flush(): void {
    const batch = this.waiting.slice(0, PER_TRANSACTION)
    this.waiting = this.waiting.slice(PER_TRANSACTION)
    if (this.waiting.length > 0) setImmediate(() => this.flush())
    else this.told = false
    try {
      const values = this.store.transaction(() => batch.map(({ work }) => work(this.store)))
      batch.forEach(({ stored }, at) => stored(values[at]))
    } catch (error) {
      if (batch.length === 1) return batch[0]?.failed(error)
      for (const { work, stored, failed } of batch) {
        try {
          stored(this.store.transaction(() => work(this.store)))
        } catch (own) {
          failed(own)
        }
      }
    }
  }

  private tellFull(): true {
    try {
      this.store.transaction(() => this.full(this.store))
    } catch {
      // A remark that cannot be stored is not worth a message.
    }
    return true
  }
}
