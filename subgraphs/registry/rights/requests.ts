/**
 * Requests of citizens on the hub's own data: filed with a number and a deadline, answered once by a data officer of the big-data centre
 * with reasons. What an accepted one sets in motion is done in steps that may be broken off and are taken up again at the next start:
 * ACCEPTED until all is done, then DONE. A contested value stays ACCEPTED until a department says something else.
 */
import { createHash } from 'node:crypto'
import { idempotencyKeyOf } from '../../../access/idempotency-key.ts'
import { eraseDeleted } from '../../../prisma/erase.ts'
import { retryBusy } from '../../../prisma/sql.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { HubTables } from '../../../prisma/tables.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { spokenNumber } from '../../../schema/spoken-number.ts'
import { workingDaysAfter } from '../../../schema/working-days.ts'
import type { Db } from '../bulk.ts'
import type { IndexSecrets } from '../index-secrets.ts'
import type { Linker } from '../linker.ts'
import { forgetIn, idsOf, keptBy, personalTables } from './forget.ts'
import { separateRecords } from './separate.ts'

export type RequestRow = HubTables['PersonalDataRequest']

/** Fields of the golden record that can be contested; RECORD: records of a department that are not the person's. */
export const correctable = ['name', 'sex', 'birthDate', 'RECORD'] as const
export type Correctable = (typeof correctable)[number]

/** 条例 on data correction asks for an answer without delay; the hub promises this many working days. */
export const ANSWER_WORKING_DAYS = 10
/** A person's open requests at a time: more are a mistake of a program. */
const OPEN_AT_A_TIME = 10
export const TEXT_LENGTH = 2_000

export interface NewRequest {
  readonly personId: string
  readonly kind: 'CORRECTION' | 'DELETION'
  readonly field: Correctable | null
  readonly department: string | null
  readonly text: string
  /** The same caller with the same key asks for the same request. */
  readonly subject: string
  readonly idempotencyKey: string
  readonly now: number
}

export interface RequestDoors {
  readonly store: HubStore
  readonly secrets: IndexSecrets
  readonly linker: Linker
}

/** Throws BAD_USER_INPUT, IDEMPOTENCY_KEY_REUSED, WRITE_REFUSED with `reason: TOO_MANY_OPEN`. */
export async function fileRequest({ store }: RequestDoors, asked: NewRequest): Promise<RequestRow> {
  const { personId, kind, field, department, text, now } = asked
  if (text.trim() === '' || text.length > TEXT_LENGTH) throw pentagraphError('BAD_USER_INPUT', { argument: 'text' })
  if (field === 'RECORD' && department === null) throw pentagraphError('BAD_USER_INPUT', { argument: 'department' })
  const number = numberOf(asked)
  const known = await readRequest(store, number)
  if (known) {
    const same = known.personId === personId && known.kind === kind && known.field === field
    if (!same || known.department !== department || (known.text !== text && known.text !== ''))
      throw pentagraphError('IDEMPOTENCY_KEY_REUSED')
    return known
  }
  const open = await store.sql
    .selectFrom('PersonalDataRequest')
    .select('number')
    .where('personId', '=', personId)
    .where('state', '=', 'OPEN')
    .limit(OPEN_AT_A_TIME)
    .execute()
  if (open.length >= OPEN_AT_A_TIME) throw pentagraphError('WRITE_REFUSED', { reason: 'TOO_MANY_OPEN' })
  const row: RequestRow = {
    number,
    personId,
    kind,
    field,
    department,
    text,
    state: 'OPEN',
    filedAt: now,
    dueAt: workingDaysAfter(now, ANSWER_WORKING_DAYS),
    decidedAt: null,
    decider: null,
    answer: null,
    receipt: null,
  }
  await retryBusy(() =>
    store.sql
      .insertInto('PersonalDataRequest')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  )
  return row
}

export interface Answer {
  readonly number: string
  readonly accept: boolean
  readonly answer: string
  readonly decider: string
  readonly now: number
}

/**
 * Decides an open request; the same answer again finds the first one. Throws NOT_FOUND, BAD_USER_INPUT, TRANSITION_NOT_PERMITTED when it
 * was answered otherwise, WRITE_REFUSED with the departments when a deletion cannot be accepted.
 */
