/** The grid of what has a point and no grid that a department states (case O07), and what becomes of it when boundaries change. */
import { describe, expect, test } from '@jest/globals'
import type { HubStore } from '../../prisma/store.ts'
import { withStore } from '../../prisma/test-store.ts'
import type { Golden } from './golden.ts'
import { GridBoundaries } from './grid-boundaries.ts'
import { dayOf } from './grid-by-point.ts'
import { Linker } from './linker.ts'
import { MemorySource } from './memory-source.ts'
import { secretsFor } from './test-secrets.ts'

const WEST = '370283001001001'
const EAST = '370283001001002'
const OLD = '370283001001003'
const today = dayOf(Date.now())

const box = (west: number, south: number, east: number, north: number) =>
  `POLYGON ((${west} ${south}, ${east} ${south}, ${east} ${north}, ${west} ${north}, ${west} ${south}))`
const westArea = box(119.95, 36.78, 119.97, 36.8)
const eastArea = box(119.97, 36.78, 119.99, 36.8)

const grids = () =>
  new MemorySource('political-legal')
    .put('Grid', 'GridArea/self/1', { code: WEST, name: '西', boundary: westArea, validFrom: '2021-01-01' })
    .put('Grid', 'GridArea/self/2', { code: EAST, name: '东', boundary: eastArea, validFrom: '2021-01-01' })
const lamp = { code: 'LAMP1', longitude: '119.96', latitude: '36.79' }

async function link(store: HubStore, ...sources: MemorySource[]): Promise<Linker> {
  const linker = new Linker(store, sources, await secretsFor(store, new Uint8Array(32).fill(7)))
  await linker.linkAll(AbortSignal.timeout(20_000))
  return linker
}

async function gridOf(store: HubStore, localKey: string) {
  const row = await store.sql
    .selectFrom('Link')
    .innerJoin('Entity', 'Entity.id', 'Link.entityId')
    .select(['Entity.gridCode', 'Entity.villageCode', 'Entity.golden'])
    .where('Link.localKey', '=', localKey)
    .executeTakeFirstOrThrow()
  return { ...row, golden: JSON.parse(row.golden) as Golden }
}

describe('where a point lies', () => {
  const drawn = (code: string, boundary: string, validTo: string | null = null) => ({
    code,
    boundary,
    validFrom: '2021-01-01',
    validTo,
  })
  const boundaries = new GridBoundaries([
    drawn(WEST, westArea),
    drawn(EAST, eastArea),
    drawn(OLD, box(119.95, 36.78, 119.99, 36.8), '2022-12-31'),
    drawn('370283001001004', 'POINT (119.96 36.79)'),
    drawn(
      '370283001001005',
      'POLYGON ((120 36.9, 120.1 36.9, 120.1 37, 120 37, 120 36.9), (120.04 36.94, 120.06 36.94, 120.06 36.96, 120.04 36.96, 120.04 36.94))',
    ),
  ])

  test('in one boundary, in none, in a hole, on the border of two', () => {
    expect(boundaries.at(119.96, 36.79, today)).toEqual({ outcome: 'GRID', gridCode: WEST })
    expect(boundaries.at(119.9, 36.79, today)).toEqual({ outcome: 'NONE', gridCode: null })
    expect(boundaries.at(120.01, 36.91, today)).toEqual({ outcome: 'GRID', gridCode: '370283001001005' })
    expect(boundaries.at(120.05, 36.95, today)).toEqual({ outcome: 'NONE', gridCode: null })
    expect(boundaries.at(119.97, 36.79, today)).toEqual({ outcome: 'SEVERAL', gridCode: null })
  })

  test('a retired grid counts on its own days only', () => {
    expect(boundaries.at(119.96, 36.79, '2022-12-31')).toEqual({ outcome: 'SEVERAL', gridCode: null })
    expect(boundaries.at(119.96, 36.79, '2023-01-01')).toEqual({ outcome: 'GRID', gridCode: WEST })
    expect(boundaries.at(119.96, 36.79, '2020-12-31')).toEqual({ outcome: 'NONE', gridCode: null })
  })

  test('a boundary that is none holds nothing, and no boundaries at all hold nothing', () => {
    expect(boundaries.size).toBe(4)
    expect(new GridBoundaries([]).at(119.96, 36.79, today)).toEqual({ outcome: 'NONE', gridCode: null })
  })
})

