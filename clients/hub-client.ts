/**
 * How an app asks the hub: a typed document, who asks (token), for what (purpose, case). An answer is data plus the gaps in it; a
 * request that was refused as a whole throws. Retries are the app's decision: it alone knows whether an idempotency key was sent.
 */
import { print, type DocumentNode } from 'graphql'

/** What the types of `clients/generated/operations.ts` carry, so that this file needs no package of its own. */
export interface TypedDocument<Result, Variables> extends DocumentNode {
  readonly __apiType?: (variables: Variables) => Result
}

export interface Asker {
  readonly token: string
  readonly purpose?: string
  readonly caseNumber?: string
  readonly signal?: AbortSignal
}

/** Why one place of the answer is null. */
export interface HubGap {
  readonly code: string
  readonly path: readonly (string | number)[]
  readonly department: string | null
  readonly reason: string | null
  /** Entry of the sharing catalogue to apply for. */
  readonly catalogue: string | null
  readonly traceId: string | null
}

export interface HubAnswer<Result> {
  readonly data: Result
  readonly gaps: readonly HubGap[]
}

/** The whole request was refused, or no hub answered (`UNREACHABLE`, `NOT_AN_ANSWER`). `code` is one of docs/errors.md otherwise. */
export class HubRefusal extends Error {
  override readonly name = 'HubRefusal'
  constructor(
    readonly code: string,
    readonly status: number | null,
    readonly traceId: string | null,
    cause?: unknown,
  ) {
    super(`the hub refused the request: ${code}`, { cause })
  }
}

export interface HubClient {
  execute<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    variables: Variables,
    asker: Asker,
  ): Promise<HubAnswer<Result>>
}

/** `url` is the hub's GraphQL address, e.g. http://127.0.0.1:4000/graphql. */
export function hubClient(url: string, send: typeof fetch = fetch): HubClient {
  return {
    async execute<Result, Variables>(document: TypedDocument<Result, Variables>, variables: Variables, asker: Asker) {
      const response = await send(url, {
        method: 'POST',
        headers: headersOf(asker),
        body: JSON.stringify({ query: textOf(document), variables }),
        ...(asker.signal && { signal: asker.signal }),
      }).catch((cause: unknown) => {
        throw new HubRefusal('UNREACHABLE', null, null, cause)
      })
      const body = (await response.json().catch((cause: unknown) => {
        throw new HubRefusal('NOT_AN_ANSWER', response.status, null, cause)
      })) as { readonly data?: Result | null; readonly errors?: readonly GraphQLFault[] } | null
      const gaps = (body?.errors ?? []).map(gapOf)
      if (body?.data === undefined || body.data === null) {
        throw new HubRefusal(gaps[0]?.code ?? 'NOT_AN_ANSWER', response.status, gaps[0]?.traceId ?? null)
      }
      return { data: body.data, gaps }
    },
  }
}

// Private:

interface GraphQLFault {
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

function gapOf({ path, extensions = {} }: GraphQLFault): HubGap {
  const text = (name: string) => (typeof extensions[name] === 'string' ? extensions[name] : null)
  return {
    code: text('code') ?? 'INTERNAL',
    path: path ?? [],
    department: text('department'),
    reason: text('reason'),
    catalogue: text('catalogue'),
    traceId: text('traceId'),
  }
}

function headersOf({ token, purpose, caseNumber }: Asker): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json;q=0.9',
    authorization: `Bearer ${token}`,
    ...(purpose !== undefined && { 'x-purpose': purpose }),
    // Headers carry ASCII; a case number may hold Chinese characters and is sent percent-encoded.
    ...(caseNumber !== undefined && { 'x-case': encodeURIComponent(caseNumber) }),
  }
}

/** The same document gives the same text, which the hub's caches know by. */
const texts = new WeakMap<DocumentNode, string>()
function textOf(document: DocumentNode): string {
  let text = texts.get(document)
  if (text === undefined) texts.set(document, (text = print(document)))
  return text
}
