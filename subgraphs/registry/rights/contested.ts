/**
 * Values that a person contests and an officer found in doubt: marked in the golden record, so that everybody who reads the value's source
 * sees it. The mark goes when the value changes: then the request has its answer.
 */
import { inSlices, type Db } from '../bulk.ts'
import type { Golden } from '../golden.ts'

/** Golden field → number of the accepted request, by person. */
export type Contested = ReadonlyMap<string, ReadonlyMap<string, string>>

export async function readContested(db: Db, personIds: readonly string[]): Promise<Contested> {
  const rows = await inSlices(personIds, (slice) =>
    db
      .selectFrom('PersonalDataRequest')
      .select(['personId', 'field', 'number'])
      .where('personId', 'in', slice)
      .where('kind', '=', 'CORRECTION')
      .where('state', '=', 'ACCEPTED')
      .where('field', '!=', 'RECORD')
      .execute(),
  )
  const contested = new Map<string, Map<string, string>>()
  for (const { personId, field, number } of rows) {
    if (field === null) continue
    const known = contested.get(personId) ?? new Map<string, string>()
    contested.set(personId, known.set(field, number))
  }
  return contested
}

/** The golden record with its marks, and the numbers of the requests that are settled by a value that is new. */
export function markContested(
  golden: Golden,
  before: Golden,
  contested: ReadonlyMap<string, string> | undefined,
): { readonly golden: Golden; readonly settled: readonly string[] } {
  if (contested === undefined) return { golden, settled: [] }
  const marked: Partial<Record<string, NonNullable<Golden[string]>>> = { ...golden }
  const settled: string[] = []
  for (const [field, number] of contested) {
    const value = golden[field]
    const old = before[field]
    if (old?.contested === true && old.value !== value?.value) settled.push(number)
    else if (value) marked[field] = { ...value, contested: true }
  }
  return { golden: marked, settled }
}

export async function settle(db: Db, numbers: readonly string[]): Promise<void> {
  if (numbers.length === 0) return
  await db
    .updateTable('PersonalDataRequest')
    .set({ state: 'DONE' })
    .where('number', 'in', [...numbers])
    .execute()
}
