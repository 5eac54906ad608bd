/**
 * A store that a former version wrote, brought to the present one: every row is there, and today's hub reads it as if it had written it
 * itself. The rows, the archive and the anchors in the folder of that version were written by its own code, not made up: that of
 * 20261126023145_usage by commit 76800f8, the last before index secrets, corrections, decisions on links, base data and areas in time.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuditArchive } from '../../access/audit-archive.ts'
import { looksAt } from '../../access/looks.ts'
import { readObjections } from '../../access/objections.ts'
import { loadAccessContext } from '../../access/policy-store.ts'
import type { AccessContext, Principal, Role } from '../../access/principal.ts'
import { AuditLog } from '../../gateway/audit/audit-log.ts'
import { entry } from '../../gateway/audit/audit-suite.ts'
import { addPublicKey } from '../../gateway/audit/public-keys.ts'
import { newSm2Key, sm2Signer } from '../../gateway/audit/sm2.ts'
import { verifyAudit } from '../../gateway/audit/verify.ts'
import { deployMigrations } from '../../prisma/migrate.ts'
import { openStore, type HubStore } from '../../prisma/store.ts'
import type { EntityKind } from '../../subgraphs/kit/identity.ts'
import { MemorySource } from '../../subgraphs/registry/memory-source.ts'
import { createRegistry, type Registry } from '../../subgraphs/registry/registry.ts'
import { readRequest } from '../../subgraphs/registry/rights/requests.ts'
import { countsIn } from '../../subgraphs/registry/test-counts.ts'
import { secretsFor } from '../../subgraphs/registry/test-secrets.ts'

const VERSION = '20261126023145_usage'
const NOW = Date.parse('2026-11-26T10:00:00+08:00')
const GRID = '370283001001001'
const HOME = '37028300100100000001'
const NUMBER = '370283198001020006'
const indexSecret = new Uint8Array(32).fill(7)

type Row = Readonly<Record<string, string | number | null>>

/** What the departments said when that version linked them, and say still. */
const records: readonly (readonly [department: string, EntityKind, key: string, Readonly<Record<string, string>>])[] = [
  [
    'political-legal',
    'Grid',
    'GridArea/self/1',
    {
      code: GRID,
      name: '试验一网格',
      boundary: 'POLYGON ((119.9 36.7, 120 36.7, 120 36.8, 119.9 36.8, 119.9 36.7))',
      validFrom: '2021-01-01',
    },
  ],
  ['political-legal', 'House', 'Ledger/self/1', { addressCode: HOME, gridCode: GRID, address: '平度市试验路1号' }],
  ['public-security', 'House', 'Resident/dwelling/1', { addressCode: HOME }],
  [
    'public-security',
    'Person',
    'Resident/self/1',
    { name: '测甲', number: NUMBER, birthDate: '1980-01-02', addressCode: HOME },
  ],
  ['public-security', 'ManagedObject', 'Camera/self/1', { code: 'C1', longitude: '119.95', latitude: '36.75' }],
  [
    'justice',
    'Event',
    'Case/self/1',
    {
      number: 'TJ1',
      title: '邻里纠纷',
      reportedAt: '2026-03-01T08:00:00+08:00',
      handler: 'TJY1',
      gridCode: GRID,
    },
  ],
  ['justice', 'Person', 'Party/person/1', { name: '测甲', number: NUMBER, event: 'Case/self/1' }],
  ['justice', 'Person', 'Party/person/2', { name: '例丁', number: NUMBER, event: 'Case/self/1' }],
  ['justice', 'Person', 'Party/person/3', { name: '测甲', birthDate: '1980-01-02', event: 'Case/self/1' }],
  [
    'market-regulation',
    'Organisation',
    'Company/self/1',
    { creditCode: '91370283MB00000198', oldNumber: '370283000000013', name: '测试公司' },
  ],
  ['civil-affairs', 'Organisation', 'Clinic/self/1', { oldNumber: '370283000000013', name: '测试公司' }],
]

