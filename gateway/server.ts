/**
 * The door: HTTP. One request goes authenticate → rights → limits → (Apollo Server: parse, validate) → gateway.ts → answer.
 * What is refused before Apollo sees it is answered here in the same form.
 */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Decider } from '../access/decision.ts'
import type { AccessContext } from '../access/principal.ts'
import { errorCodes, pentagraphError, type ErrorCode } from '../schema/errors.ts'
import type { RefusedRequest, Refusals } from './audit/refusals.ts'
import { codeOf, formatClientError } from './client-errors.ts'
import type { Gateway, GatewayContext } from './gateway.ts'
import { createWeighing, type Weighing } from './limits/check.ts'
import { usualLimits, type Limits } from './limits/limits.ts'
import { badBody, bodyText } from './limits/request-body.ts'
import type { Log } from './log.ts'
import type { RegisteredOperations } from './registered-operations.ts'
import type { Usage } from './usage/usage.ts'

export interface ServerOptions {
  readonly gateway: Gateway
  readonly log: Log
  /** From the raw headers to the request's rights. Throws errors of the table: UNAUTHENTICATED, PURPOSE_UNKNOWN … */
  readonly admit: (rawHeaders: readonly string[], traceId: string, at: number) => Promise<AccessContext>
  /** Null only for an open gateway. */
  readonly createDecider: ((access: AccessContext) => Decider) | null
  /** Keeps what is refused before the gateway sees it. Null only for an open gateway. */
  readonly refusals: Pick<Refusals, 'record'> | null
  readonly limits?: Limits
  /** Operations that apps may send, in production; absent where every operation may be sent. */
  readonly registered?: RegisteredOperations
  /** How much each principal has read and asked; absent where nobody counts. */
  readonly usage?: Usage
  readonly csrfPrevention?: boolean
  /** False while the hub starts: then /health and /graphql answer 503. */
  readonly ready?: () => boolean
  /** What /health says beside its status. */
  readonly health?: () => Promise<Readonly<Record<string, unknown>>>
  /** Further routes: the explorer page, the catalogue. */
  readonly routes?: (app: FastifyInstance) => void | Promise<void>
}

export interface RunningServer {
  readonly app: FastifyInstance
  readonly apollo: ApolloServer<GatewayContext>
  close(): Promise<void>
}

/** Ready to listen: `await server.app.listen({ port })`. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const limits = options.limits ?? usualLimits
  const apollo = createApollo(options, limits)
  await apollo.start()
  const app = fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    forceCloseConnections: 'idle',
    requestTimeout: RECEIVE_MS,
    clientErrorHandler: answerBrokenRequest,
  })
  const contexts = new WeakMap<FastifyRequest, GatewayContext>()
  const weighing = createWeighing(options.gateway.schema, limits)
  const ready = options.ready ?? (() => true)

  app.setErrorHandler((error, _request, reply) => answerFailure(error, reply, options.log, limits))
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    try {
      const text = bodyText(bytes as Buffer, request.headers['content-type'] ?? '')
      // It calls back; nothing to wait for.
      void parseJson(request, text, (error, body) => (error ? done(badBody('json')) : done(null, body)))
    } catch (error) {
      done(error instanceof Error ? error : badBody('json'))
    }
  })
  // Without the address that was asked for: whatever stands in it comes from a stranger.
  app.setNotFoundHandler((_request, reply) => refuse(reply, pentagraphError('NOT_FOUND'), newTraceId(), 404))
  // Nothing here unpacks; a body that somebody before us would read otherwise is not read at all.
  app.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding']
    if (encoding === undefined || encoding === 'identity') return undefined
    return refuse(reply, pentagraphError('BAD_REQUEST', { header: 'content-encoding' }), newTraceId(), 415)
  })
  app.get('/health', async (_request, reply) => {
    const state = (await options.health?.()) ?? {}
    return reply.code(ready() ? 200 : 503).send({ ready: ready(), ...state })
  })
  const received = new WeakMap<FastifyRequest, Received>()
  const handler = fastifyApolloHandler(apollo, { context: async (request) => contextOf(contexts, request) })
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    onRequest: (request, reply, done) => {
      const traceId = newTraceId()
      received.set(request, { traceId, at: Date.now() })
      void reply.header('x-trace-id', traceId)
      done()
    },
    preHandler: async (request, reply) => {
      const { traceId, at } = receivedOf(received, request)
      if (!ready()) return refuse(reply, pentagraphError('NOT_READY'), traceId)
      try {
        contexts.set(request, await admitted(options, request, reply, traceId, at))
      } catch (error) {
        return answerRefusal(error, reply, traceId, options.log)
      }
      const refused = await refusalOf(request, weighing, options, contextOf(contexts, request).access)
      return refused ? refuse(reply, refused, traceId) : undefined
    },
    // The one place where every refusal passes: what the gateway did not answer itself leaves its record here, before it is told.
    onSend: (request, reply, payload, done) => {
      const context = contexts.get(request)
      if (!options.refusals || context?.passage.reached || !ready()) return done(null, payload)
      const told = refusedRequest(request, receivedOf(received, request), context?.access ?? null, payload)
      if (!told) return done(null, payload)
      options.refusals.record(told).then(
        () => done(null, payload),
        () => {
          void reply.code(errorCodes.AUDIT_UNAVAILABLE.status).type(JSON_TYPE)
          done(null, refusalText(pentagraphError('AUDIT_UNAVAILABLE'), told.traceId))
        },
      )
    },
    handler,
  })
  await options.routes?.(app)
  return {
    app,
    apollo,
    async close() {
      await app.close()
      await apollo.stop()
    },
  }
}

// Private:

function createApollo(options: ServerOptions, limits: Limits): ApolloServer<GatewayContext> {
  return new ApolloServer<GatewayContext>({
    gateway: options.gateway,
    parseOptions: { maxTokens: limits.tokens },
    // Introspection is decided per principal, in the policy.
    introspection: true,
    hideSchemaDetailsFromClientErrors: true,
    persistedQueries: false,
    csrfPrevention: options.csrfPrevention ?? true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    logger: apolloLogger(options.log),
    plugins: [ApolloServerPluginLandingPageDisabled(), legacyStatus()],
    formatError: (formatted, error) => formatClientError(formatted, error, options.log, newTraceId),
  })
}

/** GraphQL over HTTP: an answer of type application/json tells faults of the request in its body, under status 200. */
const toldInBody: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
])

