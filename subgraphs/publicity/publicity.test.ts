import { describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anyCall } from '../../adapters/file-harness.ts'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { classificationOf } from '../kit/fields.ts'
import { publicity } from './publicity.ts'
import { PointsEntry, PointsMerchant, Volunteer, VolunteerActivity } from './records.ts'

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'publicity-'))
  const path = join(folder, 'publicity.db')
  const database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/publicity.sql'), 'utf8'))
  database.close()
  return { connection: { path }, close: async () => rmSync(folder, { recursive: true, force: true }) }
}

conformance(publicity, () => Promise.resolve(place()))

async function read<T>(work: (runtime: DepartmentRuntime) => Promise<T>): Promise<T> {
  const { connection, close } = place()
  const runtime = await DepartmentRuntime.open(publicity, { connection }, new Uint8Array(32), () => {})
  try {
    return await work(runtime)
  } finally {
    await runtime.close()
    await close()
  }
}

const all = (record: string) =>
  read(async (runtime) => {
    const model = runtime.models.get(record)
    const { rows } = await runtime.adapter.table(model?.spec.from.table ?? '').scan({ limit: 50 }, anyCall)
    return rows.map((row) => ({ plain: model?.plain(row), issues: model?.issues(row) ?? [] }))
  })

describe('what three-byte utf8 did to names', () => {
  test('a name with a question mark is shown and flagged, one of nothing else is no name', async () => {
    const volunteers = await all('Volunteer')
    const names = volunteers.map(({ plain, issues }) => [
      plain?.['volunteerName'],
      issues.find((issue) => issue.field === 'volunteerName')?.code,
    ])
    expect(names).toEqual([
      ['测甲', undefined],
      ['例?', 'LOST_CHARACTER'],
      ['试', undefined],
      [null, 'LOST_CHARACTER'],
    ])
  })
})

describe('points are only read', () => {
  test('a line has its number to the last digit, and its sign', async () => {
    const lines = (await all('PointsEntry')).map(({ plain }) => [
      plain?.['number'],
      plain?.['points'],
      plain?.['balance'],
    ])
    expect(lines.slice(0, 4)).toEqual([
      ['9007199254740993', 30, 30],
      ['9007199254740994', 25, 55],
      ['9007199254740995', -20, 35],
      ['9007199254740996', 0, 35],
    ])
  })

  test('the balance is what the last line says', async () => {
    const last = (await all('PointsEntry')).filter(({ plain }) => plain?.['volunteerNumber'] === 'ZYZ0000000001').at(-1)
    const [volunteer] = await all('Volunteer')
    expect(volunteer?.plain?.['pointsBalance']).toBe(last?.plain?.['balance'])
  })

  test('the department offers no write', () => expect(publicity.resolvers).toBeUndefined())
})

describe('what publicity says of its data', () => {
  const of = (name: 'volunteerNumber' | 'serviceHours' | 'pointsBalance' | 'verification' | 'idNumber') =>
    classificationOf(Volunteer.classified, Volunteer.fields[name].options)

  test('activities and the codes of merchants are free, the head’s telephone is not', () => {
    expect(VolunteerActivity.classified).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    expect(PointsMerchant.classified).toMatchObject({ level: 1, sharing: 'UNCONDITIONAL' })
    expect(classificationOf(PointsMerchant.classified, PointsMerchant.fields.contactPhone.options)).toMatchObject({
      level: 3,
      sharing: 'CONDITIONAL',
    })
  })

  test('number and hours of a volunteer are of level 2, points and verification of level 3 and granted apart', () => {
    expect([of('volunteerNumber').level, of('serviceHours').level]).toEqual([2, 2])
    expect(of('pointsBalance')).toEqual({ level: 3, category: '志愿积分', sharing: 'CONDITIONAL' })
    expect(of('verification')).toEqual({ level: 3, category: '证件核验', sharing: 'CONDITIONAL' })
    expect(PointsEntry.classified).toEqual({ level: 3, category: '志愿积分', sharing: 'CONDITIONAL' })
  })

  test('an activity that is over is not overdue, and leads to no volunteer', () => {
    expect(Object.keys(VolunteerActivity.fields.self.values)).not.toContain('dueAt')
    const fields: FieldsSpec = VolunteerActivity.fields
    expect(Object.values(fields).some((field) => field.kind === 'many')).toBe(false)
  })

  test('passwords of the site are in no field', () => {
    const columns = publicity.records.flatMap((one) =>
      Object.values(one.fields).map((field) => ('column' in field ? field.column : '')),
    )
    expect(columns).not.toContain('mm')
    expect(columns).not.toContain('openid')
  })
})
