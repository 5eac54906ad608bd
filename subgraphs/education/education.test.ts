import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { temporaryFolder } from '../../adapters/temporary-folder.ts'
import { readPersonNumber } from '../../schema/person-number.ts'
import { catalogue } from '../kit/catalogue.ts'
import { conformance } from '../kit/conformance.ts'
import type { FieldsSpec } from '../kit/declaration.ts'
import { DepartmentRuntime } from '../kit/department-runtime.ts'
import { classificationOf } from '../kit/fields.ts'
import { education, Enrolment, School, SchoolBus } from './education.ts'

const rows = join(import.meta.dirname, 'rows')

conformance(education, { path: rows })

const grade = (record: { classified: Parameters<typeof classificationOf>[0] }, field: { options: object }) => {
  const { level, sharing } = classificationOf(record.classified, field.options)
  return `${level} ${sharing}`
}

describe('children', () => {
  test('everything about a pupil is of level 4 and of one category', () => {
    const places = catalogue(education).filter(({ path }) => path.includes('Enrolment'))
    expect(places.length).toBeGreaterThan(15)
    expect(new Set(places.map(({ level }) => level))).toEqual(new Set([4]))
    expect(new Set(places.map(({ category }) => category))).toEqual(new Set(['学籍信息']))
  })

  test('whether a child dropped out never leaves', () => {
    expect(grade(Enrolment, Enrolment.fields.droppedOut)).toBe('4 NEVER')
  })

  test('no school, bus or grid leads to a pupil, and pupils are not listed', () => {
    for (const record of [School, SchoolBus]) {
      const fields: FieldsSpec = record.fields
      const targets = Object.values(fields).flatMap((field) =>
        field.kind === 'one' || field.kind === 'many' ? [field.to().name] : [],
      )
      expect(targets).not.toContain(Enrolment.name)
    }
    expect(education.records.flatMap(({ root }) => root ?? [])).toEqual(['schools', 'schoolBuses'])
  })

  test('an identity number in no key', () => {
    expect(Enrolment.from.key).toBe('学生编号')
    expect(Enrolment.fields.enrolmentNumber.options.mask?.('G370283201002030008')).not.toMatch(/\d{3}/)
  })
})

describe('schools', () => {
  test('name, identifier and kind are free; pupils, perimeter and buses are conditional', () => {
    const { fields } = School
    for (const field of [fields.identifier, fields.schoolName, fields.kind])
      expect(grade(School, field)).toBe('1 UNCONDITIONAL')
    for (const field of [fields.pupilCount, fields.perimeter]) expect(grade(School, field)).toBe('2 CONDITIONAL')
    expect(SchoolBus.classified).toMatchObject({ level: 2, sharing: 'CONDITIONAL' })
  })
})

describe('what the workbooks say', () => {
  const signal = new AbortController().signal
  let runtime: DepartmentRuntime
  let remove: () => Promise<void>
  beforeAll(async () => {
    const folder = await temporaryFolder()
    remove = folder.remove
    const connection = { path: rows, snapshots: folder.path }
    runtime = await DepartmentRuntime.open(education, { connection }, new Uint8Array(32).fill(1), () => {})
    await runtime.adapter.refresh({ signal })
  })
  afterAll(async () => {
    await runtime.close()
    await remove()
  })
  const plain = async (record: { name: string; from: { table: string } }, key: string) => {
    const [row] = await runtime.adapter.table(record.from.table).getMany([key], { signal })
    return row ? runtime.models.get(record.name)?.plain(row) : null
  }

  test('the identity number is read out of the enrolment number, in any case of its letters', async () => {
    expect(await plain(Enrolment, 'XS0000000001')).toMatchObject({
      idNumber: '370283201002030008',
      birthDate: '2010-02-03',
      enrolledOn: '2023-09',
    })
    expect(await plain(Enrolment, 'XS0000000002')).toMatchObject({ idNumber: '370283201309090005' })
  })

  test('a temporary number links nobody, and the pupil stays', async () => {
    const found = new Map<string, boolean>()
    for await (const batch of runtime.link.identities('Person', signal))
      for (const one of batch) found.set(one.key, one.numberValid)
    // Its check happens to fit.
    expect(readPersonNumber('370283201505050000').valid).toBe(true)
    expect(found.get('Enrolment/pupil/XS0000000003')).toBe(false)
    expect(found.get('Enrolment/pupil/XS0000000001')).toBe(true)
    expect(found.get('Enrolment/guardian/XS0000000001')).toBe(true)
    expect(found.get('Enrolment/guardian/XS0000000002')).toBe(false)
  })

  test('the hub finds pupil and guardian and tells of neither that education knows them', async () => {
    for await (const batch of runtime.link.identities('Person', signal))
      for (const one of batch) expect(one.quiet).toBe(true)
  })

  test('a code is the same as number and as text; one that nobody listed is an issue', async () => {
    expect(await plain(School, '3137010001')).toMatchObject({ kind: 'PRIMARY', pupilCount: 820 })
    expect(await plain(School, '3137010002')).toMatchObject({ kind: 'JUNIOR_HIGH', pupilCount: 1204 })
    expect(await plain(School, '3137010003')).toMatchObject({ kind: null, pupilCount: null, perimeter: null })
  })

  test('hidden rows count, totals do not', async () => {
    expect(await plain(SchoolBus, 'XC000002')).toMatchObject({ seats: null, permitTo: null, state: 'STOPPED' })
    const bad = await runtime.adapter.quarantined('在校生', { after: 0, limit: 10 })
    expect(bad.map(({ code }) => code)).toEqual(['ROW_TOTAL'])
  })
})
