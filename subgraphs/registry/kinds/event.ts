/**
 * Events are the same when one department gives them the same number. A hotline order and the grid event made of it stay two events,
 * unless a department's record names the other department's number.
 */
import { SELF, parseLocalKey } from '../../../schema/local-key.ts'
import type { KindRule, MatchKey } from './rule.ts'
import { find } from './rule.ts'

export const eventRule: KindRule = {
  kind: 'Event',
  keys(identity) {
    const { number } = identity.values
    if (number === undefined) return []
    const own = find('EVENT_NUMBER', `event:${identity.department}:${number}`)
    const anywhere = `event:${number}`
    const describes = parseLocalKey(identity.key).role === SELF
    const others: MatchKey = {
      key: anywhere,
      tier: 'EVENT_NUMBER',
      holder: identity.department,
      use: describes ? 'KEEP' : 'MENTION',
    }
    return [own, others]
  },
  likenesses: () => [],
  contradicts: () => false,
}
