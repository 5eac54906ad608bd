/**
 * A department's side of base data that is entered once (基础信息采集): which records keep which items, what of them one request may see, and
 * the write of a row. The hub's side, with its outbox, is subgraphs/registry/entries/.
 */
import type { DenyReason } from '../../access/decision.ts'
import type { AccessContext } from '../../access/principal.ts'
import type { Adapter, Call, Row } from '../../adapters/adapter.ts'
import type { Classified } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { parseLocalKey } from '../../schema/local-key.ts'
import { baseDataItems, type BaseDataItem } from './base-data-items.ts'
import { correctableFields, valueOf, type CorrectableField } from './corrections.ts'
import type { DepartmentSpec, Plain, RecordSpec } from './declaration.ts'
import type { DepartmentRequest } from './department-request.ts'
import type { EntityKind } from './identity.ts'
import { changedAt, snapshotDate } from './link-source.ts'
import { pathFrom, rolePlains } from './links.ts'
import type { RecordModel } from './record-model.ts'
import { localTime, toRaw } from './to-raw.ts'

/** A declared record that keeps items of one kind of entity. */
export interface KeptRecord {
  readonly department: string
  readonly record: string
  readonly kind: EntityKind
  /** Role in which the record tells of the entity. */
  readonly role: string
  /** The record's field by item. */
  readonly fields: ReadonlyMap<BaseDataItem, CorrectableField>
  /** Written by the hub; else a person gets an instruction. */
  readonly written: boolean
  /** What keys of new rows begin with; null where none are opened. */
  readonly newRows: string | null
  /** Of a new row: the record's field by identifying value of the entity. */
  readonly identity: Readonly<Record<string, string>>
}

/** What a request may see of one item in one row. */
export interface KnownValue {
  readonly item: BaseDataItem
  readonly seen: 'PLAIN' | 'MASKED' | 'DENIED'
  /** As text, in the form of the graph; masked where it shows masked. */
  readonly value: string | null
  /** Of what is denied. */
  readonly reason: DenyReason | null
}

export interface KnownRow {
  readonly record: string
  /** Null where nothing of the record is open to the request: then nobody says whether there is a row. */
  readonly key: string | null
  /** Version and base data of the row: for the hub to know it again, never for a client. */
  readonly version: string
  /** Instant (ISO) that the row stems from. */
  readonly asOf: string | null
  readonly values: readonly KnownValue[]
  /** Local keys of the persons whom the row names, for the audit. */
  readonly persons: readonly string[]
}

/** A row as the hub itself reads it before it writes. */
export interface KeptRow {
  /** As the source takes it with a write. */
  readonly version: string
  /** What `KnownRow.version` would be. */
  readonly seenAs: string
  readonly asOf: string | null
  /** By field, as text in the form of the graph. */
  readonly values: Readonly<Record<string, string | null>>
}

export interface RowChange {
  readonly record: string
  readonly key: string
  /** By field. */
  readonly values: Readonly<Record<string, string>>
  /** Epoch ms at which it was so. */
  readonly at: number
  readonly idempotencyKey: string
  /** Null for a new row. */
  readonly expectedVersion: string | null
}

/** A department as base data reaches it, in this process or in its own. */
export interface BaseDataKeeper {
  /** What the rows of an entity say of its items, under the rights of `access`. `ref` is sealed for the department. */
  known(
    access: AccessContext,
    asked: { readonly kind: EntityKind; readonly ref: string },
    signal: AbortSignal,
  ): Promise<readonly KnownRow[]>
  /** Null when there is no such row. */
  row(at: { readonly record: string; readonly key: string }, signal: AbortSignal): Promise<KeptRow | null>
  /** Throws VERSION_CONFLICT, IDEMPOTENCY_KEY_REUSED, WRITE_REFUSED, DEPARTMENT_… */
  write(change: RowChange, signal: AbortSignal): Promise<void>
}

