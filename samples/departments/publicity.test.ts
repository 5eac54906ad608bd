import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { join } from 'node:path'
import { demo } from '../population/demo.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { padded } from './keys.ts'
import { Publicity } from './publicity.ts'

let drop: OneDrop
let db: Database.Database
beforeAll(async () => {
  drop = await oneDrop(Publicity)
  db = new Database(join(drop.folder, 'publicity.db'), { readonly: true })
})
afterAll(() => {
  db.close()
  drop.remove()
})
type Row = Readonly<Record<string, string | null>>
const rows = (sql: string): Row[] => db.prepare(sql).all() as Row[]

describe('the database of the volunteers’ site', () => {
  test('holds only characters of three bytes', () => {
    for (const table of Object.keys(drop.tables))
      expect(JSON.stringify(rows(`SELECT * FROM ${table}`))).not.toMatch(/[\u{10000}-\u{10FFFF}]/u)
    expect(rows("SELECT xm FROM wm_zyz WHERE xm LIKE '%?%'").length).toBeGreaterThan(0)
  })

  test('the balance never falls below zero, is the sum of the lines and what the last one says', () => {
    for (const { zyzbh, jfye } of rows('SELECT zyzbh, jfye FROM wm_zyz')) {
      const lines = rows(`SELECT jf, ye FROM wm_jfls WHERE zyzbh = '${zyzbh}' ORDER BY lsbh`)
      let balance = 0
      for (const { jf, ye } of lines) {
        balance += Number(jf)
        expect(ye).toBe(String(balance))
        expect(balance).toBeGreaterThanOrEqual(0)
      }
      expect(jfye).toBe(String(balance))
    }
  })

  test('hours are those of confirmed services, and every service is of an activity that is over', () => {
    for (const { zyzbh, ljsc } of rows('SELECT zyzbh, ljsc FROM wm_zyz')) {
      const confirmed = rows(`SELECT fwsc FROM wm_fw WHERE zyzbh = '${zyzbh}' AND qrzt = 'Y'`)
      expect(Number(ljsc)).toBeCloseTo(confirmed.reduce((sum, row) => sum + Number(row['fwsc']), 0))
    }
    const lost = rows("SELECT fwbh FROM wm_fw LEFT JOIN wm_hd USING (hdbh) WHERE wm_hd.zt IS NULL OR wm_hd.zt = '1'")
    expect(lost).toEqual([])
  })

  test('the demo household volunteers, cleanly, and its head has redeemed points at his own firm', () => {
    const head = padded('ZYZ', 1, 10)
    const [row] = rows(`SELECT * FROM wm_zyz WHERE zyzbh = '${head}'`)
    expect(row).toMatchObject({ xm: '于志远', xb: '男', hyjg: '1', zt: '1' })
    expect(Number(row?.['jfye'])).toBeGreaterThan(0)
    const redeemed = rows(`SELECT sjbh FROM wm_jfls WHERE zyzbh = '${head}' AND jflx = '3'`)
    expect(redeemed).toHaveLength(1)
    expect(redeemed[0]?.['sjbh']).toBe(padded('SJ', demo.organisation + 1, 8))
  })

  test('every line has a number beyond 2^53, and no two have the same', () => {
    const numbers = rows('SELECT lsbh FROM wm_jfls').map((row) => BigInt(row['lsbh'] ?? 0))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers.every((number) => number > 9_007_199_254_740_992n)).toBe(true)
  })
})
