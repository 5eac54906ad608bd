/** Who is let in: every way in which a token or a header can be wrong. Codes only: a caller learns no more. */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { base64url, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters } from 'jose'
import { makeSigningKey, type SigningKey } from '../access/keys.ts'
import { createAuthenticator, type Authenticate, type AuthenticatorConfig } from './authenticate.ts'

const NOW = 1_800_000_000_000
const SECONDS = NOW / 1000
const claims = {
  iss: 'https://issuer.example',
  aud: 'pentagraph',
  sub: 'mediator-1',
  exp: SECONDS + 600,
  department: 'justice',
  roles: ['mediator'],
  staffKey: 'TJY00001',
}

let key: SigningKey
let config: AuthenticatorConfig
let authenticate: Authenticate
beforeAll(async () => {
  key = await makeSigningKey()
  config = { issuer: claims.iss, audience: 'pentagraph', algorithms: ['EdDSA'], jwks: { keys: [key.publicJwk] } }
  authenticate = createAuthenticator(config)
})

const token = (changes: object = {}, header: Partial<JWTHeaderParameters> = {}, signer: CryptoKey = key.privateKey) =>
  new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg: 'EdDSA', kid: key.kid, ...header }).sign(signer)
const ask = (value: string, ...headers: string[]) => authenticate(['Authorization', `Bearer ${value}`, ...headers], NOW)
const code = (answer: Promise<unknown>) =>
  answer.then(
    () => 'ACCEPTED',
    (error: { extensions?: { code?: unknown } }) => error.extensions?.code,
  )
const part = (json: string) => base64url.encode(json)
/** Rightly signed, whatever it says. */
const signed = async (header: string, body: string) => {
  const signature = await crypto.subtle.sign('Ed25519', key.privateKey, new TextEncoder().encode(`${header}.${body}`))
  return `${header}.${body}.${base64url.encode(new Uint8Array(signature))}`
}

