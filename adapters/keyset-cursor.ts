/**
 * Where a page of a scan ended: order, value of the order column and key of the last row. A cursor of this kind stays right while rows
 * are added and removed, as an offset would not. Opaque to the caller; one that was made up or belongs to another order is refused.
 */
import { SourceError, type Scan } from './adapter.ts'

export interface Position {
  readonly value: string | null
  readonly key: string
}

export function writeCursor(scan: Scan, position: Position): string {
  return Buffer.from(JSON.stringify([orderOf(scan), position.value, position.key])).toString('base64url')
}

/** Null at the first page. Throws SourceError MALFORMED. */
export function readCursor(scan: Scan, department: string): Position | null {
  if (!scan.after) return null
  try {
    const [order, value, key]: unknown[] = JSON.parse(Buffer.from(scan.after, 'base64url').toString())
    if (order === orderOf(scan) && (value === null || typeof value === 'string') && typeof key === 'string')
      return { value, key }
  } catch {
    // answered below
  }
  throw new SourceError('MALFORMED', department, 'The cursor is not one of this scan')
}

// Private:

const orderOf = (scan: Scan): string => (scan.order ? `${scan.order.descending ? '-' : '+'}${scan.order.column}` : '')
