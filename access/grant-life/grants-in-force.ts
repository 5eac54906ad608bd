/** What becomes of a grant that was given: renewed, suspended, resumed, revoked, and delegated in part. */
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { rowOfGrant } from '../grants.ts'
import { effectiveGrant, MAX_DELEGATIONS } from '../policy-store.ts'
import type { Grant, Role, RowScope } from '../principal.ts'
import { covers } from '../row-scope.ts'
import { written } from '../written-text.ts'
import { isGranteeRole, requirePersonsPerDay, requireTerm, type Asking } from './applications.ts'
import { requireWithin, type PublishedFields } from './asked-fields.ts'
import { changeOnce, requireVersion, type Trx } from './ledger.ts'
import { isOneself, partiesOf, type Concerned } from './parties.ts'
import {
  grantStateAt,
  grantTransitions,
  transitionOf,
  type GrantAction,
  type GrantState,
  type Party,
} from './states.ts'

export type GrantRow = HubTables['AccessGrant']

export function renewGrant(
  store: HubStore,
  { id, seen, reason, termDays }: GrantStep & { readonly termDays: number },
  asking: Asking,
): Promise<string> {
  return moveGrant(store, { id, seen, reason, action: 'RENEW', content: termDays }, asking, async (trx, { row }) => {
    await requireTerm(trx, termDays)
    // A part of another grant never outlives it; an emergency is not made longer but asked for properly.
    if (row.emergencyId !== null) throw pentagraphError('TRANSITION_NOT_PERMITTED', { action: 'RENEW' })
    return { validTo: asking.at + termDays * DAY_MS }
  })
}

export function suspendGrant(store: HubStore, step: GrantStep, asking: Asking): Promise<string> {
  return moveGrant(store, { ...step, action: 'SUSPEND', content: null }, asking, (_trx, { parties }) =>
    Promise.resolve({ suspendedAt: asking.at, suspendedBy: sideOf(parties) }),
  )
}

/** By the side that suspended it (`sideOf`). */
export function resumeGrant(store: HubStore, step: GrantStep, asking: Asking): Promise<string> {
  return moveGrant(store, { ...step, action: 'RESUME', content: null }, asking, (_trx, { row, parties }) => {
    if (row.suspendedBy !== sideOf(parties)) throw pentagraphError('TRANSITION_NOT_PERMITTED', { action: 'RESUME' })
    return Promise.resolve({ suspendedAt: null, suspendedBy: null })
  })
}

/** From the moment this returns no request that starts is let in by it or by any part of it. */
export function revokeGrantInForce(store: HubStore, step: GrantStep, asking: Asking): Promise<string> {
  return moveGrant(store, { ...step, action: 'REVOKE', content: null }, asking, () =>
    Promise.resolve({ revokedAt: asking.at }),
  )
}

export interface Delegation {
  readonly grantId: string
  readonly seen: string
  readonly role: Role
  readonly subject: string | null
  readonly fields: readonly string[]
  readonly masked: boolean
  readonly rows: RowScope | null
  readonly termDays: number
  readonly personsPerDay: number | null
  readonly reason: string | null
}

/** A part of a grant for the holder's own people. It ends, rests and keeps its hours with the whole. Answers with the new grant's id. */
export function delegateGrant(
  store: HubStore,
  published: PublishedFields,
  delegation: Delegation,
  asking: Asking,
): Promise<string> {
  const { actor, at } = asking
  return changeOnce(store, { ...asking, action: 'DELEGATE', content: delegation }, async (trx, number) => {
    const { row, whole, parties, depth } = await readGrant(trx, delegation.grantId, asking)
    requireVersion(row.version, delegation.seen)
    const line = transitionOf(grantTransitions, null, 'DELEGATE', parties)
    if (!line || grantStateAt(whole, at) !== 'IN_FORCE' || row.emergencyId !== null || depth >= MAX_DELEGATIONS)
      throw pentagraphError('TRANSITION_NOT_PERMITTED', { action: 'DELEGATE' })
    const grantee = {
      ...(row.granteeDepartment !== null && { department: row.granteeDepartment }),
      role: delegation.role,
      ...(delegation.subject !== null && { subject: delegation.subject }),
    }
    if (isOneself(actor, { department: row.department, grantee }))
      throw pentagraphError('TRANSITION_NOT_PERMITTED', { action: 'DELEGATE', problem: 'ONESELF' })
    if (!isGranteeRole(delegation.role)) throw pentagraphError('BAD_USER_INPUT', { argument: 'role' })
    requireWithin(published, row.department, delegation.fields, whole.fields)
    const rows = delegation.rows ?? whole.rows
    if (!covers(whole.rows, rows)) throw pentagraphError('BAD_USER_INPUT', { argument: 'rows' })
    await requireTerm(trx, delegation.termDays)
    requirePersonsPerDay(delegation.personsPerDay)
    const validTo = at + delegation.termDays * DAY_MS
    if (validTo > whole.validTo) throw pentagraphError('BAD_USER_INPUT', { argument: 'termDays' })
    const personsPerDay = delegation.personsPerDay ?? whole.personsPerDay
    if ((personsPerDay ?? 0) > (whole.personsPerDay ?? Infinity))
      throw pentagraphError('BAD_USER_INPUT', { argument: 'personsPerDay' })
    const part: Grant = {
      id: `delegation:${number}`,
      department: row.department,
      grantee,
      purpose: row.purpose,
      legalBasis: row.legalBasis,
      fields: delegation.fields,
      effect: delegation.masked ? 'MASKED' : whole.effect,
      rows,
      validFrom: at,
      validTo,
      approver: actor.subject,
      ...(personsPerDay !== undefined && { personsPerDay }),
    }
    await trx
      .insertInto('AccessGrant')
      .values({ ...rowOfGrant(part), parentId: row.id, version: 1 })
      .execute()
    const reason = written('reason', delegation.reason, false)
    return { kind: 'GRANT', objectId: part.id, version: 1, from: null, to: line.to, reason }
  })
}

