/** The same suites on a real PostgreSQL, in a schema of its own that is dropped again. `PENTAGRAPH_TEST_POSTGRES` names another server. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Row } from '../adapter.ts'
import { adapterConformance, expectCode, rows as sampleRows, use, type Harness } from '../conformance.ts'
import { anyCall } from '../file-harness.ts'
import { openAdapter } from '../open-adapter.ts'
import type { TableUse } from '../open.ts'
import { writeConformance } from './write-conformance.ts'

const server = process.env.PENTAGRAPH_TEST_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/test'
const schema = `adapter_${randomUUID().slice(0, 8)}`
const url = `${server}?options=${encodeURIComponent(`-c search_path=${schema}`)}`
let client: pg.Client

beforeAll(async () => {
  client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}`)
})
afterAll(async () => {
  await client.query(`DROP SCHEMA ${schema} CASCADE`)
  await client.end()
})

async function fill(rows: readonly Row[]): Promise<void> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS t_party ("BH" varchar(20) PRIMARY KEY, "MC" text, "LX" char(2), "BZ" text, "BBH" integer); DELETE FROM t_party',
  )
  for (const row of rows)
    await client.query(
      'INSERT INTO t_party VALUES ($1, $2, $3, $4, $5)',
      use.columns.map((column) => row[column]),
    )
}

async function open(rows: readonly Row[]): Promise<Harness> {
  await client.query('DROP TABLE IF EXISTS "PG_IDEMPOTENCY"')
  await fill(rows)
  const adapter = await openAdapter(
    'stand-in',
    { technology: 'sql', tables: { PARTY: { name: `${schema}.t_party` } } },
    [use],
    { url },
  )
  return { adapter, replace: fill, close: () => adapter.close() }
}

adapterConformance('sql on PostgreSQL', open)
writeConformance('sql on PostgreSQL', () => open(sampleRows))

describe('sql on PostgreSQL', () => {
  const kinds: TableUse = {
    table: 'KINDS',
    key: 'id',
    columns: ['id', 'amount', 'born', 'at', 'zoned', 'flag', 'code'],
    lookups: [],
    version: null,
  }

  test("numbers, days and instants are the text that the database says, whatever the process's time zone (Q01, Q05)", async () => {
    await client.query(
      'CREATE TABLE kinds (id bigint PRIMARY KEY, amount numeric(20,2), born date, at timestamp, zoned timestamptz, flag boolean, code char(6))',
    )
    await client.query(`INSERT INTO kinds VALUES
      (9007199254740993, 12345678901234567.10, '1989-06-01', '2019-07-24 23:20:00', '2019-07-24 15:20:00Z', true, 'AB'),
      (-1, null, null, null, null, null, null)`)
    const adapter = await openAdapter(
      'stand-in',
      { technology: 'sql', tables: { KINDS: { name: 'kinds' } } },
      [kinds],
      { url },
    )
    const table = adapter.table('KINDS')
    const found = await table.getMany(['9007199254740993', '9007199254740992', '09007199254740993', 'x', '-1'], anyCall)
    expect(found[0]).toEqual({
      id: '9007199254740993',
      amount: '12345678901234567.10',
      born: '1989-06-01',
      at: '2019-07-24 23:20:00',
      zoned: '2019-07-24 23:20:00+08',
      flag: 't',
      code: 'AB',
    })
    expect(found.slice(1, 4)).toEqual([null, null, null])
    expect(found[4]?.amount).toBeNull()
    expect((await table.findBy('amount', ['12345678901234567.10'], anyCall))[0]).toHaveLength(1)
    expect((await table.findBy('code', ['AB'], anyCall))[0]).toHaveLength(1)
    const page = await table.scan(
      { where: [{ column: 'born', op: 'from', value: '1989-06-01' }], limit: 5, count: true },
      anyCall,
    )
    expect(page.total).toBe(1)
    await adapter.close()
  })

  test('columns of bytes hold GBK text, and are searched by it (Q03)', async () => {
    await client.query('CREATE TABLE raws (id text PRIMARY KEY, xm bytea)')
    await client.query('INSERT INTO raws VALUES ($1, $2), ($3, null)', ['1', Buffer.from('B2E2BCD7', 'hex'), '2'])
    const raws: TableUse = { table: 'RAWS', key: 'id', columns: ['id', 'xm'], lookups: ['xm'], version: null }
    const system = { technology: 'sql', tables: { RAWS: { name: 'raws' } } } as const
    const adapter = await openAdapter('stand-in', system, [raws], { url })
    expect(await adapter.table('RAWS').findBy('xm', ['测甲', '测'], anyCall)).toEqual([[{ id: '1', xm: '测甲' }], []])
    await adapter.close()
  })

  test('a server that does not listen is unavailable, and a statement that takes too long is given up', async () => {
    const dead = await openAdapter('stand-in', { technology: 'sql', tables: { KINDS: { name: 'kinds' } } }, [kinds], {
      url: 'postgres://postgres@127.0.0.1:1/test',
      timeoutMs: 500,
    })
    await expectCode('UNAVAILABLE', () => dead.table('KINDS').getMany(['1'], anyCall))
    await dead.close()
    await client.query('BEGIN; LOCK TABLE kinds IN ACCESS EXCLUSIVE MODE')
    const slow = await openAdapter('stand-in', { technology: 'sql', tables: { KINDS: { name: 'kinds' } } }, [kinds], {
      url,
      timeoutMs: 300,
    })
    await expectCode('TIMEOUT', () => slow.table('KINDS').getMany(['1'], anyCall))
    await client.query('ROLLBACK')
    expect(await slow.table('KINDS').getMany(['1'], anyCall)).toEqual([null])
    await slow.close()
  })
})
