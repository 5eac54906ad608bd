/** Where the golden values come from, and what other sources say. Values are shown as far as the request may read the field itself. */
import { Directive, Field, ObjectType } from 'type-graphql'
import { InstantScalar } from '../../../schema/scalars.ts'
import { catalogue, classified } from '../classified.ts'

@ObjectType({ description: 'What one department says about a field (其他来源的值).' })
@Directive(classified(catalogue))
export class OtherValue {
  @Field(() => String, { nullable: true, description: 'The value, masked where the field itself would be masked.' })
  value!: string | null

  @Field(() => String, { description: 'The department.' })
  source!: string

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'The instant the value stems from; null when the source does not say.',
  })
  asOf!: string | null
}

@ObjectType({
  description:
    'Source and date of one field of a golden record (数据来源). Fields that are not open to the request are left out.',
})
@Directive(classified(catalogue))
export class FieldProvenance {
  @Field(() => String, { description: 'Name of the field.' })
  field!: string

  @Field(() => String, {
    nullable: true,
    description: 'The value that counts, masked where the field itself would be masked.',
  })
  value!: string | null

  @Field(() => String, { description: 'The department whose value counts.' })
  source!: string

  @Field(() => InstantScalar, {
    nullable: true,
    description: 'The instant the value stems from; null when the source does not say.',
  })
  asOf!: string | null

  @Field(() => Boolean, { description: 'True when another source says something else.' })
  disagrees!: boolean

  @Field(() => String, {
    nullable: true,
    description:
      'Null where a department states the value. POINT: the grid whose boundary holds the point that the department gives (按坐标推定).',
  })
  derivedFrom!: string | null

  @Field(() => Boolean, {
    description: 'True when the person contests the value and an officer found it in doubt (本人有异议).',
  })
  contested!: boolean

  @Field(() => [OtherValue], { description: 'What the other sources say, best first.' })
  others!: OtherValue[]
}
