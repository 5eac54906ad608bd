/**
 * The outbox and its steps. A person's step is made once, though it is asked twice; a step of the hub's own follows from the state that it
 * found, so that of two processes one makes it. Row and step are one transaction.
 */
import { createHash } from 'node:crypto'
import { changeNumber, type Trx } from '../../../access/grant-life/ledger.ts'
import type { Principal } from '../../../access/principal.ts'
import { canonicalJson } from '../../../access/canonical-json.ts'
import { retryBusy } from '../../../prisma/sql.ts'
import type { HubStore } from '../../../prisma/store.ts'
import type { HubTables } from '../../../prisma/tables.ts'
import { pentagraphError } from '../../../schema/errors.ts'
import { spokenNumber } from '../../../schema/spoken-number.ts'
import type { EntryDoors } from './doors.ts'
import { deliveryAfter, type DeliveryAction } from './states.ts'

export type EntryRow = HubTables['BaseDataEntry']
export type DeliveryRow = HubTables['BaseDataDelivery']
export type DeliveryStepRow = HubTables['BaseDataStep']

export interface Asking {
  readonly actor: Pick<Principal, 'subject' | 'department'>
  /** Epoch ms. */
  readonly at: number
  readonly idempotencyKey: string
}

type Store = Pick<EntryDoors, 'store' | 'texts'>

/**
 * Enters it with its deliveries, now or before: the outbox is whole or it is not there. Answers with the entry's number. Throws
 * IDEMPOTENCY_KEY_REUSED.
 */
export async function enterOnce(
  { store, texts }: Store,
  asking: Asking,
  content: unknown,
  make: (
    number: string,
  ) => Promise<{ readonly entry: Omit<EntryRow, 'content'>; readonly deliveries: readonly DeliveryRow[] }>,
): Promise<string> {
  const number = entryNumber(asking)
  const text = canonicalJson(content)
  const known = async () => {
    const row = await readEntry(store.sql, number)
    if (row && !texts.isDigestOf(row.content, text)) throw pentagraphError('IDEMPOTENCY_KEY_REUSED')
    return row !== undefined
  }
  if (await known()) return number
  const { entry, deliveries } = await make(number)
  const entered = { ...entry, content: texts.digest(text) }
  const step = stepOf({ number, version: 1 }, hashOf([number, 'RECORD']), 'RECORD', null, 'PENDING', asking)
  try {
    await retryBusy(() =>
      store.sql.transaction().execute(async (trx) => {
        await trx.insertInto('BaseDataEntry').values(entered).execute()
        for (const delivery of deliveries) await trx.insertInto('BaseDataDelivery').values(delivery).execute()
        await trx
          .insertInto('BaseDataStep')
          .values({ ...step, content: entered.content })
          .execute()
      }),
    )
  } catch (error) {
    // The same entry at once by another process: it has come first.
    if (!(await known())) throw error
  }
  return number
}

/** What the hub does with a delivery as it was read; false when somebody else has done something with it meanwhile. */
export function moveByHub(
  { store }: Store,
  row: DeliveryRow,
  action: DeliveryAction,
  values: Partial<DeliveryRow>,
  at: number,
): Promise<boolean> {
  const to = deliveryAfter(row.state, action, 'HUB')
  if (to === null) return Promise.resolve(false)
  return retryBusy(() =>
    store.sql.transaction().execute(async (trx) => {
      if (!(await setRow(trx, row, { ...values, state: to }))) return false
      const of = { number: row.number, version: row.version + 1 }
      const step = stepOf(of, hashOf([row.number, action, row.version]), action, row.state, to, { actor: hub, at })
      await trx.insertInto('BaseDataStep').values(step).execute()
      return true
    }),
  )
}

/**
 * What an officer does with a delivery, now or before. `valuesOf` gives what changes beside the state. Throws IDEMPOTENCY_KEY_REUSED,
 * TRANSITION_NOT_PERMITTED, VERSION_CONFLICT, NOT_FOUND.
 */
