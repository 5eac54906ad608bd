/** The same suites on a real MariaDB, in a database of their own that is dropped again. `PENTAGRAPH_TEST_MYSQL` names another server. */
import { randomUUID } from 'node:crypto'
import { createConnection, type Connection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { flagsOf, type Row } from '../adapter.ts'
import { adapterConformance, expectCode, rows as sampleRows, use, type Harness } from '../conformance.ts'
import { anyCall } from '../file-harness.ts'
import { openAdapter } from '../open-adapter.ts'
import type { SqlSystem, TableUse } from '../open.ts'
import { writeConformance } from './write-conformance.ts'

const server = process.env.PENTAGRAPH_TEST_MYSQL ?? 'mysql://root@127.0.0.1:3306'
const database = `adapter_${randomUUID().slice(0, 8)}`
const url = `${server.replace(/\/$/, '')}/${database}`
const party = { technology: 'sql', tables: { PARTY: { name: 't_party' } } } as const
let client: Connection

beforeAll(async () => {
  client = await createConnection({ uri: server, charset: 'UTF8MB4_GENERAL_CI' })
  // As a server of 2012 came: lax, three-byte utf8, case does not count.
  await client.query("SET SESSION sql_mode = ''")
  await client.query(`CREATE DATABASE ${database} DEFAULT CHARACTER SET utf8 COLLATE utf8_general_ci`)
  await client.query(`USE ${database}`)
})
afterAll(async () => {
  await client.query(`DROP DATABASE ${database}`)
  await client.end()
})

/** Names of the suite have four-byte characters: they are in a column that has room for them. */
const parties = (charset: string) =>
  `CREATE TABLE t_party (BH varchar(20) PRIMARY KEY, MC varchar(60) CHARACTER SET ${charset}, LX char(2), BZ text, BBH integer)`

const opening = (charset: string) => async (rows: readonly Row[]) => {
  const fill = async (given: readonly Row[]) => {
    await client.query('DELETE FROM t_party')
    for (const row of given)
      await client.query(
        'INSERT INTO t_party VALUES (?, ?, ?, ?, ?)',
        use.columns.map((column) => row[column]),
      )
  }
  await client.query('DROP TABLE IF EXISTS PG_IDEMPOTENCY, t_party')
  await client.query(parties(charset))
  await fill(rows)
  const adapter = await openAdapter('stand-in', party, [use], { url })
  return { adapter, replace: fill, close: () => adapter.close() } satisfies Harness
}

adapterConformance('sql on MariaDB', opening('utf8mb4'))
writeConformance('sql on MariaDB', () => opening('utf8mb4')(sampleRows))

async function on<T>(
  table: string,
  columns: readonly string[],
  work: (adapter: Awaited<ReturnType<typeof openAdapter>>) => Promise<T>,
  more: { readonly bytesAs?: 'gb18030' | 'utf-8'; readonly version?: string; readonly timeoutMs?: number } = {},
): Promise<T> {
  const { bytesAs, version = null, timeoutMs } = more
  const system: SqlSystem = { technology: 'sql', tables: { T: { name: table, ...(bytesAs && { bytesAs }) } } }
  const uses: TableUse[] = [{ table: 'T', key: 'id', columns, lookups: columns, version }]
  const adapter = await openAdapter('stand-in', system, uses, { url, ...(timeoutMs && { timeoutMs }) })
  try {
    return await work(adapter)
  } finally {
    await adapter.close()
  }
}

describe('sql on MariaDB', () => {
  test("every digit and every date is the text that the database says, whatever the process's time zone (Q01, Q05, Z01, Z03)", async () => {
    await client.query(`CREATE TABLE kinds (id bigint PRIMARY KEY, big bigint unsigned, amount decimal(20,2), whole decimal(20,0),
      born date, at datetime, stamp timestamp NULL, flag bit(1), ok tinyint(1), code char(6), half double)`)
    await client.query("SET SESSION time_zone = '+00:00'")
    await client.query(`INSERT INTO kinds VALUES
      (9007199254740993, 18446744073709551615, 12345678901234567.10, 9023393775362049, '1989-06-01', '2019-07-24 23:20:00', '2019-07-24 15:20:00', b'1', 1, 'AB', 0.1),
      (9007199254740992, 1, 0.10, 9023393775362048, '0000-00-00', '0000-00-00 00:00:00', null, b'0', 0, 'ab', null),
      (-1, 0, null, null, '1986-05-04', '9999-12-31 23:59:59', null, null, null, null, null)`)
    const columns = ['id', 'big', 'amount', 'whole', 'born', 'at', 'stamp', 'flag', 'ok', 'code', 'half']
    await on('kinds', columns, async (adapter) => {
      const table = adapter.table('T')
      const found = await table.getMany(['9007199254740993', '9007199254740992', '09', 'x', '-1', '-0'], anyCall)
      expect(found[0]).toEqual({
        id: '9007199254740993',
        big: '18446744073709551615',
        amount: '12345678901234567.10',
        whole: '9023393775362049',
        born: '1989-06-01',
        at: '2019-07-24 23:20:00',
        stamp: '2019-07-24 23:20:00',
        flag: '1',
        ok: '1',
        code: 'AB',
        half: '0.1',
      })
      expect(found[1]).toMatchObject({ born: '0000-00-00', at: '0000-00-00 00:00:00', flag: '0' })
      expect(found.slice(2, 4)).toEqual([null, null])
      expect(found[4]).toMatchObject({ born: '1986-05-04', at: '9999-12-31 23:59:59', flag: null })
      expect(found[5]).toBeNull()
      const hits = async (column: string, value: string) => (await table.findBy(column, [value], anyCall))[0]?.length
      expect(await hits('amount', '12345678901234567.10')).toBe(1)
      expect(await hits('whole', '9023393775362049')).toBe(1)
      expect(await hits('big', '18446744073709551615')).toBe(1)
      expect(await hits('code', 'AB')).toBe(1)
      expect(await hits('flag', '1')).toBe(1)
      expect(await hits('born', '0000-00-00')).toBe(1)
      const from = (column: string, value: string) =>
        table.scan({ where: [{ column, op: 'from', value }], limit: 5, count: true }, anyCall)
      expect((await from('born', '1989-06-01')).total).toBe(1)
      expect((await from('whole', '9023393775362049')).total).toBe(1)
      expect((await from('id', '9007199254740993')).total).toBe(1)
      const pages = await table.scan({ limit: 2 }, anyCall)
      expect((await table.scan({ limit: 2, after: pages.next }, anyCall)).rows.map((row) => row.id)).toEqual([
        '9007199254740993',
      ])
    })
  })

  test.each([
    ['latin1', 'varchar(20) CHARACTER SET latin1'],
    ['ascii', 'varchar(20) CHARACTER SET ascii'],
    ['binary', 'varbinary(20)'],
    ['blob', 'blob'],
  ])('a %s column that holds GBK bytes is read, searched and written by its bytes (Q03, C10)', async (name, type) => {
    await client.query(`CREATE TABLE raw_${name} (id varchar(8) PRIMARY KEY, xm ${type})`)
    for (const [id, hex] of [
      ['1', 'B2E2BCD7'],
      ['2', 'B2E2FF'],
      ['3', 'FE59'],
      ['4', '3F3F'],
    ])
      await client.query(`INSERT INTO raw_${name} VALUES (?, cast(X'${hex}' as binary))`, [id])
    await on(
      `raw_${name}`,
      ['id', 'xm'],
      async (adapter) => {
        const table = adapter.table('T')
        const [first, second, third, fourth] = await table.getMany(['1', '2', '3', '4'], anyCall)
        expect(first).toEqual({ id: '1', xm: '测甲' })
        expect(flagsOf(second as Row)).toEqual({ xm: 'LOST_CHARACTER' })
        expect(third?.xm).toBe('\u9FB4')
        expect(fourth?.xm).toBe('??')
        expect((await table.findBy('xm', ['测甲', '测', '\u9FB4'], anyCall)).map((rows) => rows.length)).toEqual([
          1, 0, 1,
        ])
        const prefix = { where: [{ column: 'xm', op: 'prefix', value: '测' }], limit: 5 } as const
        expect((await table.scan(prefix, anyCall)).rows.map((row) => row.id)).toEqual(['1', '2'])
        const change = {
          table: 'T',
          key: null,
          values: { id: '9', xm: '试𬭎' },
          idempotencyKey: name,
          expectedVersion: null,
        }
        expect((await adapter.write(change, anyCall)).row).toEqual({ id: '9', xm: '试𬭎' })
      },
      { bytesAs: 'gb18030' },
    )
    const [written] = await client.query(`SELECT hex(xm) AS hex FROM raw_${name} WHERE id = '9'`)
    expect(written).toEqual([{ hex: 'CAD49933A932' }])
  })

  test('UTF-8 bytes in a latin1 column are no GBK, when it is declared (C10)', async () => {
    await client.query('CREATE TABLE raw_utf8 (id varchar(8) PRIMARY KEY, xm varchar(20) CHARACTER SET latin1)')
    await client.query(`INSERT INTO raw_utf8 VALUES ('1', cast(X'${Buffer.from('测甲').toString('hex')}' as binary))`)
    const read = (bytesAs?: 'utf-8') =>
      on('raw_utf8', ['id', 'xm'], async (adapter) => (await adapter.table('T').findBy('xm', ['测甲'], anyCall))[0], {
        ...(bytesAs && { bytesAs }),
      })
    expect(await read('utf-8')).toEqual([{ id: '1', xm: '测甲' }])
    expect(await read()).toEqual([])
  })

  test.each(['utf8', 'gbk'])('a %s column refuses what it cannot hold instead of cutting it', async (charset) => {
    const table = `narrow_${charset}`
    await client.query(
      `CREATE TABLE ${table} (id varchar(4) PRIMARY KEY, xm varchar(4), bbh int) DEFAULT CHARACTER SET ${charset}`,
    )
    await client.query(`INSERT INTO ${table} VALUES ('1', '测甲', 1), ('2', '例?', 1)`)
    await on(
      table,
      ['id', 'xm', 'bbh'],
      async (adapter) => {
        const write = (xm: string, once: string) =>
          adapter.write(
            { table: 'T', key: '1', values: { xm }, idempotencyKey: `${charset} ${once}`, expectedVersion: '1' },
            anyCall,
          )
        await expectCode('WRITE_REFUSED', () => write('例𠮷', 'four bytes'))
        await expectCode('WRITE_REFUSED', () => write('一二三四五', 'too long'))
        expect(await adapter.table('T').getMany(['1'], anyCall)).toEqual([{ id: '1', xm: '测甲', bbh: '1' }])
        expect((await write('试乙', 'fits')).row.xm).toBe('试乙')
        // What the column does not have is in no row of it, also not in the one with a question mark.
        expect(await adapter.table('T').findBy('xm', ['例𠮷', '例?', '试乙'], anyCall)).toEqual([
          [],
          [{ id: '2', xm: '例?', bbh: '1' }],
          [{ id: '1', xm: '试乙', bbh: '2' }],
        ])
      },
      { version: 'bbh' },
    )
  })

  test.each(['utf8', 'gbk', 'utf8mb4'])('%s text compares to the letter, and pages are stable', async (charset) => {
    const table = `letters_${charset}`
    await client.query(
      `CREATE TABLE ${table} (nr int AUTO_INCREMENT PRIMARY KEY, id varchar(20)) DEFAULT CHARACTER SET ${charset}`,
    )
    const ids = ['K1', 'k1', 'K1 ', ' K1', 'Ｋ1', '测', 'a', 'B', 'c', 'é']
    for (const id of ids.filter((one) => charset !== 'gbk' || one !== 'é'))
      await client.query(`INSERT INTO ${table} (id) VALUES (?)`, [id])
    await on(table, ['nr', 'id'], async (adapter) => {
      const found = await adapter.table('T').getMany(['K1', 'k1', 'K1 ', 'K1  ', '例𠮷'], anyCall)
      expect(found.map((row) => row?.id ?? null)).toEqual(['K1', 'k1', 'K1 ', null, null])
      const seen: (string | null | undefined)[] = []
      for (let after: string | null = null, first = true; first || after !== null; first = false) {
        const page = await adapter.table('T').scan({ limit: 1, after }, anyCall)
        seen.push(...page.rows.map((row) => row.id))
        after = page.next
      }
      const sorted = ids
        .filter((one) => seen.includes(one))
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(seen).toEqual(sorted)
      expect(seen).toHaveLength(charset === 'gbk' ? 9 : 10)
    })
  })

  test('a key of its own is looked up and paged by its index', async () => {
    await client.query('CREATE TABLE many (id varchar(20) PRIMARY KEY, xm varchar(20)) DEFAULT CHARACTER SET utf8')
    await client.query("INSERT INTO many SELECT concat('M', lpad(seq, 6, '0')), '样' FROM seq_1_to_20000")
    await on('many', ['id', 'xm'], async (adapter) => {
      await adapter.table('T').scan({ limit: 1 }, anyCall)
      const rowsRead = async (work: () => Promise<unknown>) => {
        const count = async () => {
          const [rows] = await client.query("SHOW GLOBAL STATUS LIKE 'Handler_read_%next'")
          return (rows as { Value: string }[]).reduce((sum, row) => sum + Number(row.Value), 0)
        }
        const before = await count()
        await work()
        return (await count()) - before
      }
      const page = await adapter.table('T').scan({ limit: 100 }, anyCall)
      expect(page.rows).toHaveLength(100)
      expect(await rowsRead(() => adapter.table('T').scan({ limit: 100, after: page.next }, anyCall))).toBeLessThan(
        1000,
      )
      expect(await rowsRead(() => adapter.table('T').getMany(['M000007', 'M019999'], anyCall))).toBeLessThan(1000)
    })
  })

  test('a server that does not listen is unavailable, wrong credentials are refused, a lock is given up', async () => {
    const kinds: TableUse = { table: 'PARTY', key: 'BH', columns: ['BH'], lookups: [], version: null }
    const dead = await openAdapter('stand-in', party, [kinds], { url: 'mysql://root@127.0.0.1:1/test', timeoutMs: 500 })
    await expectCode('UNAVAILABLE', () => dead.table('PARTY').getMany(['1'], anyCall))
    await dead.close()
    const stranger = await openAdapter('stand-in', party, [kinds], { url, user: 'nobody', secret: 'wrong' })
    await expectCode('REFUSED', () => stranger.table('PARTY').getMany(['1'], anyCall))
    await stranger.close()
    const none = await openAdapter('stand-in', { technology: 'sql', tables: { PARTY: { name: 'no_such' } } }, [kinds], {
      url,
    })
    await expectCode('UNKNOWN_TABLE', () => none.table('PARTY').getMany(['1'], anyCall))
    await none.close()
    await client.query('CREATE TABLE locked (id varchar(8) PRIMARY KEY)')
    await client.query('LOCK TABLES locked WRITE')
    try {
      await on(
        'locked',
        ['id'],
        async (adapter) => {
          await expectCode('TIMEOUT', () => adapter.table('T').getMany(['1'], anyCall))
          await client.query('UNLOCK TABLES')
          expect(await adapter.table('T').getMany(['1'], anyCall)).toEqual([null])
        },
        { timeoutMs: 400 },
      )
    } finally {
      await client.query('UNLOCK TABLES')
    }
  })
})
