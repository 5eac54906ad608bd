/** From a message the changes of rows that it asks for, as the declaration says: a message is taken whole or not at all. */
import { SourceError } from '../adapter.ts'
import type { Hl7System, TableUse } from '../open.ts'
import type { Hl7Message, Segment } from './message.ts'
import { compilePath, type Found, type ReadPath } from './path.ts'

/** `at`: the text that orders the states of the row, or null. */
interface ActionOn {
  readonly table: string
  readonly key: string
  readonly at: string | null
}
export type RowAction =
  /** `put` is a whole row: what the message does not say is null. Of an `update` it stays as it was. */
  (ActionOn & { readonly kind: 'put' | 'update'; readonly values: Values }) | (ActionOn & { readonly kind: 'delete' })
export type Values = Readonly<Record<string, Found>>

/** A message that is readable and cannot be taken; `code` is one of schema/issues.ts. */
export class RefusedMessage extends Error {
  readonly code: 'ROW_NO_KEY' | 'UNKNOWN_CODE'
  readonly table: string
  constructor(code: RefusedMessage['code'], table: string) {
    super(code)
    this.code = code
    this.table = table
  }
}

/** `unknown`: of a type that was never agreed. `ignored`: agreed, and nothing in it is wanted. */
export type Meaning =
  | { readonly kind: 'rows'; readonly actions: readonly RowAction[] }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown' }

export interface Interpreter {
  /** Throws RefusedMessage. */
  read(message: Hl7Message): Meaning
  /** The table that messages of a type belong to, for their quarantine; the first table for others. */
  tableOf(type: string): string
}

/** Throws SourceError NOT_SUPPORTED for a declaration that cannot be meant. */
export function interpreter(department: string, system: Hl7System, uses: readonly TableUse[]): Interpreter {
  const tables = uses.map((use) => compile(department, system, use))
  return {
    read(message) {
      const actions = tables.flatMap((table) => table.read(message))
      const known = tables.some((table) => table.types.has(message.type))
      if (known) return { kind: 'rows', actions }
      return { kind: system.ignore?.includes(message.type) ? 'ignored' : 'unknown' }
    },
    tableOf: (type) => (tables.find((table) => table.types.has(type)) ?? tables[0])?.name ?? '',
  }
}

// Private:

interface CompiledTable {
  readonly name: string
  readonly types: ReadonlySet<string>
  read(message: Hl7Message): RowAction[]
}

function compile(department: string, system: Hl7System, { table: name, key }: TableUse): CompiledTable {
  const spec = system.tables[name]
  const keyPath = spec?.columns[key]
  if (spec === undefined || keyPath === undefined)
    throw new SourceError('NOT_SUPPORTED', department, `The key ${key} of ${name} is in no message`)
  const columns = Object.entries(spec.columns).map(([column, path]) => [column, compilePath(department, path)] as const)
  const readKey = compilePath(department, keyPath)
  const readAction = spec.action === undefined ? null : compilePath(department, spec.action.path)
  const newest = spec.newest === undefined ? undefined : spec.columns[spec.newest]
  const readNewest = newest === undefined ? null : compilePath(department, newest)
  const deletes = new Map(
    Object.entries(spec.deletes ?? {}).map(([type, path]) => [
      type,
      { segment: String(typeof path === 'string' ? path : path[0]).slice(0, 3), read: compilePath(department, path) },
    ]),
  )
  const messages = new Set(spec.messages)

  const keyOf = (found: Found): string => {
    if (found === undefined || found === null) throw new RefusedMessage('ROW_NO_KEY', name)
    return found
  }
  const rowOf = (message: Hl7Message, group: readonly Segment[], head: readonly Segment[]): RowAction => {
    const read = (path: ReadPath) => path(message, group, head)
    const keyValue = keyOf(read(readKey))
    const on = { table: name, key: keyValue, at: readNewest?.(message, group, head) ?? null }
    const asked = readAction === null ? undefined : read(readAction)
    if (typeof asked === 'string') {
      if (spec.action?.deletes.includes(asked)) return { kind: 'delete', ...on }
      const kind = spec.action?.updates.includes(asked) ? 'update' : spec.action?.adds.includes(asked) ? 'put' : null
      if (kind === null) throw new RefusedMessage('UNKNOWN_CODE', name)
      return { kind, ...on, values: valuesOf(read) }
    }
    return { kind: 'put', ...on, values: valuesOf(read) }
  }
  const valuesOf = (read: (path: ReadPath) => Found): Values =>
    Object.fromEntries(columns.map(([column, path]) => [column, read(path)]))

  return {
    name,
    types: new Set([...messages, ...deletes.keys()]),
    read(message) {
      const gone = deletes.get(message.type)
      if (gone) {
        // A cancelled admission without the segment is a visit like any other.
        if (!message.segments.some((segment) => segment.name === gone.segment)) return []
        const at = readNewest?.(message, [], message.segments) ?? null
        return [{ kind: 'delete', table: name, key: keyOf(gone.read(message, [], message.segments)), at }]
      }
      if (!messages.has(message.type)) return []
      const { head, groups } = groupsOf(message.segments, spec.segment, spec.opens ?? spec.segment)
      return groups.map((group) => rowOf(message, group, head))
    },
  }
}

/** Each group holds one row segment: from its opening segment (or the row segment itself) up to where the next one begins. */
function groupsOf(segments: readonly Segment[], row: string, opens: string) {
  const head: Segment[] = []
  const groups: Segment[][] = []
  let current: Segment[] | null = null
  for (const segment of segments) {
    const full: boolean = current?.some((one) => one.name === row) ?? true
    if (segment.name === opens || (segment.name === row && full)) groups.push((current = []))
    ;(current ?? head).push(segment)
  }
  return { head, groups: groups.filter((group) => group.some((one) => one.name === row)) }
}
