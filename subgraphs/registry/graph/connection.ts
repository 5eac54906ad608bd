/** The connection types of one entity: `PersonConnection`, `PersonEdge`. */
import { Directive, Field, Int, ObjectType } from 'type-graphql'
import type { Classification } from '../../../schema/classification.ts'
import { PageInfo } from '../../kit/connection.ts'
import { classified } from '../classified.ts'

type Class = new () => object

export function connectionOf(name: string, node: () => Class, classification: Classification): Class {
  @ObjectType(`${name}Edge`, { description: `One ${name} in its list.` })
  @Directive(classified(classification))
  class Edge {
    @Field(() => String, { description: 'Give it as `after` to go on from here.' })
    cursor!: string

    @Field(node, { description: `The ${name}.` })
    node!: object
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name}.` })
  @Directive(classified(classification))
  class Connection {
    @Field(() => [Edge], { description: 'The page with its cursors.' })
    edges!: Edge[]

    @Field(() => [node()], { description: 'The page.' })
    nodes!: object[]

    @Field(() => PageInfo, { description: 'Where the page stands.' })
    pageInfo!: PageInfo

    @Field(() => Int, { nullable: true, description: 'How many there are within reach of this request.' })
    totalCount!: number | null
  }
  return Connection
}
