/** Names of towns and villages, and their rows with validity in the store. */
import type { Db } from './bulk.ts'
import { insertRows } from './bulk.ts'
import { divisions, DIVISIONS_FROM } from './divisions-370283.ts'

const names = new Map(divisions.map(([code, name]) => [code, name]))

/** Name of a town (9 digits) or village (12); null for a code that is not in the list, e.g. an abolished village. */
export function divisionName(code: string): string | null {
  return names.get(code) ?? null
}

/** Adds the list to the store; what is there already, a clerk's additions too, is left alone. */
export async function putDivisions(db: Db): Promise<void> {
  const rows = divisions.map(([code, name, parent]) => ({
    code,
    level: code.length === 9 ? 'TOWN' : 'VILLAGE',
    name,
    parent,
    validFrom: DIVISIONS_FROM,
    validTo: null,
    mergedInto: null,
  }))
  await insertRows(db, 'Division', rows)
}
