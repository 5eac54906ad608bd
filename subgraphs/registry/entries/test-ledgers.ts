/** Departments that keep base data, as the tests of entries need them: one that is written to, one where a person does it, and who enters. */
import type { Decider } from '../../../access/decision.ts'
import type { Principal } from '../../../access/principal.ts'
import { codeList } from '../../../schema/code-list.ts'
import { pentagraphError, type ErrorCode } from '../../../schema/errors.ts'
import type { BaseDataKeeper, KeptRow, RowChange } from '../../kit/base-data.ts'
import { department, record } from '../../kit/declaration.ts'
import { code, entity, integer, text } from '../../kit/fields.ts'
import type { Asking } from './ledger.ts'

/** Of what is entered and delivered in these tests. */
export const NOW = Date.parse('2026-09-24T10:00:00+08:00')

const Use = codeList('TestUse', 'Use (用途).', { '1': 'OWN', '2': 'LET' }, {})
const house = (name: string) => entity('House', { addressCode: 'addressCode', gridCode: 'gridCode' }, name)
const Ledger = record({
  name: 'Ledger',
  description: 'A house in a ledger (台账).',
  from: {
    table: 'TZ',
    key: 'BH',
    correctable: ['use', 'residents'],
    baseData: { use: 'HOUSE_USE', residents: 'HOUSE_RESIDENT_COUNT' },
    newRows: 'N',
  },
  classified: { level: 2, category: '房屋台账', sharing: 'CONDITIONAL' },
  fields: {
    house: house('The house (房).'),
    addressCode: text('DZ', 'Address code (地址).'),
    gridCode: text('WG', 'Grid (网格).'),
    use: code('YT', Use, 'Use (用途).'),
    residents: integer('RS', 'How many (人数).'),
  },
})
const Plan = record({
  name: 'Plan',
  description: 'A house in the plans of the bureau (图纸).',
  from: { table: 'TU', key: 'BH', baseData: { use: 'HOUSE_USE' } },
  classified: { level: 2, category: '图纸', sharing: 'CONDITIONAL' },
  fields: {
    house: house('The house (房).'),
    addressCode: text('DZ', 'Address code (地址).'),
    gridCode: text('WG', 'Grid (网格).'),
    use: code('YT', Use, 'Use (用途).'),
  },
})
const system = { technology: 'sql', tables: { TZ: {}, TU: {} } } as const
const parts = { titleEn: 'Test', cycleHours: 1, system, extend: {} }
export const specs = [
  department({ ...parts, name: 'ledgers', title: '台账处', records: [Ledger] }),
  department({ ...parts, name: 'plans', title: '图纸处', records: [Plan] }),
]

/** A source that takes each change once by its key, as every adapter does, and breaks off where a test says so. */
export class Source implements BaseDataKeeper {
  readonly rows = new Map<string, { values: Record<string, string | null>; version: number; asOf: string | null }>()
  writes = 0
  faults: (ErrorCode | 'LOST_ANSWER')[] = []
  private readonly taken = new Map<string, string>()

  known(): Promise<never[]> {
    return Promise.resolve([])
  }

  row({ key }: { readonly key: string }): Promise<KeptRow | null> {
    const found = this.rows.get(key)
    return Promise.resolve(
      found
        ? { ...found, version: String(found.version), seenAs: String(found.version), values: { ...found.values } }
        : null,
    )
  }

  write({ key, values, idempotencyKey, expectedVersion }: RowChange): Promise<void> {
    const fault = this.faults.shift()
    if (fault && fault !== 'LOST_ANSWER') return Promise.reject(pentagraphError(fault))
    const content = JSON.stringify([key, values, expectedVersion])
    const before = this.taken.get(idempotencyKey)
    if (before !== undefined)
      return before === content ? Promise.resolve() : Promise.reject(pentagraphError('IDEMPOTENCY_KEY_REUSED'))
    const found = this.rows.get(key)
    if (expectedVersion === null ? found : String(found?.version) !== expectedVersion)
      return Promise.reject(
        pentagraphError(found && expectedVersion === null ? 'DEPARTMENT_FAULT' : 'VERSION_CONFLICT'),
      )
    this.taken.set(idempotencyKey, content)
    this.change(key, values)
    this.writes += 1
    return fault ? Promise.reject(new Error('the line broke after the change')) : Promise.resolve()
  }

  change(key: string, values: Readonly<Record<string, string>>, asOf: string | null = null): void {
    const found = this.rows.get(key) ?? { values: {}, version: 0, asOf }
    this.rows.set(key, { values: { ...found.values, ...values }, version: found.version + 1, asOf: asOf ?? found.asOf })
  }
}

export const person = (subject: string, role: Principal['roles'][number], of = 'ledgers'): Principal => ({
  subject,
  department: of,
  roles: [role],
  grids: [],
  staffKey: null,
  personId: null,
})
let keys = 0
export const by = (actor: Principal, at = NOW): Asking => ({ actor, at, idempotencyKey: `some-key-${(keys += 1)}` })
export const worker = person('worker', 'grid-worker')
export const officer = person('officer', 'data-officer')
export const open: Pick<Decider, 'decide'> = { decide: () => ({ verdict: 'ALLOW', grant: null }) }
