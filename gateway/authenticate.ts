/**
 * Who asks, and for what: a bearer token with pinned algorithms, and the headers `x-purpose` and `x-case`. There is no anonymous
 * access. Whether the purpose exists and is open to the roles is known by the policy (access/policy-store.ts).
 */
import { errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import type { GraphQLError } from 'graphql'
import { principalOf } from '../access/claims.ts'
import { hasDuplicateMembers } from '../access/duplicate-members.ts'
import type { Principal, PurposeUse } from '../access/principal.ts'
import { pentagraphError } from '../schema/errors.ts'
import { IssuerKeys } from './issuer-keys.ts'

/** Signature algorithms that can be configured: no `none`, no HS*, which would make a public key a password. */
export const tokenAlgorithms = ['EdDSA', 'ES256', 'RS256'] as const
export type TokenAlgorithm = (typeof tokenAlgorithms)[number]

export interface AuthenticatorConfig {
  readonly issuer: string
  readonly audience: string
  readonly algorithms: readonly TokenAlgorithm[]
  /** Public keys of the issuer, each with a `kid`. */
  readonly jwks: JSONWebKeySet | IssuerKeys
  /** Seconds by which the clocks of issuer and hub may differ. */
  readonly clockToleranceSeconds?: number
}

export interface Authenticated {
  readonly principal: Principal
  readonly purpose: PurposeUse | null
}

/** `rawHeaders` as Node gives them (name, value, name, value …): only there can a header that came twice be seen. */
export type Authenticate = (rawHeaders: readonly string[], now?: number) => Promise<Authenticated>

/** Throws at start-up on a configuration that could let somebody in. The function throws UNAUTHENTICATED, TOKEN_EXPIRED, TOKEN_INVALID, BAD_REQUEST. */
export function createAuthenticator(config: AuthenticatorConfig): Authenticate {
  checkConfig(config)
  const keys = config.jwks instanceof IssuerKeys ? config.jwks : new IssuerKeys(config.jwks)
  return async (rawHeaders, now = Date.now()) => {
    const token = readBearer(rawHeaders)
    const payload = await jwtVerify(token, keys.find, {
      algorithms: [...config.algorithms],
      issuer: config.issuer,
      audience: config.audience,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: config.clockToleranceSeconds ?? CLOCK_TOLERANCE,
      currentDate: new Date(now),
    }).then((verified) => verified.payload, refuse)
    const principal = readPrincipal(payload)
    try {
      return { principal, purpose: readPurpose(rawHeaders) }
    } catch (error) {
      refusedPrincipals.set(error as GraphQLError, principal)
      throw error
    }
  }
}

/** Who was refused for the other headers although the token was good: the audit names them. */
export function principalOfRefusal(error: GraphQLError): Principal | null {
  return refusedPrincipals.get(error) ?? null
}

// Private:

const refusedPrincipals = new WeakMap<GraphQLError, Principal>()
const CLOCK_TOLERANCE = 5
/** With `Bearer`. */
const MAX_TOKEN_LENGTH = 8 * 1024
const MAX_HEADER_LENGTH = 256

function checkConfig(config: AuthenticatorConfig): void {
  const known: readonly string[] = tokenAlgorithms
  if (config.algorithms.length === 0 || !config.algorithms.every((name) => known.includes(name))) {
    throw new TypeError(`token algorithms must be of ${tokenAlgorithms.join(', ')}`)
  }
  if (config.issuer === '' || config.audience === '')
    throw new TypeError('issuer and audience of the tokens are needed')
}

function readBearer(rawHeaders: readonly string[]): string {
  const given = headerOnce(rawHeaders, 'authorization')
  if (given === null) throw pentagraphError('UNAUTHENTICATED')
  const found = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(given)
  const token = found?.[1]
  if (token === undefined) throw pentagraphError('TOKEN_INVALID')
  const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('utf8'))
  if (!isPlainHeader(header ?? '') || !isUnambiguous(payload ?? '')) throw pentagraphError('TOKEN_INVALID')
  return token
}

/** A header must name its key; extensions that must be understood (`crit`), embedded keys and key addresses are never acceptable. */
function isPlainHeader(json: string): boolean {
  if (!isUnambiguous(json)) return false
  const header = JSON.parse(json) as Readonly<Record<string, unknown>>
  const typed = header['typ'] === undefined || header['typ'] === 'JWT' || header['typ'] === 'at+jwt'
  return (
    typed &&
    typeof header['kid'] === 'string' &&
    !['crit', 'jwk', 'jku', 'x5u', 'x5c'].some((name) => Object.hasOwn(header, name))
  )
}

/** Some JSON, not null, in which no name stands twice. */
function isUnambiguous(json: string): boolean {
  try {
    return JSON.parse(json) !== null && !hasDuplicateMembers(json)
  } catch {
    return false
  }
}

function refuse(error: unknown): never {
  throw error instanceof errors.JWTExpired
    ? pentagraphError('TOKEN_EXPIRED')
    : pentagraphError('TOKEN_INVALID', {}, error)
}

function readPrincipal(payload: JWTPayload): Principal {
  const principal = principalOf(payload)
  if (principal === null) throw pentagraphError('TOKEN_INVALID')
  return principal
}

/** One purpose an operation: a header that came twice or holds a list is refused. The case number may be percent-encoded UTF-8. */
function readPurpose(rawHeaders: readonly string[]): PurposeUse | null {
  const code = headerOnce(rawHeaders, 'x-purpose')
  const given = headerOnce(rawHeaders, 'x-case')
  if (/[\s,;]/.test(code ?? '')) throw badHeader('x-purpose')
  const caseNumber = given === null ? null : decodeCase(given)
  return code === null ? null : { code, caseNumber }
}

function decodeCase(given: string): string {
  try {
    const text = decodeURIComponent(given)
    if (/^[\p{L}\p{N}._:/()〔〕（）【】-]{1,100}$/u.test(text)) return text
  } catch {
    // Not percent-encoded text: refused below.
  }
  throw badHeader('x-case')
}

/** The header's value, or null when it is absent or empty. Refuses one that came more than once. */
function headerOnce(rawHeaders: readonly string[], name: string): string | null {
  let value: string | null = null
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== name) continue
    if (value !== null) throw badHeader(name)
    value = rawHeaders[at + 1]?.trim() ?? ''
  }
  if (value !== null && value.length > (name === 'authorization' ? MAX_TOKEN_LENGTH : MAX_HEADER_LENGTH))
    throw badHeader(name)
  return value === '' ? null : value
}

function badHeader(name: string): GraphQLError {
  return name === 'authorization' ? pentagraphError('TOKEN_INVALID') : pentagraphError('BAD_REQUEST', { header: name })
}
