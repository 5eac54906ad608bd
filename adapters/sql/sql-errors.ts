/**
 * What the databases say, as typed errors. PostgreSQL: SQLSTATE classes (appendix A of its manual). SQLite: result codes. MariaDB: names, and
 * where a name says nothing the SQLSTATE.
 */
import { SourceError, type SourceErrorCode } from '../adapter.ts'

export function typedSqlError(error: unknown, department: string): SourceError {
  if (error instanceof SourceError) return error
  const { code, sqlState, message } = said(error)
  const meaning = (text: string) => table.find(([pattern]) => pattern.test(text))
  const found = meaning(code) ?? meaning(sqlState) ?? meaning(message)
  return new SourceError(found?.[1] ?? 'FAULT', department, message, error)
}

// Private:

/** Drivers throw errors of several classes, some from outside this context: what counts is what they hold. */
function said(error: unknown): Readonly<Record<'code' | 'sqlState' | 'message', string>> {
  const holds = (name: 'code' | 'sqlState' | 'message') =>
    typeof error === 'object' && error !== null && name in error
      ? String((error as Readonly<Record<string, unknown>>)[name])
      : ''
  return { code: holds('code'), sqlState: holds('sqlState'), message: holds('message') }
}

const table: readonly (readonly [RegExp, SourceErrorCode])[] = [
  [/^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT|ENOENT)$/, 'UNAVAILABLE'],
  [/^(08...|53...|57P0.|40...|55P03)$/, 'UNAVAILABLE'],
  [
    /^(PROTOCOL_CONNECTION_LOST|ER_CON_COUNT_ERROR|ER_TOO_MANY_USER_CONNECTIONS|ER_SERVER_SHUTDOWN|ER_LOCK_DEADLOCK|ER_CONNECTION_KILLED)$/,
    'UNAVAILABLE',
  ],
  [/^(PROTOCOL_SEQUENCE_TIMEOUT|ER_LOCK_WAIT_TIMEOUT|ER_QUERY_TIMEOUT|ER_STATEMENT_TIMEOUT)$/, 'TIMEOUT'],
  [/^ER_(\w*ACCESS_?DENIED_(NO_PASSWORD_)?ERROR|HOST_NOT_PRIVILEGED|MUST_CHANGE_PASSWORD)$/, 'REFUSED'],
  [/^ER_(NO_SUCH_TABLE|BAD_DB_ERROR)$/, 'UNKNOWN_TABLE'],
  [/^ER_BAD_FIELD_ERROR$/, 'UNKNOWN_COLUMN'],
  [
    /^(ER_TRUNCATED_WRONG_VALUE\w*|ER_CANNOT_CONVERT_STRING|ER_WARN_DATA_OUT_OF_RANGE|ER_NO_DEFAULT_FOR_FIELD|WARN_DATA_TRUNCATED)$/,
    'WRITE_REFUSED',
  ],
  [/^57014$/, 'TIMEOUT'],
  [/^(28...|42501)$/, 'REFUSED'],
  [/^(42P01|42S02)$/, 'UNKNOWN_TABLE'],
  [/^(42703|42S22)$/, 'UNKNOWN_COLUMN'],
  [/^(22...|23...|44...)$/, 'WRITE_REFUSED'],
  [/^no such table\b/, 'UNKNOWN_TABLE'],
  [/^no such column\b/, 'UNKNOWN_COLUMN'],
  [/^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR)/, 'UNAVAILABLE'],
  [/^SQLITE_(NOTADB|CORRUPT)/, 'MALFORMED'],
  [/^SQLITE_(READONLY|PERM|AUTH)/, 'REFUSED'],
  [/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/, 'WRITE_REFUSED'],
  [
    /closed state|pool is closed|connection terminated|timeout exceeded when trying to connect|database is locked/i,
    'UNAVAILABLE',
  ],
]
