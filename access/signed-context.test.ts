/** The context on its way to a department: every way in which it can be wrong is refused, and for the reason that is true. */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { base64url, SignJWT, type JWTPayload } from 'jose'
import { makeSigningKey, type SigningKey } from './keys.ts'
import type { AccessContext, Grant } from './principal.ts'
import { PublicKeySet } from './public-key-set.ts'
import { ContextRefused, ContextVerifier, signContext } from './signed-context.ts'

const NOW = Date.now()
const grantOf = (department: string): Grant => ({
  id: department,
  department,
  grantee: { role: 'mediator' },
  purpose: 'MEDIATION',
  legalBasis: '人民调解法',
  fields: ['category:户籍'],
  effect: 'PLAIN',
  rows: 'CASE',
  validFrom: 0,
  validTo: NOW + 1_000_000,
  approver: '数据局',
})
const access: AccessContext = {
  principal: {
    subject: 'm',
    department: 'justice',
    roles: ['mediator'],
    grids: [],
    staffKey: 'TJY00001',
    personId: null,
  },
  purpose: { code: 'MEDIATION', caseNumber: 'JF1' },
  rowScope: 'CASE',
  grants: [grantOf('housing'), grantOf('public-security')],
  purposeFields: ['*'],
  policyVersion: '7',
  at: NOW,
  traceId: 't',
}
const operation = {
  query: 'query($id: ID!) { person(id: $id) { name } }',
  variables: { id: 'P-1', list: [{ b: 1, a: 2 }] },
}

let key: SigningKey
beforeAll(async () => {
  key = await makeSigningKey()
})
const sign = (bound: Partial<typeof operation> & { department?: string } = {}, signer = key, at = NOW) =>
  signContext(access, { department: 'housing', ...operation, ...bound }, signer, at)
const decoded = (part = '') => new TextDecoder().decode(base64url.decode(part))
const door = () => new ContextVerifier('housing', key.publicKey)
const failure = async (token: string, asked: typeof operation = operation, now = NOW, at = door()) => {
  const refused: unknown = await at.verify(token, asked, now).then(
    () => 'ACCEPTED',
    (error: unknown) => error,
  )
  return refused instanceof ContextRefused ? refused.failure : refused
}

