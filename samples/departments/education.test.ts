import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import Excel from 'exceljs'
import { join } from 'node:path'
import { demo } from '../population/demo.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { Education } from './education.ts'

let drop: OneDrop
beforeAll(async () => {
  drop = await oneDrop(Education, { persons: 2800 })
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

describe('the workbooks of education', () => {
  test('a school tells how many pupils it has, and each pupil’s school is there', async () => {
    const schools = (await sheet('学校')).slice(3, -1)
    const pupils = (await sheet('在校生')).slice(3, -1)
    expect([schools.length, pupils.length]).toEqual([drop.tables['学校'], drop.tables['在校生']])
    expect(pupils.length).toBeGreaterThan(100)
    for (const school of schools)
      expect([school[0], pupils.filter((pupil) => pupil[6] === school[0]).length]).toEqual([school[0], school[7]])
    const known = new Set<unknown>(schools.map((school) => school[0]))
    expect(pupils.filter((pupil) => !known.has(pupil[6]))).toEqual([])
  })

  test('the enrolment number survives where the identity number became a number', async () => {
    const pupils = (await sheet('在校生')).slice(3, -1)
    expect(pupils.some((pupil) => typeof pupil[5] === 'number')).toBe(true)
    expect(pupils.every((pupil) => /^[GL]\d{17}[\dX]$/.test(String(pupil[1])))).toBe(true)
  })

  test('the demo child is in the last grade, guarded by his father; the company runs a bus; all clean', async () => {
    const [head, , , child] = drop.first.persons
    const pupil = (await sheet('在校生')).find((row) => row[1] === `G${child?.number}`)
    expect([pupil?.[2], pupil?.[7], pupil?.[11], pupil?.[13]]).toEqual([child?.name, '高三', head?.name, head?.number])
    const bus = (await sheet('校车')).find((row) => row[5] === drop.first.organisations[demo.organisation]?.creditCode)
    const keys = [String(pupil?.[0]), String(bus?.[0])]
    expect(keys).toEqual(['XS0000000004', expect.stringMatching(/^XC\d{6}$/)])
    expect(drop.spoilt.filter(({ key }) => keys.includes(key))).toEqual([])
  })

  test('boundaries of schools lie in the city', async () => {
    const perimeters = (await sheet('学校')).slice(3, -1).flatMap((school) => (school[9] ? [String(school[9])] : []))
    expect(perimeters.length).toBeGreaterThan(0)
    for (const text of perimeters) expect(text).toMatch(/^POLYGON\(\((1(19|20)\.\d{6} 3[67]\.\d{6}(, )?){5}\)\)$/)
  })
})
