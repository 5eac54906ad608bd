import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Adapter, Row } from '../adapter.ts'
import { adapterConformance, expectCode, use } from '../conformance.ts'
import { anyCall, newDrop, type Drop } from '../file-harness.ts'
import { openAdapter } from '../open-adapter.ts'
import type { Connection, SeveralSystems, TableUse } from '../open.ts'

const system: SeveralSystems = {
  technology: 'several',
  systems: {
    files: { technology: 'delimited', encoding: 'utf-8', separator: ',', tables: { PARTY: { file: 'P_*.csv' } } },
    ledger: { technology: 'sql', tables: { LEDGER: {} } },
  },
}
const ledger: TableUse = { table: 'LEDGER', key: 'BH', columns: ['BH', 'JE'], lookups: [], version: null }

const csv = (rows: readonly Row[]) =>
  [
    use.columns.join(','),
    ...rows.map((row) => use.columns.map((column) => `"${row[column] ?? ''}"`).join(',')),
    '',
  ].join('\r\n')

function fill(path: string): void {
  const db = new Database(path)
  db.exec(
    "CREATE TABLE IF NOT EXISTS LEDGER (BH TEXT PRIMARY KEY, JE TEXT); INSERT OR IGNORE INTO LEDGER VALUES ('L1', '12.50')",
  )
  db.close()
}

async function open(drop: Drop, parts?: Connection['parts']): Promise<Adapter> {
  const database = join(drop.folder, 'ledger.db')
  fill(database)
  return openAdapter('stand-in', system, [use, ledger], {
    snapshots: drop.snapshots,
    parts: parts ?? { files: { path: drop.folder }, ledger: { path: database } },
  })
}

adapterConformance('several systems', async (rows) => {
  const drop = await newDrop()
  await drop.write('P_1.csv', csv(rows))
  const adapter = await open(drop)
  await adapter.refresh(anyCall)
  return {
    // The suite asks what every table can do; here the table of files is looked at.
    adapter: Object.assign(Object.create(adapter) as Adapter, { capabilities: adapter.capabilitiesOf('PARTY') }),
    replace: async (next) => drop.write('P_1.csv', csv(next)),
    close: async () => {
      await adapter.close()
      await drop.remove()
    },
  }
})

describe('several systems of one department', () => {
  let drop: Drop
  let adapter: Adapter
  beforeEach(async () => {
    drop = await newDrop()
    await drop.write('P_1.csv', csv([{ BH: 'K1', MC: '测甲', LX: '01', BZ: null, BBH: '1' }]))
    adapter = await open(drop)
    await adapter.refresh(anyCall)
  })
  afterEach(async () => {
    await adapter.close()
    await drop.remove()
  })

  test('each table comes from its own system, with what that system can do', async () => {
    const [party] = await adapter.table('PARTY').getMany(['K1'], anyCall)
    const [entry] = await adapter.table('LEDGER').getMany(['L1'], anyCall)
    expect([party?.['MC'], entry?.['JE']]).toEqual(['测甲', '12.50'])
    expect(adapter.capabilitiesOf('PARTY')).toMatchObject({ changes: true, write: false })
    expect(adapter.capabilitiesOf('LEDGER')).toMatchObject({ changes: false, write: true })
    await expectCode('UNKNOWN_TABLE', async () => adapter.table('OTHER'))
  })

  test('a system that is down costs its own tables', async () => {
    await adapter.close()
    adapter = await open(drop, { files: { path: drop.folder }, ledger: { path: join(drop.folder, 'nowhere.db') } })
    await adapter.refresh(anyCall)
    expect((await adapter.table('PARTY').getMany(['K1'], anyCall))[0]?.['MC']).toBe('测甲')
    const states = await adapter.state(anyCall)
    expect(states.map(({ table, rows, remarks }) => [table, rows, remarks])).toEqual([
      ['PARTY', 1, []],
      ['LEDGER', 0, ['UNAVAILABLE']],
    ])
    await expectCode('UNAVAILABLE', () => adapter.table('LEDGER').getMany(['L1'], anyCall))
    expect((await adapter.health(anyCall)).ok).toBe(false)
  })

  test('when no system answers, nothing is said of their state', async () => {
    await adapter.close()
    const gone = { path: join(drop.folder, 'nowhere.db') }
    const both: SeveralSystems = {
      technology: 'several',
      systems: {
        one: { technology: 'sql', tables: { PARTY: {} } },
        other: { technology: 'sql', tables: { LEDGER: {} } },
      },
    }
    adapter = await openAdapter('stand-in', both, [use, ledger], { parts: { one: gone, other: gone } })
    await expectCode('UNAVAILABLE', () => adapter.state(anyCall))
  })

  test('connections fit the systems one for one', async () => {
    await rm(join(drop.folder, 'ledger.db'))
    await expectCode('NOT_SUPPORTED', () => open(drop, { files: { path: drop.folder } }))
  })

  test('a table is in one system', async () => {
    const twice: SeveralSystems = {
      technology: 'several',
      systems: {
        one: { technology: 'sql', tables: { PARTY: {} } },
        other: { technology: 'sql', tables: { PARTY: {} } },
      },
    }
    const gone = { path: join(drop.folder, 'nowhere.db') }
    await expectCode('NOT_SUPPORTED', () =>
      openAdapter('stand-in', twice, [use], { parts: { one: gone, other: gone } }),
    )
  })
})
