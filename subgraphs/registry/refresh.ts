/**
 * Makes the golden values of entities whose links changed, and from them the columns that lists, scopes and search use. Entities are
 * marked stale in the same transaction that changes their links, so that an interrupted run goes on where it stopped.
 */
import { handlerKey } from '../../access/own-case.ts'
import { townCodeOf, villageCodeOf } from '../../schema/area-map.ts'
import { parseInstant } from '../../schema/instant.ts'
import { nameForMatching } from '../../schema/person-name.ts'
import type { EntityRow } from '../../prisma/tables.ts'
import type { EntityKind } from '../kit/identity.ts'
import { inSlices, readIn, replaceRows, type Db } from './bulk.ts'
import { ticked } from './changes.ts'
import { placeInDivided, putGridChanges } from './grid-changes.ts'
import { goldenOf, pointOf, type Golden, type Witness } from './golden.ts'
import type { GridBoundaries, Placement } from './grid-boundaries.ts'
import {
  dayOf,
  dayOfInstant,
  drawnGrid,
  placedKinds,
  placePoints,
  putBoundaries,
  type SourcedPoint,
} from './grid-by-point.ts'
import { addressForMatching, addressKey } from './kinds/house.ts'
import { isGridCode } from './kinds/grid.ts'
import { describes } from './link-batch.ts'
import { keepResidences } from './residences.ts'
import { markContested, readContested, settle } from './rights/contested.ts'

const BATCH = 500

/** Columns of indexes that most of what changes leaves alone. */
const indexed = [
  'kind',
  'mergedInto',
  'gridCode',
  'villageCode',
  'townCode',
  'searchName',
  'code',
  'houseId',
] as const satisfies readonly (keyof EntityRow)[]

/** Refreshes one batch of stale entities of a kind; returns how many. 0: none is stale. */
export async function refreshBatch(db: Db, kind: EntityKind, boundaries: GridBoundaries, now: number): Promise<number> {
  const stale = await db
    .selectFrom('Entity')
    .selectAll()
    .where('stale', '=', 1)
    .where('kind', '=', kind)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  if (stale.length > 0) await refreshRows(db, kind, stale, boundaries, now)
  return stale.length
}

/** Refreshes these entities at once, and whoever lives in one of them, for a decision that everybody is to see at once. */
export async function refreshEntities(
  db: Db,
  kind: EntityKind,
  ids: readonly string[],
  boundaries: GridBoundaries,
  now: number,
): Promise<void> {
  const rows = await db
    .selectFrom('Entity')
    .selectAll()
    .where('id', 'in', [...ids])
    .where('kind', '=', kind)
    .where('mergedInto', 'is', null)
    .execute()
  if (rows.length > 0) await refreshRows(db, kind, rows, boundaries, now)
  if (kind !== 'House') return
  for (;;) {
    const moved = await db
      .selectFrom('Entity')
      .selectAll()
      .where('houseId', 'in', [...ids])
      .where('stale', '=', 1)
      .limit(BATCH)
      .execute()
    if (moved.length === 0) return
    for (const of of new Set(moved.map((row) => row.kind as EntityKind))) {
      const some = moved.filter((row) => row.kind === of)
      await refreshRows(db, of, some, boundaries, now)
    }
  }
}

/** The form in which texts are searched: names by their matching form, addresses without city, both in lower case. */
export function searchForm(kind: EntityKind, text: string): string {
  const form = kind === 'House' ? addressForMatching(text) : nameForMatching(text).norm
  return form.toLowerCase()
}

// Private:

/**
 * Makes the golden values of these entities and writes their rows. `firstSeq`: none of them stood there before, and that is the tick at which
 * they begin.
 */