export async function moveByOfficer(
  { store, texts }: Store,
  { number, seen }: { readonly number: string; readonly seen: string },
  action: DeliveryAction,
  text: string,
  asking: Asking,
  valuesOf: (row: DeliveryRow) => Partial<DeliveryRow>,
): Promise<void> {
  const id = changeNumber(asking)
  const content = canonicalJson({ action, number, text })
  const before = async (sql: Pick<Trx, 'selectFrom'>) => {
    const known = await sql.selectFrom('BaseDataStep').select('content').where('id', '=', id).executeTakeFirst()
    if (known && !texts.isDigestOf(known.content, content)) throw pentagraphError('IDEMPOTENCY_KEY_REUSED')
    return known !== undefined
  }
  try {
    await retryBusy(() =>
      store.sql.transaction().execute(async (trx) => {
        if (await before(trx)) return
        const row = await readDelivery(trx, number)
        if (!row) throw pentagraphError('NOT_FOUND')
        const to = deliveryAfter(row.state, action, 'OFFICER')
        if (to === null) throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: row.state, action })
        if (seen !== String(row.version)) throw pentagraphError('VERSION_CONFLICT')
        const values = { ...valuesOf(row), note: texts.seal(number, 'note', text), state: to }
        if (!(await setRow(trx, row, values))) throw pentagraphError('VERSION_CONFLICT')
        const step = stepOf({ number, version: row.version + 1 }, id, action, row.state, to, asking)
        await trx
          .insertInto('BaseDataStep')
          .values({ ...step, content: texts.digest(content) })
          .execute()
      }),
    )
  } catch (error) {
    if (!(await before(store.sql))) throw error
  }
}

/** The version that the write will name, before anything is sent. False when another process has set one down. */
export async function setDown(
  { store }: Store,
  { number, version }: DeliveryRow,
  writeVersion: string,
): Promise<boolean> {
  const { numUpdatedRows } = await retryBusy(() =>
    store.sql
      .updateTable('BaseDataDelivery')
      .set({ writeVersion })
      .where('number', '=', number)
      .where('version', '=', version)
      .where('writeVersion', 'is', null)
      .executeTakeFirst(),
  )
  return numUpdatedRows === 1n
}

/** No step of the life: an attempt has failed, and when the next one is due. Of two processes one counts. */
export async function note({ store }: Store, row: DeliveryRow, values: Partial<DeliveryRow>): Promise<void> {
  await retryBusy(() =>
    store.sql
      .updateTable('BaseDataDelivery')
      .set(values)
      .where('number', '=', row.number)
      .where('version', '=', row.version)
      .where('tries', '=', row.tries)
      .execute(),
  )
}

export function readEntry(sql: Pick<HubStore['sql'], 'selectFrom'>, number: string) {
  return sql.selectFrom('BaseDataEntry').selectAll().where('number', '=', number).executeTakeFirst()
}

export function readDelivery(sql: Pick<HubStore['sql'], 'selectFrom'>, number: string) {
  return sql.selectFrom('BaseDataDelivery').selectAll().where('number', '=', number).executeTakeFirst()
}

/** `JC` and sixteen characters: the same for the same worker and key. */
export function entryNumber(asking: Pick<Asking, 'actor' | 'idempotencyKey'>): string {
  return `JC${changeNumber(asking)}`
}

// Private:

/** As whom the hub itself acts. */
const hub = { subject: 'registry:entries', department: 'registry' }
const ID_LENGTH = 24

function hashOf(parts: readonly unknown[]): string {
  return spokenNumber(createHash('sm3').update(JSON.stringify(parts)).digest(), ID_LENGTH)
}

async function setRow(trx: Trx, row: DeliveryRow, values: Partial<DeliveryRow>): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('BaseDataDelivery')
    .set({ ...values, version: row.version + 1 })
    .where('number', '=', row.number)
    .where('version', '=', row.version)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

function stepOf(
  { number, version }: { readonly number: string; readonly version: number },
  id: string,
  action: DeliveryAction,
  fromState: string | null,
  toState: string,
  { actor, at }: Pick<Asking, 'actor' | 'at'>,
): DeliveryStepRow {
  const { subject, department } = actor
  return {
    id,
    number,
    version,
    at,
    actor: subject,
    actorDepartment: department,
    action,
    fromState,
    toState,
    content: '',
  }
}
