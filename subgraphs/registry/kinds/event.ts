/**
 * Events are the same when one department gives them the same number. A hotline order and the grid event made of it stay two events,
 * unless a department's record names the other department's number: that they were reported in one grid within an hour is a likeness.
 */
import { parseInstant } from '../../../schema/instant.ts'
import { SELF, parseLocalKey } from '../../../schema/local-key.ts'
import type { Identity } from '../../kit/identity.ts'
import type { KindRule, Likeness, MatchKey } from './rule.ts'
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
  likenesses: nearInTime,
  // Two reports in one department are two there.
  alike: (known, said) => known !== said,
  contradicts: () => false,
}

// Private:

const HOUR_MS = 3_600_000
/** What an instant counts that is near and not the same. */
const NEAR = 0.8

/**
 * One happening told to the hotline, to the grid and to another office: two hours that overlap by half, so that half an hour apart always meets.
 * A petition has a day and no grid, so it is like nothing; nor should it be: one event of both would lead from the caller of an order to it.
 */
function nearInTime({ key, department, values }: Identity): Likeness[] {
  const at = values.reportedAt === undefined ? null : parseInstant(values.reportedAt)
  if (at === null || values.gridCode === undefined || parseLocalKey(key).role !== SELF) return []
  const hours = [Math.floor(at / HOUR_MS), Math.floor(at / HOUR_MS + 0.5) - 0.5]
  return hours.map((hour) => ({
    key: `near:${values.gridCode}:${hour}`,
    tier: 'SAME_HAPPENING',
    holder: department,
    evidence: { gridCode: 1, reportedAt: NEAR },
  }))
}
