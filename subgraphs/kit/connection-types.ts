/** The connection types of a plain TypeGraphQL class (`PersonConnection`, `PersonEdge`), and the arguments that every connection has. */
import { ArgsType, Directive, Field, Int, ObjectType } from 'type-graphql'
import { classifiedDirective, type Classification } from '../../schema/classification.ts'
import { PageInfo } from './connection.ts'

type Class = new () => object

/** `first` and `after`, as every connection of the graph has them. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'How many, at most 100; 20 without it.' })
  first?: number | null

  @Field(() => String, { nullable: true, description: 'Cursor to go on from; "" is the first page.' })
  after?: string | null
}

export function connectionOf(name: string, node: () => Class, classification: Classification): Class {
  @ObjectType(`${name}Edge`, { description: `One ${name} in its list.` })
  @Directive(classifiedDirective(classification))
  class Edge {
    @Field(() => String, { description: 'Give it as `after` to go on from here.' })
    cursor!: string

    @Field(node, { description: `The ${name}.` })
    node!: object
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name}.` })
  @Directive(classifiedDirective(classification))
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
