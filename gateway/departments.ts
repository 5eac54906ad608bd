/**
 * The gateway's door to the departments: one circuit breaker and one time limit each, so that a department that hangs or is down
 * costs its own fields only. Whatever fails leaves here as DepartmentFailure; what really happened goes to the log.
 */
import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel'
import type { Subgraph, SubgraphRequest, SubgraphResponse } from '../access/subgraph-call.ts'
import { DepartmentFailure } from './causes.ts'
import type { Log } from './log.ts'

export interface DepartmentOptions {
  /** Milliseconds after which an answer is no longer waited for. */
  readonly timeoutMs?: number
  /** Failures in a row that open the breaker, and how long it stays open. */
  readonly failures?: number
  readonly openMs?: number
}

export interface Departments {
  /** Throws DepartmentFailure only. */
  execute(department: string, request: SubgraphRequest): Promise<SubgraphResponse>
  /** Names of departments whose breaker is open at the moment. */
  unavailable(): readonly string[]
}

const defaults = { timeoutMs: 5_000, failures: 5, openMs: 10_000 }

export function openDepartments(
  subgraphs: ReadonlyMap<string, Subgraph>,
  log: Log,
  options: DepartmentOptions = {},
): Departments {
  const doors = new Map(
    [...subgraphs].map(([name, subgraph]) => [name, new Door(subgraph, log, { ...defaults, ...options })]),
  )
  return {
    execute(department, request) {
      const door = doors.get(department)
      return door ? door.execute(request) : Promise.reject(new DepartmentFailure('DEPARTMENT_UNAVAILABLE'))
    },
    unavailable: () => [...doors].flatMap(([name, door]) => (door.open ? [name] : [])),
  }
}

// Private:

class Door {
  private readonly subgraph: Subgraph
  private readonly log: Log
  private readonly breaker: CircuitBreakerPolicy
  private readonly timeoutMs: number

  constructor(subgraph: Subgraph, log: Log, options: Required<DepartmentOptions>) {
    this.subgraph = subgraph
    this.log = log
    this.timeoutMs = options.timeoutMs
    // A fault in band is an answer: the department is there.
    const down = handleWhen((error) => error instanceof DepartmentFailure && error.code === 'DEPARTMENT_UNAVAILABLE')
    this.breaker = circuitBreaker(down, {
      halfOpenAfter: options.openMs,
      breaker: new ConsecutiveBreaker(options.failures),
    })
  }

  get open(): boolean {
    return this.breaker.state !== CircuitState.Closed
  }

  async execute(request: SubgraphRequest): Promise<SubgraphResponse> {
    try {
      const response = await this.breaker.execute(() => this.limited(request))
      this.note(request, response)
      return response
    } catch (error) {
      throw this.failure(request, error)
    }
  }

  /**
   * Waits no longer than the time limit and the caller. Not cockatiel's timeout: that aborts a signal after every call, also the good
   * ones, which costs more than the rest of the gateway's work on a fetch (measured).
   */
  private limited(request: SubgraphRequest): Promise<SubgraphResponse> {
    const stop = new AbortController()
    return new Promise((resolve, reject) => {
      const end = (failure: DepartmentFailure) => {
        reject(failure)
        stop.abort()
      }
      const late = () =>
        end(new DepartmentFailure('DEPARTMENT_UNAVAILABLE', new Error(`no answer in ${this.timeoutMs} ms`)))
      // The caller going away is no fault of the department and must not open its breaker.
      const gone = () => end(new DepartmentFailure('DEPARTMENT_FAULT', new Error('the caller went away')))
      if (request.signal.aborted) return gone()
      const timer = setTimeout(late, this.timeoutMs)
      request.signal.addEventListener('abort', gone)
      this.asked({ ...request, signal: stop.signal })
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(timer)
          request.signal.removeEventListener('abort', gone)
        })
    })
  }

  /** A subgraph that throws at once fails like one that rejects. */
  private async asked(request: SubgraphRequest): Promise<SubgraphResponse> {
    return this.subgraph.execute(request)
  }

  private failure(request: SubgraphRequest, error: unknown): DepartmentFailure {
    const department = this.subgraph.name
    this.log.warn({ department, traceId: request.access.traceId, err: error }, 'department failed')
    if (error instanceof DepartmentFailure) return error
    const code = error instanceof BrokenCircuitError ? 'DEPARTMENT_UNAVAILABLE' : 'DEPARTMENT_FAULT'
    return new DepartmentFailure(code, error)
  }

  private note(request: SubgraphRequest, response: SubgraphResponse): void {
    if (!response.errors?.length) return
    const errors = response.errors.slice(0, 5).map((e) => ({ message: e.message, code: e.extensions?.['code'] }))
    this.log.info(
      { department: this.subgraph.name, traceId: request.access.traceId, errors },
      'department answered with errors',
    )
  }
}
