/**
 * The grid of what has a point but no grid that a department states. Kept in the store: the boundaries as the grids' golden records give
 * them, and for each such entity its point, the day whose grids count and what came of it. A boundary that changes makes the entities in
 * its box stale. An event keeps the grid of its day: once found it stays, as long as point and day stay.
 */
import type { HubTables } from '../../prisma/tables.ts'
import { parseInstant } from '../../schema/instant.ts'
import type { EntityKind } from '../kit/identity.ts'
import { inSlices, insertRows, type Db } from './bulk.ts'
import type { Golden } from './golden.ts'
import { boxOfArea, GridBoundaries, type DrawnGrid, type Placement } from './grid-boundaries.ts'

/** A point as one department gives it. */
export interface SourcedPoint {
  readonly longitude: number
  readonly latitude: number
  readonly source: string
  readonly asOf: string | null
}

export interface ToPlace {
  readonly entityId: string
  readonly point: SourcedPoint
  /** The day it happened; null for what is there today. */
  readonly day: string | null
}

/** Kinds that may have a point. */
export const placedKinds: readonly EntityKind[] = ['House', 'ManagedObject', 'Event']

/** The boundaries, read again only when another run of the linking changed them. */
export class KnownBoundaries {
  private version = ''
  private boundaries = new GridBoundaries([])

  async read(db: Db): Promise<GridBoundaries> {
    const { count, latest } = await db
      .selectFrom('GridBoundary')
      .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('changedAt').as('latest')])
      .executeTakeFirstOrThrow()
    const version = `${count}/${latest}`
    if (version !== this.version) {
      this.boundaries = new GridBoundaries(await db.selectFrom('GridBoundary').selectAll().execute())
      this.version = version
    }
    return this.boundaries
  }
}

/** Where points lie, department by department. */
export interface PlacedCounts {
  readonly inGrid: number
  readonly inNoGrid: number
  readonly inSeveralGrids: number
}

export async function placedCounts(db: Db): Promise<ReadonlyMap<string, PlacedCounts>> {
  const rows = await db
    .selectFrom('PlacedPoint')
    .select((eb) => ['department', 'outcome', eb.fn.countAll<number>().as('count')] as const)
    .groupBy(['department', 'outcome'])
    .execute()
  const counts = new Map<string, PlacedCounts>()
  for (const { department, outcome, count } of rows) {
    const known = counts.get(department) ?? noPoints
    counts.set(department, { ...known, [countOf[outcome as Placement['outcome']]]: Number(count) })
  }
  return counts
}
export const noPoints: PlacedCounts = { inGrid: 0, inNoGrid: 0, inSeveralGrids: 0 }

/** The grid as drawn, where its golden record has a boundary. */
export function drawnGrid(code: string | null, golden: Golden): DrawnGrid | null {
  const boundary = golden.boundary?.value
  if (code === null || boundary === undefined) return null
  return { code, boundary, validFrom: golden.validFrom?.value ?? null, validTo: golden.validTo?.value ?? null }
}

/** Writes what changed of the grids with these codes; a code that is not among `drawn` has no boundary any more. */
export async function putBoundaries(
  db: Db,
  codes: readonly string[],
  drawn: readonly DrawnGrid[],
  now: number,
): Promise<void> {
  const rows = await inSlices([...new Set(codes)], (slice) =>
    db.selectFrom('GridBoundary').selectAll().where('code', 'in', slice).execute(),
  )
  const before = new Map(rows.map((row) => [row.code, row]))
  const after = new Map(drawn.map((grid) => [grid.code, grid]))
  const changed = [...after.values()].filter((grid) => !sameGrid(before.get(grid.code), grid))
  const gone = rows.filter((row) => !after.has(row.code))
  if (changed.length + gone.length === 0) return
  await inSlices(
    gone.map((row) => row.code),
    async (slice) => {
      await db.deleteFrom('GridBoundary').where('code', 'in', slice).execute()
      return []
    },
  )
  await insertRows(
    db,
    'GridBoundary',
    changed.map((grid) => ({ ...grid, changedAt: now })),
    ['code'],
  )
  const areas = [...changed, ...gone, ...changed.flatMap((grid) => before.get(grid.code) ?? [])]
  for (const { boundary } of areas) await markIn(db, boundary)
}

