/** Issues tell the department's own people what is wrong; what the source wrote only where the field itself is open to them. */
import { describe, expect, test } from '@jest/globals'
import type { Classified } from '../../schema/classification.ts'
import { dataIssues } from './data-issues.ts'
import { record, type RecordSpec } from './declaration.ts'
import type { DepartmentRequest } from './department-request.ts'
import { classificationOf, day, personNumber, text } from './fields.ts'
import { RecordModel } from './record-model.ts'

const from = { table: 'T', key: 'K' }
const classified = { level: 2, category: '信访件', sharing: 'CONDITIONAL' } as const
const open = { number: text('K', 'Number (编号).'), on: day('RQ', 'Day (日期).') }

const Open = record({ name: 'Open', description: 'Open (公开).', from, classified, fields: open })
const Mixed = record({
  name: 'Mixed',
  description: 'One field is never shared (信访人).',
  from,
  classified,
  fields: {
    ...open,
    petitioner: personNumber('ZJHM', 'Never shared (证件号码).', { level: 4, sharing: 'NEVER' }),
  },
})
const Unread = record({
  name: 'Unread',
  description: 'A column is not taken in (备注).',
  from: { ...from, never: { BZ: 'Notes.' } },
  classified,
  fields: open,
})
const Keyed = record({
  name: 'Keyed',
  description: 'The key itself is sensitive (学籍号).',
  from,
  classified,
  fields: { ...open, number: text('K', 'Number (学籍号).', { level: 4 }) },
})

describe('what the source wrote', () => {
  test('is told of a field that is open', async () => {
    expect(await issuesOf(Open)).toEqual([
      { field: null, key: null, raw: 'a whole row' },
      { field: 'on', key: '1', raw: '20240230' },
    ])
  })

  test('is not told of a field that is never shared, nor is a row that may hold it', async () => {
    expect(await issuesOf(Mixed)).toEqual([
      { field: null, key: null, raw: null },
      { field: 'on', key: '1', raw: '20240230' },
      { field: 'petitioner', key: '1', raw: null },
    ])
  })

  test('is not told of a row with columns that must not be taken in', async () => {
    expect((await issuesOf(Unread))[0]).toEqual({ field: null, key: null, raw: null })
  })

  test('names no row by a key that is not open', async () => {
    expect((await issuesOf(Keyed)).map(({ key }) => key)).toEqual([null, null])
  })
})

/** Everything up to level 3 is open, as to a department's own people. */
async function issuesOf(spec: RecordSpec) {
  const model = new RecordModel('test', spec)
  for (const [name, field] of model.values) {
    const place: Classified = {
      ...classificationOf(spec.classified, field.options),
      department: 'test',
      coordinate: `${spec.name}.${name}`,
    }
    model.places.set(name, place)
  }
  const request = {
    access: { principal: { department: 'test' } },
    decider: {
      decide: ({ level }: Classified) =>
        level < 4 ? { verdict: 'ALLOW', grant: null } : { verdict: 'DENY', reason: 'NOT_SHARED' },
      gradeOf: (place: Classified) => place,
    },
    quarantined: () => Promise.resolve([{ code: 'MALFORMED_ROW', file: 'T.csv', line: 2, raw: 'a whole row' }]),
    table: () => ({
      scan: () => Promise.resolve({ rows: [{ K: '1', RQ: '20240230', ZJHM: '370283198001010009' }], next: null }),
    }),
  } as unknown as DepartmentRequest
  const { nodes } = await dataIssues(request, 'test', new Map([[spec.name, model]]), { record: spec.name })
  return nodes.map(({ field, key, raw }) => ({ field, key, raw }))
}
