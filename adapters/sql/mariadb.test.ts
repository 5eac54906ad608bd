import { DummyDriver, Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from 'kysely'
import { describe, expect, test } from '@jest/globals'
import { expectCode, use } from '../conformance.ts'
import { openAdapter } from '../open-adapter.ts'
import { bytesAsText, textAsHex } from './bytes.ts'
import { asText, type Expression } from './database.ts'
import { describe as described, mariadb } from './mariadb.ts'
import { typedSqlError } from './sql-errors.ts'

/** Opens no connection: only what it would say is looked at. */
const database = mariadb('mysql://nobody@127.0.0.1:1/none', {})
const compiler = new Kysely({
  dialect: {
    createAdapter: () => new MysqlAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new MysqlIntrospector(db),
    createQueryCompiler: () => new MysqlQueryCompiler(),
  },
})
const says = (expression: Expression) => {
  const { sql, parameters } = expression.compile(compiler)
  return [sql, parameters] as const
}

const text = described(
  { name: 'XM', type: 'varchar', charset: 'utf8mb3', collation: 'utf8mb3_general_ci', uniques: '0' },
  null,
)
const key = { ...text, name: 'BH', unique: true }
const number = described({ name: 'ID', type: 'bigint', charset: null, collation: null, uniques: '1' }, null)
const latin = (bytesAs: 'gb18030' | null) =>
  described({ name: 'MC', type: 'varchar', charset: 'latin1', collation: 'latin1_swedish_ci', uniques: '0' }, bytesAs)

describe('what is asked of MariaDB', () => {
  test('a text is looked up by its collation and then compared by its bytes', () => {
    expect(says(database.isIn(text, ['K1']))).toEqual([
      '(`XM` in (convert(? using utf8mb3) collate utf8mb3_general_ci) and cast(convert(`XM` using utf8mb4) as binary) in (cast(? as binary)))',
      ['K1', 'K1'],
    ])
    expect(says(database.isIn(text, []))).toEqual(['1 = 0', []])
  })

  test('integers are compared as integers, and what is no integer is not asked for', () => {
    expect(says(database.isIn(number, ['9007199254740993', '-1', '0']))).toEqual([
      '`ID` in (9007199254740993, -1, 0)',
      [],
    ])
    for (const value of ['01', '-0', ' 1', '1e3', 'x', '', '1) or (1=1', '123456789012345678901'])
      expect(says(database.isIn(number, [value]))).toEqual(['1 = 0', []])
  })

  test('a key sorts by its own order, which has an index; another text by its bytes', () => {
    expect(says(database.ordered(key, false))).toEqual(['`BH` asc', []])
    expect(says(database.ordered(text, true))).toEqual(['cast(convert(`XM` using utf8mb4) as binary) desc', []])
  })

  test('only columns that cannot hold Chinese text are read by their bytes, and only where it is declared (Q03)', () => {
    expect(latin('gb18030').raw).toBe(true)
    expect(latin(null).raw).toBe(false)
    for (const charset of ['utf8', 'utf8mb3', 'utf8mb4', 'gbk', 'gb2312', 'gb18030', 'ucs2'])
      expect(described({ ...text, charset, uniques: '0' }, 'gb18030').raw).toBe(false)
    expect(described({ ...text, type: 'varbinary', charset: null, uniques: '0' }, null).raw).toBe(true)
    expect(says(database.selection([number, latin('gb18030')]))).toEqual(['`ID`, cast(`MC` as binary) as `MC`', []])
    expect(says(database.selection([number, text]))).toEqual(['*', []])
    expect(says(database.assigned(latin('gb18030'), '测甲'))[1]).toEqual([Buffer.from('B2E2BCD7', 'hex')])
    expect(says(database.assigned(text, '测甲'))[1]).toEqual(['测甲'])
  })

  test('the name of a character set goes into a statement only if it is a name', () => {
    const made = { ...text, charset: 'utf8) or (1=1' }
    expect(() => database.isIn(made, ['x'])).toThrow(RangeError)
  })
})

describe('bytes and errors', () => {
  test('bytes are text in the declared encoding, with each loss in its place', () => {
    const bytes = (hex: string) => Buffer.from(hex, 'hex')
    expect(bytesAsText(bytes('B2E2BCD7'), 'gb18030')).toBe('测甲')
    expect(bytesAsText(bytes('B2E2FF'), 'gb18030')).toBe('测\uFFFD')
    expect(bytesAsText(bytes('B2E2FF'), null)).toBe('b2e2ff')
    expect(bytesAsText(Buffer.from('测甲'), 'utf-8')).toBe('测甲')
    expect(asText(bytes('B2E2BCD7'), latin('gb18030'))).toBe('测甲')
    expect(textAsHex('测甲', 'gb18030')).toBe('B2E2BCD7')
    expect(textAsHex('测甲', 'utf-8')).toBe('E6B58BE794B2')
  })

  test.each([
    ['ER_DATA_TOO_LONG', '22001', 'WRITE_REFUSED'],
    ['ER_TRUNCATED_WRONG_VALUE_FOR_FIELD', 'HY000', 'WRITE_REFUSED'],
    ['ER_DUP_ENTRY', '23000', 'WRITE_REFUSED'],
    ['UNKNOWN_CODE_PLEASE_REPORT', '23000', 'WRITE_REFUSED'],
    ['ER_ACCESS_DENIED_ERROR', '28000', 'REFUSED'],
    ['ER_TABLEACCESS_DENIED_ERROR', '42000', 'REFUSED'],
    ['ER_NO_SUCH_TABLE', '42S02', 'UNKNOWN_TABLE'],
    ['ER_BAD_FIELD_ERROR', '42S22', 'UNKNOWN_COLUMN'],
    ['ER_LOCK_WAIT_TIMEOUT', 'HY000', 'TIMEOUT'],
    ['ER_STATEMENT_TIMEOUT', '70100', 'TIMEOUT'],
    ['PROTOCOL_SEQUENCE_TIMEOUT', '', 'TIMEOUT'],
    ['PROTOCOL_CONNECTION_LOST', '', 'UNAVAILABLE'],
    ['ER_LOCK_DEADLOCK', '40001', 'UNAVAILABLE'],
    ['ER_PARSE_ERROR', '42000', 'FAULT'],
  ])('%s (%s) is %s', (code, sqlState, typed) => {
    expect(typedSqlError({ code, sqlState, message: '' }, 'stand-in').code).toBe(typed)
  })

  test('a url of another database is refused', () =>
    expectCode('NOT_SUPPORTED', () =>
      openAdapter('stand-in', { technology: 'sql', tables: { PARTY: {} } }, [use], { url: 'oracle://x' }),
    ))
})
