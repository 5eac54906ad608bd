/** The sharing catalogue as a CSV file that spreadsheets open: UTF-8 with a byte order mark, every value in quotes. */
import type { CatalogueEntry } from '../../subgraphs/registry/graph/catalogue.ts'

const columns: readonly (readonly [head: string, of: (entry: CatalogueEntry) => string | number | null])[] = [
  ['数源部门', (entry) => entry.departmentTitle],
  ['department', (entry) => entry.department],
  ['record', (entry) => entry.record],
  ['field', (entry) => entry.field],
  ['中文名称', (entry) => entry.meaningZh],
  ['meaning', (entry) => entry.meaning],
  ['format', (entry) => entry.format],
  ['level', (entry) => `L${entry.level}`],
  ['category', (entry) => entry.category],
  ['sharing', (entry) => entry.sharing],
  ['update cycle (hours)', (entry) => entry.updateCycleHours],
  ['as of', (entry) => entry.asOf],
  ['freshness', (entry) => entry.freshness],
  ['rows', (entry) => entry.quality?.rows ?? null],
  ['looked at', (entry) => entry.quality?.looked ?? null],
  ['mapped', (entry) => entry.quality?.mapped ?? null],
  ['empty', (entry) => entry.quality?.empty ?? null],
  ['remarked', (entry) => entry.quality?.remarked ?? null],
  ['quarantined', (entry) => entry.quality?.quarantined ?? null],
  ['unlinked', (entry) => entry.quality?.unlinked ?? null],
  ['corrections asked', (entry) => entry.corrections?.asked ?? null],
  ['corrections accepted', (entry) => entry.corrections?.accepted ?? null],
  ['corrections refused', (entry) => entry.corrections?.refused ?? null],
  ['corrections overdue', (entry) => entry.corrections?.overdue ?? null],
  ['who may apply', (entry) => entry.applicants],
  ['answered within (working days)', (entry) => entry.answerWithinWorkingDays],
  ['entry', (entry) => entry.path],
]

export function catalogueCsv(entries: readonly CatalogueEntry[]): string {
  const lines = [columns.map(([head]) => head), ...entries.map((entry) => columns.map(([, of]) => of(entry)))]
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

// Private:

/** A text that a spreadsheet would take for a formula gets an apostrophe, which it does not show. */
function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}
