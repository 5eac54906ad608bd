/** Rows of a result: a list is one by its declaration, whether it holds none, one or two. */
import { SourceError, withFlags, type Row, type ValueFlag } from '../adapter.ts'
import type { SoapSystem, TableUse } from '../open.ts'
import type { Rows } from '../paged-table.ts'
import { cleanText } from '../text/clean-text.ts'
import { handleOf, type Answer } from './answer.ts'
import { at, isNil, type Element } from './xml.ts'

/** Far above any value of a register: what is longer is a file, and a file that was not declared as one. */
const longestValue = 64 * 1024

/** Throws SourceError MALFORMED when there is no list where one was agreed: a missing list, or a nil one, is not an empty one. */
export function rowsIn(
  result: Element,
  { attachments }: Answer,
  system: SoapSystem,
  table: SoapSystem['tables'][string],
  use: TableUse,
  department: string,
): Rows {
  const malformed = (what: string) => new SourceError('MALFORMED', department, what)
  const list = at(result, system.result.rows)
  if (list === undefined || isNil(list)) throw malformed('The answer has no list of rows')
  const name = table.row ?? system.result.row
  const rows = list.children.filter((element) => element.name === name)
  const columns = [...new Set([use.key, ...use.columns])]
  // A list of its own holds rows only; where rows stand right in the result, code and message stand beside them.
  if (system.result.rows !== '' && rows.length < list.children.length) throw malformed('Something else among the rows')
  const total = at(result, system.result.total ?? '-')?.text.trim()
  const read = rows.map((row) => toRow(row, columns, use.never ?? [], table.attachments ?? [], attachments, malformed))
  // One row may be dirty; none with a key is another layout.
  if (read.length > 0 && read.every((row) => (row[use.key] ?? null) === null)) throw malformed('No row has its key')
  return {
    rows: read,
    total: total !== undefined && /^\d+$/.test(total) ? Number(total) : null,
  }
}

// Private:

/** Nested elements become `a.b`, a repeated one the JSON text of its list; a declared column that is not sent, or nil, is null. */
function toRow(
  element: Element,
  columns: readonly string[],
  never: readonly string[],
  files: readonly string[],
  attachments: Answer['attachments'],
  malformed: (what: string) => SourceError,
): Row {
  const row: Record<string, string | null> = Object.fromEntries(columns.map((column) => [column, null]))
  const flags: Record<string, ValueFlag> = {}
  const given = new Map<string, (string | null)[]>()
  const add = (column: string, value: string | null) => given.set(column, [...(given.get(column) ?? []), value])
  const visit = (prefix: string, parent: Element): void => {
    for (const each of parent.children) {
      const column = prefix + each.name
      // Values of the old encoded style stand elsewhere in the message: leaving them out would make nothing of them.
      if (each.attributes['href']?.startsWith('#')) throw malformed('A value by reference, which is not agreed')
      if (files.includes(column)) add(column, fileOf(each, attachments, malformed))
      else if (each.children.length > 0) visit(`${column}.`, each)
      else if (each.text.length > longestValue) throw malformed('A file where a value was agreed')
      else add(column, isNil(each) ? null : each.text)
    }
  }
  visit('', element)
  for (const [column, values] of given) {
    if (never.includes(column)) continue
    const raw = values.length === 1 ? (values[0] ?? null) : JSON.stringify(values)
    const clean = raw === null ? null : cleanText(raw)
    row[column] = clean?.text ?? null
    if (clean?.flag) flags[column] = clean.flag
  }
  return withFlags(row, Object.keys(flags).length === 0 ? null : flags)
}

/** A file as its handle, whether it stands in the text or in a part of its own; null when there is none. */
function fileOf(
  element: Element,
  attachments: Answer['attachments'],
  malformed: (what: string) => SourceError,
): string | null {
  const href = element.children.find(({ name }) => name === 'Include')?.attributes['href']
  if (href !== undefined) {
    const part = attachments.get(decodeURIComponent(href.replace(/^cid:/, '')))
    if (part === undefined) throw malformed('An attachment that did not come')
    return handleOf(part.bytes, part.type === '' ? null : part.type)
  }
  const text = element.text.replace(/\s+/g, '')
  if (isNil(element) || text === '') return null
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) throw malformed('A file that is not base64')
  return handleOf(Buffer.from(text, 'base64'), element.attributes['contentType'] ?? null)
}
