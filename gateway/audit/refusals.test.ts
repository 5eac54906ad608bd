import { expect, test } from '@jest/globals'
import { operationHash, type AuditEntry } from '../../access/audit-record.ts'
import { makeSigningKey, type SigningKey } from '../../access/keys.ts'
import { demoToken } from '../../access/demo-issuer.ts'
import { DEMO_AUDIENCE, DEMO_ISSUER } from '../../access/demo-issuer.ts'
import type { Principal } from '../../access/principal.ts'
import { pentagraphError, type ErrorCode } from '../../schema/errors.ts'
import { createAuthenticator } from '../authenticate.ts'
import { Refusals, type RefusedRequest } from './refusals.ts'

const worker: Principal = {
  subject: 'worker',
  department: 'political-legal',
  roles: ['grid-worker'],
  grids: [],
  staffKey: null,
  personId: null,
}

async function refusals(key: SigningKey, log: AuditEntry[], fails = () => false) {
  const append = async (entry: AuditEntry) => {
    if (fails()) throw pentagraphError('AUDIT_UNAVAILABLE')
    log.push(entry)
  }
  const jwks = { keys: [key.publicJwk] }
  const config = { issuer: DEMO_ISSUER, audience: DEMO_AUDIENCE, algorithms: ['EdDSA'] as const, jwks }
  const faults: unknown[] = []
  const made = new Refusals({
    audit: { append },
    authenticate: createAuthenticator(config),
    everyMs: 3_600_000,
    onFault: (error) => faults.push(error),
  })
  return { made, faults }
}
const asked = (
  code: ErrorCode,
  headers: readonly string[] = [],
  more: Partial<RefusedRequest> = {},
): RefusedRequest => ({
  access: null,
  rawHeaders: headers,
  traceId: 't',
  at: Date.now(),
  code,
  limit: null,
  query: null,
  ...more,
})

test('who is known leaves a record each: purpose, code, limit, and the document by its hash', async () => {
  const log: AuditEntry[] = []
  const key = await makeSigningKey()
  const { made } = await refusals(key, log)
  const token = ['authorization', `Bearer ${await demoToken(worker, key)}`]
  await made.record(asked('PURPOSE_NOT_PERMITTED', [...token, 'x-purpose', 'MEDIATION']))
  await made.record(asked('QUERY_TOO_COSTLY', token, { limit: 'depth', query: '{ a }' }))
  await made.record(asked('BAD_REQUEST', [...token, 'x-purpose', 'MEDIATION, HOTLINE']))
  await made.close()
  expect(log).toMatchObject([
    { subject: 'worker', purpose: 'MEDIATION', outcome: 'REFUSED', code: 'PURPOSE_NOT_PERMITTED', operation: 'none' },
    { subject: 'worker', purpose: null, code: 'QUERY_TOO_COSTLY', limit: 'depth', operation: operationHash('{ a }') },
    { subject: 'worker', purpose: null, code: 'BAD_REQUEST', reads: [], persons: [] },
  ])
  expect(JSON.stringify(log)).not.toContain('HOTLINE')
})

test('a flood of nobody is one record of counts', async () => {
  const log: AuditEntry[] = []
  const { made } = await refusals(await makeSigningKey(), log)
  const forged = ['authorization', `Bearer ${await demoToken(worker, await makeSigningKey())}`]
  for (let at = 0; at < 500; at += 1) await made.record(asked('UNAUTHENTICATED'))
  for (let at = 0; at < 300; at += 1) await made.record(asked('BODY_TOO_LARGE', forged))
  expect(log).toEqual([])
  await made.close()
  expect(log).toHaveLength(1)
  expect(log[0]).toMatchObject({
    subject: 'nobody',
    department: null,
    outcome: 'REFUSED',
    attempts: { BODY_TOO_LARGE: 300, UNAUTHENTICATED: 500 },
  })
})

test('who is known and asks on past a limit of use is recorded once, then counted', async () => {
  const log: AuditEntry[] = []
  const key = await makeSigningKey()
  const { made } = await refusals(key, log)
  const token = ['authorization', `Bearer ${await demoToken(worker, key)}`, 'x-purpose', 'GRID_EVENT']
  for (let at = 0; at < 200; at += 1) await made.record(asked('RATE_LIMITED', token, { limit: 'requests' }))
  await made.record(asked('CASE_REQUIRED', token))
  await made.close()
  expect(log).toMatchObject([
    { subject: 'worker', code: 'RATE_LIMITED', limit: 'requests' },
    { subject: 'worker', code: 'CASE_REQUIRED' },
    { subject: 'worker', purpose: 'GRID_EVENT', code: 'RATE_LIMITED', attempts: { RATE_LIMITED: 199 } },
  ])
})

test('counts that cannot be written are kept and told; a record that cannot be is a refusal of its own', async () => {
  const log: AuditEntry[] = []
  const key = await makeSigningKey()
  let failing = true
  const { made, faults } = await refusals(key, log, () => failing)
  await made.record(asked('UNAUTHENTICATED'))
  await made.close()
  expect(faults).toHaveLength(1)
  const token = ['authorization', `Bearer ${await demoToken(worker, key)}`]
  await expect(made.record(asked('CASE_REQUIRED', token))).rejects.toMatchObject({
    extensions: { code: 'AUDIT_UNAVAILABLE' },
  })
  failing = false
  await made.record(asked('TOKEN_EXPIRED'))
  await made.close()
  expect(log).toMatchObject([{ attempts: { TOKEN_EXPIRED: 1, UNAUTHENTICATED: 1 } }])
})