export async function refreshRows(
  db: Db,
  kind: EntityKind,
  stale: readonly EntityRow[],
  boundaries: GridBoundaries,
  now: number,
  firstSeq?: number,
): Promise<void> {
  const witnesses = await readWitnesses(db, stale)
  const goldens = new Map(stale.map((row) => [row.id, goldenOf(kind, witnesses.get(row.id) ?? [])]))
  const houses = await readHouses(db, [...goldens.values()])
  const points = pointsOf(kind, witnesses, goldens, houses)
  const placed = await place(db, kind, stale, goldens, points, boundaries, now)
  const contested = kind === 'Person' ? await readContested(db, [...goldens.keys()]) : null
  const settled: string[] = []
  const rows = stale.map((row) => {
    const golden = withPlace(goldens.get(row.id) ?? {}, points.get(row.id), placed.get(row.id))
    const marks = contested?.get(row.id)
    if (marks === undefined) return refreshed(row, kind, golden, houses, now)
    const marked = markContested(golden, JSON.parse(row.golden) as Golden, marks)
    settled.push(...marked.settled)
    return refreshed(row, kind, marked.golden, houses, now)
  })
  await settle(db, settled)
  const first = firstSeq !== undefined
  const told = first ? rows.map((row) => ({ ...row, changeSeq: firstSeq })) : await ticked(db, stale, rows)
  const written = told.map((row, at) => [first ? undefined : stale[at], row] as const)
  await replaceRows(db, 'Entity', { key: ['id'], indexed }, written)
  if (kind === 'Grid') {
    await redraw(db, stale, rows, goldens, now)
    await putGridChanges(db, stale, rows, witnesses)
  } else if (placedKinds.includes(kind)) await placeInDivided(db, kind, rows, witnesses, boundaries, now)
  if (kind === 'Person') await keepResidences(db, [...goldens.keys()], [...witnesses.values()].flat(), now)
  if (kind === 'House' && !first) await markInhabitants(db, stale, rows)
}

interface House {
  readonly id: string
  readonly gridCode: string | null
  readonly villageCode: string | null
}

type LinkedWitness = Witness & { readonly entityId: string; readonly localKey: string }

async function readWitnesses(db: Db, entities: readonly EntityRow[]): Promise<Map<string, LinkedWitness[]>> {
  const ids = entities.map((row) => row.id)
  const links = await readIn(db, 'witnesses', [1], ids, (slice) =>
    db
      .selectFrom('Link')
      .select(['entityId', 'department', 'localKey', 'identity'])
      .where('live', '=', 1)
      .where('entityId', 'in', slice),
  )
  const witnesses = new Map<string, LinkedWitness[]>()
  for (const link of links) {
    const { asOf, values } = JSON.parse(link.identity) as Pick<Witness, 'asOf' | 'values'>
    const { entityId, department, localKey } = link
    const witness = { entityId, department, localKey, describes: describes(localKey), asOf, values }
    const known = witnesses.get(link.entityId)
    if (known) known.push(witness)
    else witnesses.set(link.entityId, [witness])
  }
  return witnesses
}

/** Houses by address code, for those whose golden values name one. */
async function readHouses(db: Db, goldens: readonly Golden[]): Promise<Map<string, House>> {
  const keys = new Set(goldens.flatMap((golden) => (golden.addressCode ? [addressKey(golden.addressCode.value)] : [])))
  const rows = await readIn(db, 'houses', ['House'], [...keys], (slice) =>
    db
      .selectFrom('NumberIndex')
      .innerJoin('Entity', 'Entity.id', 'NumberIndex.entityId')
      .select(['NumberIndex.key', 'Entity.id', 'Entity.gridCode', 'Entity.villageCode'])
      .where('NumberIndex.kind', '=', 'House')
      .where('NumberIndex.key', 'in', slice),
  )
  return new Map(rows.map(({ key, id, gridCode, villageCode }) => [key, { id, gridCode, villageCode }]))
}

/** The points that count: of what has neither a grid that a department states nor a house that has one. */
function pointsOf(
  kind: EntityKind,
  witnesses: ReadonlyMap<string, readonly Witness[]>,
  goldens: ReadonlyMap<string, Golden>,
  houses: ReadonlyMap<string, House>,
): ReadonlyMap<string, SourcedPoint> {
  const points = new Map<string, SourcedPoint>()
  if (!placedKinds.includes(kind)) return points
  for (const [id, golden] of goldens) {
    if (gridOf(kind, golden, houses) !== null) continue
    const point = pointOf(kind, witnesses.get(id) ?? [])
    if (point !== null) points.set(id, point)
  }
  return points
}