describe('the signed context', () => {
  test('arrives whole, with the grants of that department only', async () => {
    const arrived = await door().verify(await sign(), operation, NOW)
    expect(arrived).toEqual({ ...access, grants: [grantOf('housing')] })
  })

  test('does not depend on the order in which the variables were built', async () => {
    expect(await failure(await sign(), { ...operation, variables: { list: [{ a: 2, b: 1 }], id: 'P-1' } })).toBe(
      'ACCEPTED',
    )
  })

  test('is refused when it is not signed, or under another algorithm', async () => {
    const [, payload] = (await sign()).split('.')
    const none = `${base64url.encode(JSON.stringify({ alg: 'none', typ: 'pentagraph-context+jwt' }))}.${payload}.`
    expect(await failure(none)).toBe('ALGORITHM')
    const hmac = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: 'pentagraph-context+jwt' })
      .setExpirationTime('1m')
      .sign(new Uint8Array(32))
    expect(await failure(hmac)).toBe('ALGORITHM')
  })

  test('is refused under another key', async () => {
    expect(await failure(await sign({}, await makeSigningKey()))).toBe('SIGNATURE')
  })

  test('is refused when one character of it was changed', async () => {
    const [header, payload, signature] = (await sign()).split('.')
    const other = base64url.encode(new TextDecoder().decode(base64url.decode(payload ?? '')).replace('"CASE"', '"ALL"'))
    expect(await failure(`${header}.${other}.${signature}`)).toBe('SIGNATURE')
  })

  test('is refused by another department', async () => {
    expect(await failure(await sign({ department: 'justice' }))).toBe('AUDIENCE')
  })

  test('is refused after its 30 seconds, and before its time', async () => {
    expect(await failure(await sign(), operation, NOW + 36_000)).toBe('EXPIRED')
    expect(await failure(await sign({}, key, NOW + 60_000))).toBe('EXPIRED')
  })

  test('is refused with another operation or other variables', async () => {
    expect(await failure(await sign(), { ...operation, query: `${operation.query} ` })).toBe('OPERATION')
    expect(await failure(await sign(), { ...operation, variables: { ...operation.variables, id: 'P-2' } })).toBe(
      'VARIABLES',
    )
  })

  test('is refused the second time', async () => {
    const token = await sign()
    const at = door()
    expect(await failure(token, operation, NOW, at)).toBe('ACCEPTED')
    expect(await failure(token, operation, NOW, at)).toBe('REPLAYED')
    expect(await failure(token, operation, NOW + 34_000, at)).toBe('REPLAYED')
  })

  test.each(['', 'x', 'a.b.c', 'x'.repeat(70_000)])('is refused when it is no token', async (token) => {
    expect(await failure(token)).toBe('MALFORMED')
  })

  test('a token of another kind under the same key is refused', async () => {
    const other = await new SignJWT({ op: '', vars: '', ctx: {} })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setAudience('housing')
      .setIssuer('pentagraph-gateway')
      .setIssuedAt()
      .setJti('1')
      .setExpirationTime('20s')
      .sign(key.privateKey)
    expect(await failure(other)).toBe('MALFORMED')
  })

  test('longer than 64 KB is refused, whoever signed it', async () => {
    const long = { ...access, policyVersion: 'x'.repeat(70_000) }
    expect(await failure(await signContext(long, { department: 'housing', ...operation }, key, NOW))).toBe('MALFORMED')
  })

  test('of a set of keys the one that is named decides; one that is not in it, or not named, is refused', async () => {
    const other = await makeSigningKey()
    const keys = new PublicKeySet([
      { kid: key.kid, key: key.publicKey },
      { kid: other.kid, key: other.publicKey },
    ])
    const set = () => new ContextVerifier('housing', keys)
    expect(await failure(await sign(), operation, NOW, set())).toBe('ACCEPTED')
    expect(await failure(await sign({}, other), operation, NOW, set())).toBe('ACCEPTED')
    expect(await failure(await sign({}, await makeSigningKey()), operation, NOW, set())).toBe('UNKNOWN_KEY')
    expect(await failure(await sign({}, { ...key, kid: other.kid }), operation, NOW, set())).toBe('SIGNATURE')
    const { kid: _kid, ...unnamed } = JSON.parse(decoded((await sign()).split('.')[0])) as Record<string, unknown>
    const again = await new SignJWT(JSON.parse(decoded((await sign()).split('.')[1])) as JWTPayload)
      .setProtectedHeader(unnamed as { alg: string })
      .sign(key.privateKey)
    expect(await failure(again, operation, NOW, set())).toBe('UNKNOWN_KEY')
  })

  test.each<[string, unknown]>([
    ['none', null],
    ['a text', 'all'],
    ['nobody’s', { ...access, principal: null }],
    ['of a principal that is a text', { ...access, principal: 'm' }],
    ['without a row scope', { ...access, rowScope: undefined }],
    ['with fields of the purpose that are a text', { ...access, purposeFields: '*' }],
    ['with grants that are no list', { ...access, grants: {} }],
    ['without a version of the policy', { ...access, policyVersion: 7 }],
    ['at no time', { ...access, at: null }],
    ['without a trace', { ...access, traceId: undefined }],
  ])('is refused where the context is %s', async (_what, ctx) => {
    const [header, payload] = (await sign()).split('.')
    const token = await new SignJWT({ ...(JSON.parse(decoded(payload)) as JWTPayload), ctx })
      .setProtectedHeader(JSON.parse(decoded(header)) as { alg: string })
      .sign(key.privateKey)
    expect(await failure(token)).toBe('MALFORMED')
  })

  test('outside, all refusals look alike', async () => {
    const error = new ContextRefused('REPLAYED').toClientError('housing')
    expect(error.extensions).toEqual({ code: 'CONTEXT_REFUSED', department: 'housing' })
  })
})
