/**
 * The adapter of every file technology: files are loaded into a snapshot and read from there. `refresh` loads what is new into a new
 * snapshot and swaps it in; a file that cannot be read leaves the table as it was, with a remark. One load at a time.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  SourceError,
  type Adapter,
  type Call,
  type Capabilities,
  type Condition,
  type Health,
  type Quarantined,
  type Table,
  type TableState,
  type Technology,
  type Written,
} from '../adapter.ts'
import type { TableUse } from '../open.ts'
import { findFile, type DroppedFile } from './drop-folder.ts'
import { FileRefused, type FileSource } from './file-source.ts'
import { copyTable, emptyTable, loadTable, type Target } from './load-table.ts'
import { readPointer, removeOthers, writePointer, type Pointer } from './pointer.ts'
import { createSnapshot, openSnapshot, type SnapshotFile, type TableMeta } from './snapshot-file.ts'
import { SnapshotTable } from './table.ts'

const conditions: readonly Condition['op'][] = ['in', 'from', 'to', 'prefix']

type Refused = Pointer['refused']

/** What to do with one table in this load. */
type Step =
  | { readonly do: 'load'; readonly use: TableUse; readonly file: DroppedFile }
  | { readonly do: 'keep'; readonly use: TableUse; readonly refused: Refused[string] | null }

export class SnapshotAdapter implements Adapter {
  readonly department: string
  readonly technology: Technology
  readonly capabilities: Capabilities = {
    conditions,
    sort: true,
    count: true,
    changes: true,
    write: false,
    snapshot: true,
  }
  private readonly source: FileSource
  private readonly uses: readonly TableUse[]
  private readonly drop: string
  private readonly folder: string
  private file: SnapshotFile | null = null
  private refused: Refused = {}
  private loading: Promise<void> = Promise.resolve()

  private constructor(
    department: string,
    source: FileSource,
    uses: readonly TableUse[],
    drop: string,
    snapshots: string,
  ) {
    this.department = department
    this.technology = source.technology
    this.source = source
    this.uses = uses
    this.drop = drop
    this.folder = join(snapshots, department)
  }

  /** Takes up the last snapshot; `refresh` loads what is new. Before the very first load nothing can be read. */
  static async open(
    department: string,
    source: FileSource,
    uses: readonly TableUse[],
    drop: string,
    snapshots: string,
  ): Promise<SnapshotAdapter> {
    const adapter = new SnapshotAdapter(department, source, uses, drop, snapshots)
    await adapter.takeUpPointer()
    return adapter
  }

  capabilitiesOf(): Capabilities {
    return this.capabilities
  }

  table(name: string): Table {
    const use = this.uses.find((candidate) => candidate.table === name)
    if (use === undefined) throw new SourceError('UNKNOWN_TABLE', this.department, `No table ${name}`)
    return new SnapshotTable(this.department, name, use.key, () => this.current())
  }

  write(): Promise<Written> {
    return Promise.reject(new SourceError('NOT_SUPPORTED', this.department, 'Files are read only'))
  }

  refresh(call: Call): Promise<void> {
    const load = this.loading.then(() => this.load(call))
    this.loading = load.catch(() => undefined)
    return load
  }

  async state(): Promise<readonly TableState[]> {
    const file = this.file
    if (file === null) {
      return this.uses.map(({ table }) => ({ table, rows: 0, quarantined: 0, asOf: null, remarks: ['NOT_LOADED'] }))
    }
    return this.uses.map(({ table }) => {
      const meta = file.tables.get(table)
      if (meta === undefined) return { table, rows: 0, quarantined: 0, asOf: null, remarks: ['NOT_LOADED'] }
      const refused = this.refused[table]
      return {
        table,
        rows: meta.rows,
        quarantined: meta.quarantined,
        asOf: meta.asOf,
        remarks: refused ? [...meta.remarks, refused.remark] : meta.remarks,
      }
    })
  }

  async quarantined(
    table: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly Quarantined[]> {
    this.table(table)
    return this.current()
      .db.prepare('SELECT tbl, file, line, code, raw FROM quarantine WHERE tbl = ? ORDER BY line LIMIT ? OFFSET ?')
      .raw()
      .all(table, page.limit, page.after)
      .map((row) => {
        const [name, file, line, code, raw] = row as [string, string, number, string, string]
        return { table: name, file, line, code, raw }
      })
  }

  /** Well when the drop folder can be reached and no file was refused. */
  async health(): Promise<Health> {
    const start = performance.now()
    const reachable = await readdir(this.drop).then(
      () => true,
      () => false,
    )
    const code = !reachable ? 'UNAVAILABLE' : Object.keys(this.refused).length > 0 ? 'MALFORMED' : null
    return { ok: code === null, code, milliseconds: performance.now() - start }
  }

  async close(): Promise<void> {
    await this.loading
    this.file?.db.close()
    this.file = null
  }

  // Private:

  private current(): SnapshotFile {
    if (this.file === null)
      throw new SourceError('UNAVAILABLE', this.department, 'Nothing is loaded, or the adapter is closed')
    return this.file
  }

  private async load(call: Call): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    await this.takeUpPointer()
    const steps = await Promise.all(this.uses.map((use) => this.plan(use)))
    if (this.file !== null && steps.every((step) => step.do === 'keep' && sameLayout(step.use, this.file))) {
      await this.rememberRefused(steps)
    } else {
      await this.build(steps, call)
    }
  }

