/**
 * Requests for correction: filed with a number and a deadline in working days, answered once by a data officer of the department that keeps
 * the record, carried out, and told to the asker. Each step is made once (ledger.ts) by whom the table allows it (states.ts).
 */
import { dueAt, readLimit } from '../../../access/grant-life/limits.ts'
import type { Trx } from '../../../access/grant-life/ledger.ts'
import { answering } from '../../../access/grant-life/parties.ts'
import type { Principal } from '../../../access/principal.ts'
import { written } from '../../../access/written-text.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { readProposed, type SpotValue } from '../../kit/corrections.ts'
import type { CorrectionDoors } from './doors.ts'
import { changeOnce, madeBefore, readCorrection, setRow, type CorrectionChange, type CorrectionRow } from './ledger.ts'
import { correctionTransition, type CorrectionAction, type CorrectionParty } from './states.ts'
import type { AskedField, CorrectionTarget } from './target.ts'

export interface Asking {
  readonly actor: Principal
  /** Epoch ms. */
  readonly at: number
  readonly idempotencyKey: string
}

export interface NewCorrection extends AskedField {
  /** What should stand there; null when nothing should. */
  readonly proposed: string | null
  readonly evidence: string
}

/**
 * The correction's number. `find` gives what the request is about, if the asker may see it. Throws BAD_USER_INPUT, IDEMPOTENCY_KEY_REUSED,
 * WRITE_REFUSED with the reason NOTHING_TO_CORRECT, ALREADY_OPEN or TOO_MANY_OPEN, and what `find` throws.
 */
export async function requestCorrection(
  doors: CorrectionDoors,
  given: NewCorrection,
  asking: Asking,
  find: () => Promise<CorrectionTarget>,
): Promise<string> {
  const { actor, at } = asking
  const evidence = written('input.evidence', given.evidence, true)
  const change: CorrectionChange = { ...asking, action: 'REQUEST', content: given }
  const before = await madeBefore(doors, change)
  if (before !== null) return before
  const { field, spot, value, entityId } = await find()
  const proposed = given.proposed === null ? null : readProposed('input.proposed', field, given.proposed)
  if (proposed === value) throw pentagraphError('WRITE_REFUSED', { reason: 'NOTHING_TO_CORRECT' })
  return changeOnce(doors, change, async (trx, id) => {
    const open = await trx
      .selectFrom('Correction')
      .select(['record', 'recordKey', 'recordField'])
      .where('asker', '=', actor.subject)
      .where('state', '=', 'OPEN')
      .limit(OPEN_AT_A_TIME)
      .execute()
    if (open.length >= OPEN_AT_A_TIME) throw pentagraphError('WRITE_REFUSED', { reason: 'TOO_MANY_OPEN' })
    const same = (one: (typeof open)[number]) =>
      one.record === spot.record && one.recordKey === spot.key && one.recordField === spot.field
    if (open.some(same)) throw pentagraphError('WRITE_REFUSED', { reason: 'ALREADY_OPEN' })
    const number = `JZ${id.slice(0, NUMBER_LENGTH)}`
    const row: CorrectionRow = {
      number,
      state: 'OPEN',
      asker: actor.subject,
      askerDepartment: actor.department,
      department: field.department,
      field: given.field,
      entityId,
      record: spot.record,
      recordKey: spot.key,
      recordField: spot.field,
      seen: doors.digest(value),
      accepted: null,
      proposed: doors.texts.seal(number, 'proposed', proposed),
      evidence: doors.texts.seal(number, 'evidence', evidence),
      answer: null,
      receipt: null,
      filedAt: at,
      dueAt: dueAt(at, await readLimit(trx, 'CORRECTION_ANSWER')),
      answeredAt: null,
      answeredBy: null,
      way: null,
      receiptDueAt: null,
      writeVersion: null,
      attempt: 0,
      fault: null,
      closedAt: null,
      version: 1,
      readVersion: 1,
    }
    await trx
      .insertInto('Correction')
      .values(row)
      .onConflict((on) => on.doNothing())
      .execute()
    return { number, version: 1, from: null, to: 'OPEN' }
  })
}

export interface Step {
  readonly number: string
  /** The version that the caller has seen. */
  readonly seen: string
}

export function withdrawCorrection(doors: CorrectionDoors, step: Step, asking: Asking): Promise<string> {
  return move(doors, step, asking, 'WITHDRAW', null, async () => ({ closedAt: asking.at }))
}

