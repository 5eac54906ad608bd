/**
 * Fills one table of a new snapshot, from a file or, where the file is unchanged or was refused, from the snapshot before. Rows pass
 * in batches, each in a transaction of its own, with the event loop let in between.
 */
import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { throwIfAborted } from '../abort.ts'
import type { Flags, ValueFlag } from '../adapter.ts'
import type { TableUse } from '../open.ts'
import { cleanText } from '../text/clean-text.ts'
import { undecodable } from '../text/decode.ts'
import type { DroppedFile } from './drop-folder.ts'
import { FileRefused, checkColumns, unmappedColumns, type OpenedFile, type SourceRow } from './file-source.ts'
import { columnName, createIndexes, createTable, type Db, type SnapshotFile, type TableMeta } from './snapshot-file.ts'

export interface Target {
  readonly db: Db
  readonly load: number
  readonly old: SnapshotFile | null
  readonly department: string
  readonly signal: AbortSignal
}

/** Closes the file. Throws FileRefused; what was written by then is the caller's to drop. */
export async function loadTable(
  target: Target,
  number: number,
  use: TableUse,
  file: DroppedFile,
  opened: OpenedFile,
): Promise<TableMeta> {
  try {
    checkColumns(opened.columns, use)
    const taken = takenOf(opened, use)
    const layout = { name: use.table, number, columns: taken.columns, key: use.key, lookups: use.lookups }
    createTable(target.db, layout)
    const counts = await insertRows(target, layout, file, taken)
    // Not one good row where there were some: another layout, however few the rows.
    const emptied = counts.rows === 0 && counts.quarantined > 0 && (target.old?.tables.get(use.table)?.rows ?? 0) > 0
    if (emptied || counts.quarantined > Math.max(counts.rows, tooManyBad)) {
      throw new FileRefused('MOSTLY_UNREADABLE', 'More rows are bad than good: this is not the agreed file')
    }
    await noteDeletions(target, layout)
    createIndexes(target.db, layout)
    return {
      ...layout,
      ...counts,
      asOf: file.asOf,
      remarks: [...opened.remarks, ...unmappedColumns(taken.columns, use)].filter((remark) => !namesNever(remark, use)),
      fingerprint: file.fingerprint,
    }
  } finally {
    await opened.close?.()
  }
}

/** A table without rows, so that it exists though its file was never readable. */
export function emptyTable(target: Target, number: number, use: TableUse): TableMeta {
  const columns = [...new Set([use.key, ...use.columns, ...use.lookups])]
  const layout = { name: use.table, number, columns, key: use.key, lookups: use.lookups }
  createTable(target.db, layout)
  createIndexes(target.db, layout)
  return { ...layout, rows: 0, quarantined: 0, asOf: null, remarks: [], fingerprint: null }
}

/** The table as it was, with its quarantine and deletions. */
export async function copyTable(
  target: Target,
  number: number,
  old: TableMeta,
  lookups: readonly string[],
): Promise<TableMeta> {
  const meta: TableMeta = { ...old, number, lookups }
  createTable(target.db, meta)
  const key = columnName(old, old.key)
  for await (const [after, last] of keyRanges(target, old)) {
    target.db
      .prepare(`INSERT INTO t${number} SELECT * FROM old.t${old.number} WHERE ${key} > ? AND ${key} <= ?`)
      .run(after, last)
  }
  target.db.prepare('INSERT INTO quarantine SELECT * FROM old.quarantine WHERE tbl = ?').run(old.name)
  target.db.prepare('INSERT INTO deleted SELECT * FROM old.deleted WHERE tbl = ?').run(old.name)
  createIndexes(target.db, meta)
  return meta
}

// Private:

/**
 * Without the columns that must not be taken in. They are cut off here, before a row is looked at, so that they stand neither in the table
 * nor in the quarantine; of a row that could not be taken apart nothing is kept, since they may stand anywhere in it.
 */
function takenOf(opened: OpenedFile, use: TableUse): OpenedFile {
  const never = new Set(use.never)
  if (never.size === 0) return opened
  const kept = [...opened.columns.keys()].filter((i) => !never.has(opened.columns[i] as string))
  const columns = kept.map((i) => opened.columns[i] as string)
  async function* rows(): AsyncGenerator<SourceRow[], void, undefined> {
    for await (const batch of opened.rows) {
      yield batch.map((row) =>
        'code' in row
          ? { ...row, raw: '' }
          : { line: row.line, values: kept.map((i) => row.values[i] ?? null), flags: flagsOfKept(row.flags, never) },
      )
    }
  }
  return { columns, remarks: opened.remarks, rows: rows() }
}

/** A source that reports undeclared columns by itself does not know that this one is declared so. */
const namesNever = (remark: string, use: TableUse): boolean =>
  (use.never ?? []).some((column) => remark === `UNMAPPED_COLUMN:${column}`)

function flagsOfKept(flags: Flags | null, never: ReadonlySet<string>): Flags | null {
  if (flags === null) return null
  const kept = Object.entries(flags).filter(([column]) => !never.has(column))
  return kept.length === 0 ? null : Object.fromEntries(kept)
}

type Layout = Pick<TableMeta, 'name' | 'number' | 'columns' | 'key' | 'lookups'>

/** Below this a small file with several bad rows is still taken. */
const tooManyBad = 100

const total = /^(合计|总计|小计|共计)/

