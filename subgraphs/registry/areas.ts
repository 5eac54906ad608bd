/** Areas in time as rows of the store: who says something of them replaces what was said before, and the version tells it to all. */
import type { HubTables } from '../../prisma/tables.ts'
import { inSlices, insertRows, type Db } from './bulk.ts'

type AreaRow = HubTables['Area']
type SuccessionRow = HubTables['AreaSuccession']

/** All that these sources say of towns and villages. */
export async function putAreas(
  db: Db,
  sources: readonly string[],
  areas: readonly AreaRow[],
  successions: readonly SuccessionRow[],
): Promise<void> {
  const [knownAreas, known] = await Promise.all([
    db.selectFrom('Area').selectAll().where('source', 'in', sources).where('level', '<>', 'GRID').execute(),
    db.selectFrom('AreaSuccession').selectAll().where('source', 'in', sources).execute(),
  ])
  const knownSuccessions = known.filter(({ code }) => code.length < GRID_DIGITS)
  await replace(db, { areas: knownAreas, successions: knownSuccessions }, { areas, successions })
}

/** All that is said of these grids. Answers with the codes whose changes are others than before. */
export async function putGrids(
  db: Db,
  codes: readonly string[],
  areas: readonly AreaRow[],
  successions: readonly SuccessionRow[],
): Promise<readonly string[]> {
  const known = {
    areas: await inSlices(codes, (slice) => db.selectFrom('Area').selectAll().where('code', 'in', slice).execute()),
    successions: await inSlices(codes, (slice) =>
      db.selectFrom('AreaSuccession').selectAll().where('code', 'in', slice).execute(),
    ),
  }
  return replace(db, known, { areas, successions })
}

// Private:

const GRID_DIGITS = 15

interface Said {
  readonly areas: readonly AreaRow[]
  readonly successions: readonly SuccessionRow[]
}

async function replace(db: Db, before: Said, after: Said): Promise<readonly string[]> {
  const areas = difference(before.areas, after.areas)
  const successions = difference(before.successions, after.successions)
  if (areas.gone.length + areas.fresh.length + successions.gone.length + successions.fresh.length === 0) return []
  for (const { code, source } of areas.gone)
    await db.deleteFrom('Area').where('code', '=', code).where('source', '=', source).execute()
  for (const { code, successor, since, source } of successions.gone)
    await db
      .deleteFrom('AreaSuccession')
      .where('code', '=', code)
      .where('successor', '=', successor)
      .where('since', '=', since)
      .where('source', '=', source)
      .execute()
  await insertRows(db, 'Area', areas.fresh)
  await insertRows(db, 'AreaSuccession', successions.fresh)
  await db
    .insertInto('AreaVersion')
    .values({ id: 1, version: 1 })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({ version: eb('AreaVersion.version', '+', 1) })),
    )
    .execute()
  // A grid that began or ended changes what its neighbours in time come to; another name moves nothing.
  const ground = difference(before.areas.map(withoutName), after.areas.map(withoutName))
  return [
    ...new Set([...ground.gone, ...ground.fresh, ...successions.gone, ...successions.fresh].map(({ code }) => code)),
  ]
}

const withoutName = (area: AreaRow): AreaRow => ({ ...area, name: null })

function difference<T extends object>(before: readonly T[], after: readonly T[]): { gone: T[]; fresh: T[] } {
  const text = (row: T) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))
  const [old, now] = [new Set(before.map(text)), new Set(after.map(text))]
  return { gone: before.filter((row) => !now.has(text(row))), fresh: after.filter((row) => !old.has(text(row))) }
}
