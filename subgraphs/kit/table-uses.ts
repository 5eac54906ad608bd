/** What a declaration asks of each table of its system: which columns are known, and by which the source is looked up. */
import { systemOf, type SystemSpec, type TableUse } from '../../adapters/open.ts'
import type { RecordModel } from './record-model.ts'

export function tableUses(system: SystemSpec, models: ReadonlyMap<string, RecordModel>): TableUse[] {
  return [...models.values()].map((model) => ({
    table: model.spec.from.table,
    key: model.spec.from.key,
    columns: [...new Set([...model.mapped, ...(model.spec.from.ignore ?? [])])],
    never: Object.keys(model.spec.from.never ?? {}),
    lookups: lookupsOf(system, model, models),
    version: model.spec.from.version ?? null,
  }))
}

/** Columns that links follow and filters ask for. A REST or SOAP source looks up by what its interface offers only. */
export function lookupsOf(system: SystemSpec, model: RecordModel, models: ReadonlyMap<string, RecordModel>): string[] {
  const followed = [...models.values()].flatMap((other) =>
    other.links
      .filter(([, link]) => link.kind === 'many' && link.to().name === model.spec.name)
      .map(([, link]) => link.by),
  )
  const columns = model.values
    .filter(
      ([name, field]) =>
        followed.includes(name) || (field.options.filter && field.scalar !== 'day' && field.scalar !== 'instant'),
    )
    .map(([, field]) => field.column)
  const { table } = model.spec.from
  const holder = systemOf(system, table)
  if (holder?.technology !== 'rest' && holder?.technology !== 'soap') return [...new Set(columns)]
  const offered = holder.tables[table]?.filters ?? []
  return [...new Set(columns)].filter((column) => offered.includes(column))
}
