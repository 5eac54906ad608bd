/**
 * Breaking the glass: in an emergency somebody takes a right at once, for hours, without anybody's consent; loudly, and it is reviewed
 * afterwards. Who may, for which purpose and for how long are rows. It opens what the purpose names, never what is not shared, and level
 * 4 only where it is named by its own coordinate, which a category of the purpose never does.
 */
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { rowOfGrant } from '../grants.ts'
import { readPurposes } from '../policy-store.ts'
import type { Grant, Role, RowScope } from '../principal.ts'
import { written } from '../written-text.ts'
import type { Asking } from './applications.ts'
import { sharingOf, type PublishedFields } from './asked-fields.ts'
import { changeNumber, changeOnce, requireVersion } from './ledger.ts'
import { dueAt, readLimit } from './limits.ts'
import { emergencyTransitions, transitionOf, type EmergencyState, type Party } from './states.ts'

export type EmergencyRow = HubTables['BreakGlass']

export interface Breaking {
  readonly purpose: string
  readonly reason: string
  /** Category or coordinate by owning department. */
  readonly opened: readonly { readonly department: string; readonly fields: readonly string[] }[]
}

/** Answers with the emergency's id. `loud` is told before anything opens: when it rejects, the glass stays whole. */
export async function breakGlass(
  store: HubStore,
  published: PublishedFields,
  breaking: Breaking,
  asking: Asking,
  loud: (emergency: {
    readonly id: string
    readonly grants: readonly string[]
    readonly purpose: string
  }) => Promise<void>,
): Promise<string> {
  const { actor, at } = asking
  const reason = written('reason', breaking.reason, true)
  const purpose = (await readPurposes(store)).get(breaking.purpose)
  if (!purpose) throw pentagraphError('BAD_USER_INPUT', { argument: 'purpose' })
  const departments = new Set(breaking.opened.map(({ department }) => department))
  if (departments.size === 0 || departments.size !== breaking.opened.length)
    throw pentagraphError('BAD_USER_INPUT', { argument: 'opened' })
  for (const { department, fields } of breaking.opened) sharingOf(published, department, fields, purpose)
  const rules = await store.sql
    .selectFrom('BreakGlassRule')
    .selectAll()
    .where('purpose', '=', breaking.purpose)
    .execute()
  const rule = rules.find((one) => actor.roles.includes(one.role as Role))
  if (!rule || actor.department === null) throw pentagraphError('TRANSITION_NOT_PERMITTED', { action: 'BREAK' })
  const { department: employer } = actor
  const id = `${PREFIX}${changeNumber(asking)}`
  const endsAt = at + rule.hours * HOUR_MS
  const grants = breaking.opened.map(({ department, fields }): Grant => ({
    id: `${id}:${department}`,
    department,
    grantee: { department: employer, role: rule.role as Role, subject: actor.subject },
    purpose: breaking.purpose,
    legalBasis: 'break-glass',
    fields,
    effect: 'PLAIN',
    rows: rule.rows as RowScope,
    validFrom: at,
    validTo: endsAt,
    approver: actor.subject,
  }))
  const reviewDueAt = dueAt(at, await readLimit(store.sql, 'EMERGENCY_REVIEW'))
  await loud({ id, grants: grants.map((grant) => grant.id), purpose: breaking.purpose })
  return changeOnce(store, { ...asking, action: 'BREAK', content: breaking }, async (trx) => {
    await trx
      .insertInto('BreakGlass')
      .values({
        id,
        subject: actor.subject,
        department: employer,
        role: rule.role,
        purpose: breaking.purpose,
        opened: JSON.stringify(breaking.opened),
        rows: rule.rows,
        reason,
        startedAt: at,
        endsAt,
        reviewDueAt,
        version: 1,
      })
      .execute()
    for (const grant of grants)
      await trx
        .insertInto('AccessGrant')
        .values({ ...rowOfGrant(grant), emergencyId: id, version: 1 })
        .execute()
    return { kind: 'EMERGENCY', objectId: id, version: 1, from: null, to: 'UNREVIEWED', reason }
  })
}

export interface Review {
  readonly id: string
  readonly seen: string
  readonly verdict: 'JUSTIFIED' | 'UNJUSTIFIED'
  readonly note: string
}

/** By a security administrator who did not break it. What was not justified is suspended at once. */
export function reviewBreakGlass(
  store: HubStore,
  { id, seen, verdict, note }: Review,
  asking: Asking,
): Promise<string> {
  const action = verdict === 'JUSTIFIED' ? ('JUSTIFY' as const) : ('CONDEMN' as const)
  return changeOnce(store, { ...asking, action, content: { id, seen, note } }, async (trx) => {
    const row = await trx.selectFrom('BreakGlass').selectAll().where('id', '=', id).executeTakeFirst()
    const security = asking.actor.roles.includes('security-administrator')
    if (!row || !security) throw pentagraphError('NOT_FOUND')
    requireVersion(row.version, seen)
    const from = emergencyState(row)
    const line = transitionOf(emergencyTransitions, from, action, new Set<Party>(['SECURITY']))
    if (!line || row.subject === asking.actor.subject)
      throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: from, action })
    const version = row.version + 1
    const reason = written('note', note, true)
    await trx
      .updateTable('BreakGlass')
      .set({ reviewedAt: asking.at, reviewer: asking.actor.subject, verdict, note: reason, version })
      .where('id', '=', id)
      .execute()
    if (verdict === 'UNJUSTIFIED')
      await trx
        .updateTable('AccessGrant')
        .set((row) => ({ suspendedAt: asking.at, suspendedBy: 'SECURITY', version: row('version', '+', 1) }))
        .where('emergencyId', '=', id)
        .where('suspendedAt', 'is', null)
        .execute()
    return { kind: 'EMERGENCY', objectId: id, version, from, to: line.to, reason }
  })
}

/** By its id alone: records of the audit outlive the grant. */
export function isEmergencyGrant(grantId: string): boolean {
  return grantId.startsWith(PREFIX)
}

export function emergencyState(row: EmergencyRow): EmergencyState {
  return row.verdict === null ? 'UNREVIEWED' : (row.verdict as EmergencyState)
}

// Private:

const HOUR_MS = 3_600_000
const PREFIX = 'emergency:'
