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
  if (gridCode === null) return null
  const { gridIds } = request.doors
  let id = gridIds.get(gridCode)
  if (id === undefined) {
    const [found] = await request.reader.byKeys('Grid', [gridKey(gridCode)])
    if (found === undefined) return null
    gridIds.set(gridCode, (id = found))
  }
  return request.entity('Grid', id, info)
}
