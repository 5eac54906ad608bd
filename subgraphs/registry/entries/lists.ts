/** Entries of one worker and the queue of one department, in SQL, so that pages are right at any size. */
import type { HubStore } from '../../../prisma/store.ts'
import { positionText, readPosition } from '../list-position.ts'
import type { DeliveryRow, DeliveryStepRow, EntryRow } from './ledger.ts'
import type { DeliveryState } from './states.ts'

type Sql = Pick<HubStore['sql'], 'selectFrom'>

/** Newest first, after the cursor, one more than `size` where more follow. */
export function entriesOf(db: Sql, worker: string, after: string | null, size: number): Promise<EntryRow[]> {
  let query = db.selectFrom('BaseDataEntry').selectAll().where('worker', '=', worker)
  if (after !== null) {
    const [at, number] = readPosition<[string]>(after, 1)
    query = query.where((eb) =>
      eb.or([eb('enteredAt', '<', at), eb.and([eb('enteredAt', '=', at), eb('number', '<', number)])]),
    )
  }
  return query
    .orderBy('enteredAt', 'desc')
    .orderBy('number', 'desc')
    .limit(size + 1)
    .execute()
}

/** What waits for a department longest first. */
export function deliveriesOf(
  db: Sql,
  department: string,
  states: readonly DeliveryState[],
  after: string | null,
  size: number,
): Promise<DeliveryRow[]> {
  let query = db
    .selectFrom('BaseDataDelivery')
    .selectAll()
    .where('department', '=', department)
    .where('state', 'in', [...states])
  if (after !== null) {
    const [at, number] = readPosition<[string]>(after, 1)
    query = query.where((eb) =>
      eb.or([eb('enteredAt', '>', at), eb.and([eb('enteredAt', '=', at), eb('number', '>', number)])]),
    )
  }
  return query
    .orderBy('enteredAt')
    .orderBy('number')
    .limit(size + 1)
    .execute()
}

/** Deliveries of these entries, in the order of their numbers, in one read. */
export async function deliveriesByEntry(
  db: Sql,
  entries: readonly string[],
): Promise<ReadonlyMap<string, readonly DeliveryRow[]>> {
  if (entries.length === 0) return new Map()
  const rows = await db
    .selectFrom('BaseDataDelivery')
    .selectAll()
    .where('entry', 'in', [...entries])
    .orderBy('number')
    .execute()
  return grouped(rows, ({ entry }) => entry)
}

/** Steps of one delivery, oldest first. */
export function stepsOf(db: Sql, number: string): Promise<DeliveryStepRow[]> {
  return db.selectFrom('BaseDataStep').selectAll().where('number', '=', number).orderBy('version').execute()
}

export async function countEntries(db: Sql, worker: string): Promise<number> {
  return count(
    await db
      .selectFrom('BaseDataEntry')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('worker', '=', worker)
      .executeTakeFirstOrThrow(),
  )
}

export async function countDeliveries(db: Sql, department: string, states: readonly DeliveryState[]): Promise<number> {
  return count(
    await db
      .selectFrom('BaseDataDelivery')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('department', '=', department)
      .where('state', 'in', [...states])
      .executeTakeFirstOrThrow(),
  )
}

export function positionOf({ enteredAt, number }: Pick<DeliveryRow, 'enteredAt' | 'number'>): string {
  return positionText(enteredAt, number)
}

export function grouped<T>(rows: readonly T[], by: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>()
  for (const row of rows) {
    const list = found.get(by(row))
    if (list) list.push(row)
    else found.set(by(row), [row])
  }
  return found
}

// Private:

function count(row: { readonly count: number }): number {
  return Number(row.count)
}
