/** Houses (房): dwellings and building units with a standard address. */
import type { GraphQLResolveInfo } from 'graphql'
import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  Float,
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
import { addressCodes, catalogue, classified, events, houseAddress, houses, place, residence } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { provenanceOf, type ShownEntity } from '../shown.ts'
import { areaConditions, MappedAreas, narrows } from './area-filter.ts'
import { EventConnection } from './event.ts'
import { Grid } from './grid.ts'
import { gridOf } from './grid-of.ts'
import { PersonConnection } from './person.ts'
import { FieldProvenance } from './provenance.ts'

@ObjectType({ description: 'A dwelling or building unit with a standard address (房).' })
@Directive('@key(fields: "id")')
@Directive('@key(fields: "ref")')
export class House {
  @Field(() => ID, { description: 'Id in the hub.' })
  id!: string

  @Field(() => LocalRefScalar, { nullable: true })
  @Directive('@inaccessible')
  ref!: string | null

  @Field(() => String, { nullable: true, description: 'Address as text; to the village where it is masked (地址).' })
  @Directive(classified(houseAddress))
  address!: string | null

  @Field(() => String, { nullable: true, description: 'Code of the standard address (标准地址编码).' })
  @Directive(classified(addressCodes))
  addressCode!: string | null

  @Field(() => Float, { nullable: true, description: 'Longitude in degrees, CGCS2000 (经度).' })
  @Directive(classified(houses))
  longitude!: number | null

  @Field(() => Float, { nullable: true, description: 'Latitude in degrees, CGCS2000 (纬度).' })
  @Directive(classified(houses))
  latitude!: number | null
}

export const HouseConnection = connectionOf('House', () => House, houses)

@InputType({ description: 'Conditions on houses; all must hold.' })
export class HouseFilter extends MappedAreas {
  @Field(() => String, { nullable: true, description: 'Code of the grid, 15 digits.' })
  @Directive(classified(houses))
  grid?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the village or community, 12 digits.' })
  @Directive(classified(houses))
  village?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the town or subdistrict, 9 digits.' })
  @Directive(classified(houses))
  town?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the standard address.' })
  @Directive(classified(houses))
  addressCode?: string | null
}

const villagePlace = place('House.villageCode', houses)
const gridPlace = place('House.grid', houses)

@Resolver(() => House)
export class HouseResolver {
  @Query(() => HouseConnection, {
    nullable: true,
    description: 'Houses within reach of the request (房), in the order of their ids.',
  })
  @Directive(classified(houses))
  async houses(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => HouseFilter, { nullable: true, description: 'Conditions; all must hold.' })
    filter: HouseFilter | null,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    if (narrows(filter)) request.requirePlain(gridPlace)
    return request.page(
      'House',
      { ...(await areaConditions(filter, request)), code: filter?.addressCode ?? undefined },
      args,
      info,
    )
  }

  @Query(() => House, {
    nullable: true,
    description: 'One house by the id in the hub; null when there is none or it is out of reach.',
  })
  @Directive(classified(houses))
  house(
    @Arg('id', () => ID) id: string,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity('House', id, info)
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Code of the village or community, 12 digits (村社区代码).',
  })
  @Directive(classified(houses))
  villageCode(@Root() house: ShownEntity, @Ctx() request: RegistryRequest): string | null {
    return request.plainOnly(villagePlace, house.$row.villageCode)
  }

  @FieldResolver(() => Grid, { nullable: true, description: 'The grid in which the house stands (所属网格).' })
  @Directive(classified(houses))
  grid(
    @Root() house: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return gridOf(house, request, info)
  }

  @FieldResolver(() => PersonConnection, {
    nullable: true,
    description: 'Who lives in the house, within reach of the request (居住人).',
  })
  @Directive(classified(residence))
  residents(
    @Root() house: ShownEntity,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return request.page('Person', { houseId: house.id }, args, info)
  }

  @FieldResolver(() => EventConnection, { nullable: true, description: 'Events at the house (房屋相关事件).' })
  @Directive(classified(events))
  events(
    @Root() house: ShownEntity,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return request.page('Event', { houseId: house.id }, args, info)
  }

  @FieldResolver(() => [FieldProvenance], {
    nullable: true,
    description: 'Sources and dates of the values (数据来源).',
  })
  @Directive(classified(catalogue))
  provenance(@Root() house: ShownEntity, @Ctx() request: RegistryRequest): object[] {
    return provenanceOf(house, request)
  }
}
