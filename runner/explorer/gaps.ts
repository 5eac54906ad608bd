/**
 * What an answer lacks and why, in rows that a person can read: refusals, masks, silent departments. Gaps of a list that differ in
 * their index only are one row with a count.
 */

export type GapKind = 'REFUSED' | 'MASKED' | 'UNAVAILABLE' | 'STALE' | 'NOT_FOUND' | 'FAULT'

export interface Gap {
  readonly kind: GapKind
  readonly code: string
  /** `person.properties.nodes.*.certificate`; empty when the whole request was refused. */
  readonly path: string
  readonly count: number
  readonly reason: string | null
  readonly department: string | null
  /** Instant (ISO) that stale data stems from. */
  readonly since: string | null
  /** Entry of the sharing catalogue to apply for. */
  readonly catalogue: string | null
  readonly traceId: string | null
}

const kinds: Readonly<Record<string, GapKind>> = {
  FIELD_DENIED: 'REFUSED',
  FILTER_DENIED: 'REFUSED',
  DEPARTMENT_UNAVAILABLE: 'UNAVAILABLE',
  DEPARTMENT_FAULT: 'UNAVAILABLE',
  NOT_FOUND: 'NOT_FOUND',
  MASKED: 'MASKED',
  STALE: 'STALE',
}

export function gapsOf(answer: unknown): Gap[] {
  const rows = new Map<string, Gap>()
  const seen = new Map<string, number>()
  // The hub lists the first of many equal gaps only, each with how many there are.
  const add = (gap: Omit<Gap, 'count'>, occurrences = 1): void => {
    const key = [gap.kind, gap.code, gap.path, gap.reason, gap.department].join('\n')
    const listed = (seen.get(key) ?? 0) + 1
    seen.set(key, listed)
    rows.set(key, { ...gap, count: Math.max(listed, occurrences) })
  }
  const { errors, extensions } = record(answer)
  for (const error of list(errors)) {
    const about = record(record(error)['extensions'])
    add(explained(record(error), about), Number(about['occurrences'] ?? 1))
  }
  for (const kind of ['masked', 'stale'] as const) {
    for (const entry of list(record(extensions)[kind])) {
      // `persons.nodes[].name`; a department's data as a whole when it is stale.
      const path = text(record(entry)['path'])?.replaceAll('[]', '.*').split('.')
      add(explained({ path }, { ...record(entry), code: kind.toUpperCase(), reason: null }))
    }
  }
  return [...rows.values()].sort(
    (a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.path.localeCompare(b.path),
  )
}

const order: readonly GapKind[] = ['FAULT', 'UNAVAILABLE', 'REFUSED', 'NOT_FOUND', 'MASKED', 'STALE']

function explained(
  error: Readonly<Record<string, unknown>>,
  about: Readonly<Record<string, unknown>>,
): Omit<Gap, 'count'> {
  const code = text(about['code']) ?? 'INTERNAL'
  return {
    kind: kinds[code] ?? 'FAULT',
    code,
    path: list(error['path'])
      .map((part) => (typeof part === 'number' ? '*' : String(part)))
      .join('.'),
    reason: text(about['reason']),
    department: text(about['department']),
    since: text(about['since']),
    catalogue: text(about['catalogue']),
    traceId: text(about['traceId']),
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
