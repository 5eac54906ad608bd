import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { demo } from '../population/demo.ts'
import { oneDrop, type OneDrop } from '../one-drop.ts'
import { HumanResources } from './human-resources.ts'
import { humanResourcesColumns } from './human-resources-columns.ts'

type Table = keyof typeof humanResourcesColumns
let drop: OneDrop
beforeAll(async () => {
  drop = await oneDrop(HumanResources)
})
afterAll(() => drop.remove())

const bytes = (table: Table, from = drop) => readFileSync(join(from.folder, `${table}_20261124.del`))
const lines = (table: Table) => new TextDecoder('gb18030', { fatal: true }).decode(bytes(table)).trimEnd().split('\n')

describe('the export of human resources', () => {
  test.each(Object.keys(humanResourcesColumns) as Table[])('%s has a header and rows of as many values', (table) => {
    const [header, ...rows] = lines(table)
    const names = Object.keys(humanResourcesColumns[table])
    expect(header).toBe(names.join(','))
    expect(rows).toHaveLength(drop.tables[table] ?? -1)
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row.replace(/"([^"]|"")*"/g, '').split(',')).toHaveLength(names.length)
  })

  test('numbers carry sign and zeros, timestamps are DB2’s', () => {
    expect(lines('AC60')[1]).toMatch(/,\+\d{10}\.\d\d,/)
    expect(lines('AB01')[1]).toMatch(/,\+\d{10},.*"\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.000000"/)
  })

  test('characters that code page 1386 lacks were replaced; every byte pair is a GBK code', () => {
    for (const table of ['AC01', 'AC02'] as const) {
      const all = bytes(table)
      for (let at = 0; at < all.length; at++) {
        if ((all[at] ?? 0) < 0x81) continue
        expect(all[at + 1] ?? 0).toBeGreaterThanOrEqual(0x40)
        at++
      }
    }
    expect(bytes('AC01').includes(Buffer.from([0xfe, 0xfe]))).toBe(true)
  })

  test('the demo head works for his own company, the widowed mother draws a pension, all their rows are clean', () => {
    const [head, , mother] = drop.first.persons
    const work = lines('AC02').find((line) => line.includes(head?.number ?? '?'))
    expect(work).toContain(drop.first.organisations[demo.organisation]?.name ?? '?')
    expect(lines('AC60').some((line) => line.includes(mother?.number ?? '?'))).toBe(true)
    const keys = new Set(
      drop.entities
        .filter(({ entity, id }) => entity === 'Person' && Number(id.slice(1)) < demo.persons)
        .flatMap(({ records }) => records.map(([, table, key]) => `${table}/${key}`)),
    )
    expect(keys.size).toBeGreaterThan(5)
    expect(drop.spoilt.filter(({ table, key }) => keys.has(`${table}/${key}`))).toEqual([])
  })

  test('the dirt is there and told', () => {
    const forms = new Set(drop.spoilt.map(({ kind, form }) => `${kind}.${form}`))
    for (const form of ['personNumber.fifteenDigits', 'personNumber.pending', 'creditCode.inner', 'row.twice'])
      expect(forms).toContain(form)
  })

  test('the same seed gives the same bytes', async () => {
    const again = await oneDrop(HumanResources)
    const hash = (one: OneDrop, table: Table) => createHash('sha256').update(bytes(table, one)).digest('hex')
    for (const table of Object.keys(humanResourcesColumns) as Table[])
      expect(hash(again, table)).toBe(hash(drop, table))
    again.remove()
  })
})
