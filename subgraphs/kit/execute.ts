/**
 * Runs one operation on a subgraph. Documents are parsed, validated and compiled once and kept by their text. Errors leave as codes
 * with a path; what else there is to say goes to the log.
 */
import {
  execute,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import type { Decision } from '../../access/decision.ts'
import type { SubgraphError, SubgraphRequest, SubgraphResponse } from '../../access/subgraph-call.ts'
import type { Classified } from '../../schema/classification.ts'
import { errorCodes, pentagraphError } from '../../schema/errors.ts'
import type { FederatedSubgraph } from './federate.ts'
import type { GuardContext } from './guards.ts'

/** Documents kept a subgraph: the gateway sends few different ones. */
const MAX_DOCUMENTS = 2_000

/** A document ready to run. */
type Runnable = (
  context: GuardContext,
  variables: Readonly<Record<string, unknown>>,
) => ExecutionResult | Promise<ExecutionResult>

/** Takes what a client must not see: the cause of an error, never a value. */
export type FaultLog = (fault: {
  readonly department: string
  readonly traceId: string
  readonly error: unknown
}) => void

export class OperationRunner {
  private readonly subgraph: FederatedSubgraph
  private readonly log: FaultLog
  private readonly runnables = new Map<string, Runnable>()

  constructor(subgraph: FederatedSubgraph, log: FaultLog) {
    this.subgraph = subgraph
    this.log = log
  }

  async run(request: SubgraphRequest, context: GuardContext): Promise<SubgraphResponse> {
    const runnable = this.runnable(request)
    if (!runnable) {
      return {
        data: null,
        errors: [plainError(pentagraphError('GRAPHQL_VALIDATION_FAILED'))],
        report: context.report.report(),
      }
    }
    const answer = await runnable(context, request.variables)
    const report = context.report.report()
    const data = answer.data ?? null
    if (!answer.errors || answer.errors.length === 0) return { data, report }
    return { data, errors: answer.errors.map((error) => this.clean(error, request.access.traceId)), report }
  }

  private runnable(request: SubgraphRequest): Runnable | null {
    const name = request.operationName ?? ''
    const key = name === '' ? request.query : `${name}\n${request.query}`
    const known = this.runnables.get(key)
    if (known) return known
    let document: DocumentNode
    try {
      document = request.document ?? parse(request.query, { noLocation: true })
    } catch (error) {
      return this.unusable(request, error)
    }
    const [fault] = validate(this.subgraph.schema, document, undefined, { maxErrors: 1 })
    if (fault) return this.unusable(request, fault)
    if (this.runnables.size >= MAX_DOCUMENTS) {
      const oldest = this.runnables.keys().next().value
      if (oldest !== undefined) this.runnables.delete(oldest)
    }
    const made = this.compile(document, name)
    this.runnables.set(key, made)
    return made
  }

  /**
   * Places that are only read are decided here, once for the operation; as long as none is refused, the document runs without their
   * guards. With a refusal it runs behind all of them, so that each value says why it is missing.
   */
  private compile(document: DocumentNode, operationName: string): Runnable {
    const { schema, decided } = this.subgraph
    const places = this.readPlaces(document)
    const fast = compiled(decided, document, operationName)
    let guarded: Runnable | null = null
    return (context, variables) => {
      for (const place of places) {
        // Without a decider nobody gets in: the shield says so.
        if (context.decider && isPassed(context.decider.decide(place))) continue
        return (guarded ??= compiled(schema, document, operationName))(context, variables)
      }
      return fast(context, variables)
    }
  }

  private readPlaces(document: DocumentNode): readonly Classified[] {
    const places = new Set<Classified>()
    const types = new TypeInfo(this.subgraph.schema)
    visit(
      document,
      visitWithTypeInfo(types, {
        Field: ({ name }) => {
          const place = this.subgraph.refusing.get(`${types.getParentType()?.name}.${name.value}`)
          if (place) places.add(place)
        },
      }),
    )
    return [...places]
  }

  private unusable({ access }: SubgraphRequest, error: unknown): null {
    this.log({ department: this.subgraph.name, traceId: access.traceId, error })
    return null
  }

  private clean(error: GraphQLError, traceId: string): SubgraphError {
    const code = (error.extensions ?? (error.originalError as Partial<GraphQLError> | undefined)?.extensions)?.['code']
    if (typeof code === 'string' && Object.hasOwn(errorCodes, code)) {
      const cause = (error.originalError as { originalError?: unknown } | undefined)?.originalError
      if (cause) this.log({ department: this.subgraph.name, traceId, error: cause })
      return plainError(error)
    }
    this.log({ department: this.subgraph.name, traceId, error: error.originalError ?? error })
    const fault = pentagraphError('DEPARTMENT_FAULT', { department: this.subgraph.name })
    return { ...plainError(fault), ...(error.path && { path: error.path }) }
  }
}

// Private:

/** Whether its guard would do nothing. */
function isPassed(decision: Decision): boolean {
  return decision.verdict === 'ALLOW' || (decision.verdict === 'MASK' && decision.regraded !== true)
}

/** Compiled where it can be (about a third of the CPU of graphql-js on a person card); interpreted otherwise. */
function compiled(schema: GraphQLSchema, document: DocumentNode, operationName: string): Runnable {
  const query = compileQuery(schema, document, operationName || undefined)
  if (isCompiledQuery(query))
    return (context, variables) => query.query(undefined, context, variables as Record<string, unknown>)
  return (contextValue, variableValues) =>
    execute({ schema, document, contextValue, variableValues, operationName: operationName || null })
}

function plainError(error: GraphQLError): SubgraphError {
  return { message: error.message, ...(error.path && { path: error.path }), extensions: { ...error.extensions } }
}
