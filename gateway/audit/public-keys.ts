/**
 * The file of the audit's public keys. A new key is added when it first signs; none is taken out while something that it signed is kept.
 * Whoever checks keeps a copy of the file elsewhere: whoever can change both the file and the store can sign a chain of their own.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { canonicalJson } from '../../access/canonical-json.ts'
import type { HeadKeys, HeadSigner } from './head-signer.ts'
import { SM2_SM3, sm2Keys, type Sm2PublicKey } from './sm2.ts'

/** Null when the file holds something that is no list of keys. Without a file there is no key, and no signature holds. */
export function readPublicKeys(file: string): HeadKeys | null {
  try {
    return sm2Keys(readList(file))
  } catch {
    return null
  }
}

/** Adds the signer's public key when it is not there yet. Throws when the file is spoilt. */
export function addPublicKey(file: string, signer: HeadSigner): void {
  const known = readList(file)
  sm2Keys(known)
  if (known.some(({ keyId }) => keyId === signer.keyId)) return
  const { keyId, publicKey } = signer
  const keys: Sm2PublicKey[] = [...known, { keyId, algorithm: SM2_SM3, publicKey }]
  sm2Keys(keys)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, `${keys.map((key) => canonicalJson(key)).join('\n')}\n`, { mode: 0o600 })
  renameSync(draft, file)
}

// Private:

function readList(file: string): Sm2PublicKey[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as Sm2PublicKey)
}
