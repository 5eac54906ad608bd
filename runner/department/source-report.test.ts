import { describe, expect, test } from '@jest/globals'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { department } from '../../subgraphs/kit/declaration.ts'
import { housing } from '../../subgraphs/housing/housing.ts'
import { readSource, reportLines, wasRead } from './source-report.ts'
import { sourceConnection } from './source.ts'

const rows = fileURLToPath(new URL('../../subgraphs/housing/rows', import.meta.url))
const look = (...sources: string[]) => readSource(housing, sources, () => {})

describe('what a department sees of its own system before anything is served', () => {
  test('mapped, ignored, unreadable, unlinked', async () => {
    const reports = await look(rows)
    const dwellings = reports.find(({ record }) => record === 'Dwelling')
    expect(dwellings).toMatchObject({ table: 'FW', rows: 3, ignored: ['LRR', 'LRSJ', 'BZ'], unknown: [] })
    expect(dwellings?.fields.find(({ field }) => field === 'floorArea')).toEqual({
      field: 'floorArea',
      column: 'JZMJ',
      filled: 3,
      issues: { OVERFLOW: 1 },
    })
    expect(dwellings?.roles).toEqual([{ role: 'self', entity: 'House', named: 3, withoutKey: 1 }])
    const titles = reports.find(({ record }) => record === 'PropertyTitle')
    expect(titles?.roles.find(({ role }) => role === 'owner')).toMatchObject({ named: 2, withoutKey: 1 })
    expect(reports.every(wasRead)).toBe(true)
  })

  test('the report holds no value of a row', async () => {
    const text = reportLines(await look(rows)).join('\n')
    expect(text).toContain('JZMJ → floorArea')
    expect(text).not.toMatch(/370283|138|金桂|FW0000/)
  })

  test('a table that is not there is said, the others are read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'source-'))
    try {
      cpSync(rows, folder, { recursive: true })
      writeFileSync(join(folder, 'FW_20260301.DBF'), 'not a table')
      const reports = await look(folder)
      expect(reports.filter((report) => !wasRead(report)).map(({ table }) => table)).toEqual(['FW'])
      expect(reports.find(({ table }) => table === 'CQ')?.rows).toBe(3)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('the source on the command line', () => {
  const two = department({
    ...housing,
    system: {
      technology: 'several',
      systems: {
        ledger: { technology: 'sql', tables: { A: {} } },
        files: { ...housing.system, technology: 'sql', tables: {} },
      },
    },
  })

  test('a file of a drop folder means the folder, an address takes credentials from the environment', () => {
    expect(sourceConnection(housing, [join(rows, 'FW_20260301.DBF')], {})).toEqual({ path: rows })
    const env = { PENTAGRAPH_SOURCE_USER: 'reader', PENTAGRAPH_SOURCE_SECRET: 'x' }
    expect(sourceConnection(housing, ['postgres://10.0.0.5/zfw'], env)).toEqual({
      url: 'postgres://10.0.0.5/zfw',
      user: 'reader',
      secret: 'x',
    })
  })

  test.each([
    ['credentials in the address', housing, ['postgres://me:secret@10.0.0.5/zfw']],
    ['a place that is not there', housing, ['/nowhere/at/all']],
    ['two places for one system', housing, [rows, rows]],
    ['a part that is not declared', two, ['other=/tmp']],
    ['a part too few', two, [`ledger=${rows}`]],
  ])('%s is refused', (_what, spec, given) => {
    expect(() => sourceConnection(spec, given, {})).toThrow(Error)
  })

  test('each of several systems has its own place', () => {
    expect(sourceConnection(two, [`ledger=${rows}`, 'files=postgres://10.0.0.5/zfw'], {})).toEqual({
      parts: { ledger: { path: rows }, files: { url: 'postgres://10.0.0.5/zfw' } },
    })
  })
})
