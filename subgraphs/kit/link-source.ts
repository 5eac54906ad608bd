/** A department as the registry sees it: its rows as identities, read by the same declaration that serves the graph. */
import { createHash } from 'node:crypto'
import type { Adapter, Row, ScanPage } from '../../adapters/adapter.ts'
import { readInstant } from '../../schema/instant.ts'
import { formatLocalKey, parseLocalKey, SELF } from '../../schema/local-key.ts'
import type { DepartmentSpec, Plain, RecordSpec } from './declaration.ts'
import { classificationOf, type EntitySpec } from './fields.ts'
import type { Changed, EntityKind, Feed, Identity, LinkSource, RowPage } from './identity.ts'
import type { RecordModel } from './record-model.ts'

const BATCH = 1_000

/** Kinds of entity that the department's records describe or name. */
export function knownKinds(spec: DepartmentSpec): EntityKind[] {
  const kinds = new Set<EntityKind>()
  for (const record of spec.records)
    for (const field of Object.values(record.fields)) if (field.kind === 'entity') kinds.add(field.entity)
  return [...kinds]
}

export function linkSource(
  spec: DepartmentSpec,
  models: ReadonlyMap<string, RecordModel>,
  adapter: Adapter,
): LinkSource {
  return {
    department: spec.name,
    entities: knownKinds(spec),
    async *identities(kind, signal) {
      for (const model of models.values()) {
        const roles = rolesOf(model, kind)
        if (roles.length > 0) yield* identitiesOf({ model, roles, adapter }, signal)
      }
    },
    feeds(kind) {
      return [...models.values()].flatMap((model) => {
        const roles = rolesOf(model, kind)
        // Events are named by number across departments.
        const late = (role: string) => kind === 'Event' && role !== SELF
        return [false, true].flatMap((wanted) => {
          const some = roles.filter(([role]) => late(role) === wanted)
          return some.length === 0 ? [] : [feedOf({ model, roles: some, adapter }, wanted)]
        })
      })
    },
    async identify(kind, keys, signal) {
      const answers: (Identity | null)[] = keys.map(() => null)
      const wanted = keys.map((key) => parseLocalKey(key))
      for (const model of models.values()) {
        for (const [role, field] of rolesOf(model, kind)) {
          const at = wanted.flatMap((key, i) => (key.record === model.spec.name && key.role === role ? [i] : []))
          if (at.length === 0) continue
          const table = adapter.table(model.spec.from.table)
          const rows = await table.getMany(
            at.map((i) => wanted[i]?.key ?? ''),
            { signal },
          )
          const asOf = await snapshotDate(adapter, model.spec.from.table, signal)
          at.forEach((i, n) => {
            const row = rows[n]
            answers[i] = row ? identityOf(spec.name, model, role, field, row, asOf) : null
          })
        }
      }
      return answers
    },
  }
}

/** The identities in these rows, with the role of each. */
export function identitiesIn(
  department: string,
  model: RecordModel,
  rows: readonly Row[],
): (readonly [role: string, identity: Identity])[] {
  return rows.flatMap((row) =>
    model.entities.flatMap(([role, field]) => {
      const identity = identityOf(department, model, role, field, row, null)
      return identity ? [[role, identity] as const] : []
    }),
  )
}

/** What is sensitive does not come back as a value of the entity, graded lower there and with the department as its source. */
export function isQuiet(record: RecordSpec, field: EntitySpec): boolean {
  return field.options.quiet === true || classificationOf(record.classified, field.options).level === 4
}

// Private:

/** Roles of one record in which it names entities of one kind. */
interface Named {
  readonly model: RecordModel
  readonly roles: readonly (readonly [role: string, field: EntitySpec])[]
  readonly adapter: Adapter
}

async function* identitiesOf({ model, roles, adapter }: Named, signal: AbortSignal): AsyncIterable<Identity[]> {
  const table = adapter.table(model.spec.from.table)
  const asOf = await snapshotDate(adapter, model.spec.from.table, signal)
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const found: { rows: readonly Row[]; next: string | null } = await table.scan({ after, limit: BATCH }, { signal })
    for (const [role, field] of roles)
      yield found.rows.flatMap((row) => identityOf(model.department, model, role, field, row, asOf) ?? [])
    after = found.next
  }
}

async function* pagesOf({ model, adapter }: Named, signal: AbortSignal): AsyncIterable<RowPage> {
  const table = adapter.table(model.spec.from.table)
  const asOf = await snapshotDate(adapter, model.spec.from.table, signal)
  const { mapped } = model
  for (let after: string | null = null, first = true; first || after !== null; first = false) {
    const { rows, next }: ScanPage = await table.scan({ after, limit: BATCH }, { signal })
    const textOf = (row: Row) => JSON.stringify(mapped.map((column) => row[column]))
    yield { place: after ?? '', rows: rows.map((row) => ({ text: textOf(row), row, asOf })) }
    after = next
  }
}

