/**
 * Makes the golden values of entities whose links changed, and from them the columns that lists, scopes and search use. Entities are
 * marked stale in the same transaction that changes their links, so that an interrupted run goes on where it stopped.
 */
import { parseInstant } from '../../schema/instant.ts'
import { nameForMatching } from '../../schema/person-name.ts'
import type { EntityRow } from '../../prisma/tables.ts'
import type { EntityKind } from '../kit/identity.ts'
import { inSlices, insertRows, type Db } from './bulk.ts'
import { goldenOf, type Golden, type Witness } from './golden.ts'
import { addressForMatching, addressKey } from './kinds/house.ts'
import { isGridCode, townOf, villageOf } from './kinds/grid.ts'
import { describes } from './link-batch.ts'

const BATCH = 500

/** Refreshes one batch of stale entities of a kind; returns how many. 0: none is stale. */
export async function refreshBatch(db: Db, kind: EntityKind, now: number): Promise<number> {
  const stale = await db
    .selectFrom('Entity')
    .selectAll()
    .where('stale', '=', 1)
    .where('kind', '=', kind)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  if (stale.length === 0) return 0
  const witnesses = await readWitnesses(db, stale)
  const goldens = new Map(stale.map((row) => [row.id, goldenOf(kind, witnesses.get(row.id) ?? [])]))
  const houses = await readHouses(db, [...goldens.values()])
  const rows = stale.map((row) => refreshed(row, kind, goldens.get(row.id) ?? {}, houses, now))
  await insertRows(db, 'Entity', rows, ['id'])
  if (kind === 'House') await markInhabitants(db, stale, rows)
  return rows.length
}

/** The form in which texts are searched: names by their matching form, addresses without city, both in lower case. */
export function searchForm(kind: EntityKind, text: string): string {
  const form = kind === 'House' ? addressForMatching(text) : nameForMatching(text).norm
  return form.toLowerCase()
}

// Private:

interface House {
  readonly id: string
  readonly gridCode: string | null
  readonly villageCode: string | null
}

async function readWitnesses(db: Db, entities: readonly EntityRow[]): Promise<Map<string, Witness[]>> {
  const links = await inSlices(
    entities.map((row) => row.id),
    (slice) =>
      db
        .selectFrom('Link')
        .select(['entityId', 'department', 'localKey', 'identity'])
        .where('entityId', 'in', slice)
        .where('live', '=', 1)
        .execute(),
  )
  const witnesses = new Map<string, Witness[]>()
  for (const link of links) {
    const { asOf, values } = JSON.parse(link.identity) as Pick<Witness, 'asOf' | 'values'>
    const witness = { department: link.department, describes: describes(link.localKey), asOf, values }
    const known = witnesses.get(link.entityId)
    if (known) known.push(witness)
    else witnesses.set(link.entityId, [witness])
  }
  return witnesses
}

/** Houses by address code, for those whose golden values name one. */
async function readHouses(db: Db, goldens: readonly Golden[]): Promise<Map<string, House>> {
  const keys = new Set(goldens.flatMap((golden) => (golden.addressCode ? [addressKey(golden.addressCode.value)] : [])))
  const rows = await inSlices([...keys], (slice) =>
    db
      .selectFrom('NumberIndex')
      .innerJoin('Entity', 'Entity.id', 'NumberIndex.entityId')
      .select(['NumberIndex.key', 'Entity.id', 'Entity.gridCode', 'Entity.villageCode'])
      .where('NumberIndex.kind', '=', 'House')
      .where('NumberIndex.key', 'in', slice)
      .execute(),
  )
  return new Map(rows.map(({ key, id, gridCode, villageCode }) => [key, { id, gridCode, villageCode }]))
}

function refreshed(
  row: EntityRow,
  kind: EntityKind,
  golden: Golden,
  houses: ReadonlyMap<string, House>,
  now: number,
): EntityRow {
  const house = golden.addressCode && houses.get(addressKey(golden.addressCode.value))
  const said = kind === 'Grid' ? golden.code?.value : golden.gridCode?.value
  const gridCode = said !== undefined && isGridCode(said) ? said : (house?.gridCode ?? null)
  const villageCode =
    gridCode === null ? (golden.villageCode?.value ?? house?.villageCode ?? null) : villageOf(gridCode)
  const text = kind === 'House' ? golden.address?.value : kind === 'Event' ? golden.title?.value : golden.name?.value
  return {
    ...row,
    gridCode,
    villageCode,
    townCode: villageCode === null ? null : townOf(villageCode),
    searchName: text === undefined ? null : searchForm(kind, text),
    code: (golden.number ?? golden.code ?? golden.creditCode ?? golden.addressCode)?.value ?? null,
    category: (golden.category ?? golden.kind)?.value ?? null,
    state: golden.state?.value ?? null,
    reportedAt: instantOf(golden, 'reportedAt'),
    dueAt: instantOf(golden, 'dueAt'),
    handler: golden.handler ? handlerKey(golden.handler.source, golden.handler.value) : null,
    houseId: kind === 'House' ? null : (house?.id ?? null),
    golden: JSON.stringify(golden),
    stale: 0,
    updatedAt: now,
  }
}

/** Staff keys mean something inside their own department only. */
export function handlerKey(department: string, staffKey: string): string {
  return `${department}:${staffKey}`
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
