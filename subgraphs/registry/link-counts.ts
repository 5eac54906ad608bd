/**
 * How many records of each department are linked, kept up with the links themselves: to count a city's links is to read all of them. Whoever
 * writes a link, or takes one back, says so here in the same transaction. All of them hold the index secret (index-secrets.ts) before they read
 * what stands there, so that on PostgreSQL two hubs never count one link twice.
 */
import type { LinkRow } from '../../prisma/tables.ts'
import type { Db } from './bulk.ts'

export type CountedLink = Pick<LinkRow, 'department' | 'kind' | 'localKey' | 'tier' | 'live'>

/** One link before and after a change; undefined where there is none. */
export type LinkChange = readonly [before: CountedLink | undefined, after: CountedLink | undefined]

/** Adds what these changes make of the counts. */
export async function countChanges(db: Db, changes: readonly LinkChange[]): Promise<void> {
  const rows = new Map<string, { department: string; kind: string; prefix: string; live: number; own: number }>()
  const add = (link: CountedLink | undefined, by: 1 | -1) => {
    if (!link?.live) return
    const { department, kind } = link
    const prefix = prefixOf(link.localKey)
    const name = `${department} ${kind} ${prefix}`
    const row = rows.get(name) ?? { department, kind, prefix, live: 0, own: 0 }
    rows.set(name, row)
    row.live += by
    if (link.tier === 'OWN') row.own += by
  }
  for (const [before, after] of changes) {
    add(before, -1)
    add(after, 1)
  }
  // In one order everywhere, so that two hubs never wait for each other.
  const more = [...rows].filter(([, row]) => row.live !== 0 || row.own !== 0).sort(([a], [b]) => (a < b ? -1 : 1))
  if (more.length === 0) return
  await db
    .insertInto('LinkCount')
    .values(more.map(([, row]) => row))
    .onConflict((conflict) =>
      conflict.columns(['department', 'kind', 'prefix']).doUpdateSet((eb) => ({
        live: eb('LinkCount.live', '+', eb.ref('excluded.live')),
        own: eb('LinkCount.own', '+', eb.ref('excluded.own')),
      })),
    )
    .execute()
}

/** Links of records that live, whose keys begin in one of these ways: `Record/role/`, or empty for all. */
export async function liveLinks(
  db: Db,
  department: string,
  kind: string,
  prefixes: readonly string[],
): Promise<number> {
  const rows = await db
    .selectFrom('LinkCount')
    .select(['prefix', 'live'])
    .where('department', '=', department)
    .where('kind', '=', kind)
    .execute()
  const counted = rows.filter(({ prefix }) => prefixes.some((front) => prefix.startsWith(front)))
  return counted.reduce((sum, { live }) => sum + live, 0)
}

/** `own`: those that share no key with another record. */
export async function linksOf(db: Db, department: string): Promise<{ readonly live: number; readonly own: number }> {
  const rows = await db.selectFrom('LinkCount').select(['live', 'own']).where('department', '=', department).execute()
  return rows.reduce((sum, { live, own }) => ({ live: sum.live + live, own: sum.own + own }), { live: 0, own: 0 })
}

// Private:

/** Up to the second slash, as the migration has it that counted what was linked before. */
function prefixOf(localKey: string): string {
  return localKey.slice(0, localKey.indexOf('/', localKey.indexOf('/') + 1) + 1)
}
