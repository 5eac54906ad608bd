/** What the counts of links must say, for tests: the links themselves, counted. */
import type { HubStore } from '../../prisma/store.ts'
import { parseLocalKey } from '../../schema/local-key.ts'

export interface Counts {
  /** As kept beside the links: `department kind record role live own`, without those that came to nothing. */
  readonly kept: readonly string[]
  readonly counted: readonly string[]
}

export async function countsIn({ sql }: HubStore): Promise<Counts> {
  const kept = (await sql.selectFrom('LinkCount').selectAll().execute())
    .filter(({ live, own }) => live !== 0 || own !== 0)
    .map(({ department, kind, prefix, live, own }) => `${department} ${kind} ${prefix} ${live} ${own}`)
  const links = await sql.selectFrom('Link').selectAll().where('live', '=', 1).execute()
  const counts = new Map<string, { live: number; own: number }>()
  for (const { department, kind, localKey, tier } of links) {
    const { record, role } = parseLocalKey(localKey)
    const name = `${department} ${kind} ${record}/${role}/`
    const { live, own } = counts.get(name) ?? { live: 0, own: 0 }
    counts.set(name, { live: live + 1, own: own + (tier === 'OWN' ? 1 : 0) })
  }
  return { kept: kept.sort(), counted: [...counts].map(([name, { live, own }]) => `${name} ${live} ${own}`).sort() }
}
