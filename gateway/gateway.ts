/**
 * The gateway behind Apollo Server: policy → plan → execute → result pass → audit. It stands where @apollo/gateway would stand
 * (`GatewayInterface`) and uses the same planner, but runs plans itself: see docs/decisions for what the stock executor gets wrong.
 */
import type { ApolloServerOptionsWithGateway } from '@apollo/server'
import {
  executeSync,
  GraphQLError,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { getVariableValues } from 'graphql/execution/values.js'
import { auditedContext, nothingRead, operationHash, type AuditEntry } from '../access/audit-record.ts'
import type { Decider } from '../access/decision.ts'
import type { AccessContext } from '../access/principal.ts'
import { pentagraphError } from '../schema/errors.ts'
import { codeOf, refusal } from './client-errors.ts'
import type { Departments } from './departments.ts'
import { execute, type Execution } from './execute.ts'
import type { Log } from './log.ts'
import { readPlaces, type Places } from './places.ts'
import { PlanCache, type PlanCacheOptions, type PreparedOperation } from './plan-cache.ts'
import { standsIn } from './masked-paths.ts'
import { decide, grantsUsed, type FieldShape, pathsOf } from './policy.ts'
import { graphEntries, loadSupergraph, type LoadedSupergraph } from './supergraph.ts'

/** What every request carries; made by the server before Apollo sees it. */
export interface GatewayContext {
  readonly access: AccessContext
  /** Null only for an open gateway, which decides nothing. */
  readonly decider: Decider | null
  readonly signal: AbortSignal
  /** Set when the operation came here: from then on its record is the gateway's to write. An object, since Apollo Server copies contexts. */
  readonly passage: { reached: boolean }
}

/** Counts how often grants are used. A promise where the count must be kept before the answer leaves; it rejects when it cannot be. */
export interface Uses {
  note(
    access: AccessContext,
    grants: readonly string[],
    persons: readonly string[],
    refs: readonly string[],
  ): Promise<void> | null
}

/** Where the audit is kept. Resolves when the entry is safe; rejects when it cannot be. */
export interface Audit {
  append(entry: AuditEntry): Promise<unknown>
}

export interface GatewayOptions {
  readonly supergraphSdl: string
  readonly departments: Departments
  readonly log: Log
  /** Null only for an open gateway. */
  readonly audit: Audit | null
  readonly uses?: Uses
  /** Without classification every field is open: for conformance suites only. */
  readonly open?: boolean
  /** Who may ask for the schema. */
  readonly introspection?: (access: AccessContext) => boolean
  readonly cache?: PlanCacheOptions
  /** Milliseconds in which an operation is answered, with what is there by then. */
  readonly budgetMs?: number
}

const BUDGET_MS = 10_000

type GatewayInterface = NonNullable<ApolloServerOptionsWithGateway<GatewayContext>['gateway']>
type Loaded = Awaited<ReturnType<GatewayInterface['load']>>
type Executor = NonNullable<Loaded['executor']>
type RequestContext = Parameters<Executor>[0]
type Result = Awaited<ReturnType<Executor>>
type SchemaListener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0]

export class Gateway implements GatewayInterface {
  readonly supergraph: LoadedSupergraph
  private readonly places: Places | null
  private readonly plans: PlanCache
  private readonly options: GatewayOptions
  private readonly listeners = new Set<SchemaListener>()
  /** Names of operations in the audit, by document: hashing is dearer than finding. */
  private readonly hashes = new WeakMap<DocumentNode, string>()
  /** Introspection is asked by tools, over and over, and is dear. */
  private readonly introspected = new WeakMap<FieldNode, unknown>()

  constructor(options: GatewayOptions) {
    this.options = options
    this.supergraph = loadSupergraph(options.supergraphSdl)
    const graphs = new Map(graphEntries(this.supergraph.document).map(({ value, name }) => [value, name]))
    this.places = options.open ? null : readPlaces(this.supergraph.document, graphs)
    this.plans = new PlanCache(this.supergraph, this.places, options.cache)
  }

  get schema(): GraphQLSchema {
    return this.supergraph.api
  }

