/** The version of a row that was read, as a change of it has to name (`Change.expectedVersion`). */
import { createHash } from 'node:crypto'
import type { Row } from './adapter.ts'

/** What the version column says, or a hash of the row where the table has none. */
export function rowVersion(row: Row, column: string | null): string {
  if (column !== null) return row[column] ?? ''
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(row).sort()))
    .digest('hex')
}
