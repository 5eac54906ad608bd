/** Where the golden values come from, and what other sources say. Values are shown as far as the request may read the field itself. */
import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql'
import { InstantScalar } from '../../../schema/scalars.ts'
import { catalogue, classified } from '../classified.ts'
import type { Confidence } from '../shown.ts'

const ConfidenceEnum = {
  CONFIRMED: 'CONFIRMED',
  STATED: 'STATED',
  DERIVED: 'DERIVED',
  DISPUTED: 'DISPUTED',
} as const satisfies Record<Confidence, Confidence>
registerEnumType(ConfidenceEnum, {
  name: 'Confidence',
  description: 'How sure a golden value is.',
  valuesConfig: {
    CONFIRMED: { description: 'Another department says the same, none says otherwise (多源一致).' },
    STATED: { description: 'One department says so (单一来源).' },
    DERIVED: { description: 'No department says so: it was worked out, see `derivedFrom` (推定).' },
    DISPUTED: { description: 'Another source says something else, or the person contests it (存在分歧).' },
  },
})

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

  @Field(() => ConfidenceEnum, { description: 'How sure the value is (可信度).' })
  confidence!: Confidence

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
