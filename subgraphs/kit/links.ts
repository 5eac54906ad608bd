/** From entities and records to the records they are linked with, inside one department. */
import type { LocalKey } from '../../schema/local-key.ts'
import { pageOf, type PageArguments } from './connection.ts'
import type { LinkSpec, Plain, RowPath } from './declaration.ts'
import type { DepartmentRequest } from './department-request.ts'
import type { EntityKind } from './identity.ts'
import type { RecordModel, Shown } from './record-model.ts'

/** An entity as a department holds it: the local keys that the registry handed over. */
export interface OpenEntity {
  readonly keys: readonly LocalKey[]
}

/** The way from an entity to records of the department: those in which it has the role, or on from these over one of their links. */
export interface EntityWay {
  readonly from: RecordModel
  readonly role: string
  readonly link: { readonly spec: LinkSpec; readonly to: RecordModel } | null
  readonly path: RowPath
}

export function pathFrom(kind: EntityKind): RowPath {
  return kind === 'Organisation' || kind === 'Grid' ? 'register' : 'entity'
}

/**
 * The records at the end of the way. One step over a link from a record of the entity's own still concerns the entity: a case in which
 * one is a party. The row rule of the records at the end is the caller's to ask.
 */
export async function plainsOf(
  request: DepartmentRequest,
  { from, role, link, path }: EntityWay,
  entity: OpenEntity,
): Promise<Plain[]> {
  const own = await rolePlains(request, from, entity, role)
  if (!link) return own
  const open = own.filter((plain) => request.show(from, plain, path) !== null)
  const { spec, to } = link
  const found = await Promise.all(
    open.map(async (plain) =>
      spec.kind === 'one' ? await plainOne(request, to, plain, spec.by) : await followMany(request, to, plain, spec.by),
    ),
  )
  return unique(found.flat().filter((plain) => plain !== null))
}

/** The records in which the entity has the role. */
export async function rolePlains(
  request: DepartmentRequest,
  model: RecordModel,
  entity: OpenEntity,
  role: string,
): Promise<Plain[]> {
  const keys = entity.keys.filter((key) => key.record === model.spec.name && key.role === role)
  const found = await Promise.all(keys.map(({ key }) => request.loaders.one(model, key)))
  return found.filter((plain) => plain !== null)
}

export async function followOne(
  request: DepartmentRequest,
  to: RecordModel,
  plain: Plain,
  by: string,
): Promise<Shown | null> {
  const found = await plainOne(request, to, plain, by)
  return found && request.show(to, found, 'link')
}

/** The records whose field `by` holds this record's key. */
export async function followMany(
  request: DepartmentRequest,
  to: RecordModel,
  plain: Plain,
  by: string,
): Promise<readonly Plain[]> {
  const field = to.spec.fields[by]
  if (field?.kind !== 'value') throw new Error(`${to.spec.name}.${by} is no value to follow`)
  return request.loaders.many(to, field.column, plain.id)
}

/** A page of those that are open to the request. */
export function pageOfRecords(
  request: DepartmentRequest,
  model: RecordModel,
  plains: readonly Plain[],
  path: RowPath,
  args: PageArguments,
) {
  const shown = plains.map((plain) => request.show(model, plain, path)).filter((one) => one !== null)
  return pageOf(shown, (one) => model.keyFor(one.$plain, one.$viewer), args)
}

// Private:

/** The record whose key stands in the field `by`; null where there is none. */
async function plainOne(request: DepartmentRequest, to: RecordModel, plain: Plain, by: string): Promise<Plain | null> {
  const key = plain[by]
  return typeof key === 'string' ? request.loaders.one(to, key) : null
}

/** Each record once: several of an entity's records may lead to the same. */
function unique(plains: readonly Plain[]): Plain[] {
  return [...new Map(plains.map((plain) => [plain.id, plain])).values()]
}
