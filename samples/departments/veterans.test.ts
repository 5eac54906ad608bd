import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import XLSX from '@e965/xlsx'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { demo } from '../population/demo.ts'
import { Veterans } from './veterans.ts'

let drop: OneDrop
beforeAll(async () => {
  drop = await oneDrop(Veterans, { persons: 4200 })
})
afterAll(() => drop.remove())

const bytes = (table: string, from = drop) => readFileSync(join(from.folder, `${table}_20261124.xls`))
function lines(table: string, sheet: string): (string | number | undefined)[][] {
  return XLSX.utils.sheet_to_json(XLSX.read(bytes(table), { type: 'buffer' }).Sheets[sheet] ?? {}, { header: 1 })
}

describe('the quarterly workbooks of veterans', () => {
  test('the roster has a title, two header rows, subtotals behind each town and a total', () => {
    const [, above, below, ...rest] = lines('TYJR', '退役军人')
    expect(above).toContain('服役情况')
    expect(below).toContain('部队番号')
    const totals = rest.filter((row) => /计$/.test(String(row[0]).replace(/\s/g, '')))
    expect(totals.length).toBeGreaterThan(1)
    expect(rest).toHaveLength((drop.tables.T_TYJR ?? 0) + totals.length)
    expect(rest.at(-1)?.[2]).toBe(`${drop.tables.T_TYJR} 人`)
  })

  test('each station stands once, in a grid of its village', () => {
    const [header, ...stations] = lines('FWZ', '服务站')
    expect(header?.[0]).toBe('服务站编号')
    expect(new Set(stations.map((row) => row[0])).size).toBe(drop.tables.T_FWZ)
    for (const row of stations) expect(String(row[5])).toMatch(/^370283\d{9}$/)
  })

  test('the demo head is a veteran, in clean rows', () => {
    const head = drop.first.persons[0]
    const row = lines('TYJR', '退役军人').find((one) => one[4] === head?.number)
    expect(row?.slice(1, 4)).toEqual(['TY00000001', head?.name, '男'])
    expect(row?.[8]).toBe('是')
    const demoKeys = drop.entities
      .filter(({ entity, id }) => entity === 'Person' && Number(id.slice(1)) < demo.persons)
      .flatMap(({ records }) => records.map(([, , key]) => key))
    expect(demoKeys).toEqual(['TY00000001'])
    expect(drop.spoilt.filter(({ key }) => demoKeys.includes(key))).toEqual([])
  })

  test('the dirt is there and told', () => {
    const forms = new Set(drop.spoilt.map(({ kind, form }) => `${kind}.${form}`))
    for (const form of [
      'personNumber.fifteenDigits',
      'personNumber.spreadsheetZeros',
      'date.serial',
      'village.abolished',
    ])
      expect(forms).toContain(form)
    const numbers = lines('TYJR', '退役军人').map((row) => row[4])
    expect(numbers.some((number) => typeof number === 'number')).toBe(true)
  })

  test('the same seed gives the same bytes', async () => {
    const again = await oneDrop(Veterans, { persons: 4200 })
    const hash = (table: string, one: OneDrop) => createHash('sha256').update(bytes(table, one)).digest('hex')
    for (const table of ['TYJR', 'FWZ']) expect(hash(table, again)).toBe(hash(table, drop))
    again.remove()
  })
})
