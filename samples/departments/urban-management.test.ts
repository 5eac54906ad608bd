import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { open } from 'shapefile'
import { ways } from '../../adapters/coordinates/system.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { cell, City } from '../population/city.ts'
import { demo } from '../population/demo.ts'
import { UrbanManagement } from './urban-management.ts'

interface Component {
  readonly attributes: Readonly<Record<string, unknown>>
  readonly place: readonly [number, number] | null
}

let drop: OneDrop
let db: Database.Database
let components: Component[]
beforeAll(async () => {
  drop = await oneDrop(UrbanManagement)
  db = new Database(join(drop.folder, 'urban-management.db'), { readonly: true })
  components = await read(join(drop.folder, 'BJ_20261124.shp'))
})
afterAll(() => {
  db.close()
  drop.remove()
})

/** By another program than the one that writes. */
async function read(path: string): Promise<Component[]> {
  const source = await open(path, undefined, { encoding: 'gb18030' })
  const found: Component[] = []
  for (let next = await source.read(); !next.done; next = await source.read()) {
    const { properties, geometry } = next.value
    const place = geometry?.type === 'Point' ? (geometry.coordinates as [number, number]) : null
    found.push({ attributes: properties ?? {}, place })
  }
  return found
}
type Row = Readonly<Record<string, string | null>>
const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[]

describe('the component survey', () => {
  test('lies in one shapefile with all that belongs to it', () => {
    expect(readdirSync(drop.folder).filter((name) => name.startsWith('BJ_'))).toEqual([
      'BJ_20261124.cpg',
      'BJ_20261124.dbf',
      'BJ_20261124.prj',
      'BJ_20261124.shp',
      'BJ_20261124.shx',
    ])
  })

  test('has codes of 16 digits, none twice', () => {
    const codes = components.map(({ attributes }) => String(attributes['BJBM']))
    expect(codes.length).toBe(drop.tables['BJ'])
    expect(codes.every((code) => /^370283\d{10}$/.test(code))).toBe(true)
    expect(new Set(codes).size).toBe(codes.length)
  })

  test('a component that was not spoilt stands within a grid of the city', () => {
    const city = new City(1400, 3)
    const grids = Array.from({ length: city.basicGrids }, (_, i) => city.grid(i))
    const spoilt = new Set(drop.spoilt.filter((one) => one.kind === 'point').map((one) => one.key))
    const clean = components.filter(({ attributes }) => !spoilt.has(String(attributes['BJBM'])))
    expect(clean.length).toBeGreaterThan(80)
    for (const { place } of clean) {
      const [x, y] = ways['EPSG:4549'].toDegrees(place ?? [0, 0])
      const holding = grids.filter(
        ({ longitude, latitude }) =>
          x > longitude && x < longitude + cell.width && y > latitude && y < latitude + cell.height,
      )
      expect(holding).toHaveLength(1)
    }
  })
})

describe('the case system', () => {
  test('cases of components name one of the survey, or have its old code', () => {
    const known = new Set(components.map(({ attributes }) => attributes['BJBM']))
    const named = rows("SELECT BJBM FROM T_AJ WHERE AJLX = '2'")
    expect(named.length).toBeGreaterThan(0)
    for (const { BJBM } of named) expect(known.has(BJBM) || BJBM?.length === 14).toBe(true)
  })

  test('most rows hold no grid, all hold a point of a phone', () => {
    const [counts] = rows("SELECT COUNT(*) AS n, SUM(WGBM = '') AS blank FROM T_AJ") as unknown as {
      n: number
      blank: number
    }[]
    expect(counts?.blank).toBeGreaterThan(0)
    const far = rows("SELECT JD, WD FROM T_AJ WHERE JD > '119.5' AND JD < '120.5'").map(({ JD, WD }) => {
      const [x] = ways.GCJ02.toDegrees([Number(JD), Number(WD)])
      return Math.abs(Number(JD) - x)
    })
    expect(far.every((off) => off > 0.004 && off < 0.007)).toBe(true)
  })

  test('penalties, photos and components hang on rows that are there', () => {
    for (const table of ['T_CF', 'T_ZP'])
      expect(rows(`SELECT RWH FROM ${table} WHERE RWH NOT IN (SELECT RWH FROM T_AJ)`)).toEqual([])
    expect(rows("SELECT CFBH FROM T_CF WHERE DSRLX = '2' AND ZJHM <> ''")).toEqual([])
  })

  test('the demo head was fined once, cleanly, and so was the firm that he leads, which owns the first lamp', () => {
    const [head] = drop.first.persons
    const firm = drop.first.organisations.find((one) => one.index === demo.organisation)
    expect(rows(`SELECT DSR, DSRLX, XYDM FROM T_CF WHERE ZJHM = '${head?.number}'`)).toEqual([
      { DSR: '于志远', DSRLX: '1', XYDM: '' },
    ])
    expect(rows(`SELECT DSR FROM T_CF WHERE XYDM = '${firm?.creditCode}'`)).toContainEqual({ DSR: firm?.name })
    expect(components[0]?.attributes).toMatchObject({ BJBM: '3702830112000001', QSDWDM: firm?.creditCode })
  })

  test('every form of dirt that its columns can show is in the truth', () => {
    const forms = new Set(drop.spoilt.map(({ kind, form }) => `${kind}.${form}`))
    for (const form of ['swapped', 'zero', 'blank', 'shifted']) expect(forms).toContain(`point.${form}`)
    expect(forms).toContain('row.deleted')
    expect(forms).toContain('creditCode.oldNumber')
  })
})
