/**
 * The Ed25519 keys of the hub: one file a key, made on the first start with mode 600 (in a city: put there by the operator). A key is
 * named by its thumbprint, so that a changed key is another `kid`.
 */
import { generateKeyPairSync } from 'node:crypto'
import { resolve } from 'node:path'
import { calculateJwkThumbprint, importJWK, type CryptoKey, type JWK } from 'jose'
import { readOrMake } from './key-file.ts'

export interface SigningKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  /** For a JWKS. */
  readonly publicJwk: JWK
}

/** `name`: `gateway` signs contexts for departments, `demo-issuer` signs demo tokens. `folder` is `.data/keys` by default. */
export async function loadSigningKey(name: string, folder: string): Promise<SigningKey> {
  const text = readOrMake(resolve(folder, `${name}.jwk`), () => `${JSON.stringify(newKey())}\n`)
  return importSigningKey(JSON.parse(text) as JWK)
}

/** A key of one process only, for tests and for a hub that runs all departments inside itself. */
export async function makeSigningKey(): Promise<SigningKey> {
  return importSigningKey(newKey())
}

/** A public key from a JWK, as a department gets it from the gateway's operator. */
export async function importPublicKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk, alg: 'EdDSA' })
  if (key instanceof Uint8Array || key.type !== 'public') throw new TypeError('a public Ed25519 key was expected')
  return key
}

// Private:

async function importSigningKey(jwk: JWK): Promise<SigningKey> {
  const { d, ...publicPart } = jwk
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || d === undefined)
    throw new TypeError('a private Ed25519 key was expected')
  const kid = await calculateJwkThumbprint(publicPart)
  const privateKey = await importJWK({ ...jwk, alg: 'EdDSA' })
  if (privateKey instanceof Uint8Array) throw new TypeError('a private Ed25519 key was expected')
  const publicJwk = { ...publicPart, kid, alg: 'EdDSA', use: 'sig' }
  return { kid, privateKey, publicKey: await importPublicKey(publicJwk), publicJwk }
}

function newKey(): JWK {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK
}
