/**
 * The only place that decides who may see what (docs/decisions/0011-what-a-grant-opens.md). The gateway prunes by it before planning,
 * each department decides again by it, on the same end user's context. Pure: everything comes from the context. A place counts as it is
 * graded now (regrade.ts).
 *
 *   NEVER                           nobody, not even the owner: such data does not travel through the hub
 *   UNCONDITIONAL                   staff of any department, with or without a purpose; citizens level 1
 *   everything else                 never without a purpose, and never outside the fields of the purpose, whatever a grant says
 *   own data of a citizen           all that is shared, under SELF_ACCESS (the registry limits the rows to oneself)
 *   CONDITIONAL                     own department's data up to level 3; else by a grant in force, within its hours and its volume
 *   administrators                  level 1 as everybody, and what their own power is about (powers.ts); nothing else, whatever is granted
 */
import type { Classified } from '../schema/classification.ts'
import type { Decider, Decision, DenyReason } from './decision.ts'
import { isForPurpose, nameKind } from './grant-fields.ts'
import { hoursAt } from './grant-life/hours.ts'
import { categoriesOfPower, isAdministrator } from './powers.ts'
import type { AccessContext, Grant } from './principal.ts'
import { SELF_ACCESS } from './purposes.ts'
import { regrade, type ClassificationChange } from './regrade.ts'
import { covers } from './row-scope.ts'

/**
 * Decisions are kept by place. Requests that hold the same list of grants (policy-store.ts hands out one list as long as the policy
 * stands) and do not differ in what a decision looks at share them, until a grant begins or ends.
 */
export function createDecider(context: AccessContext): Decider {
  const { decisions } = keptFor(context)
  const judge = judgeOf(context)
  return {
    decide(place) {
      const known = decisions.get(place)
      if (known !== undefined) return known
      const decision = judge(place)
      decisions.set(place, decision)
      return decision
    },
    gradeOf: (place) => regrade(place, context.reclassified ?? unchanged),
  }
}

/** Places that carry no data of their own: they are never denied and need no classification. */
export function isStructural(coordinate: string): boolean {
  return coordinate.endsWith('.__typename') || coordinate.startsWith('PageInfo.') || coordinate.startsWith('__')
}

// Private:

/** Own data is open to a department without a grant up to this level; level 4 always needs one. */
const OWN_DATA_LEVEL = 3
/** What staff may have of unconditional data without limit, a citizen may have up to this level. */
const CITIZEN_LEVEL = 1
/** From this level on a grant shows plainly only what it names by its own coordinate. */
const BY_NAME_LEVEL = 4

const noCategories: ReadonlySet<string> = new Set()
const unchanged: readonly ClassificationChange[] = []
const plainly: Decision = { verdict: 'ALLOW', grant: null }
const refusals = new Map<DenyReason, Decision>()

function deny(reason: DenyReason): Decision {
  let made = refusals.get(reason)
  if (made === undefined) refusals.set(reason, (made = { verdict: 'DENY', reason }))
  return made
}

interface Kept {
  /** Epoch ms between which no grant of the list begins or ends, and no window of hours opens or closes. */
  readonly from: number
  readonly until: number
  readonly decisions: Map<Classified, Decision>
}

type KeptByGrants = WeakMap<readonly Grant[], WeakMap<readonly string[], Map<string, Kept>>>

/** By the changes of classification, the grants and the purpose's fields: each is another list as soon as the policy changes. */
const kept = new WeakMap<readonly ClassificationChange[], KeptByGrants>()

function keptFor(context: AccessContext): Kept {
  const { principal, purpose, purposeFields, rowScope, grants, at, reclassified = unchanged } = context
  let byGrants = kept.get(reclassified)
  if (byGrants === undefined) kept.set(reclassified, (byGrants = new WeakMap()))
  let byFields = byGrants.get(grants)
  if (byFields === undefined) byGrants.set(grants, (byFields = new WeakMap()))
  let ofGrants = byFields.get(purposeFields)
  if (ofGrants === undefined) byFields.set(purposeFields, (ofGrants = new Map()))
  const subject = grants.some((grant) => grant.grantee.subject !== undefined) ? principal.subject : null
  const usedUp = context.usedUp ?? []
  const key = JSON.stringify([principal.department, principal.roles, subject, purpose?.code ?? null, rowScope, usedUp])
  const known = ofGrants.get(key)
  if (known !== undefined && known.from <= at && at < known.until) return known
  const turns = grants.flatMap(({ validFrom, validTo, hours }) => {
    if (hours === undefined) return [validFrom, validTo]
    const { from, until } = hoursAt(hours, at)
    return [validFrom, validTo, from, until]
  })
  const made: Kept = {
    from: Math.max(Number.NEGATIVE_INFINITY, ...turns.filter((turn) => turn <= at)),
    until: Math.min(Number.POSITIVE_INFINITY, ...turns.filter((turn) => turn > at)),
    decisions: new Map(),
  }
  ofGrants.set(key, made)
  return made
}

