/**
 * Organisations are the same when the credit code is the same, or the 9 characters inside it that were the organisation code before
 * 2015, or the old registration number. A number that may be a person's is no organisation's number (schema/organisation-code.ts).
 */
import { nameForMatching } from '../../../schema/person-name.ts'
import { parseOrganisationCode } from '../../../schema/organisation-code.ts'
import type { KindRule, MatchKey } from './rule.ts'
import { find } from './rule.ts'

export const organisationRule: KindRule = {
  kind: 'Organisation',
  keys(identity) {
    const { creditCode, oldNumber } = identity.values
    return [...keysOf(creditCode), ...keysOf(oldNumber)].sort((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier))
  },
  likenesses(identity, keyring) {
    const { name } = identity.values
    const norm = name === undefined ? '' : nameForMatching(name).norm
    if (norm === '') return []
    const key = keyring.key('like:', 'organisation', norm)
    return [{ key, tier: 'ORGANISATION_NAME', holder: '', evidence: { name: 1 } }]
  },
  alike: () => true,
  contradicts: () => false,
}

// Private:

const tiers: readonly MatchKey['tier'][] = ['CREDIT_CODE', 'ORGANISATION_CODE', 'OLD_NUMBER']

function keysOf(raw: string | undefined): MatchKey[] {
  if (raw === undefined) return []
  const { norm, kind, valid, organisationCode } = parseOrganisationCode(raw)
  if (!valid || norm === null) return []
  const inner = organisationCode === null ? [] : [find('ORGANISATION_CODE', `inner:${organisationCode}`)]
  if (kind === 'USCC') return [find('CREDIT_CODE', `credit:${norm}`), ...inner]
  return kind === 'OLD_REGISTRATION' ? [find('OLD_NUMBER', `old:${norm}`)] : inner
}
