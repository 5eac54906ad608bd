/**
 * Where a purpose may be used. A purpose for some towns or grids narrows the rows of whoever states it: somebody who reaches own grids
 * keeps those inside; somebody who reaches all rows reaches the grids of the area. So every row rule of every department, which knows
 * grids already, holds the area too. Statistics are published for the whole city and have no rows; oneself is reached everywhere.
 */
import type { HubStore } from '../prisma/store.ts'
import { CITY_CODE } from '../schema/divisions.ts'
import type { Principal, RowScope } from './principal.ts'

export interface Reached {
  readonly principal: Principal
  readonly rowScope: RowScope
}

/** Codes of divisions begin with those of the divisions they lie in. What lies in no grid is in no area but that of the whole city. */
export function isInArea(gridCode: string | null, area: readonly string[]): boolean {
  return isWholeCity(area) || (gridCode !== null && area.some((code) => gridCode.startsWith(code)))
}

/** Who asks, and for which rows, once the area has narrowed both. */
export async function withinArea(store: HubStore, area: readonly string[], asked: Reached): Promise<Reached> {
  const { principal, rowScope } = asked
  if (isWholeCity(area) || (rowScope !== 'ALL' && rowScope !== 'GRIDS')) return asked
  const grids = rowScope === 'ALL' ? await gridsOf(store, area) : principal.grids.filter((code) => isInArea(code, area))
  return { principal: { ...principal, grids }, rowScope: 'GRIDS' }
}

// Private:

function isWholeCity(area: readonly string[]): boolean {
  return area.includes(CITY_CODE)
}

/** Codes of every grid that the registry knows in the area. */
async function gridsOf(store: HubStore, area: readonly string[]): Promise<readonly string[]> {
  const rows = await store.sql
    .selectFrom('Entity')
    .select('code')
    .where('mergedInto', 'is', null)
    .where('kind', '=', 'Grid')
    .where((eb) => eb.or(area.map((code) => eb.and([eb('code', '>=', code), eb('code', '<', `${code}:`)]))))
    .orderBy('code')
    .execute()
  return rows.flatMap(({ code }) => code ?? [])
}
