/**
 * Data is graded anew. What protects more counts at once; what protects less waits for the second signature, and so does the end of
 * what protects more. Nothing that its department declared as never shared becomes shared.
 */
import type { HubStore } from '../../prisma/store.ts'
import type { HubTables } from '../../prisma/tables.ts'
import type { Level, Sharing } from '../../schema/classification.ts'
import { pentagraphError } from '../../schema/errors.ts'
import { covers, strictness } from '../regrade.ts'
import { written } from '../written-text.ts'
import type { Asking } from './applications.ts'
import { placesOf, requireNames, type PublishedFields } from './asked-fields.ts'
import { changeOnce, requireVersion, type Trx } from './ledger.ts'
import { answering } from './parties.ts'
import {
  classificationTransitions,
  countingStates,
  transitionOf,
  type ClassificationState,
  type GrantAction,
  type Party,
} from './states.ts'

export type ClassificationRow = HubTables['ClassificationChange']

export interface PublishedNames extends PublishedFields {
  /** Every name that the department has, filters and look-ups too. */
  names(department: string): readonly string[]
}

export interface Regrading {
  readonly department: string
  /** Named as in grants. */
  readonly fields: readonly string[]
  readonly level: Level
  readonly sharing: Sharing
  readonly legalBasis: string
  readonly reason: string
}

/** Answers with the id of the change. */
export async function changeClassification(
  store: HubStore,
  published: PublishedNames,
  regrading: Regrading,
  asking: Asking,
): Promise<string> {
  const { actor, at } = asking
  const { department, level, sharing } = regrading
  const action = tightens(regrading, published) ? ('TIGHTEN' as const) : ('LOOSEN' as const)
  const line = transitionOf(classificationTransitions, null, action, partiesTo(regrading, asking))
  if (!line) throw pentagraphError('TRANSITION_NOT_PERMITTED', { action })
  const legalBasis = written('legalBasis', regrading.legalBasis, true)
  const reason = written('reason', regrading.reason, true)
  const fields = action === 'TIGHTEN' ? withWaysToAsk(regrading, published) : withFilters(regrading, published)
  return changeOnce(store, { ...asking, action, content: regrading }, async (trx, number) => {
    await requireUnchanged(trx, { department, fields }, published)
    const id = `classification:${number}`
    await trx
      .insertInto('ClassificationChange')
      .values({
        id,
        department,
        fields: JSON.stringify(fields),
        level,
        sharing,
        legalBasis,
        reason,
        state: line.to,
        proposer: actor.subject,
        proposedAt: at,
        signer: null,
        version: 1,
      })
      .execute()
    return { kind: 'CLASSIFICATION', objectId: id, version: 1, from: null, to: line.to, reason }
  })
}

export interface ClassificationStep {
  readonly id: string
  readonly seen: string
  readonly reason: string | null
}

/** The security administrator's second signature, under a change that waits for it or under its end. */
export function signClassificationChange(store: HubStore, step: ClassificationStep, asking: Asking): Promise<string> {
  return move(store, step, 'SIGN', asking)
}

export function refuseClassificationChange(store: HubStore, step: ClassificationStep, asking: Asking): Promise<string> {
  return move(store, step, 'REFUSE', asking)
}

/** By the owner's officer: at once where the data is protected more without the change, else the second signature is asked for. */
export function retractClassificationChange(
  store: HubStore,
  step: ClassificationStep,
  asking: Asking,
): Promise<string> {
  return move(store, step, 'RETRACT', asking)
}

/** What the actor is to the change: the owner's officer, or a security administrator who did not propose it. */
export function partiesTo(
  { department }: Pick<Regrading, 'department'>,
  { actor }: Pick<Asking, 'actor'>,
  proposer: string | null = null,
): ReadonlySet<Party> {
  const parties = new Set<Party>()
  if (actor.roles.includes('data-officer') && actor.department === answering(department)) parties.add('OWNER')
  if (actor.roles.includes('security-administrator') && actor.subject !== proposer) parties.add('SECURITY')
  return parties
}

// Private:

/** The hub's own administration: nobody could undo a change that closed it. */
const UNCHANGEABLE = 'policy'

