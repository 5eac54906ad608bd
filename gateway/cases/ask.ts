/** Asks a gateway of the small city as Apollo Server would, without HTTP; and the stock gateway the same. */
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway'
import { parse, validate, type GraphQLSchema } from 'graphql'
import type { AuditEntry } from '../../access/audit-record.ts'
import type { Decider } from '../../access/decision.ts'
import type { Subgraph } from '../../access/subgraph-call.ts'
import { openDepartments, type DepartmentOptions } from '../departments.ts'
import { Gateway, type GatewayOptions } from '../gateway.ts'
import { citySupergraph, everything, someone } from './city.ts'
import { keptLog } from './kept-log.ts'

type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>
type Result = Awaited<ReturnType<Executor>>

export interface Asked {
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
  readonly decider?: Decider
}

export const silent = keptLog()

export class City {
  readonly gateway: Gateway
  readonly audited: AuditEntry[] = []
  private executor: Promise<Executor> | null = null
  private readonly documents = new Map<string, ReturnType<typeof parse>>()

  constructor(subgraphs: ReadonlyMap<string, Subgraph>, options: Partial<GatewayOptions> & { readonly departments?: never } = {}, doors: DepartmentOptions = {}) {
    this.gateway = new Gateway({
      supergraphSdl: citySupergraph(),
      departments: openDepartments(subgraphs, silent, doors),
      log: silent,
      audit: { append: async (entry) => void this.audited.push(entry) },
      ...options,
    })
  }

  async ask(query: string, asked: Asked = {}): Promise<Result> {
    const executor = await (this.executor ??= this.gateway.load().then((loaded) => loaded.executor as Executor))
    let document = this.documents.get(query)
    if (!document) {
      this.documents.set(query, (document = parse(query)))
      const [problem] = validate(this.gateway.schema, document)
      if (problem) throw problem
    }
    return plain(await executor(requestContext(this.gateway.schema, query, document, asked)))
  }
}

/** The reference: stock executor, in-process subgraphs. */
export async function stockGateway(subgraphs: ReadonlyMap<string, Subgraph>): Promise<(query: string, asked?: Asked) => Promise<Result>> {
  const gateway = new ApolloGateway({
    supergraphSdl: citySupergraph(),
    buildService: ({ name }) => stockSource(subgraphs.get(name)),
    logger: quiet,
  })
  const { executor } = await gateway.load({ apollo: {} as never })
  const schema = gateway.__testing().state.phase === 'loaded' ? (gateway.schema as GraphQLSchema) : null
  if (!executor || !schema) throw new Error('the stock gateway did not load')
  return async (query, asked = {}) => plain(await executor(requestContext(schema, query, parse(query), asked) as never))
}

// Private:

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

function stockSource(subgraph: Subgraph | undefined): GraphQLDataSource {
  if (!subgraph) throw new Error('no such subgraph')
  return {
    async process({ request }) {
      const { query = '', variables = {}, operationName } = request
      const response = await subgraph.execute({ query, variables, operationName, access: someone, signal: AbortSignal.timeout(10_000) })
      return structuredClone({ data: response.data, ...(response.errors && { errors: response.errors }) }) as never
    },
  }
}

function requestContext(schema: GraphQLSchema, query: string, document: ReturnType<typeof parse>, asked: Asked): Parameters<Executor>[0] {
  const context = { access: someone, decider: asked.decider ?? everything, signal: new AbortController().signal, passage: { reached: false } }
  return {
    request: { query, variables: asked.variables ?? {}, ...(asked.operationName && { operationName: asked.operationName }) },
    schema,
    document,
    source: query,
    queryHash: query,
    operationName: asked.operationName ?? null,
    context,
    metrics: {},
    logger: quiet,
  } as never
}

/** As the client reads it. */
function plain(result: Result): Result {
  return JSON.parse(JSON.stringify(result)) as Result
}
