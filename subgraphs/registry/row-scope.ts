/**
 * Which entities a request may reach at all: decided here, once per entity, for lists, look-ups, refs, search and counts alike. In SQL,
 * so that pages and totals are right; what is out of reach and what does not exist look the same.
 *
 *              NONE   SELF                      CASE                        GRIDS          ALL
 *   Person     no     oneself                   parties of the own case     own grids      yes
 *   Event      public those one takes part in   the case itself             own grids      yes
 *   House      yes    residence, own records    homes of these, its place   own grids      yes
 *   Object     yes    own records               yes                         own grids      yes
 *   Organ.     yes    yes                       yes                         yes            yes
 *   Grid       yes    yes                       yes                         yes            yes
 *
 * Whoever reaches a house reaches who is registered there (House.residentRecords, households), so a mediator has no other houses.
 * A "public" event is one in which the hub knows of nobody taking part: an activity, a lamp that is out. Who has no purpose, or one that opens
 * no rows, reaches no event of anybody's; statistics count all of them without reaching one (graph/counts.ts).
 * "Yes" still means: as far as each field's classification opens it. Organisations and grids are public registers. A citizen may read
 * everything of the own rows, so houses, events and objects are narrowed to those in one record with the citizen. A case is the own
 * one when its number is the request's and its handler is the principal, in the principal's department.
 */
import { sql, type ExpressionBuilder, type Expression, type SqlBool } from 'kysely'
import { handlerKey } from '../../access/own-case.ts'
import type { AccessContext } from '../../access/principal.ts'
import type { HubTables } from '../../prisma/tables.ts'
import type { Db } from './bulk.ts'
import type { EntityKind } from '../kit/identity.ts'
import type { RowMates } from './row-mates.ts'

/** Null: every row of the kind. */
export type Reach = ((eb: ExpressionBuilder<HubTables, 'Entity'>) => Expression<SqlBool>) | null

const nobody: Reach = () => sql<SqlBool>`1 = 0`
const ofNobody: Reach = (eb) =>
  eb.not(eb.exists(eb.selectFrom('Participation').select('personId').whereRef('eventId', '=', 'Entity.id')))
const open: ReadonlySet<EntityKind> = new Set(['Organisation', 'Grid'])

const scopes = new WeakMap<AccessContext, RowScopes>()

export class RowScopes {
  private readonly db: Db
  private readonly access: AccessContext
  private readonly mates: RowMates
  private readonly reaches = new Map<EntityKind, Promise<Reach>>()
  private caseEvents: Promise<readonly string[]> | null = null
  private own: Promise<ReadonlyMap<EntityKind, readonly string[]>> | null = null

  private constructor(db: Db, access: AccessContext, mates: RowMates) {
    this.db = db
    this.access = access
    this.mates = mates
  }

  /** One for all that is asked of the registry in one operation: what the scope reaches does not change under it. */
  static of(db: Db, access: AccessContext, mates: RowMates): RowScopes {
    let known = scopes.get(access)
    if (!known) scopes.set(access, (known = new RowScopes(db, access, mates)))
    return known
  }

  reach(kind: EntityKind): Promise<Reach> {
    let known = this.reaches.get(kind)
    if (!known) this.reaches.set(kind, (known = this.decide(kind)))
    return known
  }

  // Private:

  private async decide(kind: EntityKind): Promise<Reach> {
    if (open.has(kind)) return null
    const { rowScope, principal } = this.access
    switch (rowScope) {
      case 'ALL':
        return null
      case 'NONE':
        if (kind === 'Event') return ofNobody
        return kind === 'Person' ? nobody : null
      case 'GRIDS':
        return inGrids(kind, principal.grids)
      case 'SELF':
        return oneOf((await (this.own ??= this.ownEntities())).get(kind) ?? [])
      case 'CASE':
        return this.ofCase(kind)
    }
  }

  private async ofCase(kind: EntityKind): Promise<Reach> {
    if (kind !== 'Person' && kind !== 'Event' && kind !== 'House') return null
    const events = await (this.caseEvents ??= this.findCase())
    if (events.length === 0) return nobody
    if (kind === 'Event') return oneOf(events)
    if (kind === 'House') return oneOf(await this.housesOf(events))
    return (eb) => eb('id', 'in', eb.selectFrom('Participation').select('personId').where('eventId', 'in', events))
  }

  private async findCase(): Promise<readonly string[]> {
    const { principal, purpose } = this.access
    if (!purpose?.caseNumber || principal.staffKey === null || principal.department === null) return []
    const rows = await this.db
      .selectFrom('Entity')
      .select('id')
      .where('kind', '=', 'Event')
      .where('code', '=', purpose.caseNumber)
      .where('handler', '=', handlerKey(principal.department, principal.staffKey))
      .execute()
    return rows.map((row) => row.id)
  }

  /** Where the case happened, and where its parties live. */
  private async housesOf(events: readonly string[]): Promise<readonly string[]> {
    const rows = await this.db
      .selectFrom('Entity')
      .select('houseId')
      .distinct()
      .where('houseId', 'is not', null)
      .where((eb) =>
        eb.or([
          eb('id', 'in', events),
          eb('id', 'in', eb.selectFrom('Participation').select('personId').where('eventId', 'in', events)),
        ]),
      )
      .execute()
    return rows.flatMap(({ houseId }) => houseId ?? [])
  }

  private async ownEntities(): Promise<ReadonlyMap<EntityKind, readonly string[]>> {
    const { personId } = this.access.principal
    if (personId === null) return new Map()
    return this.mates.of(this.db, personId)
  }
}

// Private:

function oneOf(values: readonly string[]): Reach {
  return values.length === 0 ? nobody : (eb) => eb('id', 'in', [...values])
}

/** Of several grids the ids are collected first, or SQLite would walk through all ids in order and look at the grid of each. */
function inGrids(kind: EntityKind, grids: readonly string[]): Reach {
  const [first, ...more] = grids
  if (first === undefined) return nobody
  if (more.length === 0) return (eb) => eb('gridCode', '=', first)
  return (eb) =>
    eb(
      'id',
      'in',
      eb
        .selectFrom('Entity as inside')
        .select('inside.id')
        .where('inside.mergedInto', 'is', null)
        .where('inside.kind', '=', kind)
        .where('inside.gridCode', 'in', [...grids]),
    )
}
