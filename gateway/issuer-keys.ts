/**
 * The public keys of the identity provider. It may change them at any time: a token under a key that is not known makes the hub look at
 * the file again, at most once in some seconds, before the token is refused.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

const REREAD_MS = 2_000

export class IssuerKeys {
  private readonly reread: (() => JSONWebKeySet) | undefined
  private keys: ReturnType<typeof createLocalJWKSet>
  private readAt = 0

  /** Throws TypeError on keys that must not stand there. */
  constructor(jwks: JSONWebKeySet, reread?: () => JSONWebKeySet) {
    this.keys = createLocalJWKSet(checked(jwks))
    this.reread = reread
  }

  replace(jwks: JSONWebKeySet): void {
    this.keys = createLocalJWKSet(checked(jwks))
  }

  /** For jose: the key that the token's header names. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    try {
      return await this.keys(header, token)
    } catch (error) {
      const now = Date.now()
      if (!(error instanceof errors.JWKSNoMatchingKey) || !this.reread || now - this.readAt < REREAD_MS) throw error
      this.readAt = now
      this.replace(this.reread())
      return this.keys(header, token)
    }
  }
}

// Private:

function checked(jwks: JSONWebKeySet): JSONWebKeySet {
  if (jwks.keys.length === 0) throw new TypeError('the issuer has no key')
  for (const key of jwks.keys) {
    if (key.kid === undefined || key.kty === 'oct')
      throw new TypeError('every key of the issuer is public and has a kid')
    if (key['d'] !== undefined) throw new TypeError('a private key stands among the public keys of the issuer')
  }
  return jwks
}
