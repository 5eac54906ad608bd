/** The registry on a real PostgreSQL, in a schema of its own: links, pages and search give what they give on SQLite. */
import { afterAll, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import { tmpdir } from 'node:os'
import { AuditArchive } from '../../access/audit-archive.ts'
import type { AccessContext } from '../../access/principal.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import type { LinkRow } from '../../prisma/tables.ts'
import { withStore } from '../../prisma/test-store.ts'
import { Linker } from './linker.ts'
import { MemorySource } from './memory-source.ts'
import { createRegistry, type Registry } from './registry.ts'
import { secretsFor } from './test-secrets.ts'

const schema = `hub_registry_${process.pid}`
const url = `${process.env['PENTAGRAPH_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test'}?schema=${schema}`
let opened: HubStore | null = null

afterAll(async () => {
  if (!opened) return
  await sql`drop schema ${sql.id(schema)} cascade`.execute(opened.sql)
  await opened.close()
})

const GRID = '370283001001001'

function sources(): MemorySource[] {
  const police = new MemorySource('public-security')
  const grids = new MemorySource('political-legal').put('Grid', 'Grid/self/G1', {
    code: GRID,
    name: '测试一网格',
    boundary: 'POLYGON ((119.9 36.7, 120 36.7, 120 36.8, 119.9 36.8, 119.9 36.7))',
    validFrom: '2021-01-01',
  })
  const justice = new MemorySource('justice')
  for (let at = 0; at < 1_200; at += 1) {
    const addressCode = `370283001001${String(at >> 2).padStart(8, '0')}`
    if (at % 4 === 1) {
      const point = { longitude: String(119.85 + at / 10_000), latitude: '36.79' }
      police.put('ManagedObject', `Camera/self/${at}`, { code: `C${at}`, ...point })
    }
    const number = `370290${19500101 + (at % 28)}${String(at).padStart(4, '0')}`
    police.put('House', `Resident/dwelling/${at}`, { addressCode })
    police.put('Person', `Resident/self/${at}`, {
      name: at % 7 === 0 ? '测䶮' : `测${at}`,
      number,
      birthDate: '1980-01-02',
      addressCode,
    })
    if (at % 3 === 0)
      grids.put('House', `Ledger/self/${at}`, { addressCode, gridCode: GRID, address: `平度市试验路${at}号` })
    if (at % 5 === 0) {
      justice.put('Event', `Case/self/${at}`, {
        number: `TJ${at}`,
        title: '纠纷',
        reportedAt: '2026-03-01T08:00:00+08:00',
        handler: 'TJY1',
      })
      justice.put('Person', `Party/person/${at}`, {
        name: at % 10 === 0 ? '例丁' : `测${at}`,
        number,
        event: `Case/self/${at}`,
      })
    }
  }
  return [police, grids, justice]
}

const secret = new Uint8Array(32).fill(3)
const next = new Uint8Array(32).fill(4)

async function open(store: HubStore, ...ring: readonly Uint8Array[]): Promise<Registry> {
  const registry = await createRegistry({
    store,
    archive: new AuditArchive(store, tmpdir()),
    sources: sources(),
    refMaster: secret,
    secrets: await secretsFor(store, ...ring),
    log: ({ error }) => Promise.reject(error),
  })
  await registry.link(AbortSignal.timeout(60_000))
  await registry.link(AbortSignal.timeout(60_000))
  return registry
}

const access: AccessContext = {
  principal: {
    subject: 's',
    department: 'registry',
    roles: ['data-officer'],
    grids: [],
    staffKey: null,
    personId: null,
  },
  purpose: { code: 'TEST', caseNumber: null },
  rowScope: 'ALL',
  grants: [],
  purposeFields: ['*'],
  policyVersion: '1',
  at: Date.parse('2026-11-25T00:00:00Z'),
  traceId: 't',
}

const query = `{
  persons(first: 3, filter: { grid: "${GRID}" }) { nodes { id name ageBand residence { address } grid { name } publicSecurityRef } totalCount pageInfo { endCursor } }
  events(first: 2, filter: { reportedFrom: "2026-01-01T00:00:00Z" }) { nodes { number reportedAt participants { nodes { name } } } totalCount }
  search(text: "测䶮", first: 5) { ... on Person { id name } }
  counts(kind: Person, by: VILLAGE) { code name count }
  managedObjects(first: 5, filter: { grid: "${GRID}" }) { nodes { code } totalCount }
}`

function asked(registry: Registry) {
  return registry.execute({ query, variables: {}, access, signal: AbortSignal.timeout(10_000) })
}

/** Whose the record is. */
function ofRecord({ department, kind, localKey, entityId }: LinkRow): string {
  return [department, kind, localKey, entityId].join(' ')
}

async function seen(store: HubStore) {
  const registry = await open(store, secret)
  const links = await store.sql.selectFrom('Link').selectAll().execute()
  const conflicts = await store.sql.selectFrom('Conflict').select(['localKey', 'otherId']).execute()
  const candidates = await store.sql.selectFrom('Candidate').select(['first', 'second']).execute()
  const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify({ ...row, linkedAt: 0 })).sort()
  const { report, ...answer } = await asked(registry)
  const state = async () => (await registry.secrets.state()).map((one) => ({ ...one, since: 0 }))
  const exchanged = await open(store, next, secret)
  const after = await store.sql.selectFrom('Link').selectAll().execute()
  expect(after.map(ofRecord).sort()).toEqual(links.map(ofRecord).sort())
  expect((await asked(exchanged)).data).toEqual(answer.data)
  return {
    persons: [...report.persons].sort(),
    secrets: await state(),
    exchanged: sorted(after),
    links: sorted(links),
    conflicts: sorted(conflicts),
    candidates: sorted(candidates),
    status: (await registry.status()).map((state) => ({ ...state, linkedAt: 0 })),
    answer,
  }
}

