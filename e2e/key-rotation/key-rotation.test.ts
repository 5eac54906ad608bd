/**
 * Each key is exchanged while a mediator's requests run without a pause, over a hub whose housing department is a process of its own: not
 * one request loses a field, and what was made with the old key is refused afterwards.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEMO_AUDIENCE, DEMO_ISSUER, demoPrincipal, demoToken, readDemoFacts } from '../../access/demo-issuer.ts'
import { loadSigningKey, makeSigningKey, type SigningKey } from '../../access/keys.ts'
import { refSealer, refSecret } from '../../access/local-ref.ts'
import { loadAccessContext } from '../../access/policy-store.ts'
import type { Principal } from '../../access/principal.ts'
import { signContext } from '../../access/signed-context.ts'
import { contextHeader, linkContext, linkOperations } from '../../runner/department/link-protocol.ts'
import { startTestDepartment, type TestDepartment } from '../start-department.ts'
import { startTestHub, type TestHub } from '../start-test-hub.ts'

const secret = () => randomBytes(32)
const text = (...secrets: readonly Uint8Array[]) =>
  secrets.map((one) => `${Buffer.from(one).toString('base64url')}\n`).join('')

let city: TestHub
let housing: TestDepartment
let issuer = {} as SigningKey
/** Of the department's operator. */
let refFile = ''
let gatewayFile = ''
let jwksFile = ''
const masters = [secret()]

beforeAll(async () => {
  issuer = await makeSigningKey()
  city = await startTestHub({
    async before(data) {
      const keys = join(data, 'keys')
      mkdirSync(keys, { recursive: true })
      put(join(keys, 'ref.secret'), text(...masters))
      refFile = join(data, 'housing-ref.secret')
      gatewayFile = join(data, 'housing-gateway.jwks')
      jwksFile = join(data, 'issuer.jwks')
      put(refFile, text(ofHousing(masters[0])))
      put(gatewayFile, jwks(await loadSigningKey('gateway', keys)))
      put(jwksFile, jwks(issuer))
      housing = await startTestDepartment('housing', data, {
        PENTAGRAPH_GATEWAY_KEY: gatewayFile,
        PENTAGRAPH_DEPARTMENT_REF_SECRET: `file:${refFile}`,
      })
      return {
        PENTAGRAPH_DEPARTMENT_URLS: `housing=${housing.address}`,
        PENTAGRAPH_JWKS: jwksFile,
        PENTAGRAPH_ISSUER: DEMO_ISSUER,
        PENTAGRAPH_AUDIENCE: DEMO_AUDIENCE,
      }
    },
  })
})
afterAll(async () => {
  await city.close()
  await housing.close()
})

describe('exchanged under running requests:', () => {
  test('the key that signs contexts', async () => {
    const file = join(city.data, 'keys', 'gateway.jwk')
    const old = await loadSigningKey('gateway', join(city.data, 'keys'))
    const next = await makeKeyFile()
    await underRequests(async () => {
      put(gatewayFile, jwks(old, next.key))
      await noticed()
      put(file, next.text)
      await noticed()
    })
    expect(await asked(old)).toBe(200)
    expect(await asked(next.key)).toBe(200)
    put(gatewayFile, jwks(next.key))
    await noticed()
    expect(await asked(old)).toBe(401)
    await underRequests(() => noticed())
  })

  test('the key that signs contexts, where the department hears of it last', async () => {
    const next = await makeKeyFile()
    put(gatewayFile, jwks(next.key))
    put(join(city.data, 'keys', 'gateway.jwk'), next.text)
    await noticed()
    await underRequests(() => noticed())
  })

  test('the keys of the token issuer', async () => {
    const old = issuer
    const next = await makeSigningKey()
    await underRequests(async () => {
      put(jwksFile, jwks(old, next))
      // At once, before anybody looks at the file by the clock: an unknown key makes the hub look.
      expect(await personOf(next)).toBe('OK')
      issuer = next
      await noticed()
      put(jwksFile, jwks(next))
      await noticed()
    })
    expect(await personOf(old)).toBe('TOKEN_INVALID')
  })

  test('the secret of the refs', async () => {
    const [old = secret()] = masters
    const next = secret()
    const hubFile = join(city.data, 'keys', 'ref.secret')
    await underRequests(async () => {
      for (const order of [
        [old, next],
        [next, old],
      ] as const) {
        put(refFile, text(...order.map(ofHousing)))
        put(hubFile, text(...order))
        await noticed()
      }
      put(hubFile, text(next))
      await noticed()
      put(refFile, text(ofHousing(next)))
      await noticed()
    })
    expect(await propertiesBehind(old)).toBe(0)
    expect(await propertiesBehind(next)).toBe(2)
  })
})

