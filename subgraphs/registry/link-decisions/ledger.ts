/**
 * How every decision on links is made: once, though it is asked twice, in one transaction with its row of who, when and why, with both golden
 * records made anew. What links is held back until it ends, so that a decision and the linker never meet on one entity.
 */
import { canonicalJson } from '../../../access/canonical-json.ts'
import { changeNumber } from '../../../access/grant-life/ledger.ts'
import type { Principal } from '../../../access/principal.ts'
import { retryBusy } from '../../../prisma/sql.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { HubTables } from '../../../prisma/tables.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import type { EntityKind } from '../../kit/identity.ts'
import type { Db } from '../bulk.ts'
import type { TextSealer } from '../corrections/sealed-text.ts'
import { KnownBoundaries } from '../grid-by-point.ts'
import type { IndexSecrets } from '../index-secrets.ts'
import type { Keyring } from '../keyring.ts'
import { refreshEntities } from '../refresh.ts'

export type LinkDecisionRow = HubTables['LinkDecision']

export const linkActions = ['ACCEPT', 'REJECT', 'SPLIT', 'UNDO'] as const
export type LinkAction = (typeof linkActions)[number]

export interface DecisionDoors {
  readonly store: HubStore
  readonly secrets: IndexSecrets
  readonly texts: TextSealer
}

/** Who decides, when (epoch ms), and the key by which the same decision is known again. */
export interface Deciding {
  readonly actor: Pick<Principal, 'subject' | 'department'>
  readonly at: number
  readonly idempotencyKey: string
}

export interface Decided {
  readonly kind: EntityKind
  readonly first: string
  readonly second: string
  /** What undoing needs. */
  readonly moved: Moved
  readonly undoes?: string
}

/** No values and no numbers: keys of the store only. */
export interface Moved {
  /** Of an acceptance: the merge, which holds links and keys. */
  readonly merge?: string
  /** Of a split: the records and how they were linked before. */
  readonly links?: readonly (readonly [department: string, localKey: string, tier: string])[]
  /** Candidates that were closed with it. */
  readonly candidates?: readonly (readonly [first: string, second: string])[]
  /** A rejected candidate that was made for a conflict. */
  readonly marked?: readonly [first: string, second: string]
  /** Conflicts that were settled with it. */
  readonly conflicts?: readonly string[]
}

export interface Decision {
  readonly action: LinkAction
  readonly reason: string | null
  /** What was asked, for telling the same decision from another one under the same key. */
  readonly content: unknown
}

const boundaries = new WeakMap<HubStore, KnownBoundaries>()

/** The number of the decision, made now or before. `work` is given that number. Throws IDEMPOTENCY_KEY_REUSED and what `work` throws. */
export async function decideOnce(
  doors: DecisionDoors,
  deciding: Deciding,
  decision: Decision,
  work: (trx: Db, id: string, keyring: Keyring) => Promise<Decided>,
): Promise<string> {
  const id = changeNumber(deciding)
  const content = canonicalJson({ action: decision.action, content: decision.content })
  const known = (row: { content: string } | undefined): boolean => {
    if (row && !doors.texts.isDigestOf(row.content, content)) throw pentagraphError('IDEMPOTENCY_KEY_REUSED')
    return row !== undefined
  }
  await retryBusy(() =>
    doors.store.sql.transaction().execute(async (trx) => {
      const { present } = await doors.secrets.forWriting(trx)
      if (known(await readDecision(trx, id))) return
      const { kind, first, second, moved, undoes = null } = await work(trx, id, present)
      const { actor, at } = deciding
      await trx
        .insertInto('LinkDecision')
        .values({
          id,
          seq: await nextNumber(trx),
          kind,
          action: decision.action,
          first,
          second,
          actor: actor.subject,
          actorDepartment: actor.department,
          at,
          reason: doors.texts.seal(id, 'reason', decision.reason),
          moved: JSON.stringify(moved),
          content: doors.texts.digest(content),
          undoes,
          undoneBy: null,
        })
        .execute()
      await refreshEntities(trx, kind, [first, second], await boundariesOf(doors.store, trx), at)
    }),
  )
  return id
}

export function readDecision(db: Db, id: string): Promise<LinkDecisionRow | undefined> {
  return db.selectFrom('LinkDecision').selectAll().where('id', '=', id).executeTakeFirst()
}

// Private:

/** What links waits for this transaction, so no other takes the same number. */
async function nextNumber(trx: Db): Promise<number> {
  const { last } = await trx
    .selectFrom('LinkDecision')
    .select((eb) => eb.fn.max('seq').as('last'))
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

function boundariesOf(store: HubStore, trx: Db) {
  let known = boundaries.get(store)
  if (!known) boundaries.set(store, (known = new KnownBoundaries()))
  return known.read(trx)
}
