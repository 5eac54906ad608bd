/**
 * SM2 with SM3 (GB/T 32918.2, GM/T 0009): signatures of DER form over the usual user id, as `openssl dgst -sm3` makes and checks them with
 * `-sigopt distid:1234567812345678`. The standard asks for it where a government system signs.
 */
import { randomBytes } from 'node:crypto'
import { sm2 } from 'sm-crypto-v2'
import { sm3 } from '../../access/audit-record.ts'
import type { HeadKeys, HeadSigner } from './head-signer.ts'

export const SM2_SM3 = 'SM2-SM3'

/** A public key as the keys file holds it. */
export interface Sm2PublicKey {
  readonly keyId: string
  readonly algorithm: typeof SM2_SM3
  /** Hex: 04, x, y. */
  readonly publicKey: string
}

/** 32 bytes that are a private key of the curve. */
export function newSm2Key(): Uint8Array {
  for (;;) {
    const bytes = randomBytes(KEY_BYTES)
    if (isPrivateKey(bytes)) return bytes
  }
}

/** A key in the process: 32 bytes. Throws a TypeError when they are no key of the curve. */
export function sm2Signer(privateKey: Uint8Array): HeadSigner {
  if (!isPrivateKey(privateKey)) throw new TypeError('the key of the audit must be a private key of the SM2 curve')
  const secret = Buffer.from(privateKey).toString('hex')
  const publicKey = sm2.getPublicKeyFromPrivateKey(secret)
  return {
    keyId: keyIdOf(publicKey),
    algorithm: SM2_SM3,
    publicKey,
    sign: async (bytes) => sm2.doSignature(bytes, secret, { ...form, publicKey }),
  }
}

/** Throws a TypeError for a key that is not on the curve, or under another's id. */
export function sm2Keys(keys: readonly Sm2PublicKey[]): HeadKeys {
  const points = new Map(keys.map((key) => [checked(key).keyId, key.publicKey]))
  return {
    verify(keyId, algorithm, bytes, signature) {
      const publicKey = points.get(keyId)
      const numbers = numbersOf(signature)
      if (publicKey === undefined || algorithm !== SM2_SM3 || numbers === null) return false
      try {
        return sm2.doVerifySignature(bytes, numbers, pointOf(publicKey), { hash: true })
      } catch {
        return false // no signature at all
      }
    },
  }
}

/** Name of a key: the beginning of the SM3 of its point. */
export function keyIdOf(publicKey: string): string {
  return sm3(publicKey).slice(0, 32)
}

// Private:

const KEY_BYTES = 32
const form = { hash: true, der: true } as const
/** Order of the curve (GM/T 0003.5): a private key lies between 1 and two below it. */
const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n

type Point = ReturnType<typeof sm2.precomputePublicKey>
const prepared = new Map<string, Point>()
const PREPARED = 16

/** Five times faster from the second signature of a key on. */
function pointOf(publicKey: string): Point {
  const known = prepared.get(publicKey)
  if (known) return known
  if (prepared.size >= PREPARED) prepared.clear()
  const made = sm2.precomputePublicKey(publicKey)
  prepared.set(publicKey, made)
  return made
}

/**
 * r and s of a signature, 64 hex digits each; null for one that is not, to the bit, what DER makes of them. The library's own reader passes
 * over what does not fit, and then one signature has many forms.
 */
function numbersOf(signature: string): string | null {
  const found = /^30[\da-f]{2}02([\da-f]{2})([\da-f]+)$/.exec(signature)
  const length = 2 * Number.parseInt(found?.[1] ?? '0', 16)
  const rest = found?.[2] ?? ''
  const r = rest.slice(0, length)
  const s = rest.slice(length + 4)
  if (r === '' || s === '') return null
  const numbers = [r, s].map((hex) => BigInt(`0x${hex}`).toString(16).padStart(64, '0'))
  return numbers.every((hex) => hex.length === 64) && derOf(numbers) === signature ? numbers.join('') : null
}

function derOf(numbers: readonly string[]): string {
  const parts = numbers.map((hex) => {
    const bytes = hex.replace(/^(00)+(?=..)/, '')
    // A number whose first bit is set would read as negative.
    return element('02', Number.parseInt(bytes.slice(0, 2), 16) > 0x7f ? `00${bytes}` : bytes)
  })
  return element('30', parts.join(''))
}

function element(tag: string, content: string): string {
  return `${tag}${(content.length / 2).toString(16).padStart(2, '0')}${content}`
}

function isPrivateKey(bytes: Uint8Array): boolean {
  if (bytes.length !== KEY_BYTES) return false
  const value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  return value >= 1n && value <= ORDER - 2n
}

function checked(key: Sm2PublicKey): Sm2PublicKey {
  if (key.algorithm !== SM2_SM3 || !isOnCurve(key.publicKey) || key.keyId !== keyIdOf(key.publicKey))
    throw new TypeError('a public key of the audit is not one')
  return key
}

function isOnCurve(publicKey: string): boolean {
  try {
    return /^04[\da-f]{128}$/.test(publicKey) && sm2.verifyPublicKey(publicKey)
  } catch {
    return false
  }
}
