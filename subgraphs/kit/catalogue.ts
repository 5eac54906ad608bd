/** The sharing catalogue (共享目录) of a department and its docs page, from the declaration: one fact stands in one place. */
import { technologyOf } from '../../adapters/open.ts'
import type { Level, Sharing } from '../../schema/classification.ts'
import type { DepartmentSpec, RecordSpec } from './declaration.ts'
import { classificationOf } from './fields.ts'

export interface CatalogueEntry {
  readonly department: string
  readonly record: string
  readonly field: string
  readonly meaning: string
  readonly level: Level
  readonly category: string
  readonly sharing: Sharing
  readonly masked: boolean
  readonly filter: boolean
  readonly cycleHours: number
  /** Where a refusal points to. */
  readonly path: string
}

export function catalogue(spec: DepartmentSpec): CatalogueEntry[] {
  return spec.records.flatMap((record) =>
    Object.entries(record.fields).flatMap(([name, field]) => {
      if (field.kind === 'one' || field.kind === 'many') return []
      const { level, category, sharing } = classificationOf(record.classified, field.options)
      return [
        {
          department: spec.name,
          record: record.name,
          field: name,
          meaning: field.description,
          level,
          category,
          sharing,
          masked: field.options.mask !== undefined,
          filter: field.options.filter === true,
          cycleHours: spec.cycleHours,
          path: `/catalogue/${spec.name}/${record.name}/${name}`,
        },
      ]
    }),
  )
}

/** The department's page for readers of the docs. */
export function departmentPage(spec: DepartmentSpec): string {
  const sharing: Record<Sharing, string> = {
    UNCONDITIONAL: 'unconditional 无条件',
    CONDITIONAL: 'conditional 有条件',
    NEVER: 'never 不予共享',
  }
  const lines = [
    `<!-- Generated from subgraphs/${spec.name}/ by npm run generate. Change the declaration, not this page. -->`,
    `# ${spec.titleEn} ${spec.title}`,
    '',
    `Legacy system: ${technologyOf(spec.system)}. The data is called stale after ${spec.cycleHours} hours.`,
    '',
    '## What it adds to the graph',
    '',
    '| entity | field | what it is |',
    '| --- | --- | --- |',
    ...Object.entries(spec.extend).flatMap(([kind, fields]) =>
      Object.entries(fields ?? {}).map(([name, extension]) => `| ${kind} | \`${name}\` | ${extension.description} |`),
    ),
  ]
  for (const record of spec.records) lines.push(...recordPage(record, sharing))
  return `${lines.join('\n')}\n`
}

// Private:

function recordPage(record: RecordSpec, sharing: Readonly<Record<Sharing, string>>): string[] {
  const rows = Object.entries(record.fields).map(([name, field]) => {
    if (field.kind === 'one' || field.kind === 'many') return `| \`${name}\` | | ${field.description} | | |`
    const of = classificationOf(record.classified, field.options)
    const from = field.kind === 'value' ? `\`${field.column}\`` : `→ ${field.entity}`
    return `| \`${name}\` | ${from} | ${field.description} | L${of.level} | ${sharing[of.sharing]}${field.options.mask ? ', masked' : ''} |`
  })
  return [
    '',
    `## ${record.name}`,
    '',
    `${record.description} Table \`${record.from.table}\`, key \`${record.from.key}\`.${record.root ? ` Root list \`${record.root}\`.` : ''}`,
    '',
    '| field | column | meaning | level | sharing |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    ...Object.entries(record.from.never ?? {}).map(
      ([column, why]) => `| – | \`${column}\` | ${why} Not taken in. | L4 | ${sharing.NEVER} |`,
    ),
  ]
}
