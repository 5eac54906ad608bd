/**
 * The map of areas as the hub store has it now, and which grids somebody holds by it. The map is kept in memory under its version (one
 * point read), so every gateway on the store has the same one.
 *
 * Whose grid was drawn anew: rights follow the grid that stands in the token, while it is one, and those whose whole ground came to lie in
 * it. A grid that was divided or redrawn is nobody's: which part of it came to lie where, no code tells. Nor does a grid that ended open
 * anything more: the office that gives the token must name the new one.
 */
import { readKept } from '../prisma/kept-query.ts'
import type { HubStore } from '../prisma/store.ts'
import { AreaMap, isThere, type AreaChange, type AreaLevel } from '../schema/area-map.ts'

type Sql = HubStore['sql']

export async function readAreaMap(sql: Sql): Promise<AreaMap> {
  const [row] = await readKept(sql, 'areaVersion', [1], () =>
    sql.selectFrom('AreaVersion').select('version').where('id', '=', 1),
  )
  const version = row?.version ?? 0
  const known = maps.get(sql)
  if (known?.version === version) return known.map
  const map = await readMap(sql)
  if ((maps.get(sql)?.version ?? -1) < version) maps.set(sql, { version, map })
  return map
}

/** The same inside a transaction that may have changed it. */
export async function readMap(sql: Sql): Promise<AreaMap> {
  const areas = await sql.selectFrom('Area').selectAll().orderBy('code').orderBy('source').execute()
  const successions = await sql.selectFrom('AreaSuccession').selectAll().execute()
  return new AreaMap(
    areas.map((area) => ({ ...area, level: area.level as AreaLevel })),
    successions.map((one) => ({ ...one, change: one.change as AreaChange })),
  )
}

/** The grids whose rows somebody with these in the token reaches. Day: `yyyy-mm-dd`. */
export async function heldGrids(sql: Sql, grids: readonly string[], day: string): Promise<readonly string[]> {
  const map = await readAreaMap(sql)
  // A grid that no department lists has no end.
  const held = grids.filter((code) => isThere(map.area(code) ?? always, day)).flatMap((code) => map.wholly(code, day))
  return [...new Set(held)]
}

// Private:

const always = { validFrom: null, validTo: null }

const maps = new WeakMap<Sql, { readonly version: number; readonly map: AreaMap }>()
