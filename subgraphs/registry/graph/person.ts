/** Persons (人): name, sex, birth date and where they belong. What departments know of them stands in the departments. */
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
import { DayScalar, LocalRefScalar } from '../../../schema/scalars.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import {
  catalogue,
  classified,
  participation,
  place,
  population,
  populationIdentity,
  residence,
} from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { provenanceOf, type ShownEntity } from '../shown.ts'
import { areaConditions, MappedAreas, narrows } from './area-filter.ts'
import { EventConnection } from './event.ts'
import { Grid } from './grid.ts'
import { gridOf } from './grid-of.ts'
import { House } from './house.ts'
import { FieldProvenance } from './provenance.ts'

@ObjectType({ description: 'A resident (人).' })
@Directive('@key(fields: "id")')
@Directive('@key(fields: "ref")')
export class Person {
  @Field(() => ID, { description: 'Id in the hub. Never an identity number.' })
  id!: string

  @Field(() => LocalRefScalar, { nullable: true })
  @Directive('@inaccessible')
  ref!: string | null

  @Field(() => String, { nullable: true, description: 'Name (姓名).' })
  @Directive(classified(population))
  name!: string | null

  @Field(() => String, { nullable: true, description: 'Sex: MALE, FEMALE, UNKNOWN or NOT_STATED (性别).' })
  @Directive(classified(population))
  sex!: string | null

  @Field(() => DayScalar, { nullable: true, description: 'Day of birth; the year only where it is masked (出生日期).' })
  @Directive(classified(populationIdentity))
  birthDate!: string | null

  @Field(() => String, { nullable: true, description: 'Age in bands of ten years, `30-39` (年龄段).' })
  @Directive(classified(population))
  ageBand!: string | null
}

export const PersonConnection = connectionOf('Person', () => Person, population)

@InputType({ description: 'Conditions on persons; all must hold.' })
export class PersonFilter extends MappedAreas {
  @Field(() => String, { nullable: true, description: 'Code of the grid, 15 digits.' })
  @Directive(classified(population))
  grid?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the village or community, 12 digits.' })
  @Directive(classified(population))
  village?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the town or subdistrict, 9 digits.' })
  @Directive(classified(population))
  town?: string | null
}

const gridPlace = place('Person.grid', population)

@Resolver(() => Person)
export class PersonResolver {
  @Query(() => PersonConnection, {
    nullable: true,
    description: 'Persons within reach of the request (人), in the order of their ids.',
  })
  @Directive(classified(population))
  async persons(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => PersonFilter, { nullable: true, description: 'Conditions; all must hold.' })
    filter: PersonFilter | null,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    if (narrows(filter)) request.requirePlain(gridPlace)
    return request.page('Person', await areaConditions(filter, request), args, info)
  }

  @Query(() => Person, {
    nullable: true,
    description: 'One person by the id in the hub; null when there is none or it is out of reach.',
  })
  @Directive(classified(population))
  person(
    @Arg('id', () => ID) id: string,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity('Person', id, info)
  }

  @FieldResolver(() => House, { nullable: true, description: 'Where the person lives (居住房屋).' })
  @Directive(classified(residence))
  residence(
    @Root() person: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity('House', person.$row.houseId, info)
  }

  @FieldResolver(() => Grid, { nullable: true, description: 'The grid that the person belongs to (所属网格).' })
  @Directive(classified(population))
  grid(
    @Root() person: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return gridOf(person, request, info)
  }

  @FieldResolver(() => EventConnection, {
    nullable: true,
    description: 'Events in which the person takes part (涉及事件).',
  })
  @Directive(classified(participation))
  events(
    @Root() person: ShownEntity,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return request.page('Event', { participant: person.id }, args, info)
  }

  @FieldResolver(() => [FieldProvenance], {
    nullable: true,
    description: 'Sources and dates of the values (数据来源).',
  })
  @Directive(classified(catalogue))
  provenance(@Root() person: ShownEntity, @Ctx() request: RegistryRequest): object[] {
    return provenanceOf(person, request)
  }
}
