/** Whatever happens to the file between two pages, a page holds what walking past the rows before it would give. */
import { afterAll, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import Database from 'libsql'
import { ListPages } from './list-pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'pentagraph-list-pages-'))
const sql = new Database(join(folder, 'list.db'))
const other = new Database(join(folder, 'list.db'))
afterAll(() => {
  sql.close()
  other.close()
  rmSync(folder, { recursive: true })
})
sql.exec('CREATE TABLE T (id TEXT PRIMARY KEY NOT NULL, kind TEXT)')

const key = fc.integer({ min: 100, max: 140 }).map(String)
const step = fc.oneof(
  fc.record({
    page: fc.integer({ min: 1, max: 9 }),
    size: fc.integer({ min: 1, max: 7 }),
    kind: fc.constantFrom(null, 'a', 'b'),
  }),
  fc.record({ put: key, kind: fc.constantFrom('a', 'b'), here: fc.boolean() }),
  fc.record({ drop: key, here: fc.boolean() }),
)

test('pages, whatever comes or goes in between', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      sql.exec('DELETE FROM T')
      for (let id = 110; id < 130; id += 1) sql.prepare('INSERT INTO T VALUES (?, ?)').run(id, id % 3 ? 'a' : 'b')
      const pages = new ListPages(sql)
      for (const one of steps) {
        if ('put' in one)
          (one.here ? sql : other).prepare('INSERT OR REPLACE INTO T VALUES (?, ?)').run(one.put, one.kind)
        else if ('drop' in one) (one.here ? sql : other).prepare('DELETE FROM T WHERE id = ?').run(one.drop)
        else {
          const { page, size, kind } = one
          const equal = kind === null ? [] : [['kind', kind] as const]
          const all = (other.prepare('SELECT * FROM T ORDER BY id').all() as { kind: string }[]).filter(
            (row) => kind === null || row.kind === kind,
          )
          const expected = { rows: all.slice((page - 1) * size, page * size), total: all.length }
          expect(pages.page({ table: 'T', key: 'id', equal, page, size })).toEqual(expected)
        }
      }
    }),
    { numRuns: 40, seed: 370283 },
  )
})