/** All records that keep items. Throws on a declaration that cannot be kept to. */
export function keptRecords(specs: readonly DepartmentSpec[]): readonly KeptRecord[] {
  const fields = correctableFields(specs)
  return specs.flatMap(({ name: department, records }) =>
    records.flatMap((record) => {
      const { baseData, correctable = [], newRows = null } = record.from
      if (!baseData) return []
      const wrong = (what: string) => new Error(`${record.name} cannot keep base data: ${what}`)
      const kinds = new Set(Object.values(baseData).map((item) => baseDataItems[item].kind))
      const [kind] = kinds
      if (kind === undefined || kinds.size > 1) throw wrong('its items are of several kinds, or none')
      const role = roleOf(record, kind)
      if (role === null) throw wrong(`it tells of no ${kind}, or of several`)
      if (record.rows) throw wrong('it has a row rule')
      const kept = Object.entries(baseData).map(([field, item]) => {
        const found = fields.get(`${record.name}.${field}`)
        if (!found) throw wrong(`${field} is no value that is shared`)
        return [item, found] as const
      })
      const written = kept.every(([, { field }]) => correctable.includes(field))
      if (!written && (newRows !== null || kept.some(([, { field }]) => correctable.includes(field))))
        throw wrong('the hub writes a part of it only')
      const identity = identityOf(record, role)
      return [{ department, record: record.name, kind, role, fields: new Map(kept), written, newRows, identity }]
    }),
  )
}

/** What the hub's keeper asks, answered inside the department. `places` are those of its subgraph. */
export async function knownTo(
  request: DepartmentRequest,
  spec: DepartmentSpec,
  places: ReadonlyMap<string, Classified>,
  { kind, ref }: { readonly kind: EntityKind; readonly ref: string },
  adapter: Adapter,
): Promise<readonly KnownRow[]> {
  const entity = { keys: request.openRef(ref).map(parseLocalKey) }
  const found = keptRecords([spec])
    .filter((kept) => kept.kind === kind)
    .map(async (kept) => {
      const model = modelOf(request, spec, kept)
      const reasons = decided(request, model, kept, wayIn(request, spec, places, kept))
      if ([...reasons.values()].every((reason) => reason !== null)) return [nothingOpen(kept, reasons)]
      const plains = await rolePlains(request, model, entity, kept.role)
      if (plains.length === 0) return []
      const snapshot = await snapshotDate(adapter, model.spec.from.table, request.call.signal)
      return plains.flatMap((plain) => knownRow(request, model, kept, plain, reasons, snapshot) ?? [])
    })
  return (await Promise.all(found)).flat()
}

/** A row, whoever asks: for the hub's own reading before a write. */
export async function readKept(model: RecordModel, key: string, adapter: Adapter, call: Call): Promise<KeptRow | null> {
  const { table, baseData = {} } = model.spec.from
  const [row] = await adapter.table(table).getMany([key], call)
  const plain = row ? model.plain(row) : null
  if (!row || !plain) return null
  return {
    version: model.versionOf(plain),
    seenAs: seenAs(model, plain),
    asOf: changedAt(model, row) ?? (await snapshotDate(adapter, table, call.signal)),
    values: Object.fromEntries(Object.keys(baseData).map((field) => [field, textOf(plain[field])])),
  }
}

/** The row of a change as the source writes it. Throws WRITE_REFUSED for what is not declared to be written. */
export function rowOfEntry(model: RecordModel, { key, values, at, expectedVersion }: RowChange): Row {
  const { from, fields } = model.spec
  const opens = expectedVersion === null
  const own = new Set(Object.keys(from.baseData ?? {}).filter((name) => from.correctable?.includes(name)))
  if (opens)
    for (const [role] of model.entities)
      for (const name of Object.values(identityOf(model.spec, role))) own.add(name ?? '')
  const refused = () => pentagraphError('WRITE_REFUSED', { reason: 'NOT_CORRECTABLE', department: model.department })
  if (opens && from.newRows === undefined) throw refused()
  const read: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(values)) {
    const field = fields[name]
    if (field?.kind !== 'value' || !own.has(name)) throw refused()
    read[name] = valueOf(field, text)
  }
  return {
    ...toRaw(model, read),
    ...(opens && { [from.key]: key }),
    ...(from.changedAt !== undefined && { [from.changedAt]: localTime(at) }),
  }
}

/** A value in the form of the graph, as it is compared; null for none. */
export function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}

// Private:

