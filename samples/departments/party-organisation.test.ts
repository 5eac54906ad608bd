import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Excel from 'exceljs'
import { join } from 'node:path'
import { demo } from '../population/demo.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { PartyOrganisation } from './party-organisation.ts'

let drop: OneDrop
beforeAll(async () => {
  drop = await oneDrop(PartyOrganisation, { persons: 2800 })
})
afterAll(() => drop.remove())

/** Read by another program than the one that wrote it. */
async function sheet(name: string): Promise<Excel.CellValue[][]> {
  const book = new Excel.Workbook()
  await book.xlsx.readFile(join(drop.folder, `${name}_20261124.xlsx`))
  const rows: Excel.CellValue[][] = []
  book.getWorksheet(name)?.eachRow((row) => rows.push((row.values as Excel.CellValue[]).slice(1)))
  return rows
}

describe('the workbooks of the organisation department', () => {
  test('a title, headers, rows, a total', async () => {
    const organisations = await sheet('党组织')
    expect(organisations[0]?.[0]).toBe('平度市党组织基本信息月报表（2026年11月）')
    expect(organisations.at(-1)?.[0]).toBe('合计')
    expect(organisations.length - 4).toBe(drop.tables['党组织'])
    const members = await sheet('党员')
    expect(members[1]?.slice(0, 3)).toEqual(['序号', '党员编号', '姓名'])
    const listed = members.slice(2, -1)
    expect(new Set(listed.map((row) => row[1])).size).toBe(drop.tables['党员'])
  })

  test('each branch has as many members as its line says, and each member’s branch is there', async () => {
    const organisations = (await sheet('党组织')).slice(3, -1)
    const counts = new Map<unknown, number>()
    const seen = new Set<unknown>()
    for (const row of (await sheet('党员')).slice(2, -1)) {
      if (!seen.has(row[1])) counts.set(row[8], (counts.get(row[8]) ?? 0) + 1)
      seen.add(row[1])
    }
    const branches = organisations.filter((row) => row[3] !== '党委')
    expect(branches.length).toBeGreaterThan(5)
    for (const row of branches) expect([row[1], counts.get(row[1]) ?? 0]).toEqual([row[1], row[8]])
    const codes = new Set<unknown>(organisations.map((row) => row[1]))
    expect([...counts.keys()].filter((code) => !codes.has(code))).toEqual([])
    const parents = organisations.map((row) => row[4]).filter((code) => code !== null && code !== undefined)
    expect(parents.filter((code) => !codes.has(code))).toEqual([])
  })

  test('the demo head is a member who does not float, his company has a branch, their rows are clean', async () => {
    const head = drop.first.persons[0]
    const row = (await sheet('党员')).find((values) => values[4] === head?.number)
    expect(row?.slice(1, 4)).toEqual(['DY00000001', '于志远', '男'])
    expect(row?.[11]).toBe('否')
    const company = drop.first.organisations[demo.organisation]
    const branch = (await sheet('党组织')).find((values) => values[7] === company?.creditCode)
    expect(branch?.[6]).toBe(company?.name)
    const clean = ['DY00000001', String(branch?.[1])]
    expect(drop.spoilt.filter(({ key }) => clean.includes(key))).toEqual([])
  })

  test('some identity numbers became numbers, some days are texts', async () => {
    const rows = (await sheet('党员')).slice(2, -1)
    expect(rows.some((row) => typeof row[4] === 'number')).toBe(true)
    expect(rows.some((row) => row[6] instanceof Date)).toBe(true)
    expect(rows.some((row) => typeof row[6] === 'string')).toBe(true)
  })
})
