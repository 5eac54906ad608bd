/** What everybody may know: the purposes for which data may be used, and who holds which power. */
import 'reflect-metadata'
import { Ctx, Directive, Field, ObjectType, Query, Resolver } from 'type-graphql'
import { readPurposes } from '../../../access/policy-store.ts'
import { powers } from '../../../access/powers.ts'
import { InstantScalar } from '../../../schema/scalars.ts'
import { classified, publicRules } from '../classified.ts'
import type { PolicyRequest } from '../request.ts'
import { PowerCode, RowScopeCode } from './codes.ts'
import { instantOf } from './shared.ts'

@ObjectType({ description: 'A role that may state a purpose, and whose data it then reaches (目的适用角色).' })
@Directive(classified(publicRules))
export class PurposeRole {
  @Field(() => String, { description: 'Role (角色).' })
  role!: string

  @Field(() => RowScopeCode, { description: 'Whose data, at most (数据行范围).' })
  rows!: string
}

@ObjectType({ description: 'What data may be used for (使用目的).' })
@Directive(classified(publicRules))
export class Purpose {
  @Field(() => String, { description: 'Code, as the header x-purpose names it (目的代码).' })
  code!: string

  @Field(() => String, { description: 'Name (目的名称).' })
  name!: string

  @Field(() => String, { description: 'What the person concerned is told (告知内容).' })
  notice!: string

  @Field(() => Boolean, { description: 'A case must be named (须有案件).' })
  caseNeeded!: boolean

  @Field(() => [String], { description: 'All that it may open at all; `*` is all that is shared (数据项).' })
  fields!: readonly string[]

  @Field(() => [PurposeRole], { description: 'Who may state it (适用角色).' })
  roles!: readonly PurposeRole[]

  @Field(() => InstantScalar, { nullable: true, description: 'End; null without (失效时间).' })
  validUntil!: string | null
}

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
  @Query(() => [Purpose], { nullable: true, description: 'The purposes for which data may be used (使用目的列表).' })
  @Directive(classified(publicRules))
  async purposes(@Ctx() { doors }: PolicyRequest): Promise<Purpose[]> {
    const known = [...(await readPurposes(doors.store)).values()]
    return known.map(({ code, name, notice, caseNeeded, fields, scopes, validUntil }) => ({
      code,
      name,
      notice,
      caseNeeded,
      fields,
      roles: Object.entries(scopes).map(([role, rows]) => ({ role, rows })),
      validUntil: instantOf(validUntil),
    }))
  }

  @Query(() => [RolePower], {
    nullable: true,
    description: 'The roles and their powers; nobody holds two administrators’ roles (三员分立).',
  })
  @Directive(classified(publicRules))
  powers(): readonly RolePower[] {
    return powers
  }
}
