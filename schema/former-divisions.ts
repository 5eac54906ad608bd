/** Towns and villages that are no more, by code: when they were, and what their ground went into. */
import { dayAfter, type AreaChange } from './area-map.ts'
import { formerDivisionLines } from './former-divisions-370283.ts'

export interface FormerDivision {
  readonly code: string
  readonly level: 'TOWN' | 'VILLAGE'
  readonly name: string
  /** First and last day. */
  readonly validFrom: string
  readonly validTo: string
  readonly change: AreaChange
  /** First day of the successors. */
  readonly since: string
  readonly successors: readonly string[]
}

/** Who keeps the list. */
export const FORMER_DIVISIONS_SOURCE = 'civil-affairs'

/** In the order of their codes, towns first. */
export const formerDivisions: readonly FormerDivision[] = formerDivisionLines
  .trim()
  .split('\n')
  .map((line) => {
    const [code = '', name = '', validFrom = '', validTo = '', change = '', successors = ''] = line.split(' ')
    return {
      code,
      level: code.length === 9 ? 'TOWN' : 'VILLAGE',
      name,
      validFrom,
      validTo,
      change: change as AreaChange,
      since: dayAfter(validTo),
      successors: successors.split(','),
    }
  })

const byCode = new Map(formerDivisions.map((division) => [division.code, division]))

export function formerDivisionOf(code: string): FormerDivision | null {
  return byCode.get(code) ?? null
}
