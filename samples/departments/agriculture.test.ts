/** What the writer of agriculture makes, read back by the declaration that the graph reads it with. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from '../../adapters/adapter.ts'
import { agriculture } from '../../subgraphs/agriculture/agriculture.ts'
import { DepartmentRuntime } from '../../subgraphs/kit/department-runtime.ts'
import { City } from '../population/city.ts'
import { demo } from '../population/demo.ts'
import { neighbourhood } from '../population/neighbourhood.ts'
import { Truth, type TruthSpoilt } from '../truth.ts'
import { Agriculture } from './agriculture.ts'

const signal = new AbortController().signal
const home = neighbourhood(new City(7000, 1), 0)
const head = home.persons[0]
const second = home.dwellings[demo.secondDwelling]

let folder: string
let runtime: DepartmentRuntime
let written: Readonly<Record<string, number>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agriculture-'))
  const drop = join(folder, 'drop')
  for (const name of ['drop', 'truth', 'snapshots']) mkdirSync(join(folder, name))
  const city = new City(7000, 1)
  const truth = new Truth(join(folder, 'truth'))
  const writer = new Agriculture({ folder: drop, city, truth })
  for (let index = 0; index < city.neighbourhoods; index++) {
    const one = neighbourhood(city, index)
    const grid = city.gridOf(index)
    const [worker = one.persons[0], mediator = one.persons[0]] = one.persons
    if (worker === undefined || mediator === undefined) throw new Error('a neighbourhood without people')
    if (city.firstNeighbourhood(grid) === index) writer.grid(city.grid(grid), { worker, mediator }, one)
    writer.neighbourhood(one)
    truth.settle()
  }
  written = writer.close()
  truth.close()
  const connection = {
    snapshots: join(folder, 'snapshots'),
    parts: { ledgers: { path: drop }, survey: { path: drop } },
  }
  runtime = await DepartmentRuntime.open(agriculture, { connection }, new Uint8Array(32).fill(7), () => {})
  await runtime.adapter.refresh({ signal })
})
afterAll(async () => {
  await runtime.close()
  rmSync(folder, { recursive: true, force: true })
})

async function all(table: string): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | null = null
  do {
    const page = await runtime.adapter.table(table).scan({ after, limit: 1000 }, { signal })
    rows.push(...page.rows)
    after = page.next
  } while (after !== null)
  return rows
}
const spoilt = () =>
  readFileSync(join(folder, 'truth/spoilt.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TruthSpoilt)

describe('the estate of agriculture', () => {
  test('is read without a row lost; only the language byte of Access is wrong', async () => {
    const states = await runtime.adapter.state({ signal })
    const deleted = (table: string) => spoilt().filter((one) => one.table === table && one.form === 'deleted').length
    for (const { table, rows, quarantined, remarks } of states) {
      expect({ table, rows, quarantined }).toEqual({
        table,
        rows: (written[table] ?? 0) - deleted(table),
        quarantined: 0,
      })
      expect(rows).toBeGreaterThan(0)
      expect(remarks).toEqual(table === 'HZS' || table === 'CJT' ? ['CODE_PAGE_IGNORED:57'] : [])
    }
  })

  test('knows the demo head: homestead and land in the second grid, the first plot worked by his firm; all clean', async () => {
    if (head === undefined || second === undefined) throw new Error('no demo household')
    const [homestead] = (await all('ZJD')).filter((row) => row.QLRZJH === head.number)
    expect(homestead).toMatchObject({ QLR: head.name, CSDM: second.grid.village.code })
    const [contract] = (await all('CBF')).filter((row) => row.ZJHM === head.number)
    const plots = (await all('DK')).filter((row) => row.CBFBM === contract?.CBFBM)
    const firm = home.organisations.find(({ index }) => index === demo.organisation)
    expect(plots.map((row) => row.LZFXYDM)).toEqual([firm?.creditCode, ...Array(plots.length - 1).fill(null)])
    expect(plots.length).toBeGreaterThan(1)
    const keys = [homestead?.ZDDM, contract?.CBFBM, ...plots.map((row) => row.DKBM)]
    expect(spoilt().filter((one) => keys.includes(one.key))).toEqual([])
  })

  test('what was done to a shape is what the reader says of it', async () => {
    const model = runtime.models.get('ContractedPlot')
    const rows = new Map((await all('DK')).map((row) => [row.DKBM, row]))
    const seen: Record<string, number> = {}
    for (const { key, form, column } of spoilt().filter((one) => one.table === 'DK' && one.column === 'SHAPE')) {
      const row = rows.get(key)
      if (row === undefined) continue
      const issues = model?.issues(row).filter(({ field }) => field === 'longitude')
      seen[form] = (seen[form] ?? 0) + 1
      const told: Readonly<Record<string, string[]>> = { swapped: ['POINT_SWAPPED'], zero: ['POINT_ZERO'] }
      expect({ column, form, codes: issues?.map(({ code }) => code) }).toEqual({
        column,
        form,
        codes: told[form] ?? [],
      })
      expect(row['@wkt'] === null).toBe(form === 'zero' || form === 'blank')
    }
    expect(Object.keys(seen).sort()).toEqual(['blank', 'shifted', 'swapped', 'zero'])
  })

  test('a boundary encloses the area that was measured, and lies where its village’s grid is', async () => {
    for (const row of (await all('DK')).slice(0, 200)) {
      if (row['@area'] === null) continue
      expect(Math.abs(Number(row['@area']) / 666.67 / Number(row.SCMJ) - 1)).toBeLessThan(0.03)
      expect(row['@wkt']).toMatch(/^POLYGON \(\(119|^POLYGON \(\(120/)
    }
  })

  test('codes are unique, and those of merged villages lead to the present one', async () => {
    const contracts = await all('CBF')
    const model = runtime.models.get('LandContract')
    const old = contracts.filter((row) => model?.issues(row).some(({ code }) => code === 'AREA_ABOLISHED'))
    expect(old.length).toBeGreaterThan(contracts.length / 6)
    expect(old.length).toBeLessThan(contracts.length / 2)
    for (const row of contracts) expect(model?.plain(row)?.villageCode).toMatch(/^370283001[0-4]\d\d$/)
    expect((await all('DK')).every((row) => /^\d{19}$/.test(row.DKBM ?? ''))).toBe(true)
  })
})
