/** Events (事): what happened and must be handled. Category and state are in the words of the department that keeps the event. */
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
import { InstantScalar, LocalRefScalar } from '../../../schema/scalars.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { catalogue, classified, events, houseAddress, participation, place } from '../classified.ts'
import { epochOf, type RegistryRequest } from '../request.ts'
import { provenanceOf, type ShownEntity } from '../shown.ts'
import { areaConditions, MappedAreas, narrows } from './area-filter.ts'
import { Grid } from './grid.ts'
import { gridOf } from './grid-of.ts'
import { House } from './house.ts'
import { PersonConnection } from './person.ts'
import { FieldProvenance } from './provenance.ts'

@ObjectType({
  description: 'Something that happened and must be handled: a grid report, a hotline order, a dispute (事).',
})
@Directive('@key(fields: "id")')
@Directive('@key(fields: "ref")')
export class Event {
  @Field(() => ID, { description: 'Id in the hub.' })
  id!: string

  @Field(() => LocalRefScalar, { nullable: true })
  @Directive('@inaccessible')
  ref!: string | null

  @Field(() => String, { nullable: true, description: 'Number in the department that keeps it (事件编号).' })
  @Directive(classified(events))
  number!: string | null

  @Field(() => String, { nullable: true, description: 'Category (事件类别).' })
  @Directive(classified(events))
  category!: string | null

  @Field(() => String, { nullable: true, description: 'Title (标题).' })
  @Directive(classified(events))
  title!: string | null

  @Field(() => String, { nullable: true, description: 'State (状态).' })
  @Directive(classified(events))
  state!: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'When it was reported (上报时间).' })
  @Directive(classified(events))
  reportedAt!: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'When it must be done (办理时限).' })
  @Directive(classified(events))
  dueAt!: string | null
}

export const EventConnection = connectionOf('Event', () => Event, events)

@InputType({ description: 'Conditions on events; all must hold.' })
export class EventFilter extends MappedAreas {
  @Field(() => String, { nullable: true, description: 'Code of the grid, 15 digits.' })
  @Directive(classified(events))
  grid?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the village or community, 12 digits.' })
  @Directive(classified(events))
  village?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the town or subdistrict, 9 digits.' })
  @Directive(classified(events))
  town?: string | null

  @Field(() => [String], { nullable: true, description: 'One of these categories.' })
  @Directive(classified(events))
  category?: string[] | null

  @Field(() => [String], { nullable: true, description: 'One of these states.' })
  @Directive(classified(events))
  state?: string[] | null

  @Field(() => InstantScalar, { nullable: true, description: 'Reported at or after.' })
  @Directive(classified(events))
  reportedFrom?: string | null

  @Field(() => InstantScalar, { nullable: true, description: 'Reported at or before.' })
  @Directive(classified(events))
  reportedTo?: string | null

  @Field(() => String, { nullable: true, description: 'Number in the department that keeps it.' })
  @Directive(classified(events))
  number?: string | null
}

const departmentPlace = place('Event.department', events)

/** What each condition finds out about. */
const filterPlaces = ['grid', 'category', 'state', 'reportedAt', 'number'].map((name) => place(`Event.${name}`, events))

@Resolver(() => Event)
export class EventResolver {
  @Query(() => EventConnection, {
    nullable: true,
    description: 'Events within reach of the request (事), in the order of their ids.',
  })
  @Directive(classified(events))
  async events(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => EventFilter, { nullable: true, description: 'Conditions; all must hold.' })
    filter: EventFilter | null,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    if (narrows(filter)) for (const needed of filterPlaces) request.requirePlain(needed)
    const conditions = {
      ...(await areaConditions(filter, request)),
      category: filter?.category ?? undefined,
      state: filter?.state ?? undefined,
      code: filter?.number ?? undefined,
      reportedFrom: epochOf(filter?.reportedFrom),
      reportedTo: epochOf(filter?.reportedTo),
    }
    return request.page('Event', conditions, args, info)
  }

  @Query(() => Event, {
    nullable: true,
    description: 'One event by the id in the hub; null when there is none or it is out of reach.',
  })
  @Directive(classified(events))
  event(
    @Arg('id', () => ID) id: string,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity('Event', id, info)
  }

  @FieldResolver(() => String, { nullable: true, description: 'The department that keeps the event (来源部门).' })
  @Directive(classified(events))
  department(@Root() event: ShownEntity, @Ctx() request: RegistryRequest): string | null {
    const { number, title, state } = event.$golden
    return request.plainOnly(departmentPlace, (number ?? title ?? state)?.source ?? null)
  }

  @FieldResolver(() => Grid, { nullable: true, description: 'The grid of the event on its day (事发网格).' })
  @Directive(classified(events))
  grid(
    @Root() event: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return gridOf(event, request, info)
  }

  // To the door: a hotline order is often about where the caller lives.
  @FieldResolver(() => House, { nullable: true, description: 'The house where it happened (事发房屋).' })
  @Directive(classified(houseAddress))
  house(
    @Root() event: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity('House', event.$row.houseId, info)
  }

  @FieldResolver(() => PersonConnection, {
    nullable: true,
    description: 'Who takes part, within reach of the request (涉事人员).',
  })
  @Directive(classified(participation))
  participants(
    @Root() event: ShownEntity,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return request.page('Person', { event: event.id }, args, info)
  }

  @FieldResolver(() => [FieldProvenance], {
    nullable: true,
    description: 'Sources and dates of the values (数据来源).',
  })
  @Directive(classified(catalogue))
  provenance(@Root() event: ShownEntity, @Ctx() request: RegistryRequest): object[] {
    return provenanceOf(event, request)
  }
}