describe('an entity with a point', () => {
  test('O07: gets the grid that holds it, with the department whose point it is', async () => {
    await withStore(async (store) => {
      const lamps = new MemorySource('urban-management').put('ManagedObject', 'Component/self/1', lamp)
      await link(store, grids(), lamps)
      const found = await gridOf(store, 'Component/self/1')
      expect(found).toMatchObject({ gridCode: WEST, villageCode: '370283001001' })
      expect(found.golden.gridCode).toEqual({
        value: WEST,
        source: 'urban-management',
        asOf: '2026-01-01T00:00:00+08:00',
        others: [],
        derivedFrom: 'POINT',
      })
    })
  })

  test('keeps the grid that a department states; a code that is none does not count as stated', async () => {
    await withStore(async (store) => {
      const lamps = new MemorySource('urban-management')
        .put('ManagedObject', 'Component/self/1', { ...lamp, gridCode: EAST })
        .put('ManagedObject', 'Component/self/2', { ...lamp, code: 'LAMP2', gridCode: '东网格' })
      await link(store, grids(), lamps)
      const stated = await gridOf(store, 'Component/self/1')
      expect(stated.gridCode).toBe(EAST)
      expect(stated.golden.gridCode?.derivedFrom).toBeUndefined()
      const unreadable = await gridOf(store, 'Component/self/2')
      expect(unreadable.gridCode).toBe(WEST)
      expect(unreadable.golden.gridCode?.others).toMatchObject([{ value: '东网格', source: 'urban-management' }])
    })
  })

  test('a statement that comes later takes the place of the derived grid, one that goes gives it back', async () => {
    await withStore(async (store) => {
      const police = new MemorySource('public-security').put('House', 'Address/self/1', {
        addressCode: '37028300100100000001',
        longitude: '119.96',
        latitude: '36.79',
      })
      const ledger = grids()
      await link(store, ledger, police)
      expect((await gridOf(store, 'Address/self/1')).gridCode).toBe(WEST)
      ledger.put('House', 'GridHouse/house/1', { addressCode: '37028300100100000001', gridCode: EAST })
      await link(store, ledger, police)
      expect((await gridOf(store, 'Address/self/1')).gridCode).toBe(EAST)
      expect(await store.sql.selectFrom('PlacedPoint').selectAll().execute()).toEqual([])
      ledger.remove('House', 'GridHouse/house/1')
      await link(store, ledger, police)
      expect((await gridOf(store, 'Address/self/1')).gridCode).toBe(WEST)
    })
  })

  test('who lives in a house that was found by its point is in its grid', async () => {
    await withStore(async (store) => {
      const police = new MemorySource('public-security')
        .put('House', 'Address/self/1', { addressCode: 'A1', longitude: '119.96', latitude: '36.79' })
        .put('Person', 'Resident/self/1', { name: '测甲', addressCode: 'A1' })
      await link(store, grids(), police)
      expect((await gridOf(store, 'Resident/self/1')).gridCode).toBe(WEST)
    })
  })

  test('in no grid or in two it has none, and is counted for its department', async () => {
    await withStore(async (store) => {
      const lamps = new MemorySource('urban-management')
        .put('ManagedObject', 'Component/self/1', lamp)
        .put('ManagedObject', 'Component/self/2', { code: 'L2', longitude: '119.97', latitude: '36.79' })
        .put('ManagedObject', 'Component/self/3', { code: 'L3', longitude: '120.2', latitude: '36.79' })
        .put('ManagedObject', 'Component/self/4', { code: 'L4' })
      const linker = await link(store, grids(), lamps)
      expect((await gridOf(store, 'Component/self/2')).gridCode).toBeNull()
      expect((await gridOf(store, 'Component/self/3')).gridCode).toBeNull()
      const [political, urban] = await linker.status()
      expect(urban).toMatchObject({ department: 'urban-management', inGrid: 1, inNoGrid: 1, inSeveralGrids: 1 })
      expect(political).toMatchObject({ inGrid: 0, inNoGrid: 0, inSeveralGrids: 0 })
    })
  })
})

