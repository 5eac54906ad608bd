/** From entities and records to the records they are linked with, inside one department. */
import type { LocalKey } from '../../schema/local-key.ts'
import { pageOf, type PageArguments } from './connection.ts'
import type { Plain, RowPath } from './declaration.ts'
import type { DepartmentRequest } from './department-request.ts'
import type { RecordModel, Shown } from './record-model.ts'

/** An entity as a department holds it: the local keys that the registry handed over. */
export interface OpenEntity {
  readonly keys: readonly LocalKey[]
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

/** The record whose key stands in the field `by`; null where there is none. */
export async function plainOne(
  request: DepartmentRequest,
  to: RecordModel,
  plain: Plain,
  by: string,
): Promise<Plain | null> {
  const key = plain[by]
  return typeof key === 'string' ? request.loaders.one(to, key) : null
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

/** Each record once: several of an entity's records may lead to the same. */
export function unique(plains: readonly Plain[]): Plain[] {
  return [...new Map(plains.map((plain) => [plain.id, plain])).values()]
}
