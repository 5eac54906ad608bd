/**
 * Writes to an embedded store while the work goes on: a list of rows is handed to a thread that inserts it in one transaction, and the next one is
 * made meanwhile. For work that fills a store and that nobody reads before it has ended, such as the first linking of a city.
 */
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import {
  CompiledQuery,
  DummyDriver,
  Kysely,
  sql,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely'
import { prismaFolder } from './provider.ts'
import { bulkPragmas, sortingPragmas } from './sql.ts'
import type { HubStore } from './store.ts'
import type { HubTables } from './tables.ts'

/** The work asks for something that is not adding rows: it needs a transaction of its own. Nothing was written. */
export class NotOnlyAdding extends Error {
  override readonly name = 'NotOnlyAdding'
}

interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

/** What the thread is given: rows to add, or what is done with indexes. */
type List = { readonly rows: readonly Statement[] } | { readonly indexes: readonly string[] }

interface Failure {
  readonly code: string | null
  readonly message: string
}

export class WriteBehind {
  private readonly store: HubStore
  private readonly thread: Worker
  /** What was handed over and not answered yet, the oldest first. */
  private readonly underWay: { readonly written: () => void; readonly failed: (error: Error) => void }[] = []
  private last: Promise<void> = Promise.resolve()
  private before: Promise<void> = Promise.resolve()
  private stopped: Error | null = null

  private constructor(store: HubStore, thread: Worker) {
    this.store = store
    this.thread = thread
    thread.on('message', (failure: Failure | null) => {
      const answered = this.underWay.shift()
      if (failure) answered?.failed(Object.assign(new Error(failure.message), { code: failure.code }))
      else answered?.written()
    })
    const broken = (error: Error) => {
      this.stopped ??= error
      for (const { failed } of this.underWay.splice(0)) failed(error)
    }
    thread.on('error', broken)
    thread.on('exit', () => broken(new Error('the thread that writes has stopped')))
  }

  /** Null for PostgreSQL, which writes in a process of its own anyway. */
  static async open(store: HubStore): Promise<WriteBehind | null> {
    if (store.provider !== 'sqlite') return null
    const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(
      store.sql,
    )
    const workerData = { file: rows[0]?.file, pragmas: { adding: bulkPragmas(), sorting: sortingPragmas() } }
    return new WriteBehind(store, new Worker(resolve(prismaFolder(), 'write-behind-thread.mjs'), { workerData }))
  }

  /**
   * Calls `work` with a handle that reads the store and keeps what is to be inserted, and hands that over. Resolves as soon as it is handed over; whether
   * it was written `settled` tells, and so does a later call. `apart`: the work does not read what was handed over before, and need
   * not wait for it. Throws NotOnlyAdding.
   */
  async add<T>(work: (db: Kysely<HubTables>) => Promise<T>, apart = false): Promise<T> {
    if (!apart) await this.settled()
    const statements: Statement[] = []
    const result = await work(collecting(this.store.sql, statements, apart))
    await this.turn()
    if (statements.length > 0) this.handOver({ rows: statements })
    return result
  }

  /** Makes indexes or drops them, in one transaction behind what was handed over. Resolves when it has ended. */
  async arrange(texts: readonly string[]): Promise<void> {
    await this.turn()
    this.handOver({ indexes: texts })
    await this.settled()
  }

  /** When all that was handed over is written. Rejects when a list could not be: then nothing of it is, and nothing that came after it. */
  async settled(): Promise<void> {
    await this.before
    await this.last
  }

  /** Waits for what was handed over. Does not tell whether it was written. */
  async close(): Promise<void> {
    await this.settled().catch(() => undefined)
    await this.thread.terminate()
  }

  // Private:

  /** One list is written while another waits: no more of them, for the memory they take. */
  private async turn(): Promise<void> {
    await this.before
    if (this.stopped) throw this.stopped
  }

  private handOver(list: List): void {
    this.before = this.last
    this.last = new Promise((written, failed) => this.underWay.push({ written, failed }))
    // Whoever asks next is told.
    this.last.catch(() => undefined)
    this.thread.postMessage(list)
  }
}

// Private:

/** One for all, since statement texts are kept by it. */
const adapter = new SqliteAdapter()

function collecting(store: Kysely<HubTables>, statements: Statement[], apart: boolean): Kysely<HubTables> {
  return new Kysely<HubTables>({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => new CollectingDriver(store, statements, apart),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

class CollectingDriver extends DummyDriver implements DatabaseConnection {
  private readonly store: Kysely<HubTables>
  private readonly statements: Statement[]
  private readonly apart: boolean
  /** Names of the tables to which rows are added. */
  private readonly added = new Set<string>()

  constructor(store: Kysely<HubTables>, statements: Statement[], apart: boolean) {
    super()
    this.store = store
    this.statements = statements
    this.apart = apart
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return this
  }

  async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (text.startsWith('select ')) {
      if (!this.apart && [...this.added].some((table) => text.includes(`"${table}"`)))
        throw new NotOnlyAdding('reads what it added')
      return this.store.executeQuery<R>(CompiledQuery.raw(text, [...parameters]) as CompiledQuery<R>)
    }
    const [, table] = /^insert into "(\w+)"/.exec(text) ?? []
    if (table === undefined || text.includes(' returning ')) throw new NotOnlyAdding('changes what is there')
    this.added.add(table)
    this.statements.push({ text, values: parameters })
    return { rows: [] }
  }

  streamQuery(): never {
    throw new NotOnlyAdding('reads a stream')
  }
}