/** What of an entity the hub may tell a department with a new row: where it is, by the codes that all departments have. */
const identifying: ReadonlySet<string> = new Set(['addressCode', 'gridCode', 'creditCode', 'code'])

function roleOf(record: RecordSpec, kind: EntityKind): string | null {
  const roles = Object.entries(record.fields).filter(([, field]) => field.kind === 'entity' && field.entity === kind)
  return roles.length === 1 ? (roles[0]?.[0] ?? null) : null
}

/** Fields of the record by identifying value. */
function identityOf(record: RecordSpec, role: string): Readonly<Record<string, string>> {
  const field = record.fields[role]
  if (field?.kind !== 'entity') return {}
  return Object.fromEntries(Object.entries(field.values).filter(([name]) => identifying.has(name)))
}

function modelOf(request: DepartmentRequest, spec: DepartmentSpec, { record }: KeptRecord): RecordModel {
  const found = spec.records.find((one) => one.name === record)
  if (!found) throw new Error(`${spec.name} has no record ${record}`)
  return request.model(found)
}

/** Why no field of the entity leads to the record for this request; null when one does. */
function wayIn(
  { decider }: DepartmentRequest,
  spec: DepartmentSpec,
  places: ReadonlyMap<string, Classified>,
  { kind, record, role }: KeptRecord,
): DenyReason | null {
  let shut: DenyReason = 'NOT_SHARED'
  for (const [name, extension] of Object.entries(spec.extend[kind] ?? {})) {
    if (extension.kind !== 'linked' || extension.record.name !== record || extension.role !== role) continue
    const place = places.get(`${kind}.${name}`)
    const decision = place && decider.decide(place)
    if (decision?.verdict === 'ALLOW') return null
    shut = decision?.verdict === 'DENY' ? decision.reason : 'NO_GRANT'
  }
  return shut
}

/** Each item of the record for this request, whatever row there is. */
function decided(
  { decider }: DepartmentRequest,
  model: RecordModel,
  kept: KeptRecord,
  shut: DenyReason | null,
): ReadonlyMap<BaseDataItem, DenyReason | null> {
  return new Map(
    [...kept.fields].map(([item, { field }]) => {
      const place = model.places.get(field)
      const decision = place && decider.decide(place)
      return [item, shut ?? (!decision ? 'NOT_SHARED' : decision.verdict === 'DENY' ? decision.reason : null)] as const
    }),
  )
}

function knownRow(
  request: DepartmentRequest,
  model: RecordModel,
  kept: KeptRecord,
  plain: Plain,
  reasons: ReadonlyMap<BaseDataItem, DenyReason | null>,
  snapshot: string | null,
): KnownRow | null {
  const shown = request.show(model, plain, pathFrom(kept.kind))
  if (!shown) return null
  const values = [...kept.fields].map(([item, { field }]): KnownValue => {
    const reason = reasons.get(item) ?? null
    if (reason !== null) return { item, seen: 'DENIED', value: null, reason }
    const seen = model.showsPlainly(field, shown.$viewer) ? 'PLAIN' : 'MASKED'
    return { item, seen, value: textOf((shown as unknown as Plain)[field]), reason: null }
  })
  return {
    record: kept.record,
    key: plain.id,
    version: seenAs(model, plain),
    asOf: changedAt(model, plain['$row'] as Row) ?? snapshot,
    values,
    persons: model.personRoles.filter((role) => model.names(role, plain)).map((role) => model.localKey(role, plain)),
  }
}

/** Sources whose version is a date in seconds have one version for two changes of one second: the values tell them apart. */
function seenAs(model: RecordModel, plain: Plain): string {
  const fields = Object.keys(model.spec.from.baseData ?? {}).sort()
  return JSON.stringify([model.versionOf(plain), ...fields.map((field) => textOf(plain[field]))])
}

/** Of a record of which nothing is open, the same whether there is a row or not. */
function nothingOpen(kept: KeptRecord, reasons: ReadonlyMap<BaseDataItem, DenyReason | null>): KnownRow {
  const values = [...reasons].map(([item, reason]): KnownValue => ({ item, seen: 'DENIED', value: null, reason }))
  return { record: kept.record, key: null, version: '', asOf: null, values, persons: [] }
}
