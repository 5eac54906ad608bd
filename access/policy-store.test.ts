/** Purposes and grants on a real store: what a request is given, and that a revoked grant is refused by the next request everywhere. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { KyselyPlugin } from 'kysely'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployMigrations } from '../prisma/migrate.ts'
import { openStore, type HubStore } from '../prisma/store.ts'
import type { Classified } from '../schema/classification.ts'
import { putLinkedCase } from './cases/linked-case.ts'
import { createDecider } from './decide.ts'
import { addMissing, putGrants, revokeGrant } from './grants.ts'
import { loadAccessContext, readPurposes } from './policy-store.ts'
import type { Grant, Principal } from './principal.ts'
import { purposes } from './purposes.ts'

const NOW = Date.now()
const mediator: Principal = {
  subject: 'm',
  department: 'justice',
  roles: ['mediator'],
  grids: [],
  staffKey: 'TJY00001',
  personId: null,
}
const grant: Grant = {
  id: 'households',
  department: 'public-security',
  grantee: { role: 'mediator' },
  purpose: 'MEDIATION',
  legalBasis: '人民调解法',
  fields: ['category:户籍信息'],
  effect: 'PLAIN',
  rows: 'CASE',
  validFrom: NOW - 1_000,
  validTo: NOW + 3_600_000,
  approver: '数据局',
}
const household: Classified = {
  department: 'public-security',
  coordinate: 'Household.relation',
  level: 3,
  category: '户籍信息',
  sharing: 'CONDITIONAL',
}
const ask = (store: HubStore, at = Date.now(), purpose = 'MEDIATION', caseNumber: string | null = 'JF1') =>
  loadAccessContext(store, { principal: mediator, purpose: { code: purpose, caseNumber }, traceId: 't', at })
const verdict = async (store: HubStore, at?: number) => {
  const decision = createDecider(await ask(store, at)).decide(household)
  return decision.verdict === 'DENY' ? decision.reason : decision.verdict
}

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-policy-'))
const url = `file:${join(folder, 'hub.db')}`
let here: HubStore
let there: HubStore

beforeAll(async () => {
  await deployMigrations(url)
  here = await openStore(url)
  there = await openStore(url)
  await addMissing(here, purposes, [grant])
  await putLinkedCase(here, {
    department: 'justice',
    kind: 'Event',
    localKey: 'MediationCase/self/JF1',
    handler: mediator.staffKey ?? '',
  })
})
afterAll(async () => {
  await here.close()
  await there.close()
  rmSync(folder, { recursive: true })
})

describe('a policy in the hub store', () => {
  test('the purposes are read back as they were declared', async () => {
    expect([...(await readPurposes(here)).values()].sort((a, b) => a.code.localeCompare(b.code))).toEqual(
      [...purposes].sort((a, b) => a.code.localeCompare(b.code)),
    )
  })

  test('a request is given its row scope and the grants that may concern it', async () => {
    const context = await ask(here)
    expect(context.rowScope).toBe('CASE')
    expect(context.grants).toEqual([grant])
    const worker: Principal = { ...mediator, department: 'political-legal', roles: ['grid-worker'] }
    const other = await loadAccessContext(here, {
      principal: worker,
      purpose: { code: 'GRID_EVENT', caseNumber: null },
      traceId: 't',
      at: NOW,
    })
    expect([other.rowScope, other.grants]).toEqual(['GRIDS', []])
    const none = await loadAccessContext(here, { principal: mediator, purpose: null, traceId: 't', at: NOW })
    expect([none.rowScope, none.grants]).toEqual(['NONE', []])
  })

  test.each([
    ['mediation', 'JF1', 'PURPOSE_UNKNOWN'],
    ['__proto__', 'JF1', 'PURPOSE_UNKNOWN'],
    ['SELF_ACCESS', null, 'PURPOSE_NOT_PERMITTED'],
    ['MEDIATION', null, 'CASE_REQUIRED'],
  ])('purpose %s with case %s is refused: %s', async (purpose, caseNumber, code) => {
    await expect(ask(here, NOW, purpose, caseNumber)).rejects.toMatchObject({ extensions: { code } })
  })

  test('a revoked grant is refused by the next request at every gateway, also where the clock is late', async () => {
    expect([await verdict(here), await verdict(there)]).toEqual(['ALLOW', 'ALLOW'])
    expect(await revokeGrant(there, grant.id)).toBe(true)
    expect([await verdict(here), await verdict(there)]).toEqual(['GRANT_EXPIRED', 'GRANT_EXPIRED'])
    expect(await verdict(here, NOW - 500)).toBe('GRANT_EXPIRED')
    expect(await revokeGrant(here, grant.id)).toBe(false)
  })

  test('what was revoked stays so when the hub starts again; granting it anew is a new decision', async () => {
    await addMissing(here, purposes, [grant])
    expect(await verdict(there)).toBe('GRANT_EXPIRED')
    await putGrants(here, [grant])
    expect(await verdict(there)).toBe('ALLOW')
  })

  test('an expired grant is known for a year, for the reason of a refusal', async () => {
    const expired = { ...grant, validFrom: NOW - 10_000, validTo: NOW - 5_000 }
    await putGrants(here, [expired])
    expect(await verdict(here)).toBe('GRANT_EXPIRED')
    expect(await verdict(here, NOW + 366 * 86_400_000)).toBe('NO_GRANT')
    await putGrants(here, [grant])
  })

  test('of the policy nothing but the version is read between changes', async () => {
    let read = 0
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: ({ result }) => {
        read += 1
        return Promise.resolve(result)
      },
    }
    const counted = { ...here, sql: here.sql.withPlugin(counting) }
    await ask(counted)
    expect(read).toBeGreaterThan(2)
    read = 0
    for (let i = 0; i < 10; i += 1) await ask(counted)
    // Each time the version, and whether it is the caller's case.
    expect(read).toBe(20)
  })

  test('a grant to nobody in particular, or without any time in force, is not accepted', async () => {
    await expect(putGrants(here, [{ ...grant, grantee: {} }])).rejects.toThrow(TypeError)
    await expect(putGrants(here, [{ ...grant, validTo: grant.validFrom }])).rejects.toThrow(TypeError)
  })

  test('a change that fails leaves policy and version as they were', async () => {
    const { policyVersion } = await ask(here)
    const broken = { ...grant, id: null } as unknown as Grant
    await expect(putGrants(here, [grant, broken])).rejects.toThrow()
    expect((await ask(there)).policyVersion).toBe(policyVersion)
  })
})
