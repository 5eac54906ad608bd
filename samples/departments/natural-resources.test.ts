import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ways } from '../../adapters/coordinates/system.ts'
import { parcelCodeShape, realEstateUnitShape } from '../../schema/standard-code.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { cell, City } from '../population/city.ts'
import { demo } from '../population/demo.ts'
import { addressCode } from './keys.ts'
import { NaturalResources } from './natural-resources.ts'

interface Feature {
  readonly properties: Readonly<Record<string, string | number | null>>
  readonly geometry: { readonly type: string; readonly coordinates: readonly unknown[] }
}

let drop: OneDrop
let db: Database.Database
beforeAll(async () => {
  drop = await oneDrop(NaturalResources)
  db = new Database(join(drop.folder, 'natural-resources.db'), { readonly: true })
})
afterAll(() => {
  db.close()
  drop.remove()
})
type Row = Readonly<Record<string, string | null>>
const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[]
function map(table: string): readonly Feature[] {
  const text = readFileSync(join(drop.folder, `${table}_20261124.geojson`), 'utf8')
  return (JSON.parse(text) as { features: Feature[] }).features
}
const cleanKeys = (table: string) => {
  const spoilt = new Set(drop.spoilt.filter((one) => one.table === table && one.kind === 'point').map((one) => one.key))
  return (key: unknown) => !spoilt.has(String(key))
}

describe('the maps', () => {
  test('parcels have codes of 19 characters, none twice, and are drawn inside one grid', () => {
    const parcels = map('ZD')
    const codes = parcels.map(({ properties }) => String(properties['ZDDM']))
    expect(codes.every((code) => parcelCodeShape.test(code))).toBe(true)
    expect(new Set(codes).size).toBe(codes.length)
    const clean = cleanKeys('ZD')
    const city = new City(1400, 3)
    const grids = Array.from({ length: city.basicGrids }, (_, i) => city.grid(i))
    for (const { properties, geometry } of parcels) {
      if (!clean(properties['ZDDM'])) continue
      const ring = geometry.coordinates[0] as [number, number][]
      expect(ring[0]).toEqual(ring.at(-1))
      const corners = ring.map(ways['EPSG:4528'].toDegrees)
      const [x, y] = [0, 1].map((half) => (corners[0]?.[half as 0] ?? 0) / 2 + (corners[2]?.[half as 0] ?? 0) / 2)
      const holding = grids.filter(
        ({ longitude, latitude }) =>
          (x ?? 0) > longitude &&
          (x ?? 0) < longitude + cell.width &&
          (y ?? 0) > latitude &&
          (y ?? 0) < latitude + cell.height,
      )
      expect(holding).toHaveLength(1)
    }
  })

  test('plots and hazards have keys of their own', () => {
    const keys = (table: string, key: string) => map(table).map(({ properties }) => properties[key])
    for (const [table, key] of [
      ['LB', 'LBBM'],
      ['DZZH', 'ZHBH'],
    ] as const) {
      const all = keys(table, key)
      expect(all.length).toBeGreaterThan(0)
      expect(new Set(all).size).toBe(all.length)
    }
  })
})

describe('the registration', () => {
  test('a unit number begins with its parcel, and no two units share one', () => {
    const units = rows('SELECT BDCDYH, ZDDM FROM T_BDCDY')
    const numbers = units.map(({ BDCDYH }) => (BDCDYH ?? '').replaceAll(' ', '').toUpperCase())
    expect(
      numbers.every((number, at) => realEstateUnitShape.test(number) && number.startsWith(units[at]?.['ZDDM'] ?? '-')),
    ).toBe(true)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  test('every unit has a parcel on the map, every right and restriction a unit', () => {
    const drawn = new Set(map('ZD').map(({ properties }) => properties['ZDDM']))
    expect(rows('SELECT ZDDM FROM T_BDCDY').every(({ ZDDM }) => drawn.has(ZDDM ?? ''))).toBe(true)
    for (const table of ['T_QL', 'T_DYCF'])
      expect(rows(`SELECT BDCBH FROM ${table} WHERE BDCBH NOT IN (SELECT BDCBH FROM T_BDCDY)`)).toEqual([])
  })

  test('a unit that holds a right has no document number', () => {
    expect(rows("SELECT QLBH FROM T_QL WHERE QLRLX = '2' AND ZJH <> ''")).toEqual([])
  })

  test('the demo head holds two units, cleanly, one of them mortgaged; the firm that he leads holds land', () => {
    const [head] = drop.first.persons
    const [home] = drop.first.dwellings
    const firm = drop.first.organisations.find((one) => one.index === demo.organisation)
    const held = rows(
      `SELECT QLRMC, DZBM, XZLX FROM T_QL JOIN T_BDCDY USING (BDCBH) LEFT JOIN T_DYCF USING (BDCBH) WHERE ZJH = '${head?.number}' AND QSZT = '1' ORDER BY BDCBH`,
    )
    expect(held.length).toBeGreaterThanOrEqual(2)
    expect(held[0]).toEqual({ QLRMC: '于志远', DZBM: home && addressCode(home), XZLX: '1' })
    const land = rows(`SELECT BDCDYH FROM T_QL JOIN T_BDCDY USING (BDCBH) WHERE XYDM = '${firm?.creditCode}'`)
    expect(land.some(({ BDCDYH }) => BDCDYH?.endsWith('W00000000'))).toBe(true)
  })
})