export interface GrantStep {
  readonly id: string
  readonly seen: string
  readonly reason: string | null
}

export interface GrantUnderOthers {
  readonly row: GrantRow
  /** As it may be used now, under the grants above it. */
  readonly whole: Grant
  /** How many grants stand above it. */
  readonly depth: number
}

/** One grant with those above it, of which it is a part; null when there is none of this id. */
export async function readUnderOthers(
  sql: Pick<HubStore['sql'], 'selectFrom'>,
  id: string,
): Promise<GrantUnderOthers | null> {
  const all = new Map<string, GrantRow>()
  for (let next: string | null = id; next !== null && !all.has(next);) {
    const row: GrantRow | undefined = await sql
      .selectFrom('AccessGrant')
      .selectAll()
      .where('id', '=', next)
      .executeTakeFirst()
    if (!row) break
    all.set(next, row)
    next = row.parentId
  }
  const row = all.get(id)
  return row ? { row, whole: effectiveGrant(row, all), depth: all.size - 1 } : null
}

/** Its own state: its own rest, not that of a grant above it, is what is lifted. */
export function ownStateOf({ row, whole }: Pick<GrantUnderOthers, 'row' | 'whole'>, at: number): GrantState {
  return grantStateAt({ ...whole, suspended: row.suspendedAt !== null }, at)
}

/** Which side a suspension is: an officer does not undo what the security administrator did, nor the other way round. */
export function sideOf(parties: ReadonlySet<Party>): 'OFFICER' | 'SECURITY' {
  return parties.has('SECURITY') ? 'SECURITY' : 'OFFICER'
}

/** Whom the grant concerns, for the parties. */
export function concernedByGrant(grant: Grant): Concerned {
  return { department: grant.department, grantee: grant.grantee }
}

// Private:

const DAY_MS = 86_400_000

interface Found extends GrantUnderOthers {
  readonly parties: ReadonlySet<Party>
}

/** Throws NOT_FOUND to whom it does not concern. */
async function readGrant(trx: Trx, id: string, { actor }: Asking): Promise<Found> {
  const found = await readUnderOthers(trx, id)
  const parties = found && partiesOf(actor, concernedByGrant(found.whole))
  if (!parties || parties.size === 0) throw pentagraphError('NOT_FOUND')
  return { ...found, parties }
}

function moveGrant(
  store: HubStore,
  { id, seen, reason, action, content }: GrantStep & { readonly action: GrantAction; readonly content: unknown },
  asking: Asking,
  work: (trx: Trx, found: Found) => Promise<Partial<GrantRow>>,
): Promise<string> {
  return changeOnce(store, { ...asking, action, content: { id, seen, reason, content } }, async (trx) => {
    const found = await readGrant(trx, id, asking)
    const { row, whole, parties } = found
    requireVersion(row.version, seen)
    const state = ownStateOf(found, asking.at)
    const line = transitionOf(grantTransitions, state, action, parties)
    const gives = action === 'RENEW' || action === 'RESUME'
    const oneself = gives && isOneself(asking.actor, concernedByGrant(whole))
    if (!line || oneself)
      throw pentagraphError('TRANSITION_NOT_PERMITTED', { state, action, ...(oneself && { problem: 'ONESELF' }) })
    const why = written('reason', reason, line.reasons === true)
    const version = (row.version ?? 1) + 1
    await trx
      .updateTable('AccessGrant')
      .set({ ...(await work(trx, found)), version })
      .where('id', '=', id)
      .execute()
    return { kind: 'GRANT', objectId: id, version, from: state, to: line.to, reason: why }
  })
}
