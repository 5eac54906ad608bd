/** The loaders of one request in one department: every `getMany` and `findBy` batched over the whole answer. They keep plain records. */
import DataLoader from 'dataloader'
import type { Adapter, Call } from '../../adapters/adapter.ts'
import type { Plain } from './declaration.ts'
import type { RecordModel } from './record-model.ts'

export class Loaders {
  private readonly adapter: Adapter
  private readonly call: Call
  private readonly byKey = new Map<string, DataLoader<string, Plain | null>>()
  private readonly byColumn = new Map<string, DataLoader<string, readonly Plain[]>>()

  constructor(adapter: Adapter, call: Call) {
    this.adapter = adapter
    this.call = call
  }

  one(model: RecordModel, key: string): Promise<Plain | null> {
    const known = this.byKey.get(model.spec.name)
    if (known) return known.load(key)
    const table = this.adapter.table(model.spec.from.table)
    const loader = new DataLoader<string, Plain | null>(async (keys) => {
      const rows = await table.getMany(keys, this.call)
      return keys.map((_, at) => {
        const row = rows[at]
        return row ? model.plain(row) : null
      })
    })
    this.byKey.set(model.spec.name, loader)
    return loader.load(key)
  }

  /** The records whose column holds `value`, in key order. */
  many(model: RecordModel, column: string, value: string): Promise<readonly Plain[]> {
    const name = `${model.spec.name}.${column}`
    const known = this.byColumn.get(name)
    if (known) return known.load(value)
    const table = this.adapter.table(model.spec.from.table)
    const loader = new DataLoader<string, readonly Plain[]>(async (values) => {
      const found = await table.findBy(column, values, this.call)
      return values.map((_, at) => (found[at] ?? []).map((row) => model.plain(row)).filter((plain) => plain !== null))
    })
    this.byColumn.set(name, loader)
    return loader.load(value)
  }

  /** After a write: what was read before is out of date. */
  forget(): void {
    this.byKey.clear()
    this.byColumn.clear()
  }
}
