import { closeSync, openSync } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import type { Adapter } from '../adapter.ts'
import { DbfSource } from '../dbf/adapter.ts'
import { DelimitedSource } from '../delimited/adapter.ts'
import { ExcelSource } from '../excel/adapter.ts'
import { anyCall, newDrop, type Drop } from '../file-harness.ts'
import { expectCode } from '../conformance.ts'
import { openAdapter } from '../open-adapter.ts'
import type { DelimitedSystem, TableUse } from '../open.ts'
import type { FileSource } from './file-source.ts'
import { loadTable, type Target } from './load-table.ts'

const system: DelimitedSystem = {
  technology: 'delimited',
  encoding: 'utf-8',
  separator: ',',
  tables: { RK: { file: 'RK_*.csv' }, FW: { file: 'FW.csv' } },
}
const persons: TableUse = { table: 'RK', key: 'ID', columns: ['ID', 'XM'], lookups: ['XM'], version: null }
const houses: TableUse = { table: 'FW', key: 'ID', columns: ['ID'], lookups: [], version: null }

describe('snapshots', () => {
  let drop: Drop
  const opened: Adapter[] = []
  const open = async (uses: readonly TableUse[] = [persons]) => {
    const adapter = await drop.open(system, uses)
    opened.push(adapter)
    return adapter
  }
  const all = async (adapter: Adapter, table = 'RK') =>
    (await adapter.table(table).scan({ limit: 100 }, anyCall)).rows.map((row) => Object.values(row).join(':'))
  const snapshotFiles = async () =>
    (await readdir(join(drop.snapshots, 'stand-in'))).filter((name) => name.endsWith('.db'))
  beforeEach(async () => {
    drop = await newDrop()
  })
  afterEach(async () => {
    for (const adapter of opened.splice(0)) await adapter.close()
    await drop.remove()
  })

  test('the newest file by name wins, and an unchanged one is not read again at the next start', async () => {
    await drop.write('RK_20260101.csv', 'ID,XM\n1,测甲\n')
    await drop.write('RK_20260102.csv', 'ID,XM\n2,试乙\n')
    const first = await open()
    expect(await all(first)).toEqual(['2:试乙'])
    const [file] = await snapshotFiles()
    await first.close()
    const second = await open()
    await second.refresh(anyCall)
    expect(await all(second)).toEqual(['2:试乙'])
    expect(await snapshotFiles()).toEqual([file])
  })

  const sources: readonly (readonly [caseName: string, source: FileSource])[] = [
    ['T01_gb18030_fourbyte.csv', new DelimitedSource({ ...system, encoding: 'gb18030', tables: { T: { file: 'T' } } })],
    ['X03_dates_1900.xlsx', new ExcelSource({ technology: 'excel', tables: { T: { file: 'T' } } })],
    ['X08_biff8.xls', new ExcelSource({ technology: 'excel', tables: { T: { file: 'T' } } })],
    ['D01b_deleted_cp936.dbf', new DbfSource({ technology: 'dbf', encoding: 'gb18030', tables: { T: { file: 'T' } } })],
  ]
  test.each(sources)('%s does not stay open when it is refused for its header', async (caseName, source) => {
    await drop.copyCase(caseName, 'T')
    const use: TableUse = { table: 'T', key: 'NOWHERE', columns: [], lookups: [], version: null }
    const file = { name: 'T', path: join(drop.folder, 'T'), asOf: '', fingerprint: '' }
    const db = new Database(':memory:')
    const target: Target = { db, load: 1, old: null, department: 'stand-in', ...anyCall }
    const before = nextDescriptor()
    const load = loadTable(target, 0, use, file, await source.open(file.path, 'T', use))
    await expect(load).rejects.toMatchObject({ remark: 'MISSING_COLUMN' })
    expect(nextDescriptor()).toBe(before)
    db.close()
  })

  test.each([
    ['the day in its name', 'RK_20260301.csv', '2026-02-28T16:00:00.000Z'],
    ['its last change, where the name has no day', 'RK_7.csv', '2026-01-01T00:00:01.000Z'],
    ['its last change, where no calendar has that day', 'RK_20260230.csv', '2026-01-01T00:00:01.000Z'],
  ])('a file is as of %s', async (_what, name, asOf) => {
    await drop.write(name, 'ID,XM\n1,测甲\n')
    expect((await (await open()).state(anyCall))[0]).toMatchObject({ rows: 1, asOf })
  })

  test('a file that cannot be read leaves the old rows, says so, and is not tried at every start', async () => {
    await drop.write('RK_1.csv', 'ID,XM\n1,测甲\n')
    const adapter = await open()
    await drop.write('RK_2.csv', '')
    await adapter.refresh(anyCall)
    expect(await all(adapter)).toEqual(['1:测甲'])
    expect((await adapter.state(anyCall))[0]).toMatchObject({
      rows: 1,
      asOf: '2026-01-01T00:00:01.000Z',
      remarks: ['FILE_REFUSED:FILE_EMPTY'],
    })
    expect(await adapter.health(anyCall)).toMatchObject({ ok: false, code: 'MALFORMED' })
    const before = await snapshotFiles()
    await adapter.refresh(anyCall)
    expect(await snapshotFiles()).toEqual(before)
    await drop.write('RK_3.csv', 'ID,XM\n3,试丙\n')
    await adapter.refresh(anyCall)
    expect(await all(adapter)).toEqual(['3:试丙'])
    expect((await adapter.state(anyCall))[0]?.remarks).toEqual([])
  })

  test('a file or folder that is gone leaves the old rows; one table does not cost another', async () => {
    await drop.write('RK_1.csv', 'ID,XM\n1,测甲\n')
    const adapter = await open([persons, houses])
    expect((await adapter.state(anyCall)).map((state) => state.remarks)).toEqual([[], ['FILE_MISSING']])
    expect(await all(adapter, 'FW')).toEqual([])
    await drop.write('FW.csv', 'ID\nF1\n')
    await adapter.refresh(anyCall)
    expect(await all(adapter, 'FW')).toEqual(['F1'])
    await rm(drop.folder, { recursive: true })
    await adapter.refresh(anyCall)
    expect([await all(adapter), await all(adapter, 'FW')]).toEqual([['1:测甲'], ['F1']])
    expect(await adapter.health(anyCall)).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
  })

  test('the first of two rows with one key wins, the later is quarantined with its line', async () => {
    await drop.write('RK_1.csv', 'ID,XM\n1,测甲\n1,试乙\n,无键\n')
    const adapter = await open()
    expect(await all(adapter)).toEqual(['1:测甲'])
    expect(await adapter.quarantined('RK', { after: 0, limit: 1 })).toEqual([
      { table: 'RK', file: 'RK_1.csv', line: 3, code: 'ROW_DUPLICATE_KEY', raw: '1|试乙' },
    ])
    expect(await adapter.quarantined('RK', { after: 1, limit: 5 })).toMatchObject([{ line: 4, code: 'ROW_NO_KEY' }])
  })

  test('another process takes up the new snapshot; the reader of the old one is not disturbed', async () => {
    await drop.write('RK_1.csv', 'ID,XM\n1,测甲\n')
    const [writer, reader] = [await open(), await open()]
    await drop.write('RK_2.csv', 'ID,XM\n2,试乙\n')
    await writer.refresh(anyCall)
    expect(await all(reader)).toEqual(['1:测甲'])
    await reader.refresh(anyCall)
    expect(await all(reader)).toEqual(['2:试乙'])
    expect(await snapshotFiles()).toHaveLength(1)
  })

  test('a key that comes back is no deletion; deletions are known over several loads and starts', async () => {
    await drop.write('RK_1.csv', 'ID,XM\n1,甲\n2,乙\n3,丙\n')
    const adapter = await open()
    const { cursor } = await adapter.table('RK').changes(null, anyCall)
    await drop.write('RK_2.csv', 'ID,XM\n1,甲\n')
    await adapter.refresh(anyCall)
    await adapter.close()
    const next = await open()
    await drop.write('RK_3.csv', 'ID,XM\n1,甲\n2,乙\n')
    await next.refresh(anyCall)
    const { changes } = await next.table('RK').changes(cursor, anyCall)
    expect(changes.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual(['delete 3', 'upsert 2'])
    expect((await next.table('RK').changes(null, anyCall)).changes.map(({ kind }) => kind)).toEqual([
      'upsert',
      'upsert',
    ])
  })

  test('opening takes up the last snapshot and loads nothing; before the first load nothing can be read', async () => {
    await drop.write('RK_1.csv', 'ID,XM\n1,测甲\n')
    const connection = { path: drop.folder, snapshots: drop.snapshots }
    const bare = await openAdapter('stand-in', system, [persons], connection)
    opened.push(bare)
    expect((await bare.state(anyCall))[0]).toMatchObject({ rows: 0, asOf: null, remarks: ['NOT_LOADED'] })
    await expectCode('UNAVAILABLE', () => bare.table('RK').getMany(['1'], anyCall))
    await bare.refresh(anyCall)
    await drop.write('RK_2.csv', 'ID,XM\n2,试乙\n')
    const next = await openAdapter('stand-in', system, [persons], connection)
    opened.push(next)
    expect(await all(next)).toEqual(['1:测甲'])
  })

  test('another layout is loaded anew from the same file', async () => {
    await drop.write('RK_1.csv', 'ID,XM\n1,测甲\n')
    await (await open()).close()
    const adapter = await open([{ ...persons, key: 'XM' }])
    expect(await adapter.table('RK').getMany(['测甲'], anyCall)).toEqual([{ ID: '1', XM: '测甲' }])
  })

  test('a load that was given up, or cut off, leaves the snapshot before', async () => {
    await drop.write('RK_1.csv', 'ID,XM\n1,测甲\n')
    const adapter = await open()
    await writeFile(join(drop.snapshots, 'stand-in', '00000002-dead.db'), 'half a snapshot')
    await drop.write('RK_2.csv', `ID,XM\n${Array.from({ length: 5000 }, (_, i) => `${i},样${i}\n`).join('')}`)
    const giveUp = new AbortController()
    const loading = adapter.refresh({ signal: giveUp.signal })
    setImmediate(() => giveUp.abort())
    await expectCode('ABORTED', () => loading)
    expect(await all(adapter)).toEqual(['1:测甲'])
    await adapter.refresh(anyCall)
    expect((await adapter.state(anyCall))[0]?.rows).toBe(5000)
    expect(await snapshotFiles()).toHaveLength(1)
  })
})

/** The system gives the lowest number that is free. */
function nextDescriptor(): number {
  const descriptor = openSync('.', 'r')
  closeSync(descriptor)
  return descriptor
}
