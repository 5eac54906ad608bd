import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, test } from '@jest/globals'
import { flagsOf, type Row } from '../adapter.ts'
import { adapterConformance, expectCode, rows as sampleRows, use, type Harness } from '../conformance.ts'
import { anyCall } from '../file-harness.ts'
import { openAdapter } from '../open-adapter.ts'
import type { SqlSystem, TableUse } from '../open.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { writeConformance } from './write-conformance.ts'

const system: SqlSystem = { technology: 'sql', tables: { PARTY: { name: 'T_PARTY' } } }

function fill(path: string, rows: readonly Row[]): void {
  const db = new Database(path)
  db.exec(
    'CREATE TABLE IF NOT EXISTS T_PARTY (BH TEXT PRIMARY KEY, MC TEXT, LX VARCHAR(2), BZ TEXT, BBH INTEGER); DELETE FROM T_PARTY',
  )
  const insert = db.prepare('INSERT INTO T_PARTY VALUES (?, ?, ?, ?, ?)')
  db.exec('BEGIN')
  for (const row of rows) insert.run(...use.columns.map((column) => row[column]))
  db.exec('COMMIT')
  db.close()
}

async function open(rows: readonly Row[]): Promise<Harness> {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'justice.db')
  fill(path, rows)
  const adapter = await openAdapter('stand-in', system, [use], { path })
  return {
    adapter,
    replace: async (next) => fill(path, next),
    close: async () => {
      await adapter.close()
      await folder.remove()
    },
  }
}

adapterConformance('sql on SQLite', open)
writeConformance('sql on SQLite', () => open(sampleRows))

