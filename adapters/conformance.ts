/**
 * What every adapter must do, whatever its technology: one suite, run by each technology's tests on the same rows, which the harness
 * brings into the technology's own format. A new adapter is done when this passes.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { SourceError, type Adapter, type Call, type Row, type SourceErrorCode, type Table } from './adapter.ts'
import type { TableUse } from './open.ts'

export interface Harness {
  readonly adapter: Adapter
  /** Makes the given rows the source's whole content; the adapter sees them after `refresh`. Absent when the source cannot be changed. */
  readonly replace?: (rows: readonly Row[]) => Promise<void>
  /** What goes to quarantine, when the source has one bad row besides the rows. */
  readonly quarantine?: { readonly code: string }
  readonly close: () => Promise<void>
}

/** The table of the suite. `MC` is a name, `LX` a code with few values, `BZ` may be null, `BBH` counts changes. */
export const use: TableUse = {
  table: 'PARTY',
  key: 'BH',
  columns: ['BH', 'MC', 'LX', 'BZ', 'BBH'],
  lookups: ['LX', 'MC', 'BZ'],
  version: 'BBH',
}

const row = (BH: string, MC: string, LX: string, BZ: string | null, BBH = '1'): Row => ({ BH, MC, LX, BZ, BBH })

/** Four-byte characters, a middle dot, leading zeros, a long number, a null; a key that differs from another by a blank. */
export const rows: readonly Row[] = [
  row('K1', '测㛃', '01', '370283198001010000'),
  row(' K1', '试𬭎', '02', null),
  row('K2', '例𠮷', '01', '9007199254740993'),
  row('K3', '古丽米热·艾比布力', '03', '20240230'),
  ...Array.from({ length: 21 }, (_, i) =>
    row(`N${String(i).padStart(3, '0')}`, `样本${i}`, i % 3 === 0 ? '01' : '04', null),
  ),
]

const call = (): Call => ({ signal: AbortSignal.timeout(10_000) })

