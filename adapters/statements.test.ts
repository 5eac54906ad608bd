import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import Database from 'libsql'
import { Statements } from './statements.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('kept statements', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let reader: Database.Database
  let other: Database.Database
  beforeEach(async () => {
    folder = await temporaryFolder()
    const path = join(folder.path, 'kept.db')
    other = new Database(path)
    other.exec(
      "PRAGMA journal_mode = WAL; CREATE TABLE t (k TEXT PRIMARY KEY, v TEXT); INSERT INTO t VALUES ('1', 'a')",
    )
    reader = new Database(path)
    reader.exec('PRAGMA busy_timeout = 10')
  })
  afterEach(async () => {
    reader.close()
    other.close()
    await folder.remove()
  })

  test('see what others change: rows, columns, a table made anew', () => {
    const statements = new Statements(reader, true)
    const read = () => statements.all('SELECT * FROM t WHERE k = ?', ['1'])
    expect(read()).toEqual([['1', 'a']])
    other.exec("UPDATE t SET v = 'b'")
    expect(read()).toEqual([['1', 'b']])
    other.exec("ALTER TABLE t ADD COLUMN w TEXT DEFAULT 'c'")
    expect(read()).toEqual([['1', 'b', 'c']])
    other.exec('DROP TABLE t')
    expect(read).toThrow(expect.objectContaining({ code: 'SQLITE_ERROR' }))
    other.exec("CREATE TABLE t (z INTEGER, k TEXT); INSERT INTO t VALUES (7, '1')")
    expect(read()).toEqual([[7, '1']])
  })

  test('one that failed can be asked again', () => {
    const statements = new Statements(reader, false)
    const insert = (key: string) => statements.run('INSERT INTO t VALUES (?, ?)', [key, 'x']).changes
    expect(insert('2')).toBe(1)
    expect(() => insert('2')).toThrow(expect.objectContaining({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }))
    other.exec('BEGIN IMMEDIATE')
    expect(() => insert('3')).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }))
    other.exec('COMMIT')
    expect(insert('3')).toBe(1)
    expect([statements.reads('INSERT INTO t VALUES (?, ?)'), statements.reads('SELECT k FROM t')]).toEqual([
      false,
      true,
    ])
  })

  test('a reading that found the lock taken does not keep others from writing afterwards', () => {
    other.exec('PRAGMA journal_mode = DELETE; PRAGMA busy_timeout = 10')
    const statements = new Statements(reader, true)
    const read = (column: string) => statements.all(`SELECT ${column} FROM t`, [])
    expect(read('v')).toEqual([['a']])
    other.exec('BEGIN EXCLUSIVE')
    for (const column of ['v', 'k'])
      expect(() => read(column)).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }))
    other.exec('ROLLBACK')
    expect(read('v')).toEqual([['a']])
    other.exec("UPDATE t SET v = 'b'")
    expect(read('v')).toEqual([['b']])
  })

  test('a write that found the lock taken, and is given up, does not keep later ones from being committed', () => {
    const statements = new Statements(reader, false)
    other.exec('BEGIN IMMEDIATE')
    for (const text of ['INSERT INTO t VALUES (?, ?)', 'INSERT INTO t VALUES (?, ?) RETURNING k']) {
      const work = () => (statements.reads(text) ? statements.all(text, ['2', 'x']) : statements.run(text, ['2', 'x']))
      expect(work).toThrow(expect.objectContaining({ code: 'SQLITE_BUSY' }))
    }
    other.exec('COMMIT')
    statements.run('UPDATE t SET v = ?', ['b'])
    expect(other.prepare('SELECT * FROM t').raw().all()).toEqual([['1', 'b']])
    other.exec("UPDATE t SET v = 'c'")
    expect(statements.all('SELECT v FROM t', [])).toEqual([{ v: 'c' }])
  })

  test('no more are kept than a bound, and the one just used stays', () => {
    const prepare = jest.spyOn(reader, 'prepare')
    const statements = new Statements(reader, true)
    for (let i = 0; i < 1000; i++) {
      expect(statements.all('SELECT k FROM t', [])).toEqual([['1']])
      expect(statements.all(`SELECT ${i}`, [])).toEqual([[i]])
    }
    expect(prepare).toHaveBeenCalledTimes(1001)
    expect(statements.all('SELECT 0', [])).toEqual([[0]])
    expect(prepare).toHaveBeenCalledTimes(1002)
  })
})
