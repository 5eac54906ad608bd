/**
 * Objections of persons to looks at their data (PIPL art. 44 and 50): each goes to the auditor, who answers within the term. Only the person
 * concerned may object, and only to a look of which they may be told.
 */
import { randomUUID } from 'node:crypto'
import { retryBusy } from '../prisma/sql.ts'
import type { HubStore } from '../prisma/store.ts'
import type { HubTables } from '../prisma/tables.ts'
import { pentagraphError } from '../schema/errors.ts'
import { shanghaiDay } from '../schema/shanghai-time.ts'
import { workingDaysAfter } from '../schema/working-days.ts'
import type { AuditArchive } from './audit-archive.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import { lookAt } from './looks.ts'
import { written } from './written-text.ts'

export const objectionStates = ['OPEN', 'UPHELD', 'REJECTED'] as const
export type ObjectionState = (typeof objectionStates)[number]
export type Objection = HubTables['Objection']

/** Working days in which an objection is answered, before a city sets its own row (`AuditTerm`, kind OBJECTION). */
export const OBJECTION_WORKING_DAYS = 15

export interface ObjectionRequest {
  readonly personId: string
  readonly subject: string
  /** Number of the audit record. */
  readonly seq: number
  readonly reason: string
  readonly idempotencyKey: string
  /** Epoch ms. */
  readonly at: number
}

/** Throws NOT_FOUND, BAD_USER_INPUT, IDEMPOTENCY_KEY_REUSED, WRITE_REFUSED with the reason ALREADY_OPEN. */
export async function objectToLook(archive: AuditArchive, asked: ObjectionRequest): Promise<Objection> {
  const { store } = archive
  const reason = written('input.reason', asked.reason, true)
  const idempotencyKey = idempotencyKeyOf(asked.idempotencyKey, 'input.idempotencyKey')
  const { personId, subject, seq, at } = asked
  const known = await byKey(store, subject, idempotencyKey).executeTakeFirst()
  if (known) return sameAs(known, seq, reason)
  if (!(await lookAt(archive, personId, seq, at))) throw pentagraphError('NOT_FOUND')
  const dueOn = shanghaiDay(workingDaysAfter(at, await answerDays(store)))
  const row: Objection = {
    id: `objection-${randomUUID()}`,
    seq,
    personId,
    subject,
    reason,
    state: 'OPEN',
    idempotencyKey,
    createdAt: at,
    dueOn,
    answer: null,
    answeredBy: null,
    answeredAt: null,
  }
  await retryBusy(() =>
    store.sql.transaction().execute(async (trx) => {
      const open = await trx
        .selectFrom('Objection')
        .select('idempotencyKey')
        .where('personId', '=', personId)
        .where('seq', '=', seq)
        .where('state', '=', 'OPEN')
        .executeTakeFirst()
      if (open && open.idempotencyKey !== idempotencyKey)
        throw pentagraphError('WRITE_REFUSED', { reason: 'ALREADY_OPEN' })
      // The same request twice at once: one row.
      await trx
        .insertInto('Objection')
        .values(row)
        .onConflict((on) => on.columns(['subject', 'idempotencyKey']).doNothing())
        .execute()
    }),
  )
  return sameAs(await byKey(store, subject, idempotencyKey).executeTakeFirstOrThrow(), seq, reason)
}

export interface ObjectionAnswer {
  readonly id: string
  readonly state: Exclude<ObjectionState, 'OPEN'>
  readonly answer: string
  /** The auditor. */
  readonly subject: string
  /** Epoch ms. */
  readonly at: number
}

/**
 * Asking the same again gives the same. Throws NOT_FOUND, BAD_USER_INPUT, TRANSITION_NOT_PERMITTED for one that was answered otherwise,
 * WRITE_REFUSED with the reason OWN_LOOK: nobody judges the own look.
 */
export async function answerObjection(archive: AuditArchive, given: ObjectionAnswer): Promise<Objection> {
  const { store } = archive
  const answer = written('input.answer', given.answer, true)
  const found = await byId(store, given.id)
  if (!found) throw pentagraphError('NOT_FOUND')
  const [look] = await archive.bodies([found.seq])
  if (look?.subject === given.subject || found.subject === given.subject)
    throw pentagraphError('WRITE_REFUSED', { reason: 'OWN_LOOK' })
  await retryBusy(() =>
    store.sql
      .updateTable('Objection')
      .set({ state: given.state, answer, answeredBy: given.subject, answeredAt: given.at })
      .where('id', '=', given.id)
      .where('state', '=', 'OPEN')
      .execute(),
  )
  const now = await byId(store, given.id)
  if (now?.state !== given.state || now.answer !== answer || now.answeredBy !== given.subject)
    throw pentagraphError('TRANSITION_NOT_PERMITTED')
  return now
}

export interface ObjectionPage {
  readonly objections: readonly Objection[]
  readonly hasNext: boolean
}

/** Of one person, or of all; newest first. `after`: id of the last of the page before. */
export async function readObjections(
  store: HubStore,
  filter: { readonly personId?: string; readonly state?: string; readonly overdueOn?: string },
  page: { readonly first: number; readonly after: string | null },
): Promise<ObjectionPage> {
  const last = page.after === null ? undefined : await byId(store, page.after)
  if (page.after !== null && !last) throw pentagraphError('BAD_USER_INPUT', { argument: 'after' })
  let query = store.sql.selectFrom('Objection').selectAll()
  if (filter.personId !== undefined) query = query.where('personId', '=', filter.personId)
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.overdueOn !== undefined) query = query.where('state', '=', 'OPEN').where('dueOn', '<', filter.overdueOn)
  if (last)
    query = query.where(({ or, and, eb }) =>
      or([eb('createdAt', '<', last.createdAt), and([eb('createdAt', '=', last.createdAt), eb('id', '<', last.id)])]),
    )
  const rows = await query
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(page.first + 1)
    .execute()
  return { objections: rows.slice(0, page.first), hasNext: rows.length > page.first }
}

/** Still open although the day has passed. */
export function isOverdue({ state, dueOn }: Objection, now: number): boolean {
  return state === 'OPEN' && dueOn < shanghaiDay(now)
}

// Private:

async function answerDays(store: HubStore): Promise<number> {
  const row = await store.sql.selectFrom('AuditTerm').select('days').where('kind', '=', 'OBJECTION').executeTakeFirst()
  return row?.days ?? OBJECTION_WORKING_DAYS
}

function byKey(store: HubStore, subject: string, idempotencyKey: string) {
  return store.sql
    .selectFrom('Objection')
    .selectAll()
    .where('subject', '=', subject)
    .where('idempotencyKey', '=', idempotencyKey)
}

function byId(store: HubStore, id: string): Promise<Objection | undefined> {
  return store.sql.selectFrom('Objection').selectAll().where('id', '=', id).executeTakeFirst()
}

function sameAs(known: Objection, seq: number, reason: string): Objection {
  if (known.seq !== seq || known.reason !== reason) throw pentagraphError('IDEMPOTENCY_KEY_REUSED')
  return known
}
