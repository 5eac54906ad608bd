/** Where a person lives and lived (居住经历), record by record. What lies out of reach is not listed: that somebody lived there is told to nobody else. */
import type { GraphQLResolveInfo } from 'graphql'
import { Ctx, Directive, Field, FieldResolver, Info, ObjectType, Resolver, Root } from 'type-graphql'
import { DayScalar } from '../../../schema/scalars.ts'
import { classified, residence } from '../classified.ts'
import { addressKey } from '../kinds/house.ts'
import type { RegistryRequest } from '../request.ts'
import { residencesOf, type ResidenceRow } from '../residences.ts'
import type { ShownEntity } from '../shown.ts'
import { Grid } from './grid.ts'
import { gridByCode } from './grid-of.ts'
import { House } from './house.ts'
import { Person } from './person.ts'

@ObjectType({ description: 'Where a record said that a person lives, and how long it said so (居住经历).' })
@Directive(classified(residence))
export class Residence {
  @Field(() => String, { description: 'The department whose record says so (来源部门).' })
  department!: string

  @Field(() => DayScalar, { description: 'Day of the record when the hub first saw it say so (起始日期).' })
  from!: string

  @Field(() => DayScalar, {
    nullable: true,
    description: 'Day on which the hub saw that the record says so no longer; null while it does (截止日期).',
  })
  to!: string | null

  @Field(() => String, { nullable: true, description: 'Code of the standard address (标准地址编码).' })
  addressCode!: string | null

  readonly $row!: ResidenceRow
  readonly $houseId!: string | null
}

@Resolver(() => Person)
export class PersonResidencesResolver {
  @FieldResolver(() => [Residence], {
    nullable: true,
    description: 'Where the person lives and lived, as each department has it, the present first (居住经历).',
  })
  @Directive(classified(residence))
  async residences(
    @Root() person: ShownEntity,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Residence[]> {
    const rows = await residencesOf(request.doors.store.sql, person.$row.id)
    const shown = await Promise.all(rows.map((row) => shownResidence(row, request, info)))
    return shown.filter((one) => one !== null)
  }
}

@Resolver(() => Residence)
export class ResidenceResolver {
  @FieldResolver(() => House, { nullable: true, description: 'The house, where it is within reach (居住房屋).' })
  @Directive(classified(residence))
  house(
    @Root() { $houseId }: Residence,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return request.entity('House', $houseId, info)
  }

  @FieldResolver(() => Grid, { nullable: true, description: 'The grid as the record has it (所属网格).' })
  @Directive(classified(residence))
  grid(
    @Root() { $row }: Residence,
    @Ctx() request: RegistryRequest,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return $row.gridCode === '' ? Promise.resolve(null) : gridByCode($row.gridCode, request, info)
  }
}

// Private:

async function shownResidence(
  row: ResidenceRow,
  request: RegistryRequest,
  info: GraphQLResolveInfo,
): Promise<Residence | null> {
  const { department, addressCode, gridCode, since: from, until: to } = row
  const houseId = await houseIdOf(addressCode, request)
  const { rowScope, principal } = request.access
  const isEverywhere = rowScope === 'ALL' || rowScope === 'SELF'
  const isInReach =
    addressCode === '' ? principal.grids.includes(gridCode) : (await request.entity('House', houseId, info)) !== null
  if (!isEverywhere && !isInReach) return null
  const code = addressCode === '' ? null : addressCode
  return { department, from, to, addressCode: code, $row: row, $houseId: houseId }
}

async function houseIdOf(addressCode: string, request: RegistryRequest): Promise<string | null> {
  if (addressCode === '') return null
  const [id] = await request.reader.byKeys('House', [addressKey(addressCode)])
  return id ?? null
}
