/**
 * Runs a prepared plan: fetches in sequence and in parallel, entities named to each department once however often they occur, what
 * comes back merged in place. A fetch that fails costs its own fields only: it becomes gaps, never an exception.
 */
import type { AccessContext } from '../access/principal.ts'
import type { ReadReport, SubgraphError, SubgraphResponse } from '../access/subgraph-call.ts'
import { causeOf, causeOfError } from './causes.ts'
import type { Departments } from './departments.ts'
import { Gaps, type Cause, type Path } from './gaps.ts'
import { isObject, merge, type Data } from './merge.ts'
import type { PlannedFetch, Step } from './plan.ts'
import { Missing } from './representations.ts'

export interface Execution {
  readonly data: Data
  readonly gaps: Gaps
  readonly reports: readonly { readonly department: string; readonly report: ReadReport }[]
}

export interface ExecutionRequest {
  readonly plan: Step | null
  readonly departments: Departments
  readonly variables: Readonly<Record<string, unknown>>
  readonly access: AccessContext
  readonly signal: AbortSignal
  /** Milliseconds for all fetches together. */
  readonly budgetMs: number
}

export async function execute(request: ExecutionRequest): Promise<Execution> {
  const run = new Run(request)
  if (request.plan) {
    const running = run.step(request.plan, { objects: [run.data], path: [] })
    if (running) await running
  }
  return run
}

// Private:

/** The objects that a step works on, and the flatten path that led to them. */
interface Cursor {
  readonly objects: readonly Data[]
  readonly path: readonly string[]
}

class Run implements Execution {
  readonly data: Data = {}
  readonly gaps = new Gaps()
  readonly reports: { department: string; report: ReadReport }[] = []
  private readonly request: ExecutionRequest
  private readonly until: number

  constructor(request: ExecutionRequest) {
    this.request = request
    this.until = Date.now() + request.budgetMs
  }

  /** Undefined when the step is over already. */
  step(step: Step, cursor: Cursor): Promise<void> | undefined {
    switch (step.kind) {
      case 'sequence':
        return this.sequence(step.steps, cursor)
      case 'parallel': {
        const running = step.steps.flatMap((inner) => this.step(inner, cursor) ?? [])
        return running.length === 0 ? undefined : Promise.all(running).then(() => undefined)
      }
      case 'flatten': {
        const objects = flatten(cursor.objects, step.path)
        if (objects.length === 0) return undefined
        return this.step(step.step, { objects, path: cursor.path.concat(step.path) })
      }
      case 'condition': {
        const chosen = this.request.variables[step.variable] === true ? step.then : step.otherwise
        return chosen ? this.step(chosen, cursor) : undefined
      }
      case 'fetch':
        return step.fetch.representation ? this.fetchEntities(step.fetch, cursor) : this.fetchRoot(step.fetch, cursor)
    }
  }

  private async sequence(steps: readonly Step[], cursor: Cursor): Promise<void> {
    for (const inner of steps) {
      const running = this.step(inner, cursor)
      if (running) await running
    }
  }

  private async fetchRoot(fetch: PlannedFetch, cursor: Cursor): Promise<void> {
    const places = () => this.pathsOf(cursor)
    const response = await this.call(fetch, this.variablesOf(fetch))
    if (!('report' in response)) return this.fail(fetch, response, places())
    for (const error of response.errors ?? []) this.placeError(fetch, error, places(), error.path ?? null)
    const data = response.data
    if (!isObject(data)) {
      const [first] = response.errors ?? []
      return this.fail(
        fetch,
        first ? causeOfError(first, fetch.department) : causeOf('DEPARTMENT_FAULT', fetch.department),
        places(),
      )
    }
    fetch.outputRewrites?.(data)
    for (const object of cursor.objects) merge(object, data)
  }

  private async fetchEntities(fetch: PlannedFetch, cursor: Cursor): Promise<void> {
    const asked = this.representations(fetch, cursor)
    if (asked.representations.length === 0) return
    const response = await this.call(fetch, { ...this.variablesOf(fetch), representations: asked.representations })
    const every = () => this.pathsOf(cursor).filter((_path, i) => asked.indexes[i] !== -1)
    if (!('report' in response)) return this.fail(fetch, response, every())
    for (const error of response.errors ?? []) {
      const [field, at, ...rest] = error.path ?? []
      const one = field === '_entities' && typeof at === 'number'
      const places = this.pathsOf(cursor).filter((_path, i) =>
        one ? asked.indexes[i] === at : asked.indexes[i] !== -1,
      )
      this.placeError(fetch, error, places, one && rest.length > 0 ? rest : null)
    }
    const entities = response.data?.['_entities']
    if (!Array.isArray(entities) || entities.length !== asked.representations.length) {
      // Short or long answers could put one person's data under another: nothing of them is used.
      if (response.data || !response.errors?.length) {
        this.fail(fetch, causeOf('DEPARTMENT_FAULT', fetch.department), every())
      }
      return
    }
    this.mergeEntities(fetch, cursor, asked.indexes, entities)
  }

