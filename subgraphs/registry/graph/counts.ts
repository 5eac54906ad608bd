/** Counts by town, village or grid, with small cells left out (统计). The same cell gives the same answer to everyone of one reach. */
import { Arg, Ctx, Directive, Field, Int, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql'
import type { EntityKind } from '../../kit/identity.ts'
import { classified, statistics } from '../classified.ts'
import { divisionName } from '../divisions.ts'
import { dayOf } from '../grid-by-point.ts'
import { atomsOf, cellsOf, type AreaCell } from '../placed-counts.ts'
import type { RegistryRequest } from '../request.ts'
import { suppressedOnBoth } from '../small-cells.ts'
import { AreaMapEnum, type WhichMap } from './area-filter.ts'
import { EntityKindEnum } from './search.ts'

const AreaLevel = { TOWN: 'TOWN', VILLAGE: 'VILLAGE', GRID: 'GRID' } as const
type AreaLevel = keyof typeof AreaLevel
registerEnumType(AreaLevel, {
  name: 'AreaLevel',
  description: 'By what counts are grouped.',
  valuesConfig: { TOWN: { description: '镇街' }, VILLAGE: { description: '村社区' }, GRID: { description: '网格' } },
})

@ObjectType({ description: 'The number of entities in one area (区域计数).' })
@Directive(classified(statistics))
export class AreaCount {
  @Field(() => String, {
    description:
      'Code of the area: 9, 12 or 15 digits; several with | between them where nobody knows yet in which it lies (区划或网格代码).',
  })
  code!: string

  @Field(() => String, {
    nullable: true,
    description: 'Name of the town, village or grid, or of each of several (名称).',
  })
  name!: string | null

  @Field(() => Int, { nullable: true, description: 'How many; null where the number would tell of few (数量).' })
  count!: number | null

  @Field(() => String, { nullable: true, description: 'SMALL_CELL where the count is left out (缺失原因).' })
  reason!: string | null

  @Field(() => [String], {
    nullable: true,
    description:
      'Recorded in an area that was divided since, and no point tells the part: the areas in one of which it lies (未划定). Null elsewhere.',
  })
  unassignedAmong!: readonly string[] | null
}

@Resolver()
export class CountsResolver {
  @Query(() => [AreaCount], {
    nullable: true,
    description:
      'How many entities of a kind each area has. Counts below five, and those from which they could be computed, are left out. The counts of both maps add up to the same.',
  })
  @Directive(classified(statistics))
  async counts(
    @Arg('kind', () => EntityKindEnum, { description: 'What is counted.' }) kind: EntityKind,
    @Arg('by', () => AreaLevel, { description: 'The level of the areas.' }) by: AreaLevel,
    @Arg('map', () => AreaMapEnum, {
      nullable: true,
      description: 'By which map; AS_RECORDED without it (区划版本).',
    })
    which: WhichMap | null,
    @Ctx() request: RegistryRequest,
  ): Promise<AreaCount[]> {
    // Whoever reaches no person at all is here for statistics only: they are made over everybody.
    const rows = await request.reader.byGrid(kind, request.access.rowScope === 'NONE')
    const map = await request.areaMap()
    const atoms = atomsOf(rows, map, dayOf(request.access.at))
    const of = which === 'CURRENT' ? 'current' : 'recorded'
    const hidden = suppressedOnBoth(atoms)[of]
    const nameOf = (code: string) => divisionName(code) ?? map.area(code)?.name ?? null
    return level(cellsOf(atoms, of), by).map(({ key, among, count }) => ({
      code: key,
      name: among.some((code) => nameOf(code) !== null) ? among.map((code) => nameOf(code) ?? code).join('、') : null,
      count: hidden.has(key) ? null : count,
      reason: hidden.has(key) ? 'SMALL_CELL' : null,
      unassignedAmong: among.length > 1 ? among : null,
    }))
  }
}

// Private:

function level(towns: readonly AreaCell[], by: AreaLevel): readonly AreaCell[] {
  if (by === 'TOWN') return towns
  const villages = towns.flatMap((town) => town.inside)
  return by === 'VILLAGE' ? villages : villages.flatMap((village) => village.inside)
}
