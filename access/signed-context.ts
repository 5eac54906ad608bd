/**
 * The end user's context as it travels to a department that runs in a process of its own: signed by the gateway (EdDSA), good for one
 * request of 30 seconds, for that department, that operation and those variables, once. It holds only the grants that concern the
 * department. Whoever reaches the department without it is refused; whoever copies it can do nothing new with it.
 */
import { createHash, randomUUID } from 'node:crypto'
import { errors, jwtVerify, SignJWT, type CryptoKey } from 'jose'
import { pentagraphError } from '../schema/errors.ts'
import { canonicalJson } from './canonical-json.ts'
import type { SigningKey } from './keys.ts'
import type { AccessContext } from './principal.ts'
import { PublicKeySet } from './public-key-set.ts'

/** Seconds for which a signed context is good. */
export const CONTEXT_TTL = 30
/** Seconds by which the two clocks may differ. */
const CLOCK_TOLERANCE = 5
/** For how long a context may be believed after it was signed, epoch ms: a replaced key is believed for as long. */
export const CONTEXT_LIFETIME_MS = (CONTEXT_TTL + CLOCK_TOLERANCE) * 1000
const ISSUER = 'pentagraph-gateway'
const MAX_LENGTH = 64 * 1024

/** Why a context was refused: for the log and the tests; outside all look alike (CONTEXT_REFUSED). */
export const contextFailures = [
  'MALFORMED',
  'ALGORITHM',
  'SIGNATURE',
  'UNKNOWN_KEY',
  'AUDIENCE',
  'EXPIRED',
  'OPERATION',
  'VARIABLES',
  'REPLAYED',
] as const
export type ContextFailure = (typeof contextFailures)[number]

/** What is asked with the context. */
export interface BoundOperation {
  readonly department: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

export class ContextRefused extends Error {
  readonly failure: ContextFailure
  constructor(failure: ContextFailure, cause?: unknown) {
    super(`signed context refused: ${failure}`, { cause })
    this.failure = failure
  }
  /** What the caller is told. */
  toClientError(department: string) {
    return pentagraphError('CONTEXT_REFUSED', { department }, this)
  }
}

/** About 0.2 ms. `now` is epoch ms. */
export async function signContext(
  access: AccessContext,
  bound: BoundOperation,
  key: SigningKey,
  now = Date.now(),
): Promise<string> {
  const issued = Math.floor(now / 1000)
  const ofDepartment = ({ department }: { readonly department: string }) => department === bound.department
  const grants = access.grants.filter(ofDepartment)
  const reclassified = access.reclassified?.filter(ofDepartment)
  return new SignJWT({
    op: digest(bound.query),
    vars: digest(canonicalJson(bound.variables)),
    ctx: { ...access, grants, ...(reclassified && { reclassified }) },
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'pentagraph-context+jwt' })
    .setIssuer(ISSUER)
    .setAudience(bound.department)
    .setIssuedAt(issued)
    .setExpirationTime(issued + CONTEXT_TTL)
    .setJti(randomUUID())
    .sign(key.privateKey)
}

/** The door of one department. `key` is the gateway's public key, or all that it may sign with; the replay memory is this process's own. */
export class ContextVerifier {
  private readonly department: string
  private readonly key: CryptoKey | PublicKeySet
  /** jti → when it may be forgotten, epoch ms; in order of arrival. */
  private readonly seen = new Map<string, number>()

  constructor(department: string, key: CryptoKey | PublicKeySet) {
    this.department = department
    this.key = key
  }

  /** The context, or ContextRefused. */
  async verify(token: string, operation: Omit<BoundOperation, 'department'>, now = Date.now()): Promise<AccessContext> {
    if (token.length > MAX_LENGTH) throw new ContextRefused('MALFORMED')
    const { payload } = await jwtVerify(token, (header) => this.keyOf(header.kid, now), {
      algorithms: ['EdDSA'],
      issuer: ISSUER,
      audience: this.department,
      typ: 'pentagraph-context+jwt',
      requiredClaims: ['exp', 'iat', 'jti', 'op', 'vars', 'ctx'],
      maxTokenAge: CONTEXT_TTL,
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: new Date(now),
    }).catch((error: unknown) => {
      throw error instanceof ContextRefused ? error : new ContextRefused(failureOf(error), error)
    })
    if (payload['op'] !== digest(operation.query)) throw new ContextRefused('OPERATION')
    if (payload['vars'] !== digest(canonicalJson(operation.variables))) throw new ContextRefused('VARIABLES')
    if (!isAccessContext(payload['ctx'])) throw new ContextRefused('MALFORMED')
    this.remember(payload.jti ?? '', ((payload.exp ?? 0) + CLOCK_TOLERANCE) * 1000, now)
    return payload['ctx']
  }

  // Private:

  private async keyOf(kid: string | undefined, now: number): Promise<CryptoKey> {
    if (!(this.key instanceof PublicKeySet)) return this.key
    const key = await this.key.find(kid ?? '', now)
    if (key === null) throw new ContextRefused('UNKNOWN_KEY')
    return key
  }

  private remember(jti: string, until: number, now: number): void {
    if (this.seen.has(jti)) throw new ContextRefused('REPLAYED')
    for (const [old, forget] of this.seen) {
      if (forget > now) break
      this.seen.delete(old)
    }
    this.seen.set(jti, until)
  }
}

// Private:

function digest(text: string): string {
  return createHash('sm3').update(text).digest('base64url')
}

function failureOf(error: unknown): ContextFailure {
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) return 'ALGORITHM'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'SIGNATURE'
  if (error instanceof errors.JWTExpired) return 'EXPIRED'
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return 'AUDIENCE'
    if (error.claim === 'iat') return 'EXPIRED'
  }
  return 'MALFORMED'
}

/** The gateway's key has signed it, so this is about versions of our own code, not about an enemy. */
function isAccessContext(value: unknown): value is AccessContext {
  const context = (value ?? {}) as Partial<Record<keyof AccessContext, unknown>>
  return (
    typeof context.principal === 'object' &&
    context.principal !== null &&
    typeof context.rowScope === 'string' &&
    Array.isArray(context.purposeFields) &&
    Array.isArray(context.grants) &&
    typeof context.policyVersion === 'string' &&
    typeof context.at === 'number' &&
    typeof context.traceId === 'string'
  )
}
