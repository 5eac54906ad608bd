/** Names of towns and villages, and the lists of them, those that are no more too, as rows of the store. */
import { divisionOf, divisions, DIVISIONS_SOURCE } from '../../schema/divisions.ts'
import { formerDivisionOf, formerDivisions, FORMER_DIVISIONS_SOURCE } from '../../schema/former-divisions.ts'
import { retryBusy } from '../../prisma/sql.ts'
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { putAreas } from './areas.ts'

/** Name of a town (9 digits) or village (12), an abolished one too; null for a code that is in no list. */
export function divisionName(code: string): string | null {
  return divisionOf(code)?.name ?? formerDivisionOf(code)?.name ?? null
}

/** Brings the store's rows to what the lists say now. */
export async function putDivisions(store: HubStore): Promise<void> {
  await retryBusy(() => store.sql.transaction().execute((trx) => putAreas(trx, sources, areas, successions)))
}

// Private:

const sources = [DIVISIONS_SOURCE, FORMER_DIVISIONS_SOURCE]

const present: HubTables['Area'][] = divisions.flatMap(({ code, level, name, parent }) =>
  // The list says on which day they were there, not since when.
  parent === null ? [] : [{ code, level, name, validFrom: null, validTo: null, source: DIVISIONS_SOURCE }],
)
const former: HubTables['Area'][] = formerDivisions.map(({ code, level, name, validFrom, validTo }) => ({
  code,
  level,
  name,
  validFrom,
  validTo,
  source: FORMER_DIVISIONS_SOURCE,
}))
const areas = [...present, ...former]
const successions: HubTables['AreaSuccession'][] = formerDivisions.flatMap(({ code, successors, change, since }) =>
  successors.map((successor) => ({ code, successor, since, change, source: FORMER_DIVISIONS_SOURCE })),
)