/** What that version called otherwise. Its divisions are no rows to keep: they are the areas of today, from the same list. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = { Candidate: { reason: 'tier' } }

export function formerStoreSuite(
  name: string,
  urlIn: (folder: string) => string,
  drop: (store: HubStore) => Promise<void>,
) {
  describe(`a store of ${VERSION} on ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'pentagraph-former-'))
    const url = urlIn(folder)
    const evidence = {
      archiveFolder: join(folder, 'archive'),
      publicKeys: join(folder, 'audit.public'),
      anchorFiles: [join(folder, 'anchors.jsonl')],
    }
    const rows = readFileSync(new URL(`${VERSION}/rows.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as readonly [table: string, Row])
    const rowsOf = (table: string) => rows.flatMap(([of, row]) => (of === table ? [row] : []))
    const idOf = (localKey: string) =>
      String(rowsOf('Link').find((link) => link['localKey'] === localKey)?.['entityId'])
    let store: HubStore
    let registry: Registry

    beforeAll(async () => {
      cpSync(new URL(VERSION, import.meta.url), folder, { recursive: true })
      expect((await deployMigrations(url, VERSION)).at(-1)).toBe(VERSION)
      store = await openStore(url)
      for (const [table, row] of rows)
        await store.sql
          .insertInto(table as 'Entity')
          .values(row as never)
          .execute()
      await store.close()
      expect((await deployMigrations(url)).length).toBeGreaterThan(0)
      store = await openStore(url)
      const sources = new Map(records.map(([department]) => [department, new MemorySource(department)]))
      for (const [department, kind, key, values] of records) sources.get(department)?.put(kind, key, values)
      registry = await createRegistry({
        store,
        archive: new AuditArchive(store, evidence.archiveFolder),
        sources: [...sources.values()],
        refMaster: new Uint8Array(32).fill(1),
        secrets: await secretsFor(store, indexSecret),
        log: ({ error }) => Promise.reject(error),
      })
    })
    afterAll(async () => {
      await drop(store)
      await store.close()
      rmSync(folder, { recursive: true })
    })

    async function ask<T>(query: string, variables: Readonly<Record<string, string>> = {}): Promise<T> {
      const signal = AbortSignal.timeout(20_000)
      const { data, errors } = await registry.execute({ query, variables, access: officer, signal })
      expect(errors ?? []).toEqual([])
      return data as T
    }
    const rightsOf = async (principal: Principal, purpose: string) => {
      const request = { principal, purpose: { code: purpose, caseNumber: null }, traceId: 't', at: NOW + 1 }
      return (await loadAccessContext(store, request)).grants
    }

    test('holds every row as it was', async () => {
      const kept = async (table: string, former: Row) => {
        const names = Object.entries(former).map(([column]) => [column, renamed[table]?.[column] ?? column] as const)
        let query = store.sql.selectFrom(table as 'Entity').selectAll()
        for (const [column, present] of names) {
          const value = former[column] ?? null
          query = query.where(present as 'id', value === null ? 'is' : '=', value as string)
        }
        return (await query.execute()).length
      }
      const tables = [...new Set(rows.map(([table]) => table))]
      expect(tables).toHaveLength(30)
      for (const table of tables) {
        const found = await store.sql
          .selectFrom(table as 'Entity')
          .selectAll()
          .execute()
        expect([table, found.length]).toEqual([table, rowsOf(table).length])
        for (const row of rowsOf(table)) expect([table, row, await kept(table, row)]).toEqual([table, row, 1])
      }
    })

    test('is counted as that version counted it', async () => {
      const states = await registry.status()
      expect(states).toHaveLength(5)
      for (const former of rowsOf('LinkState'))
        expect(states.find(({ department }) => department === former['department'])).toMatchObject(former)
      expect(states.find(({ department }) => department === 'public-security')).toMatchObject({ inGrid: 1 })
      const { kept, counted } = await countsIn(store)
      expect(kept).toEqual(counted)
      expect(kept).toContain('public-security House Resident/dwelling/ 1 0')
    })

    test('is keyed by its secret, and by no other', async () => {
      await expect(secretsFor(store, new Uint8Array(32).fill(8))).rejects.toMatchObject({
        code: 'INDEX_SECRET_UNKNOWN',
      })
      expect((await registry.secrets.state()).map(({ state }) => state)).toEqual(['PRESENT'])
    })

    test('gives the entities, also by the id of one that went into another', async () => {
      const person = idOf('Resident/self/1')
      const merged = String(rowsOf('Merge')[0]?.['fromId'])
      const query = `query ($person: ID!, $merged: ID!) {
        person(id: $person) { id name residence { address } grid { code } }
        organisation(id: $merged) { id name }
        events(first: 5) { nodes { number participants { nodes { name } } } }
        managedObjects(first: 5, filter: { grid: "${GRID}" }) { totalCount }
      }`
      expect(await ask(query, { person, merged })).toMatchObject({
        person: { id: person, name: '测甲', residence: { address: '平度市试验路1号' }, grid: { code: GRID } },
        organisation: { id: rowsOf('Merge')[0]?.['intoId'], name: '测试公司' },
        events: { nodes: [{ number: 'TJ1', participants: { nodes: [{}, {}, {}] } }] },
        managedObjects: { totalCount: 1 },
      })
    })

    test('keeps rights as they stood: granted, suspended, taken in an emergency, taken back', async () => {
      const developer = principal('applicant', 'emergency', 'developer')
      expect(await rightsOf(developer, 'DATA_QUALITY')).toMatchObject([
        { fields: ['category:房屋权属'], suspended: true, personsPerDay: 20 },
      ])
      const duty = principal('duty', 'emergency', 'data-officer')
      expect(await rightsOf(duty, 'EMERGENCY_RESCUE')).toMatchObject([
        { fields: ['Home.address'], department: 'housing' },
      ])
      expect(rowsOf('AccessGrant').filter((row) => row['revokedAt'] !== null)).toHaveLength(1)
    })

    test('keeps requests and objections of persons, with what they were about', async () => {
      const [request] = rowsOf('PersonalDataRequest')
      expect(await readRequest(store, String(request?.['number']))).toMatchObject({ state: 'OPEN', text: '名字写错了' })
      const { objections } = await readObjections(
        store,
        { personId: idOf('Resident/self/1') },
        { first: 9, after: null },
      )
      expect(objections).toMatchObject([{ seq: 5, state: 'OPEN', reason: '我没有案件' }])
      const archive = new AuditArchive(store, evidence.archiveFolder)
      const { looks } = await looksAt(archive, idOf('Resident/self/1'), { first: 9, after: null }, NOW + 1)
      expect(looks.map(({ seq, purpose }) => `${seq} ${purpose}`)).toEqual(
        [4, 5, 6, 3, 2, 1].sort((one, other) => other - one).map((seq) => `${seq} MEDIATION`),
      )
    })

    test('holds an audit that verifies, in the store and in the archive, and goes on under another key', async () => {
      const verify = () => verifyAudit({ ...evidence, store })
      expect(await verify()).toEqual({ ok: true, records: 6, archived: 3, removed: 0, anchors: 1 })
      const signer = sm2Signer(newSm2Key())
      addPublicKey(evidence.publicKeys, signer)
      const faults: unknown[] = []
      const [anchorFile = ''] = evidence.anchorFiles
      const log = new AuditLog({ store, url, anchorFile, signer, onFault: (error) => faults.push(error) })
      expect(await log.append(entry())).toBe(7)
      await log.close()
      expect(faults).toEqual([])
      expect(await verify()).toEqual({ ok: true, records: 7, archived: 3, removed: 0, anchors: 2 })
    })

    test('is linked again as what it was: nobody is met anew, nothing is asked twice', async () => {
      const named = (links: readonly Row[]) =>
        links.map((link) => ['department', 'kind', 'localKey', 'entityId', 'live'].map((column) => link[column])).sort()
      const questions = (asked: readonly Row[]) => asked.map(({ id, first, second }) => [id, first, second]).sort()
      expect(await registry.link(AbortSignal.timeout(20_000))).toEqual([])
      const present = async (table: 'Link' | 'Candidate' | 'Conflict' | 'Entity') =>
        (await store.sql.selectFrom(table).selectAll().execute()) as unknown as Row[]
      expect(named(await present('Link'))).toEqual(named(rowsOf('Link')))
      expect(questions(await present('Candidate'))).toEqual(questions(rowsOf('Candidate')))
      expect(questions(await present('Conflict'))).toEqual(questions(rowsOf('Conflict')))
      expect(await present('Entity')).toHaveLength(rowsOf('Entity').length)
      expect((await ask<{ division: unknown }>('{ division(code: "370283001") { name } }')).division).toMatchObject({
        name: '东阁街道',
      })
    })
  })
}

// Private:

function principal(subject: string, department: string, role: Role): Principal {
  return { subject, department, roles: [role], grids: [], staffKey: null, personId: null }
}

const officer: AccessContext = {
  principal: principal('s', 'registry', 'data-officer'),
  purpose: { code: 'TEST', caseNumber: null },
  rowScope: 'ALL',
  grants: [],
  purposeFields: ['*'],
  policyVersion: '1',
  at: NOW,
  traceId: 't',
}
