/** Grids in time through the registry, on a store of any provider: old events are where they were, and the successor finds them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { tmpdir } from 'node:os'
import { heldGrids, readMap } from '../../access/areas-in-time.ts'
import { AuditArchive } from '../../access/audit-archive.ts'
import type { AccessContext, RowScope } from '../../access/principal.ts'
import type { OpenedStore } from '../../prisma/test-store.ts'
import { MemorySource } from './memory-source.ts'
import { createRegistry, type Registry } from './registry.ts'
import { secretsFor } from './test-secrets.ts'

const V = '370283001001'
const [OLD_A, OLD_B, OLD_C, X, Y] = [`${V}801`, `${V}802`, `${V}803`, `${V}001`, `${V}002`]
const HOME = '37028300100100000001'
const TODAY = '2026-11-25'

const box = (west: number, east: number) =>
  `POLYGON ((${west} 36.7, ${east} 36.7, ${east} 36.8, ${west} 36.8, ${west} 36.7))`

function gridCentre(): MemorySource {
  const source = new MemorySource('political-legal')
    .put('Grid', 'GridArea/self/1', { code: X, name: '东', boundary: box(119.9, 120), validFrom: '2021-01-01' })
    .put('Grid', 'GridArea/self/2', { code: Y, name: '西', boundary: box(119.8, 119.9), validFrom: '2021-01-01' })
    .put('Grid', 'GridArea/self/3', { code: OLD_A, name: '旧甲', validFrom: '2019-01-01', validTo: '2021-12-31' })
    .put('Grid', 'GridChange/before/1', { code: OLD_A, successor: X, changedOn: '2022-01-01', change: 'MERGED' })
    // Nobody lists it any more but the record of its end.
    .put('Grid', 'GridChange/before/2', { code: OLD_B, successor: X, changedOn: '2022-01-01', change: 'RENUMBERED' })
    .put('Grid', 'GridChange/before/3', { code: OLD_C, successor: X, changedOn: '2023-07-01', change: 'DIVIDED' })
    .put('Grid', 'GridChange/before/4', { code: OLD_C, successor: Y, changedOn: '2023-07-01', change: 'DIVIDED' })
    .put('Grid', 'GridChange/before/5', {
      code: OLD_C,
      successor: `${V}999`,
      changedOn: '2023-07-01',
      change: 'DIVIDED',
    })
    .put('House', 'Ledger/self/1', { addressCode: HOME, gridCode: Y })
  const events: readonly (readonly [string, string, number, Record<string, string>?])[] = [
    ['a', OLD_A ?? '', 7],
    ['b', OLD_B ?? '', 6],
    ['c', OLD_C ?? '', 5],
    ['p', OLD_C ?? '', 8, { longitude: '119.95', latitude: '36.75' }],
    ['h', OLD_C ?? '', 9, { addressCode: HOME }],
    ['x', X ?? '', 10],
    ['y', Y ?? '', 11],
  ]
  for (const [name, gridCode, count, more] of events)
    for (let at = 0; at < count; at += 1)
      source.put('Event', `GridEvent/self/${name}${at}`, { number: `${name}${at}`, title: '路灯', gridCode, ...more })
  return source
}

function access(rowScope: RowScope, grids: readonly string[] = []): AccessContext {
  const principal = {
    subject: 's',
    department: 'justice',
    roles: ['mediator'],
    staffKey: null,
    personId: null,
  } as const
  return {
    principal: { ...principal, grids },
    purpose: { code: 'TEST', caseNumber: null },
    rowScope,
    grants: [
      {
        id: 'g-1',
        department: 'registry',
        grantee: { department: 'justice' },
        purpose: 'TEST',
        legalBasis: 'test',
        fields: ['category:事件', 'category:统计'],
        effect: 'PLAIN',
        rows: 'ALL',
        validFrom: 0,
        validTo: Number.MAX_SAFE_INTEGER,
        approver: 'test',
      },
    ],
    purposeFields: ['*'],
    policyVersion: '1',
    at: Date.parse(`${TODAY}T00:00:00Z`),
    traceId: 't',
  }
}

/** `open` gives an empty store. */
export function areasSuite(open: () => Promise<OpenedStore>): void {
  let opened: OpenedStore
  let registry: Registry

  async function registryOn(store: OpenedStore['store'], source: MemorySource): Promise<Registry> {
    const made = await createRegistry({
      store,
      archive: new AuditArchive(store, tmpdir()),
      sources: [source],
      refMaster: new Uint8Array(32).fill(1),
      secrets: await secretsFor(store, new Uint8Array(32).fill(2)),
      log: () => undefined,
    })
    await made.link(AbortSignal.timeout(20_000))
    return made
  }

  beforeAll(async () => {
    opened = await open()
    registry = await registryOn(opened.store, gridCentre())
  })
  afterAll(() => opened.close())

  async function ask<T>(query: string, of = access('ALL')): Promise<T> {
    const { data, errors } = await registry.execute({
      query,
      variables: {},
      access: of,
      signal: AbortSignal.timeout(9000),
    })
    expect(errors ?? []).toEqual([])
    return data as T
  }

  const total = async (filter: string, of = access('ALL')) =>
    (await ask<{ events: { totalCount: number } }>(`{ events(filter: { ${filter} }) { totalCount } }`, of)).events
      .totalCount

  describe('events of grids that are no more', () => {
    test('keep the grid of their day', async () => {
      expect([await total(`grid: "${OLD_A}"`), await total(`grid: "${X}"`)]).toEqual([7, 10])
      expect(await total(`grid: "${X}", map: AS_RECORDED`)).toBe(10)
    })

    test('are found under the successor on the map of today: merged ones, and those that a point or a house puts there', async () => {
      expect(await total(`grid: "${X}", map: CURRENT`)).toBe(10 + 7 + 6 + 8)
      expect(await total(`grid: "${Y}", map: CURRENT`)).toBe(11 + 9)
      expect(await total(`village: "${V}", map: CURRENT`)).toBe(56)
    })

    test('of which nobody knows the part are found only where they are asked for', async () => {
      expect(await total(`grid: "${X}", map: CURRENT, unassigned: true`)).toBe(10 + 7 + 6 + 8 + 5)
      expect(await total(`grid: "${Y}", map: CURRENT, unassigned: true`)).toBe(11 + 9 + 5)
      expect(await total(`grid: "${OLD_C}", map: CURRENT`)).toBe(0)
    })

    test('are where they were on the map of an earlier day', async () => {
      expect(await total(`grid: "${OLD_A}", map: CURRENT, asOf: "2021-06-01"`)).toBe(7)
      expect(await total(`grid: "${X}", asOf: "2022-06-01"`)).toBe(10 + 7 + 6)
      expect(await total(`grid: "${OLD_C}", map: CURRENT, asOf: "2022-06-01"`)).toBe(22)
    })

    test.each(['map: AS_RECORDED, asOf: "2022-06-01"', 'map: AS_RECORDED, unassigned: true', 'asOf: "2022"'])(
      'a filter that means nothing is refused: %s',
      async (filter) => {
        const query = `{ events(filter: { grid: "${X}", ${filter} }) { totalCount } }`
        const answer = await registry.execute({
          query,
          variables: {},
          access: access('ALL'),
          signal: AbortSignal.timeout(9000),
        })
        expect(answer.errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['BAD_USER_INPUT'])
      },
    )
  })

  describe('counts', () => {
    interface Count {
      readonly code: string
      readonly count: number | null
      readonly unassignedAmong: readonly string[] | null
    }
    const counts = async (map: string, by = 'GRID') =>
      (
        await ask<{ counts: Count[] }>(
          `{ counts(kind: Event, by: ${by}, map: ${map}) { code name count unassignedAmong } }`,
          access('NONE'),
        )
      ).counts

    test('by the old and by the new map add up to the same, with a cell for what nobody knows', async () => {
      const [old, now] = [await counts('AS_RECORDED'), await counts('CURRENT')]
      expect(old.map(({ code, count }) => [code, count])).toEqual([
        [X, 10],
        [Y, 11],
        [OLD_A, 7],
        [OLD_B, 6],
        [OLD_C, 22],
      ])
      expect(now).toMatchObject([
        { code: X, name: '东', count: 31, unassignedAmong: null },
        { code: `${X}|${Y}`, name: '东、西', count: 5, unassignedAmong: [X, Y] },
        { code: Y, name: '西', count: 20, unassignedAmong: null },
      ])
      const sum = (cells: readonly Count[]) => cells.reduce((all, { count }) => all + (count ?? 0), 0)
      expect([sum(old), sum(now), sum(await counts('CURRENT', 'TOWN'))]).toEqual([56, 56, 56])
    })
  })

  describe('what is told of an area', () => {
    interface Told {
      readonly code: string
      readonly validFrom: string | null
      readonly validTo: string | null
      readonly successors: readonly { readonly code: string }[]
      readonly predecessors: readonly { readonly code: string }[]
      readonly changes: readonly { readonly kind: string; readonly on: string }[]
    }
    const grids = async (filter = '') =>
      (
        await ask<{ grids: { nodes: Told[] } }>(
          `{ grids${filter} { nodes { code validFrom validTo successors { code } predecessors { code } changes { kind on } village { code name } } } }`,
        )
      ).grids.nodes

    test('a grid: its days, what it came from and went into', async () => {
      const told = new Map((await grids()).map((grid) => [grid.code, grid]))
      expect(told.get(OLD_A ?? '')).toMatchObject({
        validTo: '2021-12-31',
        successors: [{ code: X }],
        predecessors: [],
      })
      expect(told.get(OLD_B ?? '')).toMatchObject({ validFrom: null, validTo: '2021-12-31' })
      expect(told.get(OLD_C ?? '')?.successors).toEqual([{ code: X }, { code: Y }])
      expect(told.get(X ?? '')).toMatchObject({
        validFrom: '2021-01-01',
        validTo: null,
        predecessors: [{ code: OLD_A }, { code: OLD_B }, { code: OLD_C }],
        village: { code: V },
      })
      expect(told.get(Y ?? '')?.changes).toEqual([{ kind: 'DIVIDED', on: '2023-07-01' }])
    })

    test('only the grids of a day', async () => {
      const on = async (day: string) => (await grids(`(filter: { asOf: "${day}" })`)).map(({ code }) => code).sort()
      expect(await on('2020-06-01')).toEqual([OLD_A, OLD_B, OLD_C])
      expect(await on(TODAY)).toEqual([X, Y])
    })

    test('a successor that nobody lists is told as an issue and moves nothing', async () => {
      expect((await ask<{ areaIssues: unknown }>('{ areaIssues { issue code successor source } }')).areaIssues).toEqual(
        [{ issue: 'AREA_SUCCESSOR_UNKNOWN', code: OLD_C, successor: `${V}999`, source: 'political-legal' }],
      )
    })

    test('towns and villages, those that are no more too', async () => {
      const query = `{
        merged: division(code: "370283001501") { name level validTo successors { code name } changes { kind into } }
        present: division(code: "${V}") { validTo predecessors { code } }
        divided: division(code: "370283199") { level successors { code } }
        none: division(code: "999999999") { code }
        before: divisions(first: 0, filter: { level: VILLAGE, town: "370283001", asOf: "2020-12-31" }) { totalCount }
        now: divisions(first: 0, filter: { level: VILLAGE, town: "370283001", asOf: "${TODAY}" }) { totalCount }
      }`
      expect(await ask(query)).toMatchObject({
        merged: { name: '前后巷子社区', level: 'VILLAGE', validTo: '2020-12-31', successors: [{ code: V }] },
        present: { validTo: null, predecessors: [{ code: '370283001501' }, { code: '370283001999' }] },
        divided: { level: 'TOWN', successors: [{ code: '370283119' }, { code: '370283120' }] },
        none: null,
        now: { totalCount: 40 },
      })
    })
  })

  describe('the rows of whose grid was drawn anew', () => {
    test('are those of the present grid and of what went into it whole', async () => {
      const held = (...grids: string[]) => heldGrids(opened.store.sql, grids, TODAY)
      expect([...(await held(X ?? ''))].sort()).toEqual([X, OLD_A, OLD_B].sort())
      expect(await held(Y ?? '')).toEqual([Y])
      expect(await held(OLD_A ?? '')).toEqual([])
      expect(await held(OLD_C ?? '', Y ?? '')).toEqual([Y])
      expect(await heldGrids(opened.store.sql, [OLD_A ?? ''], '2021-06-01')).toEqual([OLD_A])
      const of = access('GRIDS', await held(X ?? ''))
      expect([
        await total(`village: "${V}"`, of),
        await total(`grid: "${X}", map: CURRENT, unassigned: true`, of),
      ]).toEqual([23, 23])
    })
  })

  test('a change that the department takes back gives what lay there back', async () => {
    const { store, close } = await open()
    try {
      const source = gridCentre()
      const made = await registryOn(store, source)
      const points = async () =>
        (await store.sql.selectFrom('PointGrid').select('gridCode').execute()).map(({ gridCode }) => gridCode).sort()
      expect(await points()).toEqual([...Array<string>(8).fill(X ?? ''), ...Array<string>(9).fill(Y ?? '')])
      source.remove('Grid', 'GridChange/before/4')
      source.remove('Grid', 'GridChange/before/5')
      await made.link(AbortSignal.timeout(20_000))
      // Its whole ground went into one now: no point is needed to tell which.
      expect(await points()).toEqual([])
    } finally {
      await close()
    }
  })

  test('a grid under another name makes nothing anew that lies in it; one that ends does', async () => {
    const { store, close } = await open()
    try {
      const source = gridCentre()
      const made = await registryOn(store, source)
      const madeAnew = async (more: Readonly<Record<string, string>>) => {
        source.put('Grid', 'GridArea/self/2', {
          code: Y,
          name: '新西',
          boundary: box(119.8, 119.9),
          validFrom: '2021-01-01',
          ...more,
        })
        const kinds = new Set<string>()
        await made.link(AbortSignal.timeout(20_000), ({ kind, department, done }) => {
          if (department === null && done > 0) kinds.add(kind)
        })
        return [...kinds]
      }
      expect(await madeAnew({})).toEqual(['Grid'])
      const names = await store.sql.selectFrom('Area').select('name').where('code', '=', Y).execute()
      expect(names).toEqual([{ name: '新西' }])
      expect(await madeAnew({ validTo: '2025-12-31' })).toEqual(expect.arrayContaining(['Grid', 'House', 'Event']))
    } finally {
      await close()
    }
  })

  test('a department that breaks off or says what is no grid leaves the map as it was, and is read again later', async () => {
    const { store, close } = await open()
    try {
      const source = gridCentre()
      const made = await registryOn(store, source)
      const link = () => made.link(AbortSignal.timeout(20_000))
      const said = async () => {
        const map = await readMap(store.sql)
        const grids = map.ofLevel('GRID')
        return {
          grids,
          lies: grids.map(({ code }) => [code, map.on(code, TODAY), map.wholly(code, TODAY)]),
          points: await store.sql.selectFrom('PointGrid').selectAll().orderBy('entityId').execute(),
        }
      }
      const before = await said()
      source.put('Grid', 'GridChange/before/6', { code: Y, successor: X, changedOn: '2024-01-01', change: 'MERGED' })
      source.breaksAfter = 2
      expect(await link()).toMatchObject([{ department: 'political-legal' }])
      expect(await said()).toEqual(before)
      source.breaksAfter = null
      source
        .remove('Grid', 'GridChange/before/6')
        .put('Grid', 'GridArea/self/8', { code: '<html>', name: '502', boundary: 'POLYGON ((', validFrom: '昨天' })
        .put('Grid', 'GridChange/before/7', { code: X, successor: '<html>', changedOn: '2024-01-01', change: 'MERGED' })
        .put('Grid', 'GridChange/before/8', { code: Y, successor: X, changedOn: '昨天', change: 'MERGED' })
        .put('Grid', 'GridChange/before/9', { code: Y, successor: X, changedOn: '2024-01-01', change: '爆炸' })
      expect(await link()).toEqual([])
      expect(await said()).toEqual(before)
      source.put('Grid', 'GridArea/self/9', { code: `${V}009`, name: '新', validFrom: '2024-01-01' })
      await link()
      expect((await said()).grids).toHaveLength(before.grids.length + 1)
    } finally {
      await close()
    }
  })
}
