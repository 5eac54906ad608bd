/**
 * Houses are the same when the standard address code of public security is the same. The address as text, or its levels down to the room,
 * are likenesses only: a house that a department knows by text is an entity of its own until a clerk says otherwise.
 */
import { dwellingLevels } from '../../../schema/address.ts'
import { halfWidth } from '../../../schema/source-text.ts'
import type { Keyring } from '../keyring.ts'
import { find, type KindRule, type Likeness } from './rule.ts'

export const houseRule: KindRule = {
  kind: 'House',
  keys(identity) {
    const { addressCode } = identity.values
    return addressCode === undefined ? [] : [find('ADDRESS_CODE', addressKey(addressCode))]
  },
  likenesses(identity, keyring: Keyring) {
    const { address } = identity.values
    const text = address === undefined ? '' : addressForMatching(address)
    if (address === undefined || text === '') return []
    const key = keyring.key('like:', 'address', text)
    return [{ key, tier: 'ADDRESS_TEXT', holder: '', evidence: { address: 1 } }, ...byLevels(address, keyring)]
  },
  // Estates have the same names in many villages; a shorthand names no village at all.
  alike: (known, said) => known === '' || said === '' || known === said,
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

/** A flat by estate, building, unit and room; a house in a village by its door. Null for whoever writes less than that: it names no dwelling. */
export function dwellingOf(address: string) {
  const { town = '', village = '', estate, building, unit, room, road, door, written } = dwellingLevels(address)
  // In 宏业新村1-1-101 the estate may be read as a village: what stands before the building counts, whatever it is called.
  const place = estate ?? (road === undefined ? village : '')
  const inEstate = place !== '' && building !== undefined && room !== undefined
  const onRoad = road !== undefined && door !== undefined && room !== undefined
  const alone = village !== '' && door !== undefined && building === undefined && room === undefined
  if (!inEstate && !onRoad && !alone) return null
  const named = inEstate
    ? { estate: place, building, unit, room }
    : onRoad
      ? { road, door, building, unit, room }
      : { village, road, door }
  const used = Object.entries(named).flatMap(([level, text]) => (text === undefined ? [] : [[level, text] as const]))
  return { used, holder: alone ? town : estate === undefined ? '' : village, written }
}

// Private:

function byLevels(address: string, keyring: Keyring): Likeness[] {
  const dwelling = dwellingOf(address)
  if (dwelling === null) return []
  const { used, holder, written } = dwelling
  const key = keyring.key('like:', 'address-levels', JSON.stringify(used))
  const evidence = Object.fromEntries(used.map(([level]) => [level, written ? 1 : SHORTHAND]))
  return [{ key, tier: 'ADDRESS_LEVELS', holder, evidence }]
}

/** What a level counts that was read out of a shorthand such as 12-3-201. */
const SHORTHAND = 0.8
