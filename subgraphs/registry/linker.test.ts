/** Who is linked to whom, and who must not be (cases P08, P09 and the tiers of the design). */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { sql } from 'kysely'
import type { HubStore } from '../../prisma/store.ts'
import { withStore } from '../../prisma/test-store.ts'
import { readPersonName } from '../../schema/person-name.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import type { EntityKind } from '../kit/identity.ts'
import type { Golden } from './golden.ts'
import { Linker } from './linker.ts'
import { creditCode, organisationCode } from '../../samples/numbers.ts'
import { MemorySource } from './memory-source.ts'
import { mergeEntities, undoMerge } from './merge.ts'
import { countsIn } from './test-counts.ts'
import { secretsFor } from './test-secrets.ts'

const secret = new Uint8Array(32).fill(7)
const codeOf = (index: number) => creditCode('92', '370283', organisationCode(index))
const NUMBER = '370283198001020006'

async function link(store: HubStore, ...sources: MemorySource[]): Promise<Linker> {
  const linker = new Linker(store, sources, await secretsFor(store, secret))
  await linker.linkAll(AbortSignal.timeout(20_000))
  const { kept, counted } = await countsIn(store)
  expect(kept).toEqual(counted)
  return linker
}

async function entityOf(
  store: HubStore,
  department: string,
  kind: EntityKind,
  localKey: string,
): Promise<string | undefined> {
  const row = await store.sql
    .selectFrom('Link')
    .select('entityId')
    .where('department', '=', department)
    .where('kind', '=', kind)
    .where('localKey', '=', localKey)
    .executeTakeFirst()
  return row?.entityId
}

async function goldenOf(store: HubStore, id: string | undefined): Promise<Golden> {
  const row = await store.sql
    .selectFrom('Entity')
    .select('golden')
    .where('id', '=', id ?? '')
    .executeTakeFirstOrThrow()
  return JSON.parse(row.golden) as Golden
}

const indexesOf = async (store: HubStore) =>
  (
    await sql<{ name: string }>`select name from sqlite_schema where type = 'index' order by name`.execute(store.sql)
  ).rows.map(({ name }) => name)

const everything = async (store: HubStore) => ({
  entities: await store.sql.selectFrom('Entity').selectAll().orderBy('id').execute(),
  links: await store.sql
    .selectFrom('Link')
    .selectAll()
    .orderBy('department')
    .orderBy('kind')
    .orderBy('localKey')
    .execute(),
  keys: await store.sql
    .selectFrom('NumberIndex')
    .selectAll()
    .orderBy('kind')
    .orderBy('key')
    .orderBy('holder')
    .execute(),
  candidates: await store.sql.selectFrom('Candidate').selectAll().execute(),
  conflicts: await store.sql.selectFrom('Conflict').selectAll().execute(),
  parts: await store.sql.selectFrom('Participation').selectAll().orderBy('eventId').orderBy('personId').execute(),
})

