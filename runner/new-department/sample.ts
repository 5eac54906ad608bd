/** Names of table and columns from a sample of the source: the header of a delimited file, the first table of a SQLite file. No row is kept. */
import Libsql from 'libsql'
import { basename, extname } from 'node:path'
import { parse } from 'csv-parse/sync'
import { findEncoding } from '../../adapters/text/encoding.ts'
import { readHead } from '../../adapters/text/read-head.ts'
import type { NewTechnology } from './room.ts'

export interface Sample {
  readonly technology: NewTechnology
  readonly table: string
  readonly columns: readonly string[]
}

/** Throws an Error that says what was expected. */
export async function readSample(path: string): Promise<Sample> {
  const ending = extname(path).toLowerCase()
  if (['.db', '.sqlite', '.sqlite3'].includes(ending)) return fromDatabase(path)
  if (['.csv', '.tsv', '.txt'].includes(ending)) return fromHeader(path)
  throw new Error(
    `${basename(path)}: a sample is a .csv with a header or a SQLite file; name the columns with --columns otherwise`,
  )
}

// Private:

async function fromHeader(path: string): Promise<Sample> {
  const head = await readHead(path)
  const { encoding, skip } = findEncoding(head, 'gb18030')
  const [header = ''] = new TextDecoder(encoding).decode(head.subarray(skip)).split(/\r?\n/)
  const [columns = []] = parse(header, { delimiter: [',', '\t', ';'] }) as string[][]
  if (columns.length < 2) throw new Error(`${basename(path)} has no header of two columns or more`)
  return { technology: 'delimited', table: tableOf(path), columns: columns.map((column) => column.trim()) }
}

function fromDatabase(path: string): Sample {
  const database = new Libsql(path, { readonly: true })
  try {
    const [first] = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .all() as { name: string }[]
    if (!first) throw new Error(`${basename(path)} has no table`)
    const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(first.name) as { name: string }[]
    return { technology: 'sql', table: first.name, columns: columns.map(({ name }) => name) }
  } finally {
    database.close()
  }
}

/** `GSMM_20261031.csv` → `GSMM`. */
function tableOf(path: string): string {
  return basename(path, extname(path)).replace(/_?\d{6,8}$/, '') || 'T'
}
