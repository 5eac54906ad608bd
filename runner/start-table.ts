/** The table that a person sees when the hub is ready: one line a department. */
import type { DepartmentStatus } from '../subgraphs/kit/department-runtime.ts'
import type { Linked } from './department-hosts.ts'

const headers = ['department', '', 'technology', 'records', 'linked', 'quarantined', 'data of'] as const

export function startTable(departments: readonly DepartmentStatus[], linked: ReadonlyMap<string, Linked>): string {
  const rows = departments.map((one) => [
    one.name,
    one.title,
    one.technology,
    one.ok ? grouped(one.records) : '–',
    linkedText(linked.get(one.name)),
    one.ok ? grouped(one.quarantined) : '–',
    one.ok ? freshness(one.asOf) : 'does not answer',
  ])
  const all = [[...headers], ...rows]
  const widths = headers.map((_, at) => Math.max(...all.map((row) => width(row[at] ?? ''))))
  const rightAligned = new Set([3, 4, 5])
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (rightAligned.has(at) ? pad(cell, widths[at] ?? 0) + cell : cell + pad(cell, widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(headers), ...rows.map(line)].join('\n')
}

// Private:

function linkedText(linked: Linked | undefined): string {
  if (!linked) return '–'
  const remarks = [
    ...(linked.conflicts > 0 ? [`${linked.conflicts} in conflict`] : []),
    ...(linked.outsideGrids > 0 ? [`${linked.outsideGrids} outside grids`] : []),
  ]
  return grouped(linked.linked) + (remarks.length > 0 ? ` (${remarks.join(', ')})` : '')
}

function freshness(asOf: string | null): string {
  return asOf === null
    ? 'live'
    : new Date(Date.parse(asOf) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** Chinese characters take two columns. */
function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u2e80-\u9fff\uff00-\uff60]/.test(character) ? 2 : 1), 0)
}

function pad(text: string, to: number): string {
  return ' '.repeat(Math.max(0, to - width(text)))
}
