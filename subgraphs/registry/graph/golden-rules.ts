/** By which rules a value of a golden record is picked (金记录取值规则). Every other value stands beside it in `provenance`. */
import { Arg, Directive, Field, Int, ObjectType, Query, registerEnumType, Resolver } from 'type-graphql'
import type { EntityKind } from '../../kit/identity.ts'
import { catalogue, classified } from '../classified.ts'
import { goldenRules, goldenRulesVersion, pickings } from '../golden-rules.ts'
import { EntityKindEnum } from './search.ts'

const PickingCode = Object.fromEntries(pickings.map((one) => [one, one])) as Record<string, string>
registerEnumType(PickingCode, {
  name: 'GoldenPicking',
  description: 'How one of several values is picked: of the department that is trusted most, or the newest (取值方式).',
})

@ObjectType({ description: 'Which department’s value counts for one field (取值规则).' })
@Directive(classified(catalogue))
export class GoldenRule {
  @Field(() => EntityKindEnum, { description: 'Kind of entity (种类).' })
  kind!: string

  @Field(() => String, { description: 'Name of the field of the golden record (数据项).' })
  field!: string

  @Field(() => PickingCode, { description: 'How it is picked (取值方式).' })
  by!: string

  @Field(() => [String], { description: 'Leading departments, best first; the others come after (牵头部门次序).' })
  departments!: readonly string[]
}

@ObjectType({ description: 'The rules of one version (取值规则版本).' })
@Directive(classified(catalogue))
export class GoldenRules {
  @Field(() => Int, { description: 'Rises with every change (版本).' })
  version!: number

  @Field(() => [GoldenRule], { description: 'One for each field (规则).' })
  rules!: readonly GoldenRule[]
}

@Resolver()
export class GoldenRuleResolver {
  @Query(() => GoldenRules, {
    nullable: true,
    description: 'By which rules the value is picked that counts where departments disagree (金记录取值规则).',
  })
  @Directive(classified(catalogue))
  goldenRules(
    @Arg('kind', () => EntityKindEnum, { nullable: true, description: 'Only of this kind (种类).' })
    kind: EntityKind | null,
  ): GoldenRules {
    const rules = Object.entries(goldenRules).flatMap(([of, fields]) =>
      kind && kind !== of
        ? []
        : fields.map(({ name, by, order }) => ({ kind: of, field: name, by, departments: order })),
    )
    return { version: goldenRulesVersion, rules }
  }
}
