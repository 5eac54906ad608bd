/**
 * The sharing catalogue of the whole graph (政务数据共享目录): every field with its owner, grade and meaning, from the published
 * supergraph, so that departments which run elsewhere are in it too.
 */
import { isObjectType, type GraphQLSchema } from 'graphql'
import { readPlaces, type Places } from '../../gateway/places.ts'
import { graphEntries, type LoadedSupergraph } from '../../gateway/supergraph.ts'
import type { DepartmentSpec } from '../../subgraphs/kit/declaration.ts'
import type { CatalogueLine } from '../explorer/contract.ts'

/** Of what the gateway serves. */
export function linesOf(supergraph: LoadedSupergraph, specs: readonly DepartmentSpec[]): CatalogueLine[] {
  const graphs = new Map(graphEntries(supergraph.document).map(({ value, name }) => [value, name]))
  const titles = new Map([
    ['registry', '大数据中心'],
    ['policy', '授权管理'],
    ...specs.map((spec) => [spec.name, spec.title] as const),
  ])
  return sharingCatalogue(supergraph.api, readPlaces(supergraph.document, graphs), titles)
}

/** By department, then by coordinate. `titles`: 住建局 for housing. */
export function sharingCatalogue(
  api: GraphQLSchema,
  places: Places,
  titles: ReadonlyMap<string, string>,
): CatalogueLine[] {
  return Object.values(api.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) => Object.values(isObjectType(type) ? type.getFields() : {}).map((field) => ({ type, field })))
    .flatMap(({ type, field }) => {
      const place = places.field(type.name, field.name)?.place
      if (!place) return []
      const { department, coordinate, level, category, sharing } = place
      const meaning = field.description ?? ''
      return [
        {
          department,
          departmentTitle: titles.get(department) ?? '',
          coordinate,
          meaning,
          level,
          category,
          sharing,
          format: String(field.type),
        },
      ]
    })
    .sort((a, b) => ascending(a.department, b.department) || ascending(a.coordinate, b.coordinate))
}

// Private:

function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
