/**
 * What a department's own system looks like through its declaration, before anything is served: which columns are mapped, ignored or
 * unknown, which values and rows could not be read, and how many rows name somebody by a key that can be linked. Counts and codes
 * only: the report may be mailed.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import { DepartmentRuntime } from '../../subgraphs/kit/department-runtime.ts'
import { measureQuality, type TableQuality } from '../quality.ts'
import { sourceConnection } from './source.ts'

/** Opens the source beside whatever runs, reads every row once, and leaves nothing behind. Throws SourceError, or an Error on what was given. */
export async function readSource(
  spec: DepartmentSpec,
  sources: readonly string[],
  onRows: (table: string, done: number) => void,
): Promise<TableQuality[]> {
  const connection = sourceConnection(spec, sources, process.env)
  const snapshots = mkdtempSync(join(tmpdir(), 'pentagraph-source-'))
  try {
    const config = { connection: { snapshots, timeoutMs: 60_000, ...connection } }
    const runtime = await DepartmentRuntime.open(spec, config, randomBytes(32), () => {})
    try {
      const { signal } = new AbortController()
      await runtime.adapter.refresh({ signal })
      return await measureQuality(runtime, signal, Number.POSITIVE_INFINITY, onRows)
    } finally {
      await runtime.close()
    }
  } finally {
    rmSync(snapshots, { recursive: true, force: true })
  }
}

/** False when the source has no such table, or refused to give it. */
export function wasRead({ remarks }: TableQuality): boolean {
  return !remarks.some((remark) => /^(FILE_REFUSED|FILE_MISSING|NOT_LOADED|UNAVAILABLE|TIMEOUT|REFUSED)/.test(remark))
}

/** As lines for people. */
export function reportLines(reports: readonly TableQuality[]): string[] {
  return reports.flatMap((report) => [
    `${report.record}: table ${report.table}, ${report.rows} rows${report.asOf ? `, as of ${report.asOf}` : ''}`,
    ...(report.remarks.length > 0 ? [`  remarks      ${report.remarks.join(', ')}`] : []),
    `  mapped       ${report.fields.map(({ column, field }) => `${column} → ${field}`).join(', ')}`,
    `  ignored      ${report.ignored.join(', ') || 'none'}`,
    `  unknown      ${report.unknown.join(', ') || 'none'}`,
    `  empty        ${
      report.fields
        .filter(({ filled }) => filled === 0)
        .map(({ field }) => field)
        .join(', ') || 'none'
    }`,
    ...unreadable(report),
    ...report.roles.map(
      ({ role, entity, named, withoutKey }) =>
        `  ${role === 'self' ? 'describes' : 'names    '}    ${entity} as ${role}: ${named}, of them ${withoutKey} without a key to link by`,
    ),
  ])
}

// Private:

function unreadable({ quarantined, fields }: TableQuality): string[] {
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([code, count]) => `${code} ${count}`)
      .join(', ')
  const values = fields.filter(({ issues }) => Object.keys(issues).length > 0)
  return [
    `  quarantined  ${listed(quarantined) || 'none'}`,
    ...(values.length === 0 ? ['  remarked     none'] : []),
    ...values.map(({ field, filled, issues }) => `  remarked     ${field}: ${listed(issues)} of ${filled}`),
  ]
}
