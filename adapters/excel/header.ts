/** Names of columns from one or several header rows. */
import type { Merge, SheetRow } from './cell.ts'

/** A merged header cell stands over all its columns and rows; the same part twice under each other is said once. */
export function columnNames(
  rows: readonly SheetRow[],
  merges: readonly Merge[],
  separator: string,
): ReadonlyMap<number, string> {
  const width = Math.max(
    0,
    ...rows.flatMap((row) => [...row.cells.keys()].map((column) => column + 1)),
    ...spans(rows, merges),
  )
  const names = new Map<number, string>()
  for (let column = 0; column < width; column++) {
    const parts: string[] = []
    for (const row of rows) {
      const part = partAt(rows, row.line, column, merges)
      if (part !== '' && parts.at(-1) !== part) parts.push(part)
    }
    if (parts.length > 0) names.set(column, parts.join(separator))
  }
  return names
}

// Private:

const inside = ({ top, left, bottom, right }: Merge, line: number, column: number) =>
  line >= top && line <= bottom && column >= left && column <= right

function spans(rows: readonly SheetRow[], merges: readonly Merge[]): number[] {
  return merges
    .filter((merge) => rows.some(({ line }) => line >= merge.top && line <= merge.bottom))
    .map(({ right }) => Math.min(right, 16_383) + 1)
}

function partAt(rows: readonly SheetRow[], line: number, column: number, merges: readonly Merge[]): string {
  const merge = merges.find((candidate) => inside(candidate, line, column))
  const cell = rows.find((row) => row.line === (merge?.top ?? line))?.cells.get(merge?.left ?? column)
  if (cell === undefined || cell.kind === 'error') return ''
  // People break and space out names to fit the width of the column: 姓  名.
  return (cell.kind === 'text' ? cell.text : cell.kind === 'number' ? String(cell.number) : '').replace(/\s+/gu, '')
}
