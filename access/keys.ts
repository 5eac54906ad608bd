/**
 * The Ed25519 keys of the hub: one file a key, made on the first start with mode 600 (in a city: put there by the operator). A key is
 * named by its thumbprint, so that a changed key is another `kid`.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { calculateJwkThumbprint, importJWK, type CryptoKey, type JWK } from 'jose'

export interface SigningKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  /** For a JWKS. */
  readonly publicJwk: JWK
}

/** `name`: `gateway` signs contexts for departments, `demo-issuer` signs demo tokens. `folder` is `.data/keys` by default. */
export async function loadSigningKey(name: string, folder: string): Promise<SigningKey> {
  return importSigningKey(readOrMake(resolve(folder, `${name}.jwk`)))
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

/** Two processes that start at once agree: the file appears whole, and only once. */
function readOrMake(file: string): JWK {
  const known = readKey(file)
  if (known) return known
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, `${JSON.stringify(newKey())}\n`, { mode: 0o600 })
  chmodSync(draft, 0o600)
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
  const made = readKey(file)
  if (!made) throw new Error('the key file vanished while it was made')
  return made
}

function readKey(file: string): JWK | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

function newKey(): JWK {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code
}