  private mergeEntities(fetch: PlannedFetch, cursor: Cursor, indexes: readonly number[], entities: readonly unknown[]) {
    const rewritten = new Set<unknown>()
    cursor.objects.forEach((object, i) => {
      const entity = entities[indexes[i] ?? -1]
      if (entity === null) this.gaps.absent.set(object, fetch.department)
      if (!isObject(entity)) return
      if (fetch.outputRewrites && !rewritten.has(entity)) {
        rewritten.add(entity)
        if (!entity['__typename']) entity['__typename'] = object['__typename']
        fetch.outputRewrites(entity)
      }
      merge(object, entity)
    })
  }

  /** Equal representations are sent once; `indexes` says for each object which one names it, -1 for none. */
  private representations(fetch: PlannedFetch, cursor: Cursor) {
    const representations: Data[] = []
    const known = new Map<string, number>()
    const only = cursor.objects.length === 1
    const indexes = cursor.objects.map((object, i) => {
      const built = fetch.representation?.(object) ?? null
      if (built === null) return -1
      if (built instanceof Missing) {
        this.inheritGap(fetch, cursor, i, built)
        return -1
      }
      fetch.inputRewrites?.(built)
      if (only) return representations.push(built) - 1
      const key = JSON.stringify(built)
      let index = known.get(key)
      if (index === undefined) {
        index = representations.push(built) - 1
        known.set(key, index)
      }
      return index
    })
    return { representations, indexes }
  }

  private async call(
    fetch: PlannedFetch,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<SubgraphResponse | Cause> {
    try {
      const { departments, access, signal } = this.request
      const { query, document, operationName, department } = fetch
      const asked = { query, document, operationName, variables, access, signal }
      const response = await departments.execute(department, asked, this.until)
      this.reports.push({ department: fetch.department, report: response.report })
      return response
    } catch (failure) {
      return causeOf(failure, fetch.department)
    }
  }

  private variablesOf(fetch: PlannedFetch): Record<string, unknown> {
    const variables: Record<string, unknown> = {}
    for (const name of fetch.variables) {
      const value = this.request.variables[name]
      if (value !== undefined) variables[name] = value
    }
    return variables
  }

  /** The whole fetch failed: every name that it would have supplied is a gap at every object. */
  private fail(fetch: PlannedFetch, cause: Cause, places: readonly Path[]): void {
    for (const path of places) for (const name of fetch.supplies) this.gaps.add([...path, name], cause)
  }

  private placeError(fetch: PlannedFetch, error: SubgraphError, places: readonly Path[], rest: Path | null): void {
    const cause = causeOfError(error, fetch.department)
    if (rest === null) this.fail(fetch, cause, places)
    else for (const path of places) this.gaps.add([...path, ...rest], cause)
  }

  /** An object that cannot be named because an earlier department did not deliver: its gap is that department's. */
  private inheritGap(fetch: PlannedFetch, cursor: Cursor, index: number, missing: Missing): void {
    if (this.gaps.empty) return
    const path = this.pathsOf(cursor)[index] ?? []
    const cause = this.gaps.nearest([...path, missing.name]) ?? this.gaps.all[0]?.cause
    if (cause) this.fail(fetch, cause, [path])
  }

  /** The paths of the cursor's objects, in their order. Only asked for when something went wrong. */
  private pathsOf(cursor: Cursor): Path[] {
    const paths: Path[] = []
    collectPaths(this.data, cursor.path, 0, [], paths)
    return paths
  }
}

function flatten(objects: readonly Data[], path: readonly string[]): Data[] {
  const found: Data[] = []
  for (const object of objects) collect(object, path, 0, found)
  return found
}

function collect(value: unknown, path: readonly string[], at: number, found: Data[]): void {
  if (value === null || value === undefined) return
  const key = path[at]
  if (key === undefined) {
    if (isObject(value)) found.push(value)
    else if (Array.isArray(value)) for (const item of value) collect(item, path, at, found)
  } else if (key === '@') {
    if (Array.isArray(value)) for (const item of value) collect(item, path, at + 1, found)
  } else if (isObject(value) && Object.hasOwn(value, key)) collect(value[key], path, at + 1, found)
}

/** As `collect`, with paths instead of objects: same order, same length. */
function collectPaths(
  value: unknown,
  path: readonly string[],
  at: number,
  here: (string | number)[],
  found: Path[],
): void {
  if (value === null || value === undefined) return
  const key = path[at]
  const items = (next: number) => {
    if (!Array.isArray(value)) return
    value.forEach((item, i) => collectPaths(item, path, next, [...here, i], found))
  }
  if (key === undefined) {
    if (isObject(value)) found.push(here)
    else items(at)
  } else if (key === '@') items(at + 1)
  else if (isObject(value) && Object.hasOwn(value, key)) collectPaths(value[key], path, at + 1, [...here, key], found)
}
