/**
 * What stands around every call to a source: service hours, a limit on calls at the same time, a quota, a timeout, a circuit breaker,
 * and a second try for reads of a source that was unreachable. Whatever happens inside, a SourceError comes out.
 */
import {
  BulkheadRejectedError,
  ConsecutiveBreaker,
  ExponentialBackoff,
  TaskCancelledError,
  TimeoutStrategy,
  bulkhead,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
  noop,
  retry,
  timeout,
  wrap,
} from 'cockatiel'
import { orAborted, throwIfAborted } from './abort.ts'
import { SourceError, type Call, type SourceErrorCode } from './adapter.ts'
import type { Connection } from './open.ts'
import type { Quota } from './quota.ts'
import { isOpen } from './service-hours.ts'

const defaults = { timeoutMs: 10_000, concurrency: 16, queue: 1000, failuresToOpen: 5, openForMs: 10_000, tries: 2 }

/** Failures that say the source is ill; an error about one request (unknown column, version conflict) says nothing of that. */
const ill: readonly SourceErrorCode[] = ['UNAVAILABLE', 'TIMEOUT']

export interface GuardOptions {
  readonly quota?: Quota
  /** Defaults to the real clock. */
  readonly now?: () => Date
}

export class Guard {
  private readonly department: string
  private readonly hours: Connection['hours']
  private readonly quota: Quota | undefined
  private readonly now: () => Date
  private readonly breaker
  private readonly limit
  private readonly timeout
  private readonly again

  constructor(department: string, connection: Connection, options: GuardOptions = {}) {
    this.department = department
    this.hours = connection.hours
    this.quota = options.quota
    this.now = options.now ?? (() => new Date())
    this.breaker = circuitBreaker(
      handleWhen((error) => hasCode(error, ill)),
      {
        halfOpenAfter: defaults.openForMs,
        breaker: new ConsecutiveBreaker(defaults.failuresToOpen),
      },
    )
    this.limit = bulkhead(connection.concurrency ?? defaults.concurrency, defaults.queue)
    this.timeout = timeout(connection.timeoutMs ?? defaults.timeoutMs, {
      strategy: TimeoutStrategy.Aggressive,
      abortOnReturn: false,
    })
    this.again = retry(
      handleWhen((error) => hasCode(error, ['UNAVAILABLE'])),
      {
        maxAttempts: defaults.tries - 1,
        backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }),
      },
    )
  }

  /** A read may be tried twice, a write never. */
  async run<T>(kind: 'read' | 'write', call: Call, work: (call: Call) => Promise<T>): Promise<T> {
    throwIfAborted(call.signal, this.department)
    if (this.hours !== undefined && !isOpen(this.hours, this.now())) {
      throw new SourceError('OUT_OF_HOURS', this.department, 'The source is outside its service hours')
    }
    const policy = wrap(kind === 'read' ? this.again : noop, this.breaker, this.limit)
    try {
      const done = policy.execute(({ signal }) => this.once(signal, call, work), call.signal)
      return await orAborted(done, call.signal, this.department)
    } catch (error) {
      throw this.typed(error, call)
    }
  }

  // Private:

  /** Inside the breaker, so that it sees typed errors. */
  private async once<T>(signal: AbortSignal, call: Call, work: (call: Call) => Promise<T>): Promise<T> {
    this.quota?.take()
    let limited: AbortSignal | null = null
    const begun = ({ signal: inner }: Call) => {
      limited = inner
      return work({ signal: inner })
    }
    try {
      return await this.timeout.execute(begun, signal)
    } catch (error) {
      // What the work throws when it is told to stop is the timeout's doing.
      const stopped = (limited as AbortSignal | null)?.aborted === true && !(error instanceof SourceError)
      throw this.typed(stopped ? new TaskCancelledError() : error, call)
    }
  }

  private typed(error: unknown, call: Call): SourceError {
    const made = (code: SourceErrorCode, message: string) => new SourceError(code, this.department, message, error)
    if (call.signal.aborted) return made('ABORTED', 'The caller gave up')
    if (error instanceof SourceError)
      return error.code === 'ABORTED' ? made('TIMEOUT', 'The source took too long') : error
    if (error instanceof TaskCancelledError) return made('TIMEOUT', 'The source took too long')
    if (isBrokenCircuitError(error))
      return made('BREAKER_OPEN', 'The source failed several times and is left alone for a while')
    if (error instanceof BulkheadRejectedError) return made('UNAVAILABLE', 'Too many calls wait for this source')
    return made('FAULT', error instanceof Error ? error.message : 'The source failed')
  }
}

function hasCode(error: unknown, codes: readonly SourceErrorCode[]): boolean {
  return error instanceof SourceError && codes.includes(error.code)
}