function feedOf(named: Named, late: boolean): Feed {
  const { model, roles, adapter } = named
  const tells = adapter.capabilitiesOf(model.spec.from.table).changes
  return {
    name: `${model.spec.name}${late ? ' late' : ''}`,
    prefixes: roles.map(([role]) => formatLocalKey(model.spec.name, role, '')),
    late,
    reading: readingOf(named),
    changes: tells ? (since, signal) => changesOf(named, since, signal) : null,
    identities: (signal) => identitiesOf(named, signal),
    rows: {
      record: model.spec.name,
      pages: (signal) => pagesOf(named, signal),
      identities: (rows) =>
        roles.flatMap(([role, field]) =>
          rows.flatMap(({ row, asOf }) => identityOf(model.department, model, role, field, row, asOf) ?? []),
        ),
    },
  }
}

async function* changesOf(
  { model, roles, adapter }: Named,
  since: string | null,
  signal: AbortSignal,
): AsyncIterable<Changed> {
  const table = adapter.table(model.spec.from.table)
  const asOf = await snapshotDate(adapter, model.spec.from.table, signal)
  for (let cursor = since, more = true; more;) {
    const page = await table.changes(cursor, { signal })
    // A feed may say several things of a row: the last one counts.
    const said = new Map<string, Identity | null>()
    for (const { key, row } of page.changes)
      for (const [role, field] of roles) {
        const identity = row ? identityOf(model.department, model, role, field, row, asOf) : null
        said.set(identity?.key ?? formatLocalKey(model.spec.name, role, key), identity)
      }
    const identities = [...said.values()].filter((identity) => identity !== null)
    const gone = [...said].flatMap(([localKey, identity]) => (identity ? [] : [localKey]))
    cursor = page.cursor
    more = page.more === true
    yield { identities, gone, cursor, anew: page.anew === true }
  }
}

/** Columns, the values made of them, and the text of what reads them. */
function readingOf({ model, roles }: Named): string {
  const { from, fields } = model.spec
  const said = Object.entries(fields).map(([name, field]) =>
    field.kind === 'value' ? [name, field.column, field.other, String(field.read)] : [name, field.kind],
  )
  const named = roles.map(([role, { values, options }]) => [role, values, options])
  return createHash('sha256')
    .update(JSON.stringify([from, said, named]))
    .digest('base64url')
}

function rolesOf(model: RecordModel, kind: EntityKind): readonly (readonly [string, EntitySpec])[] {
  return model.entities.filter(([, field]) => field.entity === kind)
}

function identityOf(
  department: string,
  model: RecordModel,
  role: string,
  field: EntitySpec,
  row: Row,
  snapshot: string | null,
): Identity | null {
  const plain = model.plain(row)
  if (!plain || !model.names(role, plain)) return null
  const values: Record<string, string> = {}
  let numberKind: string | null = null
  for (const [name, from] of Object.entries(field.values)) {
    if (from === undefined) continue
    const value = name === 'event' ? eventKey(model, from, plain) : plain[from]
    if (value === null || value === undefined) continue
    values[name] = String(value)
    if (name === 'number') numberKind = documentKind(model, from, row)
  }
  return {
    department,
    entity: field.entity,
    key: model.localKey(role, plain),
    asOf: changedAt(model, row) ?? snapshot,
    values,
    numberValid: numberKind !== null,
    numberKind,
    quiet: isQuiet(model.spec, field),
    live: true,
  }
}

/** The event in which the person takes part: the record behind a link of this record, or this record itself. */
function eventKey(model: RecordModel, from: string, plain: Plain): string | null {
  const link = model.links.find(([name]) => name === from)?.[1]
  if (link?.kind === 'one') {
    const key = plain[link.by]
    return typeof key === 'string' ? formatLocalKey(link.to().name, 'self', key) : null
  }
  return from === 'id' ? formatLocalKey(model.spec.name, 'self', plain.id) : null
}

function documentKind(model: RecordModel, from: string, row: Row): string | null {
  const field = model.spec.fields[from]
  if (field?.kind !== 'value' || !field.identityKind) return null
  return field.identityKind(row[field.column] ?? '')
}

/** Instant (ISO) of the row's last change, where the source says it. */
export function changedAt(model: RecordModel, row: Row): string | null {
  const column = model.spec.from.changedAt
  const raw = column === undefined ? null : row[column]
  return raw ? readInstant(raw).value : null
}

/** Instant (ISO) that the table's data stems from. */
export async function snapshotDate(adapter: Adapter, table: string, signal: AbortSignal): Promise<string | null> {
  // A live system says what is so now; its state would count all its tables.
  if (!adapter.capabilitiesOf(table).snapshot) return new Date().toISOString()
  const states = await adapter.state({ signal })
  return states.find((state) => state.table === table)?.asOf ?? null
}
