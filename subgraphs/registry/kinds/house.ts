/**
 * Houses are the same when the standard address code of public security is the same. The address as text is a likeness only: a house
 * that a department knows by text is an entity of its own until a clerk says otherwise.
 */
import { halfWidth } from '../../../schema/source-text.ts'
import type { Keyring } from '../keyring.ts'
import { find, type KindRule } from './rule.ts'

export const houseRule: KindRule = {
  kind: 'House',
  keys(identity) {
    const { addressCode } = identity.values
    return addressCode === undefined ? [] : [find('ADDRESS_CODE', addressKey(addressCode))]
  },
  likenesses(identity, keyring: Keyring) {
    const { address } = identity.values
    const text = address === undefined ? '' : addressForMatching(address)
    return text === '' ? [] : [{ key: keyring.key('like:', 'address', text), reason: 'ADDRESS_TEXT' }]
  },
  contradicts: () => false,
}

export function addressKey(addressCode: string): string {
  return `address:${addressCode.toUpperCase()}`
}

/** One form of an address for comparing: half width, no spaces, without what every address of the city begins with. */
export function addressForMatching(address: string): string {
  return halfWidth(address)
    .replace(/\s+/g, '')
    .replace(/^(山东省)?(青岛市)?(平度市)?/, '')
}
