/**
 * Canaries: a mark of its own in each row and field of a department that can hold one, planted between the source and whoever reads it,
 * so that a value that turns up anywhere says which row and field it came from. Codes, dates and numbers of records cannot carry a mark:
 * they are compared with the full answer instead. Identity numbers and telephones are marks by nature.
 */
import { flagsOf, withFlags, type Row, type Table } from '../adapters/adapter.ts'
import type { Hub } from '../runner/hub.ts'
import type { FieldSpec } from '../subgraphs/kit/fields.ts'
import type { Plain } from '../subgraphs/kit/declaration.ts'
import type { RecordModel } from '../subgraphs/kit/record-model.ts'
import { kindOf } from './law/masks.ts'

export interface KnownRecord {
  readonly model: RecordModel
  readonly plain: Plain
  /** Id in the graph where the key shows. */
  readonly id: string
}

export interface Canaries {
  /** Marks planted, of how many rows and fields. */
  readonly planted: number
  /** Everything in a text that must not be in it: planted marks, identity numbers, telephones of the estate. */
  found(text: string): readonly string[]
  /** Every record of every department, as its source gives it: what is never shared, too. */
  readonly records: ReadonlyMap<string, readonly KnownRecord[]>
  record(id: string): KnownRecord | undefined
  /** Identity numbers of the estate. */
  readonly numbers: ReadonlySet<string>
}

export async function plantCanaries(hub: Hub): Promise<Canaries> {
  const signal = AbortSignal.timeout(120_000)
  const fieldsOf = new Map<string, readonly (readonly [RecordModel, string, FieldSpec])[]>()
  for (const { runtime } of hub.hosts) {
    if (!runtime) continue
    const models = [...runtime.models.values()]
    const followed = new Set(
      models.flatMap((model) =>
        model.links.map(([, link]) => `${link.kind === 'one' ? model.spec.name : link.to().name}.${link.by}`),
      ),
    )
    for (const model of models) {
      const { table, key } = model.spec.from
      const known = fieldsOf.get(`${runtime.name} ${table}`) ?? []
      const identifying = new Set(
        model.entities.flatMap(([, { entity, values }]) =>
          Object.entries(values).flatMap(([of, name]) =>
            entity !== 'Person' && /^(name|title|address)$/.test(of) ? [] : [name],
          ),
        ),
      )
      const open = model.values.filter(
        ([name, field]) =>
          field.scalar === 'text' &&
          field.column !== key &&
          !field.identityKind &&
          !field.options.filter &&
          !identifying.has(name) &&
          !followed.has(`${model.spec.name}.${name}`) &&
          !/(Code|Key|Number|number|Kind|Unit|unit|Boundary|boundary|hone|version|assignee|handler)$/.test(name),
      )
      fieldsOf.set(`${runtime.name} ${table}`, [
        ...known,
        ...open.map(([name, field]) => [model, name, field] as const),
      ])
    }
    const { adapter } = runtime
    const open = adapter.table.bind(adapter)
    const tables = new Map<string, Table>()
    adapter.table = (name) => {
      let table = tables.get(name)
      if (!table)
        tables.set(name, (table = planted(open(name), runtime.name, fieldsOf.get(`${runtime.name} ${name}`) ?? [])))
      return table
    }
  }
  const failed = await hub.registry.link(signal)
  if (failed.length > 0) throw new Error(`not linked: ${failed.map(({ department }) => department).join(', ')}`)

  const records = new Map<string, readonly KnownRecord[]>()
  const byId = new Map<string, KnownRecord>()
  const numbers = new Set<string>()
  const phones = new Set<string>()
  let marks = 0
  for (const { runtime } of hub.hosts) {
    for (const model of runtime?.models.values() ?? []) {
      const found: KnownRecord[] = []
      let after: string | null = null
      do {
        const page: Awaited<ReturnType<Table['scan']>> | undefined = await runtime?.adapter
          .table(model.spec.from.table)
          .scan({ after, limit: 500 }, { signal })
        for (const row of page?.rows ?? []) {
          const plain = model.plain(row)
          if (!plain) continue
          const known = { model, plain, id: model.publicId(plain) }
          found.push(known)
          byId.set(known.id, known)
          for (const [name, field] of model.values) {
            const value = plain[name]
            if (typeof value !== 'string') continue
            if (field.identityKind && /^\d{17}[\dX]$/.test(value)) numbers.add(value)
            if (/hone$/.test(name) && /^\+861\d{10}$/.test(value) && model.personRoles.length > 0)
              phones.add(value.slice(3))
            marks += value.match(mark)?.length ?? 0
          }
        }
        after = page?.next ?? null
      } while (after !== null)
      records.set(model.spec.name, found)
    }
  }
  return {
    planted: marks,
    records,
    numbers,
    record: (id) => byId.get(id),
    found: (text) => [
      ...(text.match(mark) ?? []),
      ...(text.match(/(?<!\d)\d{17}[\dX](?!\d)/g) ?? []).filter((number) => numbers.has(number)),
      ...(text.match(/(?<!\d)1\d{10}(?!\d)/g) ?? []).filter((phone) => phones.has(phone)),
    ],
  }
}

// Private:

/** A Lisu letter and three rare characters: nowhere in the estate, and no mask, reader or search looks for it. */
const mark = /ꓣ[\u3400-\u4dbf]{3}/gu
const FIRST = 0x3400
const MANY = 0x4dbf - FIRST

let marked = 0

function nextMark(): string {
  const at = marked++
  const digits = [at % MANY, Math.floor(at / MANY) % MANY, Math.floor(at / MANY / MANY) % MANY]
  return `ꓣ${digits.map((digit) => String.fromCharCode(FIRST + digit)).join('')}`
}

function planted(
  table: Table,
  department: string,
  fields: readonly (readonly [RecordModel, string, FieldSpec])[],
): Table {
  if (fields.length === 0) return table
  // A place keeps its mark and its telephone, however often it is read.
  const marks = new Map<string, { readonly own: string; readonly phone: string }>()
  const plant = (row: Row): Row => {
    const changed: Record<string, string | null> = {}
    for (const [model, name, field] of fields) {
      const raw = row[field.column]
      if (!raw || field.read(raw).value === null) continue
      const place = `${department} ${table.name} ${field.column} ${row[table.key] ?? ''}`
      let kept = marks.get(place)
      if (!kept) marks.set(place, (kept = { own: nextMark(), phone: `19${String(900_000_000 + marks.size)}` }))
      const { own, phone } = kept
      const kind = kindOf(`${model.spec.name}.${name}`)
      // At the end that a mask hides; free text shows its words, so that it gets a telephone too, which it must not show.
      const value =
        kind === 'tail' || kind === 'plate'
          ? `${own}${raw}`
          : kind === 'text'
            ? `${raw} 电话${phone}${own}`
            : `${raw}${own}`
      if (String(field.read(value).value ?? '').includes(own)) changed[field.column] = value
    }
    return withFlags({ ...row, ...changed }, flagsOf(row))
  }
  return {
    name: table.name,
    key: table.key,
    getMany: async (keys, call) => (await table.getMany(keys, call)).map((row) => row && plant(row)),
    findBy: async (column, values, call) => (await table.findBy(column, values, call)).map((rows) => rows.map(plant)),
    scan: async (scan, call) => {
      const page = await table.scan(scan, call)
      return { ...page, rows: page.rows.map(plant) }
    },
    changes: (since, call) => table.changes(since, call),
  }
}