describe('persons', () => {
  test('P08: one number with two names keeps the second name apart, flagged for a human', async () => {
    const file = join(dirname(fileURLToPath(import.meta.url)), 'cases/C09_same_id_two_people.csv')
    const sources = new Map<string, MemorySource>()
    for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
      const [department = '', key = '', name = '', idno = '', birthDate = ''] = line.trim().split(',')
      const source = sources.get(department) ?? new MemorySource(department)
      sources.set(department, source)
      const number = readPersonNumber(idno)
      const values = {
        name: readPersonName(name).value ?? '',
        birthDate,
        ...(number.norm !== null && { number: number.norm }),
      }
      source.put('Person', `Row/self/${key}`, values, { valid: number.valid })
    }
    await withStore(async (store) => {
      await link(store, ...sources.values())
      const first = await entityOf(store, 'civil', 'Person', 'Row/self/PS-0001')
      const other = await entityOf(store, 'health', 'Person', 'Row/self/H-7001')
      expect(await entityOf(store, 'police', 'Person', 'Row/self/HK-1')).toBe(first)
      expect(await entityOf(store, 'health', 'Person', 'Row/self/H-7002')).toBe(first)
      expect(other).not.toBe(first)
      const { conflicts, candidates } = await everything(store)
      expect(conflicts).toMatchObject([
        { code: 'ID_SHARED', department: 'health', localKey: 'Row/self/H-7001', otherId: first, state: 'OPEN' },
      ])
      // Name and birth date alone: a candidate, never a merge.
      const byName = await entityOf(store, 'hr', 'Person', 'Row/self/E-1')
      expect(byName).not.toBe(first)
      expect(candidates.map((pair) => [pair.first, pair.second].sort())).toContainEqual([first, byName].sort())
    })
  })

  test('P09: blank numbers and fillers make twenty persons', async () => {
    const source = new MemorySource('civil')
    const fillers = ['', '无', '000000000000000000', '111111111111111111', '待补']
    for (let at = 0; at < 20; at += 1) {
      const number = readPersonNumber(fillers[at % fillers.length] ?? '')
      source.put(
        'Person',
        `Row/self/${at}`,
        { name: '测甲', ...(number.norm !== null && { number: number.norm }) },
        { valid: number.valid },
      )
    }
    await withStore(async (store) => {
      await link(store, source)
      const { entities, conflicts } = await everything(store)
      expect(entities).toHaveLength(20)
      expect(conflicts).toEqual([])
    })
  })

  test.each(['试*', '试\uFFFD', '试?', '试某', '试××'])(
    'the first character of a name that is masked or damaged behind it counts: %s is not 测甲',
    async (name) => {
      const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
        name: '测甲',
        number: NUMBER,
      })
      const publicity = new MemorySource('publicity').put('Person', 'Volunteer/person/9', { name, number: NUMBER })
      for (const order of [
        [police, publicity],
        [publicity, police],
      ])
        await withStore(async (store) => {
          for (const [at] of order.entries()) await link(store, ...order.slice(0, at + 1))
          const id = await entityOf(store, 'public-security', 'Person', 'Resident/self/1')
          expect(await entityOf(store, 'publicity', 'Person', 'Volunteer/person/9')).not.toBe(id)
          expect(await store.sql.selectFrom('Conflict').select('code').execute()).toEqual([{ code: 'ID_SHARED' }])
        })
    },
  )

  test.each(['测*', '测\uFFFD', '测某某', '*甲', '?甲', '锟斤拷甲', '弓+长三', '(测)甲', '\uE863甲'])(
    'a name that is masked or damaged and may be the same contradicts nobody: %s may be 测甲',
    async (name) => {
      const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
        name: '测甲',
        number: NUMBER,
      })
      const publicity = new MemorySource('publicity').put('Person', 'Volunteer/person/9', { name, number: NUMBER })
      await withStore(async (store) => {
        await link(store, publicity)
        await link(store, publicity, police)
        const id = await entityOf(store, 'public-security', 'Person', 'Resident/self/1')
        expect(await entityOf(store, 'publicity', 'Person', 'Volunteer/person/9')).toBe(id)
      })
    },
  )

  test('a masked name finds its person, and is not shown', async () => {
    const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
      name: '测甲',
      number: NUMBER,
    })
    const hotline = new MemorySource('approval-service').put('Person', 'Order/caller/9', {
      name: '测*',
      number: NUMBER,
    })
    await withStore(async (store) => {
      await link(store, police, hotline)
      const id = await entityOf(store, 'public-security', 'Person', 'Resident/self/1')
      expect(await entityOf(store, 'approval-service', 'Person', 'Order/caller/9')).toBe(id)
      expect((await goldenOf(store, id)).name?.value).toBe('测甲')
    })
  })

  test('a quiet record finds its person and tells nothing, not even that it is there', async () => {
    const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
      name: '测甲',
      number: NUMBER,
    })
    const school = new MemorySource('education')
      .put('Person', 'Enrolment/pupil/1', { name: '测 甲', number: NUMBER, sex: 'MALE' }, { quiet: true })
      .put('Person', 'Enrolment/pupil/2', { name: '试乙', sex: 'FEMALE' }, { quiet: true })
    await withStore(async (store) => {
      await link(store, police, school)
      const id = await entityOf(store, 'education', 'Person', 'Enrolment/pupil/1')
      expect(id).toBe(await entityOf(store, 'public-security', 'Person', 'Resident/self/1'))
      expect(JSON.stringify(await goldenOf(store, id))).not.toContain('education')
      expect((await goldenOf(store, id)).sex).toBeUndefined()
      const alone = await entityOf(store, 'education', 'Person', 'Enrolment/pupil/2')
      expect(alone).toBeDefined()
      expect(await goldenOf(store, alone)).toEqual({})
    })
  })

  test('no number of a person stands in the store, however it is searched', async () => {
    const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
      name: '测甲',
      number: NUMBER,
      phone: '13800000000',
    })
    await withStore(async (store) => {
      await link(store, police)
      const text = JSON.stringify(await everything(store))
      expect(text).not.toContain(NUMBER)
      expect(text).not.toContain('13800000000')
    })
  })

  test('lives in the house of the address code, and belongs to its grid', async () => {
    const code = '37028300100100000001'
    const grid = '370283001001001'
    const police = new MemorySource('public-security')
      .put('House', 'Address/self/A1', { addressCode: code, address: '平度市试验路1号', villageCode: '370283001001' })
      .put('Person', 'Resident/self/1', { name: '测甲', number: NUMBER, addressCode: code })
    const grids = new MemorySource('political-legal').put('House', 'Ledger/self/T1', {
      addressCode: code,
      gridCode: grid,
    })
    await withStore(async (store) => {
      await link(store, police, grids)
      const house = await entityOf(store, 'political-legal', 'House', 'Ledger/self/T1')
      const person = await store.sql
        .selectFrom('Entity')
        .selectAll()
        .where('kind', '=', 'Person')
        .executeTakeFirstOrThrow()
      expect(person).toMatchObject({
        houseId: house,
        gridCode: grid,
        villageCode: '370283001001',
        townCode: '370283001',
      })
      // The house goes to another grid: its people go along.
      grids.put('House', 'Ledger/self/T1', { addressCode: code, gridCode: '370283001001002' })
      await link(store, police, grids)
      const moved = await store.sql
        .selectFrom('Entity')
        .select('gridCode')
        .where('id', '=', person.id)
        .executeTakeFirstOrThrow()
      expect(moved.gridCode).toBe('370283001001002')
    })
  })
})

