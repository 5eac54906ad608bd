/** One request to the target and the whole answer to it: data is looked for in the body and in the headers, not in a code alone. */
import { parse } from 'graphql'
import { got, refused, type Outcome } from './attack.ts'
import { secretsOf, type Target, type Who } from './target.ts'

export interface Asked {
  readonly who?: Who
  readonly token?: string
  readonly purpose?: string
  readonly caseNumber?: string
  readonly query?: string
  readonly variables?: unknown
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** In the place of a GraphQL body. */
  readonly body?: string | Uint8Array
}

export interface Reply {
  readonly status: number
  readonly headers: string
  readonly text: string
  /** Codes and reasons of the errors, in order. */
  readonly codes: readonly string[]
  /** Null when there is none. */
  readonly data: Readonly<Record<string, unknown>> | null
}

export async function ask(target: Target, asked: Asked): Promise<Reply> {
  for (const name of mutationsIn(asked.query ?? '')) target.mutations.add(name)
  const token = asked.token ?? (asked.who === undefined ? null : await target.token(asked.who))
  const method = asked.method ?? 'POST'
  const bodiless = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  const response = await fetch(target.address + (asked.path ?? '/graphql'), {
    method,
    redirect: 'manual',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...(!bodiless && { 'content-type': 'application/json' }),
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(asked.purpose !== undefined && { 'x-purpose': asked.purpose }),
      ...(asked.caseNumber !== undefined && { 'x-case': encodeURIComponent(asked.caseNumber) }),
      ...asked.headers,
    },
    ...(!bodiless && {
      body: (asked.body as BodyInit | undefined) ?? JSON.stringify({ query: asked.query, variables: asked.variables }),
    }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  const headers: string[] = []
  response.headers.forEach((value, name) => headers.push(`${name}: ${value}`))
  return readReply(response.status, headers.join('\n'), await response.text())
}

/** The parts of an answer. Text that is no JSON has neither codes nor data. */
export function readReply(status: number, headers: string, text: string): Reply {
  const { data, errors } = parsed(text)
  const codes = (Array.isArray(errors) ? errors : []).map((error: unknown) => {
    const { code, reason } = (error as { extensions?: { code?: string; reason?: string } }).extensions ?? {}
    return reason ?? code ?? 'without a code'
  })
  const given = typeof data === 'object' && data !== null && Object.keys(data).length > 0
  return { status, headers, text, codes, data: given ? (data as Record<string, unknown>) : null }
}

/** For attacks on the door: refused is what brings no data at all. */
export function nothing(reply: Reply, target: Target): Outcome {
  const leak = leakIn(reply, target)
  if (leak) return leak
  if (hasValue(reply.data)) return got(`data under status ${reply.status}`)
  return refused(reply.codes[0] ?? String(reply.status))
}

/** For attacks on single fields: refused is what brings none of the secrets. What is allowed beside them may come. */
export function noSecret(reply: Reply, target: Target, more: readonly string[] = []): Outcome {
  return leakIn(reply, target, more) ?? refused(reply.codes[0] ?? (hasValue(reply.data) ? 'MASKED' : 'EMPTY'))
}

/** Two answers that must not differ, whatever is asked about: an unknown and a denied thing, a right and a wrong guess. */
export function same(one: Reply, other: Reply): Outcome {
  if (one.status !== other.status) return got(`status ${one.status} or ${other.status}, by what is true`)
  if (alike(one) !== alike(other)) return got('another answer, by what is true')
  return refused(one.codes[0] ?? 'SAME ANSWER')
}

/** False for null, empty lists and objects of such. */
export function hasValue(value: unknown): boolean {
  if (value === null || value === undefined) return false
  if (Array.isArray(value)) return value.some(hasValue)
  if (typeof value === 'object')
    return Object.entries(value).some(([key, one]) => key !== '__typename' && hasValue(one))
  return true
}

// Private:

/** Fields of the mutations of a document; none of one that does not parse. */
function mutationsIn(query: string): readonly string[] {
  if (!query.includes('mutation')) return []
  try {
    return parse(query, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind === 'OperationDefinition' && definition.operation === 'mutation'
        ? definition.selectionSet.selections.flatMap((one) => (one.kind === 'Field' ? [one.name.value] : []))
        : [],
    )
  } catch {
    return []
  }
}

/** More than any refusal takes. */
const PATIENCE_MS = 60_000

/** What a stranger never sees in an answer: stacks, paths of the machine, SQL, inner addresses with a port, keys. */
const innards =
  /\bat \S+ \((?:file:|node:|\/)|node_modules|\/home\/|\/tmp\/|SELECT .* FROM|ECONNREFUSED|BEGIN [A-Z ]*KEY|"d":"/

function leakIn({ text, headers }: Reply, target: Target, more: readonly string[] = []): Outcome | null {
  const whole = `${headers}\n${text}\n${unsealed(text)}`
  if ([...secretsOf(target), ...more].some((secret) => whole.includes(secret))) return got('a value that is not open')
  if (innards.test(whole)) return got('the inside of the machine')
  return null
}

/** What stands in cursors and ids that only look opaque. */
function unsealed(text: string): string {
  return (text.match(/"[\w-]{8,}={0,2}"/g) ?? [])
    .map((one) => Buffer.from(one, 'base64url').toString('utf8'))
    .join('\n')
}

function parsed(text: string): { readonly data?: unknown; readonly errors?: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** Without what is new in every answer. */
function alike({ text }: Reply): string {
  return text.replace(/"traceId":"[^"]*"/g, '')
}