describe('boundaries that change', () => {
  test('what lies in the old or the new boundary is found anew; linking again changes nothing', async () => {
    await withStore(async (store) => {
      const ledger = grids()
      const lamps = new MemorySource('urban-management').put('ManagedObject', 'Component/self/1', lamp)
      await link(store, ledger, lamps)
      ledger.put('Grid', 'GridArea/self/1', { code: WEST, name: '西', boundary: box(119.95, 36.78, 119.955, 36.8) })
      ledger.put('Grid', 'GridArea/self/2', { code: EAST, name: '东', boundary: box(119.955, 36.78, 119.99, 36.8) })
      await link(store, ledger, lamps)
      expect((await gridOf(store, 'Component/self/1')).gridCode).toBe(EAST)
      ledger.remove('Grid', 'GridArea/self/2')
      await link(store, ledger, lamps)
      expect((await gridOf(store, 'Component/self/1')).gridCode).toBeNull()
      const before = await store.sql.selectFrom('Entity').selectAll().orderBy('id').execute()
      await link(store, ledger, lamps)
      expect(await store.sql.selectFrom('Entity').selectAll().orderBy('id').execute()).toEqual(before)
    })
  })

  test('a boundary that comes after the points finds them', async () => {
    await withStore(async (store) => {
      const lamps = new MemorySource('urban-management')
        .put('ManagedObject', 'Component/self/1', lamp)
        .put('Event', 'UrbanCase/self/1', { number: 'AJ1', longitude: '119.96', latitude: '36.79' })
      await link(store, lamps)
      expect((await gridOf(store, 'Component/self/1')).gridCode).toBeNull()
      await link(store, grids(), lamps)
      expect((await gridOf(store, 'Component/self/1')).gridCode).toBe(WEST)
      expect((await gridOf(store, 'UrbanCase/self/1')).gridCode).toBe(WEST)
    })
  })

  test('an event keeps the grid of its day', async () => {
    await withStore(async (store) => {
      const ledger = grids().put('Grid', 'GridArea/self/3', {
        code: OLD,
        boundary: box(119.9, 36.78, 119.94, 36.8),
        validTo: '2022-12-31',
      })
      const cases = new MemorySource('urban-management')
        .put('Event', 'UrbanCase/self/1', {
          number: 'AJ1',
          reportedAt: '2022-12-31T23:30:00+08:00',
          longitude: '119.92',
          latitude: '36.79',
        })
        .put('Event', 'UrbanCase/self/2', {
          number: 'AJ2',
          reportedAt: '2023-01-01T00:30:00+08:00',
          longitude: '119.92',
          latitude: '36.79',
        })
        .put('Event', 'UrbanCase/self/3', {
          number: 'AJ3',
          reportedAt: '2024-05-01T09:00:00+08:00',
          longitude: '119.96',
          latitude: '36.79',
        })
      await link(store, ledger, cases)
      expect((await gridOf(store, 'UrbanCase/self/1')).gridCode).toBe(OLD)
      expect((await gridOf(store, 'UrbanCase/self/2')).gridCode).toBeNull()
      expect((await gridOf(store, 'UrbanCase/self/3')).gridCode).toBe(WEST)
      // Redrawn: what happened before stays where it happened, also when its other values change.
      ledger.put('Grid', 'GridArea/self/1', { code: WEST, name: '西', boundary: box(119.95, 36.78, 119.955, 36.8) })
      cases.put('Event', 'UrbanCase/self/3', {
        number: 'AJ3',
        state: 'CLOSED',
        reportedAt: '2024-05-01T09:00:00+08:00',
        longitude: '119.96',
        latitude: '36.79',
      })
      await link(store, ledger, cases)
      expect((await gridOf(store, 'UrbanCase/self/3')).gridCode).toBe(WEST)
    })
  })

  test('a grid that ended yesterday no longer holds what is there today', async () => {
    await withStore(async (store) => {
      const yesterday = dayOf(Date.now() - 86_400_000)
      const ledger = new MemorySource('political-legal').put('Grid', 'GridArea/self/1', {
        code: WEST,
        boundary: westArea,
        validTo: yesterday,
      })
      const lamps = new MemorySource('urban-management').put('ManagedObject', 'Component/self/1', lamp)
      await link(store, ledger, lamps)
      const id = (await store.sql.selectFrom('PlacedPoint').select('entityId').executeTakeFirstOrThrow()).entityId
      // As the store looked the day before.
      await store.sql.updateTable('Entity').set({ gridCode: WEST }).where('id', '=', id).execute()
      await store.sql
        .updateTable('PlacedPoint')
        .set({ day: yesterday, outcome: 'GRID', gridCode: WEST })
        .where('entityId', '=', id)
        .execute()
      await link(store, ledger, lamps)
      expect((await gridOf(store, 'Component/self/1')).gridCode).toBeNull()
    })
  })
})