export function adapterConformance(name: string, open: (rows: readonly Row[]) => Promise<Harness>): void {
  describe(`${name} keeps the contract`, () => {
    let harness: Harness
    let adapter: Adapter
    let table: Table
    beforeEach(async () => {
      harness = await open(rows)
      adapter = harness.adapter
      table = adapter.table(use.table)
    })
    afterEach(() => harness.close())

    test('getMany: same length and order, null for the missing, a repeated key twice, keys to the letter (S01)', async () => {
      const found = await table.getMany(['K2', 'K404', 'K1', 'K2'], call())
      expect(found).toEqual([rows[2], null, rows[0], rows[2]])
      expect(await table.getMany([' K1', 'K1', 'k1', 'K1 '], call())).toEqual([rows[1], rows[0], null, null])
      expect(await table.getMany([], call())).toEqual([])
    })

    test('getMany takes more keys than a page of the source', async () => {
      const keys = Array.from({ length: 250 }, (_, i) => `N${String(i).padStart(3, '0')}`)
      const found = await table.getMany(keys, call())
      expect(found).toHaveLength(250)
      expect(found.filter((each) => each !== null)).toHaveLength(21)
      expect(found[20]?.BH).toBe('N020')
    })

    test('findBy: for each value its rows in key order', async () => {
      const [ones, none, threes, again] = await table.findBy('LX', ['01', '99', '03', '01'], call())
      expect(ones?.map((each) => each.BH)).toEqual(['K1', 'K2', 'N000', 'N003', 'N006', 'N009', 'N012', 'N015', 'N018'])
      expect(none).toEqual([])
      expect(threes).toEqual([rows[3]])
      expect(again).toEqual(ones)
    })

    test('scan gives every row exactly once, while rows come and go between the pages', async () => {
      const seen: (string | null | undefined)[] = []
      let after: string | null = null
      do {
        const page = await table.scan({ after, limit: 7 }, call())
        expect(page.rows.length).toBeLessThanOrEqual(7)
        seen.push(...page.rows.map((each) => each.BH))
        after = page.next
        if (seen.length === 7 && harness.replace) {
          await harness.replace([row('A000', '新来', '09', null), ...rows.filter((each) => each.BH !== seen[2])])
          await adapter.refresh(call())
        }
      } while (after !== null)
      expect(new Set(seen).size).toBe(seen.length)
      expect(new Set([...seen, 'A000'])).toEqual(new Set([...rows.map((each) => each.BH), 'A000']))
    })

    test('scan filters, counts and sorts as far as the adapter says it can', async () => {
      const { conditions, count, sort } = adapter.capabilities
      if (conditions.includes('in')) {
        const page = await table.scan(
          { where: [{ column: 'LX', op: 'in', values: ['04'] }], limit: 5, count: true },
          call(),
        )
        expect(page.rows.map((each) => each.LX)).toEqual(Array(5).fill('04'))
        expect(page.total).toBe(count ? 14 : null)
        expect(page.next).not.toBeNull()
      }
      if (conditions.includes('prefix')) {
        const page = await table.scan({ where: [{ column: 'MC', op: 'prefix', value: '样本1' }], limit: 50 }, call())
        expect(page.rows).toHaveLength(11)
        expect(page.next).toBeNull()
      }
      if (conditions.includes('from') && conditions.includes('to')) {
        const where = [
          { column: 'BH', op: 'from', value: 'N003' },
          { column: 'BH', op: 'to', value: 'N005' },
        ] as const
        const page = await table.scan({ where, limit: 50, count: true }, call())
        expect(page.rows.map((each) => each.BH)).toEqual(['N003', 'N004', 'N005'])
      }
      for (const descending of sort ? [false, true] : []) {
        const order = { column: 'BZ', descending }
        const all = await table.scan({ order, limit: 100 }, call())
        const paged: Row[] = []
        for (let after: string | null = null, first = true; first || after !== null; first = false) {
          const page = await table.scan({ order, limit: 4, after }, call())
          paged.push(...page.rows)
          after = page.next
        }
        expect(paged).toEqual(all.rows)
        const notes = all.rows.map((each) => each.BZ).filter((note) => note !== null)
        const sorted = ['20240230', '370283198001010000', '9007199254740993']
        expect(notes).toEqual(descending ? sorted.reverse() : sorted)
      }
    })

    test('changes: everything, then only what changed, deletions too', async () => {
      if (!adapter.capabilities.changes) {
        await expectCode('NOT_SUPPORTED', () => table.changes(null, call()))
        return
      }
      const first = await table.changes(null, call())
      expect(first.changes.map((change) => change.kind)).toEqual(Array(rows.length).fill('upsert'))
      expect(await table.changes(first.cursor, call())).toMatchObject({ changes: [] })
      if (!harness.replace) return
      await harness.replace([
        ...rows.filter((each) => each.BH !== 'K3').map((each) => (each.BH === 'K2' ? { ...each, MC: '改名' } : each)),
        row('Z9', '新来', '09', null),
      ])
      await adapter.refresh(call())
      const second = await table.changes(first.cursor, call())
      const kinds = Object.fromEntries(second.changes.map((change) => [change.key, change.kind]))
      expect(kinds).toEqual({ K2: 'upsert', K3: 'delete', Z9: 'upsert' })
      expect(second.changes.find((change) => change.key === 'K2')?.row?.MC).toBe('改名')
      expect((await table.changes(second.cursor, call())).changes).toEqual([])
    })

    test('a caller who gave up is answered with ABORTED, before and during', async () => {
      await expectCode('ABORTED', () => table.getMany(['K1'], { signal: AbortSignal.abort() }))
      await expectCode('ABORTED', () => table.scan({ limit: 1 }, { signal: AbortSignal.abort() }))
      const during = new AbortController()
      const reading = table.getMany(['K1'], { signal: during.signal })
      during.abort()
      await expectCode('ABORTED', () => reading)
      expect(await table.getMany(['K1'], call())).toEqual([rows[0]])
    })

    test('what it does not know is refused by code', async () => {
      await expectCode('UNKNOWN_TABLE', async () => adapter.table('NO_SUCH'))
      await expectCode('UNKNOWN_COLUMN', () => table.findBy('NO_SUCH', ['1'], call()))
      await expectCode('MALFORMED', () => table.scan({ after: 'bWFkZSB1cA', limit: 1 }, call()))
      if (!adapter.capabilities.write) {
        const change = { table: use.table, key: 'K1', values: {}, idempotencyKey: 'one', expectedVersion: '1' }
        await expectCode('NOT_SUPPORTED', () => adapter.write(change, call()))
      }
    })

    test('every value that leaves is well-formed', async () => {
      const { rows: all } = await table.scan({ limit: 100 }, call())
      expect(all).toHaveLength(rows.length)
      for (const each of all) for (const value of Object.values(each)) expect(value?.isWellFormed() ?? true).toBe(true)
      expect(new Set(all.map((each) => each.MC))).toEqual(new Set(rows.map((each) => each.MC)))
    })

    test('state and quarantine tell what was read', async () => {
      const [state] = await adapter.state(call())
      expect(state).toMatchObject({ table: use.table, rows: rows.length, quarantined: harness.quarantine ? 1 : 0 })
      expect(Date.parse(state?.asOf ?? '')).not.toBeNaN()
      const bad = await adapter.quarantined(use.table, { after: 0, limit: 10 })
      expect(bad.map((each) => each.code)).toEqual(harness.quarantine ? [harness.quarantine.code] : [])
      expect(await adapter.quarantined(use.table, { after: bad.length, limit: 10 })).toEqual([])
    })

    test('health answers, and a closed adapter says so', async () => {
      expect(await adapter.health(call())).toMatchObject({ ok: true, code: null })
      await adapter.close()
      await adapter.close()
      await expectCode('UNAVAILABLE', () => table.getMany(['K1'], call()))
      expect(await adapter.health(call())).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
    })
  })
}

/** For tests: the work must end in a SourceError of this code. */
export async function expectCode(code: SourceErrorCode, work: () => Promise<unknown>): Promise<void> {
  const error = await work().then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SourceError)
  expect((error as SourceError).code).toBe(code)
}