test('links and answers are the same as on SQLite', async () => {
  const embedded = await withStore(seen)
  await deployMigrations(url)
  opened = await openStore(url)
  const server = await seen(opened)
  expect(embedded.answer.errors).toBeUndefined()
  expect((embedded.answer.data?.['persons'] as { totalCount: number }).totalCount).toBeGreaterThan(300)
  expect(embedded.status[0]).toMatchObject({ inGrid: 175, inNoGrid: 125, inSeveralGrids: 0 })
  expect(embedded.conflicts.length).toBeGreaterThan(100)
  expect(server).toEqual(embedded)
  expect(server.secrets.map(({ state }) => state)).toEqual(['SPENT', 'PRESENT'])
}, 60_000)

test('two hubs that link at once meet nobody twice, in an exchange of secrets as ever', async () => {
  await deployMigrations(url)
  opened ??= await openStore(url)
  const last = new Uint8Array(32).fill(5)
  for (const [round, ring] of [[next], [last, next]].entries()) {
    const [police, housing] = ['public-security', 'housing'].map((department) => {
      const source = new MemorySource(department)
      for (let at = 0; at < 3_000; at += 1)
        source.put('Person', `Row${round}/self/${at}`, { name: `双${at}`, number: numberOf(round, at) })
      return source
    }) as [MemorySource, MemorySource]
    // The other hub has the new secret behind, and reads the departments the other way round.
    const hubs = [
      new Linker(opened, [police, housing], await secretsFor(opened, ...ring)),
      new Linker(opened, [housing, police], await secretsFor(opened, ...ring.toReversed())),
    ]
    await Promise.all(hubs.map((hub) => hub.linkAll(AbortSignal.timeout(60_000))))
    const links = await opened.sql.selectFrom('Link').selectAll().where('localKey', 'like', `Row${round}/%`).execute()
    expect(links).toHaveLength(6_000)
    expect(new Set(links.map(({ entityId }) => entityId)).size).toBe(3_000)
  }
}, 120_000)

function numberOf(round: number, at: number): string {
  return `37029${round}19500101${String(at).padStart(4, '0')}`
}
