/** The grid in which an entity is, by the grid's code. */
import type { GraphQLResolveInfo } from 'graphql'
import { gridKey } from '../kinds/grid.ts'
import type { RegistryRequest } from '../request.ts'
import type { ShownEntity } from '../shown.ts'

export async function gridOf(
  entity: ShownEntity,
  request: RegistryRequest,
  info: GraphQLResolveInfo,
): Promise<ShownEntity | null> {
  const { gridCode } = entity.$row
  return gridCode === null ? null : gridByCode(gridCode, request, info)
}

/** Null for a code of which no department says anything but that something lies there. */
export async function gridByCode(
  code: string,
  request: RegistryRequest,
  info: GraphQLResolveInfo,
): Promise<ShownEntity | null> {
  const { gridIds } = request.doors
  let id = gridIds.get(code)
  if (id === undefined) {
    const [found] = await request.reader.byKeys('Grid', [gridKey(code)])
    if (found === undefined) return null
    gridIds.set(code, (id = found))
  }
  return request.entity('Grid', id, info)
}
