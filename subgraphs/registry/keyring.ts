/**
 * HMAC-SM3 under the hub's index secret. A person's number never stands in the store: whoever has the store without the secret can
 * neither read numbers nor try them out. Entity ids come from it too, so that linking the same records anew gives the same ids.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { spokenNumber } from '../../schema/spoken-number.ts'
import type { EntityKind } from '../kit/identity.ts'

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

export class Keyring {
  private readonly secret: KeyObject

  constructor(secret: Uint8Array) {
    if (secret.length < 16) throw new TypeError('the index secret needs at least 16 bytes')
    this.secret = createSecretKey(secret)
  }

  /** A key for `text`; `use` keeps keys of different uses apart. */
  digest(use: string, text: string): string {
    return this.mac(use, text).toString('base64url', 0, KEY_BYTES)
  }

  /** The id of the entity that is first met under this local key; `attempt` rises when that id is taken. */
  entityId(kind: EntityKind, department: string, localKey: string, attempt: number): string {
    const bytes = this.mac('entity', `${kind}|${department}|${localKey}|${attempt}`)
    return `${prefixes[kind]}-${spokenNumber(bytes, ID_LENGTH)}`
  }

  private mac(use: string, text: string): Buffer {
    return createHmac('sm3', this.secret).update(`${use}:${text}`).digest()
  }
}
