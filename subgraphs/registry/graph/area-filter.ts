/** Conditions on where something is, shared by the filters of all entities, by the map of its day or by that of another. */
import { Directive, Field, InputType, registerEnumType } from 'type-graphql'
import { isThere } from '../../../schema/area-map.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { DayScalar } from '../../../schema/scalars.ts'
import { areaCondition, type AreaColumn } from '../area-condition.ts'
import { classified, grids } from '../classified.ts'
import { dayOf } from '../grid-by-point.ts'
import type { EntityConditions } from '../reader.ts'
import type { RegistryRequest } from '../request.ts'

export const AreaMapEnum = { AS_RECORDED: 'AS_RECORDED', CURRENT: 'CURRENT' } as const
export type WhichMap = keyof typeof AreaMapEnum
registerEnumType(AreaMapEnum, {
  name: 'AreaMap',
  description: 'By which map of towns, villages and grids an area is meant (区划版本).',
  valuesConfig: {
    AS_RECORDED: { description: 'What was recorded under that code, and nothing else (按记录时区划).' },
    CURRENT: {
      description: 'What lies in the area on the map of `asOf`, under whatever code it was recorded (按现行区划).',
    },
  },
})

@InputType({ description: 'By which map the areas of a filter are meant.' })
export class MappedAreas {
  @Field(() => AreaMapEnum, {
    nullable: true,
    description:
      'By which map the areas are meant; AS_RECORDED without it, CURRENT with `asOf` or `unassigned` (区划版本).',
  })
  @Directive(classified(grids))
  map?: WhichMap | null

  @Field(() => DayScalar, {
    nullable: true,
    description: 'The day of the map, today without it (区划日期).',
  })
  @Directive(classified(grids))
  asOf?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Also what was recorded in an area that was divided, where nothing tells which part it lies in (含未划定).',
  })
  @Directive(classified(grids))
  unassigned?: boolean | null
}

export interface AreaFilter extends MappedAreas {
  readonly grid?: string | null
  readonly village?: string | null
  readonly town?: string | null
}

/** Throws BAD_USER_INPUT on a code that is none: a mistyped one would look like an empty area. */
export async function areaConditions(
  filter: AreaFilter | null | undefined,
  request: RegistryRequest,
): Promise<EntityConditions> {
  if (!filter) return {}
  const codes = {
    gridCode: code(filter.grid, 15, 'grid'),
    villageCode: code(filter.village, 12, 'village'),
    townCode: code(filter.town, 9, 'town'),
  }
  if (filter.map === 'AS_RECORDED') {
    if (filter.asOf) throw refused('asOf')
    if (filter.unassigned) throw refused('unassigned')
  }
  if (filter.map !== 'CURRENT' && !filter.asOf && !filter.unassigned) return codes
  const day = wholeDay(filter.asOf) ?? dayOf(request.access.at)
  const map = await request.areaMap()
  const areas = Object.entries(codes).flatMap(([column, wanted]) =>
    wanted === undefined
      ? []
      : [
          areaCondition(map, {
            column: column as AreaColumn,
            code: wanted,
            day,
            unassigned: filter.unassigned === true,
          }),
        ],
  )
  return { areas }
}

/** Whether a filter asks for anything: the map alone finds nothing out. */
export function narrows<T extends MappedAreas>(filter: T | null): filter is T {
  const { map: _map, asOf: _asOf, unassigned: _unassigned, ...conditions } = filter ?? {}
  return Object.values(conditions).some((value) => value !== null && value !== undefined)
}

/** Conditions on grids themselves: with `asOf` those that were there on the day. */
export async function gridConditions(
  filter: { readonly village?: string | null; readonly town?: string | null; readonly asOf?: string | null } | null,
  request: RegistryRequest,
): Promise<EntityConditions> {
  const { asOf, ...areas } = filter ?? {}
  const conditions = await areaConditions(areas, request)
  const day = wholeDay(asOf)
  if (day === null) return conditions
  const map = await request.areaMap()
  const others = map.ofLevel('GRID').flatMap((area) => (isThere(area, day) ? [] : [area.code]))
  return { ...conditions, exceptGrids: others }
}

/** A month or a year is no map's day. */
export function wholeDay(day: string | null | undefined): string | null {
  if (day === null || day === undefined) return null
  if (day.length !== 10) throw refused('asOf')
  return day
}

// Private:

function refused(field: string): Error {
  return pentagraphError('BAD_USER_INPUT', { argument: 'filter', field })
}

function code(given: string | null | undefined, digits: number, field: string): string | undefined {
  if (given === null || given === undefined) return undefined
  if (given.length !== digits || !/^\d+$/.test(given)) throw refused(field)
  return given
}