/** Refuses with written reasons, compulsory. */
export async function refuseCorrection(
  doors: CorrectionDoors,
  step: Step,
  reasons: string | null,
  asking: Asking,
): Promise<string> {
  const answer = written('reasons', reasons, true)
  return move(doors, step, asking, 'REFUSE', answer, async () => ({
    ...answered(doors, step.number, answer, asking),
    closedAt: asking.at,
  }))
}

/**
 * Accepts it against the value that stands at the source now, as the officer sees it; null when the row is gone. Where the hub writes the field, what is needed for the
 * write is set down first and done by carry-out.ts; else the clock of the receipt starts.
 */
export async function acceptCorrection(
  doors: CorrectionDoors,
  step: Step,
  note: string | null,
  now: SpotValue | null,
  asking: Asking,
): Promise<string> {
  const answer = written('reasons', note, false)
  return move(doors, step, asking, 'ACCEPT', answer, async (trx, row) => {
    if (now === null) throw pentagraphError('WRITE_REFUSED', { reason: 'ROW_GONE' })
    const base = { ...answered(doors, row.number, answer, asking), accepted: doors.digest(now.value) }
    const field = doors.fields.get(`${row.record}.${row.recordField}`)
    if (field?.written === true) return { ...base, way: 'WRITE', writeVersion: now.version, attempt: 1 }
    return { ...base, way: 'INSTRUCTION', receiptDueAt: dueAt(asking.at, await readLimit(trx, 'CORRECTION_RECEIPT')) }
  })
}

/** An officer has it tried again at once; carry-out.ts does. */
export function retryCorrection(doors: CorrectionDoors, step: Step, asking: Asking): Promise<string> {
  return move(doors, step, asking, 'RETRY', null, () => Promise.resolve({}))
}

/** The receipt (回执): what was changed at the source by hand. */
export async function confirmCorrection(
  doors: CorrectionDoors,
  step: Step,
  receipt: string | null,
  asking: Asking,
): Promise<string> {
  const text = written('receipt', receipt, true)
  return move(doors, step, asking, 'CONFIRM', text, () =>
    Promise.resolve({
      receipt: doors.texts.seal(step.number, 'receipt', text),
      closedAt: asking.at,
      fault: null,
    }),
  )
}

/** Marks that the asker has read it as it stood at `seen`. Throws NOT_FOUND for everybody else's. */
export async function markRead(doors: CorrectionDoors, { number, seen }: Step, actor: Principal): Promise<void> {
  const row = await readCorrection(doors.store.sql, number)
  if (!row || row.asker !== actor.subject) throw pentagraphError('NOT_FOUND')
  const version = Number(seen)
  if (!Number.isInteger(version) || version > row.version) throw pentagraphError('VERSION_CONFLICT')
  await doors.store.sql
    .updateTable('Correction')
    .set({ readVersion: version })
    .where('number', '=', number)
    .where('readVersion', '<', version)
    .execute()
}

/** Nobody answers the own request. */
export function partiesTo(row: CorrectionRow, actor: Principal): ReadonlySet<CorrectionParty> {
  if (row.asker === actor.subject) return new Set(['ASKER'])
  return new Set(isOfficerOf(row.department, actor) ? ['OFFICER'] : [])
}

export function isOfficerOf(department: string, { roles, department: own }: Principal): boolean {
  return roles.includes('data-officer') && own === answering(department)
}

// Private:

/** An asker's open requests at a time: more are a mistake of a program. */
const OPEN_AT_A_TIME = 200
const NUMBER_LENGTH = 12

function answered(doors: CorrectionDoors, number: string, answer: string | null, { actor, at }: Asking) {
  return { answer: doors.texts.seal(number, 'answer', answer), answeredAt: at, answeredBy: actor.subject }
}

async function move(
  doors: CorrectionDoors,
  { number, seen }: Step,
  asking: Asking,
  action: CorrectionAction,
  text: string | null,
  valuesOf: (trx: Trx, row: CorrectionRow) => Promise<Partial<CorrectionRow>>,
): Promise<string> {
  const change = { ...asking, action, content: { number, text } }
  return changeOnce(doors, change, async (trx) => {
    const row = await readCorrection(trx, number)
    // Whom it does not concern must not learn that it is there.
    if (!row || partiesTo(row, asking.actor).size === 0) throw pentagraphError('NOT_FOUND')
    const line = correctionTransition(row.state, row.way, action, partiesTo(row, asking.actor))
    if (!line) throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: row.state, action })
    if (seen !== String(row.version)) throw pentagraphError('VERSION_CONFLICT')
    const version = await setRow(trx, row, { state: line.to, ...(await valuesOf(trx, row)) })
    return { number, version, from: line.from, to: line.to }
  })
}
