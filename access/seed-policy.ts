/** The policy with which a hub begins: the purposes of domain.md §2.3 and, in the demo, the personas' grants. Safe to run at every start. */
import type { HubStore } from '../prisma/store.ts'
import { demoGrants } from './demo-grants.ts'
import { addMissing } from './grants.ts'
import { seedLimits } from './grant-life/limits.ts'
import { purposes } from './purposes.ts'

/** A city enters its own grants (`demo: false`); what was changed or revoked since is left as it is. */
export async function seedPolicy(
  store: HubStore,
  options: { readonly demo: boolean; readonly now?: number } = { demo: true },
): Promise<void> {
  await seedLimits(store)
  await addMissing(store, purposes, options.demo ? demoGrants(options.now ?? Date.now()) : [])
}
