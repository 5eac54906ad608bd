/** Towns and villages (区划) in time: those that are no more stay, with what became of them. A public list. */
import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  InputType,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
} from 'type-graphql'
import {
  areaChanges,
  isThere,
  type Area,
  type AreaChange,
  type AreaLevel,
  type AreaMap,
} from '../../../schema/area-map.ts'
import { DayScalar } from '../../../schema/scalars.ts'
import { pageOf, type Page } from '../../kit/connection.ts'
import { connectionOf, PageArgs } from '../../kit/connection-types.ts'
import { classified, grids } from '../classified.ts'
import type { RegistryRequest } from '../request.ts'
import { wholeDay } from './area-filter.ts'

const DivisionLevel = { TOWN: 'TOWN', VILLAGE: 'VILLAGE' } as const
type DivisionLevel = keyof typeof DivisionLevel
registerEnumType(DivisionLevel, {
  name: 'DivisionLevel',
  description: 'Level of a division.',
  valuesConfig: { TOWN: { description: '镇街' }, VILLAGE: { description: '村社区' } },
})

const AreaChangeKind = Object.fromEntries(areaChanges.map((change) => [change, change])) as Record<
  AreaChange,
  AreaChange
>
registerEnumType(AreaChangeKind, {
  name: 'AreaChangeKind',
  description: 'What a change made of an area.',
  valuesConfig: {
    MERGED: { description: 'Its whole ground went into another (合并).' },
    DIVIDED: { description: 'Its ground went into several (拆分).' },
    RENUMBERED: { description: 'The same ground under another code (更换编码).' },
    REDRAWN: { description: 'Its ground, or some of it, went to others along new borders (重划).' },
  },
})

@ObjectType('AreaChange', { description: 'Ground of one area went into another (区划变更).' })
@Directive(classified(grids))
export class AreaChangeEntry {
  @Field(() => AreaChangeKind, { description: 'What it made of the old area (变更类型).' })
  kind!: AreaChange

  @Field(() => DayScalar, { description: 'First day of the new area (生效日期).' })
  on!: string

  @Field(() => String, { description: 'Code of the old area (原代码).' })
  from!: string

  @Field(() => String, { description: 'Code of the new area (新代码).' })
  into!: string

  @Field(() => String, { description: 'Department or list that says so (来源).' })
  source!: string
}

@ObjectType('AreaIssue', { description: 'A statement on an area that was left out (区划数据问题).' })
@Directive(classified(grids))
class AreaIssueEntry {
  @Field(() => String, {
    description: 'AREA_OVERLAP, AREA_ORDER, AREA_SUCCESSOR_UNKNOWN, AREA_CYCLE or AREA_STILL_VALID (问题代码).',
  })
  issue!: string

  @Field(() => String, { description: 'Code of the area (代码).' })
  code!: string

  @Field(() => String, { nullable: true, description: 'Code of the successor that was stated (后继代码).' })
  successor!: string | null

  @Field(() => String, { description: 'Department or list that says so (来源).' })
  source!: string
}

@ObjectType({ description: 'A town or subdistrict, a village or community, whether it is still there or not (区划).' })
@Directive(classified(grids))
export class Division {
  @Field(() => String, { description: 'Code, 9 digits of a town or 12 of a village (区划代码).' })
  code!: string

  @Field(() => DivisionLevel, { description: 'Level (级别).' })
  level!: DivisionLevel

  @Field(() => String, { nullable: true, description: 'Name (名称).' })
  name!: string | null

  @Field(() => DayScalar, { nullable: true, description: 'First day; null where the list does not say (启用日期).' })
  validFrom!: string | null

  @Field(() => DayScalar, { nullable: true, description: 'Last day; null while it lasts (停用日期).' })
  validTo!: string | null

  @Field(() => String, { description: 'Department or list that says so (来源).' })
  source!: string
}

const DivisionConnection = connectionOf('Division', () => Division, grids)

@InputType({ description: 'Conditions on divisions; all must hold.' })
class DivisionFilter {
  @Field(() => DivisionLevel, { nullable: true, description: 'Only of this level.' })
  @Directive(classified(grids))
  level?: DivisionLevel | null