describe('houses, organisations, events', () => {
  test('a house known by text only is a house of its own and a candidate', async () => {
    const police = new MemorySource('public-security').put('House', 'Address/self/A1', {
      addressCode: '37028300100100000001',
      address: '平度市试验路12号',
    })
    const housing = new MemorySource('housing').put('House', 'Dwelling/self/F1', {
      address: '山东省青岛市平度市试验路１２号',
    })
    await withStore(async (store) => {
      await link(store, police, housing)
      const { entities, candidates } = await everything(store)
      expect(entities).toHaveLength(2)
      expect(candidates).toMatchObject([
        { kind: 'House', tier: 'ADDRESS_TEXT', evidence: '{"address":1}', state: 'OPEN' },
      ])
    })
  })

  test('C06: a shorthand, full-width digits and an estate without its village are candidates; another door is none', async () => {
    const full = '山东省青岛市平度市东阁街道东阁社区人民路22号金泰嘉苑6号楼5单元501室'
    const texts = {
      A1: full,
      A2: '平度市试验路１２号３单元２０１室',
      A3: '平度市东阁街道石桥村12号',
      A4: '试验路12号甲',
    }
    const police = new MemorySource('public-security')
    for (const [key, address] of Object.entries(texts))
      police.put('House', `Address/self/${key}`, { addressCode: `3702830010010000000${key.slice(1)}`, address })
    const said = { F1: '金泰嘉苑6-5-501', F2: '山东省青岛市平度市试验路12-3-201', F3: '石桥村12', F4: '试验路12号' }
    const housing = new MemorySource('housing')
    for (const [key, address] of Object.entries(said)) housing.put('House', `Dwelling/self/${key}`, { address })
    await withStore(async (store) => {
      await link(store, police, housing)
      const { entities, candidates } = await everything(store)
      expect(entities).toHaveLength(8)
      const pairs = new Set(candidates.map(({ first, second }) => [first, second].sort().join()))
      for (const [a, b] of [
        ['A1', 'F1'],
        ['A2', 'F2'],
        ['A3', 'F3'],
      ] as const) {
        const ids = [
          await entityOf(store, 'public-security', 'House', `Address/self/${a}`),
          await entityOf(store, 'housing', 'House', `Dwelling/self/${b}`),
        ]
        expect(pairs).toContain(ids.sort().join())
      }
      expect(candidates).toHaveLength(3)
      for (const { tier, evidence } of candidates) {
        expect(tier).toBe('ADDRESS_LEVELS')
        for (const score of Object.values(JSON.parse(evidence) as object)) expect(score).toBe(0.8)
      }
    })
  })

  test('an estate of the same name in another village is no candidate', async () => {
    const at = (village: string) => `平度市东阁街道${village}人民路22号金泰嘉苑6号楼5单元501室`
    const police = new MemorySource('public-security')
      .put('House', 'Address/self/A1', { addressCode: '37028300100100000001', address: at('东阁社区') })
      .put('House', 'Address/self/A2', { addressCode: '37028300100100000002', address: at('城关社区') })
    await withStore(async (store) => {
      await link(store, police)
      expect((await everything(store)).candidates).toEqual([])
    })
  })

  test('one happening told to two departments within half an hour in one grid is a candidate; two reports to one department are not', async () => {
    const reported = (number: string, time: string, gridCode = '370283001001001') => ({
      number,
      gridCode,
      reportedAt: `2026-03-01T${time}+08:00`,
    })
    const hotline = new MemorySource('approval-service')
      .put('Event', 'HotlineOrder/self/1', reported('GD1', '09:50:00'))
      .put('Event', 'HotlineOrder/self/2', reported('GD2', '09:55:00'))
      .put('Event', 'HotlineOrder/self/3', reported('GD3', '17:00:00'))
    const grids = new MemorySource('political-legal')
      .put('Event', 'GridEvent/self/1', reported('SJ1', '10:10:00'))
      .put('Event', 'GridEvent/self/2', reported('SJ2', '17:01:00', '370283001001002'))
    await withStore(async (store) => {
      await link(store, hotline, grids)
      const { entities, candidates } = await everything(store)
      expect(entities).toHaveLength(5)
      const own = await entityOf(store, 'political-legal', 'Event', 'GridEvent/self/1')
      expect(candidates.length).toBeGreaterThan(0)
      for (const candidate of candidates) {
        expect([candidate.first, candidate.second]).toContain(own)
        expect(candidate).toMatchObject({ tier: 'SAME_HAPPENING', evidence: '{"gridCode":1,"reportedAt":0.8}' })
      }
    })
  })

  test('one name: proposed while one firm bears it, then only where place agrees, and never of two that are registered apart', async () => {
    const name = '平度市东兴食品有限公司'
    const shop = '平度市昌源五金店'
    const address = (door: number) => `山东省青岛市平度市东阁街道郭家疃村${door}号`
    const market = new MemorySource('market-regulation')
      .put('Organisation', 'Company/self/1', { creditCode: '91370283MB00000198', name, address: address(1) })
      .put('Organisation', 'Company/self/2', { creditCode: codeOf(4), name: shop, address: address(2) })
      .put('Organisation', 'Company/self/3', { creditCode: codeOf(2), name: shop, address: address(3) })
      .put('Organisation', 'Company/self/4', { creditCode: codeOf(3), name: shop, address: address(3) })
    const emergency = new MemorySource('emergency')
      .put('Organisation', 'Unit/self/1', { name })
      .put('Organisation', 'Unit/self/2', { name: shop })
      .put('Organisation', 'Unit/self/3', { name: shop, address: '郭家疃村2号' })
    await withStore(async (store) => {
      await link(store, market, emergency)
      const called = new Map<string, string>()
      for (const { department, localKey, entityId } of (await everything(store)).links)
        called.set(entityId, `${department} ${localKey}`)
      const pairs = (await everything(store)).candidates.map(({ first, second, evidence }) =>
        [...[called.get(first), called.get(second)].sort(), evidence].join(' + '),
      )
      expect(pairs.sort()).toEqual([
        'emergency Unit/self/1 + market-regulation Company/self/1 + {"name":1}',
        'emergency Unit/self/3 + market-regulation Company/self/2 + {"name":1,"address":1}',
      ])
    })
  })

  test('credit code, its inner nine characters and an old number that one record joins are one organisation', async () => {
    const market = new MemorySource('market-regulation').put('Organisation', 'Company/self/1', {
      creditCode: '91370283MB00000198',
      name: '测试公司',
    })
    const housing = new MemorySource('housing').put('Organisation', 'Title/owner/7', { creditCode: 'MB0000019' })
    await withStore(async (store) => {
      await link(store, housing, market)
      const id = await entityOf(store, 'housing', 'Organisation', 'Title/owner/7')
      expect(await entityOf(store, 'market-regulation', 'Organisation', 'Company/self/1')).toBe(id)
    })
  })

  test('two organisations that one record joins become one, and the id that went keeps resolving', async () => {
    const housing = new MemorySource('housing').put('Organisation', 'Title/owner/7', { oldNumber: '370283000000013' })
    const approval = new MemorySource('approval-service').put('Organisation', 'Application/applicant/3', {
      creditCode: '91370283MB00000198',
    })
    const market = new MemorySource('market-regulation')
    await withStore(async (store) => {
      await link(store, housing, approval, market)
      const old = await entityOf(store, 'housing', 'Organisation', 'Title/owner/7')
      market.put('Organisation', 'Company/self/1', {
        creditCode: '91370283MB00000198',
        oldNumber: '370283000000013',
        name: '测试公司',
      })
      await link(store, housing, approval, market)
      const id = await entityOf(store, 'approval-service', 'Organisation', 'Application/applicant/3')
      expect(old).not.toBe(id)
      expect(await entityOf(store, 'housing', 'Organisation', 'Title/owner/7')).toBe(id)
      const gone = await store.sql
        .selectFrom('Entity')
        .select('mergedInto')
        .where('id', '=', old ?? '')
        .executeTakeFirstOrThrow()
      expect(gone.mergedInto).toBe(id)
      expect(await entityOf(store, 'market-regulation', 'Organisation', 'Company/self/1')).toBe(id)
    })
  })

  test('a hotline order and the grid event made of it are two events, unless a record names the other number', async () => {
    const hotline = new MemorySource('approval-service').put('Event', 'HotlineOrder/self/GD1', {
      number: 'GD1',
      title: '路灯不亮',
    })
    const grids = new MemorySource('political-legal')
      .put('Event', 'GridEvent/self/SJ1', { number: 'SJ1', title: '路灯' })
      .put('Event', 'GridEvent/order/SJ1', { number: 'GD1' })
    await withStore(async (store) => {
      await link(store, grids, hotline)
      const order = await entityOf(store, 'approval-service', 'Event', 'HotlineOrder/self/GD1')
      expect(await entityOf(store, 'political-legal', 'Event', 'GridEvent/self/SJ1')).not.toBe(order)
      expect(await entityOf(store, 'political-legal', 'Event', 'GridEvent/order/SJ1')).toBe(order)
    })
  })
})

