/** Queues of corrections, and their counts by department. Conditions and order are SQL, so that pages and totals are right at any size. */
import { sql, type ExpressionBuilder, type SqlBool, type Expression } from 'kysely'
import type { HubStore } from '../../../prisma/store.ts'
import type { HubTables } from '../../../prisma/tables.ts'
import { positionText, readPosition } from '../list-position.ts'
import type { CorrectionRow, CorrectionStepRow } from './ledger.ts'
import type { CorrectionState } from './states.ts'

type Builder = ExpressionBuilder<HubTables, 'Correction'>
type Sql = Pick<HubStore['sql'], 'selectFrom'>

/** All that are given must hold. */
export interface CorrectionConditions {
  readonly asker?: string
  /** Of this department, or, with `overdueElsewhere`, overdue in any other. */
  readonly department?: string
  readonly overdueElsewhere?: true
  readonly states?: readonly CorrectionState[]
  /** Past a deadline at this instant, epoch ms. */
  readonly overdueAt?: number
  readonly unread?: true
  readonly now: number
}

/** DUE: what is due first in front. NEWEST: what was filed last in front. */
export type CorrectionOrder = 'DUE' | 'NEWEST'

/** Rows after the cursor `after`, one more than `size` where more follow. */
export function readPage(
  db: Sql,
  conditions: CorrectionConditions,
  order: CorrectionOrder,
  after: string | null,
  size: number,
): Promise<CorrectionRow[]> {
  const column = order === 'DUE' ? 'dueAt' : 'filedAt'
  const direction = order === 'DUE' ? 'asc' : 'desc'
  let query = db
    .selectFrom('Correction')
    .selectAll()
    .where((eb) => within(eb, conditions))
  if (after !== null) {
    const [at, number] = readPosition<[string]>(after, 1)
    const further = order === 'DUE' ? '>' : '<'
    query = query.where((eb) =>
      eb.or([eb(column, further, at), eb.and([eb(column, '=', at), eb('number', further, number)])]),
    )
  }
  return query
    .orderBy(column, direction)
    .orderBy('number', direction)
    .limit(size + 1)
    .execute()
}

/** Where the page goes on behind this row. */
export function positionOf(row: CorrectionRow, order: CorrectionOrder): string {
  return positionText(order === 'DUE' ? row.dueAt : row.filedAt, row.number)
}

export async function countOf(db: Sql, conditions: CorrectionConditions): Promise<number> {
  const row = await db
    .selectFrom('Correction')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where((eb) => within(eb, conditions))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Steps of these corrections, oldest first, in one read. */
export async function stepsOf(
  db: Sql,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, readonly CorrectionStepRow[]>> {
  const found = new Map<string, CorrectionStepRow[]>()
  if (numbers.length === 0) return found
  const rows = await db
    .selectFrom('CorrectionStep')
    .selectAll()
    .where('number', 'in', [...numbers])
    .orderBy('number')
    .orderBy('version')
    .execute()
  for (const row of rows) {
    const list = found.get(row.number)
    if (list) list.push(row)
    else found.set(row.number, [row])
  }
  return found
}

/** As the lists have it, of one row. */
export function isOverdueNow({ state, dueAt, receiptDueAt }: CorrectionRow, now: number): boolean {
  if (state === 'OPEN') return dueAt < now
  return state === 'ACCEPTED' && receiptDueAt !== null && receiptDueAt < now
}

/** How a department answers: requests of the last year. */
export interface CorrectionCounts {
  readonly asked: number
  readonly accepted: number
  readonly refused: number
  /** Past a deadline now, or answered after it. */
  readonly overdue: number
}

/** By department; one that was never asked is not there. `now` is epoch ms. */
export async function correctionCounts(db: Sql, now: number): Promise<ReadonlyMap<string, CorrectionCounts>> {
  const rows = await db
    .selectFrom('Correction')
    .select((eb) => [
      'department',
      eb.fn.countAll<number>().as('asked'),
      countIf(eb('state', 'in', ['ACCEPTED', 'DONE'])).as('accepted'),
      countIf(eb('state', '=', 'REFUSED')).as('refused'),
      countIf(eb.or([isOverdue(eb, now), eb('answeredAt', '>', eb.ref('dueAt'))])).as('overdue'),
    ])
    .where('filedAt', '>', now - YEAR_MS)
    .groupBy('department')
    .execute()
  return new Map(
    rows.map(({ department, asked, accepted, refused, overdue }) => [
      department,
      { asked: Number(asked), accepted: Number(accepted), refused: Number(refused), overdue: Number(overdue) },
    ]),
  )
}

// Private:

const YEAR_MS = 366 * 86_400_000

function within(eb: Builder, conditions: CorrectionConditions): Expression<SqlBool> {
  const { asker, department, overdueElsewhere, states, overdueAt, unread, now } = conditions
  const all: Expression<SqlBool>[] = []
  if (asker !== undefined) all.push(eb('asker', '=', asker))
  if (department !== undefined) {
    const own = eb('department', '=', department)
    all.push(overdueElsewhere ? eb.or([own, isOverdue(eb, now)]) : own)
  }
  if (states !== undefined) all.push(eb('state', 'in', [...states]))
  if (overdueAt !== undefined) all.push(isOverdue(eb, overdueAt))
  if (unread) all.push(eb('version', '>', eb.ref('readVersion')))
  return eb.and(all)
}

function isOverdue(eb: Builder, now: number): Expression<SqlBool> {
  return eb.or([
    eb.and([eb('state', '=', 'OPEN'), eb('dueAt', '<', now)]),
    eb.and([eb('state', '=', 'ACCEPTED'), eb('receiptDueAt', '<', now)]),
  ])
}

function countIf(condition: Expression<SqlBool>) {
  return sql<number>`sum(case when ${condition} then 1 else 0 end)`
}
