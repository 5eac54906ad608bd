/**
 * How every change in the life of a grant is made: once, though it is asked twice, in one transaction with its entry of who, when and
 * why, and with a new version of the policy, so that the first request that starts afterwards is decided by it.
 */
import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { spokenNumber } from '../../schema/spoken-number.ts'
import { canonicalJson } from '../canonical-json.ts'
import { changePolicy } from '../grants.ts'
import { idempotencyKeyOf } from '../idempotency-key.ts'
import type { Principal } from '../principal.ts'
import type { GrantAction } from './states.ts'

export type Trx = Transaction<HubTables>
export const eventKinds = ['APPLICATION', 'GRANT', 'EMERGENCY', 'CLASSIFICATION', 'PURPOSE'] as const
export type EventKind = (typeof eventKinds)[number]

export interface Change {
  readonly actor: Principal
  /** Epoch ms. */
  readonly at: number
  readonly idempotencyKey: string
  readonly action: GrantAction
  /** What was asked, for telling the same change from another one under the same key. */
  readonly content: unknown
}

export interface Entry {
  readonly kind: EventKind
  readonly objectId: string
  readonly version: number
  readonly from: string | null
  readonly to: string
  readonly reason: string | null
}

/** The id of the object that was changed, now or when the same was asked before. Throws IDEMPOTENCY_KEY_REUSED and what `work` throws. */
export async function changeOnce(
  store: HubStore,
  change: Change,
  work: (trx: Trx, number: string) => Promise<Entry>,
): Promise<string> {
  const { actor, action, at } = change
  const id = changeNumber(change)
  const content = createHash('sm3')
    .update(canonicalJson({ action, content: change.content ?? null }))
    .digest('hex')
  return changePolicy(store, async (trx) => {
    const known = await trx.selectFrom('GrantEvent').selectAll().where('id', '=', id).executeTakeFirst()
    if (known) {
      if (known.content !== content) throw pentagraphError('IDEMPOTENCY_KEY_REUSED')
      return known.objectId
    }
    const { kind, objectId, version, from, to, reason } = await work(trx, id)
    await trx
      .insertInto('GrantEvent')
      .values({
        id,
        kind,
        objectId,
        version,
        at,
        actor: actor.subject,
        actorDepartment: actor.department,
        action,
        fromState: from,
        toState: to,
        reason,
        content,
      })
      .execute()
    return objectId
  })
}

/** The same caller with the same key meets the same number. */
export function changeNumber({
  actor,
  idempotencyKey,
}: {
  readonly actor: Pick<Principal, 'subject'>
  readonly idempotencyKey: string
}): string {
  const digest = createHash('sm3')
    .update(JSON.stringify([actor.subject, idempotencyKeyOf(idempotencyKey)]))
    .digest()
  return spokenNumber(digest, LENGTH)
}

/** Throws VERSION_CONFLICT unless the caller has seen the object as it stands now. */
export function requireVersion(now: number | null, seen: string): void {
  if (seen !== String(now ?? 1)) throw pentagraphError('VERSION_CONFLICT')
}

// Private:

const LENGTH = 16
