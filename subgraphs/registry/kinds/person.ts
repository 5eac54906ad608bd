/**
 * Persons are the same when a number that passed its check is the same (15 digits were brought to 18 by the reader), and never
 * because name and birth date agree: that is a likeness for a clerk. One number with two names is a conflict: the second name becomes
 * a person of its own. Of a masked or damaged name the first character counts, where it is certain.
 */
import { certainStart, nameForMatching } from '../../../schema/person-name.ts'
import type { Identity } from '../../kit/identity.ts'
import type { Keyring } from '../keyring.ts'
import { find, type KindRule } from './rule.ts'

export const personRule: KindRule = {
  kind: 'Person',
  keys(identity, keyring) {
    const key = numberKey(identity, keyring)
    return key === null ? [] : [find('NUMBER', key, holderOf(identity) || startOf(identity))]
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
  contradicts(known, said) {
    if (known === '' || said === '' || known === said) return false
    const inPart = known.endsWith(REST) || said.endsWith(REST)
    return !inPart || known.codePointAt(0) !== said.codePointAt(0)
  },
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

/** Stands for what is not known of a name behind its first character. No name that is whole holds it. */
const REST = '*'

/** What is certain of a name that was masked or damaged; empty when that is nothing, so that it contradicts nobody. */
function startOf({ values: { name } }: Identity): string {
  const start = name === undefined ? '' : certainStart(name)
  return start === '' ? '' : start + REST
}

/** The name to compare; empty when there is none, or when it was masked or damaged. */
function holderOf(identity: Identity): string {
  const { name } = identity.values
  if (name === undefined) return ''
  const { norm, usable } = nameForMatching(name)
  return usable ? norm : ''
}
