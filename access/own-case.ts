/**
 * Whether the case that a request states is real and the caller's: a number that anybody could make up would be no bound. Looked up in
 * what the registry links, once a request that states a case under a purpose with cases. A case that does not exist, somebody else's
 * and a record of another kind look alike.
 *
 *   CASE    the case that the principal handles, in the principal's department
 *   GRIDS   a case in one of the own grids: of a person who lives there, of an event that happened there
 *   SELF    a case of one's own
 *   ALL     any
 */
import { readKept } from '../prisma/kept-query.ts'
import type { HubStore } from '../prisma/store.ts'
import { formatLocalKey } from '../schema/local-key.ts'
import type { Principal, RowScope } from './principal.ts'
import type { CaseRecord } from './purposes.ts'
import { isInArea } from './purpose-area.ts'

export interface StatedCase {
  readonly caseNumber: string
  readonly cases: readonly CaseRecord[]
  readonly principal: Principal
  readonly rowScope: RowScope
  /** Division codes of the purpose. */
  readonly area: readonly string[]
}

/** Staff keys mean something inside their own department only: how the registry writes down who handles an event. */
export function handlerKey(department: string, staffKey: string): string {
  return `${department}:${staffKey}`
}

export async function isOwnCase(store: HubStore, stated: StatedCase): Promise<boolean> {
  const mine = mineBy(stated)
  if (mine === null) return false
  const places = stated.cases.map(({ department, kind, record, role }) => ({
    department,
    kind,
    localKey: formatLocalKey(record, role, stated.caseNumber),
  }))
  const found = await readKept(
    store.sql,
    `ownCase ${places.length} ${mine.column ?? ''} ${mine.values.length}`,
    [1, ...places.flatMap(({ department, kind, localKey }) => [department, kind, localKey]), ...mine.values],
    () => queryOf(store, places, mine),
  )
  return found.some(({ gridCode }) => isInArea(gridCode, stated.area))
}

// Private:

interface Mine {
  /** The column that must hold one of the values; null where any case is the caller's. */
  readonly column: 'Entity.gridCode' | 'Entity.handler' | 'Entity.id' | null
  readonly values: readonly string[]
}

interface Place {
  readonly department: string
  readonly kind: string
  readonly localKey: string
}

function queryOf(store: HubStore, places: readonly Place[], { column, values }: Mine) {
  const query = store.sql
    .selectFrom('Link')
    .innerJoin('Entity', 'Entity.id', 'Link.entityId')
    .select('Entity.gridCode')
    .where('Link.live', '=', 1)
    .where((eb) =>
      eb.or(
        places.map(({ department, kind, localKey }) =>
          eb.and([
            eb('Link.department', '=', department),
            eb('Link.kind', '=', kind),
            eb('Link.localKey', '=', localKey),
          ]),
        ),
      ),
    )
  return column === null ? query : query.where(column, 'in', [...values])
}

/** Null: no case can be the caller's. */
function mineBy({ principal, rowScope }: StatedCase): Mine | null {
  const { department, staffKey, grids, personId } = principal
  switch (rowScope) {
    case 'ALL':
      return { column: null, values: [] }
    case 'GRIDS':
      return grids.length === 0 ? null : { column: 'Entity.gridCode', values: grids }
    case 'CASE':
      if (department === null || staffKey === null) return null
      return { column: 'Entity.handler', values: [handlerKey(department, staffKey)] }
    case 'SELF':
      return personId === null ? null : { column: 'Entity.id', values: [personId] }
    case 'NONE':
      return null
  }
}
