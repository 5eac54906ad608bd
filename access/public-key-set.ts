/**
 * The public keys under which something signed is believed, by key id, exchangeable while requests run. A key that is not known makes the
 * set look at its source again, at most once a second: so a signer may change its key a moment before everybody has heard of it, and
 * nobody can make the set work by inventing key ids.
 */
import { calculateJwkThumbprint, type CryptoKey, type JWK } from 'jose'
import { importPublicKey } from './keys.ts'

export interface PublicKey {
  /** The key's thumbprint, as in `SigningKey`. */
  readonly kid: string
  readonly key: CryptoKey
}

export interface KeySetOptions {
  /** Where the keys are read again when one is not known. */
  readonly reread?: () => Promise<readonly PublicKey[]>
  /** Milliseconds for which a key that was replaced is believed: what was signed with it may still be on its way. */
  readonly graceMs?: number
}

const REREAD_MS = 1_000

export class PublicKeySet {
  private readonly options: KeySetOptions
  private keys: ReadonlyMap<string, CryptoKey>
  private readonly retired = new Map<string, { readonly key: CryptoKey; readonly until: number }>()
  private readAt = 0
  private reading: Promise<void> | null = null

  constructor(keys: readonly PublicKey[], options: KeySetOptions = {}) {
    this.options = options
    this.keys = byKid(keys)
  }

  /** Null when no such key is, or is any longer, believed. `now` is epoch ms. */
  async find(kid: string, now = Date.now()): Promise<CryptoKey | null> {
    const known = this.known(kid, now)
    if (known !== null || !this.options.reread) return known
    if (this.reading === null && now - this.readAt >= REREAD_MS) {
      this.readAt = now
      this.reading = this.options
        .reread()
        .then((keys) => this.replace(keys, now))
        .catch(() => undefined)
        .finally(() => {
          this.reading = null
        })
    }
    await this.reading
    return this.known(kid, now)
  }

  replace(keys: readonly PublicKey[], now = Date.now()): void {
    const next = byKid(keys)
    const { graceMs = 0 } = this.options
    if (graceMs > 0)
      for (const [kid, key] of this.keys) if (!next.has(kid)) this.retired.set(kid, { key, until: now + graceMs })
    this.keys = next
  }

  // Private:

  private known(kid: string, now: number): CryptoKey | null {
    const present = this.keys.get(kid)
    if (present) return present
    const retired = this.retired.get(kid)
    if (retired && now < retired.until) return retired.key
    this.retired.delete(kid)
    return null
  }
}

/** Ed25519 public keys of a JWK, or of a JWKS; private parts are dropped. Throws TypeError on anything else. */
export async function publicKeysOf(json: string): Promise<readonly PublicKey[]> {
  const parsed = JSON.parse(json) as JWK | { readonly keys: readonly JWK[] }
  const jwks = 'keys' in parsed && Array.isArray(parsed.keys) ? (parsed.keys as readonly JWK[]) : [parsed as JWK]
  if (jwks.length === 0) throw new TypeError('a key set without a key')
  return Promise.all(
    jwks.map(async ({ d: _private, ...jwk }) => ({
      kid: await calculateJwkThumbprint(jwk),
      key: await importPublicKey(jwk),
    })),
  )
}

// Private:

function byKid(keys: readonly PublicKey[]): ReadonlyMap<string, CryptoKey> {
  return new Map(keys.map(({ kid, key }) => [kid, key]))
}
