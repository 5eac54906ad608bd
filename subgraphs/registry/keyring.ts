/**
 * HMAC-SM3 under one index secret. A person's number never stands in the store: whoever has the store without the secret can neither read
 * numbers nor try them out. Entity ids come from it too, so that linking the same records anew under the same secret gives the same ids.
 * Which secrets a store is keyed with: index-secrets.ts.
 */
import { spokenNumber } from '../../schema/spoken-number.ts'
import type { EntityKind } from '../kit/identity.ts'
import { HmacSm3 } from './hmac-sm3.ts'

/** Bytes kept of an index key: 144 bits. */
const KEY_BYTES = 18
const ID_LENGTH = 20

const prefixes: Readonly<Record<EntityKind, string>> = {
  Person: 'P',
  House: 'H',
  Event: 'E',
  ManagedObject: 'M',
  Organisation: 'O',
  Grid: 'G',
}

/** What every id of the kind begins with. */
export const entityIdPrefix = (kind: EntityKind): string => `${prefixes[kind]}-`

/** What stands in front of the index keys that are made under a secret; other keys are codes that everybody may know. */
export const keyedPrefixes = ['number:', 'like:'] as const

/** What tells digests of the secret of that number from others; the first secret's have nothing, and no digest holds a colon. */
export const labelOf = (number: number): string => (number === 1 ? '' : `${number}:`)

export class Keyring {
  private readonly hmac: HmacSm3
  private readonly label: string

  /** `number`: of the secret, as the store counts them. */
  constructor(secret: Uint8Array, number = 1) {
    if (secret.length < 16) throw new TypeError('the index secret needs at least 16 bytes')
    this.hmac = new HmacSm3(secret)
    this.label = labelOf(number)
  }

  /** A digest of `text`, with the label of its secret; `use` keeps digests of different uses apart. */
  digest(use: string, text: string): string {
    return this.label + this.mac(use, text).toString('base64url', 0, KEY_BYTES)
  }

  /** An index key for `text`. */
  key(prefix: (typeof keyedPrefixes)[number], use: string, text: string): string {
    return prefix + this.digest(use, text)
  }

  /** The id of the entity that is first met under this local key; `attempt` rises when that id is taken. */
  entityId(kind: EntityKind, department: string, localKey: string, attempt: number): string {
    const bytes = this.mac('entity', `${kind}|${department}|${localKey}|${attempt}`)
    return entityIdPrefix(kind) + spokenNumber(bytes, ID_LENGTH)
  }

  // Private:

  private mac(use: string, text: string): Buffer {
    return this.hmac.digest(`${use}:${text}`)
  }
}
