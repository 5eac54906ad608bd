import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccessContext } from '../../access/principal.ts'
import type { Row } from '../../adapters/adapter.ts'
import { catalogue } from '../kit/catalogue.ts'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { Petition, petitions } from './petitions.ts'

const path = join(import.meta.dirname, 'rows')
conformance(petitions, { path })

const signal = new AbortController().signal
const snapshots = mkdtempSync(join(tmpdir(), 'petitions-'))
let runtime: DepartmentRuntime
let rows: Map<string, Row>
beforeAll(async () => {
  runtime = await DepartmentRuntime.open(
    petitions,
    { connection: { path, snapshots } },
    new Uint8Array(32).fill(7),
    () => {},
  )
  await runtime.adapter.refresh({ signal })
  const page = await runtime.adapter.table('XFJ').scan({ limit: 100 }, { signal })
  rows = new Map(page.rows.map((row) => [row.信访件编号?.slice(-1) ?? '', row]))
})
afterAll(async () => {
  await runtime.close()
  rmSync(snapshots, { recursive: true, force: true })
})

describe('petitions', () => {
  test('who petitioned and what was written is of level 4 and never shared', () => {
    const never = catalogue(petitions).filter((entry) => entry.sharing === 'NEVER')
    expect(never.map(({ field, level }) => [field, level])).toEqual([
      ['petitionerName', 4],
      ['petitionerNumber', 4],
      ['petitionerPhone', 4],
      ['petitionText', 4],
    ])
  })

  test('no path leads from a person to a petition or back', () => {
    const fields: FieldsSpec = Petition.fields
    const entities = Object.values(fields).flatMap((field) => (field.kind === 'entity' ? [field.entity] : []))
    expect(entities).toEqual(['Event', 'Organisation'])
    expect(Object.keys(petitions.extend)).toEqual(['Event', 'Organisation'])
  })

  test('the clerk’s notes do not even reach the snapshot', async () => {
    const files = readdirSync(snapshots, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const bytes = Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))))
    expect(bytes.includes(Buffer.from('37028320260000001'))).toBe(true)
    expect(bytes.includes(Buffer.from('一同来访'))).toBe(false)
  })

  test('whoever is confined to grids or cases has no petitions', () => {
    const may = (rowScope: string) =>
      Petition.rows?.({ id: '1' }, { rowScope } as unknown as AccessContext, 'entity') ?? true
    expect(['NONE', 'SELF', 'CASE', 'GRIDS', 'ALL'].map(may)).toEqual([false, false, false, false, true])
  })

  test('a row that a filter hides counts, lines of totals and rows without a number do not', async () => {
    expect([...rows.keys()]).toEqual(['1', '2', '3', '4'])
    const [state] = await runtime.adapter.state({ signal })
    expect(state?.remarks).toEqual(['HIDDEN_ROWS:1'])
    const bad = await runtime.adapter.quarantined('XFJ', { after: 0, limit: 10 })
    expect(bad.map(({ code }) => code)).toEqual(['ROW_TOTAL', 'ROW_NO_KEY', 'ROW_TOTAL'])
  })

  test('days are read from date cells, typed texts and bare serial numbers alike', () => {
    const { registeredOn, acceptedOn, informedOn } = Petition.fields
    expect(registeredOn.read(rows.get('1')?.登记日期 ?? '').value).toBe('2026-01-05')
    expect(registeredOn.read(rows.get('2')?.登记日期 ?? '').value).toBe('2026-01-08')
    expect(registeredOn.read(rows.get('4')?.登记日期 ?? '').issue).toBe('IMPOSSIBLE_DATE')
    expect(acceptedOn.read(rows.get('2')?.['办理期限/受理日期'] ?? '').value).toBe('2026-01-20')
    expect(informedOn.read(rows.get('2')?.['办理期限/告知日期'] ?? '').value).toBe('2026-01-21')
  })

  test('an extension moves the day that counts, and the first one stays known', () => {
    expect(rows.get('2')).toMatchObject({
      '办理期限/应办结日期': '2026-04-20',
      '办理期限/是否延期': '是',
      '办理期限/原应办结日期': '2026-03-21',
    })
  })

  test('what the spreadsheet broke is an issue: #N/A, digits of an identity number, a channel that is no channel', () => {
    const model = runtime.models.get('Petition')
    const issues = (key: string) =>
      model?.issues(rows.get(key) as Row).map(({ field, code }) => `${field} ${code}`) ?? []
    expect(issues('2')).toEqual(
      expect.arrayContaining(['unitCreditCode CELL_ERROR', 'petitionerNumber EXCEL_NUMERIC_ID']),
    )
    expect(issues('4')).toContain('channel UNKNOWN_CODE')
    expect(issues('1')).toEqual([])
  })
})