function legacyStatus(): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart({ request }) {
      const accept = request.http?.headers.get('accept') ?? ''
      if (accept.includes('application/graphql-response+json')) return {}
      return {
        async willSendResponse({ response }) {
          if (response.http.status !== 400 || response.body.kind !== 'single') return
          const [first] = response.body.singleResult.errors ?? []
          const code = codeOf(first?.extensions?.['code'])
          if (code && toldInBody.has(code)) response.http.status = 200
        },
      }
    },
  }
}

interface Received {
  readonly traceId: string
  /** Epoch ms. */
  readonly at: number
}

function receivedOf(known: WeakMap<FastifyRequest, Received>, request: FastifyRequest): Received {
  return known.get(request) ?? { traceId: newTraceId(), at: Date.now() }
}

/** What the audit keeps of an answer that refuses; null for one that does not (an OPTIONS, say). */
function refusedRequest(
  request: FastifyRequest,
  { traceId, at }: Received,
  access: AccessContext | null,
  payload: unknown,
): RefusedRequest | null {
  const told = errorOf(payload)
  const code = told === null ? null : codeOf(told['code'])
  // Whatever is no answer of the table: a method that is not served, or a thing that nobody foresaw.
  if (code === null && !(access !== null && request.method !== 'OPTIONS')) return null
  const limit = told?.['limit']
  return {
    access,
    rawHeaders: request.raw.rawHeaders,
    traceId,
    at,
    code: code ?? 'BAD_REQUEST',
    limit: typeof limit === 'string' && /^[A-Za-z]{1,40}$/.test(limit) ? limit : null,
    query: queryOf(request),
  }
}

function errorOf(payload: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof payload !== 'string') return null
  try {
    const answer = JSON.parse(payload) as { errors?: readonly { extensions?: Record<string, unknown> }[] } | null
    return answer?.errors?.[0]?.extensions ?? null
  } catch {
    return null
  }
}

function queryOf(request: FastifyRequest): string | null {
  const query = sourceOf(request)?.['query']
  return typeof query === 'string' ? query : null
}

async function admitted(
  options: ServerOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  traceId: string,
  at: number,
): Promise<GatewayContext> {
  const access = await options.admit(request.raw.rawHeaders, traceId, at)
  const gone = new AbortController()
  // Nobody waits for the answer any more: departments may stop working on it.
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return { access, decider: options.createDecider?.(access) ?? null, signal: gone.signal, passage: { reached: false } }
}

function contextOf(contexts: WeakMap<FastifyRequest, GatewayContext>, request: FastifyRequest): GatewayContext {
  const context = contexts.get(request)
  if (!context) throw pentagraphError('UNAUTHENTICATED')
  return context
}

/** Form, then what may be asked at all, then how much: the cheap and the telling first. */
async function refusalOf(
  request: FastifyRequest,
  weighing: (query: string, variables: Readonly<Record<string, unknown>>) => Weighing,
  options: ServerOptions,
  access: AccessContext,
): Promise<GraphQLError | null> {
  const misshapen = checkForm(request)
  if (misshapen) return misshapen
  const registered = options.registered ?? null
  const byId = registered && writeOut(request, registered)
  if (byId) return byId
  const query = queryOf(request)
  if (query === null) return null // Apollo Server says what is missing
  const { refused, cost } = weighing(query, variablesOf(sourceOf(request)?.['variables']))
  // The limits first: looking whether a text is registered parses it.
  return refused ?? registered?.check(query, access) ?? options.usage?.admit(access, cost) ?? null
}

