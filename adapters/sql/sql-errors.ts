/** What the databases say, as typed errors. PostgreSQL: SQLSTATE classes (appendix A of its manual). SQLite: result codes. */
import { SourceError, type SourceErrorCode } from '../adapter.ts'

export function typedSqlError(error: unknown, department: string): SourceError {
  if (error instanceof SourceError) return error
  const { code, message } = said(error)
  const found = table.find(([pattern]) => pattern.test(code)) ?? table.find(([pattern]) => pattern.test(message))
  return new SourceError(found?.[1] ?? 'FAULT', department, message, error)
}

// Private:

/** Drivers throw errors of several classes, some from outside this context: what counts is what they hold. */
function said(error: unknown): { readonly code: string; readonly message: string } {
  const holds = (name: 'code' | 'message') =>
    typeof error === 'object' && error !== null && name in error
      ? String((error as Readonly<Record<string, unknown>>)[name])
      : ''
  return { code: holds('code'), message: holds('message') }
}

const table: readonly (readonly [RegExp, SourceErrorCode])[] = [
  [/^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT)$/, 'UNAVAILABLE'],
  [/^(08...|53...|57P0.|40...|55P03)$/, 'UNAVAILABLE'],
  [/^57014$/, 'TIMEOUT'],
  [/^(28...|42501)$/, 'REFUSED'],
  [/^42P01$/, 'UNKNOWN_TABLE'],
  [/^42703$/, 'UNKNOWN_COLUMN'],
  [/^(22...|23...|44...)$/, 'WRITE_REFUSED'],
  [/^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR)/, 'UNAVAILABLE'],
  [/^SQLITE_(NOTADB|CORRUPT)/, 'MALFORMED'],
  [/^SQLITE_(READONLY|PERM|AUTH)/, 'REFUSED'],
  [/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/, 'WRITE_REFUSED'],
  [/connection terminated|timeout exceeded when trying to connect|database is locked/i, 'UNAVAILABLE'],
]