export async function answerRequest(doors: RequestDoors, given: Answer): Promise<RequestRow> {
  const { store } = doors
  const { number, accept, answer, decider, now } = given
  if (answer.trim() === '' || answer.length > TEXT_LENGTH)
    throw pentagraphError('BAD_USER_INPUT', { argument: 'answer' })
  const request = await readRequest(store, number)
  if (!request) throw pentagraphError('NOT_FOUND')
  if (accept && request.kind === 'DELETION' && request.state === 'OPEN') {
    const departments = await keptBy(store.sql, await idsOf(store.sql, request.personId))
    if (departments.length > 0) throw pentagraphError('WRITE_REFUSED', { reason: 'KEPT_BY_DEPARTMENTS', departments })
  }
  const state = accept ? 'ACCEPTED' : 'REFUSED'
  const decided = await retryBusy(() =>
    store.sql
      .updateTable('PersonalDataRequest')
      .set({ state, answer, decider, decidedAt: now })
      .where('number', '=', number)
      .where('state', '=', 'OPEN')
      .executeTakeFirst(),
  )
  if (decided.numUpdatedRows === 0n) {
    const before = await readRequest(store, number)
    const accepted = before?.state === 'ACCEPTED' || before?.state === 'DONE'
    if (before?.decider !== decider || before.answer !== answer || accepted !== accept)
      throw pentagraphError('TRANSITION_NOT_PERMITTED', { action: 'ANSWER' })
  }
  if (accept) await carryOut(doors, number)
  return requestOf(store, number).executeTakeFirstOrThrow()
}

/** What was accepted and broke off is done now. For the start of a hub. */
export async function carryOutAccepted(doors: RequestDoors): Promise<void> {
  const accepted = await doors.store.sql
    .selectFrom('PersonalDataRequest')
    .select('number')
    .where('state', '=', 'ACCEPTED')
    .execute()
  for (const { number } of accepted) await carryOut(doors, number)
}

export function readRequest(store: HubStore, number: string): Promise<RequestRow | undefined> {
  return requestOf(store, number).executeTakeFirst()
}

// Private:

function requestOf(store: HubStore, number: string) {
  return store.sql.selectFrom('PersonalDataRequest').selectAll().where('number', '=', number)
}

/** `GR` and twelve characters: the same for the same caller and key. */
function numberOf({ subject, idempotencyKey }: NewRequest): string {
  const digest = createHash('sm3')
    .update(JSON.stringify(['personal-data', subject, idempotencyKeyOf(idempotencyKey)]))
    .digest()
  return `GR${spokenNumber(digest, 12)}`
}

/** Each step may be repeated. */
async function carryOut(doors: RequestDoors, number: string): Promise<void> {
  const { store, secrets, linker } = doors
  const request = await readRequest(store, number)
  if (request?.state !== 'ACCEPTED') return
  if (request.kind === 'DELETION') {
    if (request.receipt === null) {
      // The receipt stands in the transaction that deletes: broken off after it, the counts are not lost.
      await retryBusy(() =>
        store.sql.transaction().execute(async (trx) => {
          const done = await forgetIn(trx, request.personId)
          // A department may have delivered the person again since; then this deletion has lost its object.
          const receipt = done.outcome === 'FORGOTTEN' ? done.receipt : { deleted: {}, stays: ['KEPT_BY_DEPARTMENTS'] }
          await setRequest(trx, number, { receipt: JSON.stringify(receipt) })
        }),
      )
    }
    await eraseDeleted(store, personalTables)
    await setRequest(store.sql, number, { state: 'DONE' })
    return
  }
  if (request.field === 'RECORD' && request.department !== null) {
    const separated = await separateRecords(store, secrets, request.personId, request.department, Date.now())
    await linker.makeGolden('Person')
    const before = request.receipt === null ? 0 : (JSON.parse(request.receipt) as { separated: number }).separated
    await setRequest(store.sql, number, { state: 'DONE', receipt: JSON.stringify({ separated: before + separated }) })
    return
  }
  await store.sql.updateTable('Entity').set({ stale: 1 }).where('id', '=', request.personId).execute()
  await linker.makeGolden('Person')
}

async function setRequest(db: Db, number: string, values: Partial<RequestRow>): Promise<void> {
  await retryBusy(() => db.updateTable('PersonalDataRequest').set(values).where('number', '=', number).execute())
}