describe('linking again', () => {
  const estate = () =>
    new MemorySource('justice')
      .put('Event', 'MediationCase/self/C1', { number: 'TJ1', title: '邻里纠纷', state: 'OPEN', handler: 'TJY1' })
      .put('Person', 'Party/person/D1', { name: '测甲', number: NUMBER, event: 'MediationCase/self/C1' })
      .put('Person', 'Party/person/D2', { name: '试乙', event: 'MediationCase/self/C1' })

  test('with nothing changed changes nothing, and a new store gets the same ids', async () => {
    const before = await withStore(async (store) => {
      await link(store, estate())
      const first = await everything(store)
      await link(store, estate())
      expect(await everything(store)).toEqual(first)
      return first
    })
    const after = await withStore(async (store) => {
      await link(store, estate())
      return everything(store)
    })
    expect(after.entities.map((row) => row.id)).toEqual(before.entities.map((row) => row.id))
    expect(after.parts).toHaveLength(2)
  })

  test('a corrected number keeps the id of a person known by that record only', async () => {
    await withStore(async (store) => {
      const source = estate()
      await link(store, source)
      const id = await entityOf(store, 'justice', 'Person', 'Party/person/D1')
      source.put('Person', 'Party/person/D1', {
        name: '测甲',
        number: '370283199003070007',
        event: 'MediationCase/self/C1',
      })
      await link(store, source)
      expect(await entityOf(store, 'justice', 'Person', 'Party/person/D1')).toBe(id)
      // The old number is free again.
      const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
        name: '样丙',
        number: NUMBER,
      })
      await link(store, source, police)
      expect(await entityOf(store, 'public-security', 'Person', 'Resident/self/1')).not.toBe(id)
    })
  })

  test('a record whose number now names somebody known goes there, and its old id keeps resolving', async () => {
    await withStore(async (store) => {
      const source = estate()
      const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
        name: '试乙',
        number: '370283199003070007',
      })
      await link(store, source, police)
      const old = await entityOf(store, 'justice', 'Person', 'Party/person/D2')
      source.put('Person', 'Party/person/D2', {
        name: '试乙',
        number: '370283199003070007',
        event: 'MediationCase/self/C1',
      })
      await link(store, source, police)
      const id = await entityOf(store, 'justice', 'Person', 'Party/person/D2')
      expect(id).toBe(await entityOf(store, 'public-security', 'Person', 'Resident/self/1'))
      const gone = await store.sql
        .selectFrom('Entity')
        .select('mergedInto')
        .where('id', '=', old ?? '')
        .executeTakeFirstOrThrow()
      expect(gone.mergedInto).toBe(id)
      const { parts } = await everything(store)
      expect(parts.map((part) => part.personId)).toContain(id)
      expect(parts).toHaveLength(2)
    })
  })

  test('a record that changed while its first linking was interrupted moves as in any linking, and no index is left out', async () => {
    await withStore(async (store) => {
      const whole = await indexesOf(store)
      const source = estate()
      const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
        name: '试乙',
        number: '370283199003070007',
      })
      const stop = new AbortController()
      const linker = new Linker(store, [source, police], await secretsFor(store, secret))
      const interrupted = linker.linkAll(stop.signal, ({ kind, department }) => {
        if (kind === 'Person' && department === 'justice') stop.abort()
      })
      await expect(interrupted).rejects.toThrow('aborted')
      const old = await entityOf(store, 'justice', 'Person', 'Party/person/D2')
      expect(old).toBeDefined()
      expect((await indexesOf(store)).length).toBeLessThan(whole.length)

      source.put('Person', 'Party/person/D2', {
        name: '试乙',
        number: '370283199003070007',
        event: 'MediationCase/self/C1',
      })
      await link(store, source, police)
      expect(await indexesOf(store)).toEqual(whole)
      const id = await entityOf(store, 'justice', 'Person', 'Party/person/D2')
      expect(id).toBe(await entityOf(store, 'public-security', 'Person', 'Resident/self/1'))
      const { entities } = await everything(store)
      expect(entities.filter((row) => row.kind === 'Person' && row.mergedInto === null)).toHaveLength(2)
      expect(entities.filter((row) => row.stale !== 0)).toEqual([])
    })
  })

  test('a first linking that the store refuses in the middle says so, and goes on where nothing was lost', async () => {
    await withStore(async (store) => {
      const source = estate()
      await sql`create trigger refuses before insert on "Link" when new."localKey" = 'Party/person/D2'
        begin select raise(abort, 'no room'); end`.execute(store.sql)
      await expect(link(store, source)).rejects.toThrow('no room')
      expect(await entityOf(store, 'justice', 'Event', 'MediationCase/self/C1')).toBeDefined()
      expect(await entityOf(store, 'justice', 'Person', 'Party/person/D1')).toBeUndefined()

      await sql`drop trigger refuses`.execute(store.sql)
      await link(store, source)
      const found = await everything(store)
      const whole = await withStore(async (other) => {
        await link(other, source)
        return everything(other)
      })
      expect(found.entities.map(({ id, golden }) => [id, golden])).toEqual(
        whole.entities.map(({ id, golden }) => [id, golden]),
      )
      expect(found.parts).toEqual(whole.parts)
    })
  })

  test('a name that now contradicts the others under the number goes apart', async () => {
    await withStore(async (store) => {
      const source = estate()
      const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
        name: '测甲',
        number: NUMBER,
      })
      await link(store, source, police)
      const shared = await entityOf(store, 'public-security', 'Person', 'Resident/self/1')
      expect(await entityOf(store, 'justice', 'Person', 'Party/person/D1')).toBe(shared)
      source.put('Person', 'Party/person/D1', { name: '例丁', number: NUMBER, event: 'MediationCase/self/C1' })
      await link(store, source, police)
      expect(await entityOf(store, 'justice', 'Person', 'Party/person/D1')).not.toBe(shared)
      expect(await entityOf(store, 'public-security', 'Person', 'Resident/self/1')).toBe(shared)
      expect((await everything(store)).conflicts).toMatchObject([
        { code: 'ID_SHARED', localKey: 'Party/person/D1', otherId: shared },
      ])
    })
  })

  test('a record that is gone no longer speaks for its person', async () => {
    await withStore(async (store) => {
      const source = estate()
      const police = new MemorySource('public-security').put('Person', 'Resident/self/1', {
        name: '测甲',
        number: NUMBER,
        birthDate: '1980-01-02',
      })
      await link(store, police, source)
      const id = await entityOf(store, 'public-security', 'Person', 'Resident/self/1')
      expect((await goldenOf(store, id)).birthDate?.value).toBe('1980-01-02')
      await link(store, police.remove('Person', 'Resident/self/1'), source)
      const golden = await goldenOf(store, id)
      expect(golden.birthDate).toBeUndefined()
      expect(golden.name).toMatchObject({ value: '测甲', source: 'justice' })
    })
  })
})