  /** Another process may have swapped in a newer snapshot. */
  private async takeUpPointer(): Promise<void> {
    const pointer = await readPointer(this.folder)
    this.refused = pointer.refused
    if (pointer.current === null || this.file?.path === join(this.folder, pointer.current)) return
    const path = join(this.folder, pointer.current)
    if (
      await stat(path).then(
        () => true,
        () => false,
      )
    )
      this.swap(openSnapshot(path))
  }

  private async plan(use: TableUse): Promise<Step> {
    const pattern = this.source.files[use.table]
    if (pattern === undefined)
      throw new SourceError('UNKNOWN_TABLE', this.department, `The system has no table ${use.table}`)
    const keep = (fingerprint: string | null, remark: string): Step => ({
      do: 'keep',
      use,
      refused: { fingerprint, remark },
    })
    let file: DroppedFile | null
    try {
      file = await findFile(this.drop, pattern, use, this.source)
    } catch (error) {
      return keep(null, error instanceof FileRefused ? `FILE_REFUSED:${error.remark}` : 'FOLDER_UNREACHABLE')
    }
    if (file === null) return keep(null, 'FILE_MISSING')
    const refused = this.refused[use.table]
    if (refused?.fingerprint === file.fingerprint) return { do: 'keep', use, refused }
    if (this.file?.tables.get(use.table)?.fingerprint === file.fingerprint) return { do: 'keep', use, refused: null }
    return { do: 'load', use, file }
  }

  private async build(steps: readonly Step[], call: Call): Promise<void> {
    const refused: Record<string, Refused[string]> = {}
    const tables: { number: number; step: Step }[] = steps.map((step, number) => ({ number, step }))
    const load = (this.file?.load ?? 0) + 1
    const name = `${String(load).padStart(8, '0')}-${randomUUID().slice(0, 8)}.db`
    const path = join(this.folder, name)
    const db = createSnapshot(path, this.file?.lineage ?? randomUUID(), load)
    try {
      if (this.file !== null) db.prepare('ATTACH ? AS old').run(`${pathToFileURL(this.file.path).href}?mode=ro`)
      const target: Target = { db, load, old: this.file, department: this.department, signal: call.signal }
      for (const { number, step } of tables) {
        const { meta, remark } = await this.fill(target, number, step)
        if (remark !== null) refused[step.use.table] = remark
        db.prepare('INSERT INTO tables VALUES (?, ?)').run(step.use.table, JSON.stringify(meta))
      }
      db.close()
      await sync(path)
    } catch (error) {
      if (db.open) db.close()
      await rm(path, { force: true })
      if (error instanceof SourceError) throw error
      throw new SourceError('FAULT', this.department, 'The snapshot could not be written', error)
    }
    await writePointer(this.folder, { current: name, refused })
    this.refused = refused
    this.swap(openSnapshot(path))
    await removeOthers(this.folder, name)
  }

  private async fill(
    target: Target,
    number: number,
    step: Step,
  ): Promise<{ readonly meta: TableMeta; readonly remark: Refused[string] | null }> {
    if (step.do === 'keep') return { meta: await this.keep(target, number, step.use), remark: step.refused }
    const { use, file } = step
    try {
      const opened = await this.source.open(file.path, use.table, use)
      const meta = await loadTable(target, number, use, file, opened)
      const after = await findFile(this.drop, file.name, use, this.source)
      if (after?.fingerprint !== file.fingerprint) throw new FileRefused('FILE_CHANGED_WHILE_READ')
      return { meta, remark: null }
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      dropTable(target, number, use.table)
      const remembered = error.remark === 'FILE_CHANGED_WHILE_READ' ? null : file.fingerprint
      return {
        meta: await this.keep(target, number, use),
        remark: { fingerprint: remembered, remark: `FILE_REFUSED:${error.remark}` },
      }
    }
  }

  private async keep(target: Target, number: number, use: TableUse): Promise<TableMeta> {
    const old = target.old?.tables.get(use.table)
    return old === undefined || old.key !== use.key || holdsNever(old, use)
      ? emptyTable(target, number, use)
      : copyTable(target, number, old, use.lookups)
  }

  private async rememberRefused(steps: readonly Step[]): Promise<void> {
    const refused: Record<string, Refused[string]> = {}
    for (const step of steps) if (step.do === 'keep' && step.refused !== null) refused[step.use.table] = step.refused
    if (JSON.stringify(refused) === JSON.stringify(this.refused) || this.file === null) return
    const pointer = await readPointer(this.folder)
    await writePointer(this.folder, { ...pointer, refused })
    this.refused = refused
  }

  private swap(next: SnapshotFile): void {
    const before = this.file
    this.file = next
    before?.db.close()
  }
}

/** Whether the snapshot has the tables and indexes that are asked for. */
function sameLayout(use: TableUse, file: SnapshotFile | null): boolean {
  const meta = file?.tables.get(use.table)
  if (meta === undefined || holdsNever(meta, use)) return false
  return meta.key === use.key && use.lookups.every((lookup) => meta.lookups.includes(lookup))
}

/** A column that was taken in before it was declared `never`: the rows are given up rather than copied on. */
const holdsNever = (meta: TableMeta, use: TableUse): boolean =>
  (use.never ?? []).some((column) => meta.columns.includes(column))

function dropTable(target: Target, number: number, table: string): void {
  if (target.db.inTransaction) target.db.exec('ROLLBACK')
  // Without `main` SQLite would look for the table in the attached snapshot next.
  target.db.exec(`DROP TABLE IF EXISTS main.t${number}`)
  target.db.prepare('DELETE FROM main.quarantine WHERE tbl = ?').run(table)
  target.db.prepare('DELETE FROM main.deleted WHERE tbl = ?').run(table)
}

/** The pointer may only name what is really on the disk. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
