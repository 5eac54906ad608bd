/**
 * Errors as clients get them. Whatever arrives here leaves with a code of schema/errors.ts and nothing else that was not allowed:
 * an unknown error becomes INTERNAL with a trace id, its detail goes to the log only.
 */
import { GraphQLError, type GraphQLErrorExtensions, type GraphQLFormattedError } from 'graphql'
import { errorCodes, pentagraphError, type ErrorCode } from '../schema/errors.ts'
import { maskText, type Log } from './log.ts'

/** An error of the table at the client's path. */
export function clientError(
  code: ErrorCode,
  path: readonly (string | number)[] | null,
  details: GraphQLErrorExtensions = {},
): GraphQLError {
  const { message, extensions } = pentagraphError(code, details)
  return new GraphQLError(message, { extensions, ...(path && { path }) })
}

/** An error that refuses the whole request, with the HTTP status of its code. */
export function refusal(error: GraphQLError, traceId: string): GraphQLError {
  const code = codeOf(error.extensions['code']) ?? 'INTERNAL'
  return new GraphQLError(error.message, {
    extensions: { ...error.extensions, traceId, http: { status: errorCodes[code].status ?? 200 } },
    originalError: error.originalError ?? null,
  })
}

export function codeOf(code: unknown): ErrorCode | null {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : null
}

/** graphql-js and Apollo Server describe what is wrong with the client's own document; that text may go back to the client. */
const tellsOwnDocument: ReadonlySet<ErrorCode> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
])

const aboutTokens = 'Document contains more'

/** For Apollo Server's `formatError`: the allow-list. */
export function formatClientError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Log,
  newTraceId: () => string,
): GraphQLFormattedError {
  const { code: given, stacktrace: _stack, http: _http, ...details } = formatted.extensions ?? {}
  const code = codeOf(given)
  if (code === null || code === 'INTERNAL') {
    // With a trace id it was logged where it happened.
    const known = code === 'INTERNAL' ? details['traceId'] : undefined
    const traceId = typeof known === 'string' ? known : newTraceId()
    if (typeof known !== 'string') log.error({ traceId, err: error }, 'unexpected error')
    return { message: errorCodes.INTERNAL.message, extensions: { code: 'INTERNAL', traceId } }
  }
  if (code === 'GRAPHQL_PARSE_FAILED' && formatted.message.includes(aboutTokens)) {
    return { message: errorCodes.QUERY_TOO_COSTLY.message, extensions: { code: 'QUERY_TOO_COSTLY', limit: 'tokens' } }
  }
  return {
    message: tellsOwnDocument.has(code) ? maskText(formatted.message) : errorCodes[code].message,
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
    extensions: { code, ...details },
  }
}