test('what a clerk merged can be undone, links, keys and parts with it', async () => {
  const justice = new MemorySource('justice')
    .put('Event', 'MediationCase/self/C1', { number: 'TJ1' })
    .put('Event', 'MediationCase/self/C2', { number: 'TJ2' })
    .put('Person', 'Party/person/D1', { name: '测甲', number: NUMBER, event: 'MediationCase/self/C1' })
    .put('Person', 'Party/person/D2', { name: '测甲', event: 'MediationCase/self/C2' })
  await withStore(async (store) => {
    const linker = await link(store, justice)
    const before = await everything(store)
    const ends = async (kind: EntityKind, a: string, b: string) =>
      [(await entityOf(store, 'justice', kind, a)) ?? '', (await entityOf(store, 'justice', kind, b)) ?? ''] as const
    const persons = await ends('Person', 'Party/person/D2', 'Party/person/D1')
    const events = await ends('Event', 'MediationCase/self/C2', 'MediationCase/self/C1')
    const decision = { reason: 'CLERK', decider: 'clerk-1', now: 1 } as const
    const merges: string[] = []
    for (const [from, into] of [persons, events]) {
      merges.push(await store.sql.transaction().execute((trx) => mergeEntities(trx, from, into, decision)))
    }
    await linker.linkAll(AbortSignal.timeout(20_000))
    expect(await entityOf(store, 'justice', 'Person', 'Party/person/D2')).toBe(persons[1])
    expect(new Set((await everything(store)).parts.map((part) => `${part.personId} ${part.eventId}`)).size).toBe(1)
    for (const merge of merges.reverse()) await store.sql.transaction().execute((trx) => undoMerge(trx, merge, 2))
    await linker.linkAll(AbortSignal.timeout(20_000))
    const without = (dump: typeof before) => ({
      ...dump,
      entities: dump.entities.map((row) => ({ ...row, updatedAt: 0, changeSeq: 0 })),
    })
    expect(without(await everything(store))).toEqual(without(before))
  })
})

