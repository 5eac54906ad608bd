/**
 * Which department's value counts, field by field: data of a version (golden-rules.json), changed there when the city's catalogue of leading
 * departments changes (Order 809 art. 19: one lead department per shared item). A version that the store has not seen makes every golden record
 * anew at the next linking.
 */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../access/canonical-json.ts'
import { retryBusy } from '../../prisma/sql.ts'
import type { HubStore } from '../../prisma/store.ts'
import type { EntityKind } from '../kit/identity.ts'
import given from './golden-rules.json' with { type: 'json' }

/** MOST_TRUSTED: the first department of the order that states one, and of its values the latest. NEWEST: the latest, whoever states it. */
export const pickings = ['MOST_TRUSTED', 'NEWEST'] as const
export type Picking = (typeof pickings)[number]

export interface GoldenField {
  readonly name: string
  readonly by: Picking
  /** Leading departments, best first; those that are not named come after. */
  readonly order: readonly string[]
}

/** Rises with every change of the rules. */
export const goldenRulesVersion = given.version

/** Only these identifying values are kept in the hub: never a number of a person, never a phone. */
export const goldenRules = given.fields as unknown as Readonly<Record<EntityKind, readonly GoldenField[]>>

/** Marks every entity when the store was made by other rules. `now`: epoch ms. Answers whether it was. */
export function applyGoldenRules(store: HubStore, now: number): Promise<boolean> {
  const digest = createHash('sm3').update(canonicalJson(given.fields)).digest('hex')
  return retryBusy(() =>
    store.sql.transaction().execute(async (trx) => {
      const last = await trx
        .selectFrom('GoldenRuleVersion')
        .selectAll()
        .orderBy('since', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (last?.digest === digest) return false
      const row = { version: goldenRulesVersion, digest, since: now }
      await trx
        .insertInto('GoldenRuleVersion')
        .values(row)
        .onConflict((on) => on.column('version').doUpdateSet({ digest, since: now }))
        .execute()
      // A store from before the rules were counted was made by the first version.
      if (!last && goldenRulesVersion === 1) return false
      await trx.updateTable('Entity').set({ stale: 1 }).where('mergedInto', 'is', null).where('stale', '=', 0).execute()
      return true
    }),
  )
}
