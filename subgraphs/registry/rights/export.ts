/**
 * A person's copy of the own data (PIPL art. 45): what it holds, and how often it may be asked for. The hub that serves the whole graph
 * makes it, since the registry knows no department's fields; each copy is a row, so that the limit holds over gateways and restarts.
 */
import { randomUUID } from 'node:crypto'
import type { AccessContext } from '../../../access/principal.ts'
import { retryBusy } from '../../../prisma/sql.ts'
import type { HubStore } from '../../../prisma/store.ts'
import { pentagraphError } from '../../../schema/errors.ts'

export interface ExportedValue {
  /** Where it stands, `properties.nodes.0.state`. */
  readonly path: string
  readonly coordinate: string
  readonly meaning: string
  readonly value: string
  /** Masked, because it tells of somebody else. */
  readonly masked: boolean
  readonly source: string
  /** Instant (ISO) that the value stems from; null when the source does not say, or is read live. */
  readonly asOf: string | null
}

export interface WithheldValue {
  readonly path: string
  readonly coordinate: string | null
  /** As in the errors of an answer: NOT_SHARED, NOT_FOR_PURPOSE, DEPARTMENT_UNAVAILABLE …; MORE_PAGES when a list is longer. */
  readonly reason: string
}

export interface ExportedDepartment {
  readonly department: string
  readonly title: string
  /** PARTIAL when something is withheld that could be asked for again, UNAVAILABLE when the department did not answer. */
  readonly state: 'COMPLETE' | 'PARTIAL' | 'UNAVAILABLE'
  readonly values: readonly ExportedValue[]
  readonly withheld: readonly WithheldValue[]
}

export interface PersonalCopy {
  readonly departments: readonly ExportedDepartment[]
  /** The same as a page to read. */
  readonly html: string
}

/** Asks the whole graph with the person's own rights; `only` names departments, null all. Throws BAD_USER_INPUT for an unknown one. */
export type Exporter = (
  access: AccessContext,
  only: readonly string[] | null,
  signal: AbortSignal,
) => Promise<PersonalCopy>

/** Copies a person may ask for in a day: a department that was down can be asked again, a program cannot harvest. */
export const COPIES_A_DAY = 10

const DAY = 86_400_000

/** Writes the copy down before it is made. Throws WRITE_REFUSED with `reason: TOO_MANY_COPIES`. */
export async function registerCopy(store: HubStore, personId: string, subject: string, now: number): Promise<string> {
  const number = `GR${randomUUID().replaceAll('-', '').slice(0, 12).toUpperCase()}`
  await retryBusy(() =>
    store.sql
      .insertInto('PersonalDataRequest')
      .values({
        number,
        personId,
        kind: 'EXPORT',
        field: null,
        department: null,
        text: '',
        state: 'DONE',
        filedAt: now,
        dueAt: now,
        decidedAt: now,
        decider: subject,
        answer: null,
        receipt: null,
      })
      .execute(),
  )
  // Counted after it was written: two that come at once both count.
  const made = await store.sql
    .selectFrom('PersonalDataRequest')
    .select('number')
    .where('personId', '=', personId)
    .where('kind', '=', 'EXPORT')
    .where('filedAt', '>', now - DAY)
    .limit(COPIES_A_DAY + 1)
    .execute()
  if (made.length <= COPIES_A_DAY) return number
  await retryBusy(() => store.sql.deleteFrom('PersonalDataRequest').where('number', '=', number).execute())
  throw pentagraphError('WRITE_REFUSED', { reason: 'TOO_MANY_COPIES', perDay: COPIES_A_DAY })
}