describe('a token', () => {
  test('says who asks', async () => {
    expect(await ask(await token(), 'X-Purpose', 'MEDIATION', 'x-case', 'JF2025000001')).toEqual({
      principal: {
        subject: 'mediator-1',
        department: 'justice',
        roles: ['mediator'],
        grids: [],
        staffKey: 'TJY00001',
        personId: null,
      },
      purpose: { code: 'MEDIATION', caseNumber: 'JF2025000001' },
    })
  })

  test('is needed: there is no anonymous access', async () => {
    expect(await code(authenticate([], NOW))).toBe('UNAUTHENTICATED')
    expect(await code(authenticate(['authorization', ''], NOW))).toBe('UNAUTHENTICATED')
    expect(await code(authenticate(['authorization', 'Basic YTpi'], NOW))).toBe('TOKEN_INVALID')
  })

  test.each<[string, object, string]>([
    ['from another issuer', { iss: 'https://other.example' }, 'TOKEN_INVALID'],
    ['for another audience', { aud: 'other' }, 'TOKEN_INVALID'],
    ['without an end', { exp: undefined }, 'TOKEN_INVALID'],
    ['with an end that is text', { exp: '1900000000' }, 'TOKEN_INVALID'],
    ['that has ended', { exp: SECONDS - 6 }, 'TOKEN_EXPIRED'],
    ['that has not begun', { nbf: SECONDS + 6 }, 'TOKEN_INVALID'],
    ['within the tolerance of the clocks', { exp: SECONDS - 4, nbf: SECONDS + 4 }, 'ACCEPTED'],
    ['without a subject', { sub: undefined }, 'TOKEN_INVALID'],
    ['with roles as text', { roles: 'mediator' }, 'TOKEN_INVALID'],
    ['with an unknown role', { roles: ['mediator', 'root'] }, 'TOKEN_INVALID'],
    ['without roles', { roles: [] }, 'TOKEN_INVALID'],
    ['with a department of another form', { department: 'Justice;' }, 'TOKEN_INVALID'],
    ['of staff without a department', { department: undefined }, 'TOKEN_INVALID'],
    ['with a grid of 14 digits', { grids: ['37028300100100'] }, 'TOKEN_INVALID'],
    ['with a grid as a number', { grids: [370283001001001] }, 'TOKEN_INVALID'],
    ['of staff that names a person', { personId: 'P-1' }, 'TOKEN_INVALID'],
    ['of a citizen who is staff too', { roles: ['citizen', 'mediator'], personId: 'P-1' }, 'TOKEN_INVALID'],
    [
      'of a citizen without a person',
      { roles: ['citizen'], department: undefined, staffKey: undefined },
      'TOKEN_INVALID',
    ],
    ['of a citizen', { roles: ['citizen'], department: undefined, staffKey: undefined, personId: 'P-1' }, 'ACCEPTED'],
  ])('%s', async (_name, changes, expected) => {
    expect(await code(ask(await token(changes)))).toBe(expected)
  })

  test.each<[string, Partial<JWTHeaderParameters>]>([
    ['an unknown key', { kid: 'other' }],
    ['no key named', { kid: undefined as unknown as string }],
    ['a key of its own', { jwk: { kty: 'OKP' } }],
    ['a key address', { jku: 'https://issuer.example/keys' }],
    ['another kind of token', { typ: 'pentagraph-context+jwt' }],
  ])('with %s is refused', async (_name, header) => {
    expect(await code(ask(await token({}, header)))).toBe('TOKEN_INVALID')
  })

  test('with an extension that must be understood is refused', async () => {
    const critical = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, crit: ['b64'], b64: true })
      .sign(key.privateKey)
    expect(await code(ask(critical))).toBe('TOKEN_INVALID')
  })

  test('signed by somebody else is refused', async () => {
    expect(await code(ask(await token({}, {}, (await makeSigningKey()).privateKey)))).toBe('TOKEN_INVALID')
  })

  test('without a signature, or with the public key as a password, is refused', async () => {
    const body = part(JSON.stringify(claims))
    expect(await code(ask(`${part(JSON.stringify({ alg: 'none', kid: key.kid }))}.${body}.`))).toBe('TOKEN_INVALID')
    expect(await code(ask(`${part(JSON.stringify({ alg: 'none', kid: key.kid }))}.${body}.AA`))).toBe('TOKEN_INVALID')
    const password = new TextEncoder().encode(JSON.stringify(key.publicJwk))
    const hmac = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: key.kid }).sign(password)
    expect(await code(ask(hmac))).toBe('TOKEN_INVALID')
  })

  test('under an algorithm that is not configured is refused, though the key is known', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true })
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'es', alg: 'ES256' }
    const signed = await token({}, { alg: 'ES256', kid: 'es' }, pair.privateKey)
    const jwks = { keys: [key.publicJwk, jwk] }
    const headers = ['authorization', `Bearer ${signed}`]
    expect(await code(createAuthenticator({ ...config, jwks })(headers, NOW))).toBe('TOKEN_INVALID')
    expect(await code(createAuthenticator({ ...config, jwks, algorithms: ['EdDSA', 'ES256'] })(headers, NOW))).toBe(
      'ACCEPTED',
    )
  })

  test('that names a claim twice is refused, though its signature is good', async () => {
    const header = part(JSON.stringify({ alg: 'EdDSA', kid: key.kid }))
    const body = part(JSON.stringify(claims).replace('{', '{"sub":"somebody",'))
    expect(await code(ask(await signed(header, body)))).toBe('TOKEN_INVALID')
  })

  test.each([
    ['names a member twice', (good: string) => good.replace('{', '{"kid":"other",')],
    ['is null', () => 'null'],
    ['is a text', () => '"EdDSA"'],
    ['is a list', () => '["EdDSA"]'],
  ])('whose header %s is refused', async (_what, spoil) => {
    const header = part(spoil(JSON.stringify({ alg: 'EdDSA', kid: key.kid })))
    const body = part(JSON.stringify(claims))
    expect(await code(ask(await signed(header, body)))).toBe('TOKEN_INVALID')
  })

  test.each(['null', '"text"', '[]', '7'])('that says %s is refused', async (json) => {
    expect(await code(ask(await signed(part(JSON.stringify({ alg: 'EdDSA', kid: key.kid })), part(json))))).toBe(
      'TOKEN_INVALID',
    )
  })

  test.each(['x', 'a.b', 'a.b.c', 'ée.é.é', part('[]') + '.' + part('{"a":"\\x"}') + '.AA', 'a.'.repeat(20_000)])(
    'that is none is refused',
    async (value) => {
      expect(await code(ask(value))).toBe('TOKEN_INVALID')
    },
  )

  test('given twice is refused', async () => {
    const given = await token()
    expect(await code(ask(given, 'authorization', `Bearer ${given}`))).toBe('TOKEN_INVALID')
  })

  test('longer than 8 KB is refused', async () => {
    expect(await code(ask(await token({ padding: 'x'.repeat(9_000) })))).toBe('TOKEN_INVALID')
  })
})

