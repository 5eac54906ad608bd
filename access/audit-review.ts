/**
 * The auditor's own look through the log, newest first. Records hold no columns to search by, since appending must cost nothing more: so a
 * page walks backwards through as many records as it takes, up to a bound, and says where to go on.
 */
import type { AuditArchive } from './audit-archive.ts'
import type { AuditBody } from './audit-record.ts'

export interface AuditFilter {
  readonly department?: string | null
  readonly purpose?: string | null
  readonly subject?: string | null
  readonly code?: string | null
  /** Epoch ms, inclusive. */
  readonly from?: number | null
  /** Epoch ms, exclusive. */
  readonly to?: number | null
}

export interface AuditPage {
  readonly records: readonly AuditBody[]
  /** Number below which to go on; null at the end. A page may hold fewer than were asked for, and still have a next one. */
  readonly next: number | null
}

export async function reviewAudit(
  archive: AuditArchive,
  filter: AuditFilter,
  page: { readonly first: number; readonly before: number | null },
): Promise<AuditPage> {
  const records: AuditBody[] = []
  let before = page.before ?? Number.MAX_SAFE_INTEGER
  for (let looked = 0; looked < WALK;) {
    const part = await archive.below(before, STEP)
    for (const body of part.bodies) {
      looked += 1
      before = body.seq
      // A request may end long after it began, but not so long: below this nothing of the time is to be found.
      if (filter.from && body.at < filter.from - OUT_OF_ORDER_MS) return { records, next: null }
      if (fits(body, filter)) records.push(body)
      if (records.length === page.first) return { records, next: before }
    }
    if (part.next === null) return { records, next: null }
    before = part.next
    // Others have their turn between two steps.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { records, next: before }
}

// Private:

const STEP = 200
/** Records that one page looks at, at most. */
const WALK = 20_000
const OUT_OF_ORDER_MS = 10 * 60_000

function fits(body: AuditBody, { department, purpose, subject, code, from, to }: AuditFilter): boolean {
  return (
    (!department || body.department === department) &&
    (!purpose || body.purpose === purpose) &&
    (!subject || body.subject === subject) &&
    (!code || body.code === code || body.attempts?.[code] !== undefined) &&
    (!from || body.at >= from) &&
    (!to || body.at < to)
  )
}
