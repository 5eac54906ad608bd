import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import XLSX from '@e965/xlsx'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { Petitions } from './petitions.ts'

let drop: OneDrop
beforeAll(async () => {
  drop = await oneDrop(Petitions)
})
afterAll(() => drop.remove())

const bytes = (from = drop) => readFileSync(join(from.folder, 'XFJ_20261124.xls'))
function lines(): (string | number | undefined)[][] {
  const sheet = XLSX.read(bytes(), { type: 'buffer' }).Sheets['信访事项']
  return XLSX.utils.sheet_to_json(sheet ?? {}, { header: 1 })
}

describe('the weekly workbook of petitions', () => {
  test('a title, two header rows, the matters, a line of totals', () => {
    const [title, above, below, ...rest] = lines()
    expect(title).toEqual(['平度市信访事项一览表（截至2026-11-24）'])
    expect(above?.slice(0, 3)).toEqual(['序号', '信访件编号', '登记日期'])
    expect(below).toContain('证件号码')
    expect(rest).toHaveLength((drop.tables.XFJ ?? 0) + 1)
    expect(rest.at(-1)).toEqual(['合 计', `${drop.tables.XFJ} 件`])
    expect(new Set(rest.map((row) => row[1])).size).toBe(rest.length)
  })

  test('an event is told for every matter, and no person', () => {
    expect(drop.entities.map(({ entity }) => entity)).toEqual(Array(drop.tables.XFJ).fill('Event'))
  })

  test('what a spreadsheet does to values is there', () => {
    const all = lines().slice(3)
    expect(all.some((row) => typeof row[2] === 'number')).toBe(true)
    expect(all.some((row) => typeof row[2] === 'string')).toBe(true)
    expect(new Set(drop.spoilt.map(({ kind }) => kind))).toEqual(
      new Set(['date', 'name', 'personNumber', 'phone', 'village']),
    )
  })

  test('the same seed gives the same bytes', async () => {
    const again = await oneDrop(Petitions)
    const hash = (one: OneDrop) => createHash('sha256').update(bytes(one)).digest('hex')
    expect(hash(again)).toBe(hash(drop))
    again.remove()
  })
})
