/**
 * Changes every hundredth row of an estate that has been linked, as a department would between two linkings: in the databases themselves, and
 * in the snapshots of files as the next load would, with a load of its own. Answers how many rows of how many.
 */
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import Database from 'libsql'
import { departments } from '../runner/departments.ts'
import type { RecordSpec } from '../subgraphs/kit/declaration.ts'
import type { EntityKind } from '../subgraphs/kit/identity.ts'

export interface ChangedRows {
  readonly changed: number
  readonly of: number
}

/** What tells of an entity without being its key, the first that a record has, and how it reads otherwise. */
const changing: readonly (readonly [value: string, otherwise: string])[] = [
  ['phone', `'13900000000'`],
  ['address', `%|| '旁'`],
  ['title', `%|| '二'`],
  ['name', `%|| '改'`],
]
const EVERY = 100

export async function changeSome(folder: string): Promise<ChangedRows> {
  const total = { changed: 0, of: 0 }
  const files = await readdir(folder, { recursive: true })
  for (const spec of departments)
    for (const record of spec.records) {
      const column = columnOf(record)
      if (column === null) continue
      const { table } = record.from
      for (const file of files.filter((name) => name.endsWith('.db'))) {
        const path = join(folder, file)
        if (file.startsWith(join('estate', spec.name) + sep)) add(total, inDatabase(path, table, column))
        const isCurrent =
          file.startsWith(`snapshots${sep}`) && dirname(file).endsWith(spec.name) && current(path) === path
        if (isCurrent) add(total, inSnapshot(path, table, column))
      }
    }
  return total
}

// Private:

type Column = readonly [name: string, otherwise: string]

function columnOf(record: RecordSpec): Column | null {
  for (const [value, otherwise] of changing)
    for (const field of Object.values(record.fields)) {
      if (field.kind !== 'entity') continue
      const named = (field.values as Readonly<Partial<Record<string, string>>>)[value]
      const from = named === undefined ? undefined : record.fields[named]
      if (from?.kind === 'value' && (field.entity satisfies EntityKind)) return [from.column, otherwise]
    }
  return null
}

function inDatabase(path: string, table: string, [column, otherwise]: Column): ChangedRows {
  const db = new Database(path)
  try {
    const columns = db.prepare(`SELECT name FROM pragma_table_info(?)`).raw().all(table) as [string][]
    const real = columns.find(([name]) => name.toLowerCase() === column.toLowerCase())?.[0]
    if (real === undefined) return { changed: 0, of: 0 }
    const to = otherwise.replace('%', `"${real}" `)
    const { changes } = db.prepare(`UPDATE "${table}" SET "${real}" = ${to} WHERE rowid % ${EVERY} = 7`).run()
    const [row] = db.prepare(`SELECT count(*) FROM "${table}"`).raw().all() as [number][]
    return { changed: changes, of: row?.[0] ?? 0 }
  } finally {
    db.close()
  }
}

/** As a load does: rows that differ bear its number. */
function inSnapshot(path: string, table: string, [column, otherwise]: Column): ChangedRows {
  const db = new Database(path)
  try {
    const [row] = db.prepare('SELECT meta FROM tables WHERE name = ?').raw().all(table) as [string][]
    if (!row) return { changed: 0, of: 0 }
    const meta = JSON.parse(row[0]) as {
      readonly number: number
      readonly columns: readonly string[]
      readonly rows: number
    }
    const at = meta.columns.indexOf(column)
    if (at < 0) return { changed: 0, of: 0 }
    db.exec('UPDATE snapshot SET load = 2')
    const { changes } = db
      .prepare(
        `UPDATE t${meta.number} SET c${at} = ${otherwise.replace('%', `c${at} `)}, _changed = 2 WHERE abs(_hash) % ${EVERY} = 7`,
      )
      .run()
    return { changed: changes, of: meta.rows }
  } finally {
    db.close()
  }
}

function current(path: string): string {
  const pointer = JSON.parse(readFileSync(join(dirname(path), 'current.json'), 'utf8')) as { readonly current: string }
  return join(dirname(path), pointer.current)
}

function add(total: { changed: number; of: number }, { changed, of }: ChangedRows): void {
  total.changed += changed
  total.of += of
}
