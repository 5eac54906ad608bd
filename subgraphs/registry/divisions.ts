/** Names of towns and villages, and their rows with validity in the store. */
import { divisionOf, divisions, DIVISIONS_FROM } from '../../schema/divisions.ts'
import { insertRows, type Db } from './bulk.ts'

/** Name of a town (9 digits) or village (12); null for a code that is not in the list, e.g. an abolished village. */
export function divisionName(code: string): string | null {
  return divisionOf(code)?.name ?? null
}

/** Adds the list to the store; what is there already, a clerk's additions too, is left alone. */
export async function putDivisions(db: Db): Promise<void> {
  const rows = divisions.flatMap(({ code, level, name, parent }) =>
    parent === null ? [] : [{ code, level, name, parent, validFrom: DIVISIONS_FROM, validTo: null, mergedInto: null }],
  )
  await insertRows(db, 'Division', rows)
}
