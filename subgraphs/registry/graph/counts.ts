/** Counts by town, village or grid, with small cells left out (统计). The same cell gives the same answer to everyone of one reach. */
import { Arg, Ctx, Directive, Field, Int, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql'
import type { EntityKind } from '../../kit/identity.ts'
import { classified, statistics } from '../classified.ts'
import { divisionName } from '../divisions.ts'
import type { RegistryRequest } from '../request.ts'
import { suppressed, type Cell } from '../small-cells.ts'
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
  @Field(() => String, { description: 'Code of the area: 9, 12 or 15 digits (区划或网格代码).' })
  code!: string

  @Field(() => String, { nullable: true, description: 'Name of the town or village (名称).' })
  name!: string | null

  @Field(() => Int, { nullable: true, description: 'How many; null where the number would tell of few (数量).' })
  count!: number | null

  @Field(() => String, { nullable: true, description: 'SMALL_CELL where the count is left out (缺失原因).' })
  reason!: string | null
}

@Resolver()
export class CountsResolver {
  @Query(() => [AreaCount], {
    nullable: true,
    description:
      'How many entities of a kind each area has. Counts below five, and those from which they could be computed, are left out.',
  })
  @Directive(classified(statistics))
  async counts(
    @Arg('kind', () => EntityKindEnum, { description: 'What is counted.' }) kind: EntityKind,
    @Arg('by', () => AreaLevel, { description: 'The level of the areas.' }) by: AreaLevel,
    @Ctx() request: RegistryRequest,
  ): Promise<AreaCount[]> {
    // Whoever reaches no person at all is here for statistics only: they are made over everybody.
    const rows = await request.reader.byGrid(kind, request.access.rowScope === 'NONE')
    const towns = tree(rows)
    const hidden = suppressed(towns)
    return level(towns, by).map(({ code, count }) => ({
      code,
      name: divisionName(code),
      count: hidden.has(code) ? null : count,
      reason: hidden.has(code) ? 'SMALL_CELL' : null,
    }))
  }
}

// Private:

interface GridCount {
  readonly townCode: string
  readonly villageCode: string
  readonly gridCode: string | null
  readonly count: number
}

function tree(rows: readonly GridCount[]): Cell[] {
  return group(
    rows,
    (row) => row.townCode,
    (ofTown) =>
      group(
        ofTown,
        (row) => row.villageCode,
        (ofVillage) => {
          const grids = ofVillage.filter((row) => row.gridCode !== null)
          return group(
            grids,
            (row) => row.gridCode ?? '',
            () => [],
          )
        },
      ),
  )
}

function group(
  rows: readonly GridCount[],
  codeOf: (row: GridCount) => string,
  inside: (rows: readonly GridCount[]) => Cell[],
): Cell[] {
  const groups = new Map<string, GridCount[]>()
  for (const row of rows) {
    const known = groups.get(codeOf(row))
    if (known) known.push(row)
    else groups.set(codeOf(row), [row])
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, of]) => ({ code, count: of.reduce((sum, row) => sum + row.count, 0), inside: inside(of) }))
}

function level(towns: readonly Cell[], by: AreaLevel): readonly Cell[] {
  if (by === 'TOWN') return towns
  const villages = towns.flatMap((town) => town.inside)
  return by === 'VILLAGE' ? villages : villages.flatMap((village) => village.inside)
}