/** A grid that began or ended since its places were found no longer holds, or now holds, what is there today. */
export async function markPassedDays(db: Db, today: string): Promise<void> {
  const { since } = await db
    .selectFrom('PlacedPoint')
    .select((eb) => eb.fn.min('day').as('since'))
    .where('kind', '<>', 'Event')
    .executeTakeFirstOrThrow()
  if (!since || since >= today) return
  const grids = await db
    .selectFrom('GridBoundary')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb.and([eb('validFrom', '>', since), eb('validFrom', '<=', today)]),
        eb.and([eb('validTo', '>=', since), eb('validTo', '<', today)]),
      ]),
    )
    .execute()
  for (const { boundary, validFrom, validTo } of grids) {
    if (validFrom !== null && validFrom <= today) await markIn(db, boundary, { before: validFrom })
    if (validTo !== null && validTo < today) await markIn(db, boundary, { upTo: validTo })
  }
}

/** Finds the grids of those to place, and forgets those of `ids` that need none any more. */
export async function placePoints(
  db: Db,
  kind: EntityKind,
  ids: readonly string[],
  wanted: readonly ToPlace[],
  boundaries: GridBoundaries,
  today: string,
): Promise<ReadonlyMap<string, Placement>> {
  const rows = await inSlices(ids, (slice) =>
    db.selectFrom('PlacedPoint').selectAll().where('entityId', 'in', slice).execute(),
  )
  const known = new Map(rows.map((row) => [row.entityId, row]))
  const placed = wanted.map((one) => placedRow(kind, one, known.get(one.entityId), boundaries, today))
  const kept = new Set(wanted.map((one) => one.entityId))
  await inSlices(
    rows.flatMap((row) => (kept.has(row.entityId) ? [] : [row.entityId])),
    async (slice) => {
      await db.deleteFrom('PlacedPoint').where('entityId', 'in', slice).execute()
      return []
    },
  )
  await insertRows(db, 'PlacedPoint', placed, ['entityId'])
  return new Map(placed.map((row) => [row.entityId, { outcome: row.outcome, gridCode: row.gridCode } as Placement]))
}

/** The day in the city, `yyyy-mm-dd`. */
export function dayOf(epochMs: number): string {
  return new Date(epochMs + 8 * 3_600_000).toISOString().slice(0, 10)
}

export function dayOfInstant(instant: string | undefined): string | null {
  const at = instant === undefined ? null : parseInstant(instant)
  return at === null ? null : dayOf(at)
}

// Private:

type PlacedRow = HubTables['PlacedPoint']

const countOf = { GRID: 'inGrid', NONE: 'inNoGrid', SEVERAL: 'inSeveralGrids' } as const

function placedRow(
  kind: EntityKind,
  { entityId, point, day: happened }: ToPlace,
  before: PlacedRow | undefined,
  boundaries: GridBoundaries,
  today: string,
): PlacedRow {
  const { longitude, latitude, source } = point
  const samePoint = before !== undefined && before.longitude === longitude && before.latitude === latitude
  const isEvent = kind === 'Event'
  const day = happened ?? (isEvent && samePoint ? before.day : today)
  const keeps = isEvent && samePoint && before.outcome === 'GRID' && before.day === day
  const placement = keeps ? before : boundaries.at(longitude, latitude, day)
  const { outcome, gridCode } = placement
  return { entityId, kind, department: source, longitude, latitude, day, outcome, gridCode }
}

function sameGrid(before: DrawnGrid | undefined, after: DrawnGrid): boolean {
  return (
    before !== undefined &&
    before.boundary === after.boundary &&
    before.validFrom === after.validFrom &&
    before.validTo === after.validTo
  )
}

/** Events that have their grid keep it. */
async function markIn(
  db: Db,
  boundary: string,
  placed: { readonly before?: string; readonly upTo?: string } = {},
): Promise<void> {
  const box = boxOfArea(boundary)
  if (box === null) return
  let inside = db
    .selectFrom('PlacedPoint')
    .select('entityId')
    .where('longitude', '>=', box.west)
    .where('longitude', '<=', box.east)
    .where('latitude', '>=', box.south)
    .where('latitude', '<=', box.north)
    .where((eb) => eb.or([eb('kind', '<>', 'Event'), eb('outcome', '<>', 'GRID')]))
  if (placed.before !== undefined) inside = inside.where('kind', '<>', 'Event').where('day', '<', placed.before)
  if (placed.upTo !== undefined) inside = inside.where('kind', '<>', 'Event').where('day', '<=', placed.upTo)
  await db.updateTable('Entity').set({ stale: 1 }).where('id', 'in', inside).execute()
}