  @Field(() => String, { nullable: true, description: 'Only villages whose code begins with that of this town.' })
  @Directive(classified(grids))
  town?: string | null

  @Field(() => DayScalar, { nullable: true, description: 'Only those that were there on this day.' })
  @Directive(classified(grids))
  asOf?: string | null
}

@Resolver(() => Division)
export class DivisionResolver {
  @Query(() => DivisionConnection, {
    nullable: true,
    description: 'Towns and villages, those that are no more too, in the order of their codes (区划).',
  })
  @Directive(classified(grids))
  async divisions(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => DivisionFilter, { nullable: true, description: 'Conditions; all must hold.' })
    filter: DivisionFilter | null,
    @Ctx() request: RegistryRequest,
  ): Promise<Page<Division>> {
    const map = await request.areaMap()
    const { level, town } = filter ?? {}
    const asOf = wholeDay(filter?.asOf)
    const levels = level ? [level] : (['TOWN', 'VILLAGE'] as const)
    const found = levels
      .flatMap((of) => map.ofLevel(of))
      .filter(
        (area) => (!town || (area.level === 'VILLAGE' && area.code.startsWith(town))) && (!asOf || isThere(area, asOf)),
      )
    return pageOf(found.map(divisionOf), ({ code }) => code, args)
  }

  @Query(() => Division, {
    nullable: true,
    description: 'One town or village by its code; null for a code in no list.',
  })
  @Directive(classified(grids))
  division(@Arg('code', () => String) code: string, @Ctx() request: RegistryRequest): Promise<Division | null> {
    return divisionFor(code, request)
  }

  @Query(() => [AreaIssueEntry], {
    nullable: true,
    description: 'What is said of towns, villages and grids and contradicts the rest: it is left out (区划数据问题).',
  })
  @Directive(classified(grids))
  async areaIssues(@Ctx() request: RegistryRequest): Promise<readonly AreaIssueEntry[]> {
    return (await request.areaMap()).issues
  }

  @FieldResolver(() => [Division], { nullable: true, description: 'Divisions that its ground went into (后继区划).' })
  @Directive(classified(grids))
  async successors(@Root() { code }: Division, @Ctx() request: RegistryRequest): Promise<Division[]> {
    const map = await request.areaMap()
    return divisionsOf(
      map,
      map.successors(code).map(({ successor }) => successor),
    )
  }

  @FieldResolver(() => [Division], { nullable: true, description: 'Divisions that its ground came from (前身区划).' })
  @Directive(classified(grids))
  async predecessors(@Root() { code }: Division, @Ctx() request: RegistryRequest): Promise<Division[]> {
    const map = await request.areaMap()
    return divisionsOf(
      map,
      map.predecessors(code).map(({ code: former }) => former),
    )
  }

  @FieldResolver(() => [AreaChangeEntry], {
    nullable: true,
    description: 'Changes through which it came to be or ended, the earliest first (区划变更).',
  })
  @Directive(classified(grids))
  async changes(@Root() { code }: Division, @Ctx() request: RegistryRequest): Promise<AreaChangeEntry[]> {
    return changesOf(await request.areaMap(), code)
  }
}

/** The town or village of a code; null where no list has it, or it is a grid's. */
export async function divisionFor(code: string | null, request: RegistryRequest): Promise<Division | null> {
  if (code === null) return null
  return divisionsOf(await request.areaMap(), [code])[0] ?? null
}

export function changesOf(map: AreaMap, code: string): AreaChangeEntry[] {
  return [...map.predecessors(code), ...map.successors(code)].map(
    ({ change: kind, since: on, code: from, successor: into, source }) => ({ kind, on, from, into, source }),
  )
}

// Private:

function divisionsOf(map: AreaMap, codes: readonly string[]): Division[] {
  return [...new Set(codes)].sort().flatMap((code) => {
    const area = map.area(code)
    return area === null || area.level === 'GRID' ? [] : [divisionOf(area)]
  })
}

function divisionOf({ level, ...area }: Area): Division {
  return { ...area, level: level as Exclude<AreaLevel, 'GRID'> }
}