async function insertRows(target: Target, layout: Layout, file: DroppedFile, opened: OpenedFile) {
  const { db } = target
  const keyAt = layout.columns.indexOf(layout.key)
  const marks = Array(layout.columns.length + 3)
    .fill('?')
    .join(', ')
  const insert = db.prepare(`INSERT INTO t${layout.number} VALUES (${marks}) ON CONFLICT DO NOTHING`)
  const quarantine = db.prepare('INSERT INTO quarantine VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const changedBefore = changesBefore(target, layout)
  let rows = 0
  let quarantined = 0

  const bad = (line: number, code: string, raw: string) => {
    quarantine.run(layout.name, line, file.name, code, cleanText(raw.replaceAll(undecodable, '\uFFFD')).text)
    quarantined++
  }
  for await (const batch of opened.rows) {
    throwIfAborted(target.signal, target.department)
    const good: {
      readonly line: number
      readonly key: string
      readonly values: (string | null)[]
      readonly flags: Flags | null
      readonly hash: number
    }[] = []
    db.exec('BEGIN')
    for (const row of batch) {
      const read = interpret(row, layout, keyAt)
      if ('code' in read) bad(read.line, read.code, read.raw)
      else good.push({ ...read, hash: hashOf(read.values) })
    }
    const before = changedBefore(good.map((row) => row.key))
    for (const row of good) {
      const old = before.get(row.key)
      const changed = old !== undefined && old.hash === row.hash ? old.changed : target.load
      const done = insert.run(...row.values, row.flags && JSON.stringify(row.flags), row.hash, changed)
      if (done.changes > 0) rows++
      else bad(row.line, 'ROW_DUPLICATE_KEY', row.values.join('|'))
    }
    db.exec('COMMIT')
    await setImmediate()
  }
  return { rows, quarantined }
}

/** The same for every file: clean text, a key, no line of totals. */
function interpret(row: SourceRow, layout: Layout, keyAt: number) {
  if ('code' in row) return row
  const { line } = row
  const values: (string | null)[] = []
  let flags: Record<string, ValueFlag> | null = row.flags && { ...row.flags }
  for (let i = 0; i < layout.columns.length; i++) {
    const raw = row.values[i] ?? null
    if (raw === null || raw === '') {
      values.push(null)
      continue
    }
    if (raw.includes(undecodable)) return { line, code: 'ROW_UNDECODABLE', raw: row.values.join('|') }
    const { text, flag } = cleanText(raw)
    values.push(text)
    const column = layout.columns[i] as string
    if (flag !== null && flags?.[column] === undefined) flags = { ...flags, [column]: flag }
  }
  const key = values[keyAt]
  if (key === null || key === undefined) return { line, code: 'ROW_NO_KEY', raw: values.join('|') }
  if (total.test(key)) return { line, code: 'ROW_TOTAL', raw: values.join('|') }
  return { line, key, values, flags }
}

/** 48 bits: only two states of the same row are ever compared. */
function hashOf(values: readonly (string | null)[]): number {
  return parseInt(hash('sha1', JSON.stringify(values), 'hex').slice(0, 12), 16)
}

interface Before {
  readonly hash: number
  readonly changed: number
}

/** Hash and load of the last change of given keys in the snapshot before, so that unchanged rows keep theirs. */
function changesBefore(target: Target, layout: Layout): (keys: readonly string[]) => ReadonlyMap<string, Before> {
  const old = target.old?.tables.get(layout.name)
  const same =
    old !== undefined && old.key === layout.key && JSON.stringify(old.columns) === JSON.stringify(layout.columns)
  if (!same) return () => new Map()
  const key = columnName(old, old.key)
  const select = target.db.prepare(
    `SELECT ${key}, _hash, _changed FROM old.t${old.number} WHERE ${key} IN (SELECT value FROM json_each(?))`,
  )
  return (keys) => {
    const found = select.raw().all(JSON.stringify(keys)) as [string, number, number][]
    return new Map(found.map(([k, rowHash, changed]) => [k, { hash: rowHash, changed }]))
  }
}

/** Keys that were there and are not any more; earlier deletions stay known unless the key came back. */
async function noteDeletions(target: Target, layout: Layout): Promise<void> {
  const old = target.old?.tables.get(layout.name)
  if (old === undefined) return
  const key = columnName(layout, layout.key)
  const oldKey = columnName(old, old.key)
  const gone = `NOT EXISTS (SELECT 1 FROM t${layout.number} n WHERE n.${key} =`
  target.db
    .prepare(`INSERT INTO deleted SELECT tbl, key, changed FROM old.deleted d WHERE tbl = ? AND ${gone} d.key)`)
    .run(layout.name)
  for await (const [after, last] of keyRanges(target, old)) {
    target.db
      .prepare(
        `INSERT INTO deleted SELECT ?, o.${oldKey}, ? FROM old.t${old.number} o WHERE o.${oldKey} > ? AND o.${oldKey} <= ? AND ${gone} o.${oldKey})`,
      )
      .run(layout.name, target.load, after, last)
  }
}

/** The old table's keys in ranges, so that no single statement holds the event loop for long. */
async function* keyRanges(target: Target, old: TableMeta): AsyncGenerator<readonly [after: string, last: string]> {
  const key = columnName(old, old.key)
  const last = target.db.prepare(
    `SELECT max(k) FROM (SELECT ${key} AS k FROM old.t${old.number} WHERE ${key} > ? ORDER BY ${key} LIMIT 5000)`,
  )
  for (let after = ''; ;) {
    throwIfAborted(target.signal, target.department)
    const [end] = last.raw().all(after)[0] as [string | null]
    if (end === null) return
    yield [after, end]
    after = end
    await setImmediate()
  }
}
