/**
 * What follows from an acceptance: the value is written to the department's system, once. Before each attempt the version that it names
 * stands in the store, so that an attempt that broke off is made again as the very same change, which the adapter knows; a new version is
 * taken only after the old one was refused. A source that does not answer is asked again later; one that refuses for good, or says
 * something else by now, leaves the value to a person, with an instruction.
 */
import { GraphQLError } from 'graphql'
import { dueAt, readLimit } from '../../../access/grant-life/limits.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import type { FieldSpot } from '../../kit/corrections.ts'
import type { CorrectionDoors } from './doors.ts'
import { changeOnce, readCorrection, setRow, type CorrectionRow } from './ledger.ts'
import { correctionTransition, type CorrectionAction } from './states.ts'

/** Does what was accepted and is not written yet. Never throws for a source: what it said stands as `fault` in the row. */
export async function carryOut(
  doors: CorrectionDoors,
  number: string,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    const row = await readCorrection(doors.store.sql, number)
    if (row?.state !== 'ACCEPTED' || row.way !== 'WRITE') return
    const code = await attempt(doors, row, signal)
    if (code === null) return finish(doors, row, 'WRITE', now, signal)
    if (code !== 'VERSION_CONFLICT') {
      return forGood.has(code) ? finish(doors, row, 'INSTRUCT', now, signal, code) : note(doors, row, { fault: code })
    }
    const found = await lookAgain(doors, row, signal)
    if (found.outcome === 'SILENT') return note(doors, row, { fault: found.code })
    if (found.outcome === 'SAID_ALREADY') return finish(doors, row, 'WRITE', now, signal)
    if (found.outcome === 'CHANGED') return finish(doors, row, 'INSTRUCT', now, signal, 'CHANGED_AT_SOURCE')
    await note(doors, row, { writeVersion: found.version, attempt: row.attempt + 1 })
  }
}

/** All that is accepted and not written, for the hub's regular turns and its start. */
export async function carryOutAll(doors: CorrectionDoors, now: number, signal: AbortSignal): Promise<void> {
  const rows = await doors.store.sql
    .selectFrom('Correction')
    .select('number')
    .where('state', '=', 'ACCEPTED')
    .where('way', '=', 'WRITE')
    .orderBy('answeredAt')
    .limit(BATCH)
    .execute()
  for (const { number } of rows) {
    if (signal.aborted) return
    await carryOut(doors, number, now, signal)
  }
}

export function spotOf({ record, recordKey, recordField }: CorrectionRow): FieldSpot {
  return { record, key: recordKey, field: recordField }
}

// Private:

/** A row that changes under every attempt is tried again at the next turn of the hub. */
const TURNS = 3
const BATCH = 100
/** As whom the hub itself acts. */
const hub = { subject: 'registry:corrections', department: 'registry' }
/** After these the same change will not be taken another time either. */
const forGood: ReadonlySet<string> = new Set(['WRITE_REFUSED', 'IDEMPOTENCY_KEY_REUSED', 'BAD_USER_INPUT'])

/** Null when it is written, now or before; else the code of what the source said. */
async function attempt(doors: CorrectionDoors, row: CorrectionRow, signal: AbortSignal): Promise<string | null> {
  try {
    const change = {
      spot: spotOf(row),
      value: doors.texts.open(row.number, 'proposed', row.proposed),
      idempotencyKey: `${row.number}/${row.attempt}`,
      expectedVersion: row.writeVersion ?? '',
    }
    await correctorOf(doors, row).write(change, signal)
    return null
  } catch (error) {
    return codeOf(error)
  }
}

type Found =
  | { readonly outcome: 'AS_ACCEPTED'; readonly version: string }
  | { readonly outcome: 'SAID_ALREADY' }
  | { readonly outcome: 'CHANGED' }
  | { readonly outcome: 'SILENT'; readonly code: string }

async function lookAgain(doors: CorrectionDoors, row: CorrectionRow, signal: AbortSignal): Promise<Found> {
  try {
    const now = await correctorOf(doors, row).read(spotOf(row), signal)
    if (now === null) return { outcome: 'CHANGED' }
    if (now.value === doors.texts.open(row.number, 'proposed', row.proposed)) return { outcome: 'SAID_ALREADY' }
    return doors.isValue(row.accepted, now.value)
      ? { outcome: 'AS_ACCEPTED', version: now.version }
      : { outcome: 'CHANGED' }
  } catch (error) {
    return { outcome: 'SILENT', code: codeOf(error) }
  }
}

function correctorOf({ correctors }: CorrectionDoors, { department }: CorrectionRow) {
  const corrector = correctors.get(department)
  if (!corrector) throw pentagraphError('DEPARTMENT_UNAVAILABLE', { department })
  return corrector
}

function codeOf(error: unknown): string {
  const code = error instanceof GraphQLError ? error.extensions['code'] : undefined
  return typeof code === 'string' ? code : 'DEPARTMENT_FAULT'
}

/** Not a step of the life: nobody did anything. Another process that was faster has done it. */
async function note(doors: CorrectionDoors, row: CorrectionRow, values: Partial<CorrectionRow>): Promise<void> {
  await doors.store.sql
    .updateTable('Correction')
    .set(values)
    .where('number', '=', row.number)
    .where('version', '=', row.version)
    .where('attempt', '=', row.attempt)
    .execute()
}

async function finish(
  doors: CorrectionDoors,
  row: CorrectionRow,
  action: Extract<CorrectionAction, 'WRITE' | 'INSTRUCT'>,
  now: number,
  signal: AbortSignal,
  fault: string | null = null,
): Promise<void> {
  const line = correctionTransition(row.state, row.way, action, new Set(['HUB']))
  if (!line) return
  // One step for one version, whichever process comes first.
  const idempotencyKey = `${row.number}/${action}/${row.version}`
  const change = { actor: hub, at: now, idempotencyKey, action, content: null }
  try {
    await changeOnce(doors, change, async (trx) => {
      const values: Partial<CorrectionRow> =
        action === 'WRITE'
          ? { state: line.to, closedAt: now, fault: null }
          : { way: 'INSTRUCTION', fault, receiptDueAt: dueAt(now, await readLimit(trx, 'CORRECTION_RECEIPT')) }
      return { number: row.number, version: await setRow(trx, row, values), from: 'ACCEPTED', to: line.to }
    })
  } catch (error) {
    // Another process has finished it.
    if (codeOf(error) !== 'VERSION_CONFLICT') throw error
    return
  }
  // The write has succeeded: a link that fails now is made at the next linking.
  if (action === 'WRITE') await doors.linkRecord(row.department, spotOf(row), signal).catch(() => {})
}
