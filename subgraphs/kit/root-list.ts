/**
 * A department's root list of one record: conditions are pushed down to the source where it can apply them, and checked again on the
 * plain values, so that a source that cannot apply one still gives the right page. Rows that are not open to the request are left out.
 */
import type { Condition, Row } from '../../adapters/adapter.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { openCursor, page, pageSize, type Page, type PageArguments } from './connection.ts'
import type { Plain } from './declaration.ts'
import type { DepartmentRequest } from './department-request.ts'
import type { FieldSpec } from './fields.ts'
import type { RecordModel, Shown } from './record-model.ts'
import { rawForms } from './to-raw.ts'

export type FilterValues = Readonly<Record<string, unknown>>

/** Rows looked at for one page before the rest is left to the next page: keeps a rare condition from reading a whole source. */
const MAX_SCANNED = 20_000
const CHUNK = 200

/** One page. `totalCount` is given where the source counted exactly what the request may see. */
export async function listRoot(
  request: DepartmentRequest,
  model: RecordModel,
  args: PageArguments,
  filter: FilterValues,
): Promise<Page<Shown>> {
  requireOpenRows(request, model)
  const size = pageSize(args)
  const tests = testsOf(model, filter)
  const where = tests.flatMap((test) =>
    test.condition && request.canPush(model, test.condition) ? [test.condition] : [],
  )
  const exact = !model.spec.rows && where.length === tests.length
  const table = request.table(model)
  const start = position(args.after)
  const items: { node: Shown; position: string }[] = []
  let chunkAfter = start?.after ?? null
  let skipTo = start?.key ?? null
  let total: number | null = null
  let scanned = 0
  let next = false
  while (items.length <= size) {
    const limit = exact ? size + 1 - items.length + (skipTo === null ? 0 : CHUNK) : CHUNK
    const found = await table.scan({ where, after: chunkAfter, limit, count: exact && total === null }, request.call)
    total ??= found.total
    for (const row of afterKey(found.rows, model, skipTo)) {
      const shown = open(request, model, row, tests)
      if (shown) items.push({ node: shown, position: JSON.stringify([chunkAfter, shown.$plain.id]) })
      if (items.length > size) break
    }
    skipTo = null
    scanned += found.rows.length
    if (items.length > size || found.next === null) break
    chunkAfter = found.next
    if (scanned >= MAX_SCANNED) {
      next = true
      break
    }
  }
  next ||= items.length > size
  return page(items.slice(0, size), { next, previous: start !== null }, exact ? total : null)
}

/** One record by its id in the graph; null when it is missing or not open, which look alike. */
export async function readRoot(request: DepartmentRequest, model: RecordModel, id: string): Promise<Shown | null> {
  requireOpenRows(request, model)
  const key = model.keyOf(id)
  const plain = key === null ? null : await request.loaders.one(model, key)
  return plain && request.show(model, plain, 'root')
}

// Private:

/**
 * Records that tell of persons are reached through the person, whom the registry opens. Their root list is for requests that reach all
 * rows, or for records with a row rule of their own.
 */
function requireOpenRows(request: DepartmentRequest, model: RecordModel): void {
  const scope = request.access.rowScope
  if (model.personRoles.length === 0 || scope === 'ALL') return
  if (scope !== 'NONE' && scope !== 'SELF' && model.spec.rows) return
  throw pentagraphError('FIELD_DENIED', {
    reason: request.access.purpose ? 'OUT_OF_SCOPE' : 'NO_PURPOSE',
    department: model.department,
    catalogue: `/catalogue/${model.department}/${model.spec.name}`,
  })
}

interface FilterTest {
  readonly condition: Condition | null
  readonly holds: (plain: Plain) => boolean
}

function testsOf(model: RecordModel, filter: FilterValues): FilterTest[] {
  return Object.entries(filter).flatMap(([name, given]) => {
    if (given === null || given === undefined) return []
    return [testOf(model, name, given)]
  })
}

function testOf(model: RecordModel, name: string, given: unknown): FilterTest {
  const direct = model.spec.fields[name]
  if (direct?.kind === 'value') return equality(name, direct, Array.isArray(given) ? given : [given])
  const bound = /^(.+)(From|To)$/.exec(name)
  const field = bound?.[1] === undefined ? undefined : model.spec.fields[bound[1]]
  if (!bound || field?.kind !== 'value') throw pentagraphError('BAD_USER_INPUT', { argument: 'filter', field: name })
  const [, of = '', end] = bound
  // Sources write days in several forms, so a range is checked on the values read, not on the text of the source.
  return {
    condition: null,
    holds: (plain) => {
      const value = plain[of]
      if (typeof value !== 'string') return false
      return end === 'From' ? value >= String(given) : value.slice(0, String(given).length) <= String(given)
    },
  }
}

function equality(name: string, field: FieldSpec, values: readonly unknown[]): FilterTest {
  const raw = values.flatMap((value) => rawForms(field, value))
  return {
    condition: { column: field.column, op: 'in', values: raw },
    holds: (plain) => values.includes(plain[name]),
  }
}

function open(request: DepartmentRequest, model: RecordModel, row: Row, tests: readonly FilterTest[]): Shown | null {
  const plain = model.plain(row)
  if (!plain || !tests.every((test) => test.holds(plain))) return null
  return request.show(model, plain, 'root')
}

/** Rows after the one with `key`; all of them when the key is null or gone. */
function afterKey(rows: readonly Row[], model: RecordModel, key: string | null): readonly Row[] {
  if (key === null) return rows
  const at = rows.findIndex((row) => row[model.spec.from.key] === key)
  return rows.slice(at + 1)
}

/** A cursor is where the chunk began and the key of the row in it: it stays right when rows are added before it. */
function position(after: string | null | undefined): { readonly after: string | null; readonly key: string } | null {
  const text = openCursor(after)
  if (text === null) return null
  try {
    const [chunk, key] = JSON.parse(text) as [unknown, unknown]
    if ((chunk === null || typeof chunk === 'string') && typeof key === 'string') return { after: chunk, key }
  } catch {
    // Falls through to the refusal.
  }
  throw pentagraphError('BAD_USER_INPUT', { argument: 'after' })
}
