/**
 * What a request for correction is about: a coordinate and an id of the graph become one field of one row in one department, if the asker
 * sees that very field plainly at this moment. What does not exist and what is out of reach give the same NOT_FOUND.
 */
import { pentagraphError } from '../../../schema/errors.ts'
import { parseLocalKey } from '../../../schema/local-key.ts'
import type { CorrectableField, FieldSpot } from '../../kit/corrections.ts'
import { denied } from '../../kit/guards.ts'
import { entityKinds, type EntityKind } from '../../kit/identity.ts'
import type { Golden, Sourced } from '../golden.ts'
import { describes } from '../link-batch.ts'
import type { ReadEntity } from '../reader.ts'
import type { RegistryRequest } from '../request.ts'
import { shownFields, type ShownField } from '../shown.ts'

export interface AskedField {
  /** Coordinate: `Person.name`, `Person.idNumber`, `GridHouse.residentCount`. */
  readonly field: string
  /** Id of the entity or of the record. */
  readonly id: string
  /** Entity at which the record was read; null for a field of an entity, and for a record from a list of the department. */
  readonly at: string | null
  /** Of a golden value that departments state differently: whose value is wrong. */
  readonly source: string | null
}

export interface CorrectionTarget {
  readonly field: CorrectableField
  readonly spot: FieldSpot
  /** As the asker sees it, as text. */
  readonly value: string | null
  readonly entityId: string | null
}

/** Throws FIELD_DENIED, NOT_FOUND, BAD_USER_INPUT for what cannot be corrected at all, and what the department throws. */
export async function targetOf(request: RegistryRequest, asked: AskedField): Promise<CorrectionTarget> {
  const [type = '', name = ''] = asked.field.split('.')
  const kind = entityKinds.find((one) => one === type)
  const golden = kind && shownFields[kind].find((of) => of.name === name && of.from === of.name)
  if (kind && golden) return goldenTarget(request, kind, golden, asked)
  if (asked.source !== null) throw pentagraphError('BAD_USER_INPUT', { argument: 'input.source' })
  const field = request.doors.corrections.fields.get(asked.field)
  if (!field) throw pentagraphError('BAD_USER_INPUT', { argument: 'input.field' })
  return departmentTarget(request, field, asked)
}

// Private:

/** The value that counts, or that of a named source, led back to the record that states it. */
async function goldenTarget(
  request: RegistryRequest,
  kind: EntityKind,
  of: ShownField,
  { id, source }: AskedField,
): Promise<CorrectionTarget> {
  const decision = request.decider.decide(of.place)
  if (decision.verdict !== 'ALLOW') throw denied(of.place, decision.verdict === 'DENY' ? decision.reason : 'NO_GRANT')
  const entity = await reached(request, kind, id)
  const said = entity && saidBy(JSON.parse(entity.golden) as Golden, of.from, source)
  const spot = said && (await spotOf(request, entity, of.from, said))
  if (!spot) throw pentagraphError('NOT_FOUND')
  return { ...spot, value: said.value, entityId: entity.id }
}

function saidBy(golden: Golden, from: string, source: string | null): Sourced | null {
  const known = golden[from]
  if (!known || known.derivedFrom) return null
  if (source === null || source === known.source) return known
  return known.others.find((other) => other.source === source) ?? null
}

async function spotOf(
  { doors }: RegistryRequest,
  entity: ReadEntity,
  from: string,
  { source, value }: Sourced,
): Promise<{ readonly field: CorrectableField; readonly spot: FieldSpot } | null> {
  const links = await doors.store.sql
    .selectFrom('Link')
    .select(['localKey', 'identity'])
    .where('entityId', '=', entity.id)
    .where('department', '=', source)
    .where('live', '=', 1)
    .orderBy('localKey')
    .execute()
  // The record that describes the entity before those that only name it.
  links.sort((a, b) => Number(describes(b.localKey)) - Number(describes(a.localKey)))
  for (const { localKey, identity } of links) {
    const { values } = JSON.parse(identity) as { readonly values: Readonly<Record<string, string>> }
    if (values[from] !== value) continue
    const { record, role, key } = parseLocalKey(localKey)
    const field = doors.corrections.identityField(record, role, from)
    if (field) return { field, spot: { record, key, field: field.field } }
  }
  return null
}

async function departmentTarget(
  request: RegistryRequest,
  field: CorrectableField,
  { field: coordinate, id, at }: AskedField,
): Promise<CorrectionTarget> {
  if (field.kind !== null && at !== null) throw pentagraphError('BAD_USER_INPUT', { argument: 'input.at' })
  const { doors, access, signal, report } = request
  const corrector = doors.corrections.correctors.get(field.department)
  if (!corrector) throw pentagraphError('DEPARTMENT_UNAVAILABLE', { department: field.department })
  const entityId = field.kind === null ? at : id
  const kind = field.kind ?? (entityId === null ? null : await kindOf(request, entityId))
  const entity = entityId === null || kind === null ? null : await reached(request, kind, entityId)
  const keys = entity && (await request.reader.links([entity.id])).get(entity.id)?.get(field.department)
  const ref = keys && doors.sealers.get(field.department)?.seal(keys)
  // Not reached: the department is asked all the same, without a way in, so that a refusal of the field comes before one of the row.
  const way = entityId === null ? null : { kind: kind ?? 'Person', ref: ref ?? sealNothing(request, field.department) }
  const seen = await corrector.look(
    access,
    { coordinate, id: field.kind === null ? id : null, key: null, entity: way },
    signal,
  )
  // Of a field that an entity has from a record, an empty one and a missing record look alike.
  if (!seen || (field.kind !== null && seen.value === null)) throw pentagraphError('NOT_FOUND')
  for (const key of seen.persons) report.ref(field.department, key)
  return {
    field,
    spot: seen.spot,
    value: seen.value,
    entityId: entity?.id ?? (await personOf(request, field.department, seen.persons)),
  }
}

function sealNothing({ doors }: RegistryRequest, department: string): string {
  return doors.sealers.get(department)?.seal([]) ?? ''
}

/** The entity within the row scope of the request; a merged id gives the one it went into. */
async function reached(request: RegistryRequest, kind: EntityKind, id: string): Promise<ReadEntity | null> {
  const entity = (await request.reader.byIds(kind, [id])).get(id) ?? null
  if (entity && kind === 'Person') request.report.person(entity.id)
  return entity
}

async function kindOf({ doors }: RegistryRequest, id: string): Promise<EntityKind | null> {
  const row = await doors.store.sql.selectFrom('Entity').select('kind').where('id', '=', id).executeTakeFirst()
  return entityKinds.find((kind) => kind === row?.kind) ?? null
}

/** A record from a list tells of a person too: the correction goes with the person when the hub deletes what it keeps. */
async function personOf({ doors }: RegistryRequest, department: string, keys: readonly string[]) {
  const [first] = keys
  if (first === undefined) return null
  const link = await doors.store.sql
    .selectFrom('Link')
    .select('entityId')
    .where('department', '=', department)
    .where('kind', '=', 'Person')
    .where('localKey', '=', first)
    .executeTakeFirst()
  return link?.entityId ?? null
}