/** Whether nothing of it is protected less than now. Throws BAD_USER_INPUT for what names nothing, changes nothing, or shares what never is. */
function tightens({ department, fields, level, sharing }: Regrading, published: PublishedNames): boolean {
  if (department === UNCHANGEABLE) throw pentagraphError('BAD_USER_INPUT', { argument: 'department' })
  requireNames(published, department, fields)
  const places = placesOf(published, department, fields)
  if (places.length === 0) throw pentagraphError('BAD_USER_INPUT', { argument: 'fields', problem: 'UNKNOWN_FIELD' })
  if (places.some((place) => place.sharing === 'NEVER') && sharing !== 'NEVER')
    throw pentagraphError('BAD_USER_INPUT', { argument: 'sharing', problem: 'NOT_SHARED' })
  const stays = places.every((place) => place.level === level && place.sharing === sharing)
  if (stays) throw pentagraphError('BAD_USER_INPUT', { argument: 'level', problem: 'NOTHING_CHANGES' })
  return places.every((place) => level >= place.level && strictness({ sharing }) >= strictness(place))
}

/** What protects less names what it names, and the filters of that: no more than the two who sign have read. */
function withFilters({ department, fields }: Regrading, published: PublishedNames): string[] {
  const filters = new Set(
    placesOf(published, department, fields).map(({ coordinate }) => coordinate.replace('.', 'Filter.')),
  )
  return [...new Set([...fields, ...published.names(department).filter((name) => filters.has(name))])]
}

/**
 * With the filters and look-ups by which the values could be found out, and, in the same department and category, the fields of the same
 * name elsewhere: a record's telephone that is lifted onto the person must not stay behind.
 */
function withWaysToAsk(regrading: Regrading, published: PublishedNames): string[] {
  const { department, fields } = regrading
  const named = placesOf(published, department, fields)
  const names = new Set(named.map(({ coordinate, category }) => `${lastOf(coordinate)} ${category}`))
  const elsewhere = published
    .places()
    .filter((place) => place.department === department && names.has(`${lastOf(place.coordinate)} ${place.category}`))
    .map(({ coordinate }) => coordinate)
  const ways = new Set(withFilters(regrading, published))
  // Of a whole record, its pages and counts too: how many there are is told by them.
  for (const field of fields)
    if (field.endsWith('.*'))
      for (const way of ['Connection.*', 'Edge.*', 'Filter.*']) ways.add(field.replace('.*', way))
  const lasts = new Set(named.map(({ coordinate }) => lastOf(coordinate)))
  const asking = published
    .names(department)
    .filter((name) => ways.has(name) || (name.endsWith(')') && lasts.has(lastOf(name))))
  return [...new Set([...fields, ...elsewhere, ...asking])]
}

/** `PropertyTitle.certificate` and `Query.titleByCertificate(certificate)` both end in `certificate`. */
function lastOf(name: string): string {
  return /([A-Za-z_0-9*]+)\)?$/.exec(name)?.[1] ?? name
}

/** Throws TRANSITION_NOT_PERMITTED where another change of the same data counts or waits: it is to be retracted first. */
async function requireUnchanged(
  trx: Trx,
  change: { readonly department: string; readonly fields: readonly string[] },
  published: PublishedNames,
): Promise<void> {
  const others = await trx
    .selectFrom('ClassificationChange')
    .selectAll()
    .where('department', '=', change.department)
    .where('state', 'in', ['PROPOSED', ...countingStates])
    .execute()
  const mine = placesOf(published, change.department, change.fields)
  const taken = others.some((row) => {
    const other = { department: row.department, fields: JSON.parse(row.fields) as string[] }
    return mine.some((place) => covers(other, place))
  })
  if (taken) throw pentagraphError('TRANSITION_NOT_PERMITTED', { problem: 'ALREADY_CHANGED' })
}

function move(
  store: HubStore,
  { id, seen, reason }: ClassificationStep,
  action: GrantAction,
  asking: Asking,
): Promise<string> {
  return changeOnce(store, { ...asking, action, content: { id, seen, reason } }, async (trx) => {
    const row = await trx.selectFrom('ClassificationChange').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row || partiesTo(row, asking).size === 0) throw pentagraphError('NOT_FOUND')
    requireVersion(row.version, seen)
    const from = row.state as ClassificationState
    const line = transitionOf(classificationTransitions, from, action, partiesTo(row, asking, row.proposer))
    if (!line) throw pentagraphError('TRANSITION_NOT_PERMITTED', { state: from, action })
    const why = written('reason', reason, line.reasons === true)
    const version = row.version + 1
    await trx
      .updateTable('ClassificationChange')
      .set({ state: line.to, version, ...(action === 'SIGN' && { signer: asking.actor.subject }) })
      .where('id', '=', id)
      .execute()
    return { kind: 'CLASSIFICATION', objectId: id, version, from, to: line.to, reason: why }
  })
}
