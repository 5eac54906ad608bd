/** The city's identity provider as the hub knows it in production: a key set in a file. Also makes the tokens that it would never make. */
import { createPublicKey } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { CompactSign } from 'jose'
import { claimsOf } from '../../access/claims.ts'
import { makeSigningKey, type SigningKey } from '../../access/keys.ts'
import type { Principal } from '../../access/principal.ts'

export const ISSUER = 'https://identity.pingdu.example'
export const AUDIENCE = 'pentagraph-city'

export interface CityIssuer {
  readonly key: SigningKey
  /** PEM of the public key, as it is published. */
  readonly publicPem: string
  token(principal: Principal): Promise<string>
  /** The claims of a good token, for those who change one. */
  claims(principal: Principal): Readonly<Record<string, unknown>>
  /** Signed with the issuer's own key, whatever stands in it. `payload` may be a text, for JSON that no object can be. */
  sign(payload: object | string, header?: object): Promise<string>
}

/** `file` gets the key set that the hub reads. */
export async function openCityIssuer(file: string): Promise<CityIssuer> {
  const key = await makeSigningKey()
  writeFileSync(file, JSON.stringify({ keys: [key.publicJwk] }))
  const sign: CityIssuer['sign'] = (payload, header = {}) =>
    new CompactSign(new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT', ...header })
      .sign(key.privateKey)
  const claims: CityIssuer['claims'] = (principal) => {
    const now = Math.floor(Date.now() / 1000)
    return {
      ...claimsOf(principal),
      iss: ISSUER,
      aud: AUDIENCE,
      sub: principal.subject,
      iat: now,
      exp: now + TOKEN_SECONDS,
    }
  }
  return {
    key,
    publicPem: createPublicKey({ key: key.publicJwk as never, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString(),
    token: (principal) => sign(claims(principal)),
    claims,
    sign,
  }
}

// Private:

const TOKEN_SECONDS = 3_600
