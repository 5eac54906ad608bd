/** An SQLite file filled in long transactions by prepared inserts; made to be written once and then handed to a department. */
import Database from 'libsql'

const rowsPerTransaction = 20_000

export type SqlRow = Readonly<Record<string, string | number | null>>

export class SqliteFile {
  readonly #database: Database.Database
  readonly #inserts = new Map<string, { readonly statement: Database.Statement; readonly columns: readonly string[] }>()
  readonly rows: Record<string, number> = {}
  #open = 0

  constructor(path: string, schema: string) {
    this.#database = new Database(path)
    this.#database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;')
    this.#database.exec(schema)
    this.#database.exec('BEGIN')
  }

  /** All rows of one table give the same columns. */
  insert(table: string, row: SqlRow): void {
    let insert = this.#inserts.get(table)
    if (insert === undefined) {
      const columns = Object.keys(row)
      const marks = columns.map(() => '?').join(', ')
      insert = {
        statement: this.#database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`),
        columns,
      }
      this.#inserts.set(table, insert)
    }
    insert.statement.run(...insert.columns.map((column) => row[column] ?? null))
    this.rows[table] = (this.rows[table] ?? 0) + 1
    if (++this.#open < rowsPerTransaction) return
    this.#database.exec('COMMIT; BEGIN')
    this.#open = 0
  }

  /** `after` holds what is cheaper to do at the end: indexes, triggers. */
  close(after: string): void {
    this.#database.exec('COMMIT')
    if (after !== '') this.#database.exec(after)
    this.#database.exec('PRAGMA journal_mode = DELETE')
    this.#database.close()
  }
}
