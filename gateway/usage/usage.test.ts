/** Persons are counted, not requests; and the count holds over gateways, purposes and restarts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { AccessContext, Role } from '../../access/principal.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import { readUsageLimits } from './usage-limits.ts'
import { Usage } from './usage.ts'

const NOON = Date.UTC(2026, 10, 26, 4)
const HOUR = 3_600_000
const limits = readUsageLimits([{ role: 'mediator', personsAnHour: 3, personsADay: 5, costAnHour: 100 }])

let folder: string
let store: HubStore
let made: Usage[] = []
const gateway = () => {
  const usage = new Usage({
    store,
    limits,
    onFault: (error) => {
      throw error
    },
  })
  made.push(usage)
  return usage
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pentagraph-usage-'))
  await deployMigrations(`file:${join(folder, 'hub.db')}`)
  store = await openStore(`file:${join(folder, 'hub.db')}`)
})
afterEach(async () => {
  for (const usage of made) await usage.close()
  made = []
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const asks = async (
  usage: Usage,
  at = NOON,
  cost = 1,
  subject = 'm',
  purpose = 'MEDIATION',
  role: Role = 'mediator',
) => {
  const principal = { subject, roles: [role] }
  const refused = await usage.admit({ principal, purpose: { code: purpose }, at } as unknown as AccessContext, cost)
  return refused ? `${String(refused.extensions['code'])} ${String(refused.extensions['limit'])}` : null
}
const reads = (usage: Usage, persons: readonly string[], at = NOON, more: object = {}) =>
  usage.note({ subject: 'm', purpose: 'MEDIATION', at, persons, reads: [], traceId: 't', outcome: 'ANSWERED', ...more })

describe('persons', () => {
  test('the first request after the limit is refused; the same person again costs nothing', async () => {
    const usage = gateway()
    for (let again = 0; again < 10; again += 1) {
      expect(await asks(usage)).toBeNull()
      reads(usage, ['p1', 'p2'])
    }
    reads(usage, ['p3'])
    expect(await asks(usage)).toBe('RATE_LIMITED personsAnHour')
    expect(await asks(usage, NOON, 1, 'somebody else')).toBeNull()
    expect(await asks(usage, NOON, 1, 'm', 'MEDIATION_INTAKE')).toBeNull()
  })

  test('a list weighs as many as it shows, and goes through once: it is known afterwards how many they were', async () => {
    const usage = gateway()
    reads(
      usage,
      Array.from({ length: 100 }, (_, at) => `p${at}`),
    )
    expect(await asks(usage)).toBe('RATE_LIMITED personsAnHour')
  })

  test('a new hour is free again until the day is used up', async () => {
    const usage = gateway()
    reads(usage, ['p1', 'p2', 'p3'])
    expect(await asks(usage)).toBe('RATE_LIMITED personsAnHour')
    expect(await asks(usage, NOON + HOUR)).toBeNull()
    reads(usage, ['p4', 'p5'], NOON + HOUR)
    expect(await asks(usage, NOON + HOUR)).toBe('RATE_LIMITED personsADay')
    expect(await asks(usage, NOON + 24 * HOUR)).toBeNull()
  })

  test('looking up numbers of nobody counts, each time', async () => {
    const usage = gateway()
    for (const traceId of ['a', 'b', 'c']) reads(usage, [], NOON, { reads: ['Query.personByNumber'], traceId })
    expect(await asks(usage)).toBe('RATE_LIMITED personsAnHour')
  })

  test('what was refused was not read', async () => {
    const usage = gateway()
    reads(usage, ['p1', 'p2', 'p3'], NOON, { outcome: 'REFUSED' })
    expect(await asks(usage)).toBeNull()
  })

  test('two gateways on one store count together, and so does one that starts anew', async () => {
    const [one, other] = [gateway(), gateway()]
    reads(one, ['p1', 'p2'])
    expect(await asks(one)).toBeNull()
    reads(other, ['p2', 'p3'])
    expect(await asks(other)).toBe('RATE_LIMITED personsAnHour')
    await one.close()
    await other.close()
    expect(await asks(gateway())).toBe('RATE_LIMITED personsAnHour')
  })
})

describe('cost', () => {
  test('is counted when it is asked, over two gateways; what goes past the budget is refused and not counted', async () => {
    const [one, other] = [gateway(), gateway()]
    expect(await asks(one, NOON, 60)).toBeNull()
    await one.close()
    expect(await asks(other, NOON, 50)).toBe('COST_BUDGET_USED_UP costAnHour')
    expect(await asks(other, NOON, 40)).toBeNull()
    expect(await asks(other, NOON, 1)).toBe('COST_BUDGET_USED_UP costAnHour')
    expect(await asks(other, NOON + HOUR, 60)).toBeNull()
  })
})

test('rows go after two days', async () => {
  const usage = gateway()
  reads(usage, ['p1'])
  await usage.close()
  const later = gateway()
  reads(later, ['p2'], NOON + 72 * HOUR)
  await later.close()
  expect(await store.sql.selectFrom('UsagePerson').select('personId').execute()).toEqual([{ personId: 'p2' }])
})
