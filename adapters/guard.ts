/**
 * What stands around every call to a source: service hours, a limit on calls at the same time, a quota, a time limit, a circuit breaker,
 * and a second try for reads of a source that was unreachable. Whatever happens inside, a SourceError comes out.
 *
 * Only the breaker is cockatiel's: its timeout, bulkhead and retry chain signals of their own at every call, which costs more than the
 * read of a row (measured). Here a call has one timer, and one listener on the caller's signal that goes when the call ends.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { ConsecutiveBreaker, circuitBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel'
import { onAbort, throwIfAborted } from './abort.ts'
import { SourceError, type Call, type SourceErrorCode } from './adapter.ts'
import type { Connection } from './open.ts'
import type { Quota } from './quota.ts'
import { isOpen } from './service-hours.ts'
import { Turns } from './turns.ts'

const defaults = { timeoutMs: 10_000, concurrency: 16, queue: 1000, failuresToOpen: 5, openForMs: 10_000 }

/** Failures that say the source is ill; an error about one request (unknown column, version conflict) says nothing of that. */
const ill: readonly SourceErrorCode[] = ['UNAVAILABLE', 'TIMEOUT']

export interface GuardOptions {
  readonly quota?: Quota
  /** The source is read inside this process (SQLite): no timer can fire during a call, and no two calls run at once. */
  readonly synchronous?: boolean
  /** Defaults to the real clock. */
  readonly now?: () => Date
}

type Work<T> = (call: Call) => Promise<T>

export class Guard {
  private readonly department: string
  private readonly hours: Connection['hours']
  private readonly quota: Quota | undefined
  private readonly synchronous: boolean
  private readonly now: () => Date
  private readonly breaker
  private readonly turns: Turns
  private readonly timeoutMs: number

  constructor(department: string, connection: Connection, options: GuardOptions = {}) {
    this.department = department
    this.hours = connection.hours
    this.quota = options.quota
    this.synchronous = options.synchronous ?? false
    this.now = options.now ?? (() => new Date())
    this.breaker = circuitBreaker(
      handleWhen((error) => hasCode(error, ill)),
      {
        halfOpenAfter: connection.breaker?.openMs ?? defaults.openForMs,
        breaker: new ConsecutiveBreaker(connection.breaker?.failures ?? defaults.failuresToOpen),
      },
    )
    this.turns = new Turns(connection.concurrency ?? defaults.concurrency)
    this.timeoutMs = connection.timeoutMs ?? defaults.timeoutMs
  }

  /** A read may be tried twice, a write never. A caller who gives up is answered at once, whatever the source does. */
  async run<T>(kind: 'read' | 'write', call: Call, work: Work<T>): Promise<T> {
    throwIfAborted(call.signal, this.department)
    if (this.hours !== undefined && !isOpen(this.hours, this.now())) {
      throw this.error('OUT_OF_HOURS', 'The source is outside its service hours')
    }
    const run = new Run()
    const forget = onAbort(call.signal, () => run.stop(this.error('ABORTED', 'The caller gave up')))
    try {
      return await (kind === 'read' ? this.twice(run, work) : this.once(run, work))
    } finally {
      forget()
    }
  }

  // Private:

  private async twice<T>(run: Run, work: Work<T>): Promise<T> {
    try {
      return await this.once(run, work)
    } catch (error) {
      if (!hasCode(error, ['UNAVAILABLE'])) throw error
    }
    await run.orStopped(pause(25 + 50 * Math.random()))
    return this.once(run, work)
  }

  private async once<T>(run: Run, work: Work<T>): Promise<T> {
    try {
      return await run.orStopped(
        this.breaker.execute(() => (this.synchronous ? this.ask(run, work) : this.inTurn(run, work))),
      )
    } catch (error) {
      throw this.typed(error, run)
    }
  }

  private async inTurn<T>(run: Run, work: Work<T>): Promise<T> {
    if (!this.turns.take()) await this.turn(run)
    const timer = setTimeout(() => run.stop(this.error('TIMEOUT', 'The source took too long')), this.timeoutMs)
    try {
      return await run.orStopped(this.ask(run, work))
    } finally {
      clearTimeout(timer)
      this.turns.give()
    }
  }

  private async turn(run: Run): Promise<void> {
    if (this.turns.queue >= defaults.queue) throw this.error('UNAVAILABLE', 'Too many calls wait for this source')
    const { taken, leave } = this.turns.wait()
    try {
      await run.orStopped(taken)
    } catch (error) {
      leave()
      throw error
    }
  }

  /** Typed in here already, for the breaker looks at the code. */
  private async ask<T>(run: Run, work: Work<T>): Promise<T> {
    if (run.stopped) throw run.stopped
    this.quota?.take()
    try {
      return await work(run)
    } catch (error) {
      throw this.typed(error, run)
    }
  }

  private typed(error: unknown, run: Run): SourceError {
    if (run.stopped) return run.stopped
    // Not the caller: a time limit further in.
    if (hasCode(error, ['ABORTED'])) return this.error('TIMEOUT', 'The source took too long', error)
    if (error instanceof SourceError) return error
    if (isBrokenCircuitError(error))
      return this.error('BREAKER_OPEN', 'The source failed several times and is left alone for a while', error)
    return this.error('FAULT', error instanceof Error ? error.message : 'The source failed', error)
  }

  private error(code: SourceErrorCode, message: string, cause?: unknown): SourceError {
    return new SourceError(code, this.department, message, cause)
  }
}

/** One call on its way: its signal tells the work to stop, and who waits for the work is answered without it. */
class Run implements Call {
  private readonly controller = new AbortController()
  private readonly waiting: ((error: SourceError) => void)[] = []
  stopped: SourceError | null = null

  get signal(): AbortSignal {
    return this.controller.signal
  }

  stop(error: SourceError): void {
    if (this.stopped) return
    this.stopped = error
    for (const answer of this.waiting) answer(error)
    this.controller.abort()
  }

  orStopped<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.stopped) reject(this.stopped)
      this.waiting.push(reject)
      work.then(resolve, reject)
    })
  }
}

function hasCode(error: unknown, codes: readonly SourceErrorCode[]): boolean {
  return error instanceof SourceError && codes.includes(error.code)
}
