/** Who holds which power: everybody may know. */
import 'reflect-metadata'
import { Directive, Field, ObjectType, Query, Resolver } from 'type-graphql'
import { powers } from '../../../access/powers.ts'
import { classified, publicRules } from '../classified.ts'
import { PowerCode } from './codes.ts'

@ObjectType({ description: 'What a role is for (角色权限).' })
@Directive(classified(publicRules))
export class RolePower {
  @Field(() => String, { description: 'Role (角色).' })
  role!: string

  @Field(() => String, { description: 'Its name (角色名称).' })
  title!: string

  @Field(() => PowerCode, { description: 'The one power that it holds (权限类别).' })
  power!: string
}

@Resolver()
export class RulesResolver {
  @Query(() => [RolePower], {
    nullable: true,
    description: 'The roles and their powers; nobody holds two administrators’ roles (三员分立).',
  })
  @Directive(classified(publicRules))
  powers(): readonly RolePower[] {
    return powers
  }
}
