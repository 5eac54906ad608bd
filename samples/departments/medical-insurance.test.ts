import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { XMLParser } from 'fast-xml-parser'
import { demo } from '../population/demo.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { insuranceNumber, MedicalInsurance } from './medical-insurance.ts'

type Row = Readonly<Record<string, unknown>>
let drop: OneDrop
beforeAll(async () => {
  drop = await oneDrop(MedicalInsurance)
})
afterAll(() => drop.remove())

const text = (table: string) => readFileSync(join(drop.folder, `${table}_20261124.xml`), 'utf8')
const rows = (table: string, element: string): Row[] => {
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === element || name === 'insuinfo' })
  const parsed = parser.parse(text(table)) as { readonly TS: Readonly<Record<string, Row[]>> }
  return parsed.TS[element] ?? []
}

describe('the return of medical insurance', () => {
  test('says how many rows it has, and has them', () => {
    for (const [table, element] of [
      ['FIXMEDINS', 'fixmedins'],
      ['PSN', 'psn'],
      ['SETL', 'setl'],
    ] as const) {
      const count = Number(/<CL>(\d+)<\/CL>/.exec(text(table))?.[1])
      expect(count).toBeGreaterThan(0)
      expect(rows(table, element)).toHaveLength(count)
      expect(drop.tables[table]).toBe(count)
    }
    expect(text('PSN')).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>/)
  })

  test('insurances stand inside their person, employees have two', () => {
    const persons = rows('PSN', 'psn')
    const kinds = persons.map(({ insuinfo }) => (insuinfo as Row[]).map(({ insutype }) => insutype).join())
    expect(new Set(kinds)).toEqual(new Set(['390', '310,510']))
    expect(drop.tables['INSU']).toBe(kinds.flatMap((each) => each.split(',')).length)
  })

  test('the demo household is insured, its company runs a pharmacy, both cleanly', () => {
    const persons = rows('PSN', 'psn')
    for (const member of drop.first.persons.slice(0, demo.persons)) {
      const row = persons.find(({ psn_no }) => psn_no === insuranceNumber(member.index))
      expect(row).toMatchObject({ certno: member.number, psn_name: member.name })
    }
    const company = drop.first.organisations[demo.organisation]
    expect(rows('FIXMEDINS', 'fixmedins')).toContainEqual(
      expect.objectContaining({ uscc: company?.creditCode, fixmedins_type: '2' }),
    )
  })

  test('who moved here is still in the city before, without being insured there', () => {
    const moved = rows('PSN', 'psn').filter(({ psn_no }) => String(psn_no).startsWith('371100'))
    expect(moved.length).toBeGreaterThan(0)
    for (const { insuinfo } of moved) expect(insuinfo).toMatchObject([{ psn_insu_stas: '4' }])
  })

  test('every form of a dirty number and date occurs, and the truth tells each', () => {
    const forms = (column: string) => new Set(drop.spoilt.filter((one) => one.column === column).map((one) => one.form))
    expect(forms('certno').size).toBeGreaterThan(10)
    expect(forms('brdy').size).toBeGreaterThan(10)
  })
})
