/**
 * DBF as Delphi and FoxPro clients export it, read by records.ts. The row number is never a key: it moves when the table is packed. A
 * row with the mark of deletion is no row.
 */
import type { DbfSystem, TableUse } from '../open.ts'
import type { FileSource, OpenedFile, SourceRow } from '../snapshot/file-source.ts'
import { openRecords } from './records.ts'

export class DbfSource implements FileSource {
  readonly technology = 'dbf'
  readonly files: Readonly<Record<string, string>>
  readonly companions = ['.dbt', '.fpt']
  readonly layout: DbfSystem

  constructor(system: DbfSystem) {
    this.layout = system
    this.files = Object.fromEntries(Object.entries(system.tables).map(([name, table]) => [name, table.file]))
  }

  async open(path: string, _table: string, _use: TableUse): Promise<OpenedFile> {
    const { columns, remarks, batches } = await openRecords(path, this.layout.encoding)
    return { columns, remarks, rows: liveRows(batches) }
  }
}

// Private:

async function* liveRows(
  batches: AsyncIterable<readonly (SourceRow | null)[]>,
): AsyncGenerator<readonly SourceRow[], void, undefined> {
  for await (const batch of batches) yield batch.filter((row) => row !== null)
}
