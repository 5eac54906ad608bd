/** Legacy systems with an SQL database that the hub may read and write: SQLite, PostgreSQL, MariaDB and MySQL through kysely. */
import {
  SourceError,
  noCapabilities,
  type Adapter,
  type Capabilities,
  type Change,
  type Health,
  type Quarantined,
  type TableState,
  type Written,
} from '../adapter.ts'
import type { Connection, SqlSystem, TableUse } from '../open.ts'
import { sql } from 'kysely'
import { openDatabase, type SqlDatabase } from './database.ts'
import { typed } from './typed.ts'
import { SqlTable } from './table.ts'
import { createNotes, writeChange } from './write.ts'

export async function openSql(
  department: string,
  system: SqlSystem,
  uses: readonly TableUse[],
  connection: Connection,
): Promise<Adapter> {
  return new SqlAdapter(department, system, uses, openDatabase(department, connection))
}

// Private:

class SqlAdapter implements Adapter {
  readonly department: string
  readonly technology = 'sql'
  readonly capabilities: Capabilities = {
    ...noCapabilities,
    conditions: ['in', 'from', 'to', 'prefix'],
    sort: true,
    count: true,
    write: true,
  }
  private readonly uses: readonly TableUse[]
  private readonly database: SqlDatabase
  private readonly tables: ReadonlyMap<string, SqlTable>
  private notes: Promise<void> | null = null

  constructor(department: string, system: SqlSystem, uses: readonly TableUse[], database: SqlDatabase) {
    this.department = department
    this.uses = uses
    this.database = database
    this.tables = new Map(
      uses.map((use) => {
        const { name = use.table, bytesAs = system.bytesAs ?? null } = system.tables[use.table] ?? {}
        return [use.table, new SqlTable(department, use, name, bytesAs, database)]
      }),
    )
  }

  capabilitiesOf(): Capabilities {
    return this.capabilities
  }

  table(name: string): SqlTable {
    const table = this.tables.get(name)
    if (table === undefined) throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${name}`)
    return table
  }

  write(change: Change): Promise<Written> {
    return typed(this.department, async () => {
      const table = this.table(change.table)
      const use = this.uses.find((candidate) => candidate.table === change.table) as TableUse
      this.notes ??= createNotes(this.database)
      this.notes.catch(() => (this.notes = null))
      await this.notes
      return writeChange(this.database, table, use, change, this.department)
    })
  }

  async refresh(): Promise<void> {}

  state(): Promise<readonly TableState[]> {
    return typed(this.department, () =>
      Promise.all(
        [...this.tables.values()].map(async (table) => ({
          table: table.name,
          rows: await table.count([]),
          quarantined: 0,
          asOf: new Date().toISOString(),
          remarks: await this.remarks(table),
        })),
      ),
    )
  }

  async quarantined(table: string): Promise<readonly Quarantined[]> {
    this.table(table)
    return []
  }

  async health(): Promise<Health> {
    const start = performance.now()
    await typed(this.department, () => sql`select 1`.execute(this.database.kysely))
    return { ok: true, code: null, milliseconds: performance.now() - start }
  }

  close(): Promise<void> {
    return this.database.close()
  }

  private async remarks(table: SqlTable): Promise<string[]> {
    const use = this.uses.find((candidate) => candidate.table === table.name)
    const columns = [...(await table.columns()).keys()]
    return [
      ...columns.filter((column) => !use?.columns.includes(column)).map((column) => `UNMAPPED_COLUMN:${column}`),
      ...(use?.columns ?? []).filter((column) => !columns.includes(column)).map((column) => `MISSING_COLUMN:${column}`),
    ]
  }
}
