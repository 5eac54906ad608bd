/** What every adapter that writes must do; run on each database. */
import { describe, expect, test } from '@jest/globals'
import type { Adapter, Change } from '../adapter.ts'
import { expectCode, rows, use, type Harness } from '../conformance.ts'
import { anyCall } from '../file-harness.ts'

const change = (more: Partial<Change>): Change => ({
  table: use.table,
  key: 'K1',
  values: { MC: '改名𬭎' },
  idempotencyKey: 'change-1',
  expectedVersion: '1',
  ...more,
})

export function writeConformance(name: string, open: () => Promise<Harness>): void {
  const on = async (work: (adapter: Adapter) => Promise<void>) => {
    const harness = await open()
    try {
      await work(harness.adapter)
    } finally {
      await harness.close()
    }
  }

  describe(`${name} writes`, () => {
    test('a change is carried out, raises the version and leaves the other columns', () =>
      on(async (adapter) => {
        const written = await adapter.write(change({}), anyCall)
        expect(written).toEqual({
          key: 'K1',
          version: '2',
          row: { ...rows[0], MC: '改名𬭎', BBH: '2' },
          repeated: false,
        })
        expect(await adapter.table(use.table).getMany(['K1'], anyCall)).toEqual([written.row])
      }))

    test('the same change sent twice, also at once, is carried out once and answered alike', () =>
      on(async (adapter) => {
        const [one, two] = await Promise.all([adapter.write(change({}), anyCall), adapter.write(change({}), anyCall)])
        const again = await adapter.write(change({}), anyCall)
        expect([one, two].map((answer) => answer?.repeated).sort()).toEqual([false, true])
        expect(again).toEqual({ ...one, repeated: true })
        expect((await adapter.table(use.table).getMany(['K1'], anyCall))[0]?.BBH).toBe('2')
      }))

    test('an idempotency key with another content is refused, a stale version too, and neither changes anything', () =>
      on(async (adapter) => {
        await adapter.write(change({}), anyCall)
        await expectCode('IDEMPOTENCY_KEY_REUSED', () => adapter.write(change({ values: { MC: '别的' } }), anyCall))
        await expectCode('VERSION_CONFLICT', () => adapter.write(change({ idempotencyKey: 'change-2' }), anyCall))
        await expectCode('VERSION_CONFLICT', () =>
          adapter.write(change({ idempotencyKey: 'change-3', expectedVersion: null }), anyCall),
        )
        await expectCode('VERSION_CONFLICT', () =>
          adapter.write(change({ idempotencyKey: 'change-4', key: 'K404' }), anyCall),
        )
        expect((await adapter.table(use.table).getMany(['K1'], anyCall))[0]).toMatchObject({ MC: '改名𬭎', BBH: '2' })
        // What was refused was not noted: with the right version the same key goes through.
        expect(
          (await adapter.write(change({ idempotencyKey: 'change-2', expectedVersion: '2' }), anyCall)).version,
        ).toBe('3')
      }))

    test('a new row has the given key or a new one, and version 1', () =>
      on(async (adapter) => {
        const values = { BH: 'Z1', MC: '新来', LX: '01', BZ: null }
        const given = await adapter.write(
          change({ key: null, values, expectedVersion: null, idempotencyKey: 'new-1' }),
          anyCall,
        )
        expect(given).toMatchObject({ key: 'Z1', version: '1', repeated: false })
        const { BH: _key, ...rest } = values
        const made = await adapter.write(
          change({ key: null, values: rest, expectedVersion: null, idempotencyKey: 'new-2' }),
          anyCall,
        )
        expect(made.key).toMatch(/^NEW-[0-9A-Z]{16}$/)
        expect(await adapter.table(use.table).getMany([made.key], anyCall)).toEqual([made.row])
        await expectCode('WRITE_REFUSED', () =>
          adapter.write(change({ key: null, values, expectedVersion: null, idempotencyKey: 'new-3' }), anyCall),
        )
        await expectCode('UNKNOWN_COLUMN', () =>
          adapter.write(change({ values: { NO_SUCH: '1' }, idempotencyKey: 'new-4' }), anyCall),
        )
      }))
  })
}
