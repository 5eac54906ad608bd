/** Conditions on where something is, shared by the filters of all entities. */
import { pentagraphError } from '../../../schema/errors.ts'
import type { EntityConditions } from '../reader.ts'

export interface AreaFilter {
  readonly grid?: string | null
  readonly village?: string | null
  readonly town?: string | null
}

/** Throws BAD_USER_INPUT on a code that is none: a mistyped one would look like an empty area. */
export function areaConditions(filter: AreaFilter | null | undefined): EntityConditions {
  if (!filter) return {}
  return {
    gridCode: code(filter.grid, 15, 'grid'),
    villageCode: code(filter.village, 12, 'village'),
    townCode: code(filter.town, 9, 'town'),
  }
}

// Private:

function code(given: string | null | undefined, digits: number, field: string): string | undefined {
  if (given === null || given === undefined) return undefined
  if (given.length !== digits || !/^\d+$/.test(given))
    throw pentagraphError('BAD_USER_INPUT', { argument: 'filter', field })
  return given
}
