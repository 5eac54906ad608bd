/**
 * What a file technology gives the snapshot: columns, and rows as they are read, in batches, so that a file of any size passes through
 * in constant memory. Interpretation that is the same for all (clean text, keys, totals) is the loader's.
 */
import type { Flags, Technology } from '../adapter.ts'
import type { TableUse } from '../open.ts'

export interface GoodRow {
  readonly line: number
  /** In the order of the columns; an empty field says nothing and is null. */
  readonly values: readonly (string | null)[]
  readonly flags: Flags | null
}
/** A row that cannot be read; it goes to quarantine. */
interface BadRow {
  readonly line: number
  readonly code: string
  readonly raw: string
}
export type SourceRow = GoodRow | BadRow

export interface OpenedFile {
  readonly columns: readonly string[]
  /** May grow while rows are read. */
  readonly remarks: string[]
  readonly rows: AsyncIterable<readonly SourceRow[]>
  /** Where something is open before the first row is asked for. The loader calls it in the end, however far it came. */
  close?(): Promise<void>
}

export interface FileSource {
  readonly technology: Technology
  /** Table → file name in the drop folder, with `*` for the date. */
  readonly files: Readonly<Record<string, string>>
  /** Endings of files that lie beside a table's file under its name and belong to it (`.dbf`): when one changes, all are read again. */
  readonly companions?: readonly string[]
  /** The declared layout: when it changes, the file is read again. */
  readonly layout: unknown
  open(path: string, table: string, use: TableUse): Promise<OpenedFile>
}

/** Costs the whole file: the old snapshot stays. `remark` is a code, no value. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused'
  readonly remark: string
  constructor(remark: string, message = remark) {
    super(message)
    this.remark = remark
  }
}

/** What every file must have; throws FileRefused. */
export function checkColumns(columns: readonly string[], use: TableUse): void {
  const twice = columns.find((column, i) => columns.indexOf(column) !== i)
  if (twice !== undefined) throw new FileRefused('DUPLICATE_COLUMN', `Column ${twice} stands twice`)
  const missing = [use.key, ...use.columns, ...use.lookups].find((column) => !columns.includes(column))
  if (missing !== undefined) throw new FileRefused('MISSING_COLUMN', `Column ${missing} is missing`)
}

/** Remarks on columns that nobody declared. */
export function unmappedColumns(columns: readonly string[], use: TableUse): string[] {
  return columns.filter((column) => !use.columns.includes(column)).map((column) => `UNMAPPED_COLUMN:${column}`)
}
