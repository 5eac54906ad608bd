/**
 * Organisations are the same when the credit code is the same, or the 9 characters inside it that were the organisation code before
 * 2015, or the old registration number. A number that may be a person's is no organisation's number (schema/organisation-code.ts).
 */
import { nameForMatching } from '../../../schema/person-name.ts'
import { parseOrganisationCode } from '../../../schema/organisation-code.ts'
import { addressForMatching, dwellingOf } from './house.ts'
import type { KindRule, Likeness, MatchKey } from './rule.ts'
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
    // Two that are registered apart are two, whatever they are called.
    const holder = organisationCodeOf(identity.values.creditCode) ?? ''
    const like = (use: string, place: string, evidence: Likeness['evidence']): Likeness => ({
      key: keyring.key('like:', use, `${norm}${place}`),
      tier: 'ORGANISATION_NAME',
      holder,
      evidence: { name: 1, ...evidence },
    })
    const { address, gridCode } = identity.values
    const places = address === undefined ? [] : placesOf(address)
    return [
      ...places.map((place) => like('organisation-address', `|${place}`, { address: 1 })),
      ...(gridCode === undefined ? [] : [like('organisation-grid', `|${gridCode}`, { gridCode: 1 })]),
      // Half a city's shops have one of a few hundred names: a name alone tells something only while one bears it.
      { ...like('organisation', '', {}), atMost: 1 },
    ]
  },
  alike: (known, said) => known === '' || said === '' || known === said,
  contradicts: () => false,
}

// Private:

const tiers: readonly MatchKey['tier'][] = ['CREDIT_CODE', 'ORGANISATION_CODE', 'OLD_NUMBER']

function organisationCodeOf(raw: string | undefined): string | null {
  if (raw === undefined) return null
  const { valid, organisationCode } = parseOrganisationCode(raw)
  return valid ? organisationCode : null
}

/** The forms in which one address is written, as far as it says where. */
function placesOf(address: string): string[] {
  const dwelling = dwellingOf(address)
  return [addressForMatching(address), ...(dwelling ? [JSON.stringify(dwelling.used)] : [])].filter(
    (text) => text !== '',
  )
}

function keysOf(raw: string | undefined): MatchKey[] {
  if (raw === undefined) return []
  const { norm, kind, valid, organisationCode } = parseOrganisationCode(raw)
  if (!valid || norm === null) return []
  const inner = organisationCode === null ? [] : [find('ORGANISATION_CODE', `inner:${organisationCode}`)]
  if (kind === 'USCC') return [find('CREDIT_CODE', `credit:${norm}`), ...inner]
  return kind === 'OLD_REGISTRATION' ? [find('OLD_NUMBER', `old:${norm}`)] : inner
}
