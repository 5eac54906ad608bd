import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { join } from 'node:path'
import { demo } from '../population/demo.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { readLoggers } from '../servers/stations.ts'
import { Environment } from './environment.ts'
import { padded } from './keys.ts'

let drop: OneDrop
let db: Database.Database
beforeAll(async () => {
  drop = await oneDrop(Environment)
  db = new Database(join(drop.folder, 'environment.db'), { readonly: true })
})
afterAll(() => {
  db.close()
  drop.remove()
})
type Row = Readonly<Record<string, string | null>>
const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[]

describe('the bureau’s database', () => {
  test('every permit has outlets, every outlet its permit, every value its outlet', () => {
    expect(rows('SELECT 1 FROM T_XKZ WHERE XKZBH NOT IN (SELECT XKZBH FROM T_PK)')).toEqual([])
    expect(rows('SELECT 1 FROM T_PK WHERE XKZBH NOT IN (SELECT XKZBH FROM T_XKZ)')).toEqual([])
    expect(rows('SELECT 1 FROM T_XSZ WHERE PKBH NOT IN (SELECT PKBH FROM T_PK)')).toEqual([])
    expect(drop.tables['T_XSZ']).toBe(24 * (drop.tables['T_PK'] ?? 0))
  })

  test('numbers of permits are of the state’s shape and begin with the holder’s true code', () => {
    for (const row of rows('SELECT XKZBH FROM T_XKZ')) expect(row['XKZBH']).toMatch(/^[0-9A-Z]{18}001[VW]$/)
  })

  test('a value says that it is over its limit when it is, once it was audited', () => {
    for (const row of rows('SELECT * FROM T_XSZ')) {
      const over = Number(row['JCZ']) > Number(row['BZXZ'])
      expect(row['CBBZ']).toBe(row['SHZT'] === '0' ? null : over ? '1' : '0')
      expect(row['CBBS'] !== null).toBe(row['CBBZ'] === '1')
    }
    expect(rows("SELECT 1 FROM T_XSZ WHERE CBBZ = '1'").length).toBeGreaterThan(0)
  })

  test('the demo firm is there, cleanly: a permit, two outlets with lines, one value over the limit, a risk source, a complaint', () => {
    const firm = drop.first.organisations.find((one) => one.index === demo.organisation)
    const code = firm?.creditCode ?? ''
    expect(rows(`SELECT GLLB, ZT, DWMC FROM T_XKZ WHERE XYDM = '${code}'`)).toMatchObject([
      { GLLB: '1', ZT: '1', DWMC: firm?.name },
    ])
    const outlets = rows(`SELECT PKBH, MN FROM T_PK WHERE XKZBH = '${code}001V' ORDER BY PKBH`)
    expect(outlets.map((row) => row['PKBH'])).toEqual([padded('PK', 11, 8), padded('PK', 12, 8)])
    expect(outlets.every((row) => /^370283A\d{17}$/.test(row['MN'] ?? ''))).toBe(true)
    expect(rows(`SELECT WRWDM FROM T_XSZ WHERE CBBZ = '1' AND PKBH IN ('PK00000011', 'PK00000012')`)).toMatchObject([
      { WRWDM: 'w01018' },
    ])
    expect(rows(`SELECT FXDJ FROM T_FXY WHERE XYDM = '${code}'`)).toMatchObject([{ FXDJ: '2' }])
    expect(rows(`SELECT BTSDW FROM T_TS WHERE BTSXYDM = '${code}'`).length).toBeGreaterThan(0)
    const keys = ['T_XKZ', 'T_PK', 'T_FXY', 'T_TS'].flatMap((table) =>
      rows(`SELECT * FROM ${table}`).flatMap((row) =>
        JSON.stringify(row).includes(code) ? Object.values(row)[0] : [],
      ),
    )
    expect(drop.spoilt.filter(({ key, column }) => keys.includes(key) && column !== 'BTSDW')).toEqual([])
  })

  test('the first station is clean and has an index with its grade', () => {
    expect(rows("SELECT ZDBM FROM T_KQZ WHERE ZDBM = '370283A001' AND AQI <> '-1' AND ZLJB <> ''")).toHaveLength(1)
  })

  test('every form of dirt that its columns have is in the truth, and the truth knows its firms', () => {
    const kinds = new Set(drop.spoilt.map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(
      expect.arrayContaining(['creditCode', 'date', 'name', 'nothing', 'phone', 'point']),
    )
    const firm = drop.entities.find(({ entity, id }) => entity === 'Organisation' && id === `O${demo.organisation}`)
    expect(firm?.records.map(([, table, , role]) => `${table}.${role}`)).toEqual(
      expect.arrayContaining(['T_XKZ.DWMC', 'T_FXY.DWMC', 'T_TS.BTSDW']),
    )
  })
})

describe('the loggers', () => {
  test('that will speak are outlets’ and stations’, old ones among them', () => {
    const loggers = readLoggers(join(drop.folder, 'loggers.jsonl'))
    const known = new Set(rows('SELECT MN FROM T_PK UNION SELECT MN FROM T_KQZ').map((row) => row['MN']))
    expect(loggers.length).toBeGreaterThan(3)
    for (const { number, edition, password } of loggers) {
      expect(known).toContain(number)
      expect(number).toHaveLength(edition === '2005' ? 14 : 24)
      expect(password).toMatch(/^\d{6}$/)
    }
    expect(new Set(loggers.map(({ system }) => system))).toEqual(new Set(['22', '31', '32']))
    expect(readLoggers(join(drop.folder, 'none.jsonl'))).toEqual([])
  })
})
