/**
 * A `LocalRef` as it travels between registry and departments: department, local keys, seal. The seal (HMAC-SM3 under the
 * department's own key) makes a ref that somebody else wrote useless: forged refs fail in the department, not only at the gateway.
 */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { SecretRing } from './secret-ring.ts'

/** Bytes of the seal that are kept: 96 bits, enough for a value that lives inside one network. */
const SEAL_BYTES = 12

export interface RefSealer {
  /** `department:key,key~seal`; keys are percent-encoded. */
  seal(keys: readonly string[]): string
  /** The keys of a sealed ref, or null when it is not of this department or was not sealed with its key. */
  open(ref: string): string[] | null
}

/** Refs remembered a sealer: inside one process what the registry seals is opened a moment later. */
const REMEMBERED = 2_000

/**
 * Seals and opens the refs of one department. `secret` is the department's own; see `refSecret`. One sealer a secret and process. Of a
 * ring the first secret seals and all of them open.
 */
export function refSealer(department: string, secret: Uint8Array | SecretRing): RefSealer {
  if (secret instanceof SecretRing) return ringSealer(department, secret)
  const name = `${department}:${Buffer.from(secret).toString('base64')}`
  let sealer = sealers.get(name)
  if (!sealer) sealers.set(name, (sealer = makeSealer(department, secret)))
  return sealer
}

/** The key of one department, derived from the hub's master secret, so that one department cannot seal for another. */
export function refSecret(master: Uint8Array, department: string): Uint8Array
export function refSecret(master: SecretRing, department: string): SecretRing
export function refSecret(master: Uint8Array | SecretRing, department: string): Uint8Array | SecretRing
export function refSecret(master: Uint8Array | SecretRing, department: string): Uint8Array | SecretRing {
  return master instanceof SecretRing
    ? master.derive((secret) => derived(secret, department))
    : derived(master, department)
}

// Private:

const sealers = new Map<string, RefSealer>()

function derived(master: Uint8Array, department: string): Uint8Array {
  return createHmac('sm3', master).update(`local-ref:${department}`).digest()
}

function ringSealer(department: string, ring: SecretRing): RefSealer {
  let known = ring.secrets
  let [present, ...former] = known.map((secret) => refSealer(department, secret))
  const look = () => {
    if (ring.secrets === known) return
    known = ring.secrets
    ;[present, ...former] = known.map((secret) => refSealer(department, secret))
  }
  return {
    seal(keys) {
      look()
      // A ring is never empty.
      return present?.seal(keys) ?? ''
    },
    open(ref) {
      look()
      let keys = present?.open(ref) ?? null
      for (let at = 0; keys === null && at < former.length; at += 1) keys = former[at]?.open(ref) ?? null
      return keys
    },
  }
}

function makeSealer(department: string, secret: Uint8Array): RefSealer {
  const prefix = `${department}:`
  const key = createSecretKey(secret)
  const mac = (body: string) => createHmac('sm3', key).update(body).digest().subarray(0, SEAL_BYTES)
  const good = new Map<string, readonly string[]>()
  const sealed = new Map<string, string>()
  const remember = (ref: string, keys: readonly string[]) => {
    if (good.size >= REMEMBERED) {
      good.clear()
      sealed.clear()
    }
    good.set(ref, keys)
  }
  return {
    seal(keys) {
      const body = prefix + keys.map(encodeURIComponent).join(',')
      const known = sealed.get(body)
      if (known !== undefined) return known
      const ref = `${body}~${mac(body).toString('base64url')}`
      remember(ref, keys)
      sealed.set(body, ref)
      return ref
    },
    open(ref) {
      const known = good.get(ref)
      if (known) return [...known]
      if (!ref.startsWith(prefix)) return null
      const at = ref.lastIndexOf('~')
      const body = ref.slice(0, at)
      // Without a seal this is the ref itself, which seals nothing.
      const given = Buffer.from(ref.slice(at + 1), 'base64url')
      if (given.length !== SEAL_BYTES || !timingSafeEqual(given, mac(body))) return null
      const keys = body.slice(prefix.length).split(',').filter(Boolean).map(decodeURIComponent)
      remember(ref, keys)
      return keys
    },
  }
}
