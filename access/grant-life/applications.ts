/** Applications for data of another department: applied for, taken up, granted whole or in part, refused with reasons, withdrawn. */
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { rowOfGrant } from '../grants.ts'
import { readPurposes } from '../policy-store.ts'
import { isAdministrator } from '../powers.ts'
import { roles, type Grant, type HoursWindow, type Principal, type Role, type RowScope } from '../principal.ts'
import { covers, scopeOf } from '../row-scope.ts'
import { written } from '../written-text.ts'
import { requireNamedLevel4, requireWithin, sharingOf, type PublishedFields } from './asked-fields.ts'
import { windowProblem } from './hours.ts'
import { changeOnce, requireVersion, type Trx } from './ledger.ts'
import { dueAt, readLimit } from './limits.ts'
import { isOneself, partiesOf, type Concerned } from './parties.ts'
import { applicationTransitions, transitionOf, type ApplicationState, type GrantAction } from './states.ts'

export type ApplicationRow = HubTables['GrantApplication']

export interface Application {
  /** Owner of the data. */
  readonly department: string
  readonly granteeRole: Role
  /** One person of the own department; without it everybody in the role. */
  readonly granteeSubject: string | null
  readonly purpose: string
  readonly legalBasis: string
  readonly scenario: string
  readonly fields: readonly string[]
  readonly effect: Grant['effect']
  readonly rows: RowScope
  readonly termDays: number
}

/** How a grant is narrower than what was asked for. */
export interface Conditions {
  readonly masked: boolean
  readonly fields: readonly string[] | null
  readonly rows: RowScope | null
  readonly termDays: number | null
  readonly hours: readonly HoursWindow[] | null
  readonly personsPerDay: number | null
}

export interface Asking {
  readonly actor: Principal
  readonly at: number
  readonly idempotencyKey: string
}

/** Answers with the application's id. */
export async function applyForGrant(
  store: HubStore,
  published: PublishedFields,
  application: Application,
  asking: Asking,
): Promise<string> {
  const { actor, at } = asking
  if (actor.department === null || actor.roles.some(isAdministrator)) throw pentagraphError('TRANSITION_NOT_PERMITTED')
  const applicantDepartment = actor.department
  const legalBasis = written('legalBasis', application.legalBasis, true)
  const scenario = written('scenario', application.scenario, true)
  const purpose = (await readPurposes(store)).get(application.purpose)
  if (!purpose) throw pentagraphError('BAD_USER_INPUT', { argument: 'purpose' })
  const scope = scopeOf(purpose, [application.granteeRole])
  if (scope === null || !isGranteeRole(application.granteeRole))
    throw pentagraphError('BAD_USER_INPUT', { argument: 'granteeRole' })
  if (!covers(scope, application.rows)) throw pentagraphError('BAD_USER_INPUT', { argument: 'rows' })
  const sharing = sharingOf(published, application.department, application.fields, purpose)
  requireNamedLevel4(published, application.department, application.fields, application.effect)
  return changeOnce(store, { ...asking, action: 'APPLY', content: application }, async (trx, number) => {
    await requireTerm(trx, application.termDays)
    const limit = await readLimit(trx, sharing === 'UNCONDITIONAL' ? 'ANSWER_UNCONDITIONAL' : 'ANSWER_CONDITIONAL')
    const id = `application:${number}`
    await trx
      .insertInto('GrantApplication')
      .values({
        ...application,
        id,
        state: 'APPLIED',
        applicant: actor.subject,
        applicantDepartment,
        legalBasis,
        scenario,
        fields: JSON.stringify(application.fields),
        sharing,
        appliedAt: at,
        dueAt: dueAt(at, limit),
        version: 1,
      })
      .execute()
    return { kind: 'APPLICATION', objectId: id, version: 1, from: null, to: 'APPLIED', reason: scenario }
  })
}

export type Answer =
  | { readonly decision: 'REFUSE'; readonly reasons: string | null }
  | { readonly decision: 'GRANT'; readonly reasons: string | null; readonly conditions: Conditions }

/** The owner's officer takes it up: the clock goes on, the applicant sees that somebody looks at it. */
export function acceptForReview(store: HubStore, id: string, seen: string, asking: Asking): Promise<string> {
  return moveApplication(store, { id, seen, action: 'ACCEPT', reason: null, content: null }, asking, () =>
    Promise.resolve({}),
  )
}

export function withdrawApplication(
  store: HubStore,
  id: string,
  seen: string,
  reason: string | null,
  asking: Asking,
): Promise<string> {
  return moveApplication(store, { id, seen, action: 'WITHDRAW', reason, content: reason }, asking, () =>
    Promise.resolve({}),
  )
}

/** Grants what was asked for, or a part of it, or refuses it with written reasons. */
export function answerApplication(
  store: HubStore,
  published: PublishedFields,
  id: string,
  seen: string,
  answer: Answer,
  asking: Asking,
): Promise<string> {
  const step = { id, seen, action: answer.decision, reason: answer.reasons, content: answer }
  return moveApplication(store, step, asking, async (trx, row) => {
    const common = { answeredAt: asking.at, answeredBy: asking.actor.subject }
    if (answer.decision === 'REFUSE') return { ...common, reasons: written('reasons', answer.reasons, true) }
    const grant = grantOf(row, published, answer.conditions, asking)
    await requireTerm(trx, answer.conditions.termDays ?? row.termDays)
    await trx
      .insertInto('AccessGrant')
      .values({ ...rowOfGrant(grant), applicationId: row.id, version: 1 })
      .execute()
    return { ...common, reasons: written('reasons', answer.reasons, false), grantId: grant.id }
  })
}

