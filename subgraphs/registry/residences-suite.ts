/**
 * Residence has history: what a record said before stays, goes with the record, and is shown to who reaches it. On a store of any provider.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { tmpdir } from 'node:os'
import { AuditArchive } from '../../access/audit-archive.ts'
import type { AccessContext, Principal, RowScope } from '../../access/principal.ts'
import type { OpenedStore } from '../../prisma/test-store.ts'
import { dayOf } from './grid-by-point.ts'
import { MemorySource } from './memory-source.ts'
import { createRegistry, type Registry } from './registry.ts'
import { residencesOf } from './residences.ts'
import { forgetPerson, keptRows } from './rights/forget.ts'
import { secretsFor } from './test-secrets.ts'

const GRID = '370283001001001'
const OTHER_GRID = '370283001001002'
const HOME = '37028300100100000001'
const NEW_HOME = '37028300100100000002'
const today = dayOf(Date.now())

const resident = { name: '测甲', number: '370283198001020006' }

const former = {
  department: 'public-security',
  from: '2020-03-01',
  to: today,
  addressCode: HOME,
  house: { address: '试验路1号' },
}
const present = {
  department: 'public-security',
  from: '2026-02-01',
  to: null,
  addressCode: NEW_HOME,
  house: { address: '样例街9号' },
}
const inGrid = { department: 'political-legal', from: '2021-05-01', to: null, addressCode: null, house: null }

/** `open` gives an empty store. */
export function residencesSuite(open: () => Promise<OpenedStore>): void {
  const police = new MemorySource('public-security')
  const grids = new MemorySource('political-legal')
  const lives = (addressCode: string, asOf: string) =>
    police.put('Person', 'Resident/self/R1', { ...resident, addressCode }, { asOf: `${asOf}T08:00:00+08:00` })
  let opened: OpenedStore
  let registry: Registry

  beforeAll(async () => {
    lives(HOME, '2020-03-01')
      .put('House', 'Address/self/1', { addressCode: HOME, address: '试验路1号' })
      .put('House', 'Address/self/2', { addressCode: NEW_HOME, address: '样例街9号' })
    grids
      .put('House', 'Ledger/self/1', { addressCode: HOME, gridCode: GRID })
      .put('House', 'Ledger/self/2', { addressCode: NEW_HOME, gridCode: OTHER_GRID })
      .put('Person', 'Floating/person/1', { ...resident, gridCode: GRID }, { asOf: '2021-05-01T08:00:00+08:00' })
    opened = await open()
    const { store } = opened
    registry = await createRegistry({
      store,
      archive: new AuditArchive(store, tmpdir()),
      sources: [police, grids],
      refMaster: new Uint8Array(32).fill(1),
      secrets: await secretsFor(store, new Uint8Array(32).fill(2)),
      log: () => undefined,
    })
    await link()
  })
  afterAll(() => opened.close())

  const link = () => registry.link(AbortSignal.timeout(20_000))

  async function personId(): Promise<string> {
    const { entityId } = await opened.store.sql
      .selectFrom('Link')
      .select('entityId')
      .where('localKey', '=', 'Resident/self/R1')
      .executeTakeFirstOrThrow()
    return entityId
  }

  async function residences(
    rowScope: RowScope,
    principal: Partial<Principal> = {},
    effect: 'PLAIN' | 'MASKED' = 'PLAIN',
  ) {
    const access: AccessContext = {
      principal: {
        subject: 's',
        department: 'justice',
        roles: ['mediator'],
        grids: [],
        staffKey: null,
        personId: null,
        ...principal,
      },
      purpose: { code: 'TEST', caseNumber: null },
      rowScope,
      grants: [
        {
          id: 'g-1',
          department: 'registry',
          grantee: { department: 'justice' },
          purpose: 'TEST',
          legalBasis: 'test',
          fields: ['category:人口', 'category:居住', 'category:房屋'],
          effect,
          rows: 'ALL',
          validFrom: 0,
          validTo: Number.MAX_SAFE_INTEGER,
          approver: 'test',
        },
      ],
      purposeFields: ['*'],
      policyVersion: '1',
      at: Date.now(),
      traceId: 't',
    }
    const query = `query ($id: ID!) { person(id: $id) { residences { department from to addressCode house { address } grid { code } } } }`
    const variables = { id: await personId() }
    const { data } = await registry.execute({ query, variables, access, signal: AbortSignal.timeout(9000) })
    return (data?.['person'] as { residences: readonly unknown[] | null } | null)?.residences ?? null
  }

  describe('where a person lives and lived', () => {
    test('each department’s record, as long as it says so', async () => {
      expect(await residences('ALL')).toMatchObject([inGrid, { ...former, to: null }])
      await link()
      expect(await residences('ALL')).toHaveLength(2)
    })

    test('a delivery that moves the person keeps what was said before, with the day until which it was seen', async () => {
      lives(NEW_HOME, '2026-02-01')
      await link()
      expect(await residences('ALL')).toMatchObject([present, inGrid, former])
    })

    test('a department that breaks off while it is read ends nothing, and is heard when it is well', async () => {
      lives(HOME, '2026-02-20')
      police.breaksAfter = 0
      expect(await registry.link(AbortSignal.timeout(20_000))).toMatchObject([{ department: 'public-security' }])
      expect(await residences('ALL')).toMatchObject([present, inGrid, former])
      police.breaksAfter = null
      lives(NEW_HOME, '2026-02-01')
      await link()
      expect(await residences('ALL')).toMatchObject([present, inGrid, former])
    })

    test('moving back begins anew, and a record that is gone has an end', async () => {
      lives(HOME, '2026-03-01')
      grids.remove('Person', 'Floating/person/1')
      await link()
      expect(await residences('ALL')).toMatchObject([
        { ...former, from: '2026-03-01', to: null },
        { ...present, to: today },
        { ...inGrid, to: today },
        former,
      ])
    })

    test('a grid worker sees those in the own grids only, and nobody without the right any', async () => {
      expect(await residences('GRIDS', { grids: [GRID] })).toMatchObject([
        { addressCode: HOME, to: null },
        { department: 'political-legal' },
        { addressCode: HOME, to: today },
      ])
      // The person belongs to another grid.
      expect(await residences('GRIDS', { grids: [OTHER_GRID] })).toBeNull()
      expect(JSON.stringify(await residences('ALL', {}, 'MASKED'))).not.toMatch(/\d{20}|20\d\d-/)
    })

    test('a record whose key was given to somebody else tells neither of the other', async () => {
      const before = await personId()
      police.put('Person', 'Resident/self/R1', { name: '试乙', number: '370283199003070007', addressCode: HOME })
      police.put('Person', 'Resident/self/R2', resident)
      await link()
      expect(await personId()).not.toBe(before)
      expect(await residences('ALL')).toMatchObject([{ from: '2026-01-01', to: null }])
      const told = await residencesOf(opened.store.sql, before)
      expect(told.map(({ department }) => department)).toEqual(['political-legal'])
    })

    test('goes with the person when no department keeps a record any more', async () => {
      const id = await personId()
      expect((await keptRows(opened.store.sql, [id])).Residence).toBeGreaterThan(0)
      police.remove('Person', 'Resident/self/R1')
      await link()
      expect(await forgetPerson(opened.store, id)).toMatchObject({ outcome: 'FORGOTTEN' })
      expect(await opened.store.sql.selectFrom('Residence').selectAll().where('personId', '=', id).execute()).toEqual(
        [],
      )
    })
  })
}
