import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClassificationChange } from '../../access/regrade.ts'
import { loadSupergraph } from '../../gateway/supergraph.ts'
import { DepartmentRuntime } from '../../subgraphs/kit/department-runtime.ts'
import { housing } from '../../subgraphs/housing/housing.ts'
import { justice } from '../../subgraphs/justice/justice.ts'
import { selectEntries, type CatalogueEntry } from '../../subgraphs/registry/graph/catalogue.ts'
import { measureQuality } from '../quality.ts'
import { catalogueCsv } from './csv.ts'
import { catalogueEntries } from './entries.ts'
import { linesOf } from './lines.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const supergraph = loadSupergraph(readFileSync(join(root, 'schema/supergraph.graphql'), 'utf8'))
const lines = linesOf(supergraph, [housing, justice])
const signal = new AbortController().signal
const snapshots = mkdtempSync(join(tmpdir(), 'catalogue-'))

let runtime: DepartmentRuntime
let counted = 0
let entries: readonly CatalogueEntry[]
let clock = Date.parse('2026-03-01T08:00:00+08:00')
let catalogue: () => Promise<readonly CatalogueEntry[]>
const entry = (coordinate: string) => entries.find((one) => one.coordinate === coordinate)

let changes: readonly ClassificationChange[] = []

beforeAll(async () => {
  runtime = await DepartmentRuntime.open(
    housing,
    { connection: { path: join(root, 'subgraphs/housing/rows'), snapshots } },
    new Uint8Array(32),
    () => {},
  )
  await runtime.adapter.refresh({ signal })
  const hosts = [
    {
      spec: housing,
      quality: (given: AbortSignal) => {
        counted++
        return measureQuality(runtime, given)
      },
    },
    { spec: justice, quality: () => Promise.reject(new Error('does not answer')) },
  ]
  catalogue = catalogueEntries({
    lines: () => lines,
    hosts,
    corrections: () => Promise.resolve(new Map([['housing', { asked: 4, accepted: 2, refused: 1, overdue: 1 }]])),
    reclassified: () => Promise.resolve(changes),
    now: () => clock,
  })
  entries = await catalogue()
})
afterAll(async () => {
  await runtime.close()
  rmSync(snapshots, { recursive: true, force: true })
})

describe('an entry of the sharing catalogue', () => {
  test('says whose the field is, what it means in both languages, how it is graded, how fresh and how good it is', () => {
    expect(entry('Dwelling.floorArea')).toMatchObject({
      department: 'housing',
      departmentTitle: '住建局',
      record: 'Dwelling',
      field: 'floorArea',
      meaningZh: expect.stringMatching(/面积/),
      format: 'Decimal',
      level: 2,
      sharing: 'CONDITIONAL',
      updateCycleHours: 48,
      asOf: '2026-02-28T16:00:00.000Z',
      freshness: 'FRESH',
      quality: { rows: 3, looked: 3, mapped: 2, empty: 0, remarked: 1, quarantined: 0, unlinked: null },
      answerWithinWorkingDays: 10,
      path: '/catalogue/housing/Dwelling/floorArea',
    })
    expect(entry('Dwelling.floorArea')?.meaning).not.toMatch(/\p{Script=Han}/u)
  })

  test('of a named entity counts rows that name it without a key', () => {
    expect(entry('PropertyTitle.owner')?.quality).toMatchObject({ looked: 3, mapped: 2, empty: 1, unlinked: 1 })
  })

  test('of a field lifted onto an entity has the figures of the record’s own field', () => {
    expect(entry('House.dangerRating')?.quality).toEqual(entry('Dwelling.dangerGrade')?.quality)
    expect(entry('House.dangerRating')?.quality).not.toBeNull()
  })

  test('of a department that does not answer is there, without figures', () => {
    expect(entry('MediationCase.number')).toMatchObject({ freshness: 'UNAVAILABLE', quality: null, asOf: null })
  })

  test('never shared takes no application', () => {
    const never = entries.find((one) => one.sharing === 'NEVER')
    expect(never?.answerWithinWorkingDays).toBeNull()
    expect(never?.level).toBe(4)
  })
})

test('is counted once for all who ask, and again after a while', async () => {
  await Promise.all([catalogue(), catalogue()])
  expect(counted).toBe(1)
  clock += 11 * 60_000
  entries = await catalogue()
  expect(counted).toBe(2)
})

test('is graded as it is at this moment, however long ago it was counted', async () => {
  const of = async () => (await catalogue()).find(({ coordinate }) => coordinate === 'Dwelling.floorArea')
  changes = [{ department: 'housing', fields: ['Dwelling.floorArea'], level: 4, sharing: 'NEVER', tighter: true }]
  expect(await of()).toMatchObject({ level: 4, sharing: 'NEVER', answerWithinWorkingDays: null })
  changes = []
  expect(await of()).toMatchObject({ level: 2, sharing: 'CONDITIONAL', answerWithinWorkingDays: 10 })
})

test('is narrowed by department, level, sharing and words in either language', () => {
  const found = selectEntries(entries, { department: 'housing', search: '产权 certificate', level: 3 })
  expect(found.map(({ coordinate }) => coordinate)).toEqual(['PropertyTitle.certificate'])
  expect(selectEntries(entries, { sharing: 'NEVER' }).every(({ level }) => level === 4)).toBe(true)
  expect(selectEntries(entries, { search: 'no such thing' })).toEqual([])
})

test('as CSV: one line an entry, quoted, nothing that a spreadsheet would run', () => {
  const evil = { ...(entries[0] as CatalogueEntry), meaning: '=HYPERLINK("http://x")', meaningZh: 'a"b,\nc' }
  const csv = catalogueCsv([evil])
  expect(csv.startsWith('\uFEFF"数源部门","department"')).toBe(true)
  expect(csv).toContain('"\'=HYPERLINK(""http://x"")"')
  expect(csv).toContain('"a""b,\nc"')
})
