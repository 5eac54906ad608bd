/**
 * The files of a new department's room. It passes conformance as it stands, and nothing of it leaves: every field is of level 4 and never
 * shared until a person of the department says otherwise. Column names come from a sample of the source; its rows are not copied, since
 * they may be real people's.
 */
import { encodeGb18030 } from '../../adapters/text/encode-gb18030.ts'

export const technologies = ['delimited', 'xml', 'sql'] as const
export type NewTechnology = (typeof technologies)[number]

/** What a row may describe, and by which value the registry is first told of it; the identifying column is named later. */
export const describes = {
  Person: 'name',
  House: 'address',
  Event: 'number',
  ManagedObject: 'code',
  Organisation: 'name',
} as const

export interface NewDepartment {
  /** Kebab-case. */
  readonly name: string
  /** 档案局 */
  readonly title: string
  readonly titleEn: string
  readonly technology: NewTechnology
  readonly entity: keyof typeof describes
  /** Name of the table at the source, as the files are called. */
  readonly table: string
  /** As the source calls them; the first one is the row key. */
  readonly columns: readonly string[]
}

/** Path from the project's folder → content. */
export function roomFiles(of: NewDepartment): Readonly<Record<string, string | Buffer>> {
  const room = `subgraphs/${of.name}`
  return {
    [`${room}/${of.name}.ts`]: declaration(of),
    [`${room}/${of.name}.test.ts`]: test(of),
    [`${room}/rows/${rowsFile(of)}`]: rows(of),
    [`docs/legacy-estate/${of.name}.md`]: legacyPage(of),
  }
}

/** The camel-case name under which the declaration is exported: `landRecords`. */
export function constantOf(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** Inserts the department into the text of `runner/departments.ts`: its import among the others, itself at the end of the list. */
export function registered(departments: string, name: string): string {
  const constant = constantOf(name)
  const line = `import { ${constant} } from '../subgraphs/${name}/${name}.ts'`
  const lines = departments.split('\n')
  const imports = lines.flatMap((text, at) => (text.startsWith('import {') && text.includes('/subgraphs/') ? [at] : []))
  const at = imports.find((index) => (lines[index] ?? '').split("'")[1]! > `../subgraphs/${name}/`) ?? last(imports) + 1
  lines.splice(at, 0, line)
  const end = lines.lastIndexOf(']')
  if (end < 0) throw new Error('runner/departments.ts has no list to put the department into')
  lines.splice(end, 0, `  ${constant},`)
  return lines.join('\n')
}

// Private:

const last = (numbers: readonly number[]): number => numbers.at(-1) ?? 0

function recordOf(name: string): string {
  const constant = constantOf(name)
  return `${constant.charAt(0).toUpperCase()}${constant.slice(1)}Record`
}

/** A name that GraphQL and TypeScript take; what is not ASCII gets a number until somebody finds the word. */
function fieldOf(column: string, at: number): string {
  const ascii = column.toLowerCase().replace(/[^a-z0-9]+/g, '')
  return /^[a-z]/.test(ascii) && ascii !== 'id' ? ascii : `column${at + 1}`
}

function rowsFile({ technology, table, name }: NewDepartment): string {
  if (technology === 'sql') return `${name}.sql`
  return `${table}_20260301.${technology === 'xml' ? 'xml' : 'csv'}`
}

function systemOf({ technology, table }: NewDepartment): string {
  if (technology === 'sql') return `{ technology: 'sql', tables: { ${quoted(table)}: {} } }`
  if (technology === 'xml')
    return `{
    technology: 'xml',
    encoding: 'gb18030',
    tables: { ${quoted(table)}: { file: '${table}_*.xml', element: '${table}' } },
  }`
  return `{
    technology: 'delimited',
    encoding: 'gb18030',
    separator: ',',
    tables: { ${quoted(table)}: { file: '${table}_*.csv' } },
  }`
}

const quoted = (text: string) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : `'${text}'`)

