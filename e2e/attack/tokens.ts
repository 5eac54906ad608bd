/** Tokens that nobody should believe, and tokens in places where nobody should look for them. Each asks for names of persons. */
import { createHmac, KeyObject, sign } from 'node:crypto'
import { CompactSign } from 'jose'
import { makeSigningKey } from '../../access/keys.ts'
import { signContext } from '../../access/signed-context.ts'
import { type Attack } from './attack.ts'
import { AUDIENCE, ISSUER } from './issuer.ts'
import { ask, nothing, type Asked } from './reply.ts'
import type { Target } from './target.ts'

export const query = '{ persons(first: 2) { totalCount nodes { id name } } }'

/** The request that everybody here tries; with a good token of this persona it is answered. */
export const asked: Asked = { who: 'data-officer', purpose: 'DATA_QUALITY', query }

const jwtAdvisories = 'JWT library advisories: algorithm none, key confusion, header injection'
const b64 = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const good = (target: Target) => target.issuer.claims(target.principal('data-officer'))

export const tokenAttacks: readonly Attack[] = [
  ...unsigned(),
  ...confused(),
  ...headers(),
  ...claims(),
  ...shapes(),
  ...places(),
]

// Private:

type Forge = (target: Target) => Promise<string> | string

function token(name: string, forge: Forge, after = 'being anybody without a key'): Attack {
  return {
    name: `token: ${name}`,
    after,
    source: jwtAdvisories,
    async run(target) {
      const { purpose } = asked as { purpose: string }
      return nothing(await ask(target, { token: await forge(target), purpose, query }), target)
    },
  }
}

function unsigned(): Attack[] {
  return ['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg) => [
    token(`alg "${alg}", no signature`, (t) => `${b64({ alg, typ: 'JWT', kid: t.issuer.key.kid })}.${b64(good(t))}.`),
    token(`alg "${alg}", some signature`, (t) => `${b64({ alg, kid: t.issuer.key.kid })}.${b64(good(t))}.AAAA`),
  ])
}

/** The public key as a password: whoever verifies by the header's algorithm accepts it. */
function confused(): Attack[] {
  const secrets: Readonly<Record<string, (target: Target) => string | Buffer>> = {
    'the PEM': (t) => t.issuer.publicPem,
    'the JWK': (t) => JSON.stringify(t.issuer.key.publicJwk),
    'the raw key': (t) => Buffer.from(String(t.issuer.key.publicJwk.x), 'base64url'),
    'an empty secret': () => '',
  }
  return Object.entries(secrets).flatMap(([what, secret]) =>
    (['sha256', 'sha512'] as const).map((hash) =>
      token(`HS${hash.slice(3)} with ${what}`, (t) => {
        const head = `${b64({ alg: `HS${hash.slice(3)}`, typ: 'JWT', kid: t.issuer.key.kid })}.${b64(good(t))}`
        return `${head}.${createHmac(hash, secret(t)).update(head).digest('base64url')}`
      }),
    ),
  )
}