async function place(
  db: Db,
  kind: EntityKind,
  stale: readonly EntityRow[],
  goldens: ReadonlyMap<string, Golden>,
  points: ReadonlyMap<string, SourcedPoint>,
  boundaries: GridBoundaries,
  now: number,
): Promise<ReadonlyMap<string, Placement>> {
  if (!placedKinds.includes(kind)) return new Map()
  const wanted = [...points].map(([entityId, point]) => ({
    entityId,
    point,
    day: kind === 'Event' ? dayOfInstant(goldens.get(entityId)?.reportedAt?.value) : null,
  }))
  const ids = stale.map((row) => row.id)
  return placePoints(db, kind, ids, wanted, boundaries, dayOf(now))
}

/** What departments wrote that is no grid's code stays beside the one that was found. */
function withPlace(golden: Golden, point: SourcedPoint | undefined, placement: Placement | undefined): Golden {
  if (point === undefined || placement === undefined || placement.gridCode === null) return golden
  const { source, asOf } = point
  const { gridCode: said } = golden
  const others = said ? [{ value: said.value, source: said.source, asOf: said.asOf }, ...said.others] : []
  return { ...golden, gridCode: { value: placement.gridCode, source, asOf, others, derivedFrom: 'POINT' } }
}

/** Boundaries stand in a table of their own: whoever reads a grid does not want its drawing. */
async function redraw(
  db: Db,
  before: readonly EntityRow[],
  after: readonly EntityRow[],
  goldens: ReadonlyMap<string, Golden>,
  now: number,
): Promise<void> {
  const drawn = after.flatMap((row) => drawnGrid(row.gridCode, goldens.get(row.id) ?? {}) ?? [])
  const codes = [...before, ...after].flatMap((row) => row.gridCode ?? [])
  await putBoundaries(db, codes, drawn, now)
}

function gridOf(kind: EntityKind, golden: Golden, houses: ReadonlyMap<string, House>): string | null {
  const said = kind === 'Grid' ? golden.code?.value : golden.gridCode?.value
  return said !== undefined && isGridCode(said) ? said : (houseOf(kind, golden, houses)?.gridCode ?? null)
}

/** The house where it is. A house is in none: what was found for it before says nothing of it now. */
function houseOf(kind: EntityKind, golden: Golden, houses: ReadonlyMap<string, House>): House | undefined {
  if (kind === 'House' || golden.addressCode === undefined) return undefined
  return houses.get(addressKey(golden.addressCode.value))
}

function refreshed(
  row: EntityRow,
  kind: EntityKind,
  golden: Golden,
  houses: ReadonlyMap<string, House>,
  now: number,
): EntityRow {
  const house = houseOf(kind, golden, houses)
  const gridCode = gridOf(kind, golden, houses)
  const villageCode =
    gridCode === null ? (golden.villageCode?.value ?? house?.villageCode ?? null) : villageCodeOf(gridCode)
  const text = kind === 'House' ? golden.address?.value : kind === 'Event' ? golden.title?.value : golden.name?.value
  return {
    ...row,
    gridCode,
    villageCode,
    townCode: villageCode === null ? null : townCodeOf(villageCode),
    searchName: text === undefined ? null : searchForm(kind, text),
    code: (golden.number ?? golden.code ?? golden.creditCode ?? golden.addressCode)?.value ?? null,
    category: (golden.category ?? golden.kind)?.value ?? null,
    state: golden.state?.value ?? null,
    reportedAt: instantOf(golden, 'reportedAt'),
    dueAt: instantOf(golden, 'dueAt'),
    handler: golden.handler ? handlerKey(golden.handler.source, golden.handler.value) : null,
    houseId: house?.id ?? null,
    golden: JSON.stringify(golden, withoutBoundary),
    stale: 0,
    updatedAt: now,
  }
}

function withoutBoundary(name: string, value: unknown): unknown {
  return name === 'boundary' ? undefined : value
}

function instantOf(golden: Golden, field: string): number | null {
  const text = golden[field]?.value
  return text === undefined ? null : parseInstant(text)
}

/** Whoever lives in a house belongs to its grid: a house that changed grids takes its people along. */
async function markInhabitants(db: Db, before: readonly EntityRow[], after: readonly EntityRow[]): Promise<void> {
  const moved = after.flatMap((row, at) => (row.gridCode === before[at]?.gridCode ? [] : [row.id]))
  await inSlices(moved, async (slice) => {
    await db.updateTable('Entity').set({ stale: 1 }).where('houseId', 'in', slice).execute()
    return []
  })
}
