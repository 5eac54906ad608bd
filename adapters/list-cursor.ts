/**
 * Paging through a list that the source pages by number. A page number alone repeats or skips rows when rows are added or removed in
 * between, so the cursor also holds the keys last handed out, and reading goes on behind the last of them that is still there.
 */
import { SourceError } from './adapter.ts'

export interface ListPosition {
  /** Which of the equality filters, when a condition has several values. */
  readonly filter: number
  readonly page: number
  readonly last: readonly string[]
}

/** As many rows may vanish between two pages without a reader losing its place. */
export const remembered = 5

export const writeListCursor = (position: ListPosition): string =>
  Buffer.from(JSON.stringify([position.filter, position.page, position.last])).toString('base64url')

export function readListCursor(after: string | null | undefined, department: string): ListPosition {
  if (!after) return { filter: 0, page: 1, last: [] }
  try {
    const [filter, page, last]: unknown[] = JSON.parse(Buffer.from(after, 'base64url').toString())
    if (
      Number.isInteger(filter) &&
      Number.isInteger(page) &&
      Array.isArray(last) &&
      last.every((key) => typeof key === 'string')
    ) {
      return { filter: filter as number, page: page as number, last }
    }
  } catch {
    // answered below
  }
  throw new SourceError('MALFORMED', department, 'The cursor is not one of this scan')
}