describe('sql on SQLite', () => {
  const party: TableUse = {
    table: 'PARTY',
    key: 'ID',
    columns: ['ID', 'XM', 'SFZH', 'SFZH_T', 'CSRQ', 'LRSJ', 'SNOW', 'JE'],
    lookups: ['SNOW'],
    version: null,
  }
  async function openCase() {
    const folder = await temporaryFolder()
    const path = join(folder.path, 'S01.sqlite')
    await copyFile(join(import.meta.dirname, '../cases/S01_dates_bigint.sqlite'), path)
    return {
      folder,
      adapter: await openAdapter('stand-in', { technology: 'sql', tables: { PARTY: {} } }, [party], { path }),
    }
  }

  test('every digit and every date is as the source says it (S04, Q01)', async () => {
    const { folder, adapter } = await openCase()
    const table = adapter.table('PARTY')
    const { rows } = await table.scan({ limit: 100 }, anyCall)
    expect(rows.map((row) => row.SNOW)).toEqual(['9023393775362049', '9024055158382595', '9007199254740993', '-1', '0'])
    expect(rows.map((row) => row.SFZH)).toEqual([
      '370283198001010000',
      '370283198001020006',
      '370283198001030001',
      null,
      null,
    ])
    expect(rows.map((row) => row.CSRQ)).toEqual(['1980-01-01', '315648000000', '19800103', '00000000', '9999-12-31'])
    expect(rows.map((row) => row.LRSJ)).toEqual([
      '2024-01-31 08:00:00',
      '1706659200000',
      '2024/1/31 8:00',
      '0000-00-00 00:00:00',
      '9999-12-31 23:59:59',
    ])
    expect(rows.map((row) => row.JE)).toEqual(['0.1', '12345678901234568', '0.1', null, ''])
    await adapter.close()
    await folder.remove()
  })

  test('long numbers are found by their digits, and no near ones (Q01)', async () => {
    const { folder, adapter } = await openCase()
    const table = adapter.table('PARTY')
    const found = await table.findBy(
      'SNOW',
      ['9007199254740993', '9007199254740992', '9023393775362049', ' 0'],
      anyCall,
    )
    expect(found.map((rows) => rows.map((row) => row.ID))).toEqual([['3'], [], ['1'], []])
    expect((await table.findBy('SFZH', ['370283198001030001'], anyCall))[0]).toHaveLength(1)
    expect((await table.findBy('CSRQ', ['19800103', '315648000000'], anyCall)).map((rows) => rows.length)).toEqual([
      1, 1,
    ])
    expect((await table.getMany(['01', '1'], anyCall)).map((row) => row?.XM)).toEqual([undefined, '测甲'])
    await adapter.close()
    await folder.remove()
  })

  test('a name stored in its private-use form is the standard one outside, flagged, and found by it (T05)', async () => {
    const { adapter, close } = await open([{ BH: 'K1', MC: '测\uE81E', LX: '01', BZ: null, BBH: '1' }])
    const [[row]] = (await adapter.table('PARTY').findBy('MC', ['测\u9FB4'], anyCall)) as [[Row]]
    expect(row.MC).toBe('测\u9FB4')
    expect(flagsOf(row)).toEqual({ MC: 'PRIVATE_USE_CHARACTER' })
    await close()
  })

  test('columns of bytes hold GBK text, and are searched by it (Q03)', async () => {
    const folder = await temporaryFolder()
    const path = join(folder.path, 'bytes.db')
    const db = new Database(path)
    db.exec('CREATE TABLE RAWS (ID TEXT PRIMARY KEY, XM BLOB)')
    db.exec("INSERT INTO RAWS VALUES ('1', x'B2E2BCD7'), ('2', x'FF'), ('3', '试乙')")
    db.close()
    const raws: TableUse = { table: 'RAWS', key: 'ID', columns: ['ID', 'XM'], lookups: ['XM'], version: null }
    const adapter = await openAdapter('stand-in', { technology: 'sql', tables: { RAWS: {} } }, [raws], { path })
    const found = await adapter.table('RAWS').findBy('XM', ['测甲', '试乙', '测'], anyCall)
    expect(found.map((rows) => rows.map((row) => row.ID))).toEqual([['1'], ['3'], []])
    expect((await adapter.table('RAWS').getMany(['1', '2'], anyCall)).map((row) => row?.XM)).toEqual(['测甲', 'ff'])
    await adapter.close()
    await folder.remove()
  })

  test('a database that is not there, or is no database, is typed and makes nothing', async () => {
    const folder = await temporaryFolder()
    const absent = await openAdapter('stand-in', system, [use], { path: join(folder.path, 'no.db') })
    await expectCode('UNAVAILABLE', () => absent.table('PARTY').getMany(['1'], anyCall))
    expect(await absent.health(anyCall)).toMatchObject({ ok: false, code: 'UNAVAILABLE' })
    await absent.close()
    await writeFile(
      join(folder.path, 'text.db'),
      'not a database at all, but long enough to look like one '.repeat(100),
    )
    const text = await openAdapter('stand-in', system, [use], { path: join(folder.path, 'text.db') })
    await expectCode('MALFORMED', () => text.table('PARTY').getMany(['1'], anyCall))
    await text.close()
    await folder.remove()
  })

  describe('while another has the database locked', () => {
    /** The other is in this process too: who waited for it without giving it a turn would wait in vain. */
    async function locked(lastsMs: number, work: (harness: Harness) => Promise<void>) {
      const folder = await temporaryFolder()
      const path = join(folder.path, 'justice.db')
      fill(path, sampleRows)
      const adapter = await openAdapter('stand-in', system, [use], { path })
      const harness = { adapter, replace: async () => undefined, close: () => adapter.close() }
      await adapter.table('PARTY').getMany(['K1'], anyCall)
      const other = new Database(path)
      other.exec('BEGIN EXCLUSIVE')
      const release = setTimeout(() => other.exec('ROLLBACK'), lastsMs)
      try {
        await work(harness)
      } finally {
        clearTimeout(release)
        other.close()
        await adapter.close()
        await folder.remove()
      }
    }

    test('a reading comes when the lock is gone, and so does a change', async () => {
      await locked(40, async ({ adapter }) => {
        const [row] = await adapter.table('PARTY').getMany(['K1'], anyCall)
        expect(row?.['BH']).toBe('K1')
      })
      await locked(40, async ({ adapter }) => {
        const change = {
          table: 'PARTY',
          key: null,
          values: { MC: '新' },
          expectedVersion: null,
          idempotencyKey: 'locked-1',
        }
        const written = await adapter.write(change, anyCall)
        expect(await adapter.table('PARTY').getMany([written.key], anyCall)).toEqual([written.row])
      })
    })

    test('a lock that lasts costs the answer, never the turns of others', async () => {
      await locked(60_000, async ({ adapter }) => {
        let turns = 0
        const counting = setInterval(() => (turns += 1), 1)
        const table = adapter.table('PARTY')
        await Promise.all([
          expectCode('UNAVAILABLE', () => table.getMany(['K1'], anyCall)),
          expectCode('UNAVAILABLE', () => table.findBy('LX', ['01'], anyCall)),
          expectCode('UNAVAILABLE', () => table.scan({ limit: 5 }, anyCall)),
        ])
        clearInterval(counting)
        expect(turns).toBeGreaterThan(20)
      })
    })
  })
})
