/** `first` and `after`, as every connection of the graph has them. */
import { ArgsType, Field, Int } from 'type-graphql'

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'How many, at most 100; 20 without it.' })
  first?: number | null

  @Field(() => String, { nullable: true, description: 'Cursor to go on from; "" is the first page.' })
  after?: string | null
}