test('two sources that disagree yield both values, the leading department first', async () => {
  const police = new MemorySource('public-security').put(
    'Person',
    'Resident/self/1',
    { name: '测甲', number: NUMBER, sex: 'FEMALE' },
    { asOf: '2020-01-01T00:00:00+08:00' },
  )
  const justice = new MemorySource('justice').put(
    'Person',
    'Party/person/D1',
    { name: '测 甲', number: NUMBER, sex: 'MALE' },
    { asOf: '2026-01-01T00:00:00+08:00' },
  )
  await withStore(async (store) => {
    await link(store, justice, police)
    const golden = await goldenOf(store, await entityOf(store, 'justice', 'Person', 'Party/person/D1'))
    expect(golden.sex).toEqual({
      value: 'FEMALE',
      source: 'public-security',
      asOf: '2020-01-01T00:00:00+08:00',
      others: [{ value: 'MALE', source: 'justice', asOf: '2026-01-01T00:00:00+08:00' }],
    })
    // A blank inside the name is no other name.
    expect(golden.name?.others).toEqual([])
  })
})

test('tells for each department how many records were linked, stand alone, or contradict', async () => {
  const justice = new MemorySource('justice')
    .put('Person', 'Party/person/D1', { name: '测甲', number: NUMBER })
    .put('Person', 'Party/person/D2', { name: '试乙', number: NUMBER })
    .put('Person', 'Party/person/D3', { name: '样丙' })
  await withStore(async (store) => {
    const linker = await link(store, justice)
    expect(await linker.status()).toMatchObject([
      { department: 'justice', identities: 3, linked: 1, unlinked: 2, conflicts: 1 },
    ])
  })
})