  onSchemaLoadOrUpdate(callback: SchemaListener): () => void {
    this.listeners.add(callback)
    return () => this.listeners.delete(callback)
  }

  async load(): Promise<Loaded> {
    for (const listener of this.listeners) {
      listener({ apiSchema: this.supergraph.api, coreSupergraphSdl: this.supergraph.sdl })
    }
    return { executor: (request) => this.answer(request) }
  }

  async stop(): Promise<void> {
    this.listeners.clear()
  }

  /** Plans kept at the moment. */
  get planCount(): number {
    return this.plans.planCount
  }

  /** Plans an operation before anybody asks for it, as a principal to whom everything is open. */
  warm(document: DocumentNode, operationName: string | null, decider: Decider | null): void {
    const annotated = this.plans.annotated(document, operationName)
    this.plans.prepared(document, operationName, decide(annotated, decider, this.places, {}, false))
  }

  /** An operation of the hub's own with somebody's own rights: decided, masked and audited like one that came over HTTP. */
  ask(document: DocumentNode, source: string, operationName: string, context: GatewayContext): Promise<Result> {
    const request = { document, source, operationName, request: { variables: {} }, context }
    return this.answer(request as unknown as RequestContext)
  }

  private async answer(request: RequestContext): Promise<Result> {
    const context = request.context as unknown as GatewayContext
    const { traceId } = context.access
    context.passage.reached = true
    try {
      return await this.run(request, context)
    } catch (error) {
      const known = error instanceof GraphQLError && codeOf(error.extensions['code'])
      if (!known) this.options.log.error({ traceId, err: error }, 'operation failed')
      const told = known ? error : pentagraphError('INTERNAL')
      const code = codeOf(told.extensions['code']) ?? 'INTERNAL'
      if (code === 'AUDIT_UNAVAILABLE') return { errors: [refusal(told, traceId)] }
      const limit: unknown = told.extensions['limit']
      const refused = { outcome: 'REFUSED', code, ...(typeof limit === 'string' && { limit }) } as const
      const recorded = await this.record({ ...this.entry(request, context.access), ...refused }).catch(() => null)
      return { errors: [refusal(recorded === null ? pentagraphError('AUDIT_UNAVAILABLE') : told, traceId)] }
    }
  }

  private async run(request: RequestContext, context: GatewayContext): Promise<Result> {
    const { document } = request
    // Apollo Server passes null for a name that names nothing: taken for no name, it would run the only operation there is.
    const operationName = request.request.operationName ?? request.operationName
    const { access } = context
    const annotated = this.plans.annotated(document, operationName)
    const variables = this.coerce(annotated.operation.variableDefinitions ?? [], request.request.variables ?? {})
    const introspection = this.options.introspection?.(access) ?? true
    const verdicts = decide(annotated, context.decider, this.places, variables, introspection)
    const prepared = this.plans.prepared(document, operationName, verdicts)
    const { departments, budgetMs = BUDGET_MS } = this.options
    const { signal } = context
    const execution = await execute({ plan: prepared.plan, departments, variables, access, signal, budgetMs })
    this.noteGaps(execution, access)
    const { data, errors } = prepared.projector.project(
      execution.data,
      execution.gaps,
      (field) => this.introspect(field, annotated.operation, document, variables),
      access.traceId,
    )
    const read = whatWasRead(prepared, execution)
    const grants = grantsUsed(prepared.permitted, verdicts)
    await this.record({
      ...this.entry(request, access),
      ...read,
      grants,
      outcome: errors.length > 0 ? 'PARTIAL' : 'ANSWERED',
    })
    const noting = this.options.uses?.note(access, grants, read.persons, read.refs)
    if (noting) await noting
    const extensions = remarks(prepared, execution, data)
    return { data, ...(errors.length > 0 && { errors }), ...(extensions && { extensions }) }
  }

  /** So that the trace id that a client was given is found in the log. */
  private noteGaps(execution: Execution, access: AccessContext): void {
    if (execution.gaps.empty) return
    const gaps = new Set(execution.gaps.all.map(({ cause }) => `${cause.department} ${cause.code}`))
    this.options.log.info({ traceId: access.traceId, gaps: [...gaps] }, 'answered with gaps')
  }