function judgeOf(context: AccessContext): (place: Classified) => Decision {
  const { principal, purpose, purposeFields, rowScope } = context
  const administrator = principal.roles.some(isAdministrator)
  const staff = principal.department !== null && !administrator
  const power = administrator ? categoriesOfPower(principal.roles) : noCategories
  const oneself = purpose?.code === SELF_ACCESS && rowScope === 'SELF' && principal.roles.includes('citizen')
  const ownRows = purpose !== null && rowScope !== 'NONE'
  const grants =
    purpose === null
      ? []
      : context.grants.filter((grant) => grant.purpose === purpose.code && isGrantee(grant, context))

  const judge = (place: Classified): Decision => {
    if (isStructural(place.coordinate)) return plainly
    if (!isClassified(place)) return deny('NOT_CLASSIFIED')
    if (place.sharing === 'NEVER') return deny('NOT_SHARED')
    if (place.sharing === 'UNCONDITIONAL' && (staff || place.level <= CITIZEN_LEVEL || power.has(place.category)))
      return plainly
    if (purpose === null) return deny('NO_PURPOSE')
    if (!isForPurpose(purposeFields, place)) return deny('NOT_FOR_PURPOSE')
    if (oneself) return plainly
    const own = staff && place.department === principal.department && place.level <= OWN_DATA_LEVEL
    if (own && ownRows) return plainly
    return judgeByGrants(place, administrator && !power.has(place.category) ? [] : grants, context, own)
  }
  return (place) => {
    const now = regrade(place, context.reclassified ?? unchanged)
    const decision = judge(now)
    return now !== place && decision.verdict === 'MASK' ? { ...decision, regraded: true } : decision
  }
}

/** The best grant wins; without one, the reason that is nearest to a right. */
function judgeByGrants(place: Classified, grants: readonly Grant[], context: AccessContext, own: boolean): Decision {
  let masked: Grant | null = null
  let reason: DenyReason = own ? 'OUT_OF_SCOPE' : 'NO_GRANT'
  const nearer = (other: DenyReason) => {
    if (nearness.indexOf(other) > nearness.indexOf(reason)) reason = other
  }
  for (const grant of grants) {
    if (grant.department !== place.department || context.at < grant.validFrom) continue
    const named = nameKind(grant.fields, place)
    if (named === null) continue
    if (grant.emergency === true && place.level >= BY_NAME_LEVEL && named !== 'COORDINATE') continue
    const barred = barredNow(grant, context)
    if (barred !== null) nearer(barred)
    else if (grant.effect === 'PLAIN' && (place.level < BY_NAME_LEVEL || named === 'COORDINATE')) {
      return { verdict: 'ALLOW', grant: grant.id }
    } else {
      masked ??= grant
    }
  }
  if (masked === null) return deny(reason)
  return { verdict: isCursor(place.coordinate) ? 'ALLOW' : 'MASK', grant: masked.id }
}

/** From far from a right to near it: the nearest is told. */
const nearness: readonly DenyReason[] = [
  'NO_GRANT',
  'GRANT_EXPIRED',
  'GRANT_SUSPENDED',
  'OUTSIDE_HOURS',
  'VOLUME_USED_UP',
  'OUT_OF_SCOPE',
]

/** Why a grant that names the place does not open it to this request; null when it does. */
function barredNow(grant: Grant, { at, rowScope, usedUp }: AccessContext): DenyReason | null {
  if (at >= grant.validTo) return 'GRANT_EXPIRED'
  if (!covers(grant.rows, rowScope)) return 'OUT_OF_SCOPE'
  if (grant.suspended === true) return 'GRANT_SUSPENDED'
  if (grant.hours !== undefined && !hoursAt(grant.hours, at).open) return 'OUTSIDE_HOURS'
  if (usedUp !== undefined && usedUp.includes(grant.id)) return 'VOLUME_USED_UP'
  return null
}

/** Where a page goes on, not what stands there: masked lists can be paged too. */
function isCursor(coordinate: string): boolean {
  return coordinate.endsWith('Edge.cursor')
}

/** Every part that is set must fit; a grant to nobody in particular fits nobody. */
export function isGrantee(
  { grantee }: Pick<Grant, 'grantee'>,
  { principal }: Pick<AccessContext, 'principal'>,
): boolean {
  if (grantee.department === undefined && grantee.role === undefined && grantee.subject === undefined) return false
  return (
    (grantee.department === undefined || grantee.department === principal.department) &&
    (grantee.role === undefined || principal.roles.includes(grantee.role)) &&
    (grantee.subject === undefined || grantee.subject === principal.subject)
  )
}

function isClassified(place: Classified): boolean {
  return (
    (place.level === 1 || place.level === 2 || place.level === 3 || place.level === 4) &&
    place.category !== '' &&
    (place.sharing === 'UNCONDITIONAL' || place.sharing === 'CONDITIONAL' || place.sharing === 'NEVER')
  )
}
