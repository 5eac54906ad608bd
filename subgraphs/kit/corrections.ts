/**
 * A department's side of corrections (校核纠错): which field of which row a coordinate means, whether the one who asks sees it plainly, and
 * the write of an accepted value. The hub's side, with its states and queues, is subgraphs/registry/corrections/.
 */
import type { AccessContext } from '../../access/principal.ts'
import type { Classified } from '../../schema/classification.ts'
import { readDecimal } from '../../schema/decimal.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { parseInstant } from '../../schema/instant.ts'
import { parseLocalKey } from '../../schema/local-key.ts'
import { instantText } from '../../schema/shanghai-time.ts'
import type { DepartmentSpec, Plain, RecordSpec } from './declaration.ts'
import type { DepartmentRequest } from './department-request.ts'
import { classificationOf, type FieldSpec } from './fields.ts'
import { denied } from './guards.ts'
import { entityKinds, type EntityKind } from './identity.ts'
import { pathFrom, plainsOf, type OpenEntity } from './links.ts'
import type { RecordModel, Shown } from './record-model.ts'
import { readRoot } from './root-list.ts'
import { toRaw } from './to-raw.ts'

/** One field of one row in a department. `key` is the legacy key of the row, never an identity number. */
export interface FieldSpot {
  readonly record: string
  readonly key: string
  readonly field: string
}

/** A field as it stands at the source. */
export interface SpotValue {
  readonly spot: FieldSpot
  /** As text, in the form of the graph; null where there is none. */
  readonly value: string | null
  /** For a write that must not overwrite what somebody else changed. */
  readonly version: string
  /** Local keys of the persons whom the row describes or names, for the audit. */
  readonly persons: readonly string[]
}

/** A field by its coordinate, and the way on which it is read: at an entity, from a root list, or by the department's own officer. */
export interface LookAt {
  readonly coordinate: string
  /** Id of the record in the graph; null for a field of an entity. */
  readonly id: string | null
  /** Legacy key of the row, for a data officer of the department itself who reaches all rows; else null. */
  readonly key: string | null
  /** The entity at which it was read, with the ref that the registry sealed for this request; null where it was read from a root list. */
  readonly entity: { readonly kind: EntityKind; readonly ref: string } | null
}

export interface SpotChange {
  readonly spot: FieldSpot
  readonly value: string | null
  readonly idempotencyKey: string
  readonly expectedVersion: string
}

/** A department as corrections reach it, in this process or in its own. */
export interface Corrector {
  /**
   * The field under the rights of `access`; null when there is no such row or it is not open to the request, which look alike. Throws
   * FIELD_DENIED where the field itself is not open plainly.
   */
  look(access: AccessContext, asked: LookAt, signal: AbortSignal): Promise<SpotValue | null>
  /** The field as the hub itself reads it before it writes; null when the row is gone. */
  read(spot: FieldSpot, signal: AbortSignal): Promise<SpotValue | null>
  /** Writes what an officer of the department accepted. Throws VERSION_CONFLICT, IDEMPOTENCY_KEY_REUSED, WRITE_REFUSED, DEPARTMENT_… */
  write(change: SpotChange, signal: AbortSignal): Promise<void>
}

/** A field that can be corrected, found in the declarations by its coordinate. */
export interface CorrectableField {
  readonly coordinate: string
  readonly department: string
  readonly record: RecordSpec
  readonly field: string
  readonly spec: FieldSpec
  /** The entity that the field stands on, where it was lifted; else null. */
  readonly kind: EntityKind | null
  /** Written by the hub once it is accepted. */
  readonly written: boolean
  /** The record's own field, for decisions. */
  readonly place: Classified
}

/** Every value field of these departments that is shared at all, by coordinate. */
export function correctableFields(specs: readonly DepartmentSpec[]): ReadonlyMap<string, CorrectableField> {
  const found = new Map<string, CorrectableField>()
  for (const { name: department, records, extend } of specs) {
    for (const record of records)
      for (const [field, spec] of Object.entries(record.fields)) {
        if (spec.kind !== 'value') continue
        const coordinate = `${record.name}.${field}`
        const place = { ...classificationOf(record.classified, spec.options), department, coordinate }
        if (place.sharing === 'NEVER') continue
        const written = record.from.correctable?.includes(field) === true
        found.set(coordinate, { coordinate, department, record, field, spec, kind: null, written, place })
      }
    for (const kind of entityKinds)
      for (const [name, extension] of Object.entries(extend[kind] ?? {})) {
        if (extension.kind !== 'lifted') continue
        const own = found.get(`${extension.record.name}.${extension.field}`)
        if (own) found.set(`${kind}.${name}`, { ...own, coordinate: `${kind}.${name}`, kind })
      }
  }
  return found
}

/** What somebody writes into a form, as the field would read it. Throws BAD_USER_INPUT with the argument. */
export function readProposed(argument: string, { spec }: Pick<CorrectableField, 'spec'>, given: string): string {
  const value = valueOf(spec, given.trim())
  if (value === null) throw pentagraphError('BAD_USER_INPUT', { argument })
  return String(value)
}

