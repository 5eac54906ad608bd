/** The grid in which an entity is, by the grid's code. */
import type { GraphQLResolveInfo } from 'graphql'
import { gridKey } from '../kinds/grid.ts'
import type { RegistryRequest } from '../request.ts'
import type { ShownEntity } from '../shown.ts'

/** Ids of grids by code. Grids are few and open to everybody: kept for the life of a request's batch. */
const known = new WeakMap<RegistryRequest, Map<string, Promise<string | null>>>()

export async function gridOf(
  entity: ShownEntity,
  request: RegistryRequest,
  info: GraphQLResolveInfo,
): Promise<ShownEntity | null> {
  const { gridCode } = entity.$row
  if (gridCode === null) return null
  let ids = known.get(request)
  if (!ids) known.set(request, (ids = new Map()))
  let id = ids.get(gridCode)
  if (!id) ids.set(gridCode, (id = request.reader.byKey('Grid', gridKey(gridCode)).then(([first]) => first ?? null)))
  return request.entity('Grid', await id, info)
}
