/**
 * A right that is taken back while an answer is under way. What holds: a request is judged at the instant at which it was received, so what
 * is under way is answered; whatever starts after the right was taken back is refused.
 */
import { putGrants, revokeGrant } from '../../access/grants.ts'
import { demoGrants } from '../../access/demo-grants.ts'
import { got, refused, type Attack } from './attack.ts'
import { ask, hasValue, type Reply } from './reply.ts'
import type { Target } from './target.ts'

/** The mediator's right to see how the hotline orders of the parties stand. */
const ids = ['mediation:approval-service:plain', 'mediation:approval-service:masked']
const SLOW_MS = 1_500

export const revocationAttacks: readonly Attack[] = [
  {
    name: 'revocation: while a slow department answers',
    after: 'data after the right to it is gone, kept open by an answer that takes its time',
    source: 'Write-ups on time of check and time of use; revocation lag of caches and long requests',
    async run(target) {
      const query =
        'query ($id: ID!) { person(id: $id) { name hotlineOrders(first: 5) { totalCount nodes { number } } } }'
      const card = () =>
        ask(target, {
          who: 'mediator',
          purpose: 'MEDIATION',
          caseNumber: target.ids.caseNumber,
          query,
          variables: { id: target.ids.person },
        })
      if (!hasOrders(await card())) return refused('NOT OPEN AT ALL')
      await target.slow('approval-service', SLOW_MS)
      try {
        const underWay = card()
        await new Promise((resolve) => setTimeout(resolve, SLOW_MS / 3))
        for (const id of ids) await revokeGrant(target.store, id)
        const late = card()
        const [first, second] = await Promise.all([underWay, late])
        if (hasOrders(second)) return got('orders, by a request that started after the right was gone')
        if (hasOrders(await card())) return got('orders, by the request after it')
        return refused(`${second.codes[0] ?? 'EMPTY'} AFTERWARDS${hasOrders(first) ? '' : ', AND UNDER WAY'}`)
      } finally {
        await target.slow('approval-service', null)
        await restore(target)
      }
    },
  },
]

// Private:

function hasOrders({ data }: Reply): boolean {
  return hasValue((data?.['person'] as { hotlineOrders?: unknown } | null | undefined)?.hotlineOrders)
}

async function restore({ store }: Target): Promise<void> {
  await putGrants(
    store,
    demoGrants(Date.now()).filter(({ id }) => ids.includes(id)),
  )
}
