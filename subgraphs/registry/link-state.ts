/** How far a linking came: while it goes on, and afterwards as a row of the store. */
import type { EntityKind } from '../kit/identity.ts'
import type { Db } from './bulk.ts'

export interface LinkProgress {
  readonly kind: EntityKind
  readonly department: string | null
  /** Identities linked, or golden records made, of this kind so far. */
  readonly done: number
}
export type OnLinkProgress = (progress: LinkProgress) => void

/** Counts what is linked of the department. `now`: epoch ms. */
export async function countLinks(db: Db, department: string, now: number): Promise<void> {
  const tiers = await db
    .selectFrom('Link')
    .select((eb) => ['tier', eb.fn.countAll<number>().as('count')] as const)
    .where('department', '=', department)
    .where('live', '=', 1)
    .groupBy('tier')
    .execute()
  const { conflicts } = await db
    .selectFrom('Conflict')
    .select((eb) => eb.fn.countAll<number>().as('conflicts'))
    .where('department', '=', department)
    .where('state', '=', 'OPEN')
    .executeTakeFirstOrThrow()
  const total = (of: (tier: string) => boolean) =>
    tiers.reduce((sum, { tier, count }) => sum + (of(tier) ? count : 0), 0)
  const unlinked = total((tier) => tier === 'OWN')
  const linked = total((tier) => tier !== 'OWN')
  const row = { department, identities: linked + unlinked, linked, unlinked, conflicts, linkedAt: now }
  const { department: _key, ...rest } = row
  await db
    .insertInto('LinkState')
    .values(row)
    .onConflict((conflict) => conflict.column('department').doUpdateSet(rest))
    .execute()
}