describe('the purpose', () => {
  test('may be absent; then a case number means nothing', async () => {
    expect((await ask(await token(), 'x-case', 'JF1')).purpose).toBeNull()
  })

  test('is one an operation: no list, no second header', async () => {
    const given = await token()
    expect(await code(ask(given, 'x-purpose', 'MEDIATION, HOTLINE'))).toBe('BAD_REQUEST')
    expect(await code(ask(given, 'x-purpose', 'M'.repeat(257)))).toBe('BAD_REQUEST')
    expect((await ask(given, 'x-purpose', 'M'.repeat(256))).purpose?.code).toHaveLength(256)
    expect(await code(ask(given, 'x-purpose', 'MEDIATION', 'X-Purpose', 'HOTLINE'))).toBe('BAD_REQUEST')
    expect(await code(ask(given, 'x-purpose', 'MEDIATION', 'x-case', 'JF1', 'x-case', 'JF2'))).toBe('BAD_REQUEST')
  })

  test.each([
    ['JF2025-1', 'JF2025-1'],
    [encodeURIComponent('（2026）平调字第7号'), '（2026）平调字第7号'],
    ['%E5%B9%B3%E8%B0%83%E3%80%942025%E3%80%951%E5%8F%B7', '平调〔2025〕1号'],
  ])('a case number %s is read as %s', async (header, caseNumber) => {
    expect((await ask(await token(), 'x-purpose', 'MEDIATION', 'x-case', header)).purpose).toEqual({
      code: 'MEDIATION',
      caseNumber,
    })
  })

  test.each(['JF1,JF2', 'JF 1', '%', '%00', 'x'.repeat(200)])('a case number %j is refused', async (header) => {
    expect(await code(ask(await token(), 'x-purpose', 'MEDIATION', 'x-case', header))).toBe('BAD_REQUEST')
  })
})

describe('a configuration that could let somebody in stops the start', () => {
  test.each<[string, (good: AuthenticatorConfig) => AuthenticatorConfig]>([
    ['no algorithm', (good) => ({ ...good, algorithms: [] })],
    ['a shared secret as algorithm', (good) => ({ ...good, algorithms: ['HS256' as 'EdDSA'] })],
    ['no signature', (good) => ({ ...good, algorithms: ['none' as 'EdDSA'] })],
    ['no key', (good) => ({ ...good, jwks: { keys: [] } })],
    ['a secret among the keys', (good) => ({ ...good, jwks: { keys: [{ kty: 'oct', k: 'AA', kid: 'x' }] } })],
    ['a key without a name', (good) => ({ ...good, jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AA' }] } })],
    [
      'a private key',
      (good) => ({ ...good, jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AA', d: 'AA', kid: 'x' }] } }),
    ],
    ['no issuer', (good) => ({ ...good, issuer: '' })],
    ['no audience', (good) => ({ ...good, audience: '' })],
  ])('%s', (_name, change) => {
    expect(() => createAuthenticator(change(config))).toThrow(TypeError)
  })
})