  /** No audit, no answer. */
  private async record(entry: AuditEntry): Promise<void> {
    if (!this.options.audit) return
    try {
      await this.options.audit.append(entry)
    } catch (error) {
      this.options.log.error({ traceId: entry.traceId, err: error }, 'audit failed')
      throw pentagraphError('AUDIT_UNAVAILABLE')
    }
  }

  private entry(request: RequestContext, access: AccessContext): AuditEntry {
    let operation = this.hashes.get(request.document)
    if (operation === undefined) this.hashes.set(request.document, (operation = operationHash(request.source)))
    const { operationName } = request
    return { ...nothingRead, ...auditedContext(access), operation, operationName, outcome: 'ANSWERED', code: null }
  }

  /** The offending value stands in graphql-js's message, so only the variable's name is told. */
  private coerce(
    definitions: Parameters<typeof getVariableValues>[1],
    given: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> {
    const { coerced, errors } = getVariableValues(this.supergraph.api, definitions, given, { maxErrors: 1 })
    if (coerced) return coerced
    const [node] = errors?.[0]?.nodes ?? []
    const variable = node?.kind === Kind.VARIABLE_DEFINITION ? node.variable.name.value : null
    throw pentagraphError('BAD_USER_INPUT', { ...(variable !== null && { variable }) })
  }

  private introspect(
    field: FieldShape,
    operation: OperationDefinitionNode,
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
  ): unknown {
    if (!field.introspection) return null
    const constant = (operation.variableDefinitions ?? []).length === 0
    if (constant && this.introspected.has(field.introspection)) return this.introspected.get(field.introspection)
    const { data } = executeSync({
      schema: this.supergraph.api,
      document: {
        kind: Kind.DOCUMENT,
        definitions: [
          {
            ...operation,
            directives: [],
            selectionSet: { kind: Kind.SELECTION_SET, selections: [field.introspection] },
          },
          ...document.definitions.filter((d) => d.kind === Kind.FRAGMENT_DEFINITION),
        ],
      },
      variableValues: variables,
    })
    const answer = data?.[field.responseName] ?? null
    if (constant) this.introspected.set(field.introspection, answer)
    return answer
  }
}

// Private:

/** Gaps that are no errors: what is masked, and what is older than it should be. */
function remarks(prepared: PreparedOperation, execution: Execution, data: unknown): Record<string, unknown> | null {
  const stale = new Map<string, string>()
  const masked = prepared.permitted.masked
    .filter(({ path }) => standsIn(data, path))
    .map((place) => ({ ...place, reason: 'MASKED' }))
  const known = new Set(prepared.permitted.masked.map((place) => place.coordinate))
  for (const { department, report } of execution.reports) {
    if (report.staleSince !== null) stale.set(department, report.staleSince)
    // Masked for what the record says, not for what the field is: another person's data in one's own.
    for (const coordinate of report.masked) {
      if (known.has(coordinate)) continue
      known.add(coordinate)
      for (const path of pathsOf(prepared.permitted.shape, coordinate))
        if (standsIn(data, path)) masked.push({ path, coordinate, department, reason: 'MASKED' })
    }
  }
  if (masked.length === 0 && stale.size === 0) return null
  return {
    ...(masked.length > 0 && { masked }),
    ...(stale.size > 0 && { stale: [...stale].map(([department, since]) => ({ department, since })) }),
  }
}

function whatWasRead(prepared: PreparedOperation, execution: Execution) {
  const persons = new Set<string>()
  const refs = new Set<string>()
  const masked = new Set(prepared.permitted.masked.map((m) => m.coordinate))
  for (const { report } of execution.reports) {
    for (const person of report.persons) persons.add(person)
    for (const ref of report.refs) refs.add(ref)
    for (const coordinate of report.masked) masked.add(coordinate)
  }
  const { places, denied } = prepared.permitted
  return {
    reads: places.map((place) => place.coordinate),
    masked: [...masked],
    denied,
    persons: [...persons],
    refs: [...refs],
  }
}
