import { describe, test } from '@jest/globals'
import { expectCode, use } from './conformance.ts'
import { openAdapter } from './open-adapter.ts'
import type { Connection, SystemSpec } from './open.ts'
import { restSystem } from './rest/stand-in.ts'

const sql: SystemSpec = { technology: 'sql', tables: { PARTY: {} } }

/** As it would come out of a file of settings, past the compiler. */
const settings = (value: unknown) => value as Connection
const declared = (value: unknown) => value as SystemSpec

describe('what cannot be meant is refused (Q05)', () => {
  test.each<[string, SystemSpec, Connection]>([
    ['a misspelt key of the connection', sql, settings({ path: 'x.db', timeOutMs: 5 })],
    ['a key at the wrong level', sql, settings({ path: 'x.db', perSecond: 5 })],
    ['a misspelt key of the quota', sql, settings({ path: 'x.db', quota: { perMinute: 5 } })],
    ['hours that are no time', sql, settings({ path: 'x.db', hours: { from: '8', to: '20:00' } })],
    ['no place at all', sql, {}],
    ['a database of another kind', sql, { url: 'oracle://127.0.0.1/test' }],
    ['rest without an address', restSystem, { path: 'x' }],
    [
      'files without a place for snapshots',
      { technology: 'dbf', encoding: 'gb18030', tables: { PARTY: { file: 'x' } } },
      { path: '/tmp' },
    ],
    ['an unknown technology', declared({ technology: 'fax', tables: { PARTY: {} } }), { path: 'x' }],
    [
      'a misspelt key of the system',
      declared({ technology: 'dbf', encodng: 'gbk', tables: { PARTY: { file: 'x' } } }),
      { path: 'x' },
    ],
    ['a misspelt key of a table', declared({ technology: 'sql', tables: { PARTY: { nme: 'x' } } }), { path: 'x' }],
  ])('%s', async (_what, system, connection) => {
    await expectCode('NOT_SUPPORTED', () => openAdapter('stand-in', system, [use], connection))
  })

  test('a record of a table that the system does not have', async () => {
    await expectCode('UNKNOWN_TABLE', () =>
      openAdapter('stand-in', { technology: 'sql', tables: {} }, [use], { path: 'x.db' }),
    )
  })
})
