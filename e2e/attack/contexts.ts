/**
 * At the doors of the departments: contexts that were caught, changed, or made for somebody else, and refs and representations of one’s own.
 * Every shape is tried at every department.
 */
import { KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Kind, parse } from 'graphql'
import { makeSigningKey } from '../../access/keys.ts'
import type { AccessContext } from '../../access/principal.ts'
import { signContext } from '../../access/signed-context.ts'
import { departments } from '../../runner/departments.ts'
import { projectFolder } from '../../runner/project-folder.ts'
import { contextHeader, linkContext, linkOperations } from '../../runner/department/link-protocol.ts'
import { got, worst, type Attack } from './attack.ts'
import { nothing, readReply, type Reply } from './reply.ts'
import type { Target } from './target.ts'

const source = 'JWT replay and confused deputies; federation write-ups on subgraphs that are reached directly'
const after = 'a department’s records, past the gateway'

/** What is asked of a door: any document that every department can answer, under a genuine context. */
const query = '{ __typename }'

interface Sent {
  readonly context: string | null
  readonly query?: string
  readonly variables?: object
  readonly path?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** From a genuine context for this department to what the attacker sends. */
type Shape = (target: Target, department: string, genuine: () => Promise<string>) => Promise<Sent>

const shapes: Readonly<Record<string, Shape>> = {
  'no context': async () => ({ context: null }),
  'an empty context': async () => ({ context: '' }),
  'a token of a user': async (t) => ({ context: await t.token('data-officer') }),
  'a context for another department': async (t, department) => ({
    context: await signed(t, other(department)),
  }),
  'a context for several departments': async (t, department) => ({
    context: await signed(t, [department, 'justice'].join(',')),
  }),
  'an old context': async (t, department) => ({ context: await signed(t, department, query, {}, Date.now() - 60_000) }),
  'a context of tomorrow': async (t, department) => ({
    context: await signed(t, department, query, {}, Date.now() + 86_400_000),
  }),
  'another operation': async (_t, _d, genuine) => ({
    context: await genuine(),
    query: '{ __typename __schema { types { name } } }',
  }),
  'another operation that differs in a blank': async (_t, _d, genuine) => ({
    context: await genuine(),
    query: '{  __typename }',
  }),
  'other variables': async (_t, _d, genuine) => ({ context: await genuine(), variables: { first: 100 } }),
  'variables under __proto__': async (_t, _d, genuine) => ({
    context: await genuine(),
    body: `{"query":"${query}","variables":{"__proto__":{"a":1},"b":1}}`,
  }),
  'another principal': async (_t, _d, genuine) => ({
    context: changed(await genuine(), (claims) => ({
      ...claims,
      ctx: {
        ...(claims['ctx'] as object),
        principal: {
          subject: 'x',
          department: 'registry',
          roles: ['data-officer'],
          grids: [],
          staffKey: null,
          personId: null,
        },
      },
    })),
  }),
  'wider rows': async (_t, _d, genuine) => ({
    context: changed(await genuine(), (claims) => ({
      ...claims,
      ctx: { ...(claims['ctx'] as object), rowScope: 'ALL' },
    })),
  }),
  'grants of one’s own': async (_t, _d, genuine) => ({
    context: changed(await genuine(), (claims) => ({
      ...claims,
      ctx: { ...(claims['ctx'] as object), grants: [{ id: 'x', fields: ['*'] }] },
    })),
  }),
  'a longer life': async (_t, _d, genuine) => ({
    context: changed(await genuine(), (claims) => ({ ...claims, exp: 9_999_999_999 })),
  }),
  'the signature stripped': async (_t, _d, genuine) => ({ context: (await genuine()).replace(/[^.]*$/, '') }),
  'no algorithm': async (_t, _d, genuine) => ({
    context: headed(await genuine(), { alg: 'none', typ: 'pentagraph-context+jwt' }, ''),
  }),
  'another algorithm under the same signature': async (_t, _d, genuine) => ({
    context: headed(await genuine(), { alg: 'ES256', typ: 'pentagraph-context+jwt' }),
  }),
  'another key': async (_t, department) => ({ context: await signedBy(await makeSigningKey(), department) }),
  'an embedded key': async (_t, department) => ({ context: await withOwnKey(department) }),
  'the context in the body': async (_t, _d, genuine) => ({
    context: null,
    body: JSON.stringify({
      query,
      variables: {},
      extensions: { context: await genuine() },
      [contextHeader]: await genuine(),
    }),
  }),
  'the linking function, by a user': async (t, department) => ({
    context: await signContext(
      await officerOf(t),
      { department, query: linkOperations.identities, variables: { entity: 'Person' } },
      t.gatewayKey,
    ),
    path: '/link/identities',
    body: '{"entity":"Person"}',
  }),
  'the linking function, for a question of the graph': async (_t, _d, genuine) => ({
    context: await genuine(),
    path: '/link/identities',
    body: '{"entity":"Person"}',
  }),
  'the linking function, for another department': async (t, department) => ({
    context: await signContext(
      linkContext('a'),
      {
        department: department === 'justice' ? 'housing' : 'justice',
        query: linkOperations.identities,
        variables: { entity: 'Person' },
      },
      t.gatewayKey,
    ),
    path: '/link/identities',
    body: '{"entity":"Person"}',
  }),
  'an address that is none': async (_t, _d, genuine) => ({ context: await genuine(), path: '/graphql/../status' }),
  'another content type': async (_t, _d, genuine) => ({
    context: await genuine(),
    headers: { 'content-type': 'text/plain' },
  }),
}

const names = departments.map(({ name }) => name)

export const contextAttacks: readonly Attack[] = names.flatMap((department) => [
  ...Object.entries(shapes).map(([name, shape]): Attack => ({
    name: `${department}: ${name}`,
    after,
    source,
    async run(target) {
      const genuine = () => signed(target, department)
      return nothing(await knock(target, department, await shape(target, department, genuine)), target)
    },
  })),
  {
    name: `${department}: a context that was used before`,
    after,
    source,
    async run(target) {
      const context = await signed(target, department)
      const first = await knock(target, department, { context })
      // Or the door would be shut to everybody, and all the refusals above would say nothing.
      if (first.status !== 200) return got('no answer to the gateway itself')
      return nothing(await knock(target, department, { context }), target)
    },
  },
  ...spoofed(department),
])

// Private:

/** Under a genuine context of a user who may ask: representations and refs that the registry never gave out. */
function spoofed(department: string): Attack[] {
  const refs: Readonly<Record<string, (target: Target, type: string) => unknown>> = {
    'a ref without a seal': () => `${department}:Resident/self/1`,
    'a ref with a seal of zeros': () => `${department}:Resident/self/1~AAAAAAAAAAAAAAAA`,
    'a ref that is cut': (t) => t.seal(department, ['Resident/self/1']).slice(0, -3),
    'a ref whose keys were changed': (t) => t.seal(department, ['Resident/self/1']).replace('self%2F1', 'self%2F2'),
    'a ref sealed for another department': (t) => t.seal(other(department), ['Party/person/1']),
    'a ref sealed for another department, renamed': (t) =>
      t.seal(other(department), ['Party/person/1']).replace(other(department), department),
    'a list of refs': (t) => [t.seal(department, ['Resident/self/1'])],
    'an object for a ref': () => ({ toString: 'x', length: 1 }),
    'a ref under __proto__': () => JSON.parse('{"__proto__":{"startsWith":1}}') as object,
  }
  const fields = fieldsByRef(department)
  if (fields.length === 0) return []
  return Object.entries(refs).map(([name, ref]) => ({
    name: `${department}: ${name}`,
    after: 'the records of a person whom the registry would not give out',
    source: 'Federation write-ups on spoofed _entities representations',
    async run(target) {
      const outcomes = []
      for (const { type, needs, selection } of fields) {
        const variables = { r: [{ __typename: type, id: target.ids.person, [needs]: ref(target, type) }] }
        const asked = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${selection} } } }`
        const context = await signed(target, department, asked, variables)
        outcomes.push(nothing(await knock(target, department, { context, query: asked, variables }), target))
      }
      return worst(outcomes)
    },
  }))
}

function other(department: string): string {
  return department === 'justice' ? 'housing' : 'justice'
}

/** One field of each entity type that the department makes from a ref, as it is asked for. */
function fieldsByRef(
  department: string,
): readonly { readonly type: string; readonly needs: string; readonly selection: string }[] {
  const file = resolve(projectFolder(), `schema/subgraphs/${department}.graphql`)
  return parse(readFileSync(file, 'utf8')).definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return []
    const made = node.fields?.find(({ directives }) => directives?.some(({ name }) => name.value === 'requires'))
    const requires = made?.directives?.find(({ name }) => name.value === 'requires')?.arguments?.[0]?.value
    if (!made || requires?.kind !== Kind.STRING) return []
    const named = made.type.kind === Kind.NAMED_TYPE ? made.type.name.value : ''
    const leaf = /^(Int|String|Boolean|Float|Decimal|Day)$/.test(named) || named.endsWith('Grade')
    const below = leaf ? '' : named.endsWith('Connection') ? ' { totalCount }' : ' { id }'
    return [{ type: node.name.value, needs: requires.value, selection: `${made.name.value}${below}` }]
  })
}

async function knock(target: Target, department: string, sent: Sent): Promise<Reply> {
  const address = target.doors.get(department)
  if (address === undefined) throw new Error(`${department} has no door`)
  const response = await fetch(address + (sent.path ?? '/graphql'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(sent.context !== null && { [contextHeader]: sent.context }),
      ...sent.headers,
    },
    body: sent.body ?? JSON.stringify({ query: sent.query ?? query, variables: sent.variables ?? {} }),
  })
  return readReply(response.status, '', await response.text())
}

async function signed(
  target: Target,
  department: string,
  text = query,
  variables: object = {},
  now = Date.now(),
): Promise<string> {
  const access = await officerOf(target)
  return signContext(
    access,
    { department, query: text, variables: variables as Record<string, unknown> },
    target.gatewayKey,
    now,
  )
}

const officers = new WeakMap<Target, Promise<AccessContext>>()

function officerOf(target: Target): Promise<AccessContext> {
  const known = officers.get(target) ?? target.access('data-officer', 'DATA_QUALITY')
  officers.set(target, known)
  return known
}

async function signedBy(key: Parameters<typeof signContext>[2], department: string): Promise<string> {
  return signContext(linkContext('a'), { department, query, variables: {} }, key)
}

/** The claims changed, the signature left. */
function changed(context: string, change: (claims: Readonly<Record<string, unknown>>) => object): string {
  const [header = '', payload = '', signature = ''] = context.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>
  return [header, encode(change(claims)), signature].join('.')
}

function headed(context: string, header: object, signature?: string): string {
  const [, payload = '', old = ''] = context.split('.')
  return [encode(header), payload, signature ?? old].join('.')
}

async function withOwnKey(department: string): Promise<string> {
  const key = await makeSigningKey()
  const [, payload = ''] = (await signedBy(key, department)).split('.')
  const head = `${encode({ alg: 'EdDSA', typ: 'pentagraph-context+jwt', kid: key.kid, jwk: key.publicJwk })}.${payload}`
  return `${head}.${sign(null, Buffer.from(head), KeyObject.from(key.privateKey as never)).toString('base64url')}`
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
