/** What random operations ask with: ids, names, numbers and values that really stand in the estate. */
import { instantText } from '../schema/shanghai-time.ts'
import type { City } from './city.ts'
import type { AskableValues } from './random-operation.ts'

export async function askable(city: City): Promise<AskableValues> {
  const entities = await city.test.hub.store.sql
    .selectFrom('Entity')
    .select(['id', 'kind', 'searchName', 'gridCode', 'townCode', 'villageCode', 'code', 'category', 'state'])
    .where('mergedInto', 'is', null)
    .execute()
  const demo = city.test.ids
  const ids = new Map<string, string[]>([
    ['Person', [demo.person]],
    ['House', [demo.house]],
    ['Organisation', [demo.organisation]],
  ])
  for (const { id, kind } of entities) ids.set(kind, [...(ids.get(kind) ?? []), id])
  const { records } = city.canaries
  const names = entities
    .flatMap(({ searchName }) => searchName ?? [])
    .filter((name) => name.length > 1)
    .slice(0, 50)
  const columns: Readonly<Record<string, keyof (typeof entities)[number]>> = {
    grid: 'gridCode',
    town: 'townCode',
    village: 'villageCode',
    number: 'code',
    category: 'category',
    state: 'state',
    kind: 'category',
  }
  return {
    ids: (type) => ids.get(type) ?? (records.get(type) ?? []).map(({ id }) => id),
    texts: names.map((name) => name.slice(0, 20)),
    numbers: [...city.canaries.numbers].slice(0, 50),
    recordNames: [...records.keys()],
    over: instantText(Date.now()),
    values: (type, field) => {
      const of = records.get(type)
      if (of) return of.flatMap(({ plain }) => (typeof plain[field] === 'string' ? [plain[field]] : [])).slice(0, 30)
      const column = columns[field]
      return column
        ? entities
            .filter(({ kind }) => kind === type)
            .flatMap((row) => row[column] ?? [])
            .slice(0, 30)
        : []
    },
  }
}