/** What the hub's `Corrector` asks, answered inside the department. `places` are those of its subgraph. */
export async function lookAt(
  request: DepartmentRequest,
  spec: DepartmentSpec,
  places: ReadonlyMap<string, Classified>,
  { coordinate, id, key, entity }: LookAt,
): Promise<SpotValue | null> {
  const [type = '', name = ''] = coordinate.split('.')
  const kind = entityKinds.find((one) => one === type)
  const lifted = kind && spec.extend[kind]?.[name]
  const record = lifted?.kind === 'lifted' ? lifted.record : spec.records.find((one) => one.name === type)
  const field = lifted?.kind === 'lifted' ? lifted.field : name
  if (!record || record.fields[field]?.kind !== 'value') throw pentagraphError('BAD_USER_INPUT', { argument: 'field' })
  requirePlain(request, places.get(coordinate))
  requirePlain(request, places.get(`${record.name}.${field}`))
  const model = request.model(record)
  const shown =
    key !== null
      ? await forOfficer(request, spec, model, key)
      : entity
        ? await atEntity(request, spec, places, model, entity, lifted ? name : null, id)
        : await atRoot(request, places, model, id)
  if (!shown || !model.showsPlainly(field, shown.$viewer)) return null
  return spotValue(model, shown.$plain, field)
}

/** A field of a row, whoever asks: for the hub's own reading before a write. */
export function spotValue(model: RecordModel, plain: Plain, field: string): SpotValue {
  const value = plain[field]
  return {
    spot: { record: model.spec.name, key: plain.id, field },
    value: value === null || value === undefined ? null : String(value),
    version: model.versionOf(plain),
    persons: model.personRoles.filter((role) => model.names(role, plain)).map((role) => model.localKey(role, plain)),
  }
}

/** The row of a change as the source writes it. Throws WRITE_REFUSED for a field that is not declared `correctable`. */
export function rowOfChange(model: RecordModel, { spot, value }: Pick<SpotChange, 'spot' | 'value'>) {
  const field = model.spec.fields[spot.field]
  if (field?.kind !== 'value' || model.spec.from.correctable?.includes(spot.field) !== true)
    throw pentagraphError('WRITE_REFUSED', { reason: 'NOT_CORRECTABLE', department: model.department })
  return toRaw(model, { [spot.field]: value === null ? null : valueOf(field, value) })
}

/** What a text says as a value of the field; null when it is none. */
export function valueOf(spec: FieldSpec, text: string): unknown {
  switch (spec.scalar) {
    case 'code':
      return Object.values(spec.list?.values ?? {}).includes(text) ? text : null
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : null
    case 'instant': {
      const at = parseInstant(text)
      return at === null ? null : instantText(at)
    }
    default: {
      // Half a point cannot be read without the other half.
      const { value, issue } = spec.other === undefined ? spec.read(text) : readDecimal(text)
      // What nobody sees was taken out; with any other remark it is not what the field should hold.
      return issue === null || issue === 'INVISIBLE_CHARACTER' ? value : null
    }
  }
}

// Private:

function requirePlain({ decider }: DepartmentRequest, place: Classified | undefined): void {
  if (!place) throw pentagraphError('BAD_USER_INPUT', { argument: 'field' })
  const decision = decider.decide(place)
  if (decision.verdict === 'DENY') throw denied(place, decision.reason)
  if (decision.verdict === 'MASK') throw denied(place, 'NO_GRANT')
}

function mayEnter({ decider }: DepartmentRequest, place: Classified | undefined): boolean {
  return place !== undefined && decider.decide(place).verdict === 'ALLOW'
}

/** The row itself, whatever lists or entities lead to it; its row rule holds for the officer as well. */
async function forOfficer(
  request: DepartmentRequest,
  spec: DepartmentSpec,
  model: RecordModel,
  key: string,
): Promise<Shown | null> {
  const { principal, rowScope } = request.access
  const officer = principal.department === spec.name && principal.roles.includes('data-officer')
  if (!officer || rowScope !== 'ALL')
    throw pentagraphError('FIELD_DENIED', { reason: 'OUT_OF_SCOPE', department: spec.name })
  const plain = await request.loaders.one(model, key)
  return plain && request.show(model, plain, 'root')
}

/** From the root list of the record, as its `…(id:)` would give it. */
async function atRoot(
  request: DepartmentRequest,
  places: ReadonlyMap<string, Classified>,
  model: RecordModel,
  id: string | null,
): Promise<Shown | null> {
  const { root } = model.spec
  if (root === undefined || id === null || !mayEnter(request, places.get(`Query.${root}`))) return null
  return readRoot(request, model, id)
}

/** Over the fields that the department adds to the entity, each behind its own decision: no other way leads to its records. */
async function atEntity(
  request: DepartmentRequest,
  spec: DepartmentSpec,
  places: ReadonlyMap<string, Classified>,
  model: RecordModel,
  { kind, ref }: NonNullable<LookAt['entity']>,
  lifted: string | null,
  id: string | null,
): Promise<Shown | null> {
  const entity: OpenEntity = { keys: request.openRef(ref).map(parseLocalKey) }
  const path = pathFrom(kind)
  for (const [name, extension] of Object.entries(spec.extend[kind] ?? {})) {
    if (lifted === null ? extension.kind === 'lifted' : name !== lifted) continue
    if (!mayEnter(request, places.get(`${kind}.${name}`))) continue
    const from = request.model(extension.record)
    const found = extension.kind === 'followed' ? from.links.find(([one]) => one === extension.link)?.[1] : undefined
    const to = found ? request.model(found.to()) : from
    if (to !== model) continue
    const link = found ? { spec: found, to } : null
    const plains = await plainsOf(request, { from, role: extension.role, link, path }, entity)
    // A lifted field is that of the entity's first record, as the graph gives it.
    const shown = (lifted === null ? plains : plains.slice(0, 1)).map((plain) => request.show(model, plain, path))
    const one = shown.find((some) => some !== null && (lifted !== null || idOf(some) === id))
    if (one) return one
  }
  return null
}

function idOf(shown: Shown): string {
  return (shown as Shown & { readonly id: string }).id
}