/** Signed by a key of the attacker's, with a header that would make the verifier fetch or trust it. */
function headers(): Attack[] {
  const forged = (name: string, header: (jwk: object) => object) =>
    token(name, async (t) => {
      const own = await makeSigningKey()
      return new CompactSign(new TextEncoder().encode(JSON.stringify(good(t))))
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', ...header(own.publicJwk) } as never)
        .sign(own.privateKey)
    })
  const kids: readonly unknown[] = [
    'unknown',
    '',
    '../../../../dev/null',
    '/etc/passwd',
    'http://127.0.0.1:4369/jwks.json',
    "' OR '1'='1",
    '__proto__',
    'constructor',
    ['a'],
    { $ne: '' },
    0,
    null,
  ]
  return [
    ...kids.map((kid) => forged(`another's key, kid ${JSON.stringify(kid)}`, () => ({ kid }))),
    forged("another's key, no kid", () => ({})),
    {
      ...forged("another's key under the issuer's kid", () => ({})),
      async run(t) {
        const own = await makeSigningKey()
        const head = `${b64({ alg: 'EdDSA', typ: 'JWT', kid: t.issuer.key.kid })}.${b64(good(t))}`
        const signature = sign(null, Buffer.from(head), KeyObject.from(own.privateKey as never))
        return nothing(
          await ask(t, { token: `${head}.${signature.toString('base64url')}`, purpose: 'DATA_QUALITY', query }),
          t,
        )
      },
    },
    forged('embedded key (jwk)', (jwk) => ({ kid: 'mine', jwk })),
    forged('key address (jku)', () => ({ kid: 'mine', jku: 'http://127.0.0.1:4369/jwks.json' })),
    forged('certificate address (x5u)', () => ({ kid: 'mine', x5u: 'http://127.0.0.1:4369/cert.pem' })),
    forged('certificate (x5c)', () => ({ kid: 'mine', x5c: ['MIIB'] })),
    token('crit of what nobody understands', (t) =>
      raw(t, { alg: 'EdDSA', kid: t.issuer.key.kid, crit: ['exp'], exp: 0 }),
    ),
    token('unencoded payload (b64: false)', (t) =>
      raw(t, { alg: 'EdDSA', kid: t.issuer.key.kid, b64: false, crit: ['b64'] }),
    ),
    token('duplicate alg in the header', (t) => rawText(t, `{"alg":"none","alg":"EdDSA","kid":"${t.issuer.key.kid}"}`)),
    token('duplicate kid in the header', (t) => rawText(t, `{"alg":"EdDSA","kid":"../x","kid":"${t.issuer.key.kid}"}`)),
    token('a context for departments as a token', async (t) =>
      signContext(
        await t.access('data-officer', 'DATA_QUALITY'),
        { department: AUDIENCE, query, variables: {} },
        t.gatewayKey,
      ),
    ),
    token('typ of a context', (t) => t.issuer.sign(good(t), { typ: 'pentagraph-context+jwt' })),
  ]
}

/** Truly signed by the issuer, but for others, for another time, or careless. */
function claims(): Attack[] {
  const now = () => Math.floor(Date.now() / 1000)
  const changed = (name: string, change: (claims: Readonly<Record<string, unknown>>) => object | string) =>
    token(name, (t) => t.issuer.sign(change(good(t))), 'a token that is not for here, not now, or says two things')
  const without = (claim: string) => (all: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => name !== claim))
  const twice = (member: string) => (all: object) => JSON.stringify(all).replace(/^\{/, `{${member},`)
  return [
    changed('expired an hour ago (replayed)', (all) => ({ ...all, iat: now() - 7_200, exp: now() - 3_600 })),
    changed('expired ten seconds ago', (all) => ({ ...all, exp: now() - 10 })),
    changed('no expiry', without('exp')),
    changed('expiry as a text', (all) => ({ ...all, exp: String(now() + 60) })),
    changed('expiry null', (all) => ({ ...all, exp: null })),
    changed('expiry a list', (all) => ({ ...all, exp: [now() + 60] })),
    changed('not before tomorrow', (all) => ({ ...all, nbf: now() + 86_400 })),
    changed('not before as a text', (all) => ({ ...all, nbf: '0' })),
    ...['pentagraph-city2', 'pentagraph', '', null, ['other'], { aud: AUDIENCE }].map((aud) =>
      changed(`audience ${JSON.stringify(aud)}`, (all) => ({ ...all, aud })),
    ),
    changed('no audience', without('aud')),
    ...[
      `${ISSUER}/`,
      ISSUER.replace('https', 'http'),
      ISSUER.toUpperCase(),
      'https://demo-issuer.pentagraph.example',
      [ISSUER],
      null,
    ].map((iss) => changed(`issuer ${JSON.stringify(iss)}`, (all) => ({ ...all, iss }))),
    changed('no issuer', without('iss')),
    changed('no subject', without('sub')),
    changed('a number as subject', (all) => ({ ...all, sub: 1 })),
    changed('an empty subject', (all) => ({ ...all, sub: '' })),
    changed('a subject with a line break', (all) => ({ ...all, sub: 'a\nb' })),
    changed('roles twice', twice('"roles":["auditor"]')),
    changed('subject twice', twice('"sub":"another"')),
    changed('department twice, once escaped', twice('"departmen\\u0074":"justice"')),
    changed('expiry twice', twice('"exp":1')),
    changed('no roles', without('roles')),
    ...[[], 'data-officer', ['superuser'], ['data-officer', 'root'], [['data-officer']], { 0: 'data-officer' }].map(
      (roles) => changed(`roles ${JSON.stringify(roles)}`, (all) => ({ ...all, roles })),
    ),
    changed('a citizen with an office', (all) => ({ ...all, roles: ['citizen', 'data-officer'], personId: 'p' })),
    changed('a citizen of a department', (all) => ({ ...all, roles: ['citizen'], personId: 'p' })),
    changed('an officer with a person', (all) => ({ ...all, personId: 'p' })),
    changed('an officer of no department', without('department')),
    ...['Justice', 'justice; registry', '__proto__', '*', ['justice']].map((department) =>
      changed(`department ${JSON.stringify(department)}`, (all) => ({ ...all, department })),
    ),
    changed('grids by wildcard', (all) => ({ ...all, roles: ['grid-worker'], grids: ['370283*'] })),
    changed('claims under __proto__', () => '{"__proto__":{"sub":"x","roles":["data-officer"]},"iss":"","aud":""}'),
    changed('a list of claims', (all) => JSON.stringify([all])),
    changed('null for claims', () => 'null'),
  ]
}

