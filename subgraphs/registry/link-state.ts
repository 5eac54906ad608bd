/** How far a linking came: while it goes on, and afterwards as a row of the store. */
import type { EntityKind } from '../kit/identity.ts'
import type { Db } from './bulk.ts'
import { linksOf } from './link-counts.ts'

export interface LinkProgress {
  readonly kind: EntityKind
  readonly department: string | null
  /** Identities linked, or golden records made, of this kind so far. */
  readonly done: number
}
export type OnLinkProgress = (progress: LinkProgress) => void

/** Counts what is linked of the department. `now`: epoch ms. */
export async function countLinks(db: Db, department: string, now: number): Promise<void> {
  const { live: identities, own: unlinked } = await linksOf(db, department)
  const { conflicts } = await db
    .selectFrom('Conflict')
    .select((eb) => eb.fn.countAll<number>().as('conflicts'))
    .where('department', '=', department)
    .where('state', '=', 'OPEN')
    .executeTakeFirstOrThrow()
  const row = { department, identities, linked: identities - unlinked, unlinked, conflicts, linkedAt: now }
  const { department: _key, ...rest } = row
  await db
    .insertInto('LinkState')
    .values(row)
    .onConflict((conflict) => conflict.column('department').doUpdateSet(rest))
    .execute()
}
