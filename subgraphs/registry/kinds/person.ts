/**
 * Persons are the same when a number that passed its check is the same (15 digits were brought to 18 by the reader), and never
 * because name and birth date agree: that is a likeness for a clerk. One number with two names is a conflict: the second name becomes
 * a person of its own.
 */
import { nameForMatching } from '../../../schema/person-name.ts'
import type { Identity } from '../../kit/identity.ts'
import type { Keyring } from '../keyring.ts'
import { find, type KindRule } from './rule.ts'

export const personRule: KindRule = {
  kind: 'Person',
  keys(identity, keyring) {
    const key = numberKey(identity, keyring)
    return key === null ? [] : [find('NUMBER', key, holderOf(identity))]
  },
  likenesses(identity, keyring) {
    const { birthDate } = identity.values
    const name = holderOf(identity)
    // A year or a month alone says nothing about who it is.
    if (name === '' || birthDate?.length !== 10) return []
    const key = keyring.key('like:', 'name-birth', `${name}|${birthDate}`)
    return [{ key, tier: 'NAME_AND_BIRTH_DATE', holder: '', evidence: { name: 1, birthDate: 1 } }]
  },
  alike: () => true,
  contradicts: (known, said) => known !== '' && said !== '' && known !== said,
}

/** The index key of a normalised number; documents of different kinds with the same characters are different. */
export function indexKeyOfNumber(number: string, documentKind: string, keyring: Keyring): string {
  return keyring.key('number:', 'person-number', `${documentKind}|${number}`)
}

// Private:

function numberKey(identity: Identity, keyring: Keyring): string | null {
  const { number } = identity.values
  if (!identity.numberValid || number === undefined || identity.numberKind === null) return null
  return indexKeyOfNumber(number, identity.numberKind, keyring)
}

/** The name to compare; empty when there is none, or when it was masked or damaged and so contradicts nobody. */
function holderOf(identity: Identity): string {
  const { name } = identity.values
  if (name === undefined) return ''
  const { norm, usable } = nameForMatching(name)
  return usable ? norm : ''
}
