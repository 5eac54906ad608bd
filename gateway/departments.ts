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
  /** For single departments, by name. */
  readonly departments?: Readonly<Record<string, Omit<DepartmentOptions, 'departments'>>>
}

export interface Departments {
  /** Throws DepartmentFailure only. `until` is the instant (epoch ms) at which the whole operation must be answered. */
  execute(department: string, request: SubgraphRequest, until?: number): Promise<SubgraphResponse>
  /** Names of departments whose breaker is open at the moment. */
  unavailable(): readonly string[]
}

const defaults = { timeoutMs: 5_000, failures: 5, openMs: 10_000 }

export function openDepartments(
  subgraphs: ReadonlyMap<string, Subgraph>,
  log: Log,
  options: DepartmentOptions = {},
): Departments {
  const { departments = {}, ...common } = options
  const doors = new Map(
    [...subgraphs].map(([name, subgraph]) => {
      const own = Object.hasOwn(departments, name) ? departments[name] : {}
      return [name, new Door(subgraph, log, { ...defaults, ...common, ...own })]
    }),
  )
  return {
    execute(department, request, until = Infinity) {
      const door = doors.get(department)
      return door ? door.execute(request, until) : Promise.reject(new DepartmentFailure('DEPARTMENT_UNAVAILABLE'))
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

  constructor(subgraph: Subgraph, log: Log, options: Required<Omit<DepartmentOptions, 'departments'>>) {
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

  async execute(request: SubgraphRequest, until: number): Promise<SubgraphResponse> {
    try {
      const left = Math.min(this.timeoutMs, until - Date.now())
      // No time is left for it, which others have used up.
      if (left <= 0)
        throw new DepartmentFailure('DEPARTMENT_UNAVAILABLE', new Error('the time of the operation is over'))
      const response = await this.breaker.execute(() => this.limited(request, left))
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
  private limited(request: SubgraphRequest, milliseconds: number): Promise<SubgraphResponse> {
    if (request.signal.aborted) return Promise.reject(callerGone())
    const stop = new AbortController()
    const leavers = leaversOf(request.signal)
    return new Promise((resolve, reject) => {
      const over = () => {
        clearTimeout(timer)
        leavers.delete(gone)
      }
      const end = (failure: DepartmentFailure) => {
        over()
        reject(failure)
        stop.abort()
      }
      // The caller going away is no fault of the department and must not open its breaker.
      const gone = () => end(callerGone())
      const timer = setTimeout(() => end(noAnswerIn(milliseconds)), milliseconds)
      leavers.add(gone)
      this.asked({ ...request, signal: stop.signal }).then(
        (response) => {
          over()
          resolve(response)
        },
        (error: unknown) => {
          over()
          reject(error)
        },
      )
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

const leaversBySignal = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * What to do when the caller goes away: one listener for all fetches of an operation. One for each costs more CPU, and Node warns of a
 * leak from the eleventh on.
 */
function leaversOf(signal: AbortSignal): Set<() => void> {
  const known = leaversBySignal.get(signal)
  if (known) return known
  const leavers = new Set<() => void>()
  leaversBySignal.set(signal, leavers)
  signal.addEventListener(
    'abort',
    () => {
      for (const gone of [...leavers]) gone()
    },
    { once: true },
  )
  return leavers
}

function callerGone(): DepartmentFailure {
  return new DepartmentFailure('DEPARTMENT_FAULT', new Error('the caller went away'))
}

function noAnswerIn(milliseconds: number): DepartmentFailure {
  return new DepartmentFailure('DEPARTMENT_UNAVAILABLE', new Error(`no answer in ${milliseconds} ms`))
}