function sourceOf(request: FastifyRequest): Readonly<Record<string, unknown>> | null {
  return (request.method === 'GET' ? request.query : request.body) as Readonly<Record<string, unknown>> | null
}

function checkForm(request: FastifyRequest): GraphQLError | null {
  if (Array.isArray(request.body)) return pentagraphError('BAD_REQUEST', { problem: 'batch' })
  const source = sourceOf(request)
  const extensions = source?.['extensions']
  if ([source, variablesOf(extensions), request.query].some(statesPurpose))
    return pentagraphError('BAD_REQUEST', { problem: 'purpose' })
  if (typeof extensions === 'object' && extensions !== null && 'persistedQuery' in extensions) {
    return pentagraphError('BAD_REQUEST', { problem: 'persistedQuery' })
  }
  return null
}

/** Puts a registered operation's text in place of its id. */
function writeOut(request: FastifyRequest, registered: RegisteredOperations): GraphQLError | null {
  const source = sourceOf(request)
  const id = source?.['documentId']
  if (request.method !== 'POST' || id === undefined) return null
  if (typeof id !== 'string' || source?.['query'] !== undefined)
    return pentagraphError('BAD_REQUEST', { problem: 'documentId' })
  const text = registered.textOf(id)
  if (text === null) return pentagraphError('OPERATION_NOT_REGISTERED')
  const rest = Object.entries(source ?? {}).filter(([name]) => name !== 'documentId')
  request.body = { ...Object.fromEntries(rest), query: text }
  return null
}

/** One purpose an operation, in the headers: one beside it in the body, its extensions or the address would be a second. */
function statesPurpose(given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return false
  return Object.keys(given).some((name) => /^(?:x-?)?(?:purpose(?:-?code)?|case(?:-?number)?)$/i.test(name))
}

function variablesOf(given: unknown): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null) return given as Record<string, unknown>
  if (typeof given !== 'string') return {}
  try {
    const value: unknown = JSON.parse(given)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function answerRefusal(error: unknown, reply: FastifyReply, traceId: string, log: Log): FastifyReply {
  if (error instanceof GraphQLError && codeOf(error.extensions['code'])) return refuse(reply, error, traceId)
  log.error({ traceId, err: error }, 'request could not be admitted')
  return refuse(reply, pentagraphError('INTERNAL'), traceId)
}

/** Bodies that are no JSON, too large, of another type; and what nobody foresaw. */
function answerFailure(error: unknown, reply: FastifyReply, log: Log, limits: Limits): FastifyReply {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500
  const traceId = newTraceId()
  if (error instanceof GraphQLError && codeOf(error.extensions['code'])) return refuse(reply, error, traceId)
  if (status === 413)
    return refuse(reply, pentagraphError('BODY_TOO_LARGE', { limit: 'bodyBytes', max: limits.bodyBytes }), traceId)
  if (status === 415) return refuse(reply, pentagraphError('BAD_REQUEST', { problem: 'contentType' }), traceId, 415)
  if (status >= 400 && status < 500) return refuse(reply, pentagraphError('BAD_REQUEST'), traceId, status)
  log.error({ traceId, err: error }, 'request failed')
  return refuse(reply, pentagraphError('INTERNAL'), traceId)
}

/** Time in which a request must have come whole: a body that drips for ever holds a connection. */
const RECEIVE_MS = 30_000

/** Node gives up on a request before there is one: its headers are too large, it comes too slowly, or it is no HTTP. */
function answerBrokenRequest(error: { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, problem] = brokenRequests[error.code ?? ''] ?? ['400 Bad Request', 'http']
  const body = refusalText(pentagraphError('BAD_REQUEST', { problem }), newTraceId())
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  socket.destroySoon()
}

const brokenRequests: Readonly<Record<string, readonly [status: string, problem: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'headers'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'tooSlow'],
}

function refuse(reply: FastifyReply, error: GraphQLError, traceId: string, status?: number): FastifyReply {
  const code = codeOf(error.extensions['code']) ?? 'INTERNAL'
  const wait = error.extensions['retryAfterSeconds']
  return reply
    .code(status ?? errorCodes[code].status ?? 400)
    .headers(typeof wait === 'number' ? { 'retry-after': String(wait) } : {})
    .type(JSON_TYPE)
    .send(refusalText(error, traceId))
}

const JSON_TYPE = 'application/json; charset=utf-8'

function refusalText(error: GraphQLError, traceId: string): string {
  return JSON.stringify({ errors: [{ message: error.message, extensions: { ...error.extensions, traceId } }] })
}

function newTraceId(): string {
  return randomUUID()
}

function apolloLogger(log: Log) {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message?: unknown) => log.warn({ message }, 'apollo server'),
    error: (message?: unknown) => log.error({ message }, 'apollo server'),
  }
}
