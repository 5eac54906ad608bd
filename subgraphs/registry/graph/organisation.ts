/** Organisations (组织): companies, social organisations, public bodies. The register is public by law. */
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
import { catalogue, classified, organisations, place } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { provenanceOf, type ShownEntity } from '../shown.ts'
import { areaConditions, MappedAreas, narrows } from './area-filter.ts'
import { Grid } from './grid.ts'
import { gridOf } from './grid-of.ts'
import { FieldProvenance } from './provenance.ts'

@ObjectType({ description: 'A company, a sole trader, a social organisation, a public body (组织).' })
@Directive('@key(fields: "id")')
@Directive('@key(fields: "ref")')
export class Organisation {
  @Field(() => ID, { description: 'Id in the hub.' })
  id!: string

  @Field(() => LocalRefScalar, { nullable: true })
  @Directive('@inaccessible')
  ref!: string | null

  @Field(() => String, { nullable: true, description: 'Unified social credit code (统一社会信用代码).' })
  @Directive(classified(organisations))
  creditCode!: string | null

  @Field(() => String, { nullable: true, description: 'Registration number before 2015 (注册号).' })
  @Directive(classified(organisations))
  oldNumber!: string | null

  @Field(() => String, { nullable: true, description: 'Name (名称).' })
  @Directive(classified(organisations))
  name!: string | null

  @Field(() => String, { nullable: true, description: 'Kind, in the words of the register (类型).' })
  @Directive(classified(organisations))
  kind!: string | null

  @Field(() => String, { nullable: true, description: 'State of the registration (登记状态).' })
  @Directive(classified(organisations))
  state!: string | null

  @Field(() => String, { nullable: true, description: 'Registered address (住所).' })
  @Directive(classified(organisations))
  address!: string | null
}

export const OrganisationConnection = connectionOf('Organisation', () => Organisation, organisations)

@InputType({ description: 'Conditions on organisations; all must hold.' })
export class OrganisationFilter extends MappedAreas {
  @Field(() => String, { nullable: true, description: 'Code of the grid, 15 digits.' })
  @Directive(classified(organisations))
  grid?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the village or community, 12 digits.' })
  @Directive(classified(organisations))
  village?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the town or subdistrict, 9 digits.' })
  @Directive(classified(organisations))
  town?: string | null

  @Field(() => [String], { nullable: true, description: 'One of these kinds.' })
  @Directive(classified(organisations))
  kind?: string[] | null

  @Field(() => [String], { nullable: true, description: 'One of these states of registration.' })
  @Directive(classified(organisations))
  state?: string[] | null

  @Field(() => String, { nullable: true, description: 'Unified social credit code.' })
  @Directive(classified(organisations))
  creditCode?: string | null
}

const filterPlaces = ['grid', 'kind', 'state', 'creditCode'].map((name) => place(`Organisation.${name}`, organisations))

@Resolver(() => Organisation)
export class OrganisationResolver {
  @Query(() => OrganisationConnection, {
    nullable: true,
    description: 'Organisations (组织), in the order of their ids.',
  })
  @Directive(classified(organisations))
  async organisations(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => OrganisationFilter, { nullable: true, description: 'Conditions; all must hold.' })
    filter: OrganisationFilter | null,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    if (narrows(filter)) for (const needed of filterPlaces) request.requirePlain(needed)
    const conditions = {
      ...(await areaConditions(filter, request)),
      category: filter?.kind ?? undefined,
      state: filter?.state ?? undefined,
      code: filter?.creditCode ?? undefined,
    }
    return request.page('Organisation', conditions, args, info)
  }

  @Query(() => Organisation, { nullable: true, description: 'One organisation by the id in the hub.' })
  @Directive(classified(organisations))
  organisation(
    @Arg('id', () => ID) id: string,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity('Organisation', id, info)
  }

  @FieldResolver(() => Grid, { nullable: true, description: 'The grid in which it is (所属网格).' })
  @Directive(classified(organisations))
  grid(
    @Root() organisation: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return gridOf(organisation, request, info)
  }

  @FieldResolver(() => [FieldProvenance], {
    nullable: true,
    description: 'Sources and dates of the values (数据来源).',
  })
  @Directive(classified(catalogue))
  provenance(@Root() organisation: ShownEntity, @Ctx() request: RegistryRequest): object[] {
    return provenanceOf(organisation, request)
  }
}
