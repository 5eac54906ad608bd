/** Purposes are made, changed and ended by the security administrator, who uses none of them for data. */
import type { HubStore } from '../../prisma/store.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { writePurpose } from '../grants.ts'
import { purposeProblems } from '../purpose-check.ts'
import { ADMINISTRATION, SELF_ACCESS, type Purpose } from '../purposes.ts'
import { written } from '../written-text.ts'
import type { Asking } from './applications.ts'
import { changeOnce, requireVersion, type Trx } from './ledger.ts'

export interface Defining {
  readonly purpose: Purpose
  /** How often it was changed, as the caller has seen it; 0 for one that is new or as it was first installed. */
  readonly seen: string
  readonly reason: string
}

/** Adds the purpose, or replaces the one of its code, for the first request that starts afterwards. Answers with its code. */
export async function definePurpose(
  store: HubStore,
  names: ReadonlySet<string>,
  { purpose, seen, reason }: Defining,
  asking: Asking,
): Promise<string> {
  const { actor } = asking
  if (!actor.roles.includes('security-administrator')) throw pentagraphError('TRANSITION_NOT_PERMITTED')
  if (fixed.includes(purpose.code)) throw pentagraphError('BAD_USER_INPUT', { argument: 'input.code' })
  const [problem] = purposeProblems(purpose, names)
  if (problem !== undefined)
    throw pentagraphError('BAD_USER_INPUT', { argument: `input.${problem.slice(0, problem.indexOf(':'))}` })
  const why = written('reason', reason, true)
  return changeOnce(store, { ...asking, action: 'DEFINE', content: { purpose, seen, reason } }, async (trx) => {
    const version = await changesOf(trx, purpose.code)
    requireVersion(version, seen)
    await writePurpose(trx, purpose)
    const entry = { kind: 'PURPOSE' as const, objectId: purpose.code, version: version + 1 }
    return { ...entry, from: null, to: purpose.validUntil === null ? 'OPEN' : 'ENDS', reason: why }
  })
}

// Private:

/** What everybody has of themselves by law, and what changes of the policy are made under: nobody could undo their end. */
const fixed: readonly string[] = [SELF_ACCESS, ADMINISTRATION]

async function changesOf(trx: Trx, code: string): Promise<number> {
  const { changes } = await trx
    .selectFrom('GrantEvent')
    .select((eb) => eb.fn.countAll<number>().as('changes'))
    .where('kind', '=', 'PURPOSE')
    .where('objectId', '=', code)
    .executeTakeFirstOrThrow()
  return Number(changes)
}
