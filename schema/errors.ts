/**
 * The one table of error codes that a client can meet; `docs/errors.md` lists the same codes and a test compares both ways.
 * Messages never hold values, addresses or queries: a client gets the code, the path, the department and a trace id.
 */
import { GraphQLError, type GraphQLErrorExtensions } from 'graphql'

interface ErrorKind {
  /** HTTP status when the whole request is refused; null when the error explains one gap in a 200 answer. */
  readonly status: number | null
  readonly message: string
}

export const errorCodes = {
  UNAUTHENTICATED: { status: 401, message: 'A valid bearer token is needed.' },
  TOKEN_EXPIRED: { status: 401, message: 'The token has expired.' },
  TOKEN_INVALID: { status: 401, message: 'The token is not acceptable.' },
  PURPOSE_UNKNOWN: { status: 403, message: 'No such purpose.' },
  PURPOSE_NOT_PERMITTED: { status: 403, message: 'This purpose is not open to the roles in the token.' },
  PURPOSE_EXPIRED: { status: 403, message: 'This purpose has ended.' },
  CASE_REQUIRED: { status: 403, message: 'This purpose asks for a case number.' },
  CASE_UNKNOWN: { status: 403, message: 'No such case, or not one of the caller’s own for this purpose.' },
  QUERY_TOO_COSTLY: { status: 400, message: 'The operation goes past a limit.' },
  RATE_LIMITED: {
    status: 429,
    message: 'More persons were read than this purpose and these roles may read in the time.',
  },
  COST_BUDGET_USED_UP: { status: 429, message: 'The budget for queries of this purpose is used up for this hour.' },
  OPERATION_NOT_REGISTERED: { status: 403, message: 'Apps may send operations only that are registered at the hub.' },
  BODY_TOO_LARGE: { status: 413, message: 'The request body is too large.' },
  FORBIDDEN_ALIAS: { status: 400, message: 'An alias may not use a name that is reserved.' },
  GRAPHQL_PARSE_FAILED: { status: 400, message: 'The document cannot be parsed.' },
  GRAPHQL_VALIDATION_FAILED: { status: 400, message: 'The document is not valid against the schema.' },
  BAD_USER_INPUT: { status: 400, message: 'An argument or a variable is not acceptable.' },
  BAD_REQUEST: { status: 400, message: 'The request is not a GraphQL request.' },
  OPERATION_RESOLUTION_FAILURE: { status: 400, message: 'The operation to run is not clear.' },
  FIELD_DENIED: { status: null, message: 'This field is not open to this request.' },
  FILTER_DENIED: { status: null, message: 'Filtering or sorting by this field needs the right to read it plainly.' },
  DEPARTMENT_UNAVAILABLE: { status: null, message: 'The department does not answer at the moment.' },
  DEPARTMENT_FAULT: { status: null, message: 'The department answered with a fault.' },
  NOT_FOUND: { status: null, message: 'No such thing, or not open to this request.' },
  WRITE_REFUSED: { status: null, message: 'The department refused the change.' },
  VERSION_CONFLICT: { status: null, message: 'The record was changed by somebody else in the meantime.' },
  IDEMPOTENCY_KEY_REUSED: { status: null, message: 'This idempotency key was used for another change.' },
  TRANSITION_NOT_PERMITTED: {
    status: null,
    message: 'This step is not possible from the present state, or not for this role.',
  },
  CONTEXT_REFUSED: { status: 401, message: 'Only the gateway may ask this department.' },
  AUDIT_UNAVAILABLE: { status: 503, message: 'The audit log cannot be written, so nothing can be read.' },
  NOT_READY: { status: 503, message: 'The hub is starting.' },
  INTERNAL: { status: 500, message: 'Something went wrong here; the trace id finds it in the log.' },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errorCodes

/** An error with a code of the table. `details` go to the client as extensions: never a value, an address or a query. */
export function pentagraphError(code: ErrorCode, details: GraphQLErrorExtensions = {}, cause?: unknown): GraphQLError {
  return new GraphQLError(errorCodes[code].message, {
    extensions: { code, ...details },
    ...(cause instanceof Error && { originalError: cause }),
  })
}