function shapes(): Attack[] {
  const cut = (name: string, change: (whole: string) => string) =>
    token(name, async (t) => change(await t.issuer.sign(good(t))))
  return [
    cut('signature stripped', (whole) => whole.replace(/[^.]*$/, '')),
    cut('signature and dot stripped', (whole) => whole.replace(/\.[^.]*$/, '')),
    cut('signature cut short', (whole) => whole.slice(0, -20)),
    cut('one bit of the signature', (whole) =>
      whole.replace(/\.(.)([^.]*)$/, (_w, a: string, rest: string) => `.${a === 'A' ? 'B' : 'A'}${rest}`),
    ),
    cut('four parts', (whole) => `${whole}.AAAA`),
    cut('five parts', (whole) => `${whole}.AAAA.AAAA`),
    cut('padded parts', (whole) => whole.replaceAll('.', '=.')),
    cut('two tokens', (whole) => `${whole} ${whole}`),
    cut('two tokens with a comma', (whole) => `${whole}, Bearer ${whole}`),
    token('payload of one under the signature of another', async (t) => {
      const mine = (await t.token('bi')).split('.')
      const theirs = (await t.token('data-officer')).split('.')
      return [mine[0], theirs[1], mine[2]].join('.')
    }),
    token('a huge token', () => `${b64({ alg: 'EdDSA' })}.${'A'.repeat(9_000)}.AAAA`),
  ]
}

/** A good token where it does not belong: it would stand in logs and histories, and another site's page could send it. */
function places(): Attack[] {
  const placed = (name: string, place: (token: string) => Asked): Attack => ({
    name: `token: ${name}`,
    after: 'a token from a history, a log, a cookie that the browser sends by itself',
    source: 'OAuth 2.0 security best current practice (tokens in URLs, cookies)',
    async run(target) {
      const where = place(await target.token('data-officer'))
      return nothing(await ask(target, { purpose: 'DATA_QUALITY', query, ...where }), target)
    },
  })
  return [
    placed('nowhere', () => ({})),
    placed('in the URL', (t) => ({ path: `/graphql?planted-by-an-attack&access_token=${t}` })),
    placed('in the URL as authorization', (t) => ({
      path: `/graphql?planted-by-an-attack&authorization=Bearer%20${t}`,
    })),
    placed('in a cookie', (t) => ({ headers: { cookie: `token=${t}; authorization=Bearer ${t}; access_token=${t}` } })),
    placed('in x-access-token', (t) => ({ headers: { 'x-access-token': t, 'x-authorization': `Bearer ${t}` } })),
    placed('in proxy-authorization', (t) => ({ headers: { 'proxy-authorization': `Bearer ${t}` } })),
    placed('in the body', (t) => ({
      body: JSON.stringify({
        query,
        token: t,
        authorization: `Bearer ${t}`,
        extensions: { authorization: `Bearer ${t}` },
      }),
    })),
    placed('as Basic', (t) => ({ headers: { authorization: `Basic ${Buffer.from(`x:${t}`).toString('base64')}` } })),
    placed('without a scheme', (t) => ({ headers: { authorization: t } })),
    placed('under another scheme', (t) => ({ headers: { authorization: `Token ${t}` } })),
    placed('quoted', (t) => ({ headers: { authorization: `Bearer "${t}"` } })),
  ]
}

function raw(target: Target, header: object): Promise<string> {
  return rawText(target, JSON.stringify(header))
}

/** Signed with the issuer's key under a header that no library would write. */
async function rawText(target: Target, header: string): Promise<string> {
  const head = `${b64(header)}.${b64(good(target))}`
  const key = KeyObject.from(target.issuer.key.privateKey as never)
  return `${head}.${sign(null, Buffer.from(head), key).toString('base64url')}`
}
