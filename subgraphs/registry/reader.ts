/**
 * The registry's hot reads: entities by id or local key, pages by filter, refs. Each is one query for a whole batch, within the row
 * scope of the request. Ids that were merged give the entity they went into.
 */
import { sql, type ExpressionBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { readKept } from '../../prisma/kept-query.ts'
import type { RecordedPlace } from '../../schema/area-map.ts'
import type { HubTables, EntityRow } from '../../prisma/tables.ts'
import type { EntityKind } from '../kit/identity.ts'
import type { AreaColumn, RecordedIn } from './area-condition.ts'
import { inSlices, type Db } from './bulk.ts'
import type { RowScopes } from './row-scope.ts'

/** Conditions on the columns of an entity; all that are given must hold. */
export interface EntityConditions {
  readonly gridCode?: string | undefined
  readonly villageCode?: string | undefined
  readonly townCode?: string | undefined
  /** Areas on the map of another day; of each its alternatives. */
  readonly areas?: readonly (readonly RecordedIn[])[] | undefined
  readonly exceptGrids?: readonly string[] | undefined
  readonly code?: string | undefined
  readonly category?: readonly string[] | undefined
  readonly state?: readonly string[] | undefined
  /** Epoch ms, both ends included. */
  readonly reportedFrom?: number | undefined
  readonly reportedTo?: number | undefined
  readonly houseId?: string | undefined
  /** Only events in which this person takes part. */
  readonly participant?: string | undefined
  /** Only persons who take part in this event. */
  readonly event?: string | undefined
}

/** How many were recorded in one place. */
export interface CountedPlace extends RecordedPlace {
  readonly townCode: string
  readonly count: number
}

/** What is read of an entity to show it: a column less is a copy less for each row. */
const columns = ['id', 'kind', 'gridCode', 'villageCode', 'townCode', 'houseId', 'mergedInto', 'golden'] as const
export type ReadEntity = Pick<EntityRow, (typeof columns)[number]>

/** Local keys of one entity by department. */
export type EntityLinks = ReadonlyMap<string, readonly string[]>

type EntityQuery = SelectQueryBuilder<HubTables, 'Entity', object>

export class Reader {
  private readonly db: Db
  private readonly scopes: Pick<RowScopes, 'reach'>

  constructor(db: Db, scopes: Pick<RowScopes, 'reach'>) {
    this.db = db
    this.scopes = scopes
  }

  /** Rows by the ids asked for; what is missing or out of reach is not in the map. */
  async byIds(kind: EntityKind, ids: readonly string[]): Promise<Map<string, ReadEntity>> {
    const reach = await this.scopes.reach(kind)
    const read = (wanted: readonly string[]) =>
      inSlices(wanted, (slice) => {
        const query = () =>
          this.db.selectFrom('Entity').select(columns).where('kind', '=', kind).where('id', 'in', slice)
        if (!reach) return readKept(this.db, `byIds ${slice.length}`, [kind, ...slice], query)
        return query()
          .where((eb) => eb.or([eb('mergedInto', 'is not', null), reach(eb)]))
          .execute()
      })
    const found = new Map((await read([...new Set(ids)])).map((row) => [row.id, row]))
    const merged = [...found.values()].filter((row) => row.mergedInto !== null)
    if (merged.length === 0) return found
    const targets = new Map((await read(merged.map((row) => row.mergedInto ?? ''))).map((row) => [row.id, row]))
    for (const { id, mergedInto } of merged) {
      const target = targets.get(mergedInto ?? '')
      if (target && target.mergedInto === null) found.set(id, target)
      else found.delete(id)
    }
    return found
  }

  /** Entity ids by the local keys of a department. Not narrowed: read the entities by `byIds`. */
  async idsOfKeys(kind: EntityKind, department: string, keys: readonly string[]): Promise<Map<string, string>> {
    const links = await inSlices([...new Set(keys)], (slice) =>
      readKept(this.db, `idsOfKeys ${slice.length}`, [department, kind, ...slice], () =>
        this.db
          .selectFrom('Link')
          .select(['localKey', 'entityId'])
          .where('department', '=', department)
          .where('kind', '=', kind)
          .where('localKey', 'in', slice),
      ),
    )
    return new Map(links.map((link) => [link.localKey, link.entityId]))
  }

  /** Up to `limit` rows after the id `after`, in the order of ids. */
  async page(
    kind: EntityKind,
    conditions: EntityConditions,
    after: string | null,
    limit: number,
  ): Promise<ReadEntity[]> {
    if (after === null && conditions.houseId !== undefined && isOnly(conditions, 'houseId')) {
      const reach = await this.scopes.reach(kind)
      if (!reach) return this.pageOfHouse(kind, conditions.houseId, limit)
    }
    let query = (await this.matching(kind, conditions)).select(columns)
    if (after !== null) query = query.where('id', '>', after)
    return query.orderBy('id').limit(limit).execute()
  }

  /** Up to `limit` rows that changed after the position, in the order of their changes. Merged ones are not among them. */
  async changed(
    kind: EntityKind,
    { seq, id }: { readonly seq: number; readonly id: string },
    limit: number,
  ): Promise<(ReadEntity & Pick<EntityRow, 'changeSeq' | 'updatedAt'>)[]> {
    return (await this.matching(kind, {}))
      .select([...columns, 'changeSeq', 'updatedAt'])
      .where(sql<SqlBool>`("changeSeq", "id") > (${seq}, ${id})`)
      .orderBy('changeSeq')
      .orderBy('id')
      .limit(limit)
      .execute()
  }

  async count(kind: EntityKind, conditions: EntityConditions): Promise<number> {
    const query = (await this.matching(kind, conditions)).select((eb) => eb.fn.countAll<number>().as('count'))
    return (await query.executeTakeFirstOrThrow()).count
  }

  /**
   * Rows whose search form begins with the text, then those that hold it, at most `limit`. Among all persons of the city only by how the
   * name begins: an index finds that, whereas looking inside every name would hold up the process.
   */
  async search(kind: EntityKind, by: 'searchName' | 'code', text: string, limit: number): Promise<ReadEntity[]> {
    const base = (await this.matching(kind, {})).select(columns)
    const pattern = text.replace(/[\\%_]/g, (char) => `\\${char}`)
    const begins = await base
      .where(by, '>=', text)
      .where(by, '<', `${text}\u{10FFFF}`)
      .orderBy(by)
      .orderBy('id')
      .limit(limit)
      .execute()
    const everybody = kind === 'Person' && (await this.scopes.reach(kind)) === null
    if (begins.length >= limit || everybody || [...text].length < 2) return begins
    const holds = await base
      .where((eb) => sql<SqlBool>`${eb.ref(by)} like ${`%${pattern}%`} escape '\\'`)
      .orderBy('id')
      .limit(limit)
      .execute()
    const known = new Set(begins.map((row) => row.id))
    return [...begins, ...holds.filter((row) => !known.has(row.id))].slice(0, limit)
  }

  /**
   * Counts of entities by where they were recorded and, in a divided grid, by the part that their point or their house's lies in: within
   * reach, or of all where the request reaches no person at all (statistics).
   */
  async byGrid(kind: EntityKind, everybody: boolean): Promise<CountedPlace[]> {
    const query = everybody ? this.live(kind) : await this.matching(kind, {})
    const [divided] = await this.db.selectFrom('PointGrid').select('entityId').limit(1).execute()
    const rows = await query
      .select((eb) => [
        'townCode',
        'villageCode',
        'gridCode',
        (divided ? sql<string | null>`${pointGrid(eb)}` : sql<string | null>`cast(null as text)`).as('pointGrid'),
        eb.fn.countAll<number>().as('count'),
      ])
      .where('townCode', 'is not', null)
      .where('villageCode', 'is not', null)
      .groupBy(['townCode', 'villageCode', 'gridCode', sql.ref('pointGrid')])
      .execute()
    return rows.map((row) => ({
      ...row,
      townCode: row.townCode ?? '',
      villageCode: row.villageCode ?? '',
      count: Number(row.count),
    }))
  }

  /** The live links of entities, for their refs. */
  async links(ids: readonly string[]): Promise<Map<string, Map<string, string[]>>> {
    const rows = await inSlices([...new Set(ids)], (slice) =>
      readKept(this.db, `links ${slice.length}`, [...slice, 1], () =>
        this.db
          .selectFrom('Link')
          .select(['entityId', 'department', 'localKey'])
          .where('entityId', 'in', slice)
          .where('live', '=', 1),
      ),
    )
    const links = new Map<string, Map<string, string[]>>()
    for (const { entityId, department, localKey } of rows) {
      let ofEntity = links.get(entityId)
      if (!ofEntity) links.set(entityId, (ofEntity = new Map()))
      const keys = ofEntity.get(department)
      if (keys) keys.push(localKey)
      else ofEntity.set(department, [localKey])
    }
    return links
  }

  /** Entities that hold one of the index keys. */
  async byKeys(kind: EntityKind, keys: readonly string[]): Promise<string[]> {
    const rows = await readKept(this.db, `byKeys ${keys.length}`, [kind, ...keys], () =>
      this.db.selectFrom('NumberIndex').select('entityId').distinct().where('kind', '=', kind).where('key', 'in', keys),
    )
    return rows.map((row) => row.entityId)
  }

  // Private:

  /** The first page of what belongs to one house, for whoever reaches every row: what a card asks. */
  private pageOfHouse(kind: EntityKind, houseId: string, limit: number): Promise<ReadEntity[]> {
    return readKept(this.db, 'pageOfHouse', [kind, houseId, limit], () =>
      this.live(kind).select(columns).where('houseId', '=', houseId).orderBy('id').limit(limit),
    )
  }

  private live(kind: EntityKind): EntityQuery {
    return this.db.selectFrom('Entity').where('kind', '=', kind).where('mergedInto', 'is', null)
  }

  private async matching(kind: EntityKind, conditions: EntityConditions): Promise<EntityQuery> {
    const reach = await this.scopes.reach(kind)
    let query = this.live(kind)
    if (reach) query = query.where(reach)
    for (const column of ['gridCode', 'villageCode', 'townCode', 'code', 'houseId'] as const) {
      const value = conditions[column]
      if (value !== undefined) query = query.where(column, '=', value)
    }
    for (const column of ['category', 'state'] as const) {
      const values = conditions[column]
      if (values !== undefined) query = query.where(column, 'in', values.length === 0 ? [''] : [...values])
    }
    const { reportedFrom, reportedTo, participant, event, areas = [], exceptGrids = [] } = conditions
    for (const alternatives of areas) query = query.where((eb) => eb.or(alternatives.map((one) => recordedIn(eb, one))))
    if (exceptGrids.length > 0) query = query.where((eb) => notAmong(eb, 'gridCode', exceptGrids))
    if (reportedFrom !== undefined) query = query.where('reportedAt', '>=', reportedFrom)
    if (reportedTo !== undefined) query = query.where('reportedAt', '<=', reportedTo)
    if (participant !== undefined)
      query = query.where((eb) =>
        eb('id', 'in', eb.selectFrom('Participation').select('eventId').where('personId', '=', participant)),
      )
    if (event !== undefined)
      query = query.where((eb) =>
        eb('id', 'in', eb.selectFrom('Participation').select('personId').where('eventId', '=', event)),
      )
    return query
  }
}

// Private:

type EntityBuilder = ExpressionBuilder<HubTables, 'Entity'>

function recordedIn(eb: EntityBuilder, { column, codes, notGrids, notVillages, points }: RecordedIn) {
  const of = eb.and([
    eb(column, 'in', [...codes]),
    notAmong(eb, 'gridCode', notGrids),
    notAmong(eb, 'villageCode', notVillages),
  ])
  if (points === null) return of
  const point = pointGrid(eb)
  const inside = eb(point, 'in', [...points.grids])
  return eb.and([of, points.inside ? inside : eb.or([eb(point, 'is', null), eb.not(inside)])])
}

/** The grid that holds the row's point today, else that of its house. */
function pointGrid(eb: EntityBuilder) {
  const of = (column: 'id' | 'houseId') =>
    eb
      .selectFrom('PointGrid')
      .select('PointGrid.gridCode')
      .whereRef('PointGrid.entityId', '=', `Entity.${column}`)
      .$asScalar()
  return eb.fn.coalesce(of('id'), of('houseId'))
}

function notAmong(eb: EntityBuilder, column: AreaColumn, codes: readonly string[]) {
  return codes.length === 0 ? eb.lit(true) : eb.or([eb(column, 'is', null), eb(column, 'not in', [...codes])])
}

function isOnly(conditions: EntityConditions, name: keyof EntityConditions): boolean {
  return Object.entries(conditions).every(([of, value]) => of === name || value === undefined)
}
