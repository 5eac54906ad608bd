/** What is wrong with a purpose before it may stand in the store: it bounds every grant, so it must not be wide by a slip. */
import { CITY_CODE } from '../schema/divisions.ts'
import { EVERY_FIELD } from './grant-fields.ts'
import { roles, rowScopes } from './principal.ts'
import type { Purpose } from './purposes.ts'

/** In words, for who enters it; empty when it may stand. `names` are those of the supergraph (grant-fields.ts). */
export function purposeProblems(purpose: Purpose, names: ReadonlySet<string>): string[] {
  const { code, name, notice, noticeDelayDays, caseNeeded, cases, scopes, fields, area, validUntil } = purpose
  const known: readonly string[] = roles
  const widths: readonly string[] = rowScopes
  return [
    ...(/^[A-Z][A-Z_]{1,60}$/.test(code) ? [] : ['code: capital letters and _ only']),
    ...(name.trim() === '' ? ['name: missing'] : []),
    ...(notice.trim() === '' ? ['notice: missing'] : []),
    ...(Number.isInteger(noticeDelayDays) && noticeDelayDays >= 0 ? [] : ['noticeDelayDays: whole days, 0 or more']),
    ...(caseNeeded && cases.length === 0 ? ['cases: a purpose that needs a case says which records are cases'] : []),
    ...(cases.every(({ kind }) => kind === 'Event' || kind === 'Person') ? [] : ['cases: an Event or a Person']),
    ...Object.entries(scopes).flatMap(([role, rows]) => [
      ...(known.includes(role) ? [] : [`scopes: no role ${role}`]),
      ...(widths.includes(rows) ? [] : [`scopes: no row scope ${rows}`]),
    ]),
    ...fields
      .filter((field) => field !== EVERY_FIELD && !names.has(field))
      .map((field) => `fields: nobody has ${field}`),
    ...area.filter((one) => !isDivision(one)).map((one) => `area: ${one} is no division of the city`),
    ...(validUntil === null || Number.isSafeInteger(validUntil) ? [] : ['validUntil: epoch milliseconds']),
  ]
}

// Private:

/** The city, a town (9 digits), a village (12) or a grid (15). */
function isDivision(code: string): boolean {
  return /^\d+$/.test(code) && code.startsWith(CITY_CODE) && [6, 9, 12, 15].includes(code.length)
}
