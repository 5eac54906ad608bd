import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from '../../adapters/adapter.ts'
import { catalogue, departmentPage } from '../kit/catalogue.ts'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { VeteranRecord, veterans, VeteranStation } from './veterans.ts'

const path = join(import.meta.dirname, 'rows')
conformance(veterans, { path })

const signal = new AbortController().signal
const snapshots = mkdtempSync(join(tmpdir(), 'veterans-'))
let runtime: DepartmentRuntime
let rows: Map<string, Row>
beforeAll(async () => {
  runtime = await DepartmentRuntime.open(
    veterans,
    { connection: { path, snapshots } },
    new Uint8Array(32).fill(7),
    () => {},
  )
  await runtime.adapter.refresh({ signal })
  const page = await runtime.adapter.table('T_TYJR').scan({ limit: 100 }, { signal })
  rows = new Map(page.rows.map((row) => [row.档案编号 ?? '', row]))
})
afterAll(async () => {
  await runtime.close()
  rmSync(snapshots, { recursive: true, force: true })
})

const model = () => runtime.models.get('VeteranRecord')
const issues = (key: string) =>
  model()
    ?.issues(rows.get(key) as Row)
    .map(({ field, code }) => `${field} ${code}`) ?? []

describe('veterans', () => {
  test('the unit somebody served in is nowhere: not in the snapshot, the quarantine, the graph', async () => {
    const files = readdirSync(snapshots, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const bytes = Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))))
    expect(bytes.includes(Buffer.from('TY00000006'))).toBe(true)
    expect(bytes.includes(Buffer.from('样本部队'))).toBe(false)
    expect(bytes.includes(Buffer.from('部队番号'))).toBe(false)
    const bad = await runtime.adapter.quarantined('T_TYJR', { after: 0, limit: 10 })
    expect(bad.map(({ code }) => code)).toEqual(['ROW_TOTAL', 'ROW_DUPLICATE_KEY', 'ROW_NO_KEY', 'ROW_TOTAL'])
    const columns = Object.values(VeteranRecord.fields).flatMap((f) => (f.kind === 'value' ? [f.column] : []))
    expect(columns.filter((column) => /部队|备注/.test(column))).toEqual([])
  })

  test('the catalogue’s page says that the unit exists at the source and is not taken in', () => {
    expect(departmentPage(veterans)).toMatch(/部队番号.*Not taken in.*L4.*never/)
  })

  test('the allowance is of level 4 and a category of its own, a station is free', () => {
    const entries = new Map(catalogue(veterans).map((entry) => [`${entry.record}.${entry.field}`, entry]))
    expect(entries.get('VeteranRecord.preferentialAmount')).toMatchObject({
      level: 4,
      category: '优抚金额',
      sharing: 'CONDITIONAL',
    })
    expect(entries.get('VeteranRecord.isVeteran')).toMatchObject({ level: 3, sharing: 'CONDITIONAL' })
    expect(entries.get('VeteranStation.serviceLine')).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
  })

  test('a number that became a number in the spreadsheet keeps its record and is no key', () => {
    expect(issues('TY00000002')).toContain('documentNumber EXCEL_NUMERIC_ID')
    const raw = rows.get('TY00000002')?.证件号码 ?? ''
    expect(VeteranRecord.fields.documentNumber.identityKind?.(raw) ?? null).toBeNull()
  })

  test('days are cells, words or serial numbers; an error of the sheet and an unknown kind are issues', () => {
    const { enlistedOn, dischargedOn } = VeteranRecord.fields
    expect(enlistedOn.read(rows.get('TY00000001')?.['服役情况/入伍时间'] ?? '').value).toBe('1998-12-01')
    expect(enlistedOn.read(rows.get('TY00000002')?.['服役情况/入伍时间'] ?? '').value).toBe('1998-12-01')
    expect(dischargedOn.read(rows.get('TY00000002')?.['服役情况/退役时间'] ?? '').value).toBe('2001-12')
    expect(issues('TY00000006')).toEqual(
      expect.arrayContaining(['honourCard CELL_ERROR', 'preferentialKind UNKNOWN_CODE', 'enlistedOn IMPOSSIBLE_DATE']),
    )
  })

  test('family of a soldier is no veteran', () => {
    expect(VeteranRecord.fields.isVeteran.read(rows.get('TY00000003')?.是否退役军人 ?? '').value).toBe(false)
  })

  test('veterans are not listed, and a station does not lead to those it serves', () => {
    expect(veterans.records.filter((record) => record.root).map((record) => record.name)).toEqual(['VeteranStation'])
    const fields: FieldsSpec = VeteranStation.fields
    const leads = Object.values(fields).filter((field) => field.kind === 'one' || field.kind === 'many')
    expect(leads).toEqual([])
  })
})
