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
import type { Area } from '../../../schema/area-map.ts'
import { DayScalar, LocalRefScalar } from '../../../schema/scalars.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { catalogue, classified, grids } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { provenanceOf, type ShownEntity } from '../shown.ts'
import { FieldProvenance } from './provenance.ts'
import { gridConditions } from './area-filter.ts'
import { AreaChangeEntry, changesOf, Division, divisionFor } from './division.ts'
import { gridByCode } from './grid-of.ts'

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

  @Field(() => DayScalar, { nullable: true, description: 'Only grids that were there on this day.' })
  @Directive(classified(grids))
  asOf?: string | null
}

@Resolver(() => Grid)
export class GridResolver {
  @Query(() => GridConnection, { nullable: true, description: 'Grids (网格), in the order of their ids.' })
  @Directive(classified(grids))
  async grids(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => GridFilter, { nullable: true, description: 'Conditions; all must hold.' })
    filter: GridFilter | null,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return request.page('Grid', await gridConditions(filter, request), args, info)
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

  @FieldResolver(() => DayScalar, { nullable: true, description: 'First day; null where it is not known (启用日期).' })
  @Directive(classified(grids))
  async validFrom(@Root() grid: ShownEntity, @Ctx() request: RegistryRequest): Promise<string | null> {
    return (await areaOf(grid, request))?.validFrom ?? null
  }

  @FieldResolver(() => DayScalar, { nullable: true, description: 'Last day; null while it is in use (停用日期).' })
  @Directive(classified(grids))
  async validTo(@Root() grid: ShownEntity, @Ctx() request: RegistryRequest): Promise<string | null> {
    return (await areaOf(grid, request))?.validTo ?? null
  }

  @FieldResolver(() => [Grid], { nullable: true, description: 'Grids that its ground went into (后继网格).' })
  @Directive(classified(grids))
  async successors(
    @Root() grid: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object[]> {
    const map = await request.areaMap()
    return gridsOf(
      map.successors(grid.$row.gridCode ?? '').map(({ successor }) => successor),
      request,
      info,
    )
  }

  @FieldResolver(() => [Grid], { nullable: true, description: 'Grids that its ground came from (前身网格).' })
  @Directive(classified(grids))
  async predecessors(
    @Root() grid: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object[]> {
    const map = await request.areaMap()
    return gridsOf(
      map.predecessors(grid.$row.gridCode ?? '').map(({ code }) => code),
      request,
      info,
    )
  }

  @FieldResolver(() => [AreaChangeEntry], {
    nullable: true,
    description: 'Changes through which it came to be or ended, the earliest first (网格变更).',
  })
  @Directive(classified(grids))
  async changes(@Root() grid: ShownEntity, @Ctx() request: RegistryRequest): Promise<AreaChangeEntry[]> {
    return changesOf(await request.areaMap(), grid.$row.gridCode ?? '')
  }

  @FieldResolver(() => Division, { nullable: true, description: 'The village or community of its code (村社区).' })
  @Directive(classified(grids))
  village(@Root() grid: ShownEntity, @Ctx() request: RegistryRequest): Promise<Division | null> {
    return divisionFor(grid.$row.villageCode, request)
  }

  @FieldResolver(() => Division, { nullable: true, description: 'The town or subdistrict of its code (镇街).' })
  @Directive(classified(grids))
  town(@Root() grid: ShownEntity, @Ctx() request: RegistryRequest): Promise<Division | null> {
    return divisionFor(grid.$row.townCode, request)
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

// Private:

async function areaOf({ $row }: ShownEntity, request: RegistryRequest): Promise<Area | null> {
  return (await request.areaMap()).area($row.gridCode ?? '')
}

/** Those of the codes that the hub knows as grids, in their order. */
async function gridsOf(
  codes: readonly string[],
  request: RegistryRequest,
  info: GraphQLResolveInfo,
): Promise<ShownEntity[]> {
  const found = await Promise.all([...new Set(codes)].sort().map((code) => gridByCode(code, request, info)))
  return found.filter((grid) => grid !== null)
}
