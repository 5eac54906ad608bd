/** Managed objects (物): lamps, hydrants, camera points, vehicles, special equipment. */
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
import { catalogue, classified, managedObjects, place } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { provenanceOf, type ShownEntity } from '../shown.ts'
import { areaConditions, MappedAreas, narrows } from './area-filter.ts'
import { Grid } from './grid.ts'
import { gridOf } from './grid-of.ts'
import { FieldProvenance } from './provenance.ts'

@ObjectType({ description: 'A thing that is looked after: a lamp, a camera point, a vehicle, a lift (物).' })
@Directive('@key(fields: "id")')
@Directive('@key(fields: "ref")')
export class ManagedObject {
  @Field(() => ID, { description: 'Id in the hub.' })
  id!: string

  @Field(() => LocalRefScalar, { nullable: true })
  @Directive('@inaccessible')
  ref!: string | null

  @Field(() => String, { nullable: true, description: 'Code or number plate (编码).' })
  @Directive(classified(managedObjects))
  code!: string | null

  @Field(() => String, { nullable: true, description: 'Kind, in the words of the department that keeps it (类别).' })
  @Directive(classified(managedObjects))
  kind!: string | null

  @Field(() => String, { nullable: true, description: 'Name (名称).' })
  @Directive(classified(managedObjects))
  name!: string | null

  @Field(() => String, { nullable: true, description: 'Where it is, as text (位置).' })
  @Directive(classified(managedObjects))
  address!: string | null

  @Field(() => Float, { nullable: true, description: 'Longitude in degrees, CGCS2000 (经度).' })
  @Directive(classified(managedObjects))
  longitude!: number | null

  @Field(() => Float, { nullable: true, description: 'Latitude in degrees, CGCS2000 (纬度).' })
  @Directive(classified(managedObjects))
  latitude!: number | null
}

export const ManagedObjectConnection = connectionOf('ManagedObject', () => ManagedObject, managedObjects)

@InputType({ description: 'Conditions on managed objects; all must hold.' })
export class ManagedObjectFilter extends MappedAreas {
  @Field(() => String, { nullable: true, description: 'Code of the grid, 15 digits.' })
  @Directive(classified(managedObjects))
  grid?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the village or community, 12 digits.' })
  @Directive(classified(managedObjects))
  village?: string | null

  @Field(() => String, { nullable: true, description: 'Code of the town or subdistrict, 9 digits.' })
  @Directive(classified(managedObjects))
  town?: string | null

  @Field(() => [String], { nullable: true, description: 'One of these kinds.' })
  @Directive(classified(managedObjects))
  kind?: string[] | null

  @Field(() => String, { nullable: true, description: 'Code or number plate.' })
  @Directive(classified(managedObjects))
  code?: string | null
}

const filterPlaces = ['grid', 'kind', 'code'].map((name) => place(`ManagedObject.${name}`, managedObjects))

@Resolver(() => ManagedObject)
export class ManagedObjectResolver {
  @Query(() => ManagedObjectConnection, {
    nullable: true,
    description: 'Managed objects within reach of the request (物), in the order of their ids.',
  })
  @Directive(classified(managedObjects))
  async managedObjects(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => ManagedObjectFilter, { nullable: true, description: 'Conditions; all must hold.' })
    filter: ManagedObjectFilter | null,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    if (narrows(filter)) for (const needed of filterPlaces) request.requirePlain(needed)
    const conditions = {
      ...(await areaConditions(filter, request)),
      category: filter?.kind ?? undefined,
      code: filter?.code ?? undefined,
    }
    return request.page('ManagedObject', conditions, args, info)
  }

  @Query(() => ManagedObject, {
    nullable: true,
    description: 'One managed object by the id in the hub; null when there is none or it is out of reach.',
  })
  @Directive(classified(managedObjects))
  managedObject(
    @Arg('id', () => ID) id: string,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity('ManagedObject', id, info)
  }

  @FieldResolver(() => Grid, { nullable: true, description: 'The grid in which it is (所属网格).' })
  @Directive(classified(managedObjects))
  grid(
    @Root() object: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return gridOf(object, request, info)
  }

  @FieldResolver(() => [FieldProvenance], {
    nullable: true,
    description: 'Sources and dates of the values (数据来源).',
  })
  @Directive(classified(catalogue))
  provenance(@Root() object: ShownEntity, @Ctx() request: RegistryRequest): object[] {
    return provenanceOf(object, request)
  }
}