test('a key file that is gone, broken or used twice changes nothing, and a new one is never made in its place', async () => {
  const hubFile = join(city.data, 'keys', 'ref.secret')
  const whole = readFileSync(hubFile, 'utf8')
  const index = readFileSync(join(city.data, 'keys', 'index.secret'), 'utf8')
  await underRequests(async () => {
    for (const spoilt of ['', 'AAAA', text(new Uint8Array(32)), index, `${whole}${whole}`]) {
      put(hubFile, spoilt)
      await noticed()
    }
    renameSync(hubFile, `${hubFile}.away`)
    await noticed()
    expect(() => readFileSync(hubFile)).toThrow()
  })
  renameSync(`${hubFile}.away`, hubFile)
  put(hubFile, whole)
})

// What the story needs:

/** Asks without a pause while `rotate` works, four at a time; every answer must be whole. */
async function underRequests(rotate: () => Promise<void>): Promise<void> {
  let running = true
  const answers: string[] = []
  const ask = async () => {
    do answers.push(await personOf(issuer))
    while (running)
  }
  const asking = [ask(), ask(), ask(), ask()]
  await rotate().finally(() => {
    running = false
  })
  await Promise.all(asking)
  expect(answers.filter((answer) => answer !== 'OK')).toEqual([])
  expect(answers.length).toBeGreaterThan(4)
}

/** `OK` when the person is there with the titles that housing keeps; else the code of the first gap. */
async function personOf(key: SigningKey): Promise<string> {
  const response = await fetch(`${city.hub.address}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await demoToken(mediator(), key)}`,
      'x-purpose': 'MEDIATION',
      'x-case': encodeURIComponent(city.ids.caseNumber),
    },
    body: JSON.stringify({
      query: 'query ($id: ID!) { person(id: $id) { name properties { totalCount nodes { state } } } }',
      variables: { id: city.ids.person },
    }),
  })
  const { data, errors } = (await response.json()) as {
    data?: { person?: { name?: string; properties?: { totalCount: number } | null } | null } | null
    errors?: readonly { extensions: { code: string } }[]
  }
  if (errors) return errors[0]?.extensions.code ?? 'ERROR'
  return data?.person?.properties?.totalCount === 2 ? 'OK' : 'GAP'
}

/** Status with which housing answers the start table's question when `key` signed it. */
async function asked(key: SigningKey): Promise<number> {
  const bound = { department: 'housing', query: linkOperations.status, variables: {} }
  return (await atHousing('/status', await signContext(linkContext('t'), bound, key), {})).status
}

/** Titles that housing gives for a ref of the person under that master: none when it does not believe the seal. */
async function propertiesBehind(master: Uint8Array): Promise<number> {
  const { sql } = city.hub.store
  const links = sql.selectFrom('Link').select('localKey').where('department', '=', 'housing')
  const keys = (await links.where('entityId', '=', city.ids.person).execute()).map(({ localKey }) => localKey)
  const ref = refSealer('housing', ofHousing(master)).seal(keys)
  const query =
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { properties { totalCount } } } }'
  const variables = { r: [{ __typename: 'Person', id: city.ids.person, housingRef: ref }] }
  const access = await loadAccessContext(city.hub.store, {
    principal: mediator(),
    purpose: { code: 'MEDIATION', caseNumber: city.ids.caseNumber },
    traceId: 't',
    at: Date.now(),
  })
  const bound = { department: 'housing', query, variables }
  const context = await signContext(access, bound, await loadSigningKey('gateway', join(city.data, 'keys')))
  const { data } = (await (await atHousing('/graphql', context, { query, variables })).json()) as {
    data: { _entities: readonly ({ properties: { totalCount: number } | null } | null)[] }
  }
  return data._entities[0]?.properties?.totalCount ?? 0
}

function atHousing(path: string, context: string, body: object): Promise<Response> {
  return fetch(new URL(path, housing.address), {
    method: 'POST',
    headers: { 'content-type': 'application/json', [contextHeader]: context },
    body: JSON.stringify(body),
  })
}

function mediator(): Principal {
  return demoPrincipal('mediator', readDemoFacts(join(city.data, 'estate')), null)
}

function ofHousing(master: Uint8Array = secret()): Uint8Array {
  return refSecret(master, 'housing')
}

function jwks(...keys: readonly SigningKey[]): string {
  return JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) })
}

/** A signing key, and the text of its file. */
async function makeKeyFile(): Promise<{ readonly key: SigningKey; readonly text: string }> {
  const folder = join(city.data, `made-${randomBytes(4).toString('hex')}`)
  const key = await loadSigningKey('gateway', folder)
  return { key, text: readFileSync(join(folder, 'gateway.jwk'), 'utf8') }
}

/** As an operator does: written beside, then put in place whole. */
function put(file: string, content: string): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Files are looked at every second. */
function noticed(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_300))
}
