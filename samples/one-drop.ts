/** For tests: the drop of one department alone, with the truth beside it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DepartmentWriter, Site } from './departments/writer.ts'
import { City } from './population/city.ts'
import { neighbourhood, type Neighbourhood } from './population/neighbourhood.ts'
import { Truth, type TruthEntity, type TruthSpoilt } from './truth.ts'

export interface OneDrop {
  readonly folder: string
  /** Rows by table. */
  readonly tables: Readonly<Record<string, number>>
  readonly first: Neighbourhood
  readonly entities: readonly TruthEntity[]
  readonly spoilt: readonly TruthSpoilt[]
  remove(): void
}

export async function oneDrop(
  Writer: new (site: Site) => DepartmentWriter,
  { persons = 1400, seed = 3 }: { readonly persons?: number; readonly seed?: number } = {},
): Promise<OneDrop> {
  const root = mkdtempSync(join(tmpdir(), 'drop-'))
  const folder = join(root, 'drop')
  mkdirSync(folder)
  const city = new City(persons, seed)
  const truth = new Truth(root)
  const writer = new Writer({ folder, city, truth })
  for (let index = 0; index < city.neighbourhoods; index++) {
    const one = neighbourhood(city, index)
    const [worker, mediator] = [one.persons[0], one.persons[1]]
    if (city.firstNeighbourhood(city.gridOf(index)) === index && worker && mediator) {
      const grids = [city.grid(city.gridOf(index)), ...(index === 0 ? [city.dedicated(0)] : [])]
      for (const grid of grids) writer.grid(grid, { worker, mediator }, one)
    }
    writer.neighbourhood(one)
    truth.settle()
  }
  const tables = await Promise.resolve(writer.close())
  truth.close()
  const lines = <T>(name: string) =>
    readFileSync(join(root, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T)
  return {
    folder,
    tables,
    first: neighbourhood(city, 0),
    entities: lines<TruthEntity>('entities.jsonl'),
    spoilt: lines<TruthSpoilt>('spoilt.jsonl'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
