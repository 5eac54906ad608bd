/** Grids (网格): the ground that one grid worker looks after. Name, area and worker are posted publicly, so grids are open. */
import type { GraphQLResolveInfo } from 'graphql'
import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql'
import { LocalRefScalar } from '../../../schema/scalars.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { catalogue, classified, grids } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { provenanceOf, type ShownEntity } from '../shown.ts'
import { FieldProvenance } from './provenance.ts'
import { areaConditions } from './area-filter.ts'

@ObjectType({ description: 'A grid, the smallest unit of local government (网格).' })
@Directive('@key(fields: "id")')
@Directive('@key(fields: "ref")')
export class Grid {
  @Field(() => ID, { description: 'Id in the hub.' })
  id!: string

  @Field(() => LocalRefScalar, { nullable: true })
  @Directive('@inaccessible')
  ref!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Code of 15 digits: division, town, village, sequence (网格编码).',
  })
  @Directive(classified(grids))
  code!: string | null

  @Field(() => String, { nullable: true, description: 'Name (网格名称).' })
  @Directive(classified(grids))
  name!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Kind of grid, in the words of the department that keeps it (网格类型).',
  })
  @Directive(classified(grids))
  kind!: string | null
}

export const GridConnection = connectionOf('Grid', () => Grid, grids)

@InputType({ description: 'Conditions on grids; all must hold.' })
export class GridFilter {
  @Field(() => String, { nullable: true, description: 'Code of the village or community, 12 digits.' })
  @Directive(classified(grids))
  village?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the town or subdistrict, 9 digits.' })
  @Directive(classified(grids))
  town?: string | null
}

@Resolver(() => Grid)
export class GridResolver {
  @Query(() => GridConnection, { nullable: true, description: 'Grids (网格), in the order of their ids.' })
  @Directive(classified(grids))
  grids(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => GridFilter, { nullable: true, description: 'Conditions; all must hold.' })
    filter: GridFilter | null,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return request.page('Grid', areaConditions(filter), args, info)
  }

  @Query(() => Grid, { nullable: true, description: 'One grid by its id in the hub.' })
  @Directive(classified(grids))
  grid(
    @Arg('id', () => ID) id: string,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity('Grid', id, info)
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Code of the village or community, 12 digits (村社区代码).',
  })
  @Directive(classified(grids))
  villageCode(@Root() grid: ShownEntity): string | null {
    return grid.$row.villageCode
  }

  @FieldResolver(() => String, { nullable: true, description: 'Code of the town or subdistrict, 9 digits (镇街代码).' })
  @Directive(classified(grids))
  townCode(@Root() grid: ShownEntity): string | null {
    return grid.$row.townCode
  }

  @FieldResolver(() => [FieldProvenance], {
    nullable: true,
    description: 'Sources and dates of the values (数据来源).',
  })
  @Directive(classified(catalogue))
  provenance(@Root() grid: ShownEntity, @Ctx() request: RegistryRequest): object[] {
    return provenanceOf(grid, request)
  }
}
