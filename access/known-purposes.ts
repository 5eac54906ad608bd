/** The purposes in the store against the graph as it is: a name that nobody has would open, one day, what nobody weighed. */
import type { HubStore } from '../prisma/store.ts'
import { fieldNames } from './grant-fields.ts'
import { readPurposes } from './policy-store.ts'
import { purposeProblems } from './purpose-check.ts'

/** Throws when a purpose cannot stand as it is: the hub then does not start. A purpose that has ended may name what is gone. */
export async function requireKnownPurposes(store: HubStore, supergraphSdl: string, now = Date.now()): Promise<void> {
  const names = fieldNames(supergraphSdl)
  const problems = [...(await readPurposes(store)).values()]
    .filter(({ validUntil }) => validUntil === null || now < validUntil)
    .flatMap((purpose) => purposeProblems(purpose, names).map((problem) => `${purpose.code}: ${problem}`))
  if (problems.length > 0) throw new Error(`purposes in the hub store: ${problems.join('; ')}`)
}
