/**
 * Grids in time: which were there when, and what the grid department's records of changes say became of them. What was recorded in a grid
 * stays there; where the grid was divided, a point or the house tells in which part it lies, and without either nobody does.
 */
import { readMap } from '../../access/areas-in-time.ts'
import type { EntityRow, HubTables } from '../../prisma/tables.ts'
import { areaChanges, type AreaChange } from '../../schema/area-map.ts'
import type { EntityKind } from '../kit/identity.ts'
import { putGrids } from './areas.ts'
import { inSlices, insertRows, type Db } from './bulk.ts'
import { pointOf, type Witness } from './golden.ts'
import type { GridBoundaries } from './grid-boundaries.ts'
import { dayOf, placedKinds } from './grid-by-point.ts'
import { isGridCode } from './kinds/grid.ts'

type Witnesses = ReadonlyMap<string, readonly Witness[]>

/** Writes what is said of these grids; whatever lies in one whose changes are others now is looked at again. */
export async function putGridChanges(
  db: Db,
  before: readonly EntityRow[],
  after: readonly EntityRow[],
  witnesses: Witnesses,
): Promise<void> {
  const codes = [...new Set([...before, ...after].flatMap(({ gridCode }) => gridCode ?? []))]
  const said = after.flatMap(({ id }) => witnesses.get(id) ?? [])
  const changed = await putGrids(db, codes, said.flatMap(areaOf), said.flatMap(successionOf))
  await inSlices(changed, async (slice) => {
    await db
      .updateTable('Entity')
      .set({ stale: 1 })
      .where('mergedInto', 'is', null)
      .where('kind', 'in', [...placedKinds])
      .where('gridCode', 'in', slice)
      .execute()
    return []
  })
}

/** Finds by their points or houses in which part of a divided grid these lie. */
export async function placeInDivided(
  db: Db,
  kind: EntityKind,
  rows: readonly EntityRow[],
  witnesses: Witnesses,
  boundaries: GridBoundaries,
  now: number,
): Promise<void> {
  const codes = [...new Set(rows.flatMap(({ gridCode }) => gridCode ?? []))]
  const changed = await inSlices(codes, (slice) =>
    db.selectFrom('AreaSuccession').select('code').distinct().where('code', 'in', slice).execute(),
  )
  const ids = rows.map(({ id }) => id)
  const before = await inSlices(ids, (slice) =>
    db.selectFrom('PointGrid').select('entityId').where('entityId', 'in', slice).execute(),
  )
  const placed = before.map(({ entityId }) => entityId)
  await inSlices(placed, async (slice) => {
    await db.deleteFrom('PointGrid').where('entityId', 'in', slice).execute()
    return []
  })
  if (changed.length === 0) return
  const map = await readMap(db)
  const today = dayOf(now)
  const houses = await gridsOfHouses(db, kind, rows)
  const found = rows.flatMap(({ id, gridCode, houseId }): HubTables['PointGrid'][] => {
    const parts = gridCode === null ? [] : map.on(gridCode, today)
    if (parts.length < 2) return []
    const point = pointOf(kind, witnesses.get(id) ?? [])
    const at =
      point === null ? houses.get(houseId ?? '') : boundaries.at(point.longitude, point.latitude, today).gridCode
    return at && parts.includes(at) ? [{ entityId: id, gridCode: at }] : []
  })
  await insertRows(db, 'PointGrid', found)
}

// Private:

/** Where something happened at a house that has the new grid by now, the house tells. */
async function gridsOfHouses(
  db: Db,
  kind: EntityKind,
  rows: readonly EntityRow[],
): Promise<ReadonlyMap<string, string | null>> {
  if (kind === 'House') return new Map()
  const ids = [...new Set(rows.flatMap(({ houseId }) => houseId ?? []))]
  const houses = await inSlices(ids, (slice) =>
    db.selectFrom('Entity').select(['id', 'gridCode']).where('id', 'in', slice).execute(),
  )
  return new Map(houses.map(({ id, gridCode }) => [id, gridCode]))
}

/** The row of the register. What only names a grid does not say when it was one. */
function areaOf({ department, describes, values }: Witness): HubTables['Area'][] {
  const { code, name = null, validFrom = null, validTo = null } = values
  if (!describes || code === undefined || !isGridCode(code)) return []
  return [{ code, level: 'GRID', name, validFrom, validTo, source: department }]
}

function successionOf({ department, values }: Witness): HubTables['AreaSuccession'][] {
  const { code, successor, changedOn: since, change } = values
  if (code === undefined || !isGridCode(code) || successor === undefined || since === undefined) return []
  // A word that is in no list is the department's issue; that the ground went there is said all the same, and moves no right.
  const known = areaChanges.includes(change as AreaChange) ? (change as AreaChange) : 'REDRAWN'
  return [{ code, successor, since, change: known, source: department }]
}
