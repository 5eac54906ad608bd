/**
 * Texts of corrections and of decisions on links as they stand in the store: SM4-CTR with an HMAC-SM3 over all of it, bound to the row and the column; and
 * digests of values that are only compared with. Keys come from the hub's text secret: whoever has the store without it can neither read a
 * proposed value, nor put another one in, nor try values out. Each bears the name of its key, so that the secret can be exchanged.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { SecretRing } from '../../../access/secret-ring.ts'

export type SealedColumn = CorrectionColumn | DeliveryColumn
/** Of a correction. */
export type CorrectionColumn = 'proposed' | 'evidence' | 'answer' | 'receipt'
/** Of a delivery of base data (subgraphs/registry/entries/). */
export type DeliveryColumn = 'values' | 'note'
/** `reason`: why a clerk decided on a link (subgraphs/registry/link-decisions/). */
type SealedText = SealedColumn | 'reason'

export class TextSealer {
  private readonly ring: SecretRing
  private known: readonly Uint8Array[] = []
  private keys: readonly Key[] = []

  constructor(ring: SecretRing) {
    this.ring = ring
  }

  /** Stands in front of what is sealed now; what has another one was sealed under a former secret. */
  get present(): string {
    return `${this.first().name}.`
  }

  seal(number: string, column: SealedText, text: string): string
  seal(number: string, column: SealedText, text: string | null): string | null
  seal(number: string, column: SealedText, text: string | null): string | null {
    if (text === null) return null
    const key = this.first()
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(CIPHER, key.cipher, iv)
    const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()])
    return `${key.name}.${Buffer.concat([body, sealOf(key, number, column, body)]).toString('base64url')}`
  }

  /** Throws when it was not sealed for this place, or with a secret that the hub does not hold any more. */
  open(number: string, column: SealedText, sealed: string | null): string | null {
    if (sealed === null) return null
    const [name = '', text = ''] = sealed.split('.')
    const key = this.named(name)
    if (!key) throw new Error(`the ${column} of ${number} was sealed with a secret that is not here`)
    const all = Buffer.from(text, 'base64url')
    const body = all.subarray(0, all.length - MAC_BYTES)
    const mac = all.subarray(body.length)
    if (body.length < IV_BYTES || !timingSafeEqual(mac, sealOf(key, number, column, body)))
      throw new Error(`the ${column} of ${number} was not sealed here`)
    const cipher = createDecipheriv(CIPHER, key.cipher, body.subarray(0, IV_BYTES))
    return Buffer.concat([cipher.update(body.subarray(IV_BYTES)), cipher.final()]).toString('utf8')
  }

  digest(text: string): string {
    const key = this.first()
    return `${key.name}.${digestOf(key, text)}`
  }

  /** Whether the digest is of this text; no when it was made with a secret that is gone. */
  isDigestOf(digest: string, text: string): boolean {
    const [name = '', told] = digest.split('.')
    const key = this.named(name)
    return key !== undefined && digestOf(key, text) === told
  }

  // Private:

  private first(): Key {
    const [key] = this.all()
    if (key === undefined) throw new Error('a ring is never empty')
    return key
  }

  private named(name: string): Key | undefined {
    return this.all().find((key) => key.name === name)
  }

  private all(): readonly Key[] {
    if (this.ring.secrets !== this.known) {
      this.known = this.ring.secrets
      this.keys = this.known.map(keyOf)
    }
    return this.keys
  }
}

// Private:

const CIPHER = 'sm4-ctr'
const KEY_BYTES = 16
const IV_BYTES = 16
const MAC_BYTES = 32
const NAME_LENGTH = 8

interface Key {
  readonly name: string
  readonly cipher: Buffer
  readonly seal: Buffer
  readonly digest: Buffer
}

function keyOf(secret: Uint8Array): Key {
  const derived = (use: string) => createHmac('sm3', secret).update(`correction:${use}`).digest()
  return {
    name: derived('name').toString('base64url').slice(0, NAME_LENGTH),
    cipher: derived('cipher').subarray(0, KEY_BYTES),
    seal: derived('seal'),
    digest: derived('digest'),
  }
}

function sealOf(key: Key, number: string, column: SealedText, body: Buffer): Buffer {
  return createHmac('sm3', key.seal).update(`${number}:${column}:`).update(body).digest()
}

function digestOf(key: Key, text: string): string {
  return createHmac('sm3', key.digest).update(text).digest('base64url')
}
