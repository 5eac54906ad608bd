/** Rows that are entered once though asked for twice, and versions that only grow. */
import { describe, expect, test } from '@jest/globals'
import type { SubgraphContext, WriteChange } from './context.ts'
import { record, type Plain } from './declaration.ts'
import { integer, phone, text } from './fields.ts'
import { insertOnce, isCurrent, rowKey, rowNumber } from './writing.ts'

const Report = record({
  name: 'Report',
  description: 'A report (上报).',
  from: { table: 'SB', key: 'BH' },
  classified: { level: 2, category: '上报', sharing: 'CONDITIONAL' },
  fields: {
    number: text('BH', 'Number (编号).'),
    title: text('BT', 'Title (标题).'),
    phone: phone('DH', 'Telephone (电话).'),
    count: integer('SL', 'Count (数量).'),
  },
})

/** A department that holds `known` under the number R1. */
function department(known: Plain | null, subject = 'worker') {
  const written: WriteChange[] = []
  const entered: Plain[] = []
  const context = {
    access: { principal: { subject } },
    load: (_record: unknown, key: string) => Promise.resolve(key === 'R1' ? known : null),
    write: (_record: unknown, change: WriteChange) => {
      written.push(change)
      return Promise.resolve({ id: 'R1', ...change.values } as Plain)
    },
    entered: (_record: unknown, plain: Plain) => void entered.push(plain),
  } as unknown as SubgraphContext
  return { context, written, entered }
}

const wanted = { title: ' 路灯不亮 ', phone: '138 0000 0000', count: 2, grid: 'G1' }
const stored: Plain = {
  id: 'R1',
  number: 'R1',
  title: '路灯不亮',
  phone: '+8613800000000',
  count: 2,
  grid: 'G1',
  state: 'OPEN',
}
const more = () => Promise.resolve({ state: 'OPEN' })

describe('a row', () => {
  test('is inserted with what only an insert needs, and may be read back', async () => {
    const { context, written, entered } = department(null)
    const made = await insertOnce(context, Report, 'R1', wanted, more)
    expect(written).toEqual([
      { key: null, values: { number: 'R1', ...wanted, state: 'OPEN' }, idempotencyKey: 'R1', expectedVersion: null },
    ])
    expect(entered).toEqual([made])
  })

  test('that is there with this content is not inserted again, and may be read back', async () => {
    const { context, written, entered } = department(stored)
    const never = () => Promise.reject(new Error('not needed'))
    expect(await insertOnce(context, Report, 'R1', wanted, never)).toBe(stored)
    expect([written, entered]).toEqual([[], [stored]])
  })

  test.each([{ title: '另一个' }, { count: 3 }, { phone: '13900000000' }, { grid: 'G2' }, { count: '2' }])(
    'that is there with other content is refused: %j',
    async (other) => {
      const { context, written, entered } = department(stored)
      await expect(insertOnce(context, Report, 'R1', { ...wanted, ...other }, more)).rejects.toMatchObject({
        extensions: { code: 'IDEMPOTENCY_KEY_REUSED' },
      })
      expect([written, entered]).toEqual([[], []])
    },
  )

  test('has one number for one caller and key', () => {
    const number = (subject: string, key: string) => rowNumber('SB', department(null, subject).context, key)
    expect(number('worker', 'once-only')).toMatch(/^SB.{12}$/)
    expect(number('worker', 'once-only')).toBe(number('worker', 'once-only'))
    expect(
      new Set([number('worker', 'once-only'), number('worker', 'another-key'), number('another', 'once-only')]).size,
    ).toBe(3)
  })

  test('is found by an id of its own record only', () => {
    expect(rowKey('grid', Report, 'grid:Report:R1')).toBe('R1')
    expect(['grid:Reports:R1', 'other:Report:R1', 'R1', ''].map((id) => rowKey('grid', Report, id))).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})

describe('a version', () => {
  const found = { id: 'R1', version: '3' } as Plain

  test('is the present one, or was', () => {
    expect(isCurrent(found, '3')).toBe(true)
    expect(isCurrent(found, '2')).toBe(false)
  })

  test.each(['4', 'x', '2.5', 'NaN', 'Infinity'])('that never was is refused: %s', (version) => {
    expect(() => isCurrent(found, version)).toThrow(
      expect.objectContaining({ extensions: { code: 'VERSION_CONFLICT' } }),
    )
  })
})
