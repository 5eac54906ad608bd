/** The sharing catalogue of the whole graph (政务数据共享目录): every classified place with its owner and meaning, from the subgraphs. */
import { isInputObjectType, isObjectType, type GraphQLSchema } from 'graphql'
import type { Classified } from '../schema/classification.ts'
import type { CatalogueLine } from './explorer/contract.ts'

export interface CataloguedSubgraph {
  readonly name: string
  /** 住建局 */
  readonly title: string
  readonly schema: GraphQLSchema
  readonly places: ReadonlyMap<string, Classified>
}

/** Fields of objects and of filters; arguments stand with their field. In the order of departments, then of coordinates. */
export function sharingCatalogue(subgraphs: readonly CataloguedSubgraph[]): CatalogueLine[] {
  return subgraphs.flatMap(({ name, title, schema, places }) =>
    [...places.values()]
      .filter(({ coordinate }) => /^\w+\.\w+$/.test(coordinate))
      .map(({ coordinate, level, category, sharing }) => ({
        department: name,
        departmentTitle: title,
        coordinate,
        meaning: meaningOf(schema, coordinate),
        level,
        category,
        sharing,
      }))
      .sort((a, b) => (a.coordinate < b.coordinate ? -1 : 1)),
  )
}

function meaningOf(schema: GraphQLSchema, coordinate: string): string {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const type = schema.getType(typeName)
  const field = isObjectType(type) || isInputObjectType(type) ? type.getFields()[fieldName] : undefined
  return field?.description ?? ''
}
