import { describe, expect, test } from '@jest/globals'
import Database from 'libsql'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import { conformance, type Rows } from '../../subgraphs/kit/conformance.ts'
import { registered, roomFiles, type NewDepartment } from './room.ts'
import { readSample } from './sample.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'new-department-'))
// The made room stands in a project of its own whose other rooms are the real ones.
for (const room of ['adapters', 'access', 'schema', 'subgraphs/kit']) {
  mkdirSync(dirname(join(folder, room)), { recursive: true })
  symlinkSync(join(root, room), join(folder, room))
}

const archives: NewDepartment = {
  name: 'city-archives',
  title: '档案馆',
  titleEn: 'City Archives',
  technology: 'delimited',
  entity: 'ManagedObject',
  table: 'DAJ',
  columns: ['DH', 'TM', '密级', 'BZ'],
}

async function made(of: NewDepartment): Promise<DepartmentSpec> {
  for (const [path, content] of Object.entries(roomFiles(of))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const module = (await import(join(folder, `subgraphs/${of.name}/${of.name}.ts`))) as Record<string, DepartmentSpec>
  const [spec] = Object.values(module).filter((value) => 'titleEn' in value)
  if (!spec) throw new Error('the room exports no department')
  return spec
}

const rows = (name: string) => join(folder, `subgraphs/${name}/rows`)
const database = (name: string): Rows => {
  const path = join(folder, `${name}.db`)
  const opened = new Database(path)
  opened.exec(readFileSync(join(rows(name), `${name}.sql`), 'utf8'))
  opened.close()
  return { path }
}

const asFiles = await made(archives)
conformance(asFiles, { path: rows('city-archives') })
const asXml = await made({ ...archives, name: 'archives-by-xml', technology: 'xml', entity: 'Organisation' })
conformance(asXml, { path: rows('archives-by-xml') })
const asSql = await made({ ...archives, name: 'archives-by-sql', technology: 'sql', entity: 'Event' })
conformance(asSql, database('archives-by-sql'))

describe('a new room', () => {
  test('shares nothing before it is graded', () => {
    for (const spec of [asFiles, asXml, asSql])
      expect(spec.records.map(({ classified }) => [classified.level, classified.sharing])).toEqual([[4, 'NEVER']])
  })

  test('is put into the list of departments among the others', () => {
    const list = readFileSync(join(root, 'runner/departments.ts'), 'utf8')
    const after = registered(list, 'city-archives')
    const added = after.split('\n').filter((line) => !list.split('\n').includes(line))
    expect(added).toEqual([
      "import { cityArchives } from '../subgraphs/city-archives/city-archives.ts'",
      '  cityArchives,',
    ])
    expect(after.trimEnd().endsWith('  cityArchives,\n]')).toBe(true)
  })
})

describe('a sample', () => {
  test('of a file gives the columns of its header, whatever its encoding', async () => {
    const cases = join(root, 'adapters/cases')
    cpSync(join(cases, 'T07b_gb18030_bom.csv'), join(folder, 'RK_20260301.csv'))
    expect(await readSample(join(folder, 'RK_20260301.csv'))).toEqual({
      technology: 'delimited',
      table: 'RK',
      columns: ['记录号', '姓名', '身份证号', '住址'],
    })
  })

  test('of a database gives its first table', async () => {
    expect(await readSample(join(folder, 'archives-by-sql.db'))).toEqual({
      technology: 'sql',
      table: 'DAJ',
      columns: archives.columns,
    })
  })

  test('of another kind is refused', async () => {
    await expect(readSample('letter.pdf')).rejects.toThrow(Error)
  })
})