function declaration(of: NewDepartment): string {
  const { name, title, titleEn, table, columns, entity } = of
  const Record = recordOf(name)
  const names = unique(columns.map(fieldOf))
  const fields = columns.map(
    (column, at) => `    ${names[at]}: text('${column}', 'What ${column} means (${column}).'),`,
  )
  return `/**
 * ${titleEn} (${title}): in one sentence, what it keeps.
 *
 * Legacy system: product, how it is delivered and how often, its quirks (docs/legacy-estate/${name}.md). Where these facts come from.
 */
import { department, linkedOne, record } from '../kit/declaration.ts'
import { entity, text } from '../kit/fields.ts'

export const ${Record} = record({
  name: '${Record}',
  description: 'What one row is (${title}).',
  from: { table: '${table}', key: '${columns[0]}', ignore: [] },
  // Level 4 and never shared until the department has said of each field what it is: see docs/adding-a-department.md.
  classified: { level: 4, category: '未定级', sharing: 'NEVER' },
  fields: {
    // The columns that identify it come here, under the names of subgraphs/kit/identity.ts.
    self: entity('${entity}', { ${describes[entity]}: '${names[0]}' }, 'What the row describes (${title}).'),
${fields.join('\n')}
  },
})

export const ${constantOf(name)} = department({
  name: '${name}',
  title: '${title}',
  titleEn: '${titleEn}',
  // How old the data may be before it is called stale.
  cycleHours: 48,
  system: ${systemOf(of)},
  records: [${Record}],
  // What the department adds to person, house, event, object and organisation, in the domain's words.
  extend: {
    ${entity}: { ${Record.charAt(0).toLowerCase()}${Record.slice(1)}: linkedOne(${Record}, 'self', 'What the department knows of it (${title}).') },
  },
})
`
}

function unique(names: readonly string[]): string[] {
  return names.map((name, at) => (names.indexOf(name) === at ? name : `${name}${at + 1}`))
}

function test({ name, technology }: NewDepartment): string {
  const constant = constantOf(name)
  const head = `import { describe, expect, test } from '@jest/globals'
`
  const rules = `
describe('what ${name} says of itself', () => {
  test('nothing leaves before it is graded', () => {
    for (const { classified } of ${constant}.records) expect(classified).toMatchObject({ level: 4, sharing: 'NEVER' })
  })
})
`
  if (technology !== 'sql')
    return `${head}import { join } from 'node:path'
import { conformance } from '../kit/conformance.ts'
import { ${constant} } from './${name}.ts'

conformance(${constant}, { path: join(import.meta.dirname, 'rows') })
${rules}`
  return `${head}import Database from 'libsql'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conformance } from '../kit/conformance.ts'
import { ${constant} } from './${name}.ts'

conformance(${constant}, () => {
  const folder = mkdtempSync(join(tmpdir(), '${name}-'))
  const path = join(folder, '${name}.db')
  const database = new Database(path)
  database.exec(readFileSync(join(import.meta.dirname, 'rows/${name}.sql'), 'utf8'))
  database.close()
  return Promise.resolve({ connection: { path }, close: async () => rmSync(folder, { recursive: true, force: true }) })
})
${rules}`
}

/** Two invented rows. */
function rows({ technology, table, columns }: NewDepartment): string | Buffer {
  const invented = [1, 2].map((row) => columns.map((_, at) => (at === 0 ? `K${row}` : `样例${row}`)))
  if (technology === 'sql') {
    const list = (names: readonly string[], mark: string) => names.map((text) => `${mark}${text}${mark}`).join(', ')
    return `CREATE TABLE "${table}" (${columns.map((column, at) => `"${column}" TEXT${at === 0 ? ' PRIMARY KEY' : ''}`).join(', ')});
${invented.map((values) => `INSERT INTO "${table}" (${list(columns, '"')}) VALUES (${list(values, "'")});`).join('\n')}
`
  }
  if (technology === 'xml') {
    const elements = invented.map(
      (values) =>
        `  <${table}>${columns.map((column, at) => `<${column}>${values[at]}</${column}>`).join('')}</${table}>`,
    )
    return encodeGb18030(`<?xml version="1.0" encoding="GBK"?>\n<ROWS>\n${elements.join('\n')}\n</ROWS>\n`)
  }
  return encodeGb18030([columns, ...invented].map((line) => `${line.join(',')}\r\n`).join(''))
}

function legacyPage({ name, title, table, columns, technology }: NewDepartment): string {
  const lines = columns.map((column, at) => `| ${column} | ${at === 0 ? 'K' : ''} | |`)
  return `# ${title} (${name})

Notation and what all systems share: [the legacy estate](../legacy-estate.md).

Product, technology (${technology}), how it is delivered, how often, what is odd about it.

## ${table}

| column | | meaning |
| --- | --- | --- |
${lines.join('\n')}
`
}