/** Whom the application concerns, for the parties. */
export function concernedBy(row: ApplicationRow): Concerned {
  const { applicant, applicantDepartment, department } = row
  return { applicant, applicantDepartment, department, grantee: granteeOf(row) }
}

/** Throws BAD_USER_INPUT unless it is a number of days that the longest term allows. */
export async function requireTerm(trx: Trx, days: number): Promise<void> {
  const { amount } = await readLimit(trx, 'LONGEST_TERM')
  if (!Number.isInteger(days) || days < 1 || days > amount)
    throw pentagraphError('BAD_USER_INPUT', { argument: 'termDays', max: amount })
}

export function requirePersonsPerDay(value: number | null): void {
  if (value !== null && (!Number.isInteger(value) || value < 1))
    throw pentagraphError('BAD_USER_INPUT', { argument: 'personsPerDay' })
}

/** Citizens and administrators hold no grants. */
export function isGranteeRole(role: Role): boolean {
  return roles.includes(role) && role !== 'citizen' && !isAdministrator(role)
}

// Private:

const DAY_MS = 86_400_000
const MAX_WINDOWS = 14

interface Step {
  readonly id: string
  readonly seen: string
  readonly action: GrantAction
  readonly reason: string | null
  readonly content: unknown
}

/** One line of the table for applications; `work` says what else changes in the row. Throws NOT_FOUND to whom it does not concern. */
function moveApplication(
  store: HubStore,
  { id, seen, action, reason, content }: Step,
  asking: Asking,
  work: (trx: Trx, row: ApplicationRow) => Promise<Partial<ApplicationRow>>,
): Promise<string> {
  return changeOnce(store, { ...asking, action, content: { id, seen, content } }, async (trx) => {
    const row = await trx.selectFrom('GrantApplication').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw pentagraphError('NOT_FOUND')
    const parties = partiesOf(asking.actor, concernedBy(row))
    if (parties.size === 0) throw pentagraphError('NOT_FOUND')
    requireVersion(row.version, seen)
    const line = transitionOf(applicationTransitions, row.state as ApplicationState, action, parties)
    const oneself = action !== 'WITHDRAW' && isOneself(asking.actor, concernedBy(row))
    if (!line || oneself)
      throw pentagraphError('TRANSITION_NOT_PERMITTED', {
        state: row.state,
        action,
        ...(oneself && { problem: 'ONESELF' }),
      })
    const why = written('reasons', reason, line.reasons === true)
    const version = row.version + 1
    await trx
      .updateTable('GrantApplication')
      .set({ ...(await work(trx, row)), state: line.to, version })
      .where('id', '=', id)
      .execute()
    return { kind: 'APPLICATION', objectId: id, version, from: row.state, to: line.to, reason: why }
  })
}

function granteeOf({ applicantDepartment, granteeRole, granteeSubject }: ApplicationRow): Grant['grantee'] {
  return {
    department: applicantDepartment,
    role: granteeRole as Role,
    ...(granteeSubject !== null && { subject: granteeSubject }),
  }
}

function grantOf(
  row: ApplicationRow,
  published: PublishedFields,
  conditions: Conditions,
  { actor, at }: Asking,
): Grant {
  const asked = JSON.parse(row.fields) as string[]
  const fields = conditions.fields ?? asked
  requireWithin(published, row.department, fields, asked)
  const effect = conditions.masked ? 'MASKED' : (row.effect as Grant['effect'])
  // Data may have been graded up since it was asked for.
  requireNamedLevel4(published, row.department, fields, effect)
  const rows = conditions.rows ?? (row.rows as RowScope)
  if (!covers(row.rows as RowScope, rows)) throw pentagraphError('BAD_USER_INPUT', { argument: 'conditions.rows' })
  const { hours, personsPerDay } = conditions
  if (hours !== null && (hours.length === 0 || hours.length > MAX_WINDOWS))
    throw pentagraphError('BAD_USER_INPUT', { argument: 'conditions.hours' })
  for (const window of hours ?? []) {
    const problem = windowProblem(window)
    if (problem !== null) throw pentagraphError('BAD_USER_INPUT', { argument: `conditions.hours.${problem}` })
  }
  requirePersonsPerDay(personsPerDay)
  return {
    id: `grant:${row.id.slice(row.id.indexOf(':') + 1)}`,
    department: row.department,
    grantee: granteeOf(row),
    purpose: row.purpose,
    legalBasis: row.legalBasis,
    fields,
    effect,
    rows,
    validFrom: at,
    validTo: at + Math.min(conditions.termDays ?? row.termDays, row.termDays) * DAY_MS,
    approver: actor.subject,
    ...(hours !== null && { hours }),
    ...(personsPerDay !== null && { personsPerDay }),
  }
}
