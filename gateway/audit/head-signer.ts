/**
 * Who signs what the audit keeps outside the store: heads of the chain, and the manifests of archives. Behind an interface, so that a
 * device that never gives its key away (a signing machine, 签名验签服务器) can stand in the place of a key in a file.
 */
import { canonicalJson } from '../../access/canonical-json.ts'

export interface HeadSigner {
  /** Names the public key; another key is another id. */
  readonly keyId: string
  /** `SM2-SM3`, as it stands in what was signed. */
  readonly algorithm: string
  /** As its public keys file names it: hex, the uncompressed point. */
  readonly publicKey: string
  /** Signature in lower-case hex. A device answers later, or rejects. */
  sign(bytes: Uint8Array): Promise<string>
}

/** The public keys by which signatures are checked; several, since keys change and what was signed stays. */
export interface HeadKeys {
  /** False also for a key or an algorithm that is not known. */
  verify(keyId: string, algorithm: string, bytes: Uint8Array, signature: string): boolean
}

export interface Signed {
  readonly keyId: string
  readonly algorithm: string
  readonly signature: string
}

/** The value with its signature, which is made over the canonical JSON of everything else. */
export async function signed<T extends object>(value: T, signer: HeadSigner): Promise<T & Signed> {
  const named = { ...value, keyId: signer.keyId, algorithm: signer.algorithm }
  return { ...named, signature: await signer.sign(bytesOf(named)) }
}

export function isSigned(value: Signed, keys: HeadKeys): boolean {
  const { signature, ...named } = value
  return keys.verify(named.keyId, named.algorithm, bytesOf(named), signature)
}

// Private:

function bytesOf(value: object): Uint8Array {
  return Buffer.from(canonicalJson(value), 'utf8')
}
